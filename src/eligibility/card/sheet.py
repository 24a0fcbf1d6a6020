"""One page in one language: what is printed, in the order of the page, whatever it is printed as."""

from __future__ import annotations

from eligibility._dataclass import dataclass
from eligibility.i18n import Language


@dataclass(frozen=True, slots=True)
class Detail:
    """A detail: what it is about, what it says, what follows; `chinese` where what it says is Chinese in any language."""

    label: str
    text: str
    tail: str = ""
    chinese: bool = False

    def __str__(self) -> str:
        return f"{self.label}{self.text}{self.tail}"


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim in full: `paid` says from when and by which document, `whose` for whom, and what is given where it is no stated money."""

    title: str
    amount: str
    paid: str
    whose: str
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Claims of one area, by name."""

    area: str
    items: str


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """Claims of the same people, by area."""

    who: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class CardSection:
    """A heading, what leads to the list under it, the list, and what was left out of it."""

    title: str
    lead: str
    items: tuple[str, ...]
    rest: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed, in the order of the page."""

    language: Language
    title: str
    basis: tuple[Detail, ...]
    legend: str
    blanks: tuple[str, ...]
    notices: tuple[str, ...]
    rows_title: str
    columns: tuple[str, str]
    rows: tuple[ClaimRow, ...]
    under: tuple[str, ...]
    groups_title: str
    groups: tuple[ClaimGroup, ...]
    verify_title: str
    verify_lead: str
    verify: tuple[ClaimGroup, ...]
    more: tuple[str, ...]
    choices: CardSection | None
    questions: CardSection | None
    contact: str
    closing: str

    @property
    def tag(self) -> str:
        """The language as a page names it."""
        return "zh-CN" if self.language == "zh" else "en"
