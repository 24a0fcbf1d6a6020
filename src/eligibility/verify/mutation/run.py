"""Mutation testing of versions: every mutant judged by the cases, and the survivors by the solver."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from eligibility.errors import RuleProblem, Span, in_file_order
from eligibility.i18n import Text
from eligibility.rules.cases import CaseFiles
from eligibility.rules.clauses import read_ledger
from eligibility.rules.inherited_cases import case_files
from eligibility.rules.load import Loaded
from eligibility.rules.version_lookup import find
from eligibility.verify import SECONDS
from eligibility.verify.mutation.amounts import AmountMutant, amount_mutants, changed_ruleset
from eligibility.verify.mutation.contexts import Contexts
from eligibility.verify.mutation.declared import Declarations
from eligibility.verify.mutation.edits import OF_AMOUNTS
from eligibility.verify.mutation.judging import Judge
from eligibility.verify.mutation.mutants import Mutant, Mutating, conditions_of
from eligibility.verify.mutation.statements import Noticed, Part, Unnoticed, statements_noticed
from eligibility.verify.mutation.survivors import sort_out, sort_out_amount
from eligibility.verify.query import Verdict, days_of
from eligibility.verify.witness import Data


@dataclass(slots=True)
class Tally:
    """The mutants of one support or definition, or of a whole version, by what became of them.

    `not_run` are those that the loader refuses, `equivalent` those proved to change no answer.
    """

    mutants: int = 0
    dead: int = 0
    not_run: int = 0
    equivalent: int = 0
    declared: int = 0
    survived: int = 0

    def add(self, other: Tally) -> None:
        """Add another tally."""
        self.mutants += other.mutants
        self.dead += other.dead
        self.not_run += other.not_run
        self.equivalent += other.equivalent
        self.declared += other.declared
        self.survived += other.survived


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that is neither noticed nor excused: where it is, and the case that kills it (None: the solver left it open)."""

    support: str
    route: str
    definition: str
    mutant: Text
    operator: str
    condition: str
    text: str
    start: int
    end: int
    file: str
    span: Span
    cite: tuple[str, ...]
    case: Data | None

    @property
    def of_amount(self) -> bool:
        """Whether it is a mistake in an amount."""
        return self.operator in OF_AMOUNTS


@dataclass(slots=True)
class Mutated:
    """What mutation testing found for one version, by support and definition."""

    region: str
    version: str
    title: Text
    tallies: dict[str, Tally] = field(default_factory=dict)
    left: list[Survivor] = field(default_factory=list)
    problems: list[RuleProblem] = field(default_factory=list)
    statements: dict[Part, Noticed] = field(default_factory=dict)
    unnoticed: list[Unnoticed] = field(default_factory=list)

    @property
    def total(self) -> Tally:
        """The tally of the whole version."""
        total = Tally()
        for tally in self.tallies.values():
            total.add(tally)
        return total

    @property
    def clean(self) -> bool:
        """Whether no mutant survived, every declaration is needed and true, and what is said beside the conditions is stated."""
        return not self.left and not self.problems and not self.unnoticed


def mutate(loaded: Loaded, files: CaseFiles, folder: Path, *, supports: Collection[str] | None = None, seconds: int = SECONDS) -> Mutated:
    """Judge every mutant of a version, or of some of its supports with the definitions that these use."""
    ruleset = loaded.ruleset
    chosen = [name for name in own_supports(loaded) if supports is None or name in supports]
    judge, declared = Judge(ruleset, files.cases), Declarations(files.equivalents)
    found = Mutated(ruleset.region, ruleset.name, ruleset.title)
    making = Mutating(ruleset)
    contexts = Contexts(judge.base, days_of(ruleset.version, ruleset.period.last), seconds)
    for condition in conditions_of(loaded, chosen):
        tally = found.tallies.setdefault(condition.owner, Tally())
        for mutant in making.mutants(condition):
            tally.mutants += 1
            _judged(mutant, judge, contexts, declared, tally, found)
    for mistake in amount_mutants(loaded, chosen):
        tally = found.tallies.setdefault(mistake.part.id, Tally())
        tally.mutants += 1
        if judge.notices_amount(mistake.part.id, changed_ruleset(ruleset, mistake)):
            tally.dead += 1
            continue
        verdict = sort_out_amount(mistake, ruleset, seconds)
        if verdict.verdict is Verdict.NONE:
            tally.equivalent += 1
        else:
            tally.survived += 1
            found.left.append(_wrong_amount(mistake, verdict.case))
    everything = {*ruleset.supports, *ruleset.definitions}
    named = {one.owner for one in files.equivalents}
    judged = {*found.tallies, *(named - everything)} if supports is not None else {*everything, *named}
    found.problems += in_file_order(declared.close(judged))
    found.statements, found.unnoticed = statements_noticed(judge, loaded, read_ledger(folder), chosen)
    return found


def own_supports(loaded: Loaded) -> list[str]:
    """The supports that a version's own cases answer for: all, or in an amendment those that it adds or changes."""
    before = loaded.before.supports if loaded.before else {}
    return [name for name, support in loaded.ruleset.supports.items() if before.get(name) != support]


_NOTICED = Text("有案例发现它", "a case notices it")
_PROVED = Text("求解器已证明它不改变任何答案", "the solver proves that it changes no answer")


def _judged(mutant: Mutant, judge: Judge, contexts: Contexts, declared: Declarations, tally: Tally, found: Mutated) -> None:
    """Count one mutant; one that survives is put on the list."""
    if mutant.expr is None:
        tally.not_run += 1
        return
    if judge.notices(mutant):
        tally.dead += 1
        declared.unneeded(mutant, _NOTICED)
        return
    verdict = sort_out(mutant, judge.ruleset, contexts)
    if verdict.verdict is Verdict.NONE:
        tally.equivalent += 1
        declared.unneeded(mutant, _PROVED)
    elif verdict.verdict is Verdict.OPEN and declared.excuses(mutant):
        tally.declared += 1
    else:
        tally.survived += 1
        declared.refuted(mutant)
        found.left.append(_survivor(mutant, verdict.case))


def _survivor(mutant: Mutant, case: Data | None) -> Survivor:
    condition, edit = mutant.condition, mutant.edit
    return Survivor(
        support=condition.support,
        route=condition.route,
        definition=condition.definition,
        mutant=edit.said,
        operator=edit.operator.value,
        condition=mutant.hash,
        text=condition.text,
        start=edit.start,
        end=edit.end,
        file=condition.source.name,
        span=condition.source.part(condition.at, edit.start, edit.end),
        cite=condition.cite,
        case=case,
    )


def _wrong_amount(mistake: AmountMutant, case: Data | None) -> Survivor:
    return Survivor(
        support=mistake.part.id,
        route=mistake.route,
        definition="",
        mutant=mistake.edit.said,
        operator=mistake.edit.operator.value,
        condition=mistake.hash,
        text=mistake.text,
        start=mistake.edit.start,
        end=mistake.edit.end,
        file=mistake.source.name,
        span=mistake.source.part(mistake.at, mistake.edit.start, mistake.edit.end),
        cite=mistake.cite,
        case=case,
    )


def mutate_folder(folder: Path, root: Path, supports: Collection[str] | None = None, *, seconds: int = SECONDS) -> Mutated:
    """Judge every mutant of the version in a folder, or of some of its supports.

    Raises:
        RulesetError: the version's files or its cases have mistakes.
    """
    loaded = find(folder, root=root)
    return mutate(loaded, case_files(loaded), folder, supports=supports, seconds=seconds)


Task = tuple[Path, Path, Collection[str] | None]
"""A version's folder, the root of its rulesets, and the supports to mutate (None: all)."""


def mutate_all(tasks: Sequence[Task], *, seconds: int = SECONDS, jobs: int | None = None) -> list[Mutated]:
    """Judge the mutants of several versions, on as many processors as there are.

    Raises:
        RulesetError: the files of a version or its cases have mistakes.
    """
    jobs = min(jobs or os.cpu_count() or 1, len(tasks))
    if jobs <= 1:
        return [mutate_folder(*task, seconds=seconds) for task in tasks]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        return [share.result() for share in [pool.submit(mutate_folder, *task, seconds=seconds) for task in tasks]]
