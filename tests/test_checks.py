"""Every check on the files of a ruleset fails here on something, at its place and with sound words in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import eligibility as el
from eligibility.codes import RuleCheck
from eligibility.errors import BookError, OfficeError, RuleProblem
from eligibility.i18n import Text
from eligibility.rules.cases import read_cases
from eligibility.rules.lint import lint
from tests.conftest import HEAD, SUPPORTS, Toy, amendment, mutant_hash, support
from tests.test_codes import chinese, sound_text

GOOD = support("certified")
CLAUSES_PINNED = f"clauses:\n  一: {{starts: 一、现金, hash: '{'0' * 64}'}}\n"
Failing = Callable[["Author"], Path]
K = RuleCheck


class Author:
    """Writes rulesets with mistakes."""

    def __init__(self, toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
        self.toy = toy
        self.patch = monkeypatch

    def bytes(self, content: bytes) -> Path:
        folder = self.toy(GOOD)
        (folder / "allowances.yaml").write_bytes(content)
        return folder

    def unreadable(self) -> Path:
        folder = self.toy(GOOD)
        (folder / "care.yaml").mkdir()
        return folder

    def amended(self, head: str, rules: str = GOOD, **files: str) -> Path:
        return amendment(self.toy(rules), "2023-01-01", head, **files)

    def skipped(self) -> Path:
        base = self.toy(GOOD + support("certified", name="card"))
        amendment(base, "2023-01-01", "effects: {cash: narrower}", allowances=support("certified and tekun"))
        return amendment(base, "2024-01-01", "effects: {card: ended}\nremove: {supports: [card]}")

    def later(self, first: str, second: str) -> Path:
        base = self.toy(GOOD, ruleset=HEAD.replace("2025-12-31", first))
        folder = base.with_name("2023-05-01")
        folder.mkdir()
        (folder / "ruleset.yaml").write_text(HEAD.replace("2021-01-01", second), "utf-8")
        (folder / "allowances.yaml").write_text(GOOD, "utf-8")
        return folder

    def without_ledger(self) -> Path:
        folder = self.toy(GOOD)
        (folder / "clauses.yaml").unlink()
        return folder

    def sourced(self, text: str, clauses: str = CLAUSES_PINNED) -> Path:
        folder = self.toy(GOOD, clauses=clauses)
        sources = folder.parents[2] / "sources"
        sources.mkdir(exist_ok=True)
        (sources / "toy.txt").write_text(text, "utf-8")
        return folder

    def case(self, case: str) -> Path:
        return self.toy(GOOD, cases__a=f"cases:\n  - {case}\n")

    def silent(self) -> Path:
        from eligibility.verify import query

        self.patch.setattr(query.z3.Solver, "check", lambda solver, *more: query.z3.unknown)
        return self.toy(GOOD)

    def declared(self, mutant: str, condition: str = "") -> Path:
        """A rule whose part is not tested, with a declaration about a mutant of it."""
        condition = condition or mutant_hash(self.toy(PAIR), mutant)
        reason = "{zh: 理由, en: reason}"
        entry = f"{{support: cash, route: main, mutant: {mutant}, condition: '{condition}', reason: {reason}}}"
        return self.toy(PAIR, cases__a=f"{PAIR_CASES}equivalent:\n  - {entry}\n")

    def untold(self) -> Path:
        from eligibility.decide.evaluation import Evaluation

        self.patch.setattr(Evaluation, "conflicts_of", lambda evaluation, support, subject: [])
        return self.toy(GOOD + support("certified", name="card"))


def toy(rules: str, **files: str) -> Failing:
    return lambda author: author.toy(rules, **files)


def giving(amount: str) -> Failing:
    """A support that gives an amount a month."""
    return toy(GOOD.replace("kind: cash", f"kind: cash, unit: CNY/month, amount: {amount}"))


def amended(head: str, rules: str = GOOD, **files: str) -> Failing:
    return lambda author: author.amended(head, rules, **files)


def case(text: str) -> Failing:
    return lambda author: author.case(text)


def officed(*registers: str) -> Failing:
    """An office file with these registers."""

    def write(author: Author) -> Path:
        folder = author.toy(GOOD)
        listed = "".join(f"  - {one}\n" for one in registers)
        (folder / "office.yaml").write_text(f"office: toy\nas_of: 2024-06-28\nregisters:\n{listed}", "utf-8")
        return folder

    return write


SEVERE = "definitions:\n  severe: {for: person, is: 'grade in {1, 2}', zh: 重, en: s, cite: [一]}\n"
OLD = "definitions:\n  old: {for: person, is: age > 60, zh: 老, en: old, cite: [一]}\n"
TWO_ROUTES = """
- support: cash
  for: person
  routes:
    main: {when: certified, modality: mandatory, cite: [一]}
    other: {when: "certified and tekun", modality: mandatory, cite: [一]INSIDE}
  benefit: {kind: cash}
"""
OVERLAPPING = """
- support: cash
  for: person
  routes:
    one: {when: certified, modality: mandatory, cite: [一], benefit: {kind: cash, unit: CNY/month, amount: 5}}
    two: {when: autism, modality: mandatory, cite: [一], benefit: {kind: cash, unit: CNY/month, amount: 6}}
  benefit: {kind: cash}
"""

DUTY = """
- support: staff
  for: organisation
  routes:
    main: {when: "staffing > 0", modality: mandatory, cite: [一], compliance: {actual: car_spaces, required: staffing}}
  benefit: {kind: duty}
"""
PAIR = support("certified and tekun")
PAIR_CASES = """
cases:
  - {case: a, as_of: 2024-06-01, person: {certified: true, tekun: true}, expect: {cash: eligible}}
  - {case: b, as_of: 2024-06-01, person: {certified: false, tekun: false}, expect: {cash: not_eligible}}
"""
LAW = """
implies:
  young:
    for: person
    when: age < 16
    fact: wants_work
    in: [false]
    zh: 不得招用
    en: no work
    source: {document: D, locator: 一, seen: true, en: D}
"""


def law(*changed: tuple[str, str]) -> Failing:
    """A law that implies a fact, with words of it replaced."""
    text = LAW
    for old, new in changed:
        text = text.replace(old, new)
    return toy(GOOD, implies=text)


BOOKED = 'area: "990000"\nname: {zh: 市, en: city}\nsources: {paper: {document: D, seen: true}}\n'
RATE = "from: 2024-01-01, is: 80, unit: CNY/month, source: paper"


def booked(*files: str) -> Failing:
    """A local book of the toy region: each file is named by the area that it says, but for one that says another."""

    def written(author: Author) -> Path:
        folder = author.toy(GOOD).parents[1].with_name("book")
        folder.mkdir()
        for text in files:
            area = text.partition('"')[2][:6].replace("980000", "990000")
            (folder / f"{area}.yaml").write_text(text, "utf-8")
        return folder

    return written


APART = ", inside: {route: main, zh: 在内, en: inside}"

FAILING: dict[RuleCheck, Failing] = {
    K.FILE_TOO_LARGE: lambda author: author.bytes(b"#" * 2_100_000),
    K.UNREADABLE: lambda author: author.unreadable(),
    K.NOT_UTF8: lambda author: author.bytes(b"\xff\xfe"),
    K.NOT_YAML: toy("- support: ["),
    K.EMPTY_FILE: toy(""),
    K.ALIAS_USED: toy("a: &x {b: 1}\nc: *x"),
    K.TAG_USED: toy("!!python/object/apply:os.system ['true']"),
    K.KEY_NOT_A_WORD: toy("? [a]\n: b"),
    K.KEY_TWICE: toy("- support: cash\n  support: card"),
    K.VALUE_UNREADABLE: toy(GOOD, ruleset=HEAD.replace("2021-07-01", "2021-02-31")),
    K.UNKNOWN_KEY: toy(GOOD.replace("modality", "modalty")),
    K.KEY_MISSING: toy(GOOD.replace("for: person", "")),
    K.TITLE_MISSING: toy(GOOD + "\n  notes:\n    - {zh: 说明}"),
    K.UNKNOWN_VALUE: toy(GOOD.replace("mandatory", "mandatry")),
    K.WRONG_VALUE: toy(GOOD, ruleset=HEAD.replace("until: 2025", "until: 2019")),
    K.UNKNOWN_NAME: toy(support("certifed")),
    K.UNKNOWN_SUPPORT: toy(support("certified", name="cach")),
    K.UNKNOWN_ROUTE: toy(TWO_ROUTES.replace("INSIDE", APART.replace("main", "mian"))),
    K.OTHER_KIND: toy(support("certified", entity="organisation")),
    K.KIND_WITHOUT_ROUTE: toy(support("certified", extra="  by: {organisation: {unless: []}}\n")),
    K.EXPRESSION: toy(support("certified and grade <= 2")),
    K.CONDITION_CONSTANT: toy(support("True")),
    K.UNIT_MISMATCH: toy(DUTY),
    K.NUMBER_WITHOUT_UNIT: toy(support("household.monthly_income_per_capita < 2000")),
    K.AMOUNT_UNIT: giving("monthly_income_per_capita + age"),
    K.AMOUNT_PRODUCT: giving("size * age"),
    K.AMOUNT_NEGATIVE: giving("-600"),
    K.AMOUNT_TOO_FINE: giving("0.00001 * costs.cash"),
    K.AMOUNT_REPEATS: giving("'max(costs.cash - min(costs.cash, 5), 0)'"),
    K.AMOUNT_ROUNDING: giving("0.333 * costs.cash"),
    K.AMOUNTS_OVERLAP: toy(OVERLAPPING),
    K.BETWEEN_REVERSED: giving("{between: [5000, 2000]}"),
    K.TIERS_OVERLAP: giving("{tiers: {certified: 5, autism: 6}}"),
    K.TIERS_GAP: giving("{tiers: {autism: 6}}"),
    K.AMOUNT_NEVER_TESTED: giving("'min(costs.cash, 5)'"),
    K.SUPPORT_TWICE: toy(GOOD + GOOD),
    K.DEFINITION_TWICE: toy(GOOD, definitions=SEVERE),
    K.STANDARD_TWICE: toy(
        GOOD,
        standards="standards:\n  wage: {unit: CNY/month, zh: 工资, en: wage}\n",
        ruleset=HEAD + "standards:\n  wage: {unit: CNY/month, zh: 工资, en: wage}\n",
    ),
    K.CONFLICT_TWICE: toy(
        GOOD, ruleset=HEAD + "conflicts:\n  - {between: [card, cash], cite: [一], reason: {zh: 只领其一, en: only one}}\n"
    ),
    K.WRONG_FILE: toy(GOOD, supports=SUPPORTS.replace("cash: {area: allowances", "cash: {area: care")),
    K.SOURCE_MISSING: toy(GOOD, national="definitions:\n  severe: {for: person, is: 'grade in {1, 2}', zh: 重, en: s}\n"),
    K.CITATION_MISSING: toy(GOOD.replace("cite: [一]", "cite: []")),
    K.NATIONAL_MISSING: toy(GOOD, ruleset=HEAD.replace("national: 2021-07-01", "national: 2020-01-01")),
    K.DEPENDENCY_CYCLE: toy(support("has.card") + support("has.cash", name="card")),
    K.IMPLIED_FACT: law(("wants_work", "want_work")),
    K.IMPLIED_NOTHING: law(("[false]", "[false, true]")),
    K.IMPLIED_FROM_ELSEWHERE: law(("age < 16", "any(tekun)")),
    K.AREA_NOT_NESTED: booked('area: "990001"\nname: {zh: 县, en: county}\n'),
    K.UNKNOWN_AREA: booked(BOOKED, BOOKED.replace("990000", "160000")),
    K.AREA_NOT_THE_FILE: booked(BOOKED.replace("990000", "980000")),
    K.ENTRIES_OVERLAP: booked(BOOKED + "rates:\n  cash: [{RATE}, {RATE}]\n".replace("RATE", RATE)),
    K.PERSONAL_NUMBER: booked(BOOKED.replace("zh: 市", "zh: 11010119900307123X")),
    K.RATE_WITHOUT_SUPPORT: booked(BOOKED + f"rates:\n  card: [{{{RATE}}}]\n"),
    K.RATE_OUTSIDE: booked(
        BOOKED + f"rates:\n  cash: [{{{RATE}}}]\n",
        BOOKED.replace("990000", "990100") + f"rates:\n  cash: [{{{RATE.replace('80', '90')}}}]\n",
    ),
    K.ROLE_OPEN: officed("{role: ask, file: a.csv}"),
    K.ROLE_MISSING: officed("{role: facts, file: a.csv}"),
    K.ROLE_TWICE: officed("{role: persons, file: a.csv}", "{role: persons, file: b.csv}"),
    K.MONTH_TWICE: officed(*["{role: payments, file: a.csv, month: 2024-05}"] * 2),
    K.WRONG_MONTH: officed("{role: payments, file: a.csv, month: 2024-07}"),
    K.IMPLIED_IN_CIRCLE: law(("age < 16", "wants_work")),
    K.FOLDER_MISNAMED: lambda author: amendment(author.toy(GOOD), "2023", "effects: {}"),
    K.AMENDED_MISSING: amended("amends: 2021-05-05"),
    K.AMENDS_NOT_THE_LAST: lambda author: author.skipped(),
    K.REMOVE_MISSING: amended("remove: {supports: [cush]}"),
    K.ROUTES_ALL_REMOVED: amended("remove: {routes: {cash: [main]}}"),
    K.EFFECT_IMPOSSIBLE: amended("effects: {cash: new}", allowances=support("certified and tekun")),
    K.EFFECT_WITHOUT_CHANGE: amended("effects: {cash: wider}"),
    K.EFFECT_MISSING: amended("", allowances=support("certified and tekun")),
    K.PERIODS_OVERLAP: lambda author: author.later("2023-06-30", "2023-05-01"),
    K.PERIODS_GAP: lambda author: author.later("2023-03-31", "2023-05-01"),
    K.LEDGER_MISSING: lambda author: author.without_ledger(),
    K.UNKNOWN_CLAUSE: toy(GOOD.replace("[一]", "[二]")),
    K.CLAUSE_UNACCOUNTED: toy(GOOD, clauses='clauses:\n  一: {starts: "一、现金"}\n  二: {starts: "二、宣传"}\n'),
    K.CLAUSE_NOT_FOUND: lambda author: author.sourced("二、别的。\n"),
    K.CLAUSE_NOT_PINNED: lambda author: author.sourced("一、现金。\n", 'clauses:\n  一: {starts: "一、现金"}\n'),
    K.CLAUSE_CHANGED: lambda author: author.sourced("一、现金。\n"),
    K.CLAUSE_UNLISTED: lambda author: author.sourced("一、现金。\n二、宣传。\n"),
    K.CITATION_CHANGED: toy(GOOD, clauses='clauses:\n  一: {starts: "一、现金", cited_by: [card.main]}\n'),
    K.TODO: toy(GOOD, ruleset=HEAD.replace("en: Toytown", "en: todo")),
    K.CLAUSE_TODO: toy(GOOD, clauses='clauses:\n  一: {starts: "一、现金", todo: true}\n'),
    K.CASE_TODO: case("{case: a, todo: 一, expect: {todo: eligible}}"),
    K.DEFINITION_UNUSED: toy(GOOD, definitions=OLD),
    K.ROUTE_NEVER_GRANTED: toy(GOOD),
    K.ROUTE_NEVER_REFUSED: toy(GOOD),
    K.CONDITION_NEVER_DECIDED: toy(support("certified or not certified")),
    K.ALWAYS_EXCLUDED: toy(support("certified and tekun", extra="  unless: [certified]")),
    K.CASE_TWICE: case("\n  - ".join(["{case: a, as_of: 2024-06-01, person: {}, expect: {cash: eligible}}"] * 2)),
    K.CASE_PROFILE: case("{case: a, as_of: 2024-06-01, person: {agee: 3}, expect: {cash: eligible}}"),
    K.CASE_UNDATED: case("{case: a, person: {}, expect: {cash: eligible}}"),
    K.CASE_EXPECTATION: case("{case: a, as_of: 2024-06-01, person: {}, expect: {cash: [eligible]}}"),
    K.ROUTE_NEVER_TRUE: toy(support("certified and not certified and age > 3")),
    K.ROUTE_SWALLOWED: toy(TWO_ROUTES.replace("INSIDE", "")),
    K.INSIDE_REFUTED: toy(TWO_ROUTES.replace("certified and tekun", "tekun").replace("INSIDE", APART)),
    K.CONFLICT_UNTOLD: lambda author: author.untold(),
    K.EFFECT_REFUTED: amended("effects: {cash: wider}", allowances=support("certified and tekun")),
    K.NOT_DECIDED: lambda author: author.silent(),
    K.DECLARED_STALE: lambda author: author.declared("tekun dropped", "00000000"),
    K.DECLARED_UNNEEDED: lambda author: author.declared("route dropped"),
    K.DECLARED_REFUTED: lambda author: author.declared("tekun dropped"),
}
OFFICES = {K.ROLE_OPEN, K.ROLE_MISSING, K.ROLE_TWICE, K.MONTH_TWICE, K.WRONG_MONTH}
"""Checks on an office file."""
MUTATED = {K.DECLARED_STALE, K.DECLARED_UNNEEDED, K.DECLARED_REFUTED}
"""What mutation testing finds."""
BOOKS = {
    K.AREA_NOT_NESTED, K.UNKNOWN_AREA, K.AREA_NOT_THE_FILE, K.ENTRIES_OVERLAP, K.PERSONAL_NUMBER, K.RATE_WITHOUT_SUPPORT, K.RATE_OUTSIDE,
}  # fmt: skip
"""Checks on a local book."""

PROVED = {K.ROUTE_NEVER_TRUE, K.ROUTE_SWALLOWED, K.INSIDE_REFUTED, K.CONFLICT_UNTOLD, K.EFFECT_REFUTED, K.NOT_DECIDED}
"""What the solver finds; the rest is found by reading."""


def test_every_check_is_failed() -> None:
    assert set(FAILING) == set(RuleCheck)


@pytest.mark.parametrize("check", FAILING, ids=str)
def test_every_check_fails_with_sound_words(check: RuleCheck, toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = FAILING[check](Author(toy, monkeypatch))
    ways = {_proved: PROVED, _mutated: MUTATED, _booked: BOOKS, _officed: OFFICES}
    found = next((way for way, checks in ways.items() if check in checks), _linted)
    problems = list(found(folder))
    assert check in {problem.check for problem in problems}
    for problem in problems:
        sound_clause(problem.message)
        sound_clause(problem.mend)
        assert (problem.line, problem.column) <= (problem.end_line, problem.end_column)
        assert problem.end_line - problem.line <= 1
        head = problem.text("zh").splitlines()[0]
        assert head == f"{problem.file}:{problem.line}:{problem.column}: {problem.message.zh} [{problem.check}]"
        assert problem.as_json()["check"] == problem.check


def _linted(folder: Path) -> list[RuleProblem]:
    sources = folder.parents[2] / "sources"
    found = list(lint(folder, folder.parents[1], sources if sources.exists() else None).problems)
    if (folder / "cases").is_dir():
        try:
            read_cases(folder)
        except el.RulesetError as error:
            found += error.findings
    return found


def _proved(folder: Path) -> list[RuleProblem]:
    from eligibility.verify.verifier import verify_folder

    return verify_folder(folder, folder.parents[1]).problems


def _officed(folder: Path) -> list[RuleProblem]:
    from eligibility.office.office_file import read_office

    try:
        read_office(folder / "office.yaml")
    except OfficeError as error:
        return [problem for problem in error.problems if isinstance(problem, RuleProblem)]
    return []


def _booked(folder: Path) -> list[RuleProblem]:
    from eligibility.book.lint import lint_book
    from eligibility.book.read import load_book

    root = folder.with_name("rules")
    try:
        return list(lint_book(load_book(folder, root=root), root))
    except BookError as error:
        return [problem for problem in error.problems if isinstance(problem, RuleProblem)]


def _mutated(folder: Path) -> list[RuleProblem]:
    from eligibility.verify.mutation.run import mutate_folder

    return mutate_folder(folder, folder.parents[1]).problems


def sound_clause(text: Text | None) -> None:
    """A clause without its full stop, in each language its own."""
    if text is None:
        return
    assert chinese(text.zh), text
    for words in (text.zh, text.en):
        assert words == words.strip(" 。，,;；") and not words.endswith("."), text
    sound_text(text.zh, "zh")
    assert "  " not in text.en
