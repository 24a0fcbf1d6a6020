"""Cross-check: the live engine infers every answer again. Where it differs from the kernel, an error is raised instead of an answer."""

from __future__ import annotations

from eligibility.decide.decision import Decision
from eligibility.durable.case import infer


class DerivationMismatch(RuntimeError):
    """The two derivations differ: a fault of this library. The message names supports, statuses and rules, and holds no facts."""


def agree(decision: Decision) -> None:
    """Infer every status again with the live engine.

    Raises:
        DerivationMismatch: the engine infers a status that the kernel does not prove.
        LiveEngineMissing: durable_rules is not installed.
    """
    inferred = infer(decision.ruleset, decision.situation)
    proved = {(outcome.support, outcome.subject.id): outcome.status for outcome in decision}
    different = sorted({f"{key[0]}: proved {proved[key]}, inferred {inferred[key]}" for key in proved if proved[key] is not inferred[key]})
    if different:
        ruleset = decision.ruleset
        where = f"{ruleset.region}/{ruleset.name} {ruleset.hash[:12]} {decision.as_of}"
        raise DerivationMismatch(f"the two derivations differ ({where}): {'; '.join(different)}")
