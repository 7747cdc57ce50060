"""Erasing a case because somebody asked to be forgotten: from the record, and from every copy that can be reached."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from enum import Enum, auto
from pathlib import Path

from sqlcipher3 import dbapi2

from kvv_triage.errors import CannotDo, KvvError
from kvv_triage.language.spelling import case_key
from kvv_triage.store.interface import Author, Erased
from kvv_triage.store.key.keyfile import key_file_of
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.sqlcipher.connection import connect
from kvv_triage.store.sqlcipher.copies import forget_copy, held_sessions, known_copies
from kvv_triage.store.sqlcipher.migrations import MIGRATIONS, upgrade_backups, version
from kvv_triage.store.sqlcipher.snapshot import remove, remove_unfinished
from kvv_triage.store.sqlcipher.store import FileStore, open_file
from kvv_triage.store.sqlcipher.verify import ERASED


class _Fate(Enum):
    CLEANED = auto()
    DELETED = auto()
    UNTOUCHED = auto()


def erase(store: FileStore, case: str, reason: str, author: Author, at: datetime) -> Erased:
    """Remove everything of a case; a note with the reason and without the case stays in the chain.

    Raises CannotDo when there is no such case, when one of its sessions is open, or when the reason is empty or names
    the case.
    """
    _check_reason(case, reason)
    sessions = [row.id for row in store.sessions(case)]
    if not sessions:
        raise CannotDo("Er is geen zaak met die naam.", tip="Bekijk de zaken met: kvv sessies.")
    if held := set(sessions).intersection(held_sessions(store.path.parent)):
        raise CannotDo(
            f"Sessie {min(held)} is nog open. Er is niets gewist.", tip="Sluit de sessie en probeer opnieuw."
        )
    is_tidy = _erase_here(store, case, reason, author, at)
    fates = dict.fromkeys(upgrade_backups(store.path), _Fate.DELETED)
    for place in fates:
        remove(place)
    remove_unfinished(store.path)
    for place in known_copies(store):
        fates[place] = _erase_from_copy(place, store.key, case, reason, (author, at))
        if fates[place] is _Fate.DELETED:
            forget_copy(store, place, author, at)
    cleaned, deleted, untouched = (tuple(p for p, met in fates.items() if met is fate) for fate in _Fate)
    return Erased(len(sessions), cleaned, deleted, untouched, leftovers=not is_tidy)


def _check_reason(case: str, reason: str) -> None:
    if not reason.strip():
        raise CannotDo("Wissen kan alleen met een reden.", tip="Bijvoorbeeld: verzoek van de betrokkene.")
    if case_key(case) in case_key(reason):
        raise CannotDo("In de reden staat de naam van de zaak.", tip="De reden blijft bewaard: schrijf geen namen op.")


def _erase_here(store: FileStore, case: str, reason: str, author: Author, at: datetime) -> bool:
    """Remove the case from one file; whether nothing of it is left in the file."""
    with store.writing() as ledger:
        if sessions := ledger.of_case(case):  # asked again, inside the transaction: one may have begun just now
            ledger.remove(ERASED, author, at, to_nothing=sessions, reason=reason)
    return store.tidy()


def _erase_from_copy(place: Path, key: Secret[bytes], case: str, reason: str, who: tuple[Author, datetime]) -> _Fate:
    """Remove the case from a copy; one of an older version is deleted, as it would need an upgrade first."""
    try:
        if not place.is_file():
            return _Fate.UNTOUCHED
        remove_unfinished(place)
        with closing(connect(place, key)) as connection:
            is_older = version(connection) < len(MIGRATIONS)
        if is_older:
            remove(place)
            key_file_of(place).unlink(missing_ok=True)
            return _Fate.DELETED
        with open_file(place, key) as copy:
            return _Fate.CLEANED if _erase_here(copy, case, reason, *who) else _Fate.UNTOUCHED
    except (KvvError, dbapi2.Error, OSError):
        return _Fate.UNTOUCHED
