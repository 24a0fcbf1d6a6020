"""What is accepted at most. Whatever goes beyond is refused with one message, before time or memory is spent on it.

A real household, plan or office comes nowhere near. `docs/limits.md` lists every limit with its reason.
"""

from __future__ import annotations

PROFILE_BYTES = 1_000_000
"""The bytes of a profile's JSON text. More than this cannot be one household."""

JSON_DEPTH = 20
"""How deeply lists and objects of a JSON text may be nested."""

MEMBERS = 100
"""The members of one household."""

ORGANISATIONS = 100
"""The organisations of one profile."""

MONEY_DIGITS = 20
"""The digits behind the point of an amount in a profile."""

AGE = 150
"""The years of the oldest person."""

TIMELINE = 15_000
"""The days of a timeline on which an answer can change, once for each person and organisation that is looked at on them."""

RECEIPT_BYTES = 60_000_000
"""The bytes of a receipt, or of the decision in which it stands: of the largest household, with every answer."""

PROBLEMS = 100
"""The problems that are told of one input; of more it is only said that there are more."""

YAML_BYTES = 2_000_000
"""The bytes of a YAML file of rules."""

YAML_DEPTH = 30
"""How deeply lists and mappings of a YAML file may be nested."""

EXPRESSION_LENGTH = 2000
"""The characters of an expression."""

EXPRESSION_DEPTH = 60
"""How deeply the parts of an expression may be nested; each sign of a sum is a level."""

EXPRESSION_PARTS = 250
"""The names and values of an expression."""

WHOLE_DIGITS = 12
"""The digits before the point of a number in rules."""

FRACTION_DIGITS = 20
"""The digits behind the point of a number in rules."""

COLUMNS = 2_000
"""The columns of a table of a register in which something stands."""
