"""The rules that a server answers by: every version is read once, at the start."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from eligibility.facts.days import checked_day
from eligibility.rules.library import Library
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.version_lookup import adcode_of, choose, region_at, rules_folder, scenarios, versions


class LoadedLibrary(Library):
    """A library whose rulesets are all read when it is made, and never again. What happens to its files later changes nothing.

    Raises:
        EligibilityError: the folder contains no rulesets.
        RulesetError: the files of a version have mistakes.
    """

    def __init__(self, root: Path | None = None) -> None:
        super().__init__(root)
        base = rules_folder(root)
        self._dates = {region: versions(base, region) for region in super().regions()}
        self._scenarios = {region: scenarios(base, region) for region in self._dates}
        self._areas = {adcode_of(base, region): region for region in self._dates}
        self._loaded = {
            (region, name): super(LoadedLibrary, self).ruleset(region, name) for region in self._dates for name in self.versions(region)
        }

    def regions(self) -> list[str]:
        """The names of the regions."""
        return list(self._dates)

    def versions(self, region: str) -> list[str]:
        """The names of a region's versions: the enacted ones by date, oldest first, then the scenarios."""
        return [*map(str, self._dates.get(region, [])), *self._scenarios.get(region, [])]

    def enacted(self, region: str) -> list[date]:
        """The days from which a region's enacted versions answer, oldest first."""
        return list(self._dates.get(region, []))

    def region_of(self, adcode: str) -> str | None:
        """The region that contains an area code."""
        return region_at(adcode, self._areas)

    def ruleset(self, region: str, version: date | str | None = None, *, as_of: date | None = None) -> Ruleset:
        """The ruleset for a region: a version or scenario by name, or the latest version published by a day.

        Raises:
            NoRulesetError: there is no such region or version, none was published by the day, or a name is a path.
            NotADay: `version` or `as_of` is a datetime, or something else that is not a date.
        """
        if region not in self._dates:
            return super().ruleset(region, version, as_of=as_of)
        if as_of is not None:
            checked_day(as_of)
        name = choose(region, self._dates[region], self._scenarios[region], version, as_of)
        return self._loaded[region, name]


def library_of(root: Path | None, *, watch: bool) -> Library:
    """The rules of a server: read once, or with `watch` whenever their files change."""
    return Library(root) if watch else LoadedLibrary(root)
