"""One register, screened in a process of its own: `python -m eligibility.web.screening FOLDER`.

Everything is in the folder: what is asked in `request.json`, the register, how far it has come in `state.json`, and at the end the
files in `out`. The process ends when whoever started it is gone, when the folder has a file `stop`, or when the folder is gone.
"""

from __future__ import annotations

import json
import shutil
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

from eligibility._run_folder import taken
from eligibility.book.read import load_book
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Language, Text
from eligibility.register.options import ScreenOptions
from eligibility.register.progress import Cancelled, ScreenProgress, ScreenStep
from eligibility.register.run import proposed_columns, screen_file
from eligibility.rules.version_lookup import load_ruleset, rules_folder
from eligibility.web.log import places
from eligibility.web.run_files import (
    LANGUAGES,
    LINES,
    LOCK,
    OUT,
    PROBLEM,
    PROPOSED,
    REQUEST,
    SAMPLES,
    STOP,
    TURN,
    ScreenRequest,
    State,
    Step,
    problem_of,
)
from eligibility.web.upload import COLUMNS, FILES, REGISTER

TELL_SECONDS = 0.2
"""How often a run writes down how far it has come."""

_STEPS: dict[ScreenStep, Step] = {
    ScreenStep.OPENING: "opening",
    ScreenStep.READING: "reading",
    ScreenStep.DECIDING: "deciding",
    ScreenStep.WRITING: "writing",
}


class Stopping:
    """Whether a run is to stop. Where nobody reads the answer any more it is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._alone = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def is_set(self) -> bool:
        """Whether it is."""
        return self._alone.is_set() or not (self._folder / REQUEST).exists() or (self._folder / STOP).exists()

    def _listen(self) -> None:
        sys.stdin.buffer.read()
        self._alone.set()


class Telling:
    """Writes down how far a run has come. `decided` of `persons` are the persons at last; none before they are counted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._told = 0.0
        self._step: ScreenStep | None = None
        self.decided = 0
        self.persons = 0

    def __call__(self, progress: ScreenProgress) -> None:
        """Write it down, now and then.

        Raises:
            EligibilityError: there are too many persons.
        """
        if progress.step is ScreenStep.DECIDING and progress.total > LINES:
            said = Text(f"超过{LINES:,}人，请分开上传", f"has more than {LINES:,} persons: send it in parts")
            raise EligibilityError([Problem(ProblemCode.TOO_MANY, REGISTER, said)])
        if progress.step is ScreenStep.DECIDING:
            self.decided, self.persons = progress.done, progress.total
        now = time.monotonic()
        if progress.step is not self._step or now - self._told >= TELL_SECONDS:
            self._step, self._told = progress.step, now
            State(_STEPS[progress.step], progress.done, progress.total).write(self._folder)


def run(folder: Path, stopping: Stopping) -> None:
    """Screen the register of a folder, once it is its turn, and write down what came of it.

    The register itself is removed: what remains are the answers.
    """
    telling = Telling(folder)
    with (folder / LOCK).open("wb") as own, (folder.parent / TURN).open("ab") as turn:
        taken(own)
        try:
            while not taken(turn):
                if stopping.is_set():
                    raise Cancelled
                time.sleep(TELL_SECONDS)
            _screen(folder, telling, stopping)
            state = State("done")
        except Cancelled:
            state = State("stopped")
        except EligibilityError as error:
            (folder / PROBLEM).write_text(json.dumps(_told(error), ensure_ascii=False), "utf-8")
            state = State("failed")
        except Exception as error:
            state = State("failed", place=f"{type(error).__name__}: {' < '.join(places(error))}")
        for name in FILES:
            for path in folder.glob(f"{name}.*"):
                if path.name != PROPOSED:
                    path.unlink(missing_ok=True)
        if state.step != "done":
            shutil.rmtree(folder / OUT, ignore_errors=True)
        replace(state, done=telling.decided, total=telling.persons).write(folder)


def _screen(folder: Path, telling: Telling, stopping: Stopping) -> None:
    asked = ScreenRequest.read(folder)
    [register] = folder.glob(f"{REGISTER}.*")
    columns = next((path for path in folder.glob(f"{COLUMNS}.*") if path.suffix in FILES[COLUMNS]), None)
    root = rules_folder(asked.rulesets)
    options = ScreenOptions(
        ruleset=load_ruleset(asked.region, asked.version, root=root),
        as_of=asked.as_of,
        locality=asked.locality,
        book=load_book(asked.book, root=root) if asked.book else None,
        columns=columns,
        sheets=asked.sheets,
        supports=asked.supports,
        complete=asked.complete,
        ids=asked.ids,
        calls=asked.calls,
        ask=asked.ask,
        picture=None,
        language=asked.language,
    )
    if asked.columns_only:
        found = proposed_columns(register, options)
        (folder / SAMPLES).write_text(json.dumps(found.samples, ensure_ascii=False), "utf-8")
        (folder / PROPOSED).write_text(found.settings, "utf-8")
        return
    (folder / OUT).mkdir()
    screen_file(register, options, folder / OUT / f"answers{asked.suffix}", telling, stopping)


def _told(error: EligibilityError) -> dict[Language, object]:
    """The problem documents of an error, in both languages."""
    return {language: problem_of(error, language).as_json() for language in LANGUAGES}


if __name__ == "__main__":
    place = Path(sys.argv[1])
    State("waiting").write(place)
    run(place, Stopping(place))
