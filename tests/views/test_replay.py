"""A receipt beside today's files, as data and as text."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import eligibility as el
from tests.books import county, rates
from tests.conftest import DAY, Toy, amendment, decide, one, support

PROFILE = one(certified=True, disabilities=[{"category": "hearing", "grade": 3}])
RULES = support("certified and severe") + support("certified and has.cash", name="card")


@pytest.fixture
def folder(toy: Toy) -> Path:
    return toy(RULES)


def profile() -> el.Profile:
    return el.read_profile(json.dumps(PROFILE))


def kept(folder: Path, decision: el.Decision) -> Path:
    path = folder.parents[2] / "decision.json"
    path.write_text(decision.to_json(), "utf-8")
    return path


def test_an_answer_that_stands(folder: Path) -> None:
    """From a receipt in hand, and from the file of its decision."""
    decision = decide(folder, PROFILE)
    for receipt in (decision.receipt, kept(folder, decision)):
        found = el.replay(receipt, profile(), root=folder.parents[1])
        assert (found.stands, found.unlike, found.rules, found.answers) == (True, (), None, None)
        assert list(found.lines("en")) == ["the answer is the same"]


def test_rules_that_another_version_has(folder: Path) -> None:
    """The version that has the receipt's rules is found and compared with today's."""
    later = amendment(
        folder, "2023-01-01", "effects: {cash: wider, card: wider}", allowances=RULES.replace("certified and severe", "certified")
    )
    receipt = json.loads(decide(folder, PROFILE).to_json())
    receipt["receipt"]["version"] = later.name
    path = folder.parents[2] / "decision.json"
    path.write_text(json.dumps(receipt), "utf-8")
    found = el.replay(path, profile(), root=folder.parents[1])
    assert found.unlike == ("ruleset", "outcomes")
    assert found.rules is not None
    assert (found.rules.before.name, found.rules.after.name) == ("2022-01-01", "2023-01-01")
    assert [one.support for one in found.rules.household or ()] == ["cash", "card"]
    assert found.as_json()["rules"]["supports"][0]["proved"] is None


def test_rules_that_were_edited(folder: Path) -> None:
    """The changed answers, each with its own rule or those behind it; from the receipt alone, the changed rules."""
    decision = decide(folder, PROFILE)
    path = kept(folder, decision)
    (folder / "allowances.yaml").write_text(RULES.replace("certified and severe", "certified"), "utf-8")
    found = el.replay(path, profile(), root=folder.parents[1])
    assert [(one.difference.support, one.own, one.behind) for one in found.answers or ()] == [
        ("cash", True, ()),
        ("card", False, ("cash",)),
    ]
    assert found.as_json()["answers"][1] == {
        "support": "card", "subject": "m1", "before": "undetermined", "after": "eligible_after", "routes": ["main"],
        "own_rule_changed": False, "depends_on_changed": ["cash"],
    }  # fmt: skip
    alone = el.replay(decision.receipt, profile(), root=folder.parents[1])
    assert (alone.changed, alone.answers) == (("cash",), None)
    assert list(alone.lines("zh"))[-1] == "改动的规则：cash"


def test_another_household_is_no_change_of_the_rules(folder: Path) -> None:
    other = el.read_profile(json.dumps(one(certified=False)))
    found = el.replay(decide(folder, PROFILE, DAY).receipt, other, root=folder.parents[1])
    assert (found.stands, found.unlike, found.rules, found.changed) == (False, ("facts", "outcomes"), None, ())


def test_a_changed_national_entry_is_told_and_an_old_receipt_binds_none(toy: Toy) -> None:
    """The answer stands; what it rests on has changed. A receipt from before there were bases says nothing of them."""
    entry = "basis:\n  cash:\n    core: local\n    sources:\n      - {document: D, number: N, seen: false}\n"
    folder = toy(support("certified"), basis=entry)
    root, profile = folder.parents[1], el.read_profile('{"household": {"members": [{"id": "m1", "certified": true}]}}')
    receipt = el.decide(profile, el.load_ruleset(folder), as_of=date(2026, 1, 1)).receipt
    toy(support("certified"), basis=entry.replace("number: N", "number: M"))
    found = el.replay(receipt, profile, root=root)
    assert (found.stands, found.unlike) == (True, ("basis",))
    assert "所依据的国家规定条目已有改动" in list(found.lines("zh"))
    assert el.replay(replace(receipt, basis=None), profile, root=root).unlike == ()


def test_as_a_markdown_list(folder: Path) -> None:
    """What differs, each changed answer below it, and the reason below the answer."""
    path = kept(folder, decide(folder, PROFILE))
    (folder / "allowances.yaml").write_text(RULES.replace("certified and severe", "certified"), "utf-8")
    found = el.replay(path, profile(), root=folder.parents[1])
    assert list(found.lines("en", markdown=True))[1:4] == [
        "- the answer has changed",
        "  - m1 Cash [cash]: does not apply → applies now",
        "    - its own rule has changed (routes main)",
    ]
    assert [line.replace("- ", "") for line in found.lines("zh", markdown=True)] == list(found.lines("zh"))


# -- with a local book

OPTION = RULES.replace("certified and severe", "certified and options.village_care", 1)
PLACED = {"locality": {"adcode": "990101"}, **PROFILE}
RATE = rates("from: 2023-01-01, is: 80") + "options:\n  village_care: [{from: 2024-01-01, is: true, source: paper}]\n"
COUNTER = "counters:\n  cash: [{from: 2024-01-01, at: {zh: 大厅, en: hall}, phone: 000-1, source: paper}]\n".replace("000-1", "000-1000")


def replayed(folder: Path, then: el.Book | None, now: el.Book | None) -> el.Replay:
    """A decision with one book, replayed with another."""
    told, ruleset = el.Profile.model_validate(PLACED), el.load_ruleset(folder)
    receipt = el.decide(told, ruleset, as_of=DAY, book=then).receipt
    return el.replay(receipt, told, root=folder.parents[1], book=now)


@pytest.fixture
def optional(toy: Toy) -> Path:
    return toy(OPTION)


def test_an_answer_by_the_same_book_stands(optional: Path, book: Callable[..., el.Book]) -> None:
    found = replayed(optional, book(f990101=county(RATE)), book(f990101=county(RATE + COUNTER.replace("cash", "card"))))
    assert (found.stands, [entry.key for entry in found.entries]) == (True, ["counters.card"])
    later = county(RATE.replace("options:", "    - {from: 2024-06-02, is: 99, unit: CNY/month, source: paper}\noptions:"))
    assert replayed(optional, book(f990101=county(RATE)), book(f990101=later)).unlike == ()


def test_a_rate_that_was_raised_backwards_is_named(optional: Path, book: Callable[..., el.Book]) -> None:
    before = book(f990101=county(RATE))
    found = replayed(optional, before, book(f990101=county(RATE.replace("80", "85"))))
    assert (found.stands, found.unlike) == (False, ("book",))
    assert list(found.lines("en")) == [
        "entries of the local book have changed since",
        "  changed: 990101 rates.cash (from 2023-01-01)",
        "what applies is the same; amounts or what they rest on have changed",
    ]
    assert list(found.lines("zh"))[1] == "  改动的条目：990101 rates.cash（2023-01-01起）"
    assert found.as_json()["entries"] == [{"area": "990101", "key": "rates.cash", "from": "2023-01-01", "change": "changed"}]


def test_an_option_that_was_taken_back_changes_the_answer(optional: Path, book: Callable[..., el.Book]) -> None:
    found = replayed(optional, book(f990101=county(RATE)), book(f990101=county(RATE.replace("is: true", "is: false"))))
    assert (found.stands, found.unlike) == (False, ("book", "outcomes"))
    assert [(entry.key, entry.change) for entry in found.entries] == [("options.village_care", "changed"), ("rates.cash", "gone")]


def test_a_counter_that_changed_is_told_and_changes_no_answer(optional: Path, book: Callable[..., el.Book]) -> None:
    found = replayed(optional, book(f990101=county(RATE + COUNTER)), book(f990101=county(RATE + COUNTER.replace("1000", "2000"))))
    assert (found.stands, found.unlike) == (True, ("book",))
    assert list(found.lines("en"))[1:] == ["  changed: 990101 counters.cash (from 2024-01-01)", "the answer is the same"]


def test_a_book_on_one_side_alone_is_told(optional: Path, book: Callable[..., el.Book]) -> None:
    read = book(f990101=county(RATE))
    assert {entry.change for entry in replayed(optional, read, None).entries} == {"gone"}
    assert {entry.change for entry in replayed(optional, None, read).entries} == {"added"}


def test_the_file_of_a_decision_gives_its_entries_again(optional: Path, book: Callable[..., el.Book]) -> None:
    read = book(f990101=county(RATE))
    decision = el.decide(el.Profile.model_validate(PLACED), el.load_ruleset(optional), as_of=DAY, book=read)
    found = el.replay(kept(optional, decision), el.Profile.model_validate(PLACED), root=optional.parents[1], book=read)
    assert (found.stands, found.unlike, found.entries) == (True, (), ())
