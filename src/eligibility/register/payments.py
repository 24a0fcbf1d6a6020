"""Registers with a line for each payment: the lines of one person are one person, who receives what any of them pays."""

from __future__ import annotations

from contextlib import suppress

import polars as pl

from eligibility.bulk.register_schema import MONEY, column_type
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.certificate import plain_number
from eligibility.facts.vocabulary import OTHER_BENEFITS
from eligibility.i18n import Text
from eligibility.register.cell_parsers import Unreadable, read_bool, read_money, read_received, read_set
from eligibility.register.id_numbers import identities
from eligibility.register.reading import Reading, looked_up
from eligibility.register.remarks import receipts_unknown
from eligibility.register.titles import months_in

_LISTED = "person.receives."
_AMOUNTS = "person.amounts."
_NOT_PAID = Text(
    "发放状态没有写明已经发放，而这一列写在领，按不知道处理",
    "the line is not said to have been paid, and the column says received; taken as unknown",
)


def joins_lines(reader: Reading) -> bool:
    """Whether lines with one number are one person's: they are payments, or each lists what is received."""
    return are_payments(reader) or any(column.target == "person.receives" for column in reader.columns)


def are_payments(reader: Reading) -> bool:
    """Whether the lines of a register are payments: it says of each which support it pays, or the office says so."""
    return reader.words.office.lines == "payments" or any(column.target == "line.support" for column in reader.columns)


def add_payments(reader: Reading) -> None:
    """Put what each line pays into the frame: received where it was paid, and how much; of supports that a line does not name it says
    nothing, nor of one of several how much.

    Raises:
        EligibilityError: the payments are of several months.
    """
    _check_one_month(reader)
    _check_support(reader)
    supports = reader.texts("line.support")
    if supports is None:
        return
    paid = _paid(reader)
    named: dict[str, frozenset[str]] = {}
    wrong: dict[str, Text] = {}
    for text in supports.drop_nulls().unique():
        try:
            named[text] = read_set(text, "person.receives", reader.words)
        except Unreadable as error:
            wrong[text] = error.text
            named[text] = error.partial
    reader.slips.values(reader.frame["row"], supports, reader.heading("line.support"), wrong)
    members = [*reader.words.ruleset.catalogue, *OTHER_BENEFITS]
    for member in members:
        texts = [text for text, found in named.items() if member in found]
        if texts:
            mine = looked_up(supports, dict.fromkeys(texts, True), pl.Boolean)
            reader.put(f"{_LISTED}{member}", pl.DataFrame({"m": mine, "p": paid}).select(pl.when("m").then("p").alias("v"))["v"])
            _put_amounts(reader, member, looked_up(supports, {text: True for text in texts if len(named[text]) == 1}, pl.Boolean) & paid)


def _put_amounts(reader: Reading, support: str, paid: pl.Series) -> None:
    """Put what the lines that pay a support alone pay into the frame."""
    texts = reader.texts("line.amount")
    if texts is None:
        return
    amounts: dict[str, object] = {}
    for text in texts.drop_nulls().unique():
        with suppress(Unreadable):
            amounts[text] = read_money(text)
    told = pl.DataFrame({"a": looked_up(texts, amounts, MONEY), "p": paid.fill_null(False)})
    reader.put(f"{_AMOUNTS}{support}", told.select(pl.when("p").then("a").alias("v"))["v"])


def _paid(reader: Reading) -> pl.Series:
    """Whether each line was paid: a status and an amount agree, or the one that is there; without either a line is a payment."""
    told = pl.Series([None] * len(reader.frame), dtype=pl.Boolean)
    amounts = reader.texts("line.amount")
    if amounts is not None:
        told = reader.parsed(amounts, reader.heading("line.amount"), lambda text: read_received(text, reader.words), pl.Boolean)
    state = _states(reader)
    if state is not None:
        told = told & state if amounts is not None else state
    return pl.repeat(True, len(reader.frame), eager=True) if amounts is None and state is None else told


def _states(reader: Reading) -> pl.Series | None:
    """What the column of payments says of each line; None where there is none."""
    texts = reader.texts("line.payment")
    if texts is None:
        return None
    own = reader.words.values["line.payment"]
    return reader.parsed(texts, reader.heading("line.payment"), lambda text: read_bool(text, reader.words, own), pl.Boolean)


def doubt_unpaid(reader: Reading) -> None:
    """Where supports have columns of their own, or are listed: of a line that was not paid, what is received is unknown, and said."""
    texts, state = reader.texts("line.payment"), _states(reader) if reader.texts("line.support") is None else None
    if texts is None or state is None:
        return
    unpaid = reader.frame["row"].filter(texts.is_not_null() & ~state.fill_null(False))
    if len(unpaid):
        receipts_unknown(reader, unpaid, _NOT_PAID)
        reader.doubted.append(unpaid)


def _check_support(reader: Reading) -> None:
    """A list of payments says which support it pays: else all of its people would be taken for people who are paid nothing."""
    told = [*(column.target or "" for column in reader.columns), *reader.words.every]
    if any(target == "line.support" or target.startswith("person.receives") for target in told):
        return
    said = Text("是发放名册，但没有写发的是哪一项补贴", "is a list of payments, and does not say which support it pays")
    mend = Text(
        "请在列设置的 columns 里把金额列或发放状态列写成 person.receives.项目编号（如 person.receives.nursing_subsidy）。",
        "Read the column of amounts or states as person.receives.SUPPORT in the column settings, under columns (as in "
        "person.receives.nursing_subsidy).",
    )
    raise EligibilityError([Problem(ProblemCode.COLUMN_NOT_CERTAIN, reader.table.name, said, mend)])


def _check_one_month(reader: Reading) -> None:
    months = reader.texts("line.month")
    named = {months_in(text) or text for text in months.drop_nulls().unique()} if months is not None else set()
    if len(named) > 1:
        heading = reader.heading("line.month")
        said = Text(f"“{heading}”列有{len(named)}个月份的发放", f"holds payments of {len(named)} months in the column {heading!r}")
        mend = Text(
            "请只留要核对的一个月；如果其实是同一个月，请在列设置里把这一列写成 ignore。",
            "Keep the one month that is to be compared; if they are one month, set the column to ignore in the column settings.",
        )
        raise EligibilityError([Problem(ProblemCode.COLUMN_NOT_CERTAIN, reader.table.name, said, mend)])


def join_lines(reader: Reading) -> None:
    """Make the lines of one person one line, the first: what any line tells holds; where two disagree it is unknown, and said."""
    key = _person_keys(reader)
    if are_payments(reader) and key.is_null().any():
        reader.notices.append(
            Text(
                f"{key.null_count()}行没有可用的证号，同一人的几行分不出来，各行单独判定",
                f"{key.null_count()} lines have no number that can be used: one person's lines cannot be told, each was screened alone",
            )
        )
    frame = reader.frame.with_columns(key.alias("person"))
    several = frame.filter(pl.col("person").is_not_null() & (pl.len().over("person") > 1))
    if not len(several):
        return
    facts = [name for name in reader.frame.columns if name != "row"]
    grouped = several.group_by("person", maintain_order=True)
    first = grouped.agg(pl.col("row").first(), *(_one_value(name) for name in facts))
    for name in facts:
        if not name.startswith((_LISTED, _AMOUNTS)):
            differs = several.filter(pl.col(name).drop_nulls().n_unique().over("person") > 1)
            why = Text("同一人的各行填的不一致，按不知道处理", "the lines of one person disagree; taken as unknown")
            reader.slips.rows(differs["row"], reader.heading(name), why, "unknown")
    merged = pl.concat(
        [
            frame.filter(~pl.col("row").is_in(several["row"].implode())).drop("person"),
            first.drop("person").select(frame.drop("person").columns),
        ]
    )
    reader.joined = several.filter(~pl.col("row").is_in(first["row"].implode()))["row"]
    reader.frame = merged.sort("row")
    reader.cells = reader.cells.filter(~pl.col("row").is_in(reader.joined.implode()))
    reader.empty = reader.empty.filter(~pl.col("row").is_in(reader.joined.implode()))


def _one_value(name: str) -> pl.Expr:
    """What several lines tell: a support is received where one of them says so, what they pay is added up; otherwise the value on which
    all agree."""
    values = pl.col(name).drop_nulls()
    if name.startswith(_AMOUNTS):
        return pl.when(values.len() > 0).then(values.sum()).otherwise(None).cast(MONEY).alias(name)
    if name.startswith(_LISTED):
        return pl.when(values.len() > 0).then(values.any()).otherwise(None).alias(name)
    return pl.when(values.n_unique() == 1).then(values.first()).otherwise(pl.lit(None, dtype=column_type(name))).alias(name)


def _person_keys(reader: Reading) -> pl.Series:
    """The number of each line's person; null where there is none that is sound."""
    keys = pl.Series([None] * len(reader.frame), dtype=pl.String)
    for target in ("about.id_number", "certificate.number"):
        texts = reader.texts(target)
        if texts is not None:
            distinct = texts.drop_nulls().unique()
            numbers = pl.Series([plain_number(text)[:18] for text in distinct], dtype=pl.String)
            sound = identities(numbers)[0]["birth_date"].is_not_null()
            found = looked_up(texts, dict(zip(distinct.filter(sound), numbers.filter(sound), strict=True)), pl.String)
            keys = pl.select(pl.coalesce(keys, found)).to_series()
    return keys
