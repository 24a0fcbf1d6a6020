"""The numbered clauses of a plan's text: chapters 一、, sections （一）, items 1., sub-items (1), articles 第一条, boxes 专栏1.

The number at the beginning of a line says which level it is of, but not whether it goes on with the items of a box or with
those of the section around the box. Of all ways to read the numbers, `read_clauses` takes the one that counts without a break.
Where another way counts as well, and where every way has a break, the clause says so (`doubt`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace

from eligibility._dataclass import dataclass
from eligibility.i18n import Text

_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_HAN = "[一二三四五六七八九十]{1,3}"
_LINE = r"(?:^|\t|<p>|<br/?>)(?:[\s*#>|\-]|<p>)*"
_MARK = re.compile(
    _LINE
    + rf"""(?P<sign>
        (?P<box>专栏\s*(?:\d{{1,2}}|{_HAN})|重点(?:推进)?(?:事项|项目|任务)\s*(?:\d{{1,2}}|{_HAN})(?=[:：\s]))
      | 第(?P<article>{_HAN})条(?![款约件理例])
      | (?P<chapter>{_HAN})、
      | [（(](?P<section>{_HAN})[)）]
      | (?P<item>\d{{1,2}})[.．、](?:(?!\d)|(?=20\d\d\s*[年—–~至-]))
      | [（(](?P<part>\d{{1,2}})[)）]
      | (?P<other>第{_HAN}[章节部][分]?|[①-⑳]|\d{{1,2}}[)）](?!\d)|[A-Za-z][.．、)）](?=\s*[\u4e00-\u9fff])|{_HAN}[.．](?!\d))
    )""",
    re.MULTILINE | re.VERBOSE,
)
_OPENS = re.compile(r"[\s*]*(?:为|根据|依据|按照|遵照)")
"""How the paragraph begins that opens a plan."""
_TABLE = re.compile(r"^[\s*#>|]*(?P<title>[^\n。；，]{0,30}主要指标)[\s*|]*$", re.MULTILINE)
_VERBS = (
    *("完善", "加强", "加快", "促进", "提升", "提高", "保障", "落实", "健全", "强化", "推动", "推进", "营造", "发挥", "大力", "增强"),
    *("创新", "普及", "维护", "扩大", "支持", "优化", "巩固", "发展", "做好", "凝聚", "确保", "积极"),
)
"""The words with which clauses begin, and items of a box seldom do."""
_LEVELS = ("box", "article", "chapter", "section", "item", "part", "other")
BREAK, DOUBT, HINT = 100, 50, 1
"""What it costs a reading to break off counting; how near another reading must come to be told; and what the wording adds."""
LONGEST_TITLE = 60
"""How many signs a title has at most."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A number at the beginning of a line: its level, its value, its place in the text, and the words that it opens."""

    level: str
    number: int
    start: int
    line: int
    words: str
    sign: str


@dataclass(frozen=True, slots=True)
class NumberedClause:
    """A clause of a text: its locator, its first words, and its line. A heading only opens what stands below it.

    `doubt` says why the locator may be another; None where the numbers leave no other.
    """

    locator: str
    starts: str
    line: int
    heading: bool
    doubt: Text | None = None


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A line that begins with a number of a kind that is not read as a clause: it belongs to the clause before it."""

    line: int
    words: str


@dataclass(frozen=True, slots=True)
class _State:
    """Where the counting stands: the last number of each level, and those in the open box. `verbs`: its first item begins with one."""

    article: int = 0
    chapter: int = 0
    section: int = 0
    item: int = 0
    part: int = 0
    box: str = ""
    group: int = 0
    box_item: int = 0
    verbs: bool = False

    @property
    def around(self) -> str:
        """The locator of what the open section's items belong to."""
        above = f"第{han(self.article)}条" if self.article else han(self.chapter) if self.chapter else ""
        return f"{above}（{han(self.section)}）" if self.section else above

    @property
    def locator(self) -> str:
        """The locator of the last number."""
        if self.box:
            group = f" {han(self.group)}" if self.group else ""
            inner = f"{'.' if self.group else ' '}{self.box_item}" if self.box_item else ""
            whole = f"{self.box}{group}{inner}"
            return f"{whole}（{self.part}）" if self.part else whole
        item = f"{self.around}{self.item}" if self.item else self.around
        return f"{item}（{self.part}）" if self.part else item


@dataclass(frozen=True, slots=True)
class _Step:
    """One mark read in one way: the state after it, what it costs, and whether it stays in the box."""

    state: _State
    cost: int
    inside: bool


@dataclass(frozen=True, slots=True)
class _Way:
    """The cheapest way to a state: its cost so far and the steps that lead to it."""

    cost: int
    steps: tuple[_Step, ...]


def marks(text: str) -> list[Mark]:
    """Every number at the beginning of a line or of a table's cell, and the titles of tables, in the order of the text."""
    found = [_mark(match, text) for match in _MARK.finditer(text)]
    numbered = {mark.line for mark in found}
    tables = (_opened("table", 0, match.start("title"), match["title"].strip(), text) for match in _TABLE.finditer(text))
    return sorted([*found, *(table for table in tables if table.line not in numbered)], key=lambda mark: mark.start)


def _mark(match: re.Match[str], text: str) -> Mark:
    level = next(name for name in _LEVELS if match[name] is not None)
    number = 0 if level in {"box", "other"} else value(match[level])
    return _opened(level, number, match.start("sign"), match["sign"], text)


def _opened(level: str, number: int, start: int, sign: str, text: str) -> Mark:
    return Mark(level, number, start, _line_at(text, start), _words(text, start), sign)


def _line_at(text: str, start: int) -> int:
    return text.count("\n", 0, start) + 1


def _words(text: str, start: int) -> str:
    """The first words from a place: up to the end of the sentence or line, at most 24 signs."""
    line = re.split(r"[\n\t|。]|</p>", text[start : start + 80], maxsplit=1)[0]
    return line.replace("*", "").replace('"', "").strip()[:24].strip()


def value(digits: str) -> int:
    """The value of a number in Chinese or Arabic digits, up to 99."""
    plain = unicodedata.normalize("NFKC", digits)
    if plain.isdigit():
        return int(plain)
    tens, ten, ones = plain.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def han(number: int) -> str:
    """A number in Chinese digits, up to 99."""
    tens, ones = divmod(number, 10)
    signs = {place: digit for digit, place in _DIGITS.items()}
    return (f"{signs[tens] if tens > 1 else ''}十" if tens else "") + (signs[ones] if ones or not tens else "")


def read_clauses(text: str) -> tuple[list[NumberedClause], list[NotUnderstood]]:
    """The clauses of a plan's text in its order, with what stands before the first; and the numbered lines that are no clause.

    Where a clause is no heading it has text of its own; a chapter or box that only opens what stands below it is one.
    """
    found = marks(text)
    read = [mark for mark in found if mark.level != "other"]
    steps = _best(read, None)[1]
    clauses = list(_head(text, read[0].start if read else len(text)))
    seen: dict[str, int] = {clause.locator: 1 for clause in clauses}
    doubts = _doubts(read, steps, text)
    for place, (mark, step) in enumerate(zip(read, steps, strict=True)):
        locator = step.state.locator
        seen[locator] = seen.get(locator, 0) + 1
        if seen[locator] > 1:
            locator = f"{locator}（第{han(seen[locator])}个）"
        following = read[place + 1] if place + 1 < len(read) else None
        below = following is not None and _below(step.state, steps[place + 1].state)
        heading = mark.level in {"box", "table"} or (following is not None and below and _is_title(text[mark.start : following.start]))
        clauses.append(NumberedClause(locator, mark.words, mark.line, heading, doubts.get(place)))
    return clauses, [NotUnderstood(mark.line, mark.words) for mark in found if mark.level == "other"]


def _steps(mark: Mark, before: _State) -> Iterator[_Step]:
    """The ways to read a mark after a state."""
    verb = mark.words.removeprefix(mark.sign).lstrip().startswith(_VERBS)
    outside = replace(before, box="", group=0, box_item=0, part=0, verbs=False)
    empty = bool(before.box) and not before.box_item
    match mark.level:
        case "box" | "table":
            yield _Step(replace(outside, box=_box_name(mark)), 0, True)
        case "article":
            yield _Step(_State(article=mark.number), _broken(mark.number, before.article), False)
        case "chapter":
            if not before.article:
                yield _Step(_State(chapter=mark.number), _broken(mark.number, before.chapter), False)
            if before.box or before.article:
                yield _Step(replace(before, group=mark.number, box_item=0, part=0), _broken(mark.number, before.group), True)
        case "section":
            yield _Step(replace(outside, section=mark.number, item=0), _broken(mark.number, before.section), False)
        case "item":
            if before.box:
                cost = _broken(mark.number, before.box_item) + (HINT if verb and not empty and not before.verbs else 0)
                yield _Step(replace(before, box_item=mark.number, part=0, verbs=verb if empty else before.verbs), cost, True)
            cost = _broken(mark.number, before.item) + (DOUBT if empty else HINT if before.box and not verb else 0)
            yield _Step(replace(outside, item=mark.number), cost, False)
        case _:
            cost = _broken(mark.number, before.part) + (3 * HINT if before.box else 0)
            yield _Step(replace(before, part=mark.number), cost, bool(before.box))


def _box_name(mark: Mark) -> str:
    if mark.level == "table":
        return "主要指标"
    return unicodedata.normalize("NFKC", re.sub(r"\s", "", mark.sign))


def _broken(number: int, last: int) -> int:
    """What it costs that a number does not follow the last one."""
    return 0 if number == last + 1 else BREAK


def _best(read: list[Mark], forced: tuple[int, bool] | None) -> tuple[int, tuple[_Step, ...]]:
    """The cheapest reading of all marks. `forced` says of one of them whether it is read inside the box."""
    ways: Mapping[_State, _Way] = {_State(): _Way(0, ())}
    for place, mark in enumerate(read):
        further: dict[_State, _Way] = {}
        for state, way in ways.items():
            for step in _steps(mark, state):
                if forced is not None and forced[0] == place and step.inside is not forced[1]:
                    continue
                cost = way.cost + step.cost
                known = further.get(step.state)
                if known is None or cost < known.cost:
                    further[step.state] = _Way(cost, (*way.steps, step))
        cheapest = min((way.cost for way in further.values()), default=0)
        ways = {state: way for state, way in further.items() if way.cost <= cheapest + 4 * BREAK}
    best = min(ways.values(), key=lambda way: way.cost, default=_Way(BREAK * len(read), ()))
    return best.cost, best.steps


def _doubts(read: list[Mark], steps: tuple[_Step, ...], text: str) -> dict[int, Text]:
    """Why the locator of a mark may be another, by the mark's place."""
    best = sum(step.cost for step in steps)
    found: dict[int, Text] = {}
    run = False
    for place, (mark, step) in enumerate(zip(read, steps, strict=True)):
        before = steps[place - 1].state if place else _State()
        was, run = run, False
        if step.cost >= BREAK:
            said = mark.sign.strip()
            passed = _passed_over(text, read[place - 1] if place else None, mark) if mark.level == "item" else None
            more = (
                Text(f"；第{passed.line}行“{passed.words}”可能是中间的一条", f"; line {passed.line}, {passed.words}, may be one between")
                if passed
                else _NOTHING
            )
            found[place] = Text(
                f"序号“{said}”接不上前一条（{before.locator}）{more.zh}", f"the number {said} does not follow {before.locator}{more.en}"
            )
        elif before.box and mark.level in {"item", "chapter"}:
            other, others = _best(read, (place, not step.inside))
            run = bool(others) and other < best + DOUBT
            if run and not was:
                name = others[place].state.locator
                found[place] = Text(f"也可能是“{name}”，以下各条也是", f"it may also be {name}, and so on for those that follow")
    return found


_NOTHING = Text("", "")


def _passed_over(text: str, last: Mark | None, mark: Mark) -> NotUnderstood | None:
    """A line between two items that begins with the number before the second one, in a form that is not read as a number."""
    begin = last.start + len(last.sign) if last else 0
    for found in re.finditer(rf"^[\s*#>|\-]*(?P<sign>{mark.number - 1}(?!\d).*)$", text[begin : mark.start], re.MULTILINE):
        at = begin + found.start("sign")
        return NotUnderstood(_line_at(text, at), _words(text, at)[:12])
    return None


def _is_title(words: str) -> bool:
    """Whether the words up to the next mark are a title and no sentences."""
    return "。" not in words.strip().rstrip("。") and len(re.sub(r"\s", "", words)) <= LONGEST_TITLE


def _below(state: _State, other: _State) -> bool:
    """Whether a state lies below another one. A box stands beside what it follows."""
    if other.box != state.box:
        return False
    depth = (bool(state.section), bool(state.item), bool(state.group), bool(state.box_item), bool(state.part))
    return sum((bool(other.section), bool(other.item), bool(other.group), bool(other.box_item), bool(other.part))) > sum(depth)


def _head(text: str, end: int) -> Iterator[NumberedClause]:
    """What stands before the first number: the title and the notice that prints the plan, and the paragraph that opens it."""
    paragraphs = list(re.finditer(r"[^\n]*\S[^\n]*", text[:end]))
    opening = next((one for one in reversed(paragraphs) if _OPENS.match(one.group())), None)
    opening = opening or next((one for one in reversed(paragraphs) if len(one.group().strip()) >= 40), None)
    if paragraphs and paragraphs[0] is not opening:
        first = paragraphs[0]
        yield NumberedClause("题名", _words(text, first.start()) or first.group().strip()[:24], _line_at(text, first.start()), True)
    if opening is not None:
        start = opening.start() + len(opening.group()) - len(opening.group().lstrip())
        yield NumberedClause("序言", _words(text, start), _line_at(text, start), False)
