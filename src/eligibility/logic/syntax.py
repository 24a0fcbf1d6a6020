"""The text of an expression as Python's own syntax tree. It places errors and looks up names in a scope."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from difflib import get_close_matches

from eligibility.limits import EXPRESSION_DEPTH, EXPRESSION_LENGTH, EXPRESSION_PARTS, FRACTION_DIGITS, WHOLE_DIGITS
from eligibility.logic.faults import ExpressionError, Fault
from eligibility.logic.scope import Meaning, Scope
from eligibility.logic.types import Day, Fact

_PLAIN_NUMBER = re.compile(rf"(0|[1-9]\d{{0,{WHOLE_DIGITS - 1}}})(\.\d{{1,{FRACTION_DIGITS}}})?", re.ASCII)
"""A number as an office writes it. Python would read more: 0x10, 1_000, 1e9, 1j."""

_SLIPS = re.compile(r"'[^']*'|\"[^\"]*\"|&&?|\|\|?|!(?!=)|=<|=>|<>|(?<![=<>!])=(?!=)|[，。；：（）“”‘’＝＜＞！、　]")
"""What people write who know other notations; a quoted text is passed over whole."""
_WITH_UNIT = re.compile(r"'[^']*'|\"[^\"]*\"|(?<![\w.])(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[%％]|[\u4e00-\u9fff]+)")
"""A number with what is written behind it in a text."""
_INSTEAD = {"&&": "and", "&": "and", "||": "or", "|": "or", "!": "not", "=<": "<=", "=>": ">=", "<>": "!="}
_GLUED = re.compile(r"'[^']*'|\"[^\"]*\"|(?<![\w.])(?P<number>\d[\d.]*)(?:and|else|for|if|in|is|not|or)\b")
"""A number with a word right behind it: Python still reads the two apart, and warns."""
_OTHER_OPERATIONS: dict[type[ast.operator], str] = {ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**"}
_HEADS = ("figures", "options", "standards")
"""What stands before the names that a plan itself brings; it may have none of them."""
_PARTS_OF_DATES = ("months", "month", "days", "day", "weeks", "year")


class Syntax:
    """One text in one scope: its tree, the place of each node, and the meaning of its names."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.text = text
        self.scope = scope
        self.flat = text.replace("\n", " ").replace("\r", " ").replace("\t", " ")
        self.lead = len(self.flat) - len(self.flat.lstrip())
        self.source = self.flat.strip()
        self.bytes = self.source.encode(errors="surrogatepass")

    def tree(self) -> ast.expr:
        """The syntax tree of the text, within the limits of size and with plain numbers only.

        Raises:
            ExpressionError: the text is not a Python expression, is too long, deep or many-parted, or holds a remark or a number
                that is not written plainly.
        """
        if len(self.text) > EXPRESSION_LENGTH:
            raise ExpressionError(Fault.TOO_LONG, self.text[:80], length=len(self.text), most=EXPRESSION_LENGTH)
        if not self.source:
            raise ExpressionError(Fault.EMPTY, self.text)
        remark = self.text.find("#")
        if remark >= 0:
            raise ExpressionError(Fault.REMARK, self.text, remark, remark + 1)
        for found in _GLUED.finditer(self.flat):
            if found["number"] is not None:
                raise ExpressionError(Fault.NOT_AN_EXPRESSION, self.text, found.end("number"), found.end("number") + 1)
        slash = self.text.find("\\")
        if slash >= 0:
            raise ExpressionError(Fault.NOT_AN_EXPRESSION, self.text, slash, slash + 1)
        try:
            tree = ast.parse(self.source, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:  # ValueError: half of a sign, or a null
            raise self._unreadable(error) from None
        self._bounded(tree)
        return tree

    def _bounded(self, tree: ast.expr) -> None:
        """Refuse what is nested too deeply, has too many parts, or has a number that is not written plainly."""
        parts = 0
        for node, depth in _levels(tree):
            if depth > EXPRESSION_DEPTH:
                raise self.error(node, Fault.NESTED_TOO_DEEPLY)
            parts += isinstance(node, ast.Name | ast.Constant)
            if parts > EXPRESSION_PARTS:
                raise self.error(node, Fault.TOO_MANY_PARTS, most=EXPRESSION_PARTS)
            if isinstance(node, ast.Constant) and type(node.value) in {int, float, complex}:
                self._plain(node)

    def _plain(self, node: ast.Constant) -> None:
        if not _PLAIN_NUMBER.fullmatch(self.written(node)):
            raise self._not_plain(node)

    def _not_plain(self, node: ast.expr) -> ExpressionError:
        return self.error(node, Fault.NUMBER_NOT_PLAIN, text=self.written(node), whole=WHOLE_DIGITS, fraction=FRACTION_DIGITS)

    def check_digits(self, node: ast.expr, *numbers: Decimal) -> None:
        """Check numbers that were worked out: before the point as many digits as in one that is written, behind it twice as many.

        Raises:
            ExpressionError: one has more.
        """
        if not all(abs(number) < 10**WHOLE_DIGITS and _behind_the_point(number) <= 2 * FRACTION_DIGITS for number in numbers):
            raise self._not_plain(node)

    def _unreadable(self, error: Exception) -> ExpressionError:
        """The error for text that Python cannot read, placed at an invisible character if there is one, otherwise where Python stops."""
        stray = next((index for index, character in enumerate(self.flat) if not character.isprintable()), None)
        if stray is not None:
            return ExpressionError(Fault.UNREADABLE, self.text, stray, stray + 1)
        if not isinstance(error, SyntaxError):
            return ExpressionError(Fault.NESTED_TOO_DEEPLY, self.text)
        start = self.lead + max((error.offset or 1) - 1, 0)
        return (
            self._slip()
            or self._number_with_unit()
            or self._unclosed(error, start)
            or ExpressionError(Fault.NOT_AN_EXPRESSION, self.text, start, start + 1)
        )

    def _slip(self) -> ExpressionError | None:
        """A sign that means something elsewhere and nothing here; None if there is none outside of quotes."""
        for found in _SLIPS.finditer(self.flat):
            sign = found.group()
            if sign[0] in "'\"":
                continue
            if sign == "=":
                return ExpressionError(Fault.SINGLE_EQUALS, self.text, *found.span())
            if sign in _INSTEAD:
                return ExpressionError(Fault.OTHER_SIGN, self.text, *found.span(), sign=sign, near=_INSTEAD[sign])
            return ExpressionError(Fault.FULL_WIDTH, self.text, *found.span(), sign=sign)
        return None

    def _number_with_unit(self) -> ExpressionError | None:
        """A number with a sign of percent, or with a word behind it; None if there is none outside of quotes."""
        for found in _WITH_UNIT.finditer(self.flat):
            number, sign = found.group("number"), found.group("unit")
            if number is None:
                continue
            if sign in "%％":
                return ExpressionError(Fault.PERCENT, self.text, *found.span(), text=found.group())
            return ExpressionError(Fault.UNIT_BEHIND_NUMBER, self.text, *found.span(), number=number, unit=sign)
        return None

    def _unclosed(self, error: SyntaxError, start: int) -> ExpressionError | None:
        """A bracket or quote that is opened and not closed."""
        if "was never closed" not in error.msg and "unterminated" not in error.msg:
            return None
        return ExpressionError(Fault.NOT_CLOSED, self.text, start, start + 1, sign=self.flat[start : start + 1])

    def _offset(self, line_bytes: int) -> int:
        return self.lead + len(self.bytes[:line_bytes].decode(errors="replace"))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """The first character of a node in the text, and the place after its last."""
        return self._offset(getattr(node, "col_offset", 0)), self._offset(getattr(node, "end_col_offset", None) or len(self.bytes))

    def error(self, node: ast.AST, fault: Fault, /, **words: object) -> ExpressionError:
        """An error at the place of a node."""
        return ExpressionError(fault, self.text, *self.span(node), **words)

    def written(self, node: ast.AST) -> str:
        """The source text of a node."""
        start, end = self.span(node)
        return self.flat[start:end]

    def no_number(self, node: ast.expr) -> ExpressionError:
        """The error for what is no number: a division, another operation, or something else."""
        match node:
            case ast.BinOp(op=ast.Div()):
                return self.error(node, Fault.DIVIDED)
            case ast.BinOp(op=op) if type(op) in _OTHER_OPERATIONS:
                return self.error(node, Fault.NO_SUCH_OPERATION, sign=_OTHER_OPERATIONS[type(op)])
        return self.error(node, Fault.NOT_A_NUMBER, node=type(node).__name__)

    def dotted(self, node: ast.expr) -> str:
        """The dotted name that a node is.

        Raises:
            ExpressionError: the node is no name.
        """
        match node:
            case ast.Name(id=name):
                return name
            case ast.Attribute(value=value, attr=attr):
                return f"{self.dotted(value)}.{attr}"
        raise self.error(node, Fault.NOT_A_NAME, node=type(node).__name__)

    def fact(self, node: ast.expr) -> Fact | None:
        """The fact that a node names, or None."""
        if not isinstance(node, ast.Name | ast.Attribute):
            return None
        meaning = self.meaning(node, self.dotted(node))
        return meaning if isinstance(meaning, Fact) else None

    def meaning(self, node: ast.expr, name: str) -> Meaning:
        """What a name means in the scope.

        Raises:
            ExpressionError: the scope does not know the name.
        """
        meaning = self.scope.meaning(name)
        if meaning is None:
            raise self._unknown(node, name)
        return meaning

    def _unknown(self, node: ast.expr, name: str) -> ExpressionError:
        """The error for a name that the scope does not know: a part of a date, a name of several entries, or another word."""
        date, _, part = name.rpartition(".")
        known = self.scope.meaning(date) if part in _PARTS_OF_DATES else None
        if isinstance(known, Fact) and isinstance(known.type, Day):
            return self.error(node, Fault.ONLY_YEARS, name=date, part=part)
        below = min((one for one in self.scope.names() if one.startswith(f"{name}.")), default=None)
        if below is not None:
            return self.error(node, Fault.NAME_OF_SEVERAL, name=name, example=below)
        near = self.nearest(name)
        among = {} if near else {"values": self.members(name)}
        return self.error(node, Fault.UNKNOWN_NAME, name=name, near=near, **among)

    def nearest(self, name: str) -> str | None:
        """The most similar name in the scope; None if none is close."""
        head = name.partition(".")[0]
        under = sorted(one for one in self.scope.names() if one.startswith(f"{head}."))
        names = under if "." in name and (under or head in _HEADS) else sorted(self.scope.names())
        near = get_close_matches(name, names, 1, 0.8 if names is under else 0.5)
        return near[0] if near else None

    def members(self, name: str) -> tuple[str, ...]:
        """The names of the set that a dotted name would be of."""
        head, point, _ = name.partition(".")
        return tuple(sorted(one for one in self.scope.names() if point and one.startswith(f"{head}.")))


def _levels(tree: ast.expr) -> Iterator[tuple[ast.expr, int]]:
    """Every expression of a tree in the order of the text, with its depth. Nothing recurses, so that any tree is walked."""
    waiting: list[tuple[ast.AST, int]] = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node, ast.expr):
            yield node, depth
        waiting += [(part, depth + isinstance(part, ast.expr)) for part in reversed(list(ast.iter_child_nodes(node)))]


def _behind_the_point(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    assert isinstance(exponent, int), "the number is finite"
    return -exponent
