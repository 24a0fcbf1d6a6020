"""The sheets of an office's workbook: the gaps first, then who is not on the register, what changed, what ends, and everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from eligibility.i18n import Language, Text
from eligibility.office.changes import Changes
from eligibility.office.month import Month
from eligibility.office.wording import EVENTS, status_text, why_text
from eligibility.register import tables
from eligibility.register.gaps import GAPS, Gap
from eligibility.register.id_numbers import masked_number
from eligibility.register.issues import TREATMENTS
from eligibility.register.lines import BOXES, Box
from eligibility.register.summary import breakdowns
from eligibility.register.tables import HEADINGS
from eligibility.rules.status import Status

OWN_HEADINGS: Mapping[str, Text] = {
    "source": Text("来自名册", "in the register"),
    "event": Text("变化", "change"),
    "was": Text("上次判定", "answer before"),
    "now": Text("本次判定", "answer now"),
    "paid_before": Text("上次实发", "paid before"),
    "paid_now": Text("本次实发", "paid now"),
    "reasons": Text("原因", "why"),
    "key": Text("核对码", "key"),
    "month": Text("月份", "month"),
    "day": Text("日期", "day"),
    "will": Text("届时判定", "answer then"),
    "other_line": Text("另一行", "other line"),
    "persons_line": Text("持证名册行号", "line of the persons"),
    "file": Text("名册", "register"),
    "lines": Text("行数", "lines"),
    "joined": Text("并入", "joined"),
    "outside": Text("名册外", "not among the persons"),
    "without_key": Text("无可用证号", "without a number"),
    "people": Text("人数", "persons"),
}
_GAP_SHEETS: Sequence[Gap] = ("missed", "not_due", "unjustified", "paid_differs")
_SHEETS: Mapping[str, Text] = {
    "outside": Text("名册外", "outside"),
    "alike": Text("可能同一人", "perhaps one person"),
    "changes": Text("变化", "changes"),
    "expiring": Text("即将到期", "ending soon"),
    "open": Text("未定（要问什么）", "open (what to ask)"),
    "all": Text("全部", "all"),
    "summary": Text("汇总", "summary"),
    "reading": Text("读入核对", "reading"),
    "errors": Text("错误", "errors"),
}
_DROPPED = ("row", "home", "area", "subject", "received", "gap", "support", "rests_on")
"""What the sheets of one gap do not repeat; everything stands on the sheet of all answers."""
_PLACES = ("county", "township", "village")
_PERSONAL = ("name", "id_number", "phone")


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of a month. Names and numbers stand on them only where they were asked for."""

    month: Month
    changes: Changes | None
    ending: pl.DataFrame

    @property
    def language(self) -> Language:
        return self.month.screen.language

    @property
    def ids(self) -> bool:
        return self.month.screen.ids

    def all(self) -> dict[str, pl.LazyFrame]:
        """Every sheet by its name, in order."""
        found: dict[str, pl.LazyFrame] = {}
        for gap in _GAP_SHEETS:
            found[GAPS[gap][self.language]] = self._gap(gap)
        found[self._name("outside")] = self._outside().lazy()
        if len(self.month.joined.alike):
            found[self._name("alike")] = self._alike().lazy()
        if self.changes is not None:
            found[self._name("changes")] = self._changed(self.changes).lazy()
        found[self._name("expiring")] = self._expiring().lazy()
        found[GAPS["to_verify"][self.language]] = self._gap("to_verify")
        found[self._name("open")] = self._gap(Status.UNDETERMINED.value)
        found[self._name("all")] = self._answers()
        found[self._name("summary")] = tables.summary(self.month.report, self.language)
        found |= dict(self._places())
        found[self._name("reading")] = self._reading().lazy()
        found[self._name("errors")] = self._errors().lazy()
        return found

    def ending_soon(self) -> dict[str, pl.LazyFrame]:
        """What ends soon by itself, by its name."""
        return {self._name("expiring"): self._expiring().lazy()}

    def _name(self, sheet: str) -> str:
        return _SHEETS[sheet][self.language]

    def _head(self, name: str) -> str:
        return (OWN_HEADINGS.get(name) or HEADINGS[name])[self.language]

    # -- answers

    def _answers(self) -> pl.LazyFrame:
        month = self.month
        return tables.answers(month.screening, month.register, month.rules.ruleset, self.language, ids=self.ids)

    def _gap(self, gap: Gap) -> pl.LazyFrame:
        """The answers of one gap, without what is the same in all of them, by place."""
        whole = self._answers()
        names = whole.collect_schema().names()
        dropped = {HEADINGS[name][self.language] for name in _DROPPED}
        if gap not in {"unjustified", "not_due"}:
            dropped.add(HEADINGS["because"][self.language])
        if gap in {"missed", "to_verify", Status.UNDETERMINED.value}:
            dropped.add(HEADINGS["paid"][self.language])
        if gap != Status.UNDETERMINED.value:
            dropped.add(HEADINGS["missing"][self.language])
        chosen = whole.filter(pl.col(HEADINGS["gap"][self.language]) == GAPS[gap][self.language])
        first = [name for name in map(self._head, (*_PLACES, *_PERSONAL, "certificate")) if name in names]
        last = [name for name in map(self._head, ("sheet", "line")) if name in names]
        middle = [name for name in names if name not in dropped and name not in {*first, *last}]
        places = [name for name in map(self._head, _PLACES) if name in names]
        ordered = chosen.sort([*places, HEADINGS["title"][self.language]], nulls_last=True, maintain_order=True)
        return ordered.select([*first, *middle, *last])

    # -- people

    def _people(self) -> pl.DataFrame:
        """Who every line of every register is, with its file, sheet and line."""
        register = self.month.register
        people = pl.concat([register.about, self.month.joined.people], how="diagonal")
        people = people.with_columns(pl.lit(None, pl.String).alias("id_number")) if "id_number" not in people.columns else people
        people = people.with_columns(pl.lit(None, pl.String).alias("certificate")) if "certificate" not in people.columns else people
        if not self.ids:
            hidden = [name for name in _PERSONAL if name != "id_number" and name in people.columns]
            people = people.drop(hidden).with_columns(masked_number("certificate"), masked_number("id_number"))
        columns = [name for name in (*_PLACES, *_PERSONAL, "certificate") if name in people.columns]
        places = register.places
        told = people.select("row", *columns).unique("row", keep="first", maintain_order=True)
        if places is None:
            return told
        return told.join(places, on="row", how="left", maintain_order="left")

    def _named(self, table: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
        """A table by row, with who the lines are, under the headings of the language."""
        people = self._people()
        joined = table.join(people, on="row", how="left", maintain_order="left")
        who = [name for name in people.columns if name not in {"row", "sheet", "line"}]
        where = [name for name in ("sheet", "line") if name in people.columns]
        return joined.select(pl.col(name).alias(self._head(name)) for name in (*who, *columns, *where))

    def _title(self) -> pl.Expr:
        """The titles of supports."""
        ruleset = self.month.rules.ruleset
        names = list({*ruleset.catalogue, *self.month.joined.outside["support"].drop_nulls()})
        titles = [ruleset.support_title(name)[self.language] for name in names]
        return pl.col("support").replace_strict(names, titles, default=None, return_dtype=pl.String).alias("title")

    def _outside(self) -> pl.DataFrame:
        """Who stands in another register and not among the persons: first those who are paid."""
        table = self.month.joined.outside.with_columns(self._title(), pl.col("paid").cast(pl.Float64))
        ordered = table.sort(pl.col("support").is_null(), "source", "row", maintain_order=True)
        return self._named(ordered.with_columns(pl.col(self.language).alias("reasons")), ("source", "title", "paid", "reasons"))

    def _alike(self) -> pl.DataFrame:
        """Lines that may be one person's: the line of the persons, and the other one."""
        places = self.month.register.places
        other = self.month.joined.alike.rename({"row": "first", "other": "row"})
        if places is not None:
            said = pl.concat_str("sheet", pl.lit(" "), pl.col("line").cast(pl.String)).alias("other_line")
            other = other.join(places.select("row", said), on="row", how="left", maintain_order="left")
        else:
            other = other.with_columns(pl.col("row").cast(pl.String).alias("other_line"))
        return self._named(other.select(pl.col("first").alias("row"), "source", "other_line"), ("source", "other_line"))

    def _changed(self, changes: Changes) -> pl.DataFrame:
        ruleset, language = self.month.rules.ruleset, self.language
        lines = [
            {
                "row": one.row,
                "event": EVENTS[one.event][language],
                "support": one.support,
                "was": status_text(one.was, language),
                "now": status_text(one.now, language),
                "paid_before": one.paid_before,
                "paid_now": one.paid,
                "amount_low": one.low,
                "amount_high": one.high,
                "reasons": why_text(one.why, ruleset, language),
                "key": one.key[:16],
            }
            for one in changes.changes
        ]
        kinds = {"row": pl.Int64, **dict.fromkeys(("event", "support", "was", "now"), pl.String)}
        kinds |= dict.fromkeys(("paid_before", "paid_now", "amount_low", "amount_high"), pl.Float64)
        kinds |= dict.fromkeys(("reasons", "key"), pl.String)
        table = pl.DataFrame(lines, schema=kinds).with_columns(self._title(), *_ends())
        return self._named(
            table, ("event", "title", "was", "now", "paid_before", "paid_now", "amount_low", "amount_high", "reasons", "key")
        )

    def _expiring(self) -> pl.DataFrame:
        words = [
            pl.col(name).replace_strict(_codes(), _words(self.language), default=None, return_dtype=pl.String) for name in ("was", "will")
        ]
        table = self.ending.with_columns(self._title(), *words, *_ends(), pl.col(self.language).alias("reasons"))
        day = pl.col("day").cast(pl.String)
        return self._named(
            table.with_columns(day), ("month", "day", "title", "was", "will", "amount_low", "amount_high", "reasons")
        ).rename({self._head("was"): "现在" if self.language == "zh" else "now"})

    # -- numbers

    def _places(self) -> Iterator[tuple[str, pl.LazyFrame]]:
        """The counts by place; small ones are hidden unless names were asked for."""
        report, tally = self.month.report, self.month.screening.tally
        shown = breakdowns(tally, report.focus, small=0) if self.ids else report.by_place
        for place, entries in shown.items():
            name = f"{self._name('summary')} {tables.place_title(place)[self.language]}"
            yield name, tables.breakdown_of(report, place, entries, self.language)

    def _reading(self) -> pl.DataFrame:
        """In which box the lines of each sheet ended, and how many persons of each register were joined."""
        accounts = self.month.register.accounts
        boxes = [box for box in Box if any(account.boxes.get(box, 0) for account in accounts)]
        counted = {count.file: count for count in self.month.joined.counts}
        lines: list[dict[str, object]] = []
        for account in accounts:
            told: dict[str, object] = {self._head("sheet"): account.sheet, self._head("lines"): account.lines}
            told |= {BOXES[box][self.language]: account.boxes.get(box, 0) for box in boxes}
            lines.append(told)
        for name, count in counted.items():
            told = {self._head("sheet"): name, self._head("people"): count.persons, self._head("joined"): count.joined}
            told |= {self._head("outside"): count.outside, self._head("without_key"): count.without_key}
            lines.append(told)
        schema = [self._head("sheet"), self._head("lines"), *(BOXES[box][self.language] for box in boxes)]
        schema += [self._head(name) for name in ("people", "joined", "outside", "without_key")]
        return pl.DataFrame(lines, schema={name: pl.String if index == 0 else pl.Int64 for index, name in enumerate(schema)})

    def _errors(self) -> pl.DataFrame:
        """What was wrong: the file, sheet, line and column, and the line of the person it is about."""
        register, joined = self.month.register, self.month.joined
        places = register.places
        slips = register.slips
        own = pl.DataFrame({"other": register.about["row"], "row": register.about["row"]})
        of = pl.concat([own, joined.matches.select("other", "row")]).unique("other", keep="first")
        told = slips.join(of.rename({"row": "persons_row", "other": "row"}), on="row", how="left", maintain_order="left")
        if places is not None:
            lines = places.select(pl.col("row").alias("persons_row"), pl.col("line").alias("persons_line"))
            told = told.join(places, on="row", how="left", maintain_order="left").join(
                lines, on="persons_row", how="left", maintain_order="left"
            )
        else:
            told = told.with_columns(pl.lit("").alias("sheet"), pl.col("row").alias("line"), pl.col("persons_row").alias("persons_line"))
        effects = [text[self.language] for text in TREATMENTS.values()]
        effect = pl.col("effect").replace_strict(list(TREATMENTS), effects, default=None, return_dtype=pl.String)
        told = told.with_columns(pl.col(self.language).alias("why"), effect)
        names = ("sheet", "line", "column", "value", "why", "effect", "persons_line")
        return told.select(pl.col(name).alias(self._head(name)) for name in names)


def _ends() -> list[pl.Expr]:
    """Both ends of an amount as numbers, empty where nothing bounds it."""
    return [end.cast(pl.Float64).alias(name) for name, end in tables.ends().items() if name != "paid"]


def _codes() -> list[str]:
    return [status.value for status in Status]


def _words(language: Language) -> list[str]:
    return [status_text(code, language) or "" for code in _codes()]
