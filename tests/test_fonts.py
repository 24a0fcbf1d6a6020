"""Pictures have Chinese words wherever the machine has a font for them, and never boxes or warnings."""

from __future__ import annotations

import copy
import warnings
from pathlib import Path

import pytest

from eligibility import _fonts
from eligibility._fonts import FONTS, PLAIN, lettering
from tests.cli.command_line import FAMILY, run_apart

font_manager = pytest.importorskip("matplotlib.font_manager")

BOX = "LastResort"
"""The font that matplotlib draws its boxes from, as an SVG file names it."""
PICTURE = ("cliff", FAMILY, "--fact", "household.monthly_income_per_capita", "--range", "0:1500")


@pytest.fixture
def font() -> str:
    with lettering() as words:
        if words.chinese is None:
            pytest.skip("needs a font with Chinese characters")
        return words.chinese


def old_cache(folder: Path) -> None:
    """What matplotlib remembers from before a font with Chinese characters was installed."""
    manager = copy.copy(font_manager.fontManager)
    manager.ttflist = [entry for entry in manager.ttflist if entry.name == PLAIN]
    font_manager.json_dump(manager, folder / f"fontlist-v{manager.__version__}.json")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_font_installed_after_the_cache_was_made_is_drawn_with(lang: str, font: str, tmp_path: Path) -> None:
    """Chinese labels in Chinese, the plan's number in both languages, and nothing said."""
    old_cache(tmp_path)
    done = run_apart(*PICTURE, "-o", str(tmp_path / "a.svg"), "--lang", lang, MPLCONFIGDIR=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    picture = (tmp_path / "a.svg").read_text("utf-8")
    assert BOX not in picture
    assert font.split()[0] in picture


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_a_font_the_picture_is_in_english_and_one_sentence_says_so(lang: str, tmp_path: Path) -> None:
    old_cache(tmp_path)
    program = "from eligibility import _fonts; _fonts.FONTS = (); from eligibility.cli import main; main()"
    done = run_apart(*PICTURE, "-o", str(tmp_path / "a.svg"), "--lang", lang, program=program, MPLCONFIGDIR=str(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (0, 1 if lang == "zh" else 0)
    assert BOX not in (tmp_path / "a.svg").read_text("utf-8")


def test_what_cannot_be_drawn_is_an_ellipsis(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs of the plain font stay: nothing that changes a number is lost."""
    monkeypatch.setattr(_fonts, "FONTS", ())
    with lettering() as words:
        assert words.language("zh") == "en"
        assert words.drawn("Zhangye · 张政发〔2022〕32号\n≥5,400") == "Zhangye · No. 32 of 2022\n≥5,400"


def test_without_fontconfig_the_folders_are_searched(font: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_fonts, "_listed", lambda: None)
    if not set(FONTS) & set(_fonts._walked()):
        pytest.skip("the font is in none of the usual folders")
    with lettering() as words:
        assert words.chinese is not None


def test_fontconfig_missing_or_failing_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert _fonts._listed() is None
    (tmp_path / "fc-list").write_text("#!/bin/sh\nexit 1\n", "utf-8")
    (tmp_path / "fc-list").chmod(0o755)
    assert _fonts._listed() is None


def test_what_was_set_before_is_set_after() -> None:
    import matplotlib as mpl

    before, filters = dict(mpl.rcParams), list(warnings.filters)
    with lettering():
        pass
    assert (dict(mpl.rcParams), warnings.filters) == (before, filters)
