"""The installed command: loads the library, and ends quietly when Ctrl-C comes while it still loads.

It stands outside the package, since importing anything inside loads the package first.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from types import ModuleType

MANY = 300_000
"""New objects after which Python looks for cycles to collect. Loading makes many objects that all stay: to look among them again
and again takes a tenth of a short command's time, and finds nothing."""

PLUGINS = "pydantic.plugin._loader"
"""The module by which Pydantic looks for plugins of its own in every package that is installed. The command has no use for any, and the
search takes a twentieth of a short command's time."""


class _NoPlugins(ModuleType):
    """Stands for that module: there are no plugins. Whatever else is asked of it, the module itself answers."""

    def get_plugins(self) -> tuple[()]:
        return ()

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(PLUGINS) is self:
            del sys.modules[PLUGINS]
        return getattr(import_module(PLUGINS), name)


def main() -> None:
    """Run the command line; after Ctrl-C the exit status is 130, as shells have it."""
    gc.set_threshold(MANY, 20, 50)
    sys.modules.setdefault(PLUGINS, _NoPlugins(PLUGINS))
    try:
        from eligibility.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        gc.freeze()  # at its end Python looks for cycles twice more, and finds nothing either
