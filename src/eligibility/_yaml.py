"""YAML by the reader in C, where PyYAML was built with it: it is ten times as quick as the one in Python, and reads the same."""

from __future__ import annotations

import yaml

LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The quickest safe reader that there is."""


def read_own(text: str) -> object:
    """What a text of the library's own holds. It is known to be sound; what anybody else wrote is read with its places."""
    return yaml.load(text, Loader=LOADER)
