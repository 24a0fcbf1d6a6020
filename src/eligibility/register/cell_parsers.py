"""One cell's text to a value: dates, money, grades, yes and no, as registers write them.

A text that means two things (1-2级) or that is not certain is not guessed: it is `Unreadable`, and the fact unknown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from eligibility.facts.certificate import CATEGORIES
from eligibility.facts.key import FactKey
from eligibility.facts.labels import label
from eligibility.facts.vocabulary import facts
from eligibility.i18n import Text
from eligibility.logic.types import Boolean, Choice, Day, Number
from eligibility.register.spellings import SUPPORT_SETS, CellValue, Words, spelled

Parser = Callable[[str], CellValue | Decimal | date | frozenset[str] | None]

EXCEL_EPOCH = date(1899, 12, 30)
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


class Unreadable(ValueError):
    """A text that cannot be read as what its column holds; the message says why, without the text.

    `partial` are the members of a set that could be read: they are in it, and of the others nothing is known.
    """

    def __init__(self, zh: str, en: str, partial: frozenset[str] = frozenset()) -> None:
        super().__init__(en)
        self.text = Text(zh, en)
        self.partial = partial


def parser_of(target: str, words: Words, heading: str = "") -> Parser:
    """What reads the cells of a column that is read as `target`; the heading may tell the unit of an amount."""
    if target.startswith(tuple(f"{name}." for name in SUPPORT_SETS)):
        return lambda text: read_received(text, words)
    if target.startswith("person.grade"):
        return lambda text: read_grade(text, words)
    fact = facts().get(target)
    if fact is None:
        return lambda text: read_set(text, target, words)
    match fact.type:
        case Boolean():
            return lambda text: read_bool(text, words, words.values.get(target, {}))
        case Choice():
            return lambda text: read_choice(text, words.values[target])
        case Day():
            return read_date
        case Number(integral=True):
            return read_whole
    factor, divisor = unit_of(heading)
    return lambda text: scaled(read_money(text) * factor / divisor)


def unit_of(heading: str) -> tuple[int, int]:
    """By what an amount under a heading is multiplied and divided to become yuan a month."""
    plain = spelled(heading)
    return 10000 if "万元" in plain else 1, 12 if "年" in plain and "月" not in plain else 1


def scaled(amount: Decimal) -> Decimal:
    """An amount to four decimals: a twelfth of whole cents stays on its side of any threshold of three decimals."""
    return amount.quantize(Decimal("0.0001"))


def read_bool(text: str, words: Words, own: Mapping[str, CellValue]) -> bool:
    """Yes or no.

    Raises:
        Unreadable: the text is not known as a yes or a no.
    """
    plain = spelled(text)
    said = own.get(plain, plain)
    if said in words.yes or said is True:
        return True
    if said in words.no or said is False:
        return False
    raise Unreadable("不能判断是“是”还是“否”", "is neither a yes nor a no that is known")


def read_received(text: str, words: Words) -> bool:
    """Whether a support is received: yes or no, or the amount paid (0 is a no).

    Raises:
        Unreadable: the text is no yes, no no and no amount.
    """
    plain = spelled(text)
    if re.fullmatch(r"[\d.,]+元?(/月|/人/月)?", plain):
        return read_money(text) > 0
    return read_bool(text, words, {})


def read_choice(text: str, spellings: Mapping[str, CellValue]) -> CellValue:
    """One of a closed list of words.

    Raises:
        Unreadable: the text is none of them.
    """
    found = spellings.get(spelled(text))
    if found is None:
        known = "、".join(list(spellings)[:8])
        raise Unreadable(f"不是可用的填写值（如：{known}）", f"is none of the values known (such as {known})")
    return found


def read_date(text: str) -> date:
    """A day as 2025年12月31日, 2025.12.31, 2025/12/31, 2025-12-31, 20251231, an Excel serial, or 长期.

    Raises:
        Unreadable: the text names no day, or one that does not exist.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
    plain = re.sub(r"t?00:00(:00)?(\.0+)?$", "", plain)
    if plain in {"长期", "永久", "长期有效"}:
        return _FOREVER
    if re.fullmatch(r"\d{5}(\.0)?", plain):
        return EXCEL_EPOCH + timedelta(days=int(plain[:5]))
    found = re.fullmatch(r"(\d{4})(?:[年./-](\d{1,2})[月./-](\d{1,2})日?|(\d{2})(\d{2}))", plain)
    if found is None:
        if re.fullmatch(r"\d{4}([年./-]?(\d{1,2})?月?)?", plain):
            raise Unreadable("只有年月，没有日", "names no day")
        raise Unreadable("不是可以识别的日期，应如 2025-12-31", "is no date that is known; write 2025-12-31")
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable("不是真实的日期", "is not a date that exists") from None


def read_whole(text: str) -> int:
    """A whole number, 35岁 or 3人 included.

    Raises:
        Unreadable: the text is no whole number.
    """
    plain = re.sub(r"(周岁|岁|人|口|个|口人)$", "", spelled(text))
    if re.fullmatch(r"\d{1,9}(\.0+)?", plain):
        return int(plain.partition(".")[0])
    raise Unreadable("应为整数", "must be a whole number")


def read_money(text: str) -> Decimal:
    """An exact amount in yuan; 万元 is read, a range or an about is not.

    Raises:
        Unreadable: the text is not one exact amount, or the amount is negative or too large.
    """
    plain = re.sub(r"[,¥￥]", "", spelled(text))
    yearly = bool(re.search(r"/年|每年|年$", plain))
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(万)?元?(?:/人)?(?:/月|/年|每月|每年)?", plain)
    if found is None:
        if re.match(r"-\d", plain):
            raise Unreadable("金额不能是负数", "must not be negative")
        raise Unreadable("不是一个确定的金额", "is not one exact amount")
    try:
        amount = Decimal(found[1]) * (10000 if found[2] else 1)
    except InvalidOperation:
        raise Unreadable("不是一个确定的金额", "is not one exact amount") from None
    if amount > 1_000_000_000:
        raise Unreadable("金额过大", "is too large an amount")
    return amount / 12 if yearly else amount


def read_grade(text: str, words: Words) -> int:
    """A grade, 1 (heaviest) to 4; 0 where the text says that there is no disability.

    Raises:
        Unreadable: the text is no grade, or names more than one.
    """
    plain = spelled(text)
    if plain in words.nothing or plain in {"0", "0.0"}:
        return 0
    plain = re.sub(r"\((重度|中度|轻度|极重度)\)$", "", plain)
    found = re.fullmatch(rf"{_GRADE}(\.0)?级?", plain.replace("級", "级"))
    if found:
        return _GRADES[found[1]]
    if len(re.findall(_GRADE, plain)) > 1:
        raise Unreadable("写了不止一个等级，不能确定是哪一级", "names more than one grade: which one is not certain")
    raise Unreadable("应为一级至四级", "must be a grade from 1 to 4")


def read_category(text: str, words: Words) -> str | None:
    """A category of disability; None where the text says that there is none.

    Raises:
        Unreadable: the text is none of the seven categories.
    """
    plain = spelled(text)
    if plain in words.nothing:
        return None
    known = words.values["disability.category"]
    for form in (plain, re.sub(r"残疾人?$|人$", "", plain), CATEGORIES.get(plain, "")):
        if form in known:
            return str(known[form])
    raise Unreadable("不是七类残疾之一", "is none of the seven categories")


def read_disabilities(text: str, words: Words) -> dict[str, int | None]:
    """Categories with their grades out of one text: 肢体二级；智力三级, 视力残疾（一级）, 多重（肢体二级、智力三级）.

    Raises:
        Unreadable: a category is unknown or named twice, or it is not certain whose grade is meant.
    """
    plain = spelled(text)
    if plain in words.nothing:
        return {}
    parts = [part for part in re.split(r"[;,、/+()。]|和|及|伴", plain) if part]
    stated: dict[str, int | None] = {}
    waiting: str | None = None
    for part in parts:
        grade = re.search(rf"{_GRADE}(\.0)?级?(重度|中度|轻度)?$", part)
        name = part[: grade.start()] if grade else part
        if name:
            category = read_category(name, words)
            if category is None or category in stated:
                raise Unreadable("同一残疾类别写了两次", "names one category twice")
            stated[category] = waiting_grade = _GRADES[grade[1]] if grade else None
            waiting = category if waiting_grade is None else None
        elif grade and waiting:
            stated[waiting], waiting = _GRADES[grade[1]], None
        else:
            raise Unreadable("写了不止一个等级，不能确定是哪一级", "names more than one grade: which one is not certain")
    if "multiple" in stated and len(stated) > 1 and stated["multiple"] is None:
        stated["multiple"] = min((grade for grade in stated.values() if grade), default=None)
    return stated


def read_set(text: str, target: str, words: Words) -> frozenset[str]:
    """The members of a set that a text lists; 无 is the empty set.

    Raises:
        Unreadable: one of the names is not known; the error holds the members that are.
    """
    if spelled(text) in words.nothing:
        return frozenset()
    known = _members_of(target, words)
    found = [_known_member(piece, known) for piece in _pieces(text, known)]
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
