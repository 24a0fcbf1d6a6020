"""The plan as one SQL query over the register, by dialect: NULL is unknown, as in the register.

Columns are named as in `bulk.register_schema` with `_` for `.` (`person_needs_rehab`), except the line number, `row_no`. A
household's counts are window functions over its rows. The query is built as a sqlglot tree and then written in the wanted
dialect, so that its meaning does not depend on the dialect.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Literal, final

from sqlglot import exp

from eligibility.book.bound import LocalBook
from eligibility.bulk.amount_terms import PLACES
from eligibility.bulk.columns import check_columns, kind_of
from eligibility.bulk.constants import Constants
from eligibility.bulk.lower import columns_read, lower
from eligibility.bulk.plan import REFUSED, Coded, Layer, LayerStep, Level, Meaning, Plan
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, WrongArgument, not_of_type, one_of
from eligibility.facts.days import Anniversary
from eligibility.i18n import Language, Text
from eligibility.logic import terms as t
from eligibility.logic.operators import Operator
from eligibility.logic.term_algebra import TermAlgebra
from eligibility.rules.ruleset import Ruleset, checked_ruleset
from eligibility.rules.status import Status

Dialect = Literal["duckdb", "postgres", "spark"]
DIALECTS: tuple[Dialect, ...] = ("duckdb", "postgres", "spark")

LINE = "row_no"
ALONE, FIRST_LINE = "alone_no", "first_row_no"
"""The key of a row that has no household; the row number of a household's first row."""

_SQL_OPERATORS: Mapping[Operator, type[exp.Binary]] = {
    Operator.BELOW: exp.LT,
    Operator.AT_MOST: exp.LTE,
    Operator.EQUAL: exp.EQ,
    Operator.UNEQUAL: exp.NEQ,
    Operator.ABOVE: exp.GT,
    Operator.AT_LEAST: exp.GTE,
}
_TYPES = {"truth": "BOOLEAN", "number": "BIGINT", "money": "DECIMAL(18, 4)", "word": "TEXT", "day": "DATE"}
_LAST_DAY = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Query:
    """A ruleset as SQL: the tree, and the columns that it reads, as the register frame names them, the row number first."""

    tree: exp.Select
    columns: tuple[str, ...]

    def text(self, dialect: Dialect, *, pretty: bool = True) -> str:
        """The query in a dialect.

        Raises:
            EligibilityError: there is no such dialect.
        """
        if wrong := one_of("dialect", dialect, DIALECTS):
            raise EligibilityError(wrong)
        return self.tree.sql(dialect=dialect, pretty=pretty, comments=pretty)


def sql_name(column: str) -> str:
    """The SQL name of a register's column or of a column of the plan."""
    return LINE if column == "row" else column.replace(".", "_")


def frame_names(ruleset: Ruleset, columns: Iterable[str], local: LocalBook | None = None) -> dict[str, str]:
    """The columns of a table that the rules could read, in either spelling, each with its name in the register frame."""
    known = {spelling: name for name in columns_read(ruleset, local) for spelling in (name, sql_name(name))}
    return {column: known[column] for column in columns if column in known}


def query(
    ruleset: Ruleset,
    columns: Iterable[str],
    as_of: date,
    constants: Constants | None = None,
    *,
    complete: bool = False,
    supports: Collection[str] | None = None,
    table: str = "register",
    language: Language | None = None,
    amounts: bool = False,
    local: LocalBook | None = None,
) -> Query:
    """The query of a ruleset over a table that has these columns, named as in `bulk.register_schema`.

    It returns one row for each subject and support that is not refused: `row_no`, `subject`, `support`, `status`, `route`,
    `clause` and `rests_on`; with `amounts` also `amount_low` and `amount_high`, where NULL is an open end. With a language,
    comments name the supports and the clauses of their routes. `local` is what the local book says in the place on the day.

    Raises:
        EligibilityError: there is no such support, or a column or a constant has the name of no fact.
        WrongArgument: something is of another type than this takes.
    """
    given = None if isinstance(columns, str | bytes) or not isinstance(columns, Iterable) else frozenset(columns)
    if given is None or not all(isinstance(name, str) for name in given):
        raise WrongArgument([not_of_type(ProblemCode.WRONG_TYPE, "columns", COLUMNS, columns)])
    check_columns(sorted(given), checked_ruleset(ruleset))
    plan = lower(ruleset, given, as_of, constants, complete=complete, supports=supports, amounts=amounts, local=local)
    keyed = "household" in given
    tree = SqlWriter(ruleset, plan, Anniversary(as_of), keyed=keyed, language=language).answers(table)
    read = sorted(frozenset[str]().union(*plan.reads.values()) - {"household"})
    return Query(tree, ("row", *(["household"] if keyed else []), *read))


COLUMNS = Text("列名的列表", "a list of names of columns")
"""What the columns of a query must be."""


def table_named(name: str) -> exp.Table:
    """A table by its name, with its schema and catalog where it has them. Each part is quoted, since any word may be reserved.

    Without quotes a database would take capitals as small letters; so do we.
    """
    table, *above = [exp.to_identifier(part.lower(), quoted=True) for part in reversed(name.split("."))]
    return exp.Table(this=table, **dict(zip(("db", "catalog"), above, strict=False)))


def create_table(columns: Iterable[str], table: str = "register") -> exp.Create:
    """The statement that creates the table that a query over these columns reads."""
    facts = {name: _TYPES[kind] for name in columns if (kind := kind_of(name)) is not None}
    types = {"row": "BIGINT", "household": "TEXT", **facts}
    definitions = [exp.ColumnDef(this=exp.to_identifier(sql_name(name)), kind=exp.DataType.build(types[name])) for name in columns]
    return exp.Create(this=exp.Schema(this=table_named(table), expressions=definitions), kind="TABLE")


class SqlWriter:
    """Writes a plan as a query over a table."""

    def __init__(self, ruleset: Ruleset, plan: Plan, anniversary: Anniversary, *, keyed: bool, language: Language | None = None) -> None:
        self.ruleset = ruleset
        self.plan = plan
        self.keyed = keyed
        self.language = language
        self._terms = SqlTerms(anniversary, keyed=keyed)
        self.numbers: dict[str, int] = {}
        self._counting = next((layer for layer in plan.layers if layer.tallies), None)
        self._has_homes = bool(plan.answers_of(Level.HOUSEHOLD))
        self.outcomes: list[tuple[int, Coded, Meaning]] = []
        self._refusals = {answer.column: frozenset(answer.refusals) for answer in plan.answers}
        for answer in plan.answers:
            self.numbers[answer.column] = len(self.outcomes)
            first = len(self.outcomes) + 1
            self.outcomes += [(first + at, answer, meaning) for at, meaning in enumerate(answer.meanings[REFUSED + 1 :])]

    def answers(self, table: str) -> exp.Select:
        """One row for each subject and support that is not refused."""
        found = exp.select("a.row_no", "o.subject", "o.support", "o.status", "o.route", "o.clause", "o.rests_on", *self._amounts())
        found = found.from_("answers AS a").join("outcomes AS o", on="o.answer = a.answer")
        last = self._chain(found, table, numbered=True)
        found.with_("answers", as_=self._answers(last), copy=False)
        return found.with_("outcomes", as_=self._outcomes(), copy=False)

    def codes(self, table: str) -> exp.Select:
        """One row for each row of the register: its number, the first row number of its household, and each support's code."""
        first = exp.column(FIRST_LINE) if self._has_homes else exp.alias_(exp.column(LINE), FIRST_LINE)
        columns = [*(answer.column for answer in self.plan.answers), *self._ends]
        found = exp.select(LINE, first, *(exp.column(sql_name(column)) for column in columns))
        return found.from_(self._chain(found, table, numbered=False))

    def _chain(self, query: exp.Select, table: str, *, numbered: bool) -> str:
        """Add the plan's layers as common table expressions before a query, and return the name of the last."""
        parts = [lambda before: self._homes(before), *(self._layer_of(layer, numbered) for layer in self.plan.layers)]
        before = table
        for number, part in enumerate(parts):
            name = f"layer_{number}" if number else "homes"
            query.with_(name, as_=part(before), copy=False)
            before = name
        return before

    def _layer_of(self, layer: Layer, numbered: bool) -> Callable[[str], exp.Select]:
        return lambda before: self._layer(layer, before, numbered)

    def _homes(self, before: str) -> exp.Select:
        """The register with the columns that tell its households apart."""
        firsts = [self._first()] if self._has_homes and not self._counting else []
        rows = exp.select("*", self._alone()).from_(table_named(before))
        return exp.select("*", *firsts).from_(rows.subquery("r")) if firsts else rows

    def _alone(self) -> exp.Expr:
        line = exp.column(LINE)
        alone = exp.Case().when(exp.column("household").is_(exp.null()), line) if self.keyed else line
        return exp.alias_(alone, ALONE)

    def _layer(self, layer: Layer, before: str, numbered: bool) -> exp.Select:
        columns = [self._step(step, numbered) for step in layer.steps]
        if layer is self._counting and self._has_homes:
            columns.append(self._first())
        return exp.select("*", *columns).from_(before)

    def _first(self) -> exp.Expr:
        """The number of the household's first row, which carries the household's answers."""
        return exp.alias_(self._terms.home(exp.Min(this=exp.column(LINE))), FIRST_LINE)

    def _step(self, step: LayerStep, numbered: bool) -> exp.Expr:
        term = step.term
        if numbered and step.name in self.numbers:
            term = _with_base(term, self.numbers[step.name], self._refusals[step.name])
        written = self._terms(term)
        if step.name in self._ends:
            written = exp.cast(exp.null() if term == t.UNKNOWN_TERM else written, "bigint")
        found = exp.alias_(written, sql_name(step.name))
        if self.language is not None and step.about:
            found.add_comments([self._comment(step)])
        return found

    def _comment(self, step: LayerStep) -> str:
        assert self.language is not None
        level = next((answer.level for answer in self.plan.answers if answer.column == step.name), None)
        part = self.ruleset.part(step.about, level.value) if level else None
        if part is None:
            definition = self.ruleset.definitions.get(step.about)
            return f" {definition.title[self.language] if definition else step.about} "
        routes = "; ".join(f"{route.name}: {', '.join(route.cite)}" for route in part.routes)
        return f" {part.title[self.language]} | {routes} "

    def _answers(self, before: str) -> exp.Select:
        """A row for each answer of each row; a household's answers belong to its first row."""
        codes: list[exp.Expr] = [exp.column(sql_name(answer.column)) for answer in self.plan.answers_of(Level.PERSON)]
        first = exp.column(FIRST_LINE).eq(exp.column(LINE))
        for answer in self.plan.answers_of(Level.HOUSEHOLD):
            codes.append(exp.Case().when(first.copy(), exp.column(sql_name(answer.column))).else_(exp.Literal.number(REFUSED)))
        ends = [exp.column(sql_name(column)) for column in self._ends]
        each = exp.select(LINE, *ends, exp.alias_(exp.Explode(this=exp.Array(expressions=codes)), "answer")).from_(before)
        return exp.select(LINE, *(end.copy() for end in ends), "answer").from_(each.subquery("r")).where("answer > 0")

    @property
    def _ends(self) -> list[str]:
        """The columns of the ends of all amounts."""
        return [column for one in self.plan.amounts for column in (one.low, one.high)]

    def _amounts(self) -> list[exp.Expr]:
        """Both ends of what each answer gives, in yuan; none where no amounts are asked for."""
        if not self.plan.amounts:
            return []
        found: list[exp.Expr] = []
        for name, end in (("amount_low", "low"), ("amount_high", "high")):
            chosen = exp.Case()
            for one in self.plan.amounts:
                test = exp.and_(exp.column("support", "o").eq(one.support), exp.column("subject", "o").eq(one.level.value))
                chosen = chosen.when(test, self._yuan(exp.column(sql_name(getattr(one, end)), "a"), one.scale), copy=False)
            found.append(exp.alias_(chosen, name))
        return found

    def _yuan(self, steps: exp.Expr, scale: int) -> exp.Expr:
        """Whole steps as yuan, exactly: a scale is a power of ten."""
        kind = exp.DataType.build(f"DECIMAL(38, {PLACES})")
        digits = exp.Literal.number(f"{Decimal(1) / scale:f}")
        return exp.cast(steps, kind) if scale == 1 else exp.cast(exp.Mul(this=steps, expression=digits), kind)

    def _outcomes(self) -> exp.Select:
        """A table of what each answer's number means."""
        rows = []
        for number, answer, (status, route, rests_on) in self.outcomes:
            if status is Status.NOT_ELIGIBLE:
                continue
            cites = next((one.cite for one in self.ruleset.supports[answer.support].routes if one.name == route), ())
            said = (answer.level.value, answer.support, status.value, route, "; ".join(cites) or None, rests_on)
            texts = [_text_literal(text) for text in said]
            rows.append(exp.Tuple(expressions=[exp.Literal.number(number), *texts]))
        names = ("answer", "subject", "support", "status", "route", "clause", "rests_on")
        alias = exp.TableAlias(this=exp.to_identifier("v"), columns=[exp.to_identifier(name) for name in names])
        return exp.select(*names).from_(exp.Values(expressions=rows, alias=alias))


@final
class SqlTerms(TermAlgebra[exp.Expr]):
    """Terms as SQL expressions, for one as-of date. `keyed`: the rows of a household have its key."""

    def __init__(self, anniversary: Anniversary, *, keyed: bool) -> None:
        self.anniversary = anniversary
        self.keyed = keyed

    def column(self, name: str) -> exp.Expr:
        return exp.column(sql_name(name))

    def truth(self, value: bool | None) -> exp.Expr:
        if value is None:
            return exp.cast(exp.null(), exp.DataType.Type.BOOLEAN)
        return exp.true() if value else exp.false()

    def whole(self, value: int) -> exp.Expr:
        return exp.Literal.number(value)

    def negation(self, arg: exp.Expr) -> exp.Expr:
        return exp.not_(arg)

    def known(self, arg: t.Term) -> exp.Expr:
        return exp.not_(self.unknown(arg))

    def unknown(self, arg: t.Term) -> exp.Expr:
        return exp.paren(self(arg)).is_(exp.null()) if _needs_brackets(arg) else self(arg).is_(exp.null())

    def every(self, args: Iterable[exp.Expr]) -> exp.Expr:
        return exp.and_(*args)

    def some(self, args: Iterable[exp.Expr]) -> exp.Expr:
        return exp.or_(*args)

    def one_of(self, term: t.OneOf) -> exp.Expr:
        return exp.In(this=self(term.arg), expressions=[_value_literal(value) for value in term.values])

    def case(self, term: t.CaseWhen) -> exp.Expr:
        found = exp.Case()
        for test, then in term.branches:
            found = found.when(self(test), exp.null() if then == t.UNKNOWN_TERM else self(then), copy=False)
        return found if term.default == t.UNKNOWN_TERM else found.else_(self(term.default), copy=False)

    def number(self, term: t.Number) -> exp.Expr:
        match term:
            case t.Sum(parts, constant):
                factors = [exp.Mul(this=self._wide(part), expression=exp.Literal.number(factor)) for part, factor in parts]
                return exp.paren(_added([*factors, *([exp.Literal.number(constant)] if constant else [])]))
            case t.Product(left, right):
                return exp.Mul(this=self._wide(left), expression=self._wide(right))
            case t.Lower(left, right):
                return self._outer(self._wide(left), self._wide(right), exp.LTE, exp.GT)
            case t.Higher(left, right):
                return self._outer(self._wide(left), self._wide(right), exp.GTE, exp.LT)
            case t.Divided(arg, by):
                return self._divided(self._wide(arg), exp.Literal.number(by))
            case t.Shifted(arg, by):
                return exp.cast(exp.Mul(this=self(arg), expression=exp.Literal.number(by)), "bigint")

    def _wide(self, term: t.Term) -> exp.Expr:
        """A whole number with room to be worked with."""
        return exp.cast(self(term), "bigint")

    def _outer(self, one: exp.Expr, other: exp.Expr, first: type[exp.Binary], second: type[exp.Binary]) -> exp.Expr:
        """One of two numbers by a comparison, NULL if one is unknown: LEAST and GREATEST treat NULL by dialect."""
        is_one, is_other = first(this=one, expression=other), second(this=one.copy(), expression=other.copy())
        return exp.Case().when(is_one, one.copy()).when(is_other, other.copy())

    def _divided(self, number: exp.Expr, by: exp.Expr) -> exp.Expr:
        """How many times a number goes into another, rounded down below 0 too: no dialect divides alike, but all take remainders alike."""
        rest = exp.Mod(this=exp.paren(number), expression=by)
        rounded = exp.Case().when(rest < exp.Literal.number(0), exp.Add(this=rest.copy(), expression=by.copy())).else_(rest.copy())
        whole = exp.paren(exp.Sub(this=exp.paren(number.copy()), expression=exp.paren(rounded)))
        return exp.cast(exp.Round(this=exp.Div(this=exp.cast(whole, "decimal(38, 0)"), expression=by.copy())), "bigint")

    def ordinal(self, day: t.Column) -> exp.Expr:
        raise TypeError("a day's ordinal stands alone in no query")

    def years(self, day: t.Column) -> exp.Expr:
        return self._years(self(day))

    def tally(self, term: t.Tally) -> exp.Expr:
        if term.arg == t.TRUE_TERM:
            return self.home(exp.Count(this=exp.Star()))
        test = self(term.arg)
        if term.possible:
            test = exp.func("COALESCE", test, exp.true())
        counted = exp.Case().when(test, exp.Literal.number(1)).else_(exp.Literal.number(0))
        return self.home(exp.Sum(this=counted))

    def home(self, of: exp.Expr) -> exp.Window:
        """A function over the rows of a household."""
        keys = [exp.column(name) for name in (["household"] if self.keyed else []) + [ALONE]]
        return exp.Window(this=of, partition_by=keys)

    def comparison(self, term: t.Comparison) -> exp.Expr:
        """A comparison in which parts with a negative factor are on the other side; a single day is compared with a day."""
        if len(term.parts) == 1 and isinstance(term.parts[0][0], t.Ordinal) and 1 <= term.bound * term.parts[0][1] <= _LAST_DAY:
            return self._day(term)
        left = [self._times(part, factor) for part, factor in term.parts if factor > 0]
        right = [self._times(part, -factor) for part, factor in term.parts if factor < 0]
        if term.bound or not right:
            (right if term.bound >= 0 else left).append(exp.Literal.number(abs(term.bound)))
        nothing: list[exp.Expr] = [exp.Literal.number(0)]
        return _SQL_OPERATORS[term.op](this=_added(left or nothing), expression=_added(right or nothing))

    def _day(self, term: t.Comparison) -> exp.Expr:
        (part, factor) = term.parts[0]
        assert isinstance(part, t.Ordinal) and abs(factor) == 1
        day, bound = self(part.arg), exp.cast(exp.Literal.string(date.fromordinal(term.bound * factor).isoformat()), "date")
        return _SQL_OPERATORS[term.op](this=day, expression=bound) if factor > 0 else _SQL_OPERATORS[term.op](this=bound, expression=day)

    def _times(self, part: t.Term, factor: int) -> exp.Expr:
        value = self._ordinal(part.arg) if isinstance(part, t.Ordinal) else self(part)
        return value if factor == 1 else exp.Mul(this=value, expression=exp.Literal.number(factor))

    def _ordinal(self, day: t.Column) -> exp.Expr:
        """The ordinal of a day: the days since 1970-01-01, plus the ordinal of that day."""
        since = exp.DateDiff(this=self(day), expression=exp.cast(exp.Literal.string("1970-01-01"), "date"), unit=exp.var("DAY"))
        return exp.paren(exp.Add(this=since, expression=exp.Literal.number(date(1970, 1, 1).toordinal())))

    def _years(self, day: exp.Expr) -> exp.Expr:
        mark = self.anniversary
        number = exp.Literal.number
        of_year = exp.Add(this=exp.Mul(this=_extract("month", day), expression=number(100)), expression=_extract("day", day))
        past = exp.Case().when(of_year > number(mark.past), exp.Neg(this=number(1))).else_(number(0))
        to_come = exp.Case().when(of_year.copy() < number(mark.to_come), number(1)).else_(number(0))
        as_of = exp.cast(exp.Literal.string(mark.as_of.isoformat()), "date")
        rest = exp.Case().when(exp.LTE(this=day.copy(), expression=as_of), past).else_(to_come)
        years = exp.Add(this=exp.Sub(this=number(mark.year), expression=_extract("year", day)), expression=rest)
        return exp.cast(years, "int")


def _with_base(term: t.Term, base: int, refusals: Collection[int]) -> t.Term:
    """A support's code, shifted to be unique in the whole query; refused is 0, whatever it rests on."""

    def number(value: t.Term) -> t.Term:
        if not isinstance(value, t.Whole):
            return value
        return t.Whole(REFUSED if value.value in refusals else value.value + base)

    if isinstance(term, t.CaseWhen):
        return t.CaseWhen(tuple((test, number(value)) for test, value in term.branches), number(term.default))
    return number(term)


def _extract(part: str, day: exp.Expr) -> exp.Expr:
    return exp.cast(exp.Extract(this=exp.var(part.upper()), expression=day.copy()), "int")


def _added(parts: list[exp.Expr]) -> exp.Expr:
    return reduce(lambda a, b: exp.Add(this=a, expression=b), parts)


def _needs_brackets(term: t.Term) -> bool:
    return not isinstance(term, t.Column)


def _value_literal(value: str | int) -> exp.Expr:
    return exp.Literal.string(value) if isinstance(value, str) else exp.Literal.number(value)


def _text_literal(text: str | None) -> exp.Expr:
    return exp.cast(exp.null(), "text") if text is None else exp.Literal.string(text)
