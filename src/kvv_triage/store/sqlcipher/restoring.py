"""Putting a copy back: read whole and brought up to date before anything is replaced, and then in one rename."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from os.path import lexists
from pathlib import Path

from sqlcipher3 import dbapi2

from kvv_triage.errors import CannotDo, KvvError, StoreTrouble
from kvv_triage.saving import copy, private_folder, save, sync_file, sync_folder
from kvv_triage.store.faults import Busy, Full, Newer
from kvv_triage.store.interface import Author, DoesNotOpen, Restored
from kvv_triage.store.key import keyfile
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.sqlcipher.copies import (
    CLEAN,
    held_sessions,
    keys_of,
    noted_copies,
    open_copy,
    set_aside_as,
)
from kvv_triage.store.sqlcipher.faults import in_dutch
from kvv_triage.store.sqlcipher.ledger import Clock, Ledger
from kvv_triage.store.sqlcipher.mending import replacing
from kvv_triage.store.sqlcipher.rekeying import set_key
from kvv_triage.store.sqlcipher.snapshot import companions, making, remove, remove_journal, remove_unfinished
from kvv_triage.store.sqlcipher.store import FILE_NAME, FileStore, open_file
from kvv_triage.store.sqlcipher.sweeping import (
    Removals,
    clean_up_to_note,
    removals,
    remove_again,
    remove_second_names,
)
from kvv_triage.store.sqlcipher.verify import ELSEWHERE, MADE, RESTORED

BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")


@dataclass(frozen=True, slots=True)
class _Known:
    """What only the present record knows: its copies, what was removed from it, and the copies that are behind."""

    copies: tuple[Path, ...]
    removed: Removals
    behind: frozenset[Path]


def restore(
    folder: Path, key: Secret[bytes], source: Path, author: Author, at: datetime, key_file: bytes | None = None
) -> Restored:
    """Put a copy in the place of the record; the file that stood there is kept aside.

    What was erased or cleaned up after the copy was made goes from it again, as far as the present file can still be
    read. `key_file` takes the place of the key file, when that one opens something else. Raises CannotDo when there is
    no copy or a window is open, StoreTrouble when the copy does not hold. Until the very last step, which is a single
    rename, the record is as it was: who fails or is killed leaves nothing that stops the next one.
    """
    path, copied = (folder / FILE_NAME).absolute(), source.expanduser().absolute()
    check_is_copy(copied, path)
    with in_dutch(path):
        private_folder(folder)
        _check_nothing_is_open(folder)
        remove_second_names(path)
        beside = _name_beside(path)
        with _waited_for(path, key) as present, making(path):
            try:
                remove_unfinished(path)
                aside = set_aside_as(path, at) if any(map(lexists, (path, *companions(path)))) else None
                _copy_with_journal(copied, beside)
                restored = _prepared(beside, copied, present, aside if path.exists() else None, (key, author, at))
                if present:
                    _be_alone_with(present)
                with replacing(path):
                    if aside:  # also for what is left of a record of which the file itself is gone
                        restored = replace(restored, aside=_keep_aside(path, aside))
                    if key_file:
                        _place_key_file(folder / keyfile.FILE_NAME, key_file, at)
                    if present and sys.platform == "win32":
                        present.close()  # Windows replaces no file that is open, not even by us
                    beside.replace(path)
                    sync_folder(folder)
            finally:
                remove(beside)
    return restored


def check_is_copy(source: Path, path: Path) -> None:
    """Raise CannotDo when there is no file to put back, or when it is the record itself."""
    if not source.is_file():
        raise CannotDo(f"Er is geen reservekopie {source}.", tip="Kijk na of de schijf verbonden is.")
    if path.exists() and source.samefile(path):
        raise CannotDo(f"{source} is de opslag zelf, en geen reservekopie.", tip="Kies een reservekopie.")


@contextmanager
def _waited_for(path: Path, key: Secret[bytes]) -> Iterator[FileStore | None]:
    """The present record, in which nobody can write until this ends; None when there is none that can be read.

    One that cannot be read just now is no such record: what was erased from it would come back. Raises StoreTrouble.
    """
    with ExitStack() as held:
        present = None
        try:
            with in_dutch(path):
                present = held.enter_context(open_file(path, key)) if path.exists() else None
        except (Busy, Full, Newer):
            raise
        except (KvvError, dbapi2.DatabaseError):
            present = None
        if present and not _did(present, "BEGIN IMMEDIATE"):
            held.close()
            present = None
        yield present


def _be_alone_with(present: FileStore) -> None:
    """Have nobody open the present record until it is closed; raises CannotDo when a window has it open.

    A window that does nothing is in the way too: when it is closed, SQLite takes the write-ahead log by its name, and
    by then that is the log of the new file. Without such a log there is nothing beside the file any more. Whoever opens
    the record next makes it anew.
    """
    before = _did(present, "SELECT count, head FROM log")
    _did(present, "ROLLBACK")
    if not (_did(present, "PRAGMA journal_mode = DELETE") and _did(present, "BEGIN EXCLUSIVE")):
        present.close()  # it is damaged, and goes aside with its log
    elif _did(present, "SELECT count, head FROM log") != before:  # somebody wrote between the two transactions
        raise _is_open()


def _did(present: FileStore, statement: str) -> list[object] | None:
    """What a statement gives, None when the record is damaged; raises CannotDo when another window is in the way."""
    try:
        return [statement, *present.connection.raw.execute(statement).fetchall()]
    except dbapi2.DatabaseError as error:
        if str(getattr(error, "sqlite_errorname", "")).startswith(BUSY):
            raise _is_open() from error
        return None


def _is_open() -> CannotDo:
    return CannotDo(
        "De opslag is nog open in een ander venster. Er is niets teruggezet.",
        tip="Sluit alle vensters met kvv en probeer het opnieuw.",
    )


def _prepared(
    beside: Path,
    source: Path,
    present: FileStore | None,
    aside: Path | None,
    who: tuple[Secret[bytes], Author, datetime],
) -> Restored:
    """Check the copy and bring it up to date with what only the present file knows."""
    key, author, at = who
    read = _known_by(present)
    known = read or _Known((), Removals((), 0), frozenset())
    with _opened_copy(beside, source, key, _keys_known_by(present)) as store:
        if broken := store.verify():
            raise StoreTrouble(f"De reservekopie {source} klopt niet. {broken}. Er is niets teruggezet.")
        with store.writing() as ledger:
            ledger.note(RESTORED, {"pad": str(source)}, author, at, clock=Clock.ACCEPTED)
            for place in (*((aside,) if aside else ()), *known.copies):
                if place not in noted_copies(ledger):
                    ledger.note(MADE, {"pad": str(place)}, author, at)
                if place in known.behind:
                    ledger.note(CLEAN, {"pad": str(place), "tot": 0}, author, at)
            again = remove_again(ledger, known.removed, author, at)
            _remember(ledger, known.removed, author, at)
        store.tidy()
        sessions, found = len(store.sessions()), store.found
        store.connection.raw.execute("PRAGMA journal_mode = DELETE").fetchall()  # all of it in the one file
    if present and store.key != key:  # a copy from before the record got another key
        set_key(beside, store.key, key, present.earlier_keys())
    sync_file(beside)
    return Restored(sessions, aside, again, is_first_to_read=read is None, found=found)


def _keys_known_by(present: FileStore | None) -> tuple[Secret[bytes], ...]:
    """What opens the copies of the present record; nothing when it cannot be read."""
    if present:
        with suppress(KvvError, dbapi2.Error, ValueError):  # it may be damaged: that is why a copy comes back
            return keys_of(present)
    return ()


def _opened_copy(beside: Path, source: Path, key: Secret[bytes], known: tuple[Secret[bytes], ...]) -> FileStore:
    try:
        with in_dutch(beside):
            return open_copy(beside, (key, *known))
    except Newer as newer:
        raise Newer(source) from newer
    except Full:
        raise
    except (StoreTrouble, dbapi2.DatabaseError) as error:
        raise (StoreTrouble if known else DoesNotOpen)(
            f"De reservekopie {source} is beschadigd, of hoort bij een andere sleutel. Er is niets teruggezet.",
            tip="Neem een andere reservekopie.",
        ) from error


def _known_by(present: FileStore | None) -> _Known | None:
    """What the present record knows; None when there is none that can be read."""
    if present:
        with suppress(KvvError, dbapi2.Error, ValueError, KeyError):  # it may be damaged: that is why a copy comes back
            ledger = present.ledger
            copies, removed, clean = noted_copies(ledger), removals(ledger), clean_up_to_note(ledger)
            behind = frozenset(place for place in copies if clean.get(str(place), 0) < removed.up_to)
            return _Known(copies, removed, behind)
    return None


def _remember(ledger: Ledger, removed: Removals, author: Author, at: datetime) -> None:
    """Note what was removed and does not stand in this copy: it can stand in other ones."""
    known = removals(ledger)
    gone = removed.gone - known.gone
    skeletons = removed.skeletons - known.skeletons - known.gone
    if gone or skeletons:
        ledger.note(ELSEWHERE, {"skelet": sorted(skeletons), "weg": sorted(gone)}, author, at)


def _copy_with_journal(source: Path, target: Path) -> None:
    """Copy a database; without what a killed process left beside it, it may not be whole."""
    copy(source, target)
    for file, beside in zip(companions(source), companions(target), strict=True):
        if file.exists() and not file.name.endswith("-shm"):
            copy(file, beside)


def _keep_aside(path: Path, aside: Path) -> Path:
    """Give the present file a second name, with the journal that a damaged one may have; then the journal can go.

    Gives the name of the first that was there.
    """
    pairs = zip((path, *companions(path)), (aside, *companions(aside)), strict=True)
    kept = [(file, second) for file, second in pairs if file.exists()]
    for file, second in kept:
        _give_second_name(file, second, _name_beside(path))
    sync_folder(path.parent)
    remove_journal(path)  # left behind, it would be taken for that of the copy
    return kept[0][1]


def _give_second_name(file: Path, second: Path, beside: Path) -> None:
    try:
        second.hardlink_to(file)
    except OSError:  # a disk without hard links
        copy(file, beside)
        beside.replace(second)


def _place_key_file(path: Path, key_file: bytes, at: datetime) -> None:
    """Put a key file there before the record that it opens; one for something else is kept aside."""
    if path.exists():
        path.replace(path.with_name(f"{path.stem}-opzij-{at.astimezone():%Y%m%d-%H%M%S}{path.suffix}"))
    save(path, key_file)


def _name_beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}.nieuw")


def _check_nothing_is_open(folder: Path) -> None:
    for session in held_sessions(folder):
        raise CannotDo(f"Sessie {session} is nog open. Er is niets teruggezet.", tip="Sluit alle vensters met kvv.")
