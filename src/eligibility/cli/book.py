"""`eligibility book`: the office's own local book: a new file, what it says in a place, what is wrong with it, what changes in it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eligibility.cli.options import (
    AsOf,
    BookOption,
    Format,
    FormatOption,
    Lang,
    LangOption,
    Root,
    given_book,
    given_day,
    given_root,
    mending,
)
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.profile import Profile
from eligibility.i18n import Text
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.version_lookup import load_ruleset, region_of, versions

if TYPE_CHECKING:
    from eligibility.book.book import Book

PLURALS = {"area": "areas", "entry": "entries", "problem": "problems"}

AreaCode = Annotated[str, typer.Argument(metavar="AREA", help="The area code, six digits: 620702.")]
Until = Annotated[str, typer.Argument(metavar="UNTIL", help="The last day.")]
From = Annotated[str, typer.Argument(metavar="FROM", help="The day before the first that counts.")]


def book(context: typer.Context, book: BookOption = None, lang: LangOption = Lang.ZH, rulesets: Root = None) -> None:
    """The office's own local book (地方标准册): rates, standards, options adopted, counters and papers, by area code."""
    if context.invoked_subcommand is not None:
        return
    with mending(lang):
        from eligibility.views.book import area_lines

        for line in area_lines(_named(book, rulesets), lang.language):
            print(line)


def new(area: AreaCode, book: BookOption = None, lang: LangOption = Lang.ZH, rulesets: Root = None) -> None:
    """Write the file of an area that the book does not have yet: questions, and no answers. Without --book it is printed."""
    with mending(lang):
        from eligibility.book.areas import exists, is_nested
        from eligibility.book.skeleton import skeleton

        if not (len(area) == 6 and area.isascii() and area.isdigit() and is_nested(area)):
            said = Text("不是省、市、县的六位代码", "is not the code of a province, a city or a county, six digits")
            raise EligibilityError([Problem(ProblemCode.WRONG_AREA_CODE, "AREA", said)])
        rules = _rules(area, rulesets)
        if rules is None and not exists(area):
            said = Text("没有这个省、市：前两位是省，中间两位是市", "no such province or city: two digits name the province, two the city")
            raise EligibilityError([Problem(ProblemCode.WRONG_AREA_CODE, "AREA", said)])
        text = skeleton(area, rules, lang.language)
        if book is None:
            print(text, end="")
        else:
            print(write_area(book, area, text))
        if rules is None:
            zh = "没有这个地区的规则：只写了开头，没有要填的问题"
            print(
                Text(zh, "there are no rules for this place: the file has its head alone, and no questions")[lang.language], file=sys.stderr
            )


def show(
    area: AreaCode,
    book: BookOption = None,
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    format_: FormatOption = Format.TABLE,
    rulesets: Root = None,
) -> None:
    """What the book says in a place on a day, the nearest area first, with the document of every entry."""
    with mending(lang):
        from eligibility.views.book import PlaceBook

        day = given_day(as_of, Profile())
        place = PlaceBook(_named(book, rulesets), area, day, _rules_of(area, rulesets))
        if format_ is Format.JSON:
            print(json.dumps(place.as_json(), ensure_ascii=False, indent=2))
        else:
            for line in place.lines(lang.language):
                print(line)


def lint(book: BookOption = None, lang: LangOption = Lang.ZH, rulesets: Root = None) -> None:
    """Check the book: its files, its conditions under the rules of each region, rates that no support has, rates outside wider ones."""
    with mending(lang):
        from eligibility.book.lint import lint_book, without_rules

        base = given_root(rulesets)
        known = _named(book, rulesets)
        problems = lint_book(known, base, given_day(None, Profile()))
        for problem in problems:
            print(problem.text(lang.language), file=sys.stderr)
        for layer in without_rules(known, base):
            zh = f"{layer.area} {layer.name.zh}：没有这个地区的规则，条件没有核对"
            print(
                Text(zh, f"{layer.area} {layer.name.en}: there are no rules for this place; its conditions were not checked")[lang.language]
            )
        counts = {"area": len(known.areas), "entry": sum(1 for _ in known.entries()), "problem": len(problems)}
        zh = f"{counts['area']}个地区，{counts['entry']}条，{counts['problem']}个问题"
        en = ", ".join(f"{count} {name if count == 1 else PLURALS[name]}" for name, count in counts.items())
        print(Text(zh, en)[lang.language])
        if problems:
            raise typer.Exit(1)


def changes(
    first: From,
    last: Until,
    book: BookOption = None,
    lang: LangOption = Lang.ZH,
    format_: FormatOption = Format.TABLE,
    rulesets: Root = None,
) -> None:
    """What changes in the book from one day to another: entries that begin, end, or follow each other."""
    with mending(lang):
        from eligibility.book.changes import changes_of
        from eligibility.views.book import change_json, change_lines

        known = _named(book, rulesets)
        begin, end = given_day(first, Profile(), "FROM"), given_day(last, Profile(), "UNTIL")
        found = changes_of(known, begin, end)
        if format_ is Format.JSON:
            print(json.dumps([change_json(change) for change in found], ensure_ascii=False, indent=2))
            return
        rules = {area: ruleset for area in known.areas if (ruleset := _rules(area, rulesets)) is not None}
        for line in change_lines(found, known, rules, lang.language):
            print(line)
        if not found:
            print(Text("没有变化", "nothing changes")[lang.language])


def _named(folder: Path | None, root: Path | None) -> Book:
    """The book that is named.

    Raises:
        EligibilityError: none is.
    """
    found = given_book(folder, root)
    if found is None:
        said = Text("没有指出标准册的文件夹", "no folder of a local book is named")
        mend = Text("请用 --book 或环境变量 ELIGIBILITY_BOOK。", "Name one with --book or the variable ELIGIBILITY_BOOK.")
        raise EligibilityError([Problem(ProblemCode.NOT_A_BOOK, "--book", said, mend)])
    return found


def write_area(folder: Path, area: str, text: str) -> str:
    """Write the file of an area and give its name.

    Raises:
        EligibilityError: the file is there already, or cannot be written.
    """
    from eligibility._atomic_write import write_files

    path = folder / f"{area}.yaml"
    if path.exists():
        said = Text(f"{path.name} 已经有了", f"{path.name} is there already")
        mend = Text("请在里面增加条目。", "Add entries to it.")
        raise EligibilityError([Problem(ProblemCode.FILE_THERE, "--book", said, mend)])
    write_files(folder, {path.name: text.encode()})
    return str(path)


def _rules(area: str, root: Path | None) -> Ruleset | None:
    """The newest rules of the region that an area lies in; None where there are none."""
    base = given_root(root)
    region = region_of(area, base)
    return None if region is None else load_ruleset(region, versions(base, region)[-1], root=base)


def _rules_of(area: str, root: Path | None) -> Ruleset:
    """The rules whose words name what the entries of a place are about.

    Raises:
        EligibilityError: there are no rules for the place.
    """
    found = _rules(area, root)
    if found is None:
        said = Text("没有这个地区的规则", "there are no rules for this place")
        raise EligibilityError([Problem(ProblemCode.UNKNOWN_REGION, "AREA", said)])
    return found


SUBCOMMANDS = (new, show, lint, changes)
