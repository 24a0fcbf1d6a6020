"""Dataclasses whose methods are compiled late are dataclasses as Python makes them."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, replace
from pathlib import Path
from typing import Any

import pytest

from eligibility import _dataclass
from tests.cli.command_line import FAMILY

Decorator = Callable[..., Any]


def shapes(dataclass: Decorator) -> list[type]:
    """Classes of every shape that the library has, made by one decorator."""

    @dataclass(frozen=True, slots=True)
    class Frozen:
        """With every kind of field."""

        a: int
        b: str = "b"
        c: list[int] = field(default_factory=list)
        d: str = field(default="d", repr=False)
        e: int = field(default=5, compare=False)
        f: dict[str, int] = field(default_factory=dict, init=False)

        @property
        def twice(self) -> int:
            return 2 * self.a

    @dataclass(frozen=True)
    class Open:
        a: int

        def __post_init__(self) -> None:
            object.__setattr__(self, "b", self.a + 1)

    @dataclass(slots=True)
    class Changing:
        a: int
        b: int = 2

    @dataclass
    class Plain:
        a: int = 1

    @dataclass(frozen=True, slots=True)
    class Under(Frozen):
        g: int = 7

        def __hash__(self) -> int:
            return 17

    @dataclass(frozen=True, slots=True, repr=False, eq=False)
    class Bare:
        a: int

    @dataclass(frozen=True, slots=True)
    class Own:
        a: int

        def __init__(self, a: int) -> None:
            object.__setattr__(self, "a", a + 1)

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

    @dataclass(frozen=True, slots=True)
    class Empty:
        pass

    @dataclass(frozen=True, slots=True)
    class Shared:
        """With as many fields as others, and no value that is made anew: its code is that of others under its own names."""

        a: int
        zh: str = "b"
        c: int | None = field(default=None, compare=False)

    @dataclass(frozen=True)
    class Other:
        a: int
        b: str
        c: int = 4

    return [Frozen, Open, Changing, Plain, Under, Bare, Own, Empty, Shared, Other]


PAIRS = list(zip(shapes(_dataclass.dataclass), shapes(dataclasses.dataclass), strict=True))
NAMES = [ours.__name__ for ours, _ in PAIRS]


def made(cls: type, first: int = 3) -> Any:
    needed = [one.name for one in fields(cls) if one.init and one.default is one.default_factory]  # type: ignore[arg-type]
    return cls(**dict.fromkeys(needed, first)) if cls.__name__ != "Own" else cls(first)


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=NAMES)
def test_it_is_made_as_python_makes_it(ours: type, theirs: type) -> None:
    """The same parameters, fields, slots and order of patterns; the same text, equality and hash."""
    for read in (fields, lambda cls: cls.__match_args__, lambda cls: getattr(cls, "__slots__", None)):
        assert str(read(ours)) == str(read(theirs))
    assert str(inspect.signature(ours)) == str(inspect.signature(theirs))
    one, same, other = made(ours), made(ours), made(ours, 4)
    theirs_one, theirs_same, theirs_other = made(theirs), made(theirs), made(theirs, 4)
    assert ((one == same), (one == other), one == 3) == (theirs_one == theirs_same, theirs_one == theirs_other, theirs_one == 3)
    assert (ours.__hash__ is None) == (theirs.__hash__ is None)
    if ours.__name__ != "Bare":
        assert repr(one) == repr(theirs_one)
        assert one != theirs_one or ours.__name__ == "Own", "another class is never equal"
    if ours.__hash__ is not None and ours.__name__ not in {"Bare", "Frozen"}:
        assert hash(one) == hash(theirs_one)


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=NAMES)
def test_what_is_frozen_stays(ours: type, theirs: type) -> None:
    """A field is neither set nor deleted, and in a class itself nothing else is."""
    told = []
    for one in (made(ours), made(theirs)):
        for change in (lambda one: setattr(one, "a", 1), lambda one: delattr(one, "a")):
            try:
                change(one)
                told.append("changed")
            except FrozenInstanceError as error:
                told.append(str(error))
            except (AttributeError, TypeError):  # Python's own of slots, for a name that is no field
                told.append("refused")
    assert told[:2] == told[2:] or ours.__name__ == "Empty"
    if dataclasses.is_dataclass(ours) and "changed" not in told:
        with pytest.raises(FrozenInstanceError, match="cannot assign to field 'other'"):
            made(ours).other = 1


@_dataclass.dataclass(frozen=True, slots=True)
class Kept:
    """A class of a module, which pickle finds."""

    a: int
    b: list[int] = field(default_factory=list)


def test_it_is_copied_pickled_and_replaced() -> None:
    one = Kept(1, [2])
    for again in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one)), replace(one, a=1)):
        assert again == one and again is not one
    assert replace(one, a=5) == Kept(5, [2]) and dataclasses.asdict(one) == {"a": 1, "b": [2]}


def test_a_default_is_its_own() -> None:
    first, second = Kept(1), Kept(1)
    first.b.append(3)
    assert second.b == []


def test_a_list_that_holds_itself_is_told() -> None:
    one = Kept(1)
    one.b.append(one)  # type: ignore[arg-type]
    assert repr(one) == "Kept(a=1, b=[...])"


def test_a_method_stands_in_its_class_after_its_first_use() -> None:
    @_dataclass.dataclass(frozen=True, slots=True)
    class Fresh:
        """A class that nobody has used."""

        a: int

    assert type(vars(Fresh)["__init__"]).__name__ == "_Later"
    assert Fresh(1) == Fresh(1) and hash(Fresh(1)) == hash((1,))
    assert [type(vars(Fresh)[name]).__name__ for name in ("__init__", "__eq__", "__hash__")] == ["function"] * 3
    assert Fresh.__init__.__qualname__.endswith("Fresh.__init__") and Fresh.__init__.__module__ == __name__


def test_what_a_short_command_loads_makes_its_classes_so() -> None:
    """Python's own decorator would compile every method of every class, used or not."""
    code = (
        "import sys; from typer.testing import CliRunner; from eligibility.cli.app import app; "
        "done = CliRunner().invoke(app, sys.argv[1:]); assert done.exit_code == 0, done.output; "
        "print(*(module.__file__ for name, module in sys.modules.items() if name.startswith('eligibility') and module.__file__), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code, "check", FAMILY], capture_output=True, text=True, check=True)
    paths = [Path(line) for line in done.stdout.splitlines() if not line.endswith("_dataclass.py")]
    slow = [path.name for path in paths if re.search(r"^from dataclasses import .*\bdataclass\b", path.read_text("utf-8"), re.M)]
    assert paths and not slow, f"these import dataclass from dataclasses, not from eligibility._dataclass: {slow}"
