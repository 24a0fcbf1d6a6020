"""What stands in a run's folder is read as it was written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.profile import Locality
from eligibility.i18n import Text
from eligibility.web.run_files import ScreenRequest, State, problem_of


def test_requests_and_states(tmp_path: Path) -> None:
    locality = Locality.model_validate({"adcode": "620702"})
    asked = ScreenRequest("zhangye", "2022-04-15", date(2024, 6, 1), locality=locality, sheets=("一",), suffix=".xlsx", book=tmp_path)
    asked.write(tmp_path)
    assert ScreenRequest.read(tmp_path) == asked
    State("deciding", 3, 5).write(tmp_path)
    assert State.read(tmp_path) == State("deciding", 3, 5)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["request.json", "state.json"]


def test_why_a_run_failed() -> None:
    error = EligibilityError([Problem(ProblemCode.NO_PERSONS, "register", Text("没有人", "has no persons"))])
    assert problem_of(error, "en").errors[0].message == "has no persons"
    assert problem_of(None, "zh").status == 500
