"""The answers of the API are the library's own, and each kind of mistake has its code and place."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

import eligibility as el
from eligibility.durable.cross_check import DerivationMismatch
from eligibility.guidance.remedy import remedies
from eligibility.guidance.timeline import timeline
from eligibility.views.models import DecisionBrief, DecisionFull, ExplanationModel
from eligibility.views.regions import compare
from eligibility.web.api import households
from eligibility.web.requests import LINES, ORGANISATIONS, PEOPLE
from eligibility.web.settings import Settings
from tests.cli.command_line import called
from tests.conftest import DAY, ROOT, one
from tests.views.conftest import EXAMPLES, decided
from tests.web.conftest import Serve
from tests.web.households import ask, generated

API = "/api/v1"


def posted(client: TestClient, path: str, request: Any, status: int = 200, **headers: str) -> Any:
    answer = client.post(f"{API}{path}", content=request if isinstance(request, bytes) else json.dumps(request), headers=headers)
    assert answer.status_code == status, answer.text[:500]
    return answer.json()


def wrong(client: TestClient, path: str, request: Any, status: int, code: str) -> list[tuple[str | None, str]]:
    """The pointers and codes of what is wrong with a request."""
    problem = posted(client, f"{path}{'&' if '?' in path else '?'}lang=en", request, status)
    assert (problem["code"], problem["status"], problem["type"]) == (code, status, f"/problems/{code}")
    return [(entry.get("pointer"), entry["code"]) for entry in problem["errors"]]


# -- decisions


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_full_decision_is_what_check_prints(client: TestClient, name: str) -> None:
    region = [] if "region" not in ask(name) else ["--region", "zhangye"]
    printed = called(("check", str(ROOT / "examples" / f"{name}.json"), "--format", "json", *region))
    answer = client.post(f"{API}/decisions?view=full", json=ask(name))
    assert answer.json() == json.loads(printed.stdout)
    assert json.dumps(answer.json()) == json.dumps(decided(name).as_json()), "numbers and order too"
    DecisionFull.model_validate_json(answer.content)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_brief_decision_is_the_library_s(client: TestClient, name: str) -> None:
    assert posted(client, "/decisions?lang=en", ask(name)) == DecisionBrief.of(decided(name), "en").as_json()


def test_made_up_households(client: TestClient) -> None:
    for request, decision in generated():
        assert posted(client, "/decisions?view=full", request) == json.loads(decision.to_json())


def test_only_some_statuses_and_the_next_question(client: TestClient) -> None:
    some = posted(client, "/decisions?view=full&status=eligible&status=eligible_after", ask())
    assert [one["status"] for one in some["outcomes"]] == [one.status for one in decided("rural_family") if one.status.granted]
    brief = posted(client, "/decisions?next=true", ask())
    assert brief["next"] == posted(client, "/questions", ask())["question"]


def test_the_local_book_answers(serve: Serve) -> None:
    with_book = serve(Settings(book=ROOT / "examples" / "book"))
    full = posted(with_book, "/decisions?view=full", ask())
    book = el.load_book(ROOT / "examples" / "book")
    profile = el.read_profile_file(ROOT / "examples" / "rural_family.json")
    ruleset = el.load_ruleset("zhangye", as_of=DAY)
    assert full == json.loads(el.decide(profile, ruleset, as_of=DAY, book=book).to_json())
    assert full["book"]["used"]


def test_the_day_and_the_version_of_a_request(client: TestClient) -> None:
    assert posted(client, "/decisions", ask(as_of="2025-06-01"))["as_of"] == "2025-06-01"
    named = posted(client, "/decisions", {"profile": {}, "as_of": "2022-01-01", "region": "张掖市", "version": "2022-04-15"})
    assert named["ruleset"]["version"] == "2022-04-15"


# -- twice


@pytest.mark.usefixtures("live")
def test_every_answer_is_derived_twice(client: TestClient) -> None:
    assert client.post(f"{API}/decisions", json=ask()).headers["x-derivations"] == "2"
    assert client.post(f"{API}/decisions?engine=kernel", json=ask()).headers["x-derivations"] == "1"
    assert client.get(API).json()["derivations"] == 2


@pytest.mark.usefixtures("live")
@pytest.mark.parametrize("path", ["/decisions", "/questions", "/cards", "/explanations"])
def test_derivations_that_differ_are_no_answer(client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    def differ(decision: el.Decision) -> None:
        raise DerivationMismatch(decision.ruleset, decision.as_of, ["dibao", "nursing_subsidy"])

    monkeypatch.setattr("eligibility.durable.cross_check.agree", differ)
    problem = posted(client, path, ask(support="dibao", subject="household") if path == "/explanations" else ask(), 500)
    assert problem["code"] == "derivations-differ" and problem["instance"]
    assert problem["derivations"]["supports"] == ["dibao", "nursing_subsidy"] and problem["derivations"]["region"] == "zhangye"
    [line] = client.post(f"{API}/decisions/batch", content=json.dumps(ask())).text.splitlines()
    assert json.loads(line)["problem"]["code"] == "derivations-differ"


# -- a batch


def test_a_batch_answers_as_single_requests_do(client: TestClient) -> None:
    requests = [ask(name) for name in EXAMPLES]
    for query in ("", "?view=full&lang=en"):
        answer = client.post(f"{API}/decisions/batch{query}", content="\n".join(map(json.dumps, requests)))
        assert answer.headers["content-type"] == "application/x-ndjson"
        lines = [json.loads(line) for line in answer.text.splitlines()]
        singles = [{"n": n, "decision": posted(client, f"/decisions{query}", one)} for n, one in enumerate(requests, 1)]
        assert lines == singles


def test_a_line_with_a_mistake_fails_alone(client: TestClient) -> None:
    content = "\n".join([json.dumps(ask()), "{broken", "", json.dumps({"profile": {}}), json.dumps(ask())])
    lines = [json.loads(line) for line in client.post(f"{API}/decisions/batch", content=content).text.splitlines()]
    assert [line["n"] for line in lines] == [1, 2, 3, 4]
    assert ["decision" in line for line in lines] == [True, False, False, True]
    assert [line["problem"]["code"] for line in lines[1:3]] == ["not-json", "as-of-missing"]


def test_a_line_that_crashes_fails_alone(client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """The households after it are answered; the log tells where it was, not over what."""
    read = households.read_request

    def crash(content: bytes, kind: Any) -> Any:
        if b"crash_here" in content:
            raise ValueError("crashed over crash_here")
        return read(content, kind)

    monkeypatch.setattr(households, "read_request", crash)
    content = "\n".join([json.dumps(ask()), '{"profile": "crash_here"}', json.dumps(ask())])
    answer = client.post(f"{API}/decisions/batch", content=content)
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert ["decision" in line for line in lines] == [True, False, True]
    problem = lines[1]["problem"]
    assert problem["code"] == "internal" and problem["instance"] == answer.headers["x-request-id"]
    assert problem["instance"] in caplog.text and "ValueError" in caplog.text and "crash_here" not in caplog.text + answer.text


def test_a_batch_has_so_many_lines(client: TestClient) -> None:
    assert wrong(client, "/decisions/batch", b"{}\n" * (LINES + 1), 413, "too-large") == [("", "too_many")]


# -- questions and answers


def test_an_interview_by_requests_ends_where_the_library_s_does(client: TestClient) -> None:
    """Each question that is asked may be answered; nobody and not known alike."""
    request: dict[str, Any] = {"profile": {"as_of": "2024-06-01", "locality": {"adcode": "620702"}}}
    found = posted(client, "/questions?engine=kernel", request)
    asked = 0
    while (question := found.get("question")) is not None and asked < 12:
        value: dict[str, Any] = {"dont_know": True}
        match question["kind"]:
            case "people":
                value = {"value": 2}
            case "whom":
                value = {"nobody": True} if asked % 2 else {"value": [question["choices"][0]["value"]]}
            case "bool":
                value = {"value": True}
            case "some" | "disabilities":
                value = {"value": []}
            case "one":
                value = {"value": question["choices"][-1]["value"]}
        found = posted(client, "/answers?engine=kernel", {**request, "paths": question["paths"], **value})
        request["profile"] = found["profile"]
        asked += 1
        if "value" not in value or value["value"] not in (2,):
            assert found["progress"]["questions"] >= 0
    assert asked == 12 and len(request["profile"]["household"]["members"]) == 2
    interview = el.Interview(el.load_ruleset("zhangye", as_of=DAY), el.read_profile(json.dumps(request["profile"])), as_of=DAY)
    assert found["progress"]["granted"] == interview.progress.granted


def test_what_an_answer_opens_and_closes(client: TestClient) -> None:
    found = posted(client, "/answers?lang=en", ask(paths=["m1.certified"], value=False))
    before = {(one.support, one.subject.id): one.status for one in decided("rural_family")}
    assert all(before[one["support"], one["subject"]].value == one["before"] for one in found["closed"])
    assert "nursing_subsidy" in {one["support"] for one in found["closed"]} and all(one["title"] for one in found["closed"])
    assert found["profile"]["household"]["members"][0]["certified"] is False
    again = posted(client, "/answers", {"profile": found["profile"], "paths": ["m1.certified"], "value": True})
    assert "nursing_subsidy" in {one["support"] for one in again["opened"]}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"paths": ["m1.tekun"]}, [("/value", "wrong_answer")]),
        ({"paths": ["m1.tekun"], "value": True, "dont_know": True}, [("/value", "wrong_answer")]),
        ({"paths": ["m1.tekun"], "value": "王芳"}, [("/value", "wrong_answer")]),
        ({"paths": ["m9.tekun"], "value": True}, [("/paths/0", "unknown_fact")]),
        ({"paths": ["m1.王芳"], "dont_know": True}, [("/paths/0", "unknown_fact")]),
        ({"paths": ["m1.tekun", "m2.area"], "nobody": True}, [("/paths/1", "unknown_fact")]),
        ({"paths": ["m1.tekun", "m1.tekun"], "nobody": True}, [("/paths", "wrong_value")]),
        ({"paths": ["m1.tekun", "m1.orphan"], "nobody": True}, [("/paths", "wrong_value")]),
        ({"paths": ["m1.employment"], "nobody": True}, [("/paths", "wrong_value")]),
        ({"paths": ["household.members"], "value": 1}, [("/profile/household/members", "members_have_facts")]),
        ({"paths": [], "dont_know": True}, [("/paths", "wrong_value")]),
        ({"value": 1}, [("/paths", "missing")]),
    ],
)
def test_what_is_no_answer(client: TestClient, answer: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    code = "profile-invalid" if expected[0][0].startswith("/profile") else "request-invalid"
    assert wrong(client, "/answers", ask(**answer), 422, code) == expected


# -- one answer


def test_an_explanation_is_the_library_s(client: TestClient) -> None:
    found = posted(client, "/explanations?lang=en", ask(support="living_allowance", subject="m1"))
    assert found == ExplanationModel.of(decided("rural_family")["living_allowance", "m1"], "en").as_json()


def test_a_support_or_a_subject_that_there_is_not(client: TestClient) -> None:
    for path in ("/explanations", "/remedies"):
        for support, subject, code, pointer in [
            ("nursing", "m1", "support-not-found", "/support"),
            ("王芳", "m1", "support-not-found", "/support"),
            ("nursing_subsidy", "m9", "subject-not-found", "/subject"),
            ("nursing_subsidy", "household", "subject-not-found", "/subject"),
        ]:
            [(at, _)] = wrong(client, path, ask(support=support, subject=subject), 404, code)
            assert at == pointer


def test_remedies_and_timelines_and_comparisons_are_the_library_s(client: TestClient) -> None:
    decision = decided("rural_family")
    found = posted(client, "/remedies", ask(support="nursing_subsidy"))["remedies"]
    assert found == json.loads(
        json.dumps({one.subject.id: [way.as_json() for way in remedies(decision, one.support, one.subject.id)]
                    for one in decision.outcomes("nursing_subsidy")})
    )  # fmt: skip
    assert posted(client, "/remedies", ask(support="nursing_subsidy", subject="m3"))["remedies"] == {"m3": found["m3"]}
    ahead = timeline(decision.profile, "zhangye", DAY, date(2027, 1, 1))
    assert posted(client, "/timelines", ask(until="2027-01-01")) == json.loads(json.dumps(ahead.as_json()))
    rulesets = {region: el.load_ruleset(region, as_of=DAY) for region in ("zhangye", "changji")}
    both = posted(client, "/comparisons", {"profile": ask()["profile"], "regions": ["zhangye", "changji"]})
    assert both == json.loads(json.dumps(compare(decision.profile, rulesets, as_of=DAY).as_json()))


def test_what_is_wrong_with_days_and_regions(client: TestClient) -> None:
    assert wrong(client, "/timelines", ask(until="2020-01-01"), 422, "request-invalid") == [("/until", "days_reversed")]
    assert wrong(client, "/timelines", ask(until="9999-12-31"), 422, "request-invalid") == [("/until", "days_too_far_apart")]
    nowhere = {"profile": ask()["profile"], "regions": ["zhangye", "nowhere"]}
    assert wrong(client, "/comparisons", nowhere, 404, "ruleset-not-found") == [("/regions/1", "unknown_region")]
    twice = {"profile": ask()["profile"], "regions": ["zhangye", "张掖市"]}
    assert wrong(client, "/comparisons", twice, 422, "request-invalid") == [("/regions", "wrong_value")]
    assert wrong(client, "/decisions", ask(region="王芳"), 404, "ruleset-not-found") == [("/region", "unknown_region")]
    assert wrong(client, "/decisions", ask(version="王芳"), 404, "ruleset-not-found") == [("/version", "unknown_version")]
    assert wrong(client, "/decisions", ask(as_of="1999-01-01"), 404, "ruleset-not-found") == [("/region", "no_version_by_day")]
    named = wrong(client, "/decisions", {"profile": {}, "as_of": "2024-06-01"}, 422, "request-invalid")
    assert named == [("/profile/locality/adcode", "region_not_named"), ("/region", "missing")]


def test_a_receipt_is_replayed(client: TestClient) -> None:
    full = posted(client, "/decisions?view=full", ask())
    for receipt in (full["receipt"], full):
        found = posted(client, "/replays", {"profile": ask()["profile"], "receipt": receipt})
        assert found["stands"] and found["unlike"] == []
    other = posted(client, "/replays", {"profile": one(age=3), "receipt": full["receipt"]})
    assert not other["stands"] and "facts" in other["unlike"]
    for receipt in ({}, [], "王芳", {**full["receipt"], "region": "../.."}):
        assert wrong(client, "/replays", {"profile": {}, "receipt": receipt}, 422, "request-invalid") == [("/receipt", "not_a_receipt")]
    gone = {**full["receipt"], "version": "2031-01-01"}
    assert wrong(client, "/replays", {"profile": {}, "receipt": gone}, 404, "ruleset-not-found") == [("/version", "unknown_version")]


# -- the card


@pytest.mark.parametrize(
    ("accept", "kind", "begins"),
    [
        ("", "text/html", b"<!doctype html>"),
        ("text/markdown", "text/markdown", b"# "),
        ("text/*;q=0.5, application/pdf", "application/pdf", b"%PDF"),
    ],
)
def test_the_card_by_what_is_accepted(client: TestClient, accept: str, kind: str, begins: bytes) -> None:
    if kind == "application/pdf":
        pytest.importorskip("weasyprint")
    answer = client.post(f"{API}/cards", json=ask(names={"m1": "王芳"}), headers={"accept": accept})
    assert answer.status_code == 200 and answer.content.startswith(begins)
    assert answer.headers["content-type"].partition(";")[0] == kind and answer.headers["cache-control"] == "no-store"
    assert kind == "application/pdf" or "王芳" in answer.text


def test_a_card_that_cannot_be_given(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert posted(client, "/cards", ask(), 406, accept="image/png")["code"] == "not-acceptable"
    assert wrong(client, "/cards", ask(names={"m9": "王芳"}), 422, "request-invalid")
    assert wrong(client, "/cards", {"profile": {"as_of": "2024-06-01"}, "region": "zhangye"}, 422, "request-invalid")

    def missing(*_: object) -> bytes:
        from eligibility._optional import require_package

        require_package("no_such_package", "card")
        return b""

    monkeypatch.setattr("eligibility.card.pdf.pdf", missing)
    problem = posted(client, "/cards", ask(), 406, accept="application/pdf")
    assert problem["code"] == "not-acceptable" and "eligibility[card]" in problem["errors"][0]["mend"]


# -- what is no request


@pytest.mark.parametrize(
    ("content", "status", "code", "expected"),
    [
        (b"", 400, "not-json", [("", "empty_file")]),
        (b"{", 400, "not-json", [(None, "not_json")]),
        (b"\xff{}", 400, "not-json", [("", "not_utf8")]),
        (b"[]", 422, "request-invalid", [("", "not_an_object")]),
        (b"{}", 422, "request-invalid", [("/profile", "missing")]),
        (b'{"profile": {}}', 422, "as-of-missing", [("/as_of", "missing")]),
        (b'{"profile": {}, "profile": {}}', 422, "request-invalid", [("", "key_twice")]),
        (b'{"profile": {"as_of": "2024-06-01", "as_of": "2024-06-02"}}', 422, "profile-invalid", [("/profile", "key_twice")]),
        (
            b'{"profile": {"household": {"members": [{"id": "m1"}, {"id": "m2", "age": 3, "age": 4}]}}}', 422, "profile-invalid",
            [("/profile/household/members/1", "key_twice")],
        ),
        (b'{"profile": {}, "lang": "en"}', 422, "request-invalid", [("", "unknown_key")]),
        (b'{"profile": {}, "as_of": "yesterday"}', 422, "request-invalid", [("/as_of", "not_a_date")]),
        (b'{"profile": {}, "as_of": 20240601}', 422, "request-invalid", [("/as_of", "not_a_date")]),
        (b'{"profile": []}', 422, "profile-invalid", [("/profile", "not_an_object")]),
        (
            b'{"profile": {"household": {"members": [{"id": "m1", "age": "x", "sex": "y"}]}}}', 422, "profile-invalid",
            [("/profile/household/members/0/age", "wrong_type"), ("/profile/household/members/0/sex", "unknown_value")],
        ),
        (
            b'{"profile": {"household": {"members": [{"id": "m1", "receives": ["dibaoo"]}]}}, "region": "zhangye", "as_of": "2024-06-01"}',
            422, "profile-invalid", [("/profile/household/members/0/receives", "unknown_support")],
        ),
    ],
)  # fmt: skip
def test_what_is_no_request(client: TestClient, content: bytes, status: int, code: str, expected: list[tuple[str | None, str]]) -> None:
    for path in ("/decisions", "/questions", "/timelines"):
        assert wrong(client, path, content, status, code) == expected


def test_more_people_than_are_answered_at_once(client: TestClient) -> None:
    people = {"household": {"members": [{"id": f"m{n}"} for n in range(PEOPLE + 1)]}}
    bodies = {"organisations": [{"id": f"o{n}"} for n in range(ORGANISATIONS + 1)]}
    assert wrong(client, "/decisions", {"profile": {**people, **bodies}}, 413, "too-many-people") == [
        ("/profile/household/members", "too_many"), ("/profile/organisations", "too_many"),
    ]  # fmt: skip
    assert wrong(client, "/decisions", b'{"profile": "' + b"x" * 300_000 + b'"}', 413, "too-large") == []


def test_parameters_that_there_are_not(client: TestClient) -> None:
    for query, name in [("lang=xx", "lang"), ("view=all", "view"), ("status=yes", "status"), ("engine=both", "engine")]:
        problem = client.post(f"{API}/decisions?{query}", json=ask()).json()
        assert problem["code"] == "request-invalid" and name in problem["errors"][0]["message"]
