"""The card as Markdown says what the page says."""

from __future__ import annotations

from eligibility.card.content import card_of
from eligibility.card.fit import sheet_of
from eligibility.card.markdown import card_markdown
from tests.card.conftest import example
from tests.conftest import Toy, decide, one, support


def test_a_whole_card(toy: Toy) -> None:
    money = support("severe", extra="  subject_to: [{zh: 按规定, en: by the rules}]\n")
    rules = money.replace("kind: cash", "kind: cash, amount: {at_least: 600}, unit: CNY/month")
    rules += "  agency: {zh: 民政局, en: civil affairs bureau, cite: [一]}\n  papers: [{zh: 残疾人证, en: certificate, cite: [一]}]\n"
    rules += support("has.cash and certified", name="card").replace("kind: cash", "kind: service")
    decision = decide(toy(rules, conflicts="conflicts: []"), one(certified=True, disabilities=[{"category": "visual", "grade": 1}]))
    assert (
        card_markdown(sheet_of(card_of(decision), "zh"))
        == """\
# 明白卡：您家可以得到的支持

玩具市 · 依据玩政发1号 · 规划期到2025年12月31日 · 2024年6月1日制卡

## 先办这些，按顺序办

1. **现金** · 每月不低于600元 · 本人
   - 办好后还能办：卡
   - 负责：民政局
   - 带上：残疾人证
   - 还要：按规定
   - 依据：一
2. **卡** · 本人 · 服务
   - 先办好：现金
   - 依据：一

办理地点＿＿＿＿＿＿＿＿ 经办人＿＿＿＿＿ 电话＿＿＿＿＿＿；残疾人服务热线12385

按您家提供的情况写成，能不能办下来，以办理部门审核为准。情况变了，请再找工作人员核对。
"""
    )


def test_english() -> None:
    text = card_markdown(sheet_of(card_of(example("two_children"), {"m2": "A*B"}), "en"))
    assert text.startswith("# Your card: what your family can get\n\nZhangye · Plan 张政发〔2022〕32号 · plan ends 31 December 2025")
    assert "A\\*B" in text
    assert "You already receive: Subsistence allowance (dibao) (Household)" in text
