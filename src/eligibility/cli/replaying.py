"""Whether the answer of a receipt still stands, and the change that made it another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eligibility.cli.difference import Reporter
from eligibility.decide.answer_diff import Answer, Answers, Difference, answers_of, between, differences
from eligibility.decide.decision import Decision, decide
from eligibility.decide.receipt import Receipt, read_receipt
from eligibility.errors import EligibilityError
from eligibility.facts.profile import Profile
from eligibility.i18n import InOneLanguage, Language, Text
from eligibility.rules.labels import STATUSES
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.ruleset_diff import changes
from eligibility.rules.version_lookup import load_ruleset, names

BOUND = {
    "facts": Text("资料与回执的不是同一份", "the profile is not the receipt's"),
    "ruleset": Text("规则文件已有改动", "the rules were changed since"),
    "engine": Text("程序版本不同", "the engine is of another version"),
    "outcomes": Text("答案不同", "the answer is another"),
}


@dataclass(frozen=True, slots=True)
class Replay(InOneLanguage):
    """A receipt, what was answered then where that is known, and the decision of today's files."""

    then: Receipt
    answers: Answers
    now: Decision
    profile: Profile
    root: Path
    language: Language

    @classmethod
    def of(cls, path: Path, profile: Profile, root: Path, language: Language) -> Replay:
        """Decide the profile again as the receipt says.

        Raises:
            EligibilityError: the file holds no receipt, or its version is not there any more.
        """
        then, outcomes = read_receipt(path)
        answers = {(one["support"], one["subject"]["id"]): Answer.read(one) for one in outcomes}
        now = decide(profile, load_ruleset(then.region, then.version, root=root), as_of=then.as_of)
        return cls(then, answers, now, profile, root, language)

    @property
    def stands(self) -> bool:
        """Whether the answer is the same."""
        return self.then.outcomes == self.now.receipt.outcomes

    def lines(self) -> Iterator[str]:
        """What binds the answer and is another now, and the changes behind it."""
        now = self.now.receipt
        yield from (text[self.language] for name, text in BOUND.items() if getattr(self.then, name) != getattr(now, name))
        if self.stands:
            yield self._say("答案相同", "the answer is the same")
        elif self.then.ruleset != now.ruleset:
            before = self._version()
            yield from self._by_version(before) if before else self._by_rule()

    def _version(self) -> Ruleset | None:
        """A version of today whose rules are those of the receipt."""
        for name in names(self.root, self.then.region):
            try:
                ruleset = load_ruleset(self.then.region, name, root=self.root)
            except EligibilityError:
                continue
            if ruleset.hash == self.then.ruleset:
                return ruleset
        return None

    def _by_version(self, before: Ruleset) -> Iterator[str]:
        yield self._say(
            f"回执所用的规则现为 {before.region}/{before.name}", f"the receipt's rules are those of {before.region}/{before.name}"
        )
        found = between(self.profile, before, self.now.ruleset, self.then.as_of)
        yield from Reporter(changes(before, self.now.ruleset), self.language, seconds=1, prove=False).household(found)

    def _by_rule(self) -> Iterator[str]:
        """Each answer that is another, with the rules changed since that it rests on; without the old answers, those rules."""
        rules = self.now.receipt.rules
        changed = (
            {name for name in {*rules, *self.then.rules} if rules.get(name) != self.then.rules.get(name)} if self.then.rules else set()
        )
        if not self.answers:
            yield from (self._say(f"改动的规则：{name}", f"changed rule: {name}") for name in sorted(changed))
            return
        for difference in differences(self.answers, answers_of(self.now)):
            title = self.now.ruleset.support_title(difference.support)[self.language]
            was, is_ = (self._status(one) for one in (difference.before, difference.after))
            yield f"  {difference.subject} {title} [{difference.support}]: {was} → {is_}"
            yield f"    {self._reason(difference, changed)}"

    def _reason(self, difference: Difference, changed: set[str]) -> str:
        routes = ", ".join(difference.routes)
        if difference.support in changed:
            return self._say(f"它自己的规则有改动（途径 {routes}）", f"its own rule was changed (routes {routes})")
        behind = sorted(self.now.ruleset.behind(difference.support) & changed)
        if behind:
            return self._say(f"所依据的规则有改动：{'、'.join(behind)}", f"a rule that it depends on was changed: {', '.join(behind)}")
        return self._say("它的规则没有改动", "its rule was not changed")

    def _status(self, answer: Answer | None) -> str:
        return STATUSES[answer.status][self.language] if answer else self._say("无此项", "not there")
