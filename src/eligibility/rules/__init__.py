"""Rulesets: read, checked, resolved by region and day."""
