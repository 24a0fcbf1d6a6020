"""YAML files with places: every value has its line and column. Only a plain subset of YAML is allowed.

Anchors, aliases, merge keys, tags and duplicate keys are errors. So a file means what it appears to mean, and a small
file cannot expand into a large one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from functools import cached_property
from pathlib import Path

import yaml

from eligibility._dataclass import dataclass
from eligibility._yaml import LOADER
from eligibility.codes import RuleCheck
from eligibility.errors import RuleProblem, Span
from eligibility.i18n import Text
from eligibility.limits import FRACTION_DIGITS, WHOLE_DIGITS, YAML_BYTES, YAML_DEPTH

Path_ = tuple[str | int, ...]
_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "value")}
_AS_WRITTEN = {"tag:yaml.org,2002:str", "tag:yaml.org,2002:float"}
"""Values kept as text; decimals too, so that they never become floats."""
_NUMBERS = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}
_PLAIN_NUMBER = re.compile(rf"-?(0|[1-9]\d{{0,{WHOLE_DIGITS - 1}}})(\.\d{{1,{FRACTION_DIGITS}}})?", re.ASCII)
"""A number as an office writes it. YAML would read more, and some of it otherwise: 0600 as 384, 10:30 as 630, 0x10, 1_000, .inf."""

_QUOTE = Text("如果是文字，请加引号", "quote it if it is a text")
_A_DATE = Text("写存在的日期，如 2024-06-01", "write a date that exists, such as 2024-06-01")

_INDENT = Text("检查这一行和上一行的缩进", "look at how this line and the one above are indented")
_CLOSE = Text("补上，或检查上一行的括号", "add it, or look at the brackets of the line above")
_SYNTAX: Mapping[str, tuple[Text, Text]] = {
    "did not find expected key": (Text("这里应有一个键", "a key is expected here"), _INDENT),
    "did not find expected ',' or ']'": (Text("列表里缺少逗号或右方括号", "a list lacks a comma or its ]"), _CLOSE),
    "did not find expected ',' or '}'": (Text("对象里缺少逗号或右花括号", "a mapping lacks a comma or its }"), _CLOSE),
    "did not find expected '-' indicator": (Text("列表的每一项应以 - 开头", "each entry of a list begins with -"), _INDENT),
    "did not find expected node content": (Text("这里应有内容", "a value is expected here"), _QUOTE),
    "did not find expected <document start>": (Text("文件里有多余的内容", "something stands here that belongs to nothing"), _INDENT),
    "could not find expected ':'": (Text("键后面应有冒号", "a colon is expected after a key"), Text("写作 键: 值", "write KEY: VALUE")),
    "mapping values are not allowed in this context": (
        Text("这里不能有冒号", "no colon may stand here"),
        Text("检查这一行和上一行的缩进，或给文字加引号", "look at how this line and the one above are indented, or quote the text"),
    ),
    "block sequence entries are not allowed in this context": (Text("这里不能有列表项", "no entry of a list may stand here"), _INDENT),
    "found character that cannot start any token": (Text("这里有不能开头的字符", "no value begins with this sign"), _QUOTE),
    "found unexpected end of stream": (Text("引号没有闭合", "a quotation is not closed"), Text("补上另一半引号", "close it")),
    "found unknown escape character": (
        Text("反斜杠后的字符不对", "nothing is written with this sign after \\"),
        Text("改用单引号，或去掉反斜杠", "use single quotes, or take the \\ out"),
    ),
    "control characters are not allowed": (Text("有不允许的控制符", "a control character stands here"), Text("删去", "take it out")),
    "found undefined alias": (Text("用了没有定义的别名", "an alias stands here that nothing defines"), _QUOTE),
}
"""What the YAML reader finds, in our words, and what mends it."""


@dataclass
class Source:
    """One file: its name for messages, its data, and the place of each value by its path (computed on demand).

    `document` names the published text whose clauses the file cites.
    """

    name: str
    data: object = None
    problems: list[RuleProblem] = field(default_factory=list)
    root: yaml.Node | None = None
    prefix: Path_ = ()
    document: str = ""
    text: str = field(default="", repr=False)

    @cached_property
    def nodes(self) -> dict[Path_, yaml.Node]:
        """The node of every value by its path. The node of a key has the path of its value followed by `key`."""
        return dict(_nodes(self.root, self.prefix)) if self.root is not None else {}

    def mapping(self, path: Path_ = ()) -> Mapping[str, object]:
        """The mapping at a path of the data."""
        return _mapping(self.value(path))

    def place(self, path: Path_) -> Span:
        """The place of a path, or the nearest place above it: the value, or its key if the value has several lines."""
        while path and path not in self.nodes:
            path = path[:-1]
        node, key = self.nodes.get(path), self.nodes.get((*path, "key"))
        if node is None:
            return Span()
        written = isinstance(node, yaml.ScalarNode) and node.end_mark.index > node.start_mark.index
        return self.span_of(node if written or key is None else key)

    def value(self, path: Path_) -> object:
        """The value at a path of the data."""
        found = self.data
        for part in path:
            found = found[part] if isinstance(found, list) and isinstance(part, int) else _mapping(found)[str(part)]
        return found

    def span_of(self, node: yaml.Node) -> Span:
        """The place of a node: the text of a scalar, or the first entry of a mapping or list."""
        return self._scalar(node) if isinstance(node, yaml.ScalarNode) else self._first_entry(node)

    def part(self, path: Path_, start: int, end: int) -> Span:
        """The place of some characters of a text, counted in the value; the whole value if they cannot be located."""
        node = self.nodes.get(path)
        if not isinstance(node, yaml.ScalarNode):
            return self.place(path)
        counted, marks = [found.start() for found in _SIGN.finditer(node.value)], _marks(node, self.text)
        chosen = [mark for index, mark in zip(counted, marks, strict=False) if start <= index < end]
        return self._span(chosen[0], chosen[-1] + 1) if chosen and len(counted) == len(marks) else self.place(path)

    def problem(
        self,
        check: RuleCheck,
        path: Path_,
        message: Text,
        mend: Text | None = None,
        *,
        part: tuple[int, int] | None = None,
        excerpt: str = "",
    ) -> RuleProblem:
        """A problem at a path of the data; with `part`, at these characters of the text there."""
        span = self.part(path, *part) if part else self.place(path)
        return RuleProblem(check, self.name, span, message, mend, excerpt)

    def _scalar(self, node: yaml.ScalarNode) -> Span:
        """The place of a scalar's text without its quotes."""
        quoted = node.style in {'"', "'"}
        start, end = node.start_mark.index + quoted, node.end_mark.index - quoted
        return self._span(start, start + len(self.text[start:end].rstrip()))

    def _first_entry(self, node: yaml.Node) -> Span:
        """The place of a mapping or list without a key: its first entry, up to the end of the line."""
        begin = node.start_mark.index
        first = node.value[0] if node.value else None
        inner = (first[1] if isinstance(first[1], yaml.ScalarNode) else first[0]) if isinstance(first, tuple) else first
        end = inner.end_mark.index if isinstance(inner, yaml.ScalarNode) else begin + 1
        return self._span(begin, begin + len(self.text[begin:end].partition("\n")[0].rstrip()))

    def _span(self, start: int, end: int) -> Span:
        return Span(*self._line_column(start), *self._line_column(end))

    def _line_column(self, index: int) -> tuple[int, int]:
        line = bisect_right(self._line_starts, index)
        return line, index - self._line_starts[line - 1] + 1

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]


def _mapping(data: object) -> Mapping[str, object]:
    assert isinstance(data, Mapping)
    return data


_SIGN = re.compile(r"\S")
_SIGNS = {"'": re.compile(r"''|\S"), '"': re.compile(r'\\["\\]|\S')}
"""The pattern in the file for one non-blank character, by the quotes around the text."""


def _marks(node: yaml.ScalarNode, text: str) -> list[int]:
    """The position in the file of each non-blank character of a scalar. Other escapes than quotes give more positions.

    Folding changes only blanks, so the other characters of the value and the file correspond one to one.
    """
    start, end = node.start_mark.index, node.end_mark.index
    if node.style in {"|", ">"}:
        start = text.find("\n", start)
    elif node.style in _SIGNS:
        start, end = start + 1, end - 1
    return [found.end() - 1 for found in _SIGNS.get(node.style or "", _SIGN).finditer(text, start, end)]


def read_source(path: Path, name: str) -> Source:
    """Read a YAML file. If something is wrong, it is in `problems` and `data` is None."""
    source = Source(name)
    text = text_of(path, source)
    if text is not None:
        parse_source(text, source)
    return source


Reading = Callable[[Path, str], Source]
"""How a file is read, by its path and its name for messages: as `read_source` does, or as `eligibility.rules.texts.Texts`."""


def text_of(path: Path, source: Source) -> str | None:
    """The text of a source's file; None where it cannot be read, and `source.problems` then says why."""
    try:
        if path.stat().st_size > YAML_BYTES:
            message = Text(f"文件超过{YAML_BYTES // 1000}千字节", f"has more than {YAML_BYTES:,} bytes")
            source.problems.append(source.problem(RuleCheck.FILE_TOO_LARGE, (), message))
            return None
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        message = Text(f"不是UTF-8编码（第{error.start}字节）", f"is not UTF-8 (byte {error.start})")
        source.problems.append(source.problem(RuleCheck.NOT_UTF8, (), message, Text("另存为UTF-8", "save it as UTF-8")))
    except OSError as error:
        message = Text("文件无法读取", f"cannot be read ({error.strerror})")
        source.problems.append(source.problem(RuleCheck.UNREADABLE, (), message))
    return None


def parse_source(text: str, source: Source) -> None:
    """Parse a text into a source."""
    source.text = text
    try:
        root = yaml.compose(text, Loader=LOADER)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        source.problems.append(_not_yaml(source, error))
        return
    source.problems += _anchors(source) if "&" in text else ()
    if root is None or root.tag == "tag:yaml.org,2002:null":
        message = Text("文件是空的", "the file is empty")
        source.problems.append(source.problem(RuleCheck.EMPTY_FILE, (), message))
        return
    source.root = root
    builder = _Builder(source)
    data = builder.build(root, 0)
    if not source.problems:
        source.data = data


def _anchors(source: Source) -> Iterator[RuleProblem]:
    """The anchors of a file, used or not."""
    for event in yaml.parse(source.text, Loader=LOADER):
        if isinstance(event, yaml.NodeEvent) and event.anchor and not isinstance(event, yaml.AliasEvent):
            start = event.start_mark
            line, column = (start.line + 1, start.column + 1) if start else (1, 1)
            place = Span(line, column, line, column + 1 + len(event.anchor))
            message = Text(f"不能使用锚点 &{event.anchor}", f"the anchor &{event.anchor} is not allowed")
            yield RuleProblem(RuleCheck.ALIAS_USED, source.name, place, message, Text("把值写出来", "write the value out"))


def _not_yaml(source: Source, error: Exception) -> RuleProblem:
    mark = getattr(error, "problem_mark", None)
    found = _slip(source.text, mark.line) if mark else None
    if found is not None:
        return RuleProblem(RuleCheck.NOT_YAML, source.name, *found)
    span = Span(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2) if mark else Span()
    said = str(getattr(error, "problem", None) or getattr(error, "context", None) or "")
    told, mend = next((words for en, words in _SYNTAX.items() if said.startswith(en)), (Text("无法读取", "it cannot be read"), _INDENT))
    return RuleProblem(RuleCheck.NOT_YAML, source.name, span, Text(f"不是合法的YAML：{told.zh}", f"not YAML: {told.en}"), mend)


_TAB = re.compile(r"^ *(\t+)")
_WIDE_COLON = re.compile(r"""^[ \-]*(?:[{]\s*)?[\w.@']+\s*(：)""")


def _slip(text: str, line: int) -> tuple[Span, Text, Text] | None:
    """A tab in an indent or a full-width colon after a key, on the line where the reader stops or the last two above it that are not
    empty: its place, what is wrong and what mends it; None where there is none."""
    lines = text.split("\n")[: line + 1]
    for number in [number for number, one in enumerate(lines) if one.strip()][:-4:-1]:
        tab, colon = _TAB.match(lines[number]), _WIDE_COLON.match(lines[number])
        if tab:
            message = Text("缩进里有制表符（Tab）", "a tab stands in the indent")
            return Span(number + 1, tab.start(1) + 1, number + 1, tab.end(1) + 1), message, Text("改用空格缩进", "indent with spaces")
        if colon:
            message = Text("键后面的冒号是全角的", "the colon after the key is full-width")
            return Span(number + 1, colon.start(1) + 1, number + 1, colon.end(1) + 1), message, _COLON
    return None


_COLON = Text("改为半角冒号和一个空格", "write a half-width colon and a space")


class _Builder:
    """Builds the data of a node tree. What is not allowed becomes a problem of the source, at its place."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.seen: set[int] = set()
        self.loader = yaml.SafeLoader("")

    def build(self, node: yaml.Node, depth: int) -> object:
        if id(node) in self.seen:
            message = Text("不能使用锚点和别名", "anchors and aliases are not allowed")
            self._refuse(node, RuleCheck.ALIAS_USED, message, Text("把值写出来", "write the value out"))
            return None
        self.seen.add(id(node))
        if node.tag not in _PLAIN_TAGS or depth > YAML_DEPTH:
            tag = node.tag.rpartition(":")[2]
            message = Text(f"这里不能使用 {tag}", f"{tag} is not allowed here")
            self._refuse(node, RuleCheck.TAG_USED, message, Text("只写普通的值", "write plain values"))
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, depth + 1) for item in node.value]
        if node.tag in _NUMBERS and not _PLAIN_NUMBER.fullmatch(node.value):
            self._not_plain(node)
            return None
        return node.value if node.tag in _AS_WRITTEN else self._constructed(node)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, object]:
        data: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or not key.value:
                self._refuse(key, RuleCheck.KEY_NOT_A_WORD, Text("键应为一个词", "a key must be a word"))
                continue
            if key.value in data:
                message = Text(f"键“{key.value}”写了两次", f"the key {key.value} is written twice")
                self._refuse(key, RuleCheck.KEY_TWICE, message, Text("删去一处，或改名", "take one out, or rename it"))
            data[key.value] = self.build(value, depth + 1)
        return data

    def _not_plain(self, node: yaml.Node) -> None:
        message = Text(f"“{node.value}”不是普通写法的数", f"{node.value!r} is not a plain decimal number")
        mend = Text("只写数字和小数点，如 480；如果是文字，请加引号", "write digits and a point, such as 480.5; quote it if it is a text")
        self._refuse(node, RuleCheck.VALUE_UNREADABLE, message, mend)

    def _constructed(self, node: yaml.Node) -> object:
        try:
            return self.loader.construct_object(node)
        except (ValueError, yaml.YAMLError):
            message, mend = Text(f"“{node.value}”无法读取", f"{node.value!r} cannot be read"), _QUOTE
            if node.tag.endswith(":timestamp"):
                message, mend = Text(f"{node.value} 不是真实的日期", f"{node.value} is not a date that exists"), _A_DATE
            self._refuse(node, RuleCheck.VALUE_UNREADABLE, message, mend)
            return None

    def _refuse(self, node: yaml.Node, check: RuleCheck, message: Text, mend: Text | None = None) -> None:
        span = self.source.span_of(node)
        self.source.problems.append(RuleProblem(check, self.source.name, span, message, mend))


def _nodes(node: yaml.Node, path: Path_) -> Iterator[tuple[Path_, yaml.Node]]:
    yield path, node
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, key.value, "key"), key
            yield from _nodes(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _nodes(item, (*path, index))
