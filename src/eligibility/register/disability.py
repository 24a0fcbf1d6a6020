"""Certificates and disabilities of a register: columns for category, grade and details, or what the certificate's number tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import polars as pl

from eligibility.facts import labels
from eligibility.facts.certificate import CATEGORIES, plain_number
from eligibility.facts.flatten import Values, settled_grades
from eligibility.facts.vocabulary import COMPONENTS
from eligibility.i18n import Text
from eligibility.register.cell_parsers import TICKS, Unreadable, parser_of, read_category, read_disabilities, read_grade
from eligibility.register.column_settings import CellValue
from eligibility.register.id_numbers import certificates, identities
from eligibility.register.reading import Reading, looked_up
from eligibility.register.spellings import spelled, spelled_all

T = TypeVar("T")

_KEYS = ("person.grade", *(f"person.grade_{category}" for category in COMPONENTS))
_COLUMNS = ("category", "grade", "both", "details")


def add_disabilities(reader: Reading) -> None:
    """Put certificate, birth date, sex and every grade into the reader's frame."""
    numbers = _numbers(reader)
    _certified(reader, numbers)
    _grades(reader, numbers)


def _numbers(reader: Reading) -> pl.DataFrame | None:
    """What the certificate's number tells, or the identity number where there is none; what was given otherwise decides."""
    told = None
    for target, read in (("certificate.number", certificates), ("about.id_number", identities)):
        texts = reader.texts(target)
        if texts is None:
            continue
        found, wrong = read(texts)
        reader.slips.values(reader.frame["row"], texts, reader.heading(target), wrong)
        reader.sound[target] = found["birth_date"].is_not_null()
        for name, zh, en in (("birth_date", "出生日期", "date of birth"), ("sex", "性别", "sex")):
            _compare(reader, target, f"person.{name}", found[name], zh, en)
            reader.put(f"person.{name}", found[name])
        told = found if told is None else told
    _two_persons(reader)
    return told


def _two_persons(reader: Reading) -> None:
    """A certificate's number begins with its person's identity number: where two sound ones differ, one is somebody else's."""
    texts = [reader.texts(target) for target in ("certificate.number", "about.id_number")]
    if any(text is None for text in texts):
        return
    frame = reader.frame.select("row").with_columns(
        looked_up(text, {one: plain_number(one)[:18] for one in text.drop_nulls().unique()}, pl.String).alias(name)
        for name, text in zip(("certificate", "identity"), texts, strict=True)
        if text is not None
    )
    sound = pl.select(pl.all_horizontal(*reader.sound.values())).to_series()
    rows = frame.filter(sound & (pl.col("certificate") != pl.col("identity")))["row"]
    if len(rows):
        why = Text("残疾人证号与身份证号不是同一个人的号码", "the certificate number and the identity number are not those of one person")
        reader.slips.rows(rows, reader.heading("certificate.number"), why, "noted")
        reader.doubted.append(rows)


def _compare(reader: Reading, target: str, key: str, told: pl.Series, zh: str, en: str) -> None:
    if key not in reader.frame.columns or not any(column.target == key for column in reader.columns):
        return
    differs = reader.frame.filter((reader.frame[key] != told).fill_null(False))
    what = "残疾人证号" if target == "certificate.number" else "身份证号"
    other = "certificate number" if target == "certificate.number" else "identity number"
    why = Text(f"填写的{zh}与{what}不符，以填写的为准", f"the {en} given does not agree with the {other}; what was given decides")
    reader.slips.rows(differs["row"], reader.heading(key), why, "noted")


def _certified(reader: Reading, numbers: pl.DataFrame | None) -> None:
    """A valid certificate: as the register says, or a sound number whose last valid day has not passed and whose status is not strange."""
    status = reader.texts("certificate.status")
    strange = pl.repeat(False, len(reader.frame), dtype=pl.Boolean, eager=True)
    if status is not None:
        known = reader.words.values["certificate.status"]
        said = reader.parsed(status, reader.heading("certificate.status"), lambda text: _certificate_valid(text, known), pl.Boolean)
        strange = status.is_not_null() & said.is_null()
        reader.put("person.certified", said)
    until = "person.certificate_valid_until"
    if numbers is not None and numbers["category"].is_not_null().any() and until in reader.frame.columns:
        valid = (reader.frame[until] >= reader.as_of) & numbers["category"].is_not_null() & ~strange
        reader.put("person.certified", pl.DataFrame({"v": valid}).select(pl.when(pl.col("v")).then(True))["literal"])


def _certificate_valid(text: str, known: Mapping[str, CellValue]) -> bool:
    found = known.get(spelled(text))
    if found is None:
        raise Unreadable("无法识别的证件状态", "is no status of a certificate that is known")
    return bool(found == "valid")


def _grades(reader: Reading, numbers: pl.DataFrame | None) -> None:
    """Flat grades, made once for each distinct set of texts by the door's own reading."""
    told = {name: reader.texts(f"disability.{name}") for name in _COLUMNS}
    if told["category"] is None:
        told["category"] = _ticked(reader)
    told["category"] = _with_several(reader, told["category"])
    frame = pl.DataFrame({"row": reader.frame["row"]}).with_columns(
        pl.lit(None, pl.String).alias(name) if texts is None else texts.alias(name) for name, texts in told.items()
    )
    frame = frame.with_columns(
        number_category=numbers["category"] if numbers is not None else pl.lit(None, pl.String),
        number_grade=numbers["grade"] if numbers is not None else pl.lit(None, pl.Int64),
    )
    keys = [*_COLUMNS, "number_category", "number_grade"]
    distinct = frame.select(keys).unique()
    if distinct.select(pl.all_horizontal(pl.all().is_null().all())).item():
        return
    read = [_Stated(reader, line, line["number_category"], line["number_grade"]) for line in distinct.iter_rows(named=True)]
    table = distinct.with_columns(pl.Series(key, [one.values.get(key) for one in read], dtype=pl.Int64) for key in _KEYS)
    table = table.with_columns(differs=pl.Series([one.differs for one in read], dtype=pl.Boolean))
    joined = frame.join(table, on=keys, how="left", nulls_equal=True, maintain_order="left")
    for name in _COLUMNS:
        wrong = {line[name]: one.wrong[name] for line, one in zip(distinct.iter_rows(named=True), read, strict=True) if name in one.wrong}
        marked = distinct.filter(pl.Series([name in one.wrong for one in read], dtype=pl.Boolean))
        lines = frame.join(marked, on=keys, how="semi", nulls_equal=True)
        reader.slips.values(lines["row"], lines[name], reader.heading(f"disability.{name}"), wrong)
    _say_differs(reader, joined.filter("differs"))
    for key in _KEYS:
        reader.put(key, joined[key])


def _with_several(reader: Reading, categories: pl.Series | None) -> pl.Series | None:
    """The categories with *multiple* before them, where a column of its own says so or cannot be read: then others may not be named."""
    texts = reader.texts("disability.multiple")
    if texts is None:
        return categories
    parser = parser_of("person.certified", reader.words)
    several = reader.parsed(texts, reader.heading("disability.multiple"), parser, pl.Boolean).fill_null(texts.is_not_null())
    named = categories if categories is not None else pl.Series([None] * len(several), dtype=pl.String)
    name = _label("multiple")
    more = pl.concat_str(pl.lit(name), pl.col("c"), separator="、", ignore_nulls=True)
    frame = pl.DataFrame({"c": named, "s": several & ~named.str.contains(name).fill_null(False)})
    return frame.select(pl.when("s").then(more).otherwise("c").alias("category"))["category"]


def _ticked(reader: Reading) -> pl.Series | None:
    """The categories that are ticked, as a list of their names, where each has a column of its own; None where there are no such ticks.

    Where a kind has no column, others than those ticked are not known. Where such a column holds grades too, a tick among them is
    told: of which grade it is, is not known.
    """
    columns = {
        name: texts for name in COMPONENTS if (texts := reader.texts(f"person.grade_{name}")) is not None and texts.is_not_null().any()
    }
    marked = {name: spelled_all(texts).is_in(sorted(TICKS)).fill_null(False) for name, texts in columns.items()}
    if not any(marks.any() for marks in marked.values()):
        return None
    no = sorted(reader.words.no)
    if any((texts.is_not_null() & ~marked[name] & ~spelled_all(texts).is_in(no)).any() for name, texts in columns.items()):
        why = Text("只打了勾，没有写等级", "is ticked, and the grade is not told")
        for name, marks in marked.items():
            reader.slips.rows(reader.frame["row"].filter(marks), reader.heading(f"person.grade_{name}"), why, "unknown")
        return None
    kinds = {column.target for column in reader.columns} & {f"person.grade_{name}" for name in COMPONENTS}
    others = [] if len(kinds) == len(COMPONENTS) else [pl.when(pl.any_horizontal(*marked)).then(pl.lit(_label("multiple")))]
    listed = pl.DataFrame(marked).select(
        pl.concat_str(
            *others,
            *(pl.when(name).then(pl.lit(_label(name))) for name in marked),
            separator="、",
            ignore_nulls=True,
        ).alias("category")
    )["category"]
    return listed.replace("", None)


def _label(category: str) -> str:
    return labels.label("disability", "category", category).zh


def _say_differs(reader: Reading, found: pl.DataFrame) -> None:
    why = Text(
        "填写的残疾类别或等级与残疾人证号不符，以填写的为准",
        "the category or grade given does not agree with the certificate number; what was given decides",
    )
    told = (name for name in ("grade", "both", "details", "category") if found[name].is_not_null().any())
    heading = next((reader.heading(f"disability.{name}") for name in told), "")
    reader.slips.rows(found["row"], heading, why, "noted")


class _Stated:
    """What one set of texts says of the disabilities: flat grades, what is wrong, and whether the number says otherwise."""

    def __init__(self, reader: Reading, texts: Mapping[str, str | None], category: str | None, grade: int | None) -> None:
        self.words = reader.words
        self.texts = texts
        self.wrong: dict[str, Text] = {}
        self.differs = False
        self.coded = (category, grade)
        self.values = self._flat({category: grade} if category else {})

    def _flat(self, number: Mapping[str, int | None]) -> Values:
        stated = self._stated()
        if stated is None:
            return settled_grades(number) if number and not self.wrong else {}
        category, stated_grade = stated
        if category is None:
            return {} if stated_grade is None else {"person.grade": stated_grade}
        if number and category:
            graded = [grade for grade in category.values() if grade]
            other = not {"multiple", *number}.intersection(category) and "multiple" not in number
            self.differs = other or bool(graded and set(number.values()).isdisjoint(graded))
            if self.texts["grade"] is None and len(category) == 1:
                category = {name: grade or number.get(name) for name, grade in category.items()}
        values = settled_grades(category)
        if stated_grade:
            values["person.grade"] = stated_grade
        return values

    def _stated(self) -> tuple[dict[str, int | None] | None, int | None] | None:
        """Categories with grades (None where only a grade is told), and that grade; None where nothing is told.

        Beside a category that cannot be read a grade holds; that there is none (0) does not.
        """
        for name in ("details", "both", "category"):
            text = self.texts[name]
            if text is not None:
                found = self._categories(name, text)
                if found is not None:
                    return self._with_grade(self._with_multiple(found, name))
                grade = self._grade()
                return (None, grade) if grade else None
        grade = self._grade()
        return None if grade is None else ({}, None) if grade == 0 else (None, grade)

    def _with_multiple(self, categories: dict[str, int | None], name: str) -> dict[str, int | None]:
        """Named categories with *multiple*, where the category column says so beside them: others may not be named."""
        text = self.texts["category"]
        if name == "category" or text is None:
            return categories
        stated = self._categories("category", text) or {}
        return {"multiple": stated["multiple"], **categories} if "multiple" in stated else categories

    def _with_grade(self, categories: dict[str, int | None]) -> tuple[dict[str, int | None], int | None]:
        """The grade column tells the overall grade: that of a lone category, of *multiple*, and of the heaviest of several."""
        grade = self._grade()
        told = ["multiple"] if "multiple" in categories else list(categories) if len(categories) == 1 else []
        return {**categories, **{category: grade for category in told if grade and categories[category] is None}}, grade

    def _grade(self) -> int | None:
        text = self.texts["grade"]
        return None if text is None else self._read("grade", lambda: read_grade(text, self.words))

    def _categories(self, name: str, text: str) -> dict[str, int | None] | None:
        return self._by_number(text) or self._read(
            name, lambda: self._category(text) if name == "category" else read_disabilities(text, self.words)
        )

    def _by_number(self, text: str) -> dict[str, int | None] | None:
        """Codes for which the line's certificate number vouches: it ends in the same ones. Of others a mapping must say what they mean."""
        plain = spelled(text)
        category, grade = self.coded
        if category is None or plain in self.words.values["disability.category"] or CATEGORIES.get(plain[:1]) != category:
            return None
        found: dict[str, int | None] = {str(category): grade if len(plain) == 2 else None}
        return found if plain[1:] in {"", str(grade)} else None

    def _read(self, name: str, read: Callable[[], T]) -> T | None:
        """What a column says; None where it cannot be read."""
        try:
            return read()
        except Unreadable as error:
            self.wrong[name] = error.text
            return None

    def _category(self, text: str) -> dict[str, int | None]:
        """A column of categories may hold one category, none, or categories with their grades."""
        try:
            category = read_category(text, self.words)
        except Unreadable:
            if spelled(text).isdecimal():
                raise
            return read_disabilities(text, self.words)
        return {} if category is None else {category: None}
