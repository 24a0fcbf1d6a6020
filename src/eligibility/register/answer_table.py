"""The answers of a register, a line for each, and the files in which those of a portion wait until they are written.

There are many times as many answers as persons, and the same few words stand in all of them. So words are numbers in lists of words
(`Enum`), and what an answer waits for is the number of a list of paths, which stands once for all answers that wait for the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from eligibility.bulk.register_schema import PolarsType
from eligibility.facts.vocabulary import SUBJECT_KINDS
from eligibility.rules.ruleset import Ruleset

KEYS = ("row", "subject", "support")
"""What tells one answer from another."""

PATHS = pl.List(pl.String)
LIST_NUMBER = pl.UInt32


def words_type(words: Iterable[str]) -> pl.Enum:
    """The type of a column of words; they are in order by their numbers too."""
    return pl.Enum(sorted(set(words)))


SUBJECTS = words_type(SUBJECT_KINDS)


def keys_schema(ruleset: Ruleset) -> dict[str, PolarsType]:
    """The types of `KEYS`."""
    return {"row": pl.Int64(), "subject": SUBJECTS, "support": words_type(ruleset.supports)}


def about(kind: str, support: str, types: Mapping[str, PolarsType]) -> tuple[pl.Expr, pl.Expr]:
    """The kind of subject and the support that lines are about, in the types of `keys_schema`."""
    return pl.lit(kind, types["subject"]).alias("subject"), pl.lit(support, types["support"]).alias("support")


def key(first: pl.Expr | None = None) -> pl.Expr:
    """An answer's `KEYS` as one number, in their order by row, with persons before households; `first` stands in place of the row."""
    row = pl.col("row") if first is None else first
    household = (pl.col("subject") == "household").cast(pl.Int64)
    return ((row * 2 + household) * _MOST_WORDS + pl.col("support").to_physical().cast(pl.Int64)).alias("key")


def of_route() -> pl.Expr:
    """A support and a route as one number; null where no route is named."""
    return pl.col("support").to_physical().cast(pl.Int64) * _MOST_WORDS + pl.col("route").to_physical().cast(pl.Int64)


_MOST_WORDS = 1 << 20
"""More supports or routes than any ruleset has."""


def with_told(answers: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The answers with what is told of some of them; null where nothing is. Nothing is told twice."""
    names = [name for name in told.columns if name not in KEYS]
    if not len(told):
        return answers.with_columns(pl.lit(None, told.schema[name]).alias(name) for name in names)
    found = answers.select(key()).join(told.select(key(), *names), on="key", how="left", maintain_order="left")
    return answers.hstack(found.select(names))


@dataclass(frozen=True, slots=True)
class Listed:
    """Some answers, or what is told of them: in `rows`, `missing` is the number of one of the `lists` of paths, if any."""

    rows: pl.DataFrame
    lists: pl.Series

    @classmethod
    def each(cls, rows: pl.DataFrame) -> Listed:
        """Answers that have lists of their own in `missing`."""
        return cls(rows.with_columns(pl.int_range(pl.len(), dtype=LIST_NUMBER).alias("missing")), rows["missing"])

    def of_lists(self) -> pl.Series:
        """What stands in `lists` for each answer."""
        return self.lists.gather(self.rows["missing"])

    def plain(self) -> pl.DataFrame:
        """The answers with texts for words and lists for their numbers."""
        return _in_texts(self.rows).with_columns(self.of_lists().alias("missing"))


def together(several: Iterable[Listed]) -> Listed:
    """All of several answers, of which there are some."""
    rows, lists, count = [], [], 0
    for one in several:
        rows.append(one.rows.with_columns(pl.col("missing") + count))
        lists.append(one.lists)
        count += len(one.lists)
    return Listed(pl.concat(rows), pl.concat(lists))


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """The files of some of the answers, and of their lists."""

    answers: Path
    lists: Path

    @classmethod
    def written(cls, folder: Path, name: str, listed: Listed) -> AnswerPart:
        """Write answers into a folder."""
        part = cls(folder / f"{name}.parquet", folder / f"{name}.lists.parquet")
        listed.rows.write_parquet(part.answers, compression="lz4")
        listed.lists.alias("missing").to_frame().write_parquet(part.lists, compression="lz4")
        return part

    def read(self) -> Listed:
        """The answers as they were written."""
        return Listed(pl.read_parquet(self.answers), pl.read_parquet(self.lists)["missing"])

    def empty(self) -> Listed:
        """The same columns without answers."""
        return Listed(pl.read_parquet(self.answers, n_rows=0), pl.read_parquet(self.lists, n_rows=0)["missing"])

    def plain(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """The answers, or some columns of them, with texts for words and lists for their numbers."""
        if columns is None or "missing" in columns:
            return self.read().plain().select(columns or pl.all())
        return _in_texts(pl.read_parquet(self.answers, columns=list(columns)))


def answers_in(parts: Iterable[AnswerPart], columns: Sequence[str] | None = None) -> pl.DataFrame:
    """All answers, or some columns of them, with texts for words and lists for their numbers."""
    return pl.concat([part.plain(columns) for part in parts])


def _in_texts(table: pl.DataFrame) -> pl.DataFrame:
    return table.cast({name: pl.String for name, kind in table.schema.items() if kind == pl.Enum})
