"""Several registers as one: the people whom the office answers for, with what the other registers tell of them.

People are joined by the key of `keys`, never by a name. Where two registers disagree the office file may say which decides; otherwise
the fact is unknown, and told. Whoever stands in another register and not in that of the persons is kept apart, with what is paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from eligibility.bulk.contradictions import of_persons
from eligibility.bulk.register_schema import PolarsType, column_type
from eligibility.facts.derived import Contradiction
from eligibility.facts.key import FactKey
from eligibility.i18n import Text
from eligibility.office.checks import absent_value, check_parts
from eligibility.office.keys import keyed, written_birth_dates
from eligibility.office.office_file import RECEIVES, Office
from eligibility.office.parts import Part, accounts_of, places_of, supports_of
from eligibility.register.households import agreeing
from eligibility.register.issues import Slips
from eligibility.register.reader import Register

CARRIED = ("phone", "county", "township", "village", "address", "bank", "account")
"""What is taken of a person from another register where the register of persons does not tell it."""
MONEY = pl.Decimal(18, 4)
OUTSIDE_SCHEMA: dict[str, PolarsType] = {
    "row": pl.Int64, "source": pl.String, "key": pl.String, "support": pl.String, "paid": MONEY, "zh": pl.String, "en": pl.String,
}  # fmt: skip
ALIKE_SCHEMA: dict[str, PolarsType] = {"row": pl.Int64, "other": pl.Int64, "source": pl.String}


@dataclass(frozen=True, slots=True)
class JoinCount:
    """How many persons of a register were found among those whom the office answers for, and how many were not, or have no key."""

    name: str
    file: str
    persons: int
    joined: int
    outside: int
    without_key: int


@dataclass(frozen=True, slots=True, repr=False)
class Joined:
    """The registers as one.

    `register` is that of the persons, with all that is told of them; its `places` name the file, sheet and line of every line of
    every register. `keys` are the persons' (`row`, `key`); `outside` those of other registers who are not among them, a line for each
    support that they are paid; `alike` lines that may be one person's; `matches` which line of the persons (`row`) a line of another
    register (`other`) belongs to; `people` who the lines of other registers, and of those who have left, are.
    """

    register: Register
    keys: pl.DataFrame
    outside: pl.DataFrame
    alike: pl.DataFrame
    matches: pl.DataFrame
    people: pl.DataFrame
    counts: tuple[JoinCount, ...]

    def __repr__(self) -> str:
        return f"<Joined {self.register!r}, {len(self.outside)} lines outside>"


def joined(office: Office, parts: Sequence[Part]) -> Joined:
    """Join the registers; the first of the parts is that of the persons.

    Raises:
        EligibilityError: a register has no numbers by which people are known, is of another county or month, pays what another one
            pays too, or the office file names what there is not.
    """
    check_parts(office, parts)
    return _Joining(office, parts).joined()


class _Joining:
    """The registers being joined: the persons' frame as it grows, and what is wrong.

    It has what `agreeing` asks for: `slips`, `words`, `as_of`, `complete` and `heading`.
    """

    def __init__(self, office: Office, parts: Sequence[Part]) -> None:
        self.office = office
        self.parts = parts
        self.base = parts[0]
        self.words = self.base.words
        self.as_of: date = office.as_of
        self.complete = office.complete
        self.slips = Slips()
        self.frame = self.base.frame
        self.about = self.base.about
        self.doubted: list[pl.Series] = []
        self.told: dict[str, str] = {}
        self.absent: dict[str, pl.Series] = {}
        self.outside: list[pl.DataFrame] = []
        self.alike: list[pl.DataFrame] = []
        self.matches: list[pl.DataFrame] = []
        self.counts: list[JoinCount] = []

    def heading(self, target: str) -> str:
        """The heading of the column that is read as an entry, in the register that tells it."""
        for part in self.parts:
            for column in part.register.columns:
                if column.target in {target, FactKey.of(target).set_key}:
                    return column.heading
        return self.words.title(target).zh

    def joined(self) -> Joined:
        self._once_each()
        for part in self.parts[1:]:
            self._add(part)
        frame = agreeing(self, self.frame.drop("key"))
        frame = self._without_contradictions(frame)
        return Joined(
            self._register(frame),
            self.base.about.select("row", "key"),
            pl.concat([pl.DataFrame(schema=OUTSIDE_SCHEMA), *self.outside]),
            pl.concat([pl.DataFrame(schema=ALIKE_SCHEMA), *self.alike]).unique(maintain_order=True),
            pl.concat([pl.DataFrame(schema={"row": pl.Int64, "other": pl.Int64}), *self.matches]),
            self._people(),
            tuple(self.counts),
        )

    def _people(self) -> pl.DataFrame:
        abouts = [part.about.drop("key", "zh", "en", "doubted", strict=False) for part in self.parts[1:]]
        gone = self.base.register.gone.drop("reason", "left_on", strict=False)
        return pl.concat([gone, *abouts], how="diagonal")

    def _once_each(self) -> None:
        """A person whose lines have numbers of different kinds stands once: the first line is screened, and marked; what the lines tell
        differently is unknown."""
        several = self.frame.filter(pl.col("key").is_not_null() & (pl.len().over("key") > 1))
        first = pl.col("row") == pl.col("row").min().over("key")
        again, kept = several.filter(~first)["row"], several.filter(first)["row"]
        self._unlike(several)
        why = Text("与另一行是同一人（证号相同），只判定第一行", "is the person of another line (by the number); the first was screened")
        self.slips.rows(again, "", why, "left_out")
        self.doubted.append(kept)
        self.frame = self.frame.filter(~pl.col("row").is_in(again.implode()))
        for row, zh, en in self.about.filter(pl.col("key").is_null()).select("row", "zh", "en").iter_rows():
            told = Text(f"{zh}；不与其他名册合并", f"{en}; it is joined with no other register")
            self.slips.rows(pl.Series([row], dtype=pl.Int64), "", told, "noted")

    def _unlike(self, several: pl.DataFrame) -> None:
        """Make unknown in the first line of a person what another line tells differently; who it lives with too."""
        why = Text("同一人的另一行填的不一样，按不知道处理", "another line of the same person says otherwise; taken as unknown")
        for name in [name for name in several.columns if name not in {"row", "key"}]:
            told = several.group_by("key", maintain_order=True).agg(pl.col("row").min(), pl.col(name).drop_nulls().n_unique().alias("told"))
            rows = told.filter(pl.col("told") > 1)["row"]
            if len(rows):
                heading = self.heading("about.household" if name == "household" else name)
                self.slips.rows(rows, heading, why, "unknown")
                self.frame = self.frame.with_columns(pl.when(~pl.col("row").is_in(rows.implode())).then(name).alias(name))

    def _add(self, part: Part) -> None:
        """Put what another register tells of the persons into the frame."""
        theirs = part.frame.filter(pl.col("key").is_not_null()).unique("key", keep="first", maintain_order=True)
        link = self._links(part, theirs)
        matched = self.frame.select("row", "key").join(theirs.select("key", pl.col("row").alias("other")), on="key", how="inner")
        self.matches.append(matched.select("row", "other"))
        self._same_name(part, matched)
        for name in [name for name in theirs.columns if name not in {"row", "household", "key"}]:
            self._merge(part, name, theirs, link if name.startswith("household.") else matched.select("row", "other"))
        self._households(theirs, matched)
        self._carry(part, matched)
        self._outside(part)
        self._alike(part)
        self._absent(part, link, matched)
        self.counts.append(self._count(part, matched))

    def _links(self, part: Part, theirs: pl.DataFrame) -> pl.DataFrame:
        """Which line of a register speaks of a person's household: the person's own, otherwise that of the head by number."""
        own = self.frame.select("row", "key").join(
            theirs.select("key", pl.col("row").alias("other")), on="key", how="left", maintain_order="left"
        )
        heads = _heads(self.about)
        if heads is None:
            return own.select("row", "other").drop_nulls()
        by_head = heads.join(theirs.select(pl.col("key").alias("head"), pl.col("row").alias("of_head")), on="head", how="inner")
        found = own.join(by_head.select("row", "of_head"), on="row", how="left", maintain_order="left")
        return found.select("row", pl.coalesce("other", "of_head").alias("other")).drop_nulls()

    def _merge(self, part: Part, name: str, theirs: pl.DataFrame, link: pl.DataFrame) -> None:
        """One fact: what one register leaves open the other may tell; where both tell, the one that decides, or nobody."""
        told = link.join(theirs.select(pl.col("row").alias("other"), pl.col(name).alias("told")), on="other", how="inner")
        told = told.unique("row", keep="first").select("row", "told")
        if name not in self.frame.columns:
            self.frame = self.frame.with_columns(pl.lit(None, column_type(name)).alias(name))
        joined = self.frame.join(told, on="row", how="left", maintain_order="left")
        mine, other = pl.col(name), pl.col("told")
        differs = (mine != other).fill_null(False)
        decider = self._decider(name)
        if decider == part.listed.name or (decider == part.listed.role and decider is not None):
            chosen = pl.coalesce(other, mine)
        elif decider is not None:
            chosen = pl.coalesce(mine, other)
        else:
            chosen = pl.when(~differs).then(pl.coalesce(mine, other))
            rows = joined.filter(differs)["row"]
            why = Text(
                f"与“{part.listed.path.name}”写的不一致，按不知道处理",
                f"does not agree with {part.listed.path.name}; taken as unknown",
            )
            self.slips.rows(rows, self.heading(name), why, "unknown")
            self.doubted.append(rows)
        self.frame = joined.with_columns(chosen.alias(name)).drop("told")

    def _decider(self, name: str) -> str | None:
        decides = self.office.decides
        return decides.get(name) or decides.get(FactKey.of(name).set_key)

    def _same_name(self, part: Part, matched: pl.DataFrame) -> None:
        """One number under two names: joined, and told."""
        if "name" not in self.about.columns or "name" not in part.about.columns:
            return
        names = matched.join(self.about.select("row", "name"), on="row").join(
            part.about.select(pl.col("row").alias("other"), pl.col("name").alias("named")), on="other"
        )
        differs = names.filter(_plain("name") != _plain("named"))["row"]
        why = Text(
            f"同一证号在“{part.listed.path.name}”里是另一个姓名", f"has another name in {part.listed.path.name} with the same number"
        )
        self.slips.rows(differs, self.heading("about.name"), why, "noted")
        self.doubted.append(differs)

    def _households(self, theirs: pl.DataFrame, matched: pl.DataFrame) -> None:
        """Who lives together by another register, for those of whom the persons' own register does not say it."""
        if "household" not in theirs.columns:
            return
        found = matched.join(theirs.select(pl.col("row").alias("other"), pl.col("household").alias("home")), on="other").drop_nulls("home")
        joined = self.frame.join(found.select("row", "home"), on="row", how="left", maintain_order="left")
        own = pl.col("household").drop_nulls()
        known = pl.when(pl.col("home").is_not_null() & (own.n_unique().over("home") == 1)).then(own.first().over("home"))
        other = pl.when(own.n_unique().over("home") == 0).then(pl.concat_str(pl.lit(f"{len(self.counts)}\x1f"), "home"))
        self.frame = joined.with_columns(pl.coalesce("household", known, other).alias("household")).drop("home")

    def _carry(self, part: Part, matched: pl.DataFrame) -> None:
        """Telephones, places and accounts of which the persons' own register says nothing."""
        theirs = part.about.rename({"row": "other"})
        for name in [name for name in CARRIED if name in theirs.columns]:
            told = matched.select("row", "other").join(theirs.select("other", pl.col(name).alias("told")), on="other").select("row", "told")
            if name not in self.about.columns:
                self.about = self.about.with_columns(pl.lit(None, pl.String).alias(name))
            joined = self.about.join(told, on="row", how="left", maintain_order="left")
            self.about = joined.with_columns(pl.coalesce(name, "told").alias(name)).drop("told")

    def _count(self, part: Part, matched: pl.DataFrame) -> JoinCount:
        without = int(part.keys["key"].null_count())
        known = self.base.keys["key"].drop_nulls()
        outside = part.keys.filter(pl.col("key").is_not_null() & ~pl.col("key").is_in(known.implode()))["key"].n_unique()
        return JoinCount(part.listed.name, part.listed.path.name, len(part.keys), matched["row"].n_unique(), outside, without)

    # -- who is not among the persons

    def _outside(self, part: Part) -> None:
        """Those of a register who are not among the persons, with what they are paid, and what is known of why."""
        known = self.base.keys["key"].drop_nulls()
        about = part.about.filter(pl.col("key").is_null() | ~pl.col("key").is_in(known.implode()))
        gone = self.base.register.gone
        left = gone.select("row", "reason", *(pl.col(name) for name in ("left_on",) if name in gone.columns)).join(
            keyed(gone).select("row", "key"), on="row"
        )
        left = left.drop("row").drop_nulls("key").unique("key", keep="first")
        told = about.select("row", "key", "zh", "en").join(left, on="key", how="left", maintain_order="left")
        day = pl.col("left_on") if "left_on" in told.columns else pl.lit(None, pl.String)
        texts = {language: _reason(language, day) for language in ("zh", "en")}
        told = told.select("row", "key", *(texts[language].alias(language) for language in texts))
        paid = self._paid(part).join(told, on="row", how="inner", maintain_order="left")
        rest = told.join(paid, on="row", how="anti")
        rest = rest.with_columns(pl.lit(None, pl.String).alias("support"), pl.lit(None, MONEY).alias("paid"))
        found = pl.concat(
            [part_.with_columns(pl.lit(part.listed.path.name).alias("source")).select(list(OUTSIDE_SCHEMA)) for part_ in (paid, rest)]
        )
        self.outside.append(found.cast(pl.Schema(OUTSIDE_SCHEMA)))

    def _paid(self, part: Part) -> pl.DataFrame:
        """What each line of a register says is paid: `row`, `support`, `paid`."""
        frame = part.frame
        found = [pl.DataFrame(schema={"row": pl.Int64, "support": pl.String, "paid": MONEY})]
        for support in supports_of(part):
            amount = f"person.amounts.{support}"
            paid = pl.col(amount).cast(MONEY) if amount in frame.columns else pl.lit(None, MONEY)
            received = frame.filter(pl.col(f"person.receives.{support}").fill_null(False))
            found.append(received.select("row", pl.lit(support).alias("support"), paid.alias("paid")))
        return pl.concat(found).sort("row", maintain_order=True)

    def _alike(self, part: Part) -> None:
        """Lines with one name and one birth date of which one has no key: proposed, never joined."""
        mine = _named(self.base)
        theirs = _named(part)
        if mine is None or theirs is None:
            return
        pairs = mine.join(theirs.rename({"row": "other", "key": "their"}), on=["name", "born"], how="inner")
        pairs = pairs.filter(pl.col("key").is_null() | pl.col("their").is_null())
        self.alike.append(pairs.select("row", "other", pl.lit(part.listed.path.name).alias("source")))

    # -- what absence means

    def _absent(self, part: Part, link: pl.DataFrame, matched: pl.DataFrame) -> None:
        """Remember whom a whole list does not name: those with a key that is not on it, and no name of a line that has none."""
        if not part.listed.absent:
            return
        lost = part.about.filter(pl.col("key").is_null() | ~pl.col("row").is_in(part.frame["row"].implode()))
        named = lost["name"].drop_nulls().unique() if "name" in lost.columns else pl.Series([], dtype=pl.String)
        certain = self.about.select("row", "key", pl.col("name") if "name" in self.about.columns else pl.lit(None, pl.String).alias("name"))
        sure = certain.filter(pl.col("key").is_not_null() & ~pl.col("name").is_in(named.implode()).fill_null(False))["row"]
        for key, value in part.listed.absent.items():
            if key == RECEIVES:
                for name in value if isinstance(value, tuple) else (str(value),):
                    support = self.words.ruleset.support_id(name)
                    entry = f"person.receives.{support}"
                    self._put_absent(part, entry, False, sure, self._on_list(part, entry, matched))
            else:
                on_list = link["row"] if key.startswith("household.") else matched["row"]
                self._put_absent(part, key, absent_value(key, value, part.words), sure, on_list)

    def _on_list(self, part: Part, entry: str, matched: pl.DataFrame) -> pl.Series:
        """The persons of whom a list of payments says something about a support."""
        if entry not in part.frame.columns:
            return pl.Series([], dtype=pl.Int64)
        told = part.frame.filter(pl.col(entry).is_not_null())["row"]
        return matched.filter(pl.col("other").is_in(told.implode()))["row"]

    def _put_absent(self, part: Part, key: str, value: object, sure: pl.Series, on_list: pl.Series) -> None:
        """Set a fact for those who are not on a whole list; where another register says otherwise nobody decides, unless it is said."""
        if key not in self.frame.columns:
            self.frame = self.frame.with_columns(pl.lit(None, column_type(key)).alias(key))
        listed = pl.col("row").is_in(on_list.implode())
        if key.startswith("household."):
            home = pl.coalesce("household", pl.concat_str(pl.lit("\x1f"), pl.col("row").cast(pl.String)))
            listed = listed.any().over(home)
            away = pl.col("row").is_in(sure.implode()).all().over(home) & ~listed
        else:
            away = pl.col("row").is_in(sure.implode()) & ~listed
        stated = pl.lit(value, column_type(key))
        frame = self.frame.with_columns(away.alias("away"))
        differs = pl.col("away") & (pl.col(key) != stated).fill_null(False)
        decider = self._decider(key)
        theirs = decider is not None and decider in {part.listed.name, part.listed.role}
        if not theirs and decider is None:
            rows = frame.filter(differs)["row"]
            why = Text(
                f"写的与“{part.listed.path.name}”不符（名单上没有此人），按不知道处理",
                f"does not agree with {part.listed.path.name}, which does not list the person; taken as unknown",
            )
            self.slips.rows(rows, self.heading(key), why, "unknown")
            self.doubted.append(rows)
            unknown = pl.lit(None, column_type(key))
            chosen = pl.when(differs).then(unknown).when(pl.col("away")).then(stated).otherwise(pl.col(key))
        elif theirs:
            chosen = pl.when("away").then(stated).otherwise(pl.col(key))
        else:
            chosen = pl.when(pl.col("away") & pl.col(key).is_null()).then(stated).otherwise(pl.col(key))
        self.frame = frame.with_columns(chosen.alias(key)).drop("away")

    def _without_contradictions(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Lines that the registers together make impossible are left out, and told."""
        for said, rows in of_persons(self.words.ruleset, frame, self.as_of):
            if isinstance(said, Contradiction):
                self.slips.rows(rows, self.heading(said.key), said.told, "left_out")
                frame = frame.filter(~pl.col("row").is_in(rows.implode()))
        return frame

    # -- the whole

    def _register(self, frame: pl.DataFrame) -> Register:
        slips = [part.register.slips.with_columns(pl.col("row") + part.offset) for part in self.parts]
        about = self.about.drop("key", "zh", "en")
        doubted = pl.concat([pl.Series("row", [], dtype=pl.Int64), *(series.rename("row") for series in self.doubted)]).unique()
        mark = pl.col("row").is_in(doubted.implode())
        if "doubted" in about.columns:
            about = about.with_columns(pl.col("doubted").fill_null(False) | mark)
        elif len(doubted):
            about = about.with_columns(mark.alias("doubted"))
        notices = dict.fromkeys(notice for part in self.parts for notice in part.register.notices)
        return replace(
            self.base.register,
            name=self.office.path.name,
            frame=frame,
            about=about,
            slips=pl.concat([*slips, self.slips.frame()]).sort("row", maintain_order=True),
            notices=tuple(notices),
            accounts=tuple(account for part in self.parts for account in accounts_of(part)),
            places=pl.concat([places_of(part) for part in self.parts]),
        )


def _reason(language: str, day: pl.Expr) -> pl.Expr:
    """Why somebody is not among the persons: gone, with the reason that the register gives, or without a number, or not on it."""
    words = {
        "died": Text("名册写明已死亡", "the register says: died"),
        "moved": Text("名册写明已迁出", "the register says: moved away"),
        "cancelled": Text("名册写明已注销", "the register says: cancelled"),
        "stopped": Text("名册写明已停止", "the register says: stopped"),
    }
    zh = language == "zh"
    said = {code: text.zh if zh else text.en for code, text in words.items()}
    reason = pl.col("reason").replace_strict(list(said), list(said.values()), default=None, return_dtype=pl.String)
    dated = pl.concat_str(reason, pl.lit("（" if zh else " ("), day, pl.lit("）" if zh else ")"))
    absent = pl.lit("不在持证名册上" if zh else "is not in the register of persons")
    return pl.coalesce(dated, reason, pl.col(language), absent)


def _plain(name: str) -> pl.Expr:
    return pl.col(name).str.replace_all(r"[\s·•.]", "")


def _heads(about: pl.DataFrame) -> pl.DataFrame | None:
    """The key of each person's head of household, where the register tells it and it is sound."""
    if "head_number" not in about.columns:
        return None
    heads = about.select("row", pl.col("head_number").alias("id_number"))
    return keyed(heads).select("row", pl.col("key").alias("head")).drop_nulls("head")


def _named(part: Part) -> pl.DataFrame | None:
    """The names and birth dates of a register's persons; a number that is no key still tells a birth date for this."""
    about = part.about
    if "name" not in about.columns:
        return None
    frame = part.frame
    known = pl.col("person.birth_date") if "person.birth_date" in frame.columns else pl.lit(None, pl.Date)
    born = about.select("row", "key", "name", written_birth_dates(about).alias("written")).join(
        frame.select("row", known.alias("known")), on="row", how="inner", maintain_order="left"
    )
    return born.select("row", "key", "name", pl.coalesce("known", "written").alias("born")).drop_nulls(["name", "born"])
