"""Locks that the operating system lets go of when a process ends, however it ends.

Not those of `filelock`, which does the same but never removes its file on POSIX: `bezet/` would go on naming every
session that was ever open, erased ones included.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kvv_triage.saving import OWNER_FILE

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


PAUSE_SECONDS = 0.0005
"""Between two looks whether one is first: a commit takes about this long."""


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


@contextmanager
def in_turn(path: Path, seconds: float) -> Iterator[None]:
    """Wait in a queue behind this file, for so long at most; who is first in it waits alone.

    Whatever is waited for is taken inside. Who just had it waits at the end again, so that nobody who keeps asking is
    always before the others. A queue is a courtesy: without it, as on a disk without locks, one goes on all the same.
    The file stays, as who removes it has two queues.
    """
    descriptor, until = None, time.monotonic() + seconds
    try:
        with suppress(OSError):
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, OWNER_FILE)
            while not _is_first(descriptor) and time.monotonic() < until:
                time.sleep(PAUSE_SECONDS)
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _is_first(descriptor: int) -> bool:
    try:
        _lock(descriptor)
    except IsTaken:
        return False
    return True


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
