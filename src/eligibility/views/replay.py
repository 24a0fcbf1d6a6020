"""Whether the answer of a receipt still stands, and otherwise which change of the rules changed it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from eligibility._dataclass import dataclass
from eligibility._json import JsonObject
from eligibility.book.book import Book
from eligibility.decide.answer_diff import Answer, Answers, Difference, answers_of, differences
from eligibility.decide.decision import Decision, decide
from eligibility.decide.receipt import Receipt
from eligibility.decide.recorded import RecordedAnswers, read_receipt
from eligibility.errors import EligibilityError, checked_language, checked_type
from eligibility.facts.profile import Profile
from eligibility.i18n import Language, Text
from eligibility.rules.labels import status_word
from eligibility.rules.library import Library
from eligibility.rules.ruleset import Ruleset
from eligibility.views.changes import Diff, diff
from eligibility.views.changes_text import household_lines

RECEIPT = Text("回执，或者回执文件的 Path", "a receipt, or the Path of its file")
"""What the argument must be."""

BOUND = {
    "facts": Text("资料与回执所记的不同", "the profile is not the one of the receipt"),
    "ruleset": Text("规则文件已有改动", "the rules have changed since"),
    "book": Text("标准册的条目已有改动", "entries of the local book have changed since"),
    "basis": Text("所依据的国家规定条目已有改动", "the national entries that the answers name have changed since"),
    "engine": Text("程序版本不同", "the program version is different"),
    "outcomes": Text("答案不同", "the answer has changed"),
}
"""What a receipt binds, with the words for what has changed since."""


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """An answer that changed: whether its own rule changed, and which changed rules it depends on."""

    difference: Difference
    own: bool
    behind: tuple[str, ...]

    def as_json(self) -> JsonObject:
        """The answer as plain data."""
        before, after = self.difference.before, self.difference.after
        return {
            "support": self.difference.support,
            "subject": self.difference.subject,
            "before": before.status if before else None,
            "after": after.status if after else None,
            "routes": self.difference.routes,
            "own_rule_changed": self.own,
            "depends_on_changed": list(self.behind),
        }


@dataclass(frozen=True, slots=True)
class ChangedEntry:
    """An entry of the local book that was changed, added or taken out since: its area, key and first day."""

    area: str
    key: str
    since: str
    change: Literal["changed", "added", "gone"]

    @property
    def decides(self) -> bool:
        """Whether an answer rests on such entries; counters and days of application are only shown with it."""
        return self.key.partition(".")[0] in {"standards", "options", "rates"}

    @property
    def text(self) -> Text:
        """The entry and what became of it."""
        told = {"changed": Text("改动", "changed"), "added": Text("新增", "added"), "gone": Text("不在了", "gone")}[self.change]
        return Text(f"{told.zh}的条目：{self.area} {self.key}（{self.since}起）", f"{told.en}: {self.area} {self.key} (from {self.since})")

    def as_json(self) -> JsonObject:
        """The entry as plain data."""
        return {"area": self.area, "key": self.key, "from": self.since, "change": self.change}


@dataclass(frozen=True, slots=True)
class Replay:
    """A receipt compared with the decision of today's files.

    The other fields explain a changed answer under changed rules. `rules` compares the version that has the receipt's rules
    with today's, and is None where no version has them any more. In that case `changed` names the supports whose own rule
    changed, and `answers` holds the changed answers, or None where the receipt came without its answers.
    """

    then: Receipt
    now: Decision
    entries: tuple[ChangedEntry, ...] = ()
    rules: Diff | None = None
    changed: tuple[str, ...] = ()
    answers: tuple[ChangedAnswer, ...] | None = None

    @property
    def stands(self) -> bool:
        """Whether the answer is the same: no outcome differs, and no entry of the local book that an answer rests on."""
        return self.then.outcomes == self.now.receipt.outcomes and not any(entry.decides for entry in self.entries)

    @property
    def unlike(self) -> tuple[str, ...]:
        """Which of facts, ruleset, basis, engine and outcomes differ from the receipt. An old receipt binds no basis."""
        return tuple(name for name in BOUND if self._differs(name))

    def _differs(self, name: str) -> bool:
        then, now = getattr(self.then, name), getattr(self.now.receipt, name)
        return then != now and not (name == "basis" and then is None)

    def as_json(self, language: Language = "zh") -> JsonObject:
        """Everything as plain data, with conditions and amounts in one language.

        Raises:
            WrongArgument: there is no such language.
        """
        checked_language(language)
        return {
            "stands": self.stands,
            "unlike": list(self.unlike),
            "then": self.then.as_json(),
            "now": self.now.receipt.as_json(),
            "entries": [entry.as_json() for entry in self.entries],
            "rules": self.rules.as_json(language) if self.rules else None,
            "changed_rules": list(self.changed),
            "answers": None if self.answers is None else [answer.as_json() for answer in self.answers],
        }

    def lines(self, language: Language, *, markdown: bool = False) -> Iterator[str]:
        """What differs from the receipt, and the changes behind it; as text, or as the items of a Markdown list."""

        def line(text: Text, depth: int = 0) -> str:
            return f"{'  ' * depth}{'- ' if markdown else ''}{text[language]}"

        yield from (line(BOUND[name]) for name in self.unlike)
        yield from (line(entry.text, 1) for entry in self.entries)
        if self.stands:
            yield line(Text("答案相同", "the answer is the same"))
        elif self.then.outcomes == self.now.receipt.outcomes:
            yield line(
                Text("符合与否相同；金额或所依据的标准有改动", "what applies is the same; amounts or what they rest on have changed")
            )
        elif self.rules is not None:
            name = f"{self.rules.before.region}/{self.rules.before.name}"
            yield line(Text(f"回执所用的规则现为 {name}", f"the receipt's rules are those of {name}"))
            yield from household_lines(self.rules, language, markdown=markdown)
        elif self.answers is None:
            yield from (line(Text(f"改动的规则：{name}", f"changed rule: {name}")) for name in self.changed)
        else:
            for answer in self.answers:
                yield line(self._changed(answer), 1)
                yield line(_reason(answer), 2)

    def _changed(self, answer: ChangedAnswer) -> Text:
        one = answer.difference
        was, now = _status(one.before), _status(one.after)
        title = self.now.ruleset.support_title(one.support)
        zh, en = (f"{one.subject} {title[language]} [{one.support}]: {was[language]} → {now[language]}" for language in ("zh", "en"))
        return Text(zh, en)


def replay(
    receipt: Receipt | Path | RecordedAnswers,
    profile: Profile,
    *,
    root: Path | None = None,
    book: Book | None = None,
    library: Library | None = None,
) -> Replay:
    """Decide a profile again as a receipt says, under today's files of the version that it names, with today's local `book`.

    `receipt` is a receipt, its file, the JSON file of its decision, or what `receipt_of` read. Only a decision holds the answers,
    which are needed to name those that changed. `root` is a folder of rulesets instead of the shipped one; with a `library` the
    rules are its own.

    Raises:
        EligibilityError: the file holds no receipt, or `root` no rulesets.
        WrongArgument: `receipt` is neither a receipt nor a Path, or something else is of another type.
        NoRulesetError: the receipt's version no longer exists.
        ProfileError: as `decide`.
        BookError: as `decide`.
    """
    rules = library or Library(root)
    then, answers = _given(receipt)
    now = decide(profile, rules.ruleset(then.region, then.version), as_of=then.as_of, book=book)
    entries = tuple(changed_entries(then, now))
    if then.outcomes == now.receipt.outcomes or then.ruleset == now.receipt.ruleset:
        return Replay(then, now, entries)
    before = _version_of(then, rules)
    if before is not None:
        return Replay(then, now, entries, diff(before, now.ruleset, profile=profile, as_of=then.as_of, prove=False, book=book))
    changed = _changed_rules(then, now)
    found = None if answers is None else _changed_answers(answers, now, changed)
    return Replay(then, now, entries, None, tuple(sorted(changed)), found)


def changed_entries(then: Receipt, now: Decision) -> Iterator[ChangedEntry]:
    """The entries of the local book in use that differ between a receipt and a decision, in order; all of them where one used none."""
    today = now.receipt.entries
    for name in sorted({*then.entries, *today}):
        if then.entries.get(name) != today.get(name):
            area, key, since = name.split(" ")
            yield ChangedEntry(area, key, since, "added" if name not in then.entries else "gone" if name not in today else "changed")


def _given(receipt: Receipt | Path | RecordedAnswers) -> tuple[Receipt, Answers | None]:
    if isinstance(receipt, Receipt):
        return receipt, None
    match receipt:
        case Receipt() as then, outcomes:
            pass
        case _:
            then, outcomes = read_receipt(checked_type(receipt, Path, "receipt", RECEIPT))
    return then, {(one.support, one.subject.id): Answer.read(one) for one in outcomes} or None


def _version_of(then: Receipt, rules: Library) -> Ruleset | None:
    """The version of today that has the receipt's rules."""
    for name in rules.versions(then.region):
        try:
            ruleset = rules.ruleset(then.region, name)
        except EligibilityError:
            continue
        if ruleset.hash == then.ruleset:
            return ruleset
    return None


def _changed_rules(then: Receipt, now: Decision) -> set[str]:
    """The supports whose own rule differs from the receipt's; none are known where the receipt has no hashes of rules."""
    rules = now.receipt.rules
    return {name for name in {*rules, *then.rules} if rules.get(name) != then.rules.get(name)} if then.rules else set()


def _changed_answers(then: Answers, now: Decision, changed: set[str]) -> tuple[ChangedAnswer, ...]:
    return tuple(
        ChangedAnswer(one, one.support in changed, tuple(sorted(now.ruleset.behind(one.support) & changed)))
        for one in differences(then, answers_of(now))
    )


def _status(answer: Answer | None) -> Text:
    return status_word(answer.status, answer.kind) if answer else Text("无此项", "not included")


def _reason(answer: ChangedAnswer) -> Text:
    """Which change of the rules changed an answer."""
    routes = ", ".join(answer.difference.routes)
    if answer.own:
        return Text(f"它自己的规则有改动（途径 {routes}）", f"its own rule has changed (routes {routes})")
    if answer.behind:
        zh, en = "、".join(answer.behind), ", ".join(answer.behind)
        return Text(f"所依据的规则有改动：{zh}", f"a rule that it depends on has changed: {en}")
    return Text("它的规则没有改动", "its rule has not changed")
