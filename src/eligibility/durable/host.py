"""The only module that calls durable_rules. It holds every guard that the engine needs, each with its reason.

durable_rules 2.0.28 has been unmaintained since 2020. Used as here it answers exactly. Used without these guards it gives
incomplete answers, hangs, or crashes the process.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import threading
from collections.abc import Callable, Mapping, Sequence
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


class Host:
    """The process's one engine. Its methods may be called from any thread."""

    def __init__(self) -> None:
        try:
            from durable import engine
        except ImportError:
            raise LiveEngineMissing from None
        self._not_handled = engine.MessageNotHandledException
        self._observed = engine.MessageObservedException
        self._host = engine.Host()
        # A host's timer threads run actions too, so that assert_fact could return before the rules have fired.
        self._host._d_timer.cancel()
        self._host._t_timer.cancel()
        self._stop_timers()
        # The C library shares all its state: every call needs this one lock.
        self._lock = threading.Lock()
        self._fired: list[str] = []
        self._names = itertools.count()
        self._registered: dict[bytes, str] = {}
        self._sessions = itertools.count()

    def _stop_timers(self) -> None:
        """A timer that was about to fire when it was cancelled starts a new one: replace what such timers run."""
        self._host._run = lambda: None
        self._host._ruleset_list = _Never()

    def register(self, rules: Mapping[str, Pattern]) -> str:
        """Register a set of rules, each a pattern over one message, and return its name. The same rules are registered once.

        What is registered is never freed: a program that loads a ruleset for every request would otherwise grow for ever.

        Raises:
            LiveEngineError: the set is too large for the engine, or the engine refuses it.
        """
        atoms = {repr(atom) for pattern in rules.values() for atom in atoms_of(pattern)}
        if len(rules) > MOST_RULES or len(atoms) > MOST_ATOMS:
            raise LiveEngineError(f"{len(rules)} rules with {len(atoms)} conditions are too many for one set")
        if any(branches_of(pattern) > MOST_BRANCHES for pattern in rules.values()):
            raise LiveEngineError("a rule can match in too many ways")
        content = hashlib.sha256(json.dumps(rules).encode()).digest()
        # Registering changes the dict that it is given.
        definition: dict[str, object] = {rule: {"all": [{"m": pattern}], "run": self._action(rule)} for rule, pattern in rules.items()}
        definition[ALWAYS] = {"all": [{"m": {PRESENT: 1}}], "run": self._action(ALWAYS)}
        with self._lock:
            if content not in self._registered:
                # A name cannot be registered twice, also where the rules were refused.
                name = f"rules{next(self._names)}"
                try:
                    self._host.register_rulesets({name: definition})
                except Exception as error:
                    raise LiveEngineError(f"the rules were refused ({type(error).__name__})") from None
                self._registered[content] = name
            return self._registered[content]

    def infer(self, name: str, message: Message) -> frozenset[str]:
        """The rules that one message matches.

        The session lives for this message alone: there is no truth maintenance, sessions cost 1.8 MB each, and no more
        than 1,024 can live at once.

        Raises:
            LiveEngineError: the engine failed, or an exception was swallowed by it.
        """
        if len(message) > MOST_PROPERTIES:
            raise LiveEngineError(f"{len(message)} facts are too many for one message")
        with self._lock:
            # A session takes neither the same id nor the same message twice: every session is new.
            session = f"s{next(self._sessions)}"
            self._fired.clear()
            try:
                state = self._host.assert_fact(name, {**message, PRESENT: 1, "id": "f", "sid": session})
            except (self._not_handled, self._observed) as error:
                raise LiveEngineError(f"a message was not taken ({type(error).__name__})") from None
            # Conclusions are a set: a rule fires once for each true branch of an $or.
            fired = frozenset(self._fired)
            if ALWAYS not in fired:
                raise LiveEngineError("the rules did not fire")
            self._host.delete_state(name, session)
        # The engine stores exceptions of actions, interrupts included, in the state, where they would be lost.
        if isinstance(state, dict) and state.get("exception"):
            raise LiveEngineError("an action failed inside the engine")
        return fired - {ALWAYS}

    def _action(self, rule: str) -> Callable[[object], None]:
        """Only collect the rule: an action that takes more than ten seconds loses the remaining firings."""

        def collect(_: object) -> None:
            self._fired.append(rule)

        return collect


class _Never(list[object]):
    """A list of rulesets that stays empty whatever is appended, so that a timer that survives its cancellation does nothing."""

    def __len__(self) -> int:
        return 0


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
