"""Every code is raised by something here, and what is said with it is sound in both languages."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, ValidationError
from typer.testing import CliRunner

import eligibility as el
from eligibility._optional import require_package
from eligibility.book.read import load_book
from eligibility.cli import hints
from eligibility.cli.app import app
from eligibility.codes import ProblemCode
from eligibility.decide.recorded import read_receipt
from eligibility.durable.case import CaseClosed
from eligibility.durable.host import LiveEngineMissing
from eligibility.errors import Problem, RuleProblem
from eligibility.facts.flatten import flatten
from eligibility.facts.problems import found
from eligibility.facts.profile_edit import entry_of
from eligibility.facts.vocabulary import COMPONENTS
from eligibility.facts.write import ProfileFile, write_profile
from eligibility.guidance.cliff import cliff
from eligibility.guidance.interview import Inquiry, Interview
from eligibility.guidance.questionnaire import MEMBERS
from eligibility.guidance.timeline import timeline
from eligibility.i18n import Language, Text
from eligibility.limits import ORGANISATIONS, PROBLEMS
from eligibility.rules.clauses import plan_text
from tests.conftest import DAY, ROOT, Toy, amendment, decide, one, support

Provoked = Callable[["Workshop"], object]
C = ProblemCode


class Workshop:
    """What is needed to do something wrong: a folder, a small ruleset, the command line, and a patch."""

    def __init__(self, folder: Path, toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.toy = toy
        self.patch = monkeypatch

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def rules(self) -> Path:
        return self.toy(support("certified"))

    def ruleset(self) -> el.Ruleset:
        return el.load_ruleset(self.rules())

    def decided(self, data: dict[str, Any]) -> el.Decision:
        return el.decide(el.Profile.model_validate(data), self.ruleset(), as_of=DAY)

    def changed(self) -> None:
        file = ProfileFile(self.folder / "case.json")
        self.file("case.json", "{}")
        file.save(el.Profile())

    def command(self, *args: str, given: str = "") -> None:
        """Run a command; what it tells the user to mend is raised."""
        told: list[Problem | RuleProblem] = []
        self.patch.setattr(hints, "told", lambda problem, _: told.append(problem) or "")
        done = CliRunner().invoke(app, list(args), input=given)
        assert done.exit_code == 1, done.output
        raise el.EligibilityError(told)

    def words(self, text: str) -> object:
        from eligibility.register.spellings import words_of

        return words_of(self.ruleset(), self.file("columns.yaml", text))

    def sheet(self, name: str, content: str | bytes) -> object:
        from eligibility.register.outline import read_outline
        from eligibility.register.spellings import words_of

        return read_outline(self.file(name, content), words_of(self.ruleset()))

    def register(self, content: str, settings: str = "") -> object:
        from eligibility.register.reader import read_register
        from eligibility.register.spellings import words_of

        office = self.file("columns.yaml", settings) if settings else None
        return read_register(self.file("register.html", content), words_of(self.ruleset(), office), DAY)

    def month(self, paid: str = "", place: str = "", other: str = "", month: str = "", *, again: bool = False) -> object:
        """A month of an office with something wrong."""
        from eligibility.office.office_file import read_office
        from eligibility.office.run import screen_office
        from tests.office import months

        persons = [months.person(0, **({"区县": place} if place else {}))]
        payments = [months.paid(0, **({"区县": other} if other else {}), **({"发放月份": month} if month else {}))]
        file = months.write_month(self.folder, persons, [months.member(0)], payments)
        if paid:
            self.file("paid.csv", paid)
        if again:
            text = file.read_text("utf-8") + "  - {role: payments, name: second, file: paid.csv, month: 2024-06}\n"
            file.write_text(text, "utf-8")
        return screen_office(read_office(file), self.folder / "out.xlsx")

    def listed(self) -> object:
        """A list of people without the word that names are wanted."""
        from eligibility.office.office_file import read_office
        from eligibility.office.roster import write_roster
        from tests.office import months

        office = read_office(months.write_month(self.folder, [months.person(0)], [], []))
        return write_roster(office, "payment", self.folder / "out.xlsx")

    def state(self, **head: object) -> object:
        """A month that was kept otherwise."""
        import polars

        from eligibility.office.state import key_name, read_state

        told = {"format": 1, "key": key_name(b"secret"), "region": "zhangye", **head}
        path = self.folder / "2024-05.parquet"
        polars.DataFrame({"key": ["a"]}).write_parquet(path, metadata={"eligibility.month": json.dumps(told)})
        return read_state(path, b"secret", "zhangye", DAY)

    def two_runs(self) -> None:
        from eligibility.register.staging import staged

        with staged(self.folder / "result.csv"), staged(self.folder / "result.csv"):
            pass

    def unaccounted(self) -> object:
        from eligibility.register.lines import SheetAccount, check_account

        return check_account(SheetAccount("", 1, {}), "register.csv")

    def staged(self, name: str) -> object:
        from eligibility.register.staging import checked

        return checked(self.folder / name, self.file("register.csv", "a"))

    def columns(self, **types: Any) -> object:
        from eligibility.bulk.register_schema import fact_columns

        return fact_columns(types)

    def card(self, data: dict[str, Any], **names: str) -> object:
        from eligibility.card.content import card_of

        return card_of(self.decided(data), names)

    def pdf(self, **stands_for: Callable[..., Any]) -> object:
        from eligibility.card import pdf

        for name, stand_in in stands_for.items():
            self.patch.setattr(pdf, name, stand_in)
        return pdf.pdf(self.card(one(certified=True)), "zh")  # type: ignore[arg-type]

    def cliff(self, path: str, low: int, high: int) -> object:
        return cliff(el.Profile.model_validate(one()), self.ruleset(), path, low, high, as_of=DAY)

    def timeline(self, first: date, last: date) -> object:
        return timeline(el.Profile(), self.rules(), first, last)


class Limited(BaseModel):
    """A model with a limit that no entry of a profile has."""

    names: Annotated[list[str], Field(min_length=2)]


def read(content: object) -> object:
    return el.read_profile(content if isinstance(content, str | bytes) else json.dumps(content))


def member(**entries: object) -> Provoked:
    return lambda _: read(one(**entries))


def profile(**entries: object) -> Provoked:
    return lambda _: read(entries)


def graded(overall: int, parts: dict[str, int]) -> list[dict[str, Any]]:
    """Several disabilities, each of a grade, under an overall grade."""
    return [{"category": category, "grade": grade} for category, grade in {"multiple": overall, **parts}.items()]


def contradicting(data: dict[str, Any]) -> Provoked:
    return lambda _: flatten(el.Profile.model_validate(data), DAY)


def _no_library(module: str) -> Callable[..., Any]:
    real = __import__

    def load(name: str, *more: Any, **others: Any) -> Any:
        if name == module:
            raise OSError
        return real(name, *more, **others)

    return load


def _without_library(shop: Workshop) -> object:
    shop.patch.setattr("builtins.__import__", _no_library("weasyprint"))
    return shop.pdf()


def _two_versions(shop: Workshop) -> object:
    base = shop.rules()
    amendment(base, "2023-01-01", "effects: {cash: narrower}", allowances=support("certified and tekun"))
    return el.load_ruleset("toy", root=base.parents[1])


def _wrong_limit(_: Workshop) -> None:
    try:
        Limited(names=[])
    except ValidationError as error:
        raise el.ProfileError(found(error, Limited)) from None


def _fewer_members(shop: Workshop) -> object:
    known = {"household": {"members": [{"id": "m1", "age": 3}, {"id": "m2", "age": 4}]}}
    return Interview(shop.ruleset(), el.Profile.model_validate(known), as_of=DAY).answer(MEMBERS, 1)


def _typed(shop: Workshop) -> object:
    from eligibility.cli.prompts import Prompter

    return Prompter(shop.ruleset(), "zh").prompt(Inquiry((MEMBERS,), ())).read("three")


def _written_twice(shop: Workshop) -> None:
    from eligibility.cli.book import write_area

    for _ in range(2):
        write_area(shop.folder / "book", "620702", "area")


PROVOKED: dict[ProblemCode, Provoked] = {
    C.NO_SUCH_FILE: lambda shop: el.read_profile_file(shop.folder / "none.json"),
    C.NO_SUCH_FOLDER: lambda shop: shop.staged("nowhere/out.csv"),
    C.IS_A_FOLDER: lambda shop: el.read_profile_file(shop.folder),
    C.UNREADABLE_FILE: lambda shop: plan_text(shop.folder),
    C.UNWRITABLE_FILE: lambda shop: write_profile(el.Profile(), shop.folder / "no" / "profile.json"),
    C.EMPTY_FILE: lambda _: read(""),
    C.TOO_LARGE: lambda _: read(" " * 2_000_000),
    C.NOT_UTF8: lambda _: read(b"\xff\xfe{}"),
    C.UNKNOWN_ENCODING: lambda shop: shop.sheet("register.csv", b"\x81\x20\xff\xff\n"),
    C.NOT_TEXT: lambda shop: shop.sheet("register.csv", b"a\x00b"),
    C.NOT_JSON: lambda _: read("{"),
    C.NOT_YAML: lambda shop: shop.words("columns: [a, b"),
    C.DAMAGED_FILE: lambda shop: shop.sheet("register.xlsx", b"PK nothing"),
    C.UNKNOWN_FORMAT: lambda shop: shop.staged("out.doc"),
    C.FILE_CHANGED: lambda shop: shop.changed(),
    C.OVERWRITES_REGISTER: lambda shop: shop.staged("register.csv"),
    C.NOT_A_BOOK: lambda shop: load_book(shop.folder),
    C.NOT_A_RECEIPT: lambda shop: read_receipt(shop.file("receipt.json", "{}")),
    C.NESTED_TOO_DEEPLY: lambda _: read({"a": [[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]}),
    C.NOT_AN_OBJECT: lambda _: read("[]"),
    C.KEY_TWICE: lambda _: read('{"as_of": "2024-06-01", "as_of": "2024-06-02"}'),
    C.UNKNOWN_KEY: profile(househld={}),
    C.TOO_MANY: profile(organisations=[{"id": f"o{number}"} for number in range(ORGANISATIONS + 1)]),
    C.MORE_PROBLEMS: profile(**{f"a{number}": 1 for number in range(PROBLEMS + 1)}),
    C.MISSING: profile(household={"members": [{}]}),
    C.WRONG_TYPE: member(age="34"),
    C.WRONG_VALUE: _wrong_limit,
    C.UNKNOWN_VALUE: member(employment="employd"),
    C.BELOW_MINIMUM: member(age=-1),
    C.ABOVE_MAXIMUM: member(age=200),
    C.TOO_MANY_DIGITS: profile(household={"monthly_income_per_capita": "0." + "1" * 21}),
    C.NOT_A_DATE: member(birth_date="1985-02-29"),
    C.WRONG_ID: member(id="张三"),
    C.WRONG_NAME: profile(locality={"options": {"Village": True}}),
    C.WRONG_AREA_CODE: profile(locality={"adcode": "62070"}),
    C.WRONG_CERTIFICATE_NUMBER: member(certificate_no="652301199001010005"),
    C.ID_TWICE: profile(household={"members": [{"id": "m1"}, {"id": "m1"}]}),
    C.UNKNOWN_SUBJECT: profile(dont_know=["m9.age"]),
    C.UNKNOWN_FACT: profile(dont_know=["locality.adcod"]),
    C.UNKNOWN_SUPPORT: lambda shop: shop.decided(one(receives=["cach"])),
    C.UNKNOWN_STANDARD: lambda shop: shop.decided({"locality": {"standards": {"minimum_wages": 5}}}),
    C.UNKNOWN_OPTION: lambda shop: shop.decided({"locality": {"options": {"vilage_care": True}}}),
    C.UNKNOWN_REGION: lambda shop: el.load_ruleset("toi", root=shop.rules().parents[1]),
    C.UNKNOWN_VERSION: lambda shop: el.load_ruleset("toy", "2020-01-01", root=shop.rules().parents[1]),
    C.BIRTH_AFTER_AS_OF: contradicting(one(birth_date="2030-01-01")),
    C.BORN_TOO_LONG_AGO: contradicting(one(birth_date="1024-01-01")),
    C.CATEGORY_TWICE: contradicting(one(disabilities=[{"category": "visual", "grade": 1}, {"category": "visual", "grade": 2}])),
    C.CERTIFIED_WITHOUT_DISABILITY: contradicting(one(certified=True, disabilities=[])),
    C.DIBAO_DENIED: contradicting({"household": {"dibao": False, "members": [{"id": "m1", "receives": ["dibao"]}]}}),
    C.TEKUN_DENIED: contradicting(one(tekun=False, receives=["tekun"])),
    C.MEDICATION_WITHOUT_DIAGNOSIS: contradicting(one(conditions=[], circumstances=["on_psychosis_medication"])),
    C.SIZE_BELOW_MEMBERS: contradicting({"household": {"size": 1, "members": [{"id": "m1"}, {"id": "m2"}]}}),
    C.COMPONENT_HEAVIER: contradicting(one(disabilities=graded(3, {"mental": 1}))),
    C.COMPONENT_MISSING: contradicting(one(disabilities=graded(2, dict.fromkeys(COMPONENTS, 3)))),
    C.MEMBERS_DISAGREE: contradicting({"household": {"disabled_member": False, "members": [{"id": "m1", "certified": True}]}}),
    C.PART_ABOVE_WHOLE: contradicting({"organisations": [{"id": "o1", "employees": 5, "disabled_employees": 9}]}),
    C.RULED_OUT_BY_LAW: lambda _: decide(el.load_ruleset("zhangye"), one(age=12, wants_work=True)),
    C.NOT_STATED: lambda _: entry_of({}, "m1"),
    C.WRONG_ANSWER: _typed,
    C.WRONG_MEMBER_COUNT: lambda shop: Interview(shop.ruleset(), as_of=DAY).answer(MEMBERS, 0),
    C.MEMBERS_HAVE_FACTS: _fewer_members,
    C.FILE_THERE: lambda shop: _written_twice(shop),
    C.ANSWERS_FROM_STDIN: lambda shop: shop.command("ask", "-"),
    C.REGION_NOT_NAMED: lambda shop: shop.command("check", "-", given="{}"),
    C.SEVERAL_VERSIONS: _two_versions,
    C.NO_VERSION_BY_DAY: lambda shop: el.load_ruleset("toy", as_of=date(2020, 1, 1), root=shop.rules().parents[1]),
    C.NOT_A_VERSION_FOLDER: lambda shop: el.load_ruleset(shop.folder),
    C.NOT_A_RULESETS_FOLDER: lambda shop: shop.command("rulesets", "--rulesets", str(shop.folder)),
    C.DIFFERENT_REGIONS: lambda shop: shop.command("diff", "zhangye/2022-04-15", "changji/2022-05-16"),
    C.UNKNOWN_REFERENCE: lambda shop: shop.command("test", str(shop.rules()), "--mutate", "--since", "main"),
    C.DAYS_REVERSED: lambda shop: shop.timeline(DAY, date(2020, 1, 1)),
    C.DAYS_TOO_FAR_APART: lambda shop: shop.timeline(DAY, date(2200, 1, 1)),
    C.WRONG_RANGE: lambda shop: shop.cliff("m1.age", 5, 4),
    C.UNKNOWN_NUMBER: lambda shop: shop.cliff("m1.agee", 0, 9),
    C.NO_HOUSEHOLD: lambda shop: shop.card({"organisations": [{"id": "o1"}]}),
    C.NAME_FOR_NOBODY: lambda shop: shop.card(one(), m2="王芳"),
    C.WRONG_PRINTED_NAME: lambda shop: shop.card(one(), m1="王" * 61),
    C.FONT_MISSING: lambda shop: shop.pdf(
        _one_page=lambda *_: SimpleNamespace(write_pdf=lambda **_: b"", fonts={"one": SimpleNamespace(missing=True)})
    ),
    C.PASSWORD: lambda shop: shop.sheet("register.xls", bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le")),
    C.QUOTE_NOT_CLOSED: lambda shop: shop.sheet("register.csv", '姓名,性别\n甲,"男\n乙,女\n'),
    C.NO_PERSONS: lambda shop: shop.register("姓名,性别\n,\n"),
    C.COLUMN_NOT_CERTAIN: lambda shop: shop.register("姓名,残疾等级,残疾级别\n甲,一级,二级\n"),
    C.COLUMN_MOVED: lambda shop: shop.register("姓名,性别\n甲,男\n", "columns: {B: {heading: 年龄, read: person.age}}"),
    C.SHEETS_NOT_CERTAIN: lambda shop: shop.register("姓名,性别\n甲,男\n", "sheets: [甲镇]"),
    C.ANOTHER_TABLE: lambda shop: shop.register("姓名,残疾等级\n甲,一级\n姓名,性别\n乙,男\n"),
    C.HIDDEN_NOT_CERTAIN: lambda shop: shop.register("<table><tr><td>姓名<td>性别<tr hidden><td>甲<td>男</table>"),
    C.TOTALS_DIFFER: lambda shop: shop.register("姓名,性别\n甲,男\n共2人,\n"),
    C.OUTPUT_IN_USE: lambda shop: shop.two_runs(),
    C.LINES_NOT_ACCOUNTED: lambda shop: shop.unaccounted(),
    C.HEADINGS_NOT_FOUND: lambda shop: shop.sheet("register.csv", "x,y\n1,2\n"),
    C.UNKNOWN_SECTION: lambda shop: shop.words("colums: {}"),
    C.NOT_A_FACT: lambda shop: shop.words("every: {about.name: x}"),
    C.LINE_NUMBERS_MISSING: lambda shop: shop.columns(),
    C.WRONG_COLUMN_TYPE: lambda shop: shop.columns(
        **{"row": __import__("polars").Int64(), "person.certified": __import__("polars").Int64()}
    ),
    C.UNKNOWN_COLUMN: lambda shop: shop.command("sql", "--region", "zhangye", "--columns", "person_certifed"),
    C.WRONG_TABLE_NAME: lambda shop: shop.command("sql", "--region", "zhangye", "--table", "a b"),
    C.REGISTER_WITHOUT_KEY: lambda shop: shop.month(paid="姓名,补贴项目\n成员0,护理补贴\n"),
    C.OTHER_COUNTY: lambda shop: shop.month(place="甘州区", other="高台县"),
    C.OTHER_MONTH: lambda shop: shop.month(month="2024-05"),
    C.PAID_TWICE: lambda shop: shop.month(again=True),
    C.OFFICE_FILE_EXPECTED: lambda shop: shop.command("screen", "a.csv", "b.csv"),
    C.STATE_OF_ANOTHER_KEY: lambda shop: shop.state(key="other"),
    C.STATE_OF_ANOTHER_VERSION: lambda shop: shop.state(format=99),
    C.IDS_NEEDED: lambda shop: shop.listed(),
    C.NOT_A_STATE: lambda shop: shop.state(region="elsewhere"),
    C.PACKAGE_MISSING: lambda _: require_package("no_such_engine", "sql"),
    C.SYSTEM_LIBRARY_MISSING: _without_library,
    C.LIVE_ENGINE_MISSING: lambda _: (_ for _ in ()).throw(LiveEngineMissing()),
    C.CASE_CLOSED: lambda _: (_ for _ in ()).throw(CaseClosed()),
    C.ADDRESS_NOT_SAFE: lambda shop: shop.command("serve", "--host", "0.0.0.0"),
    C.WRONG_TOKEN_FILE: lambda shop: shop.command("serve", "--token-file", str(shop.file("token", "short"))),
    C.ADDRESS_IN_USE: lambda shop: shop.command("serve", "--host", "192.0.2.1", "--public"),
}


def test_every_code_is_provoked() -> None:
    assert set(PROVOKED) == set(ProblemCode)


@pytest.mark.parametrize("code", PROVOKED, ids=str)
def test_every_code_is_raised_with_sound_words(code: ProblemCode, tmp_path: Path, toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(el.EligibilityError) as caught:
        PROVOKED[code](Workshop(tmp_path, toy, monkeypatch))
    monkeypatch.undo()
    problems = [problem for problem in caught.value.problems if isinstance(problem, Problem)]
    assert code in {problem.code for problem in problems}
    for problem in problems:
        sound_message(problem.message)
        sound_sentence(problem.mend)
        for language in ("zh", "en"):
            sound_text(problem.text(language), language)
        assert problem.as_json()["code"] == problem.code


QUOTED = re.compile(r"""['"][\w.-]+['"]""")
"""A name between straight quotation marks, but for the one of a command."""


def sound_message(text: Text) -> None:
    """A clause without its full stop, in each language its own."""
    assert chinese(text.zh), text
    assert not chinese(re.sub(r"'[^']*'", "", text.en)), text
    for words in (text.zh, text.en):
        assert words == words.strip(" 。.，,;；")
    sound_text(text.zh, "zh")
    sound_text(text.en, "en")


def sound_sentence(text: Text | None) -> None:
    """A sentence of its own, or a command to run."""
    if text is not None:
        assert text.zh.endswith(("。", "？")) or "pip install" in text.zh, text
        assert text.en.endswith((".", "?")) or "pip install" in text.en, text


def sound_text(text: str, language: Language) -> None:
    """Signs and blanks as the language writes them."""
    assert "  " not in text and text == text.strip()
    assert not re.search(r"[。？，；：] ", text), text
    assert ".." not in text.replace("...", "")
    if language == "zh":
        assert not QUOTED.search(text), text
        assert not re.search(r"[一-鿿][,;?!:]", text), text


def chinese(text: str) -> bool:
    return bool(re.search(r"[一-鿿]", text))


def test_the_library_names_no_option() -> None:
    """Outside the command line no text names an option: it names the thing, and the command line says how it is given."""
    sources = [path for path in (ROOT / "src" / "eligibility").rglob("*.py") if "cli" not in path.parts]
    assert len(sources) > 90
    for path in sources:
        named = [text for text in _texts(ast.parse(path.read_text("utf-8"))) if re.search(r"(?<![\w#-])--[a-z]", text)]
        assert not named, f"{path}: {named}"


def _texts(tree: ast.Module) -> Iterator[str]:
    """Every text of a module that is neither documentation nor an argument of a program that is started."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    alone |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.List) for part in node.elts}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value
