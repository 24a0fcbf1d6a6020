"""Some values of each column: enough to see what it holds, and nobody's name, number or telephone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import eligibility as el
from eligibility.register.options import ScreenOptions
from eligibility.register.run import proposed_columns
from tests.conftest import DAY

HEAD = "姓名,残疾人证号,残疾类别,残疾等级,联系电话,出生日期,备注,说明\n"
LINES = [
    "张小明,11010519491231002X41,肢体,一级,13800000000,1949-12-31,张小明已迁出,随便写的字\n",
    "李四,11010519491231002X42,听力,二级,13900000000,1950-01-01,,张小明的邻居\n",
]


def test_what_is_personal_is_masked(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(HEAD + "".join(LINES), "utf-8")
    found = proposed_columns(path, ScreenOptions(el.load_ruleset("zhangye", as_of=DAY), date(2024, 6, 1)))
    assert found.samples == {
        "A": ["****"],
        "B": ["110105********002X41", "110105********002X42"],
        "C": ["肢体", "听力"],
        "D": ["一级", "二级"],
        "E": ["****"],
        "F": ["1949-12-31", "1950-01-01"],
        "G": ["****"],
        "H": ["****"],
    }
    assert "张小明" not in str(found.samples) and repr(found) == "<ColumnProposal of 8 columns>"
    assert found.settings.count("heading:") == 8
