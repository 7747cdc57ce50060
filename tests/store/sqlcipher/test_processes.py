"""Several processes at once, and processes that are killed."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from kvv_triage.errors import StoreTrouble
from kvv_triage.store.sqlcipher.copies import held_sessions
from kvv_triage.store.sqlcipher.store import open_store
from tests.helpers.workbench import CHRIS, KEY, ROOT, reopened, writer

WRITERS, ENTRIES = 8, 100
pytestmark = pytest.mark.slow

KILLS = 25


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty record."""
    open_store(tmp_path / "kvv", KEY, create=True).close()
    return tmp_path / "kvv"


def test_processes_that_write_at_once_lose_nothing_and_mix_nothing(folder: Path) -> None:
    writers = [writer(folder, ENTRIES) for _ in range(WRITERS)]
    told = {lines[0]: lines[1:] for lines in (process.communicate()[0].splitlines() for process in writers)}
    assert len(told) == WRITERS
    with reopened(folder) as store:
        for session, numbers in told.items():
            assert numbers == [str(number) for number in range(1, ENTRIES + 1)]
            assert len(store.entries(session)) == ENTRIES
        assert store.verify() is None


WITHOUT_A_PAUSE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tests.helpers.workbench import BEA, reopened
with reopened(Path(sys.argv[1])) as store:
    session = store.begin(BEA, datetime.now(UTC))
    with store.hold(session, BEA, datetime.now(UTC)):
        print(flush=True)
        sys.stdin.readline()
        for _ in range(int(sys.argv[2])):
            store.append(session, "answered", "{}", BEA, datetime.now(UTC))
"""
LONGEST_QUEUE = 150
"""Commits of others between two of one writer, while all eight go on: without a queue some hundreds each time,
and with one it takes chance ten thousand million turns to make them this many."""


def test_writers_wait_in_turn(folder: Path) -> None:
    command = [sys.executable, "-c", WITHOUT_A_PAUSE, str(folder), "150"]
    writers = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(WRITERS)
    ]
    for process in writers:  # all of them are ready before the first begins
        assert process.stdout is not None
        process.stdout.readline()
    for process in writers:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in writers:
        process.communicate()
    with reopened(folder) as store:
        rows = store.connection.raw.execute("SELECT session, place FROM entry WHERE kind = 'answered' ORDER BY place")
        places: dict[str, list[int]] = {}
        for session, place in rows:
            places.setdefault(session, []).append(place)
        assert store.verify() is None
    waited = [later - earlier for turns in places.values() for earlier, later in pairwise(turns)]
    assert max(waited) < LONGEST_QUEUE


def test_a_writer_killed_at_any_moment_loses_nothing_that_it_told(folder: Path) -> None:
    chance = random.Random(3)  # noqa: S311 -- moments, not secrets
    for _ in range(KILLS):
        process = writer(folder, 100_000)
        assert process.stdout is not None
        session = process.stdout.readline().strip()
        time.sleep(chance.uniform(0, 0.05))
        process.kill()
        with process:  # `communicate` would pass over what `readline` took along of the lines after the first
            told = process.stdout.read().splitlines()
        with reopened(folder) as store:
            assert len(store.entries(session)) in {len(told), len(told) + 1}
            assert store.verify() is None


def test_the_session_of_a_living_process_is_refused_and_that_of_a_killed_one_taken_over(folder: Path) -> None:
    process = writer(folder, 1_000_000)
    assert process.stdout is not None
    session = process.stdout.readline().strip()
    process.stdout.readline()  # from here on it holds its session
    with reopened(folder) as store:
        row = store.find(session)
        assert row is not None
        with (
            pytest.raises(StoreTrouble, match=f"Sessie {session} is open bij Bea"),
            store.hold(session, CHRIS, row.last_at),
        ):
            pass
        assert held_sessions(folder) == (session,)
        process.kill()
        process.communicate()
        with store.hold(session, CHRIS, row.last_at):
            assert held_sessions(folder) == (session,)
        assert held_sessions(folder) == ()
