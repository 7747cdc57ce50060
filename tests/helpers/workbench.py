"""What the tests of the store share: a key, people, and copies that a test may damage."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kvv_triage.store.interface import Author, Change, SentEntry, SessionRow, Store
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.letters import new_letter
from kvv_triage.store.sqlcipher.left_over import LEAST_AGE_SECONDS
from kvv_triage.store.sqlcipher.store import FILE_NAME, FileStore, open_store

ROOT = Path(__file__).parents[2]
STORED = ROOT / "tests" / "fixtures" / "store"
KEY_FILE = STORED / "version-1.json"
"""Of a record whose key is KEY."""
WRITER = ROOT / "benchmarks" / "store.py"

CHEAP = (2**4, 8, 1)
"""What scrypt takes in a test that is about something else; what it takes of people is tested with the keys."""

KEY = Secret(bytes(range(32)))
OTHER_KEY = Secret(bytes(32))
BEA = Author("Bea Bakker", "wijkteamwerker")
CHRIS = Author("Chris de Wit", "aandachtsfunctionaris")
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)

MANY = 50
"""Sessions: more than a store reads at once."""

CASE = "Zonnebloem-17"
OWNER = "Regina Regiehouder"
SAID = "hij kneep mijn keel dicht"
PRIVATE = (CASE, OWNER, SAID, BEA.name)


def recorded(store: Store, case: str = CASE, at: datetime = NOON, *, closed: bool = True) -> str:
    """Record a meeting with a few entries and give its id."""
    session = store.begin(BEA, at)
    change = Change(case=case, owner=OWNER, level="bel_nu", thresholds=("rode-vlag",), look_again=(at + 7 * DAY).date())
    store.append(session, "seated", f'{{"case": "{case}"}}', BEA, at, change)
    store.append(session, "answered", f'{{"fact": "{SAID}"}}', BEA, at)
    if closed:
        store.append(session, "closed", "{}", BEA, at, Change(closed=at))
    return session


def ids_of(rows: tuple[SessionRow, ...]) -> list[str]:
    """The sessions by their ids, in the same order."""
    return [row.id for row in rows]


def damaged_copy(folder: Path, target: Path, place: int) -> Path:
    """Copy a folder and flip one bit of the file in it."""
    shutil.copytree(folder, target)
    data = bytearray((target / FILE_NAME).read_bytes())
    data[place] ^= 1
    (target / FILE_NAME).write_bytes(data)
    return target


def grow_old(folder: Path) -> None:
    """Have what is unfinished there pass for something that nobody wrote in for a while."""
    for path in folder.glob("*.nieuw*"):
        before = path.stat().st_mtime - LEAST_AGE_SECONDS - 1
        os.utime(path, (before, before))


def reopened(folder: Path) -> FileStore:
    """Open the record that a test made."""
    return open_store(folder, KEY)


def writer(folder: Path, entries: int) -> subprocess.Popen[str]:
    """Start another process that begins a session and appends; it tells its id and then each number."""
    command = [sys.executable, str(WRITER), "writer", str(folder), str(entries)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    process.stdin.write(f"{KEY.reveal().hex()}\n")
    process.stdin.flush()
    return process


def told(name: str, what: str) -> str:
    """What stands in the text beside a stored file: `told("version-1", "passphrase")`."""
    lines = (STORED / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return next(line.removeprefix(f"{what}: ") for line in lines if line.startswith(f"{what}: "))


def left_letter(folder: Path) -> str:
    """Something that was said while the record was shut; gives its session."""
    letter = new_letter(folder)
    assert letter
    letter.keep_content("sha256:abc", "{}")
    letter.add(SentEntry("started", "{}", BEA, NOON))
    letter.close()
    return letter.session
