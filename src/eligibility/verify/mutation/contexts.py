"""A mistake changes no answer where some condition around it means the same with it as without: the smallest such proof.

Conditions are looked at from the inside out. One that the subjects of the cases tell apart is not asked about; of the first
that they do not, the solver is asked, over no more members than that condition needs. What encloses a condition of the same
meaning means the same, so that one proof answers for every support that uses a definition.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import z3

from eligibility.facts.vocabulary import SubjectKind
from eligibility.logic.expr import Expr, Has, children, walk
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import SupportPart
from eligibility.verify.dual_rail import Translator, members_of, owner_of, read_by, unlike
from eligibility.verify.mutation.bit_reading import BitRules
from eligibility.verify.query import Verdict, search
from eligibility.verify.symbols import Symbols

Pair = tuple[Expr, Expr]


class Contexts:
    """The conditions around the mistakes of one version, and which of them were proved to mean the same.

    `days` are those for which the version is verified.
    """

    def __init__(self, rules: BitRules, days: tuple[date, date], seconds: int) -> None:
        self.rules = rules
        self.days = days
        self.seconds = seconds
        self._known: dict[tuple[SubjectKind, Pair], bool] = {}

    def same(self, before: SupportPart, after: SupportPart) -> bool:
        """Whether every condition of a part is proved to mean the same in another. Where not, the answers may still be the same."""
        whens = [(one.when, other.when) for one, other in zip(before.routes, after.routes, strict=True)]
        pairs = [*whens, *zip(before.unless, after.unless, strict=True)]
        return all(one == other or self._inside(before.entity, (one, other)) for one, other in pairs)

    def _inside(self, kind: SubjectKind, pair: Pair) -> bool:
        """Whether a condition around the mistake is proved to mean the same."""
        around = [context for context in contexts(*pair) if not self._told_apart(kind, context)]
        return any(self._proved(kind, context) for context in around)

    def _told_apart(self, kind: SubjectKind, pair: Pair) -> bool:
        """Whether some subject of the cases tells the two conditions apart."""
        reading = self.rules.reading(kind, derived=False)
        return reading(pair[0]) != reading(pair[1])

    def _proved(self, kind: SubjectKind, pair: Pair) -> bool:
        if (kind, pair) not in self._known:
            symbols, wanted = _question(kind, pair, self.rules.ruleset, self.days)
            self._known[kind, pair] = search(symbols, wanted, seconds=self.seconds).verdict is Verdict.NONE
        return self._known[kind, pair]


def contexts(before: Expr, after: Expr) -> list[Pair]:
    """The conditions around the one place where two conditions differ, from the inside out.

    They are about the same subject as the two: what a count asks of members is not among them. No condition depends on a
    required support.
    """
    return [pair for pair in reversed([*_towards(before, after)]) if not any(isinstance(node, Has) for one in pair for node in walk(one))]


def _towards(before: Expr, after: Expr) -> Iterator[Pair]:
    """The two conditions, and the parts of them in which alone they differ. A name or a denial adds nothing to its body."""
    parts, others = children(before), children(after)
    if len(parts) != 1:
        yield before, after
    if type(before) is not type(after):
        return
    differing = [(one, other) for one, other in zip(parts, others, strict=False) if one != other]
    if len(parts) == len(others) and len(differing) == 1:
        yield from _towards(*differing[0])


def _question(kind: SubjectKind, pair: Pair, ruleset: Ruleset, days: tuple[date, date]) -> tuple[Symbols, z3.BoolRef]:
    """Where the two differ for a subject. A person's grades are known all or none, as a complete certificate says them."""
    size = max(members_of([expr]) for expr in pair)
    owner = owner_of(kind)
    symbols = Symbols(size, days, read_by(pair), partial=True, grouped=True)
    rules = Translator(ruleset, symbols)
    one, other = (rules.truth(expr, owner) for expr in pair)
    present = [symbols.present[owner]] if owner in symbols.present else []
    return symbols, z3.And(*present, unlike(one, other))
