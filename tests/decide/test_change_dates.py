"""The days on which an answer can change, and until when what is granted lasts: exactly what deciding on every day gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

import eligibility as el
from eligibility.card.content import card_of
from eligibility.decide.change_dates import causes_by_day, last_days
from tests.books import county
from tests.card.conftest import REGIONS, example
from tests.conftest import Toy, decide, one, support

START = date(2025, 3, 1)


def person(name: str, born: str, **more: Any) -> dict[str, Any]:
    known = {
        "certified": True,
        "disabilities": [{"category": "intellectual", "grade": 2}],
        "needs": ["rehab", "rehab_training", "training"],
    }
    return {"id": name, "birth_date": born, **known, **more}


FAMILY = {
    "household": {
        "dibao": False,
        "low_income": True,
        "area": "rural",
        "dibao_end_date": "2022-09-15",
        "members": [
            person("m1", "2018-05-05", student_stage="preschool"),
            person("m2", "2008-08-20", student_stage="compulsory"),
            person("m3", "2009-02-28", certificate_valid_until="2025-06-30"),
            person("m4", "1965-10-10", employment="self_employed", first_employment=True),
        ],
    }
}
"""Birthdays of seven, of seventeen and of sixty, a certificate's last day, and three years since dibao, all before the plan ends."""


@pytest.mark.parametrize("region", REGIONS)
def test_as_if_decided_every_day(region: str) -> None:
    """Law: the last day is the one before the first on which the support is no longer granted, however it is looked for."""
    decision = decide(el.load_ruleset(region, as_of=START), FAMILY, START)
    granted = {key for key, raw in decision.raw.items() if raw.granted is True}
    expected: dict[tuple[str, str], date] = {}
    day = START
    while day < decision.ruleset.period.last:
        day += timedelta(days=1)
        raw = decision.on(day).raw
        expected.update({key: day - timedelta(days=1) for key in granted - expected.keys() if raw[key].granted is not True})
    assert last_days(decision, granted, decision.ruleset.period.last) == expected
    assert date(2025, 6, 30) in expected.values()
    assert region == "zhalainuoer" or len(set(expected.values())) >= 3


def test_birthdays_turn_answers() -> None:
    """The elder of the two turns seven on the day after; no rule has another bound that either passes before the plan ends."""
    decision = example("two_children")
    days = causes_by_day(decision, decision.ruleset.period.last)
    assert {day: [(cause.subject, cause.text.en) for cause in causes] for day, causes in days.items()} == {
        date(2024, 9, 2): [("m1", "turns 7")]
    }


SEVERE = {"certified": True, "disabilities": [{"category": "visual", "grade": 1}]}


def ends(when: str, profile: dict[str, Any], toy: Toy, start: date = START) -> tuple[list[date], list[date | None], dict[Any, date]]:
    """The last days of the one support: as the timeline shows them, as the card prints them, and as they are found."""
    folder = toy(support(when))
    decision = decide(folder, profile, start)
    period = decision.ruleset.period.last
    moments = el.timeline(decision.profile, folder, start, period).moments
    closing = [
        moment.day - timedelta(days=1) for moment in moments for turn in moment.turns if turn.after and not turn.after.status.granted
    ]
    return closing, [claim.terms.until for claim in card_of(decision).claims], last_days(decision, {("cash", "m1")}, period)


def test_the_card_says_when_a_date_in_the_rule_ends_it(toy: Toy) -> None:
    """A rule that ends by itself on a day: the timeline shows the end, and the card prints it."""
    closing, printed, found = ends("severe and as_of < '2025-03-01'", one(**SEVERE), toy, date(2024, 6, 1))
    assert closing == [date(2025, 2, 28)]
    assert printed == [date(2025, 2, 28)]
    assert found == {("cash", "m1"): date(2025, 2, 28)}


@pytest.mark.parametrize(
    ("when", "last"),
    [
        ("severe and as_of <= '2025-06-30'", date(2025, 6, 30)),
        ("severe and as_of != '2025-07-01'", date(2025, 6, 30)),
        ("severe and not as_of >= '2025-07-01'", date(2025, 6, 30)),
        ("severe and age < 60", date(2025, 10, 9)),
        ("certified and severe", date(2025, 8, 31)),
        ("severe and dibao_end_date.years < 3", date(2025, 9, 14)),
        ("severe and (as_of < '2025-04-01' or age < 60)", date(2025, 10, 9)),
        ("severe and as_of < '2026-03-01'", None),
        ("severe", None),
    ],
)
def test_timeline_and_card_agree(toy: Toy, when: str, last: date | None) -> None:
    """Law: what the card prints is the day before the one on which the timeline closes the support."""
    person = {**SEVERE, "birth_date": "1965-10-10", "certificate_valid_until": "2025-08-31"}
    profile = {"household": {"dibao_end_date": "2022-09-15", "members": [{"id": "m1", **person}]}}
    closing, printed, found = ends(when, profile, toy)
    assert closing == ([last] if last else [])
    assert printed == [last]
    assert found == ({("cash", "m1"): last} if last else {})


def test_a_birthday_turns_what_a_local_rate_pays(toy: Toy, book: Callable[..., el.Book]) -> None:
    """Also by an entry that only begins later."""
    ruleset = el.load_ruleset(toy(support("certified")))
    tiers = "is: {tiers: {age < 20: 200, age >= 20: 100}}, unit: CNY/month, source: paper"
    later = tiers.replace("20", "21")
    read = book(f990101=county(f"rates:\n  cash: [{{from: 2024-01-01, {tiers}}}, {{from: 2026-01-01, {later}}}]\n"))
    person = {"locality": {"adcode": "990101"}, **one(certified=True, birth_date="2005-06-10")}
    days = causes_by_day(el.decide(el.Profile.model_validate(person), ruleset, as_of=START, book=read), date(2026, 12, 31))
    turned = {day: cause.text.en for day, causes in days.items() for cause in causes if "turns" in cause.text.en}
    assert turned == {date(2025, 6, 10): "turns 20", date(2026, 6, 10): "turns 21"}


def test_a_cause_shows_neither_its_day_nor_its_words() -> None:
    """Both tell a birthday."""
    decision = decide(el.load_ruleset(next(iter(REGIONS)), as_of=START), FAMILY, START)
    found = causes_by_day(decision, date(2026, 6, 1))
    assert date(2025, 5, 5) in found
    shown = repr(list(found.values()))
    for day, causes in found.items():
        assert str(day) not in shown and f"{day.month}, {day.day})" not in shown
        assert not any(cause.text.en in shown or cause.text.zh in shown for cause in causes)
