"""A server is not started where others could reach it unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError
from eligibility.web.settings import Settings


def code_of(settings: Settings) -> ProblemCode:
    with pytest.raises(EligibilityError) as caught:
        settings.check()
    [problem] = caught.value.problems
    return ProblemCode(problem.as_json()["code"])


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "office.example"])
def test_an_address_that_others_reach_needs_a_token_or_the_public(host: str) -> None:
    assert code_of(Settings(host=host)) is ProblemCode.ADDRESS_NOT_SAFE
    Settings(host=host, public=True).check()


def test_a_token_is_a_line_of_its_own_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("a-long-enough-token-1234\n", "utf-8")
    settings = Settings(host="0.0.0.0", token_file=file)
    settings.check()
    assert settings.token() == "a-long-enough-token-1234"
    assert "a-long" not in settings.as_text() + repr(settings)
    assert code_of(Settings(token_file=file, public=True)) is ProblemCode.ADDRESS_NOT_SAFE


@pytest.mark.parametrize("content", ["", "short", "two lines-------\nof words--------", "口令口令口令口令口令口令口令口令口令"])
def test_what_is_no_token(tmp_path: Path, content: str) -> None:
    file = tmp_path / "token"
    file.write_text(content, "utf-8")
    assert code_of(Settings(token_file=file)) is ProblemCode.WRONG_TOKEN_FILE
    assert code_of(Settings(token_file=tmp_path / "none")) is ProblemCode.WRONG_TOKEN_FILE


def test_settings_reach_the_processes_of_a_server(tmp_path: Path) -> None:
    settings = Settings(host="::1", port=1234, token_file=tmp_path / "token", rulesets=tmp_path, watch=True, allow_origin=("https://a.b",))
    assert Settings.of_text(settings.as_text()) == settings
    assert Settings.of_text(Settings().as_text()) == Settings()
