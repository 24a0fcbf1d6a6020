"""A card put into words of one language, short and without the office's own terms."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date

from eligibility.card.content import MONTHLY, Card
from eligibility.card.sheet import CardSection, ClaimGroup, ClaimRow, Detail, Part, Sheet
from eligibility.i18n import InOneLanguage, Language, Text
from eligibility.rules.basis import source_text
from eligibility.rules.labels import AREAS, BENEFIT_KINDS, RESTS_ON
from eligibility.views.amounts import stated_text, total_text
from eligibility.views.claims import Alternative, Check, Claim, Terms
from eligibility.views.local import counter_text, document_text, paid_text, window_text

MOST_QUESTIONS = 3
"""How many questions a page has, where the room is needed for something else."""

HOTLINE = "12385"
"""The national helpline for disabled persons (残疾人服务热线)."""

MOST_CHOICES = 3
MOST_NOTICES = 5
MOST_WHO = 6
MOST_BLANKS = 5
CLAUSES_SHOWN = 2
OPENED_SHOWN = 4


class SheetWriter(InOneLanguage):
    """Writes pages of one card in one language."""

    def __init__(self, card: Card, language: Language) -> None:
        self.card = card
        self.language = language

    def sheet(self, full: int, named: int, *, bare: bool = False, questions: int = MOST_QUESTIONS, offers: int = 0) -> Sheet:
        """The page with the first claims in full and those after them, up to a number, by name; bare, with the counts alone.

        `questions` are asked, and so many of the supports that are only promoted are named.
        """
        card = self.card
        blanks = () if bare else self._blanks()
        shared = self._shared(card.claims[:full])
        return Sheet(
            language=self.language,
            title=self._say("明白卡：您家可以得到的支持", "Your card: what your family can get"),
            basis=tuple(self._basis()),
            legend=self._say("请写上姓名：", "Write in the names: ") if blanks else "",
            blanks=blanks,
            notices=tuple(self._notices()),
            rows_title=self._rows_title(),
            columns=(
                self._say("能享受什么、给谁", "What you get, and who"),
                self._say("怎样办理、依据哪一条", "How, and by which clause"),
            ),
            rows=tuple(self._row(claim, shared) for claim in card.claims[:full]),
            under=tuple(self._under(card.claims[:full])),
            groups_title=self._say("还可以享受", "You can also get") if full else self._say("可以享受", "You can get"),
            groups=tuple(self._groups(card.claims[full : min(named, card.lasting)])),
            verify_title=self._say("请先核实", "Verify first"),
            verify_lead=self._say(
                f"这些只写在{self._day(card.until)}到期的规划里，现在还办不办，请先问工作人员。",
                f"Only the plan that ended on {self._day(card.until)} gives these. Ask the caseworker first whether they are still given.",
            ),
            verify=tuple(self._groups(card.claims[max(full, card.lasting) : named])),
            more=tuple(self._more(len(card.claims) - named, len(card.claims) - max(named, card.lasting), offers)),
            choices=self._choices(bare=bare),
            questions=self._questions(0 if bare else questions),
            contact=self._contact(card.claims[:full]),
            closing=self._closing(),
        )

    # -- head

    def _basis(self) -> Iterator[Detail]:
        card = self.card
        yield Detail("", card.place[self.language])
        yield Detail(self._say("依据", "Plan "), card.document, chinese=True)
        until = self._day(card.until)
        if card.ended:
            yield Detail("", self._say(f"规划期已于{until}结束", f"the plan ended on {until}"))
        else:
            yield Detail("", self._say(f"规划期到{until}", f"plan ends {until}"))
        yield Detail("", self._say(f"{self._day(card.day)}制卡", f"as of {self._day(card.day)}"))

    def _rows_title(self) -> str:
        if self.card.ended:
            return self._say("继续有效：先办这些，按顺序办", "These continue: apply for them first, in this order")
        return self._say("先办这些，按顺序办", "Apply for these first, in this order")

    def _blanks(self) -> tuple[str, ...]:
        """The members whose names may be written in by hand: in a family of several, unless there are too many for one line."""
        members = self.card.members
        unnamed = [member.label[self.language] for member in members if not member.named]
        return tuple(unnamed) if 1 < len(members) <= MOST_BLANKS else ()

    def _notices(self) -> Iterator[str]:
        for notice in self.card.notices[:MOST_NOTICES]:
            yield self._say("请注意：", "Please note: ") + self._about(notice.text, notice.who)
        rest = len(self.card.notices) - MOST_NOTICES
        if rest > 0:
            yield self._say(f"另有{rest}条提示，请问工作人员。", f"{_counted_noun(rest, 'more notice')}: ask the caseworker.")

    # -- claims

    def _row(self, claim: Claim, shared: Container[str]) -> ClaimRow:
        benefit = claim.terms.benefit
        amount, kind = stated_text(claim.terms, self.language), BENEFIT_KINDS[benefit.kind][self.language]
        kind = "" if benefit.kind == "cash" and amount else kind
        whose = " · ".join(part for part in (self._who(claim.who), kind) if part)
        return ClaimRow(claim.title[self.language], amount, self._paid(claim.terms), whose, tuple(self._details(claim, shared)))

    def _paid(self, terms: Terms) -> str:
        """From which month it is paid, and how often, where the local book, the plan or a national document says it."""
        if terms.paid is None:
            return ""
        told = paid_text(terms.paid, self.language)
        return self._bracketed(told, terms.paid_by) if terms.paid_by else told

    def _under(self, claims: Sequence[Claim]) -> Iterator[str]:
        """What stands under the claims in full: what they come to, and whom to ask where no amount is told."""
        total = total_text(self.card.total, MONTHLY, self.language) if self.card.total and claims else ""
        if total:
            zh, en = ("，已领的也算在内", ", with what is received already") if self.card.held else ("", "")
            yield self._say(f"写明钱数的合计：{total}{zh}。", f"All amounts that are stated come to {total}{en}.")
        for text, numbers in self._shared(claims).items():
            listed = self._say("、", ", ").join(map(str, numbers))
            yield self._say(f"先问清：{text}（属实的，第{listed}项不能领）", f"Ask first: {text} (if true, numbers {listed} cannot be had)")
        if self.card.ask_amounts and any(claim.terms.rate is not None for claim in claims):
            yield self._say("钱数可能有变动，请在办理时再问一次。", "Amounts may have changed: ask again when you apply.")
        if any(claim.terms.benefit.kind == "cash" and claim.terms.amount is None for claim in claims):
            yield self._say(
                "没写钱数的，多少钱按当地标准，请在办理时问清。", "Where no amount is given it follows the local rate: ask when you apply."
            )

    def _contact(self, claims: Sequence[Claim]) -> str:
        """Where to go and whom to call, to be filled in where the local book does not say it; the helpline."""
        told = any(claim.terms.counter is not None for claim in claims)
        blank = self._say(
            "办理地点＿＿＿＿＿＿＿＿ 经办人＿＿＿＿＿ 电话＿＿＿＿＿＿",
            "Where: ______________  Caseworker: __________  Tel.: ____________",
        )
        line = self._say(f"残疾人服务热线{HOTLINE}", f"Helpline for disabled persons {HOTLINE}")
        return line if told else self._say(f"{blank}；{line}", f"{blank}; {line}")

    def _check(self, check: Check) -> str:
        return self._bracketed(check.title[self.language], self._who(check.who))

    def _shared(self, claims: Sequence[Claim]) -> dict[str, list[int]]:
        """What could still exclude several of the claims in full, with their numbers: it is said once, under the table."""
        found: dict[str, list[int]] = {}
        for number, claim in enumerate(claims, 1):
            for check in claim.checks:
                found.setdefault(self._check(check), []).append(number)
        return {text: numbers for text, numbers in found.items() if len(numbers) > 1}

    def _details(self, claim: Claim, shared: Container[str]) -> Iterator[Detail]:
        terms = claim.terms
        if terms.after:
            yield Detail(self._say("先办好：", "First get: "), self._texts(terms.after, " → "))
        if terms.opens:
            opened = self._listed([text[self.language] for text in terms.opens], OPENED_SHOWN)
            yield Detail(self._say("办好后还能办：", "This then opens: "), opened)
        if terms.until:
            yield Detail(self._say("最迟：", "Apply by: "), self._day(terms.until))
        if terms.counter:
            yield Detail(self._say("去哪办：", "Where: "), counter_text(terms.counter, self.language))
        if terms.window:
            yield Detail(self._say("什么时候：", "When: "), window_text(terms.window, self.language))
        if terms.agency:
            yield Detail(self._say("负责：", "In charge: "), terms.agency[self.language])
        papers = tuple(dict.fromkeys([*(terms.counter.papers if terms.counter else ()), *terms.papers]))
        if papers:
            yield Detail(self._say("带上：", "Bring: "), self._texts(papers))
        if terms.conditions:
            yield Detail(self._say("还要：", "Also needed: "), self._texts(terms.conditions, self._say("；", "; ")))
        checks = [text for check in claim.checks if (text := self._check(check)) not in shared]
        if checks:
            asked = self._say("、", ", ").join(checks)
            yield Detail(self._say("先问清：", "Ask first: "), asked, self._say("（属实的不能领）", " (if true, this cannot be had)"))
        if terms.standing.sources:
            named = self._listed([source_text(source)[self.language] for source in terms.standing.sources], 1)
            yield Detail(self._say("现在依据：", "Now by: "), self._bracketed(RESTS_ON[terms.standing.rests_on][self.language], named))
        shown, rest = terms.clauses[:CLAUSES_SHOWN], len(terms.clauses) - CLAUSES_SHOWN
        tail = self._say(f" 等{len(terms.clauses)}处", f" and {rest} more") if rest > 0 else ""
        if terms.rate and terms.amount:
            by = document_text(terms.rate.head, self.language)
            tail += self._say(f"；钱数按{by}", f"; amount by {by}")
        yield Detail(self._say("依据：", "Clause: "), "、".join(shown), tail, chinese=True)

    def _groups(self, claims: Iterable[Claim]) -> Iterator[ClaimGroup]:
        chosen = list(claims)
        for who in dict.fromkeys(claim.who for claim in chosen):
            yield ClaimGroup(self._who(who), tuple(self._parts([claim for claim in chosen if claim.who == who])))

    def _parts(self, claims: list[Claim]) -> Iterator[Part]:
        for area in AREAS:
            items = [self._item(claim) for claim in claims if claim.area == area]
            if items:
                yield Part(AREAS[area][self.language], self._say("；", "; ").join(items))

    def _item(self, claim: Claim) -> str:
        """A claim by name: how much, after what, by when."""
        terms = claim.terms
        after = self._texts(terms.after, " → ")
        parts = [
            stated_text(terms, self.language),
            self._say(f"先办{after}", f"first get {after}") if after else "",
            self._say(f"最迟{self._day(terms.until)}", f"by {self._day(terms.until)}") if terms.until else "",
        ]
        told = self._say("，", ", ").join(part for part in parts if part)
        return self._bracketed(claim.title[self.language], told)

    def _more(self, left: int, to_verify: int, offers: int) -> Iterator[str]:
        """What stands below the claims; of those that are left out, so many are to be verified first."""
        card = self.card
        if not card.claims:
            yield self._say(
                "现在知道的情况，还不能确定能办哪一项。", "What is known so far does not yet settle anything that you can apply for."
            )
        if left:
            zh, en = f"另有{left}项这一页印不下", f"{left} more {'does' if left == 1 else 'do'} not fit on this page"
            if card.ended and to_verify:
                zh, en = (
                    f"{zh}，其中{to_verify}项只写在已到期的规划里，请先核实",
                    f"{en}, {to_verify} of them only by the ended plan: verify first",
                )
            yield self._say(f"{zh}。请向工作人员要详细清单。", f"{en}. Ask the caseworker for the whole list.")
        if card.held:
            held = [self._bracketed(one.title[self.language], self._who(one.who)) for one in card.held]
            yield self._say("已经在享受：", "You already receive: ") + self._listed(held, MOST_WHO)
        if card.offers:
            listed = self._listed([title[self.language] for title in card.offered[:offers]], offers)
            more = self._say("等", " and others") if 0 < offers < card.offers else ""
            zh = f"还有{card.offers}项正在推广，本地不一定有，可以问工作人员"
            en = f"{_counted_noun(card.offers, 'more support')} only promoted or encouraged, not in every place: ask the caseworker"
            yield self._say(f"{zh}：{listed}{more}。", f"{en}: {listed}{more}.") if offers else self._say(f"{zh}。", f"{en}.")

    def _choices(self, *, bare: bool) -> CardSection | None:
        choices = self.card.choices
        if not choices:
            return None
        shown = choices[: 0 if bare else MOST_CHOICES]
        rest = len(choices) - len(shown)
        zh, en = f"另有{rest}对只能选一项", f"{_counted_noun(rest, 'more pair')} cannot be had together"
        told = self._say(f"{zh}，请问工作人员。", f"{en}: ask the caseworker.") if rest else ""
        return CardSection(self._say("只能选一项", "Only one of the two"), "", tuple(map(self._choice, shown)), told)

    def _choice(self, choice: Alternative) -> str:
        who, title, other = self._who(choice.who), choice.title[self.language], choice.other[self.language]
        held = self._say("（已经在享受）", " (which you already get)") if choice.held else ""
        better = self._say(f"更合适的是{choice.better.zh}。", f" The better choice is {choice.better.en}.") if choice.better else ""
        return self._say(
            f"{who}：{title}，或{other}{held}。{choice.reason.zh}{better}", f"{who}: {title}, or {other}{held}. {choice.reason.en}{better}"
        )

    # -- questions

    def _questions(self, most: int) -> CardSection | None:
        card = self.card
        shown = card.questions[:most]
        rest, office = len(card.questions) - len(shown), card.office_questions
        counts = [
            self._say(f"还有{rest}个问题以后再问", _counted_noun(rest, "more question")) if rest else "",
            self._say(f"{office}件由工作人员去查，不用您跑", f"{_counted_noun(office, 'thing')} for the office to find out")
            if office
            else "",
        ]
        told = self._say("；", "; ").join(count for count in counts if count)
        if not shown and not told:
            return None
        lead = self._say("告诉我们这些，可能还有别的能办：", "Tell us these, and there may be more that you can get:") if shown else ""
        title = self._say("我们还想知道", "What we still need to know")
        return CardSection(
            title, lead, tuple(self._about(asked.text, asked.who) for asked in shown), self._say(f"{told}。", f"{told}.") if told else ""
        )

    def _about(self, text: Text, who: tuple[Text, ...]) -> str:
        return f"{self._who(who)}{self._say('：', ': ')}{text[self.language]}" if who else text[self.language]

    def _closing(self) -> str:
        return self._say(
            "按您家提供的情况写成，能不能办下来，以办理部门审核为准。情况变了，请再找工作人员核对。",
            "Based on what you told us. The responsible office decides each application. If anything changes, ask again.",
        )

    # -- words

    def _who(self, who: tuple[Text, ...]) -> str:
        return self._listed([text[self.language] for text in who], MOST_WHO, "人")

    def _listed(self, texts: list[str], most: int, counted: str = "项") -> str:
        """Up to a number of texts, and how many there are where there are more."""
        shown = self._say("、", ", ").join(texts[:most])
        return self._say(f"{shown}等{len(texts)}{counted}", f"{shown} and {len(texts) - most} more") if len(texts) > most else shown

    def _texts(self, texts: Iterable[Text], joined: str | None = None) -> str:
        return (joined or self._say("、", ", ")).join(text[self.language] for text in texts)

    def _bracketed(self, text: str, told: str) -> str:
        return self._say(f"{text}（{told}）", f"{text} ({told})") if told else text

    def _day(self, day: date) -> str:
        return f"{day.year}年{day.month}月{day.day}日" if self.language == "zh" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _counted_noun(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
