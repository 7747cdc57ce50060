"""Backups, putting one back, what is left after cleaning up or erasing, and older shapes of the database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from sqlcipher3 import dbapi2

from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.store.interface import SessionRow
from kvv_triage.store.key import keys
from kvv_triage.store.key.keyfile import key_file_of
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.sqlcipher.connection import opened
from kvv_triage.store.sqlcipher.copies import backup, forget_copy, known_copies, restore
from kvv_triage.store.sqlcipher.erasure import erase
from kvv_triage.store.sqlcipher.migrations import MIGRATIONS
from kvv_triage.store.sqlcipher.retention import purge
from kvv_triage.store.sqlcipher.store import FILE_NAME, FileStore, open_file, open_store
from tests.helpers.workbench import (
    BEA,
    CASE,
    CHRIS,
    DAY,
    KEY,
    KEY_FILE,
    NOON,
    OTHER_KEY,
    OWNER,
    SAID,
    STORED,
    recorded,
    reopened,
    told,
)

REASON = "verzoek van de betrokkene"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the record stands; its key file is any file, as nothing here reads it."""
    place = tmp_path / "kvv"
    open_store(place, KEY, create=True).close()
    shutil.copy(KEY_FILE, place / "sleutel.json")
    return place


@pytest.fixture
def store(folder: Path) -> Iterator[FileStore]:
    """A new record."""
    with reopened(folder) as made:
        yield made


def ids(rows: tuple[SessionRow, ...]) -> list[str]:
    return [row.id for row in rows]


def decrypted(path: Path) -> bytes:
    """All pages of the file as they are under the encryption, also what SQLite itself no longer looks at."""
    page, reserve, data = 4096, 80, path.read_bytes()
    plain = []
    for start in range(0, len(data), page):
        begin = start + (16 if start == 0 else 0)
        end = start + page - reserve
        decryptor = Cipher(AES(KEY.reveal()), CBC(data[end : end + 16])).decryptor()
        plain.append(decryptor.update(data[begin:end]))
    return b"".join(plain)


def test_a_backup_opens_with_the_same_key_and_holds_everything(store: FileStore, tmp_path: Path) -> None:
    session = recorded(store)
    place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    assert place.stat().st_mode & 0o777 == 0o600
    assert key_file_of(place).read_bytes() == KEY_FILE.read_bytes()
    assert known_copies(store) == (place,)
    with open_file(place, KEY) as copy:
        assert copy.entries(session) == store.entries(session)
        assert copy.verify() is None
    for text in (CASE, SAID, OWNER):
        assert text.encode() not in place.read_bytes()


def test_a_backup_into_a_folder_gets_the_date_and_may_be_made_again(store: FileStore, tmp_path: Path) -> None:
    first = backup(store, tmp_path, BEA, NOON)
    recorded(store)
    assert backup(store, tmp_path, BEA, NOON) == first == tmp_path / "kvv-2026-03-04.kvv"
    with open_file(first, KEY) as copy:
        assert len(copy.sessions()) == 1
    assert known_copies(store) == (first,)


def test_a_backup_never_replaces_the_record_itself(store: FileStore) -> None:
    with pytest.raises(CannotDo, match="staat al een ander bestand"):
        backup(store, store.path, BEA, NOON)
    assert store.verify() is None


def test_a_backup_that_fails_is_not_remembered(store: FileStore, tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="is er niet meer"):
        backup(store, tmp_path / "usb" / "kopie.kvv", BEA, NOON)
    assert known_copies(store) == ()
    assert store.verify() is None


def test_a_backup_is_put_back_and_the_present_file_kept_aside(folder: Path, tmp_path: Path) -> None:
    with reopened(folder) as store:
        early = recorded(store)
        place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
        late = recorded(store, case="Ander-1")
    made = restore(folder, KEY, place, CHRIS, NOON + DAY)
    assert made.sessions == 1
    assert made.aside is not None
    with reopened(folder) as store:
        assert ids(store.sessions()) == [early]
        assert store.verify() is None
        assert known_copies(store) == (place, made.aside)
    with open_file(made.aside, KEY) as aside:
        assert set(ids(aside.sessions())) == {early, late}
    assert not list(folder.glob("*.nieuw*"))


def test_a_damaged_record_is_replaced_by_a_backup(folder: Path, tmp_path: Path) -> None:
    with reopened(folder) as store:
        early = recorded(store)
        place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    damaged = b"geen database" * 1000
    (folder / FILE_NAME).write_bytes(damaged)
    made = restore(folder, KEY, place, CHRIS, NOON)
    assert made.aside is not None
    assert made.aside.read_bytes() == damaged
    with reopened(folder) as store:
        assert ids(store.sessions()) == [early]


def test_a_backup_opens_on_a_new_machine_with_the_recovery_code(store: FileStore, tmp_path: Path) -> None:
    recorded(store)
    place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    new = tmp_path / "nieuwe-laptop"
    keys.adopt(new, key_file_of(place))
    key = keys.unlock_with_recovery(new, Secret(told("version-1", "recovery code")))
    assert restore(new, key, place, CHRIS, NOON).aside is None
    with open_store(new, key) as again:
        assert len(again.sessions()) == 1


@pytest.mark.parametrize("damage", ["flip", "cut", "other", "rows"])
def test_a_bad_backup_is_never_put_back(folder: Path, tmp_path: Path, damage: str) -> None:
    with reopened(folder) as store:
        recorded(store)
        place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    data = bytearray(place.read_bytes())
    if damage == "flip":
        data[len(data) // 2] ^= 1
    elif damage == "cut":
        del data[len(data) // 2 :]
    elif damage == "rows":
        with open_file(place, KEY) as copy:
            copy.connection.raw.execute("UPDATE entry SET kind = 'x' WHERE place = 2")
        data = bytearray(place.read_bytes())
    place.write_bytes(data)
    before = (folder / FILE_NAME).read_bytes()
    with pytest.raises(StoreTrouble, match="niets teruggezet"):
        restore(folder, OTHER_KEY if damage == "other" else KEY, place, CHRIS, NOON)
    assert (folder / FILE_NAME).read_bytes() == before
    assert not list(folder.glob("*.nieuw*"))


def test_nothing_is_put_back_while_a_session_is_open_or_without_a_backup(store: FileStore, tmp_path: Path) -> None:
    session = recorded(store, closed=False)
    place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    with store.hold(session, BEA, NOON), pytest.raises(CannotDo, match=f"Sessie {session} is nog open"):
        restore(store.path.parent, KEY, place, CHRIS, NOON)
    with pytest.raises(CannotDo, match="geen reservekopie"):
        restore(store.path.parent, KEY, tmp_path / "weg.kvv", CHRIS, NOON)


def test_who_had_the_file_open_when_a_backup_was_put_back_is_told(store: FileStore, tmp_path: Path) -> None:
    place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    restore(store.path.parent, KEY, place, CHRIS, NOON)
    with pytest.raises(StoreTrouble, match="is er niet meer"):
        store.begin(BEA, NOON)


def test_nothing_of_what_went_is_left_in_any_page(store: FileStore) -> None:
    for number in range(30):
        recorded(store, case=f"{CASE}-{number}")
    recorded(store, case="Blijft-1", at=NOON + 200 * DAY)
    assert b"keel dicht" in plain(store)
    purge(store, CHRIS, NOON + 200 * DAY)
    assert plain(store).count(b"keel dicht") == plain_of_one_session(store)
    erase(store, f"{CASE}-7", REASON, CHRIS, NOON + 200 * DAY)
    assert f"{CASE}-7".encode() not in plain(store)
    assert f"{CASE}-8".encode() in plain(store)


def plain(store: FileStore) -> bytes:
    """The file under its encryption, and nothing in its journal."""
    store.connection.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert store.path.with_name(f"{FILE_NAME}-wal").stat().st_size == 0
    return decrypted(store.path)


def plain_of_one_session(store: FileStore) -> int:
    """How often the words of a meeting may be left: once for each session with entries."""
    return sum(not row.is_skeleton for row in store.sessions())


def test_an_erased_case_leaves_only_a_reason(store: FileStore) -> None:
    recorded(store)
    erase(store, CASE, REASON, CHRIS, NOON + DAY)
    left = store.entries("BEHEER")[-1]
    assert (left.kind, left.author) == ("gewist", CHRIS)
    assert REASON in left.body
    assert CASE.encode() not in plain(store)


def test_copies_that_kvv_knows_are_cleaned_and_others_are_named(store: FileStore, tmp_path: Path) -> None:
    recorded(store)
    other = recorded(store, case="Ander-1")
    here = backup(store, tmp_path / "hier.kvv", BEA, NOON)
    unplugged = backup(store, tmp_path / "usb.kvv", BEA, NOON)
    unplugged.unlink()
    damaged = backup(store, tmp_path / "stuk.kvv", BEA, NOON)
    damaged.write_bytes(b"x" * 10_000)
    old = backup(store, tmp_path / "oud.kvv", BEA, NOON)
    with opened(old, KEY) as connection:
        connection.execute("PRAGMA user_version = 0")
    upgrade = store.path.with_name("sessies-versie-1.kvv")
    upgrade.write_bytes(b"van voor een nieuwe versie")
    unfinished = store.path.with_name("sessies.kvv.0a1b2c3d.nieuw-wal")
    unfinished.write_bytes(b"van een afgebroken herstel")
    erased = erase(store, CASE, REASON, CHRIS, NOON)
    assert erased.cleaned == (here,)
    assert set(erased.deleted) == {old, upgrade}
    assert set(erased.untouched) == {unplugged, damaged}
    assert not old.exists()
    assert not key_file_of(old).exists()
    assert not upgrade.exists()
    assert not unfinished.exists()
    assert known_copies(store) == (here, unplugged, damaged)
    with open_file(here, KEY) as copy:
        assert ids(copy.sessions()) == [other]
        assert copy.verify() is None
    assert CASE.encode() not in decrypted(here)
    forget_copy(store, unplugged, BEA, NOON)
    assert known_copies(store) == (here, damaged)


def test_an_erased_case_does_not_come_back_with_an_old_backup(folder: Path, tmp_path: Path) -> None:
    with reopened(folder) as store:
        recorded(store)
        other = recorded(store, case="Ander-1")
        place = backup(store, tmp_path / "usb.kvv", BEA, NOON)
        away = place.rename(tmp_path / "in-de-la.kvv")
        assert erase(store, CASE, REASON, CHRIS, NOON).untouched == (place,)
    restore(folder, KEY, away, CHRIS, NOON)
    with reopened(folder) as store:
        assert ids(store.sessions()) == [other]
        assert store.verify() is None


def test_a_reader_elsewhere_leaves_remains_until_the_next_time(store: FileStore) -> None:
    recorded(store)
    with reopened(store.path.parent) as other, other.reading() as ledger:
        assert ledger.session("niets") is None
        store.connection.raw.execute("PRAGMA busy_timeout = 1")
        assert erase(store, CASE, REASON, CHRIS, NOON).leftovers
    assert store.sessions() == ()
    assert store.tidy()


def test_the_stored_record_of_version_1_opens_and_goes_on(tmp_path: Path) -> None:
    shutil.copy(STORED / "version-1.db", tmp_path / FILE_NAME)
    shutil.copy(KEY_FILE, tmp_path / "sleutel.json")
    key = keys.unlock_with_passphrase(tmp_path, Secret(told("version-1", "passphrase")))
    assert key == keys.unlock_with_recovery(tmp_path, Secret(told("version-1", "recovery code"))) == KEY
    with open_store(tmp_path, key) as store:
        assert store.verify() is None
        assert store.head() == told("version-1", "head")
        assert [row.is_skeleton for row in store.sessions()] == [False, False, True]
        assert SAID in store.entries(told("version-1", "open session"))[1].body
        assert store.content("sha256:1") == "de lijsten"
        store.append(told("version-1", "open session"), "closed", "{}", BEA, NOON + 2 * DAY)
        assert store.knows_head(told("version-1", "head"))
        assert store.verify() is None


def add_column(connection: dbapi2.Connection) -> None:
    """A step as a later version may have it."""
    connection.execute("ALTER TABLE holder ADD COLUMN team TEXT")


def fail_halfway(connection: dbapi2.Connection) -> None:
    """A step that goes wrong."""
    connection.execute("ALTER TABLE holder ADD COLUMN team TEXT")
    raise dbapi2.OperationalError("halfway")


def test_a_migration_is_applied_once_after_a_backup(folder: Path) -> None:
    with reopened(folder) as store:
        recorded(store)
    for _ in range(2):
        with open_store(folder, KEY, migrations=(*MIGRATIONS, add_column)) as store:
            assert store.connection.raw.execute("SELECT team FROM holder").fetchall() == []
            assert store.verify() is None
    with open_file(folder / f"sessies-versie-{len(MIGRATIONS)}.kvv", KEY) as before:
        assert len(before.sessions()) == 1


def test_a_migration_that_fails_changes_nothing(folder: Path) -> None:
    with reopened(folder) as store:
        session = recorded(store)
    with pytest.raises(dbapi2.OperationalError):
        open_store(folder, KEY, migrations=(*MIGRATIONS, fail_halfway))
    with reopened(folder) as store:
        assert len(store.entries(session)) == 3
        assert "team" not in [row[1] for row in store.connection.raw.execute("PRAGMA table_info(holder)")]
