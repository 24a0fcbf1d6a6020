"""A household that the solver may fill in: a symbol for every fact that is asked for, and what ties facts together.

Facts are tied as the door ties them (`eligibility.facts.flatten`): what no profile can say, no symbol may take. Where it
may be that not everything is known, every answer of the profile has a symbol for whether it is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import z3

from eligibility.facts.vocabulary import AS_OF, COMPONENTS, facts
from eligibility.logic.types import Boolean, Choice, Day, Fact, Number
from eligibility.verify.domain import FIRST_DAY, LAST_DAY, range_of

YES = z3.BoolVal(True)


@dataclass(frozen=True, slots=True)
class Symbol:
    """One fact of one owner. The value is a truth, the index of a choice, steps of a number, or the ordinal of a day."""

    owner: str
    fact: Fact
    value: Any
    known: Any


class Symbols:
    """The symbols of one household of up to `size` listed members, made when they are asked for.

    `partial`: anything may be unknown; `grouped`: but of the grades all or none. `complete` says that nobody else belongs
    to the household, and `ties` what must hold of any values.
    """

    def __init__(self, size: int, days: tuple[date, date], *, partial: bool, grouped: bool = False) -> None:
        self.members = [f"m{index + 1}" for index in range(size)]
        self.partial = partial
        self.grouped = grouped
        self.ties: list[Any] = []
        self.present = {name: z3.Bool(f"{name} is there") for name in self.members}
        self.complete = z3.Bool("all are listed") if partial else YES
        self._symbols: dict[tuple[str, str], Symbol] = {}
        self._known: dict[tuple[str, str], Any] = {}
        as_of = self("day", AS_OF)
        self.ties += [as_of.value >= days[0].toordinal(), as_of.value <= days[1].toordinal()]
        self.ties += [z3.Implies(self.present[b], self.present[a]) for a, b in zip(self.members, self.members[1:], strict=False)]

    def made(self) -> list[Symbol]:
        """Every symbol that was asked for."""
        return list(self._symbols.values())

    def __call__(self, owner: str, fact: Fact) -> Symbol:
        """The symbol of a fact; a member's record reads the household's and the locality's facts from these."""
        owner = {"household": "household", "locality": "locality", "as_of": "day"}.get(fact.entity, owner)
        key = (owner, fact.key)
        if key not in self._symbols:
            self._symbols[key] = self._made(owner, fact)
            self._tie(owner, fact)
        return self._symbols[key]

    def _made(self, owner: str, fact: Fact) -> Symbol:
        name = f"{owner}.{fact.name}"
        known = YES if fact == AS_OF or not self.partial else self._given(owner, fact)
        match fact.type:
            case Boolean():
                return Symbol(owner, fact, z3.Bool(name), known)
            case Choice(values):
                value = z3.Int(name)
                self.ties += [value >= 0, value < len(values)]
                return Symbol(owner, fact, value, known)
            case Number() as kind:
                value, found = z3.Int(name), range_of(kind)
                self.ties += [value >= int(found.low * found.scale), value <= int(found.high * found.scale)]
                return Symbol(owner, fact, value, known)
            case Day():
                value = z3.Int(name)
                self.ties += [value >= FIRST_DAY.toordinal(), value <= LAST_DAY.toordinal()]
                return Symbol(owner, fact, value, known)

    def _given(self, owner: str, fact: Fact) -> Any:
        """Whether the answer that supplies the fact is given; grades may be given one by one, unless `grouped`."""
        single = fact.answer == "disabilities" and not self.grouped
        key = (owner, fact.key if single else fact.answer or fact.key)
        if key not in self._known:
            self._known[key] = z3.Bool(f"{owner}.{key[1]} is known")
        return self._known[key]

    # -- ties

    def _tie(self, owner: str, fact: Fact) -> None:
        known, name = facts(), fact.name
        if name.startswith("grade_"):
            self._grades(owner)
        elif name.endswith(".years"):
            self._years(owner, fact)
        elif name == "birth_date":
            self._same_age(owner)
        elif name == "certified":
            self._implies_no_certificate(owner, self(owner, known["person.grade"]))
        elif name == "receives.tekun":
            self._means(self(owner, fact), self(owner, known["person.tekun"]))
        elif name == "receives.dibao":
            self._means(self(owner, fact), self(owner, known["household.dibao"]))

    def _grades(self, owner: str) -> None:
        """The heaviest grade is that of the heaviest component; 0 is none."""
        grade = self(owner, facts()["person.grade"])
        parts = [self(owner, facts()[f"person.grade_{category}"]) for category in COMPONENTS]
        tie = z3.And(
            *(z3.Implies(part.value > 0, z3.And(grade.value > 0, grade.value <= part.value)) for part in parts),
            z3.Or(grade.value == 0, *(part.value == grade.value for part in parts)),
        )
        if tie not in self.ties:
            self.ties.append(tie)
            self.ties.append(z3.Implies(z3.And(*(part.known for part in parts)), grade.known))
            self.ties += [z3.Implies(z3.And(part.known, part.value == 1), grade.known) for part in parts]

    def _years(self, owner: str, fact: Fact) -> None:
        """Full years since a day, by bounds that every calendar between the declared days keeps."""
        day = self(owner, facts()[fact.key.removesuffix(".years")])
        years, today = self(owner, fact).value, self("day", AS_OF).value
        passed = today - day.value
        since = z3.And(years >= 0, passed >= 365 * years + years / 4, passed <= 365 * (years + 1) + (years + 1) / 4)
        self.ties.append(z3.If(passed >= 0, since, z3.And(years <= 0, passed >= 365 * (years - 1) - 33)))

    def _same_age(self, owner: str) -> None:
        years = self(owner, facts()["person.birth_date.years"])
        born = self(owner, facts()["person.birth_date"])
        self.ties += [self(owner, facts()["person.age"]).value == years.value, born.value <= self("day", AS_OF).value]

    def _implies_no_certificate(self, owner: str, grade: Symbol) -> None:
        certified = self(owner, facts()["person.certified"])
        self.ties.append(z3.Implies(z3.And(grade.known, grade.value == 0), z3.And(certified.known, z3.Not(certified.value))))

    def _means(self, received: Symbol, fact: Symbol) -> None:
        self.ties.append(z3.Implies(z3.And(received.known, received.value), z3.And(fact.known, fact.value)))
