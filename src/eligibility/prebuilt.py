"""Build what the wheel holds beside the rulesets: each version as it is read, and what engines compile from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from eligibility import _built
from eligibility.decide.compiled import program_of
from eligibility.decide.decision import decide
from eligibility.decide.missing import depending
from eligibility.durable.case import rules_of
from eligibility.facts import labels
from eligibility.facts.derived_kernel import DERIVATIONS, household_rules, organisation_rules, person_rules
from eligibility.facts.profile import Profile
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.ruleset_diff import rule_hashes
from eligibility.rules.version_lookup import HEADS, RAW, RULESET, files_of, find, head_fingerprint, head_of, names, part_of, regions

LATER = ("eligibility.durable.", "eligibility.rules.ruleset_diff.")
"""Whose results a decision does without: the second derivation, and the hashes of the single rules."""


def build(root: Path, folder: Path) -> None:
    """Build the versions and scenarios of a folder of rulesets, the words of facts and the rules of derived ones, into a folder.

    Raises:
        RulesetError: the files of a version have mistakes.
    """
    heads: dict[str, object] = {}
    for region in regions(root):
        made_from = _built.fingerprint(files_of(root, region), root)
        for name in names(root, region):
            _built.write(folder, part_of(region, name), made_from, things_of(find(region, name, root=root).ruleset))
            heads[head_fingerprint(root, region, name)] = head_of(root, region, name)
    _built.write(folder, HEADS, "", heads)
    _built.write(folder, labels.WORDS, labels.words_fingerprint(), {labels.WORDS: labels.words()})
    derivations = {"person": person_rules(), "household": household_rules(), "organisation": organisation_rules()}
    _built.write(folder, DERIVATIONS, _built.fingerprint((), root), derivations)


def things_of(ruleset: Ruleset) -> Mapping[str, object]:
    """The things in the part of a ruleset. What is made from it is left out of a scenario's, by which hardly anybody decides."""
    made = dict(compiled(ruleset)) if ruleset.scenario is None else {}
    decided_by = {name: made.pop(name) for name in list(made) if not name.startswith(LATER)}
    return {RULESET: (replace(ruleset, raw={}), decided_by), RAW: ruleset.raw, **made}


def compiled(ruleset: Ruleset) -> Mapping[str, object]:
    """What is made from a ruleset when a household is decided and asked, its rules are hashed, and the live engine derives again."""
    program_of(ruleset)
    depending(ruleset)
    rule_hashes(ruleset)
    rules_of(ruleset)
    decide(Profile(), ruleset, as_of=ruleset.version)
    return ruleset.compiled.made
