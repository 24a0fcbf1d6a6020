"""The summary as a picture: for every support how many are entitled, receive, are missed, receive wrongly, are undetermined."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from eligibility._fonts import NO_FONT, Lettering, lettering
from eligibility.i18n import Language, Text
from eligibility.register.gaps import Gap
from eligibility.register.summary import SupportCounts
from eligibility.rules.status import Status

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_DRAWN = 10
"""How many supports are drawn, those with most entitled or receiving first."""

Drawn = Status | Gap | Literal["received"]
Bar = tuple[Drawn, Text, str, str]
"""What a bar counts, its title, colour and hatch."""

BARS: tuple[Bar, ...] = (
    (Status.ELIGIBLE, Text("现在符合", "entitled now"), "#1f5fa8", ""),
    ("received", Text("已享受", "receiving"), "#8fb8de", ""),
    ("missed", Text("应享未享", "missed"), "#c8321e", "///"),
    ("to_verify", Text("待核实", "to verify"), "#e8b93c", "xx"),
    ("unjustified", Text("疑似应退未退", "apparently ineligible"), "#f2b8a8", "..."),
    ("undetermined", Text("无法比对，还要问", "undetermined"), "#d9d9d9", ""),
)

EDGE = "#404040"

VERIFY: Gap = "to_verify"
"""The bar that is drawn only where something is to be verified, which is after the plan's period."""

AFTER = (Text("先办前一项后符合", "entitled once another is granted"), "#a9c6a0", "\\\\\\")
"""Drawn on from the end of those entitled now."""
NOTE = Text(
    "单位：人（家庭项目为户）。应享未享：现在符合而未享受；疑似应退未退：已享受，而按所填情况不符合，请核实；无法比对：待定，或不知道是否已享受。",
    "Persons (households for supports of households). Missed: applies now, not received; "
    "apparently ineligible: received, and refused by what is filled in (check); "
    "undetermined: the answer or the receipt is not known.",
)


VERIFY_NOTE = Text(
    "待核实：现在符合而未享受，但仅见于已到期的规划，不算应享未享。",
    "To verify: applies now and is not received, but only a plan that has ended gives it; never counted as missed.",
)


NOTE_SIGNS = 130
"""How many signs of a remark stand in a line: English is as wide as the bars; Chinese, which has fewer, is not parted."""


def draw_summary(path: Path, supports: Sequence[SupportCounts], heading: Text, notes: Sequence[Text], language: Language) -> Text | None:
    """Draw the bars of the supports to a PNG or SVG file; a notice where the labels had to be English."""
    chosen = sorted(supports, key=lambda counts: (-max(counts.granted, counts.received), counts.support))[:MOST_DRAWN]
    with lettering() as words:
        from matplotlib.figure import Figure

        shown = words.language(language)
        figure = Figure(figsize=(11.7, 1.9 + 1.15 * max(len(chosen), 1)))
        axes = figure.add_subplot()
        bars = [bar for bar in BARS if bar[0] != VERIFY or any(counts.gaps[VERIFY] for counts in chosen)]
        _draw_bars(axes, bars, chosen, words, shown)
        told = (NOTE, *([VERIFY_NOTE] if len(bars) == len(BARS) else []), *notes)
        _label_axes(axes, len(bars), words.drawn(heading[shown]), [words.drawn(note[shown]) for note in told])
        figure.savefig(path, dpi=150, bbox_inches="tight", metadata={"Date": None} if path.suffix == ".svg" else {"Software": None})
    return NO_FONT if shown != language else None


def _draw_bars(axes: Axes, drawn: Sequence[Bar], supports: Sequence[SupportCounts], words: Lettering, language: Language) -> None:
    height = 0.8 / len(drawn)
    for place, (name, title, colour, hatch) in enumerate(drawn):
        numbers = [_bar_length(counts, name) for counts in supports]
        at = [index + (place - (len(drawn) - 1) / 2) * height for index in range(len(supports))]
        bars = axes.barh(at, numbers, height, label=title[language], color=colour, hatch=hatch, edgecolor=EDGE, linewidth=0.4)
        labels = [f"{number:,}" for number in numbers]
        if name == Status.ELIGIBLE:
            after = [counts.statuses[Status.ELIGIBLE_AFTER] for counts in supports]
            bars = axes.barh(
                at, after, height, left=numbers, label=AFTER[0][language], color=AFTER[1], hatch=AFTER[2], edgecolor=EDGE, linewidth=0.4
            )
            labels = [f"{number:,} + {more:,}" if more else label for number, more, label in zip(numbers, after, labels, strict=True)]
        axes.bar_label(bars, labels, padding=3, fontsize=8)
    titles = [words.drawn(counts.title[language]) for counts in supports]
    axes.set_yticks(range(len(supports)), [_wrapped_title(title, language) for title in titles], fontsize=10)
    axes.invert_yaxis()


def _bar_length(counts: SupportCounts, name: Drawn) -> int:
    if isinstance(name, Status):
        return counts.statuses[name]
    return counts.received if name == "received" else counts.gaps[name]


def _wrapped_title(title: str, language: Language) -> str:
    from textwrap import fill

    return fill(title, 12 if language == "zh" else 26)


def _label_axes(axes: Axes, bars: int, heading: str, notes: Sequence[str]) -> None:
    axes.set_title(heading, fontsize=13, loc="left", pad=26)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=bars + 1, frameon=False, fontsize=9, borderaxespad=0.2)
    axes.spines[["top", "right"]].set_visible(False)
    axes.xaxis.grid(True, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.margins(x=0.08)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    from textwrap import fill

    axes.annotate(
        "\n".join(fill(note, NOTE_SIGNS) for note in notes),
        (0, 0),
        va="top",
        fontsize=8,
        color="#404040",
        annotation_clip=False,
        xycoords="axes fraction",
        xytext=(0, -28),
        textcoords="offset points",
    )
