"""A small register screened in a test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import eligibility as el
from eligibility.register.options import Job
from eligibility.register.reader import Register
from eligibility.register.screen import focus_of
from tests.conftest import DAY

TEXT = """户号,姓名,乡镇,城乡,是否低保,是否持证,是否特困,残疾类别,残疾等级,困难残疾人生活补贴,重度残疾人护理补贴
A,甲,东乡,农村,是,是,否,肢体,一级,否,是
B,乙,东乡,农村,是,是,否,肢体,四级,是,是
C,丙,西乡,农村,,是,否,肢体,二级,否,
D,丁,西乡,农村,否,否,否,无,,,否
D,戊,西乡,农村,否,,否,,,,
"""
"""Five persons in four households; what is received is told of some."""

NOT_ADOPTED = {
    f"locality.options.{name}": False
    for name in ("nursing_subsidy_grade_3_4", "nursing_subsidy_other", "living_allowance_other", "living_allowance_margin")
}


def job_of(ruleset: el.Ruleset, constants: Mapping[str, Any], register: Register, *, complete: bool = False, ask: bool = True) -> Job:
    supports = tuple(one.id for one in ruleset.supports.values() if one.held)
    return Job(ruleset, DAY, constants, complete, "polars", supports, focus_of(register, ruleset, ()), ask)
