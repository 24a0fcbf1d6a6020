"""The local book over a register: in which area each line lies, and what the book says there.

A column of counties tells the area, by the name that the book gives it or by its code. A line without one, and a county that the
book does not know, lie in the place of the whole register.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from eligibility._json import JsonObject
from eligibility.book.areas import wider
from eligibility.book.book import Book
from eligibility.book.entries import EntryHead, Rate
from eligibility.book.fill import BookInUse, content_hash, open_book
from eligibility.decide.notices import within
from eligibility.facts.profile import Profile
from eligibility.i18n import Text, counted
from eligibility.register.locality import locality_constants
from eligibility.register.options import Job, ScreenOptions
from eligibility.register.reader import Register
from eligibility.register.spellings import spelled

COUNTY = "county"


@dataclass(frozen=True, slots=True)
class BookOfRegister:
    """What a screening took from a local book: the hash of its entries, and the areas whose files spoke, the widest first."""

    hash: str
    areas: tuple[tuple[str, Text], ...]

    def as_json(self) -> JsonObject:
        return {"hash": self.hash, "areas": [code for code, _ in self.areas]}


@dataclass(frozen=True, slots=True)
class LineJobs:
    """The job of each line, by its area. `areas` holds `row` and `area` of the lines that lie elsewhere than the whole register."""

    whole: Job
    areas: pl.DataFrame
    jobs: Mapping[str, Job]
    notices: tuple[Text, ...] = ()
    book: BookOfRegister | None = None

    def split(self, portion: pl.DataFrame) -> Iterator[tuple[str, Job, pl.DataFrame]]:
        """A portion by the jobs of its lines, each with a name for it. A household stays together."""
        if not self.jobs:
            yield "", self.whole, portion
            return
        placed = portion.join(self.areas, on="row", how="left", maintain_order="left")
        for area in placed["area"].unique(maintain_order=True):
            rows = placed.filter(pl.col("area").eq_missing(pl.lit(area, pl.String))).drop("area")
            yield area or "", self.jobs[area] if area else self.whole, rows


def one_job(job: Job) -> LineJobs:
    """The same job for every line."""
    return LineJobs(job, _NOWHERE, {})


_NOWHERE = pl.DataFrame(schema={"row": pl.Int64, "area": pl.String})


def jobs_by_area(job: Job, register: Register, options: ScreenOptions) -> LineJobs:
    """The jobs of a register's lines by the local book of the options; the same for all where there is no book.

    Raises:
        BookError: a condition of the book has a mistake.
    """
    book = options.book
    if book is None:
        return one_job(job)
    place = options.locality.adcode or options.ruleset.adcode
    counties = county_codes(book, place)
    found, unknown = _areas(register, counties)
    opened = {area: _opened(options, area) for area in dict.fromkeys([place, *found["area"].unique().sort()])}
    jobs = {area: _placed(job, in_use, profile, options) for area, (in_use, profile) in opened.items()}
    used = dict.fromkeys(head for in_use, _ in opened.values() for head in _heads(in_use))
    layers = {layer.area: layer.name for in_use, _ in opened.values() for layer in in_use.local.layers}
    told = BookOfRegister(content_hash(used), tuple(sorted(layers.items())))
    others = {area: one for area, one in jobs.items() if area != place}
    return LineJobs(jobs[place], found.filter(pl.col("area") != place), others, tuple(_notices(unknown, place, layers)), told)


def _opened(options: ScreenOptions, area: str) -> tuple[BookInUse, Profile]:
    """The book as it is used in an area. What the office says of its own locality goes before it."""
    assert options.book is not None
    locality = options.locality.model_copy(update={"adcode": area})
    return open_book(options.book, Profile(locality=locality), options.ruleset, options.as_of)


def _placed(job: Job, in_use: BookInUse, profile: Profile, options: ScreenOptions) -> Job:
    return replace(job, constants=locality_constants(profile.locality, options.ruleset), local=in_use.local)


def _heads(in_use: BookInUse) -> Iterator[EntryHead]:
    """The entries that speak over a register: the standards and options that are filled in, and all rates in force."""
    yield from (entry.head for entry in in_use.filled.used)
    for layer in in_use.local.layers:
        yield from (one.head for one in layer.entries if isinstance(one, Rate) and one.head.in_force(in_use.local.day))


def county_codes(book: Book, place: str) -> dict[str, str]:
    """The areas of the book inside the register's place, by every spelling: name, name after that of a wider area, code."""
    found: dict[str, str] = {}
    for code, layer in book.areas.items():
        if within(code, place) or place in wider(code):
            names = [name for text in (layer.name.zh, layer.name.en) for name in (spelled(text), _bare(text))]
            above = [_bare(one.name.zh) for one in book.around(code) if one.area != code]
            for name in (*names, code, *(f"{before}{name}" for before in above for name in names)):
                found.setdefault(name, code)
    return found


def _bare(name: str) -> str:
    """A name without what stands in brackets after it."""
    return re.sub(r"\(.*\)$", "", spelled(name))


def _areas(register: Register, counties: Mapping[str, str]) -> tuple[pl.DataFrame, Mapping[str, int]]:
    """The area of every line whose county is known, the same for a whole household; and the counties that are not, with their lines."""
    if COUNTY not in register.about.columns:
        return _NOWHERE, {}
    texts = register.about[COUNTY].drop_nulls().unique()
    known = {text: code for text in texts if (code := area_of(text, counties)) is not None}
    lines = register.about.select("row", COUNTY).join(register.frame.select("row", "household"), on="row")
    place = pl.col(COUNTY).replace_strict(known, default=None, return_dtype=pl.String)
    home = pl.coalesce(pl.col("household"), pl.concat_str(pl.lit("\x1f"), pl.col("row").cast(pl.String)))
    one = pl.when(place.drop_nulls().n_unique().over(home) == 1).then(place.drop_nulls().first().over(home))
    unknown = (
        lines.filter(pl.col(COUNTY).is_not_null() & place.is_null())[COUNTY].value_counts().sort("count", COUNTY, descending=[True, False])
    )
    return lines.select("row", one.alias("area")).drop_nulls("area"), dict(unknown.iter_rows())


def area_of(text: str, counties: Mapping[str, str]) -> str | None:
    """The area that a text names, by its name or by a code of six digits or more."""
    plain = spelled(text)
    digits = re.fullmatch(r"(\d{6})(?:\d{3}|\d{6})?", plain)
    return counties.get(digits[1] if digits else plain)


MOST_NAMED = 5


def _notices(unknown: Mapping[str, int], place: str, layers: Mapping[str, Text]) -> Iterator[Text]:
    """What the reader must know of the places: counties that the book does not know, or that nothing speaks at all."""
    if not layers:
        yield Text(
            f"标准册里没有 {place}：标准、窗口都没有用上",
            f"the local book has nothing for {place}: nothing of it was used",
        )
    if unknown:
        zh, en = (comma.join(_named(unknown)) for comma in ("、", ", "))
        lines, whole = sum(unknown.values()), layers.get(place, Text(place, place))
        screened = f"{counted(lines, 'person')} {'was' if lines == 1 else 'were'} screened"
        yield Text(
            f"标准册里没有这些县区，{lines}人按{whole.zh}的标准判定：{zh}",
            f"the local book has no such county; {screened} by what {whole.en} says: {en}",
        )


def _named(unknown: Iterable[str]) -> list[str]:
    names = list(unknown)
    return names[:MOST_NAMED] + (["…"] if len(names) > MOST_NAMED else [])
