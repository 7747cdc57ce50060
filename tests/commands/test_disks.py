"""The record on a disk that takes nothing more: everything is still read and shown, and saved on another disk."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kvv_triage.__main__ import main
from kvv_triage.case.answers import Answer, Option
from kvv_triage.case.events import Answered, Closed, Decided, Event, Exported, Seated, Started
from kvv_triage.content.content import Content
from kvv_triage.errors import ExitCode
from kvv_triage.language.scales import Level
from kvv_triage.record.kept import events_of
from kvv_triage.store import letters
from kvv_triage.store.interface import Author, Change
from kvv_triage.store.key import keys
from kvv_triage.store.opening import open_record
from kvv_triage.store.sqlcipher.wal import FRAME, HEADER
from tests.helpers.disks import fill, make_read_only, mounted
from tests.helpers.full_session import keep
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.workbench import left_letter

Kvv = Callable[..., tuple[int, str, str]]
CASE = "A-2026-014"
AT = datetime.now(UTC) - timedelta(hours=1)
AUTHOR = Author("Sam", "wijkteam")
CALL = "Bel nu Veilig Thuis: 0800-2000."
STILL_READ = "Lezen lukt nog wel."


@pytest.fixture
def folder(tmp_path: Path, content: Content, ring: MemoryKeyring) -> Path:
    """A record with a meeting in which nobody called."""
    assert not ring.kept
    place = tmp_path / "gegevens"
    created = keys.create(place)
    keys.confirm_recovery(place, created.recovery_code)
    events: list[Event] = [
        Started(AT, content.fingerprint, "Sam", "wijkteam"),
        Seated(CASE, "wijkteam", "Sam"),
        Answered("partnergeweld.keel", Answer((Option("recent"),), "blauwe plekken")),
        Decided(AT, Level.BEL_NU, ("rode-vlag",)),
        Closed(AT),
    ]
    with open_record(place, created.key) as store:
        keep(store, content, events, datetime.now(UTC))
    return place


@pytest.fixture(params=["read-only", "full"])
def disk(request: pytest.FixtureRequest, folder: Path, tmp_path: Path) -> Iterator[str]:
    """What is wrong with the disk under the record, as it is said."""
    with mounted(tmp_path / "schijf", "size=4m") as mount:
        shutil.copytree(folder, mount / "gegevens")
        if request.param == "full":
            fill(mount)
            yield "is vol"
        else:
            make_read_only(mount)
            yield "kan kvv niet schrijven"


@pytest.fixture
def kvv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kvv:
    """Run kvv on the record on that disk."""
    monkeypatch.setenv("KVV_GEGEVENS", str(tmp_path / "schijf" / "gegevens"))
    monkeypatch.delenv("KVV_WACHTZIN_BESTAND", raising=False)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO("j\n"))
        code = main(words)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("sessies",), CASE),
        (("toon", CASE), "De opslag is heel."),
        (("opvolging",), "bellen"),
        (("rapport",), "CIJFERS OVER WEGINGEN"),
        (("beheer", "controleer"), "De opslag is heel: 1 sessie."),
        (("belblad", CASE), "NOG NIET GEBELD. Bel nu Veilig Thuis, 0800-2000."),
    ],
)
def test_what_only_reads_goes_on(kvv: Kvv, disk: str, words: tuple[str, ...], shown: str) -> None:
    code, out, err = kvv(*words)
    assert code == ExitCode.DONE, err
    assert shown in out
    assert disk in err
    assert STILL_READ in err


def test_a_damaged_log_on_a_disk_that_takes_nothing_is_told_and_costs_nothing(
    kvv: Kvv, folder: Path, tmp_path: Path
) -> None:
    key = keys.standing(folder).key
    assert key
    left, now = tmp_path / "achtergelaten", datetime.now(UTC)
    with open_record(folder, key) as store:
        for number in range(3):
            store.append(store.begin(AUTHOR, now), "seated", "{}", AUTHOR, now, Change(case=f"B-{number}"))
        shutil.copytree(folder, left)
    log = left / "sessies.kvv-wal"
    data = bytearray(log.read_bytes())
    data[HEADER + 2 * FRAME + 400] ^= 1
    log.write_bytes(data)
    with mounted(tmp_path / "schijf", "size=4m") as mount:
        shutil.copytree(left, mount / "gegevens")
        make_read_only(mount)
        code, out, err = kvv("sessies")
        checked, _, found = kvv("beheer", "controleer")
    assert checked == ExitCode.STORE
    assert "Aan de opslag zelf is niets veranderd." in found
    assert code == ExitCode.DONE, err
    assert all(f"B-{number}" in out for number in range(3))
    assert STILL_READ in err
    assert "is beschadigd. Alles is teruggehaald. Aan de opslag zelf is niets veranderd." in err


@pytest.fixture
def waiting(folder: Path) -> None:
    """A meeting that was said before the record was open, and that nobody finished."""
    left_letter(folder)


@pytest.mark.parametrize("words", [("opvolging",), ("sessies",), ("toon", CASE), ("rapport",), ("belblad", CASE)])
@pytest.mark.usefixtures("waiting")
def test_what_lies_ready_and_cannot_be_put_in_the_record_is_told_with_the_number(
    kvv: Kvv, disk: str, words: tuple[str, ...]
) -> None:
    code, _, err = kvv(*words)
    assert code == ExitCode.DONE, err
    assert disk in err
    assert "Let op: Er ligt nog een weging klaar, maar niet in de opslag" in err
    assert "Bel Veilig Thuis: 0800-2000. Bij direct gevaar: 112." in err


@pytest.mark.usefixtures("waiting", "disk")
def test_a_copy_says_that_what_lies_ready_is_not_in_it_and_how_it_comes_along(
    kvv: Kvv, folder: Path, tmp_path: Path
) -> None:
    stick, saved = tmp_path / "stick", tmp_path / "gered"
    stick.mkdir()
    code, out, err = kvv("beheer", "reservekopie", str(stick))
    assert code == ExitCode.DONE, err
    assert "Kopieer ook de map brieven: daarin ligt een weging klaar die niet in deze kopie staat." in out
    (copied,) = stick.glob("*.kvv")
    shutil.copytree(folder / letters.FOLDER, saved / letters.FOLDER)
    code, _, err = kvv("beheer", "herstel", str(copied), "--gegevens", str(saved))
    assert code == ExitCode.DONE, err
    code, out, err = kvv("sessies", "--gegevens", str(saved))
    assert code == ExitCode.DONE
    assert "2 wegingen" in out
    assert "Er ligt nog" not in err


def test_a_copy_is_made_on_another_disk_and_it_is_told_that_it_is_not_remembered(
    kvv: Kvv, disk: str, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    code, out, err = kvv("beheer", "reservekopie", str(stick))
    assert code == ExitCode.DONE, err
    (copied,) = stick.glob("*.kvv")
    assert f"De reservekopie staat in {copied}." in out
    assert disk in err
    assert "onthoudt daarom niet" in err
    code, out, err = kvv("beheer", "herstel", str(copied), "--gegevens", str(tmp_path / "gered"))
    assert code == ExitCode.DONE, err
    code, out, err = kvv("export", CASE, "--gegevens", str(tmp_path / "gered"), "--naar", str(stick / "uit.json"))
    assert code == ExitCode.DONE, err
    assert (stick / "uit.json").exists()


def test_what_leaves_the_record_and_cannot_be_seen_there_does_not_leave_it(kvv: Kvv, disk: str, tmp_path: Path) -> None:
    for words in (("export", CASE), ("belblad", CASE)):
        code, _, err = kvv(*words, "--naar", str(tmp_path / "uit.md"))
        assert code == ExitCode.STORE
        assert disk in err
        assert CALL in err or "0800-2000" in err
        assert not list(tmp_path.glob("uit.md*"))
    assert "kvv beheer reservekopie PAD" in kvv("export", CASE, "--naar", str(tmp_path / "uit.md"))[2]


def test_a_full_target_is_told_and_nothing_is_logged(folder: Path, kvv: Kvv, tmp_path: Path) -> None:
    with mounted(tmp_path / "schijf", "size=64k") as stick:
        fill(stick)
        for words in (("export", CASE, "--naar"), ("belblad", CASE, "--naar"), ("beheer", "reservekopie")):
            name = "uit.kvv" if words[0] == "beheer" else "uit.md"
            code, _, err = kvv(*words, str(stick / name), "--gegevens", str(folder))
            assert code in {ExitCode.CANNOT, ExitCode.STORE}
            assert "lukt niet" in err or "is vol" in err
        assert [path.name for path in stick.iterdir()] == ["vulling"]
    key = keys.standing(folder).key
    assert key
    with open_record(folder, key) as store:
        (row,) = store.sessions(CASE)
        assert not any(isinstance(event, Exported) for event in events_of(store, row.id))


def test_a_full_target_is_told_when_a_backup_is_made_again_too(folder: Path, kvv: Kvv, tmp_path: Path) -> None:
    with mounted(tmp_path / "schijf", "size=4m") as stick:
        words = ("beheer", "reservekopie", str(stick / "kopie.kvv"), "--gegevens", str(folder))
        assert kvv(*words)[0] == ExitCode.DONE
        fill(stick)
        code, _, err = kvv(*words)
        assert code == ExitCode.STORE
        assert f"De schijf met {stick} is vol." in err


def test_a_full_disk_of_the_record_is_told_when_a_backup_is_made_again(folder: Path, kvv: Kvv, tmp_path: Path) -> None:
    with mounted(tmp_path / "schijf", "size=4m") as disk:
        shutil.copytree(folder, disk / "gegevens")
        words = ("beheer", "reservekopie", str(tmp_path / "kopie.kvv"))
        assert kvv(*words)[0] == ExitCode.DONE
        fill(disk)
        code, _, err = kvv(*words)
        assert code == ExitCode.STORE
        assert f"De schijf met {disk / 'gegevens'} is vol." in err
        assert "Kies een andere naam voor de reservekopie." in err
