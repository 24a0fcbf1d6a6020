"""What is not the same in two versions, for a reader, for a pull request and for a program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from eligibility.decide.answer_diff import Answer, Difference
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import InOneLanguage, Language, Text
from eligibility.rules.labels import EFFECTS, MODALITIES, STATUSES
from eligibility.rules.prose import Prose, amount_text, clauses_text
from eligibility.rules.ruleset import Definition, Figure, Route, Ruleset, Support
from eligibility.rules.ruleset_diff import Changes, RouteChange, SupportChange, excluded

if TYPE_CHECKING:
    from eligibility.register.versions import Shift

PARTS = {
    "benefit": Text("待遇", "benefit"),
    "subject_to": Text("另须满足", "also needed"),
    "notes": Text("说明", "notes"),
    "title": Text("名称", "title"),
    "area": Text("类别", "area"),
    "entity": Text("对象", "subject"),
}


class Reporter(InOneLanguage):
    """The changes between two versions in one language, with the effects proved where a solver is at hand."""

    def __init__(self, changes: Changes, language: Language, *, seconds: int, prove: bool = True) -> None:
        self.changes = changes
        self.language = language
        self.proses = Prose(changes.before, language), Prose(changes.after, language)
        self.effects = {change.support: self._proved(change.support, seconds) if prove else None for change in changes.supports}

    def _proved(self, support: str, seconds: int) -> dict[str, Any] | None:
        try:
            from eligibility.verify.effects import effect_on
        except ImportError:
            return None
        found = effect_on(support, self.changes.before, self.changes.after, seconds=seconds)
        return {"effect": found.effect, "gains": found.gain.witness, "loses": found.loss.witness}

    def as_json(self, household: Sequence[Difference] | None = None, register: Sequence[Shift] | None = None) -> dict[str, Any]:
        """Everything as plain data."""
        before, after = self.changes.before, self.changes.after
        data: dict[str, Any] = {
            "before": {"region": before.region, "version": before.name, "hash": before.hash},
            "after": {"region": after.region, "version": after.name, "hash": after.hash},
            "supports": [self._support(change) for change in self.changes.supports],
            "definitions": [self._definition(name, *pair) for name, pair in self.changes.definitions.items()],
            "figures": [self._figure(name, *pair) for name, pair in self.changes.figures.items()],
        }
        if household is not None:
            data["household"] = [self._answer(difference) for difference in household]
        if register is not None:
            data["register"] = [asdict(shift) for shift in register]
        return data

    # -- parts

    def _support(self, change: SupportChange) -> dict[str, Any]:
        rule = change.after or change.before
        assert rule is not None
        declared = self.changes.after.effects.get(change.support) if self.changes.after.amends == self.changes.before.name else None
        return {
            "support": change.support,
            "title": rule.title.as_json(),
            "declared": declared,
            "proved": self.effects[change.support],
            "routes": [self._route(route, change) for route in change.routes],
            "unless": self._unless(change) if change.unless else None,
            "other": list(change.parts),
        }

    def _route(self, change: RouteChange, support: SupportChange) -> dict[str, Any]:
        return {
            "route": change.name,
            "before": self._described(change.before, support.before, self.proses[0]),
            "after": self._described(change.after, support.after, self.proses[1]),
            "through": list(change.through),
        }

    def _described(self, route: Route | None, support: Support | None, prose: Prose) -> dict[str, Any] | None:
        if route is None or support is None:
            return None
        return {
            "when": route.text,
            "prose": prose.say(route.when),
            "modality": route.modality,
            "amount": amount_text(route.benefit or support.benefit, self.language) or None,
            "clauses": clauses_text(route.clauses),
        }

    def _unless(self, change: SupportChange) -> dict[str, str | None]:
        sides = zip((change.before, change.after), self.proses, strict=True)
        told = [prose.say(excluded(one)) if one and one.unless else None for one, prose in sides]
        return {"before": told[0], "after": told[1]}

    def _definition(self, name: str, before: Definition | None, after: Definition | None) -> dict[str, Any]:
        sides = zip((before, after), self.proses, strict=True)
        told = [{"is": one.text, "prose": prose.say(one.body)} if one else None for one, prose in sides]
        return {"definition": name, "before": told[0], "after": told[1]}

    def _figure(self, name: str, before: Figure | None, after: Figure | None) -> dict[str, Any]:
        told = [figure_text(one) if one else None for one in (before, after)]
        return {"figure": name, "before": told[0], "after": told[1]}

    def _answer(self, difference: Difference) -> dict[str, Any]:
        return {
            "support": difference.support,
            "subject": difference.subject,
            "before": _said(difference.before),
            "after": _said(difference.after),
            "because": list(self.because(difference)),
        }

    def because(self, difference: Difference) -> Iterator[dict[str, Any]]:
        """The clauses of the routes that made an answer another, and the definitions and options behind them."""
        changed = {change.support: change for change in self.changes.supports}
        support = changed.get(difference.support)
        if support is None:
            behind = self.changes.before.behind(difference.support) | self.changes.after.behind(difference.support)
            yield from ({"depends_on": name} for name in sorted(behind & changed.keys()))
            return
        routes = {route.name: route for route in support.routes}
        named = [routes[name] for name in difference.routes if name in routes] or list(routes.values())
        for route in named:
            written = route.after or route.before
            assert written is not None
            yield {"route": route.name, "clauses": clauses_text(written.clauses), "through": list(route.through)}
        if support.unless:
            yield {"unless": self._unless(support)}

    # -- text

    def household(self, differences: Sequence[Difference]) -> Iterator[str]:
        """What one household's answers became, and by which clause."""
        yield from self._household([self._answer(difference) for difference in differences], markdown=False)

    def lines(
        self, household: Sequence[Difference] | None = None, register: Sequence[Shift] | None = None, *, markdown: bool
    ) -> Iterator[str]:
        """The changes as text: what the household's answers became, then the rules."""
        data = self.as_json(household, register)
        before, after = (f"{one['region']}/{one['version']}" for one in (data["before"], data["after"]))
        yield from _heading(f"{before} → {after}", 1, markdown)
        if household is not None:
            yield from self._household(data["household"], markdown)
        if register is not None:
            yield from self._register(register, markdown)
        if not (data["supports"] or data["definitions"] or data["figures"]):
            yield self._say("规则没有不同", "the rules are the same")
        for support in data["supports"]:
            yield from self._support_lines(support, markdown)
        for kind, entries in (("definition", data["definitions"]), ("figure", data["figures"])):
            for entry in entries:
                yield from _heading(f"{kind} {entry[kind]}", 2, markdown)
                yield from self._sides(entry, markdown)

    def _household(self, answers: Sequence[dict[str, Any]], markdown: bool) -> Iterator[str]:
        yield from _heading(self._say("这一户的回答", "this household's answers"), 2, markdown)
        for answer in answers:
            title = self.changes.after.support_title(answer["support"])[self.language]
            was, now = (self._status(answer[side]) for side in ("before", "after"))
            told = f"{was} → {now}" if was != now else f"{now}{self._say('，途径或待遇有变', ', by other routes or with another benefit')}"
            yield _item(f"{answer['subject']} {title} [{answer['support']}]: {told}", markdown)
            yield from (_item(self._reason(reason), markdown, 1) for reason in answer["because"])
        if not answers:
            yield self._say("没有不同", "none is another")

    def _register(self, shifts: Sequence[Shift], markdown: bool) -> Iterator[str]:
        yield from _heading(self._say("名册中的变化", "in the register"), 2, markdown)
        for one in shifts:
            title = self.changes.after.support_title(one.support)[self.language]
            told = self._say(
                f"新符合{one.gain}，不再符合{one.lose}，新待定{one.opened}，由待定转为不符合{one.settled}",
                f"{one.gain} gain, {one.lose} lose, {one.opened} newly open, {one.settled} no longer open and refused",
            )
            yield _item(f"{title} [{one.support}]: {told}", markdown)
        if not shifts:
            yield self._say("没有不同", "none is another")

    def _status(self, answer: dict[str, Any] | None) -> str:
        return STATUSES[answer["status"]][self.language] if answer else self._say("无此项", "not there")

    def _reason(self, reason: dict[str, Any]) -> str:
        if "route" in reason:
            return f"[{reason['route']}] {reason['clauses']}{self._through(reason['through'])}"
        if "depends_on" in reason:
            title = self.changes.after.support_title(reason["depends_on"])[self.language]
            return self._say(f"取决于有改动的“{title}”", f"it depends on {title}, which is changed")
        return self._say("除外情形有改动", "its exclusions are changed")

    def _support_lines(self, support: dict[str, Any], markdown: bool) -> Iterator[str]:
        yield from _heading(f"{support['title'][self.language]} [{support['support']}]", 2, markdown)
        yield _item(self._effect(support), markdown)
        for route in support["routes"]:
            yield _item(f"[{route['route']}]{self._through(route['through'])}", markdown)
            yield from self._sides(route, markdown, 1)
        if support["unless"]:
            yield _item(self._say("除外", "unless"), markdown)
            yield from self._sides(support["unless"], markdown, 1)
        if support["other"]:
            parts = ", ".join(PARTS[part][self.language] for part in support["other"])
            yield _item(self._say("另有不同：", "also not the same: ") + parts, markdown)
        yield from self._witnesses(support["proved"] or {}, markdown)

    def _witnesses(self, proved: dict[str, Any], markdown: bool) -> Iterator[str]:
        """A household that gains and one that loses, as profiles that `check` reads."""
        for key, zh, en in (("gains", "新得到的一户", "a household that gains"), ("loses", "失去的一户", "a household that loses")):
            if proved.get(key):
                data = json.dumps(proved[key], ensure_ascii=False, separators=(",", ":"))
                yield _item(f"{self._say(zh, en)}: {f'`{data}`' if markdown else data}", markdown)

    def _through(self, names: Sequence[str]) -> str:
        """The words of a route that no longer mean the same; an option is then one that a scenario takes as adopted."""
        adopted = self._say("视为已采用", "taken as adopted")
        told = [f"{name} {adopted}" if name.startswith("options.") else name for name in names]
        return f" ← {', '.join(told)}" if told else ""

    def _effect(self, support: dict[str, Any]) -> str:
        proved = support["proved"]
        told = self._say("未证明（需安装 eligibility[verify]）", "not proved (needs eligibility[verify])")
        if proved is not None:
            effect = proved["effect"]
            told = EFFECTS[effect][self.language] if effect else self._say("求解器未能判定", "not decided by the solver")
            told = self._say(f"对所有家庭证明：{told}", f"proved for every household: {told}") if effect else told
        if support["declared"]:
            declared = EFFECTS[support["declared"]][self.language]
            return self._say(f"声明：{declared}；{told}", f"declared: {declared}; {told}")
        return told

    def _sides(self, entry: dict[str, Any], markdown: bool, depth: int = 0) -> Iterator[str]:
        sides = (("before", "-"), ("after", "+")) if entry["before"] != entry["after"] else (("after", "="),)
        for key, sign in sides:
            one = entry[key]
            if isinstance(one, dict):
                told = [one.get("prose"), f"`{one.get('when') or one.get('is')}`", one.get("amount"), *self._binding(one)]
                yield _item(f"{sign} {'; '.join(part for part in told if part)}", markdown, depth)
            elif one is not None:
                yield _item(f"{sign} {one}", markdown, depth)

    def _binding(self, one: dict[str, Any]) -> Iterator[str]:
        if "modality" in one:
            yield MODALITIES[one["modality"]][self.language]
            yield one["clauses"]


def _said(answer: Answer | None) -> dict[str, Any] | None:
    return {"status": answer.status, "route": answer.route, "benefit": answer.benefit} if answer else None


def _heading(text: str, level: int, markdown: bool) -> Iterator[str]:
    if markdown:
        yield from (["", f"{'#' * level} {text}", ""] if level > 1 else [f"# {text}", ""])
    else:
        yield from (["", text] if level > 1 else [text])


def _item(text: str, markdown: bool, depth: int = 0) -> str:
    return f"{'  ' * depth}- {text}" if markdown else f"  {'  ' * depth}{text}"


def figure_text(figure: Figure) -> str:
    """A figure as the text bounds it."""
    high = f"–{figure.amount.high}" if figure.amount.high is not None else ""
    return f"{figure.amount.bound} {figure.amount.low}{high} {figure.unit}"


def same_region(before: Ruleset, after: Ruleset) -> None:
    """Versions of two regions are no change of one another.

    Raises:
        EligibilityError: the regions differ.
    """
    if before.region != after.region:
        message = Text("两个版本不是同一地区的。", "the two versions are of different regions.")
        raise EligibilityError([Problem("", message, Text("比较地区请用 compare。", "To set regions side by side use compare."))])
