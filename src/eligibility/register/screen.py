"""A register screened: answers, gaps and questions, portion by portion, so that memory is bounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from eligibility.bulk import evaluate
from eligibility.bulk.in_flight import in_flight
from eligibility.bulk.register_schema import PolarsType
from eligibility.register.answer_table import KEYS, LIST_NUMBER, PATHS, AnswerPart, Listed, about, key, keys_schema, together, with_told
from eligibility.register.call_list import Caller
from eligibility.register.gaps import as_received, claims, told, with_gaps
from eligibility.register.local_book import LineJobs, one_job
from eligibility.register.missing import Answered, Cases
from eligibility.register.money import monthly_supports
from eligibility.register.options import Job
from eligibility.register.progress import Advance
from eligibility.register.reader import Register
from eligibility.register.summary import RunningCounts, SupportCounts, counts_of
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.support import SupportPart

PORTION = 50_000
"""About how many persons are answered at once, where few supports are asked about."""

ANSWERS = 2_000_000
"""How many answers there are at most for so many persons as are answered at once."""

WORKERS = 2
"""How many portions are answered, and how many written, while what is missing is worked out for another one."""


@dataclass(frozen=True, slots=True)
class Screening:
    """What came of it: the parts of the answers and how many they are, the counts, whom to call, what the office can look up itself."""

    parts: tuple[AnswerPart, ...]
    answers: int
    supports: tuple[SupportCounts, ...]
    tally: RunningCounts
    calls: pl.DataFrame
    office: Counter[str]
    persons: int
    households: int


def focus_of(register: Register, ruleset: Ruleset, chosen: Sequence[str]) -> tuple[str, ...]:
    """The supports that the summary is about: those chosen, otherwise the claims whose receipt is told, otherwise all claims."""
    if chosen:
        return tuple(chosen)
    known = claims(ruleset)
    return tuple(told(register.frame, ruleset, known)) or tuple(known)


def screen_register(
    register: Register, job: Job | LineJobs, folder: Path, places: Sequence[str], advance: Advance = lambda _: None
) -> Screening:
    """Answer a register; the parts of the answers are written to `folder`, and `advance` is told the persons done.

    The job is that of every line, or of each by its area.

    Raises:
        EligibilityError: a column of the register has the wrong type, or the engine is not installed.
        Cancelled: `advance` has stopped the run.
    """
    by_area = one_job(job) if isinstance(job, Job) else job
    return _Run(register, by_area, folder, places, advance).screening()


class _Run:
    """One register being screened: while what is missing is worked out for one portion, the next is answered and the last written."""

    def __init__(self, register: Register, jobs: LineJobs, folder: Path, places: Sequence[str], advance: Advance) -> None:
        self._frame, self._homes = _households_together(register.frame)
        self._about = register.about
        self._jobs, self._job = jobs, jobs.whole
        self._folder = folder
        self._places = places
        self._advance = advance
        self._workers = WORKERS if self._job.engine == "polars" else 1
        self._tally = RunningCounts()
        self._cases: dict[str, Answered] = {}

    def screening(self) -> Screening:
        """Answer the register, portion by portion."""
        caller, parts, calls, count = Caller(), [], [], 0
        for part, lines, open_ in in_flight(self._written, enumerate(self._asked()), self._workers):
            parts.append(part)
            count += lines
            if self._job.ask:
                calls.append(caller.calls(open_))
        households = self._homes["home"].n_unique()
        subjects = {"person": len(self._frame), "household": households}
        supports = counts_of(self._tally, self._job.ruleset, subjects, self._job.supports)
        whole = pl.concat(calls) if calls else Caller().calls(_NOTHING)
        return Screening(tuple(parts), count, tuple(supports), self._tally, whole, caller.office, len(self._frame), households)

    def _asked(self) -> Iterator[Listed]:
        """The answers of each portion, counted, with what the open ones wait for."""
        for answered in in_flight(self._answered, _portions(self._frame, _portion(self._job, len(self._frame))), self._workers):
            self._advance(0)
            found = []
            for one in answered:
                found.append(_asked(one.answers, one.rows, one.job, self._cases.setdefault(one.area, Answered()), self._advance))
                self._count(one)
            yield together(found)

    def _answered(self, portion: pl.DataFrame) -> list[_AreaAnswers]:
        return [_AreaAnswers(area, job, rows, _area_answers(rows, job)) for area, job, rows in self._jobs.split(portion)]

    def _count(self, one: _AreaAnswers) -> None:
        about = self._about.join(one.rows.select("row"), on="row", how="semi")
        placed = about.join(one.rows.select("row", *_place_columns(one.rows, self._places)), on="row")
        self._tally.add(one.answers, placed, self._places, monthly_supports(one.job.ruleset, one.job.local))

    def _written(self, portion: tuple[int, Listed]) -> tuple[AnswerPart, int, pl.DataFrame]:
        """A portion's answers in order, in files of their own: how many there are, and those about which somebody is asked."""
        number, found = portion
        homes = found.rows.select("row").join(self._homes, on="row", how="left", maintain_order="left")
        placed = found.rows.hstack(homes.select("home", "at"))
        ordered = placed[placed.select(key(pl.col("at"))).to_series().arg_sort()].drop("at")
        part = AnswerPart.written(self._folder, f"{number:05d}", Listed(ordered, found.lists))
        asked = ordered.filter(pl.col("support").is_in(self._job.focus) & pl.col("missing").is_not_null())
        return part, len(ordered), Listed(asked, found.lists).plain()


_NOTHING = pl.DataFrame(schema={"row": pl.Int64, "home": pl.Int64, "support": pl.String, "missing": pl.List(pl.String)})


def _households_together(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The lines, sorted so that each household stands together, and the first line of each line's household, with its place among them."""
    alone = pl.col("household").is_null()
    home = pl.when(alone).then("row").otherwise(pl.col("row").min().over("household")).alias("home")
    ordered = frame.with_columns(home).sort("home", "row")
    return ordered.drop("home"), ordered.select("row", "home", at=pl.int_range(pl.len()))


def _portions(frame: pl.DataFrame, size: int) -> Iterator[pl.DataFrame]:
    """Cut between households; one portion at least."""
    keys = frame["household"]
    start = 0
    if not len(frame):
        yield frame
    while start < len(frame):
        end = min(start + max(size, 1), len(frame))
        while end < len(frame) and keys[end] is not None and keys[end] == keys[end - 1]:
            end += 1
        yield frame.slice(start, end - start)
        start = end


def _portion(job: Job, persons: int) -> int:
    """How many persons are answered at once: Spark answers all."""
    return persons if job.engine == "spark" else max(min(PORTION, ANSWERS // max(len(job.supports), 1)), 1)


def _place_columns(portion: pl.DataFrame, places: Sequence[str]) -> list[str]:
    return [name for name in places if name in portion.columns]


@dataclass(frozen=True, slots=True)
class _AreaAnswers:
    """The answers of the lines of one area, by the job that is theirs."""

    area: str
    job: Job
    rows: pl.DataFrame
    answers: pl.DataFrame


def _area_answers(rows: pl.DataFrame, job: Job) -> pl.DataFrame:
    answers = evaluate(
        job.ruleset,
        rows.lazy(),
        job.as_of,
        job.constants,
        job.complete,
        engine=job.engine,
        master=job.master,
        supports=job.supports,
        amounts=True,
        local=job.local,
    )
    return with_gaps(answers.collect(), rows, job)


# -- what is missing


def _asked(answers: pl.DataFrame, portion: pl.DataFrame, job: Job, answered: Answered, advance: Advance) -> Listed:
    """The answers with what the open ones wait for; where only the receipt is not known, that is asked."""
    if not job.ask:
        advance(len(portion))
        because = (pl.lit(None, pl.String).alias(name) for name in _REASONS)
        return Listed(answers.with_columns(*because, pl.lit(None, LIST_NUMBER).alias("missing")), pl.Series("missing", [], PATHS))
    listed = answers.select(*KEYS, "status", "gap")
    waiting = listed.filter(pl.col("status") == Status.UNDETERMINED.value)
    wrong, early = (_by_part(listed.filter(pl.col("gap") == gap), job.ruleset) for gap in ("unjustified", "not_due"))
    supports = _by_part(waiting, job.ruleset)
    cases = Cases(job.ruleset, portion.lazy(), job.as_of, job.constants, job.complete, {**supports, **wrong}, answered)
    refused = _why(cases, wrong) + _why(_as_received(portion, job, early), early, now=True)
    share = len(portion) / max(len(waiting), 1)
    owed = 0.0
    types = keys_schema(job.ruleset)
    found = [Listed(pl.DataFrame(schema={**types, "missing": LIST_NUMBER}), pl.Series("missing", [["self.receives"]], PATHS))]

    def done(count: int) -> None:
        nonlocal owed
        owed += count * share
        advance(int(owed))
        owed -= int(owed)

    for part, rows in supports.items():
        one = cases.missing(part, rows, done)
        found.append(Listed(one.rows.select("row", *about(part.entity, part.id, types), "missing"), one.lists))
    advance(round(owed))
    if not supports:
        advance(len(portion))
    missing = together(found)
    told = with_told(with_told(answers, _because(refused, types)), missing.rows)
    return Listed(_receipts(told, job), missing.lists)


def _by_part(answers: pl.DataFrame, ruleset: Ruleset) -> dict[SupportPart, pl.Series]:
    """The rows of answers by support and kind of subject."""
    groups = answers.group_by("support", "subject", maintain_order=True).agg("row")
    kinds = groups.select("support", "subject").iter_rows()
    return {part: groups["row"][at] for at, (support, kind) in enumerate(kinds) if (part := ruleset.part(support, kind))}


def _as_received(portion: pl.DataFrame, job: Job, early: Mapping[SupportPart, pl.Series]) -> Cases:
    """The cases of those who receive what is not due today, as the answers are when only what is said to be received counts."""
    told = as_received(portion, early)
    return Cases(job.ruleset, told.lazy(), job.as_of, job.constants, job.complete, early)


def _why(cases: Cases, refused: Mapping[SupportPart, pl.Series], *, now: bool = False) -> list[tuple[SupportPart, pl.DataFrame]]:
    """What refuses each of these answers."""
    return [(part, cases.because(part, rows, now=now)) for part, rows in refused.items()]


def _because(said: Iterable[tuple[SupportPart, pl.DataFrame]], types: Mapping[str, PolarsType]) -> pl.DataFrame:
    """What refuses those that are received."""
    told = [table.select("row", *about(part.entity, part.id, types), *_REASONS) for part, table in said]
    return pl.concat([pl.DataFrame(schema={**types, **dict.fromkeys(_REASONS, pl.String)}), *told])


_REASONS = ("because_zh", "because_en")


def _receipts(answers: pl.DataFrame, job: Job) -> pl.DataFrame:
    """The answers, of which those that depend on the receipt alone wait for it: by the first list."""
    unknown = (pl.col("status") == Status.ELIGIBLE.value) & (pl.col("gap") == "undetermined")
    ask = unknown & pl.col("support").is_in(job.focus)
    return answers.with_columns(pl.when(ask).then(pl.lit(0, LIST_NUMBER)).otherwise("missing").alias("missing"))
