"""What the columns of a register are, where the heading alone does not say: told by the other headings and by what stands in them.

What is still not certain is asked: two columns for one entry, a heading that means nothing by itself, an income over a time
that is not said. Nothing is read by its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import polars as pl

from eligibility.codes import ProblemCode
from eligibility.errors import Problem
from eligibility.facts.certificate import plain_number
from eligibility.i18n import Text
from eligibility.register.cell_parsers import Unreadable, has_period, period_of, read_category, read_grade, read_received
from eligibility.register.column_doubts import (
    ANSWERS,
    OF_LEAVING,
    PAUSES,
    UNANSWERABLE,
    UNIT,
    leaving_by_heading,
    of_other_persons,
    of_the_title,
    other_unit,
    paused_unclear,
    texts_of,
)
from eligibility.register.headings import Head, SheetColumn, by_target, support_of_status
from eligibility.register.sheets.sheet import Sheet
from eligibility.register.spellings import GONE, IGNORED, REFUSED, Level, Words, spelled
from eligibility.register.titles import Month, lone_titles, months_in, said_of_sheet, supports_in, titles_of

INCOME = "household.monthly_income_per_capita"
_SHARED = ("about.phone", "about.address", "about.county", "about.bank", "about.account", "line.amount", "line.month")
"""What several columns may tell: the first is shown."""
TOGETHER = ("line.remarks", "line.left_on", "line.standing", "about.hardship")
"""What several columns may tell: all are looked at."""
_MEMBER = re.compile(
    r"^(家庭)?(成员|家属|子女|共同生活人|人员)?[一二三四五六七八九十\d]+(的)?(姓名|身份证)|^(家庭)?(成员|家属|子女|人员|姓名|身份证号码?)[(（]?[一二三四五六七八九十\d]+[)）]?"
)
_KIN = re.compile(
    r"^(配偶|妻子|丈夫|爱人|子女|儿子|女儿|父亲|母亲|家属|亲属|其他成员)[一二三四五六七八九十\d]*/?(的|姓名)?(身份证|公民身份|残疾|证件号|证号)"
)
"""Numbers and disabilities of relatives: further persons in the line of one."""
_STATUS = re.compile(r"^(?!.*(婚姻|健康|监控|就业|参保|工作|学习|文化|房屋|数据|填报)).*状态$")
"""Headings of a status that may say whether somebody is still in the register."""
_MONEY = re.compile(r"金额|补贴|津贴|补助|\(元|元\)$|低保金|救助金|发放额")


def settled_columns(head: Head, sheet: Sheet, words: Words) -> tuple[SheetColumn, ...]:
    """The columns with what their cells and the other headings tell; those that must be asked about say why."""
    body = sheet.cells.filter(pl.col("row") > head.last)
    disabled = "残" in head.context or "残" in sheet.name
    titled = {support for title in titles_of(sheet, head) for support in supports_in(spelled(title), words)}
    columns = [_settled(column, texts_of(body, column), words, head.context, disabled=disabled) for column in head.columns]
    columns = of_the_title(columns, lone_titles(sheet, head), words)
    told = said_of_sheet(sheet, head, words)
    support = next(iter(titled)) if len(titled) == 1 else None
    columns = _months_apart(columns, body, words, f"person.receives.{support}" if support else None)
    columns = _payments_unclear(columns, body, words)
    columns = _without_support(columns, support)
    if told.stopped:
        columns = _not_received(columns, sheet)
    columns = paused_unclear(columns, body, words)
    columns = [*of_other_persons(_one_each(columns), body), *_without_heading(head, sheet, body)]
    if words.office.by_letter or any(column.asked is not None and column.asked not in UNANSWERABLE for column in columns):
        columns = [_must_be_named(column, words) for column in columns]
    return tuple(columns)


def open_questions(columns: Sequence[SheetColumn], where: str) -> list[Problem]:
    """What must be said of columns before they are read, each with how to say it."""
    members = [column for column in columns if _MEMBER.search(spelled(column.heading.rpartition("/")[2]))]
    guarded = [column for column in columns if column.level is not Level.OFFICE and _names_two(column)]
    kin = [column for column in columns if column.level is not Level.OFFICE and _KIN.search(spelled(column.heading))]
    problems = []
    if kin or (len(members) > 1 and len({column.target for column in members}) <= 2):
        said = Text("一行写了一户的几个人（成员在各列）", "a line holds several persons of a household, each in columns of his own")
        mend = Text(
            "请改成一人一行，用“户号”列写明同户的人；不判定的亲属（如父母），把这些列写成 ignore。",
            "Make it one line a person, with a household key for those who live together; set the columns of relatives who are not "
            "screened (such as parents) to ignore.",
        )
        problems.append(Problem(ProblemCode.COLUMN_NOT_CERTAIN, where, said, mend))
    if guarded:
        problems.append(_two_persons(guarded, where))
    asked = [column for column in columns if column.asked is not None]
    beside = _table_beside(asked)
    if beside:
        problems.append(_beside(beside[0], where))
        repeated = {spelled(column.heading) for column in beside}
        asked = [column for column in asked if spelled(column.heading) not in repeated]
    together: dict[tuple[Text, str | None], list[SheetColumn]] = {}
    for column in asked:
        assert column.asked is not None
        together.setdefault((column.asked, None if column.asked in ANSWERS else column.target), []).append(column)
    return problems + [_asked(why, several, where) for (why, _), several in together.items()]


def _table_beside(asked: Sequence[SheetColumn]) -> list[SheetColumn]:
    """The columns of a second table to the right of the first: several headings come again there, a name or number among them."""
    told: set[str] = set()
    again = []
    for column in asked:
        plain = spelled(column.heading)
        if plain in told:
            again.append(column)
        told.add(plain)
    return again if len(again) > 1 and any(column.target in _PERSON for column in again) else []


_PERSON = ("about.name", "about.id_number", "certificate.number")


_TWO = re.compile(r".[(/、,及和与或](法定)?(监护人|代理人|代领人|代办人|委托人|照护人|护理人|照料人|扶养人|抚养人|联系人)")
"""Headings of a person's name or number that name a second person: the guardian often stands in a line below."""


_TWO_NAMES = re.compile(
    r"^(残疾人|本人|申请人|儿童)?(姓名|身份证号?码?|证件号码?|公民身份号码)[(/、,及和与或](法定)?(监护人|代理人|代领人|委托人|照护人|护理人)"
    r"的?(姓名|身份证号?码?|证件号码?|公民身份号码|号码)?[)]?$"
)
"""Such headings that no spelling knows."""


def _names_two(column: SheetColumn) -> bool:
    plain = spelled(column.heading)
    known = column.target in _PERSON and _TWO.search(plain)
    return bool(known or (column.target is None and _TWO_NAMES.search(plain)))


def _two_persons(columns: Sequence[SheetColumn], where: str) -> Problem:
    letters = "、".join(column.letter for column in columns)
    said = Text(
        f"{letters}列的列名写了两个人（本人和监护人等），不知道哪一行、哪一个是残疾人",
        f"the headings of {letters} name two persons (one's own and a guardian's); which is the disabled person is not known",
    )
    mend = Text(
        "请改成一人一行，监护人等的姓名和证号另放一列，或删去。",
        "Make it one line a person, and put the guardian's name and number into columns of their own, or leave them out.",
    )
    return Problem(ProblemCode.COLUMN_NOT_CERTAIN, where, said, mend)


def _beside(column: SheetColumn, where: str) -> Problem:
    said = Text(
        f"右边（{column.letter}列“{column.heading}”起）是另一张表，列名与左边重复",
        f"another table stands to the right (from column {column.letter} {column.heading!r} on): its headings repeat those on the left",
    )
    mend = Text("请把右边的表接到左边的表下面，或放到另一个工作表。", "Put it below the table on the left, or on a sheet of its own.")
    return Problem(ProblemCode.ANOTHER_TABLE, where, said, mend)


def _asked(why: Text, columns: Sequence[SheetColumn], where: str) -> Problem:
    """The question about a column, or about several that one thing is asked of."""
    target, letters = columns[0].target, [column.letter for column in columns]
    if why in (_LEAVING, PAUSES, OF_LEAVING):
        entry = Text(
            "line.standing（本人的状态）、line.remarks（备注）或 ignore", "line.standing (the person's status), line.remarks or ignore"
        )
    elif target:
        entry = Text(f"{target} 或 ignore", f"{target}, or ignore")
    else:
        entry = Text("说的是哪一项就写哪一项，不用的写 ignore", "the entry that it tells, or ignore")
    one = len(columns) == 1
    mend = Text(
        f"请在列设置的 columns 里写明{'、'.join(letters)}列{'' if one else '各是什么'}：{entry.zh}。",
        f"Say in the column settings, under columns, what {'column' if one else 'each of the columns'} {', '.join(letters)} is: "
        f"{entry.en}.",
    )
    if why is _MONTHS:
        form = f"{letters[-1]}: {{heading: {columns[-1].heading}, read: {target or 'person.receives.living_allowance'}}}"
        mend = Text(
            f"请在列设置的 columns 里写明那一个月的列，如 {form}；其余各月就不使用。",
            f"Name the column of that month in the column settings, under columns, as in {form}; the others are then left aside.",
        )
    mend = ANSWERS.get(why, mend)
    said = Text(
        f"{'、'.join(f'{column.letter}列“{column.heading}”' for column in columns)}：{why.zh}",
        f"{'column' if one else 'columns'} {', '.join(f'{column.letter} {column.heading!r}' for column in columns)}: {why.en}",
    )
    return Problem(ProblemCode.COLUMN_NOT_CERTAIN, where, said, mend)


def _settled(column: SheetColumn, texts: Sequence[str], words: Words, context: str, *, disabled: bool) -> SheetColumn:
    if column.level is Level.OFFICE:
        return column
    if not column.heading:
        said = any(re.search(GONE, text) for text in texts)
        return replace(column, target="line.remarks", level=Level.DERIVED) if said else column
    told = [text for text in texts if spelled(text) not in words.unknown]
    if column.level is Level.SHORT:
        return _settled_short(column, told, words, disabled=disabled)
    if column.target == "line.number":
        return replace(column, target=_number_kind(told), level=Level.DERIVED)
    if column.target == _WARD and told and not any(_is_yes_or_no(text, words) for text in told):
        return replace(column, target="about.name", level=Level.DERIVED)
    if column.target == INCOME and other_unit(column.heading, context):
        return replace(column, asked=UNIT)
    if column.target == INCOME and _no_period(column.heading, told):
        why = Text(
            "没有写是年收入还是月收入（per: year 或 per: month）",
            "does not say whether by the year or the month (per: year, or per: month)",
        )
        return replace(column, asked=why)
    receipt = support_of_status(column.heading.split("/"), words) if column.target is None and told else None
    if receipt:
        return replace(column, target=receipt, level=Level.DERIVED, asked=_SUPPORT_STATUS)
    if column.target is None and _STATUS.search(spelled(column.heading)) and told:
        return replace(column, asked=Text("无法识别这个状态列", "is a status that is not known"))
    if column.target is None or (column.target == IGNORED and column.level is Level.EXACT):
        return replace(column, asked=_LEAVING) if _leaving(told, words) else _by_what_it_holds(column, told, words)
    return column


def _by_what_it_holds(column: SheetColumn, texts: Sequence[str], words: Words) -> SheetColumn:
    """A column that tells nothing by its heading, and yet should be looked at: refusals, and what is headed as death or leaving."""
    if _DECISION.search(spelled(column.heading)) and any(_REFUSED.search(spelled(text)) for text in texts):
        return replace(column, target="line.remarks", level=Level.DERIVED)
    return leaving_by_heading(column, texts, words) if column.target is None else column


_DECISION = re.compile(r"(审核|审批|复核|核查|核实|年审|审查|评审|评议|认定|联审|比对|初审|终审)")
_REFUSED = re.compile(REFUSED)


_LEAVING = Text(
    "有的格写着死亡、注销、迁出等，不知道说的是不是本人",
    "has cells that say died, cancelled, moved or the like; whether that is of the person is not known",
)


def _is_yes_or_no(text: str, words: Words) -> bool:
    return spelled(text) in words.yes | words.no


_WARD = "person.guardianship"
"""The fact whose title is a name of the person too: 被监护人 over names is the person's name."""


def _leaving(texts: Sequence[str], words: Words) -> bool:
    """Whether some cells say nothing but that somebody has left a register."""
    known = words.values["line.standing"]
    return any(known.get(spelled(text), "stays") not in ("stays", "paused") or _GONE_WITHIN.search(spelled(text)) for text in texts)


_GONE_WITHIN = re.compile(
    r"[(,，、/;；-](因?死亡|去世|病故|亡故|已故|已?注销|已?迁出)|^(减少|停发|停止|变更|退出|核减|注销|已)[^a-z0-9]{0,4}(死亡|去世|病故|亡故|已故|迁出)"
)
"""Death and leaving as the reason beside another word, as in 减少（死亡）."""

_SUPPORT_STATUS = Text(
    "是这一项补贴的状态，不是本人是否在册，不知道是不是正在领取",
    "is the status of that support, not of the person; whether it is a receipt is not known",
)


def _payments_unclear(columns: Sequence[SheetColumn], body: pl.DataFrame, words: Words) -> list[SheetColumn]:
    """Columns of a list of payments that are not known, and by whose cells some payments failed or are of another month: asked."""
    targets = {column.target for column in columns}
    pays = any(column.target in {"line.support", "line.amount"} for column in columns)
    if not pays:
        return list(columns)
    keys = [f"c{column.index}" for column in columns if column.target in {*_PERSON, "line.support"} and f"c{column.index}" in body.columns]
    found = []
    for column in columns:
        open_yet = column.target is None and column.asked is None and column.remark is None and column.heading
        if open_yet and "line.payment" not in targets and any(_FAILED.search(spelled(text)) for text in texts_of(body, column)):
            column = replace(column, target="line.payment", level=Level.DERIVED, asked=_FAILS)
        elif open_yet and "line.month" not in targets and _several_months(body, column, keys):
            column = replace(column, target="line.month", level=Level.DERIVED, asked=_MONTH_OF_LINE)
        found.append(column)
    return found


_FAILED = re.compile(
    r"失败|退票|退回|退汇|未入账|未到账|(户名|账号|账户|卡号)[^,，。]{0,4}(不符|错误|有误|不存在|异常)|(账户|银行卡|卡|存折)已?(销户|注销|冻结)|^已?销户$"
)
_FAILS = Text(
    "有的格写着失败、退回等，不知道说的是不是本行没有发放",
    "has cells that say failed, sent back or the like; whether these lines were not paid is not known",
)
_MONTH_OF_LINE = Text(
    "同一人同一项补贴的几行写着不同的月份，不知道是不是发放的月份",
    "names different months in lines of one person and one support; whether they are the months that are paid is not known",
)


def _several_months(body: pl.DataFrame, column: SheetColumn, keys: Sequence[str]) -> bool:
    """Whether a column holds months, and several for one person and support."""
    name = f"c{column.index}"
    texts = texts_of(body, column)
    if not keys or len(texts) < 2:
        return False
    months = {text: _one_month(text) for text in texts}
    if sum(month is None for month in months.values()) * 10 > len(months):
        return False
    told = body.select(*keys, month=pl.col(name).str.strip_chars().replace_strict(months, default=None, return_dtype=pl.String))
    several = told.drop_nulls().group_by(keys).agg(pl.col("month").n_unique())
    return bool((several["month"] > 1).any())


def _one_month(text: str) -> str | None:
    """A cell that names a month and no day, as one text; None where it does not."""
    found = re.fullmatch(r"(?:((?:19|20)\d\d)[-./年]?)?(0?[1-9]|1[0-2])月?份?(?:[-—]\d{2})?", spelled(text))
    return f"{found[1] or ''}-{int(found[2])}" if found and (found[1] or "月" in text) else None


def _no_period(heading: str, texts: Sequence[str]) -> bool:
    """Whether neither heading nor cells say over what time an income is. The entry's own name says it."""
    return spelled(heading) != spelled(INCOME) and period_of(heading) is None and any(not has_period(text) for text in texts)


def _settled_short(column: SheetColumn, texts: Sequence[str], words: Words, *, disabled: bool) -> SheetColumn:
    """A heading that means nothing by itself: read where the register and the cells agree, otherwise asked."""
    target = column.target or ""
    if target == "line.standing":
        known = words.values["line.standing"]
        if texts and all(spelled(text) in known for text in texts):
            return column
        return replace(column, asked=Text("单看“状态”不知道是什么的状态", "does not say of what it is the status"))
    if not texts or (disabled and 2 * sum(_readable(text, target, words) for text in texts) >= len(texts)):
        return column
    return replace(column, asked=Text("单看列名不能确定是残疾人的哪一项", "by its heading alone it is not certain what it is"))


def _readable(text: str, target: str, words: Words) -> bool:
    try:
        if target == "disability.category":
            read_category(text, words)
        elif target == "disability.grade":
            read_grade(text, words)
        else:
            read_received(text, words)
    except Unreadable:
        return False
    return True


def _number_kind(texts: Sequence[str]) -> str:
    """Which number a document has: those of certificates are longer than those of identity cards."""
    lengths = [len(plain_number(text)) for text in texts]
    return "certificate.number" if sum(length >= 20 for length in lengths) * 2 > len(lengths) else "about.id_number"


def _not_received(columns: Sequence[SheetColumn], sheet: Sheet) -> list[SheetColumn]:
    """Columns of receipts below a title by which nobody receives anything: whether one is a receipt must be said."""
    other = Text("，或只选别的工作表", ", or choose other sheets") if sheet.name else Text("", "")
    why = Text(
        f"标题或工作表名写的是停发、未领或还没有发放的人，不知道这一列是不是正在领取{other.zh}",
        f"the title or the sheet's name speaks of people who receive nothing; whether this is a receipt is not known{other.en}",
    )
    return [
        replace(column, asked=why)
        if (column.target or "").startswith(("person.receives", "line.support")) and column.level < Level.OFFICE
        else column
        for column in columns
    ]


def _without_heading(head: Head, sheet: Sheet, body: pl.DataFrame) -> list[SheetColumn]:
    """Columns without a heading, beside the others, in which somebody's death or leaving is written: they are remarks."""
    known = {column.index for column in head.columns}
    beyond = [index for name in sheet.columns() if (index := int(name[1:])) not in known]
    said = [index for index in beyond if body[f"c{index}"].str.contains(GONE).fill_null(False).any()]
    return [SheetColumn(index, "", "line.remarks", level=Level.DERIVED) for index in said]


def _months_apart(columns: Sequence[SheetColumn], body: pl.DataFrame, words: Words, titled: str | None) -> list[SheetColumn]:
    """Columns of payments of different months: which month is compared must be said; where one is named, the others are left aside."""
    found = {column.index: column for column in columns}
    groups: dict[str, list[SheetColumn]] = {}
    for column in columns:
        rest, month = _month_apart(column.heading)
        paying = column.asked is None if column.target is None else column.target.startswith(("person.receives.", "line.amount"))
        if month and (column.level is Level.OFFICE or (paying and column.remark is None)):
            groups.setdefault(rest, []).append(column)
    for rest, months in groups.items():
        if len({_month_apart(column.heading)[1] for column in months}) < 2:
            continue
        named = any(column.level is Level.OFFICE for column in months)
        paid = any(_readable(text, "person.receives", words) for column in months for text in texts_of(body, column))
        for column in months:
            if named and column.level is not Level.OFFICE:
                found[column.index] = replace(column, target=IGNORED, remark=Text("选用了别的月份", "another month was chosen"), asked=None)
            elif paid and not named:
                found[column.index] = replace(column, target=_paid_by(rest, words) or titled, asked=_MONTHS)
    return [found[column.index] for column in columns]


_MONTHS = Text("是不同月份的发放，不知道核对哪一个月", "are payments of different months, and which one is compared is not known")


def _paid_by(heading: str, words: Words) -> str | None:
    """The receipt that a heading without its month tells; None where it does not say of which support."""
    parts = [part for part in heading.split("/") if part]
    found = (words.target(name) for name in ("".join(parts), *reversed(parts)) if name)
    return next((target for target in found if target and target.startswith("person.receives.")), None)


def _month_apart(heading: str) -> tuple[str, frozenset[Month]]:
    """What a heading says beside the month that it names, and that month; the heading alone where it names none."""
    parts = [spelled(part) for part in heading.split("/")]
    for at in reversed(range(len(parts))):
        found = _MONTH_HEADING.search(parts[at])
        if found is not None:
            parts[at] = parts[at][: found.start()] + parts[at][found.end() :]
            return "/".join(parts), months_in(found[0])
    return heading, frozenset()


_MONTH_HEADING = re.compile(
    r"(?<!\d)[(（]?(((19|20)\d\d[-年./]?)?((\d{1,2}月?[-—~至到])?(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?|第?[一二三四1-4]季度)"
    r"|(19|20)\d\d[-./]?(0[1-9]|1[0-2]))[)）]?(?!\d)"
)


def _without_support(columns: Iterable[SheetColumn], titled: str | None) -> list[SheetColumn]:
    """Amounts and states of a payment tell something only beside the support that is paid: in a column, or in the title of the list."""
    listed = list(columns)
    if any(column.target == "line.support" for column in listed):
        return listed
    told = any((column.target or "").startswith("person.receives") for column in listed)
    for target in ("line.amount", "line.payment"):
        paid = [column for column in listed if column.target == target and column.level < Level.OFFICE]
        if titled is not None and len(paid) == 1 and not told:
            why = Text("补贴的名称见标题", "the title names the support")
            receipt = replace(paid[0], target=f"person.receives.{titled}", level=Level.DERIVED, remark=why)
            listed = [receipt if column is paid[0] else column for column in listed]
            told = True
    said = Text("没有写是哪一项补贴，未使用", "does not say which support it is; left aside")
    how = Text("；都是同一项的，请在列设置里把这一列写成 person.receives.项目编号", "; where it is one, set it to person.receives.SUPPORT")
    aside = ("line.amount",) if told else ("line.amount", "line.month", "line.payment")
    left = [column for column in listed if column.target in aside and column.level < Level.OFFICE]
    first = next((column for column in left if not told and column.target != "line.month"), None)
    return [
        replace(column, target=IGNORED, remark=Text(said.zh + how.zh, said.en + how.en) if column is first else said)
        if column in left
        else column
        for column in listed
    ]


def _one_each(columns: Sequence[SheetColumn]) -> list[SheetColumn]:
    """One column for each entry: the surest heading; of equally sure ones none, and it is asked."""
    found = {column.index: column for column in columns}
    for target, several in by_target([column for column in columns if column.asked is not _MONTHS]).items():
        best = max(column.level for column in several)
        first, *others = [column for column in several if column.level == best]
        for column in several:
            if target not in TOGETHER and (column.level < best or (column is not first and target in _SHARED)):
                found[column.index] = _aside(column, first)
        if others and target not in (*_SHARED, *TOGETHER):
            why = Text(f"说的是同一项（{target}），不知道该用哪一列", f"say the same ({target}); which one counts is not known")
            found |= {column.index: replace(column, asked=why) for column in (first, *others)}
    return [found[column.index] for column in columns]


def _aside(column: SheetColumn, first: SheetColumn) -> SheetColumn:
    remark = Text(f"与“{first.heading}”列重复，未使用", f"says the same as the column {first.heading!r}; left aside")
    return replace(column, target=None, remark=remark, asked=None)


def _must_be_named(column: SheetColumn, words: Words) -> SheetColumn:
    """Where the office names columns, a column of money or of a status that it does not name and that is not known must be named."""
    plain = spelled(column.heading)
    if column.target is not None or column.asked is not None or column.remark is not None or column.index in words.office.by_letter:
        return column
    if _MONEY.search(plain) or _STATUS.search(plain):
        return replace(column, asked=_NOT_NAMED)
    return column


_NOT_NAMED = Text(
    "按字母写列设置时，没有识别出来的金额列、状态列也要写明",
    "where the column settings name columns by letter, those of money or of a status that are not known must be named too",
)


def where_of(columns: Sequence[SheetColumn]) -> Mapping[str, str]:
    """The name of the cells' column by what it is read as."""
    return {column.target or "": f"c{column.index}" for column in reversed(columns) if column.used}
