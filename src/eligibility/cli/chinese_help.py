"""The help of the commands in Chinese: what each does, its options, and the words around them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import cast

from typer._click import Command, Context
from typer._click.formatting import HelpFormatter
from typer.core import TyperArgument, TyperOption

from eligibility.cli.render import wrapped

HEADINGS = {"Arguments": "参数", "Options": "选项", "Commands": "命令"}

PLACES = {
    "OPTIONS": "选项",
    "COMMAND": "命令",
    "ARGS": "参数",
    "PROFILE": "资料文件",
    "REGISTER": "名册",
    "RECEIPT": "回执",
    "REGION": "地区",
    "AREA": "区划代码",
    "FROM": "起",
    "UNTIL": "止",
    "OUT": "结果文件",
    "DIR": "文件夹",
    "FILE": "文件",
    "DATE": "日期",
    "WHO": "谁",
    "NAME": "名称",
    "PATH": "路径",
    "LOW": "低",
    "HIGH": "高",
    "ID": "编号",
    "CODE": "代码",
    "REF": "版本",
    "MONTH": "月份",
    "WORD": "词",
    "OFFICE": "单位",
    "ADDRESS": "地址",
    "URL": "网址",
    "A,B,...": "甲,乙,…",
    "support": "项目",
    "subject": "谁",
    "region": "地区",
    "before": "原版本",
    "after": "新版本",
    "what": "结构",
}
"""What stands for a value in the help."""

KINDS = {"str": "文字", "path": "文件", "int": "整数", "int range": "整数", "list[str]": "文字"}
"""What kind a value is of."""

_REMARKS = {"required": "必填", "env var": "环境变量", "default": "不写时"}
_SPACING = 2
_WIDEST = 32
"""How wide the first column may be before its text moves to a line of its own."""


def place(name: str) -> str:
    """What a value is called, where it has a name: 资料文件 for PROFILE."""
    return PLACES.get(name, name)


def speak_chinese(command: Command, *, told: bool) -> None:
    """Let a command write its usage in Chinese; with `told` its help as well, that of its own commands with it."""
    command.context_class = _ChineseContext
    for inner in getattr(command, "commands", {}).values():
        speak_chinese(inner, told=told)
    if told:
        said = texts()
        command.short_help = command.help = said.get(_plain(command.help), command.help)
        for param in command.params:
            if isinstance(param, TyperArgument | TyperOption):
                param.help = said.get(_plain(param.help), param.help)


@cache
def texts() -> Mapping[str, str]:
    """The Chinese of every text of the help, by the English."""
    from eligibility._yaml import read_own

    return cast("dict[str, str]", read_own(Path(__file__).with_name("help_zh.yaml").read_text("utf-8")))


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())


class ChineseFormatter(HelpFormatter):
    """Writes headings, usage and remarks in Chinese, and wraps by the width of the signs."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The usage line."""
        self.write("\n".join(wrapped(f"用法：{prog} {_placed(args)}", self.width, 0, 4)) + "\n")

    def write_heading(self, heading: str) -> None:
        """The heading of a part."""
        self.write(f"{HEADINGS.get(heading, heading)}：\n")

    def write_text(self, text: str) -> None:
        """A paragraph."""
        self.write("\n".join(wrapped(text, self.width, self.current_indent)) + "\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = _WIDEST, col_spacing: int = _SPACING) -> None:
        """Two columns: what is written, and what it means."""
        from rich.cells import cell_len

        said = [(_placed(first), _remarked(second)) for first, second in rows]
        column = min(max(cell_len(first) for first, _ in said), _WIDEST) + self.current_indent + col_spacing
        for first, second in said:
            head = " " * self.current_indent + first
            lines = [line.strip() for line in wrapped(second, max(self.width - column, 20))]
            if cell_len(head) + col_spacing > column:
                self.write(f"{head}\n")
            else:
                self.write(head + " " * (column - cell_len(head)) + lines.pop(0) + "\n")
            for line in lines:
                self.write(f"{' ' * column}{line}\n")


class _ChineseContext(Context):
    formatter_class = ChineseFormatter


def _placed(written: str) -> str:
    """Names and kinds of values in Chinese; options stay as they are typed."""
    kinds = re.sub(r"<([a-z][a-z \[\]]*)>", lambda found: f"<{KINDS.get(found[1], found[1])}>", written)
    listed = kinds.replace("A,B,...", PLACES["A,B,..."])
    return re.sub(r"(?<![-\w<|.])[A-Za-z]+(?![-\w>|])", lambda found: place(found[0]), listed)


def _remarked(told: str) -> str:
    """A text with what stands in brackets at its end: that it is required, its variable, its default, the least number."""
    head, _, rest = told.partition("  [")
    if not rest:
        return texts().get(told, told)
    remarks = rest.removesuffix("]").split("; ")
    return f"{head}（{'；'.join(map(_remark, remarks))}）"


def _remark(remark: str) -> str:
    name, _, value = remark.partition(": ")
    bounds = re.fullmatch(r"(?:(\d+)<=)?x(?:>=(\d+)|<=(\d+))", remark)
    if bounds:
        low, least, high = bounds.groups()
        return f"不小于{least}" if least else f"{low}至{high}" if low else f"不大于{high}"
    return f"{_REMARKS[name]}{' ' if value else ''}{value}" if name in _REMARKS else remark
