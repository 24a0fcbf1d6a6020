"""Build a folder that runs on an office's Windows PC without rights to install: `python tools/windows.py OUT --python ZIP`.

ZIP is Python's own embeddable distribution for Windows (python-3.12.N-embed-amd64.zip, from python.org). The folder holds it, every
package that pages, API and registers need, made for Windows, and 开始.bat, which starts the server and opens the browser. Built
and looked at on Linux; it was never tried on Windows. The card prints from the browser: what writes PDF needs more than wheels.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

EXTRAS = "web,register"
ON_WINDOWS = ("colorama", "tzdata")
"""What packages need on Windows alone: pip asks this machine, not Windows, whether they do."""

START = "开始.bat"
START_LINES = (
    "@echo off",
    'cd /d "%~dp0"',
    r"python\python.exe -X utf8 -m eligibility serve --open %*",
    "if errorlevel 1 pause",
)
"""Nothing but ASCII: the console reads a batch file in the code page of its system."""

READ_ME = """双击“开始.bat”。浏览器会自动打开；用完关掉黑色窗口就停下。什么都不保存在电脑上。

需要64位 Windows 10 或更新的版本。这个文件夹还没有在 Windows 上试过：不能启动时，请把黑色窗口里的文字告诉做这个文件夹的人。

Double-click 开始.bat. The browser opens; close the black window to stop. Nothing is kept on the computer.
Needs Windows 10 or later, 64 bits. This folder was never tried on Windows.
"""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python tools/windows.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder to build; it must not exist")
    parser.add_argument("--python", type=Path, required=True, metavar="ZIP", help="Python's embeddable distribution for Windows")
    given = parser.parse_args(arguments)
    if given.out.exists():
        parser.error(f"{given.out.name} exists already")
    version = unpacked(given.python, given.out / "python")
    installed(given.out / "app", version)
    finished(given.out)
    print(f"built: {given.out} (Python {version}, never tried on Windows)")
    return 0


def unpacked(archive: Path, folder: Path) -> str:
    """Unpack Python, let it find the packages beside it, and tell its version: 3.12."""
    with zipfile.ZipFile(archive) as zipped:
        names = zipped.namelist()
        paths = [name for name in names if re.fullmatch(r"python3\d+\._pth", name)]
        if len(paths) != 1 or "python.exe" not in names or any(name.startswith(("/", "..")) or ".." in name.split("/") for name in names):
            raise SystemExit(f"{archive.name} is not Python's embeddable distribution for Windows")
        zipped.extractall(folder)
    listed = folder / paths[0]
    lines = [line for line in listed.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]
    listed.write_text("\r\n".join([*lines, r"..\app", ""]), "utf-8", newline="")
    minor = paths[0].removeprefix("python3").removesuffix("._pth")
    return f"3.{minor}"


def installed(folder: Path, version: str) -> None:
    """Put this project and what it needs, as wheels made for Windows, into a folder."""
    with tempfile.TemporaryDirectory() as house:
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", house, str(ROOT)], check=True)
        [wheel] = Path(house).glob("*.whl")
        made_for = ["--platform", "win_amd64", "--python-version", version, "--implementation", "cp", "--only-binary", ":all:"]
        subprocess.run([*pip, "install", "--no-compile", "--target", str(folder), *made_for, *ON_WINDOWS, f"{wheel}[{EXTRAS}]"], check=True)


def finished(out: Path) -> None:
    """Write what starts the server, and what to do."""
    (out / START).write_text("\r\n".join([*START_LINES, ""]), "ascii", newline="")
    (out / "请先看.txt").write_text(READ_ME.replace("\n", "\r\n"), "utf-8-sig", newline="")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
