"""The only module that calls durable_rules. It holds every guard that the engine needs, each with its reason.

durable_rules 2.0.28 has been unmaintained since 2020. Used as here it answers exactly. Used without these guards it gives
incomplete answers, hangs, or crashes the process.

Its engine is a library in C, which is called here directly. Its part in Python is left out: that calls a function for each conclusion,
from threads with timers as well, so that a fact could be told before its rules have fired, and it keeps what such a function raises
in the state, where it would be lost. It also takes four times as long.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from math import prod

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text

Pattern = Mapping[str, "bool | int | str | Sequence[Pattern] | Pattern"]
"""What a message must match, in the words of durable_rules."""
Message = Mapping[str, bool | int | str]

MOST_RULES = 90
"""Most rules in one registered set. A few hundred rules of our kind lead to errors 107 and 108 or a crash."""

MOST_ATOMS = 56
"""Most different conditions in one registered set. More than 64 true at once give error 303; with 512, loading never ends."""

MOST_BRANCHES = 48
"""Most branches of one rule in disjunctive normal form. The engine refuses a rule with 64 or more."""

MOST_PROPERTIES = 250
"""Most properties of one message; the engine holds 255."""

ALWAYS = "always"
"""The rule that every message matches. `delete_state` after a message that no rule handled reads an uninitialised pointer."""

PRESENT = "k"
"""The property that the rule `always` matches. (`$nex` alone would fire without end and is never used.)"""


TAKEN = 0
"""What the engine answers where it took a message; otherwise no rule handles it, or it was told before."""


class LiveEngineError(RuntimeError):
    """The engine failed: a fault of this library or of durable_rules, never of the user. The message holds no facts."""


class LiveEngineMissing(EligibilityError):
    """durable_rules is not installed: live cases and cross-checks are not available. Deciding does not need it."""

    def __init__(self) -> None:
        message = Text(
            "没有安装或无法加载，跟踪个案和复核要用到它",
            "is not installed or does not load; live cases and the second derivation need it",
        )
        command = "pip install 'eligibility[live]'"
        mend = Text(
            f"请运行 {command}（需要C编译器和3.13之前的Python）。",
            f"Run {command} (with a C compiler and a Python before 3.13).",
        )
        super().__init__([Problem(ProblemCode.LIVE_ENGINE_MISSING, "durable_rules", message, mend)])

    def __reduce__(self) -> tuple[type[LiveEngineMissing], tuple[()]]:
        return LiveEngineMissing, ()


def rules_text(rules: Mapping[str, Pattern]) -> str:
    """A set of rules, each a pattern over one message, as the engine reads it.

    Raises:
        LiveEngineError: the set is too large for the engine.
    """
    atoms = {repr(atom) for pattern in rules.values() for atom in atoms_of(pattern)}
    if len(rules) > MOST_RULES or len(atoms) > MOST_ATOMS:
        raise LiveEngineError(f"{len(rules)} rules with {len(atoms)} conditions are too many for one set")
    if any(branches_of(pattern) > MOST_BRANCHES for pattern in rules.values()):
        raise LiveEngineError("a rule can match in too many ways")
    return json.dumps({rule: {"all": [{"m": pattern}]} for rule, pattern in (*rules.items(), (ALWAYS, {PRESENT: 1}))}, ensure_ascii=False)


class Host:
    """The process's one engine. Its methods may be called from any thread."""

    def __init__(self) -> None:
        try:
            import durable_rules_engine
        except ImportError:
            raise LiveEngineMissing from None
        self._engine = durable_rules_engine
        # The C library shares all its state: every call needs this one lock.
        self._lock = threading.Lock()
        self._names = itertools.count()
        self._registered: dict[str, str] = {}
        self._handles: dict[str, int] = {}
        self._sessions = itertools.count()

    def register(self, rules: Mapping[str, Pattern] | str) -> str:
        """Register a set of rules, or the text that `rules_text` makes of it, and return its name. The same rules are registered once.

        What is registered is never freed: a program that loads a ruleset for every request would otherwise grow for ever.

        Raises:
            LiveEngineError: the set is too large for the engine, or the engine refuses it.
        """
        text = rules if isinstance(rules, str) else rules_text(rules)
        with self._lock:
            if text not in self._registered:
                # A name cannot be registered twice, also where the rules were refused.
                name = f"rules{next(self._names)}"
                try:
                    self._handles[name] = self._engine.create_ruleset(name, text)
                except Exception as error:
                    raise LiveEngineError(f"the rules were refused ({type(error).__name__})") from None
                self._registered[text] = name
            return self._registered[text]

    def infer(self, name: str, message: Message) -> frozenset[str]:
        """The rules that one message matches.

        The session lives for this message alone: there is no truth maintenance, sessions cost 1.8 MB each, and no more
        than 1,024 can live at once.

        Raises:
            LiveEngineError: the engine failed.
        """
        if len(message) > MOST_PROPERTIES:
            raise LiveEngineError(f"{len(message)} facts are too many for one message")
        with self._lock:
            # A session takes neither the same id nor the same message twice: every session is new.
            session = f"s{next(self._sessions)}"
            text = json.dumps({**message, PRESENT: 1, "id": "f", "sid": session}, ensure_ascii=False)
            try:
                # Conclusions are a set: a rule fires once for each true branch of an $or.
                fired = frozenset(self._fired(self._handles[name], text))
            except Exception as error:
                raise LiveEngineError(f"the rules did not fire ({type(error).__name__})") from None
            if ALWAYS not in fired:
                raise LiveEngineError("the rules did not fire")
            self._engine.delete_state(self._handles[name], session)
        return fired - {ALWAYS}

    def _fired(self, handle: int, text: str) -> Iterator[str]:
        """Tell a message. The engine names one rule that fires, and the next when that is said to be done; none if it took no message."""
        code, state = self._engine.assert_fact(handle, text)
        first = self._engine.start_action_for_state(handle, state) if code == TAKEN else None
        context, action = first[:2] if first else ("", "")
        while action:
            yield action.split('"', 2)[1]  # it is written as {"RULE": {...}}
            self._engine.update_state(handle, context)
            action = self._engine.complete_and_start_action(handle, state)


def _parts(pattern: Pattern, key: str) -> Sequence[Pattern]:
    """The patterns that a pattern joins by `$and` or `$or`."""
    found = pattern[key]
    assert isinstance(found, list)
    return found


def atoms_of(pattern: Pattern) -> Sequence[Pattern]:
    """The single conditions of a pattern."""
    for key in ("$and", "$or"):
        if key in pattern:
            return [atom for part in _parts(pattern, key) for atom in atoms_of(part)]
    return [pattern]


def branches_of(pattern: Pattern) -> int:
    """The number of branches of a pattern in disjunctive normal form."""
    if "$or" in pattern:
        return sum(map(branches_of, _parts(pattern, "$or")))
    return prod(map(branches_of, _parts(pattern, "$and"))) if "$and" in pattern else 1


_HOST: Host | None = None
_MAKING = threading.Lock()


def host() -> Host:
    """The process's only host, made at first use: a host cannot be closed.

    Raises:
        LiveEngineMissing: durable_rules is not installed.
    """
    global _HOST
    with _MAKING:
        if _HOST is None:
            _HOST = Host()
        return _HOST
