"""Mistakes in a call are told in the language that the call asks for."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from eligibility.cli.app import app
from eligibility.cli.usage import VARIABLE, after_command, language_of

MISTAKES = {
    ("check", "family.json", "--formt", "json"): ("没有 --formt 这个选项。是否想写 --format？", "No such option: --formt"),
    ("check",): ("缺少资料文件（PROFILE）。", "Missing argument 'PROFILE'."),
    ("cliff", "family.json"): ("缺少选项 --fact。", "Missing option '--fact'."),
    ("chek",): ("没有 chek 这个命令。是否想写 check", "No such command 'chek'. Did you mean 'check'"),
    ("check", "family.json", "--format", "xml"): ("选项 --format 的值不能这样填。可用：table、json、markdown。", "'xml' is not one of"),
    ("verify", "--seconds", "soon"): ("选项 --seconds 的值不能这样填。应为整数。", "should be a valid integer"),
    ("verify", "--seconds", "0"): ("应不小于1。", "greater than or equal to 1"),
    ("check", "family.json", "--region"): ("选项 --region 后面要写值。", "Option '--region' requires an argument."),
    ("check", "family.json", "more"): ("多写了参数。", "Got unexpected extra argument"),
}


@pytest.mark.parametrize("call", MISTAKES, ids=" ".join)
def test_a_mistake_is_told_in_the_language_that_was_asked_for(call: tuple[str, ...]) -> None:
    zh, en = MISTAKES[call]
    for language, words in (("zh", (zh, "错误：")), ("en", (en, "Error: "))):
        done = CliRunner().invoke(app, call, env={VARIABLE: language}, prog_name="eligibility")
        assert done.exit_code == 2
        assert all(word in done.output for word in words), done.output
    assert "Usage" not in CliRunner().invoke(app, call, env={VARIABLE: "zh"}, prog_name="eligibility").output


def test_the_call_and_its_help_are_named() -> None:
    for language, words in (
        ("zh", ("用法：eligibility check", "帮助：eligibility check --help")),
        ("en", ("Usage: eligibility check", "Try '")),
    ):
        done = CliRunner().invoke(app, ["check"], env={VARIABLE: language}, prog_name="eligibility")
        assert all(word in done.output for word in words)


def test_a_language_that_there_is_not() -> None:
    """Told in the language of the variable, without words of the checker."""
    done = CliRunner().invoke(app, ["check", "x.json", "--lang", "fr"], env={VARIABLE: "en"}, prog_name="eligibility")
    assert "'fr' is not one of 'zh', 'en'" in done.output and "Value error" not in done.output
    assert "可用：zh、en。" in CliRunner().invoke(app, ["check", "x.json", "--lang=fr"], env={}, prog_name="eligibility").output


@pytest.mark.parametrize(
    ("arguments", "variable", "language"),
    [((), None, "zh"), ((), "en", "en"), (("--lang", "en"), "zh", "en"), (("--lang=zh",), "en", "zh"), (("--lang",), "en", "en"),
     (("--lang", "fr"), "en", "en"), (("--lang", "en", "--lang", "zh"), None, "zh")],
)  # fmt: skip
def test_the_language_of_a_call(monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], variable: str | None, language: str) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    if variable is not None:
        monkeypatch.setenv(VARIABLE, variable)
    assert language_of(arguments) == language


@pytest.mark.parametrize(
    ("arguments", "moved"),
    [
        ("--lang en check a.json", "check --lang en a.json"), ("--lang=en check", "check --lang=en"),
        ("--lang en --help", "--lang en --help"),
        ("--lang", "--lang"), ("check --lang en", "check --lang en"),
    ],
)  # fmt: skip
def test_a_language_before_the_command_is_put_after_it(arguments: str, moved: str) -> None:
    assert after_command(arguments.split()) == moved.split()


def test_help_is_no_mistake() -> None:
    done = CliRunner().invoke(app, [], prog_name="eligibility")
    assert "命令：" in done.output and "错误：" not in done.output
