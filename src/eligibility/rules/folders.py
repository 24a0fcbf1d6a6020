"""Folders of rulesets: the shipped one, one that is complete by itself, and one that lies over the shipped one.

A folder with national rules is complete by itself. One without them lies over the shipped folder: it holds regions, and
supports that the shipped list does not have; everything else is the shipped one.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def shipped() -> Path:
    """The folder of the rulesets that come with the library."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "rulesets"
    return installed if installed.is_dir() else package.parents[1] / "rulesets"


def base_of(root: Path) -> Path:
    """The folder that holds the national rules which a folder of rulesets is read with: itself, or the shipped one."""
    return root if (root / "national").is_dir() else shipped()


def layers(root: Path) -> tuple[Path, ...]:
    """A folder of rulesets, and the shipped one below it where it lies over that."""
    base = base_of(root)
    return (root,) if base == root else (root, base)


def region_names(folder: Path) -> set[str]:
    """The regions that stand in one folder: each has a version."""
    if not folder.is_dir():
        return set()
    return {path.name for path in folder.iterdir() if path.is_dir() and path.name != "national" and any(path.glob("*/ruleset.yaml"))}


def version_names(root: Path, region: str) -> set[str]:
    """The names of the folders that hold a version of a region."""
    return {path.parent.name for layer in layers(root) for path in (layer / region).glob("*/ruleset.yaml")}


def version_folder(root: Path, region: str, name: str) -> Path:
    """The folder of a version; that in the folder of rulesets itself where there is none."""
    found = (layer / region / name for layer in layers(root) if (layer / region / name / "ruleset.yaml").is_file())
    return next(found, root / region / name)


def beside(folder: Path, name: str, root: Path) -> Path:
    """The folder of another version of the same region: beside this one, or below it."""
    other = folder.parent / name
    return other if (other / "ruleset.yaml").is_file() else version_folder(root, folder.parent.name, name)


def root_of(folder: Path, root: Path) -> Path:
    """The folder of rulesets that a version is read with: a shipped one with the shipped rules alone."""
    base = base_of(root)
    return base if folder.is_relative_to(base) else root


def dated(name: str) -> date | None:
    """The day that a version's folder is named by; None for any other name."""
    try:
        return date.fromisoformat(name) if _DAY.fullmatch(name) else None
    except ValueError:
        return None
