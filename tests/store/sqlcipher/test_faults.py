"""What breaks outside: damage, full and read-only disks, things that are gone. Each is one Dutch sentence."""

from __future__ import annotations

import os
import random
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from kvv_triage.errors import ExitCode, KvvError, StoreTrouble
from kvv_triage.saving import save
from kvv_triage.store.key import keys
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.locks import locked
from kvv_triage.store.sqlcipher.faults import in_dutch
from kvv_triage.store.sqlcipher.migrations import MIGRATIONS
from kvv_triage.store.sqlcipher.store import FILE_NAME, FileStore, open_store
from tests.helpers.disks import make_read_only, mounted
from tests.helpers.workbench import BEA, KEY, NOON, OTHER_KEY, PRIVATE, damaged_copy, recorded, reopened

PAGE = 4096


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A record with some meetings, that nobody has open."""
    place = tmp_path / "kvv"
    with open_store(place, KEY, create=True) as store:
        for number in range(10):
            recorded(store, case=f"{PRIVATE[0]}-{number}")
    return place


@contextmanager
def troubled(sentence: str) -> Iterator[None]:
    """Expect one clear sentence with a way out, without anything that was said, and exit code 4 or 1."""
    with pytest.raises(KvvError, match=sentence) as caught:
        yield
    told = f"{caught.value.message} {caught.value.tip} {caught.value!r}"
    assert caught.value.exit_code in {ExitCode.STORE, ExitCode.CANNOT}
    assert caught.value.message.endswith(".")
    assert caught.value.tip.endswith(".")
    for text in PRIVATE:
        assert text not in told


def found_wrong(folder: Path) -> bool:
    """Whether opening or checking tells that the file does not hold; any other error is a bug."""
    try:
        with reopened(folder) as store:
            return store.verify() is not None
    except StoreTrouble:
        return True


def test_a_flipped_byte_is_found_wherever_it_is(folder: Path, tmp_path: Path) -> None:
    size = (folder / FILE_NAME).stat().st_size
    chance = random.Random(7)  # noqa: S311 -- places, not secrets
    places = {0, 15, 16, 100, PAGE - 1, PAGE, size - 1, *(chance.randrange(size) for _ in range(40))}
    for place in sorted(places):
        damaged = damaged_copy(folder, tmp_path / f"{place}", place)
        before = (damaged / FILE_NAME).read_bytes()
        assert found_wrong(damaged), place
        assert (damaged / FILE_NAME).read_bytes() == before


def test_a_flipped_byte_is_told_when_it_is_read(folder: Path, tmp_path: Path) -> None:
    with troubled("is beschadigd, of het hoort bij een andere sleutel"):
        open_store(damaged_copy(folder, tmp_path / "begin", 50), KEY)
    damaged = damaged_copy(folder, tmp_path / "midden", 3 * PAGE + 50)
    with suppress(StoreTrouble), reopened(damaged) as store:
        for row in store.sessions():
            store.entries(row.id)
        assert "beschadigd" in str(store.verify())


@pytest.mark.parametrize("left", [0, 10, PAGE, PAGE + 1, 3 * PAGE])
def test_a_truncated_file_is_told_and_left_alone(folder: Path, left: int) -> None:
    os.truncate(folder / FILE_NAME, left)
    assert found_wrong(folder)
    assert (folder / FILE_NAME).stat().st_size == left
    if left < PAGE:
        with troubled("is beschadigd"):
            open_store(folder, KEY)


def test_a_wrong_key_is_told_and_changes_nothing(folder: Path) -> None:
    before = (folder / FILE_NAME).read_bytes()
    with troubled("hoort bij een andere sleutel"):
        open_store(folder, OTHER_KEY)
    assert (folder / FILE_NAME).read_bytes() == before
    with reopened(folder) as store:
        assert len(store.sessions()) == 10


def test_a_file_that_is_gone_is_never_made_again_by_itself(folder: Path) -> None:
    (folder / FILE_NAME).unlink()
    with troubled("is er niet meer"):
        open_store(folder, KEY)
    assert not (folder / FILE_NAME).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nothing vanish that is open")
@pytest.mark.parametrize("vanish", [shutil.rmtree, lambda folder: (folder / FILE_NAME).unlink()])
def test_a_folder_that_vanishes_during_a_meeting_is_told(folder: Path, vanish: Callable[[Path], None]) -> None:
    with reopened(folder) as store:
        session = store.begin(BEA, NOON)
        vanish(folder)
        for write in (lambda: store.append(session, "answered", "{}", BEA, NOON), lambda: store.begin(BEA, NOON)):
            with troubled("is er niet meer"):
                write()
        with troubled("is er niet meer"):
            store.sessions()


@pytest.mark.skipif(sys.platform != "win32", reason="elsewhere a file may be replaced while somebody has it open")
def test_a_file_that_somebody_has_open_is_told_as_such(folder: Path) -> None:
    path = folder / FILE_NAME
    before = path.read_bytes()
    with path.open("rb"), troubled("is in gebruik, door een ander venster"), in_dutch(path):
        path.unlink()
    with path.open("rb"), troubled("kan kvv niet schrijven"), in_dutch(path):
        save(path, b"")  # of the target of a rename Windows says no more than that it may not
    assert path.read_bytes() == before
    assert not list(folder.glob("*.nieuw"))


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    place = tmp_path / "kvv"
    place.write_text("iets anders", encoding="utf-8")
    with troubled("op die plaats staat een bestand"):
        open_store(place, KEY, create=True)
    with troubled("op die plaats staat een bestand"):
        keys.create(place, Secret("paarse fiets op zolder"))
    assert place.read_text(encoding="utf-8") == "iets anders"


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with troubled("kan kvv niet schrijven"):
        open_store(tmp_path, KEY)


def test_a_database_that_grows_no_more_tells_that_the_disk_is_full(folder: Path) -> None:
    with reopened(folder) as store:
        session = store.begin(BEA, NOON)
        store.connection.raw.execute("PRAGMA max_page_count = 1")
        with troubled("is vol. Het laatste is niet bewaard"):
            for _ in range(1000):
                store.append(session, "answered", "x" * 1000, BEA, NOON)
        store.connection.raw.execute("PRAGMA max_page_count = 1000000")
        kept = len(store.entries(session))
        store.append(session, "answered", "{}", BEA, NOON)
        assert len(store.entries(session)) == kept + 1
        assert store.verify() is None


def test_a_disk_that_runs_full_loses_nothing_that_was_on_it(tmp_path: Path) -> None:
    with mounted(tmp_path / "schijf", "size=600k") as disk:
        with open_store(disk / "kvv", KEY, create=True) as store:
            session = store.begin(BEA, NOON)
            kept = until_trouble(store, session, "is vol")
        (disk / "vulling").write_bytes(b"")
        with reopened(disk / "kvv") as store:
            assert len(store.entries(session)) == kept
            assert store.verify() is None


def until_trouble(store: FileStore, session: str, sentence: str) -> int:
    """Append until it goes wrong, as told by this sentence; how many were kept."""
    for kept in range(100_000):
        try:
            store.append(session, "answered", "x" * 2000, BEA, NOON)
        except KvvError as error:
            assert sentence in error.message  # noqa: PT017 -- the number of the loop is wanted
            return kept
    pytest.fail("nothing went wrong")


def test_a_full_disk_is_told_from_the_first_start(tmp_path: Path) -> None:
    with mounted(tmp_path / "schijf", "size=64k") as disk:
        with suppress(OSError):
            (disk / "vulling").write_bytes(b"x" * 64 * 1024)
        with troubled("is vol"):
            open_store(disk / "kvv", KEY, create=True)
        with troubled("is vol"):
            keys.create(disk / "kvv", Secret("paarse fiets op zolder"))
        assert not list((disk / "kvv").glob("*.nieuw")) or not (disk / "kvv").exists()


def test_a_read_only_disk_is_told(folder: Path, tmp_path: Path) -> None:
    with mounted(tmp_path / "schijf", "size=4m") as disk:
        shutil.copytree(folder, disk / "kvv")
        make_read_only(disk)
        with troubled("kan kvv niet schrijven"):
            open_store(disk / "kvv", KEY)
        with troubled("kan kvv niet schrijven"):
            open_store(disk / "nieuw", KEY, create=True)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder_is_told(folder: Path) -> None:
    (folder / FILE_NAME).chmod(stat.S_IRUSR)
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with troubled("kan kvv niet schrijven"):
            open_store(folder, KEY)
    finally:
        folder.chmod(stat.S_IRWXU)


def test_a_newer_version_is_refused_and_left_alone(folder: Path) -> None:
    with reopened(folder) as store:
        store.connection.raw.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = (folder / FILE_NAME).read_bytes()
    with troubled("nieuwere versie van kvv"):
        open_store(folder, KEY)
    assert (folder / FILE_NAME).read_bytes() == before


def test_a_record_without_its_log_takes_nothing_more(folder: Path) -> None:
    with reopened(folder) as store:
        store.connection.raw.execute("DELETE FROM log")
        with troubled("ontbreekt het logboek"):
            store.begin(BEA, NOON)
        assert store.head() == "00" * 32


def test_a_file_that_stays_busy_is_told(folder: Path) -> None:
    with reopened(folder) as store, reopened(folder) as other:
        other.connection.raw.execute("PRAGMA busy_timeout = 1")
        with store.writing(), troubled("te lang bezet"):
            other.begin(BEA, NOON)


def test_two_windows_that_begin_at_once_do_not_both_make_a_record(tmp_path: Path) -> None:
    with locked(tmp_path / f"{FILE_NAME}.slot"), troubled("begint net aan het bestand"):
        open_store(tmp_path, KEY, create=True)
    with locked(tmp_path / "sleutel.json.slot"), troubled("maakt net de sleutel"):
        keys.create(tmp_path, Secret("paarse fiets op zolder"))
    assert not list(tmp_path.iterdir())


def test_making_a_record_that_is_there_opens_it(folder: Path) -> None:
    with open_store(folder, KEY, create=True) as store:
        assert len(store.sessions()) == 10


def test_a_session_that_is_locked_before_its_name_is_written_is_refused_too(folder: Path) -> None:
    with reopened(folder) as store:
        session = store.sessions()[0].id
        (folder / "bezet").mkdir()
        with locked(folder / "bezet" / f"{session}.slot"), troubled("net ergens anders geopend"):
            store.hold(session, BEA, NOON).__enter__()


def test_a_mistake_of_ours_stays_a_bug(folder: Path) -> None:
    with reopened(folder) as store, pytest.raises(Exception, match="no such table") as caught, store.reading():
        store.connection.raw.execute("SELECT * FROM nergens")
    assert not isinstance(caught.value, KvvError)


def test_a_failing_disk_is_told(tmp_path: Path) -> None:
    with troubled("de schijf geeft een fout"), in_dutch(tmp_path / "x"):
        raise OSError(5, "Input/output error")
