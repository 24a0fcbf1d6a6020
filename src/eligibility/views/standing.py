"""What an answer rests on, in words: from the day after its plan ends, and nothing before."""

from __future__ import annotations

from collections.abc import Iterable

from eligibility.decide.outcome import Outcome
from eligibility.i18n import Language, Text, day_text
from eligibility.rules.basis import BasisSource, source_text
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status

CONTINUES = Text("继续有效", "continues")
VERIFY = Text("请先核实", "verify first")
"""The two groups of what is granted once its plan has ended."""

REFUSED = Text(
    "规划已到期，不符合的结论只依该规划，新的规定可能不同，请先核实",
    "the plan has ended: only that plan refuses, and newer rules may differ, so verify first",
)
"""What is said of a refusal that rests on an ended plan alone."""

NO_AMOUNT = frozenset({"service", "priority", "rule", "duty"})
"""Kinds of benefit whose amount is not asked about."""


def group_of(outcome: Outcome) -> Text | None:
    """The group that an answer belongs to once its plan has ended; None in the plan's period."""
    if outcome.standing.rests_on == "plan":
        return None
    return VERIFY if outcome.standing.to_verify else CONTINUES


def standing_text(outcome: Outcome, language: Language) -> str:
    """What an answer rests on, in a sentence; nothing in the plan's period."""
    standing = outcome.standing
    if standing.rests_on == "plan":
        return ""
    if standing.rests_on == "ended_plan":
        refused = outcome.status is Status.NOT_ELIGIBLE
        return REFUSED[language] if refused else verify_text(outcome.evaluation.ruleset, language)
    named = sources_text(standing.sources, language)
    if standing.rests_on == "book":
        return _local(outcome, named)[language]
    if standing.rests_on == "national":
        return _national(outcome, named)[language]
    return (_open(outcome, named) if standing.missing else _scheme(named))[language]


def verify_text(ruleset: Ruleset, language: Language) -> str:
    """What is said of an answer that rests on an ended plan alone."""
    last = ruleset.period.last
    return Text(
        f"仅见于已到期的规划（{day_text(last, 'zh')}止），新规划或当地文件未录入，请先核实，勿承诺",
        f"known only from the plan that ended on {last}; no newer plan or local document is recorded: verify first, promise nothing",
    )[language]


def sources_text(sources: Iterable[BasisSource], language: Language) -> str:
    """Documents by their numbers, and which of them were not seen."""
    listed = list(sources)
    names = [source_text(source)[language] for source in listed]
    comma, unseen = Text("、", ", ")[language], Text("，只见转引，未核对原文", "; known only from quotations")[language]
    if not any(source.seen for source in listed):
        return comma.join(names) + unseen
    return comma.join(name if source.seen else f"{name}{unseen}" for name, source in zip(names, listed, strict=True))


def _national(outcome: Outcome, named: str) -> Text:
    zh, en = f"规划已到期；国家规定（{named}）仍在执行", f"the plan has ended; the national rule ({named}) is in force"
    if outcome.status.granted:
        money = outcome.benefit.kind not in NO_AMOUNT and outcome.local is None
        amount = Text("，金额请按当地现行标准核对", "; check the amount with the local rate") if money else Text("", "")
        return Text(f"{zh}，本项继续适用{amount.zh}", f"{en} and this continues{amount.en}")
    if outcome.status is Status.NOT_ELIGIBLE:
        return Text(f"{zh}，其本身的条件已满足，请按国家规定核对", f"{en} and its own terms are met: check under the national rule")
    return Text(f"{zh}，其本身的条件已满足", f"{en} and its own terms are met")


def _local(outcome: Outcome, named: str) -> Text:
    zh, en = f"规划已到期；本地文件（{named}）仍在执行", f"the plan has ended; a local document ({named}) is in force"
    titles = list(dict.fromkeys(outcome.titled(path) for path in outcome.standing.missing))
    if not titles:
        return Text(zh, en)
    return Text(
        f"{zh}；国家规定是否直接适用，还要看：{'、'.join(title.zh for title in titles)}",
        f"{en}; whether a national rule itself applies depends on: {', '.join(title.en for title in titles)}",
    )


def _scheme(named: str) -> Text:
    return Text(
        f"规划已到期；制度依国家规定（{named}）继续，条件和金额请按当地现行文件核对",
        f"the plan has ended; the scheme continues by national rule ({named}); check terms and amounts in the local documents in force",
    )


def _open(outcome: Outcome, named: str) -> Text:
    titles = list(dict.fromkeys(outcome.titled(path) for path in outcome.standing.missing))
    zh, en = "、".join(title.zh for title in titles), ", ".join(title.en for title in titles)
    return Text(
        f"规划已到期；制度依国家规定（{named}）继续，国家规定是否直接适用，还要看：{zh}",
        f"the plan has ended; the scheme continues by national rule ({named}); whether that rule itself applies depends on: {en}",
    )
