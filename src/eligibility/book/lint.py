"""Checks on a book beyond those of reading it: against the rules of the regions that its areas concern, and of areas against each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

from eligibility.book.areas import exists, wider
from eligibility.book.book import Book
from eligibility.book.bound import BoundBook, BoundRate, book_under, conditions_of
from eligibility.book.entries import AreaBook, BookEntry, Counter, Deadline, Rate
from eligibility.codes import RuleCheck
from eligibility.errors import RuleProblem, in_file_order
from eligibility.i18n import Text
from eligibility.logic.amount import Formula, reads_facts
from eligibility.logic.expr import And
from eligibility.rules.amount_lint import lint_formula
from eligibility.rules.amounts import static
from eligibility.rules.labels import AREAS
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import SupportPart
from eligibility.rules.version_lookup import adcode_of, load_ruleset, regions, rules_folder, versions


def lint_book(book: Book, root: Path | None = None, today: date | None = None) -> tuple[RuleProblem, ...]:
    """What is wrong with a book that could be read, in the order of its files. `root` is a folder of rulesets instead of the shipped one.

    With `today`, a day of confirmation that is still to come is named.

    Raises:
        EligibilityError: `root` holds no rulesets.
        RulesetError: the rules of a region that the book concerns have mistakes.
    """
    base = rules_folder(root)
    concerned = {area: _rules_of(area, base) for area in book.areas}
    problems = [
        problem
        for ruleset in dict.fromkeys(one for found in concerned.values() for one in found)
        for problem in conditions_of(book, ruleset)
    ]
    for code, layer in book.areas.items():
        problems += [_unsupported(entry) for entry in layer.entries if concerned[code] and not _known(entry, concerned[code])]
    problems += [problem for entry in book.entries() if today is not None for problem in _not_yet(entry, today)]
    problems += [problem for layer in book.areas.values() if not concerned[layer.area] for problem in _nowhere(layer)]
    rulesets = dict.fromkeys(one for found in concerned.values() for one in found)
    if not problems:
        amounts = [problem for ruleset in rulesets for problem in _amounts(book_under(book, ruleset), ruleset)]
        problems += dict.fromkeys(amounts)
        problems += [problem for ruleset in rulesets for problem in _outside(book_under(book, ruleset))]
    return in_file_order(problems)


def without_rules(book: Book, root: Path | None = None) -> tuple[AreaBook, ...]:
    """The areas of a book for which there are no rules, so that nothing is looked up in them."""
    base = rules_folder(root)
    return tuple(layer for code, layer in book.areas.items() if not _rules_of(code, base))


def _rules_of(area: str, root: Path) -> tuple[Ruleset, ...]:
    """The newest rules of the regions that lie in an area, or that it lies in."""
    codes = {region: adcode_of(root, region) for region in regions(root)}
    found = [region for region, code in codes.items() if area in wider(code) or code in wider(area)]
    return tuple(load_ruleset(region, versions(root, region)[-1], root=root) for region in found)


def _known(entry: BookEntry, rulesets: tuple[Ruleset, ...]) -> bool:
    """Whether some region's rules have the support (and the route) that an entry is about."""
    if not isinstance(entry, Rate | Counter | Deadline) or entry.head.name in AREAS:
        return True
    support, _, route = entry.head.name.partition(".")
    found = [ruleset.supports[support] for ruleset in rulesets if support in ruleset.supports]
    return any(not route or route in {one.name for one in whole.routes} for whole in found)


def _nowhere(layer: AreaBook) -> Iterator[RuleProblem]:
    """An area whose province or city does not exist; it is told at the file's code."""
    if not exists(layer.area):
        said = Text(f"没有 {layer.area} 这个省、市", f"{layer.area} lies in no province or city that there is")
        mend = Text("前两位是省，中间两位是市", "two digits name the province, and the next two the city")
        yield layer.source.problem(RuleCheck.UNKNOWN_AREA, ("area",), said, mend)


def _unsupported(entry: BookEntry) -> RuleProblem:
    source, (room, name, _) = entry.head.place
    said = Text(f"本地的规则里没有 {name}，这一条用不上", f"the rules of this place have no {name}, so that nothing uses the entry")
    mend = Text("删去，或写进有这一项的地区", "leave it out, or write it for a place whose rules have it")
    return source.problem(RuleCheck.RATE_WITHOUT_SUPPORT, (room, name, "key"), said, mend)


def _not_yet(entry: BookEntry, today: date) -> Iterator[RuleProblem]:
    """A rate that the office is said to have confirmed on a day that is still to come."""
    if isinstance(entry, Rate) and entry.confirmed is not None and entry.confirmed > today:
        source, at = entry.head.place
        said = Text(f"核对日期 {entry.confirmed} 还没有到", f"is confirmed on {entry.confirmed}, a day that is still to come")
        mend = Text("写机构最近一次核对的日期", "write the day on which the office last looked")
        yield source.problem(RuleCheck.WRONG_VALUE, (*at, "confirmed"), said, mend)


def _amounts(bound: BoundBook, ruleset: Ruleset) -> Iterator[RuleProblem]:
    """What is wrong with amounts as with those of the rules. A gap between tiers is none here: whom no tier covers gets nothing by them."""
    for one in bound.rates.values():
        part = ruleset.supports[one.rate.support].part_of(one.rate.route)
        reaching = [route.when for route in part.routes if one.rate.route in {None, route.name}]
        source, at = one.rate.head.place
        where = [] if one.where is None else [one.where]
        yield from lint_formula(one.formula, [And((when, *where)) for when in reaching], (source, (*at, "is")))
        yield from _apart(one, bound, part)


def _apart(one: BoundRate, bound: BoundBook, part: SupportPart) -> Iterator[RuleProblem]:
    """A rate for some, and a wider area's or the plan's in another unit: while it is open whether the nearer one speaks, the two
    cannot be joined."""
    rate, (source, at) = one.rate, one.rate.head.place
    if one.where is None:
        return
    wide = wider(rate.head.area)[1:]
    others = [other.rate for other in bound.rates.values() if other.rate.head.name == rate.head.name and _meet(rate, other.rate)]
    farther = {Text(other.head.source.name, other.head.source.name): other.unit for other in others if other.head.area in wide}
    given = [part.benefit_of(route) for route in part.routes if rate.route in {None, route.name}]
    stated = {Text("规划", "the plan"): benefit.unit for benefit in given if benefit.formula is not None}
    for name, unit in {**farther, **stated}.items():
        if unit != rate.unit:
            said = Text(
                f"与{name.zh}的单位不同，where 没有确定时无法合看",
                f"has another unit than {name.en}: while where is open they cannot be joined",
            )
            yield source.problem(RuleCheck.AMOUNT_UNIT, (*at, "unit"), said, Text("同一项用同一单位", "one support has one unit"))


def _outside(bound: BoundBook) -> Iterator[RuleProblem]:
    """Rates that do not lie inside the same rate of a wider area, where neither depends on any fact."""
    for pair in combinations([one for one in bound.rates.values() if one.where is None and not reads_facts(one.formula)], 2):
        near, far = sorted(pair, key=lambda one: len(wider(one.rate.head.area)), reverse=True)
        nearer, farther = near.rate, far.rate
        if nearer.head.area == farther.head.area or farther.head.area not in wider(nearer.head.area):
            continue
        same = nearer.head.name == farther.head.name and nearer.unit == farther.unit
        if same and _meet(nearer, farther) and not _inside(near.formula, far.formula):
            source, at = nearer.head.place
            name = farther.head.source.name
            said = Text(f"在上级标准之外：{farther.head.area} 的{name}", f"lies outside the standard of {farther.head.area}: {name}")
            mend = Text("核对两份文件；按近的答复并提示", "check both documents; the nearer one answers, with a notice")
            yield source.problem(RuleCheck.RATE_OUTSIDE, (*at, "is"), said, mend)


def _inside(inner: Formula, outer: Formula) -> bool:
    near, far = static(inner), static(outer)
    return near is None or far is None or near.within(far)


def _meet(one: Rate, other: Rate) -> bool:
    """Whether two entries are in force on a common day."""
    return all(first.last is None or second.first <= first.last for first, second in ((one.head, other.head), (other.head, one.head)))
