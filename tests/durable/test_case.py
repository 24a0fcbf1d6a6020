"""A live case: what opens and closes as facts come and go."""

from __future__ import annotations

import json
import random
import threading
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

import eligibility as el
from eligibility.durable.case import CaseClosed
from eligibility.durable.host import host
from tests.books import county
from tests.conftest import DAY, Toy, support
from tests.property.generate import Generator

RULES = (
    support("certified and severe", extra="  unless: [tekun]")
    + support("has.cash", name="card")
    + support("any(certified)", name="home", entity="household")
)


@pytest.fixture
def rules(toy: Toy) -> el.Ruleset:
    return el.load_ruleset(toy(RULES))


def told(changes: tuple[el.Change, ...]) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    return {(one.support, one.subject): (one.before and one.before.value, one.after and one.after.value) for one in changes}


def test_supports_open_and_close(rules: el.Ruleset) -> None:
    """Every change names the support, what it was and is, and the fact that did it."""
    with el.Case(rules, DAY) as case:
        case.tell("m1", certified=True)
        changes = case.tell("m1", disabilities=[{"category": "visual", "grade": 1}])
        assert told(changes) == {("cash", "m1"): ("undetermined", "eligible"), ("card", "m1"): ("undetermined", "eligible_after")}
        assert {change.by for change in changes} == {("m1.disabilities",)}
        assert told(case.tell("m1", tekun=True)) == {
            ("cash", "m1"): ("eligible", "not_eligible"),
            ("card", "m1"): ("eligible_after", "undetermined"),
        }
        assert case.tell("m1", tekun=True) == ()
        assert told(case.withdraw("m1", "tekun"))[("cash", "m1")] == ("not_eligible", "eligible")
        assert case.status("cash", "m1") is el.Status.ELIGIBLE
        assert case.decision()["card", "m1"].after == ["cash"]


def test_subjects_come_and_go(rules: el.Ruleset) -> None:
    case = el.Case(rules, DAY)
    assert ("home", "household") in told(case.tell("m1", certified=False, disabilities=[]))
    assert told(case.tell("m2", certified=True)) == {
        ("cash", "m2"): (None, "undetermined"),
        ("card", "m2"): (None, "undetermined"),
        ("home", "household"): ("not_eligible", "eligible"),
    }
    assert told(case.withdraw("m2"))[("home", "household")] == ("eligible", "not_eligible")
    case.tell("o1", kind="organisation", staffing=70)
    assert [body.id for body in case.profile().organisations] == ["o1"]


def test_listeners_hear_changes(rules: el.Ruleset) -> None:
    case = el.Case(rules, DAY)
    heard: list[int] = []
    case.on_change(lambda _, changes: heard.append(len(changes)))
    case.tell("m1", certified=False)
    case.tell("m1", certified=False)
    assert heard == [len(case.tell("m9", certified=True)) and heard[0], heard[-1]]
    assert case.changes


def test_a_listener_that_raises_stops_no_other(rules: el.Ruleset) -> None:
    """All are called, the facts are taken, and what was raised comes out once all were called."""
    heard: list[int] = []

    def broken(case: el.Case, changes: tuple[el.Change, ...]) -> None:
        raise KeyError("broken")

    with el.Case(rules, DAY) as case:
        case.on_change(broken)
        case.on_change(lambda _, changes: heard.append(len(changes)))
        case.on_change(broken)
        with pytest.raises(ExceptionGroup) as caught:
            case.tell("m1", certified=False)
        assert [type(error) for error in caught.value.exceptions] == [KeyError, KeyError]
        assert len(heard) == 1 and heard[0]
        assert case.status("cash", "m1") == "not_eligible"


class Panic(BaseException):
    """What a library of another language raises."""


@pytest.mark.parametrize("kind", [Panic, KeyboardInterrupt, SystemExit])
def test_whatever_a_listener_raises_the_others_are_called(rules: el.Ruleset, kind: type[BaseException]) -> None:
    """Ctrl-C and the wish to leave the program come out as they are."""
    heard: list[int] = []

    def broken(case: el.Case, changes: tuple[el.Change, ...]) -> None:
        raise kind

    with el.Case(rules, DAY) as case:
        case.on_change(broken)
        case.on_change(lambda _, changes: heard.append(len(changes)))
        with pytest.raises(BaseExceptionGroup if kind is Panic else kind):
            case.tell("m1", certified=False)
        assert len(heard) == 1


def test_only_a_profile_replaces_the_facts(rules: el.Ruleset) -> None:
    """Nothing is no profile: it would take all facts away."""
    with el.Case(rules, DAY) as case:
        case.tell("m1", certified=True)
        for given in (None, {}, "{}"):
            with pytest.raises(el.WrongArgument):
                case.replace(given)  # type: ignore[arg-type]
        assert case.status("cash", "m1") == "undetermined"


@pytest.mark.parametrize("start", ["{}", '{"household": null}', '{"household": {"members": null}}', '{"organisations": null}'])
def test_null_is_unknown(rules: el.Ruleset, start: str) -> None:
    """In the profile that a case begins with and in what it is told, groups included."""
    with el.Case(rules, DAY, el.Profile.model_validate_json(start)) as case:
        case.tell("m1", age=3, needs=None, disabilities=None)
        case.tell("household", dibao=None)
        case.tell("locality", options=None, dibao_standard=None)
        assert case.status("cash", "m1") == "undetermined"
        case.tell("household", members=None)
        assert case.profile().household is not None


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**5000, object(), [[[]] * 2] * 2, {"a": {1, 2}}, "\ud800"], ids=range(7))
def test_a_value_that_no_fact_has_is_told(rules: el.Ruleset, value: object) -> None:
    with el.Case(rules, DAY) as case:
        for subject, name in (("m1", "age"), ("household", "monthly_income_per_capita"), ("m1", "needs")):
            with pytest.raises(el.ProfileError) as caught:
                case.tell(subject, **{name: value})
            assert len(caught.value.text("en")) < 1000


def test_a_closed_case_says_so(rules: el.Ruleset) -> None:
    """It does not answer for nobody."""
    case = el.Case(rules, DAY)
    case.tell("m1", certified=True)
    case.close()
    asked: tuple[Callable[[], object], ...] = (
        lambda: case.status("cash", "m1"), case.profile, case.decision, lambda: case.on_change(print), lambda: case.withdraw("m1"),
    )  # fmt: skip
    for ask in asked:
        with pytest.raises(CaseClosed):
            ask()
    assert "closed" in repr(case) and case.changes == ()


def test_loading_and_opening_again_grows_nothing(toy: Toy) -> None:
    """The engine never frees what is registered, so that the same rules must be registered once."""
    folder = toy(RULES)
    seen = set()
    for _ in range(20):
        with el.Case(el.load_ruleset(folder), DAY) as case:
            case.tell("m1", certified=True)
        seen.add(len(host()._registered))
    assert len(seen) == 1


def test_a_wrong_fact_leaves_the_case_as_it_was(rules: el.Ruleset) -> None:
    case = el.Case(rules, DAY)
    case.tell("m1", certified=True)
    for wrong in ({"agee": 3}, {"age": "x"}, {"receives": ["nothing"]}, {"disabilities": []}):
        with pytest.raises(el.ProfileError):
            case.tell("m1", **wrong)
    with pytest.raises(el.ProfileError, match="was never told"):
        case.withdraw("m1", "tekun")
    with pytest.raises(el.ProfileError, match="was never told"):
        case.withdraw("m7")
    assert case.profile().household.members[0].model_fields_set == {"id", "certified"}  # type: ignore[union-attr, index]


def test_a_closed_case_takes_no_facts(rules: el.Ruleset) -> None:
    case = el.Case(rules, DAY)
    case.close()
    for told in (lambda: case.tell("m1", certified=True), lambda: case.withdraw("m1"), lambda: case.replace(el.Profile())):
        with pytest.raises(CaseClosed, match="is closed") as caught:
            told()
        assert isinstance(caught.value, el.EligibilityError) and "已经关闭" in caught.value.text("zh")


def test_a_case_shows_no_facts(rules: el.Ruleset) -> None:
    case = el.Case(rules, DAY)
    case.tell("m1", age=34)
    assert repr(case) == "<Case toy 2024-06-01 (2 subjects)>"


def entries(profile: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """The facts of a profile one by one."""
    found = [("household", name, value) for name, value in profile["household"].items() if name != "members"]
    found += [("locality", name, value) for name, value in profile["locality"].items()]
    for member in profile["household"].get("members", []):
        found += [(member["id"], name, value) for name, value in member.items() if name != "id"]
    return found


def consistent(zhangye: el.Ruleset, count: int) -> list[dict[str, Any]]:
    """Generated households whose facts agree whatever the order in which they are told."""
    generator, kept = Generator(7, zhangye.catalogue), []
    while len(kept) < count:
        profile = generator.profile()
        profile.pop("organisations", None)
        profile["household"].pop("size", None)
        for member in profile["household"].get("members", []):
            for name in ("certificate_valid_until", "receives", "tekun"):
                member.pop(name, None)
            if not member.get("disabilities"):
                member.pop("disabilities", None)
        try:
            el.decide(el.read_profile(json.dumps(profile)), zhangye, as_of=DAY)
        except el.ProfileError:
            continue
        kept.append(profile)
    return kept


def statuses(decision: el.Decision) -> dict[tuple[str, str], el.Status]:
    return {(outcome.support, outcome.subject.id): outcome.status for outcome in decision}


def test_the_order_of_telling_does_not_matter(zhangye: el.Ruleset) -> None:
    """Law: told in any order, one by one, the facts come to what the kernel proves of them all at once."""
    rng = random.Random(8)
    for profile in consistent(zhangye, 12):
        facts = entries(profile)
        rng.shuffle(facts)
        whole = el.decide(el.read_profile(json.dumps(profile)), zhangye, as_of=DAY)
        with el.Case(zhangye, DAY) as case:
            for subject, name, value in facts:
                case.tell(subject, **{name: value})
            for key, status in statuses(whole).items():
                if key[1] in {subject for subject, _, _ in facts}:
                    assert case.status(*key) is status


def test_withdrawing_undoes_telling(zhangye: el.Ruleset) -> None:
    """Law: a fact that is told and taken back leaves every answer as it was."""
    rng = random.Random(9)
    for profile in consistent(zhangye, 12):
        facts = entries(profile)
        if len(facts) < 2:
            continue
        extra = rng.choice(facts)
        with el.Case(zhangye, DAY) as case:
            for subject, name, value in facts:
                if (subject, name, value) != extra:
                    case.tell(subject, **{name: value})
            case.tell(extra[0])
            before = case._statuses
            case.tell(extra[0], **{extra[1]: extra[2]})
            case.withdraw(extra[0], extra[1])
            assert case._statuses == before


def test_eight_threads(rules: el.Ruleset) -> None:
    """Cases in eight threads at once come to what one thread comes to."""
    wrong: list[Any] = []

    def work(seed: int) -> None:
        rng = random.Random(seed)
        for _ in range(25):
            with el.Case(rules, DAY) as case:
                certified, grade = rng.random() < 0.5, rng.randint(1, 4)
                case.tell("m1", certified=certified)
                case.tell("m1", disabilities=[{"category": "visual", "grade": grade}])
                wanted = el.Status.ELIGIBLE if certified and grade < 3 else el.Status.NOT_ELIGIBLE
                if case.status("cash", "m1") is not wanted:
                    wrong.append((certified, grade))

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_many_open_cases(zhangye: el.Ruleset, pytestconfig: pytest.Config) -> None:
    """Open cases of the whole plan hold less than 20 KB each (ten thousand 200 MB), and each still answers."""
    count = max(250, int(pytestconfig.getoption("--households")) // 10)

    def opened(index: int) -> el.Case:
        case = el.Case(zhangye, DAY)
        case.tell("m1", certified=True, age=index % 90, disabilities=[{"category": "visual", "grade": 1 + index % 4}])
        return case

    for index in range(count):  # what the engine remembers is no case's
        opened(index).close()
    tracemalloc.start()
    cases = [opened(index) for index in range(count)]
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 20 * 2**10 * count
    assert cases[0].status("nursing_subsidy", "m1") is el.Status.ELIGIBLE
    assert cases[3].status("nursing_subsidy", "m1") is el.Status.UNDETERMINED
    assert cases[-1].tell("m1", tekun=True)


def test_a_local_book_tells_what_the_case_does_not(toy: Toy, book: Callable[..., el.Book]) -> None:
    """By the live engine as by the kernel: the option holds once the case tells where it is."""
    ruleset = el.load_ruleset(toy(support("certified and options.village_care")))
    read = book(f990101=county("options:\n  village_care: [{from: 2024-01-01, is: true, source: paper}]\n"))
    with el.Case(ruleset, DAY, book=read) as case:
        case.tell("m1", certified=True)
        assert case.status("cash", "m1") is el.Status.UNDETERMINED
        case.tell("locality", adcode="990101")
        assert case.status("cash", "m1") is el.Status.ELIGIBLE is case.decision()["cash", "m1"].status
        assert case.profile().locality.options is None
