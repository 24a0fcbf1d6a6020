"""The clauses of a plan: every numbered clause and box item, with its first words and the fingerprint of its text.

`clauses.yaml` lists them in the order of the document. A clause runs from its first words to those of the next. With the
source text, its fingerprint proves that the clause exists and is unchanged. Without the text, the list still proves
that every citation names a clause and that every clause is cited or declared in `unencoded.yaml`. Where it names what cites
a clause (`cited_by`), a citation that was changed in the rules alone is found as well.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

from eligibility._dataclass import dataclass
from eligibility.codes import ProblemCode, RuleCheck
from eligibility.errors import EligibilityError, Problem, RuleProblem, meant
from eligibility.i18n import Text
from eligibility.rules import yaml_schema
from eligibility.rules.located_yaml import Path_, Reading, Source, read_source
from eligibility.rules.numbering import Mark, marks
from eligibility.rules.ruleset import Ruleset, conflict_name
from eligibility.rules.support import Route, SupportPart
from eligibility.rules.validation import shaped

CitationPlace = Callable[[str, str], tuple[Source, Path_]]
"""Where a citation is written, by the name of what cites (as `citing` gives it) and the locator."""

LIKE = 0.6
"""How like the first words of a clause must be to those of a numbered line, from 0 to 1, for that line to be named."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause by its locator. A heading only introduces the clauses below it and is never cited.

    `cited_by` holds the names of what cites it, as `citing` gives them. `todo`: it is still to be read, or not in full.
    """

    locator: str
    starts: str
    hash: str | None
    heading: bool
    cited_by: tuple[str, ...] = ()
    todo: bool = False


@dataclass(frozen=True, slots=True)
class Unencoded:
    """Clauses that are not encoded as rules: what they say, and why nobody can claim it."""

    clauses: tuple[str, ...]
    what: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Ledger:
    """The clauses of one version and those not encoded, with the files for messages. `found` lists the problems in them."""

    clauses: Mapping[str, Clause]
    unencoded: tuple[Unencoded, ...]
    source: Source
    left_out: Source
    found: tuple[RuleProblem, ...]

    @property
    def todo(self) -> tuple[str, ...]:
        """The clauses that are still to be read."""
        return tuple(locator for locator, clause in self.clauses.items() if clause.todo)

    @property
    def names_citing(self) -> bool:
        """Whether the list names what cites its clauses: all of them, as soon as it does for one."""
        return any(clause.cited_by for clause in self.clauses.values())


def read_ledger(folder: Path, read: Reading = read_source) -> Ledger | None:
    """The ledger of a version's folder; None if it has none. `read` reads each file."""
    if not (folder / "clauses.yaml").exists():
        return None
    name = f"{folder.parent.name}/{folder.name}"
    source = read(folder / "clauses.yaml", f"{name}/clauses.yaml")
    left_out = Source(f"{name}/unencoded.yaml")
    if (folder / "unencoded.yaml").exists():
        left_out = read(folder / "unencoded.yaml", left_out.name)
    listed, unlisted = shaped(source, yaml_schema.ClausesFile), shaped(left_out, yaml_schema.UnencodedFile)
    shapes = listed.clauses if listed else {}
    return Ledger(
        {
            locator: Clause(locator, shape.starts, shape.hash, shape.heading, shape.cited_by or (), shape.todo)
            for locator, shape in shapes.items()
        },
        tuple(
            Unencoded(shape.clauses, shape.what, Text(shape.reason.zh, shape.reason.en))
            for shape in (unlisted.unencoded if unlisted else ())
        ),
        source,
        left_out,
        (*source.problems, *left_out.problems),
    )


def own_document(ruleset: Ruleset) -> str:
    """The document that the version's own files encode: the last amending document, otherwise the plan."""
    return (ruleset.amendments or (ruleset.document,))[-1].name


def cited(ruleset: Ruleset) -> dict[str, list[str]]:
    """Every cited clause of the version's own document, with the names of what cites it."""
    own = own_document(ruleset)
    found: dict[str, list[str]] = {}
    citing = [
        (f"{support.id}.{route.name}", route.document, route.cite) for support in ruleset.supports.values() for route in support.routes
    ]
    citing += [("remove", own, ruleset.removed_by)]
    citing += [(f"figures.{figure.name}", figure.document, figure.cite) for figure in ruleset.figures.values()]
    citing += [(definition.name, definition.document, definition.cite) for definition in ruleset.definitions.values()]
    citing += [(f"conflicts.{conflict_name(one.pair)}", one.document, one.cite) for one in ruleset.conflicts]
    for name, document, locators in citing:
        for locator in locators if document == own else ():
            found.setdefault(locator, []).append(name)
    return found


def _handled(ruleset: Ruleset) -> Iterator[tuple[str, str, str]]:
    """The clauses cited for an agency or a paper, each with the support and what cites it.

    They must exist, but such a citation does not count as encoding the clause.
    """
    own = own_document(ruleset)
    for support in ruleset.supports.values():
        for part in support.parts:
            owner = support.id if part is support.parts[0] else f"{support.id}@{part.entity}"
            owners: list[tuple[str, SupportPart | Route]] = [(owner, part)]
            owners += [(f"{support.id}.{route.name}", route) for route in part.routes]
            for name, one in owners:
                said = [(f"{name}/agency", one.agency)] if one.agency else []
                for what, statement in [*said, *((f"{name}/papers", paper) for paper in one.papers)]:
                    yield from ((locator, support.id, what) for locator in statement.cite if statement.document == own)


def citing(ruleset: Ruleset) -> dict[str, tuple[str, ...]]:
    """Every clause of the version's own document that anything cites, with the sorted names of what does.

    Routes are named `support.route`, figures `figures.NAME`, conflicts `conflicts.SUPPORT+SUPPORT`, definitions by their name, an
    agency or papers `OWNER/agency` or `OWNER/papers`, where the owner is a route or a support (`support@kind` for a further kind of
    subject).
    """
    found = {locator: set(names) for locator, names in cited(ruleset).items()}
    for locator, _, what in _handled(ruleset):
        found.setdefault(locator, set()).add(what)
    return {locator: tuple(sorted(names)) for locator, names in found.items()}


def check_ledger(ledger: Ledger, ruleset: Ruleset, place: CitationPlace | None = None) -> Iterator[RuleProblem]:
    """Citations of clauses that do not exist or that the list does not name, and clauses that are neither cited nor declared.

    `place` tells where a citation is written; otherwise the problem is placed in the list.
    """
    yield from ledger.found
    if ledger.found:
        return
    citations = cited(ruleset)
    citers = [(locator, name) for locator, names in citations.items() for name in names]
    wrong: set[str] = set()
    for locator, name in dict.fromkeys([*citers, *((one, what) for one, _, what in _handled(ruleset))]):
        if locator not in ledger.clauses or ledger.clauses[locator].heading:
            wrong.add(name)
            message = Text(f"{name} 引用了“{locator}”，规划里没有这一条", f"{name} cites {locator}, which is no clause of the plan")
            if locator in ledger.clauses:
                message = Text(f"{name} 引用的“{locator}”只是标题", f"{name} cites {locator}, which is only a heading")
            source, at = place(name, locator) if place else (ledger.source, ())
            yield _unlisted(source, at, ledger, locator, message, amends=ruleset.amends is not None)
    declared: set[str] = set()
    for index, entry in enumerate(ledger.unencoded):
        declared |= set(entry.clauses)
        for number, locator in enumerate(entry.clauses):
            if locator not in ledger.clauses:
                at = ("unencoded", index, "clauses", number)
                message = Text(f"规划里没有“{locator}”这一条", f"{locator} is no clause of the plan")
                yield _unlisted(ledger.left_out, at, ledger, locator, message)
    if ledger.todo:
        first = ledger.todo[0]
        message = Text(
            f"还有{len(ledger.todo)}条待读，第一条是“{first}”", f"{len(ledger.todo)} clauses are still to be read, the first is {first}"
        )
        mend = Text("写成规则或说明不写的理由，再删去 todo", "encode it, or declare it with a reason, then take todo out")
        yield ledger.source.problem(RuleCheck.CLAUSE_TODO, ("clauses", first, "key"), message, mend)
    for locator, clause in ledger.clauses.items():
        open_ = not (clause.heading or clause.todo or wrong.intersection(clause.cited_by))
        if open_ and locator not in citations and locator not in declared:
            zh = f"“{locator}”既没有被引用，也没有在 unencoded.yaml 里说明"
            message = Text(zh, f"{locator} is neither cited nor declared in unencoded.yaml")
            mend = Text("写成规则，或说明不写的理由", "encode it, or declare it with a reason")
            yield ledger.source.problem(RuleCheck.CLAUSE_UNACCOUNTED, ("clauses", locator), message, mend)
    yield from _citations_changed(ledger, ruleset, wrong) if ledger.names_citing else ()


def _citations_changed(ledger: Ledger, ruleset: Ruleset, wrong: Set[str]) -> Iterator[RuleProblem]:
    """Where the list names others under a clause than those that cite it. `wrong` cite what is no clause: that is told already."""
    found = citing(ruleset)
    mend = Text(
        "读原文：引用写错就改规则；无误就运行 eligibility pin 重写清单",
        "read the text: mend the rule, or write the list anew with eligibility pin",
    )
    for locator, clause in ledger.clauses.items():
        listed, now, at = set(clause.cited_by), set(found.get(locator, ())), ("clauses", locator)
        for name in sorted(now - listed - wrong):
            message = Text(
                f"{name} 引用了“{locator}”，清单的 cited_by 里没有它", f"{name} cites {locator}, whose cited_by does not name it"
            )
            yield ledger.source.problem(RuleCheck.CITATION_CHANGED, at, message, mend)
        for name in sorted(listed - now - wrong):
            zh = f"清单的 cited_by 写有 {name}，它没有引用“{locator}”"
            message = Text(zh, f"cited_by of {locator} names {name}, which does not cite it")
            yield ledger.source.problem(RuleCheck.CITATION_CHANGED, at, message, mend)


def source_text(sources: Path, folder: Path, *, amends: bool) -> Path:
    """Where the text of a version stands among the sources: `REGION/DATE.txt`; that of a complete version also `REGION.txt`."""
    own = sources / folder.parent.name / f"{folder.name}.txt"
    return own if amends or own.is_file() else sources / f"{folder.parent.name}.txt"


def plan_text(path: Path) -> str:
    """The text of a plan.

    Raises:
        EligibilityError: the text cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        told = Text(f"不是UTF-8编码（第{error.start}字节）", f"is not UTF-8 (byte {error.start})")
        raise EligibilityError([Problem(ProblemCode.NOT_UTF8, path.name, told, Text("请另存为UTF-8。", "Save it as UTF-8."))]) from None
    except OSError:
        raise EligibilityError([Problem(ProblemCode.UNREADABLE_FILE, path.name, Text("无法读取", "cannot be read"))]) from None


def check_text(ledger: Ledger, text: str) -> Iterator[RuleProblem]:
    """Clauses that are missing from the text or differ from their fingerprint, and numbered clauses that the list lacks."""
    places, plain = dict(_places(ledger.clauses.values(), text)), normalised(text)
    ends, unlisted, running_on = _ends(places, len(plain)), list(_unlisted_marks(places, text)), set(_before_missing(ledger, places))
    for locator, clause in ledger.clauses.items():
        at = ("clauses", locator)
        if locator not in places:
            zh = f"原文中在前一条之后找不到“{locator}”"
            message = Text(zh, f"{locator} is not found in the text after the clause before it")
            meant_here = _nearest(clause.starts, unlisted)
            unlisted = [mark for mark in unlisted if mark is not meant_here]
            mend = Text("starts 照抄这一条的开头", "copy the first words of the clause into starts")
            if meant_here is not None:
                words = meant_here.words
                mend = Text(
                    f"原文第{meant_here.line}行是“{words}”：照抄进 starts", f"line {meant_here.line} is {words}: copy it into starts"
                )
            yield ledger.source.problem(RuleCheck.CLAUSE_NOT_FOUND, at, message, mend)
        elif clause.hash is None:
            message = Text(f"“{locator}”没有指纹", f"{locator} has no fingerprint")
            yield ledger.source.problem(RuleCheck.CLAUSE_NOT_PINNED, at, message, Text("核对原文后写入指纹", "read the text, then pin it"))
        elif locator not in running_on and clause.hash != clause_fingerprint(plain[places[locator] : ends[locator]]):
            zh = f"“{locator}”的原文与编写规则时不同"
            message = Text(zh, f"the text of {locator} is not the one that was encoded")
            mend = Text("重新核对，再写入指纹", "read it again, then pin it")
            yield ledger.source.problem(RuleCheck.CLAUSE_CHANGED, at, message, mend)
    for mark in unlisted:
        words = normalised(text[mark.start : mark.start + 40])[:12]
        zh = f"原文第{mark.line}行“{words}…”不是清单里任何一条的开头"
        message = Text(zh, f"line {mark.line} of the text, {words}…, begins no clause of the list")
        yield ledger.source.problem(RuleCheck.CLAUSE_UNLISTED, (), message, Text("按顺序补进清单", "add it in its place"))


def _unlisted_marks(places: Mapping[str, int], text: str) -> Iterator[Mark]:
    """The numbers of the text that begin no clause of the list."""
    begins = set(places.values())
    for mark in marks(text):
        if mark.level not in {"other", "table"} and len(normalised(text[: mark.start])) not in begins:
            yield mark


def _before_missing(ledger: Ledger, places: Mapping[str, int]) -> Iterator[str]:
    """The clauses whose text seems to run on because the next of the list is not found."""
    for locator, following in pairwise(ledger.clauses):
        if following not in places:
            yield locator


def _nearest(starts: str, unlisted: Iterable[Mark]) -> Mark | None:
    """The number of the text that a clause's first words probably are; None if none is like them."""
    likeness = [(SequenceMatcher(None, normalised(starts), normalised(mark.words)).ratio(), mark) for mark in unlisted]
    best = max(likeness, key=lambda one: one[0], default=None)
    return best[1] if best is not None and best[0] >= LIKE else None


def pinned(ledger: Ledger, text: str) -> dict[str, str]:
    """The fingerprint of every clause found in the text."""
    return pinned_clauses(ledger.clauses.values(), text)


def pinned_clauses(clauses: Iterable[Clause], text: str) -> dict[str, str]:
    """The fingerprint of every clause of a list that is found in the text."""
    return {locator: clause_fingerprint(clause) for locator, clause in _texts(clauses, text).items()}


def clause_texts(ledger: Ledger, text: str) -> dict[str, str]:
    """The normalised text of every clause found in the text."""
    return _texts(ledger.clauses.values(), text)


def _texts(clauses: Iterable[Clause], text: str) -> dict[str, str]:
    places, plain = dict(_places(clauses, text)), normalised(text)
    ends = _ends(places, len(plain))
    return {locator: plain[start : ends[locator]] for locator, start in places.items()}


def normalised(text: str) -> str:
    """The text without layout: spaces, line and page breaks, emphasis marks and character widths are removed."""
    return re.sub(r"[\s*#|]+", "", unicodedata.normalize("NFKC", text))


def clause_fingerprint(text: str) -> str:
    """SHA-256 of a clause's normalised text."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()


def _places(clauses: Iterable[Clause], text: str) -> Iterator[tuple[str, int]]:
    """The start of each clause in the normalised text: its first words, searched after the start of the previous clause."""
    plain, at = normalised(text), 0
    for clause in clauses:
        found = plain.find(normalised(clause.starts), at)
        if found >= 0:
            yield clause.locator, found
            at = found + 1


def _ends(places: Mapping[str, int], length: int) -> dict[str, int]:
    starts = list(places.values())
    return dict(zip(places, [*starts[1:], length], strict=False))


def _unlisted(source: Source, at: Path_, ledger: Ledger, locator: str, message: Text, *, amends: bool = False) -> RuleProblem:
    known = [name for name, clause in ledger.clauses.items() if not clause.heading]
    other = Text("写 clauses.yaml 里的条号", "write a clause of clauses.yaml")
    if amends:
        zh = "修订只引用自己文件的条款：写它的 clauses.yaml 里的条号"
        other = Text(zh, "an amendment cites its own document alone: write a clause of its own clauses.yaml")
    return source.problem(RuleCheck.UNKNOWN_CLAUSE, at, message, meant(locator, known, other))
