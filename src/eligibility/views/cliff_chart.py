"""The picture of one fact's range: a band for every support that changes, told apart by colour, hatching and words."""

from __future__ import annotations

import io
from dataclasses import field
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from eligibility._dataclass import dataclass
from eligibility._fonts import Lettering, lettering
from eligibility.decide.truths import OutcomeKey
from eligibility.guidance.cliff import Cliff
from eligibility.i18n import Language, Text
from eligibility.rules.labels import STATUSES
from eligibility.rules.status import Status
from eligibility.views.guidance import IMPOSSIBLE, fact_title, nothing_text, number
from eligibility.views.subjects import called, without_brackets

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Kind = Literal["png", "svg", "pdf"]
"""The formats of a picture."""

LOOKS: dict[Status, tuple[str, str]] = {
    Status.ELIGIBLE: ("#1b7837", ""),
    Status.ELIGIBLE_AFTER: ("#7fbf7b", "//"),
    Status.UNDETERMINED: ("#e7d4e8", ".."),
    Status.NOT_ELIGIBLE: ("#f2f2f2", ""),
}
"""Colour and hatching of each status."""

ONLY_AMOUNTS = Text("在这个范围内，只有金额随之变化", "Only amounts change in this range")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture and the language of its labels: English where the machine has no font for Chinese."""

    content: bytes = field(repr=False)
    language: Language


def drawn(found: Cliff, kind: Kind, language: Language) -> Drawn:
    """Draw a range as a picture.

    Raises:
        EligibilityError: matplotlib is not installed.
    """
    with lettering() as words:
        from matplotlib import figure as figures

        used, rows = words.language(language), found.changing
        figure = figures.Figure(figsize=(11, 2.2 + 0.45 * max(len(rows), 1)), layout="constrained")
        _fill(figure.add_subplot(), found, rows, words, used)
        _legend(figure, found, rows, words, used)
        picture = io.BytesIO()
        figure.savefig(picture, format=kind, dpi=150, metadata={"Date": None} if kind == "svg" else None)
    return Drawn(picture.getvalue(), used)


def _fill(axes: Axes, found: Cliff, rows: list[OutcomeKey], words: Lettering, language: Language) -> None:
    decision = found.start
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
    for piece in found.pieces:
        if piece.problem is not None and rows:
            end = float(piece.high + single)
            axes.axvspan(float(piece.low), end, facecolor="white", hatch="xx", edgecolor="#bbbbbb", label=IMPOSSIBLE[language])
    _axis(axes, found, words, language)
    whose = {owner: without_brackets(called(decision.situation, owner)[language]) for _, owner in rows}
    labels = [words.drawn(f"{decision[key].rule.title[language]} · {whose[key[1]]}") for key in rows]
    axes.set_yticks(range(len(rows)), labels)
    axes.set_ylim(max(len(rows), 1) - 0.4, -0.6)  # the first row at the top, and no room above and below
    if not rows:
        possible = any(piece.decision for piece in found.pieces)
        said = IMPOSSIBLE if not possible else ONLY_AMOUNTS if found.paying else nothing_text(found)
        axes.text(0.5, 0.5, said[language], transform=axes.transAxes, ha="center")


def _axis(axes: Axes, found: Cliff, words: Lettering, language: Language) -> None:
    axes.set_xlim(float(found.low), float(found.high) + (1 if _whole(found) else 0))
    if _whole(found):
        axes.locator_params(axis="x", integer=True)
    axes.set_xlabel(words.drawn(fact_title(found, language)))
    edges = sorted({piece.low for piece in found.pieces[1:]})
    for edge in edges:
        axes.axvline(float(edge), color="#333333", linestyle="--", linewidth=0.8)
    top = axes.secondary_xaxis("top")
    close = any(after - before < (found.high - found.low) / 25 for before, after in pairwise(edges))
    top.set_xticks(
        [float(edge) for edge in edges], [number(edge) for edge in edges], rotation=90 if close else 0, fontsize=8 if close else 10
    )
    if found.now is not None and found.low <= found.now <= found.high:
        at = float(found.now) + (0.5 if _whole(found) else 0)
        axes.axvline(at, color="#b2182b", linewidth=1.6, label=f"{Text('现在', 'now')[language]} {number(found.now)}")


def _legend(figure: Figure, found: Cliff, rows: list[OutcomeKey], words: Lettering, language: Language) -> None:
    from matplotlib.patches import Patch

    shown = {status for key in rows for piece in found.pieces if (status := piece.status(key))}
    patches = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="#555555", label=STATUSES[status][language])
        for status, (colour, hatch) in LOOKS.items()
        if status in shown
    ]
    lines, named = figure.axes[0].get_legend_handles_labels()
    each = dict(zip(named, lines, strict=True)).values()
    if patches or each:
        figure.legend(handles=[*patches, *each], loc="outside lower center", ncols=5, frameon=False)
    decision = found.start
    day = Text(f"判定日期 {decision.as_of}", f"as of {decision.as_of}")[language]
    figure.suptitle(words.drawn(f"{decision.ruleset.title[language]} · {decision.ruleset.document.name} · {day}"), fontsize=11)


def _whole(found: Cliff) -> bool:
    return bool(getattr(found.fact.type, "integral", False))
