"""Columns by their headings: each is read once, and the reading can be mended."""

from __future__ import annotations

import yaml

import eligibility as el
from eligibility.register.headings import proposal
from eligibility.register.spellings import words_of
from tests.register.readings import Read


def test_a_column_named_twice_is_said(read: Read) -> None:
    register = read("姓名,残疾等级,残疾级别\n甲,一级,二级")
    assert register.columns[2].target is None and register.columns[2].remark is not None


def test_a_proposal_says_what_every_column_is_read_as(read: Read, zhangye: el.Ruleset) -> None:
    """In the form of the office's own file: what is known and tells nothing is left aside, what is not known is said."""
    register = read("姓名,残疾等级,序号,奇怪的列\n甲,一级,1,x")
    content = yaml.safe_load(proposal(register.columns, words_of(zhangye)))
    assert content == {"columns": {"姓名": "about.name", "残疾等级": "disability.grade", "序号": "ignore", "奇怪的列": "ignore"}}
    assert "# 不认识 / not known" in proposal(register.columns, words_of(zhangye))
