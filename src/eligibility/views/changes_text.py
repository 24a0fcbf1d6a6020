"""The changes between two versions as lines: for a reader, or as Markdown for a pull request."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, get_args

from eligibility._json import Json
from eligibility.decide.answer_diff import Answer, Difference
from eligibility.i18n import InOneLanguage, Language, Text
from eligibility.logic.amount import Interval
from eligibility.logic.expr import decimal
from eligibility.rules.amount_prose import amount_text
from eligibility.rules.amounts import stated
from eligibility.rules.labels import EFFECTS, MODALITIES, MONEY_EFFECTS, status_word
from eligibility.rules.prose import number_text
from eligibility.rules.ruleset import Document
from eligibility.rules.ruleset_diff import RouteChange, SupportChange
from eligibility.rules.words import BenefitUnit
from eligibility.views.changes import Because, ByDependency, ByExclusions, ByRoute, ChangeWords, DefinitionWords, Diff, RouteWords

if TYPE_CHECKING:
    from eligibility.bulk.version_shifts import Shift
    from eligibility.verify.effects import Proved

PARTS = {
    "benefit": Text("待遇", "benefit"),
    "combine": Text("几种金额并存时怎样计算", "how several amounts are put together"),
    "paid": Text("从哪个月发、多久发一次", "from which month and how often it is paid"),
    "subject_to": Text("另须满足", "also needed"),
    "notes": Text("说明", "notes"),
    "agency": Text("主管部门", "who is in charge"),
    "unasked": Text("由部门主动办", "done by the office itself"),
    "public": Text("面向全体居民", "for all residents"),
    "papers": Text("材料", "papers"),
    "compliance": Text("达标的计算", "how compliance is counted"),
    "deadline": Text("期限", "deadline"),
    "inside": Text("同在另一途径之内的说明", "why it is written beside a wider route"),
    "title": Text("名称", "title"),
    "area": Text("类别", "area"),
    "entity": Text("对象", "subject"),
}

Side = RouteWords | DefinitionWords | str | None


def lines(diff: Diff, language: Language, *, markdown: bool = False) -> Iterator[str]:
    """The changes as text: what the household's answers became, the register's counts, then the rules."""
    yield from _Writer(diff, language, markdown).everything()


def household_lines(diff: Diff, language: Language, *, markdown: bool = False) -> Iterator[str]:
    """What the household's answers became, and by which clause."""
    yield from _Writer(diff, language, markdown).household(diff.household or ())


def _amount(answer: Answer | None) -> tuple[Interval | None, BenefitUnit | None]:
    """What an answer grants, with its unit."""
    amount = answer.amount if answer else None
    return amount, next((unit for unit in get_args(BenefitUnit) if answer and unit == answer.unit), None)


def _granted(answer: Answer | None) -> bool:
    return answer is not None and answer.status.granted


class _Writer(InOneLanguage):
    """Writes one diff in one language."""

    def __init__(self, diff: Diff, language: Language, markdown: bool) -> None:
        self.diff = diff
        self.language = language
        self.markdown = markdown
        self.words = ChangeWords(diff, language)

    def everything(self) -> Iterator[str]:
        diff, found = self.diff, self.diff.changes
        yield from self._heading(f"{diff.before.region}/{diff.before.name} → {diff.after.region}/{diff.after.name}", 1)
        if diff.amending is not None:
            yield self._item(self._amending(diff.amending))
        if diff.household is not None:
            yield from self.household(diff.household)
        if diff.register is not None:
            yield from self._register(diff.register)
        if diff.same:
            yield self._say("规则没有不同", "the rules are the same")
        for support in found.supports:
            yield from self._support(support)
        for name, definitions in found.definitions.items():
            yield from self._heading(self._say(f"定义 {name}", f"definition {name}"), 2)
            yield from self._sides(*self.words.definition(*definitions))
        for name, figures in found.figures.items():
            yield from self._heading(self._say(f"数值 {name}", f"figure {name}"), 2)
            yield from self._sides(*self.words.figure(*figures))

    def _amending(self, document: Document) -> str:
        """The document that makes the change, as its head has it."""
        issued = document.issued.isoformat() if document.issued else ""
        said = [part for part in (document.number, document.title, document.issuer, issued) if part]
        return self._say(f"修订文件：{'，'.join(said)}", f"amending document: {', '.join(said)}")

    # -- whom it touches

    def household(self, differences: Sequence[Difference]) -> Iterator[str]:
        yield from self._heading(self._say("这一户的回答", "this household's answers"), 2)
        for one in differences:
            was, now = self._status(one.before), self._status(one.after)
            told = f"{was} → {now}" if was != now else f"{now}{self._say('，途径或待遇有变', ', by other routes or with another benefit')}"
            told += self._paid(one)
            yield self._item(f"{one.subject} {self._title(one.support)} [{one.support}]{self._say('：', ': ')}{told}")
            yield from (self._item(self._because(reason), 1) for reason in self.diff.because(one))
        if not differences:
            yield self._say("没有不同", "no changes")

    def _paid(self, one: Difference) -> str:
        """How much is granted before and after, with the difference in yuan; nothing where it is the same or neither side states it."""
        (was, unit), (now, unit_now) = (_amount(answer) for answer in (one.before, one.after))
        if (was, unit) == (now, unit_now) or (was is None and now is None):
            return ""
        told = [amount_text(stated(side), of, self.language) for side, of in ((was, unit), (now, unit_now))]
        if not (_granted(one.before) and _granted(one.after)):
            earlier, later = self._say("；原来的金额：", "; amount before: "), self._say("；金额：", "; amount: ")
            return f"{later}{told[1]}" if told[1] else f"{earlier}{told[0]}"
        change = self._change(was, now) if was and now and unit == unit_now else ""
        none = self._say("没有写明", "none stated")
        return self._say("；金额：", "; amount: ") + " → ".join(text or none for text in told) + change

    def _change(self, was: Interval, now: Interval) -> str:
        """By how many yuan both ends have changed: one number where they change alike."""
        ends = ((was.low, now.low), (was.high, now.high))
        moved = dict.fromkeys(new - old for old, new in ends if old is not None and new is not None)
        signed = [("+" if by >= 0 else "−") + number_text(decimal(abs(by))) for by in moved]
        told = self._say("至", " to ").join(signed)
        return self._say(f"（{told}）", f" ({told})") if told else ""

    def _register(self, shifts: Sequence[Shift]) -> Iterator[str]:
        yield from self._heading(self._say("名册中的变化", "in the register"), 2)
        for one in shifts:
            told = self._say(
                f"{one.gain}个新符合，{one.lose}个不再符合，{one.opened}个新待定，{one.settled}个由待定转为不符合",
                f"{one.gain} gain, {one.lose} lose, {one.opened} newly open, {one.settled} were open and are now refused",
            )
            yield self._item(f"{self._title(one.support)} [{one.support}]{self._say('：', ': ')}{told}{self._money(one)}")
        if not shifts:
            yield self._say("没有不同", "no changes")

    def _money(self, one: Shift) -> str:
        """How many get more and less, and what that comes to a month."""
        parts = []
        if one.raised:
            more = number_text(one.more)
            parts.append(self._say(f"{one.raised}个多得，每月共多{more}元", f"{one.raised} get more, {more} yuan a month in all"))
        if one.lowered:
            less = number_text(one.less)
            parts.append(self._say(f"{one.lowered}个少得，每月共少{less}元", f"{one.lowered} get less, {less} yuan a month in all"))
        return self._say("；", "; ") + self._say("，", ", ").join(parts) if parts else ""

    def _status(self, answer: Answer | None) -> str:
        return status_word(answer.status, answer.kind)[self.language] if answer else self._say("无此项", "not included")

    def _because(self, reason: Because) -> str:
        match reason:
            case ByRoute(route):
                return f"[{route.name}] {reason.clauses}{self._through(route)}"
            case ByDependency(support):
                title = self._title(support)
                return self._say(f"取决于有改动的“{title}”", f"it depends on {title}, which has changed")
            case ByExclusions():
                return self._say("不能享受的情形有改动", "its exclusions have changed")

    # -- the rules

    def _support(self, change: SupportChange) -> Iterator[str]:
        rule = change.after or change.before
        assert rule is not None
        yield from self._heading(f"{rule.title[self.language]} [{change.support}]", 2)
        proved = self.diff.effects.get(change.support)
        yield self._item(self._effect(change.support, proved))
        for route in change.routes:
            yield self._item(f"[{route.name}]{self._through(route)}")
            yield from self._sides(*self.words.route(route, change), depth=1)
            yield from self._also(route.parts, depth=1)
        if change.excluded:
            yield self._item(self._say("除外", "unless"))
            yield from self._sides(*self.words.unless(change), depth=1)
        if "benefit" in change.parts:
            yield self._item(PARTS["benefit"][self.language])
            yield from self._sides(*self.words.benefit(change), depth=1)
        if change.after is None and self.diff.removed_by:
            yield self._item(self._say(f"取消的依据：{self.diff.removed_by}", f"taken out by {self.diff.removed_by}"))
        yield from self._also([part for part in change.parts if part != "benefit"])
        if proved is not None:
            gains = (
                ("新得到的一户", "a household that gains")
                if proved.gain.plain
                else ("不再排除的一户", "a household that is not refused any more")
            )
            loses = (
                ("失去的一户", "a household that loses")
                if proved.loss.plain
                else ("不再确定的一户", "a household of which it is not certain any more")
            )
            yield from self._witness(self._say(*gains), proved.gain.witness)
            yield from self._witness(self._say(*loses), proved.loss.witness)

    def _also(self, changed: Sequence[str], depth: int = 0) -> Iterator[str]:
        if changed:
            named = self._say("、", ", ").join(PARTS[part][self.language] for part in changed)
            yield self._item(self._say("其他改动：", "also changed: ") + named, depth)

    def _witness(self, title: str, witness: Json) -> Iterator[str]:
        """A household that shows the effect, as a profile that `check` reads."""
        if witness:
            data = json.dumps(witness, ensure_ascii=False, separators=(",", ":"))
            yield self._item(f"{title}{self._say('：', ': ')}{f'`{data}`' if self.markdown else data}")

    def _through(self, route: RouteChange) -> str:
        """The names in a route whose meaning changed, and what the laws say that changed; a changed option is one that a scenario
        takes as adopted."""
        adopted = self._say("视为已采用", "taken as adopted")
        told = [f"{name} {adopted}" if name.startswith("options.") else name for name in route.through]
        told += [law[self.language] for law in route.laws]
        return f" ← {', '.join(told)}" if told else ""

    def _effect(self, support: str, proved: Proved | None) -> str:
        """The declared effect and the proved one."""
        told, declared, money = self._proved(proved), self.diff.declared(support), self.diff.declared_money(support)
        if not declared:
            return told
        effect = EFFECTS[declared][self.language]
        effect += self._say(f"，{MONEY_EFFECTS[money].zh}", f", {MONEY_EFFECTS[money].en}") if money else ""
        return self._say(f"声明：{effect}；{told}", f"declared: {effect}; {told}")

    def _proved(self, proved: Proved | None) -> str:
        if proved is None:
            return self._say("未证明（需安装 eligibility[verify]）", "not proved (needs eligibility[verify])")
        if not proved.effect:
            return self._say("求解器没有得出结论", "the solver did not decide it")
        effect = EFFECTS[proved.effect][self.language]
        return self._say(f"对所有家庭证明：{effect}", f"proved for every household: {effect}")

    def _sides(self, before: Side, after: Side, depth: int = 0) -> Iterator[str]:
        """Before and after, or one line where both are the same."""
        for side, sign in ((before, "-"), (after, "+")) if before != after else ((after, "="),):
            if side is not None:
                yield self._item(f"{sign} {self._side(side)}", depth)

    def _side(self, side: RouteWords | DefinitionWords | str) -> str:
        match side:
            case str():
                return side
            case DefinitionWords(text, prose):
                return f"{prose}; `{text}`"
            case RouteWords(when, prose, modality, amount, clauses):
                parts = (prose, f"`{when}`", amount, MODALITIES[modality][self.language], clauses)
                return "; ".join(part for part in parts if part)

    # -- lines

    def _heading(self, text: str, level: int) -> Iterator[str]:
        if self.markdown:
            yield from (["", f"{'#' * level} {text}", ""] if level > 1 else [f"# {text}", ""])
        else:
            yield from (["", text] if level > 1 else [text])

    def _item(self, text: str, depth: int = 0) -> str:
        return f"{'  ' * depth}- {text}" if self.markdown else f"  {'  ' * depth}{text}"

    def _title(self, support: str) -> str:
        return self.diff.after.support_title(support)[self.language]
