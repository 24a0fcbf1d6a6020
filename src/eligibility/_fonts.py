"""Fonts for pictures with Chinese text: the system's own list of fonts is passed to matplotlib file by file.

Matplotlib caches the fonts that it once found, and does not see fonts that were installed later.
"""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from eligibility._optional import require_package
from eligibility.i18n import Language, Text

FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "PingFang SC", "Heiti SC",
    "Hiragino Sans GB", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei", "SimSun", "Songti SC", "Noto Serif CJK SC",
    "AR PL UMing CN", "Noto Sans CJK JP", "Noto Serif CJK JP",
)  # fmt: skip
"""Common fonts with Chinese characters, the plainest first."""

PLAIN = "DejaVu Sans"
"""The font that comes with matplotlib. It has no Chinese characters."""

NO_FONT = Text(
    "本机没有中文字体，图中用英文；可安装 Noto Sans CJK",
    "no font with Chinese characters on this machine; the picture is in English",
)

_DOCUMENT = re.compile(r"[\u4e00-\u9fff]+〔(\d{4})〕(\d+)号")
"""The number of a document, such as 张政发〔2022〕32号: its year and its number."""

FORMATS = (".ttf", ".ttc", ".otf")
FONT_LIST_SECONDS = 20
"""The time limit in seconds for listing the system's fonts."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """The fonts of a picture. `chinese` is the font with Chinese characters; None if this machine has none."""

    chinese: str | None
    plain: frozenset[int]

    def language(self, wanted: Language) -> Language:
        """The language of the words: English if Chinese cannot be drawn."""
        return wanted if self.chinese else "en"

    def drawn(self, text: str) -> str:
        """The text; characters that cannot be drawn are an ellipsis, and the number of a document stands whole in English."""
        if self.chinese:
            return text
        runs = groupby(_DOCUMENT.sub(r"No. \2 of \1", text), key=lambda sign: sign == "\n" or ord(sign) in self.plain)
        return "".join("".join(signs) if known else "…" for known, signs in runs)


@contextmanager
def lettering() -> Iterator[Lettering]:
    """Set up matplotlib for pictures with Chinese words that are the same bytes each time.

    Its messages about fonts and caches are for programmers and are not shown.

    Raises:
        EligibilityError: matplotlib is not installed.
    """
    with _quiet():
        mpl = require_package("matplotlib", "chart")
        from matplotlib import font_manager

        chinese = _chinese_font()
        plain = font_manager.get_font(font_manager.findfont(PLAIN)).get_charmap()
        families = [*([chinese] if chinese else []), PLAIN]
        with mpl.rc_context({"font.family": families, "svg.fonttype": "path", "svg.hashsalt": "eligibility"}):
            yield Lettering(chinese, frozenset(plain))


@contextmanager
def _quiet() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in ("matplotlib", "fontTools")]
    levels = [logger.level for logger in loggers]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)


def _chinese_font() -> str | None:
    """The plainest font on this machine with Chinese characters, registered with matplotlib."""
    listed = _listed()
    files = _walked() if listed is None else listed
    return next((name for family in FONTS if family in files and (name := _added(family, files[family]))), None)


def _added(family: str, files: Sequence[str]) -> str | None:
    """Register a font's files with matplotlib: the font's name there, or None if it cannot read them.

    Of a collection, matplotlib may read only the first font, which has the same characters under another name.
    """
    from matplotlib.font_manager import fontManager

    known = {entry.fname for entry in fontManager.ttflist}
    for file in files:
        if file not in known:
            try:
                fontManager.addfont(file)
            except (OSError, RuntimeError, ValueError):
                continue
    names = {entry.name for entry in fontManager.ttflist if entry.fname in files}
    return family if family in names else min(names, default=None)


def _listed() -> Mapping[str, list[str]] | None:
    """The files of each font with Chinese characters, as fontconfig lists them; None if fontconfig is missing."""
    try:
        command = ["fc-list", "--format", "%{file}\t%{family}\n", ":lang=zh-cn"]
        done = subprocess.run(command, capture_output=True, timeout=FONT_LIST_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    found: dict[str, list[str]] = {}
    for line in os.fsdecode(done.stdout).splitlines():
        file, _, families = line.partition("\t")
        for family in re.split(r"(?<!\\),", families):
            if Path(file).suffix.lower() in FORMATS and file not in found.setdefault(family, []):
                found[family].append(file)
    return found


def _walked() -> Mapping[str, list[str]]:
    """The files of each font in the system's folders."""
    from matplotlib.ft2font import FT2Font

    found: dict[str, list[str]] = {}
    for folder in _folders():
        for file in sorted(path for path in folder.rglob("*") if path.suffix.lower() in FORMATS):
            try:
                family = FT2Font(str(file)).family_name
            except (OSError, RuntimeError, ValueError):
                continue
            found.setdefault(family, []).append(str(file))
    return found


def _folders() -> list[Path]:
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        return [Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts", local / "Microsoft" / "Windows" / "Fonts"]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"]
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local" / "share" / "fonts", home / ".fonts"]
