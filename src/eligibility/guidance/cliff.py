"""Supports as a function of one number of a household, with all other facts fixed: the exact points where each begins and ends.

The break points are the bounds of the rules, solved for that number. Between two of them nothing can change. The range of an
amount of money is divided into points and the open intervals between them, that of a whole number into runs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, isfinite
from typing import assert_never, final

from eligibility._dataclass import dataclass
from eligibility._json import JsonObject, words
from eligibility.book.book import Book
from eligibility.book.bound import LocalBook
from eligibility.codes import ProblemCode
from eligibility.decide.answer_form import amount_json
from eligibility.decide.decision import Decision, Question, decide
from eligibility.decide.totals import added_with, firm_totals
from eligibility.decide.truths import OutcomeKey
from eligibility.errors import EligibilityError, Problem, ProfileError, WrongArgument, checked_type, did_you_mean, not_of_type
from eligibility.facts import labels
from eligibility.facts.derived import PARTS
from eligibility.facts.flatten import Situation, Subject, count_bounds
from eligibility.facts.key import EntryName, FactKey
from eligibility.facts.profile import DibaoStandard, Profile
from eligibility.facts.profile_edit import put, told_of
from eligibility.facts.read import read_profile
from eligibility.facts.record import known_of, read_value
from eligibility.facts.vocabulary import ENTITIES, counted, facts
from eligibility.guidance.kinks import kinks
from eligibility.i18n import LANGUAGES, Text
from eligibility.limits import MONEY_DIGITS, WHOLE_DIGITS
from eligibility.logic.algebra import Collecting
from eligibility.logic.amount import Formula, Interval, conditions_in, hull, numbers_read
from eligibility.logic.expr import EXACT, Atom, Compare, Expr, Flag, Has, Linear, Member, Quantity, facts_in
from eligibility.logic.operators import Operator
from eligibility.logic.proof import Weighing
from eligibility.logic.truth import Truth
from eligibility.logic.types import Fact, Number
from eligibility.rules.amounts import stated
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.words import BenefitUnit

NUMBER = Text("数，如 650 或 Decimal(“455.50”)", 'a number, such as 650 or Decimal("455.50")')
PATH = Text("一个数的路径，如 m1.age", "the path of a number, such as m1.age")
"""What arguments must be."""

State = tuple[Status, tuple[str, ...], bool | None]
"""An answer, the routes that grant it, and whether a duty is met."""


@dataclass(frozen=True, slots=True)
class Break:
    """A number at which comparisons of the rules change, with these comparisons."""

    value: Fraction
    conditions: tuple[Expr, ...]


_Pair = tuple[tuple[Fraction, Decision], tuple[Fraction, Decision]]
"""The decisions at two numbers beside an end of an interval: what an amount comes to at the end itself lies on their line."""


@dataclass(frozen=True, slots=True)
class Piece:
    """An interval of numbers with the same answers; each end is included or not. `decision` is None where the profile would
    contradict itself; `problem` then says how."""

    low: Fraction
    high: Fraction
    low_in: bool
    high_in: bool
    decision: Decision | None = field(repr=False)
    problem: Text | None = None
    sampled: Fraction = Fraction(0)
    near: tuple[_Pair, _Pair] | None = field(default=None, repr=False)
    whose: str = ""

    def holds(self, value: Fraction) -> bool:
        """Whether a number lies in the interval."""
        above = value > self.low or (self.low_in and value == self.low)
        return above and (value < self.high or (self.high_in and value == self.high))

    def amounts(self, key: OutcomeKey) -> tuple[Interval, Interval] | None:
        """What a support gives at both ends of the interval, between which it is linear, or goes in the steps of its rounding; None
        where it is not granted or says none."""
        if self.decision is None or not self.decision[key].status.granted:
            return None
        found = self.decision[key].amount.interval
        if found is None or self.near is None:
            return None if found is None else (found, found)
        low, high = (_at_end(pair, key, end) for pair, end in zip(self.near, (self.low, self.high), strict=True))
        return low or found, high or found

    def unit(self, key: OutcomeKey) -> BenefitUnit | None:
        """The unit of what a support gives; None where it gives no amount."""
        return self.decision[key].amount.unit if self.decision else None

    def status(self, key: OutcomeKey) -> Status | None:
        return self.decision[key].status if self.decision else None

    def state(self, key: OutcomeKey) -> State | None:
        """The status, the routes that grant and, for a duty, whether it is met; None where there is no answer."""
        if self.decision is None:
            return None
        outcome = self.decision[key]
        granting = tuple(name for name, status in outcome.routes.items() if status.granted)
        return outcome.status, granting, outcome.compliance.met if outcome.compliance else None

    @property
    def stated(self) -> Mapping[BenefitUnit, Interval]:
        """By unit, what all claims granted here come to; of those that exclude each other only what can be taken together. They are those
        of the family, or of the organisation whose number it is.

        Where an amount moves with the number, the total is from the lowest to the highest that the interval gives.
        """
        if self.decision is None:
            return {}
        mine = added_with(self.whose, self.decision)
        if self.near is None:
            return firm_totals(mine)
        return firm_totals(mine, lambda outcome: hull(self.amounts((outcome.support, outcome.subject.id)) or ()))


@dataclass(frozen=True, slots=True)
class Cliff:
    """The answers over a range of one number. `now` is the number in the profile, None where it is not known. `start` is the decision
    of the profile as it is.

    The representation shows no value of the profile.
    """

    path: str
    fact: Fact
    low: Fraction
    high: Fraction
    now: Fraction | None = field(repr=False)
    breaks: tuple[Break, ...] = field(repr=False)
    pieces: tuple[Piece, ...] = field(repr=False)
    start: Decision = field(repr=False)
    waits_on: tuple[Question, ...] = field(default=(), repr=False)
    """The questions about other numbers with which the rules compare this one: until they are answered, more may change."""

    @property
    def changing(self) -> list[OutcomeKey]:
        """The supports whose answers differ within the range, in the order of a decision."""
        known = [piece for piece in self.pieces if piece.decision]
        keys = [(outcome.support, outcome.subject.id) for outcome in known[0].decision or ()] if known else []
        return [key for key in keys if len({piece.state(key) for piece in known}) > 1]

    @property
    def paying(self) -> list[OutcomeKey]:
        """The supports whose amounts differ within the range, in the order of a decision."""
        known = [piece for piece in self.pieces if piece.decision]
        keys = [(outcome.support, outcome.subject.id) for outcome in known[0].decision or ()] if known else []
        return [key for key in keys if len({end for piece in known for end in piece.amounts(key) or ()}) > 1]

    def as_json(self) -> JsonObject:
        changing, paying = self.changing, self.paying
        return {
            "fact": self.path,
            "unit": self.fact.type.unit if isinstance(self.fact.type, Number) else "",
            "breaks": [str(one.value) for one in self.breaks],
            "pieces": [
                {
                    "from": str(piece.low),
                    "until": str(piece.high),
                    "from_included": piece.low_in,
                    "until_included": piece.high_in,
                    "supports": [_state_json(key, piece.state(key)) for key in changing],
                    "amounts": [found for key in paying if (found := _paid_json(key, piece.amounts(key)))],
                    "stated_amounts": {unit: amount_json(stated(amount)) for unit, amount in piece.stated.items()},
                    "impossible": piece.problem.as_json() if piece.problem else None,
                }
                for piece in self.pieces
            ],
        }


def _paid_json(key: OutcomeKey, ends: tuple[Interval, Interval] | None) -> JsonObject | None:
    if ends is None:
        return None
    return {"support": key[0], "subject": key[1], "from": amount_json(stated(ends[0])), "until": amount_json(stated(ends[1]))}


def _state_json(key: OutcomeKey, state: State | None) -> JsonObject:
    status, routes, met = state or (None, (), None)
    return {"support": key[0], "subject": key[1], "status": status, "routes": list(routes), "met": met}


def cliff(
    profile: Profile, ruleset: Ruleset, path: str, low: Decimal | int, high: Decimal | int, *, as_of: date, book: Book | None = None
) -> Cliff:
    """The answers for every value of a number from `low` to `high`, both included.

    `path` names a number of the profile: `household.monthly_income_per_capita`, `m1.age`, `o1.staffing`. Its title does as well,
    with whom it is about in front where several have it (`m1.周岁年龄`).

    Raises:
        EligibilityError: there is no such number, or the range is empty or has no end.
        NotADay: `as_of` is no date, or a datetime.
        ProfileError: as `decide`.
        BookError: as `decide`.
        WrongArgument: an end of the range is no number, or something else is of another type.
    """
    start = decide(profile, ruleset, as_of=as_of, book=book)
    local = start.evaluation.book.local if start.evaluation.book else None
    numbers = _numbers(start.situation, _read(ruleset, local))
    path = _called(path, numbers)
    fact = _number_at(path, numbers)
    ends = _ends(low, high)
    subjects = [
        subject
        for subject in start.situation.everyone
        if fact.entity in {"household", "locality"} or subject.id == EntryName.of(path).owner
    ]
    moving = [formula for formula in _formulas(ruleset, local) if fact in set(numbers_read(formula))]
    bounds = _bounds(_conditions(ruleset, local), moving, fact, subjects, start.situation)
    inside = {value: atoms for value, atoms in sorted(bounds.items()) if ends[0] <= value <= ends[1]}

    def at(value: Fraction) -> Decision | Text:
        return _decided(start, path, fact, value)

    whole = isinstance(fact.type, Number) and fact.type.integral
    pieces = _runs(list(inside), *ends, at) if whole else _stretches(list(inside), *ends, at)
    whose = EntryName.of(path).owner
    merged = tuple(replace(piece, whose=whose) for piece in _merged(pieces))
    if moving:
        merged = tuple(_with_ends(piece, whole, at) for piece in merged)
    known = next((read_value(subject.values, fact.key) for subject in subjects), None)
    now = None if known is None else Fraction(known)
    breaks = tuple(Break(value, tuple(atoms)) for value, atoms in inside.items() if _breaks(value, merged, whole))
    return Cliff(path, fact, *ends, now, breaks, merged, start, tuple(_waits_on(start, _conditions(ruleset, local), fact, subjects)))


def _waits_on(start: Decision, conditions: Iterable[Expr], fact: Fact, subjects: list[Subject]) -> Iterator[Question]:
    """The open questions about what is compared with a number, for the subjects that have it."""
    beside: set[str] = set()
    comparisons = _Comparisons()
    for node in dict.fromkeys(node for expr in conditions for node in comparisons(expr)):
        if isinstance(node, Compare) and any(term == fact for term, _ in node.sum.terms):
            for other in (term for term, _ in node.sum.terms if term != fact):
                owners = [other.entity] if other.entity in {"household", "locality"} else [subject.id for subject in subjects]
                beside |= {f"{owner}.{FactKey.of(other.key).name}" for owner in owners}
    return (question for question in start.to_ask if question.path in beside)


def _ends(low: object, high: object) -> tuple[Fraction, Fraction]:
    """The ends of a range, exactly. A float is read by its shortest text, as in a profile."""
    first, last = (_exactly(end, name) for end, name in ((low, "low"), (high, "high")))
    if not 0 <= first <= last:
        raise _wrong_range("下限应不小于0，且不大于上限", "must begin at 0 or later and not end before it begins")
    if last > 10**WHOLE_DIGITS:
        raise _wrong_range(f"上限不能大于{10**WHOLE_DIGITS:,}", f"must not end beyond {10**WHOLE_DIGITS:,}")
    return first, last


def _exactly(end: object, name: str) -> Fraction:
    if isinstance(end, bool) or not isinstance(end, int | float | Decimal | Fraction):
        raise WrongArgument([not_of_type(ProblemCode.WRONG_TYPE, name, NUMBER, end)])
    if not (end.is_finite() if isinstance(end, Decimal) else not isinstance(end, float) or isfinite(end)):
        raise _wrong_range("两端应为有限的数", "must have two ends that are finite numbers")
    return Fraction(float.__repr__(end) if isinstance(end, float) else end)


def _wrong_range(zh: str, en: str) -> EligibilityError:
    return EligibilityError([Problem(ProblemCode.WRONG_RANGE, Text("范围", "range"), Text(zh, en))])


def _called(name: str, numbers: Mapping[str, Fact]) -> str:
    """The path of the one number that is called by its title, alone or behind its owner; any other name comes back as it is."""
    owner, dot, title = checked_type(name, str, "path", PATH).partition(".")
    paths = [
        path
        for path, fact in numbers.items()
        if _title(fact).is_called(name) or (dot and EntryName.of(path).owner == owner and _title(fact).is_called(title))
    ]
    return paths[0] if len(paths) == 1 else name


def _title(fact: Fact) -> Text:
    """What a number is called; of one with areas, with the area behind it: 低保标准城市."""
    entity, entry, area = FactKey.of(fact.key).parts
    title, word = labels.title(entity, entry), labels.label(entity, entry, area) if area else Text("", "")
    return Text(f"{title.zh}{word.zh}", f"{title.en} {word.en}".strip())


def _number_at(path: str, numbers: Mapping[str, Fact]) -> Fact:
    """The numeric fact at a profile path.

    Raises:
        EligibilityError: there is no such subject, or no such number of it.
    """
    owner, name = EntryName.of(checked_type(path, str, "path", PATH)).pair
    if path not in numbers:
        of_owner = [one for one in numbers if EntryName.of(one).owner == owner]
        raise _no_number(path, of_owner or [one for one in numbers if EntryName.of(one).name == name] or list(numbers), numbers)
    return numbers[path]


def _numbers(situation: Situation, read: Iterable[Fact]) -> dict[str, Fact]:
    """Every number that the subjects of a profile may have, by its path; with those that the rules `read` under a support's name."""
    kinds = {"locality": "locality"} | {subject.id: subject.kind for subject in situation.everyone}
    known = {**facts(), **{fact.key: fact for fact in read}}
    named = [(fact, FactKey.of(key)) for key, fact in known.items() if isinstance(fact.type, Number)]
    return {
        f"{owner}.{key.name}": fact for owner, entity in kinds.items() for fact, key in named if fact.entity == entity and not key.is_years
    }


def _no_number(path: str, known: list[str], numbers: Mapping[str, Fact]) -> EligibilityError:
    """`known` are the numbers that could be meant: of the same subject, or the same number of others, of which none is nearer."""
    said = Text("没有这样的一个数", "there is no such number")
    if len(path) <= 60 and path.isascii():
        said = Text(f"没有“{path}”这个数", f"there is no number {path!r}")
    same = {EntryName.of(one).name for one in known} == {EntryName.of(path).name} and len(known) > 1
    mend, near = did_you_mean("" if same else path, known, listed=12)
    if mend is not None and near is None and not same:
        titles = list(dict.fromkeys(_title(numbers[one]) for one in known))
        zh, en = (did_you_mean(path.rpartition(".")[2], [title[language] for title in titles], listed=12)[0] for language in LANGUAGES)
        mend = Text(zh.zh if zh else mend.zh, en.en if en else mend.en)
    return EligibilityError([Problem(ProblemCode.UNKNOWN_NUMBER, Text("数", "number"), said, mend, near)])


# -- bounds


def _bounds(
    conditions: Iterable[Expr], moving: Sequence[Formula], fact: Fact, subjects: list[Subject], situation: Situation
) -> dict[Fraction, dict[Expr, None]]:
    """Every number at which a comparison changes for some subject, with these comparisons, or an amount that moves with it bends."""
    found: dict[Fraction, dict[Expr, None]] = {}
    comparisons = _Comparisons()
    for node in dict.fromkeys(node for expr in conditions for node in comparisons(expr)):
        if isinstance(node, Quantity):
            if node.stated == fact:
                found.setdefault(Fraction(node.bound), {})[node] = None
            continue
        for subject in subjects:
            value = _solved(node.sum, fact, subject)
            if value is not None:
                found.setdefault(value, {})[node] = None
    for formula in moving:
        for subject in subjects:
            for value in kinks(formula, fact, known_of(subject)):
                found.setdefault(value, {})
    for value in _of_door(fact, situation):
        found.setdefault(value, {})
    return found


@final
class _Comparisons(Collecting[Compare | Quantity]):
    """The parts of a condition that compare a number with a bound."""

    def atom(self, expr: Atom) -> tuple[Compare, ...]:
        match expr:
            case Flag() | Member():
                return ()
            case Compare():
                return (expr,)
        assert_never(expr)

    def has(self, expr: Has) -> tuple[()]:
        return ()

    def quantity(self, expr: Quantity) -> tuple[Compare | Quantity, ...]:
        return (expr, *self(expr.body))


def _of_door(fact: Fact, situation: Situation) -> Iterator[Fraction]:
    """The limits beyond which a number is refused, or contradicts other numbers of its organisation or the facts of the members."""
    model = DibaoStandard if fact.name.startswith("dibao_standard.") else ENTITIES[fact.entity]
    schema = model.model_json_schema()["properties"]
    limits = schema.get(fact.name.rpartition(".")[2], {}).get("anyOf", [])
    yield from (Fraction(limit[end]) for limit in limits for end in ("minimum", "maximum") if end in limit)
    beside = {key for part, whole, _ in PARTS if fact.key in (part, whole) for key in (part, whole)} - {fact.key}
    known = [body.values.get(key) for body in situation.organisations for key in sorted(beside)]
    yield from (Fraction(number) for number in known if isinstance(number, int))
    if fact.key == "household.size":
        yield Fraction(len(situation.persons))
    if fact.key in counted():
        truths = [Weighing(known_of(person), lambda _: Truth.UNKNOWN)(counted()[fact.key]) for person in situation.persons]
        yield from (Fraction(count) for count in count_bounds(truths, situation.complete) if count is not None)


def _formulas(ruleset: Ruleset, local: LocalBook | None) -> Iterable[Formula]:
    """Every amount of the rules and of the local book's rates in force, each once."""
    return dict.fromkeys([*(formula for part in ruleset.parts for formula in part.formulas), *(local.formulas() if local else ())])


def _read(ruleset: Ruleset, local: LocalBook | None) -> Iterator[Fact]:
    """The facts that amounts and conditions read."""
    yield from (fact for formula in _formulas(ruleset, local) for fact in numbers_read(formula))
    yield from (fact for condition in _conditions(ruleset, local) for fact in facts_in(condition))


def _conditions(ruleset: Ruleset, local: LocalBook | None) -> Iterator[Expr]:
    """Every condition of laws, routes, exclusions, tiers of amounts and local rates, and the comparison of every duty."""
    yield from (when for _, when in (local.conditions() if local else ()))
    yield from (law.when for law in ruleset.implications.values())
    for part in ruleset.parts:
        yield from (when for formula in part.formulas for when in conditions_in(formula))
        yield from part.conditions
        for compliance in (route.compliance for route in part.routes if route.compliance):
            yield from (expr for expr in (compliance.decided_by, compliance.excused_by) if expr)
            if compliance.actual is not None and compliance.required is not None:
                terms = [*compliance.actual.terms, *((fact, -factor) for fact, factor in compliance.required.terms)]
                constant = Fraction(compliance.actual.constant) - Fraction(compliance.required.constant)
                yield Compare(Linear(tuple(terms), constant), Operator.AT_LEAST)


def _solved(total: Linear, fact: Fact, subject: Subject) -> Fraction | None:
    """The number that makes a sum zero; None where another fact in it is unknown, or the fact is not in it."""
    rest = total.reduced(lambda other: None if other == fact else read_value(subject.values, other.key))
    if any(other != fact for other, _ in rest.terms):
        return None
    factor = sum((Fraction(factor) for _, factor in rest.terms), Fraction(0))
    return -Fraction(rest.constant) / factor if factor else None


def _breaks(value: Fraction, pieces: tuple[Piece, ...], whole: bool) -> bool:
    """Whether the answers change at, just before or just after a bound."""
    near = value if not whole else Fraction(floor(value))
    edges = {piece.high for piece in pieces[:-1]} | {piece.low for piece in pieces[1:]}
    return value in edges or (whole and bool({near, near + 1, near - 1} & edges))


# -- pieces


def _decided(start: Decision, path: str, fact: Fact, value: Fraction) -> Decision | Text:
    """The decision with the number put into the profile, or the problem where that contradicts other facts."""
    told = deepcopy(told_of(start.profile))
    number = str(_money(value)) if not (isinstance(fact.type, Number) and fact.type.integral) else int(value)
    put(told, f"{path.partition('.')[0]}.birth_date" if fact.name == "age" else path, number)
    told["dont_know"] = [known for known in words(told.get("dont_know")) if known != path]
    try:
        return decide(read_profile(json.dumps(told)), start.ruleset, as_of=start.as_of, book=start.book)
    except ProfileError as error:
        told_of_all = [_contradiction(problem) for problem in error.problems if isinstance(problem, Problem)]
        return Text("\n".join(one.zh for one in told_of_all), "\n".join(one.en for one in told_of_all))


def _contradiction(problem: Problem) -> Text:
    """A problem in which a member is called by number, as the reader knows them, and not by the path of the entry."""
    match problem.path:
        case ("household", "members", int() as place, *entries):
            named = labels.title("person", str(entries[0])) if entries else Text("", "")
            who = Text(f"成员{place + 1}{named.zh}", f"member {place + 1} {named.en}".rstrip())
            return Text(f"{who.zh}：{problem.message.zh}", f"{who.en}: {problem.message.en}")
    return Text(problem.text("zh"), problem.text("en"))


def _money(value: Fraction) -> Decimal:
    """The amount, exactly.

    Raises:
        ValueError: it has more decimal places than money can have.
    """
    scaled = value * 10**MONEY_DIGITS
    if scaled.denominator != 1:
        raise ValueError
    return EXACT.normalize(EXACT.scaleb(Decimal(int(scaled)), -MONEY_DIGITS))


def _within(low: Fraction, high: Fraction) -> Fraction | None:
    """An amount of money between two others, as near the middle as decimal places allow; None where there is none."""
    middle = Fraction(round((low + high) / 2 * 10**MONEY_DIGITS), 10**MONEY_DIGITS)
    return middle if low < middle < high else None


def _piece(low: Fraction, high: Fraction, ends: bool, found: Decision | Text, sampled: Fraction) -> Piece:
    decision, problem = (None, found) if isinstance(found, Text) else (found, None)
    return Piece(low, high, ends, ends, decision, problem, sampled)


def _with_ends(piece: Piece, whole: bool, at: Callable[[Fraction], Decision | Text]) -> Piece:
    """The piece with the decisions beside its ends, from which it follows what its amounts come to there."""
    if piece.decision is None or piece.low == piece.high:
        return piece
    step = Fraction(1, 10**MONEY_DIGITS)
    first, last = floor(piece.low / step) + 1, ceil(piece.high / step) - 1
    numbers = [piece.low, piece.low, piece.high, piece.high] if whole else [one * step for one in (first, first + 1, last - 1, last)]
    found = {number: at(number) for number in dict.fromkeys(numbers) if piece.holds(number)}
    told = [(number, one) for number in numbers if isinstance(one := found.get(number), Decision)]
    return replace(piece, near=((told[0], told[1]), (told[2], told[3]))) if len(told) == len(numbers) else piece


def _at_end(pair: _Pair, key: OutcomeKey, end: Fraction) -> Interval | None:
    """An interval at the end of a piece, from those at two numbers beside it."""
    (first, one), (second, other) = ((number, decision[key].amount.interval) for number, decision in pair)
    if one is None or other is None:
        return None
    share = (end - first) / (second - first) if first != second else Fraction(0)
    low, high = (
        None if mine is None or theirs is None else mine + (theirs - mine) * share
        for mine, theirs in ((one.low, other.low), (one.high, other.high))
    )
    return Interval(low, high)


def _runs(bounds: list[Fraction], low: Fraction, high: Fraction, at: Callable[[Fraction], Decision | Text]) -> Iterator[Piece]:
    """Runs of whole numbers between bounds."""
    first = Fraction(-floor(-low))
    starts = {first} | {Fraction(floor(bound) + more) for bound in bounds for more in (0, 1)}
    ordered = sorted(start for start in starts if first <= start <= high)
    for start, following in pairwise([*ordered, Fraction(floor(high) + 1)]):
        yield _piece(start, following - 1, True, at(start), start)


def _stretches(bounds: list[Fraction], low: Fraction, high: Fraction, at: Callable[[Fraction], Decision | Text]) -> Iterator[Piece]:
    """The bounds as points, where an amount can be that exact, and the open intervals between them."""
    marks = sorted({low, high, *bounds})
    for index, mark in enumerate(marks):
        try:
            _money(mark)
        except ValueError:
            pass
        else:
            yield _piece(mark, mark, True, at(mark), mark)
        following = marks[index + 1] if index + 1 < len(marks) else None
        middle = _within(mark, following) if following is not None else None
        if following is not None and middle is not None:
            yield _piece(mark, following, False, at(middle), middle)


def _merged(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The pieces, with neighbours that have the same answers joined. Of those that are joined only the first is kept: a large household's
    decisions are large."""
    current = next(pieces)
    answers = _answers(current)
    for piece in pieces:
        if (following := _answers(piece)) == answers:
            current = replace(current, high=piece.high, high_in=piece.high_in)
        else:
            yield current
            current, answers = piece, following
    yield current


def _answers(piece: Piece) -> object:
    if piece.decision is None:
        return piece.problem
    return [
        (piece.state((outcome.support, outcome.subject.id)), outcome.route, outcome.benefit, outcome.amount.stated)
        for outcome in piece.decision
    ]
