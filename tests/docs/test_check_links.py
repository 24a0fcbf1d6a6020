"""The check of the built site finds what is dead and what would be loaded from elsewhere, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from docs.check_links import problems


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('<a href="other.html">', []),
        ('<a href="other.html#there">', []),
        ('<a href="#here"><b id="here">', []),
        ('<a href="sub/">', []),
        ('<a href="sub/%E5%8D%A1.txt">', []),
        ('<a href="https://example.org/">', []),
        ('<link rel="canonical" href="https://example.org/">', []),
        ('<img src="data:image/png;base64,">', []),
        ('<a href="gone.html">', ["index.html: dead link gone.html"]),
        ('<a href="../outside.html">', ["index.html: dead link ../outside.html"]),
        ('<a href="other.html#gone">', ["index.html: dead anchor other.html#gone"]),
        ('<a href="#gone">', ["index.html: dead anchor #gone"]),
        ('<img src="gone.png">', ["index.html: dead link gone.png"]),
        ('<script src="https://example.org/x.js">', ["index.html: loads https://example.org/x.js"]),
        ('<link rel="stylesheet" href="//example.org/x.css">', ["index.html: loads //example.org/x.css"]),
    ],
)
def test_what_is_found(tmp_path: Path, body: str, found: list[str]) -> None:
    site = tmp_path / "site"
    (site / "sub").mkdir(parents=True)
    (tmp_path / "outside.html").write_text("")
    (site / "index.html").write_text(body)
    (site / "other.html").write_text('<h2 id="there">')
    (site / "sub" / "index.html").write_text("")
    (site / "sub" / "卡.txt").write_text("")
    assert problems(site) == found
