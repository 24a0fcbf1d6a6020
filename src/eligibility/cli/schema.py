"""`eligibility schema`: the shapes of what goes in and what comes out, of rulesets' files, and the facts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from eligibility._json import JsonObject
from eligibility.cli.options import Lang, LangOption, Root, given_root, mending
from eligibility.i18n import Language, Text


class Schema(StrEnum):
    """What is described."""

    PROFILE = "profile"
    FACTS = "facts"
    DECISION = "decision"
    QUESTION = "question"
    PROBLEM = "problem"
    OFFICE = "office"
    RULES = "rules"
    SUPPORTS = "supports"
    DEFINITIONS = "definitions"
    STANDARDS = "standards"


LISTS = (Schema.FACTS, Schema.SUPPORTS, Schema.DEFINITIONS, Schema.STANDARDS)
"""What is a list of names that an author looks up."""


def schema(
    what: Annotated[Schema, typer.Argument(help="A shape as JSON Schema, the files of rulesets, or a list of names.")] = Schema.PROFILE,
    out: Annotated[Path | None, typer.Option("-o", metavar="DIR", help="With rules: write a file for each kind into this folder.")] = None,
    table: Annotated[bool, typer.Option("--table", help="With facts, supports, definitions, standards: a line for each.")] = False,
    search: Annotated[
        str | None, typer.Option(metavar="WORD", help="With facts, supports, definitions, standards: only those that hold this word.")
    ] = None,
    rulesets: Root = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """The shape of what goes in and comes out, and of a ruleset's files; or all facts, supports, national definitions, local standards."""
    _belongs(what, out, listed=table or search is not None)
    with mending(lang):
        if what is Schema.RULES and out is not None:
            _write(out, lang.language)
        elif table:
            for line in _table(what, search, given_root(rulesets), lang.language):
                print(line)
        elif what in LISTS and what is not Schema.FACTS:
            print(json.dumps(_listed(what, search, given_root(rulesets)), ensure_ascii=False, indent=2))
        else:
            print(json.dumps(_described(what, search, lang.language), ensure_ascii=False, indent=2))


def _belongs(what: Schema, out: Path | None, *, listed: bool) -> None:
    if (out is not None and what is not Schema.RULES) or (listed and what not in LISTS):
        raise typer.BadParameter("-o goes with rules; --table and --search go with facts, supports, definitions and standards")


def _table(what: Schema, search: str | None, root: Path, language: Language) -> Iterator[str]:
    if what is Schema.FACTS:
        from eligibility.facts.schema import facts_table

        return facts_table(search, language)
    from eligibility.rules import listing

    return listing.table(_listed(what, search, root), language)


def _listed(what: Schema, search: str | None, root: Path) -> list[JsonObject]:
    from eligibility.rules.listing import definitions_listing, standards_listing, supports_listing

    listings = {Schema.SUPPORTS: supports_listing, Schema.DEFINITIONS: definitions_listing, Schema.STANDARDS: standards_listing}
    return listings[what](root, search)


def _write(folder: Path, language: Language) -> None:
    """Write the schemas of all kinds of files, and print which schema is for which files."""
    from eligibility._atomic_write import write_files
    from eligibility.rules.file_schemas import FILES, file_schemas
    from eligibility.rules.labels import AREAS

    schemas = file_schemas(language).items()
    write_files(folder, {f"{name}.schema.json": f"{json.dumps(one, ensure_ascii=False, indent=2)}\n".encode() for name, one in schemas})
    zh = "写出的模式各用于哪些文件（VS Code 的 settings.json）："
    print(Text(zh, "which schema is for which files (settings.json of VS Code):")[language])
    patterns = {
        (folder / f"{name}.schema.json").as_posix(): [f"**/{pattern.replace('AREA', area)}" for area in AREAS]
        if "AREA" in pattern
        else [f"**/{pattern}"]
        for name, (pattern, _) in FILES.items()
    }
    print(json.dumps({"yaml.schemas": patterns}, ensure_ascii=False, indent=2))


def _described(what: Schema, search: str | None, language: Language) -> JsonObject | list[JsonObject]:
    from eligibility.facts.schema import facts_listing, profile_schema

    match what:
        case Schema.PROFILE:
            return profile_schema()
        case Schema.FACTS:
            return facts_listing(search)
        case Schema.OFFICE:
            from eligibility.office.office_file import office_schema

            return office_schema()
        case Schema.RULES:
            from eligibility.rules.file_schemas import file_schemas

            return {**file_schemas(language)}
    from eligibility.views import models

    shapes: dict[Schema, type[models.ViewModel]] = {
        Schema.DECISION: models.DecisionFull,
        Schema.QUESTION: models.QuestionModel,
        Schema.PROBLEM: models.ProblemModel,
    }
    return models.json_schema(shapes[what])
