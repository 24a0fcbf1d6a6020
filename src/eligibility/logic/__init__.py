"""The trusted kernel: typed expressions, three-valued truth, compilation, proof and relevance.

It imports nothing else of the library but the limits, and knows nothing of plans, profiles or people.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from eligibility.logic.truth import Truth
from eligibility.logic.types import Boolean, Choice, Day, Fact, Number, Type

if TYPE_CHECKING:
    from eligibility.logic.faults import ExpressionError, Fault
    from eligibility.logic.kernel import Kernel, Record, compile_conditions
    from eligibility.logic.scope import Constant, Counted, Scope

__all__ = [
    "Boolean",
    "Choice",
    "Constant",
    "Counted",
    "Day",
    "ExpressionError",
    "Fact",
    "Fault",
    "Kernel",
    "Number",
    "Record",
    "Scope",
    "Truth",
    "Type",
    "compile_conditions",
]

_LATER = {
    "Constant": "scope",
    "Counted": "scope",
    "ExpressionError": "faults",
    "Fault": "faults",
    "Kernel": "kernel",
    "Record": "kernel",
    "Scope": "scope",
    "compile_conditions": "kernel",
}
"""Loaded when first named: only who reads or compiles expressions needs them."""


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(import_module(f"eligibility.logic.{_LATER[name]}"), name)
    raise AttributeError(f"module 'eligibility.logic' has no attribute {name!r}")
