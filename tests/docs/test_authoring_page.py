"""The example on the page about encoding a plan: its files, written as they stand there, give what the page says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from eligibility.rules.pin import pin_folder
from tests.cli.command_line import run
from tests.conftest import ROOT

PAGES = {"en": "authoring.md", "zh": "authoring.zh.md"}
TEXTS = {"2026-01-01": "plan.txt", "2027-01-01": "decision.txt"}
"""The versions of the example, each with the text that it is written from."""
PLAN = "mine/liuhe/2026-01-01"


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
    (base / "sources" / "liuhe").mkdir(parents=True)
    files = shown("en")
    for day, text in TEXTS.items():
        (base / text).write_text(files[text], "utf-8")
        (begun,) = re.findall(rf"^    eligibility (new liuhe --from {text} .*)$", page("en"), re.MULTILINE)
        done = run(*begun.split(), cwd=base)
        assert done.returncode == 0, done.stderr
        shutil.copy(base / text, base / "sources" / "liuhe" / f"{day}.txt")
        version = base / "mine" / "liuhe" / day
        ledger = version / "clauses.yaml"
        ledger.write_text(ledger.read_text("utf-8").replace(", todo: true", ""), "utf-8")
        (version / "cases" / "todo.yaml").unlink()
        for name in files:
            if name == "mine/supports.yaml" or (name.startswith(f"mine/liuhe/{day}/") and not name.endswith("clauses.yaml")):
                (base / name).write_text(files[name], "utf-8")
        pin_folder(version, base / "sources", base / "mine")
    return base


def test_both_pages_show_the_same_files() -> None:
    assert shown("en") == shown("zh")
    assert shown("en").keys() >= {*TEXTS.values(), "mine/supports.yaml", f"{PLAN}/clauses.yaml", f"{PLAN}/cases/allowances.yaml"}


def test_the_ledger_is_the_one_that_is_shown(folder: Path) -> None:
    real = re.sub(r"[0-9a-f]{64}", "...", (folder / PLAN / "clauses.yaml").read_text("utf-8"))
    lines = shown("en")[f"{PLAN}/clauses.yaml"].splitlines()
    assert len(lines) == 3 and all(f"{line}\n" in real for line in lines)


@pytest.mark.parametrize("version", ["liuhe", "liuhe/2027-01-01"])
@pytest.mark.parametrize("lang", PAGES)
def test_the_page_shows_what_lint_and_test_print(folder: Path, lang: str, version: str) -> None:
    plan = "liuhe/2026-01-01" if version == "liuhe" else version
    for command, shown_args in (("lint", ("--rulesets", "mine", "--sources", "sources")), ("test", ("--rulesets", "mine"))):
        done = run(command, plan, *shown_args, "--lang", lang, cwd=folder)
        assert done.returncode == 0, done.stdout
        assert f"    eligibility {' '.join((command, version, *shown_args))}\n    {done.stdout}" in page(lang)


def test_a_standard_is_declared_as_the_page_says(folder: Path) -> None:
    """The lines fit into the head, rules read the name, the list has it, and the book asks for it."""
    (lines,) = re.findall(r"^    standards:\n    (  winter_rate: .*)\n", page("en"), re.MULTILINE)
    copy = folder.parent / "with_a_standard"
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    shutil.rmtree(copy / "mine" / "liuhe" / "2027-01-01")
    head, rule = copy / PLAN / "ruleset.yaml", copy / PLAN / "allowances.yaml"
    head.write_text(f"{head.read_text('utf-8')}standards:\n{lines}\n", "utf-8")
    (amount,) = re.findall(r"`amount: (0\.5 \* standards\.winter_rate)`", page("en"))
    rule.write_text(rule.read_text("utf-8").replace("grade == 2: figures.heating", f"grade == 2: {amount}"), "utf-8")
    for args in (("schema", "standards", "--table"), ("book", "new", "990000")):
        done = run(*args, "--rulesets", "mine", cwd=copy)
        assert done.returncode == 0 and "winter_rate" in done.stdout, done.stderr
