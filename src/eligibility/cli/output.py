"""Standard output: long answers are printed in pieces. At its end, what was not written is told in one sentence, and never as success."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from eligibility._atomic_write import refusal
from eligibility._json import Json
from eligibility.i18n import Language, Text

CLOSED = Text("标准输出已关闭，结果无处可写", "standard output is closed: there is nowhere to write the answer")
"""What is said where a shell has closed the output (`>&-`)."""


PIECE = 1 << 20
"""The characters of a long text that are printed at once."""

TOKENS = 1 << 14
"""The tokens of JSON that are printed at once."""


def put(text: str) -> None:
    """Print a text of any length piece by piece: printed at once it would be copied whole, twice."""
    for start in range(0, len(text), PIECE):
        sys.stdout.write(text[start : start + PIECE])
    print()


def put_json(value: Json) -> None:
    """Print plain data as JSON while its text is made: that of a large household is never held whole."""
    tokens = json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(value)
    while piece := "".join(islice(tokens, TOKENS)):
        sys.stdout.write(piece)
    print()


def lost(error: OSError) -> Text:
    """What is said where the output did not take what was printed, such as a full disk."""
    said = refusal(error.errno, error.strerror or type(error).__name__)
    return Text(f"标准输出写不进去（{said.zh}），结果不完整", f"standard output cannot be written ({said.en}): the answer is not complete")


def unusable(error: OSError) -> Text:
    """What is said of a file that the system did not let be read or written, where the command has no words of its own for it."""
    said, name = refusal(error.errno, error.strerror or type(error).__name__), Path(os.fsdecode(error.filename)).name
    return Text(f"{name}：不能读写（{said.zh}）", f"{name}: cannot be read or written ({said.en})")


def language_of(args: Sequence[str], environment: str | None) -> Language:
    """The language that was asked for, told before the arguments are read."""
    pairs = zip(args, [*args[1:], ""], strict=False)
    named = [following if arg == "--lang" else arg.removeprefix("--lang=") for arg, following in pairs if arg.split("=")[0] == "--lang"]
    return "en" if [environment, *named][-1] == "en" else "zh"


def told(text: Text) -> None:
    """Print a sentence on standard error, in the language that was asked for."""
    language = language_of(sys.argv[1:], os.environ.get("ELIGIBILITY_LANG"))
    print(text[language] + ("。" if language == "zh" else "."), file=sys.stderr)


def flushed() -> bool:
    """Write what is still held back. Where that fails it is told, and the interpreter is kept from trying again.

    An output that was closed meanwhile, as a server does that was told to end, has been written.
    """
    if sys.stdout.closed:
        return True
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _dropped()
    except OSError as error:
        _dropped()
        told(lost(error))
        return False
    return True


def _dropped() -> None:
    """Send what is left to nowhere: Python writes it once more at its end, and would report the failure as its own."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
