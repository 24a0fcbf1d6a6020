"""Every line of a sheet in one box: headings, persons, footers, what was left and why. Nobody is lost without a word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import polars as pl

from eligibility._json import JsonObject
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text, counted
from eligibility.register.cell_parsers import HAN_NUMERALS
from eligibility.register.column_settings import Hidden
from eligibility.register.headings import Head, SheetColumn
from eligibility.register.sheets.sheet import Sheet
from eligibility.register.spellings import Words, spelled, spelled_all
from eligibility.register.titles import another_table, check_parts


class Box(StrEnum):
    """Where a line of a sheet ends."""

    HEADING = "heading"
    PERSON = "person"
    JOINED = "joined"
    DUPLICATE = "duplicate"
    BLANK = "blank"
    FOOTER = "footer"
    REPEATED_HEADING = "repeated_heading"
    HIDDEN = "hidden"
    LEFT = "left"
    UNREADABLE = "unreadable"
    NO_TABLE = "no_table"
    NOT_CHOSEN = "not_chosen"


BOXES: Mapping[Box, Text] = {
    Box.HEADING: Text("表头", "headings"),
    Box.PERSON: Text("人员", "persons"),
    Box.JOINED: Text("并入同一人", "joined to the same person"),
    Box.DUPLICATE: Text("重复的人", "the same person again"),
    Box.BLANK: Text("空行", "blank"),
    Box.FOOTER: Text("页脚", "footers"),
    Box.REPEATED_HEADING: Text("重复表头", "repeated headings"),
    Box.HIDDEN: Text("隐藏", "hidden"),
    Box.LEFT: Text("退出状态", "left the register"),
    Box.UNREADABLE: Text("不能读", "unreadable"),
    Box.NO_TABLE: Text("不是名册", "no register"),
    Box.NOT_CHOSEN: Text("没有选用", "not chosen"),
}
PERSONS = (Box.PERSON, Box.LEFT, Box.UNREADABLE)
"""The boxes of lines that are persons, or may be."""

LEAVING: Mapping[str, Text] = {
    "cancelled": Text("注销", "cancelled"),
    "died": Text("死亡", "died"),
    "stopped": Text("停保", "stopped"),
    "moved": Text("迁出", "moved away"),
}
"""Why someone is no longer in a register."""

STAYING = ("stays", "paused")
"""The statuses of persons who are in the register: being paused is not being paid, and no leaving."""

_IDENTITY = ("about.name", "about.id_number", "certificate.number")
_NUMBERS = ("about.id_number", "certificate.number")
_COUNTED = r"^(共|合|总|本表|本页|全村|全镇|全乡)?计?共?:?\d+(人|户|名|口|条)"


@dataclass(frozen=True, slots=True)
class SheetAccount:
    """How many lines of a sheet ended in which box; they come to all its lines. `left` says why persons have left."""

    sheet: str
    lines: int
    boxes: Mapping[Box, int]
    left: Mapping[str, int] = field(default_factory=dict)

    @property
    def persons(self) -> int:
        """How many lines are persons, or may be."""
        return sum(self.boxes.get(box, 0) for box in PERSONS)

    def with_further(self, box: Box, count: int) -> SheetAccount:
        """The account with so many lines of persons in another box, as further lines of the same persons."""
        if not count:
            return self
        return replace(self, boxes={**self.boxes, Box.PERSON: self.boxes[Box.PERSON] - count, box: count})

    def as_json(self) -> JsonObject:
        boxes = {box.value: count for box, count in self.boxes.items()}
        return {"sheet": self.sheet or None, "lines": self.lines, "boxes": boxes, "left": dict(self.left)}

    def text(self) -> Text:
        """The sum in words."""
        shown = [box for box in Box if self.boxes.get(box, 0) or box in {Box.HEADING, Box.PERSON}]
        left = Text(
            "、".join(f"{LEAVING[why].zh}{count}" for why, count in self.left.items()),
            ", ".join(f"{LEAVING[why].en} {count}" for why, count in self.left.items()),
        )
        zh = [f"{BOXES[box].zh}{self.boxes.get(box, 0):,}" + (f"（{left.zh}）" if box is Box.LEFT and left.zh else "") for box in shown]
        en = [f"{BOXES[box].en} {self.boxes.get(box, 0):,}" + (f" ({left.en})" if box is Box.LEFT and left.en else "") for box in shown]
        name = Text(f"表“{self.sheet}”：", f"sheet {self.sheet!r}: ") if self.sheet else Text("", "")
        return Text(f"{name.zh}{self.lines:,}行 = {' + '.join(zh)}", f"{name.en}{counted(self.lines, 'line')} = {' + '.join(en)}")


@dataclass(frozen=True, slots=True, repr=False)
class SortedLines:
    """The lines of a sheet with their boxes: `boxes` has `row`, `box` and, for those who left, `reason`."""

    boxes: pl.DataFrame
    account: SheetAccount

    def rows(self, box: Box) -> pl.Series:
        return self.boxes.filter(pl.col("box") == box.value)["row"]


def sorted_lines(sheet: Sheet, head: Head, columns: Sequence[SheetColumn], words: Words, hidden: Hidden | None, where: str) -> SortedLines:
    """Put every line of a sheet into its box.

    Raises:
        EligibilityError: lines are hidden and it is not said whether they count, another table begins below, a status is not
            known, or the boxes do not come to all lines.
    """
    body = sheet.cells.filter(pl.col("row") > head.last)
    seen = body.with_columns(pl.col("row").is_in(list(sheet.hidden_rows)).alias("hidden"))
    _check_hidden(seen, hidden, where)
    texts = {column.index: _plain(body, column) for column in columns}
    repeated = _repeated(body, columns, texts) | _titles_again(sheet, head, body)
    footer = _footers(body, columns, texts, words)
    check_parts(sheet, head, repeated, footer, words, where)
    _check_other_table(sheet, head, columns, repeated, words, where)
    nobody = _nobody(body, columns, texts) | _one_cell(body, columns, texts)
    long = _long(body, columns) if sheet.ragged else pl.repeat(False, len(body), eager=True)
    standing = _standing(body, columns, words, repeated | footer, where)
    boxes = seen.select("row", "hidden").with_columns(repeated.alias("repeated"), footer.alias("footer"), nobody.alias("nobody"))
    boxes = boxes.with_columns(long.alias("long"), standing.alias("reason")).select(
        "row",
        pl.when(pl.col("hidden") & (hidden == "leave"))
        .then(pl.lit(Box.HIDDEN.value))
        .when("repeated")
        .then(pl.lit(Box.REPEATED_HEADING.value))
        .when("footer")
        .then(pl.lit(Box.FOOTER.value))
        .when(pl.col("nobody") | pl.col("long"))
        .then(pl.lit(Box.UNREADABLE.value))
        .when(pl.col("reason").is_not_null())
        .then(pl.lit(Box.LEFT.value))
        .otherwise(pl.lit(Box.PERSON.value))
        .alias("box"),
        "reason",
        "long",
    )
    return SortedLines(boxes, _account(sheet, head, boxes, where))


def _account(sheet: Sheet, head: Head, boxes: pl.DataFrame, where: str) -> SheetAccount:
    counted = dict(boxes.group_by("box").len().iter_rows())
    found = {box: counted.get(box.value, 0) for box in Box}
    found[Box.HEADING] = min(head.last, sheet.lines)
    found[Box.BLANK] = sheet.lines - found[Box.HEADING] - len(sheet.cells.filter(pl.col("row") > head.last))
    left = boxes.filter(pl.col("box") == Box.LEFT.value)["reason"].value_counts().sort("reason")
    account = SheetAccount(sheet.name, sheet.lines, {box: count for box, count in found.items() if count}, dict(left.iter_rows()))
    check_account(account, where)
    return account


def check_account(account: SheetAccount, where: str) -> None:
    """Stop where the boxes do not come to all lines: then somebody would be lost.

    Raises:
        EligibilityError: naming the difference.
    """
    total = sum(account.boxes.values())
    if total != account.lines or min(account.boxes.values(), default=0) < 0:
        said = Text(
            f"表里有{account.lines}行，只说明了{total}行的去处，没有判定",
            f"has {account.lines} lines, and only {total} are accounted for; nothing was screened",
        )
        raise EligibilityError([Problem(ProblemCode.LINES_NOT_ACCOUNTED, where, said)])


def _plain(body: pl.DataFrame, column: SheetColumn) -> pl.Series:
    """The cells of a column without blanks around them; blank ones null."""
    name = f"c{column.index}"
    if name not in body.columns:
        return pl.Series(name, [None] * len(body), dtype=pl.String)
    return body.select(pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name).str.strip_chars()).alias(name))[name]


def _check_hidden(seen: pl.DataFrame, hidden: Hidden | None, where: str) -> None:
    rows = seen.filter("hidden")["row"].to_list()
    if rows and hidden is None:
        named = lines_text(rows)
        count = "1 line is hidden" if len(rows) == 1 else f"{len(rows)} lines are hidden"
        raise EligibilityError([hidden_not_certain(where, Text(f"有{len(rows)}行是隐藏的（{named.zh}）", f"{count} ({named.en})"))])


def hidden_not_certain(where: str, said: Text) -> Problem:
    """The refusal of what is hidden and may or may not count."""
    mend = Text(
        "请在列设置里写明：hidden: leave（不算）或 hidden: read（照读）。",
        "Say in the column settings whether it counts: hidden: leave, or hidden: read.",
    )
    return Problem(ProblemCode.HIDDEN_NOT_CERTAIN, where, said, mend)


def lines_text(rows: Sequence[int], most: int = 5) -> Text:
    """The numbers of some lines."""
    more = Text("等", " and more") if len(rows) > most else Text("", "")
    noun = "line" if len(rows) == 1 else "lines"
    return Text(f"第{'、'.join(map(str, rows[:most]))}行{more.zh}", f"{noun} {', '.join(map(str, rows[:most]))}{more.en}")


def _repeated(body: pl.DataFrame, columns: Sequence[SheetColumn], texts: Mapping[int, pl.Series]) -> pl.Series:
    """Lines that repeat the headings, or number the columns.

    In a repetition every title stands in its own column, and the lines of it together name every column that tells something.
    """
    none = pl.repeat(0, len(body), dtype=pl.Int32, eager=True)
    named, numbers = none, none
    hits: dict[int, pl.Series] = {}
    for column in columns:
        plain = spelled_all(texts[column.index])
        parts = [spelled(part) for part in (column.heading, *column.heading.split("/")) if part.strip()]
        hits[column.index] = plain.is_in(parts).fill_null(False)
        named += hits[column.index].cast(pl.Int32)
        numbers += plain.eq(str(column.index + 1)).fill_null(False).cast(pl.Int32)
    told = _told(body)
    in_place = (named >= 2) & (named == told)
    wanted = {column.heading for column in columns if column.used}
    found = in_place.to_list()
    start = 0
    for at in [*in_place.arg_true().to_list(), len(found)]:
        if at < start:
            continue
        start = at
        while start < len(found) and found[start]:
            start += 1
        if wanted - {column.heading for column in columns if hits[column.index][at:start].any()}:
            found[at:start] = [False] * (start - at)
    numbered = ((numbers >= 3) & (numbers == told)) | _numbering(texts, told)
    return pl.Series(found, dtype=pl.Boolean) | numbered | _must_be_filled(texts, none)


def _titles_again(sheet: Sheet, head: Head, body: pl.DataFrame) -> pl.Series:
    """Lines that hold nothing but what stands above the headings, as at the top of each page: a page's number and 续表 do not matter."""
    titles = [text.strip() for line in sheet.top(head.first - 1) for text in line.values()] if head.first > 1 else []
    cells = [pl.col(name).str.strip_chars() for name in body.columns if name != "row"]
    found = pl.repeat(False, len(body), dtype=pl.Boolean, eager=True)
    if not titles or not cells or not len(body):
        return found
    near = pl.all_horizontal(((cell == "") | cell.is_in(titles) | cell.str.contains(r"续|第\d+页")).fill_null(True) for cell in cells)
    known = {"", *map(_without_page, titles)}
    lines = body.select(near.alias("near"), *cells).with_row_index("at").filter("near").drop("near")
    for at, *line in lines.iter_rows():
        texts = [text for text in line if text]
        found[at] = bool(texts) and all(_without_page(text) in known for text in texts)
    return found


def _without_page(text: str) -> str:
    return re.sub(r"\(?续表?\)?|第\d+页|共\d+页|[,，/()]", "", spelled(text))


def _numbering(texts: Mapping[int, pl.Series], told: pl.Series) -> pl.Series:
    """Lines that number the columns in signs (甲, 乙), in signs and then numbers (甲, 1, 2), or in numbers in brackets."""
    found = [False] * len(told)
    if not texts:
        return told.cast(pl.Boolean)
    plain = pl.DataFrame({f"c{index}": spelled_all(series) for index, series in texts.items()})
    short = plain.select(pl.all_horizontal(pl.all().str.contains(_NUMBERING).fill_null(True)).alias("short"))["short"] & (told >= 3)
    for at in short.arg_true():
        cells = [_PLAIN_NUMBERING.sub("", text) for text in plain.row(at) if text is not None]
        signs = "".join(cell for cell in cells if cell in _STEMS)
        numbers = [int(cell) for cell in cells[len(signs) :] if cell.isdecimal()]
        ordered = "".join(cells[: len(signs)]) == signs == _STEMS[: len(signs)] and len(signs) + len(numbers) == len(cells)
        from_one = numbers in (list(range(1, len(numbers) + 1)), list(range(len(signs) + 1, len(cells) + 1)))
        found[at] = ordered and from_one and len(cells) > 3
    return pl.Series(found, dtype=pl.Boolean)


_STEMS = "甲乙丙丁戊己庚辛壬癸"
_NUMBERING = r"^[(\[]?(\d{1,2}|[甲乙丙丁戊己庚辛壬癸])[)\]]?$"
_PLAIN_NUMBERING = re.compile(r"[()\[\]]")


def _must_be_filled(texts: Mapping[int, pl.Series], none: pl.Series) -> pl.Series:
    """Lines that say of columns whether they must be filled in."""
    said = none
    for series in texts.values():
        said += spelled_all(series).str.contains(r"^\(?(必填|选填|必录|选录|非必填|可不填)").fill_null(False).cast(pl.Int32)
    return said >= 2


def _told(body: pl.DataFrame) -> pl.Series:
    """In how many cells of each line something stands."""
    cells = [pl.col(name).str.contains(r"\S").fill_null(False).cast(pl.Int32) for name in body.columns if name != "row"]
    return body.select(pl.sum_horizontal(cells).alias("told"))["told"] if cells else pl.Series("told", [0] * len(body), dtype=pl.Int32)


def _check_other_table(sheet: Sheet, head: Head, columns: Sequence[SheetColumn], repeated: pl.Series, words: Words, where: str) -> None:
    """Refuse headings of another table, above or below: its columns are others, or stand in other places."""
    persons = [text for text, target in words.headings.items() if target in _PERSON_HEADINGS and text not in words.short]
    own = {spelled(part) for column in columns for part in (column.heading, *column.heading.split("/")) if part.strip()}
    outside = sheet.cells.filter((pl.col("row") < head.first) | (pl.col("row") > head.last))
    known, titles, numbers = (pl.repeat(0, len(outside), dtype=pl.Int32, eager=True) for _ in range(3))
    for name in sheet.columns():
        plain = spelled_all(outside[name])
        known += plain.is_in(persons).fill_null(False).cast(pl.Int32)
        titles += plain.is_in([*own, *words.headings]).fill_null(False).cast(pl.Int32)
        numbers += plain.str.contains(r"\d{4,}").fill_null(False).cast(pl.Int32)
    told = _told(outside)
    headed = (known >= 2) | ((numbers == 0) & (((titles >= 3) & (2 * titles >= told)) | ((known == 1) & (titles >= 2) & (titles == told))))
    again = outside.select(pl.col("row").is_in(outside.filter(pl.col("row") > head.last)["row"].filter(repeated).implode()))["row"]
    found = outside.filter(headed & ~again)["row"].to_list()
    if found:
        row = found[0] if found[0] > head.last else head.first
        why = Text("列名不同，或不在同一列", "its headings are others, or stand in other columns")
        raise EligibilityError([another_table(row, where, why)])


_PERSON_HEADINGS = (
    "about.name",
    "about.id_number",
    "certificate.number",
    "person.birth_date",
    "disability.category",
    "disability.grade",
    "line.number",
)


def _footers(body: pl.DataFrame, columns: Sequence[SheetColumn], texts: Mapping[int, pl.Series], words: Words) -> pl.Series:
    """Sums, signatures and remarks: by their first words, where no number stands beside, and no name of a person; titles are none."""
    if not len(body):
        return pl.Series([], dtype=pl.Boolean)
    frame = pl.DataFrame({f"c{column.index}": texts[column.index] for column in columns} | _beyond(body, columns))
    names = sorted(frame.columns, key=_column_number)
    first = frame.select(pl.coalesce(names).alias("first"))["first"]
    said = "|".join(re.escape(spelled(word)) for word in words.not_persons)
    opening = spelled_all(first).str.contains(rf"^({said})|^注\d*[.、:)]?|{_COUNTED}").fill_null(False)
    opening |= first.str.contains(r"^\s*(备\s*注|注|说\s*明)\s*\d*\s*[:：]").fill_null(False)
    opening |= spelled_all(first).str.contains(rf"{_SUMMED}|{_PAGE}").fill_null(False)
    none = pl.repeat(False, len(body), eager=True)
    numbered = _matching(texts, columns, _NUMBERS, r"\d{6,}")
    named = [texts[column.index] for column in columns if column.target == "about.name"]
    other_name = (named[0] != first).fill_null(False) & ~named[0].str.contains(rf"{COUNT}|[:：]").fill_null(False) if named else none
    counted = named[0].str.contains(r"^共?计?(\d+户)?\d+[人名口]$").fill_null(False) if named else none
    example = spelled_all(first).str.contains(r"^\(?(例|示例|样例|范例|例子|举例|填写示例|填表示例)\d*[):]?$").fill_null(False)
    titled = first.str.contains(_TITLED).fill_null(False) & (_told(body) == 1)
    return (((opening & ~other_name) | counted | _signed(columns, texts)) & ~numbered & ~titled) | example


def _signed(columns: Sequence[SheetColumn], texts: Mapping[int, pl.Series]) -> pl.Series:
    """Lines of signatures: what is to be signed, with a colon, at the place of a name or left of it, and the name anywhere beside it."""
    names = [column.index for column in columns if column.target == "about.name"]
    found = pl.repeat(False, len(next(iter(texts.values()))), eager=True) if texts else pl.Series([], dtype=pl.Boolean)
    for column in columns:
        if names and column.index <= names[0]:
            found |= texts[column.index].str.contains(r"\S[:：]\s*$").fill_null(False)
            if column.index < names[0] and any(other.target in _NUMBERS for other in columns):
                found |= spelled_all(texts[column.index]).str.contains(_SIGNED).fill_null(False)
    return found


COUNT = rf"^\s*([\d.]+\s*户)?\s*([\d.]*\s*[人户名口]?|[{HAN_NUMERALS}]+\s*[人户名口])$"
"""A number of persons or households, at the place of a name."""
_TITLED = r"^\s*注[销册]|(人员|对象|名单|名册|明细|清单)(如下)?\s*[:：]?\s*$"
"""The title of a part of a list, whatever it begins with."""
SUM_WORDS = "小计|合计|总计|累计|共计"
_SUMMED = rf"^.{{0,12}}({SUM_WORDS})(:|\(人?元?\))?{COUNT[1:-1]}$"
_PAGE = r"^第\d+页"
_SIGNED = r"^(单位|部门)?(负责人|经办人?|审核人?|复核人?|制表人?|填表人?|填报人|审批人?|分管领导|主管领导|领导)(签字|签名|签章)?$"


def _column_number(name: str) -> int:
    return int(name[1:])


def _beyond(body: pl.DataFrame, columns: Sequence[SheetColumn]) -> dict[str, pl.Series]:
    """Cells without a heading above them."""
    known = {f"c{column.index}" for column in columns}
    return {name: body[name] for name in body.columns if name != "row" and name not in known}


def _any(texts: Mapping[int, pl.Series], columns: Sequence[SheetColumn], targets: Sequence[str]) -> pl.Series:
    """Lines in which one of some entries is told."""
    size = len(next(iter(texts.values()), pl.Series([], dtype=pl.String)))
    found = pl.repeat(False, size, eager=True)
    for column in columns:
        if column.target in targets:
            found |= texts[column.index].is_not_null()
    return found


def _matching(texts: Mapping[int, pl.Series], columns: Sequence[SheetColumn], targets: Sequence[str], pattern: str) -> pl.Series:
    """Lines in which one of some entries looks so."""
    size = len(next(iter(texts.values()), pl.Series([], dtype=pl.String)))
    found = pl.repeat(False, size, eager=True)
    for column in columns:
        if column.target in targets:
            found |= texts[column.index].str.contains(pattern).fill_null(False)
    return found


def _nobody(body: pl.DataFrame, columns: Sequence[SheetColumn], texts: Mapping[int, pl.Series]) -> pl.Series:
    """Lines that name nobody, in a register that names people; where it names none, lines that tell nothing."""
    used = [column.target for column in columns if column.used and column.target]
    wanted = [target for target in used if target in _IDENTITY] or used
    if not len(body):
        return pl.Series([], dtype=pl.Boolean)
    labels = _any(texts, columns, ["about.name"]) & ~_unlabelled(texts, columns) & ~_matching(texts, columns, _NUMBERS, r"\d{6,}")
    return ~_any(texts, columns, wanted) | labels


def _unlabelled(texts: Mapping[int, pl.Series], columns: Sequence[SheetColumn]) -> pl.Series:
    """Lines whose name is a name, and no title with a text behind it (户主：甲)."""
    return _matching(texts, columns, ("about.name",), r"^[^:：]*$")


def _one_cell(body: pl.DataFrame, columns: Sequence[SheetColumn], texts: Mapping[int, pl.Series]) -> pl.Series:
    """Lines with a single cell under many headings, in a register that names people: the title of a part, or nobody in particular."""
    told = pl.repeat(0, len(body), dtype=pl.Int32, eager=True)
    for column in columns:
        told += texts[column.index].is_not_null().cast(pl.Int32)
    names = any(column.target in _IDENTITY for column in columns) and sum(column.used for column in columns) > 2
    return (told == 1) & names


def _long(body: pl.DataFrame, columns: Sequence[SheetColumn]) -> pl.Series:
    """Lines that have cells to the right of the last heading: in a text file their cells may be out of place."""
    width = max((column.index for column in columns if column.heading), default=-1)
    beyond = [name for name in body.columns if name != "row" and int(name[1:]) > width]
    if not beyond:
        return pl.repeat(False, len(body), eager=True)
    return body.select(pl.any_horizontal(pl.col(name).str.contains(r"\S").fill_null(False) for name in beyond).alias("long"))["long"]


def _standing(body: pl.DataFrame, columns: Sequence[SheetColumn], words: Words, other: pl.Series, where: str) -> pl.Series:
    """Why the person of a line has left the register, by its columns of statuses; null for those who have not."""
    reasons = pl.Series([None] * len(body), dtype=pl.String)
    problems = []
    for column in columns:
        if column.target not in {"line.standing", "certificate.status"}:
            continue
        known = words.standing(column.heading)
        plain = pl.DataFrame({"text": spelled_all(_plain(body, column)), "other": other})
        texts = plain.select(pl.when(~pl.col("other")).then("text").alias("text"))["text"]
        also = words.values["certificate.status"] if column.target == "certificate.status" else {}
        strange = [text for text in texts.drop_nulls().unique() if text not in known and text not in also and text not in words.unknown]
        if strange:
            rows = body.filter(texts.is_in(strange))["row"].to_list()
            problems.append(_strange_status(column, lines_text(rows), where))
        leaving = {text: str(known[text]) for text in texts.drop_nulls().unique() if known.get(text, "stays") not in STAYING}
        if leaving:
            found = texts.replace_strict(list(leaving), list(leaving.values()), default=None, return_dtype=pl.String)
            reasons = pl.select(pl.coalesce(reasons, found)).to_series()
    if problems:
        raise EligibilityError(problems)
    return reasons


def _strange_status(column: SheetColumn, rows: Text, where: str) -> Problem:
    said = Text(
        f"{column.letter}列“{column.heading}”{rows.zh}的状态无法识别，不知道人是否还在册",
        f"column {column.letter} {column.heading!r}: the status in {rows.en} is not known, and so whether these persons still count",
    )
    stays = "stays: [ … ], paused: [ … ], "
    form = f"line.standing: {{{stays}died: [ … ], moved: [ … ], stopped: [ … ], cancelled: [ … ]}}"
    if column.target == "certificate.status":
        form = f"certificate.status: {{valid: [ … ], invalid: [ … ]}}, {form.replace(stays, '')}"
    form = f"values: {{{form}}}"
    mend = Text(
        f"请在列设置里写明，如 {form}，或把该列写成 ignore。",
        f"Say what it means in the column settings, as in {form.replace('…', '...')}, or set the column to ignore.",
    )
    return Problem(ProblemCode.COLUMN_NOT_CERTAIN, where, said, mend)
