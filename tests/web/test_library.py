"""A server's rules are read once, and answer as those of the library do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import eligibility as el
from eligibility.rules.version_lookup import shipped
from eligibility.web.library import LoadedLibrary, library_of
from tests.conftest import DAY, Toy, support


def test_every_version_is_the_library_s_own() -> None:
    loaded, plain = LoadedLibrary(), el.Library()
    assert loaded.regions() == plain.regions()
    for region in plain.regions():
        assert loaded.versions(region) == plain.versions(region)
        assert loaded.ruleset(region, as_of=DAY).hash == plain.ruleset(region, as_of=DAY).hash
    assert loaded.region_of("620702") == plain.region_of("620702") == "zhangye"
    assert loaded.region_of("110000") is None
    assert loaded.ruleset("张掖市", as_of=DAY).region == "zhangye"


@pytest.mark.parametrize(
    ("region", "version", "day"), [("nowhere", None, DAY), ("zhangye", "2031-01-01", None), ("zhangye", None, date(1999, 1, 1))]
)
def test_what_there_is_not(region: str, version: str | None, day: date | None) -> None:
    for library in (LoadedLibrary(), el.Library()):
        with pytest.raises(el.NoRulesetError):
            library.ruleset(region, version, as_of=day)


def test_a_day_is_a_date() -> None:
    with pytest.raises(el.NotADay):
        LoadedLibrary().ruleset("zhangye", as_of="2024-06-01")  # type: ignore[arg-type]


def test_files_are_read_once_or_watched(toy: Toy) -> None:
    folder = toy(support("certified"))
    once, watched = library_of(folder.parents[1], watch=False), library_of(folder.parents[1], watch=True)
    before = once.ruleset("toy").hash
    assert watched.ruleset("toy").hash == before
    (folder / "allowances.yaml").write_text(support("grade in {1}"), "utf-8")
    assert once.ruleset("toy").hash == before != watched.ruleset("toy").hash


def test_a_mistake_in_the_rules_is_told_at_the_start(toy: Toy) -> None:
    folder = toy(support("certifed"))
    with pytest.raises(el.RulesetError):
        library_of(folder.parents[1], watch=False)
    assert isinstance(library_of(None, watch=False), LoadedLibrary)
    assert shipped().is_dir() and Path(folder).is_dir()
