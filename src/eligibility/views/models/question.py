"""A question as data: what is asked and of whom, the values to choose from, and what the answer bears on."""

from typing import Literal, Self

from eligibility.errors import checked_language
from eligibility.i18n import Language
from eligibility.views.models.base import LeanModel
from eligibility.views.question import Ask, QuestionKind


class ChoiceModel(LeanModel):
    """A value to choose, as the profile has it, and what it is called; of `whom` the id of a member."""

    value: str | bool
    label: str


class BearsOn(LeanModel):
    """An open support on which the answer bears."""

    support: str
    title: str


class LeftOut(LeanModel):
    """A value that is no choice because a law rules it out for those who are asked, and what the law says."""

    value: str
    reason: str


class QuestionModel(LeanModel):
    """A question in one language. `text` leaves out whom it is about: the owners of `paths`, which are of the kind `entity`."""

    format: Literal["question/1"] = "question/1"
    paths: tuple[str, ...]
    """The profile paths that it asks for: one, or the same entry of several members for the kind `whom`."""
    entity: Literal["person", "household", "locality", "organisation"]
    kind: QuestionKind
    text: str
    choices: tuple[ChoiceModel, ...]
    """For disabilities the categories, to be given with their grades, 1 (heaviest) to 4."""
    unit: str | None = None
    help: str | None = None
    bears_on: tuple[BearsOn, ...]
    narrows: tuple[BearsOn, ...] | None = None
    """Granted supports of which the answer only tells more exactly how much they give; absent where it can settle an answer."""
    left_out: tuple[LeftOut, ...] | None = None
    at_least_one: bool | None = None
    """True where some choice must be named, because other answers presuppose it."""

    @classmethod
    def of(cls, ask: Ask, language: Language) -> Self:
        """A question as a model.

        Raises:
            WrongArgument: there is no such language.
        """
        checked_language(language)
        yes_no = ask.kind is QuestionKind.BOOL
        choices = [(one.id == "yes" if yes_no else one.id, one.title) for one in ask.choices]
        return cls.model_validate(
            {
                "paths": ask.paths,
                "entity": ask.entity,
                "kind": ask.kind,
                "text": ask.text[language],
                "choices": [{"value": value, "label": title[language]} for value, title in choices],
                "unit": ask.unit[language] if ask.unit else None,
                "help": ask.help[language] if ask.help else None,
                "bears_on": [{"support": one.id, "title": one.title[language]} for one in ask.bears_on],
                "narrows": [{"support": one.id, "title": one.title[language]} for one in ask.narrows] or None,
                "left_out": [{"value": one.id, "reason": one.title[language]} for one in ask.left_out] or None,
                "at_least_one": ask.at_least_one or None,
            }
        )
