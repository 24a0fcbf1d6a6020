"""`eligibility card`: the card in three formats, named only when asked, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command_line import EXAMPLES, FAMILY, answered, run

CHILDREN = str(EXAMPLES / "two_children.json")


def refused(*args: str) -> str:
    done = run("card", *args, "--lang", "en")
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


def test_markdown_on_the_screen() -> None:
    text = answered("card", FAMILY)
    assert text.startswith("# 明白卡：您家可以得到的支持\n\n张掖市 · 依据张政发〔2022〕32号")
    assert "1. **单人户低保** · 1988年生的家人" in text
    assert "m1" not in text


def test_text_has_no_page_to_fit() -> None:
    """Where the printed page counts what it cannot hold, Markdown names it."""
    text = answered("card", CHILDREN, "--lang", "en")
    assert "do not fit on this page" not in text
    assert "Reasonable accommodation in examinations" in text


def test_english_on_another_day_in_another_region() -> None:
    text = answered("card", CHILDREN, "--lang", "en", "--region", "fuzhou_jx", "--as-of", "2024-09-02")
    assert text.startswith("# Your card: what your family can get\n\nFuzhou (Jiangxi)")
    assert "as of 2 September 2024" in text
    assert "the area code given lies outside the region of this plan" in text


@pytest.mark.parametrize(("suffix", "begins"), [("html", b"<!doctype html>"), ("pdf", b"%PDF-1.7"), ("md", "# 明白卡".encode())])
def test_a_file_by_its_suffix(tmp_path: Path, suffix: str, begins: bytes) -> None:
    pytest.importorskip("jinja2")
    if suffix == "pdf":
        try:
            import weasyprint  # noqa: F401
        except (ImportError, OSError):
            pytest.skip("needs WeasyPrint and Pango")
    output = tmp_path / f"card.{suffix}"
    assert answered("card", FAMILY, "-o", str(output)) == ""
    assert output.read_bytes().startswith(begins)
    assert list(tmp_path.iterdir()) == [output]


def test_names_and_ids_only_when_asked() -> None:
    assert "王芳" in answered("card", FAMILY, "--name", "m1=王芳")
    assert "**单人户低保** · m1 · " in answered("card", FAMILY, "--ids")


def test_what_must_be_mended(tmp_path: Path) -> None:
    kept = tmp_path / "card.md"
    kept.write_text("kept", "utf-8")
    assert refused(FAMILY, "-o", "card.doc") == "card.doc: does not tell the format. Use .html, .pdf or .md.\n"
    assert refused(FAMILY, "-o", str(tmp_path / "no" / "card.md")) == "card.md: cannot be written (No such file or directory).\n"
    assert refused(FAMILY, "--name", "王芳") == "--name: must be NUMBER=NAME or ID=NAME. Write --name 1=王芳.\n"
    assert refused(FAMILY, "-o", str(kept), "--name", "m9=王芳") == "--name: there is no member 'm9'.\n"
    assert refused(str(EXAMPLES / "public_institution.json")).startswith("profile: holds no household, and the card is for a family.")
    assert kept.read_text("utf-8") == "kept"
