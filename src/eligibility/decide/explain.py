"""Explanations of an answer: the proof of every route, down to the facts, and the conditions that refuse it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import final

from eligibility._dataclass import dataclass
from eligibility._draft import Joined, Shared, plain_object
from eligibility._json import JsonObject
from eligibility.decide.evaluation import Evaluation
from eligibility.errors import checked_language
from eligibility.facts.flatten import Subject
from eligibility.facts.key import owned_by
from eligibility.facts.record import SHARED, read_value
from eligibility.i18n import Language, Text, joined
from eligibility.logic.algebra import Algebra, Collecting
from eligibility.logic.expr import Atom, Const, Expr, Flag, Has, Named, Quantity, facts_of, of_denial, of_everyone, walk
from eligibility.logic.proof import Proof, deciding
from eligibility.logic.truth import Truth
from eligibility.rules.implications import law_of
from eligibility.rules.prose import Prose, clauses_text, in_words, route_name
from eligibility.rules.ruleset import Origin, Ruleset
from eligibility.rules.support import SupportPart

TRUTH_MARKS = {Truth.TRUE: "✓", Truth.FALSE: "✗", Truth.UNKNOWN: "?"}


class _Worded:
    """A base for what keeps its JSON in the making."""

    __slots__ = ("_said",)
    _said: Shared


@dataclass(frozen=True, slots=True)
class Reason(_Worded):
    """One condition that refuses an answer: a failing one of a route, or a proved exclusion (`route` is None).

    `facts` are the profile paths that the condition depends on.
    """

    route: str | None
    condition: Text
    facts: tuple[str, ...]

    def as_json(self) -> JsonObject:
        return plain_object(self.draft())

    def draft(self) -> Joined:
        """The JSON of the reason in the making: it shares the condition with all routes that fail by it."""
        try:
            return Joined({"route": self.route}, self._said)
        except AttributeError:
            object.__setattr__(self, "_said", Shared({"condition": self.condition.as_json(), "facts": list(self.facts)}))
            return self.draft()

    def of_route(self, route: str | None) -> Reason:
        """The same condition as the reason of another route's refusal."""
        self.draft()
        other = Reason(route, self.condition, self.facts)
        object.__setattr__(other, "_said", self._said)
        return other


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One line of an explanation: depth, truth (None for a heading) and words."""

    depth: int
    truth: Truth | None
    text: Text


@dataclass(frozen=True, slots=True)
class Explanation:
    """A proof in words. It holds the household's facts: show it to the caseworker, keep it out of logs."""

    lines: tuple[ProofLine, ...]

    def __repr__(self) -> str:
        return f"<Explanation of {len(self.lines)} lines>"

    def text(self, language: Language = "zh") -> str:
        """The explanation as indented lines; ✓ holds, ✗ fails, ? is unknown.

        Raises:
            WrongArgument: there is no such language.
        """
        checked_language(language)
        return "\n".join(
            f"{'  ' * line.depth}{f'{TRUTH_MARKS[line.truth]} ' if line.truth is not None else ''}{line.text[language]}"
            for line in self.lines
        )


EXCLUDED = Text("不能享受的情形（核实属实的才算）", "excluded where this is found to be so")
DEMANDED = Text("须符合的情形（核实没有的，不能享受）", "needed: excluded where this is found not to be so")
"""What stands over an exclusion, and over one by what does not hold."""

OWN_READING = Text("本程序对各规划共用词语的解释", "this program's own reading of words that the plans share")
"""The source of a definition that no document gives."""


def reasons(evaluation: Evaluation, support: SupportPart, subject: Subject) -> list[Reason]:
    """The smallest set of failing conditions, route by route; where an exclusion is proved, the exclusion."""
    pattern = evaluation.questions.pattern(support, subject)
    failing = evaluation.questions.patterns.failing.of(pattern, lambda: _failing(evaluation, support, subject))
    told = evaluation.once(_Told, subject)
    return [told.reason(route, expr) for route, expr in failing]


def _failing(evaluation: Evaluation, support: SupportPart, subject: Subject) -> Iterable[tuple[str | None, Expr]]:
    """The conditions that refuse, those that are said alike once for each route."""
    truth = evaluation.truths(subject)
    excluding = [(None, expr) for expr in support.unless if truth(expr) is Truth.TRUE]
    if excluding:
        return excluding
    told: dict[object, tuple[str, Expr]] = {}
    for route in support.routes:
        for part in deciding(route.when, truth):
            told.setdefault((route.name, _told_of(part, evaluation.ruleset)), (route.name, part))
    return told.values()


Bound = Iterable[tuple[str, Subject]]
"""Supports, each with whose it is."""


def exclusions(evaluation: Evaluation, bound: Bound, open_: Collection[str]) -> list[Text]:
    """The conditions that would still exclude some supports where they hold: those that depend on one of some profile paths."""
    found = [expr for expr in _still_open(evaluation, bound, open_) if _demanded(expr) is None]
    return list(dict.fromkeys(in_words(expr, evaluation.ruleset) for expr in found))


def demands(evaluation: Evaluation, bound: Bound, open_: Collection[str]) -> list[Text]:
    """As `exclusions`, the conditions that would exclude where they do not hold: what has still to be found to be so."""
    found = [body for expr in _still_open(evaluation, bound, open_) if (body := _demanded(expr)) is not None]
    return list(dict.fromkeys(in_words(body, evaluation.ruleset) for body in found))


def _demanded(expr: Expr) -> Named | None:
    """What an exclusion demands: the definition that it denies, which has a name for what must be so; None for every other one."""
    body = of_denial(expr)
    return body if isinstance(body, Named) else None


def _still_open(evaluation: Evaluation, bound: Bound, open_: Collection[str]) -> Iterator[Expr]:
    for support, subject in bound:
        part = evaluation.ruleset.supports[support].part(subject.kind)
        for expr in part.unless if part else ():
            if not set(owned_by(subject.id, _Paths()(expr))).isdisjoint(open_):
                yield expr


def explanation(evaluation: Evaluation, support: SupportPart, subject: Subject) -> Explanation:
    """Every route with its clause, its conditions and the facts behind them; then the exclusions."""
    return Explanation(tuple(_lines(evaluation, support, subject)))


def _lines(evaluation: Evaluation, support: SupportPart, subject: Subject) -> Iterator[ProofLine]:
    ruleset = evaluation.ruleset
    saying = _Saying(Prose(ruleset, "zh"), subject), _Saying(Prose(ruleset, "en"), subject)
    for route in support.routes:
        proof = evaluation.proof(route.when, subject)
        clauses = clauses_text(route.clauses)
        name = route_name(support, route.name, ruleset)
        yield ProofLine(0, proof.truth, Text(f"{name.zh}，{clauses}", f"{name.en}, {clauses}"))
        yield from _tree(saying, proof, 1)
    for expr in support.unless:
        body = _demanded(expr)
        yield ProofLine(0, None, EXCLUDED if body is None else DEMANDED)
        yield from _tree(saying, evaluation.proof(expr if body is None else body, subject), 1)
    for definition in _definitions(ruleset, support):
        yield ProofLine(0, None, definition)


def _definitions(ruleset: Ruleset, support: SupportPart) -> Iterator[Text]:
    """The sources of the definitions that the rule uses, and of the laws that it is held to."""
    exprs = support.conditions
    nodes = {node.name: node for expr in exprs for node in walk(expr) if isinstance(node, Named)}
    for name, node in nodes.items():
        definition, law = ruleset.definitions.get(name), law_of(node, ruleset)
        if law is not None:
            seen = _seen(law.origin)
            yield Text(f"法律 {law.told.zh}{seen.zh}", f"law, {law.told.en}{seen.en}")
        if definition is None:
            continue
        if definition.origin is not None:
            origin, seen = definition.origin, _seen(definition.origin)
            place = " ".join(part for part in (origin.document, origin.locator) if part)
            said = OWN_READING if origin.document == OWN_READING.zh else Text(place, place)
            yield Text(f"定义 {definition.title.zh}：{said.zh}{seen.zh}", f"definition, {definition.title.en}: {said.en}{seen.en}")
        else:
            place = clauses_text((definition.document, locator) for locator in definition.cite)
            yield Text(f"定义 {definition.title.zh}：{place}", f"definition, {definition.title.en}: {place}")


def _seen(origin: Origin) -> Text:
    return Text("", "") if origin.seen else Text("（只见转引，未核对原文）", " (known only from quotations)")


def _tree(saying: tuple[_Saying, _Saying], proof: Proof, depth: int) -> Iterator[ProofLine]:
    zh, en = saying
    yield ProofLine(depth, proof.truth, Text(zh(proof.expr), en(proof.expr)))
    if (isinstance(proof.expr, Named) and proof.expr.shown is not None) or zh.is_line(proof.expr):
        return
    for part in proof.parts:
        yield from _tree(saying, part, depth + 1)


@final
class _Saying(Algebra[str]):
    """Words one condition as one line. An atom shows the values of its facts; an `and` or `or` shows only how it joins its parts."""

    def __init__(self, prose: Prose, subject: Subject) -> None:
        self.prose = prose
        self.subject = subject

    def __call__(self, expr: Expr) -> str:
        if of_everyone(expr) is not None:
            return self.prose.say(expr)
        body = of_denial(expr)
        said = self.prose.denial(body) if body is not None else None
        if body is None or said is None:
            return super().__call__(expr)
        if isinstance(body, Flag):
            return self._lacking(said.text, body)
        return self._beside(said.text, body) if isinstance(body, Atom) else said.text

    def is_line(self, expr: Expr) -> bool:
        """Whether a condition is said in one line: one about every member, or a denial of one fact that has words of its own."""
        body = of_denial(expr)
        return of_everyone(expr) is not None or (isinstance(body, Atom) and self.prose.denial(body) is not None)

    def const(self, value: bool) -> str:
        return self.prose.say(Const(value))

    def atom(self, expr: Atom) -> str:
        return self._valued(expr, expr)

    def negation(self, arg: str) -> str:
        return self._pick("以下不属实", "this does not hold")

    def all_of(self, args: Iterable[str]) -> str:
        return self._pick("以下各项都符合", "all of these hold")

    def any_of(self, args: Iterable[str]) -> str:
        return self._pick("以下任一项符合", "any of these holds")

    def named(self, expr: Named, body: Callable[[], str]) -> str:
        return self._valued(expr, expr.shown or expr)

    def has(self, expr: Has) -> str:
        return self.prose.say(expr)

    def quantity(self, expr: Quantity) -> str:
        return self.prose.say(expr)

    def _valued(self, expr: Expr, atom: Expr) -> str:
        """A condition in words, followed by the values of its facts."""
        if isinstance(atom, Flag):
            (fact,) = facts_of(atom)
            return f"{self.prose.say(atom)}{self._pick('：', ': ')}{self.prose.value(fact, read_value(self.subject.values, fact.key))}"
        return self._beside(self.prose.say(expr), atom)

    def _lacking(self, said: str, atom: Flag) -> str:
        """That something does not hold, and whether it is so, where that is another matter."""
        value = read_value(self.subject.values, atom.fact.key)
        if value is None:
            return self._pick(f"{said}（{self.prose.value(atom.fact, None)}）", f"{said} ({self.prose.value(atom.fact, None)})")
        held = self.prose.say(atom)
        return self._pick(f"{said}（实际：{held}）", f"{said} (in fact: {held})") if value else said

    def _beside(self, said: str, atom: Expr) -> str:
        """What is said of a condition, with the values of its facts beside it."""
        facts = facts_of(atom)
        read = [read_value(self.subject.values, fact.key) for fact in facts]
        values = [self.prose.value(fact, value) for fact, value in zip(facts, read, strict=True)]
        if not facts:
            return said
        if len(facts) == 1:
            now = values[0] if read[0] is None else self._pick(f"实际：{values[0]}", f"it is {values[0]}")
            return self._pick(f"{said}（{now}）", f"{said} ({now})")
        colon = self._pick("：", ": ")
        known = joined((f"{self.prose.fact(fact)}{colon}{value}" for fact, value in zip(facts, values, strict=True)), self.prose.language)
        return self._pick(f"{said}（{known}）", f"{said} ({known})")

    def _pick(self, zh: str, en: str) -> str:
        return zh if self.prose.language == "zh" else en


class _Told:
    """The conditions that fail for one subject so far, in words and with their profile paths."""

    def __init__(self, evaluation: Evaluation, subject: Subject) -> None:
        self._ruleset = evaluation.ruleset
        self._subject = subject
        self._found: dict[int, tuple[Expr, Reason]] = {}

    def reason(self, route: str | None, expr: Expr) -> Reason:
        """A condition that fails, as the reason of a route's refusal."""
        found = self._found.get(id(expr))
        if found is None:
            condition, paths = _told_of(expr, self._ruleset)
            found = self._found[id(expr)] = expr, Reason(route, condition, tuple(owned_by(self._subject.id, paths)))
        return found[1].of_route(route)


def _told_of(expr: Expr, ruleset: Ruleset) -> tuple[Text, tuple[str, ...]]:
    """A condition in words with its paths; those of the subject's own facts begin with a point."""
    told = ruleset.once(_Words)
    found = told.get(expr)
    if found is None:
        law = law_of(expr, ruleset)
        found = told[expr] = law.told if law else in_words(expr, ruleset), tuple(dict.fromkeys(_Paths()(expr)))
    return found


class _Words(dict[Expr, tuple[Text, tuple[str, ...]]]):
    """The conditions of one ruleset that failed so far, without whose they are. There are as many as its rules have parts."""

    def __init__(self, ruleset: Ruleset) -> None:
        super().__init__()


@final
class _Paths(Collecting[str]):
    """The profile paths that a condition depends on; those of the subject's own facts begin with a point."""

    def atom(self, expr: Atom) -> Iterator[str]:
        return (f"{fact.entity if fact.entity in SHARED else ''}.{fact.answer}" for fact in facts_of(expr))

    def has(self, expr: Has) -> tuple[str]:
        return (f"has.{expr.support}",)

    def quantity(self, expr: Quantity) -> tuple[str]:
        return (expr.stated.key if expr.stated else "household.members",)
