"""Registers made of generated profiles, and what the kernel answers for them: the reference of every table engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest

import eligibility as el
from eligibility.bulk.register_schema import column_type
from eligibility.decide.compiled import program_of
from eligibility.decide.run import run
from eligibility.facts.flatten import Situation, Subject, grades
from eligibility.facts.profile import Person, Profile
from eligibility.facts.vocabulary import OTHER_BENEFITS, SubjectKind
from eligibility.logic.expr import facts_of, walk
from eligibility.rules.implications import situation_of
from eligibility.rules.ruleset import Ruleset
from tests.conftest import HOUSEHOLDS
from tests.property.generate import Generator

Row = dict[str, Any]
Answers = dict[tuple[int, str, str], tuple[str, str | None]]
"""By row, subject and support: the status and the route."""

AS_OF = date(2024, 6, 1)


@dataclass(frozen=True)
class Home:
    """A household of a register: its rows, and the profile that says the same. Without a key its one row stands alone."""

    rows: tuple[Row, ...]
    profile: Profile
    keyed: bool
    ruleset: Ruleset

    def situation(self, as_of: date, complete: bool) -> Situation:
        """As the register has it: unless everyone is known to be listed, there may be more."""
        household = self.profile.household
        assert household is not None and household.members is not None
        if household.size is not None or (complete and self.keyed):
            return situation_of(self.profile, self.ruleset, as_of)
        more = household.model_copy(update={"size": len(household.members) + 1})
        situation = situation_of(self.profile.model_copy(update={"household": more}), self.ruleset, as_of)
        assert situation.household is not None
        return replace(situation, persons=tuple(map(_unsized, situation.persons)), household=_unsized(situation.household))

    def lines(self, situation: Situation) -> dict[str, int]:
        """The row of each subject: a person's own, the household's first."""
        rows = [row["row"] for row in self.rows]
        return {"household": rows[0], **{subject.id: row for subject, row in zip(situation.persons, rows, strict=True)}}


def _unsized(subject: Subject) -> Subject:
    return replace(subject, values={key: value for key, value in subject.values.items() if key != "household.size"})


def homes(ruleset: Ruleset, seed: int, count: int, as_of: date = AS_OF) -> Iterator[Home]:
    """Generated households that the door takes, their rows numbered from 1."""
    generator = Generator(seed, ruleset.supports)
    line, made = 0, 0
    while made < count:
        profile = Profile.model_validate_json(_json(generator.profile()))
        household = profile.household
        if household is None or not household.members or not _sound(profile, ruleset, as_of):
            continue
        keyed = len(household.members) > 1 or generator.random.random() < 0.7
        rows = tuple(
            {"row": line + number, "household": f"h{made}" if keyed else None, **_shared(profile), **_own(person, ruleset)}
            for number, person in enumerate(household.members, 1)
        )
        line += len(rows)
        made += 1
        yield Home(rows, profile, keyed, ruleset)


def _json(profile: dict[str, Any]) -> str:
    import json

    return json.dumps(profile)


def _sound(profile: Profile, ruleset: Ruleset, as_of: date) -> bool:
    try:
        situation_of(profile, ruleset, as_of)
    except el.ProfileError:
        return False
    return True


def _own(person: Person, ruleset: Ruleset) -> Row:
    row: Row = dict(_entries("person", person))
    if person.disabilities is not None:
        row |= grades({line.category: line.grade for line in person.disabilities})
    for name, every in (("receives", [*ruleset.catalogue, *OTHER_BENEFITS]), ("recognised", list(ruleset.catalogue))):
        chosen = getattr(person, name)
        if chosen is not None:
            row |= {f"person.{name}.{support}": support in chosen for support in every}
    return row


def _shared(profile: Profile) -> Row:
    place = profile.locality
    row = dict(_entries("household", profile.household))
    row["locality.emergency_declared"] = place.emergency_declared
    for area in ("urban", "rural"):
        row[f"locality.dibao_standard.{area}"] = getattr(place.dibao_standard, area) if place.dibao_standard else None
    return row | {f"locality.options.{option}": adopted for option, adopted in (place.options or {}).items()}


def _entries(entity: str, model: Any) -> Iterator[tuple[str, Any]]:
    from eligibility.facts.flatten import _layout

    for name, (key, members, is_open) in _layout(entity).items():
        value = getattr(model, name, None)
        if value is None or (isinstance(value, frozenset | dict) and not members):  # names of a ruleset are no entries of the vocabulary
            continue
        if members:
            yield from ((member_key, member in value) for member_key, member in members if not is_open or member in value)
        else:
            yield key, value


def frame_of(ruleset: Ruleset, found: Sequence[Home]) -> pl.LazyFrame:
    """The register of some households, with a column for every fact that the rules read or a row states."""
    rows = [row for home in found for row in home.rows]
    read = {fact.key for condition in (*ruleset.conditions(), *ruleset.cores()) for node in walk(condition) for fact in facts_of(node)}
    keys = dict.fromkeys(["row", "household", *(key for row in rows for key in row), *sorted(read)])
    schema = {key: column_type(key) if key != "household" else pl.String for key in keys}
    kept = {key: kind for key, kind in schema.items() if kind is not None}
    return pl.DataFrame({key: pl.Series(key, [row.get(key) for row in rows], dtype=kind) for key, kind in kept.items()}).lazy()


def expected(ruleset: Ruleset, found: Sequence[Home], as_of: date = AS_OF, complete: bool = False) -> Answers:
    """What the kernel answers, refused ones too."""
    answers: Answers = {}
    program = program_of(ruleset)
    for home in found:
        situation = home.situation(as_of, complete)
        raw = run(program, ruleset, situation)
        lines = home.lines(situation)
        for (support, subject), truths in raw.items():
            if subject in lines:
                kind: SubjectKind = "household" if subject == "household" else "person"
                answers[lines[subject], kind, support] = (truths.status.value, named(ruleset, support, kind, truths))
    return answers


def named(ruleset: Ruleset, support: str, kind: SubjectKind, truths: Any) -> str | None:
    """The route that the outcome names, by the outcome's own rule."""
    from eligibility.decide.evaluation import granting

    part = ruleset.part(support, kind)
    assert part is not None
    route = granting(part, truths)
    return route.name if route else None


def answered(frame: pl.LazyFrame) -> Answers:
    """An engine's long answer in the same shape."""
    table = frame.collect()
    found = {(row, subject, support): (status, route) for row, subject, support, status, route, *_ in table.iter_rows()}
    assert len(found) == table.height
    return found


def granted(answers: Answers) -> Answers:
    """The answers without the refused ones."""
    return {key: answer for key, answer in answers.items() if answer[0] != "not_eligible"}


REGIONS = ("zhangye", "changji", "changyi", "fuzhou_jx", "zhalainuoer")
HOMES = HOUSEHOLDS // 20
"""Households of a region."""
every_region = pytest.mark.parametrize("region", REGIONS)


def register(region: str, count: int) -> tuple[Ruleset, list[Home]]:
    """The first of a region's generated households, the same for every engine."""
    ruleset, found = _largest(region)
    return ruleset, found[:count]


@cache
def table(region: str, count: int) -> pl.LazyFrame:
    """The register of these households."""
    return frame_of(*register(region, count))


def proved(region: str, count: int, *, complete: bool = False) -> Answers:
    """What the kernel answers to them, refused ones too."""
    _, found = register(region, count)
    last = found[-1].rows[-1]["row"]
    return {key: answer for key, answer in _proved(region, complete).items() if key[0] <= last}


@cache
def _largest(region: str) -> tuple[Ruleset, list[Home]]:
    ruleset = el.load_ruleset(region, as_of=AS_OF)
    return ruleset, list(homes(ruleset, 7, 2 * HOMES))


@cache
def _proved(region: str, complete: bool) -> Answers:
    return expected(*_largest(region), complete=complete)


def by_subject(rows: Any) -> Answers:
    """The rows of the long query, by row, subject and support; each once."""
    found = {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows}
    assert len(found) == len(rows)
    return found
