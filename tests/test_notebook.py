"""The notebook of the examples runs from its first cell to its last, and shows answers in words."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import eligibility as el
from eligibility._notebook import ShownInNotebooks
from tests.conftest import ROOT

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")


def test_what_is_shown() -> None:
    assert all(issubclass(kind, ShownInNotebooks) for kind in (el.Decision, el.Outcome, el.Ruleset, el.Diff))


def test_the_notebook_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell, in the folder of the examples. What its answers say stands in the outputs as HTML."""
    folder = ROOT / "examples"
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]))
    book = nbformat.read(Path(folder) / "notebook.ipynb", as_version=4)
    assert all(not cell.get("outputs") for cell in book.cells), "it is kept without outputs, which hold facts of a household"
    client = nbclient.NotebookClient(book, timeout=300, resources={"metadata": {"path": str(folder)}})
    # In a thread of its own: a browser that other tests hold open has the loop of this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(client.execute).result()
    shown = "".join(part["data"].get("text/html", "") for cell in book.cells for part in cell.get("outputs", []) if "data" in part)
    assert "张掖市" in shown
    assert "困难残疾人生活补贴" in shown
    assert "<table>" in shown
