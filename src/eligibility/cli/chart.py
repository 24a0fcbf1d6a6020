"""The picture of one fact's range: a band for every support that changes, told apart by colour, hatching and words."""

from __future__ import annotations

import io
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eligibility._fonts import chinese_font
from eligibility.cli.ahead import fact_title, number
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.write import write_whole
from eligibility.guidance.cliff import Cliff, Key
from eligibility.i18n import Language, Text
from eligibility.rules.labels import STATUSES
from eligibility.rules.status import Status

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SUFFIXES = (".png", ".svg", ".pdf")
LOOKS: dict[Status, tuple[str, str]] = {
    Status.ELIGIBLE: ("#1b7837", ""),
    Status.ELIGIBLE_AFTER: ("#7fbf7b", "//"),
    Status.UNDETERMINED: ("#e7d4e8", ".."),
    Status.NOT_ELIGIBLE: ("#f2f2f2", ""),
}
"""Colour and hatching of each status."""


def draw(found: Cliff, path: Path, language: Language) -> Language:
    """Draw a range into a file, by its suffix; the language of the labels, English where no Chinese font is there.

    Raises:
        EligibilityError: matplotlib is missing, the suffix is none of `SUFFIXES`, or the file cannot be written.
    """
    if path.suffix.lower() not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise EligibilityError([Problem("-o", Text(f"文件名应以 {known} 之一结尾", f"must end in one of {known}"))])
    try:
        import matplotlib as mpl
        from matplotlib import figure as figures
    except ImportError:
        text = Text("画图需要 matplotlib。", "a picture needs matplotlib.")
        mend = Text("请运行 pip install 'eligibility[chart]'。", "Run pip install 'eligibility[chart]'.")
        raise EligibilityError([Problem("-o", text, mend)]) from None
    font = chinese_font()
    used: Language = language if font else "en"
    with mpl.rc_context(
        {"font.sans-serif": [*([font] if font else []), "DejaVu Sans"], "font.family": "sans-serif", "svg.hashsalt": "eligibility"}
    ):
        rows = found.changing
        figure = figures.Figure(figsize=(11, 2.2 + 0.45 * max(len(rows), 1)), layout="constrained")
        _fill(figure.add_subplot(), found, rows, used)
        _legend(figure, found, rows, used)
        picture = io.BytesIO()
        figure.savefig(picture, format=path.suffix[1:].lower(), dpi=150, metadata={"Date": None} if path.suffix.lower() == ".svg" else None)
    write_whole(path, picture.getvalue())
    return used


def _fill(axes: Axes, found: Cliff, rows: list[Key], language: Language) -> None:
    decision = next(piece.decision for piece in found.pieces if piece.decision)
    single = Fraction(0) if not _whole(found) else Fraction(1)
    for row, key in enumerate(rows):
        for piece in found.pieces:
            status = piece.status(key)
            if status is not None:
                colour, hatch = LOOKS[status]
                width = float(piece.high - piece.low + single)
                axes.barh(row, width, left=float(piece.low), color=colour, hatch=hatch, edgecolor="#555555", linewidth=0.4, height=0.7)
                if width == 0:
                    axes.plot([float(piece.low)], [row], marker="D", color=colour, markeredgecolor="#555555")
    _axis(axes, found, language)
    whom = Text("全家", "household")[language]
    labels = [f"{decision[key].rule.title[language]} · {whom if key[1] == 'household' else key[1]}" for key in rows]
    axes.set_yticks(range(len(rows)), labels)
    axes.invert_yaxis()
    if not rows:
        axes.text(0.5, 0.5, Text("没有随之变化的项目", "nothing changes with it")[language], transform=axes.transAxes, ha="center")


def _axis(axes: Axes, found: Cliff, language: Language) -> None:
    axes.set_xlim(float(found.low), float(found.high) + (1 if _whole(found) else 0))
    axes.set_xlabel(fact_title(found, language))
    edges = sorted({piece.low for piece in found.pieces[1:]})
    for edge in edges:
        axes.axvline(float(edge), color="#333333", linestyle="--", linewidth=0.8)
    top: Any = axes.secondary_xaxis("top")
    close = any(after - before < (found.high - found.low) / 25 for before, after in pairwise(edges))
    top.set_xticks(
        [float(edge) for edge in edges], [number(edge) for edge in edges], rotation=90 if close else 0, fontsize=8 if close else 10
    )
    if found.now is not None and found.low <= found.now <= found.high:
        at = float(found.now) + (0.5 if _whole(found) else 0)
        axes.axvline(at, color="#b2182b", linewidth=1.6, label=f"{Text('现在', 'now')[language]} {number(found.now)}")


def _legend(figure: Figure, found: Cliff, rows: list[Key], language: Language) -> None:
    from matplotlib.patches import Patch

    shown = {status for key in rows for piece in found.pieces if (status := piece.status(key))}
    patches: list[Any] = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="#555555", label=STATUSES[status][language])
        for status, (colour, hatch) in LOOKS.items()
        if status in shown
    ]
    lines, _ = figure.axes[0].get_legend_handles_labels()
    if patches or lines:
        figure.legend(handles=[*patches, *lines], loc="outside lower center", ncols=5, frameon=False)
    decision = next(piece.decision for piece in found.pieces if piece.decision)
    day = Text(f"判定日期 {decision.as_of}", f"as of {decision.as_of}")[language]
    figure.suptitle(f"{decision.ruleset.title[language]} · {decision.ruleset.document.name} · {day}", fontsize=11)


def _whole(found: Cliff) -> bool:
    return bool(getattr(found.fact.type, "integral", False))
