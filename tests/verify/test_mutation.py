"""Mutation testing: each kind of mistake that the cases of a small ruleset miss is found, with its place and the missing case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import eligibility as el
from eligibility.rules.cases import read_case_files
from eligibility.rules.load import load_folder
from eligibility.rules.version_lookup import names, regions, shipped
from eligibility.verify import query
from eligibility.verify.mutation.edits import MutationOperator
from eligibility.verify.mutation.mutants import Mutant, Mutating, conditions_of, mutated
from eligibility.verify.mutation.run import Mutated, Survivor, mutate_all, mutate_folder
from eligibility.views.mutation import pasted
from tests.conftest import DEFINITIONS, Toy, amendment, mutant_hash, support

DISABLED = (
    DEFINITIONS
    + """
  disabled:
    for: person
    is: certified or grade in {1, 2, 3, 4}
    zh: 残疾人
    en: disabled
    source: {document: D, locator: "2", seen: true}
"""
)
DAY = "as_of: 2024-06-01"
SEVERE_CASES = """
  - {case: yes_, AS_OF, person: {disabilities: [{category: physical, grade: 1}]}, expect: {cash: eligible}}
  - {case: no_, AS_OF, person: {disabilities: []}, expect: {cash: not_eligible}}
"""


def cases(text: str) -> str:
    return "cases:\n" + text.replace("AS_OF", DAY).strip("\n") + "\n"


def found(folder: Path) -> Mutated:
    return mutate_folder(folder, folder.parents[1])


def left(folder: Path) -> list[tuple[str, str, str]]:
    """What survives: the support or definition, the route, and the mistake."""
    return [(one.support or one.definition, one.route, one.mutant.en) for one in found(folder).left]


def paste(folder: Path, survivor: Survivor) -> None:
    """Add the case that is offered for a survivor to the version's cases, as an author would."""
    assert survivor.case is not None
    (folder / "cases" / "pasted.yaml").write_text("cases:\n" + pasted([survivor.case]) + "\n", "utf-8")


PERSON = "  - {{case: {0}, AS_OF, person: {{{1}}}, expect: {{cash: {2}}}}}\n"


def people(**said: str) -> str:
    """Cases of one person each: `people(eligible="certified: true", not_eligible="certified: false")`; several after a bar."""
    lines = [(status, one) for status, all_ in said.items() for one in all_.split("|")]
    return cases("".join(PERSON.format(f"case{index}", one, status) for index, (status, one) in enumerate(lines)))


CATEGORY = "disabilities: [{category: mental, grade: 1}, {category: visual, grade: 1}] | disabilities: [{category: mental, grade: 2}]"
HOMES = """
  - {case: three, AS_OF, household: {members: [MEMBERS]}, expect: {home: eligible}}
  - {case: none_, AS_OF, household: {members: [{id: m1, certified: false}]}, expect: {home: not_eligible}}
"""
THREE = ", ".join(f"{{id: m{number}, certified: true}}" for number in (1, 2, 3))

MISSED: dict[str, tuple[str, str, tuple[str, str, str], MutationOperator, int]] = {
    "a boundary": (
        support("certified and age >= 16"),
        people(eligible="certified: true, age: 20", not_eligible="certified: true, age: 10 | certified: false, age: 20"),
        ("cash", "main", ">= to >"),
        MutationOperator.COMPARISON_CHANGED,
        5,
    ),
    "one year off": (
        support("certified and 16 <= age <= 59"),
        people(eligible="certified: true, age: 20", not_eligible="certified: true, age: 60 | certified: true, age: 3"),
        ("cash", "main", "bound -1"),
        MutationOperator.BOUND_MOVED,
        5,
    ),
    "a day": (
        support("birth_date < '2000-01-01'"),
        people(eligible="birth_date: 1990-01-01", not_eligible="birth_date: 2001-01-01"),
        ("cash", "main", "bound +1"),
        MutationOperator.BOUND_MOVED,
        5,
    ),
    "a condition": (
        support("certified and tekun"),
        people(eligible="certified: true, tekun: true", not_eligible="certified: false, tekun: false"),
        ("cash", "main", "tekun dropped"),
        MutationOperator.PART_DROPPED,
        5,
    ),
    "a part of a chain": (
        support("16 <= age <= 59"),
        people(eligible="age: 16 | age: 59", not_eligible="age: 15"),
        ("cash", "main", "age <= 59 dropped"),
        MutationOperator.PART_DROPPED,
        5,
    ),
    "and for or": (
        support("certified or tekun"),
        people(eligible="certified: true, tekun: true", not_eligible="certified: false, tekun: false"),
        ("cash", "main", "or to and"),
        MutationOperator.JOIN_SWAPPED,
        5,
    ),
    "a not": (
        support("certified or not tekun"),
        people(eligible="certified: true, tekun: false", undetermined="age: 3"),
        ("cash", "main", "not dropped"),
        MutationOperator.NOT_DROPPED,
        5,
    ),
    "a grade": (
        support("grade_mental in {1, 2}"),
        people(eligible=CATEGORY, not_eligible="disabilities: []"),
        ("cash", "main", "value 3 added"),
        MutationOperator.VALUE_ADDED,
        5,
    ),
    "a value": (
        support("employment in {'employed', 'flexible'}"),
        people(eligible="employment: employed", not_eligible="employment: none"),
        ("cash", "main", "value flexible dropped"),
        MutationOperator.VALUE_DROPPED,
        5,
    ),
    "an exclusion": (
        support("certified", extra="  unless: [tekun]"),
        people(eligible="certified: true", not_eligible="certified: false"),
        ("cash", "", "exclusion dropped"),
        MutationOperator.EXCLUSION_DROPPED,
        7,
    ),
    "a count": (
        support("count(certified) >= 2", name="home", entity="household"),
        cases(HOMES.replace("MEMBERS", THREE)),
        ("home", "main", "bound +1"),
        MutationOperator.BOUND_MOVED,
        5,
    ),
    "any": (
        support("any(certified)", name="home", entity="household"),
        cases(HOMES.replace("MEMBERS", THREE)),
        ("home", "main", "bound +1"),
        MutationOperator.BOUND_MOVED,
        5,
    ),
    "all": (
        support("all(certified)", name="home", entity="household"),
        cases(HOMES.replace("MEMBERS", THREE).replace("[{id: m1, certified: false}]", "[{id: m1, certified: false}, NONE]")).replace(
            "NONE", "{id: m2, certified: false}"
        ),
        ("home", "main", "bound +1"),
        MutationOperator.BOUND_MOVED,
        5,
    ),
    "inside a count": (
        support("any(certified and age >= 16)", name="home", entity="household"),
        cases(HOMES.replace("MEMBERS", "{id: m1, certified: true, age: 30}")),
        ("home", "main", "age >= 16 dropped"),
        MutationOperator.PART_DROPPED,
        5,
    ),
    "a neighbouring definition": (
        support("severe"),
        cases(SEVERE_CASES),
        ("cash", "main", "severe to disabled"),
        MutationOperator.DEFINITION_REPLACED,
        5,
    ),
    "a definition's own words": (
        support("severe"),
        cases(SEVERE_CASES),
        ("severe", "", "value 2 dropped"),
        MutationOperator.VALUE_DROPPED,
        3,
    ),
    "a required support": (
        support("certified", name="card") + support("tekun or has.card"),
        people(eligible="certified: false, tekun: true", not_eligible="certified: false, tekun: false, receives: []"),
        ("cash", "main", "has.card dropped"),
        MutationOperator.PART_DROPPED,
        11,
    ),
}  # fmt: skip


@pytest.mark.parametrize("missed", MISSED)
def test_what_the_cases_miss_is_found(toy: Toy, missed: str) -> None:
    """The survivor is named with file, line and operator, the caret lies under what is changed, and the case, pasted, kills it."""
    rules, written, named, operator, line = MISSED[missed]
    folder = toy(rules, national=DISABLED, cases__a=written)
    [survivor] = [one for one in found(folder).left if (one.support or one.definition, one.route, one.mutant.en) == named][:1]
    file = "national/2021-07-01/definitions.yaml" if survivor.definition else "toy/2022-01-01/allowances.yaml"
    assert (survivor.file, survivor.span.line, survivor.operator) == (file, line, operator)
    text = (folder.parents[1] / file).read_text("utf-8").splitlines()[line - 1]
    assert text[survivor.span.column - 1 : survivor.span.end_column - 1] == survivor.text[survivor.start : survivor.end]
    before = left(folder)
    paste(folder, survivor)
    after = left(folder)
    assert after.count(named) < before.count(named)
    assert len(after) < len(before)


def test_nothing_survives_where_the_cases_are_complete(toy: Toy) -> None:
    """Both sides of the bound, each part alone, and the mutants are counted."""
    written = people(eligible="certified: true, age: 16", not_eligible="certified: true, age: 15 | certified: false, age: 16")
    done = found(toy(support("certified and age >= 16"), cases__a=written))
    assert (done.left, done.problems, done.clean) == ([], [], True)
    assert (done.total.mutants, done.total.dead) == (7, 7)


def test_a_swapped_category(toy: Toy) -> None:
    """A person with both categories does not tell them apart; one with the right category alone does."""
    both = "disabilities: [{category: mental, grade: 1}, {category: visual, grade: 1}]"
    folder = toy(support("grade_mental == 1"), cases__a=people(eligible=both, not_eligible="disabilities: []"))
    assert ("cash", "main", "grade_mental to grade_visual") in left(folder)
    [survivor] = [one for one in found(folder).left if one.mutant.en == "grade_mental to grade_visual"]
    paste(folder, survivor)
    assert not any("grade_visual" in mutant for *_, mutant in left(folder))


def test_a_mistake_is_noticed_by_the_case_of_a_support_that_requires_it(toy: Toy) -> None:
    """The cases say nothing of cash itself; card depends on it, and home on card."""
    rules = support("certified and age >= 16") + support("has.cash", name="card") + support("has.card", name="home", entity="household")
    written = """
  - {case: a, AS_OF, person: {certified: true, age: 16, receives: []}, expect: {home: eligible_after}}
  - {case: b, AS_OF, person: {certified: true, age: 15, receives: []}, expect: {card: not_eligible}}
  - {case: c, AS_OF, person: {certified: false, age: 16, receives: []}, expect: {card: not_eligible}}
"""
    assert left(toy(rules, cases__a=cases(written))) == []


@pytest.mark.parametrize(
    ("expected", "noticed"),
    [("{status: eligible}", False), ("{route: main}", True), ("{routes: {other: not_eligible}}", False), ("{amount: {exactly: 5}}", True)],
)
def test_only_what_is_stated_kills(toy: Toy, expected: str, noticed: bool) -> None:
    """A route whose loss leaves the status as it is dies by the route or the amount that a case states."""
    rules = """
- support: cash
  for: person
  routes:
    main: {when: certified, modality: mandatory, cite: [一], benefit: {kind: cash, amount: {exactly: 5}, unit: CNY/month}}
    other: {when: tekun, modality: mandatory, cite: [一]}
    third: {when: autism, modality: mandatory, cite: [一]}
  benefit: {kind: cash}
"""
    written = f"  - {{case: a, AS_OF, person: {{certified: true, autism: true, tekun: false}}, expect: {{cash: {expected}}}}}"
    assert (("cash", "main", "route dropped") not in left(toy(rules, cases__a=cases(written)))) is noticed


def test_what_a_case_must_run_for(toy: Toy) -> None:
    """`missing`, `after` and `notes` follow from no status: the cases that state them are run."""
    rules = support("certified and (tekun or autism)") + support("has.cash or tekun", name="card")
    written = """
  - {case: a, AS_OF, person: {certified: true}, expect: {cash: {missing: [m1.autism, m1.tekun]}}}
  - {case: b, AS_OF, person: {certified: true, autism: true, receives: []}, expect: {card: {after: [cash]}}}
"""
    survivors = left(toy(rules, cases__a=cases(written)))
    assert ("cash", "main", "tekun dropped") not in survivors
    assert ("card", "main", "has.cash dropped") not in survivors
    assert ("cash", "main", "certified dropped") in survivors


def test_an_equivalent_mutant_is_proved(toy: Toy) -> None:
    """One of two conditions that say the same may be dropped: no answer changes, and nobody has to declare it."""
    certified = "certified: {}, disabilities: [{{category: physical, grade: {}}}]".format
    written = people(
        eligible=f"{certified('true', 2)} | {certified('true', 1)}",
        not_eligible=" | ".join([certified("false", 2), certified("true", 3), certified("true", 4)]),
    )
    done = found(toy(support("certified and severe and grade in {1, 2}"), cases__a=written))
    assert done.tallies["cash"].equivalent >= 2
    assert "severe dropped" not in {one.mutant.en for one in done.left}


def test_what_the_loader_refuses_is_counted(toy: Toy) -> None:
    """A required support cannot be negated: such a text is no rule, so it is not run."""
    folder = toy(
        support("certified", name="card") + support("needy"),
        definitions="definitions:\n  needy: {for: person, is: has.card, zh: 困, en: needy, cite: [一]}\n",
        cases__a=people(eligible="certified: true, receives: [card]", not_eligible="certified: false, receives: []"),
    )
    assert found(folder).total.not_run >= 1


# -- declared equivalents

GAP = support("certified and tekun")
GAP_CASES = people(eligible="certified: true, tekun: true", not_eligible="certified: false, tekun: false")


def declared(condition: str, mutant: str = "tekun dropped") -> str:
    reason = "reason: {zh: 理由, en: reason}"
    return f"equivalent:\n  - {{support: cash, route: main, mutant: {mutant}, condition: '{condition}', {reason}}}\n"


def mutants(folder: Path) -> Iterator[Mutant]:
    loaded = load_folder(folder, folder.parents[1])
    making = Mutating(loaded.ruleset)
    for condition in conditions_of(loaded, loaded.ruleset.supports):
        yield from making.mutants(condition)


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that decides nothing."""
    monkeypatch.setattr(query.z3.Solver, "check", lambda solver, *more: query.z3.unknown)


@pytest.mark.usefixtures("silent")
def test_what_the_solver_leaves_open_may_be_declared(toy: Toy) -> None:
    """With a reason, and the survivor is gone; it names the declaration to write before."""
    folder = toy(GAP, cases__a=GAP_CASES)
    [survivor] = [one for one in found(folder).left if one.mutant.en == "tekun dropped"]
    assert survivor.case is None
    done = found(toy(GAP, cases__a=GAP_CASES + declared(survivor.condition)))
    assert (done.total.declared, done.problems) == (1, [])
    assert "tekun dropped" not in {one.mutant.en for one in done.left}


@pytest.mark.usefixtures("silent")
def test_a_declaration_goes_stale(toy: Toy) -> None:
    """After any change of the condition the declaration names nothing, at its place in the file."""
    condition = mutant_hash(toy(GAP, cases__a=GAP_CASES), "tekun dropped")
    folder = toy(support("certified and tekun and autism"), cases__a=GAP_CASES + declared(condition))
    [problem] = found(folder).problems
    assert (problem.check, problem.file) == ("declared_stale", "toy/2022-01-01/cases/a.yaml")
    assert problem.line == GAP_CASES.count("\n") + 2
    assert "cash main: 'tekun dropped' is declared equivalent, but no mutant is so named with this hash" in problem.text("en")


def test_a_definition_that_changes_makes_a_declaration_stale(toy: Toy) -> None:
    """The words that a condition uses are a part of it."""
    one = toy(support("certified and severe"), cases__a=GAP_CASES)
    before = mutant_hash(one, "certified dropped")
    other = toy(support("certified and severe"), cases__a=GAP_CASES, national=DEFINITIONS.replace("{1, 2}", "{1, 2, 3}"))
    assert mutant_hash(other, "certified dropped") != before


def test_an_unneeded_declaration(toy: Toy) -> None:
    """A case notices the mutant, the solver proves it equivalent, or it is declared twice: the declaration has to go."""
    condition = mutant_hash(toy(GAP), "and to or")
    noticed = people(eligible="certified: true, tekun: true", not_eligible="certified: false, tekun: true | certified: true, tekun: false")
    [problem] = found(toy(GAP, cases__a=noticed + declared(condition, "and to or"))).problems
    assert problem.check == "declared_unneeded" and "but a case notices it" in problem.text("en")
    same = support("certified and severe and grade in {1, 2}")
    condition = mutant_hash(toy(same), "severe dropped")
    [problem] = found(toy(same, cases__a=GAP_CASES + declared(condition, "severe dropped"))).problems
    assert problem.check == "declared_unneeded" and "the solver proves that it changes no answer" in problem.text("en")


def test_an_untrue_declaration(toy: Toy) -> None:
    """Some household is answered differently: the mutant survives, whatever the declaration says."""
    condition = mutant_hash(toy(GAP), "tekun dropped")
    done = found(toy(GAP, cases__a=GAP_CASES + declared(condition)))
    assert [problem.check for problem in done.problems] == ["declared_refuted"]
    assert "tekun dropped" in {one.mutant.en for one in done.left}


# -- what is mutated


def test_a_mutant_means_what_its_text_means(toy: Toy) -> None:
    """The rule with the mistake is the rule that loads from the text with the mistake."""
    folder = toy(support("certified and (age >= 16 or not tekun) and grade_mental in {1, 2}"))
    loaded = load_folder(folder, folder.parents[1])
    texts = [one for one in mutants(folder) if one.condition.route and one.edit.text and one.expr]
    assert len(texts) > 15
    for one in texts:
        again = load_folder(toy(support(str(one.edit.text))), folder.parents[1]).ruleset
        assert again.supports["cash"].routes[0].when == mutated(loaded.ruleset, one).supports["cash"].routes[0].when


def test_a_mutated_definition_means_what_its_text_means(toy: Toy) -> None:
    """It changes every support that uses it, also through another definition."""
    own = "definitions:\n  needy: {for: person, is: severe or tekun, zh: 困, en: needy, cite: [一]}\n"
    rules = support("needy and certified") + support("any(severe)", name="home", entity="household")
    folder = toy(rules, definitions=own)
    loaded = load_folder(folder, folder.parents[1])
    [one] = [one for one in mutants(folder) if one.condition.definition == "severe" and one.edit.said.en == "value 2 dropped"]
    again = load_folder(toy(rules, definitions=own, national=DEFINITIONS.replace("{1, 2}", "{1}")), folder.parents[1]).ruleset
    assert {name: support.routes for name, support in mutated(loaded.ruleset, one).supports.items()} == {
        name: support.routes for name, support in again.supports.items()
    }


LAW = """
implies:
  young:
    for: person
    when: age < 16
    fact: [tekun, wants_work]
    in: [false]
    zh: 法
    en: law
    source: {document: D, locator: "", seen: true, en: D}
"""


def test_the_laws_hold_for_mutants_too(toy: Toy) -> None:
    """A condition with a mistake is guarded as one without, in a route and in a definition that routes use both ways."""
    own = "definitions:\n  {0}: {{for: person, is: {1}, zh: 困, en: needy, cite: [一]}}\n"
    rules = support("needy and wants_work") + support("certified and not needy", name="card")
    folder = toy(rules, definitions=own.format("needy", "severe or tekun"), implies=LAW)
    loaded = load_folder(folder, folder.parents[1])
    for one in [one for one in mutants(folder) if one.edit.text and one.expr and one.condition.owner in {"cash", "needy"}]:
        text, needy = str(one.edit.text), "severe or tekun"
        said = rules.replace(repr("needy and wants_work"), repr(text)) if one.condition.route else rules
        again = load_folder(toy(said, definitions=own.format("needy", needy if one.condition.route else text)), folder.parents[1]).ruleset
        for name in ("cash", "card"):
            assert again.supports[name].routes[0].when == mutated(loaded.ruleset, one).supports[name].routes[0].when, one.edit.said.en


def test_an_amendment_answers_for_what_it_changes(toy: Toy) -> None:
    """Only the supports that it adds or changes are mutated: its own cases are about these."""
    base = toy(support("certified") + support("tekun", name="card"))
    change = "- support: cash\n  routes:\n    main: {when: severe, modality: mandatory, cite: [二]}"
    folder = amendment(base, "2023-01-01", "effects: {cash: changed}", allowances=change)
    assert set(found(folder).tallies) == {"cash", "severe"}


def test_some_supports_alone(toy: Toy) -> None:
    """Those that are named, with the definitions that they use; declarations about others are left alone."""
    folder = toy(support("severe") + support("tekun", name="card"), cases__a=GAP_CASES + declared("00000000"))
    assert set(mutate_folder(folder, folder.parents[1], ["card"]).tallies) == {"card"}
    assert mutate_folder(folder, folder.parents[1], ["card"]).problems == []
    assert set(mutate_folder(folder, folder.parents[1], ["cash"]).tallies) == {"cash", "severe"}


def test_statements_are_reported_apart(toy: Toy) -> None:
    """A modality that a case states where the route is named, a clause that nothing else cites; no survivor comes of them."""
    rules = support("certified").replace("  benefit", "  agency: {zh: 民政局, en: bureau, cite: [一]}\n  benefit")
    clauses = 'clauses:\n  一: {starts: "一、现金"}\n  二: {starts: "二、宣传"}\n'
    unencoded = "unencoded:\n  - {clauses: [二], what: background, reason: grants nothing}\n"
    stated = people(eligible="certified: true", not_eligible="certified: false")
    plain = found(toy(rules, clauses=clauses, unencoded=unencoded, cases__a=stated))
    assert {part: (one.changes, one.noticed) for part, one in plain.statements.items()} == {
        "modality": (1, 0),
        "cite": (1, 1),
        "agency": (1, 0),
    }
    stated = stated.replace("cash: eligible", "cash: {modality: mandatory}")
    assert found(toy(rules, clauses=clauses, unencoded=unencoded, cases__a=stated)).statements["modality"].noticed == 1


def test_several_versions_in_several_processes(toy: Toy) -> None:
    """The same is found as in one process."""
    folder = toy(GAP, cases__a=GAP_CASES)
    tasks = [(folder, folder.parents[1], None)] * 2
    apart, together = mutate_all(tasks, jobs=2), mutate_all(tasks, jobs=1)
    kept = [[replace(one, case=None) for one in done.left] for done in together]
    assert [[replace(one, case=None) for one in done.left] for done in apart] == kept
    assert [done.total for done in apart] == [done.total for done in together]


def test_every_condition_that_is_shipped_has_mutants() -> None:
    """No condition is left out because it is written in a form that no operator knows."""
    for region in regions(shipped()):
        for name in names(shipped(), region):
            loaded = load_folder(shipped() / region / name, shipped())
            making = Mutating(loaded.ruleset)
            for condition in conditions_of(loaded, loaded.ruleset.supports):
                assert next(making.mutants(condition), None), condition


def test_declarations_are_read_strictly(toy: Toy) -> None:
    """A declaration names a support or a definition, never both, and its hash has eight digits."""
    for wrong in ("definition: severe, ", ""):
        text = declared("00000000").replace("support: cash, route: main, ", "" if not wrong else f"support: cash, {wrong}")
        with pytest.raises(el.RulesetError, match="give a support"):
            read_case_files(toy(GAP, cases__a=GAP_CASES + text))
    with pytest.raises(el.RulesetError, match="condition"):
        read_case_files(toy(GAP, cases__a=GAP_CASES + declared("xyz")))
    [read] = read_case_files(toy(GAP, cases__a=GAP_CASES + declared("00000000"))).equivalents
    assert (read.owner, read.route, read.mutant, read.condition, read.reason.zh) == ("cash", "main", "tekun dropped", "00000000", "理由")
