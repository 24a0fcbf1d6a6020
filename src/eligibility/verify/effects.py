"""What a version does to a support, proved for every household: whether some gain it, and whether some lose it.

A household of which not everything is known counts too: one that was granted and would now have to be asked has lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import z3

from eligibility.decide.decision import decide
from eligibility.facts.profile import Profile
from eligibility.rules.amend import touched
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.words import Effect
from eligibility.verify import SECONDS
from eligibility.verify.dual_rail import Translator, facts_read, members_needed, owner_of
from eligibility.verify.query import Answer, Found, days_of, search
from eligibility.verify.symbols import Symbols

MEANINGS: dict[Effect, tuple[Answer, Answer]] = {
    "wider": (Answer.FOUND, Answer.NONE),
    "narrower": (Answer.NONE, Answer.FOUND),
    "same": (Answer.NONE, Answer.NONE),
    "changed": (Answer.FOUND, Answer.FOUND),
}
"""What each effect means: whether some household gains, and whether some household loses."""


@dataclass(frozen=True, slots=True)
class Proved:
    """The effect on one support; None where the solver did not decide. `gain` and `loss` hold a household for each that there is."""

    effect: Effect | None
    gain: Found
    loss: Found
    questions: int = 0


NOTHING = Found(Answer.NONE)


def effect_on(support: str, before: Ruleset, after: Ruleset, *, seconds: int = SECONDS) -> Proved:
    """The effect on a support from one version to another."""
    if support not in before.supports or support not in after.supports:
        return Proved("ended" if support in before.supports else "new", NOTHING, NOTHING)
    if support not in touched(before, after):
        return Proved("same", NOTHING, NOTHING)
    if before.supports[support].entity != after.supports[support].entity:
        return Proved("changed", NOTHING, NOTHING)
    gain, loss = _gain(support, before, after, seconds), _gain(support, after, before, seconds)
    effect = next((name for name, answers in MEANINGS.items() if answers == (gain.answer, loss.answer)), None)
    return Proved(effect, gain, loss, 2)


def _gain(support: str, before: Ruleset, after: Ruleset, seconds: int) -> Found:
    """A household that gains a support, or is no longer refused it.

    Grades are first taken as given one by one; a household that no profile can describe so is looked for again with
    grades given together.
    """
    entity = after.supports[support].entity
    owner = owner_of(entity)

    def gains(profile: Profile, day: date) -> bool:
        old, new = (decide(profile, ruleset, as_of=day)[support, owner].status for ruleset in (before, after))
        return (new.granted and not old.granted) or (old is Status.NOT_ELIGIBLE and new is not Status.NOT_ELIGIBLE)

    size = max(members_needed(one, support) for one in (before, after))
    days = days_of(max(before.version, after.version), max(before.period.last, after.period.last))
    found = Found(Answer.OPEN)
    for grouped in (False, True):
        symbols = Symbols(size, days, facts_read(before, after), partial=True, grouped=grouped)
        old, new = (Translator(ruleset, symbols).granted(support, owner) for ruleset in (before, after))
        gained = z3.Or(z3.And(new.proved, z3.Not(old.proved)), z3.And(old.refuted, z3.Not(new.refuted)))
        present = [symbols.present["m1"]] if entity == "person" else []
        found = search(symbols, z3.And(*present, gained), gains, seconds=seconds)
        if found.answer is not Answer.OPEN:
            break
    return found
