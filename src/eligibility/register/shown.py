"""What of a wrong cell is shown: only words of registers, short numbers and days. A name or a telephone may stand in any cell."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

import polars as pl

from eligibility._identity import HIDDEN
from eligibility.facts import labels
from eligibility.facts.key import FactKey
from eligibility.facts.vocabulary import facts
from eligibility.logic.types import Day
from eligibility.register.cells import ERRORS
from eligibility.register.headings import SheetColumn
from eligibility.register.id_numbers import masked_number
from eligibility.register.spellings import ABOUT, Words, spelled

NUMBERED = ("about.id_number", "certificate.number")
"""The columns of numbers, of which the ends are shown."""
PRIVATE = (*(f"about.{name}" for name in ABOUT), "line.remarks", "line.left_on")
"""The columns of which nothing is shown."""

_MOST_DIGITS = 6
_LONGEST = 40
_DAY = re.compile(
    r"(19|20)?\d{2}[-./年]\d{1,2}([-./月]\d{1,2}日?)?([\sTt]*\d{1,2}:\d{2}(:\d{2})?)?|(19|20)\d{6}"
    r"|\d{1,2}[-./]\d{1,2}[-./](19|20)\d{2}"
)
_NUMERALS = "一二三四五六七八九十百千零两〇壹贰叁肆伍"
_MEASURES = frozenset(
    (*_NUMERALS, *"月日号岁人户口个次级類类档型等度约至到多余或和及每残证abcdefi", "ii", "iii", "iv", "元", "万元", "周岁", "大约", "左右")
)
"""What numbers are written with."""
_AROUND = frozenset(
    re.findall(
        r"\S+",
        "以上 以下 不足 超过 每月 每年 重度 中度 轻度 极重度 残疾 其他 其它 大部分 部分 基本 完全 生活 自理 能自理 护理 照料 照护 能够 "
        "审核中 审批中 待审核 待审批 待发放 审核通过 未通过 申请中 办理中 已申请 未申请 不能 困难 贫困 特别 比较 严重 情况 分散 集中",
    )
)
"""Words that stand around those of the lists."""


def shown_values(found: pl.DataFrame, columns: Sequence[SheetColumn], words: Words, names: Collection[str]) -> pl.DataFrame:
    """What is wrong, with the values that may be shown: `column` is a heading; of `names`, the people of the register, none is shown."""
    of = {kind: [column.heading for column in columns if column.target in kind] for kind in (PRIVATE, NUMBERED)}
    days = [column.heading for column in columns if (fact := facts().get(column.target or "")) and isinstance(fact.type, Day)]
    vouched = _Vouched(words, names)
    texts = found.filter(~pl.col("column").is_in([*of[PRIVATE], *of[NUMBERED]]))
    plain = [text for text in texts["value"].drop_nulls().unique() if vouched.shows(text)]
    dated = [text for text in texts.filter(pl.col("column").is_in(days))["value"].drop_nulls().unique() if _DAY.fullmatch(text.strip())]
    value, column = pl.col("value"), pl.col("column")
    shown = (
        pl.when(column.is_in(of[NUMBERED]))
        .then(masked_number("value"))
        .when(~column.is_in(of[PRIVATE]) & value.is_not_null())
        .then(pl.when(value.is_in(plain) | (column.is_in(days) & value.is_in(dated))).then("value").otherwise(pl.lit(HIDDEN)))
    )
    return found.with_columns(shown.alias("value"))


class _Vouched:
    """Texts made of nothing but words of registers, signs, and numbers too short to be anybody's."""

    def __init__(self, words: Words, names: Collection[str]) -> None:
        self._words = frozenset(_words(words))
        self._longest = max(map(len, self._words))
        self._names = {spelled(name) for name in names if len(name) > 1}

    def shows(self, text: str) -> bool:
        """Whether a text may be shown."""
        plain = spelled(text)
        if re.match(ERRORS, text.strip().upper()):
            return True
        if len(plain) > _LONGEST or sum(sign.isdigit() for sign in plain) > _MOST_DIGITS or self._named(plain):
            return False
        return self._made_of_words(re.sub(rf"(?<=[\d{_NUMERALS}])[万年]", "", plain))

    def _named(self, plain: str) -> bool:
        return any(plain[at : at + size] in self._names for size in (2, 3, 4) for at in range(len(plain) - size + 1))

    def _made_of_words(self, plain: str) -> bool:
        reached = {0}
        for at in range(len(plain)):
            if at not in reached:
                continue
            if not plain[at].isalpha():
                reached.add(at + 1)
            reached |= {at + size for size in range(1, self._longest + 1) if plain[at : at + size] in self._words}
        return len(plain) in reached


def _words(words: Words) -> Iterable[str]:
    """Every word of registers, spelled, and without its signs too."""
    told = {*_MEASURES, *_AROUND, *words.yes, *words.no, *words.nothing, *words.unknown, *words.supports, *words.together}
    for values in words.values.values():
        told |= {*map(spelled, values)}
    for several in words.several.values():
        told |= {*several.facts}
    for key in facts():
        entity, name, member = FactKey.of(key).parts
        if member and entity in {"person", "household"}:
            told.add(spelled(labels.label(entity, name, member).zh))
    told |= {form for word in told for form in re.split(r"[^\w]+", word)}
    return {word for word in told if word and (len(word) > 1 or word in _SINGLE or word in _MEASURES)}


_SINGLE = frozenset("有无是否未非已不没男女对发")
"""Words of one sign: others of the lists may be the surname of somebody (盲, 亡 are none of their own)."""
