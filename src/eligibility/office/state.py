"""What is kept of a month for the next one: facts, answers and receipts, by keys that only the office can make.

A person's key is HMAC-SHA256 of the identity number under a secret of the office, which stands beside the months in a file of its own.
No name, number, address or account is kept. It is health data all the same: files and folder are for their owner alone, and a month is
removed after thirteen.
"""

from __future__ import annotations

import hmac
import io
import json
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import cast

import polars as pl

from eligibility._atomic_write import unwritable
from eligibility._json import Json, JsonObject
from eligibility.bulk.columns import FACT_PREFIXES
from eligibility.bulk.evaluation import AMOUNT
from eligibility.bulk.register_schema import PolarsType, column_type
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.flatten import Values
from eligibility.i18n import Text
from eligibility.office.month import Month
from eligibility.register.answer_table import answers_in
from eligibility.register.staging import put

FORMAT = 1
"""The version of the form in which a month is kept."""
KEPT_MONTHS = 13
KEY_FILE = "key"
HOME = pl.col("household").rank("dense").cast(pl.Int64).alias("home")
"""Who lives together by a number that means nothing else; null for those of whom it is not told."""
_HEAD = "eligibility.month"
_MONTH_FILE = re.compile(r"(\d{4})-(\d{2})\.parquet")
_ANSWERS: dict[str, PolarsType] = {
    "support": pl.String, "subject": pl.String, "status": pl.String, "route": pl.String, "received": pl.Boolean,
    "amount_low": AMOUNT, "amount_high": AMOUNT, "paid": AMOUNT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StateHead:
    """What a month was worked out with. `constants` are the facts of the place, `key` tells one secret from another."""

    region: str
    version: str
    rules: str
    book: str
    as_of: date
    key: str
    supports: tuple[str, ...]
    constants: Values
    complete: bool

    def as_json(self) -> JsonObject:
        constants: JsonObject = {name: _coded(value) for name, value in self.constants.items()}
        return {
            "format": FORMAT, "region": self.region, "version": self.version, "rules": self.rules, "book": self.book,
            "as_of": self.as_of.isoformat(), "key": self.key, "supports": list(self.supports), "constants": constants,
            "complete": self.complete,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class MonthState:
    """A month as it is kept: `persons` has `key`, `home` (as `HOME`) and a column for each fact; `answers` has `key` and,
    for every support that is not refused or is received, the answer."""

    head: StateHead
    persons: pl.DataFrame
    answers: pl.DataFrame

    def __repr__(self) -> str:
        return f"<MonthState of {self.head.as_of:%Y-%m}, {len(self.persons)} persons>"


# -- the secret


def kept_secret(folder: Path) -> bytes | None:
    """The office's secret; None where none was made yet.

    Raises:
        EligibilityError: what stands in its file is no secret, or it cannot be read.
    """
    path = folder / KEY_FILE
    if not path.exists():
        return None
    try:
        text = path.read_text("utf-8", "replace").strip()
    except OSError as error:
        raise unwritable(f"{folder.name}/{KEY_FILE}", error) from None
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        said = Text("不是本程序写的密钥文件", "is no secret that was written here")
        mend = Text("从备份恢复它；丢失后以前各月不能再比较。", "Restore it from a copy; without it earlier months cannot be compared.")
        raise EligibilityError([Problem(ProblemCode.NOT_A_STATE, f"{folder.name}/{KEY_FILE}", said, mend)])
    return bytes.fromhex(text)


def new_secret() -> bytes:
    """A secret for an office that has none yet."""
    return secrets.token_bytes(32)


def key_name(secret: bytes) -> str:
    """What tells one secret from another without giving it away."""
    return hmac.new(secret, b"eligibility office key", sha256).hexdigest()[:16]


def hashed(keys: pl.Series, secret: bytes) -> pl.Series:
    """The keys as they are kept."""
    distinct = keys.drop_nulls().unique().to_list()
    made = [hmac.new(secret, key.encode(), sha256).hexdigest() for key in distinct]
    if not distinct:
        return pl.Series("key", [None] * len(keys), dtype=pl.String)
    return keys.replace_strict(distinct, made, default=None, return_dtype=pl.String).alias("key")


# -- a month


def kept(month: Month, secret: bytes) -> MonthState:
    """A month as it is kept. Persons without a key cannot be known again and are left out."""
    keys = month.joined.keys.with_columns(hashed(month.joined.keys["key"], secret)).drop_nulls("key").unique("key", keep="first")
    frame = month.register.frame.join(keys, on="row", how="inner", maintain_order="left")
    facts = [name for name in frame.columns if name.startswith(FACT_PREFIXES) and frame[name].is_not_null().any()]
    persons = frame.select("key", HOME, *facts, "row")
    return MonthState(_head(month, secret), persons.drop("row"), _answers(month, persons.select("key", "row", "home")))


def _head(month: Month, secret: bytes) -> StateHead:
    ruleset = month.rules.ruleset
    return StateHead(
        region=ruleset.region,
        version=ruleset.name,
        rules=ruleset.hash,
        book=month.jobs.book.hash if month.jobs.book else "",
        as_of=month.office.as_of,
        key=key_name(secret),
        supports=tuple(month.job.supports),
        constants=dict(month.job.constants),
        complete=month.office.complete,
    )


def _answers(month: Month, persons: pl.DataFrame) -> pl.DataFrame:
    """The answers by key; what a household is answered is said of each of its members."""
    return by_key(answers_in(month.screening.parts, ["row", *_ANSWERS]), persons)


def by_key(answers: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Answers by row as answers by key; `persons` has `key`, `row` and `home`."""
    group = persons.select("key", "row", pl.coalesce("home", -pl.col("row")).alias("home"))
    own = answers.filter(pl.col("subject") == "person").join(group.select("row", "key"), on="row", how="inner")
    homes = answers.filter(pl.col("subject") == "household").join(group.select("row", "home"), on="row", how="inner")
    members = homes.join(group.select("home", "key"), on="home", how="inner").drop("home")
    return pl.concat([own.select("key", *_ANSWERS), members.select("key", *_ANSWERS)])


def write_state(state: MonthState, folder: Path, secret: bytes, room: Path) -> Path:
    """Write a month into the folder of the office's state, with the secret where it is new; remove months older than thirteen.

    It is written into `room`, a folder of the run's own, and put in its place in one stroke: a run that is killed leaves no part of it.

    Raises:
        EligibilityError: the folder or the file cannot be written.
    """
    nested = state.answers.group_by("key", maintain_order=True).agg(pl.struct(list(_ANSWERS)).alias("answers"))
    table = state.persons.join(nested, on="key", how="left", maintain_order="left")
    content = io.BytesIO()
    table.write_parquet(content, metadata={_HEAD: json.dumps(state.head.as_json(), ensure_ascii=False)})
    path = folder / f"{state.head.as_of:%Y-%m}.parquet"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if not (folder / KEY_FILE).exists():
            _put_private(f"{secret.hex()}\n".encode(), folder / KEY_FILE, room)
        _put_private(content.getvalue(), path, room)
        for old in _too_old(folder.iterdir(), state.head.as_of):
            old.unlink()
        _narrow(folder)
    except OSError as error:
        raise unwritable(f"{folder.name}/{path.name}", error) from None
    return path


def _put_private(content: bytes, path: Path, room: Path) -> None:
    """A file of its owner alone, written in the run's own folder and put in its place."""
    waiting = room / f"state-{path.name}"
    waiting.touch(0o600)
    waiting.write_bytes(content)
    put(waiting, path)


def _narrow(folder: Path) -> None:
    """Make what is kept its owner's alone, though it was made for others; the folder too, unless other files stand in it."""
    kept = [file for file in folder.iterdir() if file.name == KEY_FILE or _MONTH_FILE.fullmatch(file.name)]
    for file in kept:
        file.chmod(0o600)
    if len(kept) == len(list(folder.iterdir())):
        folder.chmod(0o700)


def open_to_others(folder: Path) -> Text | None:
    """What is told of a folder that holds other files too, and that others may open; nothing where systems have no such modes."""
    if os.name != "posix" or not folder.stat().st_mode & 0o077:
        return None
    return Text(
        f"文件夹“{folder.name}”别人也能打开，里面还有别的文件，权限没有改；保存的月份和密钥只有本人能读",
        f"the folder {folder.name!r} may be opened by others and holds other files, so its permissions stay; "
        "the months and the key in it are for their owner alone",
    )


def _too_old(files: Iterable[Path], day: date) -> list[Path]:
    """The months that are kept no longer."""
    now = day.year * 12 + day.month
    named = [(file, match) for file in files if (match := _MONTH_FILE.fullmatch(file.name))]
    return [file for file, match in named if now - (int(match[1]) * 12 + int(match[2])) > KEPT_MONTHS]


def read_state(path: Path, secret: bytes, region: str, before: date) -> MonthState:
    """Read an earlier month of the same office.

    Raises:
        EligibilityError: it is missing, is no month that was kept, was kept with another secret, by another region or in another form,
            or is not earlier.
    """
    where = path.name
    if not path.is_file():
        raise EligibilityError([Problem(ProblemCode.NO_SUCH_FILE, where, Text("找不到文件", "there is no such file"))])
    content = _content(path)
    head = content.get("format") if content is not None else None
    if content is None or not isinstance(head, int):
        raise _refused(ProblemCode.NOT_A_STATE, where, "不是保存的月份", "is not a month that was kept")
    if head != FORMAT:
        raise _refused(
            ProblemCode.STATE_OF_ANOTHER_VERSION, where, "是另一个版本的程序保存的", "was kept by another version of the program"
        )
    if content.get("key") != key_name(secret):
        raise _refused(
            ProblemCode.STATE_OF_ANOTHER_KEY, where, "是用另一个密钥保存的，不能比较", "was kept with another secret and cannot be compared"
        )
    if content.get("region") != region:
        raise _refused(ProblemCode.NOT_A_STATE, where, "是另一个地区保存的", "was kept for another region")
    try:
        found = _head_of(content)
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError):
        raise _refused(ProblemCode.DAMAGED_FILE, where, "文件已损坏", "is damaged") from None
    if found.as_of >= before:
        raise _refused(
            ProblemCode.OTHER_MONTH, where, f"是{found.as_of}的，不早于{before}", f"is of {found.as_of}, which is not before {before}"
        )
    return _read(path, found)


def _refused(code: ProblemCode, where: str, zh: str, en: str) -> EligibilityError:
    return EligibilityError([Problem(code, where, Text(zh, en))])


def _content(path: Path) -> dict[str, Json] | None:
    """What the head of a file says; None where it has none."""
    try:
        text = pl.read_parquet_metadata(path).get(_HEAD)
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
    try:
        content = json.loads(text) if text else None
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _head_of(content: Mapping[str, Json]) -> StateHead:
    constants = cast("Mapping[str, Json]", content["constants"])
    return StateHead(
        region=str(content["region"]),
        version=str(content["version"]),
        rules=str(content["rules"]),
        book=str(content["book"]),
        as_of=date.fromisoformat(str(content["as_of"])),
        key=str(content["key"]),
        supports=tuple(map(str, cast("list[Json]", content["supports"]))),
        constants={name: _decoded(value) for name, value in constants.items()},
        complete=bool(content["complete"]),
    )


def _read(path: Path, head: StateHead) -> MonthState:
    try:
        table = pl.read_parquet(path)
        answers = table.select("key", pl.col("answers")).drop_nulls("answers").explode("answers").unnest("answers")
        facts = [name for name in table.columns if column_type(name) is not None and name != "row"]
        return MonthState(head, table.select("key", "home", *facts), answers.select("key", *_ANSWERS))
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException):
        raise _refused(ProblemCode.DAMAGED_FILE, path.name, "文件已损坏", "is damaged") from None


def _coded(value: object) -> Json:
    """A value of a fact as JSON holds it; an exact number as a text in a list."""
    if isinstance(value, Decimal):
        return [str(value)]
    return value if isinstance(value, bool | int) else str(value)


def _decoded(value: Json) -> bool | int | str | Decimal:
    if isinstance(value, list):
        return Decimal(str(value[0]))
    return value if isinstance(value, bool | int) else str(value)
