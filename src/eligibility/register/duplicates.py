"""One person in several lines: the first is screened, and what the lines tell differently is unknown.

Which of two lines is right is for the office to say: neither wins. That holds for a line that has left the register too.
"""

from __future__ import annotations

import polars as pl

from eligibility.facts.certificate import plain_number
from eligibility.i18n import Text
from eligibility.register.cells import KEYS
from eligibility.register.reading import Reading, looked_up

NUMBERS = ("certificate.number", "about.id_number")
"""The columns by which one person is known again."""


def settle_duplicates(reader: Reading) -> None:
    """Leave out the lines whose number stood in an earlier one, and make unknown in that one what they tell differently."""
    pairs = _pairs(reader)
    if len(pairs):
        reader.duplicates = pairs["row"]
        reader.drop(pairs["row"])
        _make_unknown(reader, pairs)
    _also_left(reader)


def _pairs(reader: Reading) -> pl.DataFrame:
    """`row` of every further line of a person, and `first`, the line that is screened; each is told."""
    whole = pl.DataFrame(schema={"row": pl.Int64, "first": pl.Int64})
    for target in NUMBERS:
        texts = reader.texts(target)
        if texts is None or target not in reader.sound:
            continue
        frame = reader.frame.select("row").with_columns(_plain(texts), texts.alias("text"), reader.sound[target].alias("sound"))
        firsts = frame.filter("sound").with_columns(first=pl.col("row").min().over("number")).filter(pl.col("first") < pl.col("row"))
        named = firsts.join(line_names(reader), left_on="first", right_on="row", how="left", maintain_order="left")
        said = named.select(
            "row",
            pl.col("text").alias("value"),
            pl.format("与{}是同一号码，只判定那一行", "zh").alias("zh"),
            pl.format("{} has the same number; that one was screened", "en").alias("en"),
        )
        reader.slips.each(said, reader.heading(target), "left_out")
        whole = pl.concat([whole, firsts.select("row", "first")])
    kept: dict[int, int] = {}
    for row, first in whole.sort("first", "row").iter_rows():
        kept.setdefault(row, kept.get(first, first))
    return pl.DataFrame({"row": list(kept), "first": list(kept.values())}, schema=whole.schema).sort("row")


def _plain(texts: pl.Series) -> pl.Series:
    """The person's number within a number: a certificate's begins with it."""
    return looked_up(texts, {text: plain_number(text)[:18] for text in texts.drop_nulls().unique()}, pl.String).alias("number")


def line_names(reader: Reading) -> pl.DataFrame:
    """How each line is named, in both languages."""
    places = reader.table.places
    if places is None:
        line = pl.col("row")
        return reader.frame.select("row", pl.format("第{}行", line).alias("zh"), pl.format("line {}", line).alias("en"))
    return places.select(
        "row",
        pl.format("表“{}”第{}行", "sheet", "line").alias("zh"),
        pl.format("line {} of sheet {}", "line", "sheet").alias("en"),
    )


def _make_unknown(reader: Reading, pairs: pl.DataFrame) -> None:
    """What the lines of one person tell differently is unknown in the one that is screened."""
    firsts = pairs["first"].unique()
    lines = pl.concat([pairs, pl.DataFrame({"row": firsts, "first": firsts})])
    why = Text("同一人的另一行填的不一样，按不知道处理", "another line of the same person says otherwise; taken as unknown")
    told = lines.join(reader.frame, on="row", how="left").join(reader.cells.select("row", *_keys(reader)), on="row", how="left")
    by_heading: dict[str, pl.Series] = {}
    for name in [name for name in reader.frame.columns if name != "row"]:
        rows = _differing(told, name)
        if len(rows):
            heading = _heading(reader, name)
            by_heading[heading] = pl.concat([by_heading.get(heading, rows), rows]).unique().sort()
            reader.frame = reader.frame.with_columns(pl.when(~pl.col("row").is_in(rows.implode())).then(name).alias(name))
    for heading, rows in by_heading.items():
        reader.slips.rows(rows, heading, why, "unknown")
        reader.doubted.append(rows)
    for name, target in _keys(reader).items():
        rows = _differing(told, name)
        if not len(rows):
            continue
        reader.doubted.append(rows)
        if target == "about.name":
            other = Text("同一号码的另一行是另一个姓名，请核对号码", "another line with the same number has another name: compare it")
            reader.slips.rows(rows, reader.heading(target), other, "noted")
        else:
            reader.slips.rows(rows, reader.heading(target), why, "unknown")
            reader.cells = reader.cells.with_columns(pl.when(~pl.col("row").is_in(rows.implode())).then(name).alias(name))


def _heading(reader: Reading, name: str) -> str:
    """The heading of the column that tells a fact; of a disability that no column tells, the certificate's number."""
    told = reader.heading("person.grade" if name.startswith("person.grade_") else name)
    return told if any(column.heading == told for column in reader.columns) else reader.heading(NUMBERS[0])


def _keys(reader: Reading) -> dict[str, str]:
    """The columns of names and of who lives together, with what they are read as."""
    return {
        f"c{column.index}": column.target
        for column in reader.columns
        if column.target in ("about.name", *KEYS) and f"c{column.index}" in reader.cells.columns
    }


def _differing(told: pl.DataFrame, name: str) -> pl.Series:
    """The lines that are screened of persons of whom a column tells several things."""
    counted = told.group_by("first", maintain_order=True).agg(pl.col(name).drop_nulls().n_unique().alias("count"))
    return counted.filter(pl.col("count") > 1)["first"].sort()


def _also_left(reader: Reading) -> None:
    """A person who has left the register by another line: whether the certificate still holds is not known."""
    left = reader.table.gone
    for target in NUMBERS:
        texts = reader.texts(target)
        name = next((f"c{column.index}" for column in reader.columns if column.target == target), "")
        if texts is None or name not in left.columns or not len(left) or target not in reader.sound:
            continue
        gone = left.select("row", _plain(left[name].str.strip_chars()).alias("number")).drop_nulls()
        mine = reader.frame.select("row").with_columns(_plain(texts))
        mine = mine.filter(reader.sound[target])
        places = reader.table.places
        line = gone if places is None else gone.join(places, on="row", how="left")
        other = pl.col("row") if places is None else pl.col("line")
        line = line.select("number", other.alias("other")).unique("number", keep="first")
        found = mine.join(line, on="number", how="inner")
        said = found.select(
            "row",
            pl.lit(None, pl.String).alias("value"),
            pl.format("第{}行是同一号码，状态为已不在册，是否有效按不知道处理", "other").alias("zh"),
            pl.format("line {} has the same number and has left the register; whether it holds is taken as unknown", "other").alias("en"),
        )
        reader.slips.each(said, reader.heading(target), "unknown")
        reader.doubted.append(found["row"])
        if "person.certified" in reader.frame.columns:
            certified = pl.when(~pl.col("row").is_in(found["row"].implode())).then("person.certified")
            reader.frame = reader.frame.with_columns(certified.alias("person.certified"))
