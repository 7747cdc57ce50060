"""Keys stay in memory: no core dump, and on Linux no other program of the same user looks in.

A file of its own, because this is about the process and not about one secret, and is done once, when the first secret
is made: so no road to a key goes around it, and `kvv --help` does not pay for it.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import cache

PR_SET_DUMPABLE = 4
"""From linux/prctl.h. Also where a core goes to a program, which has no regard for the limit on its size."""


@cache
def keep_inside() -> None:
    """Have the system write no memory of this process to disk; best effort, as not every system can."""
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError, ValueError):
        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, most))
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
