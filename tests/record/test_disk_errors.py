"""A meeting and the upkeep on a disk that fails at some call; `benchmarks/disk_errors.py` tries them all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.failing_disk import is_possible

pytestmark = pytest.mark.slow

SWEEP = Path(__file__).parents[2] / "benchmarks" / "disk_errors.py"
STEP = 97
"""A sample: each command with every so-many-th call failing, and on a disk without links, rights and sync."""


@pytest.mark.skipif(not is_possible(), reason="a disk that fails is made with a compiler, on Linux")
def test_a_disk_that_fails_at_some_call_is_told_and_costs_nothing_but_the_last() -> None:
    swept = subprocess.run(
        [sys.executable, str(SWEEP), str(STEP)], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert swept.returncode == 0, swept.stdout + swept.stderr
