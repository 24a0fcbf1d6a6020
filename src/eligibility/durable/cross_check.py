"""Cross-check: the live engine infers every answer again. Where it differs from the kernel, an error is raised instead of an answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from eligibility.decide.decision import Decision
from eligibility.durable.case import Inferred, infer
from eligibility.rules.ruleset import Ruleset


class DerivationMismatch(RuntimeError):
    """The two derivations differ: a fault of this library. The message names supports, statuses and rules, and holds no facts."""

    def __init__(self, ruleset: Ruleset, as_of: date, supports: Iterable[str], details: Iterable[str] = ()) -> None:
        self.ruleset = ruleset
        self.as_of = as_of
        self.supports = tuple(sorted(set(supports)))
        named = "; ".join(sorted(set(details))) or ", ".join(self.supports)
        super().__init__(f"the two derivations differ ({ruleset.region}/{ruleset.name} {ruleset.hash[:12]} {as_of}): {named}")

    def __reduce__(self) -> tuple[type[DerivationMismatch], tuple[Ruleset, date, tuple[str, ...]]]:
        return DerivationMismatch, (self.ruleset, self.as_of, self.supports)


def agree(decision: Decision) -> None:
    """Infer every status again with the live engine.

    Raises:
        DerivationMismatch: the engine infers a status that the kernel does not prove.
        LiveEngineMissing: durable_rules is not installed.
    """
    inferred = infer(decision.ruleset, decision.situation)
    if isinstance(inferred, Inferred) and inferred.truths.same(decision.raw):
        return
    differing = [(one, found) for one in decision if (found := inferred[one.support, one.subject.id]) is not one.status]
    if differing:
        details = [f"{one.support}: proved {one.status}, inferred {found}" for one, found in differing]
        raise DerivationMismatch(decision.ruleset, decision.as_of, [one.support for one, _ in differing], details)
