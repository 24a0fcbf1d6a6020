"""What an assistant may ask, as functions of a library of rules. Every answer is text of at most 6,000 characters.

A profile is given as the JSON that every other face reads. As text it is read digit by digit; as an object its numbers have
been through the protocol's own reader.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from eligibility._json import Json, JsonObject
from eligibility.book.book import Book
from eligibility.codes import ProblemCode
from eligibility.decide.decision import Decision, decide
from eligibility.errors import EligibilityError, NoRulesetError, NotADay, Problem
from eligibility.facts.profile import Profile
from eligibility.facts.read import read_profile
from eligibility.facts.schema import facts_listing
from eligibility.guidance.interview import Interview
from eligibility.i18n import Language, Text
from eligibility.logic.types import written_day
from eligibility.mcp.pages import page, text_page, written
from eligibility.rules.labels import document_text
from eligibility.rules.library import Library
from eligibility.rules.ruleset import Ruleset
from eligibility.views.guidance import remedy_report
from eligibility.views.markdown import markdown
from eligibility.views.models.brief import DecisionBrief
from eligibility.views.models.question import QuestionModel
from eligibility.views.question import Asker
from eligibility.views.regions import RegionComparison, Shift, compare
from eligibility.views.rule import worded
from eligibility.views.subjects import who_is

GivenProfile = str | dict[str, object]
"""A profile as JSON text, or as an object that the protocol has already read."""

FACTS, SUPPORTS, CLAIMS, ROWS = 6, 12, 15, 40
"""How many facts, supports, claims and rows a page holds, at most."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The tools over the rules of a library, with the office's local book where there is one."""

    library: Library
    book: Book | None = None

    # -- the rules

    def regions(self, language: Language) -> str:
        """The regions with their versions: document, period, and whether it is in force."""
        found: list[Json] = []
        for region in self.library.regions():
            rules = [self.library.ruleset(region, name) for name in self.library.versions(region)]
            versions: list[Json] = [
                {
                    "version": one.name,
                    "document": document_text(one, language),
                    "status": "scenario" if one.scenario else one.status,
                    "from": one.period.first.isoformat(),
                    "until": one.period.last.isoformat(),
                }
                for one in rules
            ]
            latest = self._latest(region)
            found.append({"region": region, "title": latest.title[language], "adcode": latest.adcode, "versions": versions})
        return written({"regions": found})

    def find_facts(self, words: str, language: Language) -> str:
        """The facts of a profile whose name, title, values or question holds one of the words: path, type, values and question."""
        wanted = words.casefold().split()
        scored = [(sum(word in _searched(one) for word in wanted), one) for one in facts_listing()]
        best = [_fact(one, language) for score, one in sorted(scored, key=lambda pair: -pair[0]) if score]
        return page({}, "facts", best, 0, FACTS)

    def find_supports(self, words: str, region: str | None, language: Language, offset: int = 0) -> str:
        """The supports whose id, title or area holds every word: in one region, or in all.

        Raises:
            NoRulesetError: there is no such region.
        """
        wanted = words.casefold().split()
        found: dict[str, dict[str, Json]] = {}
        for name in [region] if region else self.library.regions():
            rules = self._latest(name)
            for one in rules.supports.values():
                told = f"{one.id} {one.title.zh} {one.title.en} {one.area}".casefold()
                if all(word in told for word in wanted):
                    entry = found.setdefault(one.id, {"support": one.id, "title": one.title[language], "area": one.area, "regions": []})
                    regions = entry["regions"]
                    assert isinstance(regions, list)
                    regions.append(rules.region)
        return page({}, "supports", list(found.values()), offset, SUPPORTS)

    def read_rule(self, region: str, support: str, version: str | None, language: Language, offset: int = 0) -> str:
        """A support in prose: who, by which route, under which clause, how much, and what excludes.

        Raises:
            NoRulesetError: there is no such region or version.
            UnknownOutcome: there is no such support.
        """
        with _not_repeated():
            rules = self.library.ruleset(region, version) if version else self._latest(region)
        parts = rules.supports[rules.known_support(support)].parts
        head = f"{rules.region}/{rules.name} {document_text(rules, language)}\n"
        return text_page(head + "\n\n".join(worded(part, rules, language).text() for part in parts), offset)

    # -- a household

    def decide(self, asked: Household, language: Language, offset: int = 0, limit: int = CLAIMS) -> str:
        """What can be applied for, each support once, and how many answers there are of each status.

        Raises:
            EligibilityError: the profile has mistakes, or the rules or the day are not named.
        """
        brief = DecisionBrief.of(self._decided(asked), language).as_json()
        claims = brief.pop("claims")
        assert isinstance(claims, list)
        return page(brief, "claims", claims, offset, limit)

    def next_question(self, asked: Household, language: Language) -> str:
        """What to ask next: the question that is expected to settle the most; none once nothing can change any more.

        Raises:
            EligibilityError: as for `decide`.
        """
        rules, day = self._rules(asked), asked.day
        interview = Interview(rules, asked.profile, as_of=day, book=self.book)
        inquiry = interview.next()
        if inquiry is None:
            return written({"question": "none: nothing that is still unknown can change an answer"})
        question = QuestionModel.of(Asker(rules).of(inquiry), language).as_json()
        bears = question["bears_on"]
        assert isinstance(bears, list)
        return written({**question, "bears_on": bears[:5], "bears_on_how_many": len(bears)})

    def explain(self, asked: Household, support: str, subject: str, language: Language, offset: int = 0) -> str:
        """The proof of one answer: every route with its clause, its conditions, and the facts behind them.

        Raises:
            EligibilityError: as for `decide`; or there is no such support or subject.
        """
        decision = self._decided(asked)
        outcome = decision[decision.ruleset.known_support(support), who_is(decision.situation, subject) or subject]
        return text_page(f"{outcome.support} {subject}: {outcome.status}\n{outcome.explain().text(language)}", offset)

    def what_would_help(self, asked: Household, support: str, language: Language, offset: int = 0) -> str:
        """The smallest sets of facts that would grant a support, or what stands in the way.

        Raises:
            EligibilityError: as for `decide`; or there is no such support.
        """
        decision = self._decided(asked)
        known = decision.ruleset.known_support(support)
        outcomes = [one for one in decision if one.support == known]
        return text_page(markdown(remedy_report(decision, outcomes, language)), offset)

    def compare_regions(self, asked: Household, support: str | None, language: Language, offset: int = 0) -> str:
        """How the household would fare elsewhere: the supports that it would gain, lose or have on other terms.

        It is seen from the region that the household's area code lies in, or else from the one named.

        Raises:
            EligibilityError: as for `decide`; or there is no such support.
        """
        here, day = self._rules(asked), asked.day
        others = (self.library.ruleset(region, as_of=day) for region in self.library.regions() if region != here.region)
        found = compare(asked.profile, {here.region: here, **{one.region: one for one in others}}, as_of=day)
        known = here.known_support(support) if support else None
        rows: list[Json] = [row for row in _rows(found, language) if known in {None, row["support"]}]
        return page({"base": found.base, "as_of": day.isoformat()}, "rows", rows, offset, ROWS)

    def _latest(self, region: str) -> Ruleset:
        """The version of a region that was enacted last.

        Raises:
            NoRulesetError: there is no such region.
        """
        with _not_repeated():
            dated = [name for name in self.library.versions(region) if name[:1].isdigit()]
            return self.library.ruleset(region, dated[-1] if dated else None)

    def _rules(self, asked: Household) -> Ruleset:
        """The rules for a household: those named, or those of the region that its area code lies in.

        Raises:
            EligibilityError: neither tells a region, or there are no such rules.
        """
        region = asked.region or self.library.region_for(asked.profile)
        with _not_repeated():
            return self.library.ruleset(region, asked.version, as_of=None if asked.version else asked.day)

    def _decided(self, asked: Household) -> Decision:
        return decide(asked.profile, self._rules(asked), as_of=asked.day, book=self.book)


_NO_SUCH = {
    ProblemCode.UNKNOWN_REGION: Text("没有这样的地区", "there is no such region"),
    ProblemCode.UNKNOWN_VERSION: Text("没有这样的版本", "there is no such version"),
}


@contextmanager
def _not_repeated() -> Iterator[None]:
    """Refuse a region or version without repeating what was given for one: an assistant may have put a person's name there."""
    try:
        yield
    except NoRulesetError as error:
        found = [one for one in error.problems if isinstance(one, Problem)]
        raise NoRulesetError([replace(one, message=_NO_SUCH.get(one.code, one.message)) for one in found]) from None


@dataclass(frozen=True, slots=True, repr=False)
class Household:
    """A household as a tool is given it, and the rules to decide it by. `as_of` stands here or in the profile."""

    profile: Profile
    as_of: date | None
    region: str | None
    version: str | None

    @property
    def day(self) -> date:
        """The day to decide for.

        Raises:
            EligibilityError: neither the call nor the profile names one.
        """
        day = self.as_of or self.profile.as_of
        if day is None:
            said = Text("没有判定日期", "there is no day to decide for")
            mend = Text("请写 as_of，如 2024-06-01。", "Give as_of, such as 2024-06-01.")
            raise EligibilityError([Problem(ProblemCode.MISSING, ("as_of",), said, mend)])
        return day


def household(profile: GivenProfile, as_of: str | None, region: str | None, version: str | None) -> Household:
    """What a tool is given, read as every other face reads it.

    Raises:
        ProfileError: the profile has mistakes: all of them are told.
        NotADay: `as_of` is no day.
    """
    text = profile if isinstance(profile, str) else json.dumps(profile, ensure_ascii=False)
    return Household(read_profile(text), _day(as_of), region, version)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return written_day(text)
    except ValueError:
        said = Text("不是日期", "is no day")
        mend = Text("写成 2024-06-01 这样。", "Write it as 2024-06-01.")
        raise NotADay([Problem(ProblemCode.NOT_A_DATE, ("as_of",), said, mend)]) from None


def _searched(fact: JsonObject) -> str:
    return json.dumps(fact, ensure_ascii=False).casefold()


def _fact(fact: JsonObject, language: Language) -> Json:
    """A fact with the place where a profile holds it; of many values, the ids alone."""
    owner: Mapping[str, str] = {"person": "household.members[]", "organisation": "organisations[]"}
    values = fact.get("values")
    labels = {key: one[language] for key, one in values.items() if isinstance(one, Mapping)} if isinstance(values, Mapping) else {}
    question = fact["question"]
    assert isinstance(question, Mapping)
    few = len(labels) <= _FEW
    return {
        "path": f"{owner.get(str(fact['entity']), str(fact['entity']))}.{fact['name']}",
        "type": fact["type"],
        "unit": fact.get("unit"),
        "values": labels if few else " ".join(labels),
        "question": question[language],
    }


_FEW = 12


_MOVES: Mapping[Shift, Literal["gained", "lost", "other terms", "perhaps gained", "perhaps lost"]] = {
    Shift.GAINED: "gained",
    Shift.LOST: "lost",
    Shift.TERMS: "other terms",
    Shift.MAY_GAIN: "perhaps gained",
    Shift.MAY_LOSE: "perhaps lost",
}


def _rows(found: RegionComparison, language: Language) -> Iterator[dict[str, Json]]:
    """What differs, a row for each support and subject: what becomes of it in each other region, and by which clause."""
    for row in found.rows:
        there: dict[str, Json] = {}
        for region in (one for one in found.decisions if one != found.base):
            shift, outcome = row.shift(region), row.outcomes[region]
            if shift is Shift.SAME:
                continue
            cited = "；".join(f"{one['document']} {one['locator']}" for one in outcome.citations) if outcome else ""
            there[region] = {
                "change": _MOVES[shift],
                "terms": [str(term) for term in row.terms(region)] if shift is Shift.TERMS else None,
                "status": str(outcome.status) if outcome else None,
                "clauses": cited,
            }
        if there:
            yield {"support": row.support, "title": row.title[language], "who": row.subject.id, "in": there}
