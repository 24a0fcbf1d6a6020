"""Receipts: what bound an answer, so that it can be asked later whether today's files still give it.

A receipt holds hashes and no facts. (A hash of few facts can be guessed by trying: keep receipts where the case is kept.)
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from eligibility.errors import EligibilityError, Problem
from eligibility.text import Text


@dataclass(frozen=True, slots=True)
class Receipt:
    """The engine's version, the ruleset with the hash of its meaning, the day, and the hashes of facts and outcomes."""

    engine: str
    region: str
    version: str
    ruleset: str
    as_of: date
    facts: str
    outcomes: str

    def as_json(self) -> dict[str, str]:
        return {
            "engine": self.engine,
            "region": self.region,
            "version": self.version,
            "ruleset": self.ruleset,
            "as_of": self.as_of.isoformat(),
            "facts": self.facts,
            "outcomes": self.outcomes,
        }


def fingerprint(data: Any) -> str:
    """SHA-256 of data as canonical JSON."""
    canonical = json.dumps(_ordered(data), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _ordered(data: Any) -> Any:
    """Lists of words, which stand for sets, in one order."""
    if isinstance(data, dict):
        return {key: _ordered(value) for key, value in data.items()}
    if isinstance(data, list):
        parts = [_ordered(part) for part in data]
        return sorted(parts) if parts and all(isinstance(part, str) for part in parts) else parts
    return data


def read_receipt(path: Path) -> Receipt:
    """A receipt from its file, or from that of the decision it stands in.

    Raises:
        EligibilityError: the file holds no receipt.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
        data = data.get("receipt", data)
        return Receipt(
            engine=str(data["engine"]),
            region=str(data["region"]),
            version=str(data["version"]),
            ruleset=str(data["ruleset"]),
            as_of=date.fromisoformat(data["as_of"]),
            facts=str(data["facts"]),
            outcomes=str(data["outcomes"]),
        )
    except OSError as error:
        raise _bad(path, "无法读取", f"cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _bad(path, "不是回执", "holds no receipt") from None


def _bad(path: Path, zh: str, en: str) -> EligibilityError:
    return EligibilityError([Problem(path.name, Text(zh, en))])
