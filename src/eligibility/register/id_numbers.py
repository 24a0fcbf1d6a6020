"""Certificate and identity numbers, a whole column at once.

Numbers as they should be are read by Polars; only the others are looked at one by one, to say what is wrong with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import polars as pl

from eligibility._identity import HIDDEN
from eligibility.facts.certificate import (
    CATEGORIES,
    CHECK_CHARACTERS,
    CHECK_WEIGHTS,
    Certificate,
    CertificateError,
    Identity,
    plain_number,
    read_certificate,
    read_identity,
)
from eligibility.i18n import Text

Number = Certificate | Identity
_FIELDS = {"birth_date": pl.Date, "sex": pl.String, "category": pl.String, "grade": pl.Int64}


def certificates(numbers: pl.Series) -> tuple[pl.DataFrame, dict[str, Text]]:
    """What certificate numbers tell, line by line (`birth_date`, `sex`, `category`, `grade`), and why each bad one is bad."""
    return _told(numbers, r"^\d{17}[\dX][1-7][1-4](B\d)?$", read_certificate)


def identities(numbers: pl.Series) -> tuple[pl.DataFrame, dict[str, Text]]:
    """What identity numbers tell, line by line (`birth_date`, `sex`; the other two are empty), and why each bad one is bad."""
    return _told(numbers, r"^\d{17}[\dX]$", read_identity)


MANGLED = Text(
    "表格软件把长号码当成数字存了，后几位已丢失，请按文本重新填写",
    "a spreadsheet stored it as a number and has lost its last digits; copy it again, as text",
)


def is_mangled(text: str) -> bool:
    """Whether a spreadsheet has kept a number with an exponent, so that its last digits are lost."""
    return bool(re.fullmatch(r"\d(\.\d+)?E\+?\d+", plain_number(text).replace("＋", "+")))


def _cut_short(texts: Sequence[str]) -> list[str]:
    """The numbers that a spreadsheet has cut: those with an exponent, and those that end in 000 where many of a column do."""
    zeros = [text for text in texts if re.fullmatch(r"\d{15}0{3}(0{2})?", plain_number(text))]
    many = len(zeros) > 1 and 4 * len(zeros) > len(texts)
    return [text for text in texts if is_mangled(text)] + (zeros if many else [])


def _told(numbers: pl.Series, shape: str, read: Callable[[str], Number]) -> tuple[pl.DataFrame, dict[str, Text]]:
    frame = pl.DataFrame({"text": numbers}).with_columns(number=pl.col("text").str.strip_chars().str.to_uppercase())
    frame = frame.with_columns(number=pl.when(pl.col("number").str.contains(shape)).then("number"))
    frame = frame.with_columns(
        _birth_date_expr().alias("birth_date"), (pl.col("number").str.slice(17, 1) == _check_character()).alias("sound")
    )
    sound = pl.col("sound") & pl.col("birth_date").is_not_null()
    frame = frame.select(
        "text",
        sound.fill_null(False).alias("sound"),
        pl.when(sound).then("birth_date").alias("birth_date"),
        pl.when(sound).then(pl.when(_digit(16) % 2 == 1).then(pl.lit("male")).otherwise(pl.lit("female"))).alias("sex"),
        pl.when(sound).then(pl.col("number").str.slice(18, 1).replace_strict(CATEGORIES, default=None)).alias("category"),
        pl.when(sound).then(pl.col("number").str.slice(19, 1).cast(pl.Int64, strict=False)).alias("grade"),
    )
    others = frame.filter(~pl.col("sound") & pl.col("text").is_not_null())["text"].unique().to_list()
    return _repaired(frame, others, read)


def _repaired(frame: pl.DataFrame, others: list[str], read: Callable[[str], Number]) -> tuple[pl.DataFrame, dict[str, Text]]:
    """The odd ones by the door's own reader: full-width digits are read, what is wrong is said."""
    wrong: dict[str, Text] = {}
    told: dict[str, dict[str, object]] = {}
    cut = _cut_short([*frame.filter("sound")["text"].to_list(), *others])
    for text in cut:
        wrong[text] = MANGLED
    frame = frame.with_columns(pl.when(~pl.col("text").is_in(cut)).then(name).alias(name) for name in _FIELDS)
    for text in [text for text in others if text not in wrong]:
        try:
            found = read(text)
            told[text] = {name: getattr(found, name, None) for name in _FIELDS}
        except CertificateError as error:
            wrong[text] = error.text
    if told:
        more = pl.DataFrame([{"text": text, **fields} for text, fields in told.items()], schema={"text": pl.String, **_FIELDS})
        frame = frame.join(more, on="text", how="left", suffix=".own", maintain_order="left")
        frame = frame.with_columns(pl.coalesce(name, f"{name}.own").alias(name) for name in _FIELDS)
    return frame.select(list(_FIELDS)), wrong


def _birth_date_expr() -> pl.Expr:
    return pl.col("number").str.slice(6, 8).str.to_date("%Y%m%d", strict=False)


def _digit(place: int) -> pl.Expr:
    return pl.col("number").str.slice(place, 1).cast(pl.Int64, strict=False)


def _check_character() -> pl.Expr:
    total = sum((_digit(place) * weight for place, weight in enumerate(CHECK_WEIGHTS)), pl.lit(0, dtype=pl.Int64))
    table = dict(enumerate(CHECK_CHARACTERS))
    return (total % 11).replace_strict(table, default=None, return_dtype=pl.String)


def masked_number(column: str) -> pl.Expr:
    """A cell of numbers masked; of one that holds words, as names are, nothing is shown."""
    words = pl.col(column).str.contains(r"\p{Han}.*\p{Han}|[A-Za-z]{2,}")
    return pl.when(words).then(pl.lit(HIDDEN)).otherwise(masked(column)).alias(column)


def masked_place(column: str) -> pl.Expr:
    """A place as it stands; one with a long number or many words may hold more than a place, and is not shown. A county may be written
    as its code."""
    text = pl.col(column)
    long = text.str.contains(r"\d{5,}") | (text.str.len_chars() > 20)
    code = text.str.contains(r"^[1-8]\d{5}(\d{3}|\d{6})?$") if column == "county" else pl.lit(False)
    return pl.when(long & ~code).then(pl.lit(HIDDEN)).otherwise(text).alias(column)


def masked(column: str) -> pl.Expr:
    """An id-like text with its middle hidden: area code and what follows the birth date stay; of others nothing."""
    text = pl.col(column)
    plain = text.str.replace_all(r"[\s.\-‐-―/'‘’*]", "")
    return (
        pl.when(plain.str.contains(r"^\d{6}.{12,16}$"))
        .then(pl.concat_str(plain.str.slice(0, 6), pl.lit("********"), plain.str.slice(14)))
        .when(plain.str.contains(r"\d{6,}.*\d{6,}") & (plain.str.len_chars() > 16))
        .then(pl.concat_str(plain.str.slice(0, 6), pl.lit("********")))
        .when(plain.str.contains(r"\d{7,}"))
        .then(pl.lit(HIDDEN))
        .otherwise(text)
    )
