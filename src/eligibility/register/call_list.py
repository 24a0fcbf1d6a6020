"""Whom to ask what: for every household the few questions that decide the most, and what the office can look up itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from eligibility.bulk.register_schema import PolarsType
from eligibility.facts import labels
from eligibility.facts.key import EntryName, entry_and_member
from eligibility.i18n import Language, Text, joined
from eligibility.rules.labels import question_text, value_text
from eligibility.rules.ruleset import Ruleset

CALL_QUESTIONS = 5
"""How many questions a household is asked at most in one call."""
TRIED_LISTS = 3000
"""How many lists of questions are compared for one household at most."""
CALLS_SCHEMA: dict[str, PolarsType] = {
    "row": pl.Int64, "questions": pl.List(pl.String), "decides": pl.Int64, "open": pl.Int64, "supports": pl.List(pl.String),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class QuestionList:
    """The questions chosen, in order, and the answers that are decided once they are answered."""

    questions: tuple[str, ...]
    decided: tuple[int, ...]


def fewest(needs: Sequence[frozenset[str]], most: int = CALL_QUESTIONS) -> QuestionList:
    """The shortest list, of at most so many questions, that decides the most answers.

    `needs` are the questions of each open answer; an answer is decided for certain once all of its own are answered. So
    the best list asks what some of the answers need and nothing else. Where there are too many such lists to try, the
    next answer's questions are always those that decide most for each question.
    """
    names = sorted(frozenset[str]().union(*needs))
    bit = {name: 1 << index for index, name in enumerate(names)}
    masks = [sum(bit[name] for name in need) for need in needs]
    small = list(dict.fromkeys(mask for mask in masks if 0 < mask.bit_count() <= most))
    lists = _question_lists(small, most)
    chosen = _best(lists, masks) if lists is not None else _greedy(small, masks, most)
    bears = Counter(name for need in needs for name in need)
    asked = sorted((name for name in names if bit[name] & chosen), key=lambda name: (-bears[name], name))
    decided = tuple(index for index, mask in enumerate(masks) if mask and not mask & ~chosen)
    return QuestionList(tuple(asked), decided)


def _question_lists(small: Sequence[int], most: int) -> set[int] | None:
    """Every list of questions that some answers need together; None where there are too many."""
    found = {0}
    for mask in small:
        found |= {joined for one in found if (joined := one | mask).bit_count() <= most}
        if len(found) > TRIED_LISTS:
            return None
    return found


def _best(lists: Iterable[int], masks: Sequence[int]) -> int:
    """The list that decides most answers, of those the shortest, of those always the same one."""
    needed = Counter(masks)
    return max(lists, key=lambda one: (_number_decided(one, needed), -one.bit_count(), one))


def _greedy(small: Sequence[int], masks: Sequence[int], most: int) -> int:
    chosen = 0
    while bundles := {mask & ~chosen for mask in small if mask & ~chosen and (mask | chosen).bit_count() <= most}:
        needed = Counter(mask & ~chosen for mask in masks)
        gained = {bundle: _number_decided(bundle, needed) for bundle in bundles}
        chosen |= max(bundles, key=lambda bundle: (gained[bundle] / bundle.bit_count(), gained[bundle], bundle))
    return chosen


def _number_decided(asked: int, needed: Mapping[int, int]) -> int:
    """How many answers need some of these questions and no other. A list is short and has few parts, however many answers there are."""
    number, part = 0, asked
    while part:
        number += needed.get(part, 0)
        part = (part - 1) & asked
    return number


class Caller:
    """Chooses the questions of households; alike households are thought about once."""

    def __init__(self) -> None:
        self._memo: dict[tuple[frozenset[str], ...], QuestionList] = {}
        self.office: Counter[str] = Counter()

    def calls(self, open_: pl.DataFrame) -> pl.DataFrame:
        """One line a household that has something to be asked: its first line, the questions, how many answers they decide.

        `open_` has `row`, `home` (the first line of its household), `support` and `missing`.
        """
        joined = open_.sort("home", "row", "support")
        lines = []
        for home, rows, supports, missing in joined.group_by("home", maintain_order=True).agg("row", "support", "missing").iter_rows():
            asked, count = self._asked(rows, missing)
            if asked.questions:
                decided = list(dict.fromkeys(supports[index] for index in asked.decided))
                lines.append((home, list(asked.questions), len(asked.decided), count, decided))
        return pl.DataFrame(lines, schema=CALLS_SCHEMA, orient="row")

    def _asked(self, rows: Sequence[int], missing: Sequence[Sequence[str]]) -> tuple[QuestionList, int]:
        """The questions with each line of the household by its place, so that alike households are one."""
        places = {f"{row}": f"#{index}" for index, row in enumerate(sorted(set(rows)))}
        needs = []
        for row, paths in zip(rows, missing, strict=True):
            self.office.update(path for path in paths if path.startswith("locality."))
            needs.append(frozenset(_path_of_place(path, row, places) for path in paths if not path.startswith("locality.")))
        key = tuple(needs)
        if key not in self._memo:
            self._memo[key] = fewest(needs)
        asked = self._memo[key]
        named = {place: row for row, place in places.items()}
        questions = tuple(_path_of_row(question, named) for question in asked.questions)
        return QuestionList(questions, asked.decided), sum(map(bool, needs))


def _path_of_place(path: str, row: int, places: Mapping[str, str]) -> str:
    owner, rest = EntryName.of(path).pair
    return f"{places.get(str(row) if owner == 'self' else owner, owner)}.{rest}"


def _path_of_row(path: str, named: Mapping[str, str]) -> str:
    owner, rest = EntryName.of(path).pair
    return f"{named.get(owner, owner)}.{rest}"


# -- in words


def path_title(path: str, ruleset: Ruleset, language: Language) -> str:
    """What is missing, in a few words: whose, and which entry."""
    owner, rest = EntryName.of(path).pair
    entity, (name, member) = _entity(owner), entry_and_member(rest)
    if path == "household.members":
        return "其他成员" if language == "zh" else "other members"
    head = labels.title(entity, name)[language]
    if member:
        head += ("：" if language == "zh" else ": ") + value_text(entity, name, member, ruleset)[language]
    return f"{_owner(owner, language)}{head}"


def path_question(path: str, ruleset: Ruleset, language: Language, persons: Mapping[int, Text] = MappingProxyType({})) -> str:
    """The question that answers a path, as the caseworker asks it; `persons` says by their lines what is known of whom it may be about."""
    owner, rest = EntryName.of(path).pair
    head = "" if owner == "locality" else _owner(owner, language)  # a question about the locality names it
    if owner.isdigit() and int(owner) in persons:
        head = persons[int(owner)][language] + Text("：", ": ")[language]
    return f"{head}{question_text(_entity(owner), rest, ruleset)[language]}"


def _entity(owner: str) -> str:
    return owner if owner in {"household", "locality"} else "person"


def _owner(owner: str, language: Language) -> str:
    zh = language == "zh"
    if owner == "self":
        return ""
    if owner == "household":
        return "家庭：" if zh else "household: "
    if owner == "locality":
        return "当地：" if zh else "locality: "
    return f"第{owner}行：" if zh else f"line {owner}: "


def person_text(line: int, place: int, of: int, sex: str | None, born: int | None) -> Text:
    """Whom a line of a register is about, as a household knows it: its place there, sex, year of birth, and the line to look it up."""
    known = [labels.label("person", "sex", sex)] if sex else []
    known += [Text(f"{born}年生", f"born {born}")] if born else []
    known.append(Text(f"第{line}行", f"line {line}"))
    told = Text("，".join(one.zh for one in known), ", ".join(one.en for one in known))
    who = Text(f"户内第{place}人", f"person {place} of the household") if of > 1 else Text("本人", "the person")
    return Text(f"{who.zh}（{told.zh}）", f"{who.en} ({told.en})")


def path_lists(lists: pl.Series, ruleset: Ruleset, language: Language) -> pl.Series:
    """What is missing by each of some lists of paths, in words; what is asked is looked up once, whatever lines it is about."""
    path, of_line = pl.col("path"), pl.col("path").str.contains(_OF_LINE)
    told = pl.DataFrame({"path": lists}).with_row_index("list").explode("path").drop_nulls()
    told = told.with_columns(of_line=of_line, about=pl.when(of_line).then(path.str.replace(_OF_LINE, "self.")).otherwise(path))
    titles = {about: path_title(about, ruleset, language) for about in told["about"].unique()}
    before, after = _owner(_ANY_LINE, language).split(_ANY_LINE)
    line = pl.concat_str(pl.lit(before), path.str.extract(_OF_LINE), pl.lit(after))
    going_on = {about: joined((title, _ANY_LINE), language).removesuffix(_ANY_LINE) for about, title in titles.items()}
    last = (pl.col("list") != pl.col("list").shift(-1)).fill_null(True)
    title, followed = (pl.col("about").replace_strict(words, return_dtype=pl.String) for words in (titles, going_on))
    whose = pl.when("of_line").then(line).otherwise(pl.lit(""))
    said = told.select("list", said=pl.concat_str(whose, pl.when(last).then(title).otherwise(followed)))
    found = said.group_by("list").agg(pl.col("said").str.join(""))
    every = pl.DataFrame({"list": pl.int_range(len(lists), dtype=pl.UInt32, eager=True)})
    return every.join(found, on="list", how="left", maintain_order="left")["said"].fill_null("")


_OF_LINE = r"^(\d+)\."
"""How a path begins that is about another line."""

_ANY_LINE = "0"
"""Stands for the number of a line where all others are looked up."""
