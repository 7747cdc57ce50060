"""Build the folder `dist/kvv`: the whole program, for a computer that has no Python.

`python packaging/build.py` builds for the system it runs on. It needs `uv`, which takes every library as `uv.lock`
says, and a Python with its shared library. `--wine PYTHON.EXE` builds for Windows on Linux: wine runs that Python.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
REPOSITORY = HERE.parent
MADE = REPOSITORY / "dist" / "kvv"
NEVER_READ = ("carrierdata", "geodata", "tzdata")
"""Of `phonenumbers`: the provider of a number, its place and its time zone; 40 MB."""


@dataclass(frozen=True, slots=True)
class Python:
    """The Python that is built in: the words that start it, and for whom uv chooses the libraries."""

    start: Sequence[str]
    wheels: Sequence[str] = ()


def main() -> None:
    """Build, and say where it stands."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wine", metavar="PYTHON.EXE", type=Path, help="a Python for Windows, to build for Windows")
    parser.add_argument("--to", metavar="FOLDER", type=Path, default=MADE.parent, help="where the folder kvv is put")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        work = Path(made)
        python = wine(asked.wine) if asked.wine else native(work / "python")
        packages = install(python, work)
        leave_out(packages)
        freeze(python, packages, work, asked.to.resolve())
    print(asked.to / "kvv")


def native(folder: Path) -> Python:
    """Give a Python of this system that has no library at all; made in this folder."""
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    return Python([str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))])


def wine(program: Path) -> Python:
    """Give a Python for Windows, run by wine."""
    start = ["wine", str(program)]
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    version = subprocess.run([*start, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
    return Python(start, ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", version])


def install(python: Python, work: Path) -> Path:
    """Put kvv, from its wheel, and what it needs into a folder; gives that folder."""
    packages, locked, wheels = work / "packages", work / "locked.txt", work / "wheel"
    extras = ["--extra", "age", "--extra", "packaging"]
    run("uv", "export", "--quiet", "--frozen", "--no-emit-project", *extras, "--output-file", locked)
    run("uv", "build", "--quiet", "--wheel", "--out-dir", wheels, REPOSITORY)
    into = ["--quiet", "--target", str(packages), "--only-binary", ":all:", "--link-mode", "copy"]
    for_whom = python.wheels or ["--python", python.start[0]]
    run("uv", "pip", "install", *into, *for_whom, "--requirements", locked)
    run("uv", "pip", "install", *into, *for_whom, "--no-deps", *wheels.glob("*.whl"))
    return packages


def leave_out(packages: Path) -> None:
    """Take away what is big and never read: the holidays of other countries, and where in the world a number rings.

    PyInstaller could be told to exclude them, but the package of the countries imports every country.
    """
    for name in NEVER_READ:
        shutil.rmtree(packages / "phonenumbers" / name)
    countries = packages / "holidays" / "countries"
    for file in countries.glob("*.py"):
        if file.name == "__init__.py":
            file.write_text("", encoding="utf-8")
        elif file.name != "netherlands.py":
            file.unlink()


def freeze(python: Python, packages: Path, work: Path, to: Path) -> None:
    """Have PyInstaller make the folder."""
    folders = ["--workpath", str(work / "build"), "--distpath", str(to)]
    options = ["--noconfirm", "--clean", "--log-level", "WARN"]
    environment = {**os.environ, "PYTHONPATH": str(packages), "WINEDEBUG": "-all"}
    run(*python.start, "-m", "PyInstaller", *options, *folders, str(HERE / "kvv.spec"), environment=environment)


def run(*words: str | Path, environment: dict[str, str] | None = None) -> None:
    """Run a program; its own words tell what goes wrong."""
    subprocess.run([str(word) for word in words], check=True, cwd=REPOSITORY, env=environment)


if __name__ == "__main__":
    main()
