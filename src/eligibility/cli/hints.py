"""How the things that errors and notices name are given on the command line: the library says what, this says by which option."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from eligibility.codes import ProblemCode, RuleCheck
from eligibility.errors import EntryPath, Problem, RuleProblem, path_text
from eligibility.i18n import Language, Text


def _by(option: str) -> Text:
    return Text(f"（用 {option}）", f" ({option})")


ALL = _by("--all")
"""How what a report leaves out is shown."""

OPTIONS: Mapping[ProblemCode | RuleCheck, str] = {
    ProblemCode.HEADINGS_NOT_FOUND: "--columns",
    ProblemCode.COLUMN_NOT_CERTAIN: "--columns",
    ProblemCode.COLUMN_MOVED: "--columns",
    ProblemCode.HIDDEN_NOT_CERTAIN: "--columns",
    ProblemCode.TOTALS_DIFFER: "--columns",
    ProblemCode.SHEETS_NOT_CERTAIN: "--sheet",
    ProblemCode.IDS_NEEDED: "--ids",
    ProblemCode.NAME_FOR_NOBODY: "--name",
    ProblemCode.WRONG_PRINTED_NAME: "--name",
    ProblemCode.WRONG_RANGE: "--range",
    ProblemCode.UNKNOWN_NUMBER: "--fact",
    ProblemCode.DAYS_REVERSED: "--until",
    ProblemCode.DAYS_TOO_FAR_APART: "--until",
    ProblemCode.REGION_NOT_NAMED: "--region",
    ProblemCode.ADDRESS_NOT_SAFE: "--token-file",
    ProblemCode.WRONG_TOKEN_FILE: "--token-file",
    ProblemCode.ADDRESS_IN_USE: "--port",
    RuleCheck.NOT_DECIDED: "--seconds",
    RuleCheck.CLAUSE_NOT_PINNED: "eligibility pin",
    RuleCheck.CLAUSE_CHANGED: "eligibility pin",
}
"""By what fails, the option or command that mends it."""


def told(problem: Problem | RuleProblem, language: Language) -> str:
    """A problem as the command line says it: a setting is called by its option, and otherwise the option that mends it is added. An entry
    of a profile is told in words, with its place in the file behind them."""
    if isinstance(problem, Problem) and problem.path:
        problem = replace(problem, at=_placed(problem.path, language))
    option = OPTIONS.get(problem.code if isinstance(problem, Problem) else problem.check)
    if option is None:
        return problem.text(language)
    if isinstance(problem, Problem) and (not problem.at or isinstance(problem.at, Text)):
        return replace(problem, at=option).text(language)
    said = problem.text(language)
    return said if option in said else said + _by(option)[language]


def _placed(path: EntryPath, language: Language) -> str:
    from eligibility.views.told import place_text

    said, place = place_text(path)[language], path_text(path)
    return Text(f"{said}（{place}）", f"{said} ({place})")[language] if said else place


IN_OFFICE_FILE: Mapping[str, str] = {"--columns": "columns", "--sheet": "sheets"}
"""By an option of one register, the key of a register in an office file that mends the same."""


def told_of_office(problem: Problem | RuleProblem, language: Language) -> str:
    """A problem of an office's month: what is mended by an option of one register is mended in the office file."""
    option = OPTIONS.get(problem.code if isinstance(problem, Problem) else problem.check)
    key = IN_OFFICE_FILE.get(option or "")
    if key is None:
        return told(problem, language)
    return (
        problem.text(language)
        + Text(f"（写在办公文件里这份名册的 {key} 中）", f" (under {key} of this register in the office file)")[language]
    )


def notices() -> Mapping[Text, Text]:
    """By a notice of a screening, the option that gives what is missing."""
    from eligibility.register.reporter import NO_CERTIFICATES, NO_STANDARD

    return {NO_CERTIFICATES: _by("--columns"), NO_STANDARD: _by("--locality")}
