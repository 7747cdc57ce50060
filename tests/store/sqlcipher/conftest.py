"""What the tests of the store in one file share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kvv_triage.store.sqlcipher.store import FileStore, open_store
from tests.helpers.workbench import KEY, KEY_FILE, reopened


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
