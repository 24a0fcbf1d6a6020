"""Functions made from source text that the library itself writes, and how such a function is written down again.

The text holds positions, names of constants and Python's own operators: never a word of a rule or of a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from textwrap import indent
from types import FunctionType

_SOURCE = "__source__"


def define(name: str, source: str, constants: Mapping[str, object], file: str) -> object:
    """The function `name` that some source text defines; `file` stands in tracebacks. The text reads the constants by their names."""
    namespace: dict[str, object] = {**constants, _SOURCE: source}
    exec(compile(source, file, "exec"), namespace)  # noqa: S102 - our own generated source, no rule text in it
    return namespace[name]


def is_generated(function: FunctionType) -> bool:
    """Whether `define` made a function."""
    return _SOURCE in function.__globals__


def written(function: FunctionType, name: str) -> str:
    """The text of a module's part that defines a generated function, with its constants, under a name of the module.

    Raises:
        TypeError: a constant cannot be written.
    """
    namespace = function.__globals__
    constants = {key: value for key, value in namespace.items() if not key.startswith("__") and value is not function}
    lines = [f"{key} = {_literal(value)}" for key, value in constants.items()]
    body = "\n".join([*lines, namespace[_SOURCE], f"return {function.__name__}"])
    return f"def _{name}():\n{indent(body, '    ')}\n\n\n{name} = _{name}()\n"


def _literal(value: object) -> str:
    """A constant as Python writes it."""
    if value is None or isinstance(value, bool | int | str):
        return repr(value)
    if isinstance(value, Decimal | Fraction):
        return f"{type(value).__name__}({str(value)!r})"
    if isinstance(value, tuple):
        return f"({''.join(f'{_literal(one)}, ' for one in value)})"
    if isinstance(value, frozenset):
        return f"frozenset({{{', '.join(sorted(map(_literal, value)))}}})" if value else "frozenset()"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_literal(key)}: {_literal(one)}' for key, one in value.items())}}}"
    raise TypeError(type(value).__name__)
