"""Find the version to use: by region and day, by name, or by folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, cast

from eligibility import _built
from eligibility.codes import ProblemCode, RuleCheck
from eligibility.errors import EligibilityError, NoRulesetError, Problem, RuleProblem, RulesetError, checked_type
from eligibility.facts.days import checked_day
from eligibility.i18n import Text, nearest
from eligibility.rules.folders import base_of, dated, layers, region_names, version_folder, version_names
from eligibility.rules.folders import shipped as shipped
from eligibility.rules.ruleset import Ruleset

if TYPE_CHECKING:
    from eligibility.rules.load import Loaded
    from eligibility.rules.located_yaml import Source

HEADS = "heads"
"""The part that holds the heads of all versions, each by the fingerprint of its file."""

RULESET = "ruleset"
"""The thing in a version's part that is the ruleset itself, without its plain data, and what every decision needs that is made from it:
they have much in common. The other things are made from it too, but for the plain data."""

RAW = "raw"
"""The thing in a version's part that is the ruleset's plain data."""

PATH = Text("文件夹的 Path", "the Path of a folder")
REGION = Text("地区名，或者版本文件夹的 Path", "the name of a region, or the Path of a version's folder")
"""What arguments must be."""


def rules_folder(root: Path | None, name: str = "root") -> Path:
    """A folder of rulesets that was given under a name; by default the shipped one.

    A folder without `national/` lies over the shipped one, whose regions, supports and national rules it is read with.

    Raises:
        EligibilityError: there is no such folder, or it contains no rulesets.
        WrongArgument: it is no Path.
    """
    if root is not None and not _holds_rules(checked_type(root, Path, name, PATH)):
        mend = Text(
            "规则文件夹里应有 REGION/DATE/ruleset.yaml，或 supports.yaml。",
            "A folder of rulesets holds REGION/DATE/ruleset.yaml, or supports.yaml.",
        )
        said = Text("不是规则文件夹", "is not a folder of rulesets")
        raise EligibilityError([Problem(ProblemCode.NOT_A_RULESETS_FOLDER, name, said, mend)])
    return root or shipped()


def _holds_rules(root: Path) -> bool:
    return (root / "supports.yaml").is_file() or bool(region_names(root))


def regions(root: Path) -> list[str]:
    """The regions that have a version."""
    return sorted(name for name in set().union(*map(region_names, layers(root))) if versions(root, name))


def own_regions(root: Path) -> list[str]:
    """The regions that stand in a folder of rulesets itself, and not only in the shipped one below it."""
    return sorted(region_names(root))


def versions(root: Path, region: str) -> list[date]:
    """The enacted versions of a region, oldest first."""
    return sorted(day for name in version_names(root, region) if (day := dated(name)) is not None)


def scenarios(root: Path, region: str) -> list[str]:
    """The scenarios of a region: changes that were not enacted. They are found by name, never by day."""
    return sorted(name for name in version_names(root, region) if dated(name) is None)


def names(root: Path, region: str) -> list[str]:
    """The names of all versions of a region, the enacted ones first."""
    return [*(day.isoformat() for day in versions(root, region)), *scenarios(root, region)]


def load_ruleset(region: str | Path, version: date | str | None = None, *, as_of: date | None = None, root: Path | None = None) -> Ruleset:
    """Load the ruleset for a region.

    `region` is a region's id or title, or as a `Path` the folder of a version. With `version`, this version or scenario is loaded.
    With `as_of`, it is the latest version published by that day, even after the plan's period (a decision then says so).
    A region with one version needs neither. A folder is its version, whatever the day; another `version` beside it is refused.
    `root` is a folder of rulesets instead of the shipped one. Every call reads the files; a `Library` caches them.

    Raises:
        EligibilityError: `root` contains no rulesets.
        NoRulesetError: there is no such region or version, none was published by the day, or a name is a path.
        WrongArgument: `region` is neither a text nor a Path, or `root` is no Path.
        RulesetError: the version's files have mistakes, or the region's versions do not fit together.
        NotADay: `version` or `as_of` is a datetime, or something else that is not a date.
    """
    if not isinstance(region, Path):
        base, known, name = _named(region, version, as_of, root)
        built = built_ruleset(base, known, name)
        if built is not None:
            return built
    return find(region, version, as_of=as_of, root=root).ruleset


def files_of(root: Path, region: str) -> Iterator[Path]:
    """All files that a region's versions are made of, in one order."""
    for layer in layers(root):
        yield layer / "supports.yaml"
        yield from sorted((layer / "national").glob("*/*.yaml"))
        yield from sorted((layer / region).glob("*/*.yaml"))


def part_of(region: str, name: str) -> str:
    """The name of the part that is built from a version."""
    return f"{region}_{name}".replace("-", "_")


def built_ruleset(root: Path, region: str, name: str) -> Ruleset | None:
    """A version as it was built into the wheel; None where there is none, or its files have changed since."""
    base = base_of(root)
    if not _built.FOLDER.is_dir() or (base != root and region in region_names(root)):
        return None
    things = _built.read(part_of(region, name), _built.fingerprint(files_of(base, region), base))
    if not things:
        return None
    bare, decided_by = cast("tuple[Ruleset, dict[str, object]]", things.pop(RULESET)())
    ruleset = replace(bare, raw=_built.Entries(things.pop(RAW)))
    ruleset.compiled.prepared = {**things, **{made: partial(decided_by.get, made) for made in decided_by}}
    return ruleset


def find(region: str | Path, version: date | str | None = None, *, as_of: date | None = None, root: Path | None = None) -> Loaded:
    """As `load_ruleset`, with the places of everything in the files.

    Raises:
        RulesetError: the files have mistakes, or the region's versions do not fit together.
        NoRulesetError: no such region or version, none published by the day, or a text that is a path.
        NotADay: `version` or `as_of` is a datetime, or something else that is no date.
    """
    from eligibility.rules.load import load_folder

    if isinstance(region, Path):
        _check_days(version, as_of)
        rules_folder(root)
        folder = _named_folder(region, version)
        return load_folder(folder, root or folder.parents[1])
    base, known, name = _named(region, version, as_of, root)
    misfits = list(check_versions(base, known))
    if misfits:
        raise RulesetError(misfits)
    return load_folder(version_folder(base, known, name), base)


def _named(region: str, version: date | str | None, as_of: date | None, root: Path | None) -> tuple[Path, str, str]:
    """The folder of rulesets, the region's id, and the name of the version that is meant."""
    _check_days(version, as_of)
    base = rules_folder(root)
    known = region_id(base, region)
    return base, known, chosen_version(base, known, version, as_of)


def chosen_version(root: Path, region: str, version: date | str | None = None, as_of: date | None = None) -> str:
    """The name of the version that `load_ruleset` would load.

    Raises:
        NoRulesetError: there is no such region or version, none was published by the day, or a name is a path.
        NotADay: `version` or `as_of` is a datetime, or something else that is not a date.
    """
    _check_days(version, as_of)
    region = region_id(root, region)
    return choose(region, _known(root, region), scenarios(root, region), version, as_of)


def _check_days(version: object, as_of: object) -> None:
    if not isinstance(version, str | None):
        checked_day(version, "version")
    if as_of is not None:
        checked_day(as_of)


def _known(root: Path, region: str) -> list[date]:
    """The versions of a region by name. A path is refused, whatever it leads to."""
    known = regions(root)
    titles = [region_title(root, one) for one in known] if region not in known else []
    if any(sign in region for sign in "/\\"):
        zh, en = f"“{region}”是路径，不是地区名", f"{region!r} is a path, not the name of a region"
        raise _none(ProblemCode.UNKNOWN_REGION, zh, en, Text("、".join(title.zh for title in titles), ", ".join(known)))
    if region not in known:
        near = nearest(region, [*known, *(title.zh for title in titles)])
        zh, en = f"没有地区“{region}”的规则", f"there is no ruleset for the region {region!r}"
        called = Text("、".join(title.zh for title in titles), ", ".join(known))
        if near is not None:
            called = Text(region_title(root, near).zh if near in known else near, near)
        raise _none(ProblemCode.UNKNOWN_REGION, zh, en, called, near)
    return versions(root, region)


def region_id(root: Path, name: str) -> str:
    """The id of a region that is called by its id, by its title in either language, or by a part of the Chinese title that no other has.

    A name that fits no region comes back as it is.

    Raises:
        WrongArgument: the name is no text.
    """
    known = regions(root)
    if checked_type(name, str, "region", REGION) in known:
        return name
    titles = {region: region_title(root, region) for region in known}
    called = [region for region, title in titles.items() if title.is_called(name)]
    holding = [region for region, title in titles.items() if len(name) > 1 and name in title.zh]
    found = called or holding
    return found[0] if len(found) == 1 else name


def region_title(root: Path, region: str) -> Text:
    """The title in the newest complete version."""
    titles = _newest(root, region, "titles")
    return Text(str(titles.get("zh", region)), str(titles.get("en", region))) if isinstance(titles, dict) else Text(region, region)


def region_of(adcode: str, root: Path | None = None) -> str | None:
    """The region that contains an area code: the region's own code, or that of a county in its city (620702 is in 620700)."""
    base = rules_folder(root)
    return region_at(adcode, {adcode_of(base, region): region for region in regions(base)})


def told_region(found: str | None, root: Path) -> str:
    """The region that the area code of a profile told: whose rules answer where no region is named.

    Raises:
        NoRulesetError: it told none: the profile has no area code, or no region contains it.
    """
    if found is None:
        known = regions(root)
        titles = "、".join(region_title(root, region).zh for region in known)
        said = Text("不能由此得知是哪个地区", "does not tell a region that there are rules for")
        mend = Text(f"请指明地区：{titles}。", f"Name a region: {', '.join(known)}.")
        raise NoRulesetError([Problem(ProblemCode.REGION_NOT_NAMED, ("locality", "adcode"), said, mend)])
    return found


def region_at(adcode: str, areas: Mapping[str, str]) -> str | None:
    """Like `region_of`, given the regions by their own area codes."""
    return areas.get(adcode) or areas.get(f"{adcode[:4]}00")


def check_versions(root: Path, region: str) -> Iterator[RuleProblem]:
    """Check that the versions of a region fit together.

    A version is named by its day, and a scenario by a name. An amendment must amend the version in force before it, so that
    nothing enacted is lost. The periods of complete versions must follow each other without gaps or overlaps.
    """
    yield from _misnamed(root, region)
    known = versions(root, region)
    heads = {day: _head(root, region, day.isoformat()) for day in known}
    for earlier, later in pairwise(known):
        amends = _amended(heads[later])
        if amends not in {None, earlier.isoformat()}:
            before = heads[earlier].name
            message = Text(f"修订的是 {amends}，但在它之前生效的是 {before}", f"amends {amends}, but {before} is in force before it")
            mend = Text(f"改为 amends: {earlier}", f"amends: {earlier}")
            yield heads[later].problem(RuleCheck.AMENDS_NOT_THE_LAST, ("amends",), message, mend)
    whole = [heads[day] for day in known if _amended(heads[day]) is None]
    periods = [(head, *period) for head in whole if (period := _period(head)) is not None]
    for (first, _, until), (second, begin, _) in pairwise(sorted(periods, key=lambda one: one[1])):
        if begin <= until:
            zh = f"规划期从 {begin} 开始，而 {first.name} 的到 {until} 才结束"
            message = Text(zh, f"its period begins on {begin}, and that of {first.name} ends on {until}")
            next_day = until + timedelta(days=1)
            mend = Text(f"改为 from: {next_day}", f"from: {next_day}")
            yield second.problem(RuleCheck.PERIODS_OVERLAP, ("period", "from"), message, mend)
        elif begin > until + timedelta(days=1):
            zh = f"规划期从 {begin} 开始，而 {first.name} 的到 {until} 就结束了"
            message = Text(zh, f"its period begins on {begin}, and that of {first.name} ended on {until}")
            mend = Text("不能有一天没有规划：改正日期，或补上缺的版本", "no day may be without a plan: mend the dates, or add the version")
            yield second.problem(RuleCheck.PERIODS_GAP, ("period", "from"), message, mend)


def _misnamed(root: Path, region: str) -> Iterator[RuleProblem]:
    """Folders that no day would choose although their version is enacted, or that a day would although it is not."""
    for name in sorted(version_names(root, region)):
        if dated(name) is None and not _unenacted(head := _head(root, region, name)):
            zh = f"文件夹“{name}”不是日期，这个版本哪一天都不会适用"
            message = Text(zh, f"the folder {name} is named by no date, so this version would never apply")
            mend = Text(
                "以生效日期命名，如 2027-01-01；设想则写 enacted: false",
                "name it by its day, such as 2027-01-01; a scenario says enacted: false",
            )
            yield head.problem(RuleCheck.FOLDER_MISNAMED, (), message, mend)
        elif dated(name) is not None and _unenacted(head := _head(root, region, name)):
            zh = f"设想的文件夹不能以日期命名：{name}"
            message = Text(zh, f"the folder of a scenario is named by a date: {name}")
            yield head.problem(RuleCheck.FOLDER_MISNAMED, ("enacted",), message, Text("给它一个名称", "give it a name"))


def _unenacted(head: Source) -> bool:
    return isinstance(head.data, dict) and head.data.get("enacted") is False


def head_of(root: Path, region: str, name: str) -> object:
    """What a version's head says."""
    if _built.FOLDER.is_dir():
        built = _built.read(HEADS, "").get(head_fingerprint(root, region, name))
        if built is not None:
            return built()
    return _head(root, region, name).data


def head_fingerprint(root: Path, region: str, name: str) -> str:
    """The fingerprint of the file that holds a version's head."""
    path = version_folder(root, region, name) / "ruleset.yaml"
    return _built.fingerprint([path], path.parents[2])


def _head(root: Path, region: str, name: str) -> Source:
    from eligibility.rules.located_yaml import read_source

    return read_source(version_folder(root, region, name) / "ruleset.yaml", f"{region}/{name}/ruleset.yaml")


def _amended(head: Source) -> str | None:
    return str(head.data["amends"]) if isinstance(head.data, dict) and "amends" in head.data else None


def _period(head: Source) -> tuple[date, date] | None:
    period = head.data.get("period") if isinstance(head.data, dict) else None
    begin, until = (period.get("from"), period.get("until")) if isinstance(period, dict) else (None, None)
    return (begin, until) if isinstance(begin, date) and isinstance(until, date) else None


def adcode_of(root: Path, region: str) -> str:
    """The area code in the newest complete version."""
    return str(_newest(root, region, "adcode") or "")


def _newest(root: Path, region: str, key: str) -> object:
    """What the newest version that states it says under a key; None where none does."""
    for day in reversed(versions(root, region)):
        head = head_of(root, region, day.isoformat())
        if isinstance(head, dict) and key in head:
            return head[key]
    return None


def _named_folder(folder: Path, version: date | str | None) -> Path:
    if not (folder / "ruleset.yaml").is_file():
        raise _none(ProblemCode.NOT_A_VERSION_FOLDER, f"{folder.name} 里没有 ruleset.yaml", f"{folder.name} holds no ruleset.yaml")
    resolved = folder.resolve()
    if dated(resolved.name) is None and not _unenacted(_head(resolved.parents[1], resolved.parent.name, resolved.name)):
        zh, en = f"版本文件夹应以日期命名，不是“{folder.name}”", f"a version's folder is named by its date, not {folder.name!r}"
        mend = Text("例如 2022-04-15。", "For example 2022-04-15.")
        raise NoRulesetError([Problem(ProblemCode.NOT_A_VERSION_FOLDER, "", Text(zh, en), mend)])
    if version is not None and str(version) != resolved.name:
        zh, en = (
            f"文件夹里是版本“{resolved.name}”，不是“{version}”",
            f"the folder holds the version {resolved.name!r}, not {str(version)!r}",
        )
        mend = Text("版本和文件夹只给一个。", "Give the folder or the version, and not both.")
        raise NoRulesetError([Problem(ProblemCode.UNKNOWN_VERSION, "", Text(zh, en), mend)])
    return resolved


def choose(region: str, known: list[date], unenacted: list[str], version: date | str | None, as_of: date | None) -> str:
    """The name of the version of a region that answers, of its enacted versions and its scenarios: by name, otherwise by day.

    Raises:
        NoRulesetError: there is none of that name, none was published by the day, or there are several and nothing tells which.
    """
    listing = [*map(str, known), *unenacted]
    if version is not None:
        wanted = str(version)
        if wanted in listing:
            return wanted
        zh, en = f"{region} 没有版本“{wanted}”", f"{region} has no version {wanted!r}"
        raise _none(ProblemCode.UNKNOWN_VERSION, zh, en, listing, nearest(wanted, listing))
    if as_of is None:
        if len(known) == 1:
            return known[0].isoformat()
        zh, en = f"{region} 有多个版本，请给出日期或版本", f"{region} has several versions: name a day or a version"
        raise _none(ProblemCode.SEVERAL_VERSIONS, zh, en, listing)
    published = [candidate for candidate in known if candidate <= as_of]
    if not published:
        zh, en = (
            f"{region} 在 {as_of} 还没有规则，最早的版本是 {known[0]}",
            f"{region} has no ruleset by {as_of}; the first is of {known[0]}",
        )
        raise _none(ProblemCode.NO_VERSION_BY_DAY, zh, en, listing)
    return published[-1].isoformat()


def _none(code: ProblemCode, zh: str, en: str, known: Sequence[str] | Text = (), near: str | None = None) -> NoRulesetError:
    named = known if isinstance(known, Text) else Text("、".join(known), ", ".join(known))
    mend = Text(f"可用：{named.zh}。", f"There is: {named.en}.") if named.en else None
    return NoRulesetError([Problem(code, "", Text(zh, en), mend, near)])
