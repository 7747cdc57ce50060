"""Older shapes of the database."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from kvv_triage.store.key import keys
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.sqlcipher.migrations import MIGRATIONS
from kvv_triage.store.sqlcipher.store import FILE_NAME, open_file, open_store
from tests.helpers.workbench import BEA, DAY, KEY, NOON, SAID, STORED, recorded, reopened, told


@pytest.mark.parametrize("name", ["version-1", "version-2"])
def test_the_stored_record_of_every_version_opens_and_goes_on(tmp_path: Path, name: str) -> None:
    shutil.copy(STORED / f"{name}.db", tmp_path / FILE_NAME)
    shutil.copy(STORED / f"{name}.json", tmp_path / "sleutel.json")
    key = keys.unlock_with_passphrase(tmp_path, Secret(told(name, "passphrase")))
    assert key == keys.unlock_with_recovery(tmp_path, Secret(told(name, "recovery code")))
    assert key.reveal().hex() == told(name, "key")
    with open_store(tmp_path, key) as store:
        assert store.verify() is None
        assert store.head() == told(name, "head")
        assert [row.is_skeleton for row in store.sessions()] == [False, False, True]
        assert SAID in store.entries(told(name, "open session"))[1].body
        assert store.content("sha256:1") == "de lijsten"
        store.append(told(name, "open session"), "closed", "{}", BEA, NOON + 2 * DAY)
        assert store.knows_head(told(name, "head"))
        assert store.verify() is None
        earlier = [told(name, "earlier key")] if name != "version-1" else []
        assert [one.reveal().hex() for one in store.earlier_keys()] == earlier


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
