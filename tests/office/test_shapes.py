"""Days, months and versions of an office file as YAML reads them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from pydantic import ValidationError

from eligibility.office.shapes import OfficeFile

REGISTERS = [{"role": "persons", "file": "a.csv"}]


def test_a_version_is_named_by_its_date() -> None:
    """Which YAML reads as a day, not as a text."""
    shape = OfficeFile.model_validate(
        {"office": "zhangye", "as_of": date(2024, 6, 28), "version": date(2022, 4, 15), "registers": REGISTERS}
    )
    assert (shape.version, shape.as_of, shape.state) == ("2022-04-15", "2024-06-28", "none")


@pytest.mark.parametrize("day", ["2024-06-28", datetime(2024, 6, 28), 20240628, None])  # noqa: DTZ001 - the wrong value meant
def test_a_day_is_a_day(day: object) -> None:
    with pytest.raises(ValidationError):
        OfficeFile.model_validate({"office": "zhangye", "as_of": day, "registers": REGISTERS})


@pytest.mark.parametrize("month", ["2024-6", "2024-00", "202406", "2024-06-01", 6, None])
def test_a_month_is_a_month(month: object) -> None:
    with pytest.raises(ValidationError):
        OfficeFile.model_validate(
            {"office": "zhangye", "as_of": date(2024, 6, 28), "registers": [{"role": "payments", "file": "a.csv", "month": month or "?"}]}
        )
