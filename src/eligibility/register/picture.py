"""The summary as a picture: for every support how many are entitled, receive, are missed, receive wrongly, are undetermined."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eligibility.register.summary import Line
from eligibility.rules.ruleset import Ruleset
from eligibility.text import Language, Text

MOST = 10
"""How many supports are drawn, those with most entitled or receiving first."""

FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "PingFang SC", "Heiti SC",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei", "SimSun", "Songti SC", "Noto Serif CJK SC",
    "Noto Sans CJK JP", "Noto Serif CJK JP",
)  # fmt: skip
"""Usual fonts with Chinese characters, the plainest first."""

BARS = (
    ("entitled", Text("符合条件", "entitled"), "#1f5fa8", ""),
    ("received", Text("已享受", "receiving"), "#8fb8de", ""),
    ("missed", Text("应享未享", "missed"), "#c8321e", "///"),
    ("unjustified", Text("享受不该", "unjustified"), "#f2b8a8", "..."),
    ("undetermined", Text("未定，还要问", "undetermined"), "#d9d9d9", ""),
)


def chinese_font() -> str | None:
    """A font on this machine that has Chinese characters; None where there is none."""
    from matplotlib import font_manager

    known = {font.name for font in font_manager.fontManager.ttflist}
    return next((font for font in FONTS if font in known), None)


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
        _labelled(figure, axes, _plain(heading[shown], font), [_plain(note[shown], font) for note in notes])
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
        bars = axes.barh(at, counts, height, label=title[language], color=colour, hatch=hatch, edgecolor="#404040", linewidth=0.4)
        axes.bar_label(bars, [f"{count:,}" for count in counts], padding=3, fontsize=8)
    axes.set_yticks(range(len(lines)), [_wrapped(ruleset.support_title(line.support)[language], language) for line in lines], fontsize=10)
    axes.invert_yaxis()


def _count(line: Line, name: str) -> int:
    if name == "entitled":
        return line.granted
    return line.received if name == "received" else line.gaps[name]


def _wrapped(title: str, language: Language) -> str:
    from textwrap import fill

    return fill(title, 12 if language == "zh" else 26)


def _labelled(figure: Any, axes: Any, heading: str, notes: Sequence[str]) -> None:
    axes.set_title(heading, fontsize=13, loc="left", pad=26)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=len(BARS), frameon=False, fontsize=9, borderaxespad=0.2)
    axes.spines[["top", "right"]].set_visible(False)
    axes.xaxis.grid(True, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.margins(x=0.08)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    figure.text(0.01, -0.01, "\n".join(notes), fontsize=8, color="#404040", va="top")
