"""A profile written as JSON: it reads back as itself."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

import eligibility as el
from eligibility.errors import FileChangedError
from eligibility.facts.read import read_profile_file
from eligibility.facts.write import ProfileFile, profile_json, write_profile
from tests.conftest import DAY

GIVEN = {
    "as_of": "2024-06-01",
    "household": {
        "monthly_income_per_capita": "739.999999999999",
        "members": [{"id": "m1", "birth_date": "1990-03-02", "needs": ["training", "rehab"], "certified": None}],
    },
}


def test_it_reads_back_as_itself() -> None:
    profile = el.read_profile(json.dumps(GIVEN))
    assert el.read_profile(profile_json(profile)) == profile


@pytest.mark.parametrize(
    ("given", "written"), [("650", 650), ("650.00", 650), ("455.5", 455.5), ("0.1", 0.1), ("739.999999999999", 739.999999999999)]
)
def test_money_is_a_number_where_that_is_exact(given: str, written: float) -> None:
    profile = el.read_profile(json.dumps({"household": {"monthly_income_per_capita": given}}))
    assert json.loads(profile_json(profile))["household"]["monthly_income_per_capita"] == written


def test_money_is_a_text_where_a_number_would_round_it() -> None:
    given = "123456789.123456789012"
    profile = el.read_profile(json.dumps({"household": {"monthly_income_per_capita": given}}))
    assert json.loads(profile_json(profile))["household"]["monthly_income_per_capita"] == given


def test_only_what_was_given_is_written_and_sets_are_in_order() -> None:
    written = json.loads(profile_json(el.read_profile(json.dumps(GIVEN))))
    member = written["household"]["members"][0]
    assert member == {"id": "m1", "birth_date": "1990-03-02", "needs": ["rehab", "training"], "certified": None}
    assert "locality" not in written


@pytest.mark.skipif(sys.platform == "win32", reason="needs Unix file modes")
def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    write_profile(el.Profile(), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    write_profile(el.read_profile(json.dumps(GIVEN)), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_what_cannot_be_written_names_the_file_alone(tmp_path: Path) -> None:
    with pytest.raises(el.EligibilityError, match=r"^profile.json: cannot be written") as caught:
        write_profile(el.Profile(), tmp_path / "nowhere" / "profile.json")
    assert "nowhere" not in str(caught.value)


def test_a_file_that_something_else_wrote_is_not_overwritten(tmp_path: Path) -> None:
    """Also where it was made, changed to the same length, or removed meanwhile; a sitting's own writing is no change."""
    path = tmp_path / "case.json"
    file = ProfileFile(path)
    assert file.profile() == el.Profile()
    file.save(el.Profile(as_of=DAY))
    file.save(el.read_profile('{"as_of": "2024-06-02"}'))
    for other in ('{"as_of": "2024-06-03"}', None):
        known = path.read_bytes()
        path.write_text(other, "utf-8") if other else path.unlink()
        with pytest.raises(FileChangedError) as caught:
            file.save(el.Profile())
        assert caught.value.text("en") == "case.json: was changed by something else and has not been overwritten."
        assert (path.read_text("utf-8") if path.exists() else None) == other
        path.write_bytes(known)
    file.save(el.Profile())


def test_a_link_is_followed(tmp_path: Path) -> None:
    path, link = tmp_path / "case.json", tmp_path / "link.json"
    path.write_text("{}", "utf-8")
    link.symlink_to(path)
    ProfileFile(link).save(el.Profile(as_of=DAY))
    assert link.is_symlink() and read_profile_file(path).as_of == DAY


def test_a_folder_that_takes_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(el.EligibilityError, match="cannot be written"):
        ProfileFile(tmp_path / "none" / "case.json").save(el.Profile())
