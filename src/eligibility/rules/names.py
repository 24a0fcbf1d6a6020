"""The names that a version's files define, and the expressions written with them."""

from __future__ import annotations

from collections.abc import Mapping

from eligibility.codes import RuleCheck
from eligibility.errors import RuleProblem, meant
from eligibility.facts.vocabulary import SUBJECT_KINDS, SubjectKind
from eligibility.i18n import Text
from eligibility.logic.algebra import Sharing
from eligibility.logic.expr import Const, Expr, Linear
from eligibility.logic.faults import ExpressionError, Fault
from eligibility.logic.parse import parse, parse_number
from eligibility.logic.types import Fact
from eligibility.rules.expression_words import fault_words
from eligibility.rules.implications import guarded
from eligibility.rules.labels import SUBJECT_LABELS
from eligibility.rules.located_yaml import Path_, Source
from eligibility.rules.ruleset import Catalogued, Definition, Figure, Implication, LocalStandard
from eligibility.rules.scope import RuleScope
from eligibility.rules.words import WrittenPart

_OF_MEMBERS = Text("对成员计数：any(...)、all(...) 或 count(...)", "count the members by any(...), all(...) or count(...)")
_OF_ORGANISATION = Text(
    "写单位自己的事实；不能与某一名职工挂钩", "write facts of the organisation itself; a rule cannot depend on a named employee"
)


class Names:
    """The names known so far, with the `places` where things are written and the names that rules have `used`.

    `unread` are names that the files define and that have a problem of their own: where they are used, nothing more is said.
    """

    def __init__(self, problems: list[RuleProblem], adopted: frozenset[str]) -> None:
        self.problems = problems
        self.adopted = adopted
        self.definitions: dict[str, Definition] = {}
        self.figures: dict[str, Figure] = {}
        self.catalogue: dict[str, Catalogued] = {}
        self.options: dict[str, Text] = {}
        self.implications: dict[str, Implication] = {}
        self.standards: dict[str, LocalStandard] = {}
        self.places: dict[tuple[WrittenPart, str], tuple[Source, Path_]] = {}
        self.used: set[str] = set()
        self.unread: set[str] = set()
        self._shared = Sharing()

    def scope(self, entity: SubjectKind, *, depends: bool, amounts: bool = False) -> RuleScope:
        """The names for a rule about one kind of subject. `depends` says whether `has.` may be used, `amounts` whether computed
        figures may."""
        words = self.definitions, self.figures, self.catalogue, self.options
        scope = RuleScope(entity, *words, standards=self.standards, depends=depends, adopted=self.adopted)
        scope.amounts = amounts
        scope.used = self.used
        return scope

    def expression(self, text: str, scope: RuleScope, source: Source, at: Path_, mend: Text | None = None) -> Expr | None:
        """A condition; None if it cannot be read. One that decides nothing is a problem, and is given all the same.

        `mend` says what helps where it names facts of another kind of subject.
        """
        try:
            expr = parse(text, scope)
        except ExpressionError as error:
            self.expression_problem(error, scope, source, at, mend)
            return None
        if isinstance(expr, Const):
            message = Text(f"条件总是{'符合' if expr.value else '不符合'}", f"the condition is always {str(expr.value).lower()}")
            added = Text("写上起决定作用的事实", "write the fact that decides")
            self.problem(source, RuleCheck.CONDITION_CONSTANT, at, message, added)
        return self._shared(expr)

    def guarded(self, condition: Expr) -> Expr:
        """A condition that grants or pays, under the implications of the law."""
        return self._shared(guarded(condition, self.implications.values()))

    def number(self, value: object, entity: SubjectKind, source: Source, at: Path_) -> tuple[Linear, str] | None:
        """A number with its unit; None if it has a problem."""
        scope = self.scope(entity, depends=False)
        try:
            return parse_number(str(value), scope)
        except ExpressionError as error:
            self.expression_problem(error, scope, source, at)
            return None

    def unknown_support(self, source: Source, at: Path_, name: str) -> None:
        """Add the problem that no support has a name."""
        message = Text(f"没有“{name}”这个项目", f"unknown support {name!r}")
        mend = meant(name, self.catalogue, Text("或者把它加进 supports.yaml", "add it to supports.yaml"))
        self.problem(source, RuleCheck.UNKNOWN_SUPPORT, at, message, mend)

    def problem(self, source: Source, check: RuleCheck, at: Path_, message: Text, mend: Text | None = None) -> None:
        """Add a problem at a place of a file."""
        self.problems.append(source.problem(check, at, message, mend))

    def expression_problem(
        self,
        error: ExpressionError,
        scope: RuleScope,
        source: Source,
        at: Path_,
        mend: Text | None = None,
        *,
        check: RuleCheck | None = None,
    ) -> None:
        """Add the problem of an expression at its place; `check` names it where a check of its own is meant."""
        if error.fault is Fault.UNKNOWN_NAME and error.words["name"] in self.unread:
            return
        one_line = "\n" not in error.text
        caret = " " * error.start + "^" * max(error.end - error.start, 1)
        excerpt = f"{error.text}\n{caret}" if one_line else error.text
        said, message, added = self._said(error, scope, mend)
        self.problems.append(source.problem(check or said, at, message, added, part=(error.start, error.end), excerpt=excerpt))

    def _said(self, error: ExpressionError, scope: RuleScope, mend: Text | None) -> tuple[RuleCheck, Text, Text | None]:
        """The check that fails, the message and the mend. What is about another kind of subject is told as that."""
        message, added = fault_words(error)
        if scope.amounts and error.fault is Fault.NOT_AN_EXPRESSION:
            message, added = _NO_AMOUNT
        kind = SUBJECT_LABELS[scope.entity]
        if scope.entity == "organisation" and error.fault in {Fault.HAS_NOT_ALLOWED, Fault.DEPENDS_NOT_ALLOWED}:
            dependent = f"{message.zh}：这条规则是给单位的", f"{message.en}: the rule is for organisations"
            return RuleCheck.OTHER_KIND, Text(*dependent), _OF_ORGANISATION
        if error.fault is Fault.UNKNOWN_NAME and (other := self._about(f"{error.words['name']}", scope)):
            name, own = error.words["name"], SUBJECT_LABELS[other]
            about = Text(f"{name} 说的是{own.zh}，这条规则是给{kind.zh}的", f"{name} is about {own.en}s, and the rule is for {kind.en}s")
            return RuleCheck.OTHER_KIND, about, mend or _OTHER_FACTS.get((scope.entity, other), _OWN_FACTS)
        unknown = error.fault in {Fault.UNKNOWN_NAME, Fault.UNKNOWN_SUPPORT}
        return RuleCheck.UNKNOWN_NAME if unknown else RuleCheck.EXPRESSION, message, added

    def _about(self, name: str, scope: RuleScope) -> SubjectKind | None:
        """The kind of subject that has a name which the kind of a rule does not have: whose fact it is, otherwise whose rules see it."""
        others = (kind for kind in SUBJECT_KINDS if kind != scope.entity)
        seen = {kind: meaning for kind in others if (meaning := self.scope(kind, depends=False).meaning(name)) is not None}
        own = (kind for kind, meaning in seen.items() if isinstance(meaning, Fact) and meaning.entity == kind)
        return next(own, next(iter(seen), None))


_NO_AMOUNT = (
    Text("从这里起读不成数额", "no amount from here on"),
    Text("写数字、事实和 figures.NAME，之间用 + - * 连接", "write numbers, facts and figures.NAME, with + - * between them"),
)
_OWN_FACTS = Text("写这一类对象自己的事实", "write facts of that subject itself")
_OTHER_FACTS: Mapping[tuple[SubjectKind, SubjectKind], Text] = {
    ("household", "person"): _OF_MEMBERS,
    ("organisation", "person"): _OF_ORGANISATION,
    ("organisation", "household"): _OF_ORGANISATION,
}
