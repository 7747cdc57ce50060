"""A small record of which every byte of every file is changed once: no wrong data, no silence, no traceback.

A whole opening takes too long to do it for 150,000 bytes. So what finds a change is asked for every byte (the keyed
hash of each page, the seal of the key file; the frames of the log for a share), and one in so many bytes goes all the
way. With `--every` they all do.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kvv_triage.errors import StoreTrouble
from kvv_triage.store.key import keyfile, keys
from kvv_triage.store.key.keyfile import key_file_of
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.opening import open_record, restore
from kvv_triage.store.sqlcipher import wal
from kvv_triage.store.sqlcipher.connection import connect
from kvv_triage.store.sqlcipher.store import FILE_NAME
from kvv_triage.store.sqlcipher.wal import PAGE
from tests.helpers.workbench import BEA, DAY, NOON, recorded

pytestmark = pytest.mark.slow

LOG = f"{FILE_NAME}-wal"
SALT = 16
"""Bytes at the beginning of the file without a hash of their own: they are part of what makes the key."""
STEP = 997
"""One in so many bytes goes all the way; a prime, so that every place in a page gets its turn."""
SOME = 11
"""Of the log one in so many bytes is looked at; it has no hash of its own that is quickly asked."""
PHRASE = Secret("paarse fiets op zolder")

Told = list[tuple[str, ...]]


class Office:
    """A record with its key file, a backup of it, and the same as the window of a killed process leaves it."""

    def __init__(self, folder: Path) -> None:
        work, self.place, self.left = folder / "werk", folder / "kvv", folder / "achtergelaten"
        self.stick = folder / "stick.kvv"
        self.key = keys.create(work, PHRASE).key
        with open_record(work, self.key) as record:
            recorded(record)
            record.back_up(self.stick, BEA, NOON)
        self.told = self.read(work)
        shutil.copytree(work, self.place)
        with open_record(work, self.key) as record:
            record.append(record.sessions()[0].id, "followedup", "{}", BEA, NOON + DAY)
            shutil.copytree(work, self.left)
        self.told_later = self.read(work)

    def read(self, folder: Path) -> Told:
        """Everything that is in the record of a folder; raises StoreTrouble when it says that something is wrong."""
        with open_record(folder, self.key) as record:
            if record.found or record.remarks():
                raise record.found or StoreTrouble(record.remarks()[0])
            if broken := record.verify(whole=True):
                raise StoreTrouble(str(broken))
            return [tuple(entry.body for entry in record.entries(row.id)) for row in record.sessions()]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The small record."""
    return Office(tmp_path_factory.mktemp("bytes"))


def changed(data: bytes, place: int) -> bytes:
    """The same bytes but for one."""
    return data[:place] + bytes([data[place] ^ 1 << place % 8]) + data[place + 1 :]


Some = Callable[[int], Iterator[int]]


@pytest.fixture
def some(*, is_every_one: bool) -> Some:
    """The places of so many bytes that go all the way: the beginning, and one in so many."""

    def places(length: int) -> Iterator[int]:
        yield from range(0, SALT, 1 if is_every_one else 5)
        yield from range(SALT, length, 1 if is_every_one else STEP)

    return places


@pytest.mark.parametrize("name", ["record", "backup"])
def test_every_byte_of_a_page_is_seen_in_every_page(office: Office, name: str, tmp_path: Path) -> None:
    source = office.place / FILE_NAME if name == "record" else office.stick
    path = Path(shutil.copy(source, tmp_path / "proef.kvv"))
    data = bytearray(path.read_bytes())
    count = len(data) // PAGE
    with closing(connect(path, office.key)) as connection, path.open("r+b") as file:
        assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
        for offset in range(PAGE):
            pages = range(1 if offset < SALT else 0, count)
            for turned in (1 << offset % 8, 0):
                for page in pages:
                    file.seek(page * PAGE + offset)
                    file.write(bytes([data[page * PAGE + offset] ^ turned]))
                file.flush()
                if turned:
                    bad = connection.execute("PRAGMA cipher_integrity_check").fetchall()
                    assert len(bad) == len(pages), offset
        assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []


def test_a_changed_byte_of_the_record_is_told_by_whoever_reads_it(office: Office, some: Some, tmp_path: Path) -> None:
    data = (office.place / FILE_NAME).read_bytes()
    for place in some(len(data)):
        folder = Path(shutil.copytree(office.place, tmp_path / "proef"))
        (folder / FILE_NAME).write_bytes(changed(data, place))
        with pytest.raises(StoreTrouble):
            office.read(folder)
        shutil.rmtree(folder)


def test_a_changed_byte_of_a_backup_is_never_put_back(office: Office, some: Some, tmp_path: Path) -> None:
    data = office.stick.read_bytes()
    for place in some(len(data)):
        copy = tmp_path / "stick.kvv"
        copy.write_bytes(changed(data, place))
        folder = Path(shutil.copytree(office.place, tmp_path / "proef"))
        with pytest.raises(StoreTrouble):
            restore(folder, office.key, copy, BEA, NOON + DAY)
        assert office.read(folder) == office.told
        shutil.rmtree(folder)


def test_no_changed_byte_of_the_log_gets_into_the_record_or_is_passed_over(
    office: Office, *, is_every_one: bool
) -> None:
    raw = (office.left / LOG).read_bytes()
    known = {(frame.page, frame.size, frame.data) for frame in wal.read(raw).frames}
    for place in range(0, len(raw), 1 if is_every_one else SOME):
        log = wal.read(changed(raw, place))
        assert log.is_damaged, place
        frames = {(frame.page, frame.size, frame.data) for frame in log.frames if frame.fit in wal.KNOWN}
        assert frames <= known, place


def test_a_changed_byte_of_the_log_is_told_and_costs_what_is_said(office: Office, some: Some, tmp_path: Path) -> None:
    raw = (office.left / LOG).read_bytes()
    for place in some(len(raw)):
        folder = Path(shutil.copytree(office.left, tmp_path / "proef"))
        (folder / LOG).write_bytes(changed(raw, place))
        with open_record(folder, office.key) as record:
            assert record.found, place
            assert record.verify(whole=True) is None
            told = [tuple(entry.body for entry in record.entries(row.id)) for row in record.sessions()]
        is_all = "Alles is teruggehaald" in record.found.message
        assert told == (office.told_later if is_all else office.told), place
        shutil.rmtree(folder)


@pytest.mark.parametrize("name", ["record", "backup"])
def test_every_byte_of_the_key_file(office: Office, name: str, tmp_path: Path) -> None:
    """It is told, or it means the same: a space more in JSON."""
    source = office.place / keyfile.FILE_NAME if name == "record" else key_file_of(office.stick)
    data = source.read_bytes()
    path = tmp_path / keyfile.FILE_NAME
    path.write_bytes(data)
    known = keyfile.read(path)
    for place in range(len(data)):
        path.write_bytes(changed(data, place))
        try:
            read = keyfile.read(path)
            assert read is not None
            keyfile.check_whole(path, read, office.key)
        except StoreTrouble:
            continue
        assert read == known, place
