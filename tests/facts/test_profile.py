"""The door: what a profile may hold, and every mistake told with its path and mend, all at once."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

import eligibility as el
from eligibility.facts import labels
from eligibility.facts.schema import facts_listing
from eligibility.facts.vocabulary import COMPONENTS, ENTITIES, LOCAL_OPTIONS, facts
from eligibility.limits import PROBLEMS
from tests.conftest import one


def refused(profile: Any) -> str:
    with pytest.raises(el.ProfileError) as caught:
        el.read_profile(profile if isinstance(profile, str | bytes) else json.dumps(profile))
    assert caught.value.text("zh")
    return caught.value.text("en")


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ({"househld": {}}, "profile: there is no 'househld'. Did you mean household?"),
        (one(ag=3), "household.members[0]: there is no 'ag'. Did you mean age?"),
        (one(certified="yes"), "household.members[0].certified: must be true or false"),
        (one(certified=1), "household.members[0].certified: must be true or false"),
        (one(age="34"), "household.members[0].age: must be a whole number"),
        (one(age=34.5), "household.members[0].age: must be a whole number"),
        (one(age=-1), "household.members[0].age: must not be below 0"),
        (one(age=200), "household.members[0].age: must not be above 150"),
        (one(birth_date="1985-02-29"), "household.members[0].birth_date: is not a date that exists"),
        (one(birth_date="1 March"), "household.members[0].birth_date: is not a date that exists"),
        (one(employment="employd"), "Did you mean employed?"),
        (one(needs=["rehb"]), "household.members[0].needs[0]: must be one of: rehab"),
        (one(needs="rehab"), "household.members[0].needs: must be a list"),
        (one(disabilities=[{"category": "physical", "grade": 5}]), "grade: must not be above 4"),
        (one(disabilities=[{"category": "leg"}]), "household.members[0].disabilities[0].category: must be one of: visual"),
        (one(certificate_no="652301199001010005"), "two more digits"),
        (one(id="张三"), "Use no name or identity number"),
        ({"household": {"monthly_income_per_capita": -5}}, "household.monthly_income_per_capita: must not be below 0"),
        ({"household": {"monthly_income_per_capita": "much"}}, "household.monthly_income_per_capita: must be a number"),
        ({"household": []}, "household: must be an object"),
        ({"locality": {"adcode": 620702}}, "locality.adcode: must be a text"),
        ({"locality": {"adcode": "62070"}}, "locality.adcode: must be an area code of 6 digits"),
        ({"household": {"members": [{"id": "m1"}, {"id": "m1"}]}}, "household.members[1].id: is the same id as household.members[0].id"),
        ({"household": {"members": [{"id": "m1"}]}, "organisations": [{"id": "m1"}]}, "is the same id"),
        ({"household": {"members": [{"id": "household"}]}}, "is the same id as household"),
        ({"organisations": [{"id": "o1", "staffing": -1}]}, "organisations[0].staffing: must not be below 0"),
        ({"dont_know": ["m9.age"]}, "dont_know[0]: there is no 'm9'"),
        ({"household": {"members": [{"id": "m1"}]}, "dont_know": ["m1.agee"]}, "Did you mean age?"),
        ({"household": {"members": [{}]}}, "household.members[0].id: is missing"),
        ("", "is empty"),
        ("[]", "must be a JSON object"),
        ("{", "is not JSON"),
        ('{"as_of": "2024-06-01", "as_of": "2024-06-02"}', "written twice"),
        ('{"household": {"monthly_income_per_capita": NaN}}', "must be a number"),
        (b"\xff\xfe{}", "is not UTF-8"),
        ("[" * 100000, "nested too deeply"),
        (" " * 2_000_000, "more than 1,000,000 bytes"),
    ],
)
def test_refused_with_path_and_mend(profile: Any, message: str) -> None:
    assert message in refused(profile)


def test_all_problems_at_once() -> None:
    """Four mistakes, four lines."""
    profile = {"household": {"area": "town", "members": [{"id": "m1", "ag": 3, "sex": "x"}, {"id": "m2", "certificate_no": "12"}]}}
    assert len(refused(profile).splitlines()) == 4


def test_no_value_is_repeated() -> None:
    """A wrong value is personal data all the same."""
    secret = "65230119900101000543"
    message = refused(one(birth_date=secret, employment=secret, certificate_no=secret[:-1] + "9"))
    assert secret not in message
    assert secret[:-1] not in message


def test_representations_show_nothing() -> None:
    profile = el.read_profile(json.dumps(one(age=34, certificate_no="65230119900101000543")))
    assert "34" not in repr(profile.household)
    assert "652301" not in f"{profile!r}{profile.household!r}{profile.household.members!r}"  # type: ignore[union-attr]


def test_money_is_exact() -> None:
    """739.9999 is that decimal; no float touches a threshold."""
    profile = el.Profile.model_validate_json('{"household": {"monthly_income_per_capita": 739.999999999999}}')
    assert profile.household is not None
    assert profile.household.monthly_income_per_capita == Decimal("739.999999999999")


def test_null_is_unknown() -> None:
    profile = el.read_profile('{"household": {"dibao": null, "members": [{"id": "m1", "age": null}]}}')
    assert profile.household is not None
    assert profile.household.dibao is None


@pytest.mark.parametrize("name", ["as_of", "locality", "household", "organisations", "dont_know"])
def test_null_is_unknown_at_the_root(name: str) -> None:
    assert getattr(el.read_profile(json.dumps({name: None})), name) == getattr(el.Profile(), name)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"household": {"members": [{"id": f"m{number}"} for number in range(101)]}}, "household.members: may have at most 100 members."),
        ({"household": {"members": [{"id": 1}] * 90_000}}, "household.members: may have at most 100 members."),
        ({"organisations": [{"id": f"o{number}"} for number in range(101)]}, "organisations: may have at most 100 organisations."),
    ],
)
def test_a_list_too_long_is_one_problem(data: dict[str, Any], message: str) -> None:
    """Nothing in it is read."""
    with pytest.raises(el.ProfileError) as caught:
        el.read_profile(json.dumps(data))
    assert caught.value.text("en") == message


def test_a_hundred_members_and_organisations_are_read() -> None:
    given = el.Profile.model_validate(
        {"household": {"members": [{"id": f"m{n}"} for n in range(100)]}, "organisations": [{"id": f"o{n}"} for n in range(100)]}
    )
    assert given.household is not None and given.household.members is not None
    assert (len(given.household.members), len(given.organisations)) == (100, 100)


@pytest.mark.parametrize(
    "data",
    [
        {"household": {"members": [{"id": "m1", **{f"nobody_{number}": 1 for number in range(30_000)}}]}},
        {"dont_know": [f"m{number}.age" for number in range(60_000)]},
        {"household": {"members": [{"id": "m1", "needs": [f"need_{number}" for number in range(50_000)]}]}},
        {"household": {"members": [{"id": "m1"}] * 100}, "organisations": [{"id": "m1", "x": 1}] * 100},
    ],
)
def test_no_input_makes_an_endless_list_of_problems(data: dict[str, Any]) -> None:
    """A name is compared with those of the vocabulary: a hundred times, and not for each of a file's keys."""
    started = perf_counter()
    with pytest.raises(el.ProfileError) as caught:
        el.read_profile(json.dumps(data))
    assert 1 <= len(caught.value.problems) <= PROBLEMS + 101
    assert perf_counter() - started < 10


def test_an_amount_is_read_as_it_is_written() -> None:
    """No float on the way: this much is still below 480."""
    household = el.read_profile('{"household": {"monthly_income_per_capita": 479.99999999999999999}}').household
    assert household is not None and household.monthly_income_per_capita is not None
    assert household.monthly_income_per_capita < 480
    assert str(household.monthly_income_per_capita) == "479.99999999999999999"


def test_every_fact_has_words() -> None:
    """Title and question in both languages for every entry, and a label for every value."""
    for entity, model in ENTITIES.items():
        for name in model.model_fields:
            if name in {"id", "members"}:
                continue
            assert labels.has_words(entity, name), f"{entity}.{name}"
            asked = labels.question(entity, name)
            assert asked is not None
            assert asked.zh.endswith("？") and asked.en.endswith("?")
    labelled = [entry for entry in facts_listing() if "values" in entry]
    assert len(labelled) > 20
    for entry in labelled:
        for value, label in entry["values"].items():
            assert label["zh"] != value, f"{entry['entity']}.{entry['name']} {value}"
    assert all(labels.has_words("person", f"grade_{component}") for component in COMPONENTS)


def test_words_name_no_unknown_fact() -> None:
    """labels.yaml has no entry and no label that the models do not know."""
    source = Path(labels.__file__).with_name("labels.yaml")
    data = yaml.safe_load(source.read_text("utf-8"))
    known = facts()
    for entity, entries in data.items():
        fields = set(ENTITIES[entity].model_fields) | {"grade", *(f"grade_{component}" for component in COMPONENTS)}
        assert set(entries) <= fields
        for name, entry in entries.items():
            for value in entry.get("values", {}):
                fact = known.get(f"{entity}.{name}")
                listed = fact is not None and value in getattr(fact.type, "values", ())
                special = name in {"disabilities", "receives", "dibao_standard"} or (name == "options" and value in LOCAL_OPTIONS)
                assert listed or special or f"{entity}.{name}.{value}" in known, f"{entity}.{name}.{value}"


@pytest.mark.parametrize("digits", ["６５０", "٦٥٠", "६५०", "650 ", "6_50", "0x28a", "½", "六百五十", "Infinity", "nan"])
def test_an_amount_has_ascii_digits(digits: str) -> None:
    """What looks like a number in another script, or only to Python, is no amount."""
    with pytest.raises(ValidationError, match="monthly_income_per_capita"):
        el.Profile.model_validate({"household": {"monthly_income_per_capita": digits}})
    with pytest.raises(el.ProfileError, match=r"dibao_standard\.urban"):
        el.read_profile(json.dumps({"locality": {"dibao_standard": {"urban": digits}}}))


@pytest.mark.parametrize("code", ["６２０７０２", "٦٢٠٧٠٢", "62070", "6207021", "62070x", " 620702", "620702\n"])
def test_an_area_code_is_six_ascii_digits(code: str) -> None:
    with pytest.raises(el.ProfileError, match=r"adcode: must be an area code of 6 digits"):
        el.read_profile(json.dumps({"locality": {"adcode": code}}))


@pytest.mark.parametrize("kind", [list, tuple, set, frozenset])
def test_what_is_not_known_may_be_any_collection(kind: type) -> None:
    """In Python as in JSON; the texts of a set are put in order, so that equal profiles are equal."""
    paths = ["household.area", "m1.age"]
    known = {"household": {"members": [{"id": "m1"}]}, "dont_know": kind(paths)}
    found = el.Profile.model_validate(known)
    assert found.dont_know == tuple(paths)
    assert found == el.read_profile(json.dumps({**known, "dont_know": paths}))


@pytest.mark.parametrize("wrong", ["m1.age", {"m1.age": True}, 7, {7}])
def test_what_is_not_known_is_a_collection_of_texts(wrong: object) -> None:
    with pytest.raises(ValidationError, match="dont_know"):
        el.Profile.model_validate({"household": {"members": [{"id": "m1"}]}, "dont_know": wrong})


@pytest.mark.parametrize("given", ["parent", ["parent"], ["guardian", "parent"]])
def test_a_relation_is_one_word_or_several(given: Any) -> None:
    """A mother who cares for her child is parent, guardian and carer at once."""
    profile = el.read_profile(json.dumps(one(relation_to_disabled=given)))
    assert profile.household is not None and profile.household.members is not None
    assert profile.household.members[0].relation_to_disabled == frozenset([given] if isinstance(given, str) else given)


@pytest.mark.parametrize("given", ["mother", ["parent", "mother"], 3])
def test_a_wrong_relation_is_refused_with_its_place(given: Any) -> None:
    assert refused(one(relation_to_disabled=given)).startswith("household.members[0].relation_to_disabled")


@pytest.mark.parametrize("amount", ["610." + "0" * 21, "610." + "0" * 900_000, "0e99", "0e999999999", "0e-999999999"])
def test_zeros_without_end_are_too_many_digits(amount: str) -> None:
    """An amount of nearly a million zeros was accepted, and deciding about it took minutes."""
    with pytest.raises(el.ProfileError) as refused:
        el.read_profile(f'{{"household": {{"monthly_income_per_capita": {amount}}}}}')
    assert [(problem.code, problem.where) for problem in refused.value.problems] == [
        ("too_many_digits", "household.monthly_income_per_capita")
    ]


@pytest.mark.parametrize("amount", ["610.10", "610." + "0" * 20, "1e9", "0", "0.00", "0e2"])
def test_an_amount_of_few_digits_is_as_written(amount: str) -> None:
    read = el.read_profile(f'{{"household": {{"monthly_income_per_capita": {amount}}}}}')
    assert read.household is not None and str(read.household.monthly_income_per_capita) == str(Decimal(amount))
