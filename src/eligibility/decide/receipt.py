"""Receipts: what an answer was made from, so that one can check later whether today's files still give it.

A receipt holds hashes and no facts. (A hash of few facts can be guessed by trying: keep receipts where the case is kept.)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pydantic import BaseModel, JsonValue

from eligibility._json import JsonObject
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.rules.status import Status


@dataclass(frozen=True, slots=True)
class Receipt:
    """The engine's version, the ruleset with the hash of its meaning, the day, and the hashes of facts and outcomes.

    `rules` holds a short hash of each support's own rule. It is empty in receipts of older engines, which did not write it.
    `basis` is the hash of the national entries that the answers name. It is None where they name none, as in the plan's period.
    """

    engine: str
    region: str
    version: str
    ruleset: str
    as_of: date
    facts: str
    outcomes: str
    rules: Mapping[str, str] = field(default_factory=dict)
    basis: str | None = None

    def as_json(self) -> JsonObject:
        return {
            "engine": self.engine,
            "region": self.region,
            "version": self.version,
            "ruleset": self.ruleset,
            "as_of": self.as_of.isoformat(),
            "facts": self.facts,
            "outcomes": self.outcomes,
            "rules": dict(self.rules),
            **({"basis": self.basis} if self.basis is not None else {}),
        }


class _Recorded(BaseModel):
    """A part of a decision's JSON. What it holds beside the fields is left out."""


class RecordedSubject(_Recorded):
    id: str


class RecordedRoute(_Recorded):
    status: Status


class RecordedOutcome(_Recorded):
    """The answer of one outcome in a decision's JSON."""

    support: str
    subject: RecordedSubject
    status: Status
    route: str | None
    routes: dict[str, RecordedRoute]
    benefit: JsonValue


def json_hash(data: object) -> str:
    """SHA-256 of data as canonical JSON."""
    canonical = json.dumps(_ordered(data), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _ordered(data: object) -> object:
    """The data with every list of words sorted, since such lists stand for sets."""
    if isinstance(data, dict):
        return {key: _ordered(value) for key, value in data.items()}
    if isinstance(data, list):
        words = [part for part in data if isinstance(part, str)]
        return sorted(words) if len(words) == len(data) else [_ordered(part) for part in data]
    return data


def read_receipt(path: Path) -> tuple[Receipt, list[RecordedOutcome]]:
    """Read a receipt from its own file, or from the file of a decision, which gives the outcomes as well.

    Raises:
        EligibilityError: the file holds no receipt.
    """
    try:
        decision = json.loads(path.read_text("utf-8"))
        data = decision.get("receipt", decision)
        receipt = Receipt(
            engine=str(data["engine"]),
            region=str(data["region"]),
            version=str(data["version"]),
            ruleset=str(data["ruleset"]),
            as_of=date.fromisoformat(data["as_of"]),
            facts=str(data["facts"]),
            outcomes=str(data["outcomes"]),
            rules={str(support): str(digest) for support, digest in data.get("rules", {}).items()},
            basis=str(data["basis"]) if data.get("basis") is not None else None,
        )
        outcomes = decision.get("outcomes", ()) if data is not decision else ()
        return receipt, [RecordedOutcome.model_validate(one) for one in outcomes]
    except OSError as error:
        raise _bad(ProblemCode.UNREADABLE_FILE, path, "无法读取", f"cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _bad(ProblemCode.NOT_A_RECEIPT, path, "不是回执", "holds no receipt") from None


def _bad(code: ProblemCode, path: Path, zh: str, en: str) -> EligibilityError:
    return EligibilityError([Problem(code, path.name, Text(zh, en))])
