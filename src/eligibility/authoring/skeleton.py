"""The files of a new version from the text of its plan: a head, every clause, a ledger and stubs of cases, all of it still to do.

What the text says of itself is filled in; everything else is `todo`, and `eligibility lint` counts it. Nothing of what the
clauses grant is read: that is the author's work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from eligibility._atomic_write import write_files
from eligibility.authoring.head import Head, read_head
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.rules.clauses import Clause, pinned_clauses
from eligibility.rules.folders import base_of, dated, region_names, version_folder
from eligibility.rules.numbering import NotUnderstood, NumberedClause, marks, read_clauses
from eligibility.rules.pin import clause_line
from eligibility.rules.validation import TODO
from eligibility.rules.version_lookup import versions
from eligibility.rules.yaml_schema import REGION_ID


@dataclass(frozen=True, slots=True)
class Begun:
    """A new version: its folder, what was read of its text, and the version that it amends (None: it is a plan of its own)."""

    folder: Path
    head: Head
    clauses: tuple[NumberedClause, ...]
    not_understood: tuple[NotUnderstood, ...]
    amends: date | None

    @property
    def to_read(self) -> int:
        """How many clauses are still to be read: all that are no headings."""
        return sum(not clause.heading for clause in self.clauses)

    @property
    def doubtful(self) -> tuple[NumberedClause, ...]:
        """The clauses whose place in the numbering is not certain."""
        return tuple(clause for clause in self.clauses if clause.doubt is not None)


def begin(region: str, text: str, root: Path, *, adcode: str | None = None, day: date | None = None) -> Begun:
    """Write the files of a new version of a region into a folder of rulesets, which need not exist.

    `day` is the day from which the version answers, otherwise the day that stands in the text's head. Where a plan of the
    region is in force on that day, the version is an amendment of the last one.

    Raises:
        EligibilityError: the region's name or the area code is none, no day is known, there is such a version, the text has no
            numbered clause, or a file cannot be written.
    """
    found = marks(text)
    head = read_head(text, found[0].start if found else len(text))
    day = day or head.issued
    problems = list(_wrong(region, adcode, day, bool(found), root))
    if problems or day is None:
        raise EligibilityError(problems)
    clauses, not_understood = read_clauses(text)
    amends = _amended(root, region, day, head) if region in region_names(root) | region_names(base_of(root)) else None
    folder = root / region / day.isoformat()
    begun = Begun(folder, head, tuple(clauses), tuple(not_understood), amends)
    write_files(folder, {name: content.encode() for name, content in _files(region, begun, text, adcode, root).items()})
    return begun


def _wrong(region: str, adcode: str | None, day: date | None, numbered: bool, root: Path) -> Iterator[Problem]:
    if not REGION_ID.fullmatch(region) or region == "national":
        said = Text("不是地区代号", "is no region id")
        mend = Text("以小写字母开头，只用小写字母、数字和下划线。", "Write small letters, digits and _, a letter first.")
        yield Problem(ProblemCode.WRONG_NAME, Text("地区", "REGION"), said, mend)
    if adcode is not None and not (len(adcode) == 6 and adcode.isascii() and adcode.isdigit()):
        yield Problem(ProblemCode.WRONG_AREA_CODE, Text("区划代码", "adcode"), Text("应为六位数字", "must be six digits"))
    if not numbered:
        said = Text("里没有编号的条款", "has no numbered clause")
        yield Problem(ProblemCode.NOT_TEXT, Text("原文", "the text"), said)
    if day is None:
        said = Text("原文没有写明印发日期", "is not stated at the head of the text")
        mend = Text("请给出生效日期。", "Name the day from which the version answers.")
        yield Problem(ProblemCode.MISSING, Text("日期", "the day"), said, mend)
    elif version_folder(root, region, day.isoformat()).exists():
        said = Text("已经有了", "is there already")
        yield Problem(ProblemCode.FILE_THERE, f"{region}/{day}", said)


def _amended(root: Path, region: str, day: date, head: Head) -> date | None:
    """The last version before a day, if the text names no period of its own that begins later."""
    earlier = [version for version in versions(root, region) if version < day]
    if not earlier or (head.period is not None and head.period[0] > earlier[-1] and "规划" in (head.title or "")):
        return None
    return earlier[-1]


def _files(region: str, begun: Begun, text: str, adcode: str | None, root: Path) -> Mapping[str, str]:
    national = max((name for path in (base_of(root) / "national").iterdir() if (name := path.name) and dated(name)), default=TODO)
    head = _amendment(begun) if begun.amends else _ruleset(region, begun.head, adcode, national)
    return {
        "ruleset.yaml": _joined(head),
        "clauses.yaml": _joined(_clauses(begun, text)),
        "unencoded.yaml": _joined(_unencoded(begun)),
        "cases/todo.yaml": _joined(_cases(begun)),
    }


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def _ruleset(region: str, head: Head, adcode: str | None, national: str) -> Iterator[str]:
    period = tuple(map(str, head.period)) if head.period else (TODO, TODO)
    yield f"region: {region}"
    yield f"titles: {{zh: {head.place or TODO}, en: {TODO}}}"
    yield f'adcode: "{adcode}"' if adcode else f"adcode: {TODO}   # six digits, in quotes"
    yield _document(head)
    yield f"status: {'draft' if head.draft else 'in_force'}"
    yield f"period: {{from: {period[0]}, until: {period[1]}}}"
    yield f"national: {national}"


def _amendment(begun: Begun) -> Iterator[str]:
    yield f"amends: {begun.amends}"
    yield _document(begun.head)
    yield "# What the document does to each support whose rule it changes: wider, narrower, same, changed, new or ended."
    yield f"effects: {{{TODO}: {TODO}}}"
    yield "# remove: {supports: [...], routes: {SUPPORT: [...]}, definitions: [...], figures: [...], cite: [...]}"


def _document(head: Head) -> str:
    said = [f"title: {head.title or TODO}"]
    said += [f"number: {head.number}"] if head.number else []
    said += [f"issued: {head.issued}"] if head.issued else []
    said += [f"issuer: {head.issuer}"] if head.issuer else []
    return f"document: {{{', '.join(said)}}}"


def _clauses(begun: Begun, text: str) -> Iterator[str]:
    """Every clause with its fingerprint. What is doubtful, or was not understood, is said beside it."""
    yield "# Every numbered clause of the text in its order. Take todo out once the whole clause is encoded or declared in unencoded.yaml."
    yield from (f"# not read as a clause: line {one.line}, {one.words}" for one in begun.not_understood)
    hashes = pinned_clauses([Clause(one.locator, one.starts, None, one.heading) for one in begun.clauses], text)
    yield "clauses:"
    for one in begun.clauses:
        if one.doubt is not None:
            yield f"  # line {one.line}: {one.doubt.en}"
        yield "  " + clause_line(one.locator, one.starts, hashes.get(one.locator), heading=one.heading, todo=not one.heading)


def _unencoded(begun: Begun) -> Iterator[str]:
    first = next((one.locator for one in begun.clauses if not one.heading), "")
    yield "# What of the text is no rule, with the reason, such as:"
    reason = "{zh: 背景介绍，不给予任何待遇, en: background; grants nothing}"
    yield f"#  - {{clauses: [{first}], what: occasion and legal basis of the plan, reason: {reason}}}"
    yield "unencoded: []"


def _cases(begun: Begun) -> Iterator[str]:
    """A stub for every clause. One that has its case, or needs none, is taken out."""
    yield "# A stub for every clause: write the household that it grants, take todo out, and add one that it refuses."
    yield "cases:"
    for one in (clause for clause in begun.clauses if not clause.heading):
        yield f"  # {one.starts}"
        day, stub = begun.folder.name, f"person: {{certified: true}}, expect: {{{TODO}: eligible}}"
        yield f"  - {{case: line_{one.line}, todo: {one.locator}, as_of: {day}, {stub}}}"


def steps(begun: Begun) -> Sequence[Text]:
    """What was written, what of the numbering is doubtful, and what to do next."""
    region, name = begun.folder.parent.name, begun.folder.name
    kind = Text(f"，修订 {begun.amends}", f", an amendment of {begun.amends}") if begun.amends else Text("", "")
    count = len(begun.clauses)
    said = [
        Text(
            f"{region}/{name}{kind.zh}：{count}条，其中待读{begun.to_read}条",
            f"{region}/{name}{kind.en}: {count} clauses, {begun.to_read} of them to be read",
        )
    ]
    for one in begun.doubtful:
        assert one.doubt is not None
        zh = f"  原文第{one.line}行理解为“{one.locator}”：{one.doubt.zh}"
        said.append(Text(zh, f"  line {one.line} is read as {one.locator}: {one.doubt.en}"))
    for line in begun.not_understood:
        zh = f"  原文第{line.line}行没有当作一条：{line.words}"
        said.append(Text(zh, f"  line {line.line} is not read as a clause: {line.words}"))
    return said
