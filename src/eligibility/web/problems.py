"""What a server answers where it does not answer: problem documents (RFC 9457), which repeat nothing that was given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Self

from starlette.responses import Response

from eligibility.codes import ProblemCode
from eligibility.durable.cross_check import DerivationMismatch
from eligibility.errors import EligibilityError, Problem, UnknownOutcome
from eligibility.i18n import Language, Text
from eligibility.views.models.problem import PROBLEM_TITLES, DerivationsDiffer, ProblemKind, ProblemModel

STATUSES: Mapping[ProblemKind, int] = {
    ProblemKind.NOT_JSON: 400,
    ProblemKind.TOKEN_REQUIRED: 401,
    ProblemKind.FORBIDDEN: 403,
    ProblemKind.NOT_FOUND: 404,
    ProblemKind.RULESET_NOT_FOUND: 404,
    ProblemKind.SUPPORT_NOT_FOUND: 404,
    ProblemKind.SUBJECT_NOT_FOUND: 404,
    ProblemKind.JOB_NOT_FOUND: 404,
    ProblemKind.METHOD_NOT_ALLOWED: 405,
    ProblemKind.NOT_ACCEPTABLE: 406,
    ProblemKind.TOO_LARGE: 413,
    ProblemKind.TOO_MANY_PEOPLE: 413,
    ProblemKind.REGISTER_KIND: 415,
    ProblemKind.REQUEST_INVALID: 422,
    ProblemKind.PROFILE_INVALID: 422,
    ProblemKind.AS_OF_MISSING: 422,
    ProblemKind.REGISTER_UNREADABLE: 422,
    ProblemKind.TOO_MANY_REQUESTS: 429,
    ProblemKind.DERIVATIONS_DIFFER: 500,
    ProblemKind.INTERNAL: 500,
    ProblemKind.BUSY: 503,
}
"""The HTTP status of each kind of problem."""

PROBLEM_TYPE = "application/problem+json"

REASONS: Mapping[ProblemKind, Text] = {
    ProblemKind.NOT_JSON: Text("请求的内容要是一个JSON对象，用UTF-8编码。", "The content of a request is one JSON object in UTF-8."),
    ProblemKind.TOKEN_REQUIRED: Text(
        "这台服务器要口令：请求头写 Authorization: Bearer 口令；网页从 /sign-in 登录。",
        "This server asks for a token: send the header Authorization: Bearer TOKEN; pages are entered by /sign-in.",
    ),
    ProblemKind.FORBIDDEN: Text(
        "请求来自别的网站或别的主机名，或者公开的服务器不提供这一项。",
        "The request came from another site or under another host's name, or a public server does not serve this.",
    ),
    ProblemKind.NOT_FOUND: Text("请核对地址；各地址见 /api/v1。", "Check the address; /api/v1 links what there is."),
    ProblemKind.RULESET_NOT_FOUND: Text("有哪些地区和版本见 /api/v1/regions。", "/api/v1/regions lists the regions and versions."),
    ProblemKind.SUPPORT_NOT_FOUND: Text("有哪些项目见该版本的 supports。", "The supports of a version are listed under it."),
    ProblemKind.SUBJECT_NOT_FOUND: Text(
        "用资料里的编号指明成员或单位；全家用 household。", "Name a member or an organisation by its id in the profile, or household."
    ),
    ProblemKind.JOB_NOT_FOUND: Text(
        "名册判定做完一小时后删除；各列看过、一刻钟内没有开始的也删除。请重新上传。",
        "A screening is deleted an hour after it ends, and a register whose columns were shown where it is not started within a quarter "
        "of an hour: send it again.",
    ),
    ProblemKind.METHOD_NOT_ALLOWED: Text("请改用 Allow 所列的方法。", "Use one of the methods that Allow lists."),
    ProblemKind.NOT_ACCEPTABLE: Text("请改 Accept。", "Ask for another format by Accept."),
    ProblemKind.TOO_LARGE: Text(
        "存下的资料只有几千字节，名册不超过50兆：请看看是不是选错了文件。各项上限见 /api/v1。",
        "A saved household has a few kilobytes and a register 50 MB at most: was another file meant? /api/v1 lists the limits.",
    ),
    ProblemKind.TOO_MANY_PEOPLE: Text("各项上限见 /api/v1。", "/api/v1 lists the limits."),
    ProblemKind.REGISTER_KIND: Text("名册可以是 .csv、.xlsx 或 .parquet。", "A register is .csv, .xlsx or .parquet."),
    ProblemKind.REQUEST_INVALID: Text("errors 逐一说明哪里不对。", "Its errors say what is wrong and where."),
    ProblemKind.PROFILE_INVALID: Text("errors 逐一说明资料哪里不对。", "Its errors say what is wrong in the profile and where."),
    ProblemKind.AS_OF_MISSING: Text("请在请求或资料里写 as_of。", "Write as_of in the request or in the profile."),
    ProblemKind.REGISTER_UNREADABLE: Text("errors 说明名册哪里读不出来。", "Its errors say what in the register cannot be read."),
    ProblemKind.TOO_MANY_REQUESTS: Text("请等到 Retry-After 之后。", "Wait as long as Retry-After says."),
    ProblemKind.DERIVATIONS_DIFFER: Text(
        "同一户算了两遍，结果不同，所以没有给出答案。请把 instance 的编号告诉软件的维护者。",
        "The same household was derived twice with different answers, so none is given. Tell the maintainers the id in instance.",
    ),
    ProblemKind.INTERNAL: Text(
        "程序出错，日志里有 instance 的编号。", "The program failed; the server's log has the id that instance names."
    ),
    ProblemKind.BUSY: Text("请等到 Retry-After 之后再试。", "Try again after Retry-After."),
}
"""What each kind means, and what to do."""


class Refused(Exception):
    """A request that is not answered: why, with what is wrong in it. `headers` go into the answer."""

    def __init__(
        self,
        kind: ProblemKind,
        error: EligibilityError | None = None,
        headers: Mapping[str, str] | None = None,
        derivations: DerivationsDiffer | None = None,
    ) -> None:
        self.kind = kind
        self.error = error
        self.headers = dict(headers or {})
        self.derivations = derivations
        super().__init__(kind.value)

    @classmethod
    def by(cls, error: Exception) -> Self:
        """The refusal for an error of the library.

        Raises:
            Exception: the error itself, where the library does not promise it.
        """
        match error:
            case UnknownOutcome():
                return cls(*_not_found(error))
            case EligibilityError():
                return cls(ProblemKind.REQUEST_INVALID, error)
            case DerivationMismatch(ruleset=ruleset, supports=supports):
                differ = DerivationsDiffer(region=ruleset.region, version=ruleset.name, hash=ruleset.hash, supports=supports)
                return cls(ProblemKind.DERIVATIONS_DIFFER, derivations=differ)
        raise error

    def model(self, language: Language, instance: str | None = None) -> ProblemModel:
        """The problem document. `instance` is the request's id."""
        model = ProblemModel.of(self.kind, STATUSES[self.kind], language, self.error)
        more = {name: value for name, value in {"instance": instance, "derivations": self.derivations}.items() if value is not None}
        return model.model_copy(update=more)

    def response(self, language: Language, instance: str | None = None) -> Response:
        """The answer to the request: its problem document."""
        retry = {"Retry-After": "1"} if self.kind is ProblemKind.BUSY else {}
        content = json.dumps(self.model(language, instance).as_json(), ensure_ascii=False)
        return Response(content, STATUSES[self.kind], {**retry, **self.headers}, PROBLEM_TYPE)


def _not_found(error: UnknownOutcome) -> tuple[ProblemKind, EligibilityError]:
    """What is not there: a support, or a subject."""
    problems = [one for one in error.problems if isinstance(one, Problem)]
    support = any(one.code is ProblemCode.UNKNOWN_SUPPORT for one in problems)
    at = ("support",) if support else ("subject",)
    kind = ProblemKind.SUPPORT_NOT_FOUND if support else ProblemKind.SUBJECT_NOT_FOUND
    return kind, EligibilityError([replace(one, at=at) for one in problems])


_FIRST_PAGE = Text("回第一页", "To the first page")
_NEXT_REGISTER = Text("重新上传名册", "Send the register again")


def problem_page(kind: ProblemKind, language: Language, status: int = 200, instance: str | None = None) -> Response:
    """A kind of problem for a reader, as a page without script or style."""
    other: Language = "en" if language == "zh" else "zh"
    where, back = ("/register", _NEXT_REGISTER) if kind is ProblemKind.JOB_NOT_FOUND else ("/", _FIRST_PAGE)
    heading = PROBLEM_TITLES[kind][language][:1].upper() + PROBLEM_TITLES[kind][language][1:]
    html = (
        f'<!doctype html><html lang="{"zh-CN" if language == "zh" else "en"}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(PROBLEM_TITLES[kind][language])}</title><main>"
        f"<h1>{escape(heading)}</h1><p>{escape(REASONS[kind][language])}</p>"
        f'<p lang="{"en" if other == "en" else "zh-CN"}">{escape(PROBLEM_TITLES[kind][other])}. {escape(REASONS[kind][other])}</p>'
        f'<p><a href="{where}{"?lang=en" if language == "en" else ""}">{back[language]}</a></p>'
        f"<p><code>{kind.value} {STATUSES[kind]}{' ' + escape(instance) if instance else ''}</code></p></main></html>"
    )
    return Response(html, status, media_type="text/html; charset=utf-8")
