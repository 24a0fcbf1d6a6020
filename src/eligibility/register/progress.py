"""How far a screening has come, told step by step, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from eligibility.i18n import Text


class ScreenStep(StrEnum):
    """What a screening does, in this order."""

    OPENING = "opening"
    READING = "reading"
    DECIDING = "deciding"
    WRITING = "writing"

    @property
    def label(self) -> Text:
        """The step in a word or two."""
        return _LABELS[self]


_LABELS = {
    ScreenStep.OPENING: Text("打开文件", "opening"),
    ScreenStep.READING: Text("读名册", "reading"),
    ScreenStep.DECIDING: Text("判定", "screening"),
    ScreenStep.WRITING: Text("写出", "writing"),
}


@dataclass(frozen=True, slots=True)
class ScreenProgress:
    """How much of a step is done: bytes are opened, columns read, persons decided, lines of tables and other files written.

    `done` never falls within a step, and comes to `total` at its end. `total` is 0 while it is not known.
    """

    step: ScreenStep
    done: int
    total: int


class Cancelled(Exception):
    """A screening was stopped as its caller asked; it has left no file."""


class CancelSignal(Protocol):
    """Whether to stop: a `threading.Event`, or whatever answers like one."""

    def is_set(self) -> bool: ...


Advance = Callable[[int], None]
"""Told how many more units of a step are done; raises `Cancelled` where the run is to stop."""


class ProgressMonitor:
    """Tells how far a run has come, and stops it where that is asked."""

    def __init__(self, report: Callable[[ScreenProgress], None] | None = None, cancel: CancelSignal | None = None) -> None:
        self._report = report
        self._cancel = cancel
        self._now = ScreenProgress(ScreenStep.OPENING, 0, 0)

    def begin(self, step: ScreenStep, total: int = 0) -> None:
        """Begin a step, or tell how much of it there is to do once that is known.

        Raises:
            Cancelled: the run is to stop.
        """
        self._tell(ScreenProgress(step, 0, total))

    def advance(self, count: int) -> None:
        """Some more of the step is done; with a count of 0, only look whether to stop.

        Raises:
            Cancelled: the run is to stop.
        """
        if count:
            now = self._now
            self._tell(ScreenProgress(now.step, min(now.done + count, now.total), now.total))
        else:
            self.check()

    def finish(self) -> None:
        """The step is done, whatever rounding has left over.

        Raises:
            Cancelled: the run is to stop.
        """
        self.advance(self._now.total - self._now.done)

    def check(self) -> None:
        """Go on, unless the run is to stop.

        Raises:
            Cancelled: the run is to stop.
        """
        if self._cancel is not None and self._cancel.is_set():
            raise Cancelled

    def _tell(self, progress: ScreenProgress) -> None:
        self.check()
        self._now = progress
        if self._report is not None:
            self._report(progress)
