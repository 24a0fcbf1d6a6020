"""`eligibility schema`: the profile as JSON Schema, and the facts."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.command_line import answered, run


def test_schema() -> None:
    assert json.loads(answered("schema"))["properties"].keys() >= {"household", "locality", "organisations", "as_of", "dont_know"}
    facts = json.loads(answered("schema", "facts"))
    assert len(facts) >= 72
    assert all({"entity", "name", "type", "title", "question"} <= fact.keys() for fact in facts)


def test_facts_for_a_reader_by_a_word() -> None:
    """The name as rules write it, the unit, and the values that hold the word."""
    lines = answered("schema", "facts", "--table", "--search", "户籍").splitlines()
    assert lines == [
        "person.residence  [enum]  户籍和居住情况",
        "    'local_hukou'  本地户籍",
        "    'local_resident'  本地常住（非本地户籍）",
        "    'elsewhere'  户籍和居住均在外地",
    ]
    income = answered("schema", "facts", "--table", "--search", "monthly_income", "--lang", "en")
    assert income == "household.monthly_income_per_capita  [money CNY/person/month]  monthly income per head\n"
    assert [one["name"] for one in json.loads(answered("schema", "facts", "--search", "户籍"))] == ["residence"]


def test_schemas_of_the_files_of_rulesets(tmp_path: Path) -> None:
    printed = answered("schema", "rules", "-o", str(tmp_path), "--lang", "en")
    written = {path.name for path in tmp_path.iterdir()}
    assert {"area.schema.json", "clauses.schema.json", "cases.schema.json"} <= written
    patterns = json.loads(printed.partition("\n")[2])["yaml.schemas"]
    assert {Path(path).name for path in patterns} == written
    assert "**/*/*/care.yaml" in patterns[(tmp_path / "area.schema.json").as_posix()]
    assert json.loads(answered("schema", "rules")).keys() == {name.removesuffix(".schema.json") for name in written}


def test_options_belong_to_their_kind() -> None:
    assert run("schema", "profile", "--table").returncode == 2
    assert run("schema", "facts", "-o", "x").returncode == 2


def test_supports_and_definitions_by_a_word() -> None:
    assert answered("schema", "supports", "--table", "--search", "燃油") == "fuel_subsidy  [concessions]  机动轮椅车燃油补贴\n"
    (severe,) = [line for line in answered("schema", "definitions", "--table", "--lang", "en").splitlines() if line.startswith("severe  ")]
    assert severe == "severe  [person]  severe disability (grade 1 or 2)  `grade in {1, 2}`"
    assert [one["support"] for one in json.loads(answered("schema", "supports", "--search", "燃油"))] == ["fuel_subsidy"]
    assert json.loads(answered("schema", "definitions"))[0].keys() == {"definition", "for", "is", "title"}
    assert answered("schema", "standards", "--table", "--search", "工资").splitlines()[0] == (
        "standards.minimum_wage  [CNY/person/month]  月最低工资标准"
    )
    assert json.loads(answered("schema", "standards"))[0].keys() == {"standard", "unit", "title", "regions"}
