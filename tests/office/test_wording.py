"""Reasons as an office reads them: no path, no id, no formula."""

from __future__ import annotations

import re

import eligibility as el
from eligibility.office.causes import Cause
from eligibility.office.wording import cause_text, why_text

CAUSES = [
    (Cause("entered"), "新进名册"),
    (Cause("left"), "不在名册，原因未写"),
    (Cause("left", reason="died", on="2024年6月3日"), "名册写明：死亡（2024年6月3日）"),
    (Cause("day", "person.age", 6, 7), "满7周岁"),
    (Cause("day", "person.certificate_valid_until", on="2024-06-10"), "残疾人证有效期至2024-06-10"),
    (Cause("day", "as_of", "2024-05-28", "2024-06-28"), "日期由2024-05-28到2024-06-28"),
    (Cause("rules", was="2021-01-01", now="2022-04-15", clause="三（一）5"), "规则由2021-01-01版改为2022-04-15版（三（一）5）"),
    (Cause("fact", "person.grade", 2, 3), "残疾等级（最重）：由“二级”变为“三级”"),
    (Cause("fact", "household.dibao", True, None), "低保家庭：由“是”变为“不知道”"),
    (Cause("fact", "household.area", "urban", "rural"), "城乡：由“城镇”变为“农村”"),
    (Cause("fact", "person.receives.nursing_subsidy", False, True), "已享受待遇（重度残疾人护理补贴）：由“否”变为“是”"),
    (Cause("fact", "household.members", 2, 3), "同户在册的人数：由“2”变为“3”"),
    (Cause("book", "locality.dibao_standard.rural", 480.0, 520.0, document="示例〔2024〕1号"), "（示例〔2024〕1号）"),
]


def test_every_reason_has_its_words(zhangye: el.Ruleset) -> None:
    for cause, said in CAUSES:
        text = cause_text(cause, zhangye)
        assert said in text.zh, text.zh
        assert not re.search(r"[a-z]{3,}", text.zh), text.zh
        assert text.en and not re.search(
            r"[一-鿿]", text.en.replace("示例〔2024〕1号", "").replace("2024年6月3日", "").replace("三（一）5", "")
        )


def test_several_reasons_stand_one_after_the_other(zhangye: el.Ruleset) -> None:
    assert why_text((Cause("entered"), Cause("entered"), Cause("left")), zhangye, "zh") == "新进名册；不在名册，原因未写"
