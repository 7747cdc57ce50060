"""Taking what was erased or cleaned up out of the copies too: at once, or when they can be reached again.

The notes about it in the record tell which sessions have to be gone, and other notes tell up to where each copy is
clean. So whoever is killed halfway, or had a stick in a drawer, goes on from there without knowing any case by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlcipher3 import dbapi2

from kvv_triage.errors import KvvError
from kvv_triage.store.interface import Author, Hindrance, Swept, Untouched
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.letters import forget
from kvv_triage.store.locks import IsTaken
from kvv_triage.store.sqlcipher.copies import CLEAN, copies_beside, keys_of, known_copies, looked_into, open_copy
from kvv_triage.store.sqlcipher.faults import in_dutch
from kvv_triage.store.sqlcipher.ledger import Clock, Ledger
from kvv_triage.store.sqlcipher.snapshot import companions, remove, remove_unfinished, tidying
from kvv_triage.store.sqlcipher.store import FILE_NAME, FileStore
from kvv_triage.store.sqlcipher.verify import CLEANED, ELSEWHERE, ERASED, MADE

TROUBLE = (KvvError, dbapi2.Error, OSError)


@dataclass(frozen=True, slots=True)
class Removal:
    """One note about what went: which sessions wholly, and of which a skeleton stays."""

    kind: str
    reason: str
    gone: frozenset[str]
    skeletons: frozenset[str]


@dataclass(frozen=True, slots=True)
class Removals:
    """What ever went from the record, oldest first; `up_to` is the number of the newest note about it, 0 for none."""

    all: tuple[Removal, ...]
    up_to: int

    @property
    def gone(self) -> frozenset[str]:
        """The sessions of which nothing may be left."""
        return frozenset().union(*(removal.gone for removal in self.all))

    @property
    def skeletons(self) -> frozenset[str]:
        """The sessions of which no entries may be left."""
        return frozenset().union(*(removal.skeletons for removal in self.all)) - self.gone


def removals(ledger: Ledger) -> Removals:
    """What ever went from the record, or has to go from copies."""
    every, up_to = [], 0
    for number, (kind, body) in enumerate(ledger.notes(), start=1):
        if kind in {CLEANED, ERASED, ELSEWHERE}:
            up_to = number
            reason = str(body.get("reden", ""))
            every.append(Removal(kind, reason, frozenset(_ids(body["weg"])), frozenset(_ids(body["skelet"]))))
    return Removals(tuple(every), up_to)


def clean_up_to_note(ledger: Ledger) -> dict[str, int]:
    """Up to which note nothing is left in each copy of what went."""
    clean: dict[str, int] = {}
    for number, (kind, body) in enumerate(ledger.notes(), start=1):
        if kind in {MADE, CLEAN}:
            clean[str(body["pad"])] = int(str(body["tot"])) if kind == CLEAN else number
    return clean


def remove_again(ledger: Ledger, removed: Removals, author: Author, at: datetime) -> int:
    """Remove from a copy what the record removed, as far as it stands there; gives of how many sessions.

    Also when the copy was made while the clock was ahead.
    """
    count, skeletons = 0, removed.skeletons
    for removal in removed.all:
        there = _standing(ledger, removal.gone | (removal.skeletons & skeletons))
        gone = sorted(there.keys() & removal.gone)
        to_skeleton = sorted(session for session in there.keys() - removal.gone if not there[session])
        if gone or to_skeleton:
            kind = CLEANED if removal.kind == ELSEWHERE else removal.kind
            ledger.remove(
                kind, author, at, to_skeleton=to_skeleton, to_nothing=gone, reason=removal.reason, clock=Clock.LATE
            )
            count += len(gone) + len(to_skeleton)
    return count


def _standing(ledger: Ledger, sessions: Iterable[str]) -> dict[str, bool]:
    """Which of these sessions stand there, and whether as a skeleton."""
    rows = ((session, ledger.session(session)) for session in sessions)
    return {session: bool(row.is_skeleton) for session, row in rows if row}


def sweep(store: FileStore, author: Author, at: datetime) -> Swept:
    """Have nothing left of what went: in the free room of the record, and in every copy that can be reached."""
    with in_dutch(store.path):
        remove_second_names(store.path)
    with store.reading() as ledger:
        removed, clean_up_to = removals(ledger), clean_up_to_note(ledger)
    if not removed.up_to:
        return Swept()
    with in_dutch(store.path):
        forget(store.path.parent, removed.gone | removed.skeletons)
    leftovers, cleaned, untouched = False, list[Path](), list[Untouched]()
    if clean_up_to.get(FILE_NAME, 0) < removed.up_to:
        with store.writing():  # so that nobody else is making such a file now
            remove_unfinished(store.path)
        leftovers = not store.tidy()
        if not leftovers:
            _note_clean(store, FILE_NAME, removed, (author, at))
    for place in every_copy(store):
        is_noted = clean_up_to.get(str(place), 0) >= removed.up_to
        why_not, has_held = _sweep_copy(place, keys_of(store), removed, (author, at), is_noted=is_noted)
        if has_held:
            cleaned.append(place)
        if why_not:
            untouched.append(Untouched(place, why_not))
        elif not is_noted:
            _note_clean(store, str(place), removed, (author, at))
    return Swept(tuple(cleaned), tuple(untouched), leftovers)


def _sweep_copy(
    place: Path, keys: Sequence[Secret[bytes]], removed: Removals, who: tuple[Author, datetime], *, is_noted: bool
) -> tuple[Hindrance | None, bool]:
    """Take out of a copy what has to go: why it may still be there, if so, and whether anything went.

    One that was noted as clean is looked into all the same: another stick can be in that place, or an older file.
    """
    if not is_noted:
        with suppress(OSError):
            remove_unfinished(place)
    if not is_there(place):
        return (None if is_noted else Hindrance.MISSING), False
    try:
        with looked_into(place, keys) as copy:
            is_holding = bool(still_in(copy, removed.gone, removed.skeletons))
    except TROUBLE:
        return (None if is_noted else Hindrance.SHUT), False
    if is_noted and not is_holding:
        return None, False
    try:
        with open_copy(place, keys) as store:
            with store.writing() as ledger:
                went = remove_again(ledger, removed, *who)
            return (None if store.tidy() else Hindrance.FIXED), went > 0
    except TROUBLE:
        return Hindrance.FIXED, False


def copies_with(store: FileStore, gone: frozenset[str], skeletons: frozenset[str]) -> Swept:
    """In which copies these sessions still stand, and which cannot be looked into; changes nothing."""
    holding, untouched = list[Path](), list[Untouched]()
    for place in every_copy(store):
        if not is_there(place):
            untouched.append(Untouched(place, Hindrance.MISSING))
            continue
        try:
            with looked_into(place, keys_of(store)) as copy:
                if still_in(copy, gone, skeletons):
                    holding.append(place)
        except TROUBLE:
            untouched.append(Untouched(place, Hindrance.SHUT))
    return Swept(tuple(holding), tuple(untouched))


def still_in(copy: dbapi2.Connection, gone: frozenset[str], skeletons: frozenset[str]) -> frozenset[str]:
    """Which of these sessions a copy still has: those that have to be gone, and with entries those that lost them."""
    rows = copy.execute("SELECT id, is_skeleton FROM session").fetchall()
    return frozenset(session for session, is_skeleton in rows if session in (gone if is_skeleton else gone | skeletons))


def every_copy(store: FileStore) -> tuple[Path, ...]:
    """Every copy that kvv knows, whether it is there now or not."""
    known = dict.fromkeys((*copies_beside(store.path.absolute()), *known_copies(store)))
    return tuple(place for place in known if not _is_same_file(place, store.path))


def remove_second_names(path: Path) -> None:
    """Take away the second name that a restore gave to the record just before it was killed.

    SQLite would keep a journal under each name, and neither would know of the other. A journal that has only the
    second name left gets its first one back.
    """
    if not any(_is_same_file(place, path) for place in copies_beside(path)):
        return
    with suppress(IsTaken), tidying(path):  # else a restore that lives gives it just now
        _remove_second_names(path)


def _remove_second_names(path: Path) -> None:
    for place in copies_beside(path):
        if _is_same_file(place, path):
            for file, second in zip(companions(path), companions(place), strict=True):
                if second.exists() and not file.exists():
                    second.replace(file)
            remove(place)


def is_there(place: Path) -> bool:
    """Whether there is a file, as far as the disk tells."""
    try:
        return place.is_file()
    except OSError:
        return False


def _is_same_file(place: Path, path: Path) -> bool:
    try:
        return place.samefile(path)
    except OSError:
        return False


def _note_clean(store: FileStore, place: str, removed: Removals, who: tuple[Author, datetime]) -> None:
    with store.writing() as ledger:
        ledger.note(CLEAN, {"pad": place, "tot": removed.up_to}, *who)


def _ids(value: object) -> Iterable[str]:
    return map(str, value) if isinstance(value, list) else ()
