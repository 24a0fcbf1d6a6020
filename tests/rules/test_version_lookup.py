"""Which version answers for a region and a day."""

from __future__ import annotations

from datetime import date

import pytest

import eligibility as el
from eligibility.rules.version_lookup import region_id, region_of, shipped
from tests.conftest import HEAD, Toy, support

GOOD = support("certified")


def test_resolution_by_day(toy: Toy) -> None:
    """The last version published by the day answers, also after its period; before the first there is a clear error."""
    folder = toy(GOOD)
    root = folder.parents[1]
    later = folder.with_name("2023-05-01")
    later.mkdir()
    (folder / "ruleset.yaml").write_text(HEAD.replace("2025-12-31", "2023-04-30"), "utf-8")
    (later / "ruleset.yaml").write_text(HEAD.replace("2021-01-01", "2023-05-01"), "utf-8")
    (later / "allowances.yaml").write_text(GOOD, "utf-8")
    assert str(el.load_ruleset("toy", as_of=date(2023, 4, 30), root=root).version) == "2022-01-01"
    assert str(el.load_ruleset("toy", as_of=date(2023, 5, 1), root=root).version) == "2023-05-01"
    assert str(el.load_ruleset("toy", as_of=date(2030, 1, 1), root=root).version) == "2023-05-01"
    assert str(el.load_ruleset("toy", "2022-01-01", root=root).version) == "2022-01-01"
    with pytest.raises(el.NoRulesetError, match=r"no ruleset by 2021-12-31; the first is of 2022-01-01"):
        el.load_ruleset("toy", as_of=date(2021, 12, 31), root=root)
    with pytest.raises(el.NoRulesetError, match="several versions"):
        el.load_ruleset("toy", root=root)
    with pytest.raises(el.NoRulesetError, match=r"has no version '2024-01-01'. There is: 2022-01-01, 2023-05-01"):
        el.load_ruleset("toy", "2024-01-01", root=root)
    with pytest.raises(el.NoRulesetError, match=r"no ruleset for the region 'toi'. There is: toy"):
        el.load_ruleset("toi", root=root)


@pytest.mark.parametrize(
    ("adcode", "region"),
    [
        ("620702", "zhangye"),
        ("620700", "zhangye"),
        ("652301", "changji"),
        ("220202", "changyi"),
        ("220203", None),
        ("150703", "zhalainuoer"),
        ("361030", "fuzhou_jx"),
        ("110101", None),
    ],
)
def test_region_follows_from_the_area_code(adcode: str, region: str | None) -> None:
    """620702 lies in 620700."""
    assert region_of(adcode, shipped()) == region


def test_a_region_is_called_by_its_id_its_title_or_a_part_that_no_other_has() -> None:
    for name in ("changyi", "吉林市昌邑区", "昌邑区", "昌邑", "changyi district, jilin city"):
        assert region_id(shipped(), name) == "changyi"
        assert el.load_ruleset(name, as_of=date(2024, 6, 1)).region == "changyi"
    for name in ("市", "区", "昌", "", "Nowhere"):
        assert region_id(shipped(), name) == name
    library = el.Library()
    assert library.ruleset("张掖市") is library.ruleset("zhangye")
    assert library.versions("张掖市") == library.versions("zhangye")


def test_the_regions_there_are_stand_by_their_titles() -> None:
    with pytest.raises(el.NoRulesetError) as caught:
        el.load_ruleset("北京")
    assert "张掖市" in caught.value.problems[0].text("zh") and "zhangye" not in caught.value.problems[0].text("zh")
    assert "zhangye" in caught.value.problems[0].text("en")
