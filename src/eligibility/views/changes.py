"""How two versions of the rules differ: before and after, effects declared and proved, one household's answers, a register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from eligibility._dataclass import dataclass
from eligibility._json import Json, JsonObject
from eligibility._notebook import ShownInNotebooks
from eligibility.book.book import Book
from eligibility.codes import ProblemCode
from eligibility.decide.answer_diff import Answer, Difference, between
from eligibility.decide.compliance import number_json
from eligibility.errors import EligibilityError, Problem, checked_language
from eligibility.facts.days import checked_day
from eligibility.facts.profile import Profile
from eligibility.facts.vocabulary import SubjectKind
from eligibility.i18n import Language, Text, joined
from eligibility.logic.amount import reads_facts
from eligibility.logic.expr import disjunction
from eligibility.rules.amount_prose import benefit_text, formula_text
from eligibility.rules.amounts import stated, static
from eligibility.rules.labels import SUBJECT_LABELS
from eligibility.rules.prose import Prose, clauses_text
from eligibility.rules.ruleset import Definition, Document, Figure, Ruleset, checked_ruleset
from eligibility.rules.ruleset_diff import Changes, RouteChange, SupportChange, changes
from eligibility.rules.support import Route, Support
from eligibility.rules.words import Effect, Modality, MoneyEffect
from eligibility.verify import SECONDS

if TYPE_CHECKING:
    from eligibility.bulk.version_shifts import Shift
    from eligibility.verify.effects import Proved


@dataclass(frozen=True, slots=True)
class ByRoute:
    """An answer changed because this route of its support did."""

    route: RouteChange

    @property
    def clauses(self) -> str:
        """The clauses of the route now, or before it was removed."""
        written = self.route.after or self.route.before
        assert written is not None
        return clauses_text(written.clauses)


@dataclass(frozen=True, slots=True)
class ByExclusions:
    """An answer changed because the exclusions of its support did."""

    change: SupportChange


@dataclass(frozen=True, slots=True)
class ByDependency:
    """An answer changed because a support that it depends on did; its own rule is the same."""

    support: str


Because = ByRoute | ByExclusions | ByDependency


@dataclass(frozen=True, slots=True)
class Diff(ShownInNotebooks):
    """Two versions, how their rules differ, and whom that touches.

    `effects` holds what is proved for every household, by support: None without a solver, or where it was not asked.
    `household` and `register` are None where none was given.
    """

    changes: Changes
    effects: Mapping[str, Proved | None]
    household: tuple[Difference, ...] | None = None
    register: tuple[Shift, ...] | None = None

    @property
    def before(self) -> Ruleset:
        return self.changes.before

    @property
    def after(self) -> Ruleset:
        return self.changes.after

    @property
    def same(self) -> bool:
        """Whether the rules are the same."""
        return not (self.changes.supports or self.changes.definitions or self.changes.figures)

    def declared(self, support: str) -> Effect | None:
        """The effect that the later version declares, where it is written as a change of the earlier one."""
        return self.after.effects.get(support) if self.after.amends == self.before.name else None

    def declared_money(self, support: str) -> MoneyEffect | None:
        """The effect on how much a support gives that the later version declares, where it is written as a change of the earlier one."""
        return self.after.money_effects.get(support) if self.after.amends == self.before.name else None

    @property
    def amending(self) -> Document | None:
        """The document that makes the later version of the earlier one; None where it is a plan of its own or a scenario."""
        return self.after.amendments[-1] if self.after.amends and self.after.amendments and self.after.scenario is None else None

    @property
    def removed_by(self) -> str:
        """The clauses of the amending document that take supports or routes out; empty where it names none."""
        return clauses_text((self.amending.name, locator) for locator in self.after.removed_by) if self.amending else ""

    def because(self, difference: Difference) -> Iterator[Because]:
        """The routes and exclusions that changed an answer, or, where its own rule is the same, the changed supports behind it."""
        changed = {change.support: change for change in self.changes.supports}
        support = changed.get(difference.support)
        if support is None:
            behind = self.before.behind(difference.support) | self.after.behind(difference.support)
            yield from (ByDependency(name) for name in sorted(behind & changed.keys()))
            return
        routes = {route.name: route for route in support.routes}
        named = [routes[name] for name in difference.routes if name in routes] or list(routes.values())
        yield from (ByRoute(route) for route in named)
        if any(kind in support.excluded for kind in _kinds(support, difference)):
            yield ByExclusions(support)

    def as_json(self, language: Language = "zh") -> JsonObject:
        """Everything as plain data, with conditions and amounts in one language.

        Raises:
            WrongArgument: there is no such language.
        """
        checked_language(language)
        return _Data(self, language).everything()


def _kinds(change: SupportChange, difference: Difference) -> Iterator[SubjectKind]:
    """The kind of subject whose answer differs, told by the routes of the answer."""
    for rule, answer in ((change.before, difference.before), (change.after, difference.after)):
        if rule is not None and answer is not None:
            yield rule.part_of(next(iter(answer.routes))).entity


def diff(
    before: Ruleset,
    after: Ruleset,
    *,
    profile: Profile | None = None,
    as_of: date | None = None,
    register: Sequence[Shift] | None = None,
    prove: bool = True,
    seconds: int = SECONDS,
    book: Book | None = None,
) -> Diff:
    """How two versions of one region's rules differ.

    `profile` adds the answers of that household that differ on a day: `as_of`, otherwise the profile's own; a local `book` speaks on
    both sides. `register` is what
    `eligibility.bulk.version_shifts.shifts` counted. With `prove` the solver, where it is installed, is asked of every changed
    support whether some household gains it and whether some household loses it, for at most `seconds` a question.

    Raises:
        EligibilityError: the versions belong to two regions, or the household comes without a day.
        NotADay: `as_of` is no date, or a datetime.
        WrongArgument: one of the versions is no ruleset.
        ProfileError: as `decide`.
    """
    same_region(before, after)
    if as_of is not None:
        checked_day(as_of)
    household = tuple(between(profile, before, after, _day(profile, as_of), book)) if profile is not None else None
    found = changes(before, after)
    effects = {change.support: proved_effect(change.support, found, seconds) if prove else None for change in found.supports}
    return Diff(found, effects, household, None if register is None else tuple(register))


def same_region(before: Ruleset, after: Ruleset) -> None:
    """Refuse versions of two regions, which are no change of one another.

    Raises:
        EligibilityError: the regions differ.
    """
    if checked_ruleset(before, "before").region != checked_ruleset(after, "after").region:
        message = Text("两个版本不是同一地区的", "the two versions are of different regions")
        mend = Text("比较地区请用 compare。", "To set regions side by side use compare.")
        raise EligibilityError([Problem(ProblemCode.DIFFERENT_REGIONS, "", message, mend)])


def _day(profile: Profile, as_of: date | None) -> date:
    day = profile.as_of if as_of is None else as_of
    if day is None:
        raise EligibilityError([Problem(ProblemCode.MISSING, ("as_of",), Text("没有给出判定日期", "no day is given to decide for"))])
    return day


def proved_effect(support: str, found: Changes, seconds: int = SECONDS) -> Proved | None:
    """What a solver proves of the effect on one support; None where none is installed."""
    try:
        from eligibility.verify.effects import effect_on
    except ImportError:
        return None
    return effect_on(support, found.before, found.after, seconds=seconds)


@dataclass(frozen=True, slots=True)
class RouteWords:
    """A route in one version: its condition as written and in prose, how binding it is, its amount and clauses."""

    when: str
    prose: str
    modality: Modality
    amount: str | None
    clauses: str


@dataclass(frozen=True, slots=True)
class DefinitionWords:
    """A definition in one version, as written and in prose."""

    text: str
    prose: str


class ChangeWords:
    """The rules of a diff in one language: each part before and after, None where there is none."""

    def __init__(self, diff: Diff, language: Language) -> None:
        self.language = language
        self.proses = Prose(diff.before, language), Prose(diff.after, language)

    def route(self, change: RouteChange, support: SupportChange) -> tuple[RouteWords | None, RouteWords | None]:
        """A route with the amount that it gives."""
        old, new = self.proses
        return self._route(change.before, support.before, old), self._route(change.after, support.after, new)

    def _route(self, route: Route | None, support: Support | None, prose: Prose) -> RouteWords | None:
        if route is None or support is None:
            return None
        amount = benefit_text(support.part_of(route.name).benefit_of(route), prose) or None
        return RouteWords(route.text, prose.say(route.when), route.modality, amount, clauses_text(route.clauses))

    def unless(self, change: SupportChange) -> tuple[str | None, str | None]:
        """The exclusions of a support that differ as one phrase; where it has several kinds of subject, each is named."""
        sides = zip((change.before, change.after), self.proses, strict=True)
        old, new = (self._unless(one, change, prose) if one else None for one, prose in sides)
        return old, new

    def _unless(self, support: Support, change: SupportChange, prose: Prose) -> str | None:
        colon = Text("：", ": ")[self.language]
        said = {part.entity: prose.say(disjunction(list(part.unless))) for part in support.parts if part.unless}
        told = [
            f"{SUBJECT_LABELS[kind][self.language]}{colon}{text}" if len(support.parts) > 1 else text
            for kind, text in said.items()
            if kind in change.excluded
        ]
        return joined(told, self.language) or None

    def benefit(self, change: SupportChange) -> tuple[str | None, str | None]:
        """What a support gives beside its routes, as one phrase; where it has several kinds of subject, each is named."""
        sides = zip((change.before, change.after), self.proses, strict=True)
        old, new = (self._benefit(one, prose) if one else None for one, prose in sides)
        return old, new

    def _benefit(self, support: Support, prose: Prose) -> str | None:
        colon, comma = Text("：", ": ")[self.language], Text("；", "; ")[self.language]
        said = {part.entity: benefit_text(part.benefit, prose) for part in support.parts}
        told = [f"{SUBJECT_LABELS[kind][self.language]}{colon}{text}" if len(said) > 1 else text for kind, text in said.items() if text]
        return comma.join(told) or None

    def definition(self, before: Definition | None, after: Definition | None) -> tuple[DefinitionWords | None, DefinitionWords | None]:
        """A definition."""
        sides = zip((before, after), self.proses, strict=True)
        old, new = (DefinitionWords(one.text, prose.say(one.body)) if one else None for one, prose in sides)
        return old, new

    def figure(self, before: Figure | None, after: Figure | None) -> tuple[str | None, str | None]:
        """A figure."""
        sides = zip((before, after), self.proses, strict=True)
        old, new = (figure_text(one, prose) if one else None for one, prose in sides)
        return old, new


def figure_text(figure: Figure, prose: Prose) -> str:
    """A figure as the text bounds it."""
    amount = None if reads_facts(figure.formula) else stated(static(figure.formula))
    if amount is None:
        return f"{formula_text(figure.formula, prose)} {figure.unit}"
    high = f"–{amount.high}" if amount.high is not None else ""
    return f"{amount.bound} {amount.low}{high} {figure.unit}"


class _Data:
    """A diff as plain data, with its phrases in one language."""

    def __init__(self, diff: Diff, language: Language) -> None:
        self.diff = diff
        self.language = language
        self.words = ChangeWords(diff, language)

    def everything(self) -> JsonObject:
        found = self.diff.changes
        data: JsonObject = {
            "before": _version(found.before),
            "after": _version(found.after),
            "document": _document(self.diff.amending),
            "supports": [self._support(change) for change in found.supports],
            "definitions": [self._definition(name, *pair) for name, pair in found.definitions.items()],
            "figures": [{"figure": name, **_sides(*self.words.figure(*pair))} for name, pair in found.figures.items()],
        }
        if self.diff.household is not None:
            data["household"] = [self._answer(difference) for difference in self.diff.household]
        if self.diff.register is not None:
            data["register"] = [_shift(shift) for shift in self.diff.register]
        return data

    def _support(self, change: SupportChange) -> JsonObject:
        rule = change.after or change.before
        assert rule is not None
        return {
            "support": change.support,
            "title": rule.title.as_json(),
            "declared": self.diff.declared(change.support),
            "money": self.diff.declared_money(change.support),
            "proved": _effect(self.diff.effects.get(change.support)),
            "routes": [self._route(route, change) for route in change.routes],
            "unless": _sides(*self.words.unless(change)) if change.excluded else None,
            "benefit": _sides(*self.words.benefit(change)) if "benefit" in change.parts else None,
            "other": list(change.parts),
        }

    def _route(self, change: RouteChange, support: SupportChange) -> JsonObject:
        sides = (asdict(one) if one else None for one in self.words.route(change, support))
        told = {"through": list(change.through), "laws": [law[self.language] for law in change.laws], "also": list(change.parts)}
        return {"route": change.name, **_sides(*sides), **told}

    def _definition(self, name: str, before: Definition | None, after: Definition | None) -> JsonObject:
        sides = ({"is": one.text, "prose": one.prose} if one else None for one in self.words.definition(before, after))
        return {"definition": name, **_sides(*sides)}

    def _answer(self, difference: Difference) -> JsonObject:
        sides = _sides(*(_answered(one) if one else None for one in (difference.before, difference.after)))
        because = [self._because(reason) for reason in self.diff.because(difference)]
        return {"support": difference.support, "subject": difference.subject, **sides, "because": because}

    def _because(self, reason: Because) -> JsonObject:
        match reason:
            case ByRoute(route):
                laws = [law[self.language] for law in route.laws]
                return {"route": route.name, "clauses": reason.clauses, "through": list(route.through), "laws": laws}
            case ByExclusions(change):
                return {"unless": _sides(*self.words.unless(change))}
            case ByDependency(support):
                return {"depends_on": support}


def _version(ruleset: Ruleset) -> dict[str, str]:
    return {"region": ruleset.region, "version": ruleset.name, "hash": ruleset.hash}


def _document(document: Document | None) -> JsonObject | None:
    if document is None:
        return None
    issued = document.issued.isoformat() if document.issued else None
    return {"title": document.title, "number": document.number, "issued": issued, "issuer": document.issuer}


def _sides(before: Json, after: Json) -> JsonObject:
    return {"before": before, "after": after}


def _answered(answer: Answer) -> JsonObject:
    return {"status": answer.status, "route": answer.route, "benefit": answer.benefit}


def _shift(shift: Shift) -> JsonObject:
    return {**asdict(shift), "more": number_json(shift.more), "less": number_json(shift.less)}


def _effect(proved: Proved | None) -> JsonObject | None:
    return {"effect": proved.effect, "gains": proved.gain.witness, "loses": proved.loss.witness} if proved else None
