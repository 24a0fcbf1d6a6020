"""Live cases on durable_rules: facts come and go, supports open and close."""

from eligibility.durable.case import Case, Change
from eligibility.durable.host import LiveEngineError, LiveEngineMissing

__all__ = ["Case", "Change", "LiveEngineError", "LiveEngineMissing"]
