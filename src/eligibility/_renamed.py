"""Rooms that have another name now: the old import works for one release, with a warning that names the new one."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

RENAMED = {
    "eligibility.counsel": "eligibility.guidance",
    "eligibility.live": "eligibility.durable",
    "eligibility.prove": "eligibility.verify",
    "eligibility.table": "eligibility.bulk",
}
"""The old name of a room and its new one; modules inside keep their names."""


class _Alias(Loader):
    """Gives the module of the new name for the old one: the same module, not a second copy of it."""

    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        warnings.warn(f"{self.old} is now {self.new}; the old name goes with the next release", DeprecationWarning, stacklevel=2)
        module = import_module(self.new)
        self.spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Undo the one thing that an import under another name writes into the module."""
        module.__spec__ = self.spec


class _Renamed(MetaPathFinder):
    """Finds the rooms of `RENAMED` and what is in them."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        room = ".".join(fullname.split(".")[:2])
        if room not in RENAMED:
            return None
        new = RENAMED[room] + fullname.removeprefix(room)
        return ModuleSpec(fullname, _Alias(fullname, new), is_package=fullname == room)


def install() -> None:
    """Let old names be imported. The finder comes first: the folder of a new room would give its modules a second time."""
    if not any(isinstance(finder, _Renamed) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Renamed())
