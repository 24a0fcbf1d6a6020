"""What changed since the last month, person by person: every kind of change, with the reason that alone makes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.office.months import member, paid, person
from tests.office.runs import JUNE, MAY, Months, told


@pytest.fixture
def months(tmp_path: Path) -> Months:
    """Nothing is asked of the workbooks."""
    return Months(tmp_path, kind=".csv")


def test_nothing_changed(months: Months) -> None:
    same = [person(0), person(1, grade=3)], [member(0)], [paid(0)]
    assert months.changes(same, same) == []


def test_a_fact_that_changed(months: Months) -> None:
    """A lighter grade: the nursing subsidy is refused, and the grade alone does it."""
    changes = months.changes(([person(0, grade=2)], [], [paid(0)]), ([person(0, grade=3)], [], [paid(0)]))
    assert told(changes, "nursing_subsidy") == [
        ("changed", "eligible", "not_eligible", [{"kind": "fact", "path": "person.grade", "was": 2, "now": 3}])
    ]
    assert changes[0].paid == changes[0].paid_before == 100


def test_another_amount_is_paid(months: Months) -> None:
    """The answer is the same, and the money is not: the clerk sees both amounts, and that the payment alone is another one."""
    changes = months.changes(([person(0)], [], [paid(0)]), ([person(0)], [], [paid(0, amount="90")]))
    assert told(changes, "nursing_subsidy") == [
        ("changed", "eligible", "eligible", [{"kind": "fact", "path": "person.amounts.nursing_subsidy", "was": 100.0, "now": 90.0}])
    ]
    assert (changes[0].paid_before, changes[0].paid) == (100, 90)


def test_who_left_the_list_of_dibao(months: Months) -> None:
    """Absence from a whole list is a fact, and it is the household's."""
    before = [person(0), person(1)], [member(0)], [paid(0, "困难残疾人生活补贴")]
    changes = months.changes(before, ([person(0), person(1)], [member(1)], [paid(0, "困难残疾人生活补贴")]))
    dibao = {"kind": "fact", "path": "household.dibao", "was": True, "now": False}
    assert told(changes, "living_allowance")[0] == ("changed", "eligible", "undetermined", [dibao])
    assert told(changes, "living_allowance")[1][2] == "eligible"
    assert ("stopped", "eligible", "undetermined", [dibao]) in told(changes, "dibao")


def test_a_birthday(months: Months) -> None:
    """The day alone: at seven nobody is a child of the plan's any more."""
    both = [person(0, born="20170615")], [member(900)], [paid(900)]
    months.run(*both, day=MAY, all_supports=True)
    found = months.run(*both, day=JUNE, since=MAY, all_supports=True).changes
    assert found is not None
    ages = [one for one in found.changes if any(cause.path == "person.age" for cause in one.why)]
    assert ages and all(cause.as_json() == {"kind": "day", "path": "person.age", "was": 6, "now": 7} for one in ages for cause in one.why)


def test_a_certificate_that_ended(months: Months) -> None:
    """A matter of the day, though the register itself did not change."""
    both = [person(0, 有效期至="2024-06-10")], [], [paid(0)]
    [change] = [one for one in months.changes(both, both) if one.support == "nursing_subsidy"]
    assert [cause.as_json() for cause in change.why] == [
        {"kind": "day", "path": "person.certificate_valid_until", "was": MAY, "now": JUNE, "on": "2024-06-10"}
    ]


def test_an_option_that_was_adopted(months: Months) -> None:
    """The place: grades three and four of mental disability are paid from now on."""
    both = [person(0, grade=3) | {"残疾人证号": person(0)["残疾人证号"][:18] + "63"}], [], [paid(900)]
    place = '{"dibao_standard": {"rural": 480}, "options": {"nursing_subsidy_grade_3_4": true, "nursing_subsidy_other": false}}'
    [change] = [one for one in months.changes(both, both, place=place) if one.support == "nursing_subsidy"]
    cause = {"kind": "book", "path": "locality.options.nursing_subsidy_grade_3_4", "was": False, "now": True}
    assert (change.was, change.now) == ("not_eligible", "eligible") and cause in [one.as_json() for one in change.why]


def test_who_is_new_and_who_is_gone(months: Months) -> None:
    """Each with what is due or paid; a person gone without a word is told as that, one who died with the day."""
    before = [person(0), person(1), person(2)], [], [paid(0), paid(1), paid(2)]
    dead = person(1, 证件状态="死亡", 死亡日期="2024-06-03")
    after = [person(0, 证件状态="正常"), dead, person(3, 证件状态="正常")], [], [paid(0), paid(1), paid(3)]
    changes = months.changes(before, after)
    assert told([one for one in changes if one.event == "entered"], "nursing_subsidy") == [
        ("entered", None, "eligible", [{"kind": "entered"}])
    ]
    gone = sorted(str(why) for event, _, _, why in told(changes, "nursing_subsidy") if event == "gone")
    assert gone == ["[{'kind': 'left', 'reason': 'died', 'on': '2024-06-03'}]", "[{'kind': 'left'}]"]
    assert all(one.row is not None for one in changes if one.why and one.why[0].reason == "died")


def test_who_started_and_who_stopped(months: Months) -> None:
    """The answer is the same; what is received is another."""
    changes = months.changes(([person(0), person(1)], [], [paid(0)]), ([person(0), person(1)], [], [paid(1)]))
    receipt = "person.receives.nursing_subsidy"
    assert told(changes, "nursing_subsidy") == [
        ("started", "eligible", "eligible", [{"kind": "fact", "path": receipt, "was": False, "now": True}]),
        ("stopped", "eligible", "eligible", [{"kind": "fact", "path": receipt, "was": True, "now": False}]),
    ]


def test_two_facts_of_which_neither_does_it_alone(months: Months) -> None:
    """Both are named."""
    before = [person(0, grade=3, 特困供养="否")], [], [paid(0)]
    worse = [person(0, grade=1, 特困供养="否", 有效期至="2031-01-01")], [], [paid(0)]
    [change] = [one for one in months.changes(before, worse) if one.support == "nursing_subsidy"]
    assert [cause.path for cause in change.why] == ["person.grade"]


def test_who_comes_and_goes_is_counted_once(months: Months) -> None:
    """However many supports a person has; what starts and stops is counted by support."""
    months.run([person(0), person(1)], [member(0), member(1)], [paid(0), paid(1)])
    result = months.run([person(0), person(2)], [member(0), member(2)], [], day=JUNE, since=MAY)
    assert result.changes is not None and len(result.changes.changes) > sum(result.changes.counts.values())
    assert (result.changes.counts["entered"], result.changes.counts["gone"]) == (1, 1)
    assert "新进名册1人，不在名册1人，开始领取0项，停止领取1项" in result.text("zh")
    assert "new on the register 1 person, gone from the register 1 person, started 0, stopped 1" in result.text("en")


def test_a_month_that_was_skipped_is_compared_all_the_same(months: Months) -> None:
    months.run([person(0)], [], [paid(0)], day="2024-03-28")
    found = months.run([person(0), person(1)], [], [paid(0)], day=JUNE, since="2024-03-28").changes
    assert found is not None and found.counts["entered"] == 1 and f"{found.since}" == "2024-03-28"


def test_who_has_no_number_is_not_compared_and_is_counted(months: Months) -> None:
    both = [person(0), {**person(1), "残疾人证号": ""}], [], [paid(0)]
    months.run(*both, day=MAY)
    found = months.run(*both, day=JUNE, since=MAY).changes
    assert found is not None and (found.compared, found.without_key) == (1, 1)


def test_a_rate_that_was_raised(months: Months) -> None:
    """The local book: same facts, same rules; the amount is another one, by the entry and its document."""
    book = months.folder / "book"
    book.mkdir(parents=True)
    rates = [f"{{from: {day}, is: {rate}, unit: CNY/month, source: a}}" for day, rate in (("2024-01-01", 100), ("2024-06-01", 120))]
    head = 'area: "620702"\nname: {zh: 示例区, en: Example}\nsources: {a: {number: 示例〔2024〕2号, seen: true}}\n'
    (book / "620702.yaml").write_text(f"{head}rates:\n  nursing_subsidy: [{', '.join(rates)}]\n", "utf-8")
    both = [person(0)], [], [paid(0)]
    change = "state: state", "state: state\nbook: book"
    months.run(*both, day=MAY, change=change)
    found = months.run(*both, day=JUNE, since=MAY, change=change).changes
    assert found is not None
    [one] = found.changes
    assert (one.low, one.high, one.event) == (120, 120, "changed")
    assert [cause.as_json() for cause in one.why] == [
        {"kind": "book", "path": "rates.nursing_subsidy", "was": None, "now": None, "document": "示例〔2024〕2号", "on": "2024-06-01"}
    ]


def test_another_version_of_the_rules(months: Months, tmp_path: Path) -> None:
    """The rules alone: between the two months a version begins that grants the second grade no more, and its clauses are named."""
    root, shipped = tmp_path / "rules", ROOT / "rulesets" / "zhangye" / "2022-04-15"
    for version, old, new in (
        ("2022-04-15", "until: 2025-12-31", "until: 2024-06-14"),
        ("2024-06-15", "from: 2021-01-01", "from: 2024-06-15"),
    ):
        folder = root / "zhangye" / version
        shutil.copytree(shipped, folder)
        head = folder / "ruleset.yaml"
        head.write_text(head.read_text("utf-8").replace(old, new).replace("issued: 2022-04-15", f"issued: {version}"), "utf-8")
    allowances = root / "zhangye" / "2024-06-15" / "allowances.yaml"
    allowances.write_text(allowances.read_text("utf-8").replace("when: certified and severe", "when: certified and grade == 1"), "utf-8")
    both = [person(0, grade=2), person(1, grade=1)], [], [paid(0), paid(1)]
    months.run(*both, day=MAY, root=root)
    months.kind = ".xlsx"
    found = months.run(*both, day=JUNE, since=MAY, root=root)
    assert found.changes is not None
    [change] = [one for one in found.changes.changes if one.support == "nursing_subsidy"]
    [cause] = [one.as_json() for one in change.why]
    assert (change.was, change.now) == ("eligible", "not_eligible")
    assert (cause["kind"], cause["was"], cause["now"]) == ("rules", "2022-04-15", "2024-06-15") and "三（一）5" in str(cause["clause"])
    assert "规则由2022-04-15版改为2024-06-15版" in str(months.sheets(JUNE)["变化"])
