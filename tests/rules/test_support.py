"""A support as the engines use it: what its parts and routes say together, in order and once."""

from __future__ import annotations

import pickle
from dataclasses import replace
from decimal import Decimal

import pytest

from eligibility.facts.vocabulary import SubjectKind
from eligibility.i18n import Text
from eligibility.logic.amount import literal
from eligibility.logic.expr import And, Flag, Has
from eligibility.logic.types import Boolean, Fact
from eligibility.rules.support import Benefit, Compliance, Route, Statement, Support, SupportPart

FACT = Flag(Fact("person.certified", Boolean()))
CASH = Benefit("cash", literal(Decimal(100)), "CNY/month")
SERVICE = Benefit("service", None, None)
OFFICE, BUREAU = (Statement(Text(name, name), ("一",), "D") for name in ("office", "bureau"))
CARD, PROOF = (Statement(Text(name, name), ("一",), "D") for name in ("card", "proof"))
TITLE = Text("现金", "Cash")


def route(name: str = "main", *cite: str, document: str = "D", **more: object) -> Route:
    plain = Route(name, "certified", FACT, "mandatory", cite or ("一",), None, (), (), None, None, document)
    return replace(plain, **more)  # type: ignore[arg-type]


def part(*routes: Route, entity: SubjectKind = "person", **more: object) -> SupportPart:
    plain = SupportPart("cash", "allowances", entity, TITLE, routes or (route(),), (), CASH, (), ())
    return replace(plain, **more)  # type: ignore[arg-type]


def support(*parts: SupportPart) -> Support:
    return Support("cash", "allowances", TITLE, parts)


def test_a_clause_is_a_locator_of_a_document() -> None:
    """Of several routes each clause comes once, in order; the same locator of another document is another clause."""
    one, two, amended = route("a", "一", "二"), route("b", "二", "三"), route("c", "一", document="E")
    assert one.clauses == (("D", "一"), ("D", "二"))
    assert part(one, two, amended).citations == (("D", "一"), ("D", "二"), ("D", "三"), ("E", "一"))


def test_what_was_read_of_a_part_is_no_part_of_it() -> None:
    """A part of which something was worked out is equal to one of which nothing was."""
    fresh, read = part(route("a", "一", "二")), part(route("a", "一", "二"))
    assert read.citations and read.routes[0].clauses and read.formulas and read.duties == ()
    assert fresh == read and hash(fresh) == hash(read) and pickle.dumps(read) == pickle.dumps(fresh)


def test_the_routes_that_say_what_a_duty_counts() -> None:
    counted = route("b", compliance=Compliance(None, None))
    assert part(route("a"), counted).duties == (counted,)


def test_what_a_route_gives() -> None:
    """Its own benefit, otherwise that of the support."""
    plain, own = route(), route("own", benefit=SERVICE)
    assert (part(plain, own).benefit_of(plain), part(plain, own).benefit_of(own)) == (CASH, SERVICE)


def test_the_amounts_that_are_stated() -> None:
    """Those of the support first, then those of its routes; a benefit without money states none."""
    more = Benefit("cash", literal(Decimal(200)), "CNY/month")
    assert part(route("a", benefit=more), route("b", benefit=SERVICE)).formulas == (CASH.formula, more.formula)
    assert part(benefit=SERVICE).formulas == ()


def test_who_is_in_charge_and_the_papers_over_all_routes() -> None:
    """What is said of all comes first, and each once."""
    routes = route("a", agency=BUREAU, papers=(PROOF, CARD)), route("b", agency=OFFICE)
    found = part(*routes, agency=OFFICE, papers=(CARD,))
    assert (found.agencies, found.every_paper) == ((OFFICE, BUREAU), (CARD, PROOF))
    assert (part().agencies, part().every_paper) == ((), ())


def test_the_supports_that_routes_depend_on() -> None:
    """Over all routes and all kinds of subject."""
    home = part(route("a", when=Has("dibao")), route("b", when=And((FACT, Has("tekun")))))
    firm = part(route("c", when=Has("card")), entity="household")
    assert home.demands == {"dibao", "tekun"} and part().demands == set()
    assert support(home, firm).demands == {"dibao", "tekun", "card"}


@pytest.fixture
def both() -> Support:
    """A support for persons, with a duty of organisations."""
    return support(part(route("main"), route("other")), part(route("employer"), entity="organisation"))


def test_the_kinds_of_a_support(both: Support) -> None:
    """In the order of its parts; `has.` reads what persons and households have."""
    assert both.kinds == ("person", "organisation")
    assert [one.name for one in both.routes] == ["main", "other", "employer"]
    assert [one.key for one in both.held] == [("cash", "person")]
    household = support(part(entity="household"), part(entity="organisation"), part())
    assert [one.entity for one in household.held] == ["household", "person"]


def test_the_part_of_a_kind_and_of_a_route(both: Support) -> None:
    """None names the part of the support's own kind; a kind that it is not for has no part."""
    assert both.part("organisation") is both.parts[1] and both.part("household") is None
    assert [both.part_of(name) for name in ("employer", "other", None)] == [both.parts[1], both.parts[0], both.parts[0]]
