"""Decide: turn flat records and a ruleset into answers with their proof."""
