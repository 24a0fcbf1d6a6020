"""Who lives together in a register, and whether the facts of a household agree in all its lines."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Protocol

import polars as pl

from eligibility.bulk.contradictions import of_households
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.certificate import plain_number
from eligibility.i18n import Text
from eligibility.register.duplicates import line_names
from eligibility.register.id_numbers import identities, is_mangled
from eligibility.register.issues import Slips
from eligibility.register.reading import Reading
from eligibility.register.spellings import Words

NO_KEYS = frozenset({"无", "没有", "否", "none", "0", "空", "暂无"})
"""What is written where there is no key."""

PLACES = ("county", "township", "village", "group")
"""Where a person lives, from the widest to the narrowest."""


def add_households(reader: Reading, about: pl.DataFrame) -> None:
    """Put the key of each person's household into the frame; null where it is not told who belongs together.

    A key holds within its county, township and village, and within the part of a list that a place is the title of. In several parts
    of a file (sheets, or what is below titles) it is one household's where the head is the same, and those of several where the heads
    differ. One that a spreadsheet has mangled is none, nor one under which several heads stand. A head's name alone is no key: in a
    register of thousands it stands for several families.

    Raises:
        EligibilityError: a key stands in several parts, and whether these are one household is not told.
    """
    frame = about.with_columns(
        _plain_key(about, name).alias(name) for name in ("household", "head_number", "head") if name in about.columns
    )
    target = next((f"about.{name}" for name in ("household", "head_number") if name in about.columns), "about.head")
    frame = frame.with_columns(_key(reader, frame).alias("key"))
    frame = _without_mangled(reader, frame, target)
    if reader.table.sections is not None:
        frame = frame.join(reader.table.sections, on="row", how="left", maintain_order="left")
    _note_open(reader, frame, target)
    places = [name for name in (*PLACES, "section") if name in frame.columns and not frame[name].is_null().all()]
    apart = frame.filter(pl.struct([*places, pl.lit(0).alias("none")]).n_unique().over("key") > 1).filter(pl.col("key").is_not_null())
    if target != "about.head":
        why = Text(
            "同一编号出现在不同的乡镇或村，按村分为不同的户",
            "the same key stands in several townships or villages: these are different households",
        )
        reader.slips.rows(apart["row"], reader.heading(target), why, "noted")
    frame = _one_place(reader, frame, places, target)
    parts = [pl.col("key"), *(pl.col(name).fill_null("") for name in places)]
    frame = frame.with_columns(pl.when(pl.col("key").is_not_null()).then(pl.concat_str(parts, separator="|")).alias("key"))
    frame = _by_part(reader, frame, target)
    frame = _without_other_heads(reader, frame, target)
    reader.frame = reader.frame.with_columns(frame["key"].alias("household"))


def _note_open(reader: Reading, frame: pl.DataFrame, target: str) -> None:
    """Tell how many lines leave the key open in a register that has keys: a blank cell does not say who lives together."""
    if target == "about.head":
        _note_placeless(reader, frame)
    open_, heading = frame["key"].is_null().sum(), reader.heading(target)
    if target != "about.head" and 0 < open_ < len(frame):
        zh = f"{open_}行的“{heading}”没有写或不能用，不知道与谁同户，各人单独判定；与上一行同户的，请把编号填上"
        en = (
            f"{open_} {'line has' if open_ == 1 else 'lines have'} no key in the column {heading!r} that can be used: who lives together "
            "is not known, each was screened alone; fill it in where they live with the line above"
        )
        reader.notices.append(Text(zh, en))


def _note_placeless(reader: Reading, frame: pl.DataFrame) -> None:
    """Tell the lines that have a head and no village or address, where others have one: a head's name alone is no key."""
    if "head" not in frame.columns or frame["key"].is_null().all():
        return
    rows = frame.filter(pl.col("head").is_not_null() & pl.col("key").is_null())["row"]
    why = Text(
        "没有写村或地址，只凭户主姓名不知道与谁同户，本人单独判定",
        "names no village or address; a head's name alone does not say who lives together: the person was screened alone",
    )
    reader.slips.rows(rows, reader.heading("about.head"), why, "unknown")


def _plain_key(about: pl.DataFrame, name: str) -> pl.Expr:
    """A key as it is compared: width, case and blanks do not matter, nor the point of a whole number."""
    distinct = about[name].drop_nulls().unique()
    spelt = [re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold() for text in distinct]
    plain = [None if text in NO_KEYS or not text else re.sub(r"^(\d+)\.0+$", r"\1", text) for text in spelt]
    if not len(distinct):
        return pl.col(name)
    return pl.col(name).replace_strict(distinct, pl.Series(plain, dtype=pl.String), default=None, return_dtype=pl.String)


def _key(reader: Reading, about: pl.DataFrame) -> pl.Expr:
    """What tells a household: its number, otherwise the number of its head, otherwise the head's name with village or address."""
    numbers = [pl.col(name) for name in ("household", "head_number") if name in about.columns]
    if numbers:
        return numbers[0]
    if "head" in about.columns:
        places = [name for name in ("village", "address") if name in about.columns]
        if places:
            return pl.concat_str([pl.col("head"), *(pl.col(name) for name in places)], separator="|", ignore_nulls=False)
        reader.notices.append(
            Text(
                "只有户主姓名，同名的户分不开，各人单独判定；请加“户号”或“村（社区）”列",
                "a head's name alone does not tell households apart: every person was screened alone; add a household key or village",
            )
        )
    return pl.lit(None, pl.String)


def _without_mangled(reader: Reading, frame: pl.DataFrame, target: str) -> pl.DataFrame:
    """A long number that a spreadsheet has cut stands for many: it is no key."""
    distinct = frame["key"].drop_nulls().unique()
    bad = [text for text in distinct if is_mangled(text) or re.fullmatch(r"\d{15,}0{3}", text)]
    if target == "about.head_number":
        sound = identities(pl.Series([plain_number(text) for text in distinct], dtype=pl.String))[0]["birth_date"].is_not_null()
        bad += [text for text in distinct.filter(~sound) if re.fullmatch(r"[\dx-]{14,}", text) and text not in bad]
    rows = frame.filter(pl.col("key").is_in(bad))["row"]
    why = Text(
        "是表格软件改坏的号码或不是真实的号码，不能说明与谁同户，本人单独判定",
        "is a number that a spreadsheet has mangled, or no real one: the person was screened alone",
    )
    reader.slips.rows(rows, reader.heading(target), why, "unknown")
    return frame.with_columns(pl.when(~pl.col("key").is_in(bad)).then("key").alias("key"))


def _one_place(reader: Reading, frame: pl.DataFrame, places: list[str], target: str) -> pl.DataFrame:
    """Where a line leaves its place open and its key stands in one place only, it is that one; in several, it is not known which."""
    open_ = pl.lit(False)
    filled = []
    for name in places:
        known = pl.col(name).drop_nulls().n_unique().over("key")
        filled.append(pl.when(known == 1).then(pl.col(name).drop_nulls().first().over("key")).otherwise(pl.col(name)).alias(name))
        open_ = open_ | ((known > 1) & pl.col(name).is_null())
    lost = frame.filter(open_ & pl.col("key").is_not_null())["row"]
    why = Text(
        "同一编号在几个村都有，本行没有写村，本人单独判定",
        "the key stands in several villages and the line names none: the person was screened alone",
    )
    reader.slips.rows(lost, reader.heading(target), why, "unknown")
    return frame.with_columns(filled).with_columns(pl.when(~pl.col("row").is_in(lost.implode())).then("key").alias("key"))


def _by_part(reader: Reading, frame: pl.DataFrame, target: str) -> pl.DataFrame:
    """A key that stands in several parts of a file: of one household where its head is the same, of several where the heads differ."""
    office = reader.words.office.households
    if "part" not in frame.columns or target != "about.household" or office == "file":
        return frame
    several = pl.col("key").is_not_null() & (pl.col("part").n_unique().over("key") > 1)
    if office is None:
        heads = [name for name in ("head_number", "head") if name in frame.columns]
        frame = frame.with_columns((pl.coalesce(heads) if heads else pl.lit(None, pl.String)).alias("told"))
        untold = pl.col("told").drop_nulls().n_unique().over("key", "part") == 0
        open_ = frame.filter(several & untold.any().over("key"))
        if len(open_):
            raise EligibilityError([_parts_of_keys(reader, open_)])
        several &= pl.col("told").drop_nulls().n_unique().over("key") > 1
    frame = frame.with_columns(several.alias("several"))
    if office is None:
        why = Text(
            "同一编号出现在名册的几个部分，户主不同，分为不同的户",
            "the same key stands in several parts of the register, with other heads: these are different households",
        )
        reader.slips.rows(frame.filter("several")["row"], reader.heading(target), why, "noted")
    return frame.with_columns(pl.when("several").then(pl.concat_str("key", "part", separator="|")).otherwise("key").alias("key"))


def _parts_of_keys(reader: Reading, frame: pl.DataFrame) -> Problem:
    """The question whether a key in several parts of a file is that of one household."""
    heading = reader.heading("about.household")
    count = frame["key"].n_unique()
    first = frame.filter(pl.col("key") == frame["key"][0]).unique("part", keep="first", maintain_order=True).head(2)
    lines = line_names(reader).filter(pl.col("row").is_in(first["row"].implode()))
    said = Text(
        f"“{heading}”列有{count}个编号在名册的几个部分都有（如{'和'.join(lines['zh'])}），不知道是不是同一户",
        f"has {count} {'key' if count == 1 else 'keys'} of the column {heading!r} in several parts "
        f"(such as in {' and '.join(lines['en'])}); whether these are one household is not known",
    )
    mend = Text(
        "请在列设置里写明 households: part（各部分自己编号）或 households: file（同号就是同一户），或加“户主”列。",
        "Say in the column settings households: part (each part has keys of its own) or households: file (one key is one household), "
        "or add a column of the heads.",
    )
    return Problem(ProblemCode.COLUMN_NOT_CERTAIN, reader.table.name, said, mend)


def _without_other_heads(reader: Reading, frame: pl.DataFrame, target: str) -> pl.DataFrame:
    """A key under which several heads stand is none: each person is screened alone."""
    heads = [name for name in ("head", "head_number") if name in frame.columns and f"about.{name}" != target]
    if not heads:
        return frame
    several = pl.any_horizontal(pl.col(name).drop_nulls().n_unique().over("key") > 1 for name in heads) & pl.col("key").is_not_null()
    why = Text("同一编号有不同的户主，不能说明与谁同户，各人单独判定", "several heads stand under one key: each person was screened alone")
    reader.slips.rows(frame.filter(several)["row"], reader.heading(target), why, "unknown")
    return frame.with_columns(pl.when(~several).then("key").alias("key"))


class Agreeing(Protocol):
    """What is known of the registers that are read: their words, the day, and where what is wrong is told."""

    @property
    def slips(self) -> Slips: ...
    @property
    def words(self) -> Words: ...
    @property
    def as_of(self) -> date: ...
    @property
    def complete(self) -> bool: ...

    def heading(self, target: str) -> str: ...


def agreeing(reader: Agreeing, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame in which all lines of a household say the same of it.

    What one line leaves open another may tell; what two lines tell differently is unknown for the household, and said. A
    household whose lines contradict the law of the facts is left out.
    """
    lines = [name for name in frame.columns if name.startswith(("household.", "locality."))]
    for name in lines:
        inside = pl.col(name).drop_nulls().n_unique().over("household")
        differs = pl.col("household").is_not_null() & (inside > 1)
        found = frame.filter(differs)
        why = Text("同一户各行填的不一致，按不知道处理", "lines of one household disagree; taken as unknown")
        reader.slips.rows(found["row"], reader.heading(name), why, "unknown", _as_written(found[name]))
        frame = frame.with_columns(pl.when(~differs).then(pl.col(name)).alias(name))
    frame = _filled_households(frame, lines)
    for said, rows in of_households(reader.words.ruleset, frame, reader.as_of, complete=reader.complete):
        why = Text(f"{said.told.zh}，整户没有判定", f"{said.told.en}; the household was left out")
        reader.slips.rows(rows, reader.heading(said.key), why, "left_out")
        frame = frame.filter(~pl.col("row").is_in(rows.implode()))
    return frame


def _as_written(values: pl.Series) -> pl.Series:
    """Values as an office writes them."""
    if values.dtype == pl.Boolean:
        return values.replace_strict([True, False], ["是", "否"], default=None, return_dtype=pl.String)
    return values.cast(pl.String)


def _filled_households(frame: pl.DataFrame, lines: list[str]) -> pl.DataFrame:
    alone = pl.col("household").is_null()
    return frame.with_columns(
        pl.when(alone).then(pl.col(name)).otherwise(pl.col(name).drop_nulls().first().over("household")).alias(name) for name in lines
    )
