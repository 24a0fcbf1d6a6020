"""Decisions, outcomes, rules and changes as a notebook shows them: HTML without a style sheet and without a script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from eligibility.decide.decision import Decision
from eligibility.decide.outcome import Outcome
from eligibility.i18n import Language, Text
from eligibility.rules.amount_prose import amount_text
from eligibility.rules.labels import SUBJECT_LABELS, document_text, modality_word, status_text, status_word
from eligibility.rules.prose import clauses_text
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.ruleset_diff import Changes
from eligibility.views.changes import Diff
from eligibility.views.changes_text import lines
from eligibility.views.first_view import FirstView
from eligibility.views.report import Report, clauses_of
from eligibility.views.subjects import called

Row = Sequence[str]


def html_of(value: object) -> str:
    """A decision, an outcome, a ruleset or the changes between two, in Chinese and, folded under it, in English.

    Every word that comes from a profile or a rule is escaped.

    Raises:
        TypeError: it is nothing of these.
    """
    chinese, english = _shown(value, "zh"), _shown(value, "en")
    return f'<div lang="zh">{chinese}</div><details lang="en"><summary>English</summary>{english}</details>'


def report_html(report: Report) -> str:
    """A report: a heading a section, a list a group, the details of an item under it."""
    return f"<h3>{escape(report.title)}</h3>" + "".join(
        f"<h4>{escape(section.title)}</h4>"
        + "".join(
            (f"<p><strong>{escape(group.title)}</strong></p>" if group.title else "")
            + "<ul>"
            + "".join(f"<li>{escape(item.mark)} {escape(item.head)}{_details(item.details)}</li>" for item in group.items)
            + "</ul>"
            for group in section.groups
        )
        for section in report.sections
    )


def _details(details: Iterable[str]) -> str:
    return "".join(f"<pre>{escape(one)}</pre>" if "\n" in one else f"<br><small>{escape(one)}</small>" for one in details)


def _shown(value: object, language: Language) -> str:
    match value:
        case Decision():
            return report_html(FirstView(value, language).report())
        case Outcome():
            return _outcome(value, language)
        case Ruleset():
            return _ruleset(value, language)
        case Changes():
            return _lines(Diff(value, {}), language)
        case Diff():
            return _lines(value, language)
        case _:
            raise TypeError(f"a {type(value).__name__} is not shown as HTML")


def _outcome(outcome: Outcome, language: Language) -> str:
    """One answer as a table, with its proof."""
    amount = outcome.amount.stated
    told: tuple[tuple[Text, str], ...] = (
        (Text("对象", "who"), called(outcome.evaluation.situation, outcome.subject.id)[language]),
        (Text("结果", "answer"), status_word(outcome.status, outcome.benefit.kind)[language]),
        (Text("约束力", "how binding"), modality_word(outcome.modality, outcome.status)[language] if outcome.modality else ""),
        (Text("金额", "amount"), amount_text(amount, outcome.amount.unit, language) if amount else ""),
        (Text("依据", "clauses"), clauses_text(clauses_of(outcome))),
        (Text("还要问", "to be asked"), Text("、", ", ")[language].join(outcome.titled(path)[language] for path in outcome.missing)),
    )
    head = f"<h3>{escape(outcome.rule.title[language])} <small><code>{escape(outcome.support)}</code></small></h3>"
    why = Text("为什么", "why")[language]
    proof = f"<details><summary>{why}</summary><pre>{escape(outcome.explain().text(language))}</pre></details>"
    return head + _table((), ((title[language], said) for title, said in told if said)) + proof


def _ruleset(ruleset: Ruleset, language: Language) -> str:
    """A ruleset: its document and its supports, a line each."""
    head = " · ".join((ruleset.title[language], document_text(ruleset, language), status_text(ruleset, language)))
    period = f"{ruleset.period.first} – {ruleset.period.last}"
    columns = (Text("项目", "support"), Text("标识", "id"), Text("对象", "whose"), Text("途径", "routes"), Text("依据", "clauses"))
    rows = (
        (
            part.title[language],
            part.id,
            SUBJECT_LABELS[part.entity][language],
            str(len(part.routes)),
            clauses_text(dict.fromkeys(clause for route in part.routes for clause in route.clauses)),
        )
        for part in ruleset.parts
    )
    return f"<h3>{escape(head)}</h3><p>{period} <code>{ruleset.hash[:12]}</code></p>" + _table([one[language] for one in columns], rows)


def _lines(diff: Diff, language: Language) -> str:
    return f"<pre>{escape(chr(10).join(lines(diff, language)))}</pre>"


def _table(head: Row, rows: Iterable[Row]) -> str:
    return "<table>" + "".join(_table_lines(head, rows)) + "</table>"


def _table_lines(head: Row, rows: Iterable[Row]) -> Iterator[str]:
    if head:
        yield "<thead><tr>" + "".join(f'<th scope="col">{escape(one)}</th>' for one in head) + "</tr></thead>"
    yield "<tbody>"
    for first, *others in rows:
        yield f'<tr><th scope="row">{escape(first)}</th>' + "".join(f"<td>{escape(one)}</td>" for one in others) + "</tr>"
    yield "</tbody>"
