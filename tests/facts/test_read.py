"""Profiles read from files and texts, and the names that only a ruleset can judge."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import eligibility as el
from eligibility.facts.read import check_supports


def test_files_that_are_none(tmp_path: Path) -> None:
    """A folder and a missing file are said to be that."""
    with pytest.raises(el.ProfileError, match="is a folder"):
        el.read_profile_file(tmp_path)
    with pytest.raises(el.ProfileError, match="no such file"):
        el.read_profile_file(tmp_path / "none.json")


def test_a_file_is_named_by_its_name_alone(tmp_path: Path) -> None:
    """A path may hold the name of a person or of a user."""
    path = tmp_path / "张三" / "profile.json"
    path.parent.mkdir()
    path.write_text("{", "utf-8")
    with pytest.raises(el.ProfileError, match=r"^profile.json:1:2: is not JSON") as caught:
        el.read_profile_file(path)
    assert "张三" not in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="needs Unix devices")
def test_no_more_is_read_than_a_profile_may_hold() -> None:
    with pytest.raises(el.ProfileError, match=r"zero: has more than 1,000,000 bytes"):
        el.read_profile_file(Path("/dev/zero"))


def test_text_bytes_and_file_read_alike(tmp_path: Path) -> None:
    text = json.dumps({"household": {"members": [{"id": "m1", "age": 3}]}})
    path = tmp_path / "profile.json"
    path.write_text(text, "utf-8")
    assert el.read_profile(text) == el.read_profile(text.encode()) == el.read_profile_file(path)


def profile(**entries: object) -> el.Profile:
    return el.read_profile(json.dumps(entries))


@pytest.mark.parametrize(
    ("given", "where", "nearest"),
    [
        ({"household": {"members": [{"id": "m1"}, {"id": "m2", "receives": ["dibo"]}]}}, "household.members[1].receives", "dibao"),
        ({"household": {"members": [{"id": "m1", "recognised": ["dibo"]}]}}, "household.members[0].recognised", "dibao"),
        ({"organisations": [{"id": "o1", "recognised": ["quotta"]}]}, "organisations[0].recognised", "quota"),
        ({"locality": {"options": {"own_optoin": True}}}, "locality.options", "own_option"),
        ({"locality": {"options": {"vilage_care": True}}}, "locality.options", "village_care"),
    ],
)
def test_a_name_that_a_ruleset_lacks(given: dict[str, object], where: str, nearest: str) -> None:
    (problem,) = check_supports(profile(**given), ["dibao", "quota"], ["own_option"])
    assert (problem.where, problem.nearest) == (where, nearest)


def test_names_that_it_has() -> None:
    """Other benefits may be received; they cannot be recognised."""
    known = profile(
        household={"members": [{"id": "m1", "receives": ["dibao", "work_injury_nursing"], "recognised": ["dibao"]}]},
        locality={"options": {"own_option": True, "village_care": False}},
    )
    assert check_supports(known, ["dibao"], ["own_option"]) == []
    other = profile(household={"members": [{"id": "m1", "recognised": ["work_injury_nursing"]}]})
    assert len(check_supports(other, ["dibao"], [])) == 1
