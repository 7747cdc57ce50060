"""A small disk of our own, full or only for reading, where the system lets a test have one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

MOUNT = shutil.which("mount") if sys.platform == "linux" and os.geteuid() == 0 else None


@contextmanager
def mounted(place: Path, options: str) -> Iterator[Path]:
    """A disk with these options, such as `size=600k`."""
    place.mkdir()
    command = [str(MOUNT), "-t", "tmpfs", "-o", options, "kvv-test", str(place)]
    if MOUNT is None or subprocess.run(command, check=False).returncode:
        pytest.skip("this system does not let a test mount a disk")
    try:
        yield place
    finally:
        subprocess.run([str(shutil.which("umount")), "--lazy", str(place)], check=True)


def make_read_only(disk: Path) -> None:
    """From now on nobody can write there."""
    subprocess.run([str(MOUNT), "-o", "remount,ro", str(disk)], check=True)


@contextmanager
def read_only(place: Path, folder: Path) -> Iterator[Path]:
    """A copy of this folder on a disk that is only for reading."""
    with mounted(place, "size=16m") as disk:
        copied = disk / folder.name
        shutil.copytree(folder, copied)
        make_read_only(disk)
        yield copied


def fill(disk: Path) -> None:
    """Leave no room at all on it."""
    with suppress(OSError), (disk / "vulling").open("ab", buffering=0) as file:
        for size in (64 * 1024, 1):
            with suppress(OSError):
                while file.write(b"x" * size):
                    pass


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """A disk on which no file of this process can grow beyond this many bytes."""
    if sys.platform == "win32":
        pytest.skip("only POSIX can hold files this small")
    import resource

    earlier = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, earlier[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, earlier)
