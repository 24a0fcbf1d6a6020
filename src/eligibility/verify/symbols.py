"""A household whose facts the solver chooses: a symbol for every entry that is asked for, and the facts derived from them.

An entry of a profile is a symbol with a value and, in a partial household, with a truth that says whether it is given.
Derived facts have no symbols of their own: `facts.derived` computes them from the entries, and its contradictions are ruled
out. An entry is not given where no rule reads it and it would only decide a fact that can be given directly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import final

import z3

from eligibility.facts import derived
from eligibility.facts.key import FactKey
from eligibility.facts.vocabulary import AS_OF, OPEN_LISTS, fact_of, facts
from eligibility.logic.terms import UNKNOWN_TERM, Column, Tally, Term, may_hold, resolved
from eligibility.logic.types import Boolean, Choice, Day, Fact, Number
from eligibility.verify.domain import FIRST_DAY, LAST_DAY, range_of
from eligibility.verify.term_values import SolverTruth, TermValue, TermValues, as_z3, both, fold_not

HOUSEHOLD, ORGANISATION, DAY = "household", "o1", "day"


@dataclass(frozen=True, slots=True)
class Symbol:
    """One fact of one owner. The value is a truth, the index of a choice, a number in steps, or the ordinal of a day."""

    owner: str
    fact: Fact
    value: z3.ExprRef
    known: SolverTruth


class Symbols:
    """The symbols of one household of up to `size` listed members; each is made when it is first asked for.

    `read` are the keys of the facts that the rules in question read, `laws` what they rule out in one person's entries. With
    `partial`, any fact may be unknown; with `grouped`, the grades are known all or none. `constraints` say what must hold for
    any values.
    """

    def __init__(
        self,
        size: int,
        days: tuple[date, date],
        read: frozenset[str],
        *,
        partial: bool,
        grouped: bool = False,
        laws: Sequence[derived.Contradiction] = (),
    ) -> None:
        self.members = [f"m{index + 1}" for index in range(size)]
        self.partial = partial
        self.read = read
        self.present = {name: z3.Bool(f"{name} is there") for name in self.members}
        self.listed = z3.Bool("all are listed") if partial else True
        self._grouped = grouped
        self._ruled_out = [one.term for one in (*derived.person_contradictions(), *laws)]
        self._limits: list[SolverTruth] = []
        self._given: dict[tuple[str, str], Symbol] = {}
        self._known: dict[tuple[str, str], SolverTruth] = {}
        self._records: dict[tuple[str, str], Symbol] = {}
        self._years: dict[tuple[str, str], z3.ArithRef] = {}
        self._agreed: tuple[int, list[SolverTruth]] = 0, []
        self._derivations = {owner: _Derivation(self, owner, derived.person()) for owner in self.members}
        self._derivations[HOUSEHOLD] = _Derivation(self, HOUSEHOLD, derived.household())
        self._derivations[ORGANISATION] = _Derivation(self, ORGANISATION, {})
        as_of = self.given(DAY, AS_OF)
        self._limits += [as_of.value >= days[0].toordinal(), as_of.value <= days[1].toordinal()]
        self._limits += [z3.Implies(self.present[b], self.present[a]) for a, b in zip(self.members, self.members[1:], strict=False)]
        if "household.size" in read:
            self._limits.append(z3.Implies(fold_not(self.listed), fold_not(self.present[self.members[0]])))
        if not partial:
            self._limits.append(self.complete)

    def __call__(self, owner: str, fact: Fact) -> Symbol:
        """The symbol of a fact in an owner's flat record. Facts of the household and of the locality belong to these for every owner."""
        owner = {"household": HOUSEHOLD, "locality": "locality", "as_of": DAY}.get(fact.entity, owner)
        derivation = self._derivations.get(owner)
        if derivation is None or fact.key not in derivation.terms:
            return self._records.setdefault((owner, fact.key), self.given(owner, fact))
        if (owner, fact.key) not in self._records:
            value = derivation.derived(fact.key)
            self._records[owner, fact.key] = Symbol(
                owner, fact, as_z3(value.value) if isinstance(fact.type, Boolean) else value.value, value.known
            )
        return self._records[owner, fact.key]

    @property
    def complete(self) -> SolverTruth:
        """The truth that the household has no members beside the listed ones."""
        return as_z3(self._derivations[HOUSEHOLD].derived(derived.HOUSEHOLD_COMPLETE).proved)

    def made(self) -> list[Symbol]:
        """Every entry that was asked for."""
        return list(self._given.values())

    def records(self) -> list[Symbol]:
        """Every fact of a flat record that was asked for."""
        return list(self._records.values())

    def constraints(self) -> list[SolverTruth]:
        """What must hold for any values: they lie in their domains, and no entries contradict each other."""
        if self._agreed[0] != len(self._given):
            self._agreed = len(self._given), [fold_not(one) for one in self._contradictions()]
        return [*self._limits, *self._agreed[1]]

    def require(self, condition: SolverTruth) -> None:
        """Add a condition that every household must satisfy."""
        self._limits.append(condition)

    def given(self, owner: str, fact: Fact) -> Symbol:
        """The symbol of an entry, made at its first use."""
        key = (owner, fact.key)
        if key not in self._given:
            self._given[key] = self._made(owner, fact)
        return self._given[key]

    def entry(self, owner: str, key: str) -> Symbol | None:
        """The symbol of an entry by its key; None where it was never asked for."""
        return self._given.get((owner, key))

    def years(self, owner: str, key: str) -> z3.ArithRef:
        """The full years since a day, as a symbol within bounds that hold for all declared days."""
        if (owner, key) not in self._years:
            day, today = self.given(owner, facts()[key]).value, self.given(DAY, AS_OF).value
            years = z3.Int(f"{owner}.{key}.years")
            passed = today - day
            since = z3.And(years >= 0, passed >= 365 * years + years / 4, passed <= 365 * (years + 1) + (years + 1) / 4)
            self._limits.append(z3.If(passed >= 0, since, z3.And(years <= 0, passed >= 365 * (years - 1) - 33)))
            self._years[owner, key] = years
        return self._years[owner, key]

    def year_symbols(self) -> dict[tuple[str, str], z3.ArithRef]:
        """The symbols of full years that were asked for, by owner and the key of their day."""
        return dict(self._years)

    def derivation(self, owner: str) -> _Derivation:
        """The derived facts of one owner."""
        return self._derivations[owner]

    def years_since(self, symbol: Symbol) -> z3.ArithRef | None:
        """The years since the day of an entry, where rules read only these and never the day itself; otherwise None."""
        return None if symbol.fact.key in self.read else self._years.get((symbol.owner, symbol.fact.key))

    def _made(self, owner: str, fact: Fact) -> Symbol:
        name = f"{owner}.{fact.name}"
        known = True if fact == AS_OF or not self.partial else self._is_known(owner, fact)
        match fact.type:
            case Boolean():
                return Symbol(owner, fact, z3.Bool(name), known)
            case Choice(values):
                return self._within(Symbol(owner, fact, z3.Int(name), known), 0, len(values) - 1)
            case Number() as kind:
                found = range_of(kind)
                return self._within(Symbol(owner, fact, z3.Int(name), known), int(found.low * found.scale), int(found.high * found.scale))
            case Day():
                return self._within(Symbol(owner, fact, z3.Int(name), known), FIRST_DAY.toordinal(), LAST_DAY.toordinal())

    def _within(self, symbol: Symbol, low: int, high: int) -> Symbol:
        self._limits += [symbol.value >= low, symbol.value <= high]
        return symbol

    def _is_known(self, owner: str, fact: Fact) -> SolverTruth:
        """Whether it is given. Closed sets are given as a whole, of an open list what is named; grades one by one, unless `grouped`."""
        if FactKey.of(fact.key).set_key in OPEN_LISTS:
            return z3.Bool(f"{owner}.{fact.name}")
        single = fact.answer == "birth_date" or (fact.answer == "disabilities" and not self._grouped)
        key = (owner, fact.key if single else fact.answer or fact.key)
        if key not in self._known:
            self._known[key] = z3.Bool(f"{owner}.{key[1]} is known")
        return self._known[key]

    def _contradictions(self) -> Iterator[SolverTruth]:
        """The contradictions that are possible among the entries that were asked for."""
        for owner in self.members:
            asked = _Asked(self, owner)
            yield from _possible(map(asked.proved, self._ruled_out))
        household = _Asked(self, HOUSEHOLD)
        yield from _possible(household.proved(one.term) for one in derived.household_contradictions())
        body = _Asked(self, ORGANISATION)
        yield from _possible(body.proved(one.term) for one in derived.organisation_contradictions())


def _possible(truths: Iterable[SolverTruth]) -> Iterator[SolverTruth]:
    return (truth for truth in truths if truth is not False)


class _Derivation(TermValues):
    """The facts derived from one owner's entries. An entry that no rule reads is not given, unless it is the derived fact itself."""

    def __init__(self, symbols: Symbols, owner: str, terms: Mapping[str, Term]) -> None:
        super().__init__()
        self.symbols = symbols
        self.owner = owner
        self.terms = terms
        self._values: dict[str, TermValue] = {}

    def derived(self, key: str) -> TermValue:
        """The value of a derived fact."""
        if key not in self._values:
            self._values[key] = self(resolved(self.terms[key], lambda name: self._open(name, key)))
        return self._values[key]

    def _open(self, name: str, wanted: str) -> Term:
        """The term of a column, or unknown where the column is not given."""
        key = name.removeprefix(derived.PREFIX)
        own = {wanted, wanted.removesuffix(".years"), derived.HOUSEHOLD_LISTED, derived.HOUSEHOLD_COMPLETE, AS_OF.key, *OPEN_LISTS.values()}
        presupposed = derived.DIAGNOSES if wanted == derived.MEDICATION else ()
        return Column(name) if key in own or key in presupposed or key in self.symbols.read else UNKNOWN_TERM

    def column(self, name: str) -> TermValue:
        key = name.removeprefix(derived.PREFIX)
        if key != name and key in self.terms:
            return self.derived(key)
        if key == derived.HOUSEHOLD_LISTED:
            return TermValue(self.symbols.listed, True)
        symbol = self.symbols.given(DAY if key == AS_OF.key else self.owner, fact_of(key))
        return TermValue(symbol.value, symbol.known)

    def choice(self, column: Column, value: str | int) -> int:
        kind = fact_of(column.name.removeprefix(derived.PREFIX)).type
        assert isinstance(kind, Choice)
        return kind.values.index(value)

    def full_years(self, column: Column) -> z3.ArithRef:
        return self.symbols.years(self.owner, column.name)

    def counted(self, tally: Tally) -> Sequence[SolverTruth]:
        return [self._counts(tally, name) for name in self.symbols.members]

    def _counts(self, tally: Tally, member: str) -> SolverTruth:
        found = self._of_member(member, tally.arg)
        return both(self.symbols.present[member], fold_not(found.refuted) if tally.possible else found.proved)

    def _of_member(self, name: str, term: Term) -> TermValue:
        other = self.symbols.derivation(name)
        return other(resolved(term, lambda column: other._open(column, "")))


@final
class _Asked(_Derivation):
    """The same, but over only those entries that were asked for: all others may have any value."""

    def __init__(self, symbols: Symbols, owner: str) -> None:
        super().__init__(symbols, owner, symbols.derivation(owner).terms)

    def proved(self, term: Term) -> SolverTruth:
        """The truth that a term is known to hold."""
        open_ = self.over_entries(term)
        if not may_hold(open_):
            return False
        return (self if self.owner == HOUSEHOLD else self.symbols.derivation(self.owner))(open_).proved

    def over_entries(self, term: Term) -> Term:
        """A term with every derived fact replaced by the entries that it follows from."""
        return resolved(term, self._entry)

    def _entry(self, name: str) -> Term:
        key = name.removeprefix(derived.PREFIX)
        if key != name:
            return self.over_entries(self.terms[key])
        if key in {derived.HOUSEHOLD_LISTED, AS_OF.key}:
            return Column(name)
        return Column(name) if self.symbols.entry(self.owner, key) else UNKNOWN_TERM

    def _of_member(self, name: str, term: Term) -> TermValue:
        return self.symbols.derivation(name)(_Asked(self.symbols, name).over_entries(term))
