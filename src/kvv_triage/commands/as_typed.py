"""How a name is typed behind a command, so that what a tip says can be copied into a shell."""

from __future__ import annotations

import shlex
import subprocess
import sys

from kvv_triage.language.clean import shown


def as_typed(name: object) -> str:
    """The name of a folder or a case as one word of a command line; in quotes where the shell of this system asks."""
    word = shown(name)
    return subprocess.list2cmdline([word]) if sys.platform == "win32" else shlex.quote(word)
