"""Locks that the operating system lets go of when a process ends, however it ends.

Not those of `filelock`, which does the same but never removes its file on POSIX: `bezet/` would go on naming every
session that was ever open, erased ones included.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kvv_triage.saving import OWNER_FILE

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class IsTaken(Exception):
    """Another process, or this one, has the lock."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the empty file at this path, also one that a killed process left; raises IsTaken when somebody has it."""
    descriptor = _taken(path)
    try:
        yield
    finally:
        _let_go(descriptor, path)


def _taken(path: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, OWNER_FILE)
        try:
            _lock(descriptor)
            # Between our opening and our locking the former owner may have removed the name: lock what stands there.
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        except FileNotFoundError:
            pass
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _let_go(descriptor: int, path: Path) -> None:
    if sys.platform != "win32":
        with suppress(OSError):
            path.unlink(missing_ok=True)  # while we still have the lock, so that nobody's is removed but ours
        os.close(descriptor)
        return
    os.close(descriptor)
    with suppress(OSError):  # Windows keeps a file that somebody has open: it is theirs now
        path.unlink(missing_ok=True)


def _lock(descriptor: int) -> None:
    """Lock an open file, or raise IsTaken at once."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            # flock belongs to this opening of the file, not to the process as lockf does: a second session that this
            # process opens is refused too, and closing another file does not let go of it.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        raise IsTaken from error
