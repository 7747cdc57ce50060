"""The record where nothing can be written."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from kvv_triage.errors import StoreTrouble
from kvv_triage.store.sqlcipher.reading import open_to_read
from kvv_triage.store.sqlcipher.store import FILE_NAME, FileStore
from tests.helpers.workbench import BEA, CASE, KEY, NOON, OTHER_KEY, SAID, recorded


def test_it_is_read_in_its_place_and_nothing_can_be_added(store: FileStore, folder: Path) -> None:
    session = recorded(store)
    told = store.entries(session)
    store.close()
    before = (folder / FILE_NAME).read_bytes()
    with open_to_read(folder, KEY) as record:
        assert record.entries(session) == told
        assert record.verify() is None
        with pytest.raises(StoreTrouble):
            record.append(session, "noted", "{}", BEA, NOON)
    assert (folder / FILE_NAME).read_bytes() == before


def test_what_stands_in_its_log_alone_is_read_from_a_copy_that_is_encrypted_and_goes_away(
    store: FileStore, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = recorded(store)
    left = tmp_path / "achtergelaten"
    shutil.copytree(folder, left)  # as the window of a killed process leaves it
    room = tmp_path / "tijdelijk"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    with open_to_read(left, KEY) as record:
        assert record.entries(session) == store.entries(session)
        copied = [path for path in room.rglob("*") if path.is_file()]
        assert copied
        assert all(text.encode() not in path.read_bytes() for path in copied for text in (CASE, SAID))
        (beside,) = room.iterdir()
        if sys.platform != "win32":  # there the folder of the user keeps the rights
            assert beside.stat().st_mode & 0o777 == 0o700
    assert not list(room.iterdir())


def test_without_room_for_a_copy_it_is_read_as_it_was_before(
    store: FileStore, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(store)
    left = tmp_path / "achtergelaten"
    shutil.copytree(folder, left)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "niet-daar"))
    with open_to_read(left, KEY) as record:
        assert record.sessions() == ()


def test_another_key_and_no_file_are_said(folder: Path) -> None:
    with pytest.raises(StoreTrouble, match="beschadigd"):
        open_to_read(folder, OTHER_KEY)
    (folder / FILE_NAME).unlink()
    with pytest.raises(StoreTrouble, match="er niet meer"):
        open_to_read(folder, KEY)
