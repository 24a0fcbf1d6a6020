"""Inputs that go wrong elsewhere, kept in a folder of their own (`--trials`): each is read right, or asked about, or refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import eligibility as el
from eligibility.register.reader import Register, read_register
from eligibility.register.spellings import words_of
from tests.register.test_proposal import check_round_trip

DAY = date(2025, 12, 15)
Check = Callable[[Register], bool]


def facts(found: Register, fact: str) -> list[object]:
    return found.frame[fact].to_list() if fact in found.frame.columns else [None] * len(found.frame)


def days(found: Register, fact: str) -> list[str]:
    return [str(value) for value in facts(found, fact)]


def told(found: Register, effect: str) -> int:
    return len(found.slips.filter(found.slips["effect"] == effect))


LIVING, NURSING = "person.receives.living_allowance", "person.receives.nursing_subsidy"
UNTIL = "person.certificate_valid_until"

READ: dict[str, Check] = {
    "registers/01-date-midnight/r.csv": lambda one: days(one, UNTIL) == ["2025-12-30", "2025-12-20", "2025-12-29", "2025-12-30"],
    "registers/02-township-sheets/r.xlsx": lambda one: one.lines == 4 and one.about["township"].n_unique() == 3,
    "registers/03-head-taken-for-person/r.xlsx": lambda one: days(one, "person.birth_date") == ["2019-12-15"],
    "registers/05-footers-as-persons/r.csv": lambda one: one.lines == 1,
    "registers/06-standard-read-as-receipt/r.xlsx": lambda one: facts(one, LIVING) == [True, False],
    "registers/07-long-payments/r.csv": lambda one: one.lines == 1 and facts(one, LIVING) == facts(one, NURSING) == [True],
    "registers/07-long-payments/r.csv cols.yaml": lambda one: one.lines == 1 and facts(one, LIVING) == facts(one, NURSING) == [True],
    "registers/08-ditto-in-keys/r.csv": lambda one: len(one.frame) == 5 and facts(one, "household").count(None) == 3,
    "registers/09-annual-income/year.csv": lambda one: facts(one, "household.monthly_income_per_capita") == [350],
    "registers/10-multiple-one-grade/r.csv": lambda one: (
        facts(one, "person.grade") == [1, 1] and facts(one, "person.grade_intellectual") == [None, None]
    ),
    "registers/11-proposal-keys/r.xlsx cols.yaml": lambda one: days(one, "person.birth_date") == ["2019-12-15"],
    "registers/11-proposal-keys/r.xlsx cols2.yaml": lambda one: days(one, "person.birth_date") == ["2019-12-15"],
    "registers/11-proposal-keys/r.xlsx cols3.yaml": lambda one: days(one, "person.birth_date") == ["2019-12-15"],
    "registers/12-status-heading/r.csv": lambda one: one.frame["row"].to_list() == [4] and one.lines == 3,
    "registers/12-status-heading/dibao.csv": lambda one: one.frame["row"].to_list() == [3] and one.lines == 2,
    "registers/13-grade-zero/r.csv": lambda one: facts(one, "person.grade") == [None] * 3,
    "registers/14-kind-column-first/r.csv": lambda one: facts(one, "person.grade_physical") == [1],
    "registers/15-dead-in-remarks/r.csv": lambda one: one.about["doubted"].to_list() == [True, True],
    "registers/16-amount-spellings/r.csv": lambda one: told(one, "unknown") == 1 and facts(one, LIVING).count(True) == 14,
    "registers/17-dibao-spellings/r.csv": lambda one: told(one, "unknown") == 1 and facts(one, "household.dibao").count(True) == 10,
    "registers/17-dibao-spellings/h.csv": lambda one: told(one, "unknown") == 0 and facts(one, "household.dibao").count(True) == 6,
    "registers/18-grade-spellings/r.csv": lambda one: told(one, "unknown") == 5 and facts(one, "person.grade").count(1) == 13,
    "registers/19-blank-hardship/r.csv cols.yaml": lambda one: (
        facts(one, "household.dibao") == [True, False] and facts(one, LIVING) == [False, False]
    ),
    "registers/21-number-spellings/r.csv": lambda one: told(one, "unknown") == 0 and None not in facts(one, "person.birth_date"),
    "registers/22-single-person-dibao/r.csv": lambda one: len(one.frame) == 2 and facts(one, "household.dibao") == [None, None],
    "registers/23-receives-list/r.csv": lambda one: (
        told(one, "unknown") == 0 and facts(one, LIVING) == [True, False, True, False] and facts(one, NURSING) == [True, True, True, False]
    ),
    "registers/24-no-id-double/r.csv": lambda one: one.lines == 1 and facts(one, LIVING) == facts(one, NURSING) == [True],
    "registers/25-html-xls/r.xls": lambda one: one.lines == 1 and facts(one, "household.dibao") == [True],
    "registers/25-html-xls/r.et": lambda one: one.lines == 4,
    "registers/25-html-xls/really_xlsx.xls": lambda one: one.lines == 4,
    "registers/26-amount-headings/r.csv": lambda one: facts(one, LIVING) == [True] and facts(one, NURSING) == [None],
    "registers/27-excel-truncated-ids/r.xlsx": lambda one: facts(one, "person.sex").count(None) == 273 == told(one, "unknown"),
    "registers/28-received-not-dibao/r.csv": lambda one: facts(one, LIVING) == [True] and facts(one, "household.dibao") == [False],
    "registers/29-audit-column-first/r.csv": lambda one: len(one.frame) == one.lines == 3,
    "reports/01-midnight-date/r.csv": lambda one: days(one, UNTIL) == ["2024-06-30", "2024-06-30"],
    "reports/02-household-key/r.csv": lambda one: facts(one, "household") == [None] * 3,
    "reports/02-household-key/numeric.xlsx": lambda one: facts(one, "household") == [None] * 2,
    "reports/03-large-household/r.csv": lambda one: len(one.frame) == 20,
    "reports/05-sheets/townships.xlsx": lambda one: one.lines == 8,
    "reports/07-error-cell/r.xlsx c.yaml": lambda one: facts(one, LIVING)[0] is None and told(one, "unknown") == 2,
    "reports/09-id-mask/r.csv": lambda one: all("********" in text for text in one.slips["value"].drop_nulls()),
    "reports/10-cr-lines/r.csv": lambda one: one.lines == 2,
    "reports/20-stray-far-cell/r.xlsx": lambda one: one.lines == 1000,
    "reports/28-key-across-villages/r.csv": lambda one: facts(one, "household.dibao") == [True, None],
    "doors/03-csv-carriage-return/cr.csv": lambda one: one.lines == 5,
    "doors/03-csv-carriage-return/crhead.csv": lambda one: one.lines == 5,
    "doors/04-xlsx-merged-past-end/mergedsmall.xlsx": lambda one: one.lines == 5,
    "doors/05-xlsx-far-cell/far.xlsx": lambda one: len(one.frame) == 5,
}
"""What is read, by file (and the office's settings): whether it was read right."""

ASKED = {
    "registers/02-township-sheets/months.xlsx": "sheets_not_certain",
    "registers/04-elderly-subsidy/r.csv": "column_not_certain",
    "registers/09-annual-income/r.csv": "column_not_certain",
    "registers/20-hidden-rows/r.xlsx": "hidden_not_certain",
    "reports/05-sheets/hidden.xlsx": "hidden_not_certain",
    "reports/05-sheets/hidden_row.xlsx": "hidden_not_certain",
}
"""What the office must say first, by what is asked."""

REFUSED = {
    "reports/04-stray-quote/r.csv": "quote_not_closed",
    "reports/10-cr-lines/only_headings.csv": "no_persons",
    "doors/02-csv-unclosed-quote/unq_small.csv": "quote_not_closed",
    "doors/06-parquet-panic/panic.parquet": "damaged_file",
    "doors/01-missing-exponential/home20.csv doors/13-mapping-yaml/mapdate.yaml": "not_yaml",
    "doors/01-missing-exponential/home20.csv doors/13-mapping-yaml/mapdeep.yaml": "not_yaml",
    "doors/01-missing-exponential/home20.csv doors/13-mapping-yaml/maplaugh2.yaml": "not_yaml",
    "doors/01-missing-exponential/home20.csv doors/13-mapping-yaml/mapnull.yaml": "wrong_type",
}
"""What cannot be read, by why."""


@pytest.fixture(scope="module")
def rules() -> el.Ruleset:
    return el.load_ruleset("zhangye", as_of=DAY)


@pytest.fixture
def trials(request: pytest.FixtureRequest) -> Path:
    folder = request.config.getoption("--trials")
    if not folder:
        pytest.skip("needs --trials, a folder of inputs that go wrong")
    return Path(folder)


def read(name: str, trials: Path, rules: el.Ruleset) -> Register:
    file, _, settings = name.partition(" ")
    path = trials / file
    if not path.is_file():
        pytest.skip("this input is no longer kept")
    own = None if not settings else trials / settings if "/" in settings else path.parent / settings
    return read_register(path, words_of(rules, own), DAY)


@pytest.mark.parametrize("name", READ)
def test_what_is_read_is_read_right(name: str, trials: Path, rules: el.Ruleset) -> None:
    found = read(name, trials, rules)
    assert all(sum(account.boxes.values()) == account.lines for account in found.accounts)
    assert READ[name](found)


@pytest.mark.parametrize("name", [*ASKED, *REFUSED])
def test_what_is_not_certain_is_not_read(name: str, trials: Path, rules: el.Ruleset) -> None:
    with pytest.raises(el.EligibilityError) as caught:
        read(name, trials, rules)
    assert {**ASKED, **REFUSED}[name] in {str(problem.as_json()["code"]) for problem in caught.value.problems}


@pytest.mark.parametrize("name", [name for name in (*READ, *ASKED) if " " not in name])
def test_every_reading_given_back_prints_itself_and_changes_nothing(name: str, trials: Path, rules: el.Ruleset, tmp_path: Path) -> None:
    check_round_trip(trials / name, rules, tmp_path)


def test_every_kept_register_is_looked_at(trials: Path) -> None:
    """A new folder is not passed over."""
    named = {name.split("/")[1] for name in (*READ, *ASKED) if name.startswith("registers/")}
    assert {path.name for path in (trials / "registers").iterdir() if path.is_dir()} <= named
