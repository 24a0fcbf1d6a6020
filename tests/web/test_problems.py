"""Every kind of problem has its status and its page."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from eligibility.views.models.problem import PROBLEM_TITLES, ProblemKind
from eligibility.web.problems import PROBLEM_TYPE, REASONS, STATUSES, Refused, problem_page


def test_every_kind_has_a_status_and_a_reason() -> None:
    assert STATUSES.keys() == REASONS.keys() == set(ProblemKind)
    assert all(status in range(400, 600) for status in STATUSES.values())


@pytest.mark.parametrize("kind", list(ProblemKind))
def test_the_page_of_a_kind(client: TestClient, kind: ProblemKind) -> None:
    """`type` of a problem document leads to it."""
    page = client.get(f"/problems/{kind}", params={"lang": "en"})
    assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
    assert PROBLEM_TITLES[kind].en in page.text and kind.value in page.text
    assert client.get("/problems/none").status_code == 404


def test_a_document() -> None:
    answer = Refused(ProblemKind.BUSY).response("en", "abc")
    assert answer.media_type == PROBLEM_TYPE and answer.headers["retry-after"] == "1"
    assert b'"instance": "abc"' in bytes(answer.body) and answer.status_code == 503
    assert b"<script" not in bytes(problem_page(ProblemKind.INTERNAL, "zh", 500, "<script>").body)
