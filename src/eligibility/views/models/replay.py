"""Whether the answer of a receipt still stands, as `replay --format json` prints it."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field

from eligibility.i18n import Language
from eligibility.rules.status import Status
from eligibility.views.models.base import ViewModel
from eligibility.views.models.changes import ChangesModel
from eligibility.views.models.decision import ReceiptModel
from eligibility.views.replay import Replay


class EntryChange(ViewModel):
    """An entry of the local book that was changed, added or taken out since."""

    area: str
    key: str
    from_: Annotated[date, Field(alias="from")]
    change: Literal["changed", "added", "gone"]


class ReplayedAnswer(ViewModel):
    """An answer that changed, and which changed rules are behind it."""

    support: str
    subject: str
    before: Status | None
    after: Status | None
    routes: tuple[str, ...]
    own_rule_changed: bool
    depends_on_changed: tuple[str, ...]


class ReplayModel(ViewModel):
    """A receipt compared with today's answer under today's files."""

    stands: bool
    unlike: tuple[str, ...]
    """What differs of facts, ruleset, book, basis, engine and outcomes."""
    then: ReceiptModel
    now: ReceiptModel
    entries: tuple[EntryChange, ...]
    rules: ChangesModel | None
    """How the version with the receipt's rules differs from today's; null where no version has them, or nothing changed."""
    changed_rules: tuple[str, ...]
    answers: tuple[ReplayedAnswer, ...] | None
    """The answers that changed; null where the receipt came without its answers."""

    @classmethod
    def of(cls, replay: Replay, language: Language) -> Self:
        """A replay as a model.

        Raises:
            WrongArgument: there is no such language.
        """
        return cls.model_validate(replay.as_json(language))
