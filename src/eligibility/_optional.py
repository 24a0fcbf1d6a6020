"""Optional packages: if one is missing, a message names the command that installs it, with no traceback."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text


def require_package(module: str, extra: str) -> ModuleType:
    """Import a module of one of the extras in `pyproject.toml`.

    Raises:
        EligibilityError: the package is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != module.partition(".")[0]:
            raise
        command = f"pip install 'eligibility[{extra}]'"
        mend = Text(f"请运行：{command}", f"Run: {command}")
        problem = Problem(ProblemCode.PACKAGE_MISSING, module, Text("没有安装", "is not installed"), mend)
        raise EligibilityError([problem]) from None
