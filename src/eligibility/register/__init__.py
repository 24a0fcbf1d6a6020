"""A register (名册) of persons: read from the office's file, screened, and answered with gaps, questions and sums.

from eligibility.register import ScreenOptions, screen_file

result = screen_file(Path("register.xlsx"), ScreenOptions(ruleset, date(2024, 6, 1)), Path("result.csv"))
print(result.report.text("en"))
"""

from importlib import import_module
from typing import TYPE_CHECKING

from eligibility._optional import require_package

if TYPE_CHECKING:
    from eligibility.register.locality import read_locality
    from eligibility.register.options import ScreenOptions
    from eligibility.register.progress import Cancelled, ScreenProgress, ScreenStep
    from eligibility.register.report import ScreenReport
    from eligibility.register.run import ScreenResult, propose_columns, screen_file

__all__ = [
    "Cancelled",
    "ScreenOptions",
    "ScreenProgress",
    "ScreenReport",
    "ScreenResult",
    "ScreenStep",
    "propose_columns",
    "read_locality",
    "screen_file",
]

_MODULES = {
    "Cancelled": "progress",
    "ScreenOptions": "options",
    "ScreenProgress": "progress",
    "ScreenReport": "report",
    "ScreenResult": "run",
    "ScreenStep": "progress",
    "propose_columns": "run",
    "read_locality": "locality",
    "screen_file": "run",
}


def __getattr__(name: str) -> object:
    """Polars is imported when one of the names is first used: everything else works without it."""
    if name in _MODULES:
        require_package("polars", "register")
        return getattr(import_module(f"eligibility.register.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'eligibility.register' has no attribute {name!r}")
