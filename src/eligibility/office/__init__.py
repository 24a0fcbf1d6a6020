"""The office's month: its registers joined, what is missed or paid wrongly, what changed since the last month and why, whom to pay.

from eligibility.office import read_office, screen_office

result = screen_office(read_office(Path("office.yaml")), Path("2026-11.xlsx"))
print(result.text("en"))
"""

from importlib import import_module
from typing import TYPE_CHECKING

from eligibility._optional import require_package

if TYPE_CHECKING:
    from eligibility.office.office_file import Office, read_office
    from eligibility.office.run import OfficeResult, screen_office

__all__ = ["Office", "OfficeResult", "read_office", "screen_office"]

_MODULES = {"Office": "office_file", "OfficeResult": "run", "read_office": "office_file", "screen_office": "run"}


def __getattr__(name: str) -> object:
    """Polars is imported when one of the names is first used: everything else works without it."""
    if name in _MODULES:
        require_package("polars", "register")
        return getattr(import_module(f"eligibility.office.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'eligibility.office' has no attribute {name!r}")
