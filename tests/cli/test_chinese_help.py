"""The help in Chinese: every text of every command has one, and nothing of the English is left around it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from typer._click import Command
from typer.main import get_command
from typer.testing import CliRunner

from eligibility.cli.app import COMMANDS, app, loaded
from eligibility.cli.chinese_help import ChineseFormatter, place, texts
from eligibility.cli.usage import VARIABLE


def written(command: Command) -> Iterator[str]:
    """The English texts of a command's help, and of its own commands."""
    yield " ".join((command.help or "").split())
    for param in command.params:
        yield from filter(None, [getattr(param, "help", None)])
    for inner in getattr(command, "commands", {}).values():
        yield from written(inner)


def test_every_text_has_its_chinese_and_none_is_left_over() -> None:
    said = {"Show this message and exit."} | {text for command in (get_command(app), *map(loaded, COMMANDS)) for text in written(command)}
    assert sorted(said - set(texts())) == []
    assert sorted(set(texts()) - said) == []


@pytest.mark.parametrize(
    "call", [("--help",), ("--help", "--lang", "zh"), ("--lang=zh", "check", "--help"), ("check", "--help"), ()], ids=" ".join
)
def test_the_help_is_chinese_unless_english_is_asked_for(call: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(app, call, env={VARIABLE: None}, prog_name="eligibility").output
    assert shown.startswith("用法：eligibility ") and "选项：" in shown and "显示这份说明后退出。" in shown
    assert not {"Usage", "Options", "Commands", "required", "default", "env var"} & set(shown.replace(":", " ").split())
    english = CliRunner().invoke(app, call, env={VARIABLE: "en"}, prog_name="eligibility").output
    assert english.startswith("Usage: eligibility ") is not any("zh" in part for part in call)


def test_a_language_before_the_command_is_the_commands_own() -> None:
    """For its help, its mistakes and its answers."""
    told = [
        CliRunner().invoke(app, ["--lang", "en", *rest], env={VARIABLE: "zh"}, prog_name="eligibility").output
        for rest in (["check"], ["rulesets"])
    ]
    assert "Missing argument 'PROFILE'" in told[0] and "supports" in told[1]


def test_columns_are_wrapped_by_the_width_of_the_signs() -> None:
    formatter = ChineseFormatter(width=40)
    formatter.write_dl([("--as-of DATE", "判定日期；不写时用资料里的日期，资料里也没有的用今天。  [required; x>=1]"), ("-x", "短。")])
    assert formatter.getvalue().splitlines() == [
        "--as-of 日期  判定日期；不写时用资料里的",
        "              日期，资料里也没有的用今",
        "              天。（必填；不小于1）",
        "-x            短。",
    ]


@pytest.mark.parametrize(("bounds", "said"), [("x>=1", "不小于1"), ("1<=x<=64", "1至64"), ("x<=9", "不大于9")])
def test_what_a_number_may_be(bounds: str, said: str) -> None:
    formatter = ChineseFormatter(width=40)
    formatter.write_dl([("--jobs", f"几个。  [{bounds}]")])
    assert formatter.getvalue() == f"--jobs  几个。（{said}）\n"


def test_a_place_has_a_name() -> None:
    assert (place("PROFILE"), place("ELSEWHERE")) == ("资料文件", "ELSEWHERE")
