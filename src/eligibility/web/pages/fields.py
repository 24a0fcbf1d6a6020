"""A question as fields of a form, and what a form says as an answer. What is empty is no answer, and nothing is chosen beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eligibility._json import Json, JsonObject, objects, words
from eligibility.facts.key import EntryName
from eligibility.facts.profile_edit import Told, taken
from eligibility.guidance.questionnaire import MEMBERS
from eligibility.i18n import Text
from eligibility.views.question import Ask, QuestionKind, read, wrong_answer

Form = Mapping[str, Sequence[str]]
"""The fields of a form, each with all its values."""

NONE = "none"
"""The field by which none of the choices is chosen."""

UNKNOWN = "?"
"""The choice of a list box by which a fact is said not to be known."""

CHOSEN = frozenset({QuestionKind.SOME, QuestionKind.WHOM, QuestionKind.DISABILITIES})
"""The kinds of question that are answered by any of several choices, or none."""


@dataclass(frozen=True, slots=True, repr=False)
class Field:
    """A question with what is filled in. `error` is what is wrong with it. The representation shows nothing of it.

    `chosen` are the ids of the choices that are ticked, `grades` those of disabilities; `none` is whether none of them was.
    `unknown` is whether it was said not to be known.
    """

    ask: Ask
    text: str = ""
    chosen: frozenset[str] = frozenset()
    grades: Mapping[str, str] | None = None
    none: bool = False
    unknown: bool = False
    error: Text | None = None

    def __repr__(self) -> str:
        return f"<Field {self.ask.kind}>"

    @property
    def key(self) -> str:
        """The name of its fields in the form."""
        return "+".join(self.ask.paths)


class NoAnswer(Exception):
    """Nothing was filled in."""


def answer(ask: Ask, form: Form) -> Json:
    """What a form answers to a question, as the profile has it.

    Raises:
        NoAnswer: nothing was filled in.
        ProfileError: what was filled in is no answer to it.
    """
    key = "+".join(ask.paths)
    values = [value.strip() for value in form.get(key, ()) if value.strip()]
    if ask.kind not in CHOSEN:
        if not values:
            raise NoAnswer
        return read(ask, values[0])
    none = bool(form.get(f"{key}/{NONE}"))
    graded = [one.id for one in ask.choices if _first(form, f"{key}/{one.id}")] if ask.kind is QuestionKind.DISABILITIES else []
    chosen = list(dict.fromkeys([*values, *graded]))
    if none and chosen:
        raise wrong_answer("选了“都没有”，就不能再选别的", "“none of these” cannot be chosen together with others")
    if not none and not chosen:
        raise NoAnswer
    if ask.kind is QuestionKind.DISABILITIES:
        lines: list[JsonObject] = [{"category": one, "grade": _grade(form, f"{key}/{one}")} for one in chosen]
        return read(ask, lines)
    return read(ask, chosen)


def typed(ask: Ask, form: Form, error: Text | None = None) -> Field:
    """A question with what was typed, as it was typed."""
    key = "+".join(ask.paths)
    values = list(form.get(key, ()))
    return Field(
        ask,
        text=values[0] if values else "",
        chosen=frozenset(values),
        grades={one.id: _first(form, f"{key}/{one.id}") for one in ask.choices},
        none=bool(form.get(f"{key}/{NONE}")),
        unknown=values == [UNKNOWN],
        error=error,
    )


def filled(ask: Ask, told: Told, dont_know: Iterable[str]) -> Field:
    """A question with what the profile answers to it so far."""
    unknown = any(path in set(dont_know) for path in ask.paths)
    if ask.kind is QuestionKind.WHOM:
        values = {EntryName.of(path).owner: taken(told, path) for path in ask.paths}
        whom = frozenset(owner for owner, value in values.items() if value not in (None, False, [], "none"))
        return Field(ask, chosen=whom, none=not whom and all(value is not None for value in values.values()), unknown=unknown)
    path = ask.paths[0]
    value: Json = _members(told) if path == MEMBERS else taken(told, path)
    if ask.kind is QuestionKind.DISABILITIES:
        lines = objects(value) if value is not None else []
        grades = {str(line["category"]): str(line.get("grade") or UNKNOWN) for line in lines}
        return Field(ask, chosen=frozenset(grades), grades=grades, none=value == [], unknown=unknown)
    if ask.kind is QuestionKind.SOME:
        return Field(ask, chosen=frozenset(words(value)) if value else frozenset(), none=value == [], unknown=unknown)
    if ask.kind is QuestionKind.BOOL:
        return Field(ask, chosen=frozenset() if value is None else frozenset({"yes" if value else "no"}), unknown=unknown)
    text = "" if value is None else str(value)
    return Field(ask, text=text, chosen=frozenset({text} if text else ()), unknown=unknown)


def _members(told: Told) -> Json:
    household = told.get("household")
    return len(objects(household.get("members"))) or None if isinstance(household, dict) else None


def _grade(form: Form, key: str) -> str | None:
    grade = _first(form, key)
    return None if grade in {"", UNKNOWN} else grade


def _first(form: Form, key: str) -> str:
    values = form.get(key, ())
    return values[0].strip() if values else ""
