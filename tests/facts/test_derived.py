"""What follows from a profile's entries and what contradicts itself: the door and the register's reader say the same."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import eligibility as el
from eligibility.facts import derived, labels
from eligibility.facts.derived_kernel import household_rules, organisation_rules, person_rules
from eligibility.facts.flatten import flatten
from eligibility.logic.terms import columns_of
from eligibility.register.reader import read_register
from eligibility.register.spellings import words_of
from eligibility.rules.implications import situation_of
from tests.conftest import DAY, examples, one

HEADINGS = {
    "certified": "持证",
    "certificate_valid_until": "有效期至",
    "birth_date": "出生日期",
    "age": "年龄",
    "tekun": "特困人员",
    "receives": "已享受待遇",
    "disabilities": "残疾类别及等级",
    "size": "共同生活人数",
    "dibao": "是否低保",
    "disabled_member": labels.title("household", "disabled_member").zh,
    **{name: labels.title("person", name).zh for name in ("employment", "wants_work", "occupations", "insurances", "student_stage")},
}


def answered(content: dict[str, Any], ruleset: el.Ruleset) -> set[str]:
    """The people of a profile that the door accepts; none where it refuses."""
    try:
        return {person.id for person in situation_of(el.read_profile(json.dumps(content)), ruleset, DAY).persons}
    except el.ProfileError:
        return set()


def screened(path: Path, people: list[dict[str, Any]], household: dict[str, Any], ruleset: el.Ruleset) -> set[str]:
    """The people of a register that the reader keeps, by their ids in the profile."""
    entries = [name for name in HEADINGS if any(name in person for person in people) or name in household]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["户号", "性别", *(HEADINGS[name] for name in entries)])
        out.writerows([["H1", "男", *(cell({**household, **person}.get(name)) for name in entries)] for person in people])
    register = read_register(path, words_of(ruleset), DAY, complete=True)
    return {f"m{row - 1}" for row in register.frame["row"]}


LABELS = {
    **{"tekun": "特困供养", "dibao": "低保", "mental": "精神", "multiple": "多重"},
    **{word: labels.label("person", "employment", word).zh for word in ("flexible", "employed")},
    **{word: labels.label("person", "student_stage", word).zh for word in ("compulsory", "higher")},
    **{word: labels.label("person", "occupations", word).zh for word in ("artist", "farmer")},
    "resident_pension": labels.label("person", "insurances", "resident_pension").zh,
}


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "；".join(LABELS[one] if isinstance(one, str) else f"{LABELS[one['category']]}{one['grade']}级" for one in value) or "无"
    return LABELS.get(str(value), str(value))


def test_an_expired_certificate_is_none_in_a_register_as_in_a_profile(zhangye: el.Ruleset, tmp_path: Path) -> None:
    """Holds a certificate, valid until 2020, no disability: nothing contradicts itself, the certificate has expired."""
    person = {"certified": True, "certificate_valid_until": "2020-01-01", "disabilities": []}
    situation = flatten(el.read_profile(json.dumps(one(**person))), DAY)
    assert [notice.code for notice in situation.notices] == ["certificate_expired"]
    assert screened(tmp_path / "r.csv", [person], {}, zhangye) == {"m1"}
    register = read_register(tmp_path / "r.csv", words_of(zhangye), DAY)
    assert [(heading, effect) for _, heading, effect in register.slips.select("row", "column", "effect").rows()] == [("有效期至", "noted")]


def test_the_grade_column_tells_the_overall_grade(zhangye: el.Ruleset, tmp_path: Path) -> None:
    """Beside named parts it is the grade of the whole: no part is heavier, and one reaches it unless others may be unnamed."""
    lines = [
        ("多重", "一级", "肢体三级、智力三级"),
        ("多重", "三级", "肢体一级"),
        ("无", "一级", ""),
        ("肢体二级", "四级", ""),
        ("肢体", "二级", ""),
        ("多重", "二级", ""),
    ]
    path = tmp_path / "r.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("残疾类别", "残疾等级", "多重残疾明细"), *lines])
    register = read_register(path, words_of(zhangye), DAY)
    assert register.frame.select("row", "person.grade", "person.grade_physical", "person.grade_mental").rows() == [
        (2, 1, 3, None),
        (6, 2, 2, 0),
        (7, 2, None, None),
    ]
    assert {(row, heading, effect) for row, heading, effect in register.slips.select("row", "column", "effect").rows()} == {
        (row, "残疾等级", "left_out") for row in (3, 4, 5)
    }


DISABILITIES = st.sampled_from(
    [
        [],
        [{"category": "mental", "grade": 1}],
        [{"category": "multiple", "grade": 3}, {"category": "mental", "grade": 1}],
        [{"category": "multiple", "grade": 1}, {"category": "mental", "grade": 3}],
    ]
)
PEOPLE = st.fixed_dictionaries(
    {},
    optional={
        "certified": st.booleans(),
        "certificate_valid_until": st.sampled_from(["2020-01-01", "2030-01-01"]),
        "birth_date": st.sampled_from(["1990-01-01", "2024-06-01", "2024-06-02"]),
        "tekun": st.booleans(),
        "receives": st.sampled_from([[], ["tekun"], ["dibao"]]),
        "disabilities": DISABILITIES,
    },
)
LIVES = st.fixed_dictionaries(
    {},
    optional={
        "birth_date": st.sampled_from(["1990-01-01", "2008-06-01", "2008-06-02", "2019-06-02"]),
        "employment": st.sampled_from(["flexible", "employed"]),
        "wants_work": st.booleans(),
        "student_stage": st.sampled_from(["compulsory", "higher"]),
        "occupations": st.sampled_from([[], ["artist"], ["artist", "farmer"]]),
        "insurances": st.sampled_from([[], ["resident_pension"]]),
    },
)
HOUSEHOLDS = st.fixed_dictionaries({}, optional={"size": st.integers(1, 3), "dibao": st.booleans(), "disabled_member": st.booleans()})


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(people=st.lists(st.one_of(PEOPLE, LIVES), min_size=1, max_size=2), household=HOUSEHOLDS)
def test_a_register_refuses_what_a_profile_is_refused_for(
    people: list[dict[str, Any]], household: dict[str, Any], zhangye: el.Ruleset, tmp_path: Path
) -> None:
    """Law: a household is screened whole exactly where the door accepts it as a profile."""
    members = [{"id": f"m{index}", **person} for index, person in enumerate(people, 1)]
    accepted = answered({"household": {**household, "members": members}}, zhangye)
    everyone = {str(member["id"]) for member in members}
    assert (screened(tmp_path / "r.csv", people, household, zhangye) == everyone) == (accepted == everyone)


@pytest.mark.parametrize(
    ("stated", "overall", "mental", "visual"),
    [
        ([("mental", 2), ("visual", 3)], 2, 2, 3),
        ([("multiple", 2)], 2, None, None),
        ([("multiple", 2), ("mental", 3), ("visual", 2)], 2, 3, 2),
        ([("multiple", 2), ("mental", 3), ("visual", 4)], 2, 3, 4),
        ([("multiple", None), ("mental", 3), ("visual", 4)], 3, 3, 4),
        ([("mental", None), ("visual", 1)], 1, None, 1),
        ([("mental", None), ("visual", 2)], None, None, 2),
        ([], 0, 0, 0),
    ],
)
def test_the_overall_grade_is_the_heaviest(
    stated: list[tuple[str, int | None]], overall: int | None, mental: int | None, visual: int | None
) -> None:
    """GB/T 26341-2010: several disabilities together take the grade of the heaviest."""
    lines = [{"category": category, **({"grade": grade} if grade else {})} for category, grade in stated]
    values = flatten(el.read_profile(json.dumps(one(disabilities=lines))), DAY).persons[0].values
    assert [values.get(f"person.{name}") for name in ("grade", "grade_mental", "grade_visual")] == [overall, mental, visual]


def test_what_no_named_part_reaches_is_left_open() -> None:
    """Multiple of grade 2 with parts of grades 3 and 4: some part that is not named has grade 2."""
    lines = [{"category": "multiple", "grade": 2}, {"category": "mental", "grade": 3}, {"category": "visual", "grade": 4}]
    values = flatten(el.read_profile(json.dumps(one(disabilities=lines))), DAY).persons[0].values
    assert "person.grade_physical" not in values


def test_a_part_is_never_heavier_than_the_whole() -> None:
    lines = [{"category": "multiple", "grade": 3}, {"category": "mental", "grade": 1}]
    with pytest.raises(el.ProfileError, match="a heavier grade than the overall grade"):
        flatten(el.read_profile(json.dumps(one(disabilities=lines))), DAY)


def test_derived_facts_read_earlier_ones_only() -> None:
    """The order in which they are computed."""
    for terms in (derived.person(), derived.household()):
        known: set[str] = set()
        own = {derived.PREFIX + key for key in terms}
        for key, term in terms.items():
            assert columns_of(term) & own <= known
            known.add(derived.PREFIX + key)


GREATER_PARTS = (
    {"employees": 5, "disabled_employees": 9},
    {"employees": 20, "disabled_employees": 9, "severe_employees": 12},
    {"cadres": 3, "disabled_cadres": 8},
)


@pytest.mark.parametrize("body", GREATER_PARTS)
def test_a_part_of_a_staff_is_never_greater_than_the_whole(body: dict[str, int]) -> None:
    """As many as the whole may be a part of it, and where the whole is not known nothing is contradicted."""
    part = next(name for name in ("severe_employees", "disabled_employees", "disabled_cadres") if name in body)
    with pytest.raises(el.ProfileError) as caught:
        flatten(el.read_profile(json.dumps({"organisations": [{"id": "o1", **body}]})), DAY)
    assert {(one.code, one.path) for one in caught.value.problems} == {("part_above_whole", ("organisations", 0, part))}
    whole = {"severe_employees": "disabled_employees", "disabled_employees": "employees", "disabled_cadres": "cadres"}[part]
    for fitting in ({**body, part: body[whole]}, {name: number for name, number in body.items() if name != whole and name != "employees"}):
        flatten(el.read_profile(json.dumps({"organisations": [{"id": "o1", **fitting}]})), DAY)


def test_every_contradiction_comes_about() -> None:
    """Each is met by some profile, which the door refuses with its text."""
    met = [
        one(birth_date="2024-06-02"),
        one(birth_date="1873-06-01"),
        one(certified=True, disabilities=[]),
        one(tekun=False, receives=["tekun"]),
        one(conditions=[], circumstances=["on_psychosis_medication"]),
        one(disabilities=[{"category": "multiple", "grade": 3}, {"category": "mental", "grade": 1}]),
        {"household": {"size": 1, "members": [{"id": "m1"}, {"id": "m2"}]}},
        {"household": {"dibao": False, "members": [{"id": "m1", "receives": ["dibao"]}]}},
        {"household": {"disabled_member": True, "members": [{"id": "m1", "disabilities": [], "certified": False}]}},
        *({"organisations": [{"id": "o1", **body}]} for body in (*GREATER_PARTS, {"employees": 5, "severe_employees": 12})),
    ]
    said = set()
    for content in met:
        with pytest.raises(el.ProfileError) as caught:
            flatten(el.read_profile(json.dumps(content)), date(2024, 6, 1))
        said |= {problem.message for problem in caught.value.problems}
    rules = [*person_rules().contradictions, *household_rules().contradictions, *organisation_rules().contradictions]
    assert {one.told for one in rules if one.code != "component_missing"} == said


def test_what_a_law_rules_out_is_told_in_a_register(zhangye: el.Ruleset, tmp_path: Path) -> None:
    """The line is left out, under its own heading, with the law in both languages; the other lines are screened."""
    people = [
        {"birth_date": "2012-01-01", "employment": "flexible"},
        {"birth_date": "2012-01-01", "occupations": ["artist", "farmer"]},
        {"birth_date": "2012-01-01", "employment": "employed", "occupations": ["artist"]},
    ]
    assert screened(tmp_path / "r.csv", people, {}, zhangye) == {"m3"}
    register = read_register(tmp_path / "r.csv", words_of(zhangye), DAY)
    told = {row: (heading, zh, en) for row, heading, _, zh, en, effect in register.slips.rows() if effect == "left_out"}
    assert told[2][0] == "就业状况" and told[2][1].endswith(
        "未满16周岁不得招用，文艺、体育和特种工艺单位除外（中华人民共和国劳动法第十五条）"
    )
    assert told[2][2].endswith("nobody under 16 may be employed, save by arts, sports and special-craft units (Labour Law, article 15)")
    assert told[3][0] == "职业或身份" and told[3][1].startswith("“农业生产”与周岁年龄不能同时成立")
