"""Lists that an office prints from a month: whom to pay, what is made public, whom to visit, what ends soon.

A roster only arranges what the screening decided.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args

import polars as pl

from eligibility.bulk.register_schema import PolarsType
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem, one_of
from eligibility.facts.days import Anniversary
from eligibility.i18n import Language, Text
from eligibility.office.expiring import DAYS, expiring
from eligibility.office.month import Month, MonthOptions, worked_out
from eligibility.office.office_file import Office
from eligibility.office.payment import Payment, payments
from eligibility.office.sheets import Sheets
from eligibility.register import tables
from eligibility.register.progress import CancelSignal, ProgressMonitor, ScreenProgress, ScreenStep
from eligibility.register.staging import checked, escaped, staged
from eligibility.register.workbook import write_xlsx

SIGNED_ON = "_" * 16
"""The line on which a family signs."""
Form = Literal["payment", "public", "visit", "expiring"]
By = Literal["township", "village", "bank"]
CHILD = 14
"""Who is younger is counted in what is made public, and never named."""
_HEADS: Mapping[str, Text] = {
    "county": Text("县（市、区）", "county"),
    "township": Text("乡镇（街道）", "township"),
    "village": Text("村（社区）", "village"),
    "bank": Text("开户银行", "bank"),
    "account": Text("银行账号", "account"),
    "name": Text("姓名", "name"),
    "id_number": Text("身份证号", "identity number"),
    "certificate": Text("残疾人证号", "certificate number"),
    "phone": Text("联系电话", "telephone"),
    "title": Text("项目", "support"),
    "amount": Text("每月金额", "amount a month"),
    "months": Text("月数", "months"),
    "first": Text("起发月份", "from"),
    "total": Text("应发合计", "sum"),
    "people": Text("人次", "lines"),
    "why": Text("原因", "why"),
    "questions": Text("要问什么", "what to ask"),
    "signed": Text("签字", "signature"),
}


def write_roster(
    office: Office,
    form: Form,
    out: Path,
    options: MonthOptions | None = None,
    by: By = "township",
    days: int = DAYS,
    progress: Callable[[ScreenProgress], None] | None = None,
    cancel: CancelSignal | None = None,
) -> Path:
    """Work out an office's month and write one of its lists as a workbook.

    Args:
        by: a sheet for each township, village or bank.
        days: how far ahead `expiring` looks.

    Raises:
        EligibilityError: what stops a month stops its lists; the output is no workbook, there is no such form, or a list of people was
            asked for without names.
        Cancelled: the run was stopped; nothing of it is left.
    """
    options = options or MonthOptions()
    problems = [*one_of("form", form, get_args(Form)), *one_of("by", by, get_args(By))]
    if out.suffix.lower() != ".xlsx":
        problems.append(Problem(ProblemCode.UNKNOWN_FORMAT, out.name, Text("名单只写成 .xlsx", "a list is written as .xlsx only")))
    if form in {"payment", "public"} and not options.ids:
        said = Text("这份名单要写姓名，须明确要求写出", "this list has names, which must be asked for")
        problems.append(Problem(ProblemCode.IDS_NEEDED, form, said))
    if problems:
        raise EligibilityError(problems)
    checked(out, office.persons.path, *office.inputs)
    monitor = ProgressMonitor(progress, cancel)
    with staged(out) as folder:
        parts = folder / "parts"
        parts.mkdir()
        month = worked_out(office, options, parts, monitor)
        monitor.begin(ScreenStep.WRITING, 1)
        write_xlsx(folder / out.name, {name: escaped(frame.lazy()) for name, frame in roster(month, form, options, by, days).items()})
        monitor.finish()
    return out


def roster(month: Month, form: Form, options: MonthOptions, by: By = "township", days: int = DAYS) -> dict[str, pl.DataFrame]:
    """The sheets of a list."""
    match form:
        case "payment":
            return _payment(month, by)
        case "public":
            return _public(month)
        case "visit":
            return _visit(month)
    sheets = Sheets(month, None, expiring(month, days, options))
    return {name: frame.collect() for name, frame in sheets.ending_soon().items()}


# -- payment


def _payment(month: Month, by: By) -> dict[str, pl.DataFrame]:
    """A sheet a township (village, bank) with its sum, the sums together, and who cannot be paid."""
    language = month.screen.language
    every = payments(month)
    due = _table(month, [one for one in every if one.why is None])
    columns = ("township", "village", "name", "id_number", "certificate", "bank", "account", "title", "amount", "months", "first", "total")
    sums = _sums(due, by, language)
    found = {_text("合计", "sums", language): _headed(sums, (*_present(sums, (by,)), "title", "people", "total"), language)}
    for (place,), lines in due.with_columns(pl.col(by).fill_null("") if by in due.columns else pl.lit("").alias(by)).group_by(
        by, maintain_order=True
    ):
        found[str(place) or _text("未写明", "not given", language)] = _headed(lines, _present(lines, columns), language)
    left = _table(month, [one for one in every if one.why is not None])
    shown = _headed(left, _present(left, ("township", "village", "name", "certificate", "title", "amount", "why")), language)
    found[_text("不能发放", "not to be paid", language)] = shown
    _check_sums(due, sums)
    return found


def _table(month: Month, found: Sequence[Payment]) -> pl.DataFrame:
    """Payments with who the persons are; their order is that of the places."""
    language, ruleset = month.screen.language, month.rules.ruleset
    lines = [
        {
            "row": one.row,
            "title": ruleset.support_title(one.support)[language],
            "amount": one.amount,
            "months": one.months,
            "first": one.first,
            "total": one.total,
            "why": None if one.why is None else one.why[language],
        }
        for one in found
    ]
    money = pl.Decimal(18, 2)
    schema: dict[str, PolarsType] = {
        "row": pl.Int64,
        "title": pl.String,
        "amount": money,
        "months": pl.Int64,
        "first": pl.String,
        "total": money,
        "why": pl.String,
    }
    people = month.register.about.drop("doubted", strict=False)
    joined = pl.DataFrame(lines, schema=schema).join(people, on="row", how="left", maintain_order="left")
    places = _present(joined, ("county", "township", "village"))
    return joined.sort([*places, "row"], nulls_last=True, maintain_order=True) if places else joined


def _sums(due: pl.DataFrame, by: str, language: Language) -> pl.DataFrame:
    """The sums by place and support, and over everything."""
    keys = [*_present(due, (by,)), "title"]
    money = pl.col("total").sum()
    parts = due.group_by(keys, maintain_order=True).agg(pl.len().cast(pl.Int64).alias("people"), money).sort(keys, nulls_last=True)
    whole = due.select(pl.len().cast(pl.Int64).alias("people"), money)
    return pl.concat([parts, whole.with_columns(pl.lit(_text("合计", "all", language)).alias("title"))], how="diagonal")


def _check_sums(due: pl.DataFrame, sums: pl.DataFrame) -> None:
    """Stop where the sums by place do not come to the lines: then somebody would be paid twice, or not at all.

    Raises:
        EligibilityError: naming both.
    """
    lines = sum((Decimal(str(amount)) for amount in due["total"]), Decimal(0))
    told = sum((Decimal(str(amount)) for amount in sums["total"][:-1]), Decimal(0))
    if lines != told or len(due) != int(sums["people"][:-1].sum() or 0):
        said = Text(f"各处合计{told}元，各行相加{lines}元", f"the sums come to {told}, and the lines to {lines}")
        raise EligibilityError([Problem(ProblemCode.TOTALS_DIFFER, "payment", said)])


# -- what is made public


def _public(month: Month) -> dict[str, pl.DataFrame]:
    """Village, name, support and amount of those who are to be paid: no number, no disability, no birth date. Children are counted."""
    language = month.screen.language
    due = _table(month, [one for one in payments(month) if one.why is None])
    born = month.register.frame.select("row", "person.birth_date") if "person.birth_date" in month.register.frame.columns else None
    age = Anniversary(month.office.as_of)
    children = [] if born is None else [row for row, day in born.iter_rows() if day is not None and age.full_years(day) < CHILD]
    young = pl.col("row").is_in(children)
    places = _present(due, ("county", "township", "village"))
    named = due.filter(~young).select(*places, *_present(due, ("name",)), "title", "amount")
    counted = due.filter(young).group_by([*places, "title"], maintain_order=True).agg(pl.len().alias("number"))
    words = pl.format("另有未满14周岁儿童{}名" if language == "zh" else "and {} children under 14", "number").alias("name")
    whole = pl.concat([named, counted.with_columns(words).drop("number")], how="diagonal")
    ordered = whole.sort(places, nulls_last=True, maintain_order=True) if places else whole
    return {
        _text("公示", "public notice", language): _headed(ordered, (*places, *_present(ordered, ("name",)), "title", "amount"), language)
    }


# -- visits


def _visit(month: Month) -> dict[str, pl.DataFrame]:
    """A page for each village: what to ask each family, and room to sign."""
    language, ids = month.screen.language, month.screen.ids
    table = tables.calls(month.screening, month.register, month.rules.ruleset, language, ids=ids).collect()
    heads = {
        name: tables.HEADINGS[name][language] for name in ("county", "township", "village", "name", "phone", "certificate", "questions")
    }
    shown = [heads[name] for name in heads if heads[name] in table.columns]
    table = table.select(shown).with_columns(pl.lit(SIGNED_ON).alias(_HEADS["signed"][language]))
    village = heads["village"] if heads["village"] in table.columns else heads["township"] if heads["township"] in table.columns else None
    if village is None or not len(table):
        return {_text("入户", "visits", language): table}
    places = [heads[name] for name in ("township", "village") if heads[name] in table.columns]
    pages = table.with_columns(pl.col(places).fill_null("")).group_by(places, maintain_order=True)
    ordered = sorted(pages, key=lambda page: [_in_order(str(name)) for name in page[0]])
    return {" ".join(map(str, key)).strip() or _text("未写明", "not given", language): lines for key, lines in ordered}


def _in_order(name: str) -> list[tuple[bool, int, str]]:
    """By what places are put in order: as they are written, numbers in them by what they count, and those without a name last."""
    parts = re.findall(r"\d+|\D+", name)
    return [(False, int(part), "") if part.isdecimal() else (False, 0, part) for part in parts] or [(True, 0, "")]


def _present(table: pl.DataFrame, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in table.columns)


def _headed(table: pl.DataFrame, columns: Sequence[str], language: Language) -> pl.DataFrame:
    """Some columns under the headings of the language; money as numbers."""
    shown = [pl.col(name).cast(pl.Float64) if table.schema[name].is_decimal() else pl.col(name) for name in columns]
    return table.select(one.alias(_HEADS[name][language]) for name, one in zip(columns, shown, strict=True))


def _text(zh: str, en: str, language: Language) -> str:
    return Text(zh, en)[language]
