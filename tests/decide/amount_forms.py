"""The forms that amounts take in real and asked rules, as small foreign plans: nothing in them is any region's rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

STANDARDS = """
standards:
  minimum_wage: {unit: CNY/person/month, zh: 最低工资, en: minimum wage}
  average_wage: {unit: CNY/person/year, zh: 平均工资, en: average wage}
"""
FIGURES = """
figures:
  dibao_line:
    unit: CNY/person/month
    is: {tiers: {"area == 'urban'": dibao_standard.urban, "area == 'rural'": dibao_standard.rural}}
    cite: [一]
    zh: 所在地标准
    en: the standard of the place
  levy_wage:
    unit: CNY/person/year
    is: min(average_wage, 2 * standards.average_wage)
    cite: [一]
    zh: 计征工资
    en: wage of the levy
  short:
    unit: persons
    is: max(0.016 * employees - disabled_employees, 0)
    cite: [一]
    zh: 差额人数
    en: persons short
"""
Path = tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """An amount as it is written, for whom, and values to try for each fact by its place in the profile."""

    benefit: str
    facts: Mapping[Path, Sequence[object]]
    entity: str = "person"
    when: str = "certified"
    expected: Mapping[str, object] = field(default_factory=dict)

    def rules(self) -> str:
        return f"""
- support: cash
  for: {self.entity}
  routes:
    main:
      when: {self.when}
      modality: mandatory
      cite: [一]
  benefit:
    kind: cash
{self.benefit}"""


def _member(*path: str) -> Path:
    return ("household", "members", *path)


URBAN: Path = ("locality", "dibao_standard", "urban")
RURAL: Path = ("locality", "dibao_standard", "rural")
AREA: Path = ("household", "area")
INCOME: Path = ("household", "monthly_income_per_capita")
COST: Path = _member("costs", "card")
DISABILITIES: Path = _member("disabilities")
WAGE: Path = ("locality", "standards", "minimum_wage")
PLACE_WAGE: Path = ("locality", "standards", "average_wage")
EMPLOYEES: Path = ("organisation", "employees")
DISABLED: Path = ("organisation", "disabled_employees")
SEVERE: Path = ("organisation", "severe_employees")
OWN_WAGE: Path = ("organisation", "average_wage")


def grades(*levels: int) -> list[object]:
    return [[{"category": "physical", "grade": level}] for level in levels]


FORMS: Mapping[str, Form] = {
    "a number": Form("    amount: 110\n    unit: CNY/month\n", {}),
    "at least a number": Form("    amount: {at_least: 140}\n    unit: CNY/month\n", {}),
    "at most a number": Form("    amount: {at_most: 24000}\n    unit: CNY/year\n", {}),
    "between two numbers": Form("    amount: {between: [2000, 5000]}\n    unit: CNY/once\n", {}),
    "share of the standard by class": Form(
        "    unit: CNY/person/month\n    amount:\n      tiers:\n"
        "        dibao_class == 'A': figures.dibao_line\n        dibao_class == 'B': 0.7 * figures.dibao_line\n",
        {("household", "dibao_class"): ("A", "B", "C"), AREA: ("urban", "rural"), URBAN: (0, 700), RURAL: (0, 500)},
    ),
    "dibao as the gap": Form(
        '    unit: CNY/month\n    amount: {exactly: "max(figures.dibao_line - monthly_income_per_capita, 0) * size"}\n',
        {AREA: ("urban", "rural"), URBAN: (0, 700), RURAL: (0, 500), INCOME: (0, 300, 650)},
        "household",
        "area in {'urban', 'rural'}",
    ),
    "60% capped": Form(
        '    unit: CNY/month\n    amount: {exactly: "min(0.6 * costs.card, 6000)"}\n',
        {COST: (0, 1000, 9000, 20000)},
    ),
    "half, capped, whole yuan": Form(
        '    unit: CNY/month\n    amount: {exactly: "min(0.5 * costs.card, 5000)"}\n    round: {to: 1, how: down}\n',
        {COST: (0, 1001, 9000, 20000)},
    ),
    "five wages a whole person over quota": Form(
        '    unit: CNY/once\n    amount: {exactly: "5 * standards.minimum_wage * down(max(disabled_employees - 0.015 * employees, 0))"}\n',
        {WAGE: (0, 1500), DISABLED: (0, 3, 9), EMPLOYEES: (0, 100, 400)},
        "organisation",
        "type == 'enterprise'",
    ),
    "severe employees count twice": Form(
        '    unit: CNY/once\n    amount: {exactly: "standards.minimum_wage * (disabled_employees + severe_employees)"}\n',
        {WAGE: (0, 1500), DISABLED: (0, 3), SEVERE: (0, 2)},
        "organisation",
        "type == 'enterprise'",
    ),
    "tiers by grade with a cap": Form(
        "    unit: CNY/month\n    amount:\n      tiers:\n"
        "        grade == 1: 150\n        grade == 2: 100\n        grade in {3, 4}: {at_most: 60}\n",
        {DISABILITIES: grades(1, 2, 3, 4)},
    ),
    "tiers beyond those whom the route reaches": Form(
        "    unit: CNY/month\n    amount:\n      tiers:\n        grade == 1: 150\n        grade == 2: 100\n        grade in {3, 4}: 60\n",
        {DISABILITIES: grades(1, 2, 3, 4)},
        when="certified and severe",
    ),
    "tiers of which the way to the support decides": Form(
        "    unit: CNY/month\n    amount:\n      tiers:\n        grade == 1: 150\n        grade == 2: 100\n        grade in {3, 4}: 60\n",
        {DISABILITIES: grades(1, 2, 3, 4), _member("autism"): (True, False), _member("orphan"): (True, False)},
        when="autism and grade in {1, 2} or orphan and grade in {3, 4}",
    ),
    "a share of a bill from a sum on": Form(
        '    unit: CNY/month\n    amount: {exactly: "min(0.6 * costs.card, 6000)"}\n',
        {COST: (0, 1000, 9000, 20000)},
        when="costs.card >= 1000",
    ),
    "levy": Form(
        "    unit: CNY/year\n    amount:\n      tiers:\n"
        "        employees <= 30: 0\n"
        "        employees > 30 and disabled_employees >= 0.01 * employees: 0.5 * figures.levy_wage * figures.short\n"
        "        employees > 30 and disabled_employees < 0.01 * employees: 0.9 * figures.levy_wage * figures.short\n",
        {EMPLOYEES: (10, 100, 1000), DISABLED: (0, 1, 20), OWN_WAGE: (0, 90000), PLACE_WAGE: (0, 60000)},
        "organisation",
        "type == 'enterprise'",
    ),
}
REPEATING = {"levy"}
"""Forms that read a fact more than once: their intervals may be wider than needed."""


def profile(form: Form, chosen: Mapping[Path, object]) -> dict[str, object]:
    """A profile that holds the facts chosen."""
    member: dict[str, object] = {"id": "m1", "certified": True}
    household: dict[str, object] = {"members": [member], "size": 2}
    body: dict[str, object] = {"id": "o1", "type": "enterprise"}
    made: dict[str, object] = {"household": household}
    for path, value in chosen.items():
        at: dict[str, object] = {"household": household, "organisation": body}.get(path[0]) or _at(made, path[0])
        rest = path[1:]
        if rest[0] == "members":
            at, rest = member, rest[1:]
        for key in rest[:-1]:
            at = _at(at, key)
        at[rest[-1]] = value
    return made | ({"organisations": [body]} if form.entity == "organisation" else {})


def _at(data: dict[str, object], key: str) -> dict[str, object]:
    inner = data.setdefault(key, {})
    assert isinstance(inner, dict)
    return inner
