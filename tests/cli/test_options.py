"""What the options of all commands come to: profile, day, region, ruleset and folders."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
import typer

import eligibility as el
from eligibility.cli.options import (
    Lang,
    chosen,
    given_day,
    given_folders,
    given_region,
    given_ruleset,
    given_sources,
    mending,
)
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from tests.conftest import ROOT, decide, one

REGION = ROOT / "tests" / "data" / "region"
RULES = REGION / "rulesets"
HERE = el.read_profile('{"locality": {"adcode": "990001"}, "as_of": "2024-06-01"}')


def test_the_day_is_the_one_named_then_the_profiles_own_then_today() -> None:
    assert given_day("2023-01-02", HERE) == date(2023, 1, 2)
    assert given_day(None, HERE) == date(2024, 6, 1)
    assert given_day(None, el.Profile()) == date.today()  # noqa: DTZ011 - the office's own day is meant


@pytest.mark.parametrize("wrong", ["2024-13-01", "1 June", "", "2024-02-30"])
def test_what_is_no_day_is_said_by_its_option(wrong: str) -> None:
    with pytest.raises(el.EligibilityError, match=r"^--until: is not a date that exists"):
        given_day(wrong, HERE, "--until")


def test_the_region_follows_from_the_area_code() -> None:
    assert given_region(HERE, None, RULES) == "toy"
    assert given_region(HERE, "vale", RULES) == "vale"
    assert given_region(el.Profile(), "玩具市", RULES) == "toy"
    assert given_region(el.Profile(), f"rules{os.sep}toy", RULES) == Path("rules/toy")


def test_without_a_region_all_are_named() -> None:
    with pytest.raises(el.NoRulesetError, match=r"Name a region: toy, vale."):
        given_region(el.read_profile('{"locality": {"adcode": "110101"}}'), None, RULES)


def test_the_ruleset_of_a_folder_has_its_own_root() -> None:
    folder = str(RULES / "vale" / "2022-01-01")
    assert given_ruleset(el.Profile(), folder, None, date(2024, 6, 1), None).region == "vale"
    assert given_ruleset(HERE, None, "2022-01-01", date(2024, 6, 1), RULES).name == "2022-01-01"
    assert given_ruleset(HERE, None, None, date(2022, 6, 1), RULES).name == "2022-01-01"
    assert given_ruleset(HERE, None, None, date(2024, 6, 1), RULES).name == "2023-01-01"


def test_the_folders_of_a_region_of_all_and_of_one_version() -> None:
    assert [folder.name for folder, _ in given_folders("toy", RULES)] == ["2022-01-01", "2023-01-01", "all-local-options"]
    assert [f"{folder.parent.name}/{folder.name}" for folder, _ in given_folders(None, RULES)][-1] == "vale/2022-01-01"
    assert given_folders(str(RULES / "vale" / "2022-01-01"), None) == [(RULES / "vale" / "2022-01-01", RULES)]
    with pytest.raises(el.NoRulesetError, match=r"there is no 'toyy'. Did you mean toy\?"):
        given_folders("toyy", RULES)


def test_sources_are_a_folder(tmp_path: Path) -> None:
    assert given_sources(None) is None
    assert given_sources(tmp_path) == tmp_path
    with pytest.raises(el.EligibilityError, match=r"^--sources: there is no such folder"):
        given_sources(tmp_path / "nowhere")


def test_a_support_is_called_by_its_id_or_its_title() -> None:
    decision = decide(el.load_ruleset("toy", "2023-01-01", root=RULES), {"household": {"members": [{"id": "m1"}, {"id": "m2"}]}})
    assert [found.subject.id for found in chosen(decision, "grant", None)] == ["m1", "m2"]
    assert chosen(decision, "Toy grant", "m2") == chosen(decision, "玩具津贴", "m2") == [decision["grant", "m2"]]
    with pytest.raises(el.EligibilityError, match=r"Did you mean grant\?"):
        chosen(decision, "grnt", None)
    with pytest.raises(el.EligibilityError, match=r"One of: member 1, member 2, household."):
        chosen(decision, "grant", "m9")


@pytest.mark.parametrize(("lang", "said"), [(Lang.ZH, "a：不对。\nb：也不对。\n"), (Lang.EN, "a: is wrong.\nb: is wrong too.\n")])
def test_what_must_be_mended_is_printed_and_ends_with_status_1(lang: Lang, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    problems = [
        Problem(ProblemCode.WRONG_VALUE, "a", Text("不对", "is wrong")),
        Problem(ProblemCode.WRONG_VALUE, "b", Text("也不对", "is wrong too")),
    ]
    with pytest.raises(typer.Exit) as left, mending(lang):
        raise EligibilityError(problems)
    assert left.value.exit_code == 1
    assert capsys.readouterr() == ("", said)


def test_a_mistake_of_the_program_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), mending(Lang.EN):
        decide(el.load_ruleset("vale", root=RULES), one())
        raise ZeroDivisionError
