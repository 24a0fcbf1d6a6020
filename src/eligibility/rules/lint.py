"""Checks on a ruleset beyond those of loading: names that are unused, untitled, untested or never decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from eligibility._dataclass import dataclass
from eligibility.codes import RuleCheck
from eligibility.errors import RuleProblem, RulesetError, in_file_order, meant
from eligibility.facts.key import FactKey, entry_and_member
from eligibility.facts.labels import has_words
from eligibility.facts.vocabulary import SubjectKind, facts
from eligibility.i18n import Text, counted
from eligibility.logic.expr import TRUE, And, Expr, Named, Not, disjunction, facts_in
from eligibility.logic.parse import bare_numbers
from eligibility.logic.relevance import essential, reduce
from eligibility.rules.amend import route_left_alone
from eligibility.rules.amount_lint import closed, lint_amounts
from eligibility.rules.cases import CaseFiles, Expectation, WorkedCase, by_hand, covered, read_case_files
from eligibility.rules.clauses import check_ledger, check_text, plan_text, read_ledger, source_text
from eligibility.rules.folders import base_of, layers, version_folder, version_names
from eligibility.rules.inherited_cases import case_files
from eligibility.rules.load import Loaded, load_folder
from eligibility.rules.located_yaml import Path_, Reading, Source
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.scope import scope_of
from eligibility.rules.support import Support
from eligibility.rules.texts import Texts
from eligibility.rules.validation import TODO, left_to_write
from eligibility.rules.version_lookup import check_versions, head_of, names, own_regions


@dataclass(frozen=True, slots=True)
class Linted:
    """The findings for one version. `loaded` is set if the files could be read, `cases_read` if the cases could; `todo` counts what is
    still to be written: clauses to be read, cases, and values."""

    region: str
    version: str
    problems: tuple[RuleProblem, ...]
    loaded: Loaded | None
    cases: tuple[WorkedCase, ...]

    todo: tuple[int, int, int] = (0, 0, 0)
    cases_read: bool = True

    @property
    def summary(self) -> Text:
        """The number of problems in one line, with what is still to be written and how many supports have a case written by hand."""
        count, more = len(self.problems), [*self._todo(), *self._by_hand()]
        title = self.loaded.ruleset.title.zh if self.loaded else self.region
        zh = [f"发现{count}个问题" if count else "未发现问题", *(part.zh for part in more)]
        en = [counted(count, "problem"), *(part.en for part in more)]
        return Text(f"{title} {self.version}：{'；'.join(zh)}", f"{self.region}/{self.version}: {'; '.join(en)}")

    def _todo(self) -> Iterator[Text]:
        if any(self.todo):
            clauses, cases, values = self.todo
            zh = f"待读条款{clauses}条、待写案例{cases}个、待填{values}处"
            yield Text(zh, f"{clauses} clauses, {cases} cases and {values} values todo")

    def _by_hand(self) -> Iterator[Text]:
        if self.loaded is not None and self.cases_read and self.loaded.ruleset.supports and self.loaded.ruleset.scenario is None:
            supports = self.loaded.ruleset.supports
            found = len(by_hand(self.cases) & supports.keys())
            zh = f"{len(supports)}个项目中{found}个有手写案例"
            yield Text(zh, f"{found} of {len(supports)} supports have a case written by hand")


def lint(folder: Path, root: Path, sources: Path | None = None, read: Reading | None = None) -> Linted:
    """Run all checks on a version's folder.

    With `sources`, the folder of the plans' texts (`REGION.txt`), every clause is also checked against its text.
    `read` reads each file; otherwise each is read from the disk, and parsed once.
    """
    read = read or Texts()
    problems: list[RuleProblem] = []
    loaded: Loaded | None = None
    files: CaseFiles | None = None
    problems += _among_versions(folder, root)
    try:
        loaded = load_folder(folder, root, read)
    except RulesetError as error:
        problems += error.findings
    try:
        files = case_files(loaded, read) if loaded else read_case_files(folder, read)
    except RulesetError as error:
        problems += error.findings
    unwritten = list(_unwritten(folder, read))
    problems += [*unwritten, *(_stubs(files) if files else ())]
    if loaded is not None:
        problems += [*_unused(loaded, national=False), *_undecidable(loaded), *_untitled(loaded), *_without_unit(loaded)]
        problems += _untested(loaded, files.cases) if files else ()
        problems += lint_amounts(loaded, files.cases if files else None)
        problems += _ledger(folder, loaded, sources, read)
    cases_read, files = files is not None, files or CaseFiles((), ())
    ledger = read_ledger(folder, read)
    todo = len(ledger.todo) if ledger else 0, len(files.todo), len(unwritten)
    return Linted(folder.parent.name, folder.name, in_file_order(problems), loaded, files.cases, todo, cases_read)


def _among_versions(folder: Path, root: Path) -> Iterator[RuleProblem]:
    """What is wrong with a version among those of its region. Where it amends none that there is, loading says so."""
    if folder.parent.parent not in layers(root):
        return
    own = f"{folder.parent.name}/{folder.name}/"
    for problem in check_versions(root, folder.parent.name):
        missing = problem.check is RuleCheck.AMENDS_NOT_THE_LAST and not _amended_is_there(folder, root)
        if problem.file.startswith(own) and not missing:
            yield problem


def _amended_is_there(folder: Path, root: Path) -> bool:
    head = head_of(root, folder.parent.name, folder.name)
    amends = head.get("amends") if isinstance(head, dict) else None
    return str(amends) in version_names(root, folder.parent.name)


def _unwritten(folder: Path, read: Reading) -> Iterator[RuleProblem]:
    """The values of a version's files that are still to be written."""
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("cases/*.yaml")]):
        name = path.relative_to(folder.parents[1]).as_posix()
        source = read(path, name)
        if TODO in source.text:
            yield from left_to_write(source)


def _stubs(files: CaseFiles) -> Iterator[RuleProblem]:
    if files.todo:
        first, count = files.todo[0], len(files.todo)
        zh = f"还有{count}个案例待写，第一个是“{first.clause}”的"
        message = Text(zh, f"{count} cases are still to be written, the first is for {first.clause}")
        mend = Text("写完后删去 todo；不需要的整个删去", "write it and take todo out, or take the whole case out")
        yield RuleProblem(RuleCheck.CASE_TODO, first.file, first.span, message, mend)


def _ledger(folder: Path, loaded: Loaded, sources: Path | None, read: Reading) -> Iterator[RuleProblem]:
    ledger = read_ledger(folder, read)
    if ledger is None and loaded.ruleset.scenario is not None:
        return
    if ledger is None:
        source, at = loaded.head
        message = Text("这个版本没有 clauses.yaml", "the version has no clauses.yaml")
        mend = Text("列出规划的各条，以免遗漏", "list the plan's clauses, so that none is left out")
        yield source.problem(RuleCheck.LEDGER_MISSING, at, message, mend)
        return
    yield from check_ledger(ledger, loaded.ruleset, loaded.citation)
    if sources is not None:
        path = source_text(sources, folder, amends=loaded.before is not None)
        if path.is_file():
            yield from check_text(ledger, plan_text(path))
        else:
            name = path.relative_to(sources).as_posix()
            message = Text(f"原文文件夹里没有 {name}", f"there is no {name} among the sources")
            yield ledger.source.problem(RuleCheck.SOURCE_MISSING, (), message)


def lint_all(root: Path, sources: Path | None = None) -> list[Linted]:
    """Lint every version of every region that stands in a folder. Unused national definitions are reported with the last version
    that reads them, where the folder has national rules of its own."""
    folders = [version_folder(root, region, name) for region in own_regions(root) for name in names(root, region)]
    linted = [lint(folder, root, sources) for folder in folders]
    return [*linted[:-1], _with_national(linted)] if linted and base_of(root) == root else linted


def _with_national(linted: list[Linted]) -> Linted:
    last = linted[-1]
    loaded = [one.loaded for one in linted if one.loaded is not None]
    if len(loaded) < len(linted):
        return last
    everywhere = set.intersection(*({problem.message for problem in _unused(one, national=True)} for one in loaded))
    found = [problem for problem in _unused(loaded[-1], national=True) if problem.message in everywhere]
    return replace(last, problems=(*last.problems, *found))


def _unused(loaded: Loaded, *, national: bool) -> Iterator[RuleProblem]:
    for name, definition in loaded.ruleset.definitions.items():
        if name not in loaded.used and definition.national is national:
            source, at = loaded.place("definition", name)
            message = Text(f"没有规则用到定义 {name}", f"no rule uses the definition {name}")
            mend = Text("用上，或删去", "use it or take it out")
            yield source.problem(RuleCheck.DEFINITION_UNUSED, at, message, mend)


def _untested(loaded: Loaded, cases: tuple[WorkedCase, ...]) -> Iterator[RuleProblem]:
    supports = loaded.ruleset.supports
    granted, refused, whole = covered(cases, supports)
    misnamed: set[str] = set()
    for case in cases:
        for one in case.expectations:
            found = list(_misnamed(case, one, supports, loaded.before))
            misnamed |= {one.support} if found else set()
            yield from found
    for support in supports.values():
        if loaded.ruleset.scenario is not None or (loaded.before and loaded.before.supports.get(support.id) == support):
            continue
        if support.id in misnamed:
            continue
        was = loaded.before.supports.get(support.id) if loaded.before else None
        for route in (one for one in support.routes if was is None or not route_left_alone(one.name, was, support)):
            source, at = loaded.place("route", f"{support.id}.{route.name}")
            key = (support.id, route.name)
            if key not in granted:
                message = Text(f"没有案例因 {support.id}.{route.name} 而符合", f"no case is granted by {support.id}.{route.name}")
                yield source.problem(RuleCheck.ROUTE_NEVER_GRANTED, at, message, _ADD_CASE)
            if key not in refused and (support.id, support.part_of(route.name).entity) not in whole:
                message = Text(f"没有案例不符合 {support.id}.{route.name}", f"no case is refused by {support.id}.{route.name}")
                yield source.problem(RuleCheck.ROUTE_NEVER_REFUSED, at, message, _ADD_CASE)


MONEY_UNIT = "CNY"
_ADD_CASE = Text("在 cases/ 里补一个", "add one to cases/")
_TAKEN_OUT = Text("不需要案例：删去这一项期望", "it needs no case: take the expectation out")


def _misnamed(case: WorkedCase, expectation: Expectation, supports: Mapping[str, Support], before: Ruleset | None) -> Iterator[RuleProblem]:
    """Supports and routes that an expectation names but the ruleset does not have."""
    support, outcome = expectation.support, expectation.outcome
    if support not in supports and before is not None and support in before.supports:
        message = Text(f"案例 {case.name}：{support} 已被这个版本删去", f"{case.name}: this version takes {support} out")
        yield RuleProblem(RuleCheck.UNKNOWN_SUPPORT, case.file, expectation.span, message, _TAKEN_OUT)
        return
    if support not in supports:
        message = Text(f"案例 {case.name}：规则里没有“{support}”这个项目", f"{case.name}: this ruleset has no {support!r}")
        yield RuleProblem(RuleCheck.UNKNOWN_SUPPORT, case.file, expectation.span, message, meant(support, supports))
        return
    known = {route.name for route in supports[support].routes}
    listed = Text(f"可用：{'、'.join(sorted(known))}", f"one of {', '.join(sorted(known))}")
    named = outcome.get("route")
    was = {route.name for route in before.supports[support].routes} if before is not None and support in before.supports else set()
    for route in {*([named] if named else []), *(outcome.get("routes") or {})} - known:
        if route in was:
            message = Text(
                f"案例 {case.name}：{support} 的 {route} 已被这个版本删去", f"{case.name}: this version takes {route} of {support} out"
            )
            yield RuleProblem(RuleCheck.UNKNOWN_ROUTE, case.file, expectation.span, message, _TAKEN_OUT)
            continue
        message = Text(f"案例 {case.name}：{support} 没有“{route}”这条途径", f"{case.name}: {support} has no route {route!r}")
        yield RuleProblem(RuleCheck.UNKNOWN_ROUTE, case.file, expectation.span, message, meant(route, known, listed))


def _undecidable(loaded: Loaded) -> Iterator[RuleProblem]:
    """Conditions that look open although no fact can change them: three-valued logic would leave them unknown for ever."""
    for support in loaded.ruleset.supports.values():
        for route in support.routes:
            if not _changeable(route.when) and not _adopted(route.when):
                source, at = loaded.place("route", f"{support.id}.{route.name}")
                zh = f"没有哪项事实能改变 {support.id}.{route.name} 的条件"
                message = Text(zh, f"no fact can change the condition of {support.id}.{route.name}")
                mend = Text("去掉包罗一切的分法，或去掉矛盾", "take out the split that covers everything, or the contradiction")
                yield source.problem(RuleCheck.CONDITION_NEVER_DECIDED, (*at, "when"), message, mend)
    for part in loaded.ruleset.parts:
        whole = And((disjunction([route.when for route in part.routes]), Not(disjunction(list(part.unless)))))
        if part.unless and not _changeable(whole):
            source, at = loaded.place("unless", f"{part.id}.{part.entity}")
            zh = f"{part.id} 永远不会符合：unless 排除了每一条途径"
            message = Text(zh, f"{part.id} can never be granted: unless takes back every route")
            yield source.problem(RuleCheck.ALWAYS_EXCLUDED, at, message, Text("改正 unless", "mend unless"))


def _adopted(condition: Expr) -> bool:
    """Whether a condition holds for everybody only because its local option is adopted."""
    return isinstance(condition, Named) and condition.body == TRUE


def _changeable(condition: Expr) -> bool:
    return bool(essential(reduce(closed(condition), lambda _: None)))


def _without_unit(loaded: Loaded) -> Iterator[RuleProblem]:
    """Numbers without a unit that are compared with sums of money: they do not say of which period they are."""
    for text, entity, (source, at) in _conditions(loaded):
        for bare in bare_numbers(text, scope_of(loaded.ruleset, entity, depends=True)):
            if bare.unit.startswith(MONEY_UNIT):
                number = text[bare.start : bare.end]
                zh = f"{number} 没有写单位，比较的另一边以 {bare.unit} 计"
                message = Text(zh, f"{number} has no unit, and is compared with {bare.unit}")
                zh = f"写进 figures.yaml：unit: {bare.unit}，附条款"
                mend = Text(zh, f"write it in figures.yaml, with unit: {bare.unit} and its clause")
                yield source.problem(RuleCheck.NUMBER_WITHOUT_UNIT, at, message, mend, part=(bare.start, bare.end))


def _conditions(loaded: Loaded) -> Iterator[tuple[str, SubjectKind, tuple[Source, Path_]]]:
    """The conditions of a version's own routes and definitions as written, for which kind of subject, and where."""
    for name, definition in loaded.ruleset.definitions.items():
        if not definition.national:
            source, at = loaded.place("definition", name)
            yield definition.text, definition.entity, (source, (*at, "is"))
    for part in loaded.ruleset.parts:
        for route in part.routes:
            source, at = loaded.place("route", f"{part.id}.{route.name}")
            yield route.text, part.entity, (source, (*at, "when"))


def _untitled(loaded: Loaded) -> Iterator[RuleProblem]:
    """Facts that rules use but the vocabulary has no words for."""
    known = facts()
    for support in loaded.ruleset.supports.values():
        for route in support.routes:
            for fact in {fact for fact in facts_in(route.when) if fact.key in known and fact.key != "as_of"}:
                entity, rest = FactKey.of(fact.key).pair
                if not has_words(entity, entry_and_member(rest)[0]):
                    source, at = loaded.place("route", f"{support.id}.{route.name}")
                    message = Text(f"事实 {fact.key} 没有名称和问句", f"the fact {fact.key} has no words")
                    yield source.problem(RuleCheck.TITLE_MISSING, at, message, Text("补进 labels.yaml", "add it to labels.yaml"))
