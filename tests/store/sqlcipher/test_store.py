"""What is true of the record in one encrypted file, beside what every kind of store keeps to (test_contract)."""

from __future__ import annotations

from contextlib import suppress

from kvv_triage.store.sqlcipher.store import BATCH, FileStore
from tests.helpers.workbench import BEA, MANY, NOON, PRIVATE, recorded, reopened


def test_a_record_that_was_rolled_back_no_longer_knows_the_printed_head(store: FileStore) -> None:
    recorded(store)
    store.close()
    old = store.path.read_bytes()
    with reopened(store.path.parent) as later:
        recorded(later, case="Ander-1")
        printed = later.head()
    store.path.write_bytes(old)
    with reopened(store.path.parent) as rolled_back:
        assert rolled_back.verify() is None
        assert not rolled_back.knows_head(printed)


def test_nothing_of_an_append_that_was_interrupted_stays(store: FileStore) -> None:
    session = store.begin(BEA, NOON)
    with suppress(KeyboardInterrupt), store.writing() as ledger:
        ledger.note("halverwege", {}, BEA, NOON)
        raise KeyboardInterrupt
    store.append(session, "answered", "{}", BEA, NOON)
    assert len(store.entries(session)) == 1
    assert store.verify() is None


def test_no_file_holds_what_was_said_or_about_whom(store: FileStore) -> None:
    session = recorded(store, closed=False)
    with store.hold(session, BEA, NOON):
        files = {path: path.read_bytes() for path in store.path.parent.rglob("*") if path.is_file()}
    assert {path.name for path in files} >= {"sessies.kvv", "sessies.kvv-wal", "sessies.kvv-shm", f"{session}.slot"}
    for text in (*PRIVATE, "answered", "SQLite format"):
        for path, data in files.items():
            assert text.encode() not in data, path.name
            assert text.encode("utf-16-le") not in data, path.name
    left = [path.name for path in (store.path.parent / "bezet").iterdir()]
    assert left == ["beurt"], "nor does one stay that names the session"


def test_the_contract_reads_more_sessions_than_this_store_reads_at_once() -> None:
    assert MANY > 2 * BATCH
