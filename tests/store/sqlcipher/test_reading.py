"""The record where nothing can be written."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.store.key import keyfile, keys
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.opening import open_record, renew
from kvv_triage.store.passing import SLOT, passing_folder
from kvv_triage.store.sqlcipher import reading
from kvv_triage.store.sqlcipher.copies import known_copies
from kvv_triage.store.sqlcipher.migrations import MIGRATIONS
from kvv_triage.store.sqlcipher.reading import ReadRecord, open_to_read
from kvv_triage.store.sqlcipher.store import FILE_NAME, FileStore, open_file, open_store
from kvv_triage.store.sqlcipher.wal import FRAME, HEADER
from tests.helpers.disks import read_only
from tests.helpers.workbench import BEA, CASE, KEY, NOON, OTHER_KEY, SAID, recorded, reopened


@pytest.fixture
def session(store: FileStore) -> str:
    return recorded(store)


@pytest.fixture
def left(store: FileStore, session: str, folder: Path, tmp_path: Path) -> Path:
    """The folder as the window of a killed process leaves it: the session stands in the log alone."""
    assert store.entries(session)
    return shutil.copytree(folder, tmp_path / "achtergelaten")


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where there is room for a copy."""
    place = tmp_path / "tijdelijk"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def test_it_is_read_in_its_place_and_nothing_can_be_added(store: FileStore, session: str, folder: Path) -> None:
    told = store.entries(session)
    store.close()
    before = (folder / FILE_NAME).read_bytes()
    with open_to_read(folder, KEY) as record:
        assert record.entries(session) == told
        assert record.verify() is None
        check_read_only(record, session)
    assert (folder / FILE_NAME).read_bytes() == before


def check_read_only(record: ReadRecord, session: str) -> None:
    with pytest.raises(StoreTrouble, match="kan kvv niet schrijven"):
        record.append(session, "noted", "{}", BEA, NOON)
    with pytest.raises(StoreTrouble), record.hold(session, BEA, NOON):
        pass


def test_what_others_write_meanwhile_is_read(store: FileStore, session: str, folder: Path) -> None:
    with open_to_read(folder, KEY) as record:
        store.append(session, "noted", "{}", BEA, NOON)
        assert record.entries(session) == store.entries(session)


def test_a_disk_that_is_only_for_reading_is_read(store: FileStore, session: str, folder: Path, tmp_path: Path) -> None:
    told = store.entries(session)
    store.close()
    with read_only(tmp_path / "schijf", folder) as there, open_to_read(there, KEY) as record:
        assert record.entries(session) == told
        assert not record.lacks_newest
        check_read_only(record, session)


def test_its_log_is_read_there_too(left: Path, store: FileStore, session: str, room: Path, tmp_path: Path) -> None:
    with read_only(tmp_path / "schijf", left) as there, open_to_read(there, KEY) as record:
        assert record.entries(session) == store.entries(session)
        assert not list(room.iterdir())
        check_read_only(record, session)


def test_a_log_that_nobody_can_begin_is_read_from_a_copy_that_is_encrypted_and_goes_away(
    left: Path, store: FileStore, session: str, room: Path, tmp_path: Path
) -> None:
    (left / f"{FILE_NAME}-shm").unlink()
    with read_only(tmp_path / "schijf", left) as there:
        with open_to_read(there, KEY) as record:
            assert record.entries(session) == store.entries(session)
            assert not record.lacks_newest
            check_read_only(record, session)
            copied = [path for path in room.rglob("*") if path.is_file()]
            assert copied
            assert all(text.encode() not in path.read_bytes() for path in copied for text in (CASE, SAID))
            (beside,) = room.iterdir()
            if sys.platform != "win32":  # there the folder of the user keeps the rights
                assert beside.stat().st_mode & 0o777 == 0o700
        assert not list(room.iterdir())


def test_without_room_for_a_copy_it_is_read_as_it_was_before_and_that_is_known(
    left: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (left / f"{FILE_NAME}-shm").unlink()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "niet-daar"))
    monkeypatch.setattr(reading, "IN_MEMORY", tmp_path / "niet-daar")
    with read_only(tmp_path / "schijf", left) as there, open_to_read(there, KEY) as record:
        assert record.sessions() == ()
        assert record.lacks_newest


@pytest.fixture
def with_damaged_log(left: Path) -> Path:
    """The folder as a killed window leaves it, with one bit of the log turned, early in it."""
    log = left / f"{FILE_NAME}-wal"
    data = bytearray(log.read_bytes())
    data[HEADER + FRAME + 400] ^= 1
    log.write_bytes(data)
    return left


def test_a_damaged_log_on_a_disk_that_is_only_for_reading_is_mended_in_a_copy_and_told(
    with_damaged_log: Path, store: FileStore, session: str, room: Path, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    with read_only(tmp_path / "schijf", with_damaged_log) as there:
        with pytest.raises(StoreTrouble, match="kan kvv niet schrijven"):
            open_store(there, KEY)
        with open_to_read(there, KEY) as record:
            assert record.entries(session) == store.entries(session)
            assert record.verify(whole=True) is None
            assert "is beschadigd. Alles is teruggehaald. Aan de opslag zelf is niets" in str(record.found)
            assert not record.lacks_newest
            check_read_only(record, session)
            place = record.back_up(tmp_path / "stick", BEA, NOON)
    assert not list(room.iterdir())
    with open_file(place, KEY) as copied:
        assert copied.entries(session) == store.entries(session)
        assert known_copies(copied) == ()


def test_a_damaged_log_without_room_for_a_copy_is_known_to_lack_something(
    with_damaged_log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "niet-daar"))
    monkeypatch.setattr(reading, "IN_MEMORY", tmp_path / "niet-daar")
    with read_only(tmp_path / "schijf", with_damaged_log) as there, open_to_read(there, KEY) as record:
        assert record.lacks_newest
        with pytest.raises(StoreTrouble, match="Niet alles is nagekeken"):
            record.verify()


def test_one_of_an_earlier_shape_is_read_from_a_copy(
    store: FileStore, session: str, folder: Path, room: Path, tmp_path: Path
) -> None:
    told = store.entries(session)
    store.close()

    def later(connection: dbapi2.Connection) -> None:
        connection.execute("CREATE TABLE later (one INTEGER) STRICT")

    before = (folder / FILE_NAME).read_bytes()
    with (
        read_only(tmp_path / "schijf", folder) as there,
        open_to_read(there, KEY, (*MIGRATIONS, later)) as record,
    ):
        assert record.connection.raw.execute("SELECT * FROM later").fetchall() == []
        assert record.entries(session) == told
        assert list(room.iterdir())
    assert (folder / FILE_NAME).read_bytes() == before


def test_a_copy_can_be_made_on_another_disk(left: Path, session: str, store: FileStore, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    with read_only(tmp_path / "schijf", left) as there, open_to_read(there, KEY) as record:
        place = record.back_up(tmp_path / "stick", BEA, NOON)
        assert sorted(path.name for path in place.parent.iterdir()) == [
            "kvv-2026-03-04.kvv",
            "kvv-2026-03-04.sleutel.json",
        ]
        with pytest.raises(CannotDo, match="staat al een bestand"):
            record.back_up(tmp_path / "stick", BEA, NOON)
        with open_file(place, KEY) as copied:
            assert copied.entries(session) == store.entries(session)
            assert copied.verify() is None


def test_another_key_and_no_file_are_said(folder: Path) -> None:
    with pytest.raises(StoreTrouble, match="beschadigd"):
        open_to_read(folder, OTHER_KEY)
    (folder / FILE_NAME).unlink()
    with pytest.raises(StoreTrouble, match="er niet meer"):
        open_to_read(folder, KEY)


def test_an_end_that_is_gone_is_told_also_where_nothing_can_be_written(
    left: Path, session: str, tmp_path: Path
) -> None:
    (left / f"{FILE_NAME}-wal").unlink()
    with read_only(tmp_path / "schijf", left) as there, open_to_read(there, KEY) as record:
        assert record.found
        assert "ontbreken" in record.found.message
        assert "vastgelegd" not in record.found.tip
        assert not record.entries(session)


def test_what_a_killed_process_looked_into_goes_at_the_next_start_and_what_a_living_one_does_stays(
    store: FileStore, folder: Path, room: Path
) -> None:
    with passing_folder() as held:
        (held / FILE_NAME).write_bytes(b"kopie")
        left = room / "kvv-gedood"
        left.mkdir()
        for name in (SLOT, FILE_NAME):
            (left / name).write_bytes(b"")
        (left / "bezet").mkdir()
        other = room / "kvv-van-iemand-anders"
        other.mkdir()
        store.close()
        with open_record(folder, KEY):
            assert {*room.iterdir()} == {held, other}
        assert (held / FILE_NAME).exists()
    assert {*room.iterdir()} == {other}


def test_a_record_opens_where_no_temporary_file_can_be_made(
    store: FileStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: ["/niet-daar"])
    with pytest.raises(FileNotFoundError):
        tempfile.gettempdir()
    with reopened(folder), open_record(folder, KEY):
        pass


def test_after_a_key_change_that_was_killed_the_record_is_read_where_nothing_can_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "kvv"
    key = keys.create(folder, Secret("paarse fiets op zolder")).key
    with open_record(folder, key) as record:
        session = recorded(record)
    path = folder / keyfile.FILE_NAME
    before, old = keyfile.salt_of(folder / FILE_NAME), path.read_bytes()
    fresh = renew(folder, key)
    path.replace(keyfile.waiting_path(path, before, keyfile.salt_of(folder / FILE_NAME)))
    path.write_bytes(old)
    with read_only(tmp_path / "schijf", folder) as there:
        found = keyfile.read(there / keyfile.FILE_NAME)
        assert found
        assert keyfile.is_about(found, fresh)
        with open_to_read(there, fresh) as read:
            assert read.entries(session)
            place = read.back_up(tmp_path / "kopie.kvv", BEA, NOON)
    beside = keyfile.read(keyfile.key_file_of(place))
    assert beside
    assert keyfile.is_about(beside, fresh)


def test_a_copy_on_another_disk_gets_no_key_file_that_was_changed(
    store: FileStore, folder: Path, tmp_path: Path
) -> None:
    store.close()
    (folder / keyfile.FILE_NAME).write_bytes(b"{")
    with (
        read_only(tmp_path / "schijf", folder) as there,
        open_to_read(there, KEY) as record,
        pytest.raises(StoreTrouble, match="beschadigd"),
    ):
        record.back_up(tmp_path / "kopie.kvv", BEA, NOON)
    assert not (tmp_path / "kopie.kvv").exists()
