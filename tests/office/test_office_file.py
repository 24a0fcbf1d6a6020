"""An office file is read strictly: what is missing, unknown or twice is named at its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import eligibility as el
from eligibility.errors import OfficeError
from eligibility.office.office_file import is_office_file, office_schema, read_office
from tests.office.months import HEAD, person, write_month

GOOD = HEAD.format(day="2024-06-28", month="2024-06", state="state")


def refused(folder: Path, text: str) -> str:
    write_month(folder, [person(0)], [person(0)], [person(0)])
    (folder / "office.yaml").write_text(text, "utf-8")
    with pytest.raises(el.EligibilityError) as caught:
        read_office(folder / "office.yaml")
    return caught.value.text("en")


def test_a_file_says_what_the_month_is(tmp_path: Path) -> None:
    """Paths are beside the file; the state is a folder, and `none` keeps nothing."""
    office = read_office(write_month(tmp_path, [person(0)], [], [], state="state"))
    assert (office.region, office.as_of, office.month, office.area) == ("zhangye", date(2024, 6, 28), "2024-06", "620702")
    assert office.persons.path == tmp_path / "persons.csv" and [one.role for one in office.others] == ["facts", "payments"]
    assert office.state == tmp_path / "state" and office.others[1].absent == {"receives": ("living_allowance", "nursing_subsidy")}
    assert read_office(write_month(tmp_path, [person(0)], [], [])).state is None
    assert is_office_file(tmp_path / "office.yml") and not is_office_file(tmp_path / "persons.csv")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("as_of: 2024-06-28", "as_of: 2024-06-31"), "is not a date that exists"),
        (("month: 2024-06", "month: 2024-13"), "is not a month"),
        (("month: 2024-06,", ""), "does not say for which month it pays"),
        (("month: 2024-06", "month: 2024-02"), "pays for 2024-02, which is not a month that is compared on 2024-06-28"),
        (("month: 2024-06", "month: 2024-07"), "wrong_month"),
        (("role: facts", "role: fact"), "must be one of"),
        (("state: state", "states: state"), "unknown key 'states'"),
        (("role: persons", "role: ask"), "not settled"),
        (("role: persons, file: persons.csv", "role: facts, name: more, file: persons.csv"), "has no register of persons"),
        (("role: facts, file: dibao.csv", "role: persons, file: dibao.csv"), "a register of persons stands twice"),
        (("role: persons, file: persons.csv", "role: persons, file: persons.csv, month: 2024-06"), "only payments have a month"),
        (("state: state", "decides: {person.grade: nobody}"), "there is no register 'nobody'"),
        (('area: "620702"', 'area: &a "620702"\nversion: *a'), "alias"),
    ],
)
def test_what_is_wrong_is_named_at_its_place(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    found = refused(tmp_path, GOOD.replace(*change, 1))
    assert said in found and "office.yaml:" in found


def test_the_payments_of_a_month_stand_once(tmp_path: Path) -> None:
    """Two lists of one month have names of their own."""
    more = "  - {role: payments, file: paid.csv, month: 2024-06NAME}\n"
    assert "the payments of 2024-06 stand twice" in refused(tmp_path, GOOD + more.replace("NAME", ""))
    (tmp_path / "office.yaml").write_text(GOOD + more.replace("NAME", ", name: second"), "utf-8")
    assert [one.name for one in read_office(tmp_path / "office.yaml").registers] == ["persons", "facts", "payments", "second"]


def test_what_is_missing_is_named_at_once(tmp_path: Path) -> None:
    """Every missing file in one message; the office file itself is a file."""
    text = GOOD.replace("persons.csv", "nobody.csv").replace("place.json", "nowhere.json")
    assert {"nobody.csv", "nowhere.json"} <= set(refused(tmp_path, text).replace(":", " ").split())
    with pytest.raises(el.EligibilityError, match="no such file"):
        read_office(tmp_path / "none.yaml")


def test_a_problem_is_one_of_the_file(tmp_path: Path) -> None:
    path = write_month(tmp_path, [person(0)], [], [])
    path.write_text("registers: []", "utf-8")
    with pytest.raises(OfficeError) as caught:
        read_office(path)
    assert {problem.as_json()["check"] for problem in caught.value.problems} == {"key_missing", "wrong_value"}


def test_the_schema_names_every_key() -> None:
    schema = office_schema()
    assert {"office", "as_of", "registers", "state", "decides"} <= set(schema["properties"])  # type: ignore[arg-type]
    assert schema["additionalProperties"] is False
