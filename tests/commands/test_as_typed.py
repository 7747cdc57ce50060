"""What a tip names can be copied into a shell: the shell gives the same name back."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kvv_triage.commands.as_typed import as_typed

PROGRAM = "import sys; sys.stdout.buffer.write(sys.argv[1].encode())"


@pytest.mark.parametrize(
    "name",
    ["A-2026-014", "A 12", "A&B", "A;B", "A (2)", "gezin 'de hoek'", "C:\\kvv\\regio", "C:\\kvv regio\\noord"],
)
def test_the_shell_of_this_system_gives_the_same_name_back(name: str) -> None:
    line = f'{as_typed(sys.executable)} -c "{PROGRAM}" {as_typed(name)}'
    told = subprocess.run(line, shell=True, check=True, capture_output=True)  # noqa: S602 -- the shell is what is tried
    assert told.stdout.decode() == name


def test_a_name_without_anything_special_stays_bare() -> None:
    assert as_typed("A-2026-014") == "A-2026-014"
