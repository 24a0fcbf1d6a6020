"""Dataclasses whose methods are compiled when they are first called.

Python compiles six methods for each class while a module loads, and most of them are never called: of a short command that takes a seventh.
The classes made here are dataclasses in every other way. What is not used in this library is left out: methods of order, fields that
are given by name alone, values for `__post_init__` alone.
"""

from __future__ import annotations

import dataclasses
from functools import cache
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, repr=True, eq=True):
        """Make a dataclass of a class, as `dataclasses.dataclass` does."""

        def make(given):
            return _made(given, frozen, slots, repr, eq)

        return make if cls is None else make(cls)


T = TypeVar("T")
Field = dataclasses.Field[object]


class _New:
    """Stands in a signature for a value that is made anew."""

    def __repr__(self) -> str:
        return "<factory>"


_NEW = _New()


class _Later:
    """A method that is compiled when it is first looked up, and then stands in its class as any other."""

    def __init__(self, cls: type, name: str, compiled: Callable[[type], FunctionType]) -> None:
        self._cls = cls
        self._name = name
        self._compiled = compiled

    def __get__(self, instance: object, owner: type | None = None) -> object:
        method = self._compiled(self._cls)
        method.__qualname__ = f"{self._cls.__qualname__}.{self._name}"
        method.__module__ = self._cls.__module__
        setattr(self._cls, self._name, method)
        return method.__get__(instance, owner)


def _made(given: type[T], frozen: bool, slots: bool, repr: bool, eq: bool) -> type[T]:
    """The class with its fields in order (and in slots), and the methods that it does not define itself."""
    own = set(vars(given))
    unhashable = "__eq__" in own and vars(given).get("__hash__") is None
    given.__doc__ = given.__doc__ or given.__name__  # otherwise its signature is written there, which is slow
    cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(given)
    if "__init__" not in own:
        _later(cls, "__init__", _frozen_init if frozen else _init)
    if repr and "__repr__" not in own:
        _later(cls, "__repr__", _repr)
    if eq and "__eq__" not in own:
        _later(cls, "__eq__", _eq)
    if eq and ("__hash__" not in own or unhashable):
        if frozen:
            _later(cls, "__hash__", _hash)
        else:
            _put(cls, __hash__=None)
    if frozen:
        _freeze(cls)
        if slots:
            _let_pickle(cls, own)
    return cls


def _later(cls: type, name: str, compiled: Callable[[type], FunctionType]) -> None:
    setattr(cls, name, _Later(cls, name, compiled))


def _function(head: str, body: Sequence[str], **names: object) -> FunctionType:
    """The function that a line of code and the lines under it define, which read some names."""
    lines = "\n".join(f"    {line}" for line in body or ("pass",))
    exec(f"{head}\n{lines}", names)  # noqa: S102 - names of fields alone stand in it
    return cast("FunctionType", names[head.partition("(")[0].removeprefix("def ")])


def _init(cls: type) -> FunctionType:
    return _initialiser(cls, "self.{0} = {1}")


def _frozen_init(cls: type) -> FunctionType:
    """The function that sets every field of a frozen instance. Compiling takes most of the time: where no value is made anew, classes of
    as many fields share one piece of code, with the names of their own."""
    line, given = "_set(self, {0!r}, {1})", _fields(cls)
    if hasattr(cls, "__post_init__") or not all(one.init and one.default_factory is dataclasses.MISSING for one in given):
        return _initialiser(cls, line)
    names = {f"_{index}": one.name for index, one in enumerate(given)}
    shared = _setting(len(names), line)
    variables, constants = ([names.get(one, one) for one in those] for those in (shared.co_varnames, shared.co_consts))
    code = shared.replace(co_varnames=tuple(variables), co_consts=tuple(constants))
    defaults = tuple(one.default for one in given if one.default is not dataclasses.MISSING)
    return _annotated(FunctionType(code, {"_set": object.__setattr__}, "__init__", defaults), given)


@cache
def _setting(count: int, line: str) -> CodeType:
    """The code that sets so many fields, which are called _0, _1 and so on."""
    names = [f"_{index}" for index in range(count)]
    return _function(f"def __init__({', '.join(['self', *names])}):", [line.format(name, name) for name in names]).__code__


def _annotated(function: FunctionType, given: Sequence[Field]) -> FunctionType:
    function.__annotations__ = {one.name: one.type for one in given if one.init} | {"return": None}
    return function


def _initialiser(cls: type, line: str) -> FunctionType:
    """The function that sets every field: to what was given for it, or to its default."""
    arguments, body, names = ["self"], [], {"_set": object.__setattr__, "_new": _NEW}
    for one in _fields(cls):
        default, value = f"_default_{one.name}", one.name
        if one.default_factory is not dataclasses.MISSING:
            names[default] = one.default_factory
            value = f"{default}() if {one.name} is _new else {one.name}" if one.init else f"{default}()"
            arguments += [f"{one.name}=_new"] if one.init else []
        elif one.default is not dataclasses.MISSING:
            names[default] = one.default
            value = one.name if one.init else default
            arguments += [f"{one.name}={default}"] if one.init else []
        elif one.init:
            arguments.append(one.name)
        else:
            continue
        body.append(line.format(one.name, value))
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    return _annotated(_function(f"def __init__({', '.join(arguments)}):", body, **names), _fields(cls))


def _repr(cls: type) -> FunctionType:
    from reprlib import recursive_repr

    shown = ", ".join(f"{one.name}={{self.{one.name}!r}}" for one in _fields(cls) if one.repr)
    made = _function("def __repr__(self):", [f'return self.__class__.__qualname__ + f"({shown})"'])
    return cast("FunctionType", recursive_repr()(made))


def _eq(cls: type) -> FunctionType:
    same = f"{_compared(cls, 'self')} == {_compared(cls, 'other')}"
    return _function("def __eq__(self, other):", [f"return {same} if other.__class__ is self.__class__ else NotImplemented"])


def _hash(cls: type) -> FunctionType:
    return _function("def __hash__(self):", [f"return hash({_compared(cls, 'self')})"])


def _compared(cls: type, name: str) -> str:
    """The tuple of the fields that make two values equal."""
    return f"({''.join(f'{name}.{one.name},' for one in _fields(cls) if one.compare)})"


def _freeze(cls: type) -> None:
    """Refuse to set or delete what is a field, and anything else in the class itself."""
    names = frozenset(one.name for one in _fields(cls))

    def __setattr__(self: object, name: str, value: object) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        object.__setattr__(self, name, value)

    def __delattr__(self: object, name: str) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        object.__delattr__(self, name)

    _put(cls, __setattr__=__setattr__, __delattr__=__delattr__)


def _let_pickle(cls: type, own: set[str]) -> None:
    """Let frozen slots be pickled and copied, by the values of the fields."""
    names = [one.name for one in _fields(cls)]

    def __getstate__(self: object) -> list[object]:
        return [getattr(self, name) for name in names]

    def __setstate__(self: object, state: list[object]) -> None:
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    if "__getstate__" not in own:
        _put(cls, __getstate__=__getstate__)
    if "__setstate__" not in own:
        _put(cls, __setstate__=__setstate__)


def _put(cls: type, **methods: object) -> None:
    for name, method in methods.items():
        setattr(cls, name, method)


def _fields(cls: type) -> tuple[Field, ...]:
    return dataclasses.fields(cls)
