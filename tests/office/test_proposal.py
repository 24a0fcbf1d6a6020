"""The office file that several registers would make: roles as questions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import eligibility as el
from eligibility.office.office_file import read_office
from eligibility.office.proposal import office_proposal
from tests.office.months import member, paid, person, text


def test_roles_are_asked_and_once_settled_the_file_is_read(tmp_path: Path, zhangye: el.Ruleset) -> None:
    """What each register looks like is said beside the question, and nothing is taken for granted."""
    names = {"持证.csv": [person(0)], "低保.csv": [member(0)], "2024年6月发放.csv": [paid(0)]}
    for name, lines in names.items():
        (tmp_path / name).write_text(text(lines), "utf-8")
    out = tmp_path / "office.yaml"
    written = office_proposal([tmp_path / name for name in names], zhangye, date(2024, 6, 28), out)
    out.write_text(written, "utf-8")
    assert [line.split("像是 ")[1].split("：")[0] for line in written.splitlines() if line.startswith("  - role: ask")] == [
        "persons",
        "facts",
        "payments",
    ]
    assert "no column of numbers" not in written
    with pytest.raises(el.EligibilityError, match="not settled"):
        read_office(out)
    for role in ("persons", "facts", "payments"):
        written = written.replace("- role: ask", f"- role: {role}", 1)
    out.write_text(written.replace("# month: 2026-10", "month: 2024-06 #").replace("# absent_means", "absent_means"), "utf-8")
    office = read_office(out)
    assert office.persons.path == tmp_path / "持证.csv" and office.others[1].month == "2024-06" and office.state is None


def test_a_register_whose_numbers_are_not_recognised_says_so(tmp_path: Path, zhangye: el.Ruleset) -> None:
    """Before anything is screened, and nothing can be joined."""
    file = tmp_path / "paid.csv"
    file.write_text(text([{"领款凭据": "x", "补贴项目": "重度残疾人护理补贴", "发放金额": "100"}]), "utf-8")
    written = office_proposal([file], zhangye, date(2024, 6, 28), tmp_path / "office.yaml")
    assert "没有认出证号列" in written and "no column of numbers" in written
