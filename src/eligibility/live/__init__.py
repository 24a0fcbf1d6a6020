"""Live cases on durable_rules: facts come and go, supports open and close."""

from eligibility.live.case import Case, Change
from eligibility.live.guarded import LiveEngineError, LiveEngineMissing

__all__ = ["Case", "Change", "LiveEngineError", "LiveEngineMissing"]
