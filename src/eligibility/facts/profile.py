"""The profile: a household, its locality and organisations, as the caseworker knows them.

Every fact is optional; an absent (or null) fact is unknown. The models are the vocabulary's types; titles, labels and
questions are in `labels.yaml`. Values are strict: a text that looks like a number or a yes is not converted. Data from
Python is read like the same JSON: a day may be a text, a set or a tuple may be a list, an amount may be any number.
Reprs and errors show no value, because every value is personal data.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    Strict,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError, PydanticKnownError

from eligibility._identity import is_identity_number
from eligibility.codes import ProblemCode
from eligibility.errors import Problem, ProfileError
from eligibility.facts.certificate import Category, CertificateError, read_certificate
from eligibility.facts.json_text import checked_text, form_of, keyed, parsed
from eligibility.facts.problems import check_ids, check_paths, found, refusal
from eligibility.i18n import Text
from eligibility.limits import AGE, MEMBERS, MONEY_DIGITS, ORGANISATIONS
from eligibility.logic.types import written_day


class Unit(str):
    """The unit of a number, beside its type."""


def _day(value: object) -> object:
    """A day from its text, written as 2024-06-01."""
    if isinstance(value, str):
        try:
            return written_day(value)
        except ValueError:
            return value
    return value


def _amount(value: object) -> object:
    """An exact amount from a number or its text. A float is read by its shortest text, as JSON writes it."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    if isinstance(value, str) and not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", value, re.ASCII):
        raise PydanticKnownError("decimal_parsing")
    try:
        return Decimal(float.__repr__(value) if isinstance(value, float) else value)
    except InvalidOperation:
        raise PydanticKnownError("decimal_parsing") from None


def _few_digits(value: Decimal) -> Decimal:
    """Refuse zeros without end, which are as long to reckon with as other digits: behind the point, or of a zero's exponent."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or not -MONEY_DIGITS <= exponent <= 10:
        raise PydanticKnownError("decimal_max_places", {"decimal_places": MONEY_DIGITS})
    return value


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _in_order(value: object) -> object:
    """A set has no order of its own: its texts are put in order, so that it reads as the list of them."""
    return tuple(sorted(value, key=str)) if isinstance(value, set | frozenset) else value


def _listed(value: object) -> object:
    """Refuse anything for a set that does not correspond to a list in JSON."""
    if not isinstance(value, list | tuple | set | frozenset):
        raise PydanticKnownError("frozen_set_type")
    return value


def _one_listed(value: object) -> object:
    """A single word as the list of it."""
    return (value,) if isinstance(value, str) else value


def _at_most(most: int, of: Text) -> BeforeValidator:
    """Refuse a longer list before anything in it is read."""

    def bounded(value: object) -> object:
        if isinstance(value, list | tuple) and len(value) > most:
            said = {"zh": f"{of.zh}最多{most}个", "en": f"may have at most {most} {of.en}"}
            raise PydanticCustomError(ProblemCode.TOO_MANY.value, "{en}", said)
        return value

    return BeforeValidator(bounded)


def _unless_null(default: Callable[[], object]) -> BeforeValidator:
    """Null is unknown, as if the entry were not written."""
    return BeforeValidator(lambda value: default() if value is None else value)


def _no_identity_number(value: str) -> str:
    """An id is shown with every answer: it may not be the number of a person."""
    if is_identity_number(re.sub(r"[_-]", "", value)):
        raise PydanticKnownError("string_pattern_mismatch", {"pattern": ""})
    return value


T = TypeVar("T")
OwnId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$"), AfterValidator(_no_identity_number)]
DayEntry = Annotated[date, BeforeValidator(_day)]
TupleOf = Annotated[tuple[T, ...], BeforeValidator(_tuple)]
SetOf = Annotated[frozenset[T], Strict(False), BeforeValidator(_listed)]
Count = Annotated[int, Field(ge=0, le=100_000_000)]
Yuan = Annotated[
    Decimal,
    Field(ge=0, le=1_000_000_000, max_digits=10 + MONEY_DIGITS, decimal_places=MONEY_DIGITS),
    BeforeValidator(_amount),
    AfterValidator(_few_digits),
]
Money = Annotated[Yuan, Unit("CNY/person/month")]
Relation = Literal["self", "relative", "family_caregiver", "guardian", "accompanying_relative", "parent", "child"]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,79}$")]
Need = Literal[
    "rehab", "rehab_training", "surgery", "assistive_device", "day_care", "residential_care", "home_care", "long_term_care",
    "respite", "training", "further_study", "legal_help", "home_modification", "medical_care", "enrolment", "family_doctor",
    "culture", "sport", "screening", "counselling",
]  # fmt: skip


class Model(BaseModel):
    """The base of all models: strict, closed, and never showing a value."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, allow_inf_nan=False, defer_build=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} with {len(self.model_fields_set)} entries>"

    __str__ = __repr__

    @model_validator(mode="wrap")
    @classmethod
    def _in_our_words(cls, data: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Report all problems at once with our codes, paths and words, and none of the given values."""
        given, problems = cls._opened(data)
        if not problems:
            try:
                made = handler(given)
            except ValidationError as error:
                problems = found(error, cls)
            else:
                problems = made._beyond()
                if not problems:
                    return made
        raise refusal(problems, cls.__name__)

    @classmethod
    def _opened(cls, data: object) -> tuple[object, list[Problem]]:
        """The data in the form in which entries are read, and the problems with its form."""
        return data, []

    def _beyond(self) -> list[Problem]:
        """The problems beyond the types of the entries."""
        return []


class Disability(Model):
    """One line of a certificate: a category and its grade, 1 (heaviest) to 4."""

    category: Category
    grade: Annotated[int, Field(ge=1, le=4)] | None = None


class Person(Model):
    """A member of the household."""

    id: OwnId
    birth_date: DayEntry | None = None
    age: Annotated[int | None, Field(ge=0, le=AGE), Unit("years")] = None
    sex: Literal["male", "female"] | None = None
    residence: Literal["local_hukou", "local_resident", "elsewhere"] | None = None
    certified: bool | None = None
    certificate_no: str | None = None
    disabilities: TupleOf[Disability] | None = None
    autism: bool | None = None
    diagnosed: bool | None = None
    conditions: (
        SetOf[
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
    employment: Literal["employed", "self_employed", "flexible", "farming", "supported", "public_post", "unemployed", "none"] | None = None
    wants_work: bool | None = None
    student_stage: Literal["none", "preschool", "compulsory", "senior_high", "secondary_vocational", "higher", "postgraduate"] | None = None
    recent_graduate: bool | None = None
    college_graduate: bool | None = None
    orphan: bool | None = None
    unattended_child: bool | None = None
    insurances: (
        SetOf[
            Literal[
                "resident_pension", "resident_medical", "employee_pension", "employee_medical", "basic_medical", "unemployment",
                "work_injury", "accident", "agricultural", "commercial",
            ]
        ]
        | None
    ) = None  # fmt: skip
    draws_resident_pension: bool | None = None
    needs: SetOf[Need] | None = None
    needs_complete: bool | None = None
    occupations: (
        SetOf[
            Literal[
                "blind_massage", "medical_massage", "special_ed_teacher", "athlete", "artist", "heritage_inheritor", "skills_master",
                "arts_teacher", "volunteer", "disability_worker", "e_commerce", "farmer", "handicraft", "athlete_potential",
                "service_professional", "federation_worker",
            ]
        ]
        | None
    ) = None  # fmt: skip
    circumstances: (
        SetOf[
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
        SetOf[
            Literal[
                "litigation", "arbitration", "criminal_case", "maintenance", "child_support", "labour_pay", "work_injury_compensation",
                "bereavement_money", "forensic_appraisal", "notarisation", "complaint",
            ]
        ]
        | None
    ) = None  # fmt: skip
    equipment: (
        SetOf[
            Literal[
                "motor_wheelchair", "electric_wheelchair", "guide_dog", "assistive_device", "car", "mobile_phone", "broadband",
                "public_benefit_app", "caring_package",
            ]
        ]
        | None
    ) = None  # fmt: skip
    receives: SetOf[str] | None = None
    recognised: SetOf[str] | None = None
    applied: bool | None = None
    guardianship: bool | None = None
    relation_to_disabled: (
        Annotated[SetOf[Relation], BeforeValidator(_one_listed, json_schema_input_type=frozenset[Relation] | Relation)] | None
    ) = None
    pregnancy: Literal["none", "pregnant", "high_risk", "postpartum", "newborn"] | None = None
    first_employment: bool | None = None
    employment_since: DayEntry | None = None
    certificate_valid_until: DayEntry | None = None
    costs: dict[Key, Yuan | None] | None = None
    amounts: dict[Key, Yuan | None] | None = None
    applied_on: dict[Key, DayEntry | None] | None = None

    @field_validator("certificate_no")
    @classmethod
    def _readable(cls, number: str | None) -> str | None:
        try:
            if number is not None:
                read_certificate(number)
        except CertificateError as error:
            raise PydanticCustomError(
                "wrong_certificate_number",
                "{en}",
                {"zh": f"残疾人证号有误：{error.text.zh}", "en": f"is not a certificate number: {error.text.en}"},
            ) from None
        return number


class Household(Model):
    """The people who live together, and the facts about them as a whole."""

    members: (
        Annotated[tuple[Person, ...], Field(max_length=MEMBERS), BeforeValidator(_tuple), _at_most(MEMBERS, Text("成员", "members"))] | None
    ) = None
    disabled_member: bool | None = None
    severe_member: bool | None = None
    area: Literal["urban", "rural"] | None = None
    monthly_income_per_capita: Money | None = None
    assets_within_limits: bool | None = None
    dibao: bool | None = None
    dibao_class: Literal["A", "B", "C"] | None = None
    dibao_margin: bool | None = None
    low_income: bool | None = None
    economic_difficulty: bool | None = None
    relapse_risk: Literal["none", "at_risk", "newly_poor", "fallen_back"] | None = None
    housing: SetOf[Literal["dilapidated", "unsafe", "none_owned", "needs_accessibility"]] | None = None
    size: Annotated[int | None, Field(ge=1, le=MEMBERS), Unit("persons")] = None
    employed_members: Annotated[int | None, Field(ge=0, le=MEMBERS), Unit("persons")] = None
    circumstances: (
        SetOf[
            Literal[
                "multiple_disabled", "old_supporting_disabled", "old_and_disabled", "disabled_and_ill", "sudden_accident",
                "short_of_labour", "social_assistance", "farming_project", "sudden_difficulty", "social_security_dependent",
                "elderly_with_adult_disabled_child",
            ]
        ]
        | None
    ) = None  # fmt: skip
    dibao_end_date: DayEntry | None = None


class DibaoStandard(Model):
    """The subsistence standard of the locality, urban and rural."""

    urban: Money | None = None
    rural: Money | None = None


class Locality(Model):
    """Where the household lives: the area code, the standards, and the local options that the locality has adopted."""

    adcode: Annotated[str, Field(pattern=r"^[0-9]{6}$")] | None = None
    dibao_standard: DibaoStandard | None = None
    standards: dict[Key, Yuan | None] | None = None
    options: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")], bool | None] | None = None
    emergency_declared: bool | None = None


class Organisation(Model):
    """An employer, school, car park or other body that has a duty under a plan or receives a support."""

    id: OwnId
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
    public_institution: bool | None = None
    staffing: Annotated[Count | None, Unit("posts")] = None
    employees: Annotated[Count | None, Unit("persons")] = None
    disabled_employees: Annotated[Count | None, Unit("persons")] = None
    severe_employees: Annotated[Count | None, Unit("persons")] = None
    average_wage: Annotated[Yuan | None, Unit("CNY/person/year")] = None
    disabled_cadres: Annotated[Count | None, Unit("persons")] = None
    levy_status: Literal["paid", "unpaid", "underpaid", "exempt"] | None = None
    actions: (
        SetOf[
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
        SetOf[
            Literal[
                "registered", "accepted", "operating", "newly_built", "private", "non_profit", "public_benefit", "inclusive", "rated",
                "on_list", "committee_member", "disabled_founded", "strong_lead", "well_managed", "scale", "commended",
            ]
        ]
        | None
    ) = None  # fmt: skip
    cadres: Annotated[Count | None, Unit("persons")] = None
    residents: SetOf[Literal["severe_hardship", "tekun", "elderly_disabled"]] | None = None
    reserved_spaces: Annotated[Count | None, Unit("spaces")] = None
    quota_met: bool | None = None
    recognised: SetOf[str] | None = None


class Profile(Model):
    """Everything known of a household. `dont_know` lists facts that were asked without an answer: they are not asked again."""

    as_of: DayEntry | None = None
    locality: Annotated[Locality, _unless_null(Locality)] = Field(default_factory=Locality)
    household: Household | None = None
    organisations: Annotated[
        tuple[Organisation, ...],
        Field(max_length=ORGANISATIONS),
        BeforeValidator(_tuple),
        _at_most(ORGANISATIONS, Text("单位", "organisations")),
        _unless_null(tuple),
    ] = ()
    dont_know: Annotated[TupleOf[str], BeforeValidator(_in_order), _unless_null(tuple)] = ()

    def subjects(self) -> dict[str, type[Model]]:
        """The id of every subject with the model of its facts."""
        members = (self.household.members if self.household else None) or ()
        return {
            "household": Household,
            "locality": Locality,
            **dict.fromkeys((member.id for member in members), Person),
            **dict.fromkeys((body.id for body in self.organisations), Organisation),
        }

    @classmethod
    def _opened(cls, data: object) -> tuple[object, list[Problem]]:
        if isinstance(data, cls):
            return data, []
        problems = form_of(data)
        return (None if problems else keyed(data)), problems

    def problems(self) -> list[Problem]:
        """The problems beyond the types of the entries: ids, paths in `dont_know`."""
        members = (self.household.members if self.household else None) or ()
        ids = check_ids([member.id for member in members], [body.id for body in self.organisations])
        return [*ids, *check_paths(self.dont_know, self.subjects())] if self.dont_know else ids

    def _beyond(self) -> list[Problem]:
        return self.problems()

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **settings: Any) -> Self:
        """The profile in a JSON text, read as `read_profile` reads it.

        Raises:
            ValidationError: listing every problem with its code and path; it holds none of the given values.
        """
        try:
            data = parsed(bytes(json_data) if isinstance(json_data, bytearray) else checked_text(json_data))
        except ProfileError as error:
            problems = [problem for problem in error.problems if isinstance(problem, Problem)]
        else:
            return cls.model_validate(data, **settings)
        raise refusal(problems, cls.__name__)
