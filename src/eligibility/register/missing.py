"""What every open answer of a register waits for: exact, and computed once for all persons that are alike.

What is missing depends on the truths of the conditions that a support reads, not on the values behind them, and only on those that
matter (`mattering`). Persons (with the others of their household, where the rules look at these) who are `alike` are one case, and
`decide.missing` answers it once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import final

import polars as pl

from eligibility.bulk.constants import Constants
from eligibility.bulk.flat_records import COMPLETE_COLUMN, FlatRecords, records
from eligibility.decide.compiled import received_by
from eligibility.decide.missing import Questions, household_relevance
from eligibility.facts.flatten import Situation, Subject, Values
from eligibility.facts.record import known_of
from eligibility.facts.vocabulary import SubjectKind
from eligibility.i18n import Text, joined
from eligibility.logic.algebra import Algebra
from eligibility.logic.expr import Atom, Const, Expr, Flag, Has, Quantity, atoms_in, walk
from eligibility.logic.proof import Weighing, deciding
from eligibility.logic.truth import Truth
from eligibility.logic.types import Fact
from eligibility.register.alike import Alike, parts_of
from eligibility.register.answer_table import LIST_NUMBER, PATHS, Listed, together
from eligibility.register.mattering import Mattering
from eligibility.rules.implications import law_of
from eligibility.rules.prose import Prose
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import PartKey, SupportPart

SELF = "m1"
"""How the person whom an answer is about is called in a case; the others of the household are m2, m3 …"""

_Case = tuple[PartKey, str]
"""A case: the part of a support that it is about, and the key of all that are alike."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What was worked out of cases: the paths that each waits for, and what refuses each, in both languages."""

    missing: dict[_Case, list[str]] = field(default_factory=dict)
    because: dict[_Case, tuple[str, str]] = field(default_factory=dict)


_MEMBER, _SELF = r"^m(\d+)\.", rf"^{SELF}\."
"""How paths begin that are about the members of a case, and about the person whom an answer is about."""


@dataclass(frozen=True, slots=True)
class Reads:
    """What an answer reads: conditions about the subject and its household, and conditions about every member.

    The conditions are over facts alone, each as large as it is in the rules. `stated` are household facts that tell a number of
    members.
    """

    own: dict[Expr, None] = field(default_factory=dict)
    members: dict[Expr, None] = field(default_factory=dict)
    stated: dict[Fact, None] = field(default_factory=dict)


def reads_of(ruleset: Ruleset, part: SupportPart) -> Reads:
    """What the answers of a support for one kind of subject read, through the supports that it demands."""
    found = Reads()
    _Reading(ruleset, found, set(), part.entity, members=False).part(part)
    return found


@final
class _Reading(Algebra[None]):
    """Collects what conditions about one kind of subject read; `members` where they are about every member."""

    def __init__(self, ruleset: Ruleset, found: Reads, seen: set[tuple[PartKey, bool]], entity: SubjectKind, *, members: bool) -> None:
        self.ruleset = ruleset
        self.found = found
        self.seen = seen
        self.entity = entity
        self.members = members

    def part(self, part: SupportPart) -> None:
        """All conditions of a support for this kind of subject."""
        if (part.key, self.members) not in self.seen:
            self.seen.add((part.key, self.members))
            self.all_of(map(self, part.conditions))

    def __call__(self, expr: Expr) -> None:
        if any(isinstance(node, Has | Quantity) for node in walk(expr)):
            super().__call__(expr)
        elif not isinstance(expr, Const):
            (self.found.members if self.members else self.found.own)[expr] = None

    def const(self, value: bool) -> None:
        pass

    def atom(self, expr: Atom) -> None:
        raise AssertionError("an atom is a condition over facts alone")

    def negation(self, arg: None) -> None:
        pass

    def all_of(self, args: Iterable[None]) -> None:
        for _ in args:
            pass

    def any_of(self, args: Iterable[None]) -> None:
        self.all_of(args)

    def has(self, expr: Has) -> None:
        self(received_by(self.entity, expr.support, self.ruleset))
        for part in self.ruleset.held(expr.support):
            of_members = self.entity == "household" and part.entity == "person"
            self._about(part.entity, members=self.members or of_members).part(part)

    def quantity(self, expr: Quantity) -> None:
        if expr.stated is not None:
            self.found.stated[expr.stated] = None
        self._about("person", members=True)(expr.body)

    def _about(self, entity: SubjectKind, *, members: bool) -> _Reading:
        return _Reading(self.ruleset, self.found, self.seen, entity, members=members)


@dataclass(frozen=True, slots=True)
class _Door:
    """What is asked of every member: for which lines, by what it tells members apart, and which members it surely does not hold of."""

    where: pl.Series
    keys: pl.Series
    refused: pl.Series


_BETWEEN = "\x1e"
"""What stands between the keys of persons in that of a case."""

CASES_KEPT = 512
"""The most cases whose opened conditions are kept at a time: about as many as one support has."""


class Cases:
    """The open answers of a register by case: `missing` says what each waits for.

    Args:
        rows: the register's lines that have open answers, with all lines of their households.
        answered: the cases that were answered before, which are kept. They must be of the same register, ruleset, day, constants and
            `complete`.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        rows: pl.LazyFrame,
        as_of: date,
        constants: Constants,
        complete: bool,
        parts: Iterable[SupportPart],
        answered: Answered | None = None,
    ) -> None:
        self.ruleset = ruleset
        self.as_of = as_of
        self.constants = {key: value for key, value in constants.items() if value is not None}
        self.reads = {part: reads_of(ruleset, part) for part in parts}
        told = dict.fromkeys(part for reads in self.reads.values() for part in parts_of((*reads.own, *reads.members)))
        told |= dict.fromkeys(Flag(fact) for reads in self.reads.values() for fact in reads.stated)
        self.records: FlatRecords = records(ruleset, rows, as_of, list(told), constants, complete)
        self.table = self._completed()
        self.asked = 0
        self._answered = answered or Answered()
        self._relevance = household_relevance()
        self._subjects: dict[int, Values] = {}
        self._cases: dict[tuple[int, ...], Questions] = {}

    def _completed(self) -> pl.DataFrame:
        table = self.records.table
        if COMPLETE_COLUMN not in table.columns:
            table = table.with_columns(pl.lit(False).alias(COMPLETE_COLUMN))
        single = pl.when(pl.col("household").is_null() | (pl.len().over("household") == 1)).then(True).otherwise(False)
        table = table.with_columns(pl.col(COMPLETE_COLUMN).fill_null(False), single.alias("alone"), pl.int_range(pl.len()).alias("at"))
        return table.with_columns(home=pl.when("alone").then("at").otherwise(pl.col("at").min().over("household")))

    def missing(self, part: SupportPart, rows: pl.Series, done: Callable[[int], None] = lambda _: None) -> Listed:
        """For lines with an open answer of a support, for its subjects of one kind: `row`, and the paths that can change the answer.

        A path begins with `self`, `household`, `locality`, or the line of another member of the household.
        """
        keyed = self._keyed(part, rows)
        household = part.entity == "household"
        told: list[tuple[list[str], bool]] = []
        groups = keyed.group_by("key", maintain_order=True).agg("row", "at", pl.col("others").first()).with_row_index("missing")
        cases = groups.select("key", pl.col("at").list.first(), "others", pl.col("row").list.len())
        for key, place, others, count in cases.iter_rows():
            paths = self._asked(part, key, place, others or [])
            of_others = bool(others) and any(re.match(_MEMBER, path) and (household or not path.startswith(f"{SELF}.")) for path in paths)
            told.append((paths, of_others))
            done(count)
        lists = pl.DataFrame(told, schema={"paths": PATHS, "of_others": pl.Boolean}, orient="row")
        lines = groups.select("row", "at", pl.col("missing").cast(LIST_NUMBER), lists["of_others"]).explode("row", "at")
        shared = Listed(
            lines.filter(~pl.col("of_others")).select("row", "missing"),
            lists["paths"].list.eval(pl.element().str.replace(_SELF, "self.")),
        )
        own = lines.filter("of_others")
        if not len(own):
            return shared
        own = own.select("at", missing=lists["paths"].gather(own["missing"]))
        named = self._named(own.join(keyed.select("row", "at", "others", "position"), on="at"), 1 if household else 2)
        return together([shared, Listed.each(named)])

    def because(self, part: SupportPart, rows: pl.Series, *, now: bool = False) -> pl.DataFrame:
        """For lines that are refused a support: `row`, and in both languages the conditions that fail, or the exclusion that holds.

        With `now` only the supports that are received count, as things are.
        """
        keyed = self._keyed_by_all(part, rows)
        groups = keyed.group_by("key", maintain_order=True).agg(pl.col("at").first(), pl.col("others").first())
        told = {} if now else self._answered.because
        said = []
        for key, place, others in groups.iter_rows():
            case = part.key, key
            if case not in told:
                told[case] = self._refused(part, place, others or [], now=now)
            said.append((key, *told[case]))
        schema = {"key": pl.String, "because_zh": pl.String, "because_en": pl.String}
        return keyed.join(pl.DataFrame(said, schema=schema, orient="row"), on="key").select("row", "because_zh", "because_en")

    # -- which are alike

    def _keyed(self, part: SupportPart, rows: pl.Series) -> pl.DataFrame:
        """The lines with the key of their case, and the places of the household's other members (for a household, of all) in the case's
        order; `position` says where each of them stands in the order of all that is known of them, by which they are named.
        """
        lines, reads = self.table.filter(pl.col("row").is_in(rows.implode())), self.reads[part]
        alike = Alike(self.records, self.constants, reads.own, reads.members)
        nobody = [pl.lit(None, pl.List(pl.Int64)).alias(name) for name in ("others", "position")]
        if not reads.members:
            stated = [pl.col(fact.key) for fact in reads.stated if fact.key in self.records.facts]
            return lines.select("row", "at", alike.subjects(lines, stated), *nobody)
        own = Mattering(self.ruleset, self.records, lines)
        own.tell(part, part.entity, own.everywhere)
        keyed = lines.select("row", "at", "home", "alone", COMPLETE_COLUMN, alike.keys(lines, own.conditions, own.wholes))
        if not own.members:
            return keyed.select("row", "at", "key", *nobody)
        whole = self.table.join(keyed.select("home"), on="home", how="semi", maintain_order="left")
        members = whole.select("home", alike.others(whole).alias("order"), other="at")
        return self._with_members(keyed, self._doors(own, whole, alike), members, part)

    def _doors(self, own: Mattering, whole: pl.DataFrame, alike: Alike) -> list[_Door]:
        """What is asked of members, and of members for what is asked of members: the latter wherever anything is asked of them."""
        anywhere = reduce(or_, own.members.values())
        waiting, found = dict(own.asked), dict[object, _Door]()
        while waiting:
            key = next(iter(waiting))
            inner = Mattering(self.ruleset, self.records, whole)
            body = waiting.pop(key)
            inner.tell(body, "person", inner.everywhere)
            found[key] = _Door(own.members.get(key, anywhere), alike.keys(whole, inner.conditions, inner.wholes), inner.refused(body))
            waiting |= {further: asked for further, asked in inner.asked.items() if further not in found}
        return list(found.values())

    def _with_members(self, keyed: pl.DataFrame, doors: list[_Door], members: pl.DataFrame, part: SupportPart) -> pl.DataFrame:
        """The lines with the members of their households, of whom those matter of whom anything that is asked may hold."""
        numbers = range(len(doors))
        marks = [door.where.alias(f"where.{number}") for number, door in enumerate(doors)]
        keyed = keyed.with_columns(*marks, asked=reduce(or_, marks))
        for number, door in enumerate(doors):
            members = members.with_columns(door.keys.alias(f"door.{number}"), door.refused.alias(f"refused.{number}"))
        pairs = keyed.filter("asked").select("at", "home", *(f"where.{number}" for number in numbers)).join(members, on="home")
        told = [pl.when(f"where.{number}").then(f"door.{number}").otherwise(pl.lit("-")) for number in numbers]
        matters = pl.any_horizontal(pl.col(f"where.{number}") & ~pl.col(f"refused.{number}") for number in numbers)
        pairs = pairs.select("at", "other", "order", matters=matters, member=pl.concat_str(told, separator="\x1d"))
        mine = (pl.col("at") == pl.col("other")) & (part.entity == "person")
        others = pairs.filter(~mine).sort("at", "order", "other").with_columns(position=pl.int_range(pl.len()).over("at"))
        others = others.sort("at", "matters", "member", "position", descending=[False, True, False, False])
        member = pl.col("member").filter("matters")
        listed = others.group_by("at", maintain_order=True).agg(member, "position", others="other")
        found = keyed.join(pairs.filter(mine).select("at", mine="member"), on="at", how="left", maintain_order="left")
        found = found.join(listed, on="at", how="left", maintain_order="left")
        whole = [pl.col(COMPLETE_COLUMN), pl.col("alone") & (part.entity == "household")]
        more = [*(pl.when("asked").then(one.cast(pl.String)) for one in whole), pl.col("mine"), pl.col("member").list.join(_BETWEEN)]
        key = pl.concat_str("key", *(one.fill_null("") for one in more), separator=_BETWEEN)
        return found.select("row", "at", key, *(pl.when(~pl.col("alone")).then(name).alias(name) for name in ("others", "position")))

    def _keyed_by_all(self, part: SupportPart, rows: pl.Series) -> pl.DataFrame:
        """As `_keyed`, where lines are alike only if the same single conditions fail."""
        lines, reads = self.table.filter(pl.col("row").is_in(rows.implode())), self.reads[part]
        own, members = ([atom for one in some for atom in atoms_in(one)] for some in (reads.own, reads.members))
        stated = [pl.col(fact.key) for fact in reads.stated if fact.key in self.records.facts]
        alike = Alike(self.records, self.constants, own, members)
        if not reads.members:
            nobody = pl.lit(None, pl.List(pl.Int64)).alias("others")
            return lines.select("row", "at", alike.subjects(lines, stated), nobody)
        told = lines.select("row", "at", "household", "alone", alike.subjects(lines, [pl.col(COMPLETE_COLUMN), *stated]))
        alone = told.filter("alone").select("row", "at", "key", pl.lit(None, pl.List(pl.Int64)).alias("others"))
        several = told.filter(~pl.col("alone"))
        return pl.concat([alone, self._with_others(several, alike, part)]) if len(several) else alone

    def _with_others(self, lines: pl.DataFrame, alike: Alike, part: SupportPart) -> pl.DataFrame:
        """The lines whose households have several, each with the other members (for a household, all) in the order of their keys."""
        whole = self.table.join(lines.select("household"), on="household", how="semi", maintain_order="left")
        members = whole.select("household", alike.others(whole).alias("member"), other="at")
        pairs = lines.select("at", "household").join(members, on="household")
        if part.entity == "person":
            pairs = pairs.filter(pl.col("at") != pl.col("other"))
        found = pairs.sort("at", "member", "other").group_by("at", maintain_order=True).agg("member", others="other")
        key = pl.concat_str("key", pl.col("member").list.join(_BETWEEN), separator=_BETWEEN)
        return lines.join(found, on="at", how="left", maintain_order="left").select("row", "at", key, "others")

    # -- one case

    def _asked(self, part: SupportPart, key: str, place: int, others: list[int]) -> list[str]:
        found = self._answered.missing.get((part.key, key))
        if found is None:
            questions, subject = self._case(part, place, others)
            self.asked += 1
            found = self._answered.missing[part.key, key] = questions.missing(part.id, subject)
        return found

    def _case(self, part: SupportPart, place: int, others: list[int]) -> tuple[Questions, Subject]:
        household = part.entity == "household"
        places = others or [place] if household else [place, *others]
        questions = self._questions(places, place)
        subject = questions.situation.household if household else questions.situation.persons[0]
        assert subject is not None
        return questions, subject

    def _questions(self, places: list[int], place: int) -> Questions:
        """The questions of some lines together. Several supports ask about the same lines."""
        case = (place, *places)
        found = self._cases.get(case)
        if found is None:
            if len(self._cases) == CASES_KEPT:
                del self._cases[next(iter(self._cases))]
            found = self._cases[case] = Questions(self.ruleset, self._situation(places, place), self._relevance)
        return found

    def _refused(self, part: SupportPart, place: int, others: list[int], *, now: bool) -> tuple[str, str]:
        """The failing conditions of a case in words, Chinese and English."""
        questions, subject = self._case(part, place, others)

        def given(node: Has | Quantity) -> Truth:
            if now and isinstance(node, Has):
                return truth(received_by(subject.kind, node.support, self.ruleset))
            condition = questions.condition(node, subject)
            return Truth(condition.value) if isinstance(condition, Const) else Truth.UNKNOWN

        truth = Weighing(known_of(subject), given)
        excluding = [expr for expr in part.unless if truth(expr) is Truth.TRUE]
        held = bool(excluding)
        failing = excluding or [found for route in part.routes for found in deciding(route.when, truth)]
        said = [self._said(expr, held) for expr in dict.fromkeys(failing)]
        return joined((text.zh for text in said), "zh"), joined((text.en for text in said), "en")

    def _said(self, expr: Expr, held: bool) -> Text:
        """A condition that is not met, or by which one is excluded; a law that rules it out speaks for itself."""
        law = law_of(expr, self.ruleset)
        if law is not None:
            return law.told
        zh, en = (Prose(self.ruleset, language).say(expr) for language in ("zh", "en"))
        return Text(f"属于不能享受的情形：{zh}", f"excluded by: {en}") if held else Text(f"不满足：{zh}", f"not met: {en}")

    def _situation(self, places: list[int], place: int) -> Situation:
        persons = tuple(Subject("person", f"m{index}", self._values(at)) for index, at in enumerate(places, 1))
        shared = {key: value for key, value in self._values(place).items() if not key.startswith("person.")}
        complete = bool(self.table[COMPLETE_COLUMN][place])
        return Situation(self.as_of, persons, Subject("household", "household", shared), (), complete, ())

    def _values(self, place: int) -> Values:
        """The flat record of a line; what is null is absent."""
        if place not in self._subjects:
            line = self.table.row(place, named=True)
            values = {key: line[key] for key in self.records.facts if line[key] is not None}
            days = {key: value.toordinal() for key, value in values.items() if isinstance(value, date)}
            self._subjects[place] = {**self.constants, "as_of": self.as_of.toordinal(), **values, **days}
        return self._subjects[place]

    def _named(self, lines: pl.DataFrame, first: int) -> pl.DataFrame:
        """`row` and `missing`, where the `others` of each line, the first of them called m1 or m2, are named by their own lines."""
        path = pl.col("missing")
        member, rest = path.str.extract(_MEMBER).cast(pl.Int64) - first, path.str.replace(_MEMBER, "")
        told = lines.select("row", "others", "position", "missing").explode("missing")
        at, position = (pl.when(member >= 0).then(pl.col(name).list.get(member, null_on_oob=True)) for name in ("others", "position"))
        told = told.with_columns(at=at, by=pl.coalesce(pl.concat_str(pl.lit("m"), position + first, pl.lit("."), rest), path))
        told = told.join(self.table.select("at", line="row"), on="at", how="left", maintain_order="left")
        line = pl.concat_str(pl.col("line").cast(pl.String), pl.lit("."), rest)
        told = told.sort("row", "by")
        named = told.select("row", missing=pl.coalesce(line, path.str.replace(_SELF, "self.")))
        return named.group_by("row", maintain_order=True).agg("missing")
