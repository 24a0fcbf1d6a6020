"""What stands in the folder of a register's run: what is asked, how far it has come, why it failed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from eligibility.errors import EligibilityError
from eligibility.facts.profile import Locality
from eligibility.i18n import Language
from eligibility.views.models.problem import ProblemKind, ProblemModel
from eligibility.web.problems import STATUSES

LINES = 100_000
"""The persons of a register that is sent."""

REQUEST, STATE, PROBLEM, STOP, LOCK, OUT = "request.json", "state.json", "problem.json", "stop", "lock", "out"
PROPOSED, SAMPLES = "columns.txt", "samples.json"
"""The files of a run's folder."""

TURN = "turn"
"""The file beside the folders whose lock the one run has that works."""

Step = Literal["waiting", "opening", "reading", "deciding", "writing", "done", "failed", "stopped"]
ENDED: frozenset[Step] = frozenset({"done", "failed", "stopped"})


@dataclass(frozen=True, slots=True)
class ScreenRequest:
    """What is asked of a run. `columns_only` asks how the columns would be read, and nothing else."""

    region: str
    version: str
    as_of: date
    language: Language = "zh"
    locality: Locality = field(default_factory=Locality)
    sheets: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    suffix: Literal[".csv", ".xlsx", ".parquet"] = ".csv"
    calls: Literal[".csv", ".xlsx"] | None = None
    complete: bool = False
    ids: bool = False
    ask: bool = True
    columns_only: bool = False
    rulesets: Path | None = None
    book: Path | None = None

    def write(self, folder: Path) -> None:
        """Write it into a run's folder."""
        (folder / REQUEST).write_bytes(TypeAdapter(ScreenRequest).dump_json(self, exclude_unset=True))

    @classmethod
    def read(cls, folder: Path) -> ScreenRequest:
        """The request in a run's folder."""
        return TypeAdapter(ScreenRequest).validate_json((folder / REQUEST).read_bytes())


@dataclass(frozen=True, slots=True)
class State:
    """How far a run has come: `done` of `total` of its step, and at its end the persons that were decided, of all. `place` tells where
    a run crashed, and nothing of what it read."""

    step: Step
    done: int = 0
    total: int = 0
    place: str = ""

    def write(self, folder: Path) -> None:
        """Write it into a run's folder, in one stroke."""
        new = folder / f"{STATE}.new"
        new.write_text(json.dumps(asdict(self)), "utf-8")
        new.replace(folder / STATE)

    @classmethod
    def read(cls, folder: Path) -> State:
        """The state in a run's folder."""
        return cls(**json.loads((folder / STATE).read_text("utf-8")))


LANGUAGES: tuple[Language, ...] = ("zh", "en")


def problem_of(error: EligibilityError | None, language: Language) -> ProblemModel:
    """The problem document of a register that could not be screened."""
    kind = ProblemKind.INTERNAL if error is None else ProblemKind.REGISTER_UNREADABLE
    return ProblemModel.of(kind, STATUSES[kind], language, error)
