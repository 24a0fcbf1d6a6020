"""Renamed packages: the old import works for one more release, with a warning that names the new one."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.abc import Loader, MetaPathFinder
else:  # these add nothing, and with them comes much that a short command does not need
    Loader = MetaPathFinder = object

RENAMED = {
    "eligibility.counsel": "eligibility.guidance",
    "eligibility.live": "eligibility.durable",
    "eligibility.prove": "eligibility.verify",
    "eligibility.table": "eligibility.bulk",
}
"""From the old name of a package to its new one. The modules inside keep their names."""


class _Alias(Loader):
    """Loads the renamed module under its old name: the same module, not a second copy."""

    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        warnings.warn(f"{self.old} is now {self.new}; the old name will be removed in the next release", DeprecationWarning, stacklevel=2)
        module = import_module(self.new)
        self.spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Restore the module's own spec, which the import has overwritten."""
        module.__spec__ = self.spec


class _Renamed(MetaPathFinder):
    """Finds the packages of `RENAMED` and their modules."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        package = ".".join(fullname.split(".")[:2])
        if package not in RENAMED:
            return None
        new = RENAMED[package] + fullname.removeprefix(package)
        return ModuleSpec(fullname, _Alias(fullname, new), is_package=fullname == package)


def install() -> None:
    """Make the old names importable. The finder comes first, because the usual one would load the inner modules a second time."""
    if not any(isinstance(finder, _Renamed) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Renamed())
