"""Why an answer is what it is: the proof of every route, down to the facts, and the parts that refuse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eligibility.decide.evaluation import Evaluation
from eligibility.facts.flatten import Subject
from eligibility.facts.record import owner, read
from eligibility.i18n import Language, Text
from eligibility.logic.expr import And, Expr, Flag, Has, Named, Not, Or, Quantity, facts_of, walk
from eligibility.logic.proof import Proof, deciding
from eligibility.logic.truth import Truth
from eligibility.rules.prose import Prose, clauses_text
from eligibility.rules.ruleset import Ruleset, Support

MARKS = {Truth.TRUE: "✓", Truth.FALSE: "✗", Truth.UNKNOWN: "?"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition that refuses: of a route, or a proved exclusion (route None). `facts` are the profile paths it rests on."""

    route: str | None
    condition: Text
    facts: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {"route": self.route, "condition": self.condition.as_json(), "facts": list(self.facts)}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation: depth, truth (None for a heading) and words."""

    depth: int
    truth: Truth | None
    text: Text


@dataclass(frozen=True, slots=True)
class Explanation:
    """A proof in words. It holds the household's facts: show it to the caseworker, keep it out of logs."""

    lines: tuple[Line, ...]

    def __repr__(self) -> str:
        return f"<Explanation of {len(self.lines)} lines>"

    def text(self, language: Language = "zh") -> str:
        """The explanation, a line each, indented; ✓ holds, ✗ fails, ? is unknown."""
        return "\n".join(
            f"{'  ' * line.depth}{f'{MARKS[line.truth]} ' if line.truth is not None else ''}{line.text[language]}" for line in self.lines
        )


def reasons(evaluation: Evaluation, support: Support, subject: Subject) -> list[Reason]:
    """The smallest set of failing conditions, route by route; where an exclusion is proved, the exclusion."""
    ruleset = evaluation.ruleset
    proofs = [evaluation.proof(expr, subject) for expr in support.unless]
    excluded = [proof for proof in proofs if proof.truth is Truth.TRUE]
    if excluded:
        return [_reason(ruleset, None, proof, subject) for proof in excluded]
    return [
        _reason(ruleset, route.name, part, subject) for route in support.routes for part in deciding(evaluation.proof(route.when, subject))
    ]


def explanation(evaluation: Evaluation, support: Support, subject: Subject) -> Explanation:
    """Every route with its clause, its conditions and the facts behind them; then the exclusions."""
    return Explanation(tuple(_lines(evaluation, support, subject)))


def _lines(evaluation: Evaluation, support: Support, subject: Subject) -> Iterator[Line]:
    ruleset = evaluation.ruleset
    for route in support.routes:
        proof = evaluation.proof(route.when, subject)
        clauses = clauses_text(route.clauses)
        yield Line(0, proof.truth, Text(f"途径 {route.name}（{clauses}）", f"route {route.name} ({clauses})"))
        yield from _tree(ruleset, proof, subject, 1)
    for expr in support.unless:
        proof = evaluation.proof(expr, subject)
        yield Line(0, None, Text("除外情形（查实才排除）", "exclusion (refuses only when proved)"))
        yield from _tree(ruleset, proof, subject, 1)
    for definition in _definitions(ruleset, support):
        yield Line(0, None, definition)


def _definitions(ruleset: Ruleset, support: Support) -> Iterator[Text]:
    """The sources of the definitions that the rule uses."""
    exprs = [*(route.when for route in support.routes), *support.unless]
    names = dict.fromkeys(node.name for expr in exprs for node in walk(expr) if isinstance(node, Named))
    for name in names:
        definition = ruleset.definitions.get(name)
        if definition is None:
            continue
        if definition.origin is not None:
            origin = definition.origin
            place = " ".join(part for part in (origin.document, origin.locator) if part)
            seen = Text("", "") if origin.seen else Text("（原文未见）", " (original not seen)")
            yield Text(f"定义 {definition.title.zh}：{place}{seen.zh}", f"definition, {definition.title.en}: {place}{seen.en}")
        else:
            place = clauses_text((definition.document, locator) for locator in definition.cite)
            yield Text(f"定义 {definition.title.zh}：{place}", f"definition, {definition.title.en}: {place}")


def _tree(ruleset: Ruleset, proof: Proof, subject: Subject, depth: int) -> Iterator[Line]:
    yield Line(depth, proof.truth, Text(*(_said(ruleset, proof, subject, language) for language in ("zh", "en"))))
    if isinstance(proof.expr, Named) and proof.expr.shown is not None:
        return
    for part in proof.parts:
        yield from _tree(ruleset, part, subject, depth + 1)


def _said(ruleset: Ruleset, proof: Proof, subject: Subject, language: Language) -> str:
    """A condition; an atom with the values behind it, a condition with parts as what it asks of them."""
    prose = Prose(ruleset, language)
    expr = proof.expr
    match expr:
        case And():
            return "以下各项都符合" if language == "zh" else "all of these hold"
        case Or():
            return "以下任一项符合" if language == "zh" else "any of these holds"
        case Not():
            return "以下不成立" if language == "zh" else "this does not hold"
    atom = expr.shown if isinstance(expr, Named) and expr.shown is not None else expr
    values = [prose.value(fact, read(subject.values, fact.key)) for fact in facts_of(atom)]
    if isinstance(atom, Flag):
        return f"{prose.say(atom)}{'：' if language == 'zh' else ': '}{values[0]}"
    known = [f"{prose.fact(fact)} = {value}" for fact, value in zip(facts_of(atom), values, strict=True)]
    if not known:
        return prose.say(expr)
    joined = ("；" if language == "zh" else "; ").join(known)
    return f"{prose.say(expr)}（{joined}）" if language == "zh" else f"{prose.say(expr)} ({joined})"


def _reason(ruleset: Ruleset, route: str | None, proof: Proof, subject: Subject) -> Reason:
    condition = Text(*(Prose(ruleset, language).say(proof.expr) for language in ("zh", "en")))
    return Reason(route, condition, tuple(dict.fromkeys(_paths(proof.expr, subject))))


def _paths(expr: Expr, subject: Subject) -> Iterator[str]:
    """The profile paths that a condition rests on."""
    for node in walk(expr, members=False):
        if isinstance(node, Has):
            yield f"has.{node.support}"
        elif isinstance(node, Quantity):
            yield node.stated.key if node.stated else "household.members"
        for fact in facts_of(node):
            yield f"{owner(fact, subject)}.{fact.answer}"
