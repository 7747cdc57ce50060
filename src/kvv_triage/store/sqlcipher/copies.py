"""Copies of the record: made verified, remembered, and put back verified before anything is replaced."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlcipher3 import dbapi2

from kvv_triage.errors import CannotDo, KvvError, StoreTrouble
from kvv_triage.saving import copy, private_folder, save, sync_folder
from kvv_triage.store.interface import Author, Restored
from kvv_triage.store.key import keyfile
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.locks import IsTaken, locked
from kvv_triage.store.sqlcipher.connection import COMPANIONS, opened
from kvv_triage.store.sqlcipher.faults import in_dutch
from kvv_triage.store.sqlcipher.ledger import Clock, Ledger
from kvv_triage.store.sqlcipher.snapshot import remove, remove_unfinished, snapshot
from kvv_triage.store.sqlcipher.store import FILE_NAME, HELD, FileStore, open_file
from kvv_triage.store.sqlcipher.verify import CLEANED, ERASED

MADE = "kopie_gemaakt"
"""Note: there is a copy at `pad`; made as a backup, or kept aside when another one was put back."""
FORGOTTEN = "kopie_weg"
"""Note: there is no longer a copy at `pad`."""
RESTORED = "hersteld"
"""Note: from here on the record goes on from a copy."""


def backup(store: FileStore, target: Path, author: Author, at: datetime) -> Path:
    """Write a copy, or replace the one that kvv made there before, and remember it; gives its place.

    The key file goes beside it, so that the recovery code opens the copy on another machine. A folder as `target`
    gets a file with today's date. Raises CannotDo when something else stands there, StoreTrouble when it fails.
    """
    place = target.expanduser().absolute()
    if place.is_dir():
        place /= f"kvv-{at.astimezone():%Y-%m-%d}.kvv"
    if place == store.path.absolute() or (place.exists() and place not in known_copies(store)):
        raise CannotDo(f"Op {place} staat al een ander bestand.", tip="Kies een andere naam voor de reservekopie.")
    with store.writing() as ledger:  # first: a copy that nobody knows of would outlive an erased case
        ledger.note(MADE, {"pad": str(place)}, author, at)
    try:
        with in_dutch(place):
            snapshot(store.connection.raw, place, store.key)
            save(keyfile.key_file_of(place), (store.path.parent / keyfile.FILE_NAME).read_bytes())
    except KvvError:
        if not place.exists():
            forget_copy(store, place, author, at)
        raise
    return place


def known_copies(store: FileStore) -> tuple[Path, ...]:
    """The copies that kvv made and that nobody said are gone, oldest first."""
    with store.reading() as ledger:
        return _known(ledger)


def forget_copy(store: FileStore, place: Path, author: Author, at: datetime) -> None:
    """Remember that there is no longer a copy at this place."""
    with store.writing() as ledger:
        ledger.note(FORGOTTEN, {"pad": str(place)}, author, at)


def restore(folder: Path, key: Secret[bytes], source: Path, author: Author, at: datetime) -> Restored:
    """Put a copy in the place of the record, after reading it whole; the file that stood there is kept aside.

    What was erased after the copy was made is erased from it again, as far as the present file can still be read.
    Raises CannotDo when there is no copy or a session is open, StoreTrouble when the copy does not hold. Until the
    very last step, which is a single rename, nothing has changed.
    """
    path, copied = folder / FILE_NAME, source.expanduser().absolute()
    if not copied.is_file():
        raise CannotDo(f"Er is geen reservekopie {copied}.", tip="Kijk na of de schijf verbonden is.")
    with in_dutch(path):
        private_folder(folder)
        _check_nothing_is_open(folder)
        beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.nieuw")
        aside = path.with_name(f"{path.stem}-opzij-{at.astimezone():%Y%m%d-%H%M%S}{path.suffix}")
        try:
            remove_unfinished(path)
            copy(copied, beside)
            sessions = _prepared(beside, copied, path, aside, (key, author, at))
            if had_one := path.exists():
                _keep_aside(path, aside, key)
            beside.replace(path)
            sync_folder(folder)
        finally:
            remove(beside)
    return Restored(sessions, aside if had_one else None)


def _prepared(beside: Path, source: Path, path: Path, aside: Path, who: tuple[Secret[bytes], Author, datetime]) -> int:
    """Check the copy and bring it up to date with what only the present file knows; gives how many sessions it has."""
    key, author, at = who
    copies, removed = _known_by_present(path, key)
    with _opened_copy(beside, source, key) as store:
        if broken := store.verify():
            raise StoreTrouble(f"De reservekopie {source} klopt niet. {broken}. Er is niets teruggezet.")
        with store.writing() as ledger:
            ledger.note(RESTORED, {"pad": str(source)}, author, at, clock=Clock.ACCEPTED)
            for place in (*((aside,) if path.exists() else ()), *copies):
                if place not in _known(ledger):
                    ledger.note(MADE, {"pad": str(place)}, author, at)
            again = [session for session in removed if ledger.session(session)]
            if again:
                ledger.remove(CLEANED, author, at, to_nothing=again)
        store.tidy()
        return len(store.sessions())


def _opened_copy(beside: Path, source: Path, key: Secret[bytes]) -> FileStore:
    try:
        return open_file(beside, key)
    except (StoreTrouble, dbapi2.DatabaseError) as error:
        raise StoreTrouble(
            f"De reservekopie {source} is beschadigd, of hoort bij een andere sleutel. Er is niets teruggezet.",
            tip="Neem een andere reservekopie.",
        ) from error


def _known_by_present(path: Path, key: Secret[bytes]) -> tuple[tuple[Path, ...], list[str]]:
    """The copies and the removed sessions that the present file knows of; none when it cannot be read."""
    with suppress(KvvError, dbapi2.Error, OSError), open_file(path, key) as present, present.reading() as ledger:
        return _known(ledger), _removed(ledger)
    return (), []


def _known(ledger: Ledger) -> tuple[Path, ...]:
    known: dict[Path, None] = {}
    for kind, body in ledger.notes():
        if kind == MADE:
            known[Path(str(body["pad"]))] = None
        if kind == FORGOTTEN:
            known.pop(Path(str(body["pad"])), None)
    return tuple(known)


def _removed(ledger: Ledger) -> list[str]:
    return [session for kind, body in ledger.notes() if kind in {CLEANED, ERASED} for session in _ids(body["weg"])]


def _ids(value: object) -> Iterator[str]:
    return map(str, value) if isinstance(value, list) else iter(())


def _keep_aside(path: Path, aside: Path, key: Secret[bytes]) -> None:
    """Give the present file a second name; what its journal holds goes into it, or along with it when it is damaged."""
    with suppress(dbapi2.Error), opened(path, key) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    for end in COMPANIONS:  # left behind, they would be taken for the journal of the copy
        with suppress(FileNotFoundError):
            path.with_name(path.name + end).replace(aside.with_name(aside.name + end))
    try:
        aside.hardlink_to(path)
    except OSError:  # a disk without hard links
        copy(path, aside)


def _check_nothing_is_open(folder: Path) -> None:
    for session in held_sessions(folder):
        raise CannotDo(f"Sessie {session} is nog open. Er is niets teruggezet.", tip="Sluit alle vensters met kvv.")


def held_sessions(folder: Path) -> tuple[str, ...]:
    """The sessions that a living process has open, this one included."""
    held = []
    for file in sorted((folder / HELD).glob("*.slot")):
        try:
            with locked(file):
                continue
        except IsTaken:
            held.append(file.stem)
    return tuple(held)
