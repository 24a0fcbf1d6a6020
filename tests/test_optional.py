"""What is installed on demand only: not imported before it is needed, and missed in one message."""

from __future__ import annotations

import subprocess
import sys

import pytest

import eligibility as el
from eligibility._optional import require_package


def test_a_missing_package_names_the_command() -> None:
    """The message says what is missing and what installs it, in both languages."""
    with pytest.raises(el.EligibilityError) as caught:
        require_package("no_such_engine.sql", "duckdb")
    assert caught.value.text("en") == "no_such_engine.sql: is not installed. Run: pip install 'eligibility[duckdb]'"
    assert "pip install 'eligibility[duckdb]'" in caught.value.text("zh")


def test_deciding_loads_no_engine_for_registers() -> None:
    """A process that answers for one household imports none of the heavy packages."""
    program = (
        "import sys, eligibility, eligibility.bulk, eligibility.cli.app; "
        "print(sorted({'polars', 'duckdb', 'sqlglot', 'pyspark', 'pyarrow', 'numpy'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"
