"""Small months of an office, written in a test: nobody in them is real."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from eligibility.facts.certificate import check_digit

Line = Mapping[str, str]

HEAD = """office: zhangye
as_of: {day}
area: "620702"
locality: place.json
state: {state}
registers:
  - {{role: persons, file: persons.csv}}
  - {{role: facts, file: dibao.csv, absent_means: {{household.dibao: false}}}}
  - {{role: payments, file: paid.csv, month: {month}, absent_means: {{receives: [living_allowance, nursing_subsidy]}}}}
"""
PLACE = """{"dibao_standard": {"urban": 720, "rural": 480}, "options": {"nursing_subsidy_grade_3_4": false, "nursing_subsidy_other": false,
"living_allowance_other": false, "living_allowance_margin": false}}"""


def number(index: int, born: str = "19800101") -> str:
    """An identity number of nobody: sound, with an order code of the first ten."""
    first = f"62{index // 10:04d}{born}{index % 10:03d}"
    return first + check_digit(first)


def certificate(index: int, grade: int = 1, born: str = "19800101", kind: int = 4) -> str:
    return f"{number(index, born)}{kind}{grade}"


def person(index: int, grade: int = 1, born: str = "19800101", **more: str) -> dict[str, str]:
    """A line of the register of persons."""
    own = {
        "姓名": f"成员{index}",
        "残疾人证号": certificate(index, grade, born),
        "有效期至": "2030-01-01",
        "乡镇": "东乡",
        "村": "一村",
        "户号": f"H{index}",
    }
    return {**own, **more}


def member(index: int, born: str = "19800101", **more: str) -> dict[str, str]:
    """A line of the list of dibao."""
    return {"姓名": f"成员{index}", "身份证号": number(index, born), "是否低保": "是", "城乡": "农村", **more}


def paid(index: int, support: str = "重度残疾人护理补贴", amount: str = "100", born: str = "19800101", **more: str) -> dict[str, str]:
    """A line of the payments."""
    own = {"姓名": f"成员{index}", "身份证号": number(index, born), "补贴项目": support, "发放金额": amount, "发放状态": "已发放"}
    return {**own, **more}


def text(lines: Sequence[Line]) -> str:
    """Lines as CSV, under every heading that one of them has."""
    headings = list(dict.fromkeys(heading for line in lines for heading in line))
    out = io.StringIO()
    csv.writer(out).writerows([headings, *([line.get(heading, "") for heading in headings] for line in lines)])
    return out.getvalue()


def write_month(
    folder: Path, persons: Sequence[Line], dibao: Sequence[Line], payments: Sequence[Line],
    day: str = "2024-06-28", month: str = "2024-06", state: str = "none", office: str = "", place: str = PLACE,
) -> Path:  # fmt: skip
    """A month's registers and its office file, in a folder; the office file is returned. A list without lines holds a stranger."""
    dibao, payments = dibao or [member(900)], payments or [paid(900)]
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in {"persons.csv": persons, "dibao.csv": dibao, "paid.csv": payments}.items():
        (folder / name).write_text(text(lines), "utf-8")
    (folder / "place.json").write_text(place, "utf-8")
    path = folder / f"office-{day[:7]}.yaml"
    path.write_text(office or HEAD.format(day=day, month=month, state=state), "utf-8")
    return path
