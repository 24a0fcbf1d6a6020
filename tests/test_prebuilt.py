"""What is built into the wheel equals what is read from the YAML, in every region, and gives the same answers."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from types import FunctionType
from typing import cast

import pytest

import eligibility as el
from eligibility import _built, prebuilt
from eligibility.decide.compiled import Program, program_of
from eligibility.decide.missing import depending
from eligibility.durable.case import rules_of
from eligibility.facts import derived_kernel, labels
from eligibility.logic.generated import written
from eligibility.rules.implications import contradictions
from eligibility.rules.ruleset_diff import rule_hashes
from eligibility.rules.version_lookup import built_ruleset, find, head_of, region_of, regions, scenarios, shipped, versions
from tests.conftest import ROOT

REGIONS = regions(shipped())
HOUSEHOLD = (ROOT / "examples" / "rural_family.json").read_text("utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("built")
    prebuilt.build(shipped(), made)
    return made


@pytest.fixture
def built(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(_built, "FOLDER", folder)
    return folder


def body(function: FunctionType) -> str:
    """A generated function as it stands in a part, apart from its name there."""
    return written(function, "f").split("\n", 1)[1].rsplit("\n\n\n", 1)[0]


def without_functions(program: Program) -> Program:
    """A compiled program without its functions: they cannot be compared."""
    stages = tuple(replace(stage, kernel=len) for stage in program.stages)  # type: ignore[arg-type]
    return replace(program, stages=stages, count=len)  # type: ignore[arg-type]


@pytest.mark.parametrize("region", REGIONS)
def test_a_built_ruleset_is_the_ruleset(built: Path, region: str) -> None:
    for version in versions(shipped(), region):
        read, made = find(region, version).ruleset, built_ruleset(shipped(), region, version.isoformat())
        assert made is not None
        for one in fields(el.Ruleset):
            assert one.name == "compiled" or getattr(made, one.name) == getattr(read, one.name), one.name
        assert set(made.compiled.prepared) == set(prebuilt.compiled(read))
        assert {"eligibility.decide.compiled._compile", "eligibility.durable.case._rules_of"} <= set(made.compiled.prepared)
        again = pickle.loads(pickle.dumps(made))
        assert type(again.raw) is dict and again.raw == read.raw
        assert without_functions(program_of(made)) == without_functions(program_of(read))
        assert (rule_hashes(made), rules_of(made)) == (rule_hashes(read), rules_of(read))
        assert depending(made) == depending(read) != frozenset()
        assert contradictions(made) == contradictions(read)


@pytest.mark.parametrize("region", REGIONS)
def test_a_built_ruleset_decides_the_same(built: Path, region: str) -> None:
    day = date(2024, 6, 1)
    profile = el.read_profile(HOUSEHOLD)
    made, read = el.load_ruleset(region, as_of=day), find(region, as_of=day).ruleset
    assert made.compiled.prepared and not read.compiled.prepared
    assert el.decide(profile, made, as_of=day).to_json() == el.decide(profile, read, as_of=day).to_json()


def test_every_generated_function_stands_in_the_part(folder: Path) -> None:
    """The text of the kernels is that which the rules give today."""
    for region in REGIONS:
        program = program_of(find(region, versions(shipped(), region)[-1]).ruleset)
        text = (folder / f"{region}_{versions(shipped(), region)[-1]}.py".replace("-", "_")).read_text("utf-8")
        for stage in program.stages:
            assert isinstance(stage.kernel, FunctionType)
            assert body(stage.kernel) in text


def test_the_rules_of_derived_facts_are_the_same(built: Path) -> None:
    """Read from the part or made anew, apart from their functions."""
    things = _built.read(derived_kernel.DERIVATIONS, _built.fingerprint((), built))
    kinds = {kind: thing() for kind, thing in things.items()}
    text = (built / f"{derived_kernel.DERIVATIONS}.py").read_text("utf-8")
    of = derived_kernel
    made = {"person": of.person_rules, "household": of.household_rules, "organisation": of.organisation_rules}
    assert kinds.keys() == made.keys()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_built, "FOLDER", built / "none")
        for kind, make in made.items():
            found, anew = kinds[kind], make.__wrapped__()
            assert isinstance(found, derived_kernel.Rules)
            assert replace(found, kernel=len) == replace(anew, kernel=len)  # type: ignore[arg-type]
            assert body(cast("FunctionType", anew.kernel)) in text


def test_what_is_said_of_versions_is_the_same(built: Path) -> None:
    heads = {region: [head_of(shipped(), region, day.isoformat()) for day in versions(shipped(), region)] for region in REGIONS}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_built, "FOLDER", built / "none")
        read = {region: [head_of(shipped(), region, day.isoformat()) for day in versions(shipped(), region)] for region in REGIONS}
    assert heads == read
    assert region_of("620702") == "zhangye"


def test_the_words_are_the_same(built: Path) -> None:
    words = _built.read(labels.WORDS, labels.words_fingerprint())[labels.WORDS]()
    assert isinstance(words, Mapping) and words == labels.words()


@pytest.mark.parametrize("region", REGIONS)
def test_a_built_scenario_is_the_scenario(built: Path, region: str) -> None:
    """With nothing made from it beforehand."""
    for name in scenarios(shipped(), region):
        read, made = find(region, name).ruleset, built_ruleset(shipped(), region, name)
        assert made is not None and not made.compiled.prepared
        assert all(getattr(made, one.name) == getattr(read, one.name) for one in fields(el.Ruleset) if one.name != "compiled")


def test_a_changed_file_is_read_again(built: Path, tmp_path: Path) -> None:
    """What was built is never older than the rules beside it."""
    root = tmp_path / "rulesets"
    shutil.copytree(shipped(), root)
    assert el.load_ruleset("zhangye", root=root).compiled.prepared, "the same files elsewhere are the same rules"
    path = root / "zhangye" / "2022-04-15" / "ruleset.yaml"
    path.write_text(path.read_text("utf-8").replace("张掖", "张叶"), "utf-8")
    changed = el.load_ruleset("zhangye", root=root)
    assert not changed.compiled.prepared
    assert changed.title.zh == el.load_ruleset("zhangye").title.zh.replace("张掖", "张叶")


def test_a_folder_over_the_shipped_one_is_read_where_it_has_its_own(built: Path, tmp_path: Path) -> None:
    """Its own versions may stand between the shipped ones of a region."""
    root = tmp_path / "rulesets"
    shutil.copytree(shipped() / "changji", root / "changji")
    assert not el.load_ruleset("changji", as_of=date(2024, 6, 1), root=root).compiled.prepared
    assert el.load_ruleset("zhangye", root=root).compiled.prepared


def test_a_ruleset_with_a_mistake_is_not_built(tmp_path: Path) -> None:
    root = tmp_path / "rulesets"
    shutil.copytree(shipped(), root)
    for region in REGIONS[1:]:
        shutil.rmtree(root / region)
    (root / REGIONS[0] / f"{versions(root, REGIONS[0])[0]}" / "ruleset.yaml").write_text("titles: {}\n", "utf-8")
    with pytest.raises(el.RulesetError):
        prebuilt.build(root, tmp_path / "built")
