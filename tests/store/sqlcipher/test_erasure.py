"""What is left after cleaning up or erasing: in the file, in its copies, and when one is put back."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from kvv_triage.store.key.keyfile import key_file_of
from kvv_triage.store.sqlcipher.connection import opened
from kvv_triage.store.sqlcipher.copies import backup, forget_copy, known_copies, restore
from kvv_triage.store.sqlcipher.erasure import erase
from kvv_triage.store.sqlcipher.retention import purge
from kvv_triage.store.sqlcipher.store import FILE_NAME, FileStore, open_file
from tests.helpers.workbench import BEA, CASE, CHRIS, DAY, KEY, NOON, ids_of, recorded, reopened

REASON = "verzoek van de betrokkene"


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
        assert ids_of(copy.sessions()) == [other]
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
        assert ids_of(store.sessions()) == [other]
        assert store.verify() is None


def test_a_reader_elsewhere_leaves_remains_until_the_next_time(store: FileStore) -> None:
    recorded(store)
    with reopened(store.path.parent) as other, other.reading() as ledger:
        assert ledger.session("niets") is None
        store.connection.raw.execute("PRAGMA busy_timeout = 1")
        assert erase(store, CASE, REASON, CHRIS, NOON).leftovers
    assert store.sessions() == ()
    assert store.tidy()
