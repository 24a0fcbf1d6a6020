"""What was wrong with a request, as a problem document (RFC 9457). It repeats nothing that was given."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Self

from eligibility.codes import ProblemCode, RuleCheck
from eligibility.errors import EligibilityError, Problem, RuleProblem, checked_language
from eligibility.i18n import Language, Text
from eligibility.views.models.base import LeanModel


class ProblemKind(StrEnum):
    """What failed, by a name that stays."""

    NOT_JSON = "not-json"
    RULESET_NOT_FOUND = "ruleset-not-found"
    TOKEN_REQUIRED = "token-required"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    SUPPORT_NOT_FOUND = "support-not-found"
    SUBJECT_NOT_FOUND = "subject-not-found"
    JOB_NOT_FOUND = "job-not-found"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    NOT_ACCEPTABLE = "not-acceptable"
    REGISTER_KIND = "register-kind"
    TOO_LARGE = "too-large"
    TOO_MANY_PEOPLE = "too-many-people"
    REQUEST_INVALID = "request-invalid"
    PROFILE_INVALID = "profile-invalid"
    AS_OF_MISSING = "as-of-missing"
    REGISTER_UNREADABLE = "register-unreadable"
    TOO_MANY_REQUESTS = "too-many-requests"
    BUSY = "busy"
    DERIVATIONS_DIFFER = "derivations-differ"
    INTERNAL = "internal"


PROBLEM_TITLES: Mapping[ProblemKind, Text] = {
    ProblemKind.NOT_JSON: Text("内容不是 JSON", "the content is not JSON"),
    ProblemKind.RULESET_NOT_FOUND: Text("没有这个地区或版本的规则", "there are no rules for this region or version"),
    ProblemKind.TOKEN_REQUIRED: Text("须出示口令", "a token is needed"),
    ProblemKind.FORBIDDEN: Text("这里不提供", "this is not served here"),
    ProblemKind.NOT_FOUND: Text("没有这个地址", "there is nothing at this address"),
    ProblemKind.SUPPORT_NOT_FOUND: Text("没有这个项目", "there is no such support"),
    ProblemKind.SUBJECT_NOT_FOUND: Text("资料里没有这个人或单位", "the profile has no such person or organisation"),
    ProblemKind.JOB_NOT_FOUND: Text("没有这次名册判定，或已经删除", "there is no such screening, or it was deleted"),
    ProblemKind.METHOD_NOT_ALLOWED: Text("这个地址不接受这种请求", "this address does not take such a request"),
    ProblemKind.NOT_ACCEPTABLE: Text("不能给出所要的格式", "the answer cannot be given in the format asked for"),
    ProblemKind.REGISTER_KIND: Text("不是能读的名册文件", "this kind of register file cannot be read"),
    ProblemKind.TOO_LARGE: Text("内容太大", "the content is too large"),
    ProblemKind.TOO_MANY_PEOPLE: Text("人或单位太多", "there are too many people or organisations"),
    ProblemKind.REQUEST_INVALID: Text("请求有错误", "the request has errors"),
    ProblemKind.PROFILE_INVALID: Text("资料有错误", "the profile has errors"),
    ProblemKind.AS_OF_MISSING: Text("没有给出判定日期", "no day is given to decide for"),
    ProblemKind.REGISTER_UNREADABLE: Text("名册读不出来", "the register cannot be read"),
    ProblemKind.TOO_MANY_REQUESTS: Text("请求太多，请稍后再试", "too many requests: try again later"),
    ProblemKind.BUSY: Text("正忙，请稍后再试", "busy: try again later"),
    ProblemKind.DERIVATIONS_DIFFER: Text("两次计算不一致，没有给出答案", "the two derivations differ, and no answer is given"),
    ProblemKind.INTERNAL: Text("程序出错", "the program failed"),
}
"""What each kind is called."""


class ProblemEntry(LeanModel):
    """One thing that is wrong."""

    pointer: str | None = None
    """The JSON pointer of the entry in what was sent; absent where it is about none."""
    code: ProblemCode | RuleCheck
    """What fails: of a profile or a request, or of a ruleset."""
    message: str
    mend: str | None = None
    """What would mend it."""
    nearest: str | None = None
    """The name that was probably meant."""

    @classmethod
    def of(cls, problem: Problem | RuleProblem, language: Language) -> Self:
        """A problem in one language.

        Raises:
            WrongArgument: there is no such language.
        """
        checked_language(language)
        mend = problem.mend[language] if problem.mend else None
        if isinstance(problem, RuleProblem):
            place = f"{problem.file}:{problem.line}:{problem.column}"
            return cls(code=problem.check, message=f"{place}: {problem.message[language]}", mend=mend)
        return cls(pointer=problem.pointer(), code=problem.code, message=problem.message[language], mend=mend, nearest=problem.nearest)


class DerivationsDiffer(LeanModel):
    """Where two derivations of one decision differ: the rules and the supports, and no facts."""

    region: str
    version: str
    hash: str
    supports: tuple[str, ...]


class ProblemModel(LeanModel):
    """A problem document. All things that are wrong are told at once."""

    type: str
    title: str
    status: int
    """The HTTP status."""
    code: ProblemKind
    instance: str | None = None
    """The request's id, as the server's log names it."""
    derivations: DerivationsDiffer | None = None
    """Which rules the derivations differ over."""
    errors: tuple[ProblemEntry, ...] = ()

    @classmethod
    def of(cls, kind: ProblemKind, status: int, language: Language, error: EligibilityError | None = None) -> Self:
        """The document of a kind, with the problems of an error.

        Raises:
            WrongArgument: there is no such language.
        """
        checked_language(language)
        entries = tuple(ProblemEntry.of(problem, language) for problem in error.problems) if error else ()
        return cls(type=f"/problems/{kind}", title=PROBLEM_TITLES[kind][language], status=status, code=kind, errors=entries)
