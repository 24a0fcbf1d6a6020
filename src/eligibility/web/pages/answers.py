"""The answers for a family, in the order in which they matter: money first, then the rest, then what waits, then what is to be verified."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from eligibility.card.claim_words import ClaimWriter
from eligibility.card.sheet import Detail
from eligibility.decide.outcome import Outcome
from eligibility.i18n import Language
from eligibility.rules.labels import SOFT, document_text
from eligibility.rules.status import Status
from eligibility.rules.words import MONEY
from eligibility.views.claims import Claim
from eligibility.views.concerns import touches
from eligibility.views.report import Group, Section
from eligibility.web.pages.sitting import Sitting

MOST_OPEN = 8
"""Longer groups are folded; money never is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One claim: `steps` say how to get it, `grounds` by which clause and on what conditions. `wanted` is one that weighs most."""

    title: str
    amount: str
    paid: str
    whose: str
    steps: tuple[Detail, ...]
    grounds: tuple[Detail, ...]
    wanted: bool


@dataclass(frozen=True, slots=True)
class Lines:
    """Claims under a heading."""

    name: str
    title: str
    lead: str
    lines: tuple[Line, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """What is shown of a household's answers.

    `now` counts what can be applied for at once, `money` what of that is money, `open` what is still to be found out.
    """

    place: str
    notices: tuple[str, ...]
    now: int
    money: int
    open: int
    total: str
    groups: tuple[Lines, ...]
    choices: tuple[str, ...]
    held: tuple[str, ...]
    offers: Section
    undecided: tuple[Group, ...]
    bodies: tuple[Section, ...]
    refused: int
    more_to_ask: bool
    questions: int
    office: int


def bodies_only(sitting: Sitting, language: Language) -> Answers:
    """The answers where there are organisations and no household.

    Raises:
        DerivationMismatch: the two derivations differ.
    """
    reporter, decision = sitting.reporter(language), sitting.agreed
    return Answers(
        place=reporter.heading(),
        notices=tuple(item.head for group in reporter.notices() for item in group.items),
        now=0,
        money=0,
        open=sum(one.status is Status.UNDETERMINED for one in decision),
        total="",
        groups=(),
        choices=(),
        held=(),
        offers=Section("", "", ()),
        undecided=reporter.open(),
        bodies=tuple(section for section in reporter.bodies() if section.groups),
        refused=sum(one.status is Status.NOT_ELIGIBLE for one in decision),
        more_to_ask=sitting.next() is not None,
        questions=sitting.interview.progress.questions,
        office=0,
    )


class _PageWriter(ClaimWriter):
    clauses_shown = 99


class AnswersMaker:
    """Arranges the answers of one visit in one language."""

    def __init__(self, sitting: Sitting, language: Language) -> None:
        self.sitting = sitting
        self.language = language
        self.words = _PageWriter(language)

    def answers(self) -> Answers:
        """The answers.

        Raises:
            EligibilityError: the profile has no household.
            DerivationMismatch: the two derivations differ.
        """
        sitting, language = self.sitting, self.language
        card, decision, reporter = sitting.card, sitting.agreed, sitting.reporter(language)
        asked = sitting.next()
        people = [one for one in decision if one.subject.kind != "organisation"]
        undecided = [one for one in people if one.status is Status.UNDETERMINED]
        claims = self._in_order(card.claims)
        groups = self._groups(claims)
        shown = {_key(outcome) for claim in card.claims for outcome in claim.outcomes}
        now = [one for one in claims if _group(one) in {"money", "other"}]
        return Answers(
            place=self.place(),
            notices=tuple(self.words.about(notice.text, notice.who) for notice in card.notices),
            now=len(now),
            money=sum(_group(one) == "money" for one in now),
            open=len(undecided),
            total=self.words.total(card),
            groups=tuple(group for group in groups if group.lines),
            choices=tuple(map(self.words.choice, card.choices)),
            held=tuple(self.words.bracketed(one.title[language], self.words.who(one.who)) for one in card.held),
            offers=reporter.offers([one for one in people if one.status.granted and one.modality in SOFT and _key(one) not in shown]),
            undecided=reporter.open(),
            bodies=tuple(section for section in reporter.bodies() if section.groups),
            refused=sum(one.status is Status.NOT_ELIGIBLE for one in decision),
            more_to_ask=asked is not None,
            questions=sitting.interview.progress.questions,
            office=card.office_questions,
        )

    def place(self) -> str:
        """Which rules answer: for a caseworker with all that a decision names, for a family as it is read aloud."""
        if self.sitting.state.desk:
            return self.sitting.reporter(self.language).heading()
        ruleset, day = self.sitting.ruleset, self.words.day(self.sitting.day)
        document = document_text(ruleset, self.language)
        return self.words._say(f"{ruleset.title.zh} · 依据{document} · 按{day}算", f"{ruleset.title.en} · plan {document} · as of {day}")

    def _in_order(self, claims: Iterable[Claim]) -> list[Claim]:
        """What weighs most first, otherwise as they stand."""
        return sorted(claims, key=lambda one: not self._wanted(one))

    def _wanted(self, claim: Claim) -> bool:
        return any(touches(self.sitting.state.concerns, outcome) for outcome in claim.outcomes)

    def _groups(self, claims: list[Claim]) -> list[Lines]:
        say, card = self.words._say, self.sitting.card
        found = {name: [one for one in claims if _group(one) == name] for name in ("money", "other", "after", "verify")}
        counts = {name: len(ones) for name, ones in found.items()}
        titles = {
            "money": say(f"先办这些：给钱的（{counts['money']}项）", f"Apply for these first: money ({counts['money']})"),
            "other": say(f"服务、器具、减免（{counts['other']}项）", f"Services, devices, lower fees ({counts['other']})"),
            "after": say(f"办好另一项后才能办（{counts['after']}项）", f"Open once another is granted ({counts['after']})"),
            "verify": say(f"请先核实（{counts['verify']}项）", f"Verify first ({counts['verify']})"),
        }
        leads = {"verify": self.words.verify_first(card.until)}
        if card.ended and found["money"]:
            leads["money"] = say(
                "规划已经到期，这些依国家规定或本地文件继续有效。", "The plan has ended; these continue by national or local rules."
            )
        return [
            Lines(name, titles[name], leads.get(name, ""), tuple(map(self._line, ones)), name != "money" and len(ones) > MOST_OPEN)
            for name, ones in found.items()
        ]

    def _line(self, claim: Claim) -> Line:
        row = self.words.row(claim)
        steps = [*self.words.steps(claim), *self.words.checks(claim)]
        grounds = [*self.words.conditions(claim), *self.words.basis(claim)]
        amount = row.amount or self.words.no_amount(claim)
        return Line(row.title, amount, row.paid, row.whose, tuple(steps), tuple(grounds), self._wanted(claim))


def _key(outcome: Outcome) -> tuple[str, str]:
    return outcome.support, outcome.subject.id


def _group(claim: Claim) -> str:
    if claim.terms.standing.to_verify:
        return "verify"
    if claim.terms.after:
        return "after"
    return "money" if claim.terms.benefit.kind in MONEY or claim.terms.amount is not None else "other"
