"""What the witness tells when the record is opened: it is all there, a copy was put back, or something was lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2

from kvv_triage.errors import KvvError, StoreTrouble
from kvv_triage.store.chain import is_same
from kvv_triage.store.sqlcipher.ledger import Clock, Ledger
from kvv_triage.store.sqlcipher.mending import BY_ITSELF
from kvv_triage.store.sqlcipher.rows import UPKEEP, Log
from kvv_triage.store.sqlcipher.verify import LOST, RESTORED, UNWITNESSED
from kvv_triage.store.sqlcipher.witness import Damaged, Stand, Witness

if TYPE_CHECKING:
    from kvv_triage.store.sqlcipher.store import FileStore

HAS_WITNESS = 0x6B767677
"""Stands in the head of a record that ever had a witness, so that one that was taken away is missed."""
SHOWN = 16
"""Hex digits of a link by which a note is known again."""


def settle(store: FileStore, *, is_new: bool) -> None:
    """Give an open record its witness, after comparing the two; what is found is told by the store, and noted in it.

    A disk on which nothing can be written takes nothing away from the record that it can be read.
    """
    witness = Witness(store.path, store.ledger.keys)
    stand, is_changed = _read(witness)  # before the record: others may be writing
    with store.reading() as ledger:
        log = ledger.log()
        if log is None:  # a stranger took it away; `verify` says so
            return
        fits = stand is not None and _fits(ledger, log, stand)
        restored = frozenset(_restored(ledger, stand.count if stand and fits else 0))
        misses = stand is None and (is_changed or _had_witness(store)) and not _is_just_restored(ledger)
    with suppress(KvvError, dbapi2.Error, OSError):
        _mark(store)
        if stand and not fits and not restored - stand.restored and not store.found:
            store.found = _lost(stand, log, "De opslag gaat wel open, en dit is erin vastgelegd.")
            _note(store, LOST, {"weg": max(0, stand.count - log.count) or None}, log)
        elif misses and not is_new:
            _note(store, UNWITNESSED, {}, log)
        _follow(store, witness, stand if fits else None, restored | (stand.restored if stand else frozenset()))
        store.witness = witness


def missing(store: FileStore, record: Path) -> StoreTrouble | None:
    """What the witness of the record at this path knew and a record that is only read lacks; None without proof."""
    stand, _ = _read(Witness(record, store.ledger.keys))
    with store.reading() as ledger:
        log = ledger.log()
        if stand is None or log is None or _fits(ledger, log, stand) or {*_restored(ledger, 0)} - stand.restored:
            return None
        return _lost(stand, log, "De opslag gaat wel open.")


def _fits(ledger: Ledger, log: Log, stand: Stand) -> bool:
    """Whether all that the witness knew is there."""
    return log.count >= stand.count and is_same(ledger.link_at(stand.count), stand.link)


def remarks(ledger: Ledger) -> Iterator[str]:
    """What was found at earlier openings, as Dutch sentences."""
    for kind, body in ledger.notes():
        if kind in {LOST, UNWITNESSED}:
            day = f"{datetime.fromisoformat(str(body['gezien'])).astimezone():%d-%m-%Y}"
            yield f"Op {day} zag kvv dat er {_what(kind, body)}."


def _what(kind: str, body: dict[str, object]) -> str:
    if kind == UNWITNESSED:
        return (
            "naast de opslag niet meer stond, of veranderd was, hoe ver die was. "
            "Of er toen iets weg was, is dus niet bekend"
        )
    match body["weg"]:
        case 0:
            return "een logboek beschadigd was; alles is teruggehaald"
        case None:
            return "aantekeningen weg waren; hoeveel is niet bekend"
        case 1:
            return "1 aantekening weg was"
        case count:
            return f"{count} aantekeningen weg waren"


def _read(witness: Witness) -> tuple[Stand | None, bool]:
    """What the witness tells, and whether it was changed."""
    try:
        return witness.read(), False
    except Damaged:
        return None, True


def _restored(ledger: Ledger, since: int) -> Iterator[str]:
    """By which notes behind this place a copy was put back."""
    return (entry.link.hex()[:SHOWN] for entry in ledger.notes_since(since) if entry.kind == RESTORED)


def _had_witness(store: FileStore) -> bool:
    return bool(store.connection.raw.execute("PRAGMA application_id").fetchone()[0] == HAS_WITNESS)


def _is_just_restored(ledger: Ledger) -> bool:
    """Whether nothing was kept since a copy was put back: a witness that came with it knows nothing of this record."""
    return any(
        entry.kind == RESTORED for entry in takewhile(lambda entry: entry.session == UPKEEP, ledger.newest_first())
    )


def _mark(store: FileStore) -> None:
    if not _had_witness(store):
        store.connection.raw.execute(f"PRAGMA application_id = {HAS_WITNESS}")


def _note(store: FileStore, kind: str, body: dict[str, object], log: Log) -> None:
    """Note what was found, at the moment of the newest entry: the day on which it is found may be any."""
    found = datetime.now(UTC)
    at = datetime.fromisoformat(log.newest) if log.newest else found
    with store.writing() as ledger:
        ledger.note(kind, {**body, "gezien": found.isoformat(timespec="seconds")}, BY_ITSELF, at, clock=Clock.LATE)


def _follow(store: FileStore, witness: Witness, stand: Stand | None, restored: frozenset[str]) -> None:
    with store.reading() as ledger:
        log = ledger.log()
        count = log.count if log else 0
        now = Stand(count, ledger.link_at(count), restored, stand.verified if stand else None)
    if stand == now:
        witness.stand = now
    else:
        witness.begin(now)


def _lost(stand: Stand, log: Log, but: str) -> StoreTrouble:
    since = datetime.fromisoformat(log.newest).astimezone() if log.newest else None
    last = f" De laatste die er staat, is van {since:%d-%m-%Y %H:%M}." if since else ""
    missing = stand.count - log.count
    if missing <= 0:
        what = f"Aantekening {stand.count} van de opslag is niet meer dezelfde: er ontbreekt iets van daarvoor."
    elif missing == 1:
        what = f"In de opslag ontbreekt 1 aantekening.{last}"
    else:
        what = f"In de opslag ontbreken {missing} aantekeningen.{last}"
    return StoreTrouble(
        f"{what} Het einde van het bestand is weggevallen, of iemand zette een oudere stand terug.",
        tip=f"{but} Kijk bij de laatste weging of alles er staat, en vul aan wat ontbreekt. Is er veel weg? "
        "Zet de laatste reservekopie terug: kvv beheer herstel.",
    )
