"""Rulesets read once and shared: by region, version and day."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from eligibility.errors import checked_type
from eligibility.facts.read import checked_profile
from eligibility.i18n import Text
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.version_lookup import (
    adcode_of,
    chosen_version,
    files_of,
    load_ruleset,
    names,
    region_at,
    region_id,
    regions,
    rules_folder,
    told_region,
    versions,
)

if TYPE_CHECKING:
    from eligibility.facts.profile import Profile

T = TypeVar("T")


class Library:
    """The rulesets of one folder, by default the shipped one. Rulesets are found by name, never by path.

    A ruleset is read at its first use. It is kept, with its compiled form, as long as its files are unchanged; after a change
    it is read again. Several threads may share a library and its rulesets; another process gets one of the same folder.

    Raises:
        EligibilityError: the folder contains no rulesets.
        WrongArgument: it is no Path.
    """

    def __init__(self, root: Path | None = None) -> None:
        self._root = rules_folder(root, "root").absolute()
        self._kept: dict[tuple[str, str], tuple[str, object]] = {}
        self._reading = threading.RLock()

    def __reduce__(self) -> tuple[type[Library], tuple[Path]]:
        """A copy, or the library in another process, reads the same folder and has read nothing yet."""
        return Library, (self._root,)

    def __repr__(self) -> str:
        return f"<Library of {len(self.regions())} regions>"

    def regions(self) -> list[str]:
        """The names of the regions."""
        return regions(self._root)

    def versions(self, region: str) -> list[str]:
        """The names of a region's versions: the enacted ones by date, oldest first, then the scenarios."""
        known = region_id(self._root, region)
        return names(self._root, known) if known in self.regions() else []

    def enacted(self, region: str) -> list[date]:
        """The days from which a region's enacted versions answer, oldest first."""
        known = region_id(self._root, region)
        return versions(self._root, known) if known in self.regions() else []

    def region_of(self, adcode: str) -> str | None:
        """The region that contains an area code: the region's own code, or that of a county in its city (620702 is in 620700).

        Raises:
            WrongArgument: it is no text.
        """
        adcode = checked_type(adcode, str, "adcode", Text("行政区划代码", "an area code as a text"))
        return region_at(adcode, {self._adcode(region): region for region in self.regions()})

    def region_for(self, profile: Profile) -> str:
        """The region that contains a profile's area code: whose rules answer where no region is named.

        Raises:
            NoRulesetError: the profile has no area code, or no region contains it.
            WrongArgument: it is no profile.
        """
        adcode = checked_profile(profile).locality.adcode
        return told_region(self.region_of(adcode) if adcode else None, self._root)

    def ruleset(self, region: str, version: date | str | None = None, *, as_of: date | None = None) -> Ruleset:
        """The ruleset for a region: a version or scenario by name, or the latest version published by a day.

        The same object is returned every time, until its files change.

        Raises:
            NoRulesetError: there is no such region or version, none was published by the day, or a name is a path.
            RulesetError: the version's files have mistakes, or the region's versions do not fit together.
            NotADay: `version` or `as_of` is a datetime, or something else that is not a date.
        """
        region = region_id(self._root, region)
        name = chosen_version(self._root, region, version, as_of)
        return self._once(region, name, lambda: load_ruleset(region, name, root=self._root))

    def _adcode(self, region: str) -> str:
        return self._once(region, "", lambda: adcode_of(self._root, region))

    def _once(self, region: str, name: str, read: Callable[[], T]) -> T:
        """The cached result of reading a region's files; read again if the files have changed since."""
        content = self._content(region)
        kept = self._kept.get((region, name))
        if kept is None or kept[0] != content:
            with self._reading:
                before = self._written(region)
                content = self._content(region)
                kept = self._kept.get((region, name))
                if kept is None or kept[0] != content:
                    kept = content, read()
                    # A file was written while we read, and we may have read either state: do not keep the result.
                    if self._written(region) == before:
                        self._kept[region, name] = kept
        return cast("T", kept[1])

    def _written(self, region: str) -> list[tuple[Path, int, int, int]]:
        """When the files were written: it differs also where a file was changed and changed back."""
        found = []
        for path in files_of(self._root, region):
            with suppress(OSError):
                known = path.stat()
                found.append((path, known.st_mtime_ns, known.st_ino, known.st_size))
        return found

    def _content(self, region: str) -> str:
        """One hash of all files that a region's versions are made of."""
        digest = hashlib.sha256()
        for path in files_of(self._root, region):
            try:
                text = path.read_bytes()
            except OSError:
                continue
            digest.update(f"{path.as_posix()} {len(text)} ".encode())
            digest.update(text)
        return digest.hexdigest()
