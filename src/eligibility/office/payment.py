"""Whom to pay in the office's month, how much and for which months; everyone else with the reason.

Paid is only what is certain: a claim that holds today and rests on more than an ended plan, an exact amount by the month, no other
support that excludes it, an account, and a first month that is known. An interval is never paid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from eligibility.i18n import Text
from eligibility.office.month import Month
from eligibility.register.answer_table import answers_in
from eligibility.register.id_numbers import is_mangled
from eligibility.register.money import monthly_supports
from eligibility.register.options import Job
from eligibility.rules.labels import STATUSES
from eligibility.rules.status import Status
from eligibility.rules.support import Paid


@dataclass(frozen=True, slots=True, repr=False)
class Payment:
    """One person and one support: the sum of so many months from `first` on, or, where `why` says something, nothing."""

    row: int
    support: str
    amount: Decimal | None = None
    months: int = 0
    first: str = ""
    why: Text | None = None

    @property
    def total(self) -> Decimal | None:
        """What is paid in all."""
        return None if self.amount is None or self.why is not None else self.amount * self.months


def payments(month: Month) -> list[Payment]:
    """Whom to pay, and who is not paid though something is due, open or received, each with the reason; by line and support."""
    return list(_Paying(month).all())


class _Paying:
    def __init__(self, month: Month) -> None:
        self.month = month
        self.ruleset = month.rules.ruleset
        columns = ["row", "subject", "support", "status", "rests_on", "received", "gap", "amount_low", "amount_high"]
        answers = answers_in(month.screening.parts, columns)
        self.answers = answers.filter((pl.col("subject") == "person") & (pl.col("gap") != "offered")).sort("row", "support")
        self.jobs = self._jobs()
        self.monthly = {id(job): monthly_supports(job.ruleset, job.local) for job in {id(one): one for one in self.jobs.values()}.values()}
        about = month.register.about
        wanted = [name for name in ("account", "doubted") if name in about.columns]
        self.people = {line["row"]: line for line in about.select("row", *wanted).iter_rows(named=True)}
        self.facts = {line["row"]: line for line in self._facts().iter_rows(named=True)}
        self.held = self._held()
        self.paid_now = self._paid_now()

    def all(self) -> Iterator[Payment]:
        for line in self.answers.iter_rows(named=True):
            if line["support"] in self.monthly[id(self.jobs[line["row"]])] or line["received"]:
                yield self._of(line)

    def _of(self, line: Mapping[str, object]) -> Payment:
        row, support = int(str(line["row"])), str(line["support"])
        why = self._not_due(line) or self._not_certain(row, support, line)
        if why is not None:
            return Payment(row, support, why=why)
        amount = Decimal(str(line["amount_low"]))
        first, why = self._first(row, support, received=line["received"] is True)
        if first is None or why is not None:
            return Payment(row, support, amount, why=why)
        months = _number(self.month.office.month) - _number(first) + 1
        return Payment(row, support, amount, months, first)

    def _not_due(self, line: Mapping[str, object]) -> Text | None:
        """Why nothing is due today."""
        if line["status"] != Status.ELIGIBLE.value:
            status = STATUSES[Status(str(line["status"]))]
            return Text(f"判定为“{status.zh}”", f"the answer is: {status.en}")
        if line["rests_on"] == "ended_plan":
            return Text("只见于已到期的规划，请先核实", "only the ended plan gives it: verify first")
        return None

    def _not_certain(self, row: int, support: str, line: Mapping[str, object]) -> Text | None:
        """Why what is due cannot be paid as it stands."""
        low, high = line["amount_low"], line["amount_high"]
        if support not in self.monthly[id(self.jobs[row])] or (low is None and high is None):
            return Text("没有按月的金额标准", "no rate by the month is known")
        if low != high:
            return Text("金额不是一个确定的数", "the amount is not one exact number")
        other = self._excluded(row, support)
        if other is not None:
            return Text(f"与“{other.zh}”不能同时领取，先确定领哪一项", f"cannot be held together with {other.en}: settle which first")
        if self.people.get(row, {}).get("doubted"):
            return Text("名册有须核对的地方，见“错误”表", "the registers have something to be compared: see the errors")
        account = self.people.get(row, {}).get("account")
        if not account:
            return Text("没有银行账号", "no bank account")
        if is_mangled(str(account)):
            return Text("银行账号被表格软件改坏，请按文本重新填写", "a spreadsheet has mangled the account: copy it again, as text")
        if (row, support) in self.paid_now:
            return Text("本月已经发放", "paid for this month already")
        return None

    def _excluded(self, row: int, support: str) -> Text | None:
        """A support that is received or due beside and cannot be held together with this one."""
        for conflict in self.ruleset.conflicts:
            if support in conflict.pair:
                other = conflict.pair[1 - conflict.pair.index(support)]
                if other in self.held.get(row, ()):
                    return self.ruleset.support_title(other)
        return None

    def _first(self, row: int, support: str, *, received: bool) -> tuple[str | None, Text | None]:
        """The first month that is to be paid: the office's own for those who were paid before, otherwise by the day of the application."""
        own = self.month.office.month
        if received:
            return own, None
        paid = self._paid(row, support)
        if paid is not None and paid.every != "month":
            return None, Text("不是按月发放", "it is not paid by the month")
        applied = self.facts.get(row, {}).get(f"person.applied_on.{support}")
        if not isinstance(applied, date):
            return None, Text("还没有领取，也没有申请日期", "not received yet, and no day of application is known")
        if paid is None or paid.first == "approval_month":
            return None, Text(
                "从哪个月起发放没有写明，或按批准的月份", "from which month it is paid is not known, or it goes by the approval"
            )
        first = _month(_number(f"{applied:%Y-%m}") + (paid.first == "next_month"))
        if _number(first) > _number(own):
            return None, Text(f"从{first}起才发放", f"paid from {first} on")
        if first != own and not self._same_rate_since(row, support, first):
            return None, Text(
                f"从{first}起补发，其间标准有变或不知道，请手工核定",
                f"due from {first}, and the rate since is another or not known: work it out by hand",
            )
        return first, None

    def _paid(self, row: int, support: str) -> Paid | None:
        """From which month a support is paid: by the local book, the plan, or the national rule."""
        local = self.jobs[row].local
        rates = local.rates(support, None) if local else ()
        part = self.ruleset.part(support, "person")
        basis = self.ruleset.bases_on(self.month.office.as_of).get((support, "person"))
        national = basis.paid.paid if basis is not None and basis.paid is not None else None
        return (rates[0].rate.paid if rates else None) or (part.paid if part else None) or national

    def _same_rate_since(self, row: int, support: str, first: str) -> bool:
        """Whether one rate of the local book has been in force from the first day of a month on."""
        local = self.jobs[row].local
        rates = local.rates(support, None) if local else ()
        return bool(rates) and rates[0].rate.head.first <= date.fromisoformat(f"{first}-01")

    # -- what is known of the persons

    def _jobs(self) -> dict[int, Job]:
        rows = self.month.register.frame.select("row", "household")
        return {row: job for _, job, portion in self.month.jobs.split(rows) for row in portion["row"]}

    def _facts(self) -> pl.DataFrame:
        frame = self.month.register.frame
        return frame.select("row", *(name for name in frame.columns if name.startswith(("person.applied_on.", "person.receives."))))

    def _held(self) -> dict[int, set[str]]:
        """What each person receives, or could have now."""
        found: dict[int, set[str]] = {}
        granted = self.answers.filter((pl.col("status") == Status.ELIGIBLE.value) | pl.col("received").fill_null(False))
        for row, support in granted.select("row", "support").iter_rows():
            found.setdefault(row, set()).add(support)
        for row, line in self.facts.items():
            for name, value in line.items():
                if value is True and name.startswith("person.receives."):
                    found.setdefault(row, set()).add(name.removeprefix("person.receives."))
        return found

    def _paid_now(self) -> set[tuple[int, str]]:
        """Who was paid for the office's own month by its lists."""
        office = self.month.office
        listed = any(one.role == "payments" and one.month == office.month for one in office.registers)
        if not listed:
            return set()
        received = self.answers.filter(pl.col("received").fill_null(False))
        return set(received.select("row", "support").iter_rows())


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _month(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02d}"
