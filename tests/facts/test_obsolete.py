"""Opening what an earlier version saved: names that no longer exist are told and left out, and nothing becomes a no."""

from __future__ import annotations

import json
from typing import Any

import pytest

import eligibility as el
from eligibility.facts.obsolete import Names, Obsolete, OpenedProfile, open_profile
from eligibility.facts.profile import Profile
from tests.conftest import ROOT

KNOWN = Names(("cash",), ("village",), ("line",))


def opened(data: object, known: Names | None = KNOWN) -> OpenedProfile:
    return open_profile(json.dumps(data), lambda _: known)


def person(**entries: object) -> dict[str, Any]:
    return {"household": {"members": [{"id": "m1", **entries}]}}


AT = ("household", "members", 0)


def gone(*path: str | int, names: tuple[str, ...]) -> list[Obsolete]:
    return [Obsolete(path, name) for name in names]


def options(**given: bool) -> dict[str, object]:
    return {"locality": {"options": given}}


@pytest.mark.parametrize(
    ("data", "told", "left"),
    [
        (person(sex="male"), [], person(sex="male")),
        (person(sex="male", shoe_size=43), gone(*AT, names=("shoe_size",)), person(sex="male")),
        (person(residence="moon", certified=True), gone(*AT, "residence", names=("moon",)), person(certified=True)),
        (person(needs=["rehab", "flying"]), gone(*AT, "needs", names=("flying",)), person(needs=["rehab"])),
        (person(needs=["flying", "sinking"], sex="male"), gone(*AT, "needs", names=("sinking", "flying")), person(sex="male")),
        (person(receives=["cash", "gone"]), gone(*AT, "receives", names=("gone",)), person(receives=["cash"])),
        (person(receives=["gone"]), gone(*AT, "receives", names=("gone",)), person()),
        (person(costs={"gone": 3, "cash": 4}), gone(*AT, "costs", names=("gone",)), person(costs={"cash": 4})),
        (options(old=True, village=False), gone("locality", "options", names=("old",)), options(village=False)),
        (
            {**person(), "dont_know": ["m1.sex", "m1.shoe_size", "m9.sex"]},
            gone("dont_know", names=("m9.sex", "m1.shoe_size")),
            {**person(), "dont_know": ["m1.sex"]},
        ),
        (person(**{"张三": 1}), gone(*AT, names=("",)), person()),
    ],
)
def test_what_no_longer_exists_is_named_and_left_out(data: object, told: list[Obsolete], left: object) -> None:
    found = opened(data)
    assert list(found.obsolete) == told
    assert found.profile == el.read_profile(json.dumps(left))


@pytest.mark.parametrize("content", ["", "[]", "{", '{"household": {"members": [{"id": "m1", "certified": "yes"}]}}', '{"as_of": "x"}'])
def test_what_is_wrong_for_another_reason_is_refused(content: str) -> None:
    with pytest.raises(el.ProfileError):
        open_profile(content, lambda _: KNOWN)


def test_without_rules_only_the_vocabulary_is_checked() -> None:
    assert opened(person(receives=["gone"]), None).obsolete == ()


@pytest.mark.parametrize("name", ["rural_family", "firm_of_60", "student"])
def test_an_example_opens_whole(zhangye: el.Ruleset, name: str) -> None:
    content = (ROOT / "examples" / f"{name}.json").read_bytes()

    def names(_: Profile) -> Names:
        return Names(zhangye.catalogue, zhangye.options, zhangye.standards)

    found = open_profile(content, names)
    assert (found.profile, found.obsolete) == (el.read_profile(content), ())
    assert repr(found) == "<OpenedProfile without 0 entries>"
