"""How columns are read, as a form: what was proposed comes back unchanged, what the office says is written, what is no entry is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility as el
from eligibility.errors import EligibilityError
from eligibility.register.column_settings import read_settings
from eligibility.web.pages.columns import NOT_USED, Proposal

SETTINGS = """# 说明 / a notice
head: {first: 1, last: 1}
columns:
  A: {heading: "序号", read: ignore}  # 不使用
  B: {heading: "残疾\\"类别", read: disability.category}  # 残疾类别
  C: {heading: "收入", read: ask}  # 请确定：household.monthly_income_per_capita？没有写是年收入还是月收入
  D: {heading: "护理补贴", read: person.receives.nursing_subsidy}  # 已享受待遇：重度残疾人护理补贴
lines: persons
"""


@pytest.fixture
def proposal(zhangye: el.Ruleset) -> Proposal:
    return Proposal(SETTINGS, {"B": ["肢体"]}, zhangye)


def test_a_proposal_is_taken_apart(proposal: Proposal) -> None:
    assert [(one.letter, one.heading, one.read, one.samples) for one in proposal.columns] == [
        ("A", "序号", "ignore", ()),
        ("B", '残疾"类别', "disability.category", ("肢体",)),
        ("C", "收入", "ask", ()),
        ("D", "护理补贴", "person.receives.nursing_subsidy", ()),
    ]
    assert [proposal.title(one, "zh") for one in proposal.columns] == ["不用这一列", "残疾类别", "", "已享受待遇：重度残疾人护理补贴"]
    assert proposal.notices == ("说明 / a notice",) and [one.asked for one in proposal.columns] == [False, False, True, False]


def test_titles_are_told_apart(proposal: Proposal) -> None:
    """Law: an entry is found again by what it is called, in both languages."""
    for language in ("zh", "en"):
        titles = [title[language] for title in proposal.entries.values()]
        assert len(titles) == len(set(titles))


def test_what_the_office_says_is_written(proposal: Proposal, tmp_path: Path) -> None:
    given = {one.letter: proposal.title(one, "zh") for one in proposal.columns}
    text = proposal.mended({**given, "A": "person.sex", "C": "家庭月人均收入"}, {"C": "year", "B": "month"})
    path = tmp_path / "columns.yaml"
    path.write_text(text, "utf-8")
    found = read_settings(path)
    assert [(one.read, one.per) for one in found.by_letter.values()] == [
        ("person.sex", None),
        ("disability.category", None),
        ("household.monthly_income_per_capita", "year"),
        ("person.receives.nursing_subsidy", None),
    ]
    assert found.head == (1, 1) and found.lines == "persons"


def test_what_is_no_entry_is_refused_by_its_column(proposal: Proposal) -> None:
    with pytest.raises(EligibilityError) as caught:
        proposal.mended({"A": "什么", "B": NOT_USED.zh, "C": "", "D": "ignore"}, {})
    assert [problem.text("zh") for problem in caught.value.problems] == ["A列“序号”：没有这样的项，请从列出的里面选。"]
    assert list(proposal.wrong({"A": "什么", "B": NOT_USED.zh, "C": "", "D": "ignore"})) == ["A"]
