"""What the system may do with the memory of a process that knows a key."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, os, resource, subprocess, sys
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.sqlcipher.network import MOUNTS
if len(sys.argv) > 1:
    os.setuid(int(sys.argv[1]))
def shown():
    return ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
before = shown()
Secret("een wachtzin")
print(*before, *shown())
print(bool(MOUNTS.read_text()))
print(subprocess.run(["/bin/echo", "gestart"], capture_output=True, text=True, close_fds=True).stdout, end="")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="what prctl tells, Linux alone knows")
def test_a_process_with_a_secret_leaves_no_core_and_lets_nobody_look_in() -> None:
    command = [
        sys.executable,
        "-c",
        f"import resource; resource.setrlimit(4, (resource.getrlimit(4)[1],) * 2)\n{PROGRAM}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["1 False 0 True", "True", "gestart"], done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="what prctl tells, Linux alone knows")
def test_what_kvv_reads_of_the_system_it_reads_as_an_ordinary_user_too() -> None:
    """Of a process that nobody may look into, much of /proc/self belongs to root."""
    import os

    user = ["65534"] if os.getuid() == 0 else []
    done = subprocess.run([sys.executable, "-c", PROGRAM, *user], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1:] == ["True", "gestart"], done.stderr
