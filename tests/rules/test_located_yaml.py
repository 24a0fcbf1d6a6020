"""Where a problem stands in a ruleset file: the name or the value that is wrong, from its first character to its last."""

from __future__ import annotations

import re

import pytest
import yaml

import eligibility as el
from eligibility.errors import Span
from eligibility.rules.located_yaml import Source, parse_source
from eligibility.rules.version_lookup import shipped
from tests.conftest import Toy, support


def source(text: str) -> Source:
    made = Source("a.yaml")
    parse_source(text, made)
    assert made.problems == []
    return made


def cut(text: str, span: Span) -> str:
    """The characters of a span."""
    lines = text.split("\n")
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    first, *inner, last = lines[span.line - 1 : span.end_line]
    return "\n".join([first[span.column - 1 :], *inner, last[: span.end_column - 1]])


@pytest.mark.parametrize("number", ["0600", "10:30", "0x10", "0b1", "1_000", "+5", ".5", "5.", ".inf", ".nan", "1.5e+3", "1" * 13])
def test_a_number_is_written_plainly(number: str) -> None:
    """YAML would read 0600 as 384 and 10:30 as 630."""
    made = Source("a.yaml")
    parse_source(f"a: {number}", made)
    (problem,) = made.problems
    assert problem.text().startswith(f"a.yaml:1:4: '{number}' is not a plain decimal number [value_unreadable]")


@pytest.mark.parametrize(
    ("number", "read"), [("0", 0), ("-5", -5), ("480", 480), ("0.50", "0.50"), ("'0600'", "0600"), ("9" * 12, 10**12 - 1)]
)
def test_a_plain_number_is_read(number: str, read: object) -> None:
    assert source(f"a: {number}").mapping() == {"a": read}


@pytest.mark.parametrize(
    ("text", "path", "shown"),
    [
        ("a: certified", ("a",), "certified"),
        ("a: '残疾'  # remark", ("a",), "残疾"),
        ('一: {b: "x y", c: 3}', ("一", "b"), "x y"),
        ("a:\n  b: 1\n  c: 2", ("a",), "a"),
        ("a:\n  b: 1", ("a", "missing", "deeper"), "a"),
        ("a:\n- x: 1\n  y: 2", ("a", 0), "x: 1"),
        ("a:\n- x:\n    z: 1", ("a", 0), "x"),
        ("a: {b: [1, 2]}", ("a", "b"), "b"),
        ("a: {b: [1, 2]}", ("a", "b", 1), "2"),
        ("a:\nb: 1", ("a",), "a"),
        ("a: {b: 1}", ("a", "b", "key"), "b"),
        ("a: one\n  two\nb: 1", ("a",), "one\n  two"),
        ("x: 1\ny: 2", (), "x: 1"),
    ],
)
def test_what_a_place_covers(text: str, path: tuple[str | int, ...], shown: str) -> None:
    """A value as it is written, the name of a value that is many lines, the first entry of a list's item."""
    assert cut(text, source(text).place(path)) == shown


@pytest.mark.parametrize("text", ["", "# nothing", "null", "~", "---", "---\n# nothing\n...", "!!null x"])
def test_a_file_that_holds_nothing_is_empty(text: str) -> None:
    """However that is written: what follows would otherwise silently have no rules."""
    source = Source("a.yaml")
    parse_source(text, source)
    assert [problem.text("en") for problem in source.problems] == ["a.yaml:1:1: the file is empty [empty_file]"]


@pytest.mark.parametrize(
    "text",
    [
        "a: certified and agee > 3",
        "a: 'certified and agee > 3'",
        'a: "certified and agee > 3"',
        "a: '  certified and agee > 3'",
        "a: >\n  certified\n  and agee > 3\nb: 1",
        "a: |\n  certified\n  and agee > 3",
        "a: certified\n  and agee > 3",
        "a: 'employment == ''在职'' and agee > 3'",
        "一: 二\na: certified and agee > 3",
        "a: {b: certified}\nc: certified and agee > 3",
    ],
)
def test_a_name_inside_a_text(text: str) -> None:
    """However the text is quoted or folded, the name is found where it stands in the file."""
    made = source(text)
    [path] = [path for path, node in made.nodes.items() if isinstance(node, yaml.ScalarNode) and "agee" in node.value]
    at = made.nodes[path].value.index("agee")
    assert cut(text, made.part(path, at, at + 4)) == "agee"


def test_escapes_are_covered_whole() -> None:
    """Where escapes stand for other characters the whole value is named."""
    text = r'a: "certified\x20and agee"'
    made = source(text)
    assert cut(text, made.part(("a",), 14, 18)) == r"certified\x20and agee"


def test_every_name_of_every_shipped_rule() -> None:
    """Each word of each text of the shipped files is found again at its place."""
    checked = 0
    for path in sorted(shipped().rglob("*.yaml"))[::7]:
        text = path.read_text("utf-8-sig")
        made = source(text)
        for at, node in made.nodes.items():
            if isinstance(node, yaml.ScalarNode) and at[-1:] != ("key",):
                for word in list(re.finditer(r"\w+", node.value))[:3]:
                    assert cut(text, made.part(at, *word.span())) == word.group(), (path, at)
                    checked += 1
    assert checked > 5000


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        (support("certifed"), "certifed"),
        (support("certified and grade <= 2"), "grade <= 2"),
        (support("certified", name="cach"), "cach"),
        (support("certified").replace("mandatory", "mandatry"), "mandatry"),
        (support("certified").replace("modality", "modalty"), "modalty"),
        (support("certified").replace("cite: [一]", "cite: []"), "main"),
        (support("certified") + support("certified"), "support: cash"),
    ],
)
def test_a_problem_covers_the_name(toy: Toy, rules: str, named: str) -> None:
    """Not the rest of the line, and not the whole file."""
    folder = toy(rules)
    with pytest.raises(el.RulesetError) as caught:
        el.load_ruleset(folder)
    text = (folder / "allowances.yaml").read_text("utf-8")
    assert named in {cut(text, problem.span) for problem in caught.value.findings}
