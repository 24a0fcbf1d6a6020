"""A register's file to its sheets, by what the file holds and not by what its name says."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.limits import COLUMNS
from eligibility.register.progress import ProgressMonitor, ScreenStep
from eligibility.register.sheets.html import is_html, read_html
from eligibility.register.sheets.legacy import SIGNATURE, has_password, read_legacy
from eligibility.register.sheets.ods import read_ods
from eligibility.register.sheets.parquet import read_parquet
from eligibility.register.sheets.sheet import Sheet
from eligibility.register.sheets.text import decoded, delimited, read_text
from eligibility.register.sheets.xlsx import read_xlsx

TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
REGISTER_SUFFIXES = (*TEXT_SUFFIXES, ".xlsx", ".xlsm", ".xls", ".et", ".ods", ".html", ".htm", ".parquet")
MOST_UNPACKED = 800_000_000
"""How many bytes a workbook may unpack to."""

_TOLD = re.compile(r"worksheets/.*\.xml$|sharedstrings\.xml$|^content\.xml$")
"""The parts of a workbook that take time."""
_OLD_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
"""What stands at the beginning of a workbook in the XML of Excel 2003; a web page that Excel saved names other schemas before it."""
_COMMENTS = re.compile(r"^xl/(threaded)?comments[^/]*(/[^/]*)?\.xml$")
"""The parts of a workbook of Excel that hold comments of cells."""
_FOREIGN = {"polars", "python_calamine", "zipfile", "zlib", "xml", "struct", "pyo3_runtime"}
"""The modules whose errors say that a file is damaged."""
_SAVE = Text("请用表格软件打开，另存为 .xlsx。", "Open it with a spreadsheet program and save it as .xlsx.")

_COPY = Text(
    "表格软件的其他格式（如 .xlsb）请另存为 .xlsx；Word、PDF、图片里的表格请抄到表格软件里；压缩包请先解压。",
    "Save other formats of a spreadsheet program (such as .xlsb) as .xlsx; copy a table out of a text, a PDF or a picture into one; unpack "
    "an archive.",
)


@dataclass(frozen=True, slots=True, repr=False)
class Book:
    """The sheets of a file. `headings` are the names of the columns where the format itself has them; `comments` says that cells have
    comments, which are not read."""

    name: str
    sheets: Sequence[Sheet]
    headings: tuple[str, ...] | None = None
    comments: bool = False


def read_book(path: Path, monitor: ProgressMonitor | None = None) -> Book:
    """Read every sheet of a register's file; the monitor is told the bytes that are opened, unpacked ones of a workbook.

    Raises:
        EligibilityError: there is no such file, it is of no kind that can be read, it is damaged, has a password or too many columns.
        Cancelled: the monitor has stopped the run.
    """
    suffix = path.suffix.lower()
    if path.is_dir() or suffix not in REGISTER_SUFFIXES:
        said = Text("名册应为 CSV、Excel 或 Parquet 文件", "must be a CSV, Excel or Parquet file")
        mend = None if path.is_dir() else _COPY
        raise EligibilityError([Problem(ProblemCode.UNKNOWN_FORMAT, path.name, said, mend)])
    if not path.is_file():
        raise _wrong(ProblemCode.NO_SUCH_FILE, path, "找不到文件", "there is no such file")
    try:
        monitor = monitor or ProgressMonitor()
        book = _read(path, path.read_bytes(), monitor)
        _check_columns(path, book)
        monitor.finish()
        return book
    except EligibilityError:
        raise
    except OSError as error:
        raise _wrong(ProblemCode.UNREADABLE_FILE, path, "文件无法读取", f"cannot be read ({error.strerror})") from None
    except BaseException as error:
        damaged = isinstance(error, BadZipFile | ParseError | LookupError | ValueError | NotImplementedError | RuntimeError)
        if not damaged and type(error).__module__.split(".")[0] not in _FOREIGN:
            raise
        raise _damaged(path, type(error).__name__) from None


def _check_columns(path: Path, book: Book) -> None:
    """Refuse a table of so many columns that finding out what each of them is would take minutes.

    Raises:
        EligibilityError: a sheet has too many.
    """
    most = max((len(sheet.columns()) for sheet in book.sheets), default=0)
    if most > COLUMNS:
        zh, en = f"一张表有{most:,}列，最多可以有{COLUMNS:,}列", f"has a table of {most:,} columns; {COLUMNS:,} are read at most"
        mend = Text("请删去用不到的列，再试一次。", "Delete the columns that are not needed, and try again.")
        raise EligibilityError([Problem(ProblemCode.TOO_MANY, path.name, Text(zh, en), mend)])


def _read(path: Path, content: bytes, monitor: ProgressMonitor) -> Book:
    if not content.strip():
        raise _wrong(ProblemCode.EMPTY_FILE, path, "文件是空的", "is empty")
    if content.startswith(b"PK\x03\x04"):
        return Book(path.name, _archive(path, content, monitor), comments=_commented(content))
    monitor.begin(ScreenStep.OPENING, len(content))
    if content.startswith(b"PAR1"):
        sheet, headings = read_parquet(content)
        return Book(path.name, [sheet], headings)
    if content.startswith(SIGNATURE):
        if has_password(content):
            raise _protected(path)
        return Book(path.name, read_legacy(content))
    if _OLD_XML in content[:2000]:
        raise _damaged(path, "")
    if is_html(content):
        return Book(path.name, read_html(content, path.name))
    if path.suffix.lower() not in TEXT_SUFFIXES and not _is_table(content):
        raise _damaged(path, "")
    sheet = read_text(content, path.name, monitor.advance)
    if not sheet.lines:
        raise _wrong(ProblemCode.EMPTY_FILE, path, "文件是空的", "is empty")
    return Book(path.name, [sheet])


def _archive(path: Path, content: bytes, monitor: ProgressMonitor) -> list[Sheet]:
    with ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
            raise _wrong(ProblemCode.TOO_LARGE, path, "解压后太大，请另存为CSV", "unpacks to too much; save it as CSV")
        names = {name.lower() for name in archive.namelist()}
        if _has_password(archive):
            raise _protected(path)
        monitor.begin(ScreenStep.OPENING, sum(part.file_size for part in archive.infolist() if _TOLD.search(part.filename.lower())))
        if "xl/workbook.xml" in names:
            return read_xlsx(archive, monitor.advance)
        if "content.xml" in names:
            return read_ods(archive, monitor.advance)
    raise _damaged(path, "")


def _commented(content: bytes) -> bool:
    """Whether cells of a workbook of Excel have comments."""
    with ZipFile(io.BytesIO(content)) as archive:
        return any(_COMMENTS.search(name.lower()) for name in archive.namelist())


def _has_password(archive: ZipFile) -> bool:
    """Whether parts of a workbook are encrypted, one by one or all of them in one."""
    manifest = "META-INF/manifest.xml"
    parts = archive.infolist()
    if any(part.flag_bits & 1 or part.filename == "encrypted-package" for part in parts):
        return True
    return manifest in archive.namelist() and b"encryption-data" in archive.read(manifest)


def _protected(path: Path) -> EligibilityError:
    said = Text("有密码，不能读取", "has a password and cannot be read")
    mend = Text("请去掉密码，另存为 .xlsx。", "Remove the password and save it as .xlsx.")
    return EligibilityError([Problem(ProblemCode.PASSWORD, path.name, said, mend)])


def _is_table(content: bytes) -> bool:
    """Whether a file that its name does not call a text is one that holds a table."""
    try:
        text = decoded(content, "")
    except (EligibilityError, UnicodeDecodeError):
        return False
    return not text.lstrip().startswith(("<", "%PDF", "{")) and delimited(text)


def _damaged(path: Path, kind: str) -> EligibilityError:
    said = Text("文件已损坏，或不是能读的格式", "is damaged, or of no kind that can be read" + (f" ({kind})" if kind else ""))
    return EligibilityError([Problem(ProblemCode.DAMAGED_FILE, path.name, said, _SAVE)])


def _wrong(code: ProblemCode, path: Path, zh: str, en: str) -> EligibilityError:
    return EligibilityError([Problem(code, path.name, Text(zh, en))])
