"""What is wrong with a call itself, in the reader's language: an option that there is not, a value that is missing."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import IO, final

from typer._click import Context, echo
from typer._click.exceptions import BadParameter, MissingParameter, NoArgsIsHelpError, NoSuchOption, UsageError

from eligibility.i18n import Language, Text

VARIABLE = "ELIGIBILITY_LANG"
"""The variable that names the language where no option does."""

_ERROR = Text("错误：", "Error: ")


def language_of(arguments: Sequence[str]) -> Language:
    """The language that a call asks for, however wrong it is otherwise: by `--lang`, or else by the variable; otherwise Chinese."""
    asked = [os.environ.get(VARIABLE)]
    for argument, following in pairwise([*arguments, ""]):
        option, _, value = argument.partition("=")
        if option == "--lang":
            asked.append(value or following)
    known: dict[str | None, Language] = {"zh": "zh", "en": "en"}
    return next((known[word] for word in reversed(asked) if word in known), "zh")


def after_command(arguments: list[str]) -> list[str]:
    """The arguments with a language that stands before a command put after it, where the command reads it."""
    if arguments[:1] == ["--lang"] and len(arguments) > 2 and not arguments[2].startswith("-"):
        return [arguments[2], *arguments[:2], *arguments[3:]]
    if arguments and arguments[0].startswith("--lang=") and len(arguments) > 1 and not arguments[1].startswith("-"):
        return [arguments[1], arguments[0], *arguments[2:]]
    return arguments


def in_language(error: UsageError, language: Language) -> UsageError:
    """The error as it is to be shown; one that only shows the help stays as it is."""
    return error if isinstance(error, NoArgsIsHelpError | _Told) else _Told(error, language)


@final
class _Told(UsageError):
    """A mistake in a call, told in one language."""

    def __init__(self, error: UsageError, language: Language) -> None:
        super().__init__(error.message, error.ctx)
        self.language = language
        self.said = said(error)

    def format_message(self) -> str:
        return self.said[self.language]

    def show(self, file: IO[str] | None = None) -> None:
        head = f"{_usage(self.ctx)[self.language]}\n\n" if self.ctx is not None else ""
        echo(f"{head}{_ERROR[self.language]}{self.format_message()}", file=file, err=file is None)


def _usage(context: Context) -> Text:
    path, usage = context.command_path, context.get_usage().removeprefix("Usage: ").removeprefix("用法：")
    return Text(f"用法：{usage}\n帮助：{path} --help", f"Usage: {usage}\nTry '{path} --help' for help.")


def said(error: UsageError) -> Text:
    """What is wrong, in both languages. The Chinese does not repeat what was typed, save names of options and commands."""
    english = error.format_message().replace("Value error, ", "")
    return Text(_chinese(error, english), english)


def _chinese(error: UsageError, english: str) -> str:
    match error:
        case NoSuchOption():
            near = "、".join(sorted(error.possibilities or ()))
            return f"没有 {error.option_name} 这个选项。{f'是否想写 {near}？' if near else ''}"
        case MissingParameter():
            return f"缺少{_named(error).rstrip()}。"
        case BadParameter():
            choices = re.search(r"is not one of (.+?)\.?$", english)
            allowed = f"可用：{'、'.join(_quoted(choices.group(1)))}。" if choices else _unfit(english)
            return f"{_named(error)}的值不能这样填。{allowed}"
    for pattern, text in _PATTERNS.items():
        found = re.fullmatch(pattern, english)
        if found:
            return text(found)
    return english


def _unfit(english: str) -> str:
    if "integer" in english:
        return "应为整数。"
    least = re.search(r"greater than or equal to (\S+)$", english)
    return f"应不小于{least.group(1)}。" if least else ""


def _quoted(words: str) -> list[str]:
    return re.findall(r"'([^']+)'", words)


def _named(error: BadParameter) -> str:
    """The option or argument that is meant."""
    if error.param is None:
        return "参数"
    names = [name for name in _quoted(error.param.get_error_hint() or "") if name != VARIABLE]
    if error.param.param_type_name == "argument":
        from eligibility.cli.chinese_help import place

        return "".join(f"{place(name)}（{name}）" for name in names)
    return f"选项 {' / '.join(names)} "


def _command(found: re.Match[str]) -> str:
    near = "、".join(_quoted(found.group(2) or ""))
    return f"没有 {found.group(1)} 这个命令。{f'是否想写 {near}？' if near else ''}"


_PATTERNS: dict[str, Callable[[re.Match[str]], str]] = {
    r"No such command '(.+?)'\.(?: Did you mean (.+)\?)?": _command,
    r"Option '?(\S+?)'? requires an argument\.": lambda found: f"选项 {found.group(1)} 后面要写值。",
    r"Option '?(\S+?)'? does not take a value\.": lambda found: f"选项 {found.group(1)} 后面不写值。",
    r"Got unexpected extra argument.*": lambda _: "多写了参数。",
    r"Missing command\.": lambda _: "缺少命令。",
}
"""The messages that have no kind of their own."""
