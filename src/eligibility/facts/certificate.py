"""The disability-certificate number (残疾人证号): 18 characters of identity number, a category and a grade digit.

A certificate re-issued after a loss adds B and a digit: 22 characters. The number gives birth date, sex, category and
grade. It does not say where a person lives today: the first six digits are the place of first registration. They are
not looked up at all, because certificates in use today still carry codes that were withdrawn long ago.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Literal

from eligibility._dataclass import dataclass
from eligibility.i18n import Text

Category = Literal["visual", "hearing", "speech", "physical", "intellectual", "mental", "multiple"]

CATEGORIES: dict[str, Category] = {
    "1": "visual",
    "2": "hearing",
    "3": "speech",
    "4": "physical",
    "5": "intellectual",
    "6": "mental",
    "7": "multiple",
}
CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
"""The check character of an identity number, indexed by the weighted sum of the other digits modulo 11."""


class CertificateError(ValueError):
    """An invalid certificate number. The message names the part that is wrong, never the number."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True, repr=False)
class Certificate:
    """The content of a certificate number. `grade` is the grade of the heaviest disability; `multiple` hides the components."""

    birth_date: date
    sex: Literal["male", "female"]
    category: Category
    grade: int
    reissue: int

    def __repr__(self) -> str:
        return "<Certificate>"


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """The content of an identity number."""

    birth_date: date
    sex: Literal["male", "female"]

    def __repr__(self) -> str:
        return "<Identity>"


def check_digit(first_seventeen: str) -> str:
    """The check character of an identity number (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, CHECK_WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


_LOOSE = re.compile(r"[\s'‘’`´＇\-‐-―\u200b-\u200f\u2060\ufeff]+")


def plain_number(text: str) -> str:
    """A number without what is written around and between its characters: blanks, apostrophes, hyphens, full width."""
    return _LOOSE.sub("", unicodedata.normalize("NFKC", text)).upper()


def read_certificate(number: str) -> Certificate:
    """Read a 20- or 22-character certificate number. Full-width digits, a small x, blanks and hyphens between are accepted.

    Raises:
        CertificateError: wrong length, characters, birth date, check digit, category or grade.
    """
    text = plain_number(number)
    if re.fullmatch(r"\d{15}0{5}", text):
        raise CertificateError(
            Text(
                "末尾为00000：可能是表格软件把长号码当成数字存了，请按文本重新填写残疾人证上的号码",
                "it ends in 00000: a spreadsheet stored it as a number; copy it again, as text",
            )
        )
    if re.fullmatch(r"\d{17}[\dX]", text):
        if text.endswith("000"):
            raise CertificateError(
                Text(
                    "只有18位且末尾为000：可能是表格软件把长号码当成数字存了，请按文本重新填写残疾人证上的号码",
                    "18 characters ending in 000: a spreadsheet stored it as a number; copy it again, as text",
                )
            )
        raise CertificateError(
            Text(
                "是18位身份证号，残疾人证号还有残疾类别和等级两位，共20位",
                "an 18-character identity number; a certificate number has two more digits, category and grade",
            )
        )
    if len(text) not in {20, 22}:
        raise CertificateError(Text(f"应为20位或22位，实为{len(text)}位", f"it must have 20 or 22 characters, not {len(text)}"))
    if not re.fullmatch(r"\d{17}[\dX]\d{2}(B\d)?", text):
        raise CertificateError(
            Text(
                "应为17位数字、校验位、类别、等级，补办的再加B和一位数字",
                "it must be 17 digits, a check character, category, grade, and for a re-issue B and a digit",
            )
        )
    return Certificate(
        birth_date=_birth_date(text),
        sex="male" if int(text[16]) % 2 else "female",
        category=_category(text[18]),
        grade=_grade(text[19]),
        reissue=int(text[21]) if len(text) == 22 else 0,
    )


def read_identity(number: str) -> Identity:
    """Read an 18-character identity number (公民身份号码). Full-width digits, a small x, blanks and hyphens between are accepted.

    Raises:
        CertificateError: wrong length, characters, birth date or check digit.
    """
    text = plain_number(number)
    if len(text) == 15 and text.isdigit():
        raise CertificateError(Text("15位身份证号已停用，请填18位", "15-digit identity numbers are obsolete; write the 18 characters"))
    if not re.fullmatch(r"\d{17}[\dX]", text):
        raise CertificateError(Text("应为17位数字和校验位，共18位", "it must be 17 digits and a check character"))
    if text.endswith("000") and check_digit(text[:17]) != text[17]:
        raise CertificateError(
            Text(
                "末尾为000且校验码不符：可能是表格软件把长号码当成数字存了，请按文本重新填写",
                "it ends in 000 and its check character is wrong: a spreadsheet stored it as a number; copy it again, as text",
            )
        )
    return Identity(_birth_date(text), "male" if int(text[16]) % 2 else "female")


def _birth_date(text: str) -> date:
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        raise CertificateError(Text("第7至14位不是真实的日期", "characters 7 to 14 are not a date that exists")) from None
    if check_digit(text[:17]) != text[17]:
        raise CertificateError(
            Text(
                "第18位校验码不符，请核对前18位",
                "the check character (18th) does not fit; compare the first 18 characters with the certificate",
            )
        )
    return born


def _category(digit: str) -> Category:
    if digit not in CATEGORIES:
        raise CertificateError(Text("第19位（残疾类别）应为1至7", "the 19th character (category) must be 1 to 7"))
    return CATEGORIES[digit]


def _grade(digit: str) -> int:
    if digit not in "1234":
        raise CertificateError(Text("第20位（残疾等级）应为1至4", "the 20th character (grade) must be 1 to 4"))
    return int(digit)
