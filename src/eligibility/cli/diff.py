"""`eligibility diff`: what changed from one version of the rules to another, and for whom."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eligibility._optional import require_package
from eligibility.cli.options import (
    AsOf,
    BookOption,
    Format,
    FormatOption,
    Lang,
    LangOption,
    Root,
    Seconds,
    given_book,
    given_day,
    given_profile,
    given_root,
    mending,
)
from eligibility.cli.output import put_json
from eligibility.facts.profile import Locality, Profile
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.version_lookup import load_ruleset

if TYPE_CHECKING:
    from eligibility.bulk.version_shifts import Shift

VersionName = Annotated[str, typer.Argument(help="A version: REGION/DATE, REGION/SCENARIO, or its folder.")]


def diff(
    before: VersionName,
    after: VersionName,
    profile: Annotated[Path | None, typer.Option(metavar="PROFILE", help="Say why this household's answers changed.")] = None,
    register: Annotated[Path | None, typer.Option(metavar="REGISTER", help="Count who gains and who loses in a register.")] = None,
    locality: Annotated[Path | None, typer.Option(metavar="FILE.json", help="With --register: the locality part of a profile.")] = None,
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    format_: FormatOption = Format.TABLE,
    seconds: Seconds = 20,
    book: BookOption = None,
    rulesets: Root = None,
) -> None:
    """What differs between two versions: rules before and after, effects declared and proved, a household's answers, a register's."""
    with mending(lang):
        from eligibility.views import changes
        from eligibility.views.changes_text import lines

        old, new = _version(before, rulesets), _version(after, rulesets)
        changes.same_region(old, new)
        given = given_profile(profile) if profile else None
        day = given_day(as_of, given or Profile())
        counted = _shifts(register, locality, old, new, day) if register else None
        found = changes.diff(old, new, profile=given, as_of=day, register=counted, seconds=seconds, book=given_book(book, rulesets))
        if format_ is Format.JSON:
            put_json(found.as_json(lang.language))
            return
        for line in lines(found, lang.language, markdown=format_ is Format.MARKDOWN):
            print(line)


def _shifts(path: Path, locality: Path | None, before: Ruleset, after: Ruleset, day: date) -> list[Shift]:
    """How many gain and lose in a register, read as the newer version reads it."""
    require_package("polars", "register")
    from eligibility.bulk.version_shifts import shifts
    from eligibility.register.locality import locality_constants, read_locality
    from eligibility.register.reader import read_register
    from eligibility.register.spellings import words_of

    register = read_register(path, words_of(after, None), day)
    place = read_locality(locality) if locality else Locality()
    return shifts(register.frame, before, after, day, locality_constants(place, after))


def _version(name: str, root: Path | None) -> Ruleset:
    """A version by its folder, or by region and name."""
    if Path(name).is_dir():
        return load_ruleset(Path(name).resolve(), root=root)
    region, _, version = name.partition("/")
    return load_ruleset(region, version or None, root=given_root(root))
