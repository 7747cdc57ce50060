"""How a name is typed behind a command, so that what a tip says can be copied into a shell."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

from kvv_triage.language.clean import shown

_PLAIN = re.compile(r"[\w.:/\\-]+")
"""What neither `cmd` nor PowerShell reads as anything but a name."""


def as_typed(name: object) -> str:
    """The name of a folder or a case as one word of a command line; in quotes where the shell of this system asks."""
    word = shown(name)
    if sys.platform != "win32":
        return shlex.quote(word)
    typed = subprocess.list2cmdline([word])
    return typed if typed.startswith('"') or _PLAIN.fullmatch(word) else f'"{typed}"'
