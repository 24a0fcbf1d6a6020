"""From a request to the library's own answer: which rules, which day, one or two derivations. Nothing is decided here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from eligibility.book.book import Book
from eligibility.codes import ProblemCode
from eligibility.decide.decision import Decision, decide
from eligibility.durable.host import LiveEngineError, LiveEngineMissing, host
from eligibility.errors import EligibilityError, EntryPath, NoRulesetError, Problem, ProfileError
from eligibility.facts.profile import Profile
from eligibility.guidance.interview import Interview
from eligibility.i18n import Text
from eligibility.rules.library import Library
from eligibility.rules.ruleset import Ruleset
from eligibility.views.models.problem import ProblemKind
from eligibility.web.log import LOGGER
from eligibility.web.problems import Refused
from eligibility.web.requests import AskRequest, HouseholdRequest, in_profile, invalid

_NAMELESS = {
    ProblemCode.UNKNOWN_REGION: Text("没有这个地区的规则", "there are no rules for this region"),
    ProblemCode.UNKNOWN_VERSION: Text("这个地区没有这个版本", "the region has no such version"),
}
"""What is said of a name that there is not, without the name."""


def live_installed() -> bool:
    """Whether durable_rules can derive answers a second time."""
    try:
        host()
    except LiveEngineMissing:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Derived:
    """A decision, and how many times it was derived."""

    decision: Decision
    times: int


@dataclass(frozen=True, slots=True)
class Deciding:
    """The rules and the local book of a server, and whether answers are derived twice."""

    library: Library
    book: Book | None
    live: bool

    def decided(self, asked: AskRequest, *, twice: bool = True) -> Derived:
        """The decision for a request, derived twice where the second engine is installed and wanted.

        Raises:
            Refused: no day or region is named, there is no such ruleset, or the profile has errors.
            DerivationMismatch: the two derivations differ.
        """
        day = day_of(asked)
        ruleset = self.ruleset(asked.profile, asked.region, asked.version, day)
        try:
            decision = decide(asked.profile, ruleset, as_of=day, book=self.book)
        except ProfileError as error:
            raise invalid(in_profile(error)) from None
        return Derived(decision, self.derived(decision, twice=twice))

    def derived(self, decision: Decision, *, twice: bool = True) -> int:
        """How many times a decision was derived: a second time here, where the second engine is installed and wanted.

        Raises:
            DerivationMismatch: the two derivations differ.
        """
        return 2 if twice and self.live and _derived_again(decision) else 1

    def interview(self, asked: AskRequest) -> Interview:
        """An interview that goes on from what a request knows.

        Raises:
            Refused: as `decided`.
        """
        day = day_of(asked)
        ruleset = self.ruleset(asked.profile, asked.region, asked.version, day)
        try:
            return Interview(ruleset, asked.profile, as_of=day, book=self.book)
        except ProfileError as error:
            raise invalid(in_profile(error)) from None

    def ruleset(self, profile: Profile, region: str | None, version: str | None, day: date) -> Ruleset:
        """The ruleset that answers.

        Raises:
            Refused: no region is named and none follows from the profile, or there is no such ruleset.
        """
        return self.named(self.region(profile, region), version, day)

    def region(self, profile: Profile, region: str | None) -> str:
        """The region that is named, or the one whose area holds the profile's area code.

        Raises:
            Refused: neither tells one.
        """
        try:
            return region or self.library.region_for(profile)
        except NoRulesetError as error:
            raise invalid([*in_profile(error), _region_missing()]) from None

    def named(self, region: str, version: str | None, day: date | None = None, *, at: EntryPath = ("region",)) -> Ruleset:
        """A ruleset by name, or the one of a region that answers on a day. `at` is the entry of the request that names the region.

        Raises:
            Refused: there is none.
        """
        try:
            return self.library.ruleset(region, version, as_of=None if version else day)
        except NoRulesetError as error:
            raise Refused(ProblemKind.RULESET_NOT_FOUND, _nameless(error, at)) from None


def day_of(asked: HouseholdRequest) -> date:
    """The day to decide for.

    Raises:
        Refused: neither the request nor the profile has one.
    """
    day = asked.as_of or asked.profile.as_of
    if day is None:
        said = Text("没有判定日期", "there is no day to decide for")
        mend = Text("请写 as_of，如 2024-06-01。", "Write as_of, such as 2024-06-01.")
        raise Refused(ProblemKind.AS_OF_MISSING, EligibilityError([Problem(ProblemCode.MISSING, ("as_of",), said, mend)]))
    return day


def _region_missing() -> Problem:
    return Problem(ProblemCode.MISSING, ("region",), Text("没有写地区", "is not named"))


def _nameless(error: NoRulesetError, region: EntryPath) -> EligibilityError:
    problems = (one for one in error.problems if isinstance(one, Problem))
    at = {ProblemCode.UNKNOWN_VERSION: ("version",)}
    return EligibilityError([replace(one, at=at.get(one.code, region), message=_NAMELESS.get(one.code, one.message)) for one in problems])


def _derived_again(decision: Decision) -> bool:
    """Derive all answers again; False where the second engine failed. Its failure is its own, and is written down."""
    from eligibility.durable.cross_check import agree

    try:
        agree(decision)
    except LiveEngineError as failed:
        LOGGER.error("the second derivation failed: %s", failed)
        return False
    return True
