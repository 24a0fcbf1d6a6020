"""`eligibility schema`: the shapes of what goes in and what comes out, of rulesets' files, and the facts."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from eligibility._json import JsonObject
from eligibility.cli.options import Lang, LangOption, mending
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


def schema(
    what: Annotated[Schema, typer.Argument(help="A shape as JSON Schema, the files of rulesets, or the facts.")] = Schema.PROFILE,
    out: Annotated[Path | None, typer.Option("-o", metavar="DIR", help="With rules: write a file for each kind into this folder.")] = None,
    table: Annotated[bool, typer.Option("--table", help="With facts: a line for each, for a reader.")] = False,
    search: Annotated[
        str | None, typer.Option(metavar="WORD", help="With facts: only those whose name, words or values hold this word.")
    ] = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """The shape of a profile, decision, question, problem or office file, of every file of a ruleset, or all facts with types and questions."""
    if (out is not None and what is not Schema.RULES) or ((table or search is not None) and what is not Schema.FACTS):
        raise typer.BadParameter("-o goes with rules; --table and --search go with facts")
    with mending(lang):
        if what is Schema.RULES and out is not None:
            _write(out, lang.language)
        elif what is Schema.FACTS and table:
            from eligibility.facts.schema import facts_table

            for line in facts_table(search, lang.language):
                print(line)
        else:
            print(json.dumps(_described(what, search, lang.language), ensure_ascii=False, indent=2))


def _write(folder: Path, language: Language) -> None:
    """Write the schemas of all kinds of files, and print which schema is for which files."""
    from eligibility._atomic_write import write_whole
    from eligibility.rules.file_schemas import FILES, file_schemas
    from eligibility.rules.labels import AREAS

    folder.mkdir(parents=True, exist_ok=True)
    for name, found in file_schemas(language).items():
        text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
        write_whole(folder / f"{name}.schema.json", text.encode(), private=False)
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
