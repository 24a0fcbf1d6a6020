"""Writes the synthetic register of this folder: register.csv and register.xlsx, 5,000 persons in households.

    python examples/make_register.py [FOLDER]

Nobody in it is real. Names are numbers, order codes of identity numbers run from 000 to 009 only, telephones are zeros,
townships are invented. The shares of categories, grades and ages are about those of registers of certificate holders;
incomes lie around the made-up standards of locality.json. The same seed writes the same bytes.
"""

from __future__ import annotations

import csv
import io
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from eligibility.facts.certificate import CATEGORIES, check_digit

SEED = 20240601
PEOPLE = 5000
DAY = date(2024, 6, 1)
AREA_CODE = "361002"
URBAN, RURAL = 885, 655

TOWNSHIPS = {
    "东河街道": 0.9, "北关街道": 0.85, "云岭镇": 0.3, "清溪镇": 0.25, "南坪镇": 0.2, "石桥乡": 0.1, "双塘乡": 0.05, "白杨乡": 0.0,
}  # fmt: skip
"""Invented townships, with the share of urban households."""
SHARES = {"physical": 58, "visual": 14, "hearing": 12, "speech": 2, "intellectual": 7, "mental": 5, "multiple": 2}
NAMES = {
    "visual": "视力", "hearing": "听力", "speech": "言语", "physical": "肢体", "intellectual": "智力", "mental": "精神", "multiple": "多重",
}  # fmt: skip
GRADES = {1: 14, 2: 28, 3: 27, 4: 31}
GRADE_NAMES = {1: "一级", 2: "二级", 3: "三级", 4: "四级"}
SIZES = {1: 26, 2: 31, 3: 21, 4: 14, 5: 8}
AGES = {(0, 6): 3, (7, 15): 5, (16, 29): 9, (30, 44): 15, (45, 59): 30, (60, 74): 27, (75, 94): 11}

GROUPS = {
    "基本信息": ["序号", "乡镇（街道）", "村（社区）", "户号", "户主姓名", "姓名", "性别", "联系电话"],
    "残疾情况": ["残疾人证号", "残疾类别", "残疾等级", "有效期至", "生活自理能力", "照护方式"],
    "家庭情况": ["城乡", "家庭人口", "困难类型", "人均月收入（元）", "财产符合规定"],
    "享受待遇情况": ["特困供养", "单人户低保", "困难残疾人生活补贴", "重度残疾人护理补贴", "照护和托养服务补贴"],
    "其他": ["备注"],
}
HEADINGS = [heading for group in GROUPS.values() for heading in group]


@dataclass
class Maker:
    """Makes the lines of the register from a seed."""

    random: random.Random
    used: set[str] = field(default_factory=set)
    households: int = 0
    persons: int = 0

    def lines(self) -> Iterator[list[str]]:
        """Every line of the register, headings left out."""
        number = 0
        while number < PEOPLE:
            for line in self._household():
                number += 1
                if number <= PEOPLE:
                    yield [str(number), *line]

    # -- households

    def _household(self) -> list[list[str]]:
        self.households += 1
        township = self.random.choice(list(TOWNSHIPS))
        urban = self.random.random() < TOWNSHIPS[township]
        size = self._drawn(SIZES)
        listed = size if self.random.random() < 0.6 else self.random.randint(1, size)
        kind, income = self._means(URBAN if urban else RURAL)
        shared = {
            "乡镇（街道）": township,
            "村（社区）": f"第{self.random.randint(1, 9)}{'社区' if urban else '村'}",
            "户号": f"H{self.households:05d}",
            "户主姓名": f"户主{self.households:05d}",
            "城乡": self._some(self._spelled(urban), 0.96),
            "家庭人口": self._some(str(size), 0.9),
            "困难类型": self._some(kind, 0.93),
            "人均月收入（元）": self._some(self._written(income), 0.9),
            "财产符合规定": self._some("是" if self.random.random() < 0.9 else "否", 0.7),
        }
        return [self._person(shared, kind, disabled=index == 0 or self.random.random() < 0.25) for index in range(listed)]

    def _means(self, standard: int) -> tuple[str, int]:
        """What the household is recognised as, and its monthly income per head."""
        income = round(max(0.0, self.random.gauss(standard * 1.45, standard * 0.7)))
        if income < standard:
            return self._chosen({"低保": 83, "一般": 12, "低保边缘": 5}), income
        if income < 1.5 * standard:
            return self._chosen({"低保边缘": 45, "低收入": 20, "一般": 32, "低保": 3}), income
        return self._chosen({"一般": 96, "低收入": 3, "低保": 1}), income

    # -- persons

    def _person(self, shared: dict[str, str], kind: str, *, disabled: bool) -> list[str]:
        self.persons += 1
        born = self._born()
        male = self.random.random() < 0.54
        cells = {
            **shared,
            "姓名": f"成员{self.persons:05d}",
            "性别": self._some("男" if male else "女", 0.98),
            "联系电话": f"000{self.persons:08d}",
        }
        cells |= self._disability(born, male, kind) if disabled else {"残疾类别": "无", "特困供养": "否"}
        return [cells.get(heading, "") for heading in HEADINGS[1:]]

    def _disability(self, born: date, male: bool, kind: str) -> dict[str, str]:
        category = self._chosen(SHARES)
        grade = self._drawn(GRADES)
        number = self._identity(born, male) + next(digit for digit, name in CATEGORIES.items() if name == category) + str(grade)
        until = DAY + timedelta(days=self.random.randint(-200, 3600))
        severe = grade <= 2
        care = self._chosen({"居家照护": 45, "日间照料": 5, "机构托养": 8, "无照护安排": 12, "": 30}) if severe else ""
        able = self._chosen({"不能自理": 45, "部分自理": 37, "能够自理": 18}) if severe else "能够自理"
        return {
            "残疾人证号": self._some(self._slipped(number), 0.97),
            "残疾类别": NAMES[category],
            "残疾等级": self._some(self._graded(grade), 0.98),
            "有效期至": self._some(self._dated(until), 0.95),
            "生活自理能力": self._some(able, 0.75),
            "照护方式": care,
            **self._received(kind, severe, care if able == "不能自理" else "", until),
        }

    def _received(self, kind: str, severe: bool, care: str, until: date) -> dict[str, str]:
        """What is had: mostly what is due, some of it missed, some of it had though it is not due, some cells empty."""
        tekun = kind == "低保" and self.random.random() < 0.03
        single = severe and kind in {"低保边缘", "低收入"} and self.random.random() < 0.6
        valid = until >= DAY
        due = {
            "困难残疾人生活补贴": (kind == "低保" or single) and not tekun and valid,
            "重度残疾人护理补贴": severe and not tekun and valid,
            "照护和托养服务补贴": severe and kind in {"低保", "低保边缘", "低收入"} and care not in {"", "无照护安排"},
        }
        paid = {name: self.random.random() < (0.88 if is_due else 0.015) for name, is_due in due.items()}
        had = {"特困供养": tekun, "单人户低保": single, **paid}
        return {name: self._some("是" if has else "否", 0.94) for name, has in had.items()}

    def _born(self) -> date:
        low, high = self._chosen_range()
        return DAY - timedelta(days=self.random.randint(low * 365 + 40, high * 365 + 300))

    def _identity(self, born: date, male: bool) -> str:
        """An identity number with a right check digit that nobody bears: order codes from 000 to 009 only."""
        for order in range(male, 10, 2):
            first = f"{AREA_CODE}{born:%Y%m%d}{order:03d}"
            if first not in self.used:
                self.used.add(first)
                return first + check_digit(first)
        return self._identity(born - timedelta(days=1), male)

    # -- how offices write

    def _spelled(self, urban: bool) -> str:
        return self.random.choice(("城镇", "城市") if urban else ("农村", "农村", "乡村"))

    def _written(self, income: int) -> str:
        forms = {f"{income}元": 6, f"约{income // 100 * 100 + 50}": 1, f"{income:,}": 3}
        return self._chosen({**forms, f"{income}": 90})

    def _graded(self, grade: int) -> str:
        other = "1-2级" if grade <= 2 else "三、四级"
        return self._chosen({GRADE_NAMES[grade]: 85, f"{grade}级": 9, f"{grade}": 5, other: 1})

    def _dated(self, day: date) -> str:
        forms = {f"{day:%Y-%m-%d}": 70, f"{day:%Y.%m.%d}": 12, f"{day.year}年{day.month}月{day.day}日": 12, f"{day:%Y%m%d}": 6}
        return self._chosen(forms)

    def _slipped(self, number: str) -> str:
        """The number, now and then with a digit mistyped or cut by a spreadsheet."""
        wrong = str((int(number[16]) + 1) % 10)
        return self._chosen({number: 985, f"{number[:16]}{wrong}{number[17:]}": 9, f"{number[:15]}00000": 3, number[:18]: 3})

    # -- chance

    def _some(self, text: str, share: float) -> str:
        return text if self.random.random() < share else ""

    def _chosen(self, weights: dict[str, int]) -> str:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def _drawn(self, weights: dict[int, int]) -> int:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def _chosen_range(self) -> tuple[int, int]:
        return self.random.choices(list(AGES), list(AGES.values()))[0]


def written_csv(lines: list[list[str]]) -> bytes:
    """The register as CSV in UTF-8 with BOM, as Excel saves it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([HEADINGS, *lines])
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(path: Path, lines: list[list[str]]) -> None:
    """The register as offices keep it in Excel: a title, two lines of headings with merged groups, every cell a text."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        book.set_properties({"created": datetime(2024, 6, 1)})  # noqa: DTZ001 - a fixed moment, so that the bytes are the same
        sheet = book.add_worksheet("名册")
        bold = book.add_format({"bold": True, "align": "center", "border": 1})
        sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, "残疾人名册（虚构示例）", bold)
        column = 0
        for group, headings in GROUPS.items():
            if len(headings) == 1:
                sheet.write_string(1, column, group, bold)
            else:
                sheet.merge_range(1, column, 1, column + len(headings) - 1, group, bold)
            for heading in headings:
                sheet.write_string(2, column, heading, bold)
                column += 1
        for row, line in enumerate(lines, 3):
            for column, cell in enumerate(line):
                if cell:
                    sheet.write_string(row, column, cell)
        sheet.freeze_panes(3, 6)


def main(folder: Path) -> None:
    lines = list(Maker(random.Random(SEED)).lines())
    (folder / "register.csv").write_bytes(written_csv(lines))
    write_xlsx(folder / "register.xlsx", lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
