"""A new file: questions, and no answer."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import eligibility as el
from eligibility.book.read import load_book
from eligibility.book.skeleton import skeleton
from eligibility.errors import BookError
from eligibility.i18n import Language
from eligibility.rules.words import MONEY
from tests.conftest import HEAD, Toy, support


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_question_is_there_and_none_is_answered(zhangye: el.Ruleset, language: Language, tmp_path: Path) -> None:
    text = skeleton("620702", zhangye, language)
    data = yaml.safe_load(text)
    assert data.pop("area") == "620702"
    assert data.pop("name") == {"zh": None, "en": None}
    assert data == dict.fromkeys(["sources", "standards", "options", "rates", "counters", "deadlines"])
    for asked in ("dibao_standard.rural", "nursing_subsidy_grade_3_4", "living_allowance: [", "allowances: ["):
        assert f"  # {asked}" in text
    assert "service_status" not in text


def test_it_is_refused_until_its_name_is_filled_in(zhangye: el.Ruleset, tmp_path: Path) -> None:
    path = tmp_path / "620702.yaml"
    path.write_text(skeleton("620702", zhangye, "zh"), "utf-8")
    with pytest.raises(BookError, match="must be a text"):
        load_book(tmp_path)
    path.write_text(path.read_text("utf-8").replace("{zh: , en: }\nsources", "{zh: 甘州区, en: Ganzhou}\nsources"), "utf-8")
    assert list(load_book(tmp_path).entries()) == []


@pytest.mark.parametrize(
    ("language", "asked"), [("zh", "按月、按年还是一次（CNY/month、"), ("en", "by the month, the year or once (CNY/month, ")]
)
def test_only_a_unit_that_the_plan_tells_is_filled_in(language: Language, asked: str) -> None:
    """An award is not by the month because the blank says so: where the plan tells no unit, the office is asked."""
    rates = skeleton("652300", el.load_ruleset("changji"), language).partition("rates:")[2].partition("counters:")[0]
    lines = {line.partition(":")[0].strip(" #"): line for line in rates.splitlines()}
    assert "unit: CNY/month}" in lines["nursing_subsidy"] and asked not in lines["nursing_subsidy"]
    assert "unit: }" in lines["job_placement_award"] and asked in lines["job_placement_award"]


def test_an_area_without_rules_gets_the_head_alone() -> None:
    assert yaml.safe_load(skeleton("110000", None, "en")).keys() == {"area", "name", "sources"}


def test_a_line_that_is_filled_in_is_read(zhangye: el.Ruleset, tmp_path: Path) -> None:
    """Every question's line is the entry itself, once its blanks are filled."""
    text = skeleton("620702", zhangye, "zh").replace("name: {zh: , en: }", "name: {zh: 甘州区, en: Ganzhou}")
    text = text.replace("# doc1: {document: , number: ,", "doc1: {document: 甲, number: 乙,")
    filled = []
    for line in text.splitlines():
        asked = line.lstrip()
        if asked.startswith("# ") and ": [{" in asked:
            line = "  " + asked[2:].replace("{zh: , en: }", "{zh: 甲, en: a}").replace("phone: ,", "phone: 000-1234567,")
            line = line.replace("is: }", "is: true}").replace("is: ,", "is: 1,").replace("unit: }", "unit: CNY/year}")
        filled.append(line)
    (tmp_path / "620702.yaml").write_text("\n".join(filled), "utf-8")
    entries = list(load_book(tmp_path).entries())
    assert {entry.head.room for entry in entries} == {"standards", "options", "rates", "counters", "deadlines"}
    assert len(entries) > 30


def test_a_support_for_several_kinds_of_subject_has_one_line() -> None:
    """Two lines of one name would be refused."""
    ruleset = el.load_ruleset("changji")
    assert ruleset.supports["skills_award"].parts[1:]
    rates = skeleton("652327", ruleset, "zh").partition("\nrates:\n")[2].partition("\ncounters:\n")[0]
    names = [line.split(":")[0].removeprefix("  # ") for line in rates.splitlines()]
    assert sorted(names) == sorted({part.id for part in ruleset.parts if part.benefit.kind in MONEY})


def test_a_standard_that_the_rules_read_is_asked_for(toy: Toy) -> None:
    """A national one where it is read, and each that the plan declares; every one in its unit."""
    wage = "standards:\n  NAME: {unit: CNY/month, zh: 工资, en: wage}\n"
    paid = support("certified").replace("kind: cash", "kind: cash, unit: CNY/month, amount: '0.5 * standards.wage'")
    declared = {"standards": wage.replace("NAME", "wage"), "ruleset": HEAD + wage.replace("NAME", "winter")}
    text = skeleton("990101", el.load_ruleset(toy(paid, **declared)), "en")
    for name in ("wage", "winter"):
        assert f"  # {name}: [{{from: 2024-01-01, source: doc1, is: , unit: CNY/month}}]   # wage: how many yuan?\n" in text
    assert "# wage: [{" not in skeleton("990101", el.load_ruleset(toy(support("certified"), **declared)), "en")
