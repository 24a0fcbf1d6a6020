"""Rules as data: the same as the library gives, kept by clients until rules or engine change."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

import eligibility as el
from eligibility.views.changes import diff
from eligibility.views.models.rule import RuleModel
from eligibility.web.settings import Settings
from tests.conftest import Toy, amendment, support
from tests.web.conftest import Serve

API = "/api/v1"
ZHANGYE = f"{API}/regions/zhangye/versions/2022-04-15"


def test_regions_and_versions(client: TestClient) -> None:
    found = client.get(f"{API}/regions", params={"lang": "en"}).json()["regions"]
    library = el.Library()
    assert [one["region"] for one in found] == library.regions()
    assert [[one["version"] for one in region["versions"]] for region in found] == [library.versions(one) for one in library.regions()]
    zhangye = el.load_ruleset("zhangye", "2022-04-15")
    one = client.get(ZHANGYE).json()
    assert (one["hash"], one["supports"], one["first"]) == (zhangye.hash, len(zhangye.supports), "2021-01-01")


def test_supports_and_what_is_searched_for(client: TestClient) -> None:
    zhangye = el.load_ruleset("zhangye", "2022-04-15")
    every = client.get(f"{ZHANGYE}/supports").json()["supports"]
    assert [one["support"] for one in every] == list(zhangye.supports)
    for words, expected in [("nursing_sub", "nursing_subsidy"), ("护理补贴", "nursing_subsidy"), ("专栏2 一.2", "nursing_subsidy")]:
        assert expected in [one["support"] for one in client.get(f"{ZHANGYE}/supports", params={"q": words}).json()["supports"]]
    assert client.get(f"{ZHANGYE}/supports", params={"q": "王芳"}).json()["supports"] == []


def test_every_rule_is_the_library_s(client: TestClient) -> None:
    zhangye = el.load_ruleset("zhangye", "2022-04-15")
    for support_ in list(zhangye.supports.values())[::12]:
        found = client.get(f"{ZHANGYE}/supports/{support_.id}", params={"lang": "en"}).json()
        assert found["rules"] == [RuleModel.of(part, zhangye, "en").as_json() for part in support_.parts]
        assert found["title"] == zhangye.support_title(support_.id).en


def test_what_changed(serve: Serve, toy: Toy) -> None:
    base = toy(support("certified"))
    later = amendment(base, "2023-01-01", "effects: {cash: narrower}\n", allowances=support("certified and severe"))
    client = serve(Settings(rulesets=base.parents[1]))
    found = client.get(f"{API}/regions/toy/versions/2022-01-01/changes/2023-01-01", params={"lang": "en"}).json()
    assert found == diff(el.load_ruleset(base), el.load_ruleset(later), prove=False).as_json("en")
    assert [one["support"] for one in found["supports"]] == ["cash"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("regions/nowhere/versions/2022-04-15", "ruleset-not-found"),
        ("regions/zhangye/versions/2031-01-01", "ruleset-not-found"),
        ("regions/zhangye/versions/2022-04-15/supports/none", "support-not-found"),
        ("regions/zhangye/versions/2022-04-15/changes/none", "ruleset-not-found"),
        ("regions/%2e%2e/versions/2022-04-15", "ruleset-not-found"),
        ("regions/..%2f..%2fetc/versions/passwd", "not-found"),
        ("regions/zhangye/versions/%2e%2e%5c2022-04-15/supports", "ruleset-not-found"),
    ],
)
def test_what_there_is_not(client: TestClient, path: str, code: str) -> None:
    answer = client.get(f"{API}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, code)


@pytest.mark.parametrize(
    "path", ["", "/regions", "/facts", "/openapi.json", "/schemas/profile.json", "/schemas/decision.json", ZHANGYE.removeprefix(API)]
)
def test_a_client_that_has_it_is_told_so(client: TestClient, path: str) -> None:
    first = client.get(f"{API}{path}")
    tag = first.headers["etag"]
    assert first.status_code == 200 and first.headers["cache-control"] == "public, max-age=300"
    for known in (tag, f'"x", {tag}', f"W/{tag}", "*"):
        again = client.get(f"{API}{path}", headers={"if-none-match": known})
        assert again.status_code == 304 and again.content == b"" and again.headers["etag"] == tag
    assert client.get(f"{API}{path}", headers={"if-none-match": '"x"'}).status_code == 200


def test_rules_that_change_have_another_tag(serve: Serve, toy: Toy) -> None:
    base = toy(support("certified"))
    client = serve(Settings(rulesets=base.parents[1], watch=True))
    before = [client.get(f"{API}{path}").headers["etag"] for path in ("/regions", "/regions/toy/versions/2022-01-01")]
    (base / "allowances.yaml").write_text(support("grade in {1}"), "utf-8")
    after = [client.get(f"{API}{path}").headers["etag"] for path in ("/regions", "/regions/toy/versions/2022-01-01")]
    assert not set(before) & set(after)
    (base / "allowances.yaml").write_text("- support: [", "utf-8")
    assert client.get(f"{API}/regions").status_code == 404, "half written"
