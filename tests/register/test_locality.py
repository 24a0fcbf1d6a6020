"""The locality of a register: from a file of its own or a profile's, as facts by key."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import eligibility as el
from eligibility.facts.profile import Locality
from eligibility.register.locality import locality_constants, read_locality

PLACE = '{"adcode": "620702", "dibao_standard": {"urban": 720, "rural": 480.5}, "options": {"nursing_subsidy_other": null}}'


@pytest.mark.parametrize("content", [PLACE, f'{{"locality": {PLACE}}}', f'{{"locality": {PLACE}, "household": {{}}}}'])
def test_a_locality_or_a_profile_with_one(content: str, zhangye: el.Ruleset, tmp_path: Path) -> None:
    """The same facts either way; what is null is not known."""
    (tmp_path / "place.json").write_text(content, "utf-8-sig")
    place = read_locality(tmp_path / "place.json")
    assert place.adcode == "620702"
    assert locality_constants(place, zhangye) == {
        "locality.dibao_standard.urban": Decimal(720),
        "locality.dibao_standard.rural": Decimal("480.5"),
    }


@pytest.mark.parametrize("content", [b"\xff", b"{", b'{"adcode": "x"}', b'{"names": []}'])
def test_what_is_no_locality_is_said(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "place.json").write_bytes(content)
    with pytest.raises(el.EligibilityError):
        read_locality(tmp_path / "place.json")


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(el.EligibilityError, match="there is no such file"):
        read_locality(tmp_path / "none.json")


def test_an_option_that_the_ruleset_does_not_have(zhangye: el.Ruleset) -> None:
    with pytest.raises(el.EligibilityError, match="nursing_subsidy_other"):
        locality_constants(Locality(options={"nursing_subsidie_other": True}), zhangye)
