"""Laws across versions: generated chains of amendments, and the shipped rulesets with their scenarios."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eligibility as el
from eligibility.decide.compiled import program_of
from eligibility.decide.run import run
from eligibility.facts.flatten import flatten
from eligibility.rules.version_lookup import names, regions, scenarios, shipped, versions
from eligibility.verify.effects import effect_on
from eligibility.verify.verifier import verify_folder
from eligibility.verify.witness import profile_and_day
from tests.conftest import CLAUSES, CONFLICTS, DAY, DEFINITIONS, HEAD, SUPPORTS, examples
from tests.property.test_engines import households, statuses

Rules = dict[str, dict[str, str]]
"""What the rules say, as the tests themselves keep it: support to route to condition."""

CONDITIONS = (
    "certified", "severe", "tekun", "age <= 6", "6 < age < 16", "certified and severe", "certified or tekun", "not tekun and age >= 16",
    "dibao and certified", "dibao or age == 6",
)  # fmt: skip
START: Rules = {"cash": {"main": "certified and severe"}, "card": {"main": "certified"}}
YEARS = (2023, 2024, 2025)


@dataclass(frozen=True, slots=True)
class Step:
    """One change: a route of a support set to a condition, or taken away with the support once it has none."""

    support: str
    route: str
    condition: str | None


steps = st.builds(Step, st.sampled_from(["cash", "card"]), st.sampled_from(["main", "other"]), st.sampled_from([*CONDITIONS, None]))
amendments = st.lists(steps, min_size=1, max_size=3, unique_by=lambda step: (step.support, step.route))


def applied(rules: Rules, change: list[Step]) -> Rules:
    """The rules after an amendment."""
    after = {support: dict(routes) for support, routes in rules.items()}
    for step in change:
        if step.condition is None:
            after.get(step.support, {}).pop(step.route, None)
        else:
            after.setdefault(step.support, {})[step.route] = step.condition
    return {support: routes for support, routes in after.items() if routes}


@dataclass
class Region:
    """A region on disk, written as amendments, and beside it every version written out whole."""

    root: Path
    states: dict[str, Rules] = field(default_factory=dict)

    def __post_init__(self) -> None:
        national = self.root / "national" / "2021-07-01"
        national.mkdir(parents=True)
        (self.root / "supports.yaml").write_text(SUPPORTS, "utf-8")
        (national / "definitions.yaml").write_text(DEFINITIONS, "utf-8")
        (national / "conflicts.yaml").write_text(CONFLICTS, "utf-8")
        self.whole("toy", "2022-01-01", START)
        self.states["2022-01-01"] = START

    def whole(self, region: str, version: str, rules: Rules) -> Path:
        """A complete version."""
        folder = self.root / region / version
        folder.mkdir(parents=True)
        (folder / "ruleset.yaml").write_text(HEAD.replace("region: toy", f"region: {region}"), "utf-8")
        (folder / "clauses.yaml").write_text(CLAUSES, "utf-8")
        (folder / "allowances.yaml").write_text(json.dumps([_whole(name, routes) for name, routes in rules.items()]), "utf-8")
        return folder

    def amend(self, version: str, after: Rules, effects: Mapping[str, str] | None = None) -> Path:
        """The next version, written as the change from the last to `after`; with the effects that the households tell."""
        last = list(self.states)[-1]
        before = self.states[last]
        folder = self.root / "toy" / version
        folder.mkdir()
        removed = [support for support in before if support not in after]
        routes = {name: [route for route in own if route not in after.get(name, {})] for name, own in before.items() if name in after}
        head = {
            "amends": last,
            "document": {"title": version},
            "remove": {"supports": removed, "routes": {name: gone for name, gone in routes.items() if gone}},
            "effects": dict(effects if effects is not None else self.told(before, after)),
        }
        (folder / "ruleset.yaml").write_text(json.dumps(head), "utf-8")
        changes = [_change(name, own, before.get(name)) for name, own in after.items() if own != before.get(name)]
        if any(change["routes"] for change in changes):
            (folder / "allowances.yaml").write_text(json.dumps([one for one in changes if one["routes"]]), "utf-8")
        self.states[version] = after
        return folder

    def told(self, before: Rules, after: Rules) -> dict[str, str]:
        """The effect on every support whose text is another, from deciding every household of a small domain."""
        found = {}
        old, new = map(self.answers, (before, after))
        for support in {**before, **after}:
            if before.get(support) == after.get(support):
                continue
            if support not in before or support not in after:
                found[support] = "ended" if support in before else "new"
                continue
            pairs = [(old[support][index], new[support][index]) for index in range(len(HOUSEHOLDS))]
            gain, loss = any(_better(b, a) for b, a in pairs), any(_better(a, b) for b, a in pairs)
            found[support] = {(True, False): "wider", (False, True): "narrower", (False, False): "same", (True, True): "changed"}[
                gain, loss
            ]
        return found

    def answers(self, rules: Rules) -> dict[str, list[el.Status]]:
        """The answers of rules, found once: chains of changes come to the same rules again and again."""
        text = json.dumps(rules)
        if text not in _ANSWERED:
            _ANSWERED[text] = answers(self.written_out(rules))
        return _ANSWERED[text]

    def written_out(self, rules: Rules) -> el.Ruleset:
        """A version written out whole, in a region of its own."""
        name = f"whole{len(list(self.root.iterdir()))}"
        return el.load_ruleset(self.whole(name, "2022-01-01", rules), root=self.root)

    def load(self, version: str) -> el.Ruleset:
        return el.load_ruleset("toy", version, root=self.root)


def _whole(name: str, routes: Mapping[str, str]) -> dict[str, Any]:
    return {"support": name, "for": "person", "benefit": {"kind": "cash"}, "routes": _routes(routes)}


def _routes(routes: Mapping[str, str]) -> dict[str, Any]:
    return {route: {"when": condition, "modality": "mandatory", "cite": ["一"]} for route, condition in routes.items()}


def _change(name: str, after: Mapping[str, str], before: Mapping[str, str] | None) -> dict[str, Any]:
    if before is None:
        return _whole(name, after)
    return {"support": name, "routes": _routes({route: text for route, text in after.items() if before.get(route) != text})}


def _better(before: el.Status, after: el.Status) -> bool:
    return (after.granted and not before.granted) or (before == "not_eligible" and after != "not_eligible")


def _households() -> Iterator[dict[str, Any]]:
    domain = {"certified": (None, True, False), "tekun": (None, True, False), "grade": (None, 1, 3), "age": (None, 5, 6, 7, 15, 16)}
    for values in product(*domain.values(), (None, True, False)):
        person = {key: value for key, value in zip(domain, values, strict=False) if value is not None}
        grade = person.pop("grade", None)
        if grade is not None:
            person["disabilities"] = [{"category": "visual", "grade": grade}]
        household = {"members": [{"id": "m1", **person}], **({"dibao": values[-1]} if values[-1] is not None else {})}
        yield {"household": household}


HOUSEHOLDS = [el.read_profile(json.dumps(data)) for data in _households()]
SITUATIONS = [flatten(profile, DAY) for profile in HOUSEHOLDS]
_ANSWERED: dict[str, dict[str, list[el.Status]]] = {}
few = settings(max_examples=examples(8))
"""Every example writes and loads files of rules."""


def answers(ruleset: el.Ruleset) -> dict[str, list[el.Status]]:
    """The status of every support for every household of the small domain."""
    program = program_of(ruleset)
    found = [run(program, ruleset, situation) for situation in SITUATIONS]
    return {support: [one[support, "m1"].status for one in found] for support in ruleset.supports}


def chain(changes: list[list[Step]]) -> Region:
    """A region whose versions follow each other by the changes, one a year."""
    region = Region(_scratch())
    for year, change in zip(YEARS, changes, strict=False):
        region.amend(f"{year}-01-01", applied(region.states[list(region.states)[-1]], change))
    return region


def _scratch() -> Path:
    return Path(mkdtemp(prefix="versions"))


chains = st.lists(amendments, min_size=1, max_size=3)


@few
@given(chains)
def test_a_later_version_changes_no_answer_for_an_earlier_day(changes: list[list[Step]]) -> None:
    """What a day's version answers is the same before and after a later version is added."""
    region = chain(changes[:-1])
    before = {name: answers(el.load_ruleset("toy", as_of=date.fromisoformat(name), root=region.root)) for name in region.states}
    region.amend("2030-01-01", applied(region.states[list(region.states)[-1]], changes[-1]))
    after = {name: answers(el.load_ruleset("toy", as_of=date.fromisoformat(name), root=region.root)) for name in before}
    shutil.rmtree(region.root)
    assert before == after


@few
@given(chains)
def test_an_amended_version_means_what_it_would_mean_written_out(changes: list[list[Step]]) -> None:
    """Putting amendments in, and writing the same rules whole, give the same answers."""
    region = chain(changes)
    pairs = [(answers(region.load(name)), answers(region.written_out(rules))) for name, rules in region.states.items()]
    shutil.rmtree(region.root)
    for amended, whole in pairs:
        assert amended == whole


@few
@given(chains)
def test_resolving_by_day_equals_resolving_by_name(changes: list[list[Step]]) -> None:
    """On every day from a version's own to the next one's the version answers, and its scenario never does."""
    region = chain(changes)
    for name in region.states:
        year = int(name[:4])
        for day in (date(year, 1, 1), date(year, 12, 31)):
            assert el.load_ruleset("toy", as_of=day, root=region.root).hash == region.load(name).hash
    shutil.rmtree(region.root)


@few
@given(chains)
def test_a_removed_support_never_answers(changes: list[list[Step]]) -> None:
    """A support that a version ended is in no answer of it."""
    region = chain(changes)
    for name, rules in region.states.items():
        ruleset = region.load(name)
        for profile in HOUSEHOLDS[::97]:
            assert {outcome.support for outcome in el.decide(profile, ruleset, as_of=DAY)} == rules.keys()
    shutil.rmtree(region.root)


@few
@given(chains)
def test_declared_effects_hold(changes: list[list[Step]]) -> None:
    """What every household of the domain tells of an amendment is what the solver proves of it."""
    region = chain(changes)
    found = [problem.text() for name in region.states for problem in verify_folder(region.root / "toy" / name, region.root).problems]
    shutil.rmtree(region.root)
    assert [text for text in found if "effect" in text] == []


@few
@given(amendments, st.sampled_from(["wider", "narrower", "same", "changed"]))
def test_wrong_declarations_are_caught(change: list[Step], wrong: str) -> None:
    """A declaration that the households contradict is refuted, with a household that both versions decide as the message says."""
    region = Region(_scratch())
    after = applied(START, change)
    told = region.told(START, after)
    mistaken = {name: wrong for name, effect in told.items() if effect not in {"new", "ended", wrong}}
    folder = region.amend("2023-01-01", after, told | mistaken)
    problems = verify_folder(folder, region.root).problems
    before, now = region.load("2022-01-01"), region.load("2023-01-01")
    shutil.rmtree(region.root)
    refuted = [problem for problem in problems if problem.check == "effect_refuted"]
    assert {problem.message.en.split()[0] for problem in refuted} == mistaken.keys()
    for problem in refuted:
        if problem.excerpt:
            name = problem.message.en.split()[0]
            profile, day = profile_and_day(json.loads(problem.excerpt))
            old, new = (el.decide(profile, ruleset, as_of=day)[name, "m1"].status for ruleset in (before, now))
            assert _better(old, new) or _better(new, old)


@few
@given(chains)
def test_an_amendment_that_changes_nothing(changes: list[list[Step]]) -> None:
    """It changes no answer and no hash of meaning."""
    region = chain(changes)
    last = list(region.states)[-1]
    region.amend("2030-01-01", region.states[last])
    before, after = region.load(last), region.load("2030-01-01")
    told = answers(before), answers(after)
    shutil.rmtree(region.root)
    assert before.hash == after.hash
    assert told[0] == told[1]


@few
@given(amendments, amendments)
def test_independent_amendments_in_either_order(one: list[Step], other: list[Step]) -> None:
    """Two amendments of different supports come to the same rules in either order."""
    one, other = [step for step in one if step.support == "cash"], [step for step in other if step.support == "card"]
    ends = []
    for first, second in ((one, other), (other, one)):
        region = chain([first, second])
        ruleset = region.load("2024-01-01")
        ends.append((answers(ruleset), {name: [route.text for route in rule.routes] for name, rule in ruleset.supports.items()}))
        shutil.rmtree(region.root)
    assert ends[0] == ends[1]


# -- the shipped rulesets


@pytest.mark.parametrize("name", regions(shipped()))
def test_scenarios_do_what_they_declare(name: str, pytestconfig: pytest.Config) -> None:
    """Generated households: `wider` takes nothing from anybody, `same` changes nobody, and what is not declared is untouched."""
    for scenario in scenarios(shipped(), name):
        before, after = el.load_ruleset(name), el.load_ruleset(name, scenario)
        for _, profile in households(before, min(int(pytestconfig.getoption("--households")) // 10, 500), seed=6):
            old, new = statuses(before, profile), statuses(after, profile)
            for key in old:
                effect = after.effects.get(key[0], "same")
                assert effect in {"wider", "same"}
                assert not _better(new[key], old[key]), key
                assert effect == "wider" or not _better(old[key], new[key]), key


@pytest.mark.parametrize("name", regions(shipped()))
def test_a_new_version_of_a_shipped_region_leaves_earlier_days_alone(name: str, tmp_path: Path) -> None:
    """A support is removed and another one widened from a day on; on the day before nothing is another."""
    root = tmp_path / "rulesets"
    shutil.copytree(shipped(), root)
    base = versions(root, name)[-1]
    before = el.load_ruleset(name, as_of=DAY, root=root)
    people = [
        rule.id
        for rule in before.supports.values()
        if rule.kinds == ("person",) and not any(rule.id in o.demands for o in before.supports.values())
    ]
    ended, changed = people[0], people[1]
    folder = root / name / "2025-03-01"
    folder.mkdir()
    head = {
        "amends": base.isoformat(),
        "document": {"title": "修订"},
        "remove": {"supports": [ended]},
        "effects": {ended: "ended", changed: "wider"},
    }
    (folder / "ruleset.yaml").write_text(json.dumps(head), "utf-8")
    area = before.supports[changed].area
    route = {"when": "age >= 3", "modality": "mandatory", "cite": ["一"]}
    (folder / f"{area}.yaml").write_text(json.dumps([{"support": changed, "routes": {"amended": route}}]), "utf-8")
    assert names(root, name)[:2] == [base.isoformat(), "2025-03-01"]
    eve, day = (el.load_ruleset(name, as_of=one, root=root) for one in (date(2025, 2, 28), date(2025, 3, 1)))
    assert (eve.hash, day.hash == eve.hash) == (before.hash, False)
    for _, profile in households(before, 20, seed=7):
        old, then, now = statuses(before, profile), statuses(eve, profile), statuses(day, profile)
        assert old == then
        assert not any(support == ended for support, _ in now)
        assert {key for key in now if now[key] != old[key]} <= {key for key in now if key[0] == changed}
    assert effect_on(changed, before, day).effect == "wider"
