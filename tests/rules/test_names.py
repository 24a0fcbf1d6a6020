"""The names of a version's files: the expressions written with them, and how a wrong one is told."""

from __future__ import annotations

from typing import Any

import pytest

from eligibility.codes import RuleCheck as K
from eligibility.errors import RuleProblem
from eligibility.facts.vocabulary import SubjectKind
from eligibility.i18n import Text
from eligibility.logic.amount import literal
from eligibility.logic.expr import TRUE, Expr, Flag, Has, Named, Or
from eligibility.logic.parse import parse
from eligibility.rules.located_yaml import Source, parse_source
from eligibility.rules.names import Names
from eligibility.rules.ruleset import Catalogued, Definition, Figure


def names(**adopted: bool) -> Names:
    found = Names([], frozenset(adopted))
    found.catalogue = {"cash": Catalogued("allowances", Text("现金", "Cash")), "card": Catalogued("allowances", Text("卡", "Card"))}
    found.definitions["severe"] = Definition(
        "severe", "person", "grade in {1, 2}", expression(found, "grade in {1, 2}"), Text("重度", "severe"), None, ("一",), False
    )
    found.figures["line"] = Figure("line", {kind: literal(18) for kind in ("person", "household")}, "years", ("一",), Text("线", "line"))  # type: ignore[misc]
    return found


def expression(found: Names, text: str) -> Expr:
    return parse(text, found.scope("person", depends=False))


def written(text: str) -> Source:
    source = Source("toy/2022-01-01/care.yaml")
    parse_source(f"a: 1\nwhen: {text}\n", source)
    assert not source.problems
    return source


def read(found: Names, text: str, entity: SubjectKind = "person", *, depends: bool = False, mend: Text | None = None) -> Expr | None:
    return found.expression(text, found.scope(entity, depends=depends), written(text), ("when",), mend)


def told(found: Names) -> RuleProblem:
    [problem] = found.problems
    return problem


def test_a_condition_is_read_with_the_names_known_so_far() -> None:
    found = names()
    severe = read(found, "severe")
    assert isinstance(severe, Named) and severe.body == found.definitions["severe"].body
    assert isinstance(read(found, "has.cash", depends=True), Has)
    assert found.problems == []


def test_equal_conditions_of_different_rules_are_one_object() -> None:
    found = names()
    one, other = read(found, "severe and age >= 16"), read(found, "certified or severe and age >= 16")
    assert isinstance(other, Or) and other.args[1] is one
    assert one is not None and found.guarded(one) is one


def test_what_rules_use_is_remembered_over_all_of_them() -> None:
    found = names()
    read(found, "severe")
    found.number("figures.line", "person", written("x"), ("when",))
    assert found.used >= {"severe", "figures.line"}


def test_an_adopted_option_holds() -> None:
    """Under its own name, so that a reader is still told of it; without it the locality is asked."""
    assert isinstance(read(names(), "options.village_care"), Flag)
    adopted = names(village_care=True)
    held = read(adopted, "options.village_care")
    assert isinstance(held, Named) and held.body == TRUE and adopted.problems == []


@pytest.mark.parametrize(
    ("text", "more", "check", "en", "mend"),
    [
        ("certifed", {}, K.UNKNOWN_NAME, "unknown name 'certifed'", "did you mean certified?"),
        ("has.cach", {"depends": True}, K.UNKNOWN_NAME, "unknown support 'cach'", "did you mean has.cash?"),
        ("certified and", {}, K.EXPRESSION, "not an expression", None),
        ("certified", {"entity": "household"}, K.OTHER_KIND, "certified is about persons, and the rule is for households", "count(...)"),
        ("certified", {"entity": "organisation"}, K.OTHER_KIND, "certified is about persons", "cannot depend on a named employee"),
        ("dibao", {"entity": "organisation"}, K.OTHER_KIND, "dibao is about households", "cannot depend on a named employee"),
        ("staffing >= 1", {}, K.OTHER_KIND, "staffing is about organisations", "write facts of that subject itself"),
        ("has.cash", {"entity": "organisation"}, K.OTHER_KIND, "is not allowed here: the rule is for organisations", "a named employee"),
        ("has.cash", {}, K.EXPRESSION, "has.cash is not allowed here", None),
    ],
)
def test_what_is_wrong_is_told_for_the_kind_of_subject(text: str, more: dict[str, Any], check: K, en: str, mend: str | None) -> None:
    """Nothing is read, and there is one problem in both languages."""
    found = names()
    assert read(found, text, **more) is None
    problem = told(found)
    assert problem.check is check and en in problem.message.en and problem.message.zh
    assert mend is None or (problem.mend is not None and mend in problem.mend.en)


def test_a_condition_that_decides_nothing_is_a_problem() -> None:
    """It is given all the same: what reads it by name is not told that there is no such name."""
    found = names()
    assert read(found, "True") == TRUE
    problem = told(found)
    assert (problem.check, problem.message.en) == (K.CONDITION_CONSTANT, "the condition is always true")
    assert problem.mend is not None and problem.mend.en == "write the fact that decides"


def test_a_mend_of_the_caller_goes_before_the_common_one() -> None:
    found = names()
    read(found, "certified", "organisation", mend=Text("改", "mend it so"))
    problem = told(found)
    assert problem.mend is not None and problem.mend.en == "mend it so"


def test_the_caret_stands_under_the_part_that_is_wrong() -> None:
    """The place is that of the part, not of the whole condition; a text of several lines has no caret."""
    found = names()
    read(found, "tekun and certifed")
    problem = told(found)
    assert (problem.file, problem.line, problem.column, problem.end_column) == ("toy/2022-01-01/care.yaml", 2, 17, 25)
    assert problem.excerpt == "tekun and certifed\n          ^^^^^^^^"
    two = names()
    two.expression("tekun\nand certifed", two.scope("person", depends=False), written("x"), ("when",))
    assert told(two).excerpt == "tekun\nand certifed"


def test_a_number_has_its_unit() -> None:
    found = names()
    read_number = found.number("figures.line", "person", written("x"), ("when",))
    assert read_number is not None and read_number[1] == "years"
    plain = found.number(480, "person", written("x"), ("when",))
    assert plain is not None and plain[0].constant == 480 and not plain[0].terms
    assert found.number("certified", "person", written("certified"), ("when",)) is None
    assert told(found).check is K.EXPRESSION


def test_a_check_of_its_own_goes_before_the_common_one() -> None:
    from eligibility.logic.faults import ExpressionError

    found = names()
    scope = found.scope("person", depends=False)
    with pytest.raises(ExpressionError) as caught:
        parse("certifed", scope)
    found.expression_problem(caught.value, scope, written("certifed"), ("when",), check=K.AMOUNT_UNIT)
    assert told(found).check is K.AMOUNT_UNIT


def test_an_unknown_support_is_told_with_the_nearest_and_with_the_file_for_a_new_one() -> None:
    found = names()
    found.unknown_support(written("cach"), ("when",), "cach")
    problem = told(found)
    assert problem.check is K.UNKNOWN_SUPPORT and problem.line == 2
    assert problem.mend is not None and "cash" in problem.mend.en
    other = names()
    other.unknown_support(written("zzzzzz"), ("when",), "zzzzzz")
    mend = told(other).mend
    assert mend is not None and "supports.yaml" in mend.en


def test_only_a_rule_that_may_depend_sees_supports_and_only_an_amount_computed_figures() -> None:
    found = names()
    assert [found.scope("person", depends=depends).has_support("cash") for depends in (True, False)] == [True, None]
    assert [found.scope("person", depends=False, amounts=amounts).amounts for amounts in (True, False)] == [True, False]
