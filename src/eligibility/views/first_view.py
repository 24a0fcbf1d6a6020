"""The first look at a decision: money and care first, member by member, in as few lines as it takes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from eligibility.decide.decision import Decision, Question
from eligibility.decide.outcome import Outcome
from eligibility.facts.key import EntryName
from eligibility.i18n import Language, Text
from eligibility.rules.labels import SOFT
from eligibility.rules.prose import amount_text
from eligibility.rules.status import Status
from eligibility.views.report import MARKS, Group, Item, Report, Reporter, Section, by_subject, clauses_of
from eligibility.views.tiers import TIERS, Tier, money_first, tier_of

NAMED = 4
"""How many titles a line of open supports names."""


class FirstView(Reporter):
    """Arranges one decision in one language for a first look.

    `only` keeps to the subjects of these ids. `brief` leaves out all but notices, money and care, and what to ask first.
    `rest` says how the reader asks for what is left out.
    """

    first = 5

    def __init__(
        self, decision: Decision, language: Language, *, only: Collection[str] = (), brief: bool = False, rest: Text | None = None
    ) -> None:
        super().__init__(decision, language, rest=rest, only=only)
        self.brief = brief

    def report(self) -> Report:
        """The report; empty sections are left out."""
        held = [one for one in self.shown if one.status is not Status.NOT_ELIGIBLE and self._receives(one)]
        granted = [one for one in self.shown if one.status.granted and one.subject.kind != "organisation" and one not in held]
        soft = [one for one in granted if one.modality in SOFT]
        firm = {tier: [one for one in granted if one not in soft and tier_of(one.rule) is tier] for tier in Tier}
        sections = [Section(self._say("注意", "Notices"), "yellow", self._notices())]
        sections += self._parted(firm[Tier.CARE], TIERS[Tier.CARE], "green", self._each)
        if not self.brief:
            sections += self._bodies()
            sections += self._parted(firm[Tier.SERVICE], TIERS[Tier.SERVICE], "green", self._together)
            offers = Text("规划推进或鼓励，看当地能否提供", "Promoted or encouraged: where the locality offers it")
            sections += [self._titled(held, Text("已享受", "Received already"), "dim", self._counted)]
            for outcomes, title, style in ((soft, offers, "blue"), (firm[Tier.GENERAL], TIERS[Tier.GENERAL], "dim")):
                sections += [replace(one, title=one.title + self.rest) for one in self._parted(outcomes, title, style, self._counted)]
        sections.append(Section(self._say("先问什么", "What to ask first"), "magenta", self._questions()))
        if not self.brief:
            sections.append(Section(self._say("待定", "Still open"), "magenta", self._open()))
        return Report(self._title(), tuple(section for section in sections if section.groups))

    def _receives(self, outcome: Outcome) -> bool:
        return self.decision.evaluation.receives(outcome.support, outcome.subject)

    # -- sections

    def _parted(self, outcomes: list[Outcome], title: Text, style: str, write: _Write) -> Iterator[Section]:
        return self._by_standing(outcomes, title, style, lambda mine, named, colour: self._titled(mine, named, colour, write))

    def _titled(self, outcomes: list[Outcome], title: Text, style: str, write: _Write) -> Section:
        heading = self._say(f"{title.zh}（{len(outcomes)}项）", f"{title.en} ({len(outcomes)})")
        return Section(heading, style, tuple(self._members(outcomes, write)))

    def _members(self, outcomes: list[Outcome], write: _Write) -> Iterator[Group]:
        """A group for each subject; where it is one line each, the line names the subject itself."""
        for mine in by_subject(outcomes):
            whom, items = self.subject(mine[0]), tuple(write(money_first(mine)))
            if len(items) > 1 or items[0].details:
                yield Group(whom, items)
            else:
                yield Group("", (self._headed(whom, items[0]),))

    def _headed(self, whom: str, item: Item) -> Item:
        return replace(item, head=self._say(f"{whom}：{item.head}", f"{whom}: {item.head}"))

    def _bodies(self) -> Iterator[Section]:
        """What binds an organisation, the unmet before the met, and then what it may receive."""
        mine = [one for one in self.shown if one.subject.kind == "organisation" and one.status.granted]
        duties = sorted((one for one in mine if one.rule.benefit.kind == "duty"), key=_unmet_first)
        given = [one for one in mine if one not in duties and one.modality not in SOFT]
        offers = [one for one in mine if one not in duties and one not in given]
        yield from self._parted(duties, Text("单位的责任", "Duties of the organisation"), "green", self._in_full)
        yield from self._parted(given, Text("单位可以得到的", "What the organisation may receive"), "green", self._each)
        yield from self._parted(offers, Text("鼓励单位做的", "What organisations are encouraged to do"), "blue", self._together)

    # -- lines

    def _in_full(self, outcomes: Iterable[Outcome]) -> Iterator[Item]:
        return (self.item(outcome) for outcome in outcomes)

    def _each(self, outcomes: Iterable[Outcome]) -> Iterator[Item]:
        """A line for each outcome, and one more for what has to be done or known before. Those of which the same is said share
        their lines; those of which nothing more is said, other than money, stand together at the end."""
        said: dict[tuple[str, str, str, tuple[str, ...]], list[Outcome]] = {}
        plain: list[Outcome] = []
        for outcome in outcomes:
            amount, details = amount_text(outcome.benefit, self.language), self._details(outcome)
            if amount or details or outcome.rule.benefit.kind == "cash":
                said.setdefault((MARKS[outcome.status], amount, self._where(outcome), details), []).append(outcome)
            else:
                plain.append(outcome)
        for (_, amount, where, details), same in said.items():
            titles = self._say("、", "; ").join(outcome.rule.title[self.language] for outcome in same)
            head = self._say("，", ", ").join(part for part in (titles, amount, where) if part)
            yield self._line(same[0], head, details)
        if plain:
            yield from self._together(plain)

    def _details(self, outcome: Outcome) -> tuple[str, ...]:
        """What has to be done or known before, in one line; nothing where there is nothing."""
        details = [*self._standing_lines(outcome), *self._order(outcome), *self._conditions(outcome)]
        also = self._say("还须：", "Also needed: ")
        needed = [detail.removeprefix(also) for detail in details if detail.startswith(also)]
        rest = [detail for detail in details if not detail.startswith(also)]
        parts = [*rest, *([also + self._say("；", "; ").join(needed)] if needed else [])]
        return (self._say("；", "; ").join(parts),) if parts else ()

    def _together(self, outcomes: Iterable[Outcome]) -> Iterator[Item]:
        """One line for all, each with the first of its clauses."""
        listed = list(outcomes)
        named = self._say("、", "; ").join(self._named(outcome) for outcome in listed)
        yield Item(MARKS[Status.ELIGIBLE], named, subject=listed[0].subject.id)

    def _named(self, outcome: Outcome) -> str:
        title, where = outcome.rule.title[self.language], self._where(outcome).partition("、")[0]
        after = self._say("，先办前一项", ", after another") if outcome.status is Status.ELIGIBLE_AFTER else ""
        return self._say(f"{title}（{where}{after}）", f"{title} ({where}{after})")

    def _counted(self, outcomes: Iterable[Outcome]) -> Iterator[Item]:
        """One line of titles, for what is opened in full on demand."""
        listed = list(outcomes)
        titles = self._say("、", "; ").join(outcome.rule.title[self.language] for outcome in listed)
        yield Item(MARKS[Status.ELIGIBLE], titles, subject=listed[0].subject.id)

    def _where(self, outcome: Outcome) -> str:
        """The clauses; the plan's own document stands in the heading."""
        own = self.decision.ruleset.document.name
        named = [locator if document == own else f"{document} {locator}" for document, locator in clauses_of(outcome)]
        return "、".join(named)

    def _question(self, question: Question) -> Item:
        """A question with the number of supports on which it bears."""
        count = len({outcome.support for outcome in question.outcomes})
        text = self._asked(question)
        owner = EntryName.of(question.path).owner
        return Item("?", self._say(f"{text}（关系到{count}项）", f"{text} (bears on {count})"), subject=owner)

    def _open(self) -> tuple[Group, ...]:
        groups: list[Group] = []
        for own in by_subject(outcome for outcome in self.shown if outcome.status is Status.UNDETERMINED):
            mine = money_first(own)
            titles = self._say("、", "; ").join(outcome.rule.title[self.language] for outcome in mine[:NAMED])
            more = self._say("等", " and more") if len(mine) > NAMED else ""
            text = self._say(f"{len(mine)}项：{titles}{more}", f"{len(mine)}: {titles}{more}")
            item = Item(MARKS[Status.UNDETERMINED], text, subject=mine[0].subject.id)
            groups.append(Group("", (self._headed(self.subject(mine[0]), item),)))
        return tuple(groups)


_Write = Callable[[Iterable[Outcome]], Iterator[Item]]
"""How the outcomes of one subject are written."""


def _unmet_first(outcome: Outcome) -> int:
    """Duties that are not met before those that are unknown, those that are met last."""
    met = [one.met for one in outcome.route_compliance.values()]
    return 0 if False in met else 1 if None in met or not met else 2
