"""The rules as one query: what PostgreSQL answers, and how columns are called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest

import eligibility as el
from eligibility.bulk.sql import Query, create_table, frame_names, query, sql_name, table_named
from tests.bulk import test_local_book as by_the_book
from tests.bulk.registers import AS_OF, HOMES, by_subject, every_region, granted, proved, register, table
from tests.conftest import Toy, support


def on_postgres(postgres: Any, asked: Query, rows: pl.DataFrame) -> list[tuple[Any, ...]]:
    """What a PostgreSQL server answers, over the table that `create_table` describes."""
    with postgres.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS register")
        cursor.execute(create_table(asked.columns).sql("postgres"))
        with cursor.copy("COPY register FROM STDIN") as copy:
            for row in rows.select(asked.columns).iter_rows():
                copy.write_row(row)
        cursor.execute(asked.text("postgres"))
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


@every_region
def test_postgres_answers_as_the_kernel(region: str, postgres: Any) -> None:
    """The query in PostgreSQL's dialect."""
    ruleset, _ = register(region, HOMES // 2)
    rows = table(region, HOMES // 2).collect()
    asked = query(ruleset, rows.columns, AS_OF, language="en")
    assert by_subject(on_postgres(postgres, asked, rows)) == granted(proved(region, HOMES // 2))


def test_postgres_answers_by_the_book(toy: Toy, book: Callable[..., el.Book], postgres: Any) -> None:
    """Rates of a county and of its city, amounts at both ends, and what rests on the book once the plan has ended."""
    ruleset, read, rows = by_the_book.rules(toy), by_the_book.county_in_city(book), by_the_book.frame().collect()
    local, constants = by_the_book.placed(ruleset, read, by_the_book.AFTER)
    asked = query(ruleset, rows.columns, by_the_book.AFTER, constants, amounts=True, local=local)
    assert by_the_book.of_query(on_postgres(postgres, asked, rows)) == by_the_book.kernel(ruleset, read, by_the_book.AFTER)


ROW = ["row", "person.certified", "person.grade", "household.area"]


@pytest.fixture
def rules(toy: Toy) -> el.Ruleset:
    return el.load_ruleset(toy(support("certified and severe") + support("area == 'rural'", name="home", entity="household")))


def test_a_column_has_a_name_that_every_database_takes() -> None:
    assert sql_name("person.needs.rehab") == "person_needs_rehab"
    assert sql_name("row") != "row"


def test_a_name_leads_back_to_its_column(rules: el.Ruleset) -> None:
    found = frame_names(rules, [sql_name("person.certified"), "person_certifed"])
    assert found == {sql_name("person.certified"): "person.certified"}


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark"])
def test_it_reads_one_table_and_writes_none(rules: el.Ruleset, dialect: str) -> None:
    text = query(rules, ROW, AS_OF, table="office.people").text(dialect).upper()
    assert "OFFICE.PEOPLE" in text.replace('"', "").replace("`", "")
    assert not any(f"{word} " in text for word in ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP"))


RESERVED = ("user", "order", "select", "public.user", "User", "名册", "homes", "answers", "outcomes", "layer_1", "o", "x" * 70)
"""Words of the language, names of the query's own parts, and names that are too long for PostgreSQL."""


@pytest.mark.parametrize("table", RESERVED)
def test_a_table_may_have_any_name_in_postgres(rules: el.Ruleset, table: str, postgres: Any) -> None:
    """`user` without quotes would be the name of who asks."""
    asked = query(rules, ROW, AS_OF, table=table)
    with postgres.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table_named(table).sql('postgres')}")
        cursor.execute(create_table(asked.columns, table).sql("postgres"))
        cursor.execute(f"INSERT INTO {table_named(table).sql('postgres')} VALUES (1, 'rural', true, 1)")
        cursor.execute(asked.text("postgres"))
        assert {(row[1], row[2], row[3]) for row in cursor.fetchall()} >= {("person", "cash", "eligible")}


@pytest.mark.parametrize("table", [name for name in RESERVED if "." not in name])
def test_a_table_may_have_any_name_in_duckdb(rules: el.Ruleset, table: str) -> None:
    asked = query(rules, ROW, AS_OF, table=table)
    with duckdb.connect() as connection:
        connection.execute(create_table(asked.columns, table).sql("duckdb"))
        connection.execute(f"INSERT INTO {table_named(table).sql('duckdb')} VALUES (1, 'rural', true, 1)")
        found = connection.execute(asked.text("duckdb")).fetchall()
    assert {(row[1], row[2], row[3]) for row in found} >= {("person", "cash", "eligible")}


def test_only_the_supports_that_are_asked_for(rules: el.Ruleset) -> None:
    assert "'home'" not in query(rules, ROW, AS_OF, supports=["cash"]).text("duckdb")
    assert "'home'" in query(rules, ROW, AS_OF).text("duckdb")


def test_the_same_question_is_the_same_text(rules: el.Ruleset) -> None:
    assert query(rules, ROW, AS_OF).text("duckdb") == query(rules, [*reversed(ROW)], AS_OF).text("duckdb")
    assert query(rules, ROW, AS_OF).text("duckdb") == query(rules, ROW, date(2024, 6, 2)).text("duckdb")


def test_the_table_has_a_column_for_every_fact_that_is_read(rules: el.Ruleset) -> None:
    made = create_table(query(rules, ROW, AS_OF).columns).sql("postgres")
    assert all(sql_name(name) in made for name in ROW)
    assert "BOOLEAN" in made
