"""How many questions an interview asks, beside the full form: plausible households of every region, one seed.

An interview starts with nothing known. A question put to several members at once counts once, and once more for each
member whom it concerns, who is then asked alone. A grant counts as found when it is proved by what was answered so far.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from rich.console import Console
from rich.table import Table

import eligibility as el
from benchmarks.households import Households
from eligibility.facts.profile_edit import put as put_in
from eligibility.facts.profile_edit import taken, told_of
from eligibility.guidance.interview import Inquiry, Interview
from eligibility.guidance.questionnaire import MEMBERS, NOBODY, full_form
from eligibility.rules.version_lookup import regions, shipped
from eligibility.rules.words import MONEY

DAY = date(2024, 6, 1)
COUNT = 1000
"""Households of each region."""


@dataclass(frozen=True)
class Course:
    """One interview: questions put, facts answered, entries of the full form, grants and those found in the first third, both
    once more for what pays money; those that an exclusion bars which the routes never ask for; further questions to confirm
    that none does; what is then still otherwise than all facts at once decide. `smallest` is how many of the facts settle
    everything, once each that can be left out is."""

    questions: int
    facts: int
    form: int
    grants: int
    early: int
    money: int
    money_early: int
    barred: int
    confirming: int
    wrong: int
    smallest: int
    seconds: float


def main() -> None:
    names, count = regions(shipped()), int(sys.argv[2]) if len(sys.argv) > 2 else COUNT
    with ProcessPoolExecutor(2) as pool:
        courses = dict(zip(names, pool.map(partial(region, count=count), names), strict=True))
    table = Table(title=f"interviews from nothing, {count:,} households a region", title_justify="left")
    heads = ("", "full form", "facts asked", "smallest", "questions", "of the form", "≤ 40%", "grants", "in the first third", "≥ 90%")
    for head in (*heads, "money", "in the first third", "barred", "to confirm", "wrong", "ms/question"):
        table.add_column(head, justify="left" if not head else "right")
    for name in names:
        table.add_row(name, *summary(courses[name]))
    table.add_row("all", *summary([course for found in courses.values() for course in found]))
    Console(width=170).print(table)


def summary(courses: list[Course]) -> list[str]:
    count = len(courses)
    questions, form = sum(one.questions for one in courses), sum(one.form for one in courses)
    grants, early = sum(one.grants for one in courses), sum(one.early for one in courses)
    few = sum(one.questions <= 0.4 * one.form for one in courses) / count
    soon = sum(one.early >= 0.9 * one.grants for one in courses) / count
    return [
        f"{form / count:.1f}", f"{sum(one.facts for one in courses) / count:.1f}",
        f"{sum(one.smallest for one in courses) / count:.1f}", f"{questions / count:.1f}", f"{questions / form:.1%}",
        f"{few:.0%}", f"{grants / count:.1f}", f"{early / grants:.1%}", f"{soon:.0%}",
        f"{sum(one.money for one in courses) / count:.1f}",
        f"{sum(one.money_early for one in courses) / max(sum(one.money for one in courses), 1):.1%}",
        f"{sum(one.barred for one in courses)}",
        f"{sum(one.confirming for one in courses) / count:.1f}", f"{sum(one.wrong for one in courses)}",
        f"{sum(one.seconds for one in courses) / questions * 1000:.1f}",
    ]  # fmt: skip


def region(name: str, count: int) -> list[Course]:
    ruleset = el.load_ruleset(name, as_of=DAY)
    source = Households(1, ruleset, DAY)
    return [course(ruleset, source.household()) for _ in range(count)]


def course(ruleset: el.Ruleset, truth: dict[str, Any]) -> Course:
    """One interview whose every answer is the household's own; what it ends with must be what all facts at once give."""
    start = time.perf_counter()
    interview = Interview(ruleset, el.read_profile(json.dumps({"locality": {"adcode": ruleset.adcode}})), as_of=DAY, confirm=False)
    found, facts = put(interview, truth)
    seconds = time.perf_counter() - start
    whole = el.decide(el.read_profile(json.dumps(truth)), ruleset, as_of=DAY)
    confirmed = Interview(ruleset, interview.profile, as_of=DAY)
    more, _ = put(confirmed, truth)
    early = found[-(-len(found) // 3) - 1] & found[-1]
    money = {key for key in found[-1] if any(part.benefit.kind in MONEY for part in ruleset.supports[key[0]].parts)}
    form = len(full_form(ruleset, interview.decision.situation))
    barred, wrong = differing(interview.decision, whole), differing(confirmed.decision, whole)
    return Course(
        len(found),
        facts,
        form,
        len(found[-1]),
        len(early),
        len(money),
        len(money & early),
        barred,
        len(more),
        wrong,
        smallest(interview),
        seconds,
    )


def put(interview: Interview, truth: dict[str, Any]) -> tuple[list[frozenset[tuple[str, str]]], int]:
    """Ask until nothing is left: what was granted after each question, and how many facts were answered."""
    found: list[frozenset[tuple[str, str]]] = []
    facts = 0
    while (inquiry := interview.next()) is not None:
        facts += len(inquiry.paths)
        for _ in answered(interview, inquiry, truth):
            found.append(interview.granted)
    return found, facts


def smallest(interview: Interview) -> int:
    """How many of the facts answered settle as much, left out one after another; the list of members counts as one."""
    decision = interview.decision
    open_ = {key for key, raw in decision.raw.items() if raw.status is el.Status.UNDETERMINED}
    told = told_of(interview.profile)
    kept = 1
    for path in reversed(full_form(decision.ruleset, decision.situation)):
        if taken(told, path) is None:
            continue
        less = deepcopy(told)
        put_in(less, path, None)
        then = el.decide(el.read_profile(json.dumps(less)), decision.ruleset, as_of=DAY)
        if all(key in open_ for key, raw in then.raw.items() if raw.status is el.Status.UNDETERMINED):
            told = less
        else:
            kept += 1
    return kept


def differing(found: el.Decision, whole: el.Decision) -> int:
    return sum(one.status.granted is not whole[one.support, one.subject.id].status.granted for one in found)


def answered(interview: Interview, inquiry: Inquiry, truth: dict[str, Any]) -> Any:
    """Answer a question, yielding once for each time that it had to be put."""
    if inquiry.paths == (MEMBERS,):
        interview.answer(MEMBERS, len(truth["household"]["members"]))
        yield inquiry.paths
        return
    concerned = [path for path in inquiry.paths if not inquiry.together or taken(truth, path) != NOBODY[path.partition(".")[2]]]
    if inquiry.together:
        interview.nobody(*(path for path in inquiry.paths if path not in concerned))
        yield inquiry.paths
    for path in concerned:
        value = taken(truth, path)
        if value is None:
            interview.dont_know(path)
        else:
            interview.answer(path, value)
        yield (path,)
