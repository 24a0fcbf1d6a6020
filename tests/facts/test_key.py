"""Keys and paths in their parts, and together again."""

from __future__ import annotations

import pytest

from eligibility.facts.key import EntryName, FactKey, bare, entry_and_member, owned, owned_by, owner_of_key, unowned
from eligibility.facts.vocabulary import facts


@pytest.mark.parametrize("key", sorted(facts()))
def test_every_key_of_the_vocabulary_comes_back(key: str) -> None:
    named = FactKey.of(key)
    assert str(named) == key
    assert (named.entity, named.name) == named.pair
    assert named.is_years is key.endswith(".years")
    assert FactKey.of(owned("m1", key)) == named
    assert (owner_of_key(owned("m1", key)), bare(owned("m1", key))) == ("m1", key)
    assert (owner_of_key(key), bare(key)) == ("", key)


def test_a_member_of_a_set_names_its_set() -> None:
    named = FactKey.of("person.needs.rehab")
    assert (named.set_key, named.parts) == ("person.needs", ("person", "needs", "rehab"))


@pytest.mark.parametrize(
    ("path", "pair", "parts"),
    [
        ("m1.needs", ("m1", "needs"), ("m1", "needs", "")),
        ("household.area", ("household", "area"), ("household", "area", "")),
        ("locality.options.village_care", ("locality", "options.village_care"), ("locality", "options", "village_care")),
        ("m1", ("m1", ""), ("m1", "", "")),
    ],
)
def test_paths(path: str, pair: tuple[str, str], parts: tuple[str, str, str]) -> None:
    named = EntryName.of(path)
    assert (named.pair, named.parts, str(named)) == (pair, parts, path)
    assert entry_and_member(named.name) == parts[1:]


def test_paths_without_their_owners_name() -> None:
    """A name that begins as another does is another name."""
    paths = ["m1.needs", "household.area", "m12.needs", "locality.options.m1.x"]
    without = unowned(paths, "m1")
    assert without == [".needs", "household.area", "m12.needs", "locality.options.m1.x"]
    assert owned_by("m1", without) == paths
    assert owned_by("m2", without)[0] == "m2.needs"
