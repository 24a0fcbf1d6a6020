"""Deriving twice: the live engine infers what the kernel proved, and a difference is refused, never answered."""

from __future__ import annotations

from eligibility.decide.decision import Decision
from eligibility.durable.case import infer


class Disagreement(RuntimeError):
    """The two derivations differ: an error of ours. The message names supports, statuses and rules, and holds no facts."""


def agree(decision: Decision) -> None:
    """Infer every status again with the live engine.

    Raises:
        Disagreement: it infers otherwise than the kernel proves.
        LiveEngineMissing: durable_rules is not installed.
    """
    inferred = infer(decision.ruleset, decision.situation)
    proved = {(outcome.support, outcome.subject.id): outcome.status for outcome in decision}
    different = sorted({f"{key[0]}: proved {proved[key]}, inferred {inferred[key]}" for key in proved if proved[key] is not inferred[key]})
    if different:
        ruleset = decision.ruleset
        where = f"{ruleset.region}/{ruleset.name} {ruleset.hash[:12]} {decision.as_of}"
        raise Disagreement(f"the two derivations differ ({where}): {'; '.join(different)}")
