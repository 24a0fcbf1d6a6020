"""Old names of packages: the same modules, with a warning that names the new one."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from eligibility._renamed import RENAMED


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_an_old_package_is_the_new_one(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, old, raising=False)
    spec = import_module(new).__spec__
    with pytest.warns(DeprecationWarning, match=f"{old} is now {new}"):
        found = import_module(old)
    assert found is import_module(new)
    assert found.__spec__ is spec
    assert found.__name__ == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("eligibility.table.on_spark", "eligibility.bulk.on_spark"),
        ("eligibility.prove.domain", "eligibility.verify.domain"),
        ("eligibility.live.case", "eligibility.durable.case"),
        ("eligibility.counsel.timeline", "eligibility.guidance.timeline"),
    ],
)
def test_a_module_in_an_old_package_is_no_second_copy(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, old, raising=False)
    with pytest.warns(DeprecationWarning, match=f"{old} is now {new}"):
        assert import_module(old) is import_module(new)


def test_the_warning_points_at_the_line_that_imports() -> None:
    """As a script sees it: shown by default, with the script's own file and line."""
    code = "\nfrom eligibility.live import Case\nimport eligibility as el\nassert Case is el.Case"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.startswith("<string>:2: DeprecationWarning: eligibility.live is now eligibility.durable")


def test_a_module_that_never_existed() -> None:
    with pytest.raises(ModuleNotFoundError):
        import_module("eligibility.tables")
    with pytest.warns(DeprecationWarning), pytest.raises(ModuleNotFoundError):
        import_module("eligibility.table.nothing")


def test_the_library_itself_uses_the_new_names() -> None:
    """Everything that the library exports is loaded without an old name."""
    code = "import sys, eligibility as el; [getattr(el, name) for name in el.__all__]; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not RENAMED.keys() & set(loaded)
