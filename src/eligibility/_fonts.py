"""A font with Chinese characters for pictures."""

from __future__ import annotations

FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "PingFang SC", "Heiti SC",
    "Hiragino Sans GB", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei", "SimSun", "Songti SC", "Noto Serif CJK SC",
    "AR PL UMing CN", "Noto Sans CJK JP", "Noto Serif CJK JP",
)  # fmt: skip
"""Usual fonts with Chinese characters, the plainest first."""


def chinese_font() -> str | None:
    """A font on this machine that has Chinese characters; None where there is none. Needs matplotlib."""
    from matplotlib import font_manager

    known = {font.name for font in font_manager.fontManager.ttflist}
    return next((font for font in FONTS if font in known), None)
