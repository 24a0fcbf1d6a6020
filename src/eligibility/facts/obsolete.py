"""Opening a profile that an earlier version saved: entries that no longer exist are told by name, and can be left out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from eligibility._dataclass import dataclass
from eligibility._json import Json, JsonObject, json_text
from eligibility.codes import ProblemCode
from eligibility.errors import EntryPath, Problem, ProfileError, is_name
from eligibility.facts.json_text import parsed
from eligibility.facts.problems import fields_at
from eligibility.facts.profile import Profile
from eligibility.facts.read import read_profile
from eligibility.facts.vocabulary import LOCAL_OPTIONS, OTHER_BENEFITS

_GONE = frozenset({ProblemCode.UNKNOWN_KEY, ProblemCode.UNKNOWN_VALUE, ProblemCode.UNKNOWN_FACT, ProblemCode.UNKNOWN_SUBJECT})
"""The problems of an entry, a value or a path that there is not, or no longer."""

_BY_SUPPORT = ("receives", "recognised", "costs", "amounts", "applied_on")
"""Entries of a person that name supports."""

_ROUNDS = 4
"""How often reading is tried again: the kinds of entries are checked one after another."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that only a ruleset knows."""

    supports: Collection[str]
    options: Collection[str]
    standards: Collection[str]


@dataclass(frozen=True, slots=True)
class Obsolete:
    """An entry that no longer exists: where it stood, and its name, empty where it does not look like one of the vocabulary."""

    path: EntryPath
    name: str


@dataclass(frozen=True, slots=True, repr=False)
class OpenedProfile:
    """A profile without its obsolete entries, and these. The representation shows nothing of it."""

    profile: Profile
    obsolete: tuple[Obsolete, ...]

    def __repr__(self) -> str:
        return f"<OpenedProfile without {len(self.obsolete)} entries>"


def open_profile(content: str | bytes, names: Callable[[Profile], Names | None], where: str = "") -> OpenedProfile:
    """The profile in a JSON text, without entries that no longer exist. `names` tells what the rules for it know; None where nothing does.

    Raises:
        ProfileError: it cannot be read for another reason than names that no longer exist.
        WrongArgument: `content` is no text.
    """
    gone: list[Obsolete] = []
    for _ in range(_ROUNDS):
        try:
            profile = read_profile(content, where)
        except ProfileError as error:
            if not all(problem.code in _GONE and problem.path for problem in error.problems if isinstance(problem, Problem)):
                raise
            data = parsed(content, where)
            found = list(_left_out(data, [problem for problem in error.problems if isinstance(problem, Problem)]))
            if not found:
                raise
            gone += found
            content = json_text(data, None)
            continue
        data = parsed(content, where)
        known = names(profile)
        found = list(_unknown_names(data, known)) if known is not None else []
        return OpenedProfile(read_profile(json_text(data, None), where) if found else profile, (*gone, *found))
    return OpenedProfile(read_profile(content, where), tuple(gone))


def _left_out(data: Json, problems: list[Problem]) -> Iterator[Obsolete]:
    """Take the entries of problems out of the data. Later places of a list go first, so that the earlier ones stay where they are."""
    for at in dict.fromkeys(problem.path or () for problem in reversed(problems)):
        codes = {problem.code for problem in problems if problem.path == at}
        if ProblemCode.UNKNOWN_KEY in codes:
            yield from _unknown_keys(data, at)
        else:
            yield from _taken_out(data, at)


def _unknown_keys(data: Json, at: EntryPath) -> Iterator[Obsolete]:
    holder = _at(data, at)
    if isinstance(holder, dict):
        known = fields_at(at, Profile)
        for name in [name for name in holder if name not in known]:
            del holder[name]
            yield Obsolete(at, _shown(name))


def _taken_out(data: Json, at: EntryPath) -> Iterator[Obsolete]:
    holder, last = _at(data, at[:-1]), at[-1]
    value: Json = None
    if isinstance(holder, list) and isinstance(last, int) and last < len(holder):
        value = holder.pop(last)
        _drop_if_empty(_at(data, at[:-2]), at[-2])
    elif isinstance(holder, dict) and isinstance(last, str) and last in holder:
        value = holder.pop(last)
    else:
        return
    yield Obsolete(at[:-1] if isinstance(last, int) else at, _shown(value))


def _unknown_names(data: Json, known: Names) -> Iterator[Obsolete]:
    """Take out the names that the ruleset does not know."""
    household = _at(data, ("household",))
    members = household.get("members") if isinstance(household, dict) else None
    benefits = {*known.supports, *OTHER_BENEFITS}
    for index, member in enumerate(members if isinstance(members, list) else []):
        for entry in _BY_SUPPORT:
            allowed = known.supports if entry == "recognised" else benefits
            yield from _filtered(member, entry, allowed, ("household", "members", index, entry))
    bodies = _at(data, ("organisations",))
    for index, body in enumerate(bodies if isinstance(bodies, list) else []):
        yield from _filtered(body, "recognised", known.supports, ("organisations", index, "recognised"))
    place = _at(data, ("locality",))
    yield from _filtered(place, "options", {*known.options, *LOCAL_OPTIONS}, ("locality", "options"))
    yield from _filtered(place, "standards", known.standards, ("locality", "standards"))


def _filtered(holder: Json, entry: str, allowed: Collection[str], at: EntryPath) -> Iterator[Obsolete]:
    if not isinstance(holder, dict):
        return
    inner = holder.get(entry)
    gone = [name for name in inner if name not in allowed] if isinstance(inner, dict | list) else []
    if isinstance(inner, list):
        holder[entry] = [name for name in inner if name in allowed]
    elif isinstance(inner, dict):
        kept: JsonObject = {name: value for name, value in inner.items() if name in allowed}
        holder[entry] = kept
    if gone:
        _drop_if_empty(holder, entry)
    yield from (Obsolete(at, _shown(name)) for name in gone)


def _drop_if_empty(holder: Json, entry: str | int) -> None:
    """What held nothing but obsolete names is unknown from now on: an empty list would say that there is none."""
    if isinstance(holder, dict) and isinstance(entry, str) and not holder.get(entry):
        holder.pop(entry, None)


def _at(data: Json, path: EntryPath) -> Json:
    """What stands at a path; None where nothing does."""
    for part in path:
        if isinstance(data, dict) and isinstance(part, str):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data


def _shown(name: Json) -> str:
    return name if isinstance(name, str) and is_name(name) else ""
