"""One claim in words, short and without the office's own terms: what, how much, for whom, how, by which clause."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date

from eligibility.card.content import MONTHLY, Card
from eligibility.card.sheet import ClaimRow, Detail
from eligibility.i18n import InOneLanguage, Language, Text
from eligibility.rules.basis import source_text
from eligibility.rules.labels import BENEFIT_KINDS, RESTS_ON
from eligibility.views.amounts import stated_text, total_text
from eligibility.views.claims import Alternative, Check, Claim, Terms
from eligibility.views.local import counter_text, document_text, paid_text, window_text

MOST_WHO = 6
OPENED_SHOWN = 4


class ClaimWriter(InOneLanguage):
    """Writes claims in one language."""

    clauses_shown = 2
    """How many clauses a claim names; the others are counted."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def row(self, claim: Claim, shared: Container[str] = ()) -> ClaimRow:
        """A claim in full, but for what could exclude it and is `shared` with others, which is said elsewhere."""
        benefit = claim.terms.benefit
        amount, kind = stated_text(claim.terms, self.language), BENEFIT_KINDS[benefit.kind][self.language]
        kind = "" if benefit.kind == "cash" and amount else kind
        whose = " · ".join(part for part in (self.who(claim.who), kind) if part)
        paid = self._paid(claim.terms) if amount else ""
        return ClaimRow(
            claim.title[self.language],
            amount,
            paid,
            whose,
            (
                *self.steps(claim),
                *self.conditions(claim),
                *self.checks(claim, shared),
                *self.basis(claim),
            ),
        )

    def _paid(self, terms: Terms) -> str:
        """From which month it is paid, and how often, where the local book, the plan or a national document says it."""
        if terms.paid is None:
            return ""
        told = paid_text(terms.paid, self.language)
        return self.bracketed(told, terms.paid_by) if terms.paid_by else told

    def total(self, card: Card) -> str:
        """What all amounts come to that are stated by the month; empty where there is no such total."""
        total = total_text(card.total, MONTHLY, self.language) if card.total else ""
        if not total:
            return ""
        zh, en = ("，已领的也算在内", ", with what is received already") if card.held else ("", "")
        return self._say(f"写明钱数的合计：{total}{zh}。", f"All amounts that are stated come to {total}{en}.")

    def check(self, check: Check) -> str:
        """What could still exclude a claim, and of whom."""
        return self.bracketed(check.title[self.language], self.who(check.who))

    def shared(self, claims: Sequence[Claim]) -> dict[str, list[int]]:
        """What could still exclude several of the claims in full, with their numbers: it is said once, under the table."""
        found: dict[str, list[int]] = {}
        for number, claim in enumerate(claims, 1):
            for check in claim.checks:
                found.setdefault(self.check(check), []).append(number)
        return {text: numbers for text, numbers in found.items() if len(numbers) > 1}

    def steps(self, claim: Claim) -> Iterator[Detail]:
        """How to get it: what comes first, what it opens, until when, where, with what, from which month it is paid (where no
        amount is told, beside which that would stand)."""
        terms = claim.terms
        if terms.after:
            yield Detail(self._say("先办好：", "First get: "), self.texts(terms.after, " → "))
        if terms.opens:
            opened = self.listed([text[self.language] for text in terms.opens], OPENED_SHOWN)
            yield Detail(self._say("办好后还能办：", "This then opens: "), opened)
        if terms.until:
            yield Detail(self._say("最迟：", "Apply by: "), self.day(terms.until))
        if terms.counter:
            yield Detail(self._say("去哪办：", "Where: "), counter_text(terms.counter, self.language))
        if terms.window:
            yield Detail(self._say("什么时候：", "When: "), window_text(terms.window, self.language))
        if terms.agency:
            yield Detail(self._say("负责：", "In charge: "), terms.agency[self.language])
        papers = tuple(dict.fromkeys([*(terms.counter.papers if terms.counter else ()), *terms.papers]))
        if papers:
            yield Detail(self._say("带上：", "Bring: "), self.texts(papers))
        if not stated_text(terms, self.language) and (paid := self._paid(terms)):
            yield Detail(self._say("发放：", "Paid: "), paid.removeprefix("paid "))

    def conditions(self, claim: Claim) -> Iterator[Detail]:
        """What other rules ask for as well."""
        if claim.terms.conditions:
            yield Detail(self._say("还要：", "Also needed: "), self._joined(text[self.language] for text in claim.terms.conditions))

    def checks(self, claim: Claim, shared: Container[str] = ()) -> Iterator[Detail]:
        """What could still exclude it, but for what is said elsewhere of several."""
        checks = [text for check in claim.checks if (text := self.check(check)) not in shared]
        if checks:
            asked = self._say("、", ", ").join(checks)
            yield Detail(self._say("先问清：", "Ask first: "), asked, self._say("（属实的不能领）", " (if true, this cannot be had)"))

    def basis(self, claim: Claim) -> Iterator[Detail]:
        """On what it rests, and its clauses."""
        terms = claim.terms
        if terms.standing.sources:
            named = self.listed([source_text(source)[self.language] for source in terms.standing.sources], 1)
            yield Detail(self._say("现在依据：", "Now by: "), self.bracketed(RESTS_ON[terms.standing.rests_on][self.language], named))
        shown, rest = terms.clauses[: self.clauses_shown], len(terms.clauses) - self.clauses_shown
        tail = self._say(f" 等{len(terms.clauses)}处", f" and {rest} more") if rest > 0 else ""
        if terms.rate and terms.amount:
            by = document_text(terms.rate.head, self.language)
            tail += self._say(f"；钱数按{by}", f"; amount by {by}")
        yield Detail(self._say("依据：", "Clause: "), "、".join(shown), tail, chinese=True)

    def no_amount(self, claim: Claim) -> str:
        """What is said of money of which no amount is told; nothing of anything else."""
        if claim.terms.benefit.kind != "cash" or claim.terms.amount is not None:
            return ""
        return self._say("钱数按当地标准，请在办理时问清", "The amount follows the local rate: ask when you apply")

    def choice(self, choice: Alternative) -> str:
        """Two supports of which one can be had."""
        who, title, other = self.who(choice.who), choice.title[self.language], choice.other[self.language]
        held = self._say("（已经在享受）", " (which you already get)") if choice.held else ""
        better = self._say(f"更合适的是{choice.better.zh}。", f" The better choice is {choice.better.en}.") if choice.better else ""
        return self._say(
            f"{who}：{title}，或{other}{held}。{choice.reason.zh}{better}", f"{who}: {title}, or {other}{held}. {choice.reason.en}{better}"
        )

    def about(self, text: Text, who: tuple[Text, ...]) -> str:
        """A text after whom it is about."""
        return f"{self.who(who)}{self._say('：', ': ')}{text[self.language]}" if who else text[self.language]

    def verify_first(self, until: date) -> str:
        """What is said of claims that only an ended plan gives."""
        return self._say(
            f"这些只写在{self.day(until)}到期的规划里，现在还办不办，请先问工作人员。",
            f"Only the plan that ended on {self.day(until)} gives these. Ask the caseworker first whether they are still given.",
        )

    def who(self, who: tuple[Text, ...]) -> str:
        """People by what they are called, a few of many."""
        return self.listed([text[self.language] for text in who], MOST_WHO, "人")

    def listed(self, texts: list[str], most: int, counted: str = "项") -> str:
        """Up to a number of texts, and how many there are where there are more."""
        shown = self._say("、", ", ").join(texts[:most])
        return self._say(f"{shown}等{len(texts)}{counted}", f"{shown} and {len(texts) - most} more") if len(texts) > most else shown

    def texts(self, texts: Iterable[Text], joined: str | None = None) -> str:
        """Texts in one line."""
        return (joined or self._say("、", ", ")).join(text[self.language] for text in texts)

    def bracketed(self, text: str, told: str) -> str:
        """A text with what is told of it, where anything is."""
        return self._say(f"{text}（{told}）", f"{text} ({told})") if told else text

    def day(self, day: date) -> str:
        """A day as it is read aloud."""
        return f"{day.year}年{day.month}月{day.day}日" if self.language == "zh" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
