"""The copies of the record: how they are made, and over what they never are."""

from __future__ import annotations

import shutil
import sys
from functools import partial
from pathlib import Path

import pytest

from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.store.key import keys
from kvv_triage.store.key.keyfile import key_file_of
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.opening import open_record
from kvv_triage.store.sqlcipher import rekeying
from kvv_triage.store.sqlcipher.copies import backup, known_copies
from kvv_triage.store.sqlcipher.erasure import erase
from kvv_triage.store.sqlcipher.reading import open_to_read
from kvv_triage.store.sqlcipher.restoring import restore
from kvv_triage.store.sqlcipher.store import FILE_NAME, FileStore, open_file, open_store
from tests.helpers.workbench import (
    BEA,
    CASE,
    CHRIS,
    KEY,
    KEY_FILE,
    NOON,
    OTHER_KEY,
    OWNER,
    SAID,
    ids_of,
    recorded,
    reopened,
)


def test_a_backup_opens_with_the_same_key_and_holds_everything(store: FileStore, tmp_path: Path) -> None:
    session = recorded(store)
    place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    if sys.platform != "win32":  # there the folder keeps the rights
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
    with pytest.raises(CannotDo, match="is van de opslag zelf"):
        backup(store, store.path, BEA, NOON)
    assert store.verify() is None


@pytest.mark.parametrize(
    "name", [FILE_NAME, f"{FILE_NAME}-journal", f"{FILE_NAME}-wal", "sessies.stand", "sleutel.json"]
)
def test_a_backup_never_takes_a_name_of_the_record(folder: Path, name: str) -> None:
    with reopened(folder) as store, open_to_read(folder, KEY) as read:
        before = sorted(file.name for file in folder.iterdir())
        for make in (partial(backup, store), read.back_up):
            with pytest.raises(CannotDo, match="is van de opslag zelf"):
                make(folder / name, BEA, NOON)
        assert sorted(file.name for file in folder.iterdir()) == before


def test_a_backup_removes_no_file_of_anybody_else(store: FileStore, tmp_path: Path) -> None:
    report = tmp_path / "kopie.kvv.verslag.nieuw.docx"
    notes = tmp_path / "kopie.kvv.0a1b2c3d.nieuw-plan"
    journal = tmp_path / "kopie.kvv-journal"
    for file in (report, notes, journal):
        file.write_bytes(b"van iemand anders")
    with pytest.raises(CannotDo, match=r"staat .*kopie\.kvv-journal"):
        backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    with open_to_read(store.path.parent, KEY) as read, pytest.raises(CannotDo, match=r"staat .*kopie\.kvv-journal"):
        read.back_up(tmp_path / "kopie.kvv", BEA, NOON)
    assert journal.read_bytes() == b"van iemand anders"
    journal.unlink()
    backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    assert report.exists()
    assert notes.exists()


def test_a_backup_in_a_folder_that_is_not_there_says_so(folder: Path, tmp_path: Path) -> None:
    with reopened(folder) as store, open_to_read(folder, KEY) as read:
        for make in (partial(backup, store), read.back_up):
            with pytest.raises(CannotDo, match=r"De map .*usb is er niet\."):
                make(tmp_path / "usb" / "kopie.kvv", BEA, NOON)
        assert known_copies(store) == ()


def test_a_backup_that_fails_is_not_remembered(store: FileStore, tmp_path: Path) -> None:
    for length in (240, 300):  # too long for the name that it has until it is whole, and for any name
        with pytest.raises(StoreTrouble, match=r"De naam .*kkk\.kvv is te lang\."):
            backup(store, tmp_path / f"{'k' * length}.kvv", BEA, NOON)
        assert known_copies(store) == ()
    assert store.verify() is None


def kept_key(folder: Path) -> bytes:
    """The key file of a record with another key: whose it is stands in it, and it is no copy of ours."""
    keys.create(folder, Secret("paarse fiets op zolder"))
    return (folder / "sleutel.json").read_bytes()


def test_a_backup_never_replaces_what_came_to_stand_in_its_place(store: FileStore, tmp_path: Path) -> None:
    place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    with open_store(tmp_path / "ander", OTHER_KEY, create=True) as other:
        recorded(other)
    for found in ((tmp_path / "ander" / FILE_NAME).read_bytes(), b"een brief", b""):
        place.write_bytes(found)
        with pytest.raises(CannotDo, match="staat al een ander bestand"):
            backup(store, place, BEA, NOON)
        assert place.read_bytes() == found


def test_a_backup_never_replaces_one_with_something_that_the_record_lost(folder: Path, tmp_path: Path) -> None:
    with reopened(folder) as store:
        early = backup(store, tmp_path / "vroeg.kvv", BEA, NOON)
        late_session = recorded(store)
        late = backup(store, tmp_path / "laat.kvv", BEA, NOON)
    aside = restore(folder, KEY, early, CHRIS, NOON).aside
    assert aside is not None
    with reopened(folder) as store:
        assert {late, aside} <= {*known_copies(store)}
        for place in (late, aside):
            with pytest.raises(CannotDo, match="staat al een ander bestand"):
                backup(store, place, BEA, NOON)
            with open_file(place, KEY) as copy:
                assert ids_of(copy.sessions()) == [late_session]
        assert backup(store, early, BEA, NOON) == early, "of this one it has everything"


def test_a_backup_from_which_something_was_erased_may_be_made_again(store: FileStore, tmp_path: Path) -> None:
    recorded(store)
    place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    assert erase(store, CASE, "verzoek", CHRIS, NOON).copies.cleaned == (place,)
    assert backup(store, place, BEA, NOON) == place


@pytest.mark.parametrize("has_backup", [False, True])
def test_a_backup_never_replaces_another_key_file_beside_it(
    store: FileStore, tmp_path: Path, *, has_backup: bool
) -> None:
    place = tmp_path / "kopie.kvv"
    if has_backup:
        backup(store, place, BEA, NOON)
    for found in (kept_key(tmp_path / "ander"), b"een brief"):
        key_file_of(place).write_bytes(found)
        with pytest.raises(CannotDo, match=r"komt .*kopie\.sleutel\.json\. Daar staat al een ander bestand"):
            backup(store, place, BEA, NOON)
        assert key_file_of(place).read_bytes() == found
    assert place.exists() == has_backup
    assert known_copies(store) == ((place,) if has_backup else ())


@pytest.mark.parametrize("leads_to", ["ons", "niets", "kopie"])
@pytest.mark.parametrize("name", ["kopie.kvv", "kopie.sleutel.json"])
def test_a_backup_is_never_written_through_a_link(store: FileStore, tmp_path: Path, name: str, leads_to: str) -> None:
    place, target = tmp_path / "kopie.kvv", tmp_path / "elders"
    backup(store, place, BEA, NOON)
    link = tmp_path / name
    if leads_to == "kopie":
        link.rename(target)
    elif leads_to == "ons":
        link.unlink()
        target = store.path if link == place else store.path.with_name("sleutel.json")
    before = target.read_bytes() if target.exists() else None
    link.unlink(missing_ok=True)
    link.symlink_to(target)
    with pytest.raises(CannotDo, match="staat al een ander bestand"):
        backup(store, place, BEA, NOON)
    assert link.is_symlink()
    assert (target.read_bytes() if target.exists() else None) == before
    assert store.verify() is None


def test_a_link_that_leads_nowhere_is_not_replaced_either(store: FileStore, tmp_path: Path) -> None:
    (tmp_path / "kopie.kvv").symlink_to(tmp_path / "niets")
    with pytest.raises(CannotDo, match="staat al een ander bestand"):
        backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    assert (tmp_path / "kopie.kvv").is_symlink()


def test_a_backup_that_was_killed_before_its_key_file_is_finished_by_the_next(store: FileStore, tmp_path: Path) -> None:
    place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    key_file_of(place).unlink()
    left = [tmp_path / f"{name}.0a1b2c3d.nieuw" for name in ("kopie.kvv", "kopie.sleutel.json")]
    for file in left:
        file.write_bytes(b"half")
    assert backup(store, place, BEA, NOON) == place
    assert key_file_of(place).read_bytes() == KEY_FILE.read_bytes()
    assert not any(file.exists() for file in left)


def test_what_a_killed_process_left_beside_a_backup_never_becomes_part_of_the_next(
    store: FileStore, tmp_path: Path
) -> None:
    place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    with open_file(place, KEY) as copy:
        recorded(copy, case="Alleen-hier")
        for end in ("", "-wal"):
            shutil.copy(f"{place}{end}", f"{tmp_path / 'gedood'}{end}")
    for end in ("", "-wal"):
        shutil.copy(f"{tmp_path / 'gedood'}{end}", f"{place}{end}")
    with pytest.raises(CannotDo, match="staat al een ander bestand"):
        backup(store, place, BEA, NOON)
    with open_file(place, KEY) as copy:
        assert [row.case for row in copy.sessions()] == ["Alleen-hier"]
    place.unlink()
    shutil.copy(tmp_path / "gedood-wal", f"{place}-wal")
    backup(store, place, BEA, NOON)
    with open_file(place, KEY) as copy:
        assert copy.sessions() == ()
        assert copy.verify() is None


def test_without_its_key_file_no_backup_is_begun(store: FileStore, tmp_path: Path) -> None:
    (store.path.parent / "sleutel.json").unlink()
    with pytest.raises(StoreTrouble, match=r"sleutel\.json ontbreekt"):
        backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    assert known_copies(store) == ()
    assert not (tmp_path / "kopie.kvv").exists()


def test_what_opens_another_backup_is_never_replaced(tmp_path: Path) -> None:
    """Two names that differ behind the last dot have one key file."""
    folder, first, second = tmp_path / "kvv", tmp_path / "kvv.28-11", tmp_path / "kvv.29-11"
    key = keys.create(folder, Secret("paarse fiets op zolder")).key
    with open_record(folder, key) as store:
        store.back_up(first, BEA, NOON)
        assert store.back_up(second, BEA, NOON) == second, "the same key opens both"
    before = key_file_of(first).read_bytes()
    with open_record(folder, rekeying.renew(folder, key)) as store:
        for place in (first, second, tmp_path / "kvv.30-11"):
            with pytest.raises(CannotDo, match="Daar staat al een ander bestand"):
                store.back_up(place, BEA, NOON)
    assert key_file_of(first).read_bytes() == before


def test_a_backup_is_found_again_however_its_place_was_typed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "weg").mkdir()
    with reopened(folder) as store:
        place = backup(store, tmp_path / "weg" / ".." / "kopie.kvv", BEA, NOON)
        (tmp_path / "weg").rmdir()
        assert place == (tmp_path / "kopie.kvv").resolve()
        assert known_copies(store) == (place,)
        assert backup(store, tmp_path / "kopie.kvv", BEA, NOON) == place
