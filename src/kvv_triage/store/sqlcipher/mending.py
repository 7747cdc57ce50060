"""A damaged log is noticed before SQLite opens the record, as SQLite would take its beginning and write over the rest.

What was found is kept aside, what can be saved is tried on a copy, and the log that holds takes the place of the
damaged one in a single rename. Killed anywhere, the next start finds the same damage and does the same.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from os.path import lexists
from pathlib import Path

from sqlcipher3 import dbapi2

from kvv_triage.errors import KvvError, StoreTrouble
from kvv_triage.saving import copy, save, saving
from kvv_triage.store.faults import Busy, DiskTrouble
from kvv_triage.store.interface import Author
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.locks import IsTaken, locked
from kvv_triage.store.sqlcipher import wal
from kvv_triage.store.sqlcipher.connection import WAIT_SECONDS, Connection, is_open_here
from kvv_triage.store.sqlcipher.faults import damaged
from kvv_triage.store.sqlcipher.ledger import Clock, Ledger, ledger_of
from kvv_triage.store.sqlcipher.living import is_open_elsewhere
from kvv_triage.store.sqlcipher.migrations import migrate, version
from kvv_triage.store.sqlcipher.snapshot import remove, remove_unfinished, slot_of
from kvv_triage.store.sqlcipher.verify import LOST, MADE, first_broken
from kvv_triage.store.sqlcipher.witness import Damaged, Witness

BY_ITSELF = Author("", "kvv")
"""Who writes a note of which nobody gave the order."""
PAUSE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class _Saved:
    """What a log gives: how many entries there are then, how many are lost, the last moment, and its bytes.

    Without a witness nobody knows how many are lost: None.
    """

    count: int
    lost: int | None
    newest: str
    log: bytes


@contextmanager
def mended(path: Path, key: Secret[bytes]) -> Iterator[StoreTrouble | None]:
    """Mend the log of a record that nobody has open; gives what to say of it, None when there was nothing to mend.

    Open the record inside: who looks meanwhile waits for that, and neither takes the other's look for a record in use.
    Raises StoreTrouble when nothing in it can be read, and what the disk raises: a record of which the damage cannot be
    kept aside is not opened.
    """
    if not _may_be_left(path):
        yield None
        return
    with _in_turn(path):
        yield _mended(path, key) if _is_broken(path) else None


def mended_copy(copied: Path, path: Path, key: Secret[bytes]) -> StoreTrouble | None:
    """Mend the log of a private copy of the record at this path, which stays as it is; gives what to say of it.

    Raises StoreTrouble when nothing in it can be read, and what the disk raises.
    """
    saved = _saved(copied, wal.read(_log_of(copied).read_bytes()), key, None)
    if saved is None:
        return None
    save(_log_of(copied), saved.log)
    return StoreTrouble(
        f"Het logboek {_log_of(path)} is beschadigd. {_what(saved)} Aan de opslag zelf is niets veranderd.",
        tip="Kijk bij de laatste weging of alles er staat. Zet de opslag op een schijf met ruimte waarop kvv kan "
        "schrijven: dan wordt die hersteld.",
    )


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def needs_a_look(path: Path) -> bool:
    """Whether there is more in the log than SQLite takes, and nobody is writing it."""
    if not _may_be_left(path):
        return False
    with _in_turn(path):
        return _is_broken(path)


def _may_be_left(path: Path) -> bool:
    """Whether there is a log, that this process is not writing itself."""
    with suppress(FileNotFoundError):
        return _log_of(path).stat().st_size > 0 and not is_open_here(path)
    return False


def _is_broken(path: Path) -> bool:
    with suppress(FileNotFoundError):
        # Another window may have mended and opened it while this one waited.
        if _may_be_left(path) and not is_open_elsewhere(path):
            log = wal.read(_log_of(path).read_bytes())
            return log.is_damaged or log.has_broken_end
    return False


@contextmanager
def replacing(path: Path) -> Iterator[None]:
    """Be the only one that puts another file in this place; raises Busy when another window goes on doing so."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            with locked(slot_of(path)):
                yield
                return
        except IsTaken as error:
            if time.monotonic() > until:
                raise Busy("Een ander venster herstelt het bestand.", tip="Probeer het zo opnieuw.") from error
        time.sleep(PAUSE_SECONDS)


@contextmanager
def _in_turn(path: Path) -> Iterator[None]:
    """Look, mend and open one by one: to ask whether others have it open takes what they would have then.

    Where no file can be made, as on a disk that takes nothing more, nobody can mend either: to look is all there is.
    """
    with ExitStack() as held:
        with suppress(OSError):
            held.enter_context(replacing(path))
        yield


def _mended(path: Path, key: Secret[bytes]) -> StoreTrouble | None:
    raw = _log_of(path).read_bytes()
    log, written_at = wal.read(raw), datetime.fromtimestamp(_log_of(path).stat().st_mtime).astimezone()
    aside = _set_aside_as(path.absolute(), raw, written_at)
    for target in (path, _log_of(path), aside, _log_of(aside)):
        remove_unfinished(target)
    saved = _saved(path, log, key, aside)
    if saved is None:
        return None
    for source, target in ((_log_of(path), _log_of(aside)), (path, aside)):  # the log tells whose name it is
        with source.open("rb") as read, saving(target) as written:
            shutil.copyfileobj(read, written)
    save(_log_of(path), saved.log)
    return StoreTrouble(
        f"Het logboek {_log_of(path)} was beschadigd. {_what(saved)} Hoe het was, is bewaard in {aside}.",
        tip="De opslag gaat nu weer open. Kijk bij de laatste weging of alles er staat, en vul aan wat ontbreekt.",
    )


def _set_aside_as(path: Path, raw: bytes, at: datetime) -> Path:
    """Where the damaged record is kept: a name that is free, or the one that a killed start gave to the same damage."""
    while True:
        aside = path.with_name(f"{path.stem}-opzij-{at:%Y%m%d-%H%M%S}{path.suffix}")
        log = _log_of(aside)
        if (not lexists(aside) and not lexists(log)) or (log.is_file() and log.read_bytes() == raw):
            return aside
        at += timedelta(seconds=1)


def _saved(path: Path, log: wal.WriteAheadLog, key: Secret[bytes], aside: Path | None) -> _Saved | None:
    """The most that the log gives, None when it was only torn; raises StoreTrouble when nothing of it can be read."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.nieuw")
    candidates = list(log.candidates())
    try:
        taken = None if log.is_damaged else _tried(path, beside, candidates[-1], key, aside)
        if taken and taken.lost == 0:  # torn: what is not there was never told to be on disk
            return None
        # Where nobody knows what was told, as beside a copy, more of it that holds was: what is torn never does.
        for candidate in candidates[:-1] if taken else candidates:
            saved = _tried(path, beside, candidate, key, aside)
            if saved and (taken is None or saved.count > taken.count):
                return saved
        if taken:
            return taken if taken.lost else None
    finally:
        remove(beside)
    raise damaged(path)  # another key, or the file itself does not hold; SQLite would empty the log all the same


def _tried(path: Path, beside: Path, candidate: bytes, key: Secret[bytes], aside: Path | None) -> _Saved | None:
    """What the record would be with this log, with the notes that tell of it; None when it does not hold.

    Raises what the disk raises, and the database when the disk is full.
    """
    remove(beside)
    copy(path, beside)
    save(_log_of(beside), candidate)
    try:
        connection = Connection(beside, key)
        with closing(connection.raw):
            # Whatever is in the log has to stay there: it goes beside the file as it was.
            connection.raw.execute("PRAGMA wal_autocheckpoint = 0")
            if not version(connection.raw):
                return None
            migrate(connection.raw, beside, key, is_copy=True)
            ledger = ledger_of(connection.raw, key)
            connection.raw.execute("REINDEX")  # of a page that is left out the table may have everything, and this not
            with connection.reading():
                if first_broken(connection.raw, ledger):
                    return None
                count, lost, newest = _lost(Witness(path, ledger.keys), ledger)
            with connection.writing():
                at = datetime.fromisoformat(newest) if newest else datetime.now(UTC)
                if aside:
                    ledger.note(MADE, {"pad": str(aside)}, BY_ITSELF, at, clock=Clock.LATE)
                body = {"weg": lost, "gezien": datetime.now(UTC).isoformat(timespec="seconds")}
                ledger.note(LOST, body, BY_ITSELF, at, clock=Clock.LATE)
            return _Saved(count, lost, newest, _log_of(beside).read_bytes())
    except (dbapi2.DatabaseError, KvvError) as error:
        if isinstance(error, DiskTrouble) or getattr(error, "sqlite_errorname", "").startswith("SQLITE_FULL"):
            raise
        return None


def _lost(witness: Witness, ledger: Ledger) -> tuple[int, int | None, str]:
    """How many entries are there, how many more the witness knew, None without a witness, and the last moment."""
    log = ledger.log()
    count, newest = (log.count, log.newest) if log else (0, "")
    with suppress(Damaged):
        stand = witness.read()
        return count, (None if stand is None else max(0, stand.count - count)), newest
    return count, None, newest


def _what(saved: _Saved) -> str:
    since = f"{datetime.fromisoformat(saved.newest).astimezone():%d-%m-%Y %H:%M}" if saved.newest else "het begin"
    match saved.lost:
        case 0:
            return "Alles is teruggehaald."
        case None:
            return f"Teruggehaald is alles tot en met {since}. Of er daarna nog iets was, is niet bekend."
        case 1:
            return f"Teruggehaald is alles tot en met {since}. Daarna ontbreekt 1 aantekening."
        case _:
            return f"Teruggehaald is alles tot en met {since}. Daarna ontbreken {saved.lost} aantekeningen."
