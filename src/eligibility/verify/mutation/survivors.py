"""A mutant that no case notices: the solver proves that it changes no answer, or finds a household for the missing case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import z3

from eligibility._json import Json, object_at, objects
from eligibility.decide.answer_form import amount_json
from eligibility.decide.decision import decide
from eligibility.decide.outcome import Outcome
from eligibility.facts.profile import Profile
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.support import PartKey
from eligibility.verify.dual_rail import Translator, Truths, facts_read, members_needed, owner_of, unlike
from eligibility.verify.money import higher_for_some
from eligibility.verify.mutation.amounts import AmountMutant, changed_ruleset
from eligibility.verify.mutation.contexts import Contexts
from eligibility.verify.mutation.mutants import Mutant, changed_parts, mutated, part_of
from eligibility.verify.query import SearchResult, Verdict, days_of, search
from eligibility.verify.symbols import Symbols
from eligibility.verify.witness import Data, holds_for, profile_and_day


@dataclass(frozen=True, slots=True)
class Sorted:
    """What the solver says of a survivor: equivalent (`NONE`), a case that kills it (`FOUND`), or nothing (`OPEN`)."""

    verdict: Verdict
    case: Data | None = None


def sort_out(mutant: Mutant, ruleset: Ruleset, contexts: Contexts) -> Sorted:
    """Whether any household is answered differently under a mutant, and if so the worked case that says how."""
    changed, verdict = mutated(ruleset, mutant), Verdict.NONE
    for part, other in changed_parts(ruleset, changed, mutant):
        if contexts.same(part, other):
            continue
        question = _Question(part.key, part_of(ruleset, [part.id]), part_of(changed, [part.id]), contexts.seconds)
        found = question.answer()
        if found.witness is not None:
            return Sorted(Verdict.FOUND, question.case(found.witness, mutant))
        verdict = Verdict.OPEN if found.verdict is Verdict.OPEN else verdict
    return Sorted(verdict)


def sort_out_amount(mistake: AmountMutant, ruleset: Ruleset, seconds: int) -> Sorted:
    """Whether a mistake in an amount changes what anybody is granted, and if so the worked case that states the right amount."""
    part, changed = mistake.part.key, changed_ruleset(ruleset, mistake)
    found = [higher_for_some(part, *pair, seconds) for pair in ((ruleset, changed), (changed, ruleset))]
    witness = next((one.witness for one in found if one.witness is not None), None)
    if witness is None:
        return Sorted(Verdict.NONE if all(one.verdict is Verdict.NONE for one in found) else Verdict.OPEN)
    profile, day = profile_and_day(witness)
    decision, owner = decide(profile, ruleset, as_of=day), owner_of(part[1])
    outcome = decision[part[0], owner]
    key = part[0] if len(decision.outcomes(part[0])) == 1 else f"{part[0]}@{owner}"
    stated = {"status": outcome.status.value, "amount": amount_json(outcome.amount.stated)}
    words = " ".join(filter(None, [part[0], mistake.route, mistake.edit.said.en]))
    named: Data = {"case": _plain_name(words, mistake.hash), "generated": True}
    return Sorted(Verdict.FOUND, {**named, **_shortened(witness), "expect": {key: stated}})


@dataclass(frozen=True, slots=True)
class _Question:
    """Whether a support, or one of its routes, has another status for some subject of a kind in one ruleset than in the other."""

    part: PartKey
    before: Ruleset
    after: Ruleset
    seconds: int

    @property
    def owner(self) -> str:
        return owner_of(self.part[1])

    @property
    def support(self) -> str:
        return self.part[0]

    def answer(self) -> SearchResult:
        """First all households, which is the proof. Where one is found, then those of whom all is known: their case is the plainest."""
        found = SearchResult(Verdict.OPEN)
        for grouped in (False, True):
            found = self._search(partial=True, grouped=grouped, whole=False)
            if found.verdict is not Verdict.OPEN:
                break
        if found.verdict is not Verdict.NONE:
            plain = (self._search(partial=False, grouped=False, whole=whole) for whole in (True, False))
            return next((one for one in plain if one.witness is not None), found)
        return found

    def _search(self, *, partial: bool, grouped: bool, whole: bool) -> SearchResult:
        """Search for a household; with `whole`, one for whom the support itself has another status, not only a route."""
        rulesets = self.before, self.after
        size = max(members_needed(one, self.support) for one in rulesets)
        days = days_of(self.before.version, self.before.period.last)
        symbols = Symbols(size, days, facts_read(*rulesets), partial=partial, grouped=grouped)
        wanted = z3.Or([unlike(*pair) for pair in self._truths(symbols, whole=whole)])
        present = [symbols.present["m1"]] if self.owner == "m1" else []

        def holds(profile: Profile, day: date) -> bool:
            return bool(self._difference(profile, day, whole=whole, decided=not partial))

        return search(symbols, z3.And(*present, wanted), holds, seconds=self.seconds)

    def _truths(self, symbols: Symbols, *, whole: bool) -> Iterator[tuple[Truths, Truths]]:
        """The truths that may differ, in both rulesets: now, and once the supports that can be granted are."""
        for derived in (True, False):
            one, other = (list(self._of(ruleset, symbols, whole=whole, derived=derived)) for ruleset in (self.before, self.after))
            yield from zip(one, other, strict=True)

    def _of(self, ruleset: Ruleset, symbols: Symbols, *, whole: bool, derived: bool) -> Iterator[Truths]:
        rules, part = Translator(ruleset, symbols, derived=derived), ruleset.part(*self.part)
        if whole:
            yield rules.granted(self.support, self.owner)
            return
        for route in part.routes if part else ():
            assert part is not None
            yield rules.unless_excluded(rules.truth(route.when, self.owner), part, self.owner)

    def _outcomes(self, profile: Profile, day: date) -> tuple[Outcome, Outcome]:
        old, new = (decide(profile, ruleset, as_of=day)[self.support, self.owner] for ruleset in (self.before, self.after))
        return old, new

    def _difference(self, profile: Profile, day: date, *, whole: bool, decided: bool) -> Json:
        """What an expectation can state of the household that is no longer so under the mutant; None where there is nothing.

        With `decided`, both answers must be: one grants, the other refuses.
        """
        old, new = self._outcomes(profile, day)
        if old.status is not new.status and not (decided and Status.UNDETERMINED in {old.status, new.status}):
            return old.status.value
        pairs = {name: (status, new.routes[name]) for name, status in old.routes.items() if status is not new.routes[name]}
        if decided:
            pairs = {name: pair for name, pair in pairs.items() if Status.UNDETERMINED not in pair}
        return {"routes": {name: pair[0].value for name, pair in pairs.items()}} if pairs and not whole else None

    def case(self, witness: Data, mutant: Mutant) -> Data:
        """The worked case to paste: the household, and what the rules say of it today."""
        witness = self.dated(witness)
        profile, day = profile_and_day(witness)
        subjects = decide(profile, self.before, as_of=day).outcomes(self.support)
        key = self.support if len(subjects) == 1 else f"{self.support}@{self.owner}"
        return {"case": _name(mutant), "generated": True, **_shortened(witness), "expect": {key: self._stated(witness)}}

    def dated(self, witness: Data) -> Data:
        """The household on the version's first day, where that says the same as the day that the solver chose."""
        first = {**witness, "as_of": self.before.version.isoformat()}
        return first if holds_for(first, lambda *_: self._stated(first) == self._stated(witness)) else witness

    def _stated(self, witness: Data) -> Json:
        return self._difference(*profile_and_day(witness), whole=False, decided=False)


def _name(mutant: Mutant) -> str:
    words = [mutant.condition.owner, mutant.condition.route, mutant.edit.said.en]
    return _plain_name(" ".join(filter(None, words)), mutant.hash)


def _plain_name(words: str, digits: str) -> str:
    return f"{re.sub('[^A-Za-z0-9]+', '_', words)[:100].strip('_')}_{digits}"


def _shortened(witness: Data) -> Data:
    """A profile in the short form of the case files: the first member under `person`, an organisation by itself."""
    household = dict(object_at(witness, "household"))
    members = objects(household.pop("members", None))
    short: Data = {"as_of": witness["as_of"]}
    if members:
        short["person"] = {key: value for key, value in members[0].items() if key != "id"}
        household |= {"members": members[1:]} if members[1:] else {}
    elif object_at(witness, "household").get("members") == []:
        household["members"] = []
    if household or ("household" in witness and not members):
        short["household"] = household
    if "locality" in witness:
        short["locality"] = witness["locality"]
    if "organisations" in witness:
        short["organisation"] = {key: value for key, value in objects(witness["organisations"])[0].items() if key != "id"}
    return short
