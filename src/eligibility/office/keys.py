"""By what a person is known again in several registers: the identity number, or what a certificate's number begins with.

A name is never a key. Of a number that is not sound, or of two that are not one person's, nothing is made.
"""

from __future__ import annotations

import polars as pl

from eligibility.facts.certificate import plain_number
from eligibility.i18n import Text
from eligibility.register.id_numbers import identities

NUMBERS = ("id_number", "certificate")
"""The columns of a register's `about` that hold a person's numbers."""

_WHY = {
    "none": Text("没有身份证号，也没有残疾人证号", "has neither an identity number nor a certificate number"),
    "differ": Text("身份证号与残疾人证号的前18位不是同一个人的", "the identity number and the certificate number are not one person's"),
    "short": Text("是15位的旧号码，不能与18位的并为一人", "is an old number of 15 digits, which is not joined with one of 18"),
    "unsound": Text("证号有误（位数、校验位或日期不对，或被表格软件改坏）", "the number is wrong, or a spreadsheet has mangled it"),
}


def keyed(about: pl.DataFrame) -> pl.DataFrame:
    """The key of each line: `row`, `key` (null where there is none) and, in both languages, why there is none (`zh`, `en`)."""
    told = about.select("row", *(_numbers(about, name) for name in NUMBERS))
    sound = told.with_columns(_sound(told[name]).alias(f"{name}.sound") for name in NUMBERS)
    identity, certificate = pl.col("id_number"), pl.col("certificate").str.slice(0, 18)
    agreeing = _same(identity, pl.col("id_number.sound"), certificate, pl.col("certificate.sound"))
    key = (
        pl.when(identity.is_not_null() & certificate.is_not_null() & ~agreeing)
        .then(None)
        .when("id_number.sound")
        .then(identity)
        .when("certificate.sound")
        .then(certificate)
    )
    why = (
        pl.when(key.is_not_null())
        .then(None)
        .when(identity.is_null() & certificate.is_null())
        .then(pl.lit("none"))
        .when(pl.col("id_number.sound") & pl.col("certificate.sound"))
        .then(pl.lit("differ"))
        .when(identity.str.contains(r"^\d{15}$").fill_null(False))
        .then(pl.lit("short"))
        .otherwise(pl.lit("unsound"))
    )
    found = sound.select("row", key.alias("key"), why.alias("why"))
    return found.select("row", "key", *(_said(language) for language in ("zh", "en")))


def written_birth_dates(about: pl.DataFrame) -> pl.Series:
    """The birth date that each line's numbers are written with, though they be old or unsound; null where there is none."""
    told = pl.DataFrame([_numbers(about, name) for name in NUMBERS])
    return told.select(pl.coalesce(_written(name) for name in NUMBERS).alias("born"))["born"]


def _written(name: str) -> pl.Expr:
    """The birth date in a number of eighteen characters or more, or in an old one of fifteen digits."""
    number = pl.col(name)
    digits = (
        pl.when(number.str.contains(r"^\d{17}[\dX]"))
        .then(number.str.slice(6, 8))
        .when(number.str.contains(r"^\d{15}$"))
        .then(pl.concat_str(pl.lit("19"), number.str.slice(6, 6)))
    )
    return digits.str.to_date("%Y%m%d", strict=False)


def _said(language: str) -> pl.Expr:
    words = {code: text.zh if language == "zh" else text.en for code, text in _WHY.items()}
    return pl.col("why").replace_strict(list(words), list(words.values()), default=None, return_dtype=pl.String).alias(language)


def _numbers(about: pl.DataFrame, name: str) -> pl.Series:
    """The numbers of a column without what is written around them; null where there are none."""
    if name not in about.columns:
        return pl.Series(name, [None] * len(about), dtype=pl.String)
    distinct = about[name].drop_nulls().unique()
    plain = [plain_number(text) or None for text in distinct]
    if not len(distinct):
        return about[name].cast(pl.String)
    return about[name].replace_strict(distinct, pl.Series(plain, dtype=pl.String), default=None, return_dtype=pl.String)


def _sound(numbers: pl.Series) -> pl.Series:
    """Whether the first eighteen characters are an identity number as it should be, and the others those of a certificate."""
    whole = numbers.str.contains(r"^\d{17}[\dX]([1-7][1-4](B\d)?)?$").fill_null(False)
    return whole & identities(numbers.str.slice(0, 18))[0]["birth_date"].is_not_null()


def _same(identity: pl.Expr, sound: pl.Expr, certificate: pl.Expr, certified: pl.Expr) -> pl.Expr:
    """Whether two numbers can be one person's: alike, or the one that is not sound is the other as an old number or as a spreadsheet
    has left it."""
    old = pl.concat_str(certificate.str.slice(0, 6), certificate.str.slice(8, 9))
    cut = certified & (identity.str.slice(0, 15) == certificate.str.slice(0, 15)) & identity.str.contains(r"^\d{15}0{3}$")
    return ((identity == certificate) | (certified & ~sound & ((identity == old) | cut))).fill_null(False)
