"""A damaged log: noticed before SQLite takes its beginning, kept, and saved as far as it goes."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from kvv_triage.errors import StoreTrouble
from kvv_triage.store.faults import Busy, DiskTrouble
from kvv_triage.store.interface import Terms
from kvv_triage.store.locks import locked
from kvv_triage.store.sqlcipher import mending, wal
from kvv_triage.store.sqlcipher.copies import known_copies
from kvv_triage.store.sqlcipher.mending import mended
from kvv_triage.store.sqlcipher.reading import open_to_read
from kvv_triage.store.sqlcipher.restoring import restore
from kvv_triage.store.sqlcipher.retention import plan
from kvv_triage.store.sqlcipher.snapshot import making
from kvv_triage.store.sqlcipher.store import FILE_NAME, open_file, open_store
from kvv_triage.store.sqlcipher.sweeping import copies_with
from kvv_triage.store.sqlcipher.wal import FRAME, FRAME_HEAD, HEADER
from tests.helpers.disks import fill, mounted
from tests.helpers.workbench import BEA, CASE, KEY, NOON, OTHER_KEY, ROOT, SAID, recorded, reopened, writer

LOG, STAND = f"{FILE_NAME}-wal", "sessies.stand"
TIMES, SHARE = 300, 5
"""How often with `--every`, and by what that is divided without it."""
MIDDLE = HEADER + 12 * FRAME + 400
"""A place in the log, in a page that a later transaction changed again."""


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record as the window of a killed process leaves it: the last meetings stand in the log alone."""
    folder = tmp_path_factory.mktemp("mending") / "kvv"
    open_store(folder, KEY, create=True).close()
    with reopened(folder) as store:
        recorded(store)
        recorded(store, closed=False)
        shutil.copytree(folder, folder.with_name("achtergelaten"))
    return folder.with_name("achtergelaten")


def damaged(left: Path, target: Path, place: int, bit: int = 0) -> Path:
    """The same record with one bit of its log turned."""
    shutil.copytree(left, target)
    data = bytearray((target / LOG).read_bytes())
    data[place] ^= 1 << bit
    (target / LOG).write_bytes(data)
    return target


def told(folder: Path) -> list[tuple[str, ...]]:
    """What is in the record, session by session."""
    with open_file(folder / FILE_NAME, KEY) as store:
        return [tuple(entry.body for entry in store.entries(row.id)) for row in store.sessions()]


def whole(left: Path, target: Path) -> list[tuple[str, ...]]:
    """What was in it before anything was damaged."""
    return told(Path(shutil.copytree(left, target)))


def test_a_flipped_bit_in_the_log_is_told_everything_comes_back_and_the_next_start_says_nothing(
    left: Path, tmp_path: Path
) -> None:
    folder = damaged(left, tmp_path / "kvv", MIDDLE)
    with reopened(folder) as store:
        assert store.found is not None
        assert str(folder / LOG) in store.found.message
        assert "was beschadigd. Alles is teruggehaald." in store.found.message
        assert store.verify() is None
    with reopened(folder) as store:
        assert store.found is None
        assert any("een logboek beschadigd was; alles is teruggehaald" in line for line in store.remarks())
    assert told(folder) == whole(left, tmp_path / "heel")


def test_the_damaged_file_is_kept_with_its_log_and_known_as_a_copy_so_that_erasure_reaches_it(
    left: Path, tmp_path: Path
) -> None:
    folder = damaged(left, tmp_path / "kvv", MIDDLE)
    before = {name: (folder / name).read_bytes() for name in (FILE_NAME, LOG)}
    with reopened(folder) as store:
        (aside,) = known_copies(store)
        assert str(aside) in str(store.found)
    assert aside.name.startswith("sessies-opzij-")
    assert aside.read_bytes() == before[FILE_NAME]
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == before[LOG]
    if sys.platform != "win32":  # there the folder keeps the rights
        assert aside.stat().st_mode & 0o777 == 0o600


def test_what_stands_aside_already_stays(left: Path, tmp_path: Path) -> None:
    folder = damaged(left, tmp_path / "kvv", MIDDLE)
    written_at = datetime.fromtimestamp((folder / LOG).stat().st_mtime).astimezone()
    earlier = folder / f"sessies-opzij-{written_at:%Y%m%d-%H%M%S}.kvv"
    earlier.write_bytes(b"van eerder")
    with reopened(folder) as store:
        (aside,) = known_copies(store)
    assert aside != earlier
    assert earlier.read_bytes() == b"van eerder"


def test_to_look_into_what_stands_aside_changes_nothing_of_it_and_sees_what_can_be_saved(
    left: Path, tmp_path: Path
) -> None:
    folder = damaged(left, tmp_path / "kvv", MIDDLE)
    reopened(folder).close()
    before = {path: path.read_bytes() for path in folder.glob("*-opzij-*")}
    with reopened(folder) as store:
        ids = frozenset(row.id for row in store.sessions())
        for session in ids:
            assert copies_with(store, frozenset({session}), frozenset()).cleaned == known_copies(store)
        plan(store, NOON, Terms(1, 1))
    assert {path: path.read_bytes() for path in folder.glob("*-opzij-*")} == before


def test_what_stands_aside_is_mended_when_it_is_put_back(left: Path, tmp_path: Path) -> None:
    folder = damaged(left, tmp_path / "kvv", MIDDLE)
    with reopened(folder) as store:
        (aside,) = known_copies(store)
    restore(folder, KEY, aside, BEA, NOON)
    assert sorted(told(folder)) == sorted(whole(left, tmp_path / "heel"))


def test_what_cannot_be_saved_is_counted_and_the_rest_stands(left: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(left, tmp_path / "kvv"))
    data = bytearray((folder / LOG).read_bytes())
    data[-FRAME:] = random.Random(1).randbytes(FRAME)  # noqa: S311 -- no secret
    (folder / LOG).write_bytes(data)
    with reopened(folder) as store:
        assert store.found is not None
        assert "Daarna ontbreekt 1 aantekening." in store.found.message
        assert store.verify() is None
        assert any("1 aantekening weg was" in line for line in store.remarks())
    with reopened(folder) as store:
        assert store.found is None
        assert not store.remarks()[1:]


@pytest.mark.parametrize("sector", [512, 4096])
def test_of_a_log_without_its_first_sector_as_much_comes_back_as_there_is(
    left: Path, tmp_path: Path, sector: int
) -> None:
    folder = Path(shutil.copytree(left, tmp_path / "kvv"))
    data = (folder / LOG).read_bytes()
    (folder / LOG).write_bytes(bytes(sector) + data[sector:])
    (folder / STAND).unlink()
    with reopened(folder) as store:
        assert store.found is not None
        assert store.verify(whole=True) is None
    assert told(folder) == whole(left, tmp_path / "heel")


def without_index(left: Path, target: Path) -> Path:
    """The same record, where the list by which the sessions of a case are found lost the last one."""
    with open_file(shutil.copytree(left, target.with_name("welke")) / FILE_NAME, KEY) as store:
        index = "SELECT rootpage FROM sqlite_schema WHERE name = 'session_by_case'"
        (root,) = store.connection.raw.execute(index).fetchone()
    shutil.copytree(left, target)
    data = bytearray((target / LOG).read_bytes())
    frames = wal.read(bytes(data)).frames
    begun = [place for place, frame in enumerate(frames) if frame.size][-3]  # the last that was written before its case
    for place, frame in enumerate(frames):
        if frame.page == root and place > begun:
            start = HEADER + place * FRAME + FRAME_HEAD
            data[start : start + 64] = bytes(64)
    (target / LOG).write_bytes(data)
    return target


def test_a_lost_page_of_an_index_loses_no_session_of_a_case(left: Path, tmp_path: Path) -> None:
    with reopened(without_index(left, tmp_path / "kvv")) as store:
        assert store.found is not None
        assert store.verify(whole=True) is None
        assert len(store.sessions(CASE)) == len(store.sessions()) == 2


def test_an_index_that_lacks_a_session_is_seen(left: Path, tmp_path: Path) -> None:
    folder = without_index(left, tmp_path / "kvv")
    # What SQLite would be given without the index built again.
    (folder / LOG).write_bytes(next(wal.read((folder / LOG).read_bytes()).candidates()))
    with open_file(folder / FILE_NAME, KEY) as store:
        assert store.verify(whole=True) is not None


def test_a_transaction_that_never_was_told_to_be_on_disk_is_no_loss(left: Path, tmp_path: Path) -> None:
    with reopened(Path(shutil.copytree(left, tmp_path / "kvv"))) as store:
        folder, before = tmp_path / "kvv", store.witness
        stand = (folder / STAND).read_bytes()
        session = store.sessions()[0].id
        length = len((folder / LOG).read_bytes())
        store.append(session, "noted", "{}", BEA, NOON)
        torn = Path(shutil.copytree(folder, tmp_path / "gescheurd"))
        assert before is not None
    data = (torn / LOG).read_bytes()
    (torn / STAND).write_bytes(stand)
    (torn / LOG).write_bytes(data[: length + FRAME] + bytes(FRAME) + data[length + 2 * FRAME :])
    with reopened(torn) as store:
        assert store.found is None
    assert not [*torn.glob("*-opzij-*")]


def test_a_log_that_another_process_is_writing_is_left_alone(left: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(left, tmp_path / "kvv"))
    process = writer(folder, 1_000_000)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.readline()
    try:
        data = bytearray((folder / LOG).read_bytes())
        with (folder / LOG).open("r+b") as file:  # between two appends this could be a page that is half there
            file.seek(HEADER + FRAME + 100)
            file.write(bytes([data[HEADER + FRAME + 100] ^ 1]))
        with mended(folder / FILE_NAME, KEY) as found:
            assert found is None
        assert not [*folder.glob("*-opzij-*")]
    finally:
        process.kill()
        process.communicate()


AT_ONCE = """
import sys
from pathlib import Path
from tests.helpers.workbench import reopened
waits = False
def watch(frame, event, called):
    global waits
    if not waits and event in ("c_return", "c_exception") and called.__name__ in ("flock", "lockf", "locking"):
        waits = True
        print("taken" if event == "c_return" else "refused", flush=True)
        if event == "c_return":
            sys.stdin.readline()
sys.setprofile(watch)
with reopened(Path(sys.argv[1])) as store:
    print(store.found, flush=True)
    sys.stdin.readline()
"""
"""A start that stops at the first lock that it takes, or tells that it did not get it and goes on."""


def starting(folder: Path) -> subprocess.Popen[str]:
    """A start that looks into the log, in another process."""
    command = [sys.executable, "-c", AT_ONCE, str(folder)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def line_of(process: subprocess.Popen[str]) -> str:
    """What it tells next."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_two_starts_at_once_on_a_damaged_log_wait_for_each_other_and_lose_nothing(left: Path, tmp_path: Path) -> None:
    folder = damaged(left, tmp_path / "kvv", MIDDLE)
    log = (folder / LOG).read_bytes()
    first = starting(folder)
    assert line_of(first) == "taken"
    second = starting(folder)
    assert line_of(second) == "refused"
    assert first.stdin is not None
    first.stdin.write("\n")
    first.stdin.flush()
    assert "Alles is teruggehaald." in line_of(first)
    assert line_of(second) == "None"
    for process in (first, second):
        process.communicate("\n")
    (kept,) = folder.glob("*-opzij-*-wal")
    assert kept.read_bytes() == log
    assert told(folder) == whole(left, tmp_path / "heel")


def test_while_another_window_looks_into_the_log_a_start_opens_nothing(
    left: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else two that look at once each take the other for a window that writes."""
    folder = Path(shutil.copytree(left, tmp_path / "kvv"))
    log = (folder / LOG).read_bytes()
    monkeypatch.setattr(mending, "WAIT_SECONDS", 0)
    with locked(folder / f"{FILE_NAME}.slot"):
        with pytest.raises(Busy, match="Een ander venster herstelt het bestand"):
            reopened(folder)
        with pytest.raises(Busy, match="Een ander venster herstelt het bestand"):
            open_to_read(folder, KEY)
    assert (folder / LOG).read_bytes() == log
    assert told(folder) == whole(left, tmp_path / "heel")


def test_while_another_window_restores_or_changes_the_key_nobody_waits_to_read_the_record(
    left: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That takes long with a large record, and whom to call cannot wait."""
    folder = Path(shutil.copytree(left, tmp_path / "kvv"))
    monkeypatch.setattr(mending, "WAIT_SECONDS", 0)
    with making(folder / FILE_NAME):
        with open_to_read(folder, KEY) as record:
            assert record.sessions()
        reopened(folder).close()


@pytest.mark.parametrize("room", [0, 40, 200])
def test_a_full_disk_is_said_and_not_taken_for_damage_and_what_can_be_saved_is_read(
    left: Path, tmp_path: Path, room: int
) -> None:
    folder = damaged(left, tmp_path / "kvv", MIDDLE)
    with mounted(tmp_path / "schijf", "size=1m") as disk:
        there = Path(shutil.copytree(folder, disk / "kvv"))
        before = (there / LOG).read_bytes()
        fill(disk)
        os.truncate(disk / "vulling", (disk / "vulling").stat().st_size - room * 1024)
        with pytest.raises(DiskTrouble, match="is vol"):
            open_store(there, KEY)
        assert (there / LOG).read_bytes() == before
        with open_to_read(there, KEY) as record:
            assert "Alles is teruggehaald." in str(record.found)
            read = [tuple(entry.body for entry in record.entries(row.id)) for row in record.sessions()]
        assert read == whole(left, tmp_path / "heel")


def test_with_a_wrong_key_nothing_is_touched(left: Path, tmp_path: Path) -> None:
    folder = damaged(left, tmp_path / "kvv", MIDDLE)
    before = (folder / LOG).read_bytes()
    with pytest.raises(StoreTrouble, match="andere sleutel"):
        open_store(folder, OTHER_KEY)
    assert not [*folder.glob("*-opzij-*")]
    assert not [*folder.glob("*.nieuw*")]
    assert (folder / LOG).read_bytes() == before


def test_what_stands_aside_is_encrypted(left: Path, tmp_path: Path) -> None:
    folder = damaged(left, tmp_path / "kvv", MIDDLE)
    reopened(folder).close()
    for path in folder.iterdir():
        assert path.is_dir() or not any(text.encode() in path.read_bytes() for text in (CASE, SAID)), path


@pytest.fixture(scope="module")
def killed(left: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record whose writer was killed in the middle of its work."""
    folder = Path(shutil.copytree(left, tmp_path_factory.mktemp("gedood") / "kvv"))
    process = writer(folder, 1_000_000)
    assert process.stdout is not None
    for _ in range(5):
        process.stdout.readline()
    process.kill()
    process.communicate()
    return folder


@pytest.mark.slow
def test_of_300_flips_in_the_log_none_loses_anything_in_silence(
    killed: Path, tmp_path: Path, *, is_every_one: bool
) -> None:
    before, length = whole(killed, tmp_path / "heel"), (killed / LOG).stat().st_size
    chance, silent = random.Random(7), 0  # noqa: S311 -- places, no secrets
    times = TIMES if is_every_one else TIMES // SHARE
    for number in range(times):
        folder = damaged(killed, tmp_path / "proef", chance.randrange(length), number % 8)
        with reopened(folder) as store:
            found = store.found
            assert store.verify(whole=True) is None
        assert found or told(folder) == before, number
        silent += found is None
        shutil.rmtree(folder)
    assert silent < times / 10


@pytest.mark.slow
def test_300_torn_tails_give_no_alarm(killed: Path, tmp_path: Path, *, is_every_one: bool) -> None:
    raw, chance = (killed / LOG).read_bytes(), random.Random(8)  # noqa: S311 -- places, no secrets
    for number in range(TIMES if is_every_one else TIMES // SHARE):
        folder = Path(shutil.copytree(killed, tmp_path / "proef"))
        (folder / STAND).unlink()  # what was torn was never told to be on disk, so nothing knows of it
        cut = chance.randrange(len(raw))
        (folder / LOG).write_bytes(raw[:cut] + (bytes(len(raw) - cut) if number % 2 else b""))
        with reopened(folder) as store:
            assert store.found is None, (number, cut)
        shutil.rmtree(folder)


@pytest.mark.slow
def test_a_start_that_is_killed_while_it_mends_is_done_again_by_the_next(left: Path, tmp_path: Path) -> None:
    before, chance = whole(left, tmp_path / "heel"), random.Random(9)  # noqa: S311 -- moments, no secrets
    for _ in range(15):
        folder = damaged(left, tmp_path / "kvv", MIDDLE)
        process = writer(folder, 1)
        deadline = time.monotonic() + 20
        while not [*folder.glob("*.nieuw*")] and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.001)  # from here on it mends
        time.sleep(chance.uniform(0, 0.1))
        process.kill()
        process.communicate()
        with reopened(folder) as store:
            assert store.verify(whole=True) is None
            assert {*folder.glob("*-opzij-*.kvv")} <= {*known_copies(store)}
        assert [session for session in told(folder) if session in before] == before
        assert not [*folder.glob("*.nieuw*")]
        shutil.rmtree(folder)
