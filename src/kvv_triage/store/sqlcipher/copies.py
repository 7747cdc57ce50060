"""The copies of the record: which there are, what opens them, and how a new one is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from os.path import lexists
from pathlib import Path
from shutil import copyfile

from sqlcipher3 import dbapi2

from kvv_triage.errors import CannotDo, KvvError, StoreTrouble
from kvv_triage.saving import save
from kvv_triage.store.interface import Author
from kvv_triage.store.key import keyfile
from kvv_triage.store.key.keys import checked
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.locks import IsTaken, locked
from kvv_triage.store.passing import passing_folder
from kvv_triage.store.sqlcipher.connection import READ_ALONE, WRITE, Connection, connect
from kvv_triage.store.sqlcipher.faults import damaged, in_dutch
from kvv_triage.store.sqlcipher.ledger import Ledger
from kvv_triage.store.sqlcipher.mending import mended_copy, needs_a_look
from kvv_triage.store.sqlcipher.migrations import migrate, upgrade_backups, version
from kvv_triage.store.sqlcipher.rows import UPKEEP
from kvv_triage.store.sqlcipher.snapshot import companions, has_journal, journals, remove_unfinished, snapshot
from kvv_triage.store.sqlcipher.store import HELD, FileStore, check_is_record
from kvv_triage.store.sqlcipher.verify import CLEANED, ERASED, MADE
from kvv_triage.store.sqlcipher.witness import ENDING

FORGOTTEN = "kopie_weg"
"""Note: there is no longer a copy at `pad`."""
CLEAN = "kopie_schoon"
"""Note: of what went up to note `tot`, nothing is left at `pad`, which is a copy or the name of the record itself."""


def backup(store: FileStore, target: Path, author: Author, at: datetime) -> Path:
    """Write a copy, or replace the one that kvv made there before, and remember it; gives its place.

    The key file goes beside it, so that the recovery code opens the copy on another machine. A folder as `target`
    gets a file with today's date. Raises CannotDo when something else stands there or beside it, StoreTrouble when it
    fails. Who was killed in it makes it again.
    """
    place = target.expanduser().absolute()
    with in_dutch(place):
        if place.is_dir():
            place /= f"kvv-{at.astimezone():%Y-%m-%d}.kvv"
        place = _as_noted(place)
    _check_is_free(store, place)
    key_file = checked(store.path.parent, store.key)
    with store.writing() as ledger:  # first: a copy that nobody knows of would outlive an erased case
        if is_new := place not in map(_as_noted, noted_copies(ledger)):
            ledger.note(MADE, {"pad": str(place)}, author, at)
        clean_up_to = ledger.notes_so_far()
    try:
        with in_dutch(place):
            snapshot(store.connection.raw, place, store.key)
            remove_unfinished(keyfile.key_file_of(place))
            save(keyfile.key_file_of(place), key_file)
    except KvvError:
        if not lexists(place):
            forget_copy(store, place, author, at)
        raise
    if not is_new:
        with store.writing() as ledger:
            ledger.note(CLEAN, {"pad": str(place), "tot": clean_up_to}, author, at)
    return place


def _as_noted(place: Path) -> Path:
    """The place without what leads to it: a folder on the way may be gone when the copy has to be found again."""
    return place.parent.resolve() / place.name


def _check_is_free(store: FileStore, place: Path) -> None:
    """Raise CannotDo unless nothing stands at this place and beside it, or a backup of this record that may go."""
    known = [*map(_as_noted, known_copies(store))]
    is_known, others = place in known, [copy for copy in known if copy != place]
    check_name(store.path, place, is_known=is_known)
    if lexists(place) and not is_known:
        raise CannotDo(f"Op {place} staat al een ander bestand.", tip="Kies een andere naam voor de reservekopie.")
    if lexists(place) and not _is_behind(store, place):
        raise CannotDo(
            f"Op {place} staat al een ander bestand.",
            tip="Het is geen kopie van deze opslag meer, of er staat meer in. Kies een andere naam.",
        )
    beside = keyfile.key_file_of(place)
    # Of copies whose names differ behind the last dot it opens both: what opens the other one stays.
    opens_another = any(lexists(copy) and keyfile.key_file_of(copy) == beside for copy in others)
    keys = (store.key,) if opens_another or not is_known else keys_of(store)
    if lexists(beside) and not _is_key_file(beside, keys):
        raise CannotDo(
            f"Naast de reservekopie komt {beside}. Daar staat al een ander bestand.",
            tip="Kies een andere naam voor de reservekopie.",
        )


def check_name(record: Path, place: Path, *, is_known: bool = False) -> None:
    """Raise CannotDo for a name that cannot be that of a backup: it belongs to the record, or its folder is not there.

    Also for one beside which somebody else's file would be taken away. What SQLite keeps beside a database goes before
    a backup gets that name. Only beside one that we know it is ours.
    """
    if not place.parent.is_dir():
        raise CannotDo(f"De map {place.parent} is er niet.", tip="Kijk of de stick erin zit en of de naam klopt.")
    ours = (record, *companions(record), record.with_suffix(ENDING), record.with_name(keyfile.FILE_NAME))
    if place.name in {file.name for file in ours} and place.parent.resolve() == record.parent.resolve():
        raise CannotDo(f"De naam {place} is van de opslag zelf.", tip="Kies een andere naam voor de reservekopie.")
    for beside in () if is_known else companions(place):
        if lexists(beside):
            raise CannotDo(
                f"Naast de reservekopie staat {beside}. Dat is een ander bestand.",
                tip="Kies een andere naam voor de reservekopie.",
            )


def _is_behind(store: FileStore, place: Path) -> bool:
    """Whether a copy stands there of which the record has everything: its newest entry is one of ours.

    What was noted in the copy itself when something was taken out of it does not count.
    """
    if place.is_symlink():
        return False
    try:
        with looked_into(place, keys_of(store)) as copy:
            newest = copy.execute(
                "SELECT link FROM entry WHERE session IS NOT ? OR kind NOT IN (?, ?) ORDER BY place DESC LIMIT 1",
                (UPKEEP, CLEANED, ERASED),
            ).fetchone()
    except (KvvError, dbapi2.Error, OSError):
        return False
    with store.reading():
        ours = store.connection.raw.execute("SELECT 1 FROM entry WHERE link = ? LIMIT 1", newest or (b"",))
        return ours.fetchone() is not None


def _is_key_file(place: Path, keys: Sequence[Secret[bytes]]) -> bool:
    """Whether a key file stands there that is about one of these keys."""
    try:
        found = None if place.is_symlink() else keyfile.read(place)
    except KvvError:
        return False
    return found is not None and any(keyfile.is_about(found, key) for key in keys)


def known_copies(store: FileStore) -> tuple[Path, ...]:
    """The copies that kvv made and that nobody said are gone, oldest first."""
    with store.reading() as ledger:
        return noted_copies(ledger)


def forget_copy(store: FileStore, place: Path, author: Author, at: datetime) -> None:
    """Remember that there is no longer a copy at this place."""
    with store.writing() as ledger:
        ledger.note(FORGOTTEN, {"pad": str(place)}, author, at)


def noted_copies(ledger: Ledger) -> tuple[Path, ...]:
    """What `known_copies` gives, inside a transaction."""
    known: dict[Path, None] = {}
    for kind, body in ledger.notes():
        if kind == MADE:
            known[Path(str(body["pad"]))] = None
        if kind == FORGOTTEN:
            known.pop(Path(str(body["pad"])), None)
    return tuple(known)


def copies_beside(path: Path) -> tuple[Path, ...]:
    """The copies beside the record: from before a new version of kvv, and set aside when a backup was put back."""
    return (*upgrade_backups(path), *sorted(path.parent.glob(f"{path.stem}-opzij-*{path.suffix}")))


def set_aside_as(path: Path, at: datetime) -> Path:
    """Where the record goes when a backup takes its place at this moment; a name that is free."""
    while True:
        aside = path.with_name(f"{path.stem}-opzij-{at.astimezone():%Y%m%d-%H%M%S}{path.suffix}")
        if not any(map(lexists, (aside, *companions(aside)))):
            return aside
        at += timedelta(seconds=1)


def keys_of(store: FileStore) -> tuple[Secret[bytes], ...]:
    """The keys that open the copies of this record: the present one first, and then the latest of the earlier ones."""
    return (store.key, *reversed(store.earlier_keys()))


def open_copy(place: Path, keys: Sequence[Secret[bytes]]) -> FileStore:
    """Open a copy with the first of these keys that fits, to change it, and bring it to the newest shape.

    No backup is made of it as it was: that would be one more copy. Raises what the disk and the database raise.
    """
    if not place.stat().st_size:  # SQLite would take it for a new database and begin to fill it
        raise damaged(place)
    mended = _mend(place, keys)
    found, key = _connected(place, keys)
    found.close()
    connection = Connection(place, key)
    try:
        check_is_record(connection)
        migrate(connection.raw, place, key, is_copy=True)
        store = FileStore(connection, key)
    except BaseException:
        connection.raw.close()
        raise
    store.found = mended
    return store


@contextmanager
def looked_into(place: Path, keys: Sequence[Secret[bytes]]) -> Iterator[dbapi2.Connection]:
    """Give a connection to a copy that is only read; raises what the disk and the database raise."""
    with _to_look(place) as there:
        _mend(there, keys)
        with closing(_connected(there, keys)[0]) as connection:
            if not version(connection):  # an empty file opens with every key
                raise damaged(place)
            yield connection


@contextmanager
def _to_look(place: Path) -> Iterator[Path]:
    """The copy where it stands; one of it when something stands beside it, as to open that changes what it is."""
    if not has_journal(place):
        yield place
        return
    with passing_folder() as folder:
        for file in (place, *journals(place)):
            copyfile(file, folder / file.name)
        yield folder / place.name


def _mend(place: Path, keys: Sequence[Secret[bytes]]) -> StoreTrouble | None:
    """Save what a damaged log holds before the copy is opened: SQLite takes its beginning and throws away the rest.

    Gives what to say of it.
    """
    if needs_a_look(place):
        for key in keys:
            with suppress(StoreTrouble):  # another key, or it is damaged for whoever opens it
                return mended_copy(place, place, key)
    return None


def _connected(place: Path, keys: Sequence[Secret[bytes]]) -> tuple[dbapi2.Connection, Secret[bytes]]:
    """Open a copy to read with the first of these keys that fits; raises what the database raises when none does."""
    how = WRITE if has_journal(place) else READ_ALONE  # what a killed process left beside it has to go into it first
    *others, last = keys
    for key in others:
        with suppress(dbapi2.DatabaseError):
            return connect(place, key, how=how), key
    return connect(place, last, how=how), last


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
