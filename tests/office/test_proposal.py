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


def test_the_month_of_a_list_is_that_of_its_column(tmp_path: Path, zhangye: el.Ruleset) -> None:
    """Where one is told; of two none is proposed, and the question stays."""
    for months, proposed in ((["2024-05", "2024年5月"], "    month: 2024-05\n"), (["2024-05", "2024-06"], "    # month: 2026-10")):
        file = tmp_path / "paid.csv"
        file.write_text(text([paid(at, 所属月份=month) for at, month in enumerate(months)]), "utf-8")
        assert proposed in office_proposal([file], zhangye, date(2024, 6, 28), tmp_path / "office.yaml")


def test_a_register_without_known_headings_is_a_question_too(tmp_path: Path, zhangye: el.Ruleset) -> None:
    """What its columns are must be said first; a file that cannot be read is refused."""
    (tmp_path / "a.csv").write_text(text([person(0)]), "utf-8")
    (tmp_path / "b.csv").write_text("xm,sfz\n甲,620702199001010014\n", "utf-8")
    out = tmp_path / "office.yaml"
    written = office_proposal([tmp_path / "a.csv", tmp_path / "b.csv"], zhangye, date(2024, 6, 28), out)
    assert written.count("- role: ask") == 2 and "no headings are known in it" in written and "# columns: maps/b.yaml" in written
    out.write_text(written, "utf-8")
    with pytest.raises(el.EligibilityError, match="not settled"):
        read_office(out)
    (tmp_path / "b.csv").write_bytes(b"")
    with pytest.raises(el.EligibilityError, match="empty"):
        office_proposal([tmp_path / "b.csv"], zhangye, date(2024, 6, 28), out)
