"""The model of a replay is its own JSON: where the answer stands, where rules changed, and where the answers came with it."""

from __future__ import annotations

import json
from dataclasses import replace

import eligibility as el
from eligibility.decide.recorded import receipt_of
from eligibility.views.models.replay import ReplayModel
from eligibility.views.replay import Replay, replay
from tests.conftest import Toy, amendment, decide, one, support
from tests.views.conftest import decided


def check(found: Replay) -> Replay:
    assert json.dumps(ReplayModel.of(found, "en").as_json()) == json.dumps(found.as_json("en"))
    return found


def test_equals_its_own_json(toy: Toy) -> None:
    stands = decided("rural_family")
    assert check(replay(stands.receipt, stands.profile, library=el.Library())).stands
    base = toy(support("certified"))
    before = decide(base, one(certified=True))
    amendment(base, "2023-01-01", "effects: {cash: narrower}\n", allowances=support("certified and severe"))
    moved = replace(before.receipt, version="2023-01-01")
    found = check(replay(moved, before.profile, root=base.parents[1]))
    assert found.rules is not None
    (base / "allowances.yaml").write_text(support("not certified"), "utf-8")
    recorded = receipt_of(json.loads(before.to_json()))
    changed = check(replay(recorded, before.profile, root=base.parents[1]))
    assert changed.answers and changed.changed == ("cash",)
