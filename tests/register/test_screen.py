"""A register on paper and the same people as profiles get the same answers; the gaps and counts follow from them."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import eligibility as el
from eligibility.decide.compiled import program_of
from eligibility.decide.run import run
from eligibility.facts import labels as titles
from eligibility.facts.flatten import Situation, flatten
from eligibility.register.answer_table import answers_in
from eligibility.register.gaps import GAPS
from eligibility.register.reader import Register, read_register
from eligibility.register.screen import Screening, screen_register
from eligibility.register.spellings import words_of
from eligibility.rules.implications import situation_of
from tests.conftest import DAY, examples
from tests.register.screenings import NOT_ADOPTED, job_of

CONSTANTS: Mapping[str, Any] = {}
LABELS = {"category": "disabilities"}


def _words(name: str, *values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


people = st.fixed_dictionaries(
    {},
    optional={
        "birth_date": st.dates(min_value=DAY.replace(year=1930), max_value=DAY).map(str),
        "sex": st.sampled_from(["male", "female"]),
        "certified": st.booleans(),
        "tekun": st.booleans(),
        "orphan": st.booleans(),
        "self_care": st.sampled_from(["full", "partial", "none"]),
        "employment": st.sampled_from(["employed", "flexible", "none", "unemployed"]),
        "student_stage": st.sampled_from(["none", "compulsory", "higher"]),
        "disabilities": st.dictionaries(
            st.sampled_from(["visual", "physical", "mental", "intellectual", "multiple"]), st.integers(1, 4), max_size=2
        ).map(lambda stated: [{"category": category, "grade": grade} for category, grade in stated.items()]),
        "needs": st.lists(st.sampled_from(["rehab", "assistive_device", "home_care"]), unique=True, max_size=2),
        "receives": st.lists(
            st.sampled_from(["living_allowance", "nursing_subsidy", "work_injury_nursing", "tekun"]), unique=True, max_size=2
        ),
    },
)
households = st.fixed_dictionaries(
    {"members": st.lists(people, min_size=1, max_size=3)},
    optional={
        "area": st.sampled_from(["urban", "rural"]),
        "dibao": st.booleans(),
        "low_income": st.booleans(),
        "assets_within_limits": st.booleans(),
        "monthly_income_per_capita": st.sampled_from(["0", "479.99", "480", "700.5", "720", "1079.99", "3000"]),
        "size": st.integers(1, 4),
    },
)
place = {"dibao_standard": {"urban": 720, "rural": 480}, "options": {"nursing_subsidy_grade_3_4": True}}


def profile_of(household: dict[str, Any], ruleset: el.Ruleset, *, complete: bool) -> el.Profile | None:
    """The household as a profile, of which more members may be there unless it is complete; None where the door refuses it."""
    members = [{"id": f"m{index}", **person} for index, person in enumerate(household["members"], 1)]
    content = {"household": {**household, "members": members}, "locality": place}
    if not complete and "size" not in household:
        return None
    try:
        profile = el.read_profile(json.dumps(content))
        situation_of(profile, ruleset, DAY)
    except el.ProfileError:
        return None
    return profile


def write(path: Path, found: list[dict[str, Any]]) -> None:
    """The households as an office would write them: Chinese headings and labels, an empty cell for what is not known."""
    names = {
        "person": ["birth_date", "sex", "certified", "tekun", "orphan", "self_care", "employment", "student_stage", "needs", "receives"],
        "household": ["area", "dibao", "low_income", "assets_within_limits", "monthly_income_per_capita", "size"],
    }
    headings = [titles.title(entity, name).zh for entity, entries in names.items() for name in entries]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["户号", "残疾类别及等级", *headings])
        for number, household in enumerate(found):
            for person in household["members"]:
                cells = [
                    _cell(entity, name, (person if entity == "person" else household).get(name))
                    for entity in names
                    for name in names[entity]
                ]
                out.writerow([f"H{number}", _disabilities(person.get("disabilities")), *cells])


def _cell(entity: str, name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "；".join(_label(entity, name, member) for member in value) or "无"
    return _label(entity, name, str(value))


def _label(entity: str, name: str, value: str) -> str:
    return {"living_allowance": "困难残疾人生活补贴", "nursing_subsidy": "护理补贴", "tekun": "特困供养"}.get(value) or titles.label(
        entity, name, value
    ).zh


def _disabilities(stated: list[dict[str, Any]] | None) -> str:
    if stated is None:
        return ""
    return "；".join(f"{titles.label('person', 'disabilities', line['category']).zh}{line['grade']}级" for line in stated) or "无"


@pytest.fixture(scope="module")
def constants() -> Mapping[str, Any]:
    found = flatten(el.read_profile(json.dumps({"household": {}, "locality": place})), DAY).household
    assert found is not None
    return {key: value for key, value in found.values.items() if key.startswith("locality.")}


def _screened(path: Path, ruleset: el.Ruleset, constants: Mapping[str, Any], folder: Path, *, complete: bool) -> tuple[Register, Screening]:
    register = read_register(path, words_of(ruleset), DAY)
    for old in folder.glob("*.parquet"):
        old.unlink()
    return register, screen_register(register, job_of(ruleset, constants, register, complete=complete, ask=False), folder, [])


def _as_listed(situation: Situation, members: list[dict[str, Any]], listed: frozenset[str]) -> Situation:
    """What a register's lists of receipts say: of supports that none of them names, only an empty list says that they are not had."""
    persons = []
    for subject, person in zip(situation.persons, members, strict=True):
        values = dict(subject.values)
        if person.get("receives"):
            chosen = values.pop("person.receives")
            assert isinstance(chosen, frozenset)
            values.update((f"person.receives.{name}", name in chosen) for name in listed)
        persons.append(replace(subject, values=values))
    return replace(situation, persons=tuple(persons))


@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(found=st.lists(households, min_size=1, max_size=6), complete=st.booleans())
def test_a_register_is_answered_as_its_people_are(
    found: list[dict[str, Any]], complete: bool, zhangye: el.Ruleset, constants: Mapping[str, Any], tmp_path: Path
) -> None:
    """Law: text to register frame to engine gives, for everyone and every support, the status that the kernel gives their profile."""
    sound = [(one, profile) for one in found if (profile := profile_of(one, zhangye, complete=complete))]
    if not sound:
        return
    write(tmp_path / "r.csv", [one for one, _ in sound])
    register, screening = _screened(tmp_path / "r.csv", zhangye, constants, tmp_path, complete=complete)
    assert not len(register.slips), register.slips
    table = answers_in(screening.parts).filter(pl.col("status") != "not_eligible")
    answers = {
        (row, subject, support): status for row, subject, support, status in table.select("row", "subject", "support", "status").iter_rows()
    }
    row = 2
    listed = frozenset(name for one, _ in sound for person in one["members"] for name in person.get("receives", ()))
    for one, profile in sound:
        situation = _as_listed(flatten(profile, DAY), one["members"], listed)
        lines = {subject.id: row + index for index, subject in enumerate(situation.persons)} | {"household": row}
        for (support, subject), truths in run(program_of(zhangye), zhangye, situation).items():
            kind = "household" if subject == "household" else "person"
            assert answers.get((lines[subject], kind, support), "not_eligible") == truths.status, (subject, support)
        row += len(situation.persons)


def test_counts_agree_with_the_answers(screened: tuple[Register, Screening]) -> None:
    """Law: the statuses of a support add up to those screened, and the gaps to the answers listed."""
    _, screening = screened
    table = answers_in(screening.parts)
    assert (screening.persons, screening.households) == (5, 4)
    for line in screening.supports:
        assert sum(line.statuses.values()) == (screening.persons if line.subject == "person" else screening.households)
        assert {gap: len(table.filter((pl.col("support") == line.support) & (pl.col("gap") == gap))) for gap in GAPS} == dict(line.gaps)
    allowance = next(line for line in screening.supports if line.support == "living_allowance")
    assert (allowance.received, allowance.granted) == (1, 2)


def test_portions_change_nothing(
    screened: tuple[Register, Screening], zhangye: el.Ruleset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: how many persons are answered at once changes no answer, and no household is cut."""
    from eligibility.register import screen as module

    register, whole = screened
    for bound in ("PORTION", "ANSWERS"):
        folder = tmp_path / bound
        folder.mkdir()
        with monkeypatch.context() as patch:
            patch.setattr(module, bound, 1)
            small = screen_register(register, job_of(zhangye, NOT_ADOPTED, register), folder, ["township"])
        assert len(small.parts) > len(whole.parts)
        assert answers_in(small.parts).equals(answers_in(whole.parts))
        assert small.supports == whole.supports and small.calls.equals(whole.calls)
