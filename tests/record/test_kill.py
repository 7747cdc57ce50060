"""The plug is pulled in the middle of an interview: a few times here, 500 times by the script itself."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.kill import LONGEST, SEED, Record

pytestmark = pytest.mark.slow

TIMES = 5


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A folder with a record, opened with a passphrase."""
    return Record(Path(tmp_path_factory.mktemp("kill")))


@pytest.mark.parametrize("number", range(TIMES))
def test_a_killed_interview_loses_at_most_the_answer_being_typed(record: Record, number: int) -> None:
    after = random.Random(SEED + number).uniform(0, LONGEST)  # noqa: S311 -- a moment in time, no secret
    pulled = record.pull(f"ZAAK-{number}", after)
    assert pulled.verifies
    assert pulled.kept >= pulled.shown
