"""A condition matters to a line only where what is known of the line leaves open what it is part of."""

from __future__ import annotations

import polars as pl

import eligibility as el
from eligibility.bulk.flat_records import records
from eligibility.register.alike import parts_of
from eligibility.register.mattering import Mattering
from eligibility.register.missing import reads_of
from eligibility.rules.support import SupportPart
from tests.bulk.registers import AS_OF
from tests.conftest import Toy, support

Rows = list[dict[str, object]]
SCHEMA = {"row": pl.Int64, "person.certified": pl.Boolean, "person.receives.card": pl.Boolean, "household.area": pl.String}


def mattering(ruleset: el.Ruleset, part: SupportPart, rows: Rows) -> Mattering:
    """What matters to some lines for a support."""
    frame = pl.DataFrame([{"row": number, **row} for number, row in enumerate(rows)], schema=SCHEMA)
    reads = reads_of(ruleset, part)
    known = records(ruleset, frame.lazy(), AS_OF, list(parts_of((*reads.own, *reads.members))), {}, False)
    found = Mattering(ruleset, known, known.table.sort("row"))
    found.tell(part, part.entity, found.everywhere)
    return found


def test_members_matter_where_the_household_is_not_refused_already(toy: Toy) -> None:
    """Whether any member is certified is asked in the country alone, and not of households of which nothing else is open."""
    ruleset = el.load_ruleset(toy(support("area == 'rural' and any(certified)", entity="household")))
    found = mattering(ruleset, ruleset.parts[0], [{"household.area": area} for area in ("rural", "urban", None)])
    assert [where.to_list() for where in found.members.values()] == [[True, False, True]]
    assert [where.to_list() for where in found.conditions.values()] == [[True, False, True]]


def test_a_support_that_is_received_is_not_looked_into(toy: Toy) -> None:
    """Where the card is received, nothing matters by which it might be had."""
    ruleset = el.load_ruleset(toy(support("area == 'rural'", name="card") + support("has.card and certified")))
    part = ruleset.supports["cash"].parts[0]
    found = mattering(ruleset, part, [{"person.receives.card": received} for received in (True, False, None)])
    told = {str(one): where.to_list() for one, where in found.conditions.items()}
    assert next(where for one, where in told.items() if "area" in one) == [False, True, True]
    assert next(where for one, where in told.items() if "certified" in one) == [True, True, True]


def test_what_is_told_is_the_same_for_all_lines(toy: Toy) -> None:
    """Cases are kept for a run: the lines of one portion and those of another tell the same conditions in the same order."""
    ruleset = el.load_ruleset(toy(support("area == 'rural'", name="card") + support("has.card and any(certified)")))
    part = ruleset.supports["cash"].parts[0]
    one, two = (mattering(ruleset, part, [{"person.receives.card": received}]) for received in (True, False))
    assert list(one.conditions) == list(two.conditions) and list(one.members) == list(two.members)
    assert len(one.wholes) == len(two.wholes)


def test_whom_something_is_refused_is_certain(toy: Toy) -> None:
    ruleset = el.load_ruleset(toy(support("any(certified)", entity="household")))
    found = mattering(ruleset, ruleset.parts[0], [{"person.certified": certified} for certified in (True, False, None)])
    (body,) = found.asked.values()
    assert found.refused(body).to_list() == [False, True, False]
