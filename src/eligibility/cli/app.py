"""The commands. Exit status: 0 answered, 1 something the user must mend (said on stderr), 2 usage."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eligibility.errors import EligibilityError, NoRulesetError, Problem
from eligibility.facts.profile import Profile
from eligibility.facts.read import read_profile, read_profile_file
from eligibility.rules.resolve import find, load_ruleset, region_of, regions, shipped, versions
from eligibility.rules.ruleset import Ruleset
from eligibility.text import Language, Text, nearest

if TYPE_CHECKING:
    from eligibility.decide.decision import Decision

app = typer.Typer(
    name="eligibility",
    help="Which disability supports apply to a household, by which clause of the regional plan, and what is still to be asked.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
listing = typer.Typer(rich_markup_mode=None)
app.add_typer(listing, name="rulesets")


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


class Engine(StrEnum):
    """What derives the answers of `check`."""

    BOTH = "both"
    KERNEL = "kernel"


class Lang(StrEnum):
    """The language of answers and messages."""

    ZH = "zh"
    EN = "en"

    @property
    def language(self) -> Language:
        return "zh" if self is Lang.ZH else "en"


class Schema(StrEnum):
    """What `schema` describes."""

    PROFILE = "profile"
    FACTS = "facts"


ProfilePath = Annotated[Path, typer.Argument(metavar="PROFILE", help="The household's profile, a JSON file; - reads standard input.")]
Region = Annotated[str | None, typer.Option(help="Region, or the folder of a version; otherwise it follows from locality.adcode.")]
Version = Annotated[str | None, typer.Option(help="A version by its date, instead of the one that answers on the day.")]
AsOf = Annotated[str | None, typer.Option(metavar="DATE", help="The day to decide for; otherwise the profile's as_of, otherwise today.")]
LangOption = Annotated[Lang, typer.Option(envvar="ELIGIBILITY_LANG", help="Chinese or English.")]
Root = Annotated[Path | None, typer.Option("--rulesets", metavar="DIR", help="A folder of rulesets instead of the shipped one.")]
Target = Annotated[
    str | None, typer.Argument(metavar="[REGION]", help="A region, or the folder of a version; otherwise all that is shipped.")
]
Sources = Annotated[Path | None, typer.Option(metavar="DIR", help="The folder of the plans' texts, REGION.txt: check every clause.")]


@contextmanager
def mending(lang: Lang) -> Iterator[None]:
    """Print what the user must mend in one message and end with status 1."""
    try:
        yield
    except EligibilityError as error:
        print(error.text(lang.language), file=sys.stderr)
        raise typer.Exit(1) from None


@app.command()
def check(
    profile: ProfilePath,
    region: Region = None,
    version: Version = None,
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    format_: Annotated[Format, typer.Option("--format", help="For a reader, for a program, or Markdown.")] = Format.TABLE,
    why: Annotated[bool, typer.Option("--why", help="Add the proof of every answer shown.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Show what does not apply as well, and why.")] = False,
    engine: Annotated[Engine, typer.Option(help="Derive by the kernel and again by durable_rules, or by the kernel alone.")] = Engine.BOTH,
    rulesets: Root = None,
) -> None:
    """Which supports apply now, which after what, what is still to be asked, and by which clause."""
    with mending(lang):
        decision = _decided(profile, region, version, as_of, rulesets)
        if engine is Engine.BOTH:
            _derive_again(decision, lang)
        if format_ is Format.JSON:
            print(decision.to_json())
            return
        from eligibility.cli import render
        from eligibility.cli.report import Reporter

        report = Reporter(decision, lang.language, why=why, refused=all_).report()
        if format_ is Format.MARKDOWN:
            print(render.markdown(report), end="")
        else:
            render.print_report(report)


@app.command()
def explain(
    profile: ProfilePath,
    support: Annotated[str, typer.Argument(help="The support to explain, by its id.")],
    subject: Annotated[str | None, typer.Argument(help="For whom: a member's id, household, or an organisation's id.")] = None,
    region: Region = None,
    version: Version = None,
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    rulesets: Root = None,
) -> None:
    """Why one answer is what it is: every route, condition and fact, with the clauses."""
    with mending(lang):
        from eligibility.cli.report import Reporter

        decision = _decided(profile, region, version, as_of, rulesets)
        known = decision.ruleset.supports
        if support not in known:
            raise EligibilityError([_unknown("SUPPORT", support, known)])
        subjects = [one.id for one in decision.situation.subjects(known[support].entity)]
        if subject is not None and subject not in subjects:
            raise EligibilityError([_unknown("SUBJECT", subject, subjects)])
        reporter = Reporter(decision, lang.language)
        for name in [subject] if subject else subjects:
            print(reporter.explained(decision[support, name]))


@app.command()
def replay(
    receipt: Annotated[Path, typer.Argument(metavar="RECEIPT", help="A receipt, or the JSON of the decision it stands in.")],
    profile: ProfilePath,
    lang: LangOption = Lang.ZH,
    rulesets: Root = None,
) -> None:
    """Whether today's files still give the answer of a receipt; status 1 where they do not."""
    with mending(lang):
        from eligibility.decide.decision import decide
        from eligibility.decide.receipt import read_receipt

        then = read_receipt(receipt)
        ruleset = load_ruleset(then.region, then.version, root=_root(rulesets))
        now = decide(_profile(profile), ruleset, as_of=then.as_of).receipt
        said = {
            "facts": Text("资料与回执的不是同一份", "the profile is not the receipt's"),
            "ruleset": Text("规则文件已有改动", "the rules were changed since"),
            "engine": Text("程序版本不同", "the engine is of another version"),
            "outcomes": Text("答案不同", "the answer is another"),
        }
        for name, text in said.items():
            if getattr(then, name) != getattr(now, name):
                print(text[lang.language])
        if then.outcomes != now.outcomes:
            raise typer.Exit(1)
        print(Text("答案相同", "the answer is the same")[lang.language])


@listing.callback(invoke_without_command=True)
def rulesets(context: typer.Context, root: Root = None, lang: LangOption = Lang.ZH) -> None:
    """The regions and versions that there are, one line each: status, period, supports, routes, and the ledger of clauses."""
    if context.invoked_subcommand is not None:
        return
    with mending(lang):
        from eligibility.cli.listing import line

        base = _root(root)
        for region in regions(base):
            for version in versions(base, region):
                print(line(base / region / version.isoformat(), load_ruleset(region, version, root=base), lang.language))


@listing.command()
def show(
    region: Annotated[str, typer.Argument(help="A region, or the folder of a version.")],
    support: Annotated[str | None, typer.Argument(help="One support; otherwise all.")] = None,
    version: Version = None,
    as_of: AsOf = None,
    root: Root = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """The rules as a person reads them: who, by which route, under which clause, with figures and exclusions."""
    with mending(lang):
        from eligibility.cli.listing import described

        day = _day(as_of, Profile())
        ruleset = load_ruleset(region, version, as_of=None if version else day, root=_root(root))
        if support is not None and support not in ruleset.supports:
            raise EligibilityError([_unknown("SUPPORT", support, ruleset.supports)])
        chosen = [ruleset.supports[support]] if support else list(ruleset.supports.values())
        print("\n\n".join(described(one, ruleset, lang.language) for one in chosen))


@app.command()
def compare(
    profile: ProfilePath,
    regions_: Annotated[str, typer.Option("--regions", metavar="A,B,...", help="Regions to compare; otherwise all.")] = "",
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    format_: Annotated[Format, typer.Option("--format", help="For a reader, for a program, or Markdown.")] = Format.TABLE,
    rulesets: Root = None,
) -> None:
    """The same household under several plans side by side, what differs first."""
    with mending(lang):
        from eligibility.cli.comparison import Comparison, print_comparison

        given, base = _profile(profile), _root(rulesets)
        day = _day(as_of, given)
        named = [name.strip() for name in regions_.split(",") if name.strip()] or regions(base)
        comparison = Comparison.of(given, {name: load_ruleset(name, as_of=day, root=base) for name in named}, day)
        if format_ is Format.JSON:
            print(json.dumps(comparison.as_json(), ensure_ascii=False, indent=2))
        else:
            print_comparison(comparison, lang.language, markdown=format_ is Format.MARKDOWN)


@app.command()
def lint(target: Target = None, root: Root = None, sources: Sources = None, lang: LangOption = Lang.ZH) -> None:
    """Check rulesets: names, types, citations, cycles, the ledger of clauses, what is unused and what has no case."""
    with mending(lang):
        from eligibility.rules.lint import lint as lint_one
        from eligibility.rules.lint import lint_all

        folders = _folders(target, root)
        texts = _sources(sources)
        found = lint_all(_root(root), texts) if target is None else [lint_one(folder, base, texts) for folder, base in folders]
        problems = [problem for one in found for problem in one.problems]
        for problem in problems:
            print(problem.text(), file=sys.stderr)
        for one in found:
            print(f"{one.region}/{one.version}: {len(one.problems)} problems")
        if problems:
            raise typer.Exit(1)


@app.command()
def pin(
    target: Annotated[str, typer.Argument(metavar="REGION", help="A region or a version's folder.")],
    sources: Annotated[Path, typer.Option(metavar="DIR", help="The folder of the plans' texts, REGION.txt.")],
    root: Root = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """Write the fingerprint of every clause into clauses.yaml, after the text was read."""
    with mending(lang):
        from eligibility.rules.pin import pin_folder

        for folder, _ in _folders(target, root):
            changed = pin_folder(folder, _sources(sources) or sources)
            print(f"{folder.parent.name}/{folder.name}: {changed} fingerprints written")


@app.command()
def test(target: Target = None, root: Root = None, lang: LangOption = Lang.ZH) -> None:
    """Run the worked cases of rulesets."""
    with mending(lang):
        from eligibility.decide.check import run_case
        from eligibility.rules.cases import read_cases

        failed = 0
        for folder, base in _folders(target, root):
            ruleset = find(folder, root=base).ruleset
            cases = read_cases(folder)
            failures = [failure for case in cases for failure in run_case(case, ruleset)]
            for failure in failures:
                print(failure, file=sys.stderr)
            wrong = len({failure.case for failure in failures})
            failed += wrong
            print(f"{ruleset.region}/{ruleset.version}: {len(cases) - wrong} passed, {wrong} failed")
        if failed:
            raise typer.Exit(1)


@app.command()
def schema(
    what: Annotated[Schema, typer.Argument(help="The profile as JSON Schema, or the facts with their questions.")] = Schema.PROFILE,
) -> None:
    """The shape of a profile as JSON Schema, or the list of facts with types, units, titles and questions."""
    from eligibility.facts.schema import facts_listing, profile_schema

    content = profile_schema() if what is Schema.PROFILE else facts_listing()
    print(json.dumps(content, ensure_ascii=False, indent=2))


# -- arguments


def _decided(profile: Path, region: str | None, version: str | None, as_of: str | None, root: Path | None) -> Decision:
    from eligibility.decide.decision import decide

    given = _profile(profile)
    day = _day(as_of, given)
    return decide(given, _ruleset(given, region, version, day, root), as_of=day)


def _derive_again(decision: Decision, lang: Lang) -> None:
    """The second derivation; where the live engine is missing or fails, a notice says that there is only one."""
    from eligibility.live.agree import agree
    from eligibility.live.guarded import LiveEngineError, LiveEngineMissing

    try:
        agree(decision)
    except LiveEngineMissing as missing:
        print(missing.text(lang.language), file=sys.stderr)
    except LiveEngineError as failed:
        notice = Text("第二次推导失败，以下回答只由内核推导", "the second derivation failed, and these answers are the kernel's alone")
        print(f"{notice[lang.language]} (durable_rules: {failed})", file=sys.stderr)


def _profile(path: Path) -> Profile:
    return read_profile(sys.stdin.buffer.read(), "-") if str(path) == "-" else read_profile_file(path)


def _day(as_of: str | None, profile: Profile) -> date:
    if as_of is None:
        return profile.as_of or date.today()  # noqa: DTZ011 - the office's own day is meant
    try:
        return date.fromisoformat(as_of)
    except ValueError:
        raise EligibilityError(
            [Problem("--as-of", Text("不是真实的日期，应写作 2024-06-01", "is not a date that exists; write 2024-06-01"))]
        ) from None


def _root(root: Path | None) -> Path:
    if root is not None and not (root / "supports.yaml").is_file():
        mend = Text("规则文件夹里应有 supports.yaml。", "A folder of rulesets holds supports.yaml.")
        raise EligibilityError([Problem("--rulesets", Text("不是规则文件夹。", "is not a folder of rulesets."), mend)])
    return root or shipped()


def _sources(sources: Path | None) -> Path | None:
    if sources is not None and not sources.is_dir():
        raise EligibilityError([Problem("--sources", Text("没有这个文件夹。", "there is no such folder."))])
    return sources


def _ruleset(profile: Profile, region: str | None, version: str | None, day: date, root: Path | None) -> Ruleset:
    base = _root(root)
    if region is None and profile.locality.adcode is not None:
        region = region_of(profile.locality.adcode, base)
    if region is None:
        known = ", ".join(regions(base))
        raise NoRulesetError(
            [
                Problem(
                    "locality.adcode",
                    Text("不知道是哪个地区。", "does not tell a region that there is a ruleset for."),
                    Text(f"请用 --region 指定：{known}。", f"Name one with --region: {known}."),
                )
            ]
        )
    return load_ruleset(region, version, as_of=day, root=base)


def _folders(target: str | None, root: Path | None) -> list[tuple[Path, Path]]:
    """The version folders that a command is about, each with its root."""
    if target is not None and Path(target).is_dir() and ("/" in target or (Path(target) / "ruleset.yaml").is_file()):
        folder = Path(target).resolve()
        return [(folder, root or folder.parents[1])]
    base = _root(root)
    chosen = regions(base) if target is None else [target]
    if target is not None and target not in regions(base):
        raise NoRulesetError([_unknown("REGION", target, regions(base))])
    return [(base / region / version.isoformat(), base) for region in chosen for version in versions(base, region)]


def _unknown(where: str, name: str, known: Iterable[str]) -> Problem:
    names = list(known)
    near = nearest(name, names)
    mend = (
        Text(f"是否想写 {near}？", f"Did you mean {near}?")
        if near
        else Text(f"可用：{'、'.join(names[:10])}", f"One of: {', '.join(names[:10])}")
    )
    return Problem(where, Text(f"没有 {name!r}。", f"there is no {name!r}."), mend)
