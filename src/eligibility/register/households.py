"""Who lives together in a register, and whether the facts of a household agree in all its lines."""

from __future__ import annotations

import polars as pl

from eligibility.bulk.contradictions import of_households
from eligibility.i18n import Text
from eligibility.register.reading import Reading

_PLACES = ("village", "address", "township")


def add_households(reader: Reading, about: pl.DataFrame) -> None:
    """Put the key of each person's household into the frame; null where it is not told who belongs together.

    A head's name alone is no key: in a register of thousands it stands for several families.
    """
    key = pl.lit(None, pl.String)
    if "household" in about.columns:
        key = pl.col("household")
    elif "head" in about.columns:
        places = [name for name in _PLACES[:2] if name in about.columns]
        if places:
            parts = [pl.col(name) for name in ("head", *(name for name in _PLACES if name in about.columns))]
            key = pl.concat_str(parts, separator="|", ignore_nulls=False)
        else:
            reader.notices.append(
                Text(
                    "只有户主姓名，同名的户分不开，各人单独判定；请加“户号”或“村（社区）”列",
                    "a head's name alone does not tell households apart: every person was screened alone; add a household key or village",
                )
            )
    reader.frame = reader.frame.with_columns(about.with_columns(key.alias("household"))["household"])


def agreeing(reader: Reading, frame: pl.DataFrame, left_out: pl.Series) -> pl.DataFrame:
    """The frame in which all lines of a household say the same of it.

    What one line leaves open another may tell; where two say different things the household is left out. So is one
    whose lines contradict each other.
    """
    lines = [name for name in frame.columns if name.startswith(("household.", "locality."))]
    for name in lines:
        inside = pl.col(name).drop_nulls().n_unique().over("household")
        found = frame.filter(pl.col("household").is_not_null() & (inside > 1))
        why = Text("同一户各行填的不一致，整户没有判定", "lines of one household disagree; the household was left out")
        values = found[name].cast(pl.String)
        reader.slips.rows(found["row"], reader.heading(name), why, "left_out", values)
        frame = frame.filter(~pl.col("row").is_in(found["row"].implode()))
    frame = _filled_households(frame, lines)
    for said, rows in of_households(reader.words.ruleset, frame, reader.as_of, complete=reader.complete):
        why = Text(f"{said.told.zh}，整户没有判定", f"{said.told.en}; the household was left out")
        reader.slips.rows(rows, reader.heading(said.key), why, "left_out")
        frame = frame.filter(~pl.col("row").is_in(rows.implode()))
    return frame


def _filled_households(frame: pl.DataFrame, lines: list[str]) -> pl.DataFrame:
    alone = pl.col("household").is_null()
    return frame.with_columns(
        pl.when(alone).then(pl.col(name)).otherwise(pl.col(name).drop_nulls().first().over("household")).alias(name) for name in lines
    )
