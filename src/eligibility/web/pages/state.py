"""What travels in every form: the profile, what weighs most, which questions were answered. The server keeps nothing of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from eligibility.facts.profile import Profile
from eligibility.facts.read import read_profile
from eligibility.facts.write import profile_json
from eligibility.views.concerns import Concern

Paths = tuple[str, ...]
"""The paths of one question."""

_PATH = re.compile(r"[A-Za-z0-9_-]{1,64}\.[a-z][a-z0-9_.]{0,160}")
MOST_STEPS = 400
"""How many answered questions a form remembers, for one step back at a time."""


@dataclass(frozen=True, slots=True, repr=False)
class PageState:
    """The state of one visit. The representation shows nothing of it.

    Args:
        concerns: what weighs most, by which answers and questions are put in order.
        trail: the questions answered, each by its paths, in their order.
        waiting: the questions to be asked before all others.
        desk: a caseworker asks, who can also find out what the office knows.
    """

    profile: Profile
    concerns: tuple[Concern, ...] = ()
    trail: tuple[Paths, ...] = ()
    waiting: tuple[Paths, ...] = ()
    desk: bool = False

    def __repr__(self) -> str:
        return f"<PageState after {len(self.trail)} answers>"

    @classmethod
    def of(cls, form: Mapping[str, str]) -> PageState:
        """The state in the fields of a form; an empty profile where it has none.

        Raises:
            ProfileError: what should be the profile is none.
        """
        return cls(
            profile=read_profile(form["profile"]) if form.get("profile") else Profile(),
            concerns=tuple(one for one in Concern if one.value in form.get("concerns", "").split(",")),
            trail=_read_paths(form.get("trail", "")),
            waiting=_read_paths(form.get("waiting", "")),
            desk=form.get("desk") == "1",
        )

    def fields(self) -> dict[str, str]:
        """The state as the fields of a form."""
        return {
            "profile": json.dumps(json.loads(profile_json(self.profile)), ensure_ascii=False, separators=(",", ":")),
            "concerns": ",".join(self.concerns),
            "trail": _written(self.trail),
            "waiting": _written(self.waiting),
            "desk": "1" if self.desk else "",
        }

    def answered(self, paths: Paths, profile: Profile, waiting: Iterable[Paths] = ()) -> PageState:
        """The state after an answer: the question stands last in the trail, and what it leads to comes next."""
        trail = (*(one for one in self.trail if one != paths), paths)[-MOST_STEPS:]
        rest = [one for one in self.waiting if one != paths]
        return replace(self, profile=profile, trail=trail, waiting=(*waiting, *rest))

    def back(self) -> tuple[PageState, Paths]:
        """The state before the last answered question, and its paths; no paths where there is none."""
        if not self.trail:
            return self, ()
        return replace(self, trail=self.trail[:-1]), self.trail[-1]


def read_paths(text: str) -> Paths:
    """The paths of one question as a form holds them; none where they are no paths."""
    found = tuple(text.split("+"))
    return found if all(_PATH.fullmatch(path) for path in found) else ()


def _read_paths(text: str) -> tuple[Paths, ...]:
    found = (read_paths(part) for part in text.split("|")[:MOST_STEPS])
    return tuple(paths for paths in found if paths)


def _written(steps: Iterable[Paths]) -> str:
    return "|".join("+".join(paths) for paths in steps)
