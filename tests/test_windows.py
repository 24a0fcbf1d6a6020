"""The folder for Windows, as far as it can be looked at elsewhere: it was never tried there."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest
from tools import windows


def embeddable(folder: Path, *more: str) -> Path:
    archive = folder / "python-3.12.9-embed-amd64.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("python.exe", b"MZ")
        zipped.writestr("python312._pth", "python312.zip\r\n.\r\n\r\n# Uncomment to run site.main() automatically\r\n#import site\r\n")
        for name in more:
            zipped.writestr(name, b"")
    return archive


def test_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **_: object) -> None:
        commands.append(command)
        if "wheel" in command:
            (Path(command[command.index("--wheel-dir") + 1]) / "eligibility-1-py3-none-any.whl").touch()

    monkeypatch.setattr(subprocess, "run", run)
    out = tmp_path / "out"
    assert windows.main([str(out), "--python", str(embeddable(tmp_path))]) == 0
    assert (out / "python" / "python312._pth").read_bytes() == b"python312.zip\r\n.\r\n..\\app\r\n"
    start = (out / windows.START).read_bytes()
    assert b"python\\python.exe -X utf8 -m eligibility serve --open" in start and start.isascii() and b"\r\n" in start
    assert "没有在 Windows 上试过" in (out / "请先看.txt").read_text("utf-8-sig")
    assert commands[1][-1].endswith("[web,register]") and {"win_amd64", "3.12", "colorama", "tzdata"} <= set(commands[1])


@pytest.mark.parametrize("name", ["../x", "python313._pth", "a/../../x"])
def test_what_is_no_python(tmp_path: Path, name: str) -> None:
    with pytest.raises(SystemExit):
        windows.unpacked(embeddable(tmp_path, name), tmp_path / "python")
    with pytest.raises(SystemExit):
        windows.main([str(tmp_path), "--python", "x.zip"])
