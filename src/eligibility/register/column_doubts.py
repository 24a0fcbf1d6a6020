"""What the cells or the titles of a sheet say against reading a column as its heading says: then it is asked, not guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from eligibility.i18n import Text
from eligibility.register.headings import SheetColumn
from eligibility.register.spellings import IGNORED, Level, Words, spelled
from eligibility.register.titles import GONE, supports_in

NUMBERS = ("about.id_number", "certificate.number")

OTHERS_NUMBERS = Text(
    "写着证件号码，与本行的人不是同一个人，或不知道是谁的",
    "holds numbers of documents that are not those of the line's person, or of whom they are is not known",
)
TWO_PERSONS = Text(
    "大多不是同一个人的号码，不知道名册说的是哪一个人",
    "are mostly not the numbers of one person, and of which the register speaks is not known",
)
PAUSES = Text(
    "有的格写着停发、暂停等，不知道说的是不是本人的补贴",
    "has cells that say paused or stopped; whether that is of the person's support is not known",
)
OF_LEAVING = Text(
    "列名说的是死亡、注销、迁出，不知道各格的意思",
    "is headed as one of death or leaving; what its cells mean is not known",
)
OTHER_GROUP = Text(
    "标题说的是另一项补贴或另一类人（如老年人），不知道这一列是不是残疾人的那一项",
    "stands below a title of another support or of other people (as of the aged); whether it is that of disabled persons is not known",
)
UNIT = Text(
    "标题写的单位不是元，列名没有写单位",
    "stands below a title by which the unit is not yuan, and its heading names none",
)

ANSWERS = {
    OTHERS_NUMBERS: Text(
        "右边是另一张表的，请接到左边的表下面；姓名和号码写在一格的，请分成两列；是本人的号码，请在列设置的 columns 里写成 "
        "about.id_number；是户主的写 about.head_number，是别人的写 ignore。",
        "Where another table stands to the right, put it below the one on the left; where a name and a number share a cell, make it two "
        "columns; otherwise say in the column settings, under columns: about.id_number where they are the person's own, about.head_number "
        "where they are the head's, ignore where they are somebody else's.",
    ),
    TWO_PERSONS: Text(
        "请在列设置的 columns 里把不是本人的那一列写成 ignore；残疾情况也不是本人的，残疾类别、残疾等级列也写成 ignore。",
        "Set the column that is not the person's own to ignore in the column settings, under columns; and those of the category and grade "
        "too, where the disability is not the person's.",
    ),
    UNIT: Text(
        "请把单位写进列名，如“家庭人均年收入（万元）”。",
        "Write the unit into the heading, as in 家庭人均年收入（万元）.",
    ),
}
"""How to answer, where that is more than what a column is read as."""

UNANSWERABLE = (OTHERS_NUMBERS, UNIT)
"""What is mostly mended in the register itself."""

_LOOKED_AT = 5_000
"""In how many lines below the headings numbers are compared: what most of these say holds of all."""
_ID = r"(?:^|\D)([1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx])"
"""A number of an identity card, as such or as the beginning of a certificate's."""
_SOMEBODY = re.compile(
    r"监护|代理|代领|代办|代管|委托|联系|家长|父|母|配偶|夫|妻|子女|儿子|女儿|亲属|家属|帮扶|经办|负责|法人|法定|照护|照料|护理人|护理员|赡养"
    r"|扶养|抚养|户主|户名|账户|卡号|账号|收款|领款|取款|持卡|开户|医生|教师|担保|介绍|填表|审核"
)
"""Headings that say whose number it is: somebody else's."""
_LEAVING = re.compile(f"{GONE}|火化|殡葬|迁移")
_FLAG = re.compile(r"(标识|标志|标记|标注|情况|与否|否)$|^是否")
_OTHER_PEOPLE = re.compile(r"老年人|老人|高龄|孤儿|无人抚养|优抚|退役|计生|计划生育")
_UNIT_OF_TITLE = re.compile(r"单位[:：]?\s*(人民币)?\s*([万千百]元)")


def texts_of(body: pl.DataFrame, column: SheetColumn) -> list[str]:
    """The different texts of a column, without blanks around them."""
    name = f"c{column.index}"
    if name not in body.columns:
        return []
    return [text for text in body[name].drop_nulls().str.strip_chars().unique().to_list() if text]


def of_other_persons(columns: Sequence[SheetColumn], body: pl.DataFrame) -> list[SheetColumn]:
    """Columns of numbers that are not of the line's person, and do not say whose they are: a second table, or two persons in a line."""
    body = body.head(_LOOKED_AT)
    own = [column for column in columns if column.target in NUMBERS and f"c{column.index}" in body.columns]
    marked = _two_numbers(own, body)
    found = []
    for column in columns:
        left = column.target is None or (column.target == IGNORED and column.remark is not None)
        if left and column.asked is None and column.heading and not _SOMEBODY.search(spelled(column.heading)):
            if _of_others(column, own, body):
                column = replace(column, target=None, asked=OTHERS_NUMBERS)
        elif column.index in marked:
            column = replace(column, asked=TWO_PERSONS)
        found.append(column)
    return found


def _ids(body: pl.DataFrame, column: SheetColumn) -> pl.Series:
    """The identity number within each cell of a column."""
    return body[f"c{column.index}"].str.replace_all(r"[\s'‘’]", "").str.extract(_ID, 1).str.to_uppercase()


def _of_others(column: SheetColumn, own: Sequence[SheetColumn], body: pl.DataFrame) -> bool:
    """Whether most cells of a column hold numbers, and most of these others than those of their lines."""
    if f"c{column.index}" not in body.columns:
        return False
    told = body[f"c{column.index}"].str.contains(r"\S").fill_null(False).sum()
    ids = _ids(body, column)
    if not told or 2 * (len(ids) - ids.null_count()) <= told:
        return False
    mine = [_ids(body, one) for one in own]
    same = pl.DataFrame({"id": ids, **{f"m{at}": series for at, series in enumerate(mine)}}).filter(pl.col("id").is_not_null())
    alike = pl.any_horizontal(pl.lit(False), *((pl.col(f"m{at}") == pl.col("id")).fill_null(False) for at in range(len(mine))))
    return bool(2 * same.select(alike.sum()).item() < len(same))


def _two_numbers(own: Sequence[SheetColumn], body: pl.DataFrame) -> set[int]:
    """The columns of the person's numbers, where two of them are not those of one person in most of several lines."""
    open_ = [column for column in own if column.level < Level.OFFICE]
    if len(own) < 2 or not open_:
        return set()
    pairs = pl.DataFrame({"a": _ids(body, own[0]), "b": _ids(body, own[1])}).drop_nulls()
    differ = pairs.filter(pl.col("a") != pl.col("b"))
    return {column.index for column in open_} if len(differ) > 1 and 2 * len(differ) > len(pairs) else set()


def paused_unclear(columns: Sequence[SheetColumn], body: pl.DataFrame, words: Words) -> list[SheetColumn]:
    """Columns that are not known and whose cells say that something is paused, in a register that tells what is received: asked."""
    paid = any((column.target or "").startswith(("person.receives", "line.support", "line.amount")) for column in columns)
    known = words.values["line.standing"]
    found = []
    for column in columns:
        open_ = column.target is None and column.asked is None and column.remark is None and column.heading
        if paid and open_ and any(known.get(spelled(text)) == "paused" for text in texts_of(body, column)):
            column = replace(column, asked=PAUSES)
        found.append(column)
    return found


def leaving_by_heading(column: SheetColumn, texts: Sequence[str], words: Words) -> SheetColumn:
    """A column that is not known and is headed as one of death or leaving: a flag is asked; of days and reasons, who has one is told."""
    plain = spelled(column.heading)
    said = [text for text in texts if spelled(text) not in words.no and spelled(text) not in words.nothing]
    if not _LEAVING.search(plain) or _SOMEBODY.search(plain) or not said:
        return column
    if _FLAG.search(plain) or all(re.fullmatch(r"\d|[yt是有√]", spelled(text)) for text in said):
        return replace(column, asked=OF_LEAVING)
    return replace(column, target="line.left_on", level=Level.DERIVED)


def of_the_title(columns: Sequence[SheetColumn], titles: Sequence[str], words: Words) -> list[SheetColumn]:
    """Short names of a support (护理补贴) below titles of another support, or of other people than the disabled: asked."""
    plain = [spelled(title) for title in titles]
    titled = frozenset[str]().union(*(supports_in(title, words) for title in plain))
    others = any(_OTHER_PEOPLE.search(title) for title in plain) and not any("残" in title for title in plain)
    return [
        replace(column, asked=OTHER_GROUP)
        if column.level is Level.SHORT
        and column.asked is None
        and (column.target or "").startswith("person.receives.")
        and (others or (titled and (column.target or "").removeprefix("person.receives.") not in titled))
        else column
        for column in columns
    ]


def other_unit(heading: str, context: str) -> bool:
    """Whether a title names another unit than yuan for amounts under a heading that names none."""
    return bool(_UNIT_OF_TITLE.search(context)) and "元" not in heading
