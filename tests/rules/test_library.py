"""A library of rulesets: what it keeps, what it chooses, what it refuses, and that threads may share it."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar

import pytest

import eligibility as el
from eligibility.errors import EligibilityError
from eligibility.rules import library as library_module
from eligibility.rules.version_lookup import find
from tests.conftest import DAY, ROOT, Toy, amendment, one, support
from tests.conftest import decide as decided

THREADS = 8
T = TypeVar("T")


def at_once(work: Callable[[int], T]) -> list[T]:
    """What eight threads get that begin at the same moment."""
    start = Barrier(THREADS)

    def begin(number: int) -> T:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


@pytest.fixture
def folder(toy: Toy) -> Path:
    """The folder of a version."""
    return toy(support("certified"))


def test_the_shipped_library() -> None:
    library = el.Library()
    assert "zhangye" in library.regions()
    assert library.versions("zhangye")[0] == "2022-04-15"
    assert library.versions("nowhere") == []
    assert (library.region_of("620702"), library.region_of("620700"), library.region_of("110101")) == ("zhangye", "zhangye", None)
    assert library.ruleset("zhangye", as_of=DAY).hash == el.load_ruleset("zhangye", as_of=DAY).hash
    assert library.ruleset("zhangye", "all-local-options").scenario == "all-local-options"


def test_whose_rules_answer_a_profile() -> None:
    library = el.Library()
    assert library.region_for(el.Profile.model_validate({**one(), "locality": {"adcode": "620702"}})) == "zhangye"


@pytest.mark.parametrize("locality", [{}, {"adcode": "110101"}])
def test_where_the_area_code_tells_no_region_all_are_named(locality: dict[str, str]) -> None:
    library = el.Library()
    with pytest.raises(el.NoRulesetError) as refused:
        library.region_for(el.Profile.model_validate({**one(), "locality": locality}))
    (problem,) = refused.value.problems
    assert problem.path == ("locality", "adcode")
    assert all(region in refused.value.text("en") for region in library.regions())
    assert "张掖市" in refused.value.text("zh") and "110101" not in str(refused.value)


def test_a_ruleset_is_read_once(folder: Path) -> None:
    """The same ruleset, however it is named."""
    library = el.Library(folder.parents[1])
    ruleset = library.ruleset("toy", as_of=DAY)
    assert library.ruleset("toy", as_of=date(2030, 1, 1)) is ruleset
    assert library.ruleset("toy", "2022-01-01") is ruleset
    assert library.ruleset("toy", date(2022, 1, 1)) is ruleset
    assert library.ruleset("toy") is ruleset


def test_the_version_is_chosen_by_the_day(folder: Path) -> None:
    amendment(folder, "2023-05-01", "effects: {cash: narrower}", allowances=support("certified and severe"))
    library = el.Library(folder.parents[1])
    assert library.versions("toy") == ["2022-01-01", "2023-05-01"]
    assert library.ruleset("toy", as_of=date(2023, 4, 30)).name == "2022-01-01"
    assert library.ruleset("toy", as_of=date(2023, 5, 1)).name == "2023-05-01"
    with pytest.raises(el.NoRulesetError, match="has no ruleset by 2021-12-31"):
        library.ruleset("toy", as_of=date(2021, 12, 31))
    with pytest.raises(el.NoRulesetError, match="has several versions"):
        library.ruleset("toy")


def test_a_changed_file_is_seen(folder: Path) -> None:
    """A file counts by what it holds: written again alike nothing is read anew, and every file that a version is made of counts."""
    library = el.Library(folder.parents[1])
    ruleset = library.ruleset("toy")
    rules = folder / "allowances.yaml"
    rules.write_text(rules.read_text("utf-8"), "utf-8")
    assert library.ruleset("toy") is ruleset
    rules.write_text(support("severe"), "utf-8")
    changed = library.ruleset("toy")
    assert changed.hash != ruleset.hash
    national = folder.parents[1] / "national" / "2021-07-01" / "definitions.yaml"
    national.write_text(national.read_text("utf-8").replace("{1, 2}", "{1}"), "utf-8")
    assert library.ruleset("toy").hash != changed.hash


def test_a_version_that_came_later_is_found(folder: Path) -> None:
    library = el.Library(folder.parents[1])
    before = library.ruleset("toy", as_of=DAY)
    amendment(folder, "2023-05-01", "effects: {cash: narrower}", allowances=support("certified and severe"))
    assert library.ruleset("toy", as_of=DAY).name == "2023-05-01"
    assert library.ruleset("toy", "2022-01-01").hash == before.hash


def test_a_mistake_is_told_until_it_is_mended(folder: Path) -> None:
    """Nothing is kept of files with mistakes."""
    library = el.Library(folder.parents[1])
    rules = folder / "allowances.yaml"
    right = rules.read_text("utf-8")
    rules.write_text(support("certifed"), "utf-8")
    for _ in range(2):
        with pytest.raises(el.RulesetError, match="did you mean certified"):
            library.ruleset("toy")
    rules.write_text(right, "utf-8")
    assert library.ruleset("toy").supports.keys() == {"cash"}


@pytest.mark.parametrize("name", ["toy/2022-01-01", "/etc", "../rules/toy", "..\\toy", "toy/"])
def test_a_text_is_no_path(folder: Path, name: str) -> None:
    """Wherever a path leads, a text is the name of a region; the message says which there are, at every door in the same words."""
    root = folder.parents[1]
    for load in (lambda: el.Library(root).ruleset(name), lambda: el.load_ruleset(name, root=root), lambda: el.load_ruleset(name)):
        with pytest.raises(el.NoRulesetError, match=r"is a path, not the name of a region\. There is: "):
            load()
    with pytest.raises(el.NoRulesetError) as caught:
        el.load_ruleset(str(folder))
    text = caught.value.text("zh")
    assert "是路径，不是地区名。可用：" in text and "张掖市" in text and "Path" not in text


@pytest.mark.parametrize("name", ["..", ".", "", "national", "toi"])
def test_only_regions_are_names(folder: Path, name: str) -> None:
    with pytest.raises(el.NoRulesetError, match="there is no ruleset for the region"):
        el.Library(folder.parents[1]).ruleset(name)
    with pytest.raises(el.NoRulesetError, match=r"has no version '../2022-01-01'"):
        el.Library(folder.parents[1]).ruleset("toy", "../2022-01-01")


def test_a_path_is_a_folder(folder: Path) -> None:
    assert el.load_ruleset(folder).region == "toy"
    with pytest.raises(el.NoRulesetError, match=r"holds no ruleset.yaml"):
        el.load_ruleset(Path("zhangye"))


def test_a_folder_without_rulesets(tmp_path: Path) -> None:
    with pytest.raises(EligibilityError, match="is not a folder of rulesets"):
        el.Library(tmp_path)


def test_threads_get_the_same_ruleset() -> None:
    """Eight threads that ask an empty library at once: each region is read once, and all get the same."""
    library = el.Library()
    regions = library.regions()
    found = at_once(lambda number: [library.ruleset(regions[(number + step) % len(regions)], as_of=DAY) for step in range(len(regions))])
    assert len({id(ruleset) for rulesets in found for ruleset in rulesets}) == len(regions)


def test_a_library_follows_its_files_under_threads(folder: Path) -> None:
    """Whatever eight threads ask while a file is written over and over, none is given rules that it never held."""
    library, rules = el.Library(folder.parents[1]), folder / "allowances.yaml"
    texts = [support("certified"), support("certified and severe")]
    hashes = []
    for text in texts:
        rules.write_text(text, "utf-8")
        hashes.append(library.ruleset("toy").hash)

    def work(number: int) -> set[str]:
        if number == 0:
            for step in range(20):
                new = folder.with_name("new.yaml")
                new.write_text(texts[step % 2], "utf-8")
                new.replace(rules)
            return set()
        return {library.ruleset("toy").hash for _ in range(10)}

    assert set().union(*at_once(work)) <= set(hashes)
    assert library.ruleset("toy").hash == hashes[1]


def test_threads_decide_on_a_cold_ruleset() -> None:
    """Law: eight threads that decide at once on a ruleset nothing is compiled of get the answers of one thread."""
    profile = one(certified=True, disabilities=[{"category": "visual", "grade": 1}], birth_date="1990-03-02")
    expected = decided(el.load_ruleset("zhangye", as_of=DAY), profile).to_json()
    for _ in range(3):
        ruleset = find("zhangye", as_of=DAY).ruleset
        answers = at_once(lambda _, ruleset=ruleset: decided(ruleset, profile).to_json())  # type: ignore[misc]
        assert set(answers) == {expected}


def test_a_ruleset_is_compiled_once() -> None:
    ruleset = find("zhangye", as_of=DAY).ruleset
    made: list[int] = []

    def make(_: el.Ruleset) -> int:
        made.append(1)
        return len(made)

    assert at_once(lambda _: ruleset.once(make)) == [1] * THREADS


def test_threads_share_a_decision() -> None:
    """Law: eight threads that read one decision at once all get the answers, and each outcome is one object."""
    ruleset = el.load_ruleset("zhangye", as_of=DAY)
    profile = one(certified=True, disabilities=[{"category": "mental", "grade": 3}], birth_date="1990-03-02")
    expected = decided(ruleset, profile).to_json()
    decision = decided(ruleset, profile)
    found = at_once(lambda _: (decision.to_json(), [question.path for question in decision.to_ask], list(map(id, decision))))
    assert {text for text, _, _ in found} == {expected}
    assert all(one == found[0] for one in found)


def test_the_page_about_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The code of docs/library.md runs as it stands."""
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "library.md").read_text("utf-8"), re.DOTALL)
    names: dict[str, object] = {"decision": decided(el.load_ruleset("zhangye", as_of=DAY), one(certified=True))}
    for block in blocks:
        exec(block, names)  # noqa: S102 - our own page
    assert names["region"] == "zhangye"
    assert names["ruleset"] is names["library"].ruleset("zhangye", as_of=DAY)  # type: ignore[attr-defined]


def test_a_library_crosses_processes(toy: Toy) -> None:
    """What comes back reads the same folder, and has read nothing yet."""
    root = toy(support("certified")).parents[1]
    library = el.Library(root)
    first = library.ruleset("toy")
    for other in (pickle.loads(pickle.dumps(library)), copy.copy(library), copy.deepcopy(library)):
        assert other.regions() == ["toy"]
        assert other.ruleset("toy") is not first
        assert other.ruleset("toy").hash == first.hash


def test_a_file_that_is_changed_and_changed_back_while_it_is_read(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read in between is not kept as what the files hold before and after."""
    folder = toy(support("certified"))
    rules, texts = folder / "allowances.yaml", [support("certified"), support("certified and severe")]
    real = library_module.load_ruleset

    def disturbed(*args: Any, **more: Any) -> el.Ruleset:
        rules.write_text(texts[1], "utf-8")
        try:
            return real(*args, **more)
        finally:
            rules.with_name("new").write_text(texts[0], "utf-8")
            rules.with_name("new").replace(rules)

    library = el.Library(folder.parents[1])
    monkeypatch.setattr(library_module, "load_ruleset", disturbed)
    library.ruleset("toy")
    monkeypatch.undo()
    assert library.ruleset("toy").hash == el.load_ruleset(folder).hash
