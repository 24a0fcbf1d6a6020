"""The live engine infers what the kernel proves, and the laws that hold for any household of the shipped plans."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import Any

import pytest

import eligibility as el
from eligibility.decide.compiled import program_of
from eligibility.decide.run import run
from eligibility.durable.case import infer
from eligibility.rules.implications import situation_of
from eligibility.rules.version_lookup import regions, shipped
from tests.conftest import DAY
from tests.property.generate import Generator

REGIONS = regions(shipped())


@pytest.fixture(scope="module", params=REGIONS)
def ruleset(request: pytest.FixtureRequest) -> el.Ruleset:
    return el.load_ruleset(str(request.param), as_of=DAY)


def households(ruleset: el.Ruleset, count: int, seed: int = 1) -> Any:
    """Generated profiles that do not contradict themselves."""
    generator = Generator(seed, ruleset.catalogue)
    made = 0
    while made < count:
        profile = generator.profile()
        try:
            parsed = el.read_profile(json.dumps(profile))
            situation_of(parsed, ruleset, DAY)
        except el.ProfileError:
            continue
        made += 1
        yield profile, parsed


def statuses(ruleset: el.Ruleset, profile: el.Profile, as_of: date = DAY) -> dict[tuple[str, str], el.Status]:
    raw = run(program_of(ruleset), ruleset, situation_of(profile, ruleset, as_of))
    return {key: one.status for key, one in raw.items()}


@pytest.mark.usefixtures("live")
def test_kernel_and_live_engine_agree(ruleset: el.Ruleset, pytestconfig: pytest.Config) -> None:
    """Law: for every household the live engine infers exactly the statuses that the kernel proves."""
    count = int(pytestconfig.getoption("--households")) // len(REGIONS)
    for profile, parsed in households(ruleset, count):
        situation = situation_of(parsed, ruleset, DAY)
        assert infer(ruleset, situation) == statuses(ruleset, parsed), json.dumps(profile)


def test_learning_a_fact_keeps_what_was_decided(ruleset: el.Ruleset) -> None:
    """Law: telling one more fact changes a decided answer only where the fact stood in its `unless`;
    from eligible_after to eligible is no change."""
    rng = random.Random(2)
    for profile, parsed in households(ruleset, 60, seed=2):
        more, path = one_more(profile, rng)
        if more is None:
            continue
        try:
            after = el.decide(el.read_profile(json.dumps(more)), ruleset, as_of=DAY)
        except el.ProfileError:
            continue
        before = el.decide(parsed, ruleset, as_of=DAY)
        for outcome in before:
            if outcome.status is el.Status.UNDETERMINED or path in outcome.unless:
                continue
            now = after[outcome.support, outcome.subject.id]
            assert now.status.granted is outcome.status.granted, (path, outcome, now, json.dumps(profile))


def one_more(profile: dict[str, Any], rng: random.Random) -> tuple[dict[str, Any] | None, str]:
    """The profile with one unknown entry of a member or the household answered, and its path."""
    source = Generator(rng.randint(0, 10**9), ["nursing_subsidy", "dibao"])._person("x", 1.0)
    members = profile["household"].get("members", [])
    if not members:
        return None, ""
    member = rng.choice(members)
    source["certificate_valid_until"] = "2023-12-31"
    unknown = sorted(source.keys() - member.keys() - {"id", "age", "birth_date"})
    if not unknown:
        return None, ""
    name = rng.choice(unknown)
    copy = json.loads(json.dumps(profile))
    next(one for one in copy["household"]["members"] if one["id"] == member["id"])[name] = source[name]
    return copy, f"{member['id']}.{name}"


def test_ids_change_nothing(ruleset: el.Ruleset) -> None:
    """Law: what a member is called changes no answer."""
    for profile, parsed in households(ruleset, 40, seed=3):
        text = json.dumps(profile)
        renamed = text.replace('"m1"', '"zz"').replace('"m2"', '"a-1"').replace('"m3"', '"x_9"').replace('"o1"', '"office"')
        names = {"m1": "zz", "m2": "a-1", "m3": "x_9", "o1": "office", "household": "household"}
        there = statuses(ruleset, el.read_profile(renamed))
        assert {(support, names[subject]): status for (support, subject), status in statuses(ruleset, parsed).items()} == there


def test_days_between_events_change_nothing(ruleset: el.Ruleset) -> None:
    """Law: as-of dates with no birthday, anniversary or bound on a date between them give the same answers."""
    for profile, _ in households(ruleset, 40, seed=4):
        text = json.dumps({**profile, "household": {key: value for key, value in profile["household"].items() if key != "dibao_end_date"}})
        parsed = el.read_profile(text)
        if any("since" in text or "valid_until" in text for _ in (0,)):
            continue
        start = date(2024, 6, 2)
        days = [start, start + timedelta(days=11), start + timedelta(days=180)]
        assert len({json.dumps(sorted((*key, str(value)) for key, value in statuses(ruleset, parsed, day).items())) for day in days}) == 1


def test_heavier_disability_loses_no_support_for_severity(ruleset: el.Ruleset) -> None:
    """Law: with the same category at grade 1 instead of 2, a person keeps every support that has no bound on light grades."""
    light = {support.id for support in ruleset.supports.values() if "{3" in " ".join(route.text for route in support.routes)}
    for profile, _ in households(ruleset, 60, seed=5):
        members = profile["household"].get("members", [])
        if not members:
            continue
        for category in ("physical", "mental", "visual"):
            granted = []
            for grade in (2, 1):
                members[0]["disabilities"] = [{"category": category, "grade": grade}]
                try:
                    found = statuses(ruleset, el.read_profile(json.dumps(profile)))
                except el.ProfileError:
                    break
                granted.append({support for (support, subject), status in found.items() if subject == members[0]["id"] and status.granted})
            if len(granted) == 2:
                assert granted[0] - light <= granted[1], json.dumps(profile)
