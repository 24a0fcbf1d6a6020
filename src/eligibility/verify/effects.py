"""The effect of a version on a support, proved for every household: whether some gain it, and whether some lose it.

Households with unknown facts count too: one that was granted the support and would now have to be asked has lost it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import z3

from eligibility.decide.decision import decide
from eligibility.decide.outcome import Outcome
from eligibility.facts.profile import Profile
from eligibility.rules.amend import touched
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.support import PartKey
from eligibility.rules.words import Effect
from eligibility.verify import SECONDS
from eligibility.verify.dual_rail import Translator, members_needed, owner_of, symbols_of
from eligibility.verify.query import SearchResult, Verdict, days_of, search
from eligibility.verify.symbols import Symbols

MEANINGS: dict[Effect, tuple[Verdict, Verdict]] = {
    "wider": (Verdict.FOUND, Verdict.NONE),
    "narrower": (Verdict.NONE, Verdict.FOUND),
    "same": (Verdict.NONE, Verdict.NONE),
    "changed": (Verdict.FOUND, Verdict.FOUND),
}
"""What each effect means: whether some household gains, and whether some household loses."""


@dataclass(frozen=True, slots=True)
class Proved:
    """The effect on one support; None where the solver did not decide. `gain` and `loss` each hold an example household, if any."""

    effect: Effect | None
    gain: SearchResult
    loss: SearchResult
    questions: int = 0


NO_HOUSEHOLD = SearchResult(Verdict.NONE)


def effect_on(support: str, before: Ruleset, after: Ruleset, *, seconds: int = SECONDS) -> Proved:
    """The effect on a support from one version to another."""
    if support not in before.supports or support not in after.supports:
        return Proved("ended" if support in before.supports else "new", NO_HOUSEHOLD, NO_HOUSEHOLD)
    if support not in touched(before, after):
        return Proved("same", NO_HOUSEHOLD, NO_HOUSEHOLD)
    kinds = list(dict.fromkeys((*before.supports[support].kinds, *after.supports[support].kinds)))
    gain = found_for_any([_gain((support, kind), before, after, seconds) for kind in kinds])
    loss = found_for_any([_gain((support, kind), after, before, seconds) for kind in kinds])
    effect = next((name for name, answers in MEANINGS.items() if answers == (gain.verdict, loss.verdict)), None)
    return Proved(effect, gain, loss, 2 * len(kinds))


def found_for_any(found: list[SearchResult]) -> SearchResult:
    """What was found for any kind of subject; open where one is open and none is found."""
    order = (Verdict.FOUND, Verdict.OPEN, Verdict.NONE)
    return min(found, key=lambda one: order.index(one.verdict), default=NO_HOUSEHOLD)


def search_between(
    part: PartKey,
    before: Ruleset,
    after: Ruleset,
    wanted: Callable[[Symbols], z3.BoolRef],
    told: Callable[[Outcome | None, Outcome | None], bool],
    seconds: int,
) -> SearchResult:
    """A household of which two versions answer a support differently: `wanted` says how to the solver, `told` of two answers.

    Grades are first treated as independent entries. Where no profile can describe the household that is found, the search is
    repeated with grades that are known all or none.
    """
    support, kind = part

    def differs(profile: Profile, day: date) -> bool:
        old, new = (decide(profile, ruleset, as_of=day).get(support, owner_of(kind)) for ruleset in (before, after))
        return told(old, new)

    size = max(members_needed(one, support) for one in (before, after))
    days = days_of(max(before.version, after.version), max(before.period.last, after.period.last))
    found = SearchResult(Verdict.OPEN)
    for grouped in (False, True):
        symbols = symbols_of(size, days, before, after, partial=True, grouped=grouped)
        present = [symbols.present["m1"]] if kind == "person" else []
        found = search(symbols, z3.And(*present, wanted(symbols)), differs, seconds=seconds)
        if found.verdict is not Verdict.OPEN:
            break
    return found


def _gain(part: PartKey, before: Ruleset, after: Ruleset, seconds: int) -> SearchResult:
    """A household that gains a support, or is no longer refused it. A kind of subject that a version does not know is refused."""
    if after.part(*part) is None:
        return NO_HOUSEHOLD

    def gained(symbols: Symbols) -> z3.BoolRef:
        support, kind = part
        old, new = (Translator(ruleset, symbols).granted(support, owner_of(kind)) for ruleset in (before, after))
        return z3.Or(z3.And(new.proved, z3.Not(old.proved)), z3.And(old.refuted, z3.Not(new.refuted)))

    def gains(one: Outcome | None, other: Outcome | None) -> bool:
        old, new = (outcome.status if outcome else Status.NOT_ELIGIBLE for outcome in (one, other))
        return (new.granted and not old.granted) or (old is Status.NOT_ELIGIBLE and new is not Status.NOT_ELIGIBLE)

    found = search_between(part, before, after, gained, gains, seconds)
    return _plainest(part, before, after, found, seconds) if found.verdict is Verdict.FOUND else found


def _plainest(part: PartKey, before: Ruleset, after: Ruleset, found: SearchResult, seconds: int) -> SearchResult:
    """A household that is refused before and granted after, if there is one; otherwise the one that was found."""

    def granted(symbols: Symbols) -> z3.BoolRef:
        old, new = (Translator(ruleset, symbols).granted(part[0], owner_of(part[1])) for ruleset in (before, after))
        return z3.And(new.proved, old.refuted)

    def grants(one: Outcome | None, other: Outcome | None) -> bool:
        refused = one is None or one.status is Status.NOT_ELIGIBLE
        return refused and other is not None and other.status.granted

    plain = search_between(part, before, after, granted, grants, seconds)
    return plain if plain.verdict is Verdict.FOUND else replace(found, plain=False)
