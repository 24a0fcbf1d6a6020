"""What people are called on their card: by birth, sex, age, or what else is known; never by position alone."""

from __future__ import annotations

from typing import Any

import pytest

from eligibility.card.people import people_labels
from tests.conftest import Toy, decide, support


@pytest.mark.parametrize(
    ("people", "zh", "en"),
    [
        ([{"birth_date": "2017-09-30", "sex": "female"}], ["2017年生的女孩"], ["Girl born 2017"]),
        ([{"birth_date": "2006-06-01", "sex": "male"}], ["2006年生的男士"], ["Man born 2006"]),
        ([{"birth_date": "2006-06-02", "sex": "male"}], ["2006年生的男孩"], ["Boy born 2006"]),
        ([{"birth_date": "1959-01-20"}, {"age": 7}], ["1959年生的家人", "7岁的孩子"], ["Family member born 1959", "Child aged 7"]),
        (
            [{"birth_date": "2017-09-02"}, {"birth_date": "2017-03-01"}],
            ["2017年9月2日生的孩子", "2017年3月1日生的孩子"],
            ["Child born 2 Sep 2017", "Child born 1 Mar 2017"],
        ),
        (
            [{"birth_date": "2017-09-02"}, {"birth_date": "2017-09-02"}],
            ["2017年9月2日生的孩子（甲）", "2017年9月2日生的孩子（乙）"],
            ["Child born 2 Sep 2017 (A)", "Child born 2 Sep 2017 (B)"],
        ),
        (
            [{"birth_date": "2017-09-02", "sex": "female"}, {"birth_date": "2017-09-02", "sex": "male"}],
            ["2017年生的女孩", "2017年生的男孩"],
            None,
        ),
        (
            [{"relation_to_disabled": ["family_caregiver"]}, {"certified": True}, {"sex": "female"}, {}],
            ["照护人", "有残疾人证的家人", "女士", "其他家人"],
            None,
        ),
        ([{"relation_to_disabled": ["family_caregiver", "parent"]}, {"relation_to_disabled": "self"}], ["父亲或母亲", "其他家人"], None),
        ([{}], ["本人"], ["You"]),
        ([{}] * 12, [f"其他家人（{mark}）" for mark in [*"甲乙丙丁戊己庚辛壬癸", "11", "12"]], None),
        ([{"certificate_no": "62070219900101001441"}, {}], ["1990年生的男士", "其他家人"], ["Man born 1990", "Another family member"]),
    ],
)
def test_people_are_called_as_a_family_knows_them(people: list[dict[str, Any]], zh: list[str], en: list[str] | None, toy: Toy) -> None:
    members = [{"id": f"m{index}", **person} for index, person in enumerate(people)]
    decision = decide(toy(support("certified")), {"household": {"members": members}})
    household = decision.profile.household
    assert household is not None
    labels = list(people_labels(household.members or (), decision.situation.persons).values())
    assert [label.zh for label in labels] == zh
    if en is not None:
        assert [label.en for label in labels] == en
    assert len(set(labels)) == len(labels)
