"""`eligibility card`: the page that the family takes home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eligibility.cli.options import AsOf, BookOption, Lang, LangOption, ProfilePath, Region, Root, Version, decided, mending
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text

if TYPE_CHECKING:
    from eligibility.card.content import Card

SUFFIXES = {".html": "html", ".htm": "html", ".pdf": "pdf", ".md": "markdown", ".markdown": "markdown"}


def card(
    profile: ProfilePath,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Where to write: .html, .pdf or .md; otherwise Markdown on the screen."),
    ] = None,
    region: Region = None,
    version: Version = None,
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    name: Annotated[
        list[str] | None, typer.Option("--name", metavar="WHO=NAME", help="A name to print for a member, by number or id, such as 1=王芳.")
    ] = None,
    ids: Annotated[bool, typer.Option("--ids", help="Print the profile's member ids instead of numbers.")] = False,
    book: BookOption = None,
    rulesets: Root = None,
) -> None:
    """The one-page card for the family (明白卡): what it can get, in which order, what to bring, by which clause."""
    with mending(lang):
        from eligibility.card.content import card_of
        from eligibility.views.subjects import who_is

        kind = "markdown" if output is None else _kind(output)
        named = _names(name or [])
        decision = decided(profile, region, version, as_of, rulesets, book)
        names = {who_is(decision.situation, member) or member: label for member, label in named.items()}
        content = _written(card_of(decision, names, ids=ids), kind, lang)
        if output is None:
            print(content.decode(), end="")
        else:
            _put(output, content)


def _kind(output: Path) -> str:
    kind = SUFFIXES.get(output.suffix.lower())
    if kind is None:
        mend = Text("请用 .html、.pdf 或 .md。", "Use .html, .pdf or .md.")
        raise EligibilityError(
            [Problem(ProblemCode.UNKNOWN_FORMAT, output.name, Text("看不出要写成什么格式", "does not tell the format"), mend)]
        )
    return kind


def _names(given: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    if not all(equals for _, equals, _ in pairs):
        mend = Text("例如 --name 1=王芳。", "Write --name 1=王芳.")
        raise EligibilityError(
            [Problem(ProblemCode.WRONG_PRINTED_NAME, "--name", Text("应写作 成员序号=名字", "must be NUMBER=NAME or ID=NAME"), mend)]
        )
    return {member.strip(): label.strip() for member, _, label in pairs}


def _written(content: Card, kind: str, lang: Lang) -> bytes:
    from eligibility.card.fit import sheet_of

    if kind == "pdf":
        from eligibility.card.pdf import pdf

        return pdf(content, lang.language)
    if kind == "html":
        from eligibility.card.html import html

        return html(sheet_of(content, lang.language)).encode()
    from eligibility.card.markdown import card_markdown

    return card_markdown(sheet_of(content, lang.language, whole=True)).encode()


def _put(output: Path, content: bytes) -> None:
    from eligibility._atomic_write import unwritable, write_whole

    try:
        write_whole(output, content, private=False)
    except OSError as error:
        raise unwritable(output.name, error) from None
