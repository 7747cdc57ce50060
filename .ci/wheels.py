"""Shows that each dependency has a wheel wherever kvv is installed, from the names in uv.lock: `python .ci/wheels.py`.

A worker's computer has no compiler. Exits with 1 and names what is missing; needs no network.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import parse_wheel_filename

LOCK = Path(__file__).parents[1] / "uv.lock"
PYTHONS = ((3, 11), (3, 12), (3, 13), (3, 14))
EXTRAS = ("", "age", "pdf")
"""What is installed at a worker's: kvv itself, and what some add to it."""

WINDOWS = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"}
MACOS = {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"}
LINUX = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"}
SYSTEMS: Mapping[str, tuple[Mapping[str, str], Sequence[str]]] = {
    "Windows": (WINDOWS, ("win_amd64",)),
    "macOS with Apple silicon": (MACOS | {"platform_machine": "arm64"}, tuple(mac_platforms((14, 0), "arm64"))),
    "macOS with Intel": (MACOS | {"platform_machine": "x86_64"}, tuple(mac_platforms((14, 0), "x86_64"))),
    # glibc 2.28 and older: every Linux that is still maintained.
    "Linux": (LINUX, (*(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)), "manylinux2014_x86_64")),
}

KNOWN = {
    ("cryptography", "macOS with Intel"): "48.0.1 was the last that was built for Intel",
}
"""What is missing and stays so, with the reason; the README says what to do."""

Package = Mapping[str, Any]
"""One `[[package]]` of the lock."""


def main() -> int:
    """Print what each system lacks; gives the exit code."""
    packages = {str(package["name"]): package for package in tomllib.loads(LOCK.read_text("utf-8"))["package"]}
    missing = False
    for extra in EXTRAS:
        for system, (marks, platforms) in SYSTEMS.items():
            needed, lacking = set[str](), dict[str, list[str]]()
            for python in PYTHONS:
                names = set(_needed(packages, extra, {**marks, **_marks_of(python)}))
                needed |= names
                for name in names:
                    if not _has_wheel(packages[name], set(_tags(python, platforms))):
                        lacking.setdefault(name, []).append(".".join(map(str, python)))
            what = f"kvv[{extra}]" if extra else "kvv"
            print(f"{what} on {system}: {len(needed)} packages, {len(needed) - len(lacking)} with a wheel everywhere")
            for name, pythons in sorted(lacking.items()):
                reason = KNOWN.get((name, system))
                missing = missing or reason is None
                print(f"  {name} {packages[name]['version']}: none for {', '.join(pythons)}; {reason or 'NOT KNOWN'}")
    return int(missing)


def _needed(packages: Mapping[str, Package], extra: str, marks: Mapping[str, str]) -> Iterator[str]:
    """Give every package that comes along on a computer with these marks, or only with this extra."""
    kvv = packages["kvv-triage"]
    todo = [*(kvv["optional-dependencies"][extra] if extra else kvv["dependencies"])]
    seen = set[tuple[str, str]]()
    while todo:
        wanted = todo.pop()
        if "marker" in wanted and not Marker(wanted["marker"]).evaluate({**marks}):
            continue
        name = str(wanted["name"])
        for part in ("", *wanted.get("extra", ())):
            if (name, part) not in seen:
                seen.add((name, part))
                package = packages[name]
                todo += package["optional-dependencies"][part] if part else package.get("dependencies", [])
    yield from {name for name, _ in seen}


def _marks_of(python: tuple[int, int]) -> dict[str, str]:
    version = ".".join(map(str, python))
    cpython = {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
    return {"python_version": version, "python_full_version": f"{version}.0", **cpython}


def _tags(python: tuple[int, int], platforms: Sequence[str]) -> Iterator[Tag]:
    interpreter = f"cp{python[0]}{python[1]}"
    yield from cpython_tags(python, [interpreter], platforms)
    yield from compatible_tags(python, interpreter, platforms)


def _has_wheel(package: Package, tags: set[Tag]) -> bool:
    names = (wheel["url"].rsplit("/", 1)[1] for wheel in package.get("wheels", ()))
    return any(tags & parse_wheel_filename(name)[3] for name in names)


if __name__ == "__main__":
    sys.exit(main())
