"""Timelines: exactly the days on which deciding gives another answer, with what happens on them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

import eligibility as el
from eligibility.decide.change_dates import anniversaries
from eligibility.guidance.timeline import Timeline, TurnKind, a_year_after, timeline
from eligibility.rules.version_lookup import regions, shipped
from tests.books import county, rates
from tests.conftest import HEAD, Toy, examples, one, support
from tests.property.generate import Generator, lawful

REGIONS = regions(shipped())
START = date(2023, 11, 1)


def answers(decision: el.Decision) -> dict[tuple[str, str], Any]:
    return {(outcome.support, outcome.subject.id): (outcome.status, outcome.route, outcome.benefit) for outcome in decision}


def read(profile: dict[str, Any]) -> el.Profile:
    return el.read_profile(json.dumps(profile))


def ahead(folder: Path | str, profile: dict[str, Any], first: date, last: date) -> Timeline:
    return timeline(read(profile), folder, first, last)


dates = st.dates(date(1960, 1, 1), START) | st.sampled_from([date(2008, 2, 29), date(2017, 12, 31), date(1964, 2, 29), date(2018, 1, 1)])


@settings(max_examples=examples(6))
@given(
    region=st.sampled_from(REGIONS),
    seed=st.integers(0, 10**6),
    born=st.lists(dates, min_size=3, max_size=3),
    until=st.dates(START - timedelta(days=30), START + timedelta(days=800)),
    ended=st.dates(date(2020, 1, 1), date(2026, 12, 31)),
)
def test_equals_deciding_every_day(region: str, seed: int, born: list[date], until: date, ended: date) -> None:
    """Law: on every day the answers of the timeline's last date are those of deciding on that very day."""
    source = Generator(seed, el.load_ruleset(region, as_of=START).catalogue)
    profile = source.profile()
    for person, day in zip(profile["household"].get("members", []), born, strict=False):
        person.pop("age", None)
        person |= {"birth_date": day.isoformat(), "certificate_valid_until": until.isoformat(), "certified": True}
        person |= {"disabilities": [{"category": "mental", "grade": 2}], "employment_since": ended.isoformat()}
    members = profile["household"].get("members", [])
    profile["household"] |= {"members": [lawful(person, START.year) for person in members]} if members else {}
    profile["household"] |= {"dibao_end_date": ended.isoformat()}
    parsed = read(profile)
    last = START + timedelta(days=420)
    try:
        found = timeline(parsed, region, START, last)
    except el.ProfileError:
        return
    changed = {moment.day: moment for moment in found.moments}
    before = found.start
    for number in range(1, (last - START).days + 1):
        day = START + timedelta(days=number)
        now = el.decide(parsed, before.ruleset, as_of=day)
        different = set()
        if dict(now.raw) != dict(before.raw):
            was, is_ = answers(before), answers(now)
            different = {key for key in is_ if is_[key] != was[key]}
        moment = changed.pop(day, None)
        assert {(turn.support, turn.subject) for turn in moment.turns} == different if moment else not different
        before = now
    assert not changed


@given(st.dates(date(1950, 1, 1), date(2030, 1, 1)) | st.just(date(2024, 2, 29)), st.integers(-3, 90))
def test_full_years_come_on_an_anniversary(start: date, years: int) -> None:
    """Law: the day on which the full years since a date come to a number is among those named for it."""
    day = date(start.year + years, 1, 1) - timedelta(days=400)
    while relativedelta(day, start).years < years:
        day += timedelta(days=1)
    assert day in set(anniversaries(start, years))


@pytest.fixture
def rules(toy: Toy) -> Path:
    return toy(
        support("certified and age < 7", extra="  subject_to: [{zh: 凭评估, en: an assessment}]")
        + support("age >= 16 or (certified and age >= 7)", name="card")
        + support("any(certified)", name="home", entity="household")
    )


def test_birthdays_open_and_close(rules: Path) -> None:
    """The support for children ends on the seventh birthday and the next one begins, each named with its cause."""
    found = ahead(rules, one(birth_date="2017-09-30", certified=True), date(2024, 6, 1), date(2025, 6, 1))
    assert [moment.day for moment in found.moments] == [date(2024, 9, 30)]
    moment = found.moments[0]
    assert {(turn.support, turn.kind) for turn in moment.turns} == {("cash", TurnKind.CLOSES), ("card", TurnKind.OPENS)}
    assert [(cause.subject, cause.text.en) for cause in moment.causes] == [("m1", "turns 7")]


def test_a_certificate_ends(rules: Path) -> None:
    """The day after its last valid day a certificate counts no more."""
    profile = one(birth_date="2018-09-30", certified=True, certificate_valid_until="2024-08-31")
    found = ahead(rules, profile, date(2024, 6, 1), date(2025, 6, 1))
    assert found.moments[0].day == date(2024, 9, 1)
    assert {(turn.support, turn.kind) for turn in found.moments[0].turns} == {("cash", TurnKind.CLOSES), ("home", TurnKind.CLOSES)}
    assert "certificate" in found.moments[0].notices[0].en


def test_an_age_alone_foresees_no_birthday(rules: Path) -> None:
    """Where only the age is known its birthdays cannot be foreseen, and the timeline says of whom."""
    found = ahead(rules, one(age=6, certified=True), date(2024, 6, 1), date(2025, 6, 1))
    assert (found.moments, found.unforeseen) == ((), ("m1",))


def test_the_end_of_the_plan_is_a_notice(rules: Path) -> None:
    """The plan's last day changes no answer; from the day after a notice says so, and what is granted rests on something else."""
    found = ahead(rules, one(age=30, certified=True), date(2025, 6, 1), date(2026, 6, 1))
    [moment] = found.moments
    assert (moment.day, len(moment.notices)) == (date(2026, 1, 1), 1)
    assert {(turn.kind, turn.after and turn.after.standing.rests_on) for turn in moment.turns} == {(TurnKind.RESTS, "ended_plan")}


def test_a_later_version_answers_from_its_day(toy: Toy) -> None:
    """From the day of a later version its rules answer: what they end closes, what stands in another clause changes."""
    folder = toy(support("certified") + support("certified", name="card") + support("autism", name="staff"))
    later = folder.parent / "2024-03-01"
    (later / "cases").mkdir(parents=True)
    (folder / "ruleset.yaml").write_text(HEAD.replace("2025-12-31", "2024-02-29"), "utf-8")
    (later / "ruleset.yaml").write_text(HEAD.replace("2021-01-01", "2024-03-01"), "utf-8")
    (later / "clauses.yaml").write_text('clauses:\n  一: {starts: "一、现金"}\n  二: {starts: "二、卡"}\n', "utf-8")
    moved = support("certified", name="card").replace("[一]", "[二]")
    (later / "allowances.yaml").write_text(moved + support("autism", name="staff"), "utf-8")
    found = timeline(read(one(certified=True)), "toy", date(2024, 1, 1), date(2024, 12, 31), root=folder.parents[1])
    assert [moment.day for moment in found.moments] == [date(2024, 3, 1)]
    moment = found.moments[0]
    assert {(turn.support, turn.kind) for turn in moment.turns} == {("cash", TurnKind.CLOSES), ("card", TurnKind.CHANGES)}
    assert "new version" in moment.causes[0].text.en


def test_days_in_the_wrong_order(rules: Path) -> None:
    with pytest.raises(el.EligibilityError):
        ahead(rules, one(), date(2024, 6, 2), date(2024, 6, 1))


def test_representations_show_no_birthday(rules: Path) -> None:
    """A day on which something changes is a birthday, or the last day of a certificate: of these no representation shows any."""
    person = one(birth_date="2017-09-30", certified=True, certificate_valid_until="2024-11-17")
    found = ahead(rules, person, date(2024, 6, 1), date(2025, 6, 1))
    assert [moment.day for moment in found.moments] == [date(2024, 9, 30), date(2024, 11, 18)]
    shown = repr(found) + "".join(f"{moment!r}{moment.causes!r}{moment.turns!r}" for moment in found.moments)
    for secret in ("2017", "09-30", "9, 30", "9月30", "11-17", "11, 17", "11-18", "11, 18", "turns 7", "满7"):
        assert secret not in shown


BASES = """
basis:
  cash:
    core: severe
    sources: [{document: D, number: 甲号, seen: false}]
  card:
    core: local
    sources:
      - {document: E, number: 乙号, until: 2026-06-30, seen: false}
      - {document: F, number: 丙号, since: 2026-03-01, until: 2026-09-30, seen: false}
"""


def test_the_day_after_the_plan_ends_and_the_end_of_a_document_are_turns(toy: Toy) -> None:
    """What is granted as before turns when it rests on something else: a document that begins, one of two that ends, the last."""
    rules = toy(support("certified") + support("certified", name="card") + support("certified", name="staff"), basis=BASES)
    person = one(certified=True, disabilities=[{"category": "visual", "grade": 1}])
    found = ahead(rules, person, date(2025, 12, 1), date(2026, 12, 31))
    turns = {
        moment.day.isoformat(): [(turn.support, turn.after.standing.rests_on) for turn in moment.turns if turn.after]
        for moment in found.moments
    }
    assert turns == {
        "2026-01-01": [("cash", "national"), ("card", "scheme"), ("staff", "ended_plan")],
        "2026-03-01": [("card", "scheme")],
        "2026-07-01": [("card", "scheme")],
        "2026-10-01": [("card", "ended_plan")],
    }
    assert {turn.kind for moment in found.moments for turn in moment.turns} == {TurnKind.RESTS}
    causes = {moment.day.isoformat(): [cause.text.zh for cause in moment.causes] for moment in found.moments}
    assert causes["2026-03-01"] == ["丙号开始执行"] and causes["2026-10-01"] == ["丙号执行至2026-09-30"]
    assert found.as_json()["dates"][0]["changes"][0]["standing"]["rests_on"] == "national"


def test_nothing_rests_on_something_else_in_the_period(toy: Toy) -> None:
    rules = toy(support("certified"), basis=BASES.replace("since: 2026-03-01", "since: 2025-03-01"))
    assert ahead(rules, one(certified=True), date(2025, 1, 1), date(2025, 12, 31)).moments == ()


def test_a_birthday_that_changes_an_amount_is_a_turn(toy: Toy) -> None:
    """The support is granted before and after; what changes is the tier."""
    tiers = "amount: {tiers: {age < 7: 100, age >= 7: 80}}"
    folder = toy(support("certified").replace("kind: cash", f"kind: cash, unit: CNY/month, {tiers}"), conflicts="conflicts: []")
    found = ahead(folder, one(certified=True, birth_date="2017-03-02"), date(2024, 1, 1), date(2024, 12, 31))
    (moment,) = found.moments
    (turn,) = moment.turns
    assert (moment.day, turn.kind) == (date(2024, 3, 2), TurnKind.PAYS)
    said = turn.as_json()
    assert (said["amount_before"], said["amount"]) == ({"exactly": 100}, {"exactly": 80})


def test_an_entry_of_the_local_book_turns_an_answer_on_its_day(toy: Toy, book: Callable[..., el.Book]) -> None:
    """A rate that follows another, an option that is adopted, a rate that ends: each with its document."""
    folder = toy(support("certified") + support("certified and options.village_care", name="card"))
    read_book = book(
        f990101=county(
            rates("from: 2023-01-01, is: 80 | from: 2024-03-01, is: 90, until: 2024-08-31")
            + "options:\n  village_care: [{from: 2024-06-01, is: true, source: old}]\n"
        )
    )
    found = timeline(read({"locality": {"adcode": "990101"}, **one(certified=True)}), folder, START, date(2024, 12, 31), book=read_book)
    told = [
        (f"{moment.day}", [cause.text.en for cause in moment.causes], [(turn.support, turn.kind.value) for turn in moment.turns])
        for moment in found.moments
    ]
    assert told == [
        ("2024-03-01", ["local book: Cash (示发〔2024〕1号) begins to apply"], [("cash", "pays")]),
        (
            "2024-06-01",
            ["local book: care services in villages and communities (《编造的旧文件》) begins to apply"],
            [("card", "opens")],
        ),
        ("2024-09-01", ["local book: Cash (示发〔2024〕1号) ends"], [("cash", "pays")]),
    ]
    first = found.as_json()["dates"][0]["changes"][0]
    assert (first["amount_before"], first["amount"]) == ({"exactly": 80}, {"exactly": 90})
    assert all("标准册" in cause.text.zh for moment in found.moments for cause in moment.causes)


def test_it_says_what_is_to_be_known_of_the_first_day(toy: Toy) -> None:
    """An answer that nothing changes is no good one where the plan has ended, or where there is nobody whom anything could change for."""
    folder = toy(support("certified"))
    over, nobody, people = ahead(folder, one(), date(2027, 1, 1), date(2027, 2, 1)), ahead(folder, {}, START, START), one(age=30)
    assert [notice["code"] for notice in over.as_json()["notices"]] == ["plan_period_over"]
    assert [notice["code"] for notice in nobody.as_json()["notices"]] == ["nobody_at_all"]
    assert ahead(folder, people, START, START).as_json()["notices"] == []


@pytest.mark.parametrize(
    ("first", "last"),
    [("2024-02-29", "2025-02-28"), ("2024-06-01", "2025-06-01"), ("9998-12-31", "9999-12-31"), ("9999-01-01", "9999-12-31")],
)
def test_a_timeline_without_an_end_is_of_a_year(first: str, last: str) -> None:
    """Or up to the last day that there is."""
    assert a_year_after(date.fromisoformat(first)) == date.fromisoformat(last)


def test_days_without_number_are_refused_before_any_is_looked_at() -> None:
    """A hundred births make thousands of birthdays in a century, each with the answers of everybody: minutes, and gigabytes."""
    births = [f"{2023 - number // 28:04}-01-{1 + number % 28:02}" for number in range(100)]
    people = read({"household": {"members": [{"id": f"m{number}", "birth_date": day} for number, day in enumerate(births)]}})
    with pytest.raises(el.EligibilityError) as refused:
        timeline(people, "zhangye", START, date(2123, 11, 1))
    assert [(problem.code, problem.where) for problem in refused.value.problems] == [("days_too_far_apart", "last day")]
    assert "15,000" in str(refused.value)


def test_a_hundred_people_are_looked_at_for_a_year() -> None:
    people = read({"household": {"members": [{"id": f"m{number}", "age": number % 80} for number in range(100)]}})
    assert timeline(people, "zhangye", START, a_year_after(START)).moments == ()
