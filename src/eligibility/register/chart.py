"""The summary as a picture: for every support how many are entitled, receive, are missed, receive wrongly, are undetermined."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eligibility._fonts import chinese_font
from eligibility.i18n import Language, Text
from eligibility.register.summary import Line
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status

MOST = 10
"""How many supports are drawn, those with most entitled or receiving first."""

BARS = (
    (Status.ELIGIBLE.value, Text("现在符合", "entitled now"), "#1f5fa8", ""),
    ("received", Text("已享受", "receiving"), "#8fb8de", ""),
    ("missed", Text("应享未享", "missed"), "#c8321e", "///"),
    ("unjustified", Text("享受不该", "unjustified"), "#f2b8a8", "..."),
    ("undetermined", Text("未定，还要问", "undetermined"), "#d9d9d9", ""),
)


AFTER = (Text("先办其他后符合", "entitled after others"), "#a9c6a0", "\\\\\\")
"""Drawn on from the end of those entitled now."""
NOTE = Text(
    "单位：人（家庭项目为户）。应享未享：现在符合而未享受；享受不该：已享受，而且证明不符合；未定：判定或是否享受还不知道。",
    "Persons (households for supports of households). Missed: applies now, not received; unjustified: received, and refused by proof; "
    "undetermined: the answer or the receipt is not known.",
)


def draw(path: Path, lines: Sequence[Line], ruleset: Ruleset, heading: Text, notes: Sequence[Text], language: Language) -> Text | None:
    """Draw the bars of the supports to a PNG or SVG file; a notice where the labels had to be English."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    font = chinese_font()
    shown: Language = language if font else "en"
    chosen = sorted(lines, key=lambda line: (-max(line.granted, line.received), line.support))[:MOST]
    settings: Any = {"svg.fonttype": "path", "svg.hashsalt": "eligibility", **({"font.family": [font, "DejaVu Sans"]} if font else {})}
    with pyplot.rc_context(settings):
        figure, axes = pyplot.subplots(figsize=(11.7, 1.9 + 1.15 * max(len(chosen), 1)))
        _bars(axes, chosen, ruleset, shown)
        _labelled(axes, _plain(heading[shown], font), [_plain(note[shown], font) for note in (NOTE, *notes)])
        figure.savefig(path, dpi=150, bbox_inches="tight", metadata={"Date": None} if path.suffix == ".svg" else {"Software": None})
        pyplot.close(figure)
    if language == "zh" and font is None:
        return Text(
            "本机没有中文字体，图中用英文；可安装 Noto Sans CJK",
            "no font with Chinese characters on this machine; the picture is in English",
        )
    return None


def _plain(text: str, font: str | None) -> str:
    """The text; without a Chinese font, without what could not be drawn."""
    return text if font else text.encode("latin-1", "ignore").decode("latin-1")


def _bars(axes: Any, lines: Sequence[Line], ruleset: Ruleset, language: Language) -> None:
    height = 0.16
    for place, (name, title, colour, hatch) in enumerate(BARS):
        counts = [_count(line, name) for line in lines]
        at = [index + (place - 2) * height for index in range(len(lines))]
        style: Any = {"edgecolor": "#404040", "linewidth": 0.4}
        bars = axes.barh(at, counts, height, label=title[language], color=colour, hatch=hatch, **style)
        labels = [f"{count:,}" for count in counts]
        if name == Status.ELIGIBLE:
            after = [line.statuses[Status.ELIGIBLE_AFTER] for line in lines]
            bars = axes.barh(at, after, height, left=counts, label=AFTER[0][language], color=AFTER[1], hatch=AFTER[2], **style)
            labels = [f"{count:,} + {more:,}" if more else label for count, more, label in zip(counts, after, labels, strict=True)]
        axes.bar_label(bars, labels, padding=3, fontsize=8)
    axes.set_yticks(range(len(lines)), [_wrapped(ruleset.support_title(line.support)[language], language) for line in lines], fontsize=10)
    axes.invert_yaxis()


def _count(line: Line, name: str) -> int:
    if name == Status.ELIGIBLE:
        return line.statuses[Status.ELIGIBLE]
    return line.received if name == "received" else line.gaps[name]


def _wrapped(title: str, language: Language) -> str:
    from textwrap import fill

    return fill(title, 12 if language == "zh" else 26)


def _labelled(axes: Any, heading: str, notes: Sequence[str]) -> None:
    axes.set_title(heading, fontsize=13, loc="left", pad=26)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=len(BARS) + 1, frameon=False, fontsize=9, borderaxespad=0.2)
    axes.spines[["top", "right"]].set_visible(False)
    axes.xaxis.grid(True, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.margins(x=0.08)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    place: Any = {"xycoords": "axes fraction", "xytext": (0, -28), "textcoords": "offset points"}
    axes.annotate("\n".join(notes), (0, 0), va="top", fontsize=8, color="#404040", annotation_clip=False, **place)
