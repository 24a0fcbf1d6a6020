"""What was built into the wheel: what is read and compiled from the YAML files, so that a short command need not do it again.

The files beside it stay the source: a part is used only while they, and the version of the library, are those that it was made
from. It is part of the library as its modules are, and stands nowhere else: nothing is kept in a user's folders. A part holds
values of the library's own classes alone; its functions are Python modules.
"""

from __future__ import annotations

import hashlib
import io
import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import FunctionType, ModuleType
from typing import cast

from eligibility._cached import cached_property
from eligibility._version import __version__

FOLDER = Path(__file__).with_name("built")
"""Where a wheel holds its parts; a checkout has none."""

_PLAIN = {("builtins", "frozenset"), ("builtins", "slice"), ("datetime", "date"), ("decimal", "Decimal"), ("fractions", "Fraction")}
"""The classes of others whose values a part may hold."""


_MODULE = '"""Functions that were compiled from rules."""\n\nfrom decimal import Decimal\nfrom fractions import Fraction\n'


class NotBuilt(ValueError):
    """A part would hold something other than values: a fault of this library."""


def fingerprint(files: Iterable[Path], base: Path) -> str:
    """One hash of files, each with its place under a folder, and of the library's version. A file that is gone counts as none."""
    digest = hashlib.sha256(__version__.encode())
    for path in files:
        try:
            text = path.read_bytes()
        except OSError:
            continue
        digest.update(f"{path.relative_to(base).as_posix()} {len(text)} ".encode())
        digest.update(text)
    return digest.hexdigest()


def read(name: str, made_from: str) -> dict[str, Prepared]:
    """The things of a part, each read when it is asked for; none where there is no such part, where it was made from other files, or
    where it is not as it was written."""
    try:
        seal, _, data = (FOLDER / f"{name}.pickle").read_bytes().partition(b"\n")
    except OSError:
        return {}
    if seal != _seal(data) or not (FOLDER / f"{name}.py").is_file():
        return {}
    found, things = cast("tuple[str, dict[str, bytes]]", _Reader(io.BytesIO(data)).load())
    return {thing: Prepared(one) for thing, one in things.items()} if found == made_from else {}


def _seal(data: bytes) -> bytes:
    """What stands before the data of a part: by it a file that was cut off or overwritten is told."""
    return hashlib.sha256(data).hexdigest().encode()


class Prepared:
    """A thing that is read when it is asked for."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __call__(self) -> object:
        return _Reader(io.BytesIO(self._data)).load()


class Entries(Mapping[str, object]):
    """A mapping that is read when it is first looked into."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared

    @cached_property
    def _read(self) -> Mapping[str, object]:
        return cast("Mapping[str, object]", self._prepared())

    def __getitem__(self, key: str) -> object:
        return self._read[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)

    def __reduce__(self) -> tuple[type[dict[str, object]], tuple[Mapping[str, object]]]:
        return dict, (self._read,)


class _Reader(pickle.Unpickler):
    """Reads values of the library's classes, and functions by their names in the modules that were built."""

    def find_class(self, module: str, name: str) -> object:
        if (module, name) not in _PLAIN and not module.startswith("eligibility."):
            raise NotBuilt(f"{module}.{name}")
        found = super().find_class(module, name)
        if not isinstance(found, type):
            raise NotBuilt(f"{module}.{name}")
        return found

    def persistent_load(self, pid: object) -> object:
        module, _, function = str(pid).partition(":")
        return getattr(_functions(FOLDER / f"{module}.py"), function)


@cache
def _functions(path: Path) -> ModuleType:
    """The module of a part's functions; Python keeps it compiled, as it does all modules."""
    spec = spec_from_file_location(f"eligibility.built.{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write(folder: Path, name: str, made_from: str, things: Mapping[str, object]) -> None:
    """Write a part: its things, and a Python module of the generated functions in them.

    Raises:
        NotBuilt: one of them is a function that was not generated.
    """
    from eligibility.logic.generated import written as function_text

    folder.mkdir(parents=True, exist_ok=True)
    functions: dict[FunctionType, str] = {}
    data = {thing: _dumped(value, name, functions) for thing, value in things.items()}
    content = pickle.dumps((made_from, data), protocol=5)
    (folder / f"{name}.pickle").write_bytes(b"\n".join((_seal(content), content)))
    parts = [function_text(function, known) for function, known in functions.items()]
    (folder / f"{name}.py").write_text("\n\n".join([_MODULE, *parts]), encoding="utf-8")


def _dumped(value: object, name: str, functions: dict[FunctionType, str]) -> bytes:
    file = io.BytesIO()
    _Writer(file, name, functions).dump(value)
    return file.getvalue()


class _Writer(pickle.Pickler):
    """Writes frozen dataclasses by the values of their fields, which reads twice as fast, and generated functions by name."""

    def __init__(self, file: io.BytesIO, name: str, functions: dict[FunctionType, str]) -> None:
        super().__init__(file, protocol=5)
        self._name = name
        self._functions = functions

    def persistent_id(self, value: object) -> str | None:
        if not isinstance(value, FunctionType):
            return None
        from eligibility.logic.generated import is_generated

        if not is_generated(value):
            raise NotBuilt(value.__qualname__)
        return f"{self._name}:{self._functions.setdefault(value, f'f{len(self._functions)}')}"

    def reducer_override(self, value: object) -> tuple[type, tuple[object, ...]]:
        if is_dataclass(value) and not isinstance(value, type):
            return type(value), tuple(getattr(value, one.name) for one in fields(value) if one.init)
        return cast("tuple[type, tuple[object, ...]]", NotImplemented)
