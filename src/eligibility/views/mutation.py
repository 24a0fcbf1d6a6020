"""What mutation testing found, in words: a line for each rule with survivors, each survivor with its place and its case, a total."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

import yaml

from eligibility._json import Json, JsonObject, object_at
from eligibility.i18n import Language, Text
from eligibility.verify.mutation.run import Mutated, Survivor, Tally
from eligibility.verify.mutation.statements import PARTS, Part, Unnoticed

_STATED: Mapping[Part, Text] = {
    "modality": Text("约束力", "modality"),
    "cite": Text("条款", "clauses"),
    "agency": Text("主管部门", "agency"),
}


def lines(found: Mutated, language: Language) -> Iterator[str]:
    """The lines for one version: the rules with survivors, the total, and what is reported apart."""
    for name, tally in found.tallies.items():
        if tally.survived:
            yield f"    {_said(name, tally)[language]}"
    title = Text(f"{found.title.zh} {found.version}", f"{found.region}/{found.version}")
    yield _said(title[language], found.total)[language]
    yield f"    {_beside(found)[language]}"


def _said(name: str, tally: Tally) -> Text:
    zh = f"{name}：改动{tally.mutants}处，案例发现{tally.dead}处，读不通{tally.not_run}处，证明等价{tally.equivalent}处，"
    en = f"{name}: {tally.mutants} mutants, {tally.dead} noticed, {tally.not_run} unreadable, {tally.equivalent} proved equivalent, "
    return Text(f"{zh}声明等价{tally.declared}处，存活{tally.survived}处", f"{en}{tally.declared} declared, {tally.survived} survived")


def _beside(found: Mutated) -> Text:
    """What is reported apart: changes on which no status depends."""
    zh, en = [], []
    for part in PARTS:
        one = found.statements[part]
        zh.append(f"{_STATED[part].zh}{one.changes}处，发现{one.noticed}处")
        en.append(f"{_STATED[part].en} {one.noticed} of {one.changes}")
    return Text(f"另计（不影响结论）：{'；'.join(zh)}", f"apart, since no status depends on them, noticed: {', '.join(en)}")


def survivor_text(one: Survivor, language: Language) -> str:
    """A survivor as a compiler would say it: place and change, the condition with a caret, and the case to paste."""
    colon = "：" if language == "zh" else ": "
    head = f"{one.file}:{one.span.line}:{one.span.column}: {_owner(one)[language]}{colon}{one.mutant[language]}"
    text = one.text.replace("\n", " ")
    whole = one.of_amount and (one.start, one.end) == (0, len(one.text))
    caret = [] if whole else [f"    {' ' * one.start}{'^' * max(one.end - one.start, 1)}"]
    return "\n".join([head, f"    {text}", *caret, f"    {_advice(one)[language]}", textwrap.indent(_to_paste(one), "      ")])


def _owner(one: Survivor) -> Text:
    """What is mistaken: a definition, the amount of a support or of its route, a route, or the exclusions of a support."""
    if one.of_amount:
        name = " ".join(filter(None, (one.support, one.route)))
        return Text(f"{name} 的金额", f"the amount of {name}")
    name = " ".join(filter(None, (one.support or one.definition, one.route or ("unless" if one.support else ""))))
    return Text(name, name)


def unnoticed_text(one: Unnoticed, language: Language) -> str:
    """A statement that nothing holds: its place, what is said, and what would hold it."""
    owner = " ".join(filter(None, (one.support, one.route)))
    colon = "：" if language == "zh" else ": "
    head = f"{one.file}:{one.span.line}:{one.span.column}: {owner}{colon}{_STATED[one.part][language]} {one.said}"
    return f"{head}\n    {_how_held(one)[language]}"


def _how_held(one: Unnoticed) -> Text:
    if one.part == "cite":
        return Text(
            "改成别的条款，没有检查会发现：核对原文，再运行 eligibility pin 把引用写进 clauses.yaml 的 cited_by",
            "no check would notice another clause: read the text, then write it into cited_by of clauses.yaml with eligibility pin",
        )
    said = _flow({one.support: {one.part: {one.route: one.said} if one.route else one.said}})
    return Text(
        f"改成别的，没有案例会发现：核对原文，再在案例里写明 expect: {said}",
        f"no case would notice another: read the clause, then state it in a case, as expect: {said}",
    )


def _advice(one: Survivor) -> Text:
    if one.of_amount and one.case is None:
        return Text(
            "没有写了金额（amount）的案例发现它：补一个，金额按规划原文核对",
            "no case that states an amount notices it: add one, with the amount checked against the plan's text",
        )
    if one.case is None:
        return Text(
            "没有案例发现它，求解器也没有得出结论：补一个案例，或声明等价并写明理由",
            "no case notices it, and the solver did not decide: add a case, or declare it equivalent with the reason",
        )
    return Text(
        "没有案例发现它。下面的案例会发现；按规划原文核对后加入：",
        "no case notices it. This one does; check it against the plan's text, then add it:",
    )


def _to_paste(one: Survivor) -> str:
    if one.of_amount and one.case is None:
        return pasted([{"case": "...", "expect": {one.support: {"amount": "..."}}}])
    if one.case is not None:
        return pasted([one.case])
    names = {"support": one.support, "route": one.route, "definition": one.definition}
    reason = {"zh": "...", "en": "..."}
    declared: JsonObject = {
        **{key: name for key, name in names.items() if name},
        "mutant": one.mutant.en,
        "condition": one.condition,
        "reason": reason,
    }
    return pasted([declared])


def case_file(found: Mutated) -> str:
    """A file for `cases/` with the cases that would notice the survivors of a version, each household once; empty where there is none."""
    cases: dict[str, JsonObject] = {}
    for survivor in found.left:
        if survivor.case is not None:
            household = {key: value for key, value in survivor.case.items() if key not in {"case", "expect"}}
            known = cases.setdefault(_flow(household), {**survivor.case, "expect": {}})
            known["expect"] = {**object_at(known, "expect"), **object_at(survivor.case, "expect")}
    if not cases:
        return ""
    return "cases:\n" + "".join(f"  {line}\n" for line in pasted(list(cases.values())).splitlines())


def pasted(entries: list[JsonObject]) -> str:
    """Entries of a case file as YAML, each key of an entry on a line of its own."""
    parts = []
    for entry in entries:
        written = [f"{key}: {value if key == 'as_of' else _flow(value)}" for key, value in entry.items()]
        parts.append("- " + "\n  ".join(written))
    return "\n".join(parts)


def _flow(value: Json) -> str:
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10_000)
    return str(text).removesuffix("...\n").strip()
