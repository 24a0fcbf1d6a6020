"""Builds into the wheel what is read and compiled from the rulesets, so that a short command need not do it again."""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuiltRulesets(BuildHookInterface):  # type: ignore[type-arg]
    """Runs the library on its own rulesets. An editable install gets nothing: there the files may change at any time."""

    PLUGIN_NAME = "custom"
    _folder: Path | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from eligibility.prebuilt import build

        self._folder = Path(mkdtemp())
        build(root / "rulesets", self._folder)
        build_data["force_include"][str(self._folder)] = "eligibility/built"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if self._folder is not None:
            rmtree(self._folder)
