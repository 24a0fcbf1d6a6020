"""Reading a profile from JSON text or a file. All problems are reported at once, each with its path."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from eligibility.codes import ProblemCode
from eligibility.errors import EntryPath, Problem, ProfileError, checked_type, first_of, unknown_name
from eligibility.facts.json_text import TEXT, parsed
from eligibility.facts.problems import problems_of
from eligibility.facts.profile import Profile
from eligibility.facts.vocabulary import LOCAL_OPTIONS, OTHER_BENEFITS
from eligibility.i18n import Text
from eligibility.limits import PROFILE_BYTES

PATH = Text("文件的 Path", "the Path of a file")
PROFILE = Text("家庭资料 Profile", "a Profile")
PROFILE_MEND = Text("资料由 read_profile 或 Profile.model_validate 读取。", "read_profile or Profile.model_validate reads one.")
"""What arguments must be, and how a profile is had."""


def checked_profile(value: object, name: str = "profile") -> Profile:
    """The value, checked to be a profile.

    Raises:
        WrongArgument: it is none.
    """
    return checked_type(value, Profile, name, PROFILE, PROFILE_MEND)


def read_profile_file(path: Path) -> Profile:
    """The profile in a JSON file.

    Raises:
        ProfileError: the file cannot be read, or does not contain a profile.
        WrongArgument: `path` is no Path.
    """
    return read_profile(file_content(checked_type(path, Path, "path", PATH)), path.name)


def file_content(path: Path) -> bytes:
    """What a file holds, up to one byte more than a profile may have.

    Raises:
        ProfileError: the file cannot be read.
    """
    where = path.name
    try:
        if path.is_dir():
            raise _single(ProblemCode.IS_A_FOLDER, where, "这是文件夹，请给出一个JSON文件", "is a folder; name a JSON file")
        with path.open("rb") as file:
            return file.read(PROFILE_BYTES + 1)
    except ValueError:
        raise _single(ProblemCode.NO_SUCH_FILE, where, "不是文件名", "is not the name of a file") from None
    except FileNotFoundError:
        raise _single(ProblemCode.NO_SUCH_FILE, where, "找不到文件", "there is no such file") from None
    except OSError as error:
        raise _single(ProblemCode.UNREADABLE_FILE, where, "文件无法读取", f"cannot be read ({error.strerror})") from None


def read_profile(content: str | bytes, where: str = "") -> Profile:
    """The profile in a JSON text. `where` names the text in error messages.

    Raises:
        ProfileError: listing every problem with its code and path, without repeating any value.
        WrongArgument: `content` is no text.
    """
    data = parsed(content if isinstance(content, bytes) else checked_type(content, str, "content", TEXT), where)
    try:
        return Profile.model_validate(data)
    except ValidationError as error:
        problems = problems_of(error)
    raise ProfileError(problems)


def check_supports(profile: Profile, supports: Collection[str], options: Collection[str], standards: Collection[str] = ()) -> list[Problem]:
    """Unknown names that only a ruleset can check: supports received, recognised, billed or paid, local options, standards.

    `options` are the ruleset's own, in addition to those that every ruleset knows.
    """
    problems = first_of(
        unknown_name(ProblemCode.UNKNOWN_SUPPORT, at, name, [*supports, *more])
        for at, chosen, more in _names(profile)
        for name in sorted(chosen)
        if name not in supports and name not in more
    )
    place = profile.locality
    if place.options:
        unknown = [name for name in sorted(place.options) if name not in options and name not in LOCAL_OPTIONS]
        problems += first_of(
            unknown_name(ProblemCode.UNKNOWN_OPTION, ("locality", "options"), name, [*LOCAL_OPTIONS, *options]) for name in unknown
        )
    if place.standards:
        unknown = [name for name in sorted(place.standards) if name not in standards]
        problems += first_of(unknown_name(ProblemCode.UNKNOWN_STANDARD, ("locality", "standards"), name, standards) for name in unknown)
    return problems


_NAMING = frozenset({"receives", "recognised", "costs", "amounts", "applied_on"})
"""A person's entries that name supports."""


def _names(profile: Profile) -> Iterator[tuple[EntryPath, Iterable[str], tuple[str, ...]]]:
    """The entries that name supports, with the names and what else they may name."""
    listed = enumerate((profile.household.members if profile.household else None) or ())
    members = [(index, member) for index, member in listed if not _NAMING.isdisjoint(member.model_fields_set)]
    for entry, more in (("receives", OTHER_BENEFITS), ("recognised", ())):
        for index, member in members:
            if chosen := getattr(member, entry):
                yield ("household", "members", index, entry), chosen, more
    for index, body in enumerate(profile.organisations):
        yield ("organisations", index, "recognised"), body.recognised or (), ()
    for index, member in members:
        for entry in ("costs", "amounts", "applied_on"):
            if chosen := getattr(member, entry):
                yield ("household", "members", index, entry), chosen, OTHER_BENEFITS


def _single(code: ProblemCode, where: str, zh: str, en: str) -> ProfileError:
    return ProfileError([Problem(code, where, Text(zh, en))])
