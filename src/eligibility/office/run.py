"""An office's month from its file to what is written: the workbook, the summary, what changed, and the state for the next month."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Language, Text, counted
from eligibility.office.changes import OF_PERSONS, Changes, changes_since
from eligibility.office.expiring import DAYS, expiring
from eligibility.office.month import Month, MonthOptions, worked_out
from eligibility.office.office_file import Office
from eligibility.office.sheets import Sheets
from eligibility.office.state import MonthState, kept, kept_secret, new_secret, open_to_others, read_state, write_state
from eligibility.office.wording import EVENTS
from eligibility.register.options import require_packages
from eligibility.register.progress import CancelSignal, ProgressMonitor, ScreenProgress, ScreenStep
from eligibility.register.staging import beside, check_replaced, checked, escaped, staged
from eligibility.register.workbook import write_xlsx
from eligibility.register.write import ScreenFiles
from eligibility.rules.version_lookup import region_id, rules_folder


@dataclass(frozen=True, slots=True, repr=False)
class OfficeResult:
    """What came of a month: its numbers, what changed (None where no earlier month was named), and the files written, the answers first.

    `notice` says where what is kept lies in a folder that others may open.
    """

    month: Month
    changes: Changes | None
    files: tuple[Path, ...]
    notice: Text | None = None

    def text(self, language: Language) -> str:
        """The month for a reader: the registers and how they were joined, the numbers, what changed."""
        return "\n".join(self._lines(language))

    def _lines(self, language: Language) -> Iterator[str]:
        yield self.month.report.text(language)
        yield ""
        for count in self.month.joined.counts:
            yield Text(
                f"{count.file}：{count.persons:,}人，并入{count.joined:,}人，名册外{count.outside:,}人，无可用证号{count.without_key:,}人",
                f"{count.file}: {counted(count.persons, 'person')}; joined {count.joined:,}, not among the persons {count.outside:,}, "
                f"without a number {count.without_key:,}",
            )[language]
        if len(self.month.joined.alike):
            many = len(self.month.joined.alike)
            pairs = counted(many, "pair")
            yield Text(f"可能同一人（没有证号，不合并）：{many}对", f"perhaps one person (no number, not joined): {pairs}")[language]
        if self.changes is not None:
            counts = self.changes.counts
            zh = "，".join(f"{EVENTS[event].zh}{count}{'人' if event in OF_PERSONS else '项'}" for event, count in counts.items())
            en = ", ".join(
                f"{EVENTS[event].en} {counted(count, 'person') if event in OF_PERSONS else count}" for event, count in counts.items()
            )
            since, compared = self.changes.since, self.changes.compared
            yield Text(f"与{since}相比（{compared:,}人）：{zh}", f"since {since} ({counted(compared, 'person')}): {en}")[language]


def screen_office(
    office: Office,
    out: Path,
    options: MonthOptions | None = None,
    since: Path | None = None,
    progress: Callable[[ScreenProgress], None] | None = None,
    cancel: CancelSignal | None = None,
) -> OfficeResult:
    """Work out an office's month and write it: all files or none.

    Args:
        out: the workbook (.xlsx), or the answers alone as .csv or .parquet; the other files are named after it.
        since: an earlier month that the office's state keeps; what changed since then is told with the reason.

    Raises:
        EligibilityError: a file cannot be read or written, something about a register is not certain, the registers cannot be joined,
            or the earlier month is not one of this office.
        Cancelled: the run was stopped; nothing of it is left.
    """
    require_packages(None)
    options = options or MonthOptions()
    checked(out, office.persons.path, *office.inputs, since)
    check_replaced(out.parent / beside(out, "changes", ".json"), office.persons.path, *office.inputs)
    secret = kept_secret(office.state) if office.state is not None else None
    before = _before(office, since, secret, options)
    secret = secret or new_secret()
    monitor = ProgressMonitor(progress, cancel)
    with staged(out) as folder:
        parts = folder / "parts"
        parts.mkdir()
        month = worked_out(office, options, parts, monitor)
        changes = changes_since(before, month, secret, options) if before is not None else None
        names = _written(month, changes, out, folder, monitor, options)
        monitor.check()
        if office.state is not None:
            write_state(kept(month, secret), office.state, secret, parts)
    notice = open_to_others(office.state) if office.state is not None else None
    return OfficeResult(month, changes, tuple(out.parent / name for name in names), notice)


def _before(office: Office, since: Path | None, secret: bytes | None, options: MonthOptions) -> MonthState | None:
    """The earlier month that was named.

    Raises:
        EligibilityError: nothing is kept, or the file is no earlier month of this office.
    """
    if since is None:
        return None
    if office.state is None:
        said = Text("办公文件写的是 state: none，没有可比较的月份", "the office file says state: none: there is no month to compare with")
        mend = Text(
            "在办公文件里写 state: state/，从下个月起可以比较。", "Write state: state/ into it; from the next month on it can be compared."
        )
        raise EligibilityError([Problem(ProblemCode.NOT_A_STATE, since.name, said, mend)])
    region = region_id(rules_folder(options.root), office.region)
    return read_state(since, secret or new_secret(), region, office.as_of)


def _written(month: Month, changes: Changes | None, out: Path, folder: Path, monitor: ProgressMonitor, options: MonthOptions) -> list[str]:
    """Write everything into a folder; the names, the answers first."""
    if out.suffix.lower() != ".xlsx":
        files = ScreenFiles(month.register, month.screening, month.report, month.screen, out)
        files.write(folder, monitor)
        names = files.names()
    else:
        ending = expiring(month, DAYS, options)
        sheets = Sheets(month, changes, ending).all()
        monitor.begin(ScreenStep.WRITING, month.screening.answers)
        write_xlsx(folder / out.name, {name: escaped(frame) for name, frame in sheets.items()}, monitor.advance)
        summary = beside(out, "summary", ".json")
        _write_json(folder / summary, month.report.as_json())
        names = [out.name, summary]
    if changes is not None:
        name = beside(out, "changes", ".json")
        _write_json(folder / name, [one.as_json() for one in changes.changes])
        names.append(name)
    monitor.finish()
    return names


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2), "utf-8")
