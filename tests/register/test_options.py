"""Options of a screening: what the ruleset does not have is refused, by the name under which it was given."""

from __future__ import annotations

import pytest

import eligibility as el
from eligibility.facts.profile import Locality
from eligibility.register.options import ScreenOptions, answerable
from tests.conftest import DAY


def test_supports_of_organisations_are_not_answered(zhangye: el.Ruleset) -> None:
    known = answerable(zhangye)
    assert "nursing_subsidy" in known and "employer_quota" in zhangye.supports and "employer_quota" not in known
    ScreenOptions(zhangye, DAY, supports=known).check()


def test_a_support_that_there_is_not_is_refused_with_the_nearest(zhangye: el.Ruleset) -> None:
    """All of them at once; the caller may name the setting as its user knows it."""
    wrong = ScreenOptions(zhangye, DAY, supports=("nursing_subsidie", "employer_quota"))
    with pytest.raises(el.EligibilityError) as error:
        wrong.check("--support")
    assert [problem.where for problem in error.value.problems] == ["--support", "--support"]
    assert "Did you mean nursing_subsidy?" in error.value.text("en")


def test_an_option_that_there_is_not_is_refused(zhangye: el.Ruleset) -> None:
    with pytest.raises(el.EligibilityError, match="no_such_option"):
        ScreenOptions(zhangye, DAY, Locality(options={"no_such_option": True})).check()
