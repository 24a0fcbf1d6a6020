"""Reading a book: every strictness, with its place and its words in both languages."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import eligibility as el
from eligibility.book.book import Book
from eligibility.book.entries import Counter, Deadline, Option, Rate, Standard
from eligibility.book.read import load_book
from eligibility.errors import BookError, RuleProblem
from eligibility.rules.support import Paid
from eligibility.rules.yaml_schema import TiersShape
from tests.books import COUNTY_HEAD, HEAD, SOURCES, city, county
from tests.conftest import HEAD as RULES_HEAD
from tests.conftest import ROOT, Toy, support

Write = Callable[..., Path]

Read = Callable[..., Book]

WHOLE = county(
    """
standards:
  dibao_standard.rural: [{from: 2024-01-01, is: 480, unit: CNY/person/month, source: paper}]
options:
  village_care: [{from: 2024-01-01, is: true, source: paper}]
rates:
  cash:
    - {from: 2024-01-01, is: {tiers: {grade == 1: 150, grade == 2: {at_most: 100}}}, unit: CNY/month, source: paper}
    - from: 2023-01-01
      is: 80
      unit: CNY/month
      where: severe
      confirmed: 2023-05-01
      paid: {from: next_month, every: quarter}
      source: old
counters:
  cash:
    - from: 2024-01-01
      at: {zh: 大厅, en: hall}
      phone: 000-1234567
      hours: {zh: 上午, en: mornings}
      papers: [{zh: 身份证, en: identity card}]
      source: paper
deadlines:
  cash: [{from: 2024-01-01, opens: 03-01, closes: 10-31, source: paper}]
"""
)


def test_every_room_is_read(book: Read) -> None:
    entries = list(book(f990101=WHOLE).entries())
    standard, option, rate, earlier, counter, deadline = entries
    assert isinstance(standard, Standard) and standard.amount == 480
    assert isinstance(option, Option) and option.adopted
    assert isinstance(rate, Rate) and isinstance(rate.amount, TiersShape)
    assert list(rate.amount.tiers) == ["grade == 1", "grade == 2"]
    assert isinstance(earlier, Rate) and (earlier.where, earlier.support, earlier.route) == ("severe", "cash", None)
    assert earlier.paid == Paid("next_month", "quarter")
    assert isinstance(counter, Counter) and counter.as_json()["phone"] == "000-1234567"
    assert isinstance(deadline, Deadline) and deadline.as_json()["closes"] == "10-31"


def test_an_entry_ends_on_the_day_before_the_next_one(book: Read) -> None:
    _, _, rate, earlier, *_ = book(f990101=WHOLE).entries()
    assert (earlier.head.first, earlier.head.last) == (date(2023, 1, 1), date(2023, 12, 31))
    assert (rate.head.first, rate.head.last) == (date(2024, 1, 1), None)
    assert earlier.head.in_force(date(2023, 12, 31)) and not earlier.head.in_force(date(2024, 1, 1))


def test_a_later_entry_changes_no_earlier_one(book: Read) -> None:
    """What is hashed of an entry is what is written: neither the next one's day nor what the office notes of its own work."""
    body = "rates:\n  cash:\n    - {from: 2023-01-01, is: 80, unit: CNY/month, source: paper%s}\n"
    before, after = book(f990101=county(body % "")), book(f990101=county(body % ", confirmed: 2024-02-01, entered: 2024-02-02"))
    more = book(f990101=county(body % "" + "    - {from: 2024-01-01, is: 90, unit: CNY/month, source: paper}\n"))
    contents = [next(one.entries()).head.content for one in (before, after, more)]
    assert contents[0] == contents[1] == contents[2]


def test_the_shipped_example_is_read_and_says_that_it_is_made_up() -> None:
    read = load_book(ROOT / "examples" / "book")
    assert set(read.areas) == {"620700", "620702"}
    assert {entry.head.source.document is not None and "编造" in entry.head.source.document for entry in read.entries()} == {True}
    assert all("编造" in area.name.zh and "made-up" in area.name.en for area in read.areas.values())


def test_a_book_can_be_pickled_and_shows_no_entry(book: Read) -> None:
    read = book(f990101=WHOLE)
    assert repr(read) == "<Book of 990101 (6 entries)>"
    assert [entry.head.id for entry in pickle.loads(pickle.dumps(read)).entries()] == [entry.head.id for entry in read.entries()]


RATE = "rates:\n  cash: [{%s}]\n"
GOOD = "from: 2024-01-01, is: 80, unit: CNY/month, source: paper"

REFUSED: dict[str, tuple[str, str, str, str]] = {
    "unknown key": (county("ratess: {}\n"), "8:1: unknown key 'ratess'", "没有“ratess”这个键", "unknown_key"),
    "unknown key of an entry": (county(RATE % (GOOD + ", amount: 1")), "unknown key 'amount'", "没有“amount”这个键", "unknown_key"),
    "a date that does not exist": (
        county(RATE % GOOD.replace("2024-01-01", "2024-02-30")),
        "2024-02-30 is not a date that exists",
        "2024-02-30 不是真实的日期",
        "value_unreadable",
    ),
    "no date at all": (
        county(RATE % GOOD.replace("2024-01-01", "20240101")),
        "from: is not a date that exists; write 2024-06-01",
        "from：不是真实的日期，应写作 2024-06-01",
        "wrong_value",
    ),
    "a time of day": (
        county(RATE % GOOD.replace("2024-01-01", "2024-01-01 10:30:00")),
        "from: is not a date that exists; write 2024-06-01",
        "from：不是真实的日期，应写作 2024-06-01",
        "wrong_value",
    ),
    "until before from": (county(RATE % (GOOD + ", until: 2023-12-31")), "until comes before from", "until 早于 from", "wrong_value"),
    "two on one day": (
        county(RATE % GOOD + f"    # again\n  card: [{{{GOOD}}}, {{{GOOD}}}]\n"),
        "another entry is in force on 2024-01-01",
        "2024-01-01 这天已有另一条在执行",
        "entries_overlap",
    ),
    "an entry that begins before the last one ends": (
        county(f"rates:\n  cash:\n    - {{{GOOD}, until: 2024-06-30}}\n    - {{{GOOD.replace('2024-01-01', '2024-06-30')}}}\n"),
        "11:14: another entry is in force on 2024-06-30",
        "2024-06-30 这天已有另一条在执行",
        "entries_overlap",
    ),
    "no source": (county(RATE % GOOD.replace(", source: paper", "")), "source is missing", "缺少 source", "key_missing"),
    "an unknown source": (
        county(RATE % GOOD.replace("paper", "papper")),
        "sources has no 'papper'",
        "sources 里没有“papper”",
        "source_missing",
    ),
    "a source without a name": (
        COUNTY_HEAD + "sources: {paper: {seen: true}}\n",
        "give the document, its number, or both",
        "document 和 number 至少写一个",
        "wrong_value",
    ),
    "a source that does not say whether it was read": (
        COUNTY_HEAD + "sources: {paper: {document: D}}\n",
        "seen is missing",
        "缺少 seen",
        "key_missing",
    ),
    "an unknown support": (
        county(RATE.replace("cash", "cassh") % GOOD),
        "unknown support 'cassh'",
        "没有“cassh”这个项目",
        "unknown_support",
    ),
    "an unknown standard": (
        county("standards:\n  dibao: [{from: 2024-01-01, is: 1, unit: CNY/person/month, source: paper}]\n"),
        "unknown standard 'dibao'",
        "没有“dibao”这个标准",
        "unknown_name",
    ),
    "an unknown option": (
        county("options:\n  village_cre: [{from: 2024-01-01, is: true, source: paper}]\n"),
        "unknown local option 'village_cre'",
        "没有“village_cre”这个可选政策",
        "unknown_name",
    ),
    "an option that is no truth": (
        county("options:\n  village_care: [{from: 2024-01-01, is: 1, source: paper}]\n"),
        "must be true or false",
        "应为 true 或 false",
        "wrong_value",
    ),
    "two bounds": (
        county(RATE % GOOD.replace("80", "{at_least: 1, at_most: 2}")),
        "give one of exactly, at_least, at_most, between",
        "exactly、at_least、at_most、between 只写一个",
        "wrong_value",
    ),
    "an amount that is a truth": (county(RATE % GOOD.replace("80", "true")), "must be a text", "应为文字", "wrong_value"),
    "a standard below nothing": (
        county("standards:\n  dibao_standard.rural: [{from: 2024-01-01, is: -1, unit: CNY/person/month, source: paper}]\n"),
        "must not be below 0",
        "不能小于0",
        "wrong_value",
    ),
    "a standard in another unit": (
        county("standards:\n  dibao_standard.rural: [{from: 2024-01-01, is: 5760, unit: CNY/person/year, source: paper}]\n"),
        "dibao_standard.rural is in CNY/person/month",
        "dibao_standard.rural 的单位是 CNY/person/month",
        "unit_mismatch",
    ),
    "another unit": (county(RATE % GOOD.replace("CNY/month", "CNY/week")), "unit must be one of", "unit 应为以下之一", "unknown_value"),
    "no unit": (county(RATE % GOOD.replace("unit: CNY/month, ", "")), "unit is missing", "缺少 unit", "key_missing"),
    "no English": (
        county("counters:\n  cash: [{from: 2024-01-01, at: {zh: 大厅}, source: paper}]\n"),
        "en is missing",
        "缺少 en",
        "title_missing",
    ),
    "a telephone that is none": (
        county("counters:\n  cash: [{from: 2024-01-01, at: {zh: 厅, en: hall}, phone: 请问门口, source: paper}]\n"),
        'phone: must be telephone numbers, as "0994-1234567"',
        'phone：应为电话号码，写作 "0994-1234567"',
        "wrong_value",
    ),
    "a telephone without quotes that YAML reads as a number": (
        county("counters:\n  cash: [{from: 2024-01-01, at: {zh: 厅, en: hall}, phone: 12345, source: paper}]\n"),
        'phone: must stand in quotes, as "0994-1234567"',
        'phone：电话要加引号，写作 "0994-1234567"',
        "wrong_value",
    ),
    "a telephone without quotes that YAML reads as a day": (
        county("counters:\n  cash: [{from: 2024-01-01, at: {zh: 厅, en: hall}, phone: 2024-01-01, source: paper}]\n"),
        "phone: must stand in quotes",
        "phone：电话要加引号",
        "wrong_value",
    ),
    "a day that no year has": (
        county("deadlines:\n  cash: [{from: 2024-01-01, opens: 02-30, closes: 10-31, source: paper}]\n"),
        "opens: must be a day of the year, written 03-01",
        "opens：应为一年里的一天，写作 03-01",
        "wrong_value",
    ),
    "a day of the year without zeros": (
        county("deadlines:\n  cash: [{from: 2024-01-01, opens: 3-1, closes: 10-31, source: paper}]\n"),
        "opens: must be a day of the year, written 03-01",
        "opens：应为一年里的一天，写作 03-01",
        "wrong_value",
    ),
    "a standard with a zero in front": (
        county("standards:\n  dibao_standard.rural: [{from: 2024-01-01, is: 0590, unit: CNY/person/month, source: paper}]\n"),
        "is: must be a number, written 480.5",
        "is：应为数字，写作 480.5",
        "wrong_value",
    ),
    "a code that lies in nothing": (
        county().replace("990101", "990001"),
        "990001 is not the code of a province, a city or a county",
        "990001 不是省、市、县的代码",
        "area_not_nested",
    ),
    "a code with too few digits": (county().replace("990101", "9901"), "area: must match", "area：写法应符合", "wrong_value"),
    "the code of another file": (
        city(),
        "the file is named 990101 and says 990100",
        "文件名是 990101，里面写的是 990100",
        "area_not_the_file",
    ),
    "a person's number": (
        county("counters:\n  cash: [{from: 2024-01-01, at: {zh: 问11010119900307123X, en: hall}, source: paper}]\n"),
        "here stands an identity or certificate number",
        "这里有身份证号或残疾人证号",
        "personal_number",
    ),
    "an alias": (county("rates: &r {}\ncounters: *r\n"), "anchors and aliases are not allowed", "不能使用锚点和别名", "alias_used"),
    "a key twice": (county("rates: {}\nrates: {}\n"), "the key rates is written twice", "键“rates”写了两次", "key_twice"),
    "nothing": ("", "the file is empty", "文件是空的", "empty_file"),
    "null": ("---\n", "the file is empty", "文件是空的", "empty_file"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_refused_at_its_place(name: str, book: Read) -> None:
    text, en, zh, check = REFUSED[name]
    with pytest.raises(BookError) as caught:
        book(f990101=text)
    said = [
        (problem.text("en"), problem.text("zh"), problem.check) for problem in caught.value.problems if isinstance(problem, RuleProblem)
    ]
    assert any(en in one and zh in other and check == word for one, other, word in said), said
    assert all(one.startswith("990101.yaml:") for one, _, _ in said)


@pytest.mark.parametrize("phone", ["0994-2345678", "'0994-2345678转3'", "(0994)2345678、(0994)2345679", "+86 994 2345678", "12345678901"])
def test_telephones_as_offices_write_them(phone: str, book: Read) -> None:
    """With a zero, an extension, several of them: none is changed."""
    quoted = phone if phone.startswith("'") else f"'{phone}'"
    read = book(f990101=county(f"counters:\n  cash: [{{from: 2024-01-01, at: {{zh: 厅, en: hall}}, phone: {quoted}, source: paper}}]\n"))
    (counter,) = read.entries()
    assert isinstance(counter, Counter) and counter.phone == phone.strip("'")


def test_a_personal_number_is_not_repeated(book: Read) -> None:
    with pytest.raises(BookError) as caught:
        book(f990101=REFUSED["a person's number"][0])
    assert "1101011990" not in caught.value.text("en") + caught.value.text("zh") + repr(caught.value)


def test_every_problem_of_every_file_is_told_at_once(book: Read) -> None:
    with pytest.raises(BookError) as caught:
        book(f990101=county("x: 1\n"), f990100=HEAD + SOURCES + "y: 1\n")
    assert len(caught.value.problems) == 2


def test_a_folder_without_a_book_is_refused(tmp_path: Path, toy: Toy, write_book: Write) -> None:
    root = toy(support("certified")).parents[1]
    with pytest.raises(el.EligibilityError, match="there is no such folder"):
        load_book(tmp_path / "nowhere", root=root)
    with pytest.raises(el.EligibilityError, match="holds no file of a local book"):
        load_book(write_book(), root=root)
    with pytest.raises(el.WrongArgument):
        load_book("book")  # type: ignore[arg-type]


def test_a_standard_that_a_plan_declares_itself(write_book: Write, toy: Toy) -> None:
    """It is known to the book, in the unit that the plan gives it."""
    own = "standards:\n  winter: {unit: CNY/month, zh: 取暖标准, en: winter rate}\n"
    folder = toy(support("certified"), ruleset=RULES_HEAD + own)
    written = "standards:\n  winter: [{from: 2024-01-01, is: 300, unit: CNY/month, source: paper}]\n"
    found = load_book(write_book(f990101=county(written)), root=folder.parents[1])
    assert found.areas["990101"].entries[0].head.name == "winter"
    with pytest.raises(BookError, match="winter is in CNY/month"):
        load_book(write_book(f990101=county(written.replace("CNY/month", "CNY/year"))), root=folder.parents[1])
