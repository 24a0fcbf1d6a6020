"""`eligibility roster`, for an office: whom to pay, what is made public, whom to visit, what ends soon."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from eligibility.cli.options import BookOption, Lang, LangOption, Root, mending
from eligibility.i18n import Text


class RosterForm(StrEnum):
    """Which list is written."""

    PAYMENT = "payment"
    PUBLIC = "public"
    VISIT = "visit"
    EXPIRING = "expiring"

    @property
    def literal(self) -> Literal["payment", "public", "visit", "expiring"]:
        found: dict[str, Literal["payment", "public", "visit", "expiring"]] = {
            "payment": "payment", "public": "public", "visit": "visit", "expiring": "expiring",
        }  # fmt: skip
        return found[self.value]


class Grouping(StrEnum):
    """For what each sheet is."""

    TOWNSHIP = "township"
    VILLAGE = "village"
    BANK = "bank"

    @property
    def literal(self) -> Literal["township", "village", "bank"]:
        return "bank" if self is Grouping.BANK else "village" if self is Grouping.VILLAGE else "township"


def roster(
    office: Annotated[Path, typer.Argument(metavar="OFFICE.yaml", help="The office file that names the month's registers.")],
    form: Annotated[RosterForm, typer.Option("--form", help="Whom to pay, what is made public, whom to visit, or what ends soon.")],
    out: Annotated[Path, typer.Option("--output", "-o", metavar="OUT.xlsx", help="The list, a workbook.")],
    by: Annotated[Grouping, typer.Option("--by", help="A sheet for each of them, in a payment list.")] = Grouping.TOWNSHIP,
    days: Annotated[int, typer.Option(min=1, max=3660, help="How many days ahead, for what ends soon.")] = 60,
    ids: Annotated[bool, typer.Option("--ids", help="Names, accounts and full numbers; a payment list and a notice need them.")] = False,
    lang: LangOption = Lang.ZH,
    book: BookOption = None,
    rulesets: Root = None,
) -> None:
    """Write a list from an office's month: payments with their sums, a public notice, visits by village, or what ends soon."""
    with mending(lang, office=True):
        from eligibility.office.month import MonthOptions
        from eligibility.office.office_file import read_office
        from eligibility.office.roster import write_roster

        options = MonthOptions(ids=ids, ask=form is RosterForm.VISIT, language=lang.language, root=rulesets, book=book)
        path = write_roster(read_office(office), form.literal, out, options, by.literal, days)
        print(Text(f"写出：{path.name}", f"written: {path.name}")[lang.language])
