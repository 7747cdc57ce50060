"""A second place that knows how far the record came: what it proves, and what it takes for what it is."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from kvv_triage.errors import StoreTrouble
from kvv_triage.store.sqlcipher.copies import backup
from kvv_triage.store.sqlcipher.erasure import erase
from kvv_triage.store.sqlcipher.restoring import restore
from kvv_triage.store.sqlcipher.retention import purge
from kvv_triage.store.sqlcipher.settling import HAS_WITNESS
from kvv_triage.store.sqlcipher.store import FILE_NAME, FileStore, open_file
from tests.helpers.workbench import BEA, CASE, DAY, KEY, NOON, SAID, recorded, reopened

STAND = "sessies.stand"


@pytest.fixture
def kept(folder: Path) -> Path:
    """A record with a meeting in it that nobody has open."""
    with reopened(folder) as store:
        recorded(store)
    return folder


def copied(folder: Path, target: Path) -> Path:
    """The record as it is now, without its witness."""
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns(STAND))
    return target / FILE_NAME


def found(folder: Path) -> StoreTrouble | None:
    """What the next start says."""
    with reopened(folder) as store:
        assert store.verify(whole=True) is None
        return store.found


def remarks(folder: Path) -> tuple[str, ...]:
    """What `controleer` tells of earlier starts."""
    with reopened(folder) as store:
        return store.remarks()


def test_a_file_put_back_to_how_it_was_is_told_once_and_noted(kept: Path, tmp_path: Path) -> None:
    old = copied(kept, tmp_path / "oud")
    with reopened(kept) as store:
        recorded(store, at=NOON + DAY)
    shutil.copy(old, kept / FILE_NAME)
    trouble = found(kept)
    assert trouble is not None
    assert "In de opslag ontbreken 4 aantekeningen. De laatste die er staat, is van 04-03-2026" in trouble.message
    assert found(kept) is None
    (remark,) = remarks(kept)
    assert remark.endswith("zag kvv dat er 4 aantekeningen weg waren.")


def test_a_file_put_back_and_written_on_as_far_as_it_was_is_told(kept: Path, tmp_path: Path) -> None:
    old = copied(kept, tmp_path / "oud")
    with reopened(kept) as store:
        recorded(store, at=NOON + DAY)
    with open_file(old, KEY) as store:
        recorded(store, case="Ander-1", at=NOON + DAY)
        recorded(store, case="Ander-2", at=NOON + DAY)
    shutil.copy(old, kept / FILE_NAME)
    trouble = found(kept)
    assert trouble is not None
    assert "niet meer dezelfde" in trouble.message
    assert found(kept) is None


def test_a_witness_that_is_behind_says_nothing_and_catches_up(kept: Path) -> None:
    before = (kept / STAND).read_bytes()
    with reopened(kept) as store:
        recorded(store, at=NOON + DAY)
    after = (kept / STAND).read_bytes()
    (kept / STAND).write_bytes(before)
    assert found(kept) is None
    assert after.split(b'"gelezen"')[0].split(b" ")[1] in (kept / STAND).read_bytes()


def test_a_version_that_knows_no_witness_may_write_in_between(kept: Path) -> None:
    with open_file(kept / FILE_NAME, KEY) as store:
        recorded(store, at=NOON + DAY)
    assert found(kept) is None
    assert remarks(kept) == ()


def test_a_record_from_before_there_was_a_witness_gets_one_and_says_nothing(kept: Path) -> None:
    with open_file(kept / FILE_NAME, KEY) as store:
        store.connection.raw.execute("PRAGMA application_id = 0")
    (kept / STAND).unlink()
    assert found(kept) is None
    assert remarks(kept) == ()
    if sys.platform != "win32":  # there the folder keeps the rights
        assert (kept / STAND).stat().st_mode & 0o777 == 0o600
    with open_file(kept / FILE_NAME, KEY) as store:
        assert store.connection.raw.execute("PRAGMA application_id").fetchone() == (HAS_WITNESS,)


@pytest.mark.parametrize("content", [None, b"", b"\x00" * 300, b"0" * 64 + b" {}\n"])
def test_a_witness_that_is_gone_or_changed_is_made_anew_and_remarked(kept: Path, content: bytes | None) -> None:
    if content is None:
        (kept / STAND).unlink()
    else:
        (kept / STAND).write_bytes(content)
    assert found(kept) is None
    (remark,) = remarks(kept)
    assert "Of er toen iets weg was, is dus niet bekend." in remark
    assert found(kept) is None
    assert remarks(kept) == (remark,)


def test_every_changed_byte_of_the_witness_is_seen(kept: Path) -> None:
    with reopened(kept) as store:
        witness = store.witness
    assert witness is not None
    data = (kept / STAND).read_bytes()
    known = witness.read()
    for place in range(data.index(b"\n")):
        with pytest.raises(ValueError):  # noqa: PT011 -- any
            witness.parsed(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    assert witness.parsed(data + b"what is left of a longer line") == known


def test_a_restore_is_no_loss_also_of_an_older_copy_twice_and_on_another_machine(kept: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick.kvv"
    with reopened(kept) as store:
        backup(store, stick, BEA, NOON)
        recorded(store, at=NOON + DAY)
    for days in (2, 3):
        restore(kept, KEY, stick, BEA, NOON + days * DAY)
        assert found(kept) is None
        with reopened(kept) as store:
            recorded(store, at=NOON + days * DAY)
    other = tmp_path / "elders"
    restore(other, KEY, stick, BEA, NOON + DAY)
    assert found(other) is None
    assert remarks(kept) == remarks(other) == ()


def test_a_file_put_back_by_hand_is_told_although_it_was_restored_before(kept: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick.kvv"
    with reopened(kept) as store:
        backup(store, stick, BEA, NOON)
    restore(kept, KEY, stick, BEA, NOON + DAY)
    assert found(kept) is None
    old = copied(kept, tmp_path / "oud")
    with reopened(kept) as store:
        recorded(store, at=NOON + 2 * DAY)
    shutil.copy(old, kept / FILE_NAME)
    assert found(kept) is not None


def test_cleaning_up_and_erasing_are_no_loss(kept: Path) -> None:
    with reopened(kept) as store:
        purge(store, BEA, NOON + 100 * DAY)
        recorded(store, case="B-2", at=NOON + 100 * DAY)
    assert found(kept) is None
    with reopened(kept) as store:
        erase(store, "B-2", "verzoek", BEA, NOON + 101 * DAY)
    assert found(kept) is None
    assert remarks(kept) == ()


def give_up(store: FileStore) -> None:
    """Begin a transaction that writes something and then fails."""
    with store.writing() as ledger:
        ledger.note("iets", {}, BEA, NOON + DAY)
        ledger.note("nog iets", {}, BEA, NOON - DAY)


def test_what_was_not_committed_is_not_known(kept: Path) -> None:
    with reopened(kept) as store:
        session = store.begin(BEA, NOON + DAY)
        before = (kept / STAND).read_bytes()
        with pytest.raises(StoreTrouble, match="klok"):
            store.append(session, "noted", "{}", BEA, NOON - DAY)
        with pytest.raises(StoreTrouble, match="klok"):
            give_up(store)
        with store.writing():
            pass
        assert (kept / STAND).read_bytes() == before


def test_where_it_cannot_be_written_the_record_goes_on(kept: Path) -> None:
    (kept / STAND).unlink()
    (kept / STAND).mkdir()
    with reopened(kept) as store:
        recorded(store, at=NOON + DAY)
        assert store.verify() is None


def test_it_holds_nothing_that_was_said(kept: Path) -> None:
    data = (kept / STAND).read_bytes()
    assert not any(text.encode() in data for text in (CASE, SAID, BEA.name))
