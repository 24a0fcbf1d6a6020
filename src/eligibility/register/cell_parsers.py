"""One cell's text to a value: dates, money, grades, yes and no, as registers write them.

A text that means two things (1-2级) or that is not certain is not guessed: it is `Unreadable`, and the fact unknown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from eligibility.facts.key import FactKey
from eligibility.facts.labels import label
from eligibility.facts.vocabulary import BY_NAME, CEILINGS, facts
from eligibility.i18n import Text
from eligibility.logic.types import Boolean, Choice, Day, Number
from eligibility.register.column_settings import CellValue, Period
from eligibility.register.spellings import SUPPORT_SETS, Words, spelled

_AMOUNT = r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?"
"""An amount; a comma groups thousands and stands nowhere else."""
_STEP = Decimal("0.0001")
_THRESHOLD_STEP = Decimal("0.001")
_MOST_PAID = 200_000
"""The most that is taken for an amount paid: more is a day or a number."""

Parser = Callable[[str], CellValue | Decimal | date | frozenset[str] | None]

TICKS = frozenset("√✓✔○●是有")
"""What is put into the column of a kind of disability to say that somebody has it; digits there are grades."""

_FOREVER = date(9999, 12, 31)
_GRADES = {
    "一": 1,
    "壹": 1,
    "i": 1,
    "1": 1,
    "二": 2,
    "贰": 2,
    "ii": 2,
    "2": 2,
    "三": 3,
    "叁": 3,
    "iii": 3,
    "3": 3,
    "四": 4,
    "肆": 4,
    "iv": 4,
    "4": 4,
}
_GRADE = r"(iii|ii|iv|i|[一二三四壹贰叁肆1-4])"


CODE = Text(
    "像是代码，请在列设置的 values 里写明各代码的含义",
    "looks like a code: say in the column settings, under values, what each means",
)
"""Why digits that stand for words are not read: lists of codes differ from office to office."""


class Unreadable(ValueError):
    """A text that cannot be read as what its column holds; the message says why, without the text.

    `partial` are the members of a set that could be read: they are in it, and of the others nothing is known.
    """

    def __init__(self, zh: str, en: str, partial: frozenset[str] = frozenset()) -> None:
        super().__init__(en)
        self.text = Text(zh, en)
        self.partial = partial


def parser_of(target: str, words: Words, heading: str = "", per: Period | None = None) -> Parser:
    """What reads the cells of a column that is read as `target`; the heading (or the office, by `per`) may tell the unit of an amount."""
    if target.startswith(tuple(f"{name}." for name in SUPPORT_SETS)):
        return lambda text: read_received(text, words)
    if target.startswith("person.grade_"):
        return lambda text: None if spelled(text) in TICKS else read_grade(text, words)
    if target == "person.grade":
        return lambda text: read_grade(text, words)
    fact = facts().get(target)
    kind = fact.type if fact else BY_NAME.get(FactKey.of(target).set_key)
    if kind is None:
        return lambda text: read_set(text, target, words)
    match kind:
        case Boolean():
            return lambda text: read_bool(text, words, words.values.get(target, {}))
        case Choice():
            return lambda text: read_choice(text, words.values[target])
        case Day():
            return read_until if target == "person.certificate_valid_until" else read_date
        case Number(integral=True):
            return lambda text: read_whole(text, CEILINGS.get(target))
    factor, divisor = unit_of(heading, per)
    return lambda text: scaled(read_money(text) * (1 if "万" in text else factor) / (1 if has_period(text) else divisor))


def period_of(heading: str) -> Period | None:
    """Over what time the amounts under a heading are; None where it does not say, or says two things. The year of a date is none."""
    plain = re.sub(r"(19|20)\d\d年(度)?|年度|\d+月份?", "", spelled(heading))
    year, month = "年" in plain or "annual" in plain or "yearly" in plain, "月" in plain or "monthly" in plain
    return None if year == month else "year" if year else "month"


def has_period(text: str) -> bool:
    """Whether an amount says itself over what time it is."""
    return bool(_PERIOD.search(_amount_text(text)))


def unit_of(heading: str, per: Period | None = None) -> tuple[int, int]:
    """By what an amount under a heading is multiplied and divided to become yuan a month; `per` is the office's word on the time."""
    return 10000 if "万元" in spelled(heading) else 1, 12 if (per or period_of(heading)) == "year" else 1


def scaled(amount: Decimal) -> Decimal:
    """An amount to four decimals, on its own side of every threshold of three decimals: what lies beside one is never made to be one."""
    cut = amount.quantize(_STEP)
    if cut == amount or cut != cut.quantize(_THRESHOLD_STEP):
        return cut
    return cut + _STEP.copy_sign(amount - cut)


def read_bool(text: str, words: Words, own: Mapping[str, CellValue]) -> bool:
    """Yes or no.

    Raises:
        Unreadable: the text is not known as a yes or a no.
    """
    plain = spelled(text)
    for form in (plain, *_with_remark(plain), _without_code(plain)):
        said = own.get(form, form)
        if said in words.yes or said is True:
            return True
        if said in words.no or said is False:
            return False
    raise Unreadable("不能判断是“是”还是“否”", "is neither a yes nor a no that is known")


def _with_remark(plain: str) -> tuple[str, ...]:
    """What stands before a remark in brackets, which neither denies it nor ends it."""
    found = re.fullmatch(r"([^()]+)\(([^()]+)\)", plain)
    return (found[1],) if found and not re.search(r"[未非不停退拟待原曾死迁否?？]|取消|注销|申请", found[2]) else ()


def _without_code(plain: str) -> str:
    """A word without the code before it (1-视力, 2女, (5)智力): the word decides, whatever the office's codes are."""
    found = re.fullmatch(r"\(?\d{1,2}\)?[-—–.、]?([^\d\W].*)", plain)
    return found[1] if found else plain


def read_received(text: str, words: Words) -> bool:
    """Whether a support is received: yes or no, or the amount paid (0 is a no), or both: 是（80元）, 110*3, 330（3个月）.

    Raises:
        Unreadable: the text is no yes, no no and no amount.
    """
    plain = re.sub(r"[¥￥]|人民币", "", spelled(text))
    amount = re.fullmatch(rf"({_AMOUNT})元?(?:[×x]\d+(?:个月|月)?|\(\d+个?月\)|/人[·.]?/?月|/月|/人/月|每人每月|每月|/季|/年)?元?", plain)
    if amount:
        paid = Decimal(amount[1].replace(",", ""))
        if paid > _MOST_PAID:
            raise Unreadable("不像是补贴的金额", "is no amount that a support could be")
        return paid > 0
    both = re.fullmatch(r"([^\d(]+)\(?[\d,.]+元?(?:/月|每月)?\)?", plain)
    return read_bool(both[1] if both else text, words, words.values["line.payment"])


def read_choice(text: str, spellings: Mapping[str, CellValue]) -> CellValue:
    """One of a closed list of words.

    Raises:
        Unreadable: the text is none of them.
    """
    plain = spelled(text)
    found = spellings.get(plain, spellings.get(_without_code(plain)))
    if found is None and re.fullmatch(r"\d{1,2}(\.0)?", plain):
        raise Unreadable(CODE.zh, CODE.en)
    if found is None:
        known = "、".join(list(spellings)[:8])
        raise Unreadable(f"不是可用的填写值（如：{known}）", f"is none of the values known (such as {known})")
    return found


def read_date(text: str) -> date:
    """A day as 2025年12月31日, 2025.12.31, 2025/12/31, 2025-12-31, 20251231, or 长期; midnight after it says nothing.

    Raises:
        Unreadable: the text names no day, one that does not exist, an hour, or the number that a spreadsheet keeps for a day.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    plain = re.sub(r"(?<=[\d日])(\s+|t)0?0:00(:00)?(\.0+)?(z|\+0?0:?00|\+0?8:?00)?$", "", plain)
    if re.search(r"\d\s*[t\s]\s*\d{1,2}:\d", plain):
        raise Unreadable("带有钟点，不能确定是哪一天", "has an hour: which day is meant is not certain")
    plain = _arabic(re.sub(r"\s+", "", plain))
    if plain in {"长期", "永久", "长期有效", "永久有效", "终身", "无期限", "长期有效期"}:
        return _FOREVER
    if re.fullmatch(r"\d{5}(\.\d+)?", plain):
        raise Unreadable(
            "是表格软件存日期用的数字，请改成日期格式", "is the number that a spreadsheet keeps for a day; format it as a date"
        )
    found = re.fullmatch(r"(\d{4})(?:[年./-](\d{1,2})[月./-](\d{1,2})[日号]?|(\d{2})(\d{2}))", plain)
    if found is None:
        if re.fullmatch(r"\d{4}([年./-]?(\d{1,2})?月?)?", plain):
            raise Unreadable("只有年月，没有日", "names no day")
        raise Unreadable("不是可以识别的日期，应如 2025-12-31", "is no date that is known; write 2025-12-31")
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable("不是真实的日期", "is not a date that exists") from None


_HAN_DAY = re.compile(r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]")


def _arabic(text: str) -> str:
    """A day in Chinese numerals (二〇二五年十二月三十一日) in Arabic ones; other texts as they are."""
    found = _HAN_DAY.fullmatch(text)
    if found is None:
        return text
    year = "".join(str("零一二三四五六七八九".index("零" if sign in "〇○" else sign)) for sign in found[1])
    return f"{year}-{han_number(found[2])}-{han_number(found[3])}"


HAN_NUMERALS = "〇零一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾"
"""The signs of a number below a hundred."""
_PLAIN_HAN = str.maketrans("零壹贰叁肆伍陆柒捌玖拾两", "〇一二三四五六七八九十二")


def han_number(text: str) -> int:
    """A number below a hundred in Chinese numerals, plain or capital; 0 where it is none."""
    tens, ten, ones = text.translate(_PLAIN_HAN).rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return 0
    digits = "〇一二三四五六七八九"
    return (digits.index(tens) if tens else 1) * 10 * bool(ten) + (digits.index(ones) if ones else 0)


def read_until(text: str) -> date:
    """A last day, or the last day of a period: 2025.03.01-2035.02.28, 2025年3月1日至长期.

    Raises:
        Unreadable: as for a day.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    day = r"\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?(?:\s+0?0:00(?::00)?)?"
    period = re.fullmatch(rf"{day}\s*(?:至|到|~|—|–|-{{1,2}})\s*({day}|长期|永久|长期有效)", plain)
    return read_date(period[1] if period else text)


def read_whole(text: str, high: int | None = None) -> int:
    """A whole number up to `high`, 35岁 or 3人 included.

    Raises:
        Unreadable: the text is no whole number, or it is too large.
    """
    plain = re.sub(r"(周岁|岁|人|口|个|口人)$", "", spelled(text))
    if re.fullmatch(r"\d{1,9}(\.0+)?", plain):
        number = int(plain.partition(".")[0])
        if high is not None and number > high:
            raise Unreadable(f"大于{high}", f"is above {high}")
        return number
    raise Unreadable("应为整数", "must be a whole number")


_PERIOD = re.compile(r"/月|/年|每月|每年|每人每月|每人每年|一?个?月$|年$|/人[·./]?月|/人[·./]?年")


def _amount_text(text: str) -> str:
    return re.sub(r"[¥￥]|人民币", "", spelled(text))


def read_money(text: str) -> Decimal:
    """An exact amount in yuan; 万元 is read, and what is by the year is divided; a range or an about is not.

    Raises:
        Unreadable: the text is not one exact amount, or the amount is negative or too large.
    """
    plain = _amount_text(text)
    yearly = bool(re.search(r"/年|每年|[·./]年$|年$", plain))
    found = re.fullmatch(rf"({_AMOUNT})(万)?元?(?:每人|/人)?(?:[·./]?月|[·./]?年|每月|每年)?", plain)
    if found is None:
        if re.match(r"-\d", plain):
            raise Unreadable("金额不能是负数", "must not be negative")
        raise Unreadable("不是一个确定的金额", "is not one exact amount")
    try:
        amount = Decimal(found[1].replace(",", "")) * (10000 if found[2] else 1)
    except InvalidOperation:
        raise Unreadable("不是一个确定的金额", "is not one exact amount") from None
    if amount > 1_000_000_000:
        raise Unreadable("金额过大", "is too large an amount")
    return amount / 12 if yearly else amount


def _no_disability(plain: str, words: Words) -> bool:
    """Whether a text says that there is none; what says that nothing is received does not."""
    return plain in words.nothing and "享受" not in plain


def read_grade(text: str, words: Words) -> int:
    """A grade, 1 (heaviest) to 4; 0 where the text says that there is no disability. The digit 0 says nothing: it is not graded.

    Raises:
        Unreadable: the text is no grade, or names more than one.
    """
    plain = spelled(text)
    if _no_disability(plain, words):
        return 0
    if plain in {"0", "00", "0.0", "0级"}:
        raise Unreadable("写的是0：不知道是没有评定还是没有残疾", "says 0: not graded, or no disability, is not known")
    coded = re.fullmatch(rf"\(?0?([1-4])\)?[-—–.、]?{_GRADE}级", plain)
    if coded and _GRADES[coded[2]] == int(coded[1]) and not coded[2].isdigit():
        return int(coded[1])
    degree = re.search(r"[重中轻]度", plain)
    plain = re.sub(r"\((重度|中度|轻度|极重度|特重)\)|极重度|重度|中度|轻度|残疾", "", plain.replace("級", "级"))
    plain = re.sub(r"^(视力|听力|言语|语言|肢体|智力|精神|多重)", "", plain)
    found = re.fullmatch(rf"\(?0?{_GRADE}(\.0)?级?\)?", plain)
    if found:
        return _of_degree(_GRADES[found[1]], degree)
    if len(re.findall(_GRADE, plain)) > 1:
        raise Unreadable("写了不止一个等级，不能确定是哪一级", "names more than one grade: which one is not certain")
    raise Unreadable("应为一级至四级", "must be a grade from 1 to 4")


_DEGREES = {"重度": (1, 2), "中度": (2, 3), "轻度": (3, 4)}
"""The grades that a degree may stand beside."""


def _of_degree(grade: int, degree: re.Match[str] | None) -> int:
    """A grade, where the degree that is written beside it does not contradict it.

    Raises:
        Unreadable: it does.
    """
    if degree is not None and grade not in _DEGREES[degree[0][-2:]]:
        raise Unreadable("写的等级和轻重不符", "names a grade and a degree that do not agree")
    return grade


def read_category(text: str, words: Words) -> str | None:
    """A category of disability; None where the text says that there is none.

    Raises:
        Unreadable: the text is none of the seven categories.
    """
    plain = spelled(text)
    if _no_disability(plain, words):
        return None
    known = words.values["disability.category"]
    bare = _without_code(plain)
    for form in (plain, re.sub(r"残疾人?$|人$", "", plain), bare, re.sub(r"残疾人?$|人$", "", bare)):
        if form in known:
            return str(known[form])
    if re.fullmatch(r"\d{1,2}", plain):
        raise Unreadable(CODE.zh, CODE.en)
    raise Unreadable("不是七类残疾之一", "is none of the seven categories")


def read_disabilities(text: str, words: Words) -> dict[str, int | None]:
    """Categories with their grades out of one text: 肢体二级；智力三级, 视力残疾（一级）, 多重（肢体二级、智力三级）.

    Raises:
        Unreadable: a category is unknown or named twice, or it is not certain whose grade is meant.
    """
    plain = spelled(text)
    if _no_disability(plain, words):
        return {}
    plain = re.sub(r"\((极?重度|中度|轻度)\)", r"\1", plain)
    plain = re.sub(r"^((?:视力|听力|言语|肢体|智力|精神)+)(?=残疾$|$)", lambda found: "、".join(re.findall("..", found[1])), plain)
    parts = [part for part in re.split(r"[;,、/+()。]|和|及|伴", plain) if part]
    stated: dict[str, int | None] = {}
    waiting: str | None = None
    for part in parts:
        grade = re.search(rf"{_GRADE}(\.0)?级?(极?重度|中度|轻度)?$", part)
        if grade:
            _of_degree(_GRADES[grade[1]], re.search(r"[重中轻]度", grade[0]))
        name = part[: grade.start()] if grade else part
        if name:
            category = read_category(name, words)
            if category is None or category in stated:
                raise Unreadable("同一残疾类别写了两次", "names one category twice")
            stated[category] = waiting_grade = _GRADES[grade[1]] if grade else None
            waiting = category if waiting_grade is None else None
        elif grade and "multiple" in stated and stated["multiple"] is None and not any(stated.values()):
            stated["multiple"] = _GRADES[grade[1]]
        elif grade and waiting:
            stated[waiting], waiting = _GRADES[grade[1]], None
        else:
            raise Unreadable("写了不止一个等级，不能确定是哪一级", "names more than one grade: which one is not certain")
    return _overall(stated, plain)


def _overall(stated: dict[str, int | None], plain: str) -> dict[str, int | None]:
    """The grade of the whole: of several categories with one grade at the end, which of them it is of is not known."""
    named = [category for category in stated if category != "multiple"]
    told = [grade for grade in stated.values() if grade]
    last = re.search(rf"{_GRADE}(\.0)?级?(极?重度|中度|轻度)?\)?$", plain)
    if len(named) > 1 and len(told) == 1 and last and (stated.get("multiple") or stated[named[-1]]):
        return {"multiple": told[0], **dict.fromkeys(named)}
    if "multiple" in stated and len(stated) > 1 and stated["multiple"] is None:
        stated["multiple"] = min(told, default=None)
    return stated


def read_set(text: str, target: str, words: Words) -> frozenset[str]:
    """The members of a set that a text lists; 无 is the empty set.

    Raises:
        Unreadable: one of the names is not known; the error holds the members that are.
    """
    if spelled(text) in words.nothing:
        return frozenset()
    known = _members_of(target, words)
    pieces = _pieces(text, known)
    together = words.together if target in SUPPORT_SETS else {}
    found = [member for piece in pieces for member in together.get(spelled(piece)) or [_known_member(piece, known)]]
    members = frozenset(member for member in found if member)
    if None in found:
        raise Unreadable("其中有无法识别的名称", "holds a name that is not known", members)
    return members


def _members_of(target: str, words: Words) -> Mapping[str, str]:
    if target in SUPPORT_SETS:
        return words.supports
    known = {spelled(text): str(value) for text, value in words.values.get(target, {}).items()}
    entity, name = FactKey.of(target).pair
    for key in facts():
        if key.startswith(f"{target}."):
            member = FactKey.of(key).member
            title = label(entity, name, member)
            known |= {spelled(text): member for text in (member, title.zh, title.en)}
    return known


def _pieces(text: str, known: Mapping[str, str]) -> list[str]:
    """The texts between the separators; a label that holds a separator of its own stays whole."""
    pieces = []
    for part in re.split(r"[;；,，|\n]+", text):
        if spelled(part) in known:
            pieces.append(part)
        else:
            pieces += re.split(r"[、/\s+]+", part)
    return [piece for piece in pieces if piece.strip()]


def _known_member(piece: str, known: Mapping[str, str]) -> str | None:
    plain = spelled(piece)
    return known.get(plain) or known.get(re.sub(r"^(享受|领取|需要)", "", plain)) or known.get(re.sub(r"[\d.]+元?$", "", plain))
