"""Measure the record and print the figures as a table: `python benchmarks/store.py`.

Name one or more of the figures (open, append, list, case, verify, writers, kills) to measure only those. With
`writer` it is one of the processes that the figures start: it appends entries and tells of each that it is on disk.
"""

from __future__ import annotations

import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

sys.path.insert(0, str(Path(__file__).parent.parent))
import benchmarks.needs  # noqa: F401 -- first, so that it can say what the rest misses

# isort: split
from kvv_triage.store.interface import Author, Change
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.sqlcipher.ledger import Ledger
from kvv_triage.store.sqlcipher.store import FileStore, open_store

SESSIONS, PER_CASE = 100_000, 4
WRITERS, ENTRIES = 8, 1_000
KILLS = 500
RUNS = 21

AUTHOR = Author("Bea Bakker", "wijkteam")
START = datetime(2026, 1, 1, 9, tzinfo=UTC)
BODY = '{"slot":"partnergeweld.keel","antwoord":"ooit","feit":"zei zij op 3 maart, met de kinderen erbij"}'

Row = tuple[str, str, str]
Figure = Callable[[Path, Secret[bytes]], Row]


def main(wanted: list[str]) -> None:
    """Measure what is asked, by default everything, and print a markdown table."""
    figures: dict[str, Figure] = {
        "open": measure_open,
        "append": measure_append,
        "list": measure_list,
        "case": measure_case,
        "verify": measure_verify,
        "writers": measure_writers,
        "kills": measure_kills,
    }
    print("| what | measured | target |", "|---|---|---|", sep="\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        key = Secret(secrets.token_bytes(32))
        names = wanted or list(figures)
        if {"open", "append", "list", "case", "verify"}.intersection(names):
            fill(Path(folder) / "full", key)
        for name in names:
            print("|", " | ".join(figures[name](Path(folder) / "full", key)), "|", flush=True)


def fill(folder: Path, key: Secret[bytes], sessions: int = SESSIONS) -> None:
    """Make a record of very many sessions, each with a few entries, in one transaction."""
    with open_store(folder, key, create=True) as store, store.writing() as ledger:
        for number in range(sessions):
            fill_session(ledger, f"{number:07}", START + timedelta(minutes=number))


def fill_session(ledger: Ledger, session: str, at: datetime) -> None:
    """Write one closed session."""
    row = ledger.begin(session, AUTHOR, at)
    seated = Change(case=f"A-{int(session) // PER_CASE}", owner="Chris", level="bel_nu")
    row, _ = ledger.add(row, "seated", BODY, AUTHOR, at, seated)
    ledger.add(row, "closed", BODY, AUTHOR, at, Change(closed=at))


def measure_open(folder: Path, key: Secret[bytes]) -> Row:
    """Time opening the file, without the import and the key."""
    return f"open the file with {SESSIONS:,} sessions", f"{timed(lambda: open_store(folder, key).close())}", "50 ms"


def measure_append(folder: Path, key: Secret[bytes]) -> Row:
    """Time one append, and a sync of the disk by itself to compare with."""
    with open_store(folder, key) as store:
        session = store.begin(AUTHOR, later())
        shown = timed(lambda: store.append(session, "answered", BODY, AUTHOR, later()), 300)
    with (folder / "sync").open("wb") as file:
        sync = timed(lambda: write_and_sync(file), 300)
    return "append an entry, on disk", f"{shown} (writing and syncing a bare file: {sync})", "a few ms and a sync"


def measure_list(folder: Path, key: Secret[bytes]) -> Row:
    """Time the list of all sessions, and of the newest."""
    with open_store(folder, key) as store:
        every = timed(store.sessions, 3)
        newest = timed(lambda: store.sessions(limit=50))
    return f"`sessions()`: the newest 50, and all {SESSIONS:,}", f"{newest}, {every}", "1 s"


def measure_case(folder: Path, key: Secret[bytes]) -> Row:
    """Time the sessions of one case."""
    with open_store(folder, key) as store:
        return "`sessions(case)`", timed(lambda: store.sessions("a-7000")), "50 ms"


def measure_verify(folder: Path, key: Secret[bytes]) -> Row:
    """Time reading the whole record."""
    with open_store(folder, key) as store:
        assert store.verify() is None  # noqa: S101 -- a figure of a broken record means nothing
        shown = f"{timed(lambda: store.verify(whole=True), 1)}, again {timed(store.verify, 3)}"
        return f"`verify()` of {SESSIONS * 3:,} entries, and again behind what held", shown, "-"


def measure_writers(_full: Path, key: Secret[bytes]) -> Row:
    """Time processes that write at once, and count what they wrote."""
    with tempfile.TemporaryDirectory() as place:
        open_store(Path(place), key, create=True).close()
        before = time.perf_counter()
        writers = [start_writer(Path(place), key, ENTRIES) for _ in range(WRITERS)]
        for writer in writers:
            writer.communicate()
        seconds = time.perf_counter() - before
        with open_store(Path(place), key) as store:
            kept = [len(store.entries(row.id)) for row in store.sessions()]
            holds = store.verify() is None
    shown = f"{sum(kept):,} kept, {'holds' if holds else 'BROKEN'}, {seconds:.1f} s"
    return f"{WRITERS} processes, {ENTRIES:,} entries each", shown, f"{WRITERS * ENTRIES:,} kept"


def measure_kills(_full: Path, key: Secret[bytes]) -> Row:
    """Kill a writer at random moments; count entries that it told of and that are gone, and records that broke."""
    lost = broken = 0
    with tempfile.TemporaryDirectory() as place:
        open_store(Path(place), key, create=True).close()
        for _kill in range(KILLS):
            told = killed_writer(Path(place), key, random.uniform(0, 0.1))  # noqa: S311 -- a moment, not a secret
            with open_store(Path(place), key) as store:
                newest = store.sessions(limit=1)
                lost += max(0, told - (len(store.entries(newest[0].id)) if newest else 0))
                broken += store.verify() is not None
    return f"{KILLS} times kill -9", f"{lost} lost, {broken} broken", "0 lost, 0 broken"


def killed_writer(folder: Path, key: Secret[bytes], seconds: float) -> int:
    """Kill a writer some time after its session began; how many entries it told that were on disk."""
    writer = start_writer(folder, key, 1_000_000)
    assert writer.stdout is not None  # noqa: S101 -- it was asked for
    writer.stdout.readline()
    time.sleep(seconds)
    writer.kill()
    return len(writer.communicate()[0].splitlines())


def start_writer(folder: Path, key: Secret[bytes], entries: int) -> subprocess.Popen[str]:
    """Start a process that begins a session, tells its id, and then appends; it tells the number of each entry."""
    command = [sys.executable, __file__, "writer", str(folder), str(entries)]
    writer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert writer.stdin is not None  # noqa: S101 -- it was asked for
    writer.stdin.write(f"{key.reveal().hex()}\n")
    writer.stdin.flush()
    return writer


def write(folder: Path, entries: int) -> None:
    """Be such a process; the key comes in on stdin."""
    key = Secret(bytes.fromhex(sys.stdin.readline()))
    with closing(open_store(folder, key)) as store:
        session = store.begin(AUTHOR, datetime.now(UTC))
        print(session, flush=True)
        with store.hold(session, AUTHOR, datetime.now(UTC)):
            append_all(store, session, entries)


def append_all(store: FileStore, session: str, entries: int) -> None:
    """Append, and tell of each entry when it is on disk."""
    for _ in range(entries):
        print(store.append(session, "answered", BODY, AUTHOR, datetime.now(UTC)).number, flush=True)


def later() -> datetime:
    """A moment after all that `fill` wrote."""
    return START + timedelta(minutes=SESSIONS)


def write_and_sync(file: BinaryIO) -> None:
    """Have a few more bytes on disk."""
    file.write(BODY.encode())
    file.flush()
    os.fsync(file.fileno())


def timed(action: Callable[[], object], runs: int = RUNS) -> str:
    """The median and the slowest time of an action, in milliseconds."""
    times = []
    for _ in range(runs):
        before = time.perf_counter()
        action()
        times.append((time.perf_counter() - before) * 1000)
    return f"{statistics.median(times):.1f} ms (at most {max(times):.1f})"


if __name__ == "__main__":
    if sys.argv[1:2] == ["writer"]:
        write(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main(sys.argv[1:])
