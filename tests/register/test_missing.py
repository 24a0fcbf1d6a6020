"""What a register's open answers wait for is what a decision says of each household, however they are grouped."""

from __future__ import annotations

import polars as pl
import pytest

import eligibility as el
from eligibility.bulk import evaluate
from eligibility.decide.missing import Questions
from eligibility.register.missing import Cases
from eligibility.rules.support import PartKey
from eligibility.rules.version_lookup import regions, shipped
from tests.bulk.registers import AS_OF, Home, frame_of, homes

Found = dict[tuple[int, PartKey], list[str]]


def expected(ruleset: el.Ruleset, home: Home, complete: bool) -> Found:
    """The paths that each support of the household and its members would wait for, members named by their lines."""
    situation = home.situation(AS_OF, complete)
    questions = Questions(ruleset, situation)
    lines = {subject.id: row["row"] for subject, row in zip(situation.persons, home.rows, strict=True)}
    found: Found = {}
    for subject in (*situation.persons, situation.household):
        assert subject is not None
        row = lines.get(subject.id, home.rows[0]["row"])
        own = subject.id if subject.kind == "person" else "m1" if len(home.rows) == 1 else ""
        for rule in ruleset.parts:
            if rule.entity == subject.kind:
                found[row, rule.key] = sorted(_named(path, lines, own) for path in questions.missing(rule.id, subject))
    return found


def _named(path: str, lines: dict[str, int], own: str) -> str:
    owner, _, rest = path.partition(".")
    return f"{'self' if owner == own else lines.get(owner, owner)}.{rest}"


@pytest.mark.parametrize("region", regions(shipped()))
@pytest.mark.parametrize("complete", [False, True])
def test_cases_wait_for_what_each_household_waits_for(region: str, complete: bool) -> None:
    """Law: for every open answer of a generated register the missing paths are those that `decide.missing` gives for its household."""
    ruleset = el.load_ruleset(region, as_of=AS_OF)
    found = list(homes(ruleset, 11 + complete, 12))
    frame = frame_of(ruleset, found)
    answers = evaluate(ruleset, frame, AS_OF, complete=complete).filter(pl.col("status") == "undetermined").collect()
    answers = answers.cast({"support": pl.String, "subject": pl.String})
    parts = {key: ruleset.part(*key) for key in answers.select("support", "subject").unique().iter_rows()}
    cases = Cases(ruleset, frame, AS_OF, {}, complete, parts.values())
    wanted = {key: paths for home in found for key, paths in expected(ruleset, home, complete).items()}
    for key, found_of in answers.group_by("support", "subject"):
        for row, paths in cases.missing(parts[key], found_of["row"]).plain().iter_rows():
            assert sorted(paths) == wanted[row, key], (row, key)
    assert cases.asked <= len(answers)


def test_alike_persons_are_one_case(zhangye: el.Ruleset) -> None:
    """A thousand persons who differ in what no rule can tell apart are asked about once."""
    from datetime import date, timedelta

    born = [date(1970, 1, 1) + timedelta(days=index) for index in range(1000)]
    frame = pl.DataFrame({"row": range(1000), "person.birth_date": born, "person.certified": [True] * 1000})
    cases = Cases(zhangye, frame.lazy(), AS_OF, {}, False, zhangye.supports["nursing_subsidy"].parts)
    found = cases.missing(zhangye.supports["nursing_subsidy"].parts[0], frame["row"]).plain()
    assert cases.asked == 1 and found["missing"].n_unique() == 1 and "self.disabilities" in found["missing"][0]
