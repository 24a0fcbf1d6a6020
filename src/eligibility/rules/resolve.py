"""Which version answers: by region and day, or by name, or by folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from eligibility.errors import NoRulesetError, Problem
from eligibility.rules.load import Loaded, load_folder
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.source import read_source
from eligibility.text import Text, nearest


def shipped() -> Path:
    """The folder of the rulesets that come with the library."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "rulesets"
    return installed if installed.is_dir() else package.parents[1] / "rulesets"


def regions(root: Path) -> list[str]:
    """The regions that have a version."""
    return sorted(path.name for path in root.iterdir() if path.is_dir() and path.name != "national" and versions(root, path.name))


def versions(root: Path, region: str) -> list[date]:
    """The versions of a region, oldest first."""
    found = []
    for folder in (root / region).iterdir() if (root / region).is_dir() else ():
        if (folder / "ruleset.yaml").is_file():
            try:
                found.append(date.fromisoformat(folder.name))
            except ValueError:
                continue
    return sorted(found)


def load_ruleset(region: str | Path, version: date | str | None = None, *, as_of: date | None = None, root: Path | None = None) -> Ruleset:
    """The ruleset that answers for a region.

    `region` is a region's name, or the folder of a version. With `version` that version is taken; with `as_of` the
    last one published by that day, also after the plan's period (a decision then says so); a region with one version
    needs neither.

    Raises:
        NoRulesetError: no such region or version, or none published by the day.
        RulesetError: the version's files have mistakes.
    """
    return find(region, version, as_of=as_of, root=root).ruleset


def find(region: str | Path, version: date | str | None = None, *, as_of: date | None = None, root: Path | None = None) -> Loaded:
    """As `load_ruleset`, with the places of everything in the files."""
    if isinstance(region, Path) or "/" in region:
        folder = Path(region)
        return load_folder(_version_folder(folder), root or folder.resolve().parents[1])
    base = root or shipped()
    known = versions(base, region)
    if not known:
        near = nearest(region, regions(base))
        raise _none(f"没有地区 {region!r} 的规则", f"there is no ruleset for the region {region!r}", near or ", ".join(regions(base)))
    chosen = _chosen(region, known, version, as_of)
    return load_folder(base / region / chosen.isoformat(), base)


def region_of(adcode: str, root: Path | None = None) -> str | None:
    """The region whose area holds an area code: the code itself, or the city of a county (620702 lies in 620700)."""
    base = root or shipped()
    codes = {_adcode(base / region / versions(base, region)[-1].isoformat()): region for region in regions(base)}
    return codes.get(adcode) or codes.get(f"{adcode[:4]}00")


def _adcode(folder: Path) -> str:
    head = read_source(folder / "ruleset.yaml", "ruleset.yaml").data
    return str(head.get("adcode", "")) if isinstance(head, dict) else ""


def _version_folder(folder: Path) -> Path:
    if not (folder / "ruleset.yaml").is_file():
        raise _none(f"{folder.name} 里没有 ruleset.yaml", f"{folder.name} holds no ruleset.yaml", "")
    try:
        date.fromisoformat(folder.name)
    except ValueError:
        raise _none(
            f"版本文件夹应以日期命名，不是 {folder.name!r}", f"a version's folder is named by its date, not {folder.name!r}", "2022-04-15"
        ) from None
    return folder.resolve()


def _chosen(region: str, known: list[date], version: date | str | None, as_of: date | None) -> date:
    listing = ", ".join(map(str, known))
    if version is not None:
        wanted = str(version)
        for candidate in known:
            if candidate.isoformat() == wanted:
                return candidate
        raise _none(f"{region} 没有版本 {wanted!r}", f"{region} has no version {wanted!r}", listing)
    if as_of is None:
        if len(known) == 1:
            return known[0]
        raise _none(f"{region} 有多个版本，请给出日期或版本", f"{region} has several versions: name a day or a version", listing)
    published = [candidate for candidate in known if candidate <= as_of]
    if not published:
        raise _none(
            f"{region} 在 {as_of} 还没有规则，最早的版本是 {known[0]}",
            f"{region} has no ruleset by {as_of}; the first is of {known[0]}",
            listing,
        )
    return published[-1]


def _none(zh: str, en: str, known: str) -> NoRulesetError:
    mend = Text(f"可用：{known}。", f"There is: {known}.") if known else None
    return NoRulesetError([Problem("", Text(f"{zh}。", f"{en}."), mend)])
