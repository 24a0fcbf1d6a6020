"""Mutants that are declared equivalent: only those that the solver leaves open may be, and only as they stood when declared."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from eligibility.codes import RuleCheck
from eligibility.errors import RuleProblem
from eligibility.i18n import Text
from eligibility.rules.cases import Equivalent
from eligibility.verify.mutation.mutants import Mutant

Key = tuple[str, str, str, str]


def key_of(mutant: Mutant) -> Key:
    """What a declaration names of a mutant."""
    return mutant.condition.owner, mutant.condition.route, mutant.edit.said.en, mutant.hash


class Declarations:
    """The declared equivalents of a version, each struck off as it is needed."""

    def __init__(self, declared: Sequence[Equivalent]) -> None:
        self.problems: list[RuleProblem] = []
        self._open: dict[Key, Equivalent] = {}
        for one in declared:
            key = one.owner, one.route, one.mutant, one.condition
            if key in self._open:
                self._problem(RuleCheck.DECLARED_UNNEEDED, one, Text("声明了两次", "it is declared twice"))
            self._open.setdefault(key, one)

    def excuses(self, mutant: Mutant) -> bool:
        """Whether a mutant that the solver leaves open is declared equivalent."""
        return self._open.pop(key_of(mutant), None) is not None

    def unneeded(self, mutant: Mutant, why: Text) -> None:
        """A mutant needs no declaration: a case notices it, or it is proved equivalent. A declaration of it is a problem."""
        one = self._open.pop(key_of(mutant), None)
        if one is not None:
            self._problem(RuleCheck.DECLARED_UNNEEDED, one, why)

    def refuted(self, mutant: Mutant) -> None:
        """A household is answered differently under a mutant. A declaration of it is a problem."""
        one = self._open.pop(key_of(mutant), None)
        if one is not None:
            said = Text("有的家庭因此得到不同的答案，不是等价", "some household is answered differently: it is not equivalent")
            self._problem(RuleCheck.DECLARED_REFUTED, one, said)

    def close(self, judged: Collection[str]) -> list[RuleProblem]:
        """All problems. What is left of the supports and definitions that were judged names nothing that is there now."""
        for one in self._open.values():
            if one.owner in judged:
                zh = "规则里没有这处改动：条件已经改过，或名称、哈希不对"
                said = Text(zh, "no mutant is so named with this hash: the condition has changed since, or a name is wrong")
                self._problem(RuleCheck.DECLARED_STALE, one, said)
        return self.problems

    def _problem(self, check: RuleCheck, one: Equivalent, why: Text) -> None:
        where = " ".join(filter(None, (one.owner, one.route)))
        message = Text(f"{where}：“{one.mutant}”声明为等价，但{why.zh}", f"{where}: {one.mutant!r} is declared equivalent, but {why.en}")
        self.problems.append(
            RuleProblem(check, one.file, one.span, message, Text("去掉或改正声明", "take the declaration out, or mend it"))
        )
