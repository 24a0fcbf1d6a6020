"""A register of the month as it was read, with the key of each person and its lines numbered on from those of the registers before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from eligibility.office.keys import keyed
from eligibility.office.office_file import ListedRegister
from eligibility.register.lines import SheetAccount
from eligibility.register.reader import Register
from eligibility.register.spellings import Words


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """One register as it was read; its lines are numbered on from those before, by `offset`."""

    listed: ListedRegister
    register: Register
    words: Words
    offset: int
    keys: pl.DataFrame

    @property
    def frame(self) -> pl.DataFrame:
        """Its facts, with the lines numbered on, and the key of each person."""
        return self.register.frame.join(self.keys.select("row", "key"), on="row", how="left", maintain_order="left").with_columns(
            pl.col("row") + self.offset
        )

    @property
    def about(self) -> pl.DataFrame:
        """Who its persons are, in the same way."""
        return self.register.about.join(self.keys, on="row", how="left", maintain_order="left").with_columns(pl.col("row") + self.offset)


def numbered(registers: Sequence[tuple[ListedRegister, Register, Words]]) -> list[Part]:
    """The registers with their lines numbered on; the first is that of the persons."""
    found: list[Part] = []
    offset = 0
    for listed, register, words in registers:
        keys = keyed(register.about)
        found.append(Part(listed, register, words, offset, _without_cut(keys, found[0].keys) if found else keys))
        offset += sum(account.lines for account in register.accounts)
    return found


def _without_cut(keys: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """A number that ends in 000 where a person's has other last digits: a spreadsheet may have cut it, though its check fits by chance."""
    known = persons["key"].drop_nulls().unique()
    cut = pl.col("key").str.ends_with("000") & ~pl.col("key").is_in(known.implode())
    cut &= pl.col("key").str.slice(0, 15).is_in(known.str.slice(0, 15).unique().implode())
    told = {
        language: pl.when(cut.fill_null(False)).then(pl.lit(text)).otherwise(pl.col(language)).alias(language)
        for language, text in _CUT.items()
    }
    return keys.with_columns(*told.values(), pl.when(~cut.fill_null(False)).then("key").alias("key"))


_CUT = {
    "zh": "证号末尾为000，与持证名册上的人只有后三位不同，可能被表格软件改坏",
    "en": "the number ends in 000 and differs from a person's in its last three digits alone: a spreadsheet may have cut it",
}


def supports_of(part: Part) -> list[str]:
    """The supports that a register says are received or not."""
    prefix = "person.receives."
    return [name.removeprefix(prefix) for name in part.register.frame.columns if name.startswith(prefix)]


def accounts_of(part: Part) -> Iterator[SheetAccount]:
    """The accounts of its sheets, named with the file."""
    for account in part.register.accounts:
        yield replace(account, sheet=_sheet_name(part, account.sheet))


def _sheet_name(part: Part, sheet: str) -> str:
    return f"{part.listed.path.name} {sheet}".strip()


def places_of(part: Part) -> pl.DataFrame:
    """The file, sheet and line of every line of a register."""
    own = part.register.places
    if own is None:
        rows = pl.concat([part.register.about["row"], part.register.slips["row"], part.register.gone["row"]]).unique().sort()
        sheet = next((account.sheet for account in part.register.accounts), "")
        own = pl.DataFrame({"row": rows, "sheet": pl.repeat(sheet, len(rows), dtype=pl.String, eager=True), "line": rows})
    name = pl.concat_str(pl.lit(f"{part.listed.path.name} "), pl.col("sheet")).str.strip_chars()
    return own.select(pl.col("row") + part.offset, name.alias("sheet"), "line")
