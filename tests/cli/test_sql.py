"""`eligibility sql`: the rules as a query that another database runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eligibility.cli.app import app
from tests.conftest import ROOT

pytest.importorskip("sqlglot")


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["sql", *arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize("region", ["zhangye", "changji", "changyi", "fuzhou_jx", "zhalainuoer"])
def test_names_fit_every_database(region: str) -> None:
    """PostgreSQL cuts names after 63 bytes: none of a table or a query is longer."""
    for more in ((), ("--create",)):
        status, text, _ = run("--region", region, "--as-of", "2024-06-01", "--dialect", "postgres", *more)
        assert status == 0
        assert max(map(len, re.findall(r"[a-z_0-9]+", text))) <= 63


def test_what_the_table_lacks_is_not_read() -> None:
    """Only the columns that are named stand in the query, and in the table that it reads."""
    asked = (
        "--region",
        "zhangye",
        "--as-of",
        "2024-06-01",
        "--support",
        "nursing_subsidy",
        "--columns",
        "row_no,person_certified,person_grade",
    )
    _, text, _ = run(*asked)
    assert "person_certified" in text
    assert "person_tekun" not in text
    _, table, _ = run(*asked, "--create")
    assert re.findall(r"^  (\w+)", table, re.MULTILINE) == ["row_no", "person_certified", "person_grade"]


def test_the_query_reads_the_table_that_is_named() -> None:
    """A schema may stand before the table; anything but a name is refused."""
    _, text, _ = run("--region", "zhangye", "--as-of", "2024-06-01", "--support", "tekun", "--table", "office.people")
    assert 'FROM "office"."people"' in text
    status, _, message = run("--region", "zhangye", "--table", "people; drop", "--lang", "en")
    assert (status, message.strip()) == (1, "--table: is not the name of a table.")


def test_what_is_not_there_is_named_with_the_nearest() -> None:
    """A wrong column or support is one message."""
    status, _, message = run("--region", "zhangye", "--columns", "person_certifed", "--lang", "en")
    assert (status, message.strip()) == (1, "--columns: there is no 'person_certifed'. Did you mean person_certified?")
    status, _, message = run("--region", "zhangye", "--support", "nursing_subsidie", "--lang", "en")
    assert (status, "nursing_subsidy" in message) == (1, True)


def test_the_locality_of_a_profile_holds_for_every_row(tmp_path: object) -> None:
    """Its standards and options stand in the query as numbers and truths; its columns are not read."""
    place = Path(str(tmp_path)) / "place.json"
    place.write_text('{"locality": {"dibao_standard": {"rural": 480.5}, "options": {"nursing_subsidy_grade_3_4": true}}}', "utf-8")
    _, text, _ = run("--region", "zhangye", "--as-of", "2024-06-01", "--locality", str(place))
    assert "locality_options_nursing_subsidy_grade_3_4" not in text
    assert "locality_dibao_standard_rural" not in text
    assert re.search(r"household_monthly_income_per_capita \* 2 < 961\b", text)


def test_the_rates_of_the_place_are_in_the_query() -> None:
    """Of the place that is named; columns that only a rate reads are read. An entry of a wider area is named with it."""
    book = str(ROOT / "examples" / "book")
    asked = ("--region", "zhangye", "--as-of", "2024-06-01", "--support", "living_allowance", "--book", book, "--amounts")
    county, whole = run(*asked, "--adcode", "620702")[1], run(*asked, "--adcode", "620700")[1]
    assert "rates.living_allowance" in county.splitlines()[0] and "| book 620702 " in county.splitlines()[0]
    assert "| book 620700 " in whole.splitlines()[0]
    assert "110" in county and "110" not in whole.partition("WITH homes")[2]
    assert "AS living_allowance_amount_low" in county and "AS living_allowance_amount_low" in whole


def test_a_book_of_several_places_is_used_for_the_one_that_is_named(tmp_path: Path) -> None:
    """Otherwise everyone of a county would silently have the rates of the city."""
    asked = ("--region", "zhangye", "--as-of", "2024-06-01", "--support", "living_allowance", "--lang", "en")
    status, text, message = run(*asked, "--book", str(ROOT / "examples" / "book"))
    assert (status, text) == (1, "")
    assert message.strip() == (
        "--adcode: is not given, and the book also has 620702. "
        "One query has the rates of one place: name the county, or 620700 itself, and write a query for each."
    )
    alone = (ROOT / "examples" / "book" / "620700.yaml").read_text("utf-8")
    (tmp_path / "620700.yaml").write_text(alone, "utf-8")
    assert "| book 620700 " in run(*asked, "--book", str(tmp_path))[1].splitlines()[0]


def test_an_entry_of_a_wider_place_is_named_with_it(tmp_path: Path) -> None:
    """A rate of a county and one of its city under the same name are told apart."""
    for code in ("620700", "620702"):
        (tmp_path / f"{code}.yaml").write_text(
            f'area: "{code}"\nname: {{zh: 例, en: Example}}\nsources: {{paper: {{document: 编造的文件, seen: true}}}}\n'
            "rates:\n  living_allowance: [{from: 2024-01-01, is: 110, unit: CNY/month, source: paper}]\n",
            "utf-8",
        )
    asked = ("--region", "zhangye", "--as-of", "2024-06-01", "--support", "living_allowance", "--book", str(tmp_path))
    head = run(*asked, "--adcode", "620702")[1].splitlines()[0]
    assert "(rates.living_allowance, rates.living_allowance of 620700; " in head


def test_the_local_book_gives_constants_and_the_head_says_until_when() -> None:
    """By the area code: the standards and options of the county stand in the query, and the head names them with their days."""
    book = str(ROOT / "examples" / "book")
    asked = ("--region", "zhangye", "--as-of", "2024-06-01", "--support", "nursing_subsidy", "--book", book, "--adcode", "620702")
    status, text, _ = run(*asked)
    head = text.splitlines()[0]
    assert status == 0
    assert re.search(
        r"\| book 620702 [0-9a-f]{8} \(standards\.dibao_standard\.urban, .*options\.nursing_subsidy_grade_3_4, .*; 2024-01-01 to \.\.\.\)",
        head,
    )
    assert "locality_options_nursing_subsidy_grade_3_4" not in text
    without = run(*asked[:6])[1]
    assert "locality_options_nursing_subsidy_grade_3_4" in without and "book" not in without.splitlines()[0]
    assert "is six digits" in run(*asked[:-1], "6207", "--lang", "en")[2]
