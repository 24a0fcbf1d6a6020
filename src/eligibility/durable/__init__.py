"""Live cases on durable_rules: as facts are told and withdrawn, supports open and close."""

from eligibility.durable.case import Case, Change
from eligibility.durable.host import LiveEngineError, LiveEngineMissing

__all__ = ["Case", "Change", "LiveEngineError", "LiveEngineMissing"]
