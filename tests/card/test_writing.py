"""A card in words: what is said of each claim, what is counted where there is no room, and one of a thing is never called several."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

import eligibility as el
from eligibility.book.entries import Deadline
from eligibility.card.content import Card, CardNotice, CardQuestion, card_of
from eligibility.card.sheet import Sheet
from eligibility.card.writing import HOTLINE, SheetWriter
from eligibility.i18n import Language, Text
from eligibility.views.claims import Held
from tests.books import county
from tests.conftest import CONFLICTS, DAY, Toy, decide, one, support

LANGUAGES: tuple[Language, ...] = ("zh", "en")
AFTER = date(2026, 11, 27)
CERTIFIED = one(certified=True, tekun=False)


def card(toy: Toy, rules: str = support("certified"), profile: dict[str, object] = CERTIFIED, day: date = DAY, **files: str) -> Card:
    return card_of(decide(toy(rules, **{"conflicts": "conflicts: []", **files}), profile, day))


def sheet(found: Card, language: Language = "zh", full: int | None = None, named: int | None = None, **more: Any) -> Sheet:
    """The page with all claims in full, unless fewer are asked for."""
    count = len(found.claims)
    return SheetWriter(found, language).sheet(count if full is None else full, count if named is None else named, **more)


def family(count: int, **person: object) -> dict[str, object]:
    return {"household": {"members": [{"id": f"m{index}", **person} for index in range(count)]}}


def texts(number: int) -> list[Text]:
    return [Text(f"甲{index}", f"A{index}") for index in range(number)]


def details(found: Sheet) -> list[list[str]]:
    return [[str(detail) for detail in row.details] for row in found.rows]


# -- head


@pytest.mark.parametrize(
    ("language", "day", "basis", "title"),
    [
        ("zh", DAY, ["玩具市", "依据玩政发1号", "规划期到2025年12月31日", "2024年6月1日制卡"], "先办这些，按顺序办"),
        ("en", DAY, ["Toytown", "Plan 玩政发1号", "plan ends 31 December 2025", "as of 1 June 2024"],
         "Apply for these first, in this order"),
        ("en", AFTER, ["Toytown", "Plan 玩政发1号", "the plan ended on 31 December 2025", "as of 27 November 2026"],
         "These continue: apply for them first, in this order"),
    ],
)  # fmt: skip
def test_the_head_says_where_and_by_what_and_when(toy: Toy, language: Language, day: date, basis: list[str], title: str) -> None:
    found = sheet(card(toy, day=day), language)
    assert ([str(detail) for detail in found.basis], found.rows_title) == (basis, title)
    assert [detail.chinese for detail in found.basis] == [False, True, False, False]


def test_names_are_written_in_by_hand_where_there_is_room(toy: Toy) -> None:
    """Of a family of several, those without a name; nobody is asked for the only name, and a line that has no blanks is not begun."""
    several = card(toy, profile=family(3, certified=True))
    assert sheet(several).legend == "请写上姓名：" and len(sheet(several).blanks) == 3
    assert (sheet(several, bare=True).legend, sheet(several, bare=True).blanks) == ("", ())
    named = replace(several, members=(replace(several.members[0], named=True), *several.members[1:]))
    assert sheet(named, "en").blanks == tuple(member.label.en for member in named.members[1:])
    everyone = replace(several, members=tuple(replace(member, named=True) for member in several.members))
    assert (sheet(everyone).legend, sheet(everyone).blanks) == ("", ())
    assert (sheet(card(toy)).legend, sheet(card(toy)).blanks) == ("", ())
    many = sheet(card(toy, profile=family(6, certified=True)))
    assert (many.legend, many.blanks) == ("", ())


@pytest.mark.parametrize(
    ("count", "language", "last"),
    [
        (5, "zh", "请注意：甲4"),
        (6, "zh", "另有1条提示，请问工作人员。"),
        (6, "en", "1 more notice: ask the caseworker."),
        (7, "en", "2 more notices: ask the caseworker."),
    ],
)
def test_notices_beyond_a_few_are_counted(toy: Toy, count: int, language: Language, last: str) -> None:
    found = sheet(replace(card(toy), notices=tuple(CardNotice(text, ()) for text in texts(count))), language)
    assert len(found.notices) == min(count, 6) and found.notices[-1] == last


def test_a_notice_says_whom_it_is_about(toy: Toy) -> None:
    found = replace(card(toy), notices=(CardNotice(Text("已过期", "has expired"), tuple(texts(2))),))
    assert sheet(found).notices == ("请注意：甲0、甲1：已过期",)
    assert sheet(found, "en").notices == ("Please note: A0, A1: has expired",)


# -- claims


def test_a_claim_in_full_says_how_much_for_whom_and_by_what(toy: Toy) -> None:
    money = support("certified").replace("kind: cash", "kind: cash, amount: {at_least: 600}, unit: CNY/month")
    rules = (
        money + "  agency: {zh: 民政局, en: civil affairs bureau, cite: [一]}\n  papers: [{zh: 残疾人证, en: certificate, cite: [一]}]\n"
    )
    rules += support("has.cash and certified", name="card").replace("kind: cash", "kind: service")
    first, second = sheet(card(toy, rules), "en").rows
    assert (first.title, first.amount, first.whose) == ("Cash", "at least 600 yuan a month", "You")
    assert (second.title, second.amount, second.whose, second.paid) == ("Card", "", "You · a service", "")
    assert details(sheet(card(toy, rules), "en")) == [
        ["This then opens: Card", "In charge: civil affairs bureau", "Bring: certificate", "Clause: 一"],
        ["First get: Cash", "Clause: 一"],
    ]


def test_clauses_beyond_two_are_counted(toy: Toy) -> None:
    found = card(toy)
    claim = found.claims[0]

    def clause(language: Language, *clauses: str) -> str:
        changed = replace(found, claims=(replace(claim, terms=replace(claim.terms, clauses=clauses)),))
        return details(sheet(changed, language))[0][-1]

    assert clause("zh", "一", "二") == "依据：一、二"
    assert clause("zh", "一", "二", "三") == "依据：一、二 等3处"
    assert clause("en", "一", "二", "三") == "Clause: 一、二 and 1 more"


def test_what_could_exclude_several_claims_is_said_once_under_them(toy: Toy) -> None:
    """With their numbers; what concerns one claim stands with it. Nothing is shared with a claim that is not told in full."""
    rules = support("certified", extra="  unless: [tekun]") + support("certified", name="card", extra="  unless: [tekun]")
    found = card(toy, rules, one(certified=True))
    both, single = sheet(found), sheet(found, full=1)
    shared = "先问清：特困人员（属实的，第1、2项不能领）"
    assert shared in both.under and not any("先问清" in line for lines in details(both) for line in lines)
    assert details(single)[0][0] == "先问清：特困人员（属实的不能领）"
    assert not any("先问清" in text for text in single.under)
    assert "Ask first: " in sheet(found, "en").under[0] and "(if true, numbers 1, 2 cannot be had)" in sheet(found, "en").under[0]


def test_money_without_an_amount_is_to_be_asked_for(toy: Toy) -> None:
    """Only where such a claim is told in full."""
    found = card(toy)
    ask = "没写钱数的，多少钱按当地标准，请在办理时问清。"
    assert sheet(found).under == (ask,)
    assert sheet(found, full=0).under == ()
    service = card(toy, support("certified").replace("kind: cash", "kind: service"))
    assert sheet(service).under == ()


def test_claims_by_name_stand_by_people_and_by_area(toy: Toy) -> None:
    """In the order of the areas; each with its amount and what comes first; not one of those told in full."""
    money = support("certified").replace("kind: cash", "kind: cash, amount: 600, unit: CNY/month")
    found = card(toy, money + support("has.cash and certified", name="card"))
    groups = sheet(found, full=0).groups
    assert [(group.who, [(part.area, part.items) for part in group.parts]) for group in groups] == [
        ("本人", [("残疾人福利补贴", "现金（每月600元）；卡（先办现金）")])
    ]
    assert [part.items for group in sheet(found, "en", full=1).groups for part in group.parts] == ["Card (first get Cash)"]
    assert (sheet(found, full=0).groups_title, sheet(found, full=1).groups_title) == ("可以享受", "还可以享受")


def test_a_claim_by_name_says_within_which_days_it_is_applied_for(toy: Toy, book: Callable[..., el.Book]) -> None:
    """Also where it is not told in full: a family that comes too late goes without."""
    found = card(toy)
    entry = "{from: 2024-01-01, opens: 03-01, closes: 10-31, source: paper}"
    (window,) = book(f990101=county(f"deadlines:\n  cash: [{entry}]\n")).entries()
    assert isinstance(window, Deadline)
    claim = replace(found.claims[0], terms=replace(found.claims[0].terms, window=window))
    named = sheet(replace(found, claims=(claim,)), full=0).groups, sheet(replace(found, claims=(claim,)), "en", full=0).groups
    assert [group.parts[0].items for groups in named for group in groups] == [
        "现金（每年3月1日至10月31日办理）", "Cash (apply 1 Mar to 31 Oct, every year)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "left", "said"),
    [
        ("zh", 1, "另有1项这一页印不下。请向工作人员要详细清单。"),
        ("en", 1, "1 more does not fit on this page. Ask the caseworker for the whole list."),
        ("en", 2, "2 more do not fit on this page. Ask the caseworker for the whole list."),
    ],
)
def test_what_has_no_room_is_counted(toy: Toy, language: Language, left: int, said: str) -> None:
    found = card(toy, support("certified") + support("certified", name="card"))
    assert sheet(found, language, full=0, named=2 - left).more == (said,)
    assert sheet(found, language).more == ()


def test_after_the_plan_what_is_to_be_verified_is_counted_apart(toy: Toy) -> None:
    """Nothing of it is in full, and of those left out it is said how many are to be verified."""
    source = "\n    sources: [{document: 全国办法, number: 国发1号, seen: false}]\n"
    found = card(
        toy, support("certified") + support("certified", name="card"), day=AFTER, basis=f"basis:\n  cash:\n    core: certified{source}"
    )
    assert (len(found.claims), found.lasting) == (2, 1)
    whole = sheet(found, full=1)
    assert [row.title for row in whole.rows] == ["现金"] and whole.groups == ()
    assert [part.items for group in whole.verify for part in group.parts] == ["卡"]
    named = sheet(found, full=0)
    assert [[part.items for group in groups for part in group.parts] for groups in (named.groups, named.verify)] == [["现金"], ["卡"]]
    assert sheet(found, full=1, named=1).more == ("另有1项这一页印不下，只写在已到期的规划里，请先核实。请向工作人员要详细清单。",)
    assert sheet(found, full=0, named=0).more[0].startswith("另有2项这一页印不下，其中1项只写在")
    (none_named,) = sheet(replace(found, claims=found.claims[1:]), "en", full=0, named=0).more
    assert none_named == "1 more does not fit on this page, only by the ended plan: verify first. Ask the caseworker for the whole list."


def test_nothing_to_apply_for_is_said(toy: Toy) -> None:
    found = card(toy, profile=one(certified=False))
    assert sheet(found, "en").more[0] == "What is known so far does not yet settle anything that you can apply for."
    assert sheet(found, "en").rows == () and sheet(found, "en").closing


def test_what_is_received_is_listed_and_beyond_six_counted(toy: Toy) -> None:
    found = replace(card(toy), held=tuple(Held(text, (Text("本人", "You"),)) for text in texts(7)))
    assert sheet(found).more[-1] == "已经在享受：" + "、".join(f"甲{index}（本人）" for index in range(6)) + "等7项"
    assert sheet(found, "en").more[-1].endswith("A5 (You) and 1 more")


@pytest.mark.parametrize(
    ("count", "offers", "zh", "en"),
    [
        (1, 0, "还有1项正在推广，本地不一定有，可以问工作人员。",
         "1 more support only promoted or encouraged, not in every place: ask the caseworker."),
        (2, 1, "还有2项正在推广，本地不一定有，可以问工作人员：甲0等。",
         "2 more supports only promoted or encouraged, not in every place: ask the caseworker: A0 and others."),
        (2, 2, "还有2项正在推广，本地不一定有，可以问工作人员：甲0、甲1。",
         "2 more supports only promoted or encouraged, not in every place: ask the caseworker: A0, A1."),
    ],
)  # fmt: skip
def test_what_is_only_promoted_is_counted_and_named_as_far_as_asked(toy: Toy, count: int, offers: int, zh: str, en: str) -> None:
    found = replace(card(toy), offered=tuple(texts(count)))
    assert (sheet(found, offers=offers).more[-1], sheet(found, "en", offers=offers).more[-1]) == (zh, en)


def test_many_people_are_counted(toy: Toy) -> None:
    found = card(toy, support("certified").replace("kind: cash", "kind: service"))
    many = replace(found, claims=(replace(found.claims[0], who=tuple(texts(8))),))
    assert sheet(many).rows[0].whose == "甲0、甲1、甲2、甲3、甲4、甲5等8人 · 服务"
    assert sheet(many, "en").rows[0].whose == "A0, A1, A2, A3, A4, A5 and 2 more · a service"


# -- choices, questions, whom to call


@pytest.fixture
def choosing(toy: Toy) -> Card:
    conflicts = CONFLICTS.replace("zh: 二者择一, en: one of the two", "zh: 二者择一。, en: One of the two.")
    return card_of(decide(toy(support("certified") + support("certified", name="card"), conflicts=conflicts), CERTIFIED))


def test_of_two_that_exclude_each_other_the_better_is_named(choosing: Card) -> None:
    found, english = sheet(choosing).choices, sheet(choosing, "en").choices
    assert found is not None and english is not None
    assert found.items == ("本人：现金，或卡。二者择一。更合适的是现金。",)
    assert english.items == ("You: Cash, or Card. One of the two. The better choice is Cash.",)
    held = replace(choosing, choices=(replace(choosing.choices[0], held=True, better=None),))
    shown = sheet(held, "en").choices
    assert shown is not None and "or Card (which you already get)." in shown.items[0] and "better" not in shown.items[0]


@pytest.mark.parametrize(
    ("count", "bare", "zh", "en"),
    [
        (3, False, "", ""),
        (4, False, "另有1对只能选一项，请问工作人员。", "1 more pair cannot be had together: ask the caseworker."),
        (2, True, "另有2对只能选一项，请问工作人员。", "2 more pairs cannot be had together: ask the caseworker."),
    ],
)
def test_choices_beyond_three_are_counted(choosing: Card, count: int, bare: bool, zh: str, en: str) -> None:
    many = replace(choosing, choices=choosing.choices * count)
    for language, said in (("zh", zh), ("en", en)):
        found = SheetWriter(many, language).sheet(0, 0, bare=bare).choices  # type: ignore[arg-type]
        assert found is not None and found.rest == said
        assert len(found.items) == (0 if bare else 3)


def test_without_a_choice_there_is_no_heading_for_one(toy: Toy) -> None:
    assert sheet(card(toy)).choices is None


@pytest.mark.parametrize(
    ("asked", "office", "bare", "items", "rest"),
    [
        (0, 0, False, None, None),
        (2, 0, False, 2, ""),
        (4, 0, False, 3, "1 more question."),
        (5, 1, False, 3, "2 more questions; 1 thing for the office to find out."),
        (0, 2, False, 0, "2 things for the office to find out."),
        (1, 0, True, 0, "1 more question."),
    ],
)
def test_questions_are_asked_or_counted(toy: Toy, asked: int, office: int, bare: bool, items: int | None, rest: str | None) -> None:
    """What leads to a list stands only before one."""
    questions = tuple(CardQuestion(text, ()) for text in texts(asked))
    found = sheet(replace(card(toy), questions=questions, office_questions=office), "en", bare=bare).questions
    if items is None:
        assert found is None
        return
    assert found is not None and (len(found.items), found.rest) == (items, rest)
    assert bool(found.lead) == bool(items)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whom_to_call_is_always_there(toy: Toy, language: Language) -> None:
    """With blanks to be filled in where no local book says where to go."""
    contact = sheet(card(toy), language).contact
    assert HOTLINE in contact and "__" in contact.replace("＿", "_")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_is_in_the_language_of_the_page(toy: Toy, language: Language) -> None:
    """In an English page only what is marked as Chinese is Chinese."""
    found = sheet(card(toy, support("certified") + support("has.cash", name="card")), language, full=1)
    told = [found.title, found.rows_title, *found.columns, *found.more, *found.under, found.groups_title, found.contact, found.closing]
    told += [detail.label + detail.tail for row in found.rows for detail in row.details]
    told += [text for group in found.groups for part in group.parts for text in (group.who, part.area, part.items)]
    assert any("\u4e00" <= letter <= "\u9fff" for text in told for letter in text) == (language == "zh")
