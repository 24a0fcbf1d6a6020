"""Plausible households whose every fact is known: one disabled member or more, ages, work, schooling and means that fit together.

The shares are chosen to look like a county federation's cases; they are no statistics.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import eligibility as el
from eligibility.facts.vocabulary import OTHER_BENEFITS, facts
from eligibility.logic.expr import facts_of, walk
from eligibility.rules.implications import situation_of

STANDARDS = {"urban": 720, "rural": 480}
CATEGORIES = {"physical": 50, "hearing": 12, "visual": 12, "intellectual": 10, "mental": 11, "speech": 5}


class Households:
    """Households of one region from a seed."""

    def __init__(self, seed: int, ruleset: el.Ruleset, day: date) -> None:
        self.random = random.Random(seed)
        self.ruleset = ruleset
        self.day = day
        read = {fact.key for expr in ruleset.conditions() for node in walk(expr) for fact in facts_of(node)}
        self.options = sorted(key.removeprefix("locality.options.") for key in read if key.startswith("locality.options."))
        self.recognisable = sorted(key.removeprefix("person.recognised.") for key in read if key.startswith("person.recognised."))

    def household(self) -> dict[str, Any]:
        """The JSON of a profile that the door accepts: one that a law rules out is drawn again."""
        while True:
            drawn = self._drawn()
            try:
                situation_of(el.Profile.model_validate(drawn), self.ruleset, self.day)
            except el.ProfileError:
                continue
            return drawn

    def _drawn(self) -> dict[str, Any]:
        area = self._one({"rural": 60, "urban": 40})
        means = self._means(STANDARDS[area])
        count = self._one({1: 15, 2: 25, 3: 30, 4: 20, 5: 10})
        members = [self._person(f"m{index}", index == 1 or self._chance(0.12), area, means) for index in range(1, count + 1)]
        return {
            "locality": {
                "adcode": self.ruleset.adcode,
                "dibao_standard": STANDARDS,
                "options": {option: self._chance(0.4) for option in self.options},
                "emergency_declared": self._chance(0.03),
            },
            "household": {"area": area, **means, "members": members, **self._plight()},
        }

    # -- the household

    def _means(self, standard: int) -> dict[str, Any]:
        income = round(standard * self._one({0.5: 15, 0.9: 15, 1.2: 20, 1.8: 20, 3.0: 20, 6.0: 10}) * self.random.uniform(0.9, 1.1))
        assets = self._chance(0.9 if income < 2 * standard else 0.5)
        dibao = assets and income < standard and self._chance(0.7)
        margin = assets and standard <= income < 1.5 * standard and self._chance(0.6)
        low = dibao or margin or (income < 2 * standard and self._chance(0.3))
        risk = {"none": 94, "at_risk": 3, "newly_poor": 2, "fallen_back": 1} if low else {"none": 100}
        return {
            "monthly_income_per_capita": income, "assets_within_limits": assets, "dibao": dibao, "dibao_margin": margin, "low_income": low,
            "economic_difficulty": low or self._chance(0.05), "relapse_risk": self._one(risk),
        }  # fmt: skip

    def _plight(self) -> dict[str, Any]:
        return {
            "housing": self._some("household.housing.", 0.05),
            "circumstances": self._some("household.circumstances.", 0.04),
        }

    # -- a person

    def _person(self, name: str, disabled: bool, area: str, means: Mapping[str, Any]) -> dict[str, Any]:
        age = self._age(disabled)
        disabilities = self._disabilities() if disabled else []
        certified = bool(disabilities) and self._chance(0.85)
        severe = any(line["grade"] <= 2 for line in disabilities)
        kinds = {line["category"] for line in disabilities}
        person = {
            "id": name, "birth_date": self._born(age).isoformat(), "sex": self._one({"male": 1, "female": 1}),
            "residence": self._one({"local_hukou": 90, "local_resident": 8, "elsewhere": 2}),
            "certified": certified, "disabilities": disabilities, "diagnosed": disabled and not certified and self._chance(0.7),
            "autism": "mental" in kinds and age < 18 and self._chance(0.5), "tekun": disabled and self._chance(0.03),
            "work_capacity": self._capacity(age, severe), "self_care": self._care(age, severe),
            "care_setting": self._one({"none": 60, "home": 30, "day": 5, "institution": 5} if severe else {"none": 1}),
            "applied": disabled and self._chance(0.5), "guardianship": bool(kinds & {"intellectual", "mental"}) and self._chance(0.5),
            "relation_to_disabled": ["self" if disabled else self._relation(age)],
            "service_status": self._one({"none": 97, "disabled_soldier": 2, "injured_police": 1} if disabled else {"none": 1}),
            "pregnancy": self._one({"none": 97, "pregnant": 2, "postpartum": 1} if 18 <= age < 45 else {"none": 1}),
            "orphan": age < 18 and self._chance(0.02), "unattended_child": age < 18 and self._chance(0.02),
            **self._sets(age, disabled, severe, kinds, area),
        }  # fmt: skip
        return person | self._schooling(age) | self._work(age, disabled) | self._received(person, means)

    def _age(self, disabled: bool) -> int:
        low, high = self._one(
            {(0, 6): 6, (7, 15): 9, (16, 17): 4, (18, 59): 51, (60, 90): 30} if disabled else {(0, 17): 25, (18, 59): 50, (60, 90): 25}
        )
        return self.random.randint(low, high)

    def _born(self, age: int) -> date:
        return self.day - timedelta(days=round(age * 365.25) + self.random.randint(1, 364))

    def _disabilities(self) -> list[dict[str, Any]]:
        kinds = {self._one(CATEGORIES) for _ in range(2 if self._chance(0.08) else 1)}
        return [{"category": kind, "grade": self._one({1: 15, 2: 30, 3: 25, 4: 30})} for kind in sorted(kinds)]

    def _capacity(self, age: int, severe: bool) -> str:
        if age < 16:
            return "none"
        return self._one({"none": 60, "partial": 35, "full": 5} if severe or age > 75 else {"none": 5, "partial": 20, "full": 75})

    def _care(self, age: int, severe: bool) -> str:
        if severe or age < 6 or age > 85:
            return self._one({"none": 40, "partial": 40, "full": 20})
        return self._one({"none": 1, "partial": 9, "full": 90})

    def _relation(self, age: int) -> str:
        if age < 18:
            return self._one({"child": 80, "relative": 20})
        return self._one({"family_caregiver": 35, "parent": 25, "relative": 20, "guardian": 20})

    def _sets(self, age: int, disabled: bool, severe: bool, kinds: set[str], area: str) -> dict[str, Any]:
        adult = age >= 18
        mental = ["severe_mental_disorder"] if "mental" in kinds and severe else ["mental_disorder"] if "mental" in kinds else []
        farming = ["farmer"] if adult and area == "rural" and self._chance(0.5) else []
        insured = [name for name, share in (("resident_medical", 0.85), ("resident_pension", 0.6 if adult else 0)) if self._chance(share)]
        phone = ["mobile_phone"] if age > 12 and self._chance(0.8) else []
        return {
            "conditions": [*mental, *self._some("person.conditions.", 0.02, mental)],
            "needs": self._some("person.needs.", 0.15 if severe else 0.08 if disabled else 0.01),
            "occupations": [*farming, *self._some("person.occupations.", 0.01 if adult else 0, farming)],
            "circumstances": self._some("person.circumstances.", 0.02 if disabled else 0.005),
            "insurances": insured,
            "legal_matter": self._some("person.legal_matter.", 0.01),
            "equipment": [*phone, *self._some("person.equipment.", 0.05 if disabled else 0.01, phone)],
        }

    def _schooling(self, age: int) -> dict[str, Any]:
        stages: dict[str, int] = {"none": 1}
        for low, high, found in (
            (3, 5, {"preschool": 80, "none": 20}),
            (6, 14, {"compulsory": 93, "none": 7}),
            (15, 17, {"senior_high": 45, "secondary_vocational": 35, "compulsory": 10, "none": 10}),
            (18, 22, {"higher": 35, "secondary_vocational": 5, "none": 60}),
        ):
            if low <= age <= high:
                stages = found
        stage = self._one(stages)
        recent = stage == "higher" and age >= 21 and self._chance(0.5)
        return {"student_stage": stage, "recent_graduate": recent, "college_graduate": recent or (age > 22 and self._chance(0.12))}

    def _work(self, age: int, disabled: bool) -> dict[str, Any]:
        ways = {"none": 55, "flexible": 15, "unemployed": 10, "employed": 10, "self_employed": 5, "supported": 3, "public_post": 2}
        if not disabled:
            ways = {"employed": 40, "flexible": 30, "none": 15, "self_employed": 8, "unemployed": 7}
        if not 16 <= age < 60:
            ways = {"none": 85, "flexible": 15} if age >= 60 else {"none": 1}
        way = self._one(ways)
        working = way not in {"none", "unemployed"}
        work: dict[str, Any] = {
            "employment": way, "stable_income": working and self._chance(0.6),
            "wants_work": 16 <= age < 60 and (working or self._chance(0.5)),
            "fit_for_post": 16 <= age < 60 and self._chance(0.8), "first_employment": working and self._chance(0.15),
        }  # fmt: skip
        if working:
            work["employment_since"] = (self.day - timedelta(days=self.random.randint(30, 4000))).isoformat()
        return work

    def _received(self, person: Mapping[str, Any], means: Mapping[str, Any]) -> dict[str, Any]:
        severe = any(line["grade"] <= 2 for line in person["disabilities"])
        receives = ["tekun"] if person["tekun"] else []
        for support, likely in (
            ("nursing_subsidy", severe and person["certified"] and not person["tekun"]),
            ("living_allowance", means["dibao"] and person["certified"] and not person["tekun"]),
        ):
            if likely and support in self.ruleset.catalogue and self._chance(0.5):
                receives.append(support)
        receives += [other for other in OTHER_BENEFITS if other != "orphan_living_allowance" and self._chance(0.005)]
        recognised = [name for name in self.recognisable if person["disabilities"] and self._chance(0.04)]
        return {"receives": receives, "recognised": recognised}

    # -- chances

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _one(self, weights: Mapping[Any, int]) -> Any:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def _some(self, prefix: str, share: float, but: list[str] | None = None) -> list[str]:
        members = (key.removeprefix(prefix) for key in facts() if key.startswith(prefix))
        return [member for member in members if self._chance(share) and member not in (but or ())]
