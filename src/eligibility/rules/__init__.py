"""Rulesets: reading, checking, and finding the version for a region and day."""
