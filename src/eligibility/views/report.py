"""A decision arranged for a caseworker: what applies now, what applies after what, duties, what to ask, what was refused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from eligibility._cached import cached_property
from eligibility._dataclass import dataclass
from eligibility.decide.compliance import Met
from eligibility.decide.decision import Decision, Question
from eligibility.decide.outcome import Outcome
from eligibility.decide.totals import firm_totals
from eligibility.facts.key import EntryName
from eligibility.i18n import InOneLanguage, Language, Text
from eligibility.rules.labels import AREAS, RESTS_ON, SOFT, document_text, modality_word, status_on, status_word
from eligibility.rules.prose import clauses_text, route_name
from eligibility.rules.status import Status
from eligibility.rules.support import Amount, Benefit, Route
from eligibility.rules.words import Area
from eligibility.views.amounts import amount_line, total_text, working
from eligibility.views.duty import due_text, met_text
from eligibility.views.local import book_text, local_lines
from eligibility.views.standing import CONTINUES, REFUSED, VERIFY, group_of, standing_text, verify_text
from eligibility.views.subjects import called, notice_text

FIRST = 12
"""How many questions the short view shows."""

MARKS = {Status.ELIGIBLE: "●", Status.ELIGIBLE_AFTER: "◐", Status.UNDETERMINED: "?", Status.NOT_ELIGIBLE: "○"}


@dataclass(frozen=True, slots=True)
class Item:
    """One line with its details; `mark` says by its shape what the section says in words.

    What the text says is also given as values, so that a page or program can link, sort or lay them out in its own way: the id of
    the support and of the subject ("" where the line is about no single one), what is given (None where nothing is), how much
    (None where nothing bounds it; its unit stands in `benefit`), and the clauses, each as document and locator.
    """

    mark: str
    head: str
    details: tuple[str, ...] = ()
    support: str = ""
    subject: str = ""
    benefit: Benefit | None = None
    amount: Amount | None = None
    clauses: tuple[tuple[str, str], ...] = ()

    @property
    def kind(self) -> str | None:
        """What kind of thing is given, such as `cash` or `service`."""
        return self.benefit.kind if self.benefit else None


@dataclass(frozen=True, slots=True)
class Group:
    """Items under a heading, such as an area of one member."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report; `style` names its colour, which never is the only sign."""

    title: str
    style: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole, in one language. `joint` joins an item with its only detail, where a terminal has them in one paragraph."""

    title: str
    sections: tuple[Section, ...]
    joint: str = ""


WriteSection = Callable[[list[Outcome], Text, str], Section]
"""How outcomes become a section of a title and a style."""


def by_subject(outcomes: Iterable[Outcome]) -> list[list[Outcome]]:
    """Outcomes in groups of one subject each, in their order."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(outcome.subject.id, []).append(outcome)
    return list(groups.values())


class Reporter(InOneLanguage):
    """Arranges one decision in one language. `why` adds each proof, `refused` what does not apply.

    `rest` says how the reader asks for the questions that are not listed. `only` keeps to the subjects of these ids.
    `alone` says of each answer itself that it is to be verified, for want of a section whose head says it.
    """

    first = FIRST
    counters = True
    """Whether each answer says where it is applied for."""

    def __init__(
        self,
        decision: Decision,
        language: Language,
        *,
        why: bool = False,
        refused: bool = False,
        rest: Text | None = None,
        only: Collection[str] = (),
        alone: bool = False,
    ) -> None:
        self.decision = decision
        self.language = language
        self.why = why
        self.refused = refused
        self.rest = rest[language] if rest else ""
        self.only = only
        self.alone = alone
        self.ended = decision.ruleset.ended(decision.as_of)

    @cached_property
    def shown(self) -> list[Outcome]:
        """The answers that the report is about."""
        return [outcome for outcome in self.decision if not self.only or outcome.subject.id in self.only]

    def report(self) -> Report:
        """The report; empty sections are left out."""
        everyone = [outcome for outcome in self.shown if outcome.subject.kind != "organisation"]
        soft = [outcome for outcome in everyone if outcome.status is Status.ELIGIBLE and outcome.modality in SOFT]
        people = [outcome for outcome in everyone if outcome not in soft]
        bodies = self._bodies_shown()
        sections = [
            Section(self._say("注意", "Notices"), "yellow", self.notices()),
            *self._granted(people, Status.ELIGIBLE, "现在符合", "Applies now", "green"),
            *self._granted(people, Status.ELIGIBLE_AFTER, "先办前一项后符合", "Applies once another support is granted", "cyan"),
            self.offers(soft),
            *self.bodies(),
            self.totals(),
            Section(
                self._say("还要问什么（越靠前，影响的项目越多）", "What to ask (first what bears on most)"), "magenta", self._questions()
            ),
            Section(self._say("待定", "Still open"), "magenta", self.open()),
        ]
        if self.refused:
            sections.append(self.refusals([*people, *bodies]))
        return Report(self.heading(), tuple(section for section in sections if section.groups))

    def bodies(self) -> Iterator[Section]:
        """What binds organisations and what they may receive, also where that is nothing."""
        bodies = self._bodies_shown()
        yield from self._granted(bodies, Status.ELIGIBLE, "单位的责任和扶持", "Organisations: duties and supports", "green")
        yield from self._granted(bodies, Status.ELIGIBLE_AFTER, "单位先办前一项后符合", "Organisations: once another is granted", "cyan")

    def _bodies_shown(self) -> list[Outcome]:
        return [outcome for outcome in self.shown if outcome.subject.kind == "organisation"]

    def totals(self) -> Section:
        """What all claims come to, by unit."""
        bodies = [one for one in self.shown if one.subject.kind == "organisation"]
        people = [one for one in self.shown if one not in bodies]
        items = [Item("=", text) for text in self._sums(people)]
        for mine in by_subject(bodies):
            whom = self.subject(mine[0])
            items += [Item("=", self._say(f"{whom}：{text}", f"{whom}: {text}") if people else text) for text in self._sums(mine)]
        groups = (Group("", tuple(items)),) if items else ()
        return Section(self._say("合计（能同时享受的各项）", "In all, of what can be had together"), "green", groups)

    def _sums(self, outcomes: list[Outcome]) -> list[str]:
        found = [total_text(total, unit, self.language) for unit, total in firm_totals(outcomes).items()]
        return [text for text in found if text]

    def explained(self, outcome: Outcome) -> str:
        """One outcome in full: its result, then its proof."""
        status = status_word(outcome.status, outcome.benefit.kind)[self.language]
        title = " · ".join([outcome.rule.title[self.language], self.subject(outcome), status])
        details = [*self.item(outcome).details, *self.asked(outcome)]
        said = standing_text(outcome, self.language)
        details += working(outcome, self.language)
        lines = [
            f"{MARKS[outcome.status]} {title}",
            *(f"    {detail}" for detail in [*details, *([said] if said and said not in details else [])]),
            outcome.explain().text(self.language),
        ]
        return "\n".join(lines) + "\n"

    def told(self) -> tuple[str, ...]:
        """The notices about the whole decision, a line each."""
        return tuple(f"! {notice_text(notice, self.decision.situation, self.language)}" for notice in self.decision.notices)

    def asked(self, outcome: Outcome) -> tuple[str, ...]:
        """The questions that can still change an outcome, a line each."""
        questions = dict.fromkeys(self._asked(Question(path, (outcome,))) for path in outcome.missing)
        return tuple(self._say(f"还要问{question}", f"still to ask {question}") for question in questions)

    # -- sections

    def heading(self) -> str:
        """Which rules answer, of which document, on which day, by which book."""
        ruleset = self.decision.ruleset
        parts = [
            ruleset.title[self.language],
            document_text(ruleset, self.language),
            status_on(ruleset, self.decision.as_of, self.language),
            self._say(f"判定日期 {self.decision.as_of}", f"as of {self.decision.as_of}"),
            book_text(self.decision, self.language),
        ]
        return " · ".join(part for part in parts if part)

    def notices(self) -> tuple[Group, ...]:
        """The notices about the whole decision, in one group; nothing where there are none."""
        items = [
            Item("!", notice_text(notice, self.decision.situation, self.language), support=notice.support, subject=notice.subject)
            for notice in self.decision.notices
        ]
        return (Group("", tuple(items)),) if items else ()

    def _granted(self, outcomes: Iterable[Outcome], status: Status, zh: str, en: str, style: str) -> Iterator[Section]:
        """The outcomes of a status."""
        chosen = [outcome for outcome in outcomes if outcome.status is status]
        return self._by_standing(chosen, Text(zh, en), style, lambda mine, title, colour: self._section(mine, title.zh, title.en, colour))

    def _by_standing(self, outcomes: list[Outcome], title: Text, style: str, write: WriteSection) -> Iterator[Section]:
        """A section; once the plan has ended two, what continues and what is to be verified first."""
        if not self.ended:
            yield write(outcomes, title, style)
            return
        for group, colour in ((CONTINUES, style), (VERIFY, "yellow")):
            mine = [outcome for outcome in outcomes if group_of(outcome) == group]
            section = write(mine, Text(f"{title.zh}：{group.zh}", f"{title.en}: {group.en}"), colour)
            if section.groups and group is VERIFY:
                remark = self._remark(verify_text(self.decision.ruleset, self.language))
                section = replace(section, groups=(remark, *section.groups))
            yield section

    def _section(self, chosen: list[Outcome], zh: str, en: str, style: str) -> Section:
        return Section(self._say(f"{zh}（{len(chosen)}项）", f"{en} ({len(chosen)})"), style, self._grouped(chosen))

    def refusals(self, outcomes: Iterable[Outcome]) -> Section:
        """Of some outcomes those that do not apply, each with the reason."""
        refused = self._section([one for one in outcomes if one.status is Status.NOT_ELIGIBLE], "不符合", "Does not apply", "dim")
        if not self.ended or not refused.groups:
            return refused
        return replace(refused, groups=(self._remark(REFUSED[self.language]), *refused.groups))

    def _remark(self, text: str) -> Group:
        return Group("", (Item("!", text),))

    def offers(self, outcomes: list[Outcome]) -> Section:
        """What the plan only promotes, encourages or aims at: no claim, a line each."""
        groups = []
        for mine in by_subject(outcomes):
            items = tuple(self.item(outcome) if self.why else self._line(outcome, self._offered(outcome)) for outcome in mine)
            groups.append(Group(self.subject(mine[0]), items))
        zh = f"规划推进、鼓励或设为目标的服务，看当地能否提供（{len(outcomes)}项）"
        return Section(
            self._say(zh, f"Promoted, encouraged or aimed at: where the locality offers it ({len(outcomes)})"), "blue", tuple(groups)
        )

    def _offered(self, outcome: Outcome) -> str:
        modality = modality_word(outcome.modality or "encouraged", outcome.status)[self.language]
        title = outcome.rule.title[self.language]
        rests = self._say("；", "; ") + RESTS_ON[outcome.standing.rests_on][self.language] if self.ended else ""
        return self._say(f"{title}（{modality}；{self._cited(outcome)}{rests}）", f"{title} ({modality}; {self._cited(outcome)}{rests})")

    def _grouped(self, outcomes: list[Outcome]) -> tuple[Group, ...]:
        groups: dict[tuple[str, Area], list[Outcome]] = {}
        for subject in dict.fromkeys(outcome.subject.id for outcome in outcomes):
            for area in AREAS:
                mine = [outcome for outcome in outcomes if outcome.subject.id == subject and outcome.rule.area == area]
                if mine:
                    groups[subject, area] = mine
        return tuple(
            Group(f"{self.subject(mine[0])} · {AREAS[area][self.language]}", tuple(self.item(outcome) for outcome in mine))
            for (_, area), mine in groups.items()
        )

    def _questions(self) -> tuple[Group, ...]:
        asked = self._wanted()
        shown = asked if self.refused or self.why else asked[: self.first]
        items = [self._question(question) for question in shown]
        if len(asked) > len(shown):
            rest = len(asked) - len(shown)
            items.append(Item("?", self._say(f"另有{rest}问没有列出", f"{rest} more questions are not listed") + self.rest))
        return (Group("", tuple(items)),) if items else ()

    def _wanted(self) -> list[Question]:
        """What to ask about the subjects shown, their household and the locality."""
        owners = {*self.only, "household", "locality"}
        return [one for one in self.decision.to_ask if not self.only or EntryName.of(one.path).owner in owners]

    def open(self) -> tuple[Group, ...]:
        """What is still open, a group for each subject."""
        groups = []
        for mine in by_subject(outcome for outcome in self.shown if outcome.status is Status.UNDETERMINED):
            items = tuple(self.item(outcome) for outcome in mine) if self.why or self.refused else tuple(self._listed(mine))
            groups.append(Group(self.subject(mine[0]), items))
        return tuple(groups)

    def _listed(self, outcomes: list[Outcome]) -> Iterator[Item]:
        """The titles in one line; once the plan has ended in two, what continues and what is to be verified first."""
        for group in dict.fromkeys(map(group_of, outcomes)):
            mine = [outcome for outcome in outcomes if group_of(outcome) == group]
            titles = self._say("、", "; ").join(outcome.rule.title[self.language] for outcome in mine)
            named = self._say(f"{group.zh}，", f"{group.en}, ") if group else ""
            yield Item("?", self._say(f"{named}{len(mine)}项：{titles}", f"{named}{len(mine)}: {titles}"))

    # -- items

    def item(self, outcome: Outcome) -> Item:
        """One outcome with its clause, amount, order of application, further criteria and conflicts."""
        details = [*self._routes(outcome), *self._standing_lines(outcome), *self._order(outcome), *self._conditions(outcome)]
        details += [outcome.explain().text(self.language)] if self.why else []
        return self._line(outcome, outcome.rule.title[self.language], tuple(details))

    def _line(self, outcome: Outcome, head: str, details: tuple[str, ...] = ()) -> Item:
        """A line about one outcome, with its values as well as its text."""
        benefit = outcome.benefit if outcome.status.granted else None
        amount = outcome.amount.stated if outcome.status.granted else None
        return Item(MARKS[outcome.status], head, details, outcome.support, outcome.subject.id, benefit, amount, clauses_of(outcome))

    def _routes(self, outcome: Outcome) -> Iterable[str]:
        """The clause; for a duty every route that applies, with how it stands."""
        if outcome.rule.benefit.kind != "duty" or not outcome.status.granted:
            modality = modality_word(outcome.modality, outcome.status)[self.language] if outcome.modality else ""
            amount = amount_line(outcome, self.language)
            yield self._joined(part for part in (amount, modality, self._cited(outcome)) if part)
            return
        for route in outcome.rule.routes:
            if outcome.routes[route.name].granted:
                met = outcome.route_compliance.get(route.name)
                parts = [
                    self._say("适用", "applies"),
                    *self._standing_of(met, route),
                    self._clauses(outcome, route.name, route.clauses),
                ]
                yield self._joined(parts)

    def _standing_of(self, met: Met | None, route: Route) -> Iterator[str]:
        """How a duty stands, and by when it is due where it is not met."""
        if met is not None and route.compliance is not None:
            yield met_text(met, route.compliance, self.language)
            if due := due_text(met, route.deadline, self.language):
                yield due

    def _cited(self, outcome: Outcome) -> str:
        return self._clauses(outcome, outcome.route, clauses_of(outcome))

    def _clauses(self, outcome: Outcome, route: str | None, clauses: Iterable[tuple[str, str]]) -> str:
        return self._by_route(outcome, route) + clauses_text(clauses)

    def _by_route(self, outcome: Outcome, route: str | None) -> str:
        """The route, where there are several, before what is said of it."""
        if route is None or len(outcome.rule.routes) == 1:
            return ""
        name = route_name(outcome.rule, route, outcome.evaluation.ruleset)
        return self._say(f"{name.zh}，", f"{name.en}, ")

    def _order(self, outcome: Outcome) -> Iterable[str]:
        if outcome.after:
            titles = [self.decision.ruleset.support_title(support)[self.language] for support in outcome.after]
            yield self._say("先办：", "First: ") + " → ".join(titles)
        opened = [other.rule.title[self.language] for other in self.decision.opens(outcome)]
        if opened:
            yield self._say("先办这一项，然后可办：", "Apply for this first; it opens: ") + self._say("、", "; ").join(
                dict.fromkeys(opened)
            )

    def _standing_lines(self, outcome: Outcome) -> Iterator[str]:
        """On what an answer rests once its plan has ended. What is to be verified is said at the head of its section, if it has one."""
        headed = outcome.standing.to_verify and outcome.status is not Status.UNDETERMINED and not self.alone
        if self.ended and not headed:
            yield standing_text(outcome, self.language)

    def _conditions(self, outcome: Outcome) -> Iterable[str]:
        language = self.language
        for text in (*outcome.subject_to, *outcome.demands):
            yield self._say(f"还须：{text.zh}", f"Also needed: {text.en}")
        if outcome.agency and outcome.status.granted:
            yield self._say(f"负责：{outcome.agency.text.zh}", f"In charge: {outcome.agency.text.en}")
        if outcome.papers and outcome.status.granted:
            named = self._say("、", ", ").join(paper.text[language] for paper in outcome.papers)
            yield self._say(f"带上：{named}", f"Bring: {named}")
        if outcome.rule.unasked and outcome.status.granted:
            yield self._say("由部门主动办，不用申请", "Done by the office itself, without an application")
        yield from local_lines(outcome, language, counters=self.counters)
        for reason in outcome.because:
            where = self._by_route(outcome, reason.route)
            kind = self._say("不满足：", "not met: ") if reason.route else self._say("属于不能享受的情形：", "excluded by: ")
            yield f"{where}{kind}{reason.condition[language]}"
        for conflict in outcome.conflicts:
            other = self.decision.ruleset.support_title(conflict.support)[language]
            yield self._say(f"不能同时享受：{other}（{conflict.reason.zh}）", f"Not together with: {other} ({conflict.reason.en})")
        if checks := self.checks(outcome):
            facts = self._joined(text[language] for text in checks)
            if outcome.rule.entity == "organisation" and outcome.benefit.kind in {"duty", "rule"}:
                yield self._say(f"还须核实（属实则不适用）：{facts}", f"Does not apply if (check first): {facts}")
            else:
                yield self._say(f"还须核实（属实则不能享受）：{facts}", f"Cannot be granted if (check first): {facts}")
        if self.why:
            yield from (self._say(f"说明：{note.zh}", f"Note: {note.en}") for note in outcome.notes)
        else:
            yield from (self._say(f"说明：{note.zh}", f"Note: {note.en}") for note in outcome.proved_notes)

    def checks(self, outcome: Outcome) -> list[Text]:
        """What is not known and could still exclude an outcome."""
        return outcome.exclusions

    def _question(self, question: Question) -> Item:
        titles = list(dict.fromkeys(outcome.rule.title[self.language] for outcome in question.outcomes))
        some = self._say("、", "; ").join(titles[:3])
        more = self._say(f"等{len(titles)}项", f" and {len(titles) - 3} more") if len(titles) > 3 else ""
        return Item(
            "?",
            self._asked(question),
            (self._say(f"关系到：{some}{more}", f"bears on: {some}{more}"),),
            subject=EntryName.of(question.path).owner,
        )

    def _asked(self, question: Question) -> str:
        """A question after whom it is about."""
        whom = self.called(EntryName.of(question.path).owner)
        text = question.wording(self.decision.ruleset)
        return self._say(f"{whom}：{text.zh}", f"{whom}: {text.en}")

    def subject(self, outcome: Outcome) -> str:
        """Whom an outcome is for."""
        return self.called(outcome.subject.id)

    def called(self, owner: str) -> str:
        """What the owner of a fact or an outcome is called."""
        return called(self.decision.situation, owner)[self.language]


def clauses_of(outcome: Outcome) -> tuple[tuple[str, str], ...]:
    """The clauses of an outcome, each as document and locator."""
    return tuple((citation["document"], citation["locator"]) for citation in outcome.citations)
