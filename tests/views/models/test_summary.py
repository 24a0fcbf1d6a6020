"""The summary file of a screening fits the model."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from eligibility.cli.app import app
from eligibility.views.models import SummaryModel

REGISTER = """序号,户号,姓名,乡镇,残疾人证号,残疾类别,残疾等级,有效期至,是否低保,困难残疾人生活补贴,重度残疾人护理补贴,奇怪的列
1,A,成员一,东乡,62070219900101001441,肢体,一级,2030-01-01,是,否,是,x
2,B,成员二,西乡,,智力,1-2级,,,否,否,y
3,B,成员三,西乡,,视力,九级,2030-01-01,是,是,否,y
"""


def test_the_summary_file_of_a_screening(tmp_path: Path) -> None:
    register, out = tmp_path / "register.csv", tmp_path / "result.csv"
    register.write_text(REGISTER, "utf-8-sig")
    args = ["screen", str(register), "-o", str(out), "--region", "zhangye", "--as-of", "2024-06-01"]
    assert CliRunner().invoke(app, args).exit_code == 0
    text = (tmp_path / "result.summary.json").read_text("utf-8")
    found = SummaryModel.model_validate_json(text)
    assert found.as_json() == json.loads(text)
    assert (found.register_.lines, found.register_.screened, found.register_.households) == (3, 3, 2)
    assert found.register_.errors and found.calls.questions and found.by_place.keys() >= {"township"}
