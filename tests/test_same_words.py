"""Sentences that several plans share are decided once: `data/same_words.yaml` holds each decision and every difference with its clause."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import eligibility as el
from eligibility.rules.clauses import clause_texts, read_ledger
from eligibility.rules.support import Route, SupportPart
from eligibility.rules.version_lookup import chosen_version, find, regions, shipped

DATA = yaml.safe_load((Path(__file__).parent / "data" / "same_words.yaml").read_text("utf-8"))
SENTENCES: list[dict[str, Any]] = DATA["sentences"]
PLACES = [(sentence, region, *next(iter(place.items()))) for sentence in SENTENCES for region, place in sentence["regions"].items()]


@cache
def ruleset(region: str) -> el.Ruleset:
    return find(region).ruleset


def written(region: str, support: str, route: str) -> tuple[SupportPart, Route] | None:
    """The part and the route of that name; None where the region has none."""
    found = ruleset(region).supports.get(support)
    pairs = [(part, one) for part in found.parts for one in part.routes if one.name == route] if found else []
    return pairs[0] if pairs else None


def properties(part: SupportPart, route: Route) -> dict[str, Any]:
    """What a sentence decides about a route."""
    return {
        "for": part.entity,
        "when": route.text,
        "modality": route.modality,
        "kind": (route.benefit or part.benefit).kind,
        "conditions": bool((*part.subject_to, *route.subject_to)),
        "agency": (route.agency or part.agency) is not None,
    }


def name(value: Any) -> Any:
    """How a value stands in a test's name."""
    return value["about"] if isinstance(value, dict) else value


@pytest.mark.parametrize(("sentence", "region", "route", "clause"), PLACES, ids=name)
def test_same_words_same_rule(sentence: dict[str, Any], region: str, route: str, clause: str) -> None:
    """Each plan that has the sentence has the decided rule, from the clause that holds it, save what is declared of its own words."""
    own = sentence.get("differs", {}).get(region, {})
    found = written(region, sentence["support"], route)
    assert found is not None
    assert clause in found[1].cite
    wanted = {**sentence["decided"], **{key: value for key, value in own.items() if key != "why"}}
    assert {key: properties(*found)[key] for key in wanted} == wanted


@pytest.mark.parametrize("sentence", SENTENCES, ids=name)
def test_every_region_is_accounted_for(sentence: dict[str, Any]) -> None:
    """A region has the rule, or it is said why not; a difference differs and names its clause or words."""
    absent, differs, places = sentence.get("absent", {}), sentence.get("differs", {}), sentence["regions"]
    assert {*places, *absent} == set(regions(shipped()))
    assert not {*places} & {*absent}
    assert {*differs} <= {*places}
    for region, own in differs.items():
        changed = {key: value for key, value in own.items() if key != "why"}
        assert own["why"].strip() and changed
        assert all(sentence["decided"][key] != value for key, value in changed.items()), region
    nothing = [region for region, why in absent.items() if why.startswith("no such")]
    assert [region for region in nothing if sentence["support"] in ruleset(region).supports] == []


def test_the_words_stand_in_the_clauses(pytestconfig: pytest.Config) -> None:
    """With the plans' texts at hand: the words of every sentence stand in each clause that it is read from."""
    sources = pytestconfig.getoption("--sources")
    if sources is None:
        pytest.skip("needs --sources DIR, the folder of the plans' texts")
    texts = {region: texts_of(region, Path(sources)) for region in regions(shipped())}
    missing = [(s["about"], region, clause) for s, region, _, clause in PLACES if not re.search(s["words"], texts[region][clause])]
    assert missing == []


def texts_of(region: str, sources: Path) -> dict[str, str]:
    """The normalised clauses of a plan."""
    ledger = read_ledger(shipped() / region / chosen_version(shipped(), region, None, None))
    assert ledger is not None
    return clause_texts(ledger, (sources / f"{region}.txt").read_text("utf-8-sig"))


def test_one_kind_of_benefit_for_one_support() -> None:
    """A support gives the same kind of thing in every plan, save those declared with the words that differ."""
    kinds: dict[tuple[str, str], set[str]] = {}
    for region in regions(shipped()):
        for part in ruleset(region).parts:
            kinds.setdefault(part.key, set()).add(part.benefit.kind)
    assert {support for (support, _), found in kinds.items() if len(found) > 1} == set(DATA["kinds_differ"])


@pytest.mark.parametrize("region", regions(shipped()))
def test_what_an_indicator_binds_is_mandatory(region: str) -> None:
    """A route that cites a binding indicator is no target and no encouragement."""
    binding = set(DATA["binding"][region])
    cited = [(part.id, route) for part in ruleset(region).parts for route in part.routes if binding & set(route.cite)]
    assert cited
    assert [(support, route.name, route.modality) for support, route in cited if route.modality != "mandatory"] == []
