"""Putting a copy back."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.store.faults import Busy, Newer
from kvv_triage.store.interface import Change, Sent, SentEntry
from kvv_triage.store.key import keys
from kvv_triage.store.key.keyfile import key_file_of
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.locks import locked
from kvv_triage.store.opening import open_record
from kvv_triage.store.sqlcipher import mending
from kvv_triage.store.sqlcipher.connection import opened
from kvv_triage.store.sqlcipher.copies import backup, known_copies
from kvv_triage.store.sqlcipher.erasure import erase
from kvv_triage.store.sqlcipher.restoring import restore
from kvv_triage.store.sqlcipher.store import FILE_NAME, FileStore, open_file, open_store
from kvv_triage.store.sqlcipher.wal import FRAME, HEADER
from tests.helpers.workbench import (
    BEA,
    CHRIS,
    DAY,
    KEY,
    KEY_FILE,
    NOON,
    OTHER_KEY,
    ROOT,
    grow_old,
    ids_of,
    recorded,
    reopened,
    told,
)


def test_a_backup_is_put_back_and_the_present_file_kept_aside(folder: Path, tmp_path: Path) -> None:
    with reopened(folder) as store:
        early = recorded(store)
        place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
        late = recorded(store, case="Ander-1")
    made = restore(folder, KEY, place, CHRIS, NOON + DAY)
    assert made.sessions == 1
    assert made.aside is not None
    with reopened(folder) as store:
        assert ids_of(store.sessions()) == [early]
        assert store.verify() is None
        assert known_copies(store) == (place, made.aside)
    with open_file(made.aside, KEY) as aside:
        assert set(ids_of(aside.sessions())) == {early, late}
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
        assert ids_of(store.sessions()) == [early]


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


def test_nothing_is_put_back_while_another_window_is_open_and_that_window_goes_on(
    store: FileStore, tmp_path: Path
) -> None:
    place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    with pytest.raises(CannotDo, match="nog open in een ander venster"):
        restore(store.path.parent, KEY, place, CHRIS, NOON)
    session = recorded(store)
    assert ids_of(store.sessions()) == [session]
    assert store.verify() is None
    assert not list(store.path.parent.glob("*.nieuw*"))


@pytest.mark.parametrize("damaged", [b"", b"geen database" * 1000])
def test_the_log_of_a_damaged_record_never_joins_the_copy_that_takes_its_place(
    folder: Path, tmp_path: Path, damaged: bytes
) -> None:
    with reopened(folder) as store:
        early = recorded(store)
        place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
        recorded(store, case="Ander-1")
        for end in ("", "-wal"):
            shutil.copy(f"{store.path}{end}", tmp_path / f"gedood{end}")
    log = (tmp_path / "gedood-wal").read_bytes()
    (folder / FILE_NAME).write_bytes(damaged)
    (folder / f"{FILE_NAME}-wal").write_bytes(log)
    made = restore(folder, KEY, place, CHRIS, NOON)
    assert made.aside is not None
    if not damaged:  # SQLite does not even look at it
        assert made.aside.with_name(f"{made.aside.name}-wal").read_bytes() == log
    assert {file.name for file in folder.iterdir() if file.name.startswith(FILE_NAME)} == {FILE_NAME}
    with reopened(folder) as store:
        assert ids_of(store.sessions()) == [early]
        assert store.verify() is None


def test_a_backup_that_was_killed_while_something_was_taken_out_of_it_is_put_back_whole(
    folder: Path, tmp_path: Path
) -> None:
    with reopened(folder) as store:
        early = recorded(store)
        place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    with open_file(place, KEY) as copy:
        late = recorded(copy, case="Ander-1")
        for end in ("", "-wal"):
            shutil.copy(f"{place}{end}", tmp_path / f"gedood.kvv{end}")
    assert restore(folder, KEY, tmp_path / "gedood.kvv", CHRIS, NOON).sessions == 2
    with reopened(folder) as store:
        assert {*ids_of(store.sessions())} == {early, late}
        assert store.verify() is None


def test_what_a_killed_restore_left_is_no_hindrance(folder: Path, tmp_path: Path) -> None:
    with reopened(folder) as store:
        early = recorded(store)
        place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    (folder / f"{FILE_NAME}.0a1b2c3d.nieuw").write_bytes(b"half")
    second = folder / "sessies-opzij-20260304-120000.kvv"
    second.hardlink_to(folder / FILE_NAME)
    made = restore(folder, KEY, place, CHRIS, NOON)
    assert made.aside == second, "the name is free again"
    again = restore(folder, KEY, place, CHRIS, NOON)
    assert again.aside is not None
    assert again.aside != second, "a file that was set aside is never replaced"
    with reopened(folder) as store:
        assert ids_of(store.sessions()) == [early]
        assert store.verify() is None
    assert not list(folder.glob("*.nieuw*"))


def test_the_record_itself_is_no_backup(folder: Path) -> None:
    with pytest.raises(CannotDo, match="is de opslag zelf"):
        restore(folder, KEY, folder / FILE_NAME, CHRIS, NOON)
    (folder / "andere-naam.kvv").symlink_to(folder / FILE_NAME)
    with pytest.raises(CannotDo, match="is de opslag zelf"):
        restore(folder, KEY, folder / "andere-naam.kvv", CHRIS, NOON)


def test_the_second_name_that_a_killed_restore_left_goes_when_the_record_is_opened(folder: Path) -> None:
    with reopened(folder) as store:
        recorded(store)
    shutil.copy(KEY_FILE, folder / "sleutel.json")
    second = folder / "sessies-opzij-20260304-120000.kvv"
    try:
        second.hardlink_to(folder / FILE_NAME)
    except OSError:
        pytest.skip("this disk has no hard links")
    with open_record(folder, KEY) as record:
        assert len(record.sessions()) == 1
    assert not second.exists()


PAUSED = """
import sys
from pathlib import Path
from kvv_triage.store.sqlcipher.restoring import restore
from kvv_triage.store.sqlcipher.store import FILE_NAME
from tests.helpers.workbench import CHRIS, DAY, KEY, NOON

def pause(event, arguments):
    if event == "os.rename" and Path(arguments[1]).name == FILE_NAME:
        print(flush=True)
        sys.stdin.readline()

sys.addaudithook(pause)
print(restore(Path(sys.argv[1]), KEY, Path(sys.argv[2]), CHRIS, NOON + DAY).aside)
"""
"""A restore that waits just before the copy gets the name of the record."""


def test_what_a_restore_that_lives_set_aside_and_is_about_to_place_stays_when_another_window_starts(
    folder: Path, tmp_path: Path
) -> None:
    with reopened(folder) as store:
        early = recorded(store)
        place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    damaged = b"geen database" * 1000
    (folder / FILE_NAME).write_bytes(damaged)
    with subprocess.Popen(
        [sys.executable, "-c", PAUSED, str(folder), str(place)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as restoring:
        assert restoring.stdout is not None
        assert restoring.stdout.readline() == "\n"
        grow_old(folder)
        with pytest.raises(StoreTrouble, match="beschadigd"):
            open_record(folder, KEY)
        aside = Path(restoring.communicate("\n")[0].strip())
    assert restoring.returncode == 0
    assert aside.read_bytes() == damaged
    with open_record(folder, KEY) as record:
        assert ids_of(record.sessions()) == [early]
    assert aside.exists()


def test_the_log_of_a_record_that_is_gone_is_kept_aside_and_never_becomes_part_of_the_copy(
    store: FileStore, folder: Path, tmp_path: Path
) -> None:
    recorded(store)
    place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    recorded(store, case="Alleen-in-het-logboek")
    left = shutil.copytree(folder, tmp_path / "achtergelaten")
    log = (left / f"{FILE_NAME}-wal").read_bytes()
    (left / FILE_NAME).unlink()
    made = restore(left, KEY, place, CHRIS, NOON + DAY)
    assert made.aside is not None
    assert made.aside.read_bytes() == log
    with reopened(left) as again:
        assert again.verify() is None
        assert len(again.sessions()) == 1


def test_a_record_that_another_window_is_mending_is_waited_for_and_never_passed_over(
    store: FileStore, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else what was erased from it would be back with the copy."""
    recorded(store)
    place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    left = shutil.copytree(folder, tmp_path / "achtergelaten")
    log = left / f"{FILE_NAME}-wal"
    data = bytearray(log.read_bytes())
    data[HEADER + FRAME + 400] ^= 1
    log.write_bytes(data)
    monkeypatch.setattr(mending, "WAIT_SECONDS", 0)
    with locked(left / f"{FILE_NAME}.slot"), pytest.raises(Busy, match="Een ander venster herstelt het bestand"):
        restore(left, KEY, place, CHRIS, NOON + DAY)


def test_a_copy_of_a_newer_kvv_is_not_called_damaged(folder: Path, tmp_path: Path) -> None:
    with reopened(folder) as store:
        place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    with opened(place, KEY) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(Newer, match=r"kopie\.kvv is gemaakt met een nieuwere versie"):
        restore(folder, KEY, place, CHRIS, NOON + DAY)


def test_a_session_that_was_erased_does_not_come_back_with_its_letter_after_an_older_copy_is_put_back(
    folder: Path, tmp_path: Path
) -> None:
    sent = Sent("K7M-3FQR", (SentEntry("started", "{}", BEA, NOON, Change(case="Weg-1")),), {})
    with reopened(folder) as store:
        place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
        store.deliver(sent)
        erase(store, "Weg-1", "verzoek", BEA, NOON)
    restore(folder, KEY, place, CHRIS, NOON + DAY)
    with reopened(folder) as store:
        store.deliver(sent)
        assert store.sessions() == ()
