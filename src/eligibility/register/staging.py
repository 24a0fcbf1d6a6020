"""What a screening writes: the answers, the errors, the summary, whom to call; all of it or nothing.

Everything is written into a hidden folder beside the output first, and put in place when it is whole. A run that is
interrupted leaves the earlier output as it was, and what waited is removed even where the run is killed.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import polars as pl

from eligibility._atomic_write import number_told, refusal, write_whole
from eligibility._run_folder import removed_after_death, taken
from eligibility.bulk.in_flight import in_flight
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.register.progress import Advance

LOCK = "lock"
"""The file in a run's hidden folder that is locked while it runs. Unlike a process number it also tells runs of other machines."""

OUTPUT_SUFFIXES = (".csv", ".xlsx", ".parquet")
SIDE_FILES = (
    ("errors", ".csv"), ("summary", ".json"), ("summary", ".png"), ("summary", ".svg"), ("calls", ".csv"), ("calls", ".xlsx"),
)  # fmt: skip
"""What is written beside the output, by the names of `beside`."""

PROBE = 1 << 16
"""The bytes that are written to see whether a disk is full."""

BATCH = 20_000
"""Lines of a table that are written at once."""

WORKERS = 2
"""How many batches are turned into text while another one is written."""

_DANGEROUS = r"^[\s\x{200B}-\x{200F}\x{2060}\x{FEFF}]*[=+\-@＝＋－＠]|^[\t\r\n]"
"""How a cell begins that a spreadsheet would take for a formula, whatever signs without ink stand before it."""


def checked(out: Path, register: Path, *inputs: Path | None) -> Path:
    """The output's path, if it can be written, and neither it nor a file that goes with it would replace an input.

    Raises:
        EligibilityError: another format, no such folder, a folder of that name, or a file that is read.
    """
    if out.suffix.lower() not in OUTPUT_SUFFIXES:
        raise _wrong(ProblemCode.UNKNOWN_FORMAT, out, "输出应为 .csv、.xlsx 或 .parquet", "must end in .csv, .xlsx or .parquet")
    if out.is_dir():
        raise _wrong(ProblemCode.IS_A_FOLDER, out, "这是文件夹", "is a folder")
    if not out.parent.is_dir():
        raise _wrong(ProblemCode.NO_SUCH_FOLDER, out, "没有这个文件夹", "is in a folder that does not exist")
    for written in _all_written(out):
        check_replaced(written, register, *inputs)
    return out


def _all_written(out: Path) -> Iterator[Path]:
    """The output, and what may be written beside it."""
    yield out
    yield from (out.parent / beside(out, what, suffix) for what, suffix in SIDE_FILES)


def check_apart(written: Path, out: Path) -> None:
    """Refuse a further file that is the output of a screening, or one that goes with it.

    Raises:
        EligibilityError: they are one file.
    """
    if written.resolve() in {one.resolve() for one in _all_written(out)}:
        zh, en = "筛查的结果也要写到这个文件，请用另一个文件名", "is a file that the screening writes too; name another file"
        raise _wrong(ProblemCode.OVERWRITES_REGISTER, written, zh, en)


def check_replaced(written: Path, register: Path | None, *inputs: Path | None) -> None:
    """Refuse to write over a file that is read.

    Raises:
        EligibilityError: naming what would be replaced.
    """
    for read in (register, *inputs):
        if read is not None and read.exists() and written.exists() and written.samefile(read):
            what = Text("名册本身", "the register") if read is register else Text(f"“{read.name}”", read.name)
            zh, en = f"会覆盖{what.zh}，请用另一个文件名", f"would replace {what.en}; name another file"
            raise _wrong(ProblemCode.OVERWRITES_REGISTER, written, zh, en)


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """A folder to write into, whose files (not its folders) are put beside the output at the end; nothing is left of a run that fails.

    Only the user can read it. Where a file is a link, what it points to is replaced.

    Raises:
        EligibilityError: the folder or a file cannot be written, or another run writes the same output.
    """
    prefix = f".{out.name}."
    try:
        _sweep(out.parent, prefix)
        room = Path(tempfile.mkdtemp(prefix=prefix, dir=out.parent))
        lock = (room / LOCK).open("wb")
        folder = room / "files"
        folder.mkdir()
    except OSError as error:
        raise _unwritable(out, refusal(error.errno, error.strerror)) from None
    with _ending(), removed_after_death(room):
        try:
            with lock:
                taken(lock)
                _check_alone(out, prefix, room)
                yield folder
                for file in sorted((file for file in folder.iterdir() if file.is_file()), key=lambda file: file.name == out.name):
                    put(file, out.parent / file.name)
        except OSError as error:
            raise _unwritable(out, refusal(error.errno, error.strerror)) from None
        except Exception as error:
            reason = _system_error(error) or (_refused_now(room) if isinstance(error, pl.exceptions.PolarsError) else None)
            if reason is None:
                raise
            raise _unwritable(out, reason) from None
        finally:
            shutil.rmtree(room, ignore_errors=True)


def put(file: Path, place: Path) -> None:
    """Put a file in its place, in one stroke; a link goes on pointing where it points."""
    target = Path(os.path.realpath(place))
    try:
        file.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_whole(target, file.read_bytes(), private=False)


def _system_error(error: Exception) -> Text | None:
    """What the system refused a library that writes; None where it was something else."""
    inner = error.args[0] if error.args and isinstance(error.args[0], OSError) else None
    if inner is not None:
        return refusal(inner.errno, inner.strerror)
    number = number_told(error)
    return None if number is None else refusal(number, os.strerror(number))


def _refused_now(room: Path) -> Text | None:
    """What the system refuses where something is written to a folder now; None where it refuses nothing. Polars does not always tell."""
    try:
        (room / "probe").write_bytes(bytes(PROBE))
    except OSError as error:
        return refusal(error.errno, error.strerror)
    return None


def _unwritable(out: Path, reason: Text) -> EligibilityError:
    said = Text(f"无法写入（{reason.zh}）", f"cannot be written ({reason.en})")
    mend = Text("文件如果正被打开，请先关闭。", "Close it if it is open.")
    return EligibilityError([Problem(ProblemCode.UNWRITABLE_FILE, out.name, said, mend)])


def _check_alone(out: Path, prefix: str, mine: Path) -> None:
    """Refuse where another run writes the same output: their files would be mixed. From Python 3.12 on `mine` is absolute."""
    for room in out.parent.iterdir():
        if room.name.startswith(prefix) and room.name != mine.name and (room / LOCK).exists() and not _abandoned(room):
            raise _wrong(ProblemCode.OUTPUT_IN_USE, out, "另一次筛查正在写这个文件", "is being written by another run")


def _sweep(parent: Path, prefix: str) -> None:
    """Remove what killed runs have left."""
    for room in [entry for entry in parent.iterdir() if entry.name.startswith(prefix)]:
        if _abandoned(room):
            shutil.rmtree(room, ignore_errors=True)


def _abandoned(room: Path) -> bool:
    """Whether the run that made a folder has ended without removing it; not where that cannot be known."""
    try:
        with (room / LOCK).open("r+b") as lock:
            return taken(lock)
    except OSError:
        return False


@contextmanager
def _ending() -> Iterator[None]:
    """Being told to end is an exception, so that the folder is removed."""

    def end(number: int, frame: FrameType | None) -> None:
        del frame
        raise SystemExit(128 + number)

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    try:
        before = {name: signal.signal(getattr(signal, name), end) for name in names}
    except ValueError:
        before = {}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


# -- tables


def beside(out: Path, what: str, suffix: str) -> str:
    """The name of a file that goes with the output: result.errors.csv beside result.csv."""
    return f"{out.stem}.{what}{suffix}"


def escaped(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Cells that a spreadsheet would take for a formula begin with an apostrophe."""
    schema = frame.collect_schema()
    worded = [name for name, kind in schema.items() if isinstance(kind, pl.Enum) and kind.categories.str.contains(_DANGEROUS).any()]
    texts = [*worded, *(name for name, kind in schema.items() if kind == pl.String)]
    return frame.with_columns(pl.col(name).cast(pl.String).map_batches(_escaped, pl.String, is_elementwise=True) for name in texts)


def _escaped(cells: pl.Series) -> pl.Series:
    """The cells with an apostrophe where one is needed; hardly any text needs one, and so the others are not copied."""
    dangerous = cells.str.contains(_DANGEROUS)
    return cells.zip_with(~dangerous.fill_null(False), "'" + cells) if dangerous.any() else cells


def write_csv(frame: pl.LazyFrame, path: Path, advance: Advance = lambda _: None) -> None:
    """CSV in UTF-8 with BOM, which Excel opens as it is; `advance` is told the lines written."""
    shown = escaped(frame)
    with path.open("wb") as file:
        file.write(_csv(shown.collect_schema().to_frame(), include_bom=True))
        batches = shown.collect_batches(chunk_size=BATCH, maintain_order=True)
        for text, count in in_flight(lambda batch: (_csv(batch, include_header=False), batch.height), batches, WORKERS):
            file.write(text)
            advance(count)


def _csv(lines: pl.DataFrame, *, include_bom: bool = False, include_header: bool = True) -> bytes:
    text = io.BytesIO()
    lines.write_csv(text, include_bom=include_bom, include_header=include_header, line_terminator="\r\n")
    return text.getvalue()


def _wrong(code: ProblemCode, out: Path, zh: str, en: str) -> EligibilityError:
    return EligibilityError([Problem(code, out.name, Text(zh, en))])
