"""Receipts and decisions read again: what is none, hostile or damaged is one message."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import eligibility as el
from eligibility.decide.recorded import read_receipt
from eligibility.limits import MEMBERS, ORGANISATIONS, RECEIPT_BYTES
from tests.conftest import DAY, decide, one


def test_what_is_no_receipt(tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    for content in ("{}", "[]", "no", '{"receipt": {"engine": "0"}}'):
        path.write_text(content, "utf-8")
        with pytest.raises(el.EligibilityError, match=r"receipt.json: holds no receipt"):
            read_receipt(path)
    with pytest.raises(el.EligibilityError, match="cannot be read"):
        read_receipt(tmp_path / "none.json")


RECEIPT = {
    "engine": "0.1.0", "region": "toy", "version": "2022-01-01", "ruleset": "0" * 64, "as_of": "2024-06-01", "facts": "0" * 64,
    "outcomes": "0" * 64,
}  # fmt: skip
ANSWER = {"support": "cash", "subject": {"id": "m1"}, "status": "eligible", "route": "main", "routes": {}, "benefit": {"kind": "cash"}}


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_an_old_receipt_is_read(tmp_path: Path) -> None:
    receipt, outcomes = read_receipt(written(tmp_path / "receipt.json", json.dumps(RECEIPT)))
    assert (receipt.region, receipt.as_of, dict(receipt.rules), receipt.basis, outcomes) == ("toy", DAY, {}, None, [])
    receipt, outcomes = read_receipt(written(tmp_path / "d.json", json.dumps({"receipt": RECEIPT, "outcomes": [ANSWER]})))
    assert (receipt.region, [one.support for one in outcomes]) == ("toy", ["cash"])


@pytest.mark.parametrize(
    "content",
    [
        *(json.dumps({**RECEIPT, "region": region}) for region in ("../toy", "/etc", "toy/2022-01-01", "..", "", "Toy", "玩具", 5, None)),
        *(json.dumps({**RECEIPT, "version": version}) for version in ("..", "../x", "a/b", "a\\b", ".hidden", "", "a\x1b[2J", 5)),
        *(json.dumps({**RECEIPT, "version": version}) for version in ("a\x9b2J", "王芳", "2022-01-01 ")),
        *(json.dumps({**RECEIPT, "rules": {name: "0"}}) for name in ("\x1b[2J", "王芳", "p_610219_19900302_1234", "")),
        json.dumps(RECEIPT)[:-1] + ', "region": "other"}',
        f'{{"receipt": {json.dumps(RECEIPT)}, "receipt": {json.dumps(RECEIPT)}}}',
        *(json.dumps({**RECEIPT, "as_of": day}) for day in ("0", 0, 1717200000, "2024-02-30", None, True, {})),
        *(json.dumps({**RECEIPT, name: wrong}) for name in ("engine", "facts", "rules", "basis") for wrong in (5, ["a"], "x" * 201)),
        *(json.dumps({"receipt": part}) for part in (None, [], "x", {}, {"receipt": RECEIPT})),
        *(json.dumps({"receipt": RECEIPT, "outcomes": part}) for part in (None, {}, "x", [None], [[]], [{}])),
        *(
            json.dumps({"receipt": RECEIPT, "outcomes": [{**ANSWER, name: wrong}]})
            for name, wrong in (
                ("support", "\x1b[2J"), ("subject", {"id": "m610219199003021234"}),
                ("support", "王芳"), ("subject", {"id": "王芳"}), ("subject", {"id": "x" * 65}), ("subject", "m1"),
                ("route", 5), ("route", "a b"), ("routes", {"a b": {"status": "eligible"}}), ("routes", {"a": "eligible"}), ("status", 1),
            )
        ),
        '{"engine":' + "[" * 100_000,
        '{"receipt":' * 3000 + "1" + "}" * 3000,
        json.dumps({"receipt": RECEIPT, "outcomes": [{**ANSWER, "benefit": 1}]}).replace("1}", "[" * 3000 + "]" * 3000 + "}"),
        b"\xff\xfe{\x00}\x00",
        b"",
        b"\x00" * 100,
    ],
)  # fmt: skip
def test_hostile_and_damaged_receipts_are_one_message(content: str | bytes, tmp_path: Path) -> None:
    """A region and a version are names, a day is a day; nothing that is shown holds more than a name."""
    with pytest.raises(el.EligibilityError) as caught:
        read_receipt(written(tmp_path / "receipt.json", content))
    assert caught.value.text("en") == "receipt.json: holds no receipt."


def test_a_receipt_has_a_largest_size(tmp_path: Path) -> None:
    path = written(tmp_path / "receipt.json", b" " * (RECEIPT_BYTES + 1))
    with pytest.raises(el.EligibilityError, match="has more than 60,000,000 bytes"):
        read_receipt(path)


def test_the_largest_decision_is_read_as_a_receipt(zhangye: el.Ruleset) -> None:
    """As many members and organisations as there may be, with the longest ids, of whom next to nothing is known: all is missing."""
    members = [{"id": f"{place:x>64}", "birth_date": f"{1930 + place % 94}-03-04"} for place in range(MEMBERS)]
    bodies = [{"id": f"{place:o>64}"} for place in range(ORGANISATIONS)]
    profile = el.read_profile(json.dumps({"household": {"members": members}, "organisations": bodies}))
    assert RECEIPT_BYTES / 3 < len(el.decide(profile, zhangye, as_of=DAY).to_json().encode()) < RECEIPT_BYTES


def test_a_decision_whose_outcomes_are_damaged_holds_no_receipt(zhangye: el.Ruleset, tmp_path: Path) -> None:
    """Nothing is read from half of an answer: a missing route, an unknown status and an outcome without its subject are told."""
    path = tmp_path / "decision.json"
    decision = decide(zhangye, one(certified=True, age=34))
    path.write_text(decision.to_json(), "utf-8")
    receipt, outcomes = read_receipt(path)
    assert (receipt, len(outcomes)) == (decision.receipt, len(list(decision)))
    for damaged in ({"routes": []}, {"status": "maybe"}, {"subject": None}):
        data = decision.as_json()
        data["outcomes"] = [{**decision.as_json()["outcomes"][0], **damaged}]
        path.write_text(json.dumps(data), "utf-8")
        with pytest.raises(el.EligibilityError, match=r"decision.json: holds no receipt"):
            read_receipt(path)
