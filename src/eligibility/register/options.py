"""What is asked of a screening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from eligibility.facts.day import checked_day
from eligibility.rules.ruleset import Ruleset

if TYPE_CHECKING:
    from eligibility.bulk.evaluation import Engine


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked of a screening.

    `constants` are the locality's facts by key; `supports` the supports to be answered, `focus` those that the table,
    the picture and the calls are about; `ask` whether what is missing is worked out;
    `master` is Spark's.

    Raises:
        NotADay: `as_of` is no date, or a datetime.
    """

    ruleset: Ruleset
    as_of: date
    constants: Mapping[str, Any]
    complete: bool
    engine: Engine
    supports: tuple[str, ...]
    focus: tuple[str, ...]
    ask: bool = True
    master: str = "local[*]"

    def __post_init__(self) -> None:
        checked_day(self.as_of)
