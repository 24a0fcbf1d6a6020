"""What the commands share: their options and arguments, and how what is given becomes profile, day and ruleset."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eligibility.cli import hints
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, NoRulesetError, Problem, unknown_name
from eligibility.facts.profile import Profile
from eligibility.facts.read import read_profile, read_profile_file
from eligibility.i18n import Language, Text
from eligibility.logic.types import written_day
from eligibility.rules.folders import version_folder
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.version_lookup import load_ruleset, names, own_regions, region_id, region_of, regions, rules_folder, told_region

if TYPE_CHECKING:
    from eligibility.book.book import Book
    from eligibility.decide.decision import Decision
    from eligibility.decide.outcome import Outcome


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


class Engine(StrEnum):
    """What derives the answers of one household."""

    BOTH = "both"
    KERNEL = "kernel"


class Lang(StrEnum):
    """The language of answers and messages."""

    ZH = "zh"
    EN = "en"

    @property
    def language(self) -> Language:
        return "zh" if self is Lang.ZH else "en"


SupportId = Annotated[str, typer.Argument(help="The support, by its title or its id.")]
SubjectId = Annotated[str | None, typer.Argument(help="For whom: a member or an organisation by number or id, or household.")]
ProfilePath = Annotated[Path, typer.Argument(metavar="PROFILE", help="The household's profile, a JSON file; - reads standard input.")]
Region = Annotated[str | None, typer.Option(help="Region, or the folder of a version; otherwise it follows from locality.adcode.")]
Version = Annotated[str | None, typer.Option(help="A version by its date, instead of the one that answers on the day.")]
AsOf = Annotated[str | None, typer.Option(metavar="DATE", help="The day to decide for; otherwise the profile's as_of, otherwise today.")]
EngineOption = Annotated[
    Engine | None,
    typer.Option(help="Derive by the kernel and again by durable_rules, or by the kernel alone; otherwise both where both are installed."),
]
LangOption = Annotated[Lang, typer.Option(envvar="ELIGIBILITY_LANG", help="Chinese or English.")]
FormatOption = Annotated[Format, typer.Option("--format", help="For a reader, for a program, or Markdown.")]
Seconds = Annotated[int, typer.Option(min=1, help="How long the solver may think about one question.")]
BookOption = Annotated[
    Path | None,
    typer.Option("--book", envvar="ELIGIBILITY_BOOK", metavar="DIR", help="The office's local book: rates, standards, counters."),
]
Root = Annotated[
    Path | None,
    typer.Option("--rulesets", metavar="DIR", help="A folder of rulesets: over the shipped one, or instead of it if it has national/."),
]
Target = Annotated[
    str | None,
    typer.Argument(metavar="REGION", help="A region, REGION/VERSION, or a version's folder; otherwise all that is shipped, or all in DIR."),
]
Sources = Annotated[Path | None, typer.Option(metavar="DIR", help="The folder of the plans' texts, REGION.txt: check every clause.")]

unknown = unknown_name


@contextmanager
def mending(lang: Lang, *, office: bool = False) -> Iterator[None]:
    """Print what the user must mend in one message and end with status 1; of an office's month much is mended in its file."""
    told = hints.told_of_office if office else hints.told
    try:
        yield
    except EligibilityError as error:
        print("\n".join(told(problem, lang.language) for problem in error.problems), file=sys.stderr)
        raise typer.Exit(1) from None


def decided(
    profile: Path, region: str | None, version: str | None, as_of: str | None, root: Path | None, book: Path | None = None
) -> Decision:
    from eligibility.decide.decision import decide

    given = given_profile(profile)
    day = given_day(as_of, given)
    return decide(given, given_ruleset(given, region, version, day, root), as_of=day, book=given_book(book, root))


def given_book(folder: Path | None, root: Path | None) -> Book | None:
    """The local book in a folder, where one is named.

    Raises:
        EligibilityError: there is no such folder, or it holds no book.
        BookError: its files have mistakes.
    """
    if folder is None:
        return None
    from eligibility.book.read import load_book

    return load_book(folder, root=given_root(root))


def derived_again(engine: Engine | None) -> bool:
    """Whether durable_rules derives the answers again: as asked, otherwise where it is installed.

    Raises:
        LiveEngineMissing: it was asked for and is not installed.
    """
    if engine is Engine.KERNEL:
        return False
    from eligibility.durable.host import LiveEngineMissing, host

    try:
        host()
    except LiveEngineMissing:
        if engine is Engine.BOTH:
            raise
        return False
    return True


def chosen(decision: Decision, support: str, subject: str | None) -> list[Outcome]:
    """The answers for a support, called by its id or title, for one subject or for all whom it could be for.

    Raises:
        EligibilityError: the ruleset has no such support, or the profile has nobody whom it could be for.
    """
    support = decision.ruleset.known_support(support)
    from eligibility.views.subjects import subjects_named

    whose = [] if subject is None else subjects_named(decision.situation, subject)
    found = [decision[support, one] for one in whose] if whose else decision.outcomes(support)
    if not found:
        said = Text("资料里没有这一项所针对的人或单位", "the profile has nobody whom this support could be for")
        raise EligibilityError([Problem(ProblemCode.UNKNOWN_SUBJECT, decision.ruleset.support_title(support), said)])
    return found


def given_profile(path: Path) -> Profile:
    return read_profile(sys.stdin.buffer.read(), "-") if str(path) == "-" else read_profile_file(path)


def given_day(as_of: str | None, profile: Profile, option: str = "--as-of") -> date:
    """The day named by an option; without it the profile's own, otherwise today.

    Raises:
        EligibilityError: the option is no date.
    """
    if as_of is None:
        return profile.as_of or date.today()  # noqa: DTZ011 - the office's own day is meant
    try:
        return written_day(as_of)
    except ValueError:
        said = Text("不是真实的日期，应写作 2024-06-01", "is not a date that exists; write 2024-06-01")
        raise EligibilityError([Problem(ProblemCode.NOT_A_DATE, option, said)]) from None


def given_region(profile: Profile, region: str | None, root: Path) -> str | Path:
    """The region named (or the folder of a version), or the one whose area holds the profile's area code.

    Raises:
        NoRulesetError: none is named, and the profile has no area code of a region that has a ruleset.
    """
    if region is None:
        adcode = profile.locality.adcode
        return told_region(region_of(adcode, root) if adcode else None, root)
    return region_or_folder(region, root)


def region_or_folder(region: str, root: Path) -> str | Path:
    """A region's id, as its id or its title names it on the command line; a path, or REGION/VERSION, names the folder of a version."""
    return (named_version(region, root) or Path(region)) if _is_path(region) else region_id(root, region)


def named_version(name: str, root: Path) -> Path | None:
    """The folder of a version that is called REGION/VERSION, where the name is no folder itself; None where there is none."""
    region, _, version = name.partition("/")
    region = region_id(root, region)
    found = not Path(name).is_dir() and region in regions(root) and version in names(root, region)
    return version_folder(root, region, version) if found else None


def _is_path(name: str) -> bool:
    return "/" in name or os.sep in name


def given_root(root: Path | None) -> Path:
    return rules_folder(root, "--rulesets")


def given_sources(sources: Path | None) -> Path | None:
    if sources is not None and not sources.is_dir():
        said = Text("没有这个文件夹", "there is no such folder")
        raise EligibilityError([Problem(ProblemCode.NO_SUCH_FOLDER, "--sources", said)])
    return sources


def given_ruleset(profile: Profile, region: str | None, version: str | None, day: date, root: Path | None) -> Ruleset:
    base = given_root(root)
    name = given_region(profile, region, base)
    return load_ruleset(name, version, as_of=day, root=root if isinstance(name, Path) else base)


def given_folders(target: str | None, root: Path | None) -> list[tuple[Path, Path]]:
    """The version folders that a command is about, each with its root: a version, a region, or all that stand in the root itself.

    Raises:
        NoRulesetError: there is no such region or version.
    """
    if target is not None and Path(target).is_dir() and (_is_path(target) or (Path(target) / "ruleset.yaml").is_file()):
        folder = Path(target).resolve()
        return [(folder, root or folder.parents[1])]
    base = given_root(root)
    if target is not None and _is_path(target):
        return [(_version_called(target, base), base)]
    chosen = own_regions(base) if target is None else [region_id(base, target)]
    if target is not None and chosen[0] not in regions(base):
        raise NoRulesetError([unknown(ProblemCode.UNKNOWN_REGION, Text("地区", "REGION"), target, regions(base))])
    return [(version_folder(base, region, name), base) for region in chosen for name in names(base, region)]


def _version_called(name: str, base: Path) -> Path:
    """The folder of a version that is called REGION/VERSION.

    Raises:
        NoRulesetError: there is none.
    """
    folder = named_version(name, base)
    if folder is not None:
        return folder
    region = region_id(base, name.partition("/")[0])
    if region in regions(base):
        known = [f"{region}/{one}" for one in names(base, region)]
        raise NoRulesetError([unknown(ProblemCode.UNKNOWN_VERSION, Text("版本", "VERSION"), name, known)])
    raise NoRulesetError([unknown(ProblemCode.UNKNOWN_REGION, Text("地区", "REGION"), name, regions(base))])
