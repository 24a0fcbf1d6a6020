"""What a support rests on nationally: documents in force, and the version of the national rules for a day."""

from __future__ import annotations

from datetime import date

import pytest

from eligibility.rules.basis import Basis, BasisSource, NationalBases, bases_on, source_text


def source(since: date | None = None, until: date | None = None, number: str | None = "国发〔2015〕52号") -> BasisSource:
    return BasisSource("意见", number, "第一条", since, until, seen=True)


@pytest.mark.parametrize(
    ("since", "until", "day", "found"),
    [
        (None, None, date(2024, 6, 1), True),
        (date(2016, 1, 1), None, date(2015, 12, 31), False),
        (date(2016, 1, 1), None, date(2016, 1, 1), True),
        (None, date(2020, 12, 31), date(2020, 12, 31), True),
        (None, date(2020, 12, 31), date(2021, 1, 1), False),
    ],
)
def test_both_days_are_included(since: date | None, until: date | None, day: date, found: bool) -> None:
    assert source(since, until).in_force(day) is found
    basis = Basis("dibao", "certified", None, (source(since, until), source()))
    assert len(basis.in_force(day)) == 1 + found


def test_the_newest_version_that_applies() -> None:
    first, second = (Basis("dibao", text, None, ()) for text in ("a", "b"))
    key = ("dibao", "person")
    versions = [NationalBases(date(2016, 1, 1), {key: first}), NationalBases(date(2021, 7, 1), {key: second})]  # type: ignore[dict-item]
    found = {day: bases_on(versions, day) for day in (date(2015, 1, 1), date(2016, 1, 1), date(2021, 6, 30), date(2021, 7, 1))}
    assert [next((one.text for one in entries.values()), None) for entries in found.values()] == [None, "a", "a", "b"]


@pytest.mark.parametrize(("number", "said"), [("国发〔2015〕52号", "国发〔2015〕52号第一条"), (None, "《意见》第一条")])
def test_a_document_without_a_number_is_called_by_its_title(number: str | None, said: str) -> None:
    assert source_text(source(number=number)).zh == said


def test_as_data() -> None:
    assert source(date(2016, 1, 1)).as_json() == {
        "document": "意见", "number": "国发〔2015〕52号", "locator": "第一条", "since": "2016-01-01", "until": None, "seen": True,
    }  # fmt: skip
