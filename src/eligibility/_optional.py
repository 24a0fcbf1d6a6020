"""What is installed only on demand: a missing package is one message that names the command, never a traceback."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text


def needed(module: str, extra: str) -> ModuleType:
    """A module that belongs to one of the extras of `pyproject.toml`.

    Raises:
        EligibilityError: it is not installed.
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
