"""The tools under the Model Context Protocol: their names, arguments and descriptions, and the errors that an assistant can mend."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from typing import Annotated, get_args

import anyio
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import CallToolResult, InputRequiredResult, ToolAnnotations
from pydantic import BeforeValidator, Field, ValidationError, WithJsonSchema
from starlette.types import ASGIApp

from eligibility._version import __version__
from eligibility.codes import ProblemCode
from eligibility.durable.cross_check import DerivationMismatch
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Language, Text
from eligibility.mcp.pages import mistakes
from eligibility.mcp.stdio import Received, answering
from eligibility.mcp.tools import CLAIMS, Tools, household

INSTRUCTIONS = (
    "Answers which disability supports a Chinese household is entitled to under five regional plans (2021-2025), by which clause, how "
    "much, and what is still to be asked. The rules decide; you do not. A fact that the profile lacks is unknown, never no: do not fill "
    "gaps, call next_question and ask. Cite the clause of every answer you give. Send no name, no identity number and no certificate "
    "number: members have ids such as m1. Say that the answer does not replace the decision of the office in charge. Lists come in pages: "
    "where next_offset is given, call again with it before you say that something is not there."
)

PATH = "/mcp"
"""Where the tools are served under HTTP."""

_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


def _as_text(value: object) -> object:
    """A profile as JSON text. One that is given as text stays as it is: the protocol reads again what is declared as anything but text."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


ProfileArgument = Annotated[
    str,
    BeforeValidator(_as_text),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": True}]}),
    Field(
        description="The household as JSON: {as_of, locality: {adcode}, household: {area, monthly_income_per_capita, members: [{id, "
        "birth_date, certified, disabilities: [{category, grade}], needs, receives}]}, organisations}. Leave out what is not known. "
        "find_facts tells every entry."
    ),
]
Region = Annotated[str | None, Field(description="A region's id; otherwise the one that locality.adcode lies in.")]
NamedRegion = Annotated[str, Field(description="A region's id, such as zhangye.")]
Version = Annotated[str | None, Field(description="A version by name; otherwise the one that answers on the day.")]
Day = Annotated[str | None, Field(description="The day to decide for, as 2024-06-01; otherwise as_of of the profile.")]
Support = Annotated[str, Field(description="A support by id or title.")]
SomeSupport = Annotated[str | None, Field(description="One support by id or title; otherwise all.")]
Subject = Annotated[str, Field(description="The id of a member or organisation, or household.")]
Words = Annotated[str, Field(min_length=1, max_length=200, description="Words to look for, in Chinese or English, with blanks between.")]
Lang = Annotated[Language, Field(description="The language of the answer.")]
Offset = Annotated[int, Field(ge=0, description="Where the page begins: next_offset of the page before.")]
Limit = Annotated[int, Field(ge=1, le=100, description="The most items of a page.")]


class _Server(MCPServer):
    """A server that refuses arguments in words of its own: the protocol's repeat what was given, and it passes over unknown ones."""

    arguments: dict[str, tuple[str, ...]]

    async def call_tool(
        self, name: str, arguments: dict[str, object], context: Context | None = None
    ) -> CallToolResult | InputRequiredResult:
        language: Language = next((one for one in get_args(Language) if one == arguments.get("lang")), "zh")
        known = self.arguments.get(name)
        if known is not None and not arguments.keys() <= set(known):
            said = Text("没有这样的参数", "there is no argument of that name")
            mend = Text(f"可用：{'、'.join(known)}。", f"There is: {', '.join(known)}.")
            raise _refused([Problem(ProblemCode.UNKNOWN_KEY, "", said, mend)], language)
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if isinstance(error.__cause__, ValidationError):
                raise _refused(_wrong(error.__cause__), language) from None
            raise

    async def run_stdio_async(self) -> None:
        """Serve over standard input and output: the protocol's own way passes over a line that it cannot read."""
        async with stdio_server() as (received, sent), anyio.create_task_group() as tasks:
            onward, readable = anyio.create_memory_object_stream[Received](0)
            tasks.start_soon(answering, received, onward, sent)
            await self._lowlevel_server.run(readable, sent, self._lowlevel_server.create_initialization_options())
            tasks.cancel_scope.cancel()


_MISSING = Text("没有给出", "is missing")
_WRONG: Mapping[str, Text] = {
    "lang": Text("只能是 zh 或 en", "must be zh or en"),
    "profile": Text("要写成一个JSON对象，或者它的文字", "must be a JSON object, or the text of one"),
    "words": Text("要写成1至200个字符的文字", "must be a text of 1 to 200 characters"),
    "offset": Text("要写成不小于0的整数", "must be a whole number of 0 or more"),
    "limit": Text("要写成1至100的整数", "must be a whole number from 1 to 100"),
}
_TEXT = Text("要写成文字", "must be a text")


def _wrong(error: ValidationError) -> list[Problem]:
    """What is wrong with the arguments, each once."""
    found: dict[str, Problem] = {}
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        name = str(one["loc"][0])
        if one["type"] == "missing":
            found[name] = Problem(ProblemCode.MISSING, name, _MISSING)
        else:
            found[name] = Problem(ProblemCode.WRONG_VALUE, name, _WRONG.get(name, _TEXT))
    return list(found.values())


def _refused(problems: list[Problem], language: Language) -> ToolError:
    return ToolError(mistakes(EligibilityError(problems), language))


def server(tools: Tools) -> MCPServer:
    """The server of the tools. All of them only read, and an error says what to mend."""
    made = _Server("eligibility", instructions=INSTRUCTIONS, version=__version__, log_level="WARNING")
    made.arguments = {}

    def offered(tool: Callable[..., str]) -> None:
        made.arguments[tool.__name__] = tuple(inspect.signature(tool).parameters)
        made.tool(annotations=_READS, structured_output=False)(tool)

    def regions(lang: Lang = "zh") -> str:
        """The regions with their plans: versions, documents, periods, and which version is in force."""
        return _told(lambda: tools.regions(lang), lang)

    def find_facts(words: Words, lang: Lang = "zh") -> str:
        """What a profile may say: the entries that words point to, with path, type, values and the question to ask; the best six."""
        return _told(lambda: tools.find_facts(words, lang), lang)

    def find_supports(words: Words, region: Region = None, offset: Offset = 0, lang: Lang = "zh") -> str:
        """The supports whose id, title or area holds all the words, with the regions that have them; twelve a page."""
        return _told(lambda: tools.find_supports(words, region, lang, offset), lang)

    def read_rule(region: NamedRegion, support: Support, version: Version = None, offset: Offset = 0, lang: Lang = "zh") -> str:
        """A support as the plan has it, in prose: who, by which route, under which clause, how much, what excludes."""
        return _told(lambda: tools.read_rule(region, support, version, lang, offset), lang)

    def decide(
        profile: ProfileArgument,
        as_of: Day = None,
        region: Region = None,
        version: Version = None,
        offset: Offset = 0,
        limit: Limit = CLAIMS,
        lang: Lang = "zh",
    ) -> str:
        """What the household can apply for, money first, each with its clause; how many answers are open, how many are only offers."""
        return _told(lambda: tools.decide(household(profile, as_of, region, version), lang, offset, limit), lang)

    def next_question(
        profile: ProfileArgument, as_of: Day = None, region: Region = None, version: Version = None, lang: Lang = "zh"
    ) -> str:
        """The one question that is expected to settle the most: its text, the paths that it asks for, and the choices."""
        return _told(lambda: tools.next_question(household(profile, as_of, region, version), lang), lang)

    def explain(
        profile: ProfileArgument,
        support: Support,
        subject: Subject,
        as_of: Day = None,
        region: Region = None,
        version: Version = None,
        offset: Offset = 0,
        lang: Lang = "zh",
    ) -> str:
        """Why an answer is what it is: each route with its clause, its conditions, and the facts behind them."""
        return _told(lambda: tools.explain(household(profile, as_of, region, version), support, subject, lang, offset), lang)

    def compare_regions(
        profile: ProfileArgument,
        support: SomeSupport = None,
        as_of: Day = None,
        region: Region = None,
        version: Version = None,
        offset: Offset = 0,
        lang: Lang = "zh",
    ) -> str:
        """How the household would fare in the other regions: what it would gain, lose or have on other terms, by which clause."""
        return _told(lambda: tools.compare_regions(household(profile, as_of, region, version), support, lang, offset), lang)

    def what_would_help(
        profile: ProfileArgument,
        support: Support,
        as_of: Day = None,
        region: Region = None,
        version: Version = None,
        offset: Offset = 0,
        lang: Lang = "zh",
    ) -> str:
        """The smallest sets of facts that would grant a support, or what stands in the way and cannot change."""
        return _told(lambda: tools.what_would_help(household(profile, as_of, region, version), support, lang, offset), lang)

    for tool in (regions, find_facts, find_supports, read_rule, decide, next_question, explain, compare_regions, what_would_help):
        offered(tool)
    return made


def over_http(made: MCPServer) -> ASGIApp:
    """The server as an application under HTTP. Every call stands for itself; who may call is the caller's to decide."""
    unguarded = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    return made.streamable_http_app(streamable_http_path=PATH, json_response=True, stateless_http=True, transport_security=unguarded)


def _told(answer: Callable[[], str], language: Language) -> str:
    """An answer; a mistake of the caller as an error that says what to mend, and any other without what was given.

    Raises:
        ToolError: there is no answer.
    """
    try:
        return answer()
    except EligibilityError as error:
        raise ToolError(mistakes(error, language)) from None
    except DerivationMismatch as error:
        raise ToolError(str(error)) from None
    except Exception as error:  # the protocol's own message would repeat what was given
        raise ToolError(f"internal error: {type(error).__name__}") from None
