"""Files of rulesets read with texts that stand in place of some of them. What was parsed once is not parsed again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from eligibility.rules.located_yaml import Source, parse_source, text_of


class Texts:
    """Reads files, with `unsaved` texts in place of those at their paths. A text is parsed once, as long as it stays the same.

    Called as `eligibility.rules.located_yaml.read_source` is. Threads may share it.
    """

    def __init__(self) -> None:
        self.unsaved: dict[Path, str] = {}
        self._parsed: dict[tuple[Path, str], Source] = {}

    def __call__(self, path: Path, name: str) -> Source:
        source = Source(name)
        text = self.text(path, source)
        if text is None:
            return source
        kept = self._parsed.get((path, name))
        if kept is None or kept.text != text:
            parse_source(text, source)
            self._parsed[path, name] = kept = source
        return replace(kept, problems=[*kept.problems])

    def text(self, path: Path, source: Source | None = None) -> str | None:
        """The text at a path; None where it cannot be read, and the problems of `source` then say why."""
        unsaved = self.unsaved.get(path)
        return text_of(path, source or Source(path.name)) if unsaved is None else unsaved
