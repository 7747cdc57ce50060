"""Shim: wine tells that a byte is locked without the number of the error (EACCES), which Windows does give."""

from __future__ import annotations

import errno
import sys

if sys.platform == "win32":
    import msvcrt

    _locking = msvcrt.locking

    def _locking_with_a_number(descriptor: int, mode: int, count: int) -> None:
        try:
            _locking(descriptor, mode, count)
        except OSError as error:
            if error.errno:
                raise
            raise PermissionError(errno.EACCES, "Permission denied") from error

    msvcrt.locking = _locking_with_a_number
