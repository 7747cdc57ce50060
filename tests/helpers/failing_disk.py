"""A disk that fails on purpose below one folder: a small library before the C library, for a process of ours."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

SOURCE = Path(__file__).with_suffix(".c")
WRITING = ("open", "write", "fsync", "fsync-folder", "ftruncate", "rename", "link", "chmod", "unlink", "mkdir")
"""The calls with which a program changes a disk."""


def is_possible() -> bool:
    """Whether such a disk can be made here: on Linux, with a compiler."""
    return sys.platform == "linux" and shutil.which("cc") is not None


@cache
def library() -> Path:
    """Build the library, once for each process."""
    made = Path(mkdtemp(prefix="failing-disk-")) / "failing_disk.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-w", "-o", str(made), str(SOURCE), "-ldl"], check=True)  # noqa: S607 -- the system's compiler
    return made


@dataclass(frozen=True, slots=True)
class FailingDisk:
    """Which calls fail below a folder, how, and from which call on; `at=0` only counts them."""

    below: Path
    told: Path
    """A file outside that folder in which the calls are counted."""
    calls: tuple[str, ...] = WRITING
    error: int = errno.EIO
    at: int = 0
    is_lasting: bool = False
    """Whether all that come after it fail as well."""

    def environment(self) -> dict[str, str]:
        """What a process is started with, beside its own environment."""
        self.told.unlink(missing_ok=True)
        return {
            "LD_PRELOAD": str(library()),
            "FAIL_BELOW": str(self.below),
            "FAIL_CALLS": ",".join(self.calls),
            "FAIL_WITH": str(self.error),
            "FAIL_AT": str(self.at),
            "FAIL_ON": "always" if self.is_lasting else "once",
            "FAIL_TOLD": str(self.told),
        }

    def seen(self) -> int:
        """How many such calls the process made."""
        return self.told.stat().st_size if self.told.exists() else 0
