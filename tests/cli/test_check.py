"""`eligibility check`: answers by language, format and detail."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.command_line import BODY, FAMILY, answered, run


def test_check_in_chinese() -> None:
    text = answered("check", FAMILY)
    assert text.startswith("张掖市 · 张政发〔2022〕32号 · 已印发 · 判定日期 2024-06-01")
    assert "● 重度残疾人护理补贴" in text
    assert "◐ 困难残疾人生活补贴" in text
    assert "先办：单人户低保" in text
    assert "? 成员3、成员4（1959年生）：有没有评定残疾、办残疾人证？有的话，证上写的是哪一类、几级？" in text
    assert "== 不符合" not in text
    assert "\x1b" not in text


def test_check_in_english() -> None:
    text = answered("check", BODY, "--lang", "en")
    assert "applies; NOT met: at least 1 person required, 0 persons in place, 1 person short" in text
    assert "due before 2025-01-01 on the strict reading" in text


def test_all_adds_what_was_refused_and_why() -> None:
    text = answered("check", FAMILY, "--all", "--lang", "en")
    assert "== Does not apply" in text
    assert "not met: " in text


def test_why_adds_the_proof() -> None:
    assert "✓ 途径一（重度残疾）" in answered("check", FAMILY, "--why")


def test_markdown() -> None:
    text = answered("check", FAMILY, "--format", "markdown")
    assert text.startswith("# 张掖市")
    assert "- ● **重度残疾人护理补贴，" in text


def test_one_member_and_in_brief() -> None:
    text = answered("check", FAMILY, "--member", "m2", "--engine", "kernel")
    assert "成员2（1990年生）" in text and "成员1" not in text and "成员4" not in text
    brief = answered("check", FAMILY, "--brief", "--engine", "kernel")
    assert "== 钱和照护" in brief and "== 先问什么" in brief and "== 服务" not in brief
    done = run("check", FAMILY, "--member", "m9", "--engine", "kernel")
    assert (done.returncode, done.stdout) == (1, "")
    assert "成员1" in done.stderr


def test_json_holds_every_outcome() -> None:
    data = json.loads(answered("check", FAMILY, "--format", "json"))
    statuses = {outcome["status"] for outcome in data["outcomes"]}
    assert statuses == {"eligible", "eligible_after", "undetermined", "not_eligible"}
    assert data["ruleset"]["region"] == "zhangye"


def test_standard_input() -> None:
    text = Path(FAMILY).read_text("utf-8")
    assert json.loads(answered("check", "-", "--format", "json", stdin=text))["as_of"] == "2024-06-01"


def test_who_is_in_charge_and_what_to_bring() -> None:
    """Where the plan says so, beside the answer."""
    assert "负责：民政局、残联（牵头）" in answered("check", FAMILY, "--region", "zhalainuoer", "--engine", "kernel")
    assert "Bring: disability certificate" in answered("check", FAMILY, "--lang", "en", "--engine", "kernel")
