"""What mutation testing found, in words: lines for a version, and a survivor as a compiler would say it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from eligibility._json import JsonObject
from eligibility.errors import Span
from eligibility.i18n import Text
from tests.conftest import Toy, support

pytest.importorskip("z3")
from eligibility.rules.yaml_schema import CasesFile
from eligibility.verify.mutation.run import Mutated, Survivor, Tally, mutate_folder
from eligibility.verify.mutation.statements import Noticed
from eligibility.views.mutation import lines, pasted, survivor_text

CASE: JsonObject = {"case": "one", "as_of": "2024-06-01", "person": {"certified": False}, "expect": {"cash": "not_eligible"}}
SURVIVOR = Survivor(
    support="cash",
    route="main",
    definition="",
    mutant=Text("去掉 certified", "certified dropped"),
    operator="part_dropped",
    condition="0a1b2c3d",
    text="tekun and certified",
    start=10,
    end=19,
    file="toy/2022-01-01/allowances.yaml",
    span=Span(5, 29, 5, 38),
    cite=("一",),
    case=CASE,
)
NOTICED = {"modality": Noticed(3, 1), "cite": Noticed(4, 4), "agency": Noticed(0, 0)}


def found(**tallies: Tally) -> Mutated:
    return Mutated("toy", "2022-01-01", Text("玩具市", "Toytown"), tallies, statements=NOTICED)  # type: ignore[arg-type]


def test_a_line_for_each_rule_with_survivors() -> None:
    """Then the total of all rules, then what no status depends on."""
    clean, left = Tally(5, 3, 1, 1, 0, 0), Tally(6, 1, 0, 1, 1, 3)
    assert list(lines(found(cash=clean, card=left), "en")) == [
        "    card: 6 mutants, 1 noticed, 0 unreadable, 1 proved equivalent, 1 declared, 3 survived",
        "toy/2022-01-01: 11 mutants, 4 noticed, 1 unreadable, 2 proved equivalent, 1 declared, 3 survived",
        "    apart, since no status depends on them, noticed: modality 1 of 3, clauses 4 of 4, agency 0 of 0",
    ]
    assert list(lines(found(cash=clean, card=left), "zh")) == [
        "    card：改动6处，案例发现1处，读不通0处，证明等价1处，声明等价1处，存活3处",
        "玩具市 2022-01-01：改动11处，案例发现4处，读不通1处，证明等价2处，声明等价1处，存活3处",
        "    另计（不影响结论）：约束力3处，发现1处；条款4处，发现4处；主管部门0处，发现0处",
    ]


def test_a_version_without_survivors_has_its_total_alone() -> None:
    assert len(list(lines(found(cash=Tally(2, 2)), "en"))) == 2


def test_a_survivor_has_its_place_its_change_and_its_case() -> None:
    """The path with region and version; the caret stands under what is changed."""
    assert survivor_text(SURVIVOR, "en").split("\n") == [
        "toy/2022-01-01/allowances.yaml:5:29: cash main: certified dropped",
        "    tekun and certified",
        "              ^^^^^^^^^",
        "    no case notices it. This one does; check it against the plan's text, then add it:",
        "      - case: one",
        "        as_of: 2024-06-01",
        "        person: {certified: false}",
        "        expect: {cash: not_eligible}",
    ]
    assert survivor_text(SURVIVOR, "zh").startswith("toy/2022-01-01/allowances.yaml:5:29: cash main：去掉 certified\n")


@pytest.mark.parametrize(
    ("change", "owner"),
    [
        ({"route": ""}, "cash unless"),
        ({"support": "", "route": "", "definition": "severe"}, "severe"),
        ({}, "cash main"),
    ],
)
def test_whose_condition_it_is(change: dict[str, Any], owner: str) -> None:
    """A route, the exclusions of a support, or a definition."""
    assert survivor_text(replace(SURVIVOR, **change), "en").partition(": ")[2].startswith(f"{owner}: certified dropped")


def test_a_condition_on_several_lines_is_shown_on_one() -> None:
    """The caret stays under the change, also where the change inserts and covers nothing."""
    broken = replace(SURVIVOR, text="tekun\nand certified")
    assert survivor_text(broken, "en").split("\n")[1:3] == ["    tekun and certified", "              ^^^^^^^^^"]
    inserted = survivor_text(replace(SURVIVOR, start=19, end=19), "en").split("\n")
    assert inserted[2] == " " * 23 + "^"


def test_where_the_solver_left_it_open_a_declaration_is_offered() -> None:
    """It names only what there is: no route where the exclusions or a definition are changed."""
    for change, named in (
        ({}, {"support": "cash", "route": "main"}),
        ({"route": ""}, {"support": "cash"}),
        ({"support": "", "route": "", "definition": "severe"}, {"definition": "severe"}),
    ):
        told = survivor_text(replace(SURVIVOR, case=None, **change), "en").split("\n")  # type: ignore[arg-type]
        assert told[3].endswith("add a case, or declare it equivalent with the reason")
        [entry] = yaml.safe_load("\n".join(told[4:]))
        reason = {"zh": "...", "en": "..."}
        assert entry == {**named, "mutant": "certified dropped", "condition": "0a1b2c3d", "reason": reason}


def test_a_mistake_in_an_amount_wants_a_case_with_the_amount() -> None:
    told = survivor_text(replace(SURVIVOR, operator="tier_dropped", case=None), "en").split("\n")
    assert told[3].strip() == "no case that states an amount notices it: add one, with the amount checked against the plan's text"
    assert yaml.safe_load("\n".join(told[4:])) == [{"case": "...", "expect": {"cash": {"amount": "..."}}}]


def test_what_is_pasted_reads_as_what_it_was() -> None:
    """Each key on a line of its own, days as days, long lists on one line, Chinese as it is; a text that looks like a truth stays one."""
    member = {"id": "m1", "certified": True, "disabilities": [{"category": "hearing", "grade": 1}] * 9}
    entries: list[JsonObject] = [
        {"case": "是", "as_of": "2024-06-01", "household": {"members": [member]}, "expect": {"cash": "yes"}},  # type: ignore[dict-item]
        {"case": "two", "as_of": "2024-06-02", "person": {}, "expect": {}},
    ]
    text = pasted(entries)
    assert len(text.split("\n")) == 8 and "- case: 是\n" in text
    back = yaml.safe_load(text)
    assert [entry.pop("as_of") for entry in back] == [date(2024, 6, 1), date(2024, 6, 2)]
    assert back == [{key: value for key, value in entry.items() if key != "as_of"} for entry in entries]


def test_a_relative_root_keeps_region_and_version(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found in a real version: its path is that under the rulesets, and its case is one."""
    written = "cases:\n  - {case: a, as_of: 2024-06-01, person: {certified: true, tekun: true}, expect: {cash: eligible}}\n"
    folder = toy(support("certified and tekun"), cases__a=written)
    monkeypatch.chdir(folder.parents[2])
    left = mutate_folder(folder, Path("rules"), ["cash"]).left
    assert left and {survivor_text(one, "en").partition(":")[0] for one in left} == {"toy/2022-01-01/allowances.yaml"}
    dropped = next(one for one in left if one.mutant.en == "certified dropped")
    entry = "\n".join(survivor_text(dropped, "en").split("\n")[4:])
    CasesFile.model_validate({"cases": yaml.safe_load(entry)})
