"""One household under several plans: what it would gain, lose and have on other terms where it went from one to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from eligibility._dataclass import dataclass
from eligibility._json import JsonObject
from eligibility.book.book import Book
from eligibility.codes import ProblemCode
from eligibility.decide.decision import Decision, decide
from eligibility.decide.notices import DecisionNotice, within
from eligibility.decide.outcome import Outcome
from eligibility.errors import WrongArgument, checked_type, not_of_type
from eligibility.facts.flatten import Subject
from eligibility.facts.profile import Profile
from eligibility.facts.read import checked_profile
from eligibility.i18n import InOneLanguage, Language, Text
from eligibility.rules.amount_prose import amount_text
from eligibility.rules.labels import EXTENTS, modality_word
from eligibility.rules.prose import number_text
from eligibility.rules.ruleset import Ruleset, checked_ruleset
from eligibility.rules.status import Status
from eligibility.views.local import book_text
from eligibility.views.report import MARKS, Group, Item, Report, Section
from eligibility.views.standing import group_of
from eligibility.views.subjects import called, notice_text
from eligibility.views.tiers import TIERS, tier_of, weightiest_first


class Shift(StrEnum):
    """What becomes of a support for a household that goes from one plan to another.

    GAINED and LOST: granted only there, only here. TERMS: granted by both, on other terms. MAY_GAIN and MAY_LOSE: the answer there
    is better or worse, or may be, and one of the two is still open. SAME: everything else.
    """

    GAINED = "gained"
    LOST = "lost"
    TERMS = "terms"
    MAY_GAIN = "may_gain"
    MAY_LOSE = "may_lose"
    SAME = "same"


class Term(StrEnum):
    """In what two grants of one support differ: conditions left to others or met first, how binding, how much, what a duty asks for,
    and whether it outlasts the plan."""

    CONDITION = "condition"
    MODALITY = "modality"
    AMOUNT = "amount"
    COMPLIANCE = "compliance"
    STANDING = "standing"


SHIFTS = {
    Shift.GAINED: Text("多得到", "Gained"),
    Shift.LOST: Text("不再有", "Lost"),
    Shift.TERMS: Text("都有，规定不同", "In both, on other terms"),
    Shift.MAY_GAIN: Text("可能多得到，还要问清", "May be gained, still open"),
    Shift.MAY_LOSE: Text("可能不再有，还要问清", "May be lost, still open"),
}
"""What becomes of supports, in the order in which it is told."""

STYLES = {Shift.GAINED: "green", Shift.LOST: "yellow", Shift.TERMS: "cyan", Shift.MAY_GAIN: "magenta", Shift.MAY_LOSE: "magenta"}

NAMED = 6
"""How many titles a line of open supports names."""


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One support for one subject, with its outcome by region (None where the plan has no such support for it).

    `base` is the region from which the others are seen.
    """

    support: str
    subject: Subject
    title: Text
    outcomes: Mapping[str, Outcome | None]
    base: str

    def shift(self, region: str) -> Shift:
        """What becomes of the support for whoever goes from the base to another region."""
        here, there = self.outcomes[self.base], self.outcomes[region]
        if here and there and here.status.granted and there.status.granted:
            return Shift.TERMS if self.terms(region) else Shift.SAME
        before, after = _standing(here), _standing(there)
        if before == after:
            return Shift.SAME
        if 1 in {before, after}:
            return Shift.MAY_GAIN if after > before else Shift.MAY_LOSE
        return Shift.GAINED if after > before else Shift.LOST

    def terms(self, region: str) -> tuple[Term, ...]:
        """In what the grants of the base and of another region differ; nothing where one of them does not grant."""
        here, there = self.outcomes[self.base], self.outcomes[region]
        if not (here and there and here.status.granted and there.status.granted):
            return ()
        first, second = _terms(here), _terms(there)
        return tuple(term for term in Term if first[term] != second[term])

    @property
    def differs(self) -> bool:
        """Whether something becomes of it in one of the other regions."""
        return any(self.shift(region) is not Shift.SAME for region in self.outcomes)

    def as_json(self) -> JsonObject:
        """The row as plain data."""
        others = [region for region in self.outcomes if region != self.base]
        return {
            "support": self.support,
            "subject": self.subject.id,
            "title": self.title.as_json(),
            "differs": self.differs,
            "shifts": {region: {"shift": self.shift(region).value, "terms": list(self.terms(region))} for region in others},
            "outcomes": {region: _answer_json(one) if one else None for region, one in self.outcomes.items()},
        }


def _standing(outcome: Outcome | None) -> int:
    """0 for what is refused or not in the plan, 1 for what is open, 2 for what is granted."""
    if outcome is None or outcome.status is Status.NOT_ELIGIBLE:
        return 0
    return 2 if outcome.status.granted else 1


def _terms(outcome: Outcome) -> Mapping[Term, object]:
    """Everything in which two grants may differ."""
    benefit = outcome.benefit
    return {
        Term.CONDITION: ([text.zh for text in (*outcome.subject_to, *outcome.demands)], outcome.after),
        Term.MODALITY: outcome.modality,
        Term.AMOUNT: (outcome.amount.stated, outcome.amount.unit if outcome.amount.stated else None, benefit.extent),
        Term.COMPLIANCE: _required(outcome),
        Term.STANDING: group_of(outcome),
    }


def _required(outcome: Outcome) -> Decimal | None:
    """The number that a duty asks for; None where the plan states none or the facts do not tell it."""
    return outcome.compliance.required if outcome.compliance else None


def _answer_json(outcome: Outcome) -> JsonObject:
    return {
        "subject": outcome.subject.id,
        "status": outcome.status.value,
        "route": outcome.route,
        "modality": outcome.modality,
        "extent": outcome.benefit.extent,
        "compliance": outcome.compliance.as_json() if outcome.compliance else None,
        "missing": outcome.missing,
        "after": outcome.after,
        "citations": outcome.citations,
        "standing": outcome.standing.as_json(),
    }


@dataclass(frozen=True, slots=True)
class RegionComparison:
    """A household's answers by region: all rows, those that differ first, and each region's decision.

    `base` is the region from which the others are seen.
    """

    regions: Mapping[str, Ruleset]
    as_of: date
    rows: tuple[RegionRow, ...]
    decisions: Mapping[str, Decision]
    base: str

    @property
    def notices(self) -> Mapping[str, tuple[DecisionNotice, ...]]:
        """The notices of each region's decision."""
        return {region: tuple(decision.notices) for region, decision in self.decisions.items()}

    def _books(self) -> JsonObject:
        """The hash of what each region's decision used of the local book; null where nothing of it speaks there."""
        spoken = {region: one.receipt.book if _speaks(one) else None for region, one in self.decisions.items()}
        return {**spoken}

    def as_json(self) -> JsonObject:
        """The comparison as plain data."""
        return {
            "as_of": self.as_of.isoformat(),
            "base": self.base,
            "rulesets": {region: {"version": one.name, "hash": one.hash} for region, one in self.regions.items()},
            **({"books": self._books()} if any(one.book for one in self.decisions.values()) else {}),
            "notices": {region: [notice.as_json() for notice in notices] for region, notices in self.notices.items()},
            "supports": [row.as_json() for row in self.rows],
        }


def _speaks(decision: Decision) -> bool:
    """Whether a local book has something for the place of a decision."""
    return decision.evaluation.book is not None and bool(decision.evaluation.book.local.layers)


RULESETS = Text("规则集按名称的字典（至少一个）", "a mapping of names to rulesets (at least one)")
NAMES = Text("以地区名称为键的映射", "a mapping by names of regions")
"""What `compare` takes."""


def compare(profile: Profile, rulesets: Mapping[str, Ruleset], *, as_of: date, book: Book | None = None) -> RegionComparison:
    """Decide a profile under several rulesets. The one whose area holds the profile's area code, otherwise the first, is the base
    from which the others are seen.

    A local `book` speaks in each region for the place in which the household would live there: its own where its area code lies in
    the region, otherwise the region's whole area.

    Raises:
        ProfileError: as `decide`.
        BookError: a condition of the book has a mistake.
        WrongArgument: `rulesets` is no mapping, or is empty.
    """
    if not isinstance(rulesets, Mapping) or not rulesets:
        raise WrongArgument([not_of_type(ProblemCode.WRONG_TYPE, "rulesets", RULESETS, rulesets)])
    for name, ruleset in rulesets.items():
        checked_type(name, str, "rulesets", NAMES)
        checked_ruleset(ruleset)
    adcode = checked_profile(profile).locality.adcode
    base = next((region for region, one in rulesets.items() if adcode and within(adcode, one.adcode)), next(iter(rulesets)))
    decisions = {
        region: decide(_living_in(profile, ruleset) if book else profile, ruleset, as_of=as_of, book=book)
        for region, ruleset in rulesets.items()
    }
    rows = list(_rows(decisions, base))
    return RegionComparison(rulesets, as_of, tuple(sorted(rows, key=lambda row: not row.differs)), decisions, base)


def _living_in(profile: Profile, ruleset: Ruleset) -> Profile:
    """The profile as that of a household in a region."""
    adcode = profile.locality.adcode
    if adcode is not None and within(adcode, ruleset.adcode):
        return profile
    return profile.model_copy(update={"locality": profile.locality.model_copy(update={"adcode": ruleset.adcode})})


def _rows(decisions: Mapping[str, Decision], base: str) -> Iterator[RegionRow]:
    """A row for each support and subject. Where another plan gives to the household what the base gives to its members, or the other
    way about, its best answer stands beside each of the base's."""
    for support in dict.fromkeys(outcome.support for decision in decisions.values() for outcome in decision):
        found = {region: [one for one in decision if one.support == support] for region, decision in decisions.items()}
        kinds = {one.subject.kind for one in found[base]}
        elsewhere = {region for region, mine in found.items() if mine and kinds and kinds.isdisjoint(one.subject.kind for one in mine)}
        shown = {one.subject.id: one for region, mine in found.items() if region not in elsewhere for one in mine}
        for subject, first in shown.items():
            outcomes = {
                region: max(mine, key=_standing) if region in elsewhere else next((one for one in mine if one.subject.id == subject), None)
                for region, mine in found.items()
            }
            yield RegionRow(support, first.subject, first.rule.title, outcomes, base)


def comparison_report(comparison: RegionComparison, language: Language) -> Report:
    """The comparison for a reader: for each other region what is gained, lost and on other terms, then what is still open."""
    return _Writer(comparison, language).report()


class _Writer(InOneLanguage):
    """Arranges one comparison in one language."""

    def __init__(self, comparison: RegionComparison, language: Language) -> None:
        self.found = comparison
        self.language = language
        self.situation = comparison.decisions[comparison.base].situation
        self.here = comparison.regions[comparison.base].title[language]

    def report(self) -> Report:
        found = self.found
        others = [region for region in found.regions if region != found.base]
        named = self._say("、", ", ").join(found.regions[region].title[self.language] for region in others)
        title = self._say(f"{self.here}与{named}比较", f"{self.here} compared with {named}") if others else self.here
        day = self._say(f"判定日期 {found.as_of}", f"as of {found.as_of}")
        notices = tuple(Item("!", text) for text in self._notices())
        sections = [Section(self._say("注意", "Notices"), "yellow", (Group("", notices),))] if notices else []
        books = [text for one in found.decisions.values() if (text := book_text(one, self.language))]
        return Report(" · ".join([title, day, *books]), (*sections, *(one for region in others for one in self._region(region))))

    def _notices(self) -> Iterator[str]:
        """Each notice once, after the regions that give it."""
        about: dict[str, list[str]] = {}
        for decision in self.found.decisions.values():
            for notice in decision.notices:
                text = notice_text(notice, decision.situation, self.language)
                about.setdefault(text, []).append(decision.ruleset.title[self.language])
        for text, regions in about.items():
            yield f"{self._say('、', ', ').join(regions)}{self._say('：', ': ')}{text}"

    def _region(self, region: str) -> Iterator[Section]:
        """What becomes of the supports in one region, and a line that counts what stays as it is."""
        there = self.found.regions[region].title[self.language]
        rows = {shift: [row for row in self.found.rows if row.shift(region) is shift] for shift in Shift}
        same = sum(_standing(row.outcomes[region]) > 0 for row in rows[Shift.SAME])
        for shift, title in SHIFTS.items():
            groups = tuple(self._subjects(rows[shift], shift, region))
            if groups:
                heading = f"{self.here} → {there} · {title[self.language]}"
                yield Section(self._counted(heading, len(rows[shift])), STYLES[shift], groups)
        if not any(rows[shift] for shift in SHIFTS):
            same_text = self._say(f"{same}项都一样", f"all {same} are the same")
            yield Section(f"{self.here} → {there}", "dim", (Group("", (Item("=", same_text),)),))
        elif same:
            yield Section(self._counted(f"{self.here} → {there} · {self._say('一样', 'The same')}", same), "dim", ())

    def _counted(self, heading: str, count: int) -> str:
        return self._say(f"{heading}（{count}项）", f"{heading} ({count})")

    def _subjects(self, rows: Iterable[RegionRow], shift: Shift, region: str) -> Iterator[Group]:
        mine: dict[str, list[RegionRow]] = {}
        for row in rows:
            mine.setdefault(row.subject.id, []).append(row)
        for subject, own in mine.items():
            yield Group(called(self.situation, subject)[self.language], tuple(self._items(own, shift, region)))

    def _items(self, rows: list[RegionRow], shift: Shift, region: str) -> Iterator[Item]:
        """What is gained or lost by how much it weighs; other terms a line each; what is open in one line."""
        if shift is Shift.TERMS:
            for row in rows:
                yield self._other_terms(row, region)
            return
        side = region if shift in {Shift.GAINED, Shift.MAY_GAIN} else self.found.base
        of = {row.support: row for row in rows}
        outcomes = weightiest_first(one for row in rows if (one := row.outcomes[side]))
        if shift in {Shift.MAY_GAIN, Shift.MAY_LOSE}:
            yield Item(MARKS[Status.UNDETERMINED], self._open([of[one.support].title[self.language] for one in outcomes]))
            return
        mark = MARKS[Status.ELIGIBLE] if shift is Shift.GAINED else MARKS[Status.NOT_ELIGIBLE]
        for tier, title in TIERS.items():
            own = [one for one in outcomes if tier_of(one.rule) is tier]
            if own:
                titles = self._joined(self._with_amount(one) for one in own)
                yield Item(mark, f"{title[self.language]}{self._say('：', ': ')}{titles}")

    def _open(self, titles: list[str]) -> str:
        named = self._joined(titles[:NAMED])
        rest = len(titles) - NAMED
        more = self._say(f"等{len(titles)}项", f" and {rest} more") if rest > 0 else ""
        return named + more

    def _with_amount(self, outcome: Outcome) -> str:
        title, amount = outcome.rule.title[self.language], amount_text(outcome.amount.stated, outcome.amount.unit, self.language)
        return self._say(f"{title}（{amount}）", f"{title} ({amount})") if amount else title

    def _other_terms(self, row: RegionRow, region: str) -> Item:
        """A support with what is different there: here → there."""
        here, there = row.outcomes[self.found.base], row.outcomes[region]
        assert here is not None
        assert there is not None
        said = [f"{self._term(term, here)} → {self._term(term, there)}" for term in row.terms(region)]
        return Item("≠", f"{row.title[self.language]}{self._say('：', ': ')}{self._say('；', '; ').join(said)}")

    def _term(self, term: Term, outcome: Outcome) -> str:
        match term:
            case Term.CONDITION:
                return self._conditions(outcome)
            case Term.MODALITY:
                return modality_word(outcome.modality, outcome.status)[self.language] if outcome.modality else ""
            case Term.AMOUNT:
                extent = outcome.benefit.extent
                return amount_text(outcome.amount.stated, outcome.amount.unit, self.language) or (
                    EXTENTS[extent][self.language] if extent else self._say("没有写金额", "no amount stated")
                )
            case Term.COMPLIANCE:
                required = _required(outcome)
                number = number_text(required)
                return (
                    self._say("没有写人数", "no number stated") if required is None else self._say(f"不少于{number}", f"at least {number}")
                )
            case Term.STANDING:
                group = group_of(outcome)
                return group[self.language] if group else self._say("规划期内", "in the plan's period")

    def _conditions(self, outcome: Outcome) -> str:
        """What is left to other rules or comes first."""
        ruleset = outcome.evaluation.ruleset
        first = [self._say(f"先办{one.zh}", f"first {one.en}") for one in map(ruleset.support_title, outcome.after)]
        also = [text[self.language] for text in (*outcome.subject_to, *outcome.demands)]
        return self._say("、", " and ").join([*first, *also]) or self._say("没有另外的条件", "no further condition")
