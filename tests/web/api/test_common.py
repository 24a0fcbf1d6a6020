"""What a client accepts, and which answer it has already."""

from __future__ import annotations

import pytest

from eligibility.views.models.problem import ProblemKind
from eligibility.web.api.common import accepted, problems
from eligibility.web.problems import Refused

OFFERED = {"text/html": "", "application/pdf": "", "text/markdown": ""}


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("", "text/html"), ("*/*", "text/html"), ("application/pdf", "application/pdf"), ("text/*", "text/html"),
        ("text/html;q=0.2, text/markdown;q=0.9", "text/markdown"), ("application/*, text/html;q=0.1", "application/pdf"),
        ("*/*;q=0.1, text/html;q=0, application/pdf", "application/pdf"), ("TEXT/MARKDOWN", "text/markdown"),
        ("text/html;q=x, text/markdown;q=0.1", "text/markdown"), ("text/html;level=1", "text/html"),
    ],
)  # fmt: skip
def test_what_is_liked_best(header: str, kind: str) -> None:
    assert accepted(header, OFFERED) == kind


@pytest.mark.parametrize("header", ["image/png", "text/html;q=0, application/json", ";;", ","])
def test_nothing_that_is_offered(header: str) -> None:
    with pytest.raises(Refused) as caught:
        accepted(header, OFFERED)
    assert caught.value.kind is ProblemKind.NOT_ACCEPTABLE


def test_problems_by_status() -> None:
    found = problems(ProblemKind.SUPPORT_NOT_FOUND, ProblemKind.SUBJECT_NOT_FOUND)
    assert found[404]["description"] == "support-not-found, subject-not-found"
    assert {401, 403, 404, 422, 429, 500, 503} == set(found)
