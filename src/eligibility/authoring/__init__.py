"""Beginning a ruleset: what a text says of itself, and the files of a new version with everything that is still to be written."""
