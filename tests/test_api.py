"""The outside of the library: its names, and what the kernel does not import."""

from __future__ import annotations

import re
import subprocess
import sys

import eligibility as el
from tests.conftest import ROOT


def test_exported_names() -> None:
    assert sorted(el.__all__) == [
        "Book", "BookError", "Case", "Change", "Cliff", "Decision", "Diff", "EligibilityError", "Explanation", "Interview", "Library",
        "NoRulesetError", "NotADay", "Outcome", "Profile", "ProfileError", "RegionComparison", "Remedy", "Replay", "Ruleset",
        "RulesetError", "Status", "Text", "Timeline", "UnknownOutcome", "WrongArgument", "__version__", "cliff", "compare",
        "decide", "diff", "load_book", "load_ruleset", "read_profile", "read_profile_file", "remedies", "replay", "timeline",
    ]  # fmt: skip
    assert all(getattr(el, name).__doc__ for name in el.__all__)


def test_the_version_is_that_of_the_file() -> None:
    written = (ROOT / "src" / "eligibility" / "_version.py").read_text("utf-8")
    assert f'__version__ = "{el.__version__}"' in written
    assert re.fullmatch(r"\d+\.\d+\.\d+", el.__version__)


def modules_after(statement: str) -> set[str]:
    code = f"{statement}; import sys; print(' '.join(sorted(sys.modules)))"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True).stdout.split())


def test_the_kernel_imports_nothing_of_ours_but_the_limits_and_how_classes_are_made() -> None:
    ours = {name for name in modules_after("import eligibility.logic") if name.startswith("eligibility.")}
    stages = {name.split(".")[1] for name in ours}
    assert "logic" in stages
    package = modules_after("import eligibility.logic.kernel, eligibility.logic.relevance, eligibility.logic.parse")
    assert package >= ours
    source = subprocess.run(
        [sys.executable, "-c", "import eligibility.logic as l, pathlib; print(pathlib.Path(l.__file__).parent)"],
        capture_output=True, encoding="utf-8", check=True,
    ).stdout.strip()  # fmt: skip
    from pathlib import Path

    for path in Path(source).glob("*.py"):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith(("from eligibility", "import eligibility")):
                assert line.split()[1].startswith(("eligibility.logic", "eligibility.limits", "eligibility._dataclass")), (
                    f"{path.name}: {line}"
                )


def test_heavy_things_are_not_imported_for_deciding() -> None:
    """Importing the library loads neither the terminal nor the command line."""
    heavy = {"durable_rules_engine", "duckdb", "fastapi", "jinja2", "matplotlib", "polars", "pyspark", "sqlglot", "weasyprint", "z3"}
    rooms = {f"eligibility.{room}" for room in ("card", "guidance", "durable", "verify", "register", "bulk", "views", "web")}
    assert not {*heavy, *rooms, "typer", "rich"} & modules_after("import eligibility")
    every = "from eligibility.cli.app import COMMANDS, loaded; [loaded(name) for name in COMMANDS]"
    assert not {*heavy, *rooms} & modules_after(every)
    shown = {*heavy, *rooms, "eligibility.views.models"} - {"eligibility.views"}
    assert not shown & modules_after("import eligibility.views.report, eligibility.views.markdown")
