"""The trusted kernel: typed expressions, three-valued truth, compilation, proof and relevance.

It imports nothing else of the library but the limits, and knows nothing of plans, profiles or people.
"""

from eligibility.logic.faults import ExpressionError, Fault
from eligibility.logic.kernel import Kernel, Record, compile_conditions
from eligibility.logic.parse import parse, parse_number
from eligibility.logic.scope import Constant, Counted, Scope
from eligibility.logic.truth import Truth
from eligibility.logic.types import Boolean, Choice, Day, Fact, Number, Type

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
    "parse",
    "parse_number",
]
