"""Set, read and remove single entries of a profile, held as the data of its JSON."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Literal

from eligibility._json import Json, JsonObject, object_at, object_in, objects, objects_in
from eligibility.codes import ProblemCode
from eligibility.errors import Problem, ProfileError, is_name
from eligibility.facts.key import EntryName, FactKey, entry_and_member
from eligibility.facts.profile import Profile
from eligibility.facts.vocabulary import BY_NAME
from eligibility.i18n import Text

Told = JsonObject

NESTED = frozenset({"options", "dibao_standard", *(FactKey.of(key).entry for key in BY_NAME)})
"""Entries that contain further entries."""


def told_of(profile: Profile | None) -> Told:
    """The data of a profile: only the entries that were given."""
    if profile is None:
        return {}
    told: Told = json.loads(profile.model_dump_json(exclude_unset=True))
    return told


def entry_of(told: Told, subject: str, kind: Literal["person", "organisation"] | None = None) -> JsonObject:
    """The entry with a subject's facts. With `kind` (`person` or `organisation`) a missing subject is added.

    Raises:
        ProfileError: there is no such subject.
    """
    if subject in {"locality", "household"}:
        return object_in(told, subject)
    for one in (*objects(object_at(told, "household").get("members")), *objects(told.get("organisations"))):
        if one["id"] == subject:
            return one
    if kind is None:
        raise never_told(subject)
    new: JsonObject = {"id": subject}
    (objects_in(object_in(told, "household"), "members") if kind == "person" else objects_in(told, "organisations")).append(new)
    return new


def remove_subject(told: Told, subject: str) -> None:
    """Remove a subject with all its facts."""
    if subject in {"household", "locality"}:
        told.pop(subject, None)
        return
    household = object_at(told, "household")
    for holder, name in ((household, "members"), (told, "organisations")):
        if name in holder:
            holder[name] = [one for one in objects(holder[name]) if one["id"] != subject]


def put(told: Told, path: str, value: Json) -> None:
    """Set the entry at a profile path (`m1.needs`, `locality.options.x`); None removes it.

    A whole number for `birth_date` is an age in full years.

    Raises:
        ProfileError: there is no such subject.
    """
    subject, name = EntryName.of(path).pair
    entry = entry_of(told, subject)
    if name == "birth_date":
        entry.pop("age", None)
        entry.pop("birth_date", None)
        name = "age" if isinstance(value, int) else name
    put_entry(entry, name, value)


def put_entry(entry: JsonObject, name: str, value: Json) -> None:
    """Set the value of `name` among the facts of one subject (`needs`, `options.x`); None removes it."""
    group, member = entry_and_member(name)
    if group in NESTED and member:
        entry, name = object_in(entry, group), member
    if value is None:
        entry.pop(name, None)
    else:
        entry[name] = value


def taken(told: Told, path: str) -> Json:
    """The value at a profile path; None if there is none."""
    subject, name = EntryName.of(path).pair
    try:
        entry = entry_of(told, subject)
    except ProfileError:
        return None
    group, member = entry_and_member(name)
    if group in NESTED and member:
        entry, name = object_at(entry, group), member
    if name == "birth_date" and "birth_date" not in entry:
        name = "age"
    return entry.get(name)


def json_value(value: object) -> Json:
    """A Python value as JSON has it.

    Raises:
        TypeError: no fact has a value of this type.
    """
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, set | frozenset | tuple):
        return sorted(value) if isinstance(value, set | frozenset) else list(value)
    raise TypeError(f"a {type(value).__name__} is no fact")


def plain(value: object, path: str) -> Json:
    """A Python value as the data of JSON.

    Raises:
        ProfileError: JSON cannot write it.
    """
    try:
        data: Json = json.loads(json.dumps(value, default=json_value))
    except (TypeError, ValueError, RecursionError):
        said = Text("这样的值不能填入资料", "is no value that a profile can hold")
        raise ProfileError([Problem(ProblemCode.WRONG_VALUE, path if is_name(path) else "", said)]) from None
    return data


def never_told(path: str) -> ProfileError:
    return ProfileError([Problem(ProblemCode.NOT_STATED, path if is_name(path) else "", Text("没有填过这一项", "was never told"))])
