"""Rulesets read once and shared: by region, version and day."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar, cast

from eligibility.rules.ruleset import Ruleset
from eligibility.rules.version_lookup import adcode_of, chosen, load_ruleset, names, region_at, regions, rules_folder

T = TypeVar("T")


class Library:
    """The rulesets of one folder, of the shipped one where none is named. Rulesets are found by name, never by a path.

    Every ruleset is read at its first use and kept, with what is compiled of it, for as long as the files that it is made of
    hold the same; once one of them has changed it is read again. A library may be used from several threads at once, and so
    may the rulesets that it gives.

    Raises:
        EligibilityError: the folder holds no rulesets.
    """

    def __init__(self, root: Path | None = None) -> None:
        self._root = rules_folder(root, "root").absolute()
        self._kept: dict[tuple[str, str], tuple[str, object]] = {}
        self._reading = threading.RLock()

    def __repr__(self) -> str:
        return f"<Library of {len(self.regions())} regions>"

    def regions(self) -> list[str]:
        """The names of the regions."""
        return regions(self._root)

    def versions(self, region: str) -> list[str]:
        """The names of a region's versions: the enacted ones by their dates, oldest first, then the scenarios."""
        return names(self._root, region) if region in self.regions() else []

    def region_of(self, adcode: str) -> str | None:
        """The region whose area holds an area code: the code itself, or the city of a county (620702 lies in 620700)."""
        return region_at(adcode, {self._adcode(region): region for region in self.regions()})

    def ruleset(self, region: str, version: date | str | None = None, *, as_of: date | None = None) -> Ruleset:
        """The ruleset that answers for a region: a version or scenario by its name, or the one published last by a day.

        The same ruleset is given every time, until its files change.

        Raises:
            NoRulesetError: no such region or version, none published by the day, or a text that is a path.
            RulesetError: the version's files have mistakes, or the region's versions do not fit together.
            NotADay: `version` or `as_of` is a datetime, or something else that is no date.
        """
        name = chosen(self._root, region, version, as_of)
        return self._once(region, name, lambda: load_ruleset(region, name, root=self._root))

    def _adcode(self, region: str) -> str:
        return self._once(region, "", lambda: adcode_of(self._root, region))

    def _once(self, region: str, name: str, read: Callable[[], T]) -> T:
        """What is read of a region's files: read anew where they do not hold what they held when it was read."""
        content = self._content(region)
        kept = self._kept.get((region, name))
        if kept is None or kept[0] != content:
            with self._reading:
                kept = self._kept.get((region, name))
                if kept is None or kept[0] != content:
                    kept = content, read()
                    # A file written meanwhile may or may not have been read: what was made of it is not kept.
                    if self._content(region) == content:
                        self._kept[region, name] = kept
        return cast("T", kept[1])

    def _content(self, region: str) -> str:
        """The hash of every file that a version of a region is made of."""
        digest = hashlib.sha256()
        for path in self._files(region):
            try:
                text = path.read_bytes()
            except OSError:
                continue
            digest.update(f"{path.relative_to(self._root).as_posix()} {len(text)} ".encode())
            digest.update(text)
        return digest.hexdigest()

    def _files(self, region: str) -> Iterator[Path]:
        yield self._root / "supports.yaml"
        yield from sorted((self._root / "national").glob("*/*.yaml"))
        yield from sorted((self._root / region).glob("*/*.yaml"))
