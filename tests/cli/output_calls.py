"""The calls whose output is kept, by the name of their file. They stand in a copy of `tests/data/region`."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

FAMILY, BODY, LITTLE = "family.json", "body.json", "little.json"
RULES = ("--rulesets", "rulesets")
WRONG = ("--rulesets", "mistakes")
BOTH = ("zh", "en")
FORMATS = ("table", "markdown")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the command line and what it reads from standard input."""

    args: tuple[str, ...]
    stdin: str = ""

    @property
    def text(self) -> str:
        """The call as a shell takes it."""
        given = f" <<< {shlex.quote(self.stdin)}" if self.stdin else ""
        return shlex.join(("eligibility", *self.args)) + given


def both(name: str, *args: str, stdin: str = "") -> Iterator[tuple[str, Call]]:
    """A call in both languages."""
    for lang in BOTH:
        yield f"{name}-{lang}", Call((*args, "--lang", lang), stdin)


def every(name: str, *args: str, stdin: str = "") -> Iterator[tuple[str, Call]]:
    """A call in every format: for readers in both languages, and once as JSON."""
    for format_ in FORMATS:
        yield from both(f"{name}-{format_}", *args, "--format", format_, stdin=stdin)
    yield f"{name}-json", Call((*args, "--format", "json"), stdin)


def member(**entries: Any) -> str:
    """A profile of one person, as text."""
    return json.dumps({"as_of": "2024-06-01", "household": {"members": [{"id": "m1", **entries}]}})


def answers() -> Iterator[tuple[str, Call]]:
    """`check`, `explain` and `compare`."""
    kernel = (*RULES, "--engine", "kernel")
    yield from every("check/family", "check", FAMILY, *kernel)
    yield from every("check/body", "check", BODY, *kernel)
    yield from both("check/all-why", "check", FAMILY, "--all", "--why", *kernel)
    yield from both("check/markdown-why", "check", FAMILY, "--all", "--why", "--format", "markdown", *kernel)
    yield from both("check/version", "check", FAMILY, "--version", "2022-01-01", *kernel)
    yield from both("check/scenario", "check", FAMILY, "--version", "all-local-options", *kernel)
    yield from both("check/draft-and-over", "check", FAMILY, "--region", "vale", "--as-of", "2024-06-01", *kernel)
    yield from both("check/stdin", "check", "-", "--region", "toy", *kernel, stdin=member(certified=True, age=30))
    yield from both("explain/person", "explain", FAMILY, "grant", "m1", *RULES)
    yield from both("explain/everyone", "explain", FAMILY, "allowance", *RULES)
    yield from both("explain/duty", "explain", BODY, "quota", "o1", *RULES)
    yield from every("compare/two", "compare", FAMILY, *RULES)
    yield from both("compare/one", "compare", BODY, "--regions", "toy", *RULES)


def advice() -> Iterator[tuple[str, Call]]:
    """`ask`, `timeline`, `cliff`, `remedy` and `card`."""
    yield from both("ask/resumed", "ask", LITTLE, "--region", "toy", "--engine", "kernel", *RULES, stdin="!\n1\n41\n=\n1\n?\nq\n")
    yield from both("ask/new", "ask", "--as-of", "2024-06-01", "--engine", "kernel", *RULES, stdin="1\nx\n1\nq\n")
    yield from every("timeline/years", "timeline", FAMILY, "--from", "2024-06-01", "--until", "2026-06-01", *RULES)
    yield from both("timeline/one-year", "timeline", FAMILY, "--from", "2022-06-01", *RULES)
    income = ("--fact", "household.monthly_income_per_capita", "--range", "0:1000")
    yield from every("cliff/income", "cliff", FAMILY, *income, *RULES)
    yield from both("cliff/age", "cliff", FAMILY, "--fact", "m3.age", "--range", "50:70", "--as-of", "2024-06-01", *RULES)
    yield from every("remedy/refused", "remedy", FAMILY, "training", "m3", *RULES, "--version", "2022-01-01")
    yield from both("remedy/everyone", "remedy", FAMILY, "grant", *RULES)
    yield from both("card/screen", "card", FAMILY, "--name", "m1=王芳", *RULES)
    yield from both("card/ids", "card", FAMILY, "--ids", *RULES)
    yield from both("card/html", "card", FAMILY, "-o", "card.html", *RULES)
    yield from both("card/body", "card", BODY, *RULES)


def registers() -> Iterator[tuple[str, Call]]:
    """`screen` and `sql`."""
    day = ("--as-of", "2024-06-01", *RULES)
    screen = ("screen", "register.csv", "--locality", "place.json", "--picture", "none", *day)
    yield from both("screen/csv", *screen, "-o", "out.csv")
    yield from both("screen/complete", *screen, "-o", "out.csv", "--complete-households", "--ids", "--support", "grant")
    yield from both("screen/proposal", *screen)
    yield from both("screen/office", "screen", "office.yaml", "-o", "month.csv", "--no-missing", *RULES)
    yield from both("roster/names-not-asked-for", "roster", "office.yaml", "--form", "payment", "-o", "list.xlsx", *RULES)
    yield from both("roster/visit", "roster", "office.yaml", "--form", "visit", "-o", "list.xlsx", *RULES)
    sql = ("sql", "--region", "toy", "--support", "grant", *day)
    for dialect in ("duckdb", "postgres", "spark"):
        yield f"sql/{dialect}", Call((*sql, "--dialect", dialect, "--columns", "person_certified,person_grade"))
    yield from both("sql/refusals", *sql)
    yield from both("sql/create", *sql, "--create")


def versions() -> Iterator[tuple[str, Call]]:
    """`diff`, `verify` and `replay`."""
    yield from every("diff/rules", "diff", "toy/2022-01-01", "toy/2023-01-01", *RULES)
    yield from every("diff/household", "diff", "toy/2022-01-01", "toy/2023-01-01", "--profile", FAMILY, *RULES)
    register = ("--register", "register.csv", "--locality", "place.json", "--as-of", "2024-06-01")
    yield from both("diff/register", "diff", "toy/2022-01-01", "toy/2023-01-01", *register, *RULES)
    yield from both("diff/scenario", "diff", "toy/2023-01-01", "toy/all-local-options", *RULES)
    yield from both("verify/remarks", "verify", "toy", "--remarks", "--jobs", "1", *RULES)
    yield from both("verify/wrong-effect", "verify", "wrong_effect/toy/2023-01-01", "--jobs", "1")
    yield "verify/cases", Call(("verify", "rulesets/vale/2022-01-01", "--jobs", "1", "--cases", "bounds"))
    yield from both("replay/stands", "replay", "receipt.json", BODY, *RULES)
    yield from both("replay/other-facts", "replay", "receipt.json", FAMILY, *RULES)
    yield from every("replay/version-before", "replay", "before.json", FAMILY, *RULES)
    yield from both("replay/rules-gone", "replay", "gone.json", FAMILY, *RULES)


def authors() -> Iterator[tuple[str, Call]]:
    """`new`, `lint`, `pin`, `test`, `rulesets` and `schema`."""
    yield from both("new/plan", "new", "brook", "--from", "sources/toy.txt", "--rulesets", "mine", "--date", "2024-01-01")
    yield from both("new/amendment", "new", "toy", "--from", "sources/toy/2023-01-01.txt", *RULES, "--date", "2024-01-01")
    yield from both("schema/words", "schema", "facts", "--table", "--search", "residence")
    yield from both("schema/supports", "schema", "supports", "--table", *RULES)
    yield from both("lint/version", "lint", "toy/2023-01-01", *RULES, "--sources", "sources")
    yield from both("lint/all", "lint", *RULES)
    yield from both("lint/sources", "lint", "rulesets/toy/2022-01-01", "--sources", "sources")
    yield from both("lint/mistakes", "lint", "toy", *WRONG)
    yield from both("lint/wrong-keys", "lint", "vale", *WRONG)
    yield from both("pin/toy", "pin", "rulesets/toy/2022-01-01", "--sources", "sources")
    yield from both("pin/vale", "pin", "rulesets/vale/2022-01-01", "--sources", "sources")
    yield from both("test/one-fails", "test", *RULES)
    yield from both("test/passes", "test", "rulesets/vale/2022-01-01")
    yield from both("rulesets/all", "rulesets", *RULES)
    yield from both("rulesets/show", "rulesets", "show", "toy", "--as-of", "2024-06-01", *RULES)
    yield "rulesets/show-yaml", Call(("rulesets", "show", "toy", "grant", "--yaml", "--version", "2023-01-01", *RULES))
    yield "rulesets/show-files", Call(("rulesets", "show", "toy", "--yaml", "--version", "2023-01-01", *RULES))
    yield from both("rulesets/show-one", "rulesets", "show", "toy", "quota", "--version", "2022-01-01", *RULES)
    for shape in ("profile", "facts", "decision", "question", "problem", "office"):
        yield f"schema/{shape}", Call(("schema", shape))


def books() -> Iterator[tuple[str, Call]]:
    """`book`, and the commands that answer with one."""
    book = ("--book", "book", *RULES)
    yield from both("book/areas", "book", *book)
    yield from both("book/show", "book", "show", "990001", "--as-of", "2024-06-01", *book)
    yield from both("book/lint", "book", "lint", *book)
    yield from both("book/changes", "book", "changes", "2023-06-01", "2024-06-01", *book)
    yield from both("book/new", "book", "new", "990000", *RULES)
    yield from every("check/book", "check", FAMILY, *book, "--engine", "kernel")
    yield from both("card/book", "card", FAMILY, *book)


def faces() -> Iterator[tuple[str, Call]]:
    """`serve`, `mcp`, `site` and `lsp`, which go on or write many files: what they refuse before they begin."""
    yield from both("faces/serve-everybody", "serve", "--host", "0.0.0.0", *RULES)
    yield from both("faces/mcp-without-book", "mcp", "--book", "nowhere", *RULES)
    yield from both("faces/mcp-everybody", "mcp", "--http", "--host", "0.0.0.0", *RULES)
    yield from both("faces/mcp-port-without-http", "mcp", "--port", "9000", *RULES)
    yield from both("faces/lsp-without-rulesets", "lsp", "--rulesets", "nowhere")
    yield from both("faces/site-over-a-file", "site", "-o", FAMILY, *RULES)


def mistakes() -> Iterator[tuple[str, Call]]:
    """What a user gets wrong."""
    stdin = ("check", "-", "--region", "toy", *RULES, "--engine", "kernel")
    for name, text in {
        "unknown-fact": member(certifed=True, 李四=1),
        "wrong-value": member(certified="yes", birth_date="2024-02-30", receives=["grnt"]),
        "contradiction": member(certified=True, age=3, birth_date="1990-01-01", disabilities=[]),
        "not-json": '{"as_of" "2024-06-01"}',
        "empty": "",
    }.items():
        yield from both(f"mistakes/{name}", *stdin, stdin=text)
    yield from both("mistakes/no-such-file", "check", "nowhere.json", *RULES)
    yield from both("mistakes/no-such-region", "check", FAMILY, "--region", "toyy", *RULES)
    yield from both("mistakes/no-such-version", "check", FAMILY, "--version", "2020-01-01", *RULES)
    yield from both("mistakes/before-the-first", "check", FAMILY, "--as-of", "2020-01-01", *RULES)
    yield from both("mistakes/no-such-day", "check", FAMILY, "--as-of", "2024-13-01", *RULES)
    yield from both("mistakes/no-rulesets", "check", FAMILY, "--rulesets", "sources")
    yield from both("mistakes/broken-rules", "check", FAMILY, *WRONG)
    yield from both("mistakes/no-such-support", "explain", FAMILY, "grnt", *RULES)
    yield from both("mistakes/no-such-member", "explain", FAMILY, "grant", "m9", *RULES)
    yield from both("mistakes/wrong-range", "cliff", FAMILY, "--fact", "m1.age", "--range", "5..9", *RULES)
    yield from both("mistakes/no-number", "cliff", FAMILY, "--fact", "m1.sex", "--range", "5:9", *RULES)
    yield from both("mistakes/no-such-members-number", "cliff", FAMILY, "--fact", "m9.age", "--range", "5:9", *RULES)
    yield from both("mistakes/wrong-suffix", "card", FAMILY, "-o", "card.doc", *RULES)
    yield from both("mistakes/days-reversed", "timeline", FAMILY, "--from", "2024-06-01", "--until", "2023-06-01", *RULES)
    yield from both("mistakes/two-regions", "diff", "toy/2022-01-01", "vale", *RULES)
    yield from both("mistakes/no-receipt", "replay", LITTLE, FAMILY, *RULES)
    yield from both("mistakes/no-table", "sql", "--region", "toy", "--table", "a b", *RULES)
    yield "mistakes/no-such-command", Call(("chek",))
    yield "mistakes/no-such-option", Call(("check", FAMILY, "--formt", "json"))
    yield "mistakes/no-such-language", Call(("check", FAMILY, "--lang", "fr"))
    yield "mistakes/no-profile", Call(("check",))


CALLS: Mapping[str, Call] = dict([*answers(), *advice(), *registers(), *versions(), *authors(), *books(), *faces(), *mistakes()])
