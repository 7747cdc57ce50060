"""A process that is killed with SIGKILL at a chosen line of our own code, so that no moment depends on a clock."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import kvv_triage

if TYPE_CHECKING:
    from _typeshed import TraceFunction

OURS = str(Path(kvv_triage.__file__).parent)


def killed_at(line: int, does: Callable[[], object]) -> bool:
    """Do this in a child process that is killed at the n-th line that it runs of our code.

    False when it was done before that line, so that the caller has seen every moment there is.
    """
    child = os.fork()
    if child == 0:
        _do_and_die(line, does)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.waitstatus_to_exitcode(status) == 0, "the child failed by itself"
    return False


def _do_and_die(line: int, does: Callable[[], object]) -> None:
    passed = 0

    def watch(frame: FrameType, event: str, _: object) -> TraceFunction | None:
        nonlocal passed
        if not frame.f_code.co_filename.startswith(OURS):
            return None
        passed += event == "line"
        if passed >= line:
            os.kill(os.getpid(), signal.SIGKILL)
        return watch

    code = 1
    try:
        sys.settrace(watch)
        does()
        code = 0
    finally:
        sys.settrace(None)
        os._exit(code)
