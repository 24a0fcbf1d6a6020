"""Verify a version: the questions that are asked about it, and what is found.

Problems are what the author must correct or declare; remarks are what the author should know. A problem about a household
shows an example, as a profile that `check` reads.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from itertools import permutations, product
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

import z3

from eligibility.codes import RuleCheck
from eligibility.decide.decision import decide
from eligibility.errors import RuleProblem, in_file_order
from eligibility.facts.profile import Profile
from eligibility.facts.vocabulary import facts
from eligibility.i18n import Text, counted
from eligibility.logic.expr import Expr
from eligibility.logic.truth import Truth
from eligibility.rules.labels import EFFECTS, MONEY_EFFECTS
from eligibility.rules.load import Loaded, load_folder
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.support import SupportPart
from eligibility.rules.words import Effect, WrittenPart
from eligibility.verify import SECONDS
from eligibility.verify.dual_rail import Translator, Truths, members_needed, owner_of, symbols_of
from eligibility.verify.effects import MEANINGS, effect_on
from eligibility.verify.money import money_effect_on
from eligibility.verify.query import Verdict, days_of, search
from eligibility.verify.symbols import Symbols
from eligibility.verify.witness import Data

CHANGES: dict[Effect, Text] = {
    "wider": Text("有的家庭得到、没有家庭失去", "some households gain and none loses"),
    "narrower": Text("有的家庭失去、没有家庭得到", "some households lose and none gains"),
    "same": Text("没有家庭得到或失去", "no household gains or loses"),
    "changed": Text("有的家庭得到、有的家庭失去", "some households gain and some lose"),
}

Question = Literal["route", "inside", "always", "together", "effect", "core", "identical"]
"""The kinds of questions. `identical` needs no solver: nothing that a support reads has changed."""

QUESTIONS: Mapping[Question, Text] = {
    "route": Text("途径", "route"),
    "inside": Text("包含", "inside"),
    "always": Text("人人符合", "always"),
    "together": Text("同时符合", "together"),
    "effect": Text("影响", "effect"),
    "core": Text("国家规定", "national core"),
    "identical": Text("没有改动", "identical"),
}
"""The names of the kinds of questions."""


@dataclass(slots=True)
class Verified:
    """The findings about some supports of one version. `proofs` counts the solver's answers by kind of question."""

    region: str
    version: str
    title: Text
    problems: list[RuleProblem] = field(default_factory=list)
    remarks: list[Text] = field(default_factory=list)
    proofs: Counter[Question] = field(default_factory=Counter)
    effects: dict[str, Effect] = field(default_factory=dict)

    @property
    def summary(self) -> Text:
        """One line: the number of questions answered and of problems found."""
        count, asked = len(self.problems), sum(self.proofs.values())
        found = f"发现{count}个问题" if count else "未发现问题"
        return Text(
            f"{self.title.zh} {self.version}：已证明{asked}个问题，{found}",
            f"{self.region}/{self.version}: {asked} questions answered, {counted(count, 'problem')}",
        )

    @property
    def proved(self) -> list[Text]:
        """What is proved besides the problems: the effects of an amendment, then the remarks."""
        effects = [Text(f"{name}：{EFFECTS[effect].zh}", f"{name}: {effect}") for name, effect in self.effects.items()]
        return [*effects, *self.remarks]


class Verifier:
    """Verifies the supports of one version."""

    def __init__(self, loaded: Loaded, *, seconds: int) -> None:
        self.loaded = loaded
        self.ruleset = loaded.ruleset
        self.seconds = seconds
        self.found = Verified(self.ruleset.region, self.ruleset.name, self.ruleset.title)

    def verify(self, supports: list[str]) -> Verified:
        """Verify some supports: their routes, whether everyone certified has them, and the effects of an amendment."""
        for name in supports:
            for part in self.ruleset.supports[name].parts if name in self.ruleset.supports else ():
                self._routes(part)
                self._always(part)
                self._core(part)
            if self.loaded.before is not None:
                self._effect(name, self.loaded.before)
        for conflict in self.ruleset.conflicts:
            if conflict.pair[0] in supports:
                self._together(*conflict.pair)
        return self.found

    # -- routes

    def _routes(self, support: SupportPart) -> None:
        symbols, rules = self._household(support)
        owner = owner_of(support.entity)
        routes = {route.name: rules.unless_excluded(rules.truth(route.when, owner), support, owner) for route in support.routes}
        dead = {name for name, rails in routes.items() if self._ask(f"{support.id}.{name}", "route", symbols, rails.proved) is Verdict.NONE}
        for name in dead:
            message = Text(f"没有家庭能按 {name} 得到 {support.id}", f"no household can have {support.id} by {name}")
            mend = Text("改正，或删去", "mend it, or take it out")
            self._problem(RuleCheck.ROUTE_NEVER_TRUE, "route", f"{support.id}.{name}", message, mend)
        if self.ruleset.scenario is not None:
            return
        declared = {route.name: route.inside.route for route in support.routes if route.inside}
        for inner, outer in permutations([name for name in routes if name not in dead], 2):
            self._inside(support, inner, outer, routes, symbols, declared.get(inner))

    def _inside(
        self, support: SupportPart, inner: str, outer: str, routes: dict[str, Truths], symbols: Symbols, declared: str | None
    ) -> None:
        wanted = z3.And(routes[inner].proved, z3.Not(routes[outer].proved))
        verdict = self._ask(f"{support.id}.{inner}", "inside", symbols, wanted)
        if verdict is Verdict.NONE and declared is None:
            zh = f"凡按 {support.id}.{inner} 符合的，按 {outer} 也都符合"
            message = Text(zh, f"{support.id}.{inner} never grants what {outer} does not grant already")
            inside = f"inside: {{route: {outer}, zh: ..., en: ...}}"
            mend = Text(f"改正其中一条，或写明理由：{inside}", f"mend one of them, or declare {inside} with the reason")
            self._problem(RuleCheck.ROUTE_SWALLOWED, "route", f"{support.id}.{inner}", message, mend)
        if verdict is Verdict.FOUND and declared == outer:
            found = search(symbols, wanted, lambda profile, day: self._by_route(profile, day, support, inner, outer), seconds=self.seconds)
            zh = f"{support.id}.{inner} 声明包含在 {outer} 之内，但这一户只按 {inner} 符合"
            message = Text(zh, f"{support.id}.{inner} is declared inside {outer}, and this household has it by {inner} alone")
            mend = Text("去掉声明", "take the declaration out")
            self._problem(RuleCheck.INSIDE_REFUTED, "route", f"{support.id}.{inner}", message, mend, found.witness)

    def _by_route(self, profile: Profile, day: date, support: SupportPart, inner: str, outer: str) -> bool:
        routes = decide(profile, self.ruleset, as_of=day)[support.id, owner_of(support.entity)].routes
        return routes[inner].granted and routes[outer] is Status.NOT_ELIGIBLE

    def _always(self, support: SupportPart) -> None:
        if support.entity != "person":
            return
        symbols, rules = self._household(support)
        certified = symbols("m1", facts()["person.certified"]).value
        wanted = z3.And(certified, z3.Not(rules.granted(support.id, "m1").proved))
        if self._ask(support.id, "always", symbols, wanted) is Verdict.NONE:
            self.found.remarks.append(Text(f"持证的人都符合 {support.id}", f"every certified person has {support.id}"))

    # -- the national core

    def _core(self, part: SupportPart) -> None:
        """Whether the plan reaches everyone whom the national rule itself reaches. Exclusions are set aside."""
        basis = self.ruleset.bases_on(self.ruleset.period.last).get(part.key)
        if basis is None or basis.core is None or self.ruleset.scenario is not None:
            return
        core, owner = basis.core, owner_of(part.entity)
        symbols, rules = self._household(part, also=(core,))
        plan = z3.Or(*(rules.truth(route.when, owner).proved for route in part.routes))
        wanted = z3.And(rules.truth(core, owner).proved, z3.Not(plan))
        self.found.proofs["core"] += 1
        found = search(symbols, wanted, lambda profile, day: self._beyond(profile, day, part, core), seconds=self.seconds)
        if found.verdict is Verdict.FOUND:
            household = json.dumps(found.witness, ensure_ascii=False)
            zh = f"{part.id} 比国家规定窄：国家规定及于这一户，规划的途径都没有 {household}"
            en = f"{part.id} is narrower than the national rule, which reaches this household where no route of the plan does: {household}"
            self.found.remarks.append(Text(zh, en))
        elif found.verdict is Verdict.OPEN:
            self.found.remarks.append(
                Text(
                    f"{part.id} 是否比国家规定窄，没有得出结论",
                    f"whether {part.id} is narrower than the national rule was not decided",
                )
            )

    def _beyond(self, profile: Profile, day: date, part: SupportPart, core: Expr) -> bool:
        evaluation = decide(profile, self.ruleset, as_of=day).evaluation
        found = [one for one in evaluation.situation.subjects(part.entity) if one.id == owner_of(part.entity)]
        if not found:
            return False
        subject = found[0]
        reached = any(evaluation.truth(route.when, subject) is not Truth.FALSE for route in part.routes)
        return evaluation.truth(core, subject) is Truth.TRUE and not reached

    # -- pairs

    def _together(self, one: str, other: str) -> None:
        for first, second in product(
            *(self.ruleset.supports[name].parts if name in self.ruleset.supports else () for name in (one, other))
        ):
            if (first.entity == "organisation") is (second.entity == "organisation"):
                self._both(first, second)

    def _both(self, first: SupportPart, second: SupportPart) -> None:
        one, other = first.id, second.id
        symbols, rules = self._household(first, second)
        owners = owner_of(first.entity), owner_of(second.entity)
        wanted = z3.And(rules.granted(one, owners[0]).proved, rules.granted(other, owners[1]).proved)
        verdict = self._ask(one, "together", symbols, wanted)
        if verdict is not Verdict.FOUND:
            return

        def silent(profile: Profile, day: date) -> bool:
            decision = decide(profile, self.ruleset, as_of=day)
            held = decision[one, owners[0]], decision[other, owners[1]]
            return all(outcome.status.granted for outcome in held) and not held[0].conflicts

        found = search(symbols, wanted, silent, seconds=self.seconds)
        if found.verdict is Verdict.FOUND:
            zh = f"{one} 与 {other} 不能同时享受，但这一户两项都符合，又没有提示"
            message = Text(zh, f"{one} and {other} exclude each other, and this household is granted both without being told")
            self._problem(RuleCheck.CONFLICT_UNTOLD, "support", one, message, None, found.witness)
        else:
            zh = f"{one} 与 {other} 不能同时享受，有的家庭两项都符合，答案里会提示"
            en = f"{one} and {other} exclude each other and can be granted together: the answer tells the conflict"
            self.found.remarks.append(Text(zh, en))

    # -- amendments

    def _effect(self, name: str, before: Ruleset) -> None:
        declared = self.ruleset.effects.get(name)
        proved = effect_on(name, before, self.ruleset, seconds=self.seconds)
        self.found.proofs["effect" if proved.questions else "identical"] += proved.questions or 1
        if proved.effect is None:
            self._open("effect", name)
            return
        if declared or proved.questions:
            self.found.effects[name] = proved.effect
        self._money(name, before)
        if proved.effect == (declared or "same"):
            return
        change = CHANGES[proved.effect]
        en = f"{name} is declared {declared}" if declared else f"{name} is not declared, and what it depends on is changed"
        zh = f"{name} 声明为 {declared}" if declared else f"{name} 没有声明，而它依赖的内容有改动"
        message = Text(
            f"{zh}，但从 {before.name} 到 {self.ruleset.name}，{change.zh}",
            f"{en}, but from {before.name} to {self.ruleset.name} {change.en}",
        )
        gain, _ = MEANINGS[declared or "same"]
        witness = proved.gain.witness if gain is Verdict.NONE and proved.gain.witness else proved.loss.witness
        mend = Text(f"改为声明 {name}: {proved.effect}，或改正规则", f"declare {name}: {proved.effect}, or mend the rule")
        self._problem(RuleCheck.EFFECT_REFUTED, "effects", name, message, mend, witness)

    def _money(self, name: str, before: Ruleset) -> None:
        """The declared effect on how much a support gives; where none is declared, nothing is asked."""
        declared = self.ruleset.money_effects.get(name)
        if declared is None:
            return
        proved = money_effect_on(name, before, self.ruleset, seconds=self.seconds)
        self.found.proofs["effect"] += 2
        if proved.effect is None:
            self._open("effect", name)
            return
        if proved.effect == declared:
            return
        found = MONEY_EFFECTS[proved.effect]
        message = Text(
            f"{name} 的金额声明为 {declared}，但从 {before.name} 到 {self.ruleset.name}，{found.zh}",
            f"the money of {name} is declared {declared}, but from {before.name} to {self.ruleset.name} {found.en}",
        )
        mend = Text(f"改为声明 money: {proved.effect}，或改正规则", f"declare money: {proved.effect}, or mend the rule")
        self._problem(RuleCheck.EFFECT_REFUTED, "effects", name, message, mend, proved.more.witness or proved.less.witness)

    # -- helpers

    def _household(self, *parts: SupportPart, also: Iterable[Expr] = ()) -> tuple[Symbols, Translator]:
        """Symbols for a household with no unknown facts, with enough members for what these supports, and conditions, read."""
        size = sum(members_needed(self.ruleset, part.id) for part in parts)
        days = days_of(self.ruleset.version, self.ruleset.period.last)
        symbols = symbols_of(size, days, self.ruleset, partial=False, also=also)
        if any(part.entity == "person" for part in parts):
            symbols.require(symbols.present["m1"])
        return symbols, Translator(self.ruleset, symbols)

    def _ask(self, about: str, kind: Question, symbols: Symbols, wanted: z3.BoolRef) -> Verdict:
        self.found.proofs[kind] += 1
        verdict = search(symbols, wanted, seconds=self.seconds).verdict
        if verdict is Verdict.OPEN:
            self._open(kind, about)
        return verdict

    def _open(self, kind: Question, about: str) -> None:
        zh = f"关于 {about} 的问题（{QUESTIONS[kind].zh}），求解器{self.seconds}秒内没有得出结论：什么也没有证明"
        en = f"the solver did not decide the question ({kind}) about {about} in {self.seconds} seconds: nothing is proved"
        mend = Text("给求解器更多时间", "give the solver more time")
        self._problem(RuleCheck.NOT_DECIDED, "route" if "." in about else "support", about, Text(zh, en), mend)

    def _problem(
        self,
        check: RuleCheck,
        kind: WrittenPart | Literal["effects"],
        name: str,
        message: Text,
        mend: Text | None,
        witness: Data | None = None,
    ) -> None:
        source, at = self.loaded.head if kind == "effects" else self.loaded.places.get((kind, name), self.loaded.head)
        at = (*at, "effects", name) if kind == "effects" else at
        excerpt = json.dumps(witness, ensure_ascii=False) if witness else ""
        self.found.problems.append(source.problem(check, at, message, mend, excerpt=excerpt))


def supports_to_verify(loaded: Loaded) -> list[str]:
    """Every support of a version, and those that only the version it amends has."""
    before = loaded.before.supports if loaded.before else {}
    return [*loaded.ruleset.supports, *(name for name in before if name not in loaded.ruleset.supports)]


def verify_folder(folder: Path, root: Path, *, seconds: int = SECONDS, part: int = 0, parts: int = 1) -> Verified:
    """Verify one version, or every n-th of its supports: those at `part`, `part + parts` and so on.

    Raises:
        RulesetError: the version's files have mistakes.
    """
    loaded = load_folder(folder, root)
    return Verifier(loaded, seconds=seconds).verify(supports_to_verify(loaded)[part::parts])


def verify_all(folders: Sequence[tuple[Path, Path]], *, seconds: int = SECONDS, jobs: int | None = None) -> list[Verified]:
    """Verify every version, given as its folder with the root of its rulesets. The supports of each are divided among the processors.

    Raises:
        RulesetError: the files of a version have mistakes.
    """
    jobs = jobs or os.cpu_count() or 1
    if jobs == 1:
        return [verify_folder(*folder, seconds=seconds) for folder in folders]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        shares = [
            [pool.submit(verify_folder, *folder, seconds=seconds, part=part, parts=jobs) for part in range(jobs)] for folder in folders
        ]
        return [_merged([share.result() for share in one]) for one in shares]


def _merged(shares: list[Verified]) -> Verified:
    whole = Verified(shares[0].region, shares[0].version, shares[0].title)
    for share in shares:
        whole.problems += share.problems
        whole.remarks += share.remarks
        whole.proofs += share.proofs
        whole.effects |= share.effects
    whole.problems = list(in_file_order(whole.problems))
    whole.remarks.sort(key=lambda remark: remark.en)
    return whole
