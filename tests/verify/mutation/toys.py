"""Small rulesets, their cases, and what mutation testing leaves of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from eligibility.rules.load import load_folder
from eligibility.verify.mutation.mutants import Mutant, Mutating, conditions_of
from eligibility.verify.mutation.run import Mutated, Survivor, mutate_folder
from eligibility.views.mutation import pasted
from tests.conftest import DEFINITIONS, support

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
