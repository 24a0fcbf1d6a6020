"""The profile: a household, its locality and organisations, as the caseworker knows them.

Every fact is optional, and a fact that is absent (or null) is unknown. The models are the vocabulary's types;
titles, labels and questions stand in `labels.yaml`. Values are strict: nothing is guessed from a text that looks
like a number or a yes. Representations show no value, because every value is personal data.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from eligibility.facts.certificate import Category, CertificateError, read_certificate


class Unit(str):
    """The unit of a number, beside its type."""


Count = Annotated[int, Field(ge=0, le=100_000_000)]
Money = Annotated[Decimal, Field(ge=0, le=1_000_000_000, max_digits=22, decimal_places=12), Unit("CNY/person/month")]
Need = Literal[
    "rehab", "rehab_training", "surgery", "assistive_device", "day_care", "residential_care", "home_care", "long_term_care",
    "respite", "training", "further_study", "legal_help", "home_modification", "medical_care", "enrolment", "family_doctor",
    "culture", "sport", "screening", "counselling",
]  # fmt: skip


class Model(BaseModel):
    """Strict, closed and silent about its values."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, allow_inf_nan=False)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} with {len(self.model_fields_set)} entries>"

    __str__ = __repr__


class Disability(Model):
    """One line of a certificate: a category and its grade, 1 (heaviest) to 4."""

    category: Category
    grade: Annotated[int, Field(ge=1, le=4)] | None = None


class Person(Model):
    """A member of the household."""

    id: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
    birth_date: date | None = None
    age: Annotated[int | None, Field(ge=0, le=150), Unit("years")] = None
    sex: Literal["male", "female"] | None = None
    residence: Literal["local_hukou", "local_resident", "elsewhere"] | None = None
    certified: bool | None = None
    certificate_no: str | None = None
    disabilities: tuple[Disability, ...] | None = None
    autism: bool | None = None
    diagnosed: bool | None = None
    conditions: (
        frozenset[
            Literal[
                "severe_mental_disorder", "mental_disorder", "spinal_injury", "late_blindness", "congenital_malformation", "work_injury",
                "serious_illness",
            ]
        ]
        | None
    ) = None  # fmt: skip
    work_capacity: Literal["full", "partial", "none"] | None = None
    fit_for_post: bool | None = None
    self_care: Literal["full", "partial", "none"] | None = None
    tekun: bool | None = None
    stable_income: bool | None = None
    employment: Literal["employed", "self_employed", "flexible", "supported", "public_post", "unemployed", "none"] | None = None
    wants_work: bool | None = None
    student_stage: Literal["none", "preschool", "compulsory", "senior_high", "secondary_vocational", "higher", "postgraduate"] | None = None
    recent_graduate: bool | None = None
    college_graduate: bool | None = None
    orphan: bool | None = None
    unattended_child: bool | None = None
    insurances: (
        frozenset[
            Literal[
                "resident_pension", "resident_medical", "employee_pension", "employee_medical", "basic_medical", "unemployment",
                "work_injury", "accident", "agricultural", "commercial",
            ]
        ]
        | None
    ) = None  # fmt: skip
    needs: frozenset[Need] | None = None
    occupations: (
        frozenset[
            Literal[
                "blind_massage", "medical_massage", "special_ed_teacher", "athlete", "artist", "heritage_inheritor", "skills_master",
                "arts_teacher", "volunteer", "disability_worker", "e_commerce", "farmer", "handicraft", "athlete_potential",
                "service_professional", "federation_worker",
            ]
        ]
        | None
    ) = None  # fmt: skip
    circumstances: (
        frozenset[
            Literal[
                "vagrant", "quarantined", "guardian_unavailable", "sudden_difficulty", "relocated", "on_psychosis_medication",
                "outside_dibao_reach", "internship", "stable_phase", "employment_difficulty", "undergoing_assessment", "rural_migrant",
                "contest_winner", "commended", "lifted_out_of_poverty", "newly_poor", "fallen_back_poor", "in_criminal_case",
                "elected_deputy", "interprovince_application", "special_difficulty", "cannot_attend_school", "able_ordinary_education",
                "in_catchment", "listed_post_applicant", "affected_by_emergency", "special_school_graduate",
            ]
        ]
        | None
    ) = None  # fmt: skip
    service_status: (
        Literal["none", "disabled_soldier", "injured_police", "auxiliary_police", "fire_rescue", "state_organ_worker"] | None
    ) = None
    care_setting: Literal["none", "home", "day", "institution"] | None = None
    legal_matter: (
        frozenset[
            Literal[
                "litigation", "arbitration", "criminal_case", "maintenance", "child_support", "labour_pay", "work_injury_compensation",
                "bereavement_money", "forensic_appraisal", "notarisation", "complaint",
            ]
        ]
        | None
    ) = None  # fmt: skip
    equipment: (
        frozenset[
            Literal[
                "motor_wheelchair", "electric_wheelchair", "guide_dog", "assistive_device", "car", "mobile_phone", "broadband",
                "public_benefit_app", "caring_package",
            ]
        ]
        | None
    ) = None  # fmt: skip
    receives: frozenset[str] | None = None
    recognised: frozenset[str] | None = None
    applied: bool | None = None
    guardianship: bool | None = None
    relation_to_disabled: Literal["self", "relative", "family_caregiver", "guardian", "accompanying_relative", "parent", "child"] | None = (
        None
    )
    pregnancy: Literal["none", "pregnant", "high_risk", "postpartum", "newborn"] | None = None
    first_employment: bool | None = None
    employment_since: date | None = None
    certificate_valid_until: date | None = None

    @field_validator("certificate_no")
    @classmethod
    def _readable(cls, number: str | None) -> str | None:
        try:
            if number is not None:
                read_certificate(number)
        except CertificateError as error:
            raise PydanticCustomError("certificate", "{en}", {"zh": error.text.zh, "en": error.text.en}) from None
        return number


class Household(Model):
    """Those who live together, and what is known of them as a whole."""

    members: tuple[Person, ...] | None = None
    disabled_member: bool | None = None
    severe_member: bool | None = None
    area: Literal["urban", "rural"] | None = None
    monthly_income_per_capita: Money | None = None
    assets_within_limits: bool | None = None
    dibao: bool | None = None
    dibao_margin: bool | None = None
    low_income: bool | None = None
    economic_difficulty: bool | None = None
    relapse_risk: Literal["none", "at_risk", "newly_poor", "fallen_back"] | None = None
    housing: frozenset[Literal["dilapidated", "unsafe", "none_owned", "needs_accessibility"]] | None = None
    size: Annotated[int | None, Field(ge=1, le=100), Unit("persons")] = None
    employed_members: Annotated[int | None, Field(ge=0, le=100), Unit("persons")] = None
    circumstances: (
        frozenset[
            Literal[
                "multiple_disabled", "old_supporting_disabled", "old_and_disabled", "disabled_and_ill", "sudden_accident",
                "short_of_labour", "social_assistance", "farming_project", "sudden_difficulty", "social_security_dependent",
                "elderly_with_adult_disabled_child",
            ]
        ]
        | None
    ) = None  # fmt: skip
    dibao_end_date: date | None = None


class DibaoStandard(Model):
    """The subsistence standard of the locality, urban and rural."""

    urban: Money | None = None
    rural: Money | None = None


class Locality(Model):
    """Where the household lives: its area code, standards and the local options it has adopted."""

    adcode: Annotated[str, Field(pattern=r"^\d{6}$")] | None = None
    dibao_standard: DibaoStandard | None = None
    options: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")], bool | None] | None = None
    emergency_declared: bool | None = None


class Organisation(Model):
    """An employer, school, car park or other body on which a plan lays a duty or which it supports."""

    id: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
    type: (
        Literal[
            "party_gov_organ", "public_institution", "state_enterprise", "enterprise", "private_non_enterprise", "social_organisation",
            "cooperative", "individual_business", "federation", "school", "special_school", "kindergarten", "vocational_school", "hospital",
            "library", "car_park", "elderly_institution", "child_welfare_institution", "care_institution", "rehab_institution",
            "rehab_station", "supported_employment_institution", "job_service", "training_body", "agricultural_operator",
            "massage_institution", "culture_station", "arts_group", "other", "residential_car_park",
        ]
        | None
    ) = None  # fmt: skip
    level: Literal["province", "city", "county", "township", "village"] | None = None
    staffing: Annotated[Count | None, Unit("posts")] = None
    employees: Annotated[Count | None, Unit("persons")] = None
    disabled_employees: Annotated[Count | None, Unit("persons")] = None
    disabled_cadres: Annotated[Count | None, Unit("persons")] = None
    levy_status: Literal["paid", "unpaid", "underpaid", "exempt"] | None = None
    actions: (
        frozenset[
            Literal[
                "internship", "formal_hire", "public_post", "insurance_paid", "placement_one_year", "concentrated_employment", "over_quota",
                "contest_sending", "dishonest_conduct", "quota_review", "plan_reporting", "outstanding_contribution", "serves_child_rehab",
            ]
        ]
        | None
    ) = None  # fmt: skip
    disabled_pupils: Annotated[Count | None, Unit("pupils")] = None
    car_spaces: Annotated[Count | None, Unit("spaces")] = None
    status: (
        frozenset[
            Literal[
                "registered", "accepted", "operating", "newly_built", "private", "non_profit", "public_benefit", "inclusive", "rated",
                "on_list", "committee_member", "disabled_founded", "strong_lead", "well_managed", "scale",
            ]
        ]
        | None
    ) = None  # fmt: skip
    cadres: Annotated[Count | None, Unit("persons")] = None
    residents: frozenset[Literal["severe_hardship", "tekun", "elderly_disabled"]] | None = None
    reserved_spaces: Annotated[Count | None, Unit("spaces")] = None
    quota_met: bool | None = None
    recognised: frozenset[str] | None = None


class Profile(Model):
    """What is known. `dont_know` lists facts that were asked and are not known: unknown, but not asked again."""

    as_of: date | None = None
    locality: Locality = Field(default_factory=Locality)
    household: Household | None = None
    organisations: tuple[Organisation, ...] = ()
    dont_know: tuple[str, ...] = ()
