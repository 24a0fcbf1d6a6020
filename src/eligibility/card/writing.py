"""A card put into words of one language, short and without the office's own terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from eligibility.card.claim_words import MOST_WHO, ClaimWriter
from eligibility.card.content import Card
from eligibility.card.sheet import CardSection, ClaimGroup, Detail, Part, Sheet
from eligibility.i18n import Language, Text, counted
from eligibility.rules.labels import AREAS
from eligibility.views.amounts import stated_text
from eligibility.views.claims import Claim
from eligibility.views.local import window_text
from eligibility.views.tiers import Tier, tier_of

MOST_QUESTIONS = 3
"""How many questions a page has, where the room is needed for something else."""

HOTLINE = "12385"
"""The national helpline for disabled persons (残疾人服务热线)."""

WITHOUT_CLAIM = {
    Tier.OFFICE: Text("由部门主动办", "Done by the office itself"),
    Tier.GENERAL: Text("不用申请的权利", "Rights without an application"),
}
"""What nobody has to apply for."""

MOST_CHOICES = 3
MOST_NOTICES = 5
MOST_BLANKS = 5


class SheetWriter(ClaimWriter):
    """Writes pages of one card in one language."""

    def __init__(self, card: Card, language: Language) -> None:
        super().__init__(language)
        self.card = card

    def sheet(self, full: int, named: int, *, bare: bool = False, questions: int = MOST_QUESTIONS, offers: int = 0) -> Sheet:
        """The page with the first claims in full and those after them, up to a number, by name; bare, with the counts alone.

        `questions` are asked, and so many of the supports that are only promoted are named.
        """
        card = self.card
        blanks = () if bare else self._blanks()
        shared = self.shared(card.claims[:full])
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
            rows=tuple(self.row(claim, shared) for claim in card.claims[:full]),
            under=tuple(self._under(card.claims[:full])),
            groups_title=self._say("还可以享受", "You can also get") if full else self._say("可以享受", "You can get"),
            groups=tuple(self._groups(card.claims[full : min(named, card.lasting)])),
            verify_title=self._say("请先核实", "Verify first"),
            verify_lead=self.verify_first(card.until),
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
        until = self.day(card.until)
        if card.ended:
            yield Detail("", self._say(f"规划期已于{until}结束", f"the plan ended on {until}"))
        else:
            yield Detail("", self._say(f"规划期到{until}", f"plan ends {until}"))
        yield Detail("", self._say(f"{self.day(card.day)}制卡", f"as of {self.day(card.day)}"))

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
            yield self._say("请注意：", "Please note: ") + self.about(notice.text, notice.who)
        rest = len(self.card.notices) - MOST_NOTICES
        if rest > 0:
            yield self._say(f"另有{rest}条提示，请问工作人员。", f"{counted(rest, 'more notice')}: ask the caseworker.")

    # -- claims

    def _under(self, claims: Sequence[Claim]) -> Iterator[str]:
        """What stands under the claims in full: what they come to, and whom to ask where no amount is told."""
        if claims and (total := self.total(self.card)):
            yield total
        for text, numbers in self.shared(claims).items():
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

    def _groups(self, claims: Iterable[Claim]) -> Iterator[ClaimGroup]:
        chosen = list(claims)
        for who in dict.fromkeys(claim.who for claim in chosen):
            yield ClaimGroup(self.who(who), tuple(self._parts([claim for claim in chosen if claim.who == who])))

    def _parts(self, claims: list[Claim]) -> Iterator[Part]:
        """What can be applied for, by areas; then what an office does of its own accord, and general rights."""
        tiers = {claim: tier_of(claim.outcomes[0].rule) for claim in claims}
        parts = {
            **{title: [one for one in claims if one.area == area and tiers[one] < Tier.OFFICE] for area, title in AREAS.items()},
            **{title: [one for one in claims if tiers[one] is tier] for tier, title in WITHOUT_CLAIM.items()},
        }
        for title, chosen in parts.items():
            if chosen:
                yield Part(title[self.language], self._joined(map(self._item, chosen)))

    def _item(self, claim: Claim) -> str:
        """A claim by name: how much, after what, by when, within which days of the year."""
        terms = claim.terms
        after = self.texts(terms.after, " → ")
        window = window_text(terms.window, self.language) if terms.window else ""
        parts = [
            stated_text(terms, self.language),
            self._say(f"先办{after}", f"first get {after}") if after else "",
            self._say(f"最迟{self.day(terms.until)}", f"by {self.day(terms.until)}") if terms.until else "",
            self._say(f"{window}办理", f"apply {window}") if window else "",
        ]
        told = self._say("，", ", ").join(part for part in parts if part)
        return self.bracketed(claim.title[self.language], told)

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
                some = (f"其中{to_verify}项", f"{to_verify} of them ")
                whose = some if to_verify < left else ("", "") if left == 1 else ("都", "all ")
                zh = f"{zh}，{whose[0]}只写在已到期的规划里，请先核实"
                en = f"{en}, {whose[1]}only by the ended plan: verify first"
            yield self._say(f"{zh}。请向工作人员要详细清单。", f"{en}. Ask the caseworker for the whole list.")
        if card.held:
            held = [self.bracketed(one.title[self.language], self.who(one.who)) for one in card.held]
            yield self._say("已经在享受：", "You already receive: ") + self.listed(held, MOST_WHO)
        if card.offers:
            listed = self.listed([title[self.language] for title in card.offered[:offers]], offers)
            more = self._say("等", " and others") if 0 < offers < card.offers else ""
            zh = f"还有{card.offers}项正在推广，本地不一定有，可以问工作人员"
            en = f"{counted(card.offers, 'more support')} only promoted or encouraged, not in every place: ask the caseworker"
            yield self._say(f"{zh}：{listed}{more}。", f"{en}: {listed}{more}.") if offers else self._say(f"{zh}。", f"{en}.")

    def _choices(self, *, bare: bool) -> CardSection | None:
        choices = self.card.choices
        if not choices:
            return None
        shown = choices[: 0 if bare else MOST_CHOICES]
        rest = len(choices) - len(shown)
        zh, en = f"另有{rest}对只能选一项", f"{counted(rest, 'more pair')} cannot be had together"
        told = self._say(f"{zh}，请问工作人员。", f"{en}: ask the caseworker.") if rest else ""
        return CardSection(self._say("只能选一项", "Only one of the two"), "", tuple(map(self.choice, shown)), told)

    # -- questions

    def _questions(self, most: int) -> CardSection | None:
        card = self.card
        shown = card.questions[:most]
        rest, office = len(card.questions) - len(shown), card.office_questions
        counts = [
            self._say(f"还有{rest}个问题以后再问", counted(rest, "more question")) if rest else "",
            self._say(f"{office}件由工作人员去查，不用您跑", f"{counted(office, 'thing')} for the office to find out") if office else "",
        ]
        told = self._joined(count for count in counts if count)
        if not shown and not told:
            return None
        lead = self._say("告诉我们这些，可能还有别的能办：", "Tell us these, and there may be more that you can get:") if shown else ""
        title = self._say("我们还想知道", "What we still need to know")
        return CardSection(
            title, lead, tuple(self.about(asked.text, asked.who) for asked in shown), self._say(f"{told}。", f"{told}.") if told else ""
        )

    def _closing(self) -> str:
        return self._say(
            "按您家提供的情况写成，能不能办下来，以办理部门审核为准。情况变了，请再找工作人员核对。",
            "Based on what you told us. The responsible office decides each application. If anything changes, ask again.",
        )
