"""Values that a notebook shows as a page rather than as a line."""

from __future__ import annotations

from importlib import import_module


class ShownInNotebooks:
    """A value that a notebook shows in words. The words are a view's, which is loaded when a notebook first asks for them.

    What is shown may hold the facts of a household: a notebook that is saved with its output keeps them.
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        """The value as HTML, in Chinese and, under it, in English. It needs no style sheet and runs no script."""
        shown: str = import_module("eligibility.views.notebook").html_of(self)
        return shown
