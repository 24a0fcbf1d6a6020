"""The example on the page about encoding a plan: its files, written as they stand there, give what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eligibility.rules.pin import pin_folder
from tests.cli.command_line import run
from tests.conftest import ROOT

PAGES = {"en": "authoring.md", "zh": "authoring.zh.md"}
VERSION = "mine/liuhe/2026-01-01"
LEDGER = f"{VERSION}/clauses.yaml"


def page(lang: str) -> str:
    return (ROOT / "docs" / PAGES[lang]).read_text("utf-8")


def shown(lang: str) -> dict[str, str]:
    """The files of the example, by their names: the blocks that begin with one."""
    blocks = re.findall(r"^    # (\S+\.(?:yaml|txt))\n((?:    .*\n)+)", page(lang), re.MULTILINE)
    return {name: re.sub(r"^    ", "", text, flags=re.MULTILINE) for name, text in blocks}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where an author stands who has followed the page: `new`, the files of the page, `todo` taken out of the ledger, `pin`."""
    base = tmp_path_factory.mktemp("author")
    files = shown("en")
    (base / "plan.txt").write_text(files.pop("plan.txt"), "utf-8")
    begun = re.findall(r"^    eligibility (new liuhe --from plan\.txt .*)$", page("en"), re.MULTILINE)
    done = run(*begun[0].split(), cwd=base)
    assert done.returncode == 0, done.stderr
    (base / "sources" / "liuhe").mkdir(parents=True)
    (base / "plan.txt").rename(base / "sources" / "liuhe" / "2026-01-01.txt")
    ledger = base / LEDGER
    ledger.write_text(ledger.read_text("utf-8").replace(", todo: true", ""), "utf-8")
    (base / VERSION / "cases" / "todo.yaml").unlink()
    for name, text in files.items():
        if name != LEDGER:
            (base / name).write_text(text, "utf-8")
    pin_folder(base / VERSION, base / "sources", base / "mine")
    return base


def test_both_pages_show_the_same_files() -> None:
    assert shown("en") == shown("zh")
    assert shown("en").keys() >= {"plan.txt", "mine/supports.yaml", LEDGER, f"{VERSION}/cases/allowances.yaml"}


def test_the_ledger_is_the_one_that_is_shown(folder: Path) -> None:
    real = re.sub(r"[0-9a-f]{64}", "...", (folder / LEDGER).read_text("utf-8"))
    lines = shown("en")[LEDGER].splitlines()
    assert len(lines) == 3 and all(f"{line}\n" in real for line in lines)


@pytest.mark.parametrize("lang", PAGES)
def test_the_page_shows_what_lint_and_test_print(folder: Path, lang: str) -> None:
    for args in (("lint", "liuhe", "--rulesets", "mine", "--sources", "sources"), ("test", "liuhe", "--rulesets", "mine")):
        done = run(*args, "--lang", lang, cwd=folder)
        assert done.returncode == 0, done.stdout
        assert f"    eligibility {' '.join(args)}\n    {done.stdout}" in page(lang)
