"""`eligibility compare`: one household under several plans."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.command_line import answered, run
from tests.conftest import ROOT, Toy, support


def test_compare_puts_differences_first(toy: Toy, tmp_path: Path) -> None:
    """The same household under two plans; what is gained stands first, then what may be lost."""
    folder = toy(support("certified") + support("certified", name="card"))
    other = folder.parents[1] / "twin" / folder.name
    other.mkdir(parents=True)
    for path in folder.glob("*.yaml"):
        (other / path.name).write_text(path.read_text("utf-8").replace("region: toy", "region: twin"), "utf-8")
    (other / "allowances.yaml").write_text(
        support("certified") + support("tekun", name="card") + support("certified", name="staff"), "utf-8"
    )
    root = str(folder.parents[1])
    profile = tmp_path / "profile.json"
    profile.write_text(json.dumps({"as_of": "2024-06-01", "household": {"members": [{"id": "m1", "certified": True}]}}), "utf-8")
    text = answered("compare", str(profile), "--regions", "toy,twin", "--rulesets", root, "--lang", "en", "--format", "markdown")
    lines = [line for line in text.splitlines() if line]
    assert lines == [
        "# Toytown compared with Toytown · as of 2024-06-01",
        "## Toytown → Toytown · Gained (1)",
        "### member 1",
        "- ● **Money and care: Staff**",
        "## Toytown → Toytown · May be lost, still open (1)",
        "### member 1",
        "- ? **Card**",
        "## Toytown → Toytown · The same (1)",
    ]
    assert "== 玩具市 → 玩具市 · 多得到（1项） ==" in answered("compare", str(profile), "--rulesets", root)


def test_a_region_is_not_compared_with_itself(tmp_path: Path) -> None:
    """A region named twice, by its id or its title, is one."""
    profile = tmp_path / "profile.json"
    profile.write_text(json.dumps({"as_of": "2024-06-01", "household": {"members": [{"id": "m1"}]}}), "utf-8")
    for named in ("zhangye,zhangye", "zhangye,张掖市"):
        done = run("compare", str(profile), "--regions", named)
        assert (done.returncode, done.stderr) == (1, "--regions：同一个地区写了两次，要写不同的地区。\n")


def test_the_local_book_speaks_in_the_region_that_it_is_of() -> None:
    """Its amounts stand on that side alone; the other side says that the book has nothing for it."""
    family, book = str(ROOT / "examples" / "rural_family.json"), str(ROOT / "examples" / "book")
    asked = ("compare", family, "--regions", "zhangye,fuzhou_jx", "--book", book, "--lang", "en")
    text = answered(*asked)
    assert "local book Ganzhou district (made-up example)" in text.splitlines()[0]
    assert "Fuzhou (Jiangxi): the local book has nothing for this area" in text
    assert "150 yuan a month → " in text and "150 yuan" not in answered(*asked[:4], *asked[6:])
    data = json.loads(answered(*asked, "--format", "json"))
    assert data["books"]["fuzhou_jx"] is None and len(data["books"]["zhangye"]) == 64
    assert "books" not in json.loads(answered(*asked[:4], "--format", "json"))
