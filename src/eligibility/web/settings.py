"""How a server is run: its address, who may use it, and which rules it answers by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text

PORT = 8770
"""The port where none is named."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""The names by which only this computer is reached."""

TOKEN_LENGTH = 16
"""The least length of a token."""

_TOKEN = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server is run.

    Args:
        host: the address that it listens on.
        port: the port there.
        public: anybody may use the pages for families and the rules, and nothing else is served.
        token_file: a file with the token that every user must give.
        rulesets: a folder of rulesets instead of the shipped one.
        book: the folder of the office's local book.
        watch: rules are read again when their files change.
        allow_origin: other sites (`https://example.org`) whose pages may call the API.
        folder: where the folders of registers are made; otherwise in the system's folder for temporary files.
    """

    host: str = "127.0.0.1"
    port: int = PORT
    public: bool = False
    token_file: Path | None = None
    rulesets: Path | None = None
    book: Path | None = None
    watch: bool = False
    allow_origin: tuple[str, ...] = ()
    folder: Path | None = None

    @property
    def loopback(self) -> bool:
        """Whether only this computer reaches the server."""
        return self.host in LOOPBACK

    def check(self) -> None:
        """Refuse what would not be safe.

        Raises:
            EligibilityError: others could reach the server without a token, or both a token and the public are named.
        """
        if self.public and self.token_file is not None:
            said = Text("口令和公开只能选一个", "a token and the public exclude each other: name one of them")
            raise EligibilityError([Problem(ProblemCode.ADDRESS_NOT_SAFE, "", said)])
        if not self.loopback and not self.public and self.token_file is None:
            said = Text(
                "别的电脑也能连到这个地址，须设口令，或者声明公开",
                "can be reached from other computers: it needs a token, or to be declared public",
            )
            raise EligibilityError([Problem(ProblemCode.ADDRESS_NOT_SAFE, self.host, said)])
        self.token()

    def token(self) -> str | None:
        """The token that users must give; None where none is asked for.

        Raises:
            EligibilityError: its file cannot be read, or holds no token.
        """
        if self.token_file is None:
            return None
        try:
            token = self.token_file.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            token = ""
        if len(token) < TOKEN_LENGTH or not _TOKEN.fullmatch(token):
            said = Text(
                f"不是口令文件：应有一行不少于{TOKEN_LENGTH}位的字母、数字或符号",
                f"holds no token: write one line of at least {TOKEN_LENGTH} letters, digits and signs",
            )
            raise EligibilityError([Problem(ProblemCode.WRONG_TOKEN_FILE, self.token_file.name, said)])
        return token

    def as_text(self) -> str:
        """The settings as text, for the processes of a server; the token itself is not in it."""
        return TypeAdapter(Settings).dump_json(self).decode()

    @classmethod
    def of_text(cls, text: str) -> Settings:
        """The settings that `as_text` wrote."""
        return TypeAdapter(Settings).validate_json(text)
