"""Whether another process has a database open, asked without SQLite: its last connection empties the log on closing."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

SHARED_FIRST, SHARED_SIZE = 0x40000002, 510
"""The bytes, far behind the end of the file, on which every connection has a lock as long as it is open."""


def is_open_elsewhere(path: Path) -> bool:
    """Whether another process has the database open; also when that cannot be found out, but not where we only read.

    To ask takes for a moment what a connection would have: who asks at the same time hears yes. Ask it in turn.

    Never ask it where this process has it open: on POSIX, to close any descriptor of a file lets go of all locks that
    the process has on it.
    """
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError as error:
        return error.errno not in {errno.EROFS, errno.EACCES, errno.EPERM}
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, SHARED_FIRST, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, SHARED_SIZE)
            os.lseek(descriptor, SHARED_FIRST, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, SHARED_SIZE)
        else:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, SHARED_SIZE, SHARED_FIRST)
    except OSError:
        return True
    finally:
        os.close(descriptor)  # which lets go of the lock
    return False
