"""The server as an assistant's program meets it: in this process, and over standard input and output."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

import eligibility as el
from eligibility.mcp.server import INSTRUCTIONS, server
from eligibility.mcp.tools import Tools
from mcp import Client, StdioServerParameters
from tests.conftest import ROOT, one
from tests.loops import run as run_to_end

FAMILY = (ROOT / "examples" / "rural_family.json").read_text("utf-8")
TOOLS = {
    "regions": ["lang"],
    "find_facts": ["lang", "words"],
    "find_supports": ["lang", "offset", "region", "words"],
    "read_rule": ["lang", "offset", "region", "support", "version"],
    "decide": ["as_of", "lang", "limit", "offset", "profile", "region", "version"],
    "next_question": ["as_of", "lang", "profile", "region", "version"],
    "explain": ["as_of", "lang", "offset", "profile", "region", "subject", "support", "version"],
    "compare_regions": ["as_of", "lang", "offset", "profile", "region", "support", "version"],
    "what_would_help": ["as_of", "lang", "offset", "profile", "region", "support", "version"],
}
"""Every tool with its arguments: what assistants are set up with, so that none is renamed in passing."""


def ask(talk: Callable[[Client], Awaitable[Any]], of: Any = None) -> Any:
    async def run() -> Any:
        async with Client(of or server(Tools(el.Library()))) as client:
            return await talk(client)

    return run_to_end(run())


def call(name: str, **arguments: Any) -> tuple[bool, str]:
    """Whether a call failed, and its text."""
    result = ask(lambda client: client.call_tool(name, arguments))
    return bool(result.is_error), "".join(part.text for part in result.content)


def test_tools_and_their_arguments() -> None:
    tools = ask(lambda client: client.list_tools()).tools
    assert {tool.name: sorted(tool.input_schema["properties"]) for tool in tools} == TOOLS
    assert all(tool.description and tool.annotations.read_only_hint for tool in tools)
    assert "never no" in INSTRUCTIONS


def test_an_object_and_a_text_are_the_same_household() -> None:
    failed, text = call("decide", profile=FAMILY)
    assert not failed
    assert call("decide", profile=json.loads(FAMILY)) == (False, text)
    assert json.loads(text)["claims"][0]["clauses"]


def test_a_mistake_of_the_caller_is_told_and_nothing_that_was_given() -> None:
    failed, said = call("decide", profile=one(certified="秘密王小明"), region="zhangye", as_of="2024-06-01", lang="en")
    assert failed
    assert "household.members[0].certified" in said
    assert "秘密" not in said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"lang": "秘密王小明"}, "lang：只能是 zh 或 en。"),
        ({"profile": [{"name": "秘密王小明"}], "lang": "en"}, "profile: must be a JSON object, or the text of one."),
        ({"offset": "秘密王小明", "limit": 0}, "offset：要写成不小于0的整数。\nlimit：要写成1至100的整数。"),
        ({"region": 3}, "region：要写成文字。"),
        ({"as_of_day": "2024-06-01"}, "没有这样的参数。可用：profile、as_of、region、version、offset、limit、lang。"),
    ],
)
def test_wrong_and_unknown_arguments_are_refused_in_the_language_of_the_call(given: dict[str, Any], said: str) -> None:
    """An argument of another name is not passed over: the day that it names would not be the day of the answer."""
    assert call("decide", **{"profile": FAMILY, **given}) == (True, said)


def test_what_is_missing_is_told() -> None:
    assert call("explain", lang="en") == (True, "profile: is missing.\nsupport: is missing.\nsubject: is missing.")


def test_a_profile_as_text_is_read_as_it_is_written() -> None:
    """The protocol would read it first, and keep the last of two entries of one name."""
    failed, said = call("decide", profile='{"as_of": "2024-06-01", "as_of": "2023-06-01"}', region="zhangye", lang="en")
    assert failed
    assert "as_of" in said
    assert "twice" in said


def test_a_mistake_of_ours_repeats_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise KeyError("秘密王小明")

    monkeypatch.setattr(Tools, "regions", broken)
    failed, said = call("regions")
    assert failed
    assert "internal error: KeyError" in said
    assert "秘密" not in said


def test_over_standard_input_and_output() -> None:
    """As an assistant's program starts it."""
    command = "from eligibility.cli import main; main()"
    source = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    started = StdioServerParameters(command=sys.executable, args=["-c", command, "mcp"], env={**os.environ, "PYTHONPATH": source})

    async def talk(client: Client) -> tuple[Any, Any]:
        question = await client.call_tool("next_question", {"profile": FAMILY})
        return question, await client.call_tool("explain", {"profile": FAMILY, "support": "困难残疾人生活补贴", "subject": "m1"})

    question, proof = ask(talk, started)
    asked = json.loads(question.content[0].text)
    assert asked["paths"]
    assert asked["bears_on"]
    assert "living_allowance" in proof.content[0].text
