"""How much an answer gives: the interval of every amount that the unknown facts can still give, and what would narrow it.

The amount never touches a status. It joins the amounts of the routes that hold and of those still open; which route an
answer names decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from eligibility._dataclass import dataclass
from eligibility.decide.amount_questions import AmountQuestions, RouteAmount
from eligibility.decide.evaluation import Evaluation
from eligibility.facts.flatten import Subject
from eligibility.facts.record import known_of
from eligibility.i18n import LANGUAGES, Text, joined
from eligibility.logic.amount import Formula, Interval, exactly, hull, interval, reads_facts
from eligibility.logic.expr import Expr
from eligibility.logic.narrowing import narrowed
from eligibility.logic.truth import Truth
from eligibility.rules.amount_prose import formula_text
from eligibility.rules.amounts import stated
from eligibility.rules.prose import Prose
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.support import Amount, Benefit, Route, SupportPart
from eligibility.rules.words import MONEY, BenefitUnit, Combine, Modality

CLAIMED: frozenset[Modality] = frozenset({"mandatory", "local_option"})
"""How binding a clause is from which a claim follows: only then does a route that is still open count."""
STANDARDS = ("locality.standards.", "locality.dibao_standard.")
"""The profile paths of what only the office can tell."""
NOTHING = exactly(0)


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """The amount of one answer: what it would be if granted, where the answer is still open.

    `interval` is None where no route states an amount. `missing` are the profile paths that alone can still change it;
    where it is empty and the interval is no single number, the text leaves the rest open. `wanted` are the local figures
    that would tell, which only the office knows. `routes` set the amount, and `why` says how.
    """

    interval: Interval | None
    unit: BenefitUnit | None
    missing: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    why: Text | None = None

    @property
    def stated(self) -> Amount | None:
        """The amount in the words of a plan; None where nothing bounds it."""
        return stated(self.interval)


def amount_of(evaluation: Evaluation, part: SupportPart, subject: Subject) -> FoundAmount:
    """The amount of a support for a subject."""
    status = evaluation.raw.status(part.id, subject.id)
    if status is Status.NOT_ELIGIBLE or (evaluation.book is None and not part.formulas):
        return unstated(part, status)
    proved, open_ = route_amounts(evaluation, part, subject)
    setting = [one for one in (*proved, *open_) if one.interval is not None]
    found = together(_stated(proved), _stated(open_), part.combine, held=bool(proved))
    paths = AmountQuestions(evaluation.questions, part, subject).missing(proved, open_) if _may_change(found, proved, open_) else ()
    local = tuple(path.removeprefix("locality.") for path in paths if path.startswith(STANDARDS))
    rest = tuple(path for path in paths if not path.startswith(STANDARDS))
    answered = evaluation.book is not None and any(evaluation.book.local.rates(part.id, one.route.name) for one in (*proved, *open_))
    asks_office = not answered and not rest and not local and part.benefit.kind in MONEY and (found is None or not found.exact)
    return FoundAmount(
        found,
        next((one.unit for one in setting), None),
        rest,
        local or ((f"rates.{part.id}",) if asks_office else ()),
        tuple(one.route.name for one in setting),
        _why(evaluation, part, setting),
    )


def unstated(part: SupportPart, status: Status) -> FoundAmount:
    """The amount of an answer where nothing states one: for money, the local figure that would tell."""
    asks_office = status is not Status.NOT_ELIGIBLE and part.benefit.kind in MONEY
    return FoundAmount(None, None, wanted=(f"rates.{part.id}",) if asks_office else ())


def _stated(routes: Sequence[RouteAmount]) -> list[Interval]:
    return [one.interval for one in routes if one.interval is not None]


def _may_change(found: Interval | None, proved: Sequence[RouteAmount], open_: Sequence[RouteAmount]) -> bool:
    """Whether a fact can still change the amount."""
    if found is None or not proved or any(one.interval for one in open_):
        return any(one.formula for one in (*proved, *open_))
    return any(reads_facts(one.formula) for one in proved if one.formula)


def route_amounts(evaluation: Evaluation, part: SupportPart, subject: Subject) -> tuple[list[RouteAmount], list[RouteAmount]]:
    """The routes that hold and those still open from which a claim would follow, each with its amount."""
    raw = evaluation.raw[part.id, subject.id]
    proved: list[RouteAmount] = []
    open_: list[RouteAmount] = []
    holds = raw.now if raw.status is Status.ELIGIBLE else raw.then
    for route, held, then in zip(part.routes, holds, raw.then, strict=True):
        if held is True:
            proved.append(_of_route(evaluation, part, route, subject))
        elif then is not False and route.modality in CLAIMED and not raw.unless:
            open_.append(_of_route(evaluation, part, route, subject))
    return _in_one_unit(proved, open_)


def _in_one_unit(proved: list[RouteAmount], open_: list[RouteAmount]) -> tuple[list[RouteAmount], list[RouteAmount]]:
    """Amounts of the first unit alone: those of another, which only a local book can give, are never joined with them."""
    unit = next((one.unit for one in (*proved, *open_) if one.unit is not None), None)
    kept = ([one if one.unit in {None, unit} else RouteAmount(one.route, None, None) for one in some] for some in (proved, open_))
    return next(kept), next(kept)


def _of_route(evaluation: Evaluation, part: SupportPart, route: Route, subject: Subject) -> RouteAmount:
    benefit = benefit_for(evaluation, part, route, subject)
    if benefit.formula is None:
        return RouteAmount(route, None, None)
    formula = where_it_holds(benefit.formula, route, evaluation.ruleset)
    found = interval(formula, known_of(subject), lambda when: evaluation.truth(when, subject))
    return RouteAmount(route, benefit.formula, found and above_nothing(found), benefit.unit)


def benefit_for(evaluation: Evaluation, part: SupportPart, route: Route, subject: Subject) -> Benefit:
    """What a route gives a subject: by the rates of the local book that speak for it, or may, and the plan's where none does."""
    if evaluation.book is None:
        return part.benefit_of(route)
    return evaluation.book.local.benefit(part, route, lambda where: evaluation.truth(where, subject) is not Truth.FALSE)


def where_it_holds(formula: Formula, route: Route, ruleset: Ruleset) -> Formula:
    """An amount where a route holds: without what contradicts the route, made once for each ruleset."""
    if not reads_facts(formula):
        return formula
    made = ruleset.once(_Narrowed)
    key = formula, route.when
    if key not in made:
        made[key] = narrowed(formula, route.when).formula
    return made[key]


class _Narrowed(dict[tuple[Formula, Expr], Formula]):
    """The amounts of one ruleset and of the local books used with it, each where a condition holds."""

    def __init__(self, ruleset: Ruleset) -> None:
        super().__init__()


def above_nothing(found: Interval) -> Interval:
    """An interval of money: it never falls below 0."""
    return found.raised(NOTHING)


def together(proved: Sequence[Interval], open_: Sequence[Interval], combine: Combine | None, *, held: bool = False) -> Interval | None:
    """The amount of the routes that hold (`proved`) and of those that may hold (`open_`); None where none states one.

    With `held` some route holds, be it one that states no amount: then nothing is sure of what an open route alone would give.
    Without `combine`, routes of different amounts exclude each other: one that holds leaves nothing to the open ones.
    """
    if not proved and not open_:
        return None
    least = min(_low(one) for one in open_) if not proved and not held else Fraction(0)
    match combine:
        case "sum":
            sums = exactly(0)
            for one in (*proved, *open_):
                sums += one
            return Interval(sum(map(_low, proved), Fraction(0)) if proved else least, sums.high)
        case "highest":
            return Interval(max(map(_low, proved)) if proved else least, _highest((*proved, *open_)))
    return hull(proved) or Interval(least, _highest(open_))


def _highest(some: Sequence[Interval]) -> Fraction | None:
    """The highest end; None if one is open."""
    high = [one.high for one in some]
    return None if None in high else max(end for end in high if end is not None)


def _low(one: Interval) -> Fraction:
    return one.low or Fraction(0)


def _why(evaluation: Evaluation, part: SupportPart, setting: Sequence[RouteAmount]) -> Text | None:
    """How the amount is worked out; None where every route states plain numbers."""
    formulas = list(dict.fromkeys(one.formula for one in setting if one.formula is not None))
    if not any(map(reads_facts, formulas)):
        return None
    proses = [Prose(evaluation.ruleset, language) for language in LANGUAGES]
    return Text(*(joined(dict.fromkeys(formula_text(one, prose) for one in formulas), prose.language) for prose in proses))
