"""The first look at a decision: money and care first, member by member, in as few lines as it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from eligibility.decide.decision import Decision, Question
from eligibility.decide.outcome import Outcome
from eligibility.facts.key import EntryName
from eligibility.i18n import Language, Text
from eligibility.rules.labels import SOFT
from eligibility.rules.status import Status
from eligibility.views.amounts import amount_line
from eligibility.views.local import counter_text
from eligibility.views.report import MARKS, Group, Item, Report, Reporter, Section, by_subject, clauses_of
from eligibility.views.subjects import SHARED, called, without_brackets
from eligibility.views.tiers import TIERS, UNASKED, Tier, money_first, tier_of, worth

NAMED = 4
"""How many titles a line names of what `--all` opens; the others are counted."""

CLAUSES = 2
"""How many clauses a line names; the others are counted."""


class FirstView(Reporter):
    """Arranges one decision in one language for a first look.

    `only` keeps to the subjects of these ids. `brief` leaves out all but notices, money and care, and what to ask first.
    `rest` says how the reader asks for what is left out.
    """

    first = 5
    counters = False

    def __init__(
        self, decision: Decision, language: Language, *, only: Collection[str] = (), brief: bool = False, rest: Text | None = None
    ) -> None:
        super().__init__(decision, language, rest=rest, only=only)
        self.brief = brief
        self._introduced: set[str] = set()
        self._shared_checks: frozenset[Text] = frozenset()

    def report(self) -> Report:
        """The report; empty sections are left out."""
        held = [one for one in self.shown if one.status is not Status.NOT_ELIGIBLE and self._receives(one)]
        granted = [one for one in self.shown if one.status.granted and one.subject.kind != "organisation" and one not in held]
        soft = [one for one in granted if one.modality in SOFT]
        firm = {tier: [one for one in granted if one not in soft and tier_of(one.rule) is tier] for tier in Tier}
        sections = [Section(self._say("注意", "Notices"), "yellow", self.notices())]
        sections += self._parted(firm[Tier.CARE], TIERS[Tier.CARE], "green", self._each)
        if self.decision.book is not None:
            sections.append(
                Section(self._say("去哪里办、带什么", "Where to apply, and what to bring"), "cyan", self._places(firm[Tier.CARE]))
            )
        if not self.brief:
            sections += self._bodies()
            sections += self._by_standing(firm[Tier.SERVICE], TIERS[Tier.SERVICE], "green", self._shared)
            offers = Text("规划推进或鼓励，看当地能否提供", "Promoted or encouraged: where the locality offers it")
            sections += [self._titled(held, Text("已享受", "Received already"), "dim", self._counted)]
            last = [
                *self._parted(soft, offers, "blue", self._counted),
                *self._by_standing([*firm[Tier.OFFICE], *firm[Tier.GENERAL]], UNASKED, "dim", self._unasked),
            ]
            sections += [replace(one, title=one.title + self.rest) for one in last]
        sections.append(self.totals())
        sections.append(Section(self._say("先问什么", "What to ask first"), "magenta", self._questions()))
        if not self.brief:
            sections.append(self._still_open())
        return Report(self.heading(), tuple(section for section in sections if section.groups), self._say("；", "; "))

    def called(self, owner: str) -> str:
        """What somebody is called: where it stands first, with what tells the members apart, and afterwards by number alone."""
        whole = called(self.decision.situation, owner)[self.language]
        if owner not in self._introduced:
            self._introduced.add(owner)
            return whole
        return without_brackets(whole)

    def _all_called(self, owners: Sequence[str]) -> str:
        """What several are called; one word where it is every member of more than two."""
        members = [subject.id for subject in self.decision.situation.persons]
        if len(members) > 2 and list(owners) == members:
            return self._say("每位成员", "everyone")
        return self._say("、", ", ").join(map(self.called, owners))

    def _receives(self, outcome: Outcome) -> bool:
        return self.decision.evaluation.receives(outcome.support, outcome.subject)

    # -- sections

    def _parted(self, outcomes: list[Outcome], title: Text, style: str, write: _Write) -> Iterator[Section]:
        return self._by_standing(outcomes, title, style, lambda mine, named, colour: self._titled(mine, named, colour, write))

    def _shared(self, outcomes: list[Outcome], title: Text, style: str) -> Section:
        """A line for all who have the same in common."""
        whose: dict[str, list[str]] = {}
        for outcome in outcomes:
            whose.setdefault(self._named(outcome), []).append(outcome.subject.id)
        lines: dict[tuple[str, ...], list[str]] = {}
        for named, owners in whose.items():
            lines.setdefault(tuple(owners), []).append(named)
        items = [
            self._headed(
                self._all_called(owners),
                Item(MARKS[Status.ELIGIBLE], self._joined(named), subject=owners[0] if len(owners) == 1 else ""),
            )
            for owners, named in lines.items()
        ]
        return Section(self._counting(title, len(outcomes)), style, (Group("", tuple(items)),) if items else ())

    def _unasked(self, outcomes: list[Outcome], title: Text, style: str) -> Section:
        """A line for each subject: what an office does of its own accord, and general rights."""
        items = []
        for mine in by_subject(outcomes):
            office = [one.rule.title[self.language] for one in mine if tier_of(one.rule) is Tier.OFFICE]
            general = [one for one in mine if tier_of(one.rule) is Tier.GENERAL]
            by = TIERS[Tier.OFFICE]
            said = [self._say(f"{'、'.join(office)}（{by.zh}）", f"{', '.join(office)} ({by.en.lower()})")] if office else []
            said += [self._titles(general)] if general else []
            items.append(self._headed(self.subject(mine[0]), Item(MARKS[Status.ELIGIBLE], self._joined(said), subject=mine[0].subject.id)))
        return Section(self._counting(title, len(outcomes)), style, (Group("", tuple(items)),) if items else ())

    def _titled(self, outcomes: list[Outcome], title: Text, style: str, write: _Write) -> Section:
        return Section(self._counting(title, len(outcomes)), style, tuple(self._members(outcomes, write)))

    def _counting(self, title: Text, count: int) -> str:
        return self._say(f"{title.zh}（{count}项）", f"{title.en} ({count})")

    def _places(self, outcomes: Iterable[Outcome]) -> tuple[Group, ...]:
        """The counters of some answers, each once, with the supports that are applied for there and the papers for them."""
        places: dict[str, dict[str, dict[str, None]]] = {}
        for outcome in outcomes:
            if outcome.counter is not None:
                papers = self._say("、", ", ").join(paper[self.language] for paper in outcome.counter.papers)
                titles = places.setdefault(counter_text(outcome.counter, self.language), {}).setdefault(papers, {})
                titles[outcome.rule.title[self.language]] = None
        return (Group("", tuple(self._place(place, asked) for place, asked in places.items())),) if places else ()

    def _place(self, place: str, asked: Mapping[str, Iterable[str]]) -> Item:
        details = []
        for papers, titles in asked.items():
            named = self._say("、", "; ").join(titles)
            details.append(self._say(f"{named}：带{papers}", f"{named}: bring {papers}") if papers else named)
        return Item("→", place, tuple(details))

    def _members(self, outcomes: list[Outcome], write: _Write) -> Iterator[Group]:
        """A group for each subject; where it is one line each, the line names the subject itself."""
        for mine in sorted(by_subject(outcomes), key=worth):
            self._shared_checks = _of_several(mine)
            whom, items = self.subject(mine[0]), (*write(money_first(mine)), *self._asked_first(mine))
            self._shared_checks = frozenset()
            if len(items) > 1 or items[0].details:
                yield Group(whom, items)
            else:
                yield Group("", (self._headed(whom, items[0]),))

    def _asked_first(self, outcomes: list[Outcome]) -> Iterator[Item]:
        """What could exclude several of the same person: said once, with what it would exclude."""
        for text in dict.fromkeys(text for one in outcomes for text in one.exclusions if text in self._shared_checks):
            barred = [one.rule.title[self.language] for one in outcomes if text in one.exclusions]
            yield Item(
                "!",
                self._say(
                    f"先问清：{text.zh}（属实的，{'、'.join(barred)}不能享受）",
                    f"Check first: {text.en} (if so, none of: {'; '.join(barred)})",
                ),
                subject=outcomes[0].subject.id,
            )

    def checks(self, outcome: Outcome) -> list[Text]:
        """What could still exclude an outcome, without what is said once for several."""
        return [text for text in super().checks(outcome) if text not in self._shared_checks]

    def _headed(self, whom: str, item: Item) -> Item:
        return replace(item, head=self._say(f"{whom}：{item.head}", f"{whom}: {item.head}"))

    def _bodies(self) -> Iterator[Section]:
        """What binds an organisation, the unmet before the met, and then what it may receive."""
        mine = [one for one in self.shown if one.subject.kind == "organisation" and one.status.granted]
        duties = sorted((one for one in mine if one.rule.benefit.kind == "duty"), key=_unmet_first)
        given = [one for one in mine if one not in duties and one.modality not in SOFT]
        offers = [one for one in mine if one not in duties and one not in given]
        yield from self._parted(duties, TIERS[Tier.DUTY], "green", self._duties)
        yield from self._parted(given, Text("单位可以得到的", "What the organisation may receive"), "green", self._each)
        yield from self._parted(offers, Text("鼓励单位做的", "What organisations are encouraged to do"), "blue", self._together)

    # -- lines

    def _duties(self, outcomes: Iterable[Outcome]) -> Iterator[Item]:
        """Duties with a number in full, in the order given; then the others, those of which nothing more is said in one line."""
        listed = list(outcomes)
        counted = [outcome for outcome in listed if outcome.route_compliance]
        yield from map(self.item, counted)
        if len(counted) < len(listed):
            yield from self._each([outcome for outcome in listed if outcome not in counted])

    def _each(self, outcomes: Iterable[Outcome]) -> Iterator[Item]:
        """A line for each outcome, and one more for what has to be done or known before. Those of which the same is said share
        their lines; those of which nothing more is said, other than money, stand together at the end."""
        said: dict[tuple[str, str, str, tuple[str, ...]], list[Outcome]] = {}
        plain: list[Outcome] = []
        for outcome in outcomes:
            amount, details = amount_line(outcome, self.language), self._details(outcome)
            if amount or details or outcome.rule.benefit.kind == "cash":
                said.setdefault((MARKS[outcome.status], amount, self._where(outcome), details), []).append(outcome)
            else:
                plain.append(outcome)
        for (_, amount, where, details), same in said.items():
            titles = self._joined(outcome.rule.title[self.language] for outcome in same)
            if len(same) > 1 and same[0].amount.stated is not None:
                amount = self._say(f"每项{amount}", f"each {amount}")
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
        parts = [*rest, *([also + self._joined(needed)] if needed else [])]
        return (self._joined(parts),) if parts else ()

    def _together(self, outcomes: Iterable[Outcome]) -> Iterator[Item]:
        """One line for all, each with the first of its clauses."""
        listed = list(outcomes)
        named = self._joined(self._named(outcome) for outcome in listed)
        yield Item(MARKS[Status.ELIGIBLE], named, subject=listed[0].subject.id)

    def _named(self, outcome: Outcome) -> str:
        title, where = outcome.rule.title[self.language], self._locators(outcome)[0]
        after = self._say("，先办前一项", ", after another") if outcome.status is Status.ELIGIBLE_AFTER else ""
        return self._say(f"{title}（{where}{after}）", f"{title} ({where}{after})")

    def _counted(self, outcomes: Iterable[Outcome]) -> Iterator[Item]:
        """One line of titles, for what is opened in full on demand."""
        listed = list(outcomes)
        yield Item(MARKS[Status.ELIGIBLE], self._titles(listed), subject=listed[0].subject.id)

    def _clauses(self, outcome: Outcome, route: str | None, clauses: Iterable[tuple[str, str]]) -> str:
        """The clauses of a route; the plan's own document stands in the heading."""
        return self._by_route(outcome, route) + "、".join(self._placed(clauses))

    def _titles(self, outcomes: list[Outcome]) -> str:
        """The first titles, and how many more there are."""
        titles = self._joined(outcome.rule.title[self.language] for outcome in outcomes[:NAMED])
        rest = len(outcomes) - NAMED
        return titles + (self._say(f"等{len(outcomes)}项", f" and {rest} more") if rest > 0 else "")

    def _where(self, outcome: Outcome) -> str:
        """The first clauses, and how many more there are."""
        named = self._locators(outcome)
        rest = len(named) - CLAUSES
        return "、".join(named[:CLAUSES]) + (self._say(f"等{len(named)}处", f" +{rest}") if rest > 0 else "")

    def _locators(self, outcome: Outcome) -> list[str]:
        """The clauses; the plan's own document stands in the heading."""
        return self._placed(clauses_of(outcome))

    def _placed(self, clauses: Iterable[tuple[str, str]]) -> list[str]:
        own = self.decision.ruleset.document.name
        return [locator if document == own else f"{document} {locator}" for document, locator in clauses]

    def _questions(self) -> tuple[Group, ...]:
        """The first questions, each once for all whom it is about, and how many are not listed."""
        same: dict[Text, list[Question]] = {}
        for question in self._wanted():
            same.setdefault(question.wording(self.decision.ruleset), []).append(question)
        shown = list(same.items())[: self.first]
        items = [self._put(text, questions) for text, questions in shown]
        rest = sum(len(questions) for questions in same.values()) - sum(len(questions) for _, questions in shown)
        if rest:
            items.append(Item("?", self._say(f"另有{rest}问没有列出", f"{rest} more questions are not listed") + self.rest))
        return (Group("", tuple(items)),) if items else ()

    def _put(self, text: Text, questions: list[Question]) -> Item:
        """A question with whom it is about, and with the number of supports on which it bears."""
        count = len({(outcome.support, outcome.subject.id) for question in questions for outcome in question.outcomes})
        asked = {EntryName.of(question.path).owner for question in questions}
        order = dict.fromkeys([*SHARED, *(subject.id for subject in self.decision.situation.everyone)])
        owners = [owner for owner in order if owner in asked]
        whom = self._all_called(owners)
        said = self._say(f"{whom}：{text.zh}（关系到{count}项）", f"{whom}: {text.en} (bears on {count})")
        return Item("?", said, subject=owners[0] if len(owners) == 1 else "")

    def _still_open(self) -> Section:
        """How many answers are still open for whom, in one line."""
        mine = [outcome for outcome in self.shown if outcome.status is Status.UNDETERMINED]
        counts = [self._say(f"{self.subject(own[0])}：{len(own)}项", f"{self.subject(own[0])}: {len(own)}") for own in by_subject(mine)]
        item = Item(MARKS[Status.UNDETERMINED], self._say("，", ", ").join(counts))
        return Section(self._counting(Text("待定", "Still open"), len(mine)) + self.rest, "magenta", (Group("", (item,)),) if mine else ())


_Write = Callable[[Iterable[Outcome]], Iterator[Item]]
"""How the outcomes of one subject are written."""


def _of_several(outcomes: Iterable[Outcome]) -> frozenset[Text]:
    """What could exclude several of a person's or household's supports."""
    counts = Counter(text for one in outcomes if one.subject.kind != "organisation" for text in one.exclusions)
    return frozenset(text for text, count in counts.items() if count > 1)


def _unmet_first(outcome: Outcome) -> int:
    """Duties that are not met before those that are unknown, those that are met last."""
    met = [one.met for one in outcome.route_compliance.values()]
    return 0 if False in met else 1 if None in met or not met else 2
