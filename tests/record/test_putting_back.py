"""Putting a backup back on a computer that has no record yet: what fails or is killed is not in the way of the next."""

from __future__ import annotations

import io
import sys
from functools import partial
from pathlib import Path

import pytest

from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.record.putting_back import put_back
from kvv_triage.store.interface import Restored
from kvv_triage.store.key import keyfile, keys
from kvv_triage.store.key.keyfile import key_file_of
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.key.wrapping import wrap_with_passphrase
from kvv_triage.store.letters import undelivered
from kvv_triage.store.opening import open_record, renew
from kvv_triage.terminal.choosing import some_asker
from tests.helpers.killed import killed_at
from tests.helpers.workbench import BEA, CHEAP, CHRIS, DAY, NOON, ids_of, left_letter, recorded

pytestmark = pytest.mark.usefixtures("ring")

STEP = 250
"""Lines of our code between two kills."""


def backed_up(folder: Path) -> tuple[Path, str]:
    """A backup of a record with a key of its own, and the session in it."""
    with open_record(folder, keys.create(folder).key) as record:
        session = recorded(record)
        return record.back_up(folder.with_suffix(".kvv"), BEA, NOON), session


def put(folder: Path, source: Path) -> Restored:
    """Put a backup back, with nobody to type anything: the keyring opens it."""
    return put_back(some_asker(), folder, source, CHRIS, NOON + DAY)[0]


def test_a_backup_that_is_damaged_leaves_nothing_and_the_next_one_comes_back(tmp_path: Path) -> None:
    damaged, _ = backed_up(tmp_path / "een")
    damaged.write_bytes(damaged.read_bytes()[:5000])
    good, session = backed_up(tmp_path / "ander-team")
    new = tmp_path / "nieuw"
    with pytest.raises(StoreTrouble, match="niets teruggezet"):
        put(new, damaged)
    assert list(new.iterdir()) == []
    assert put(new, good) == Restored(1, None, is_first_to_read=True)
    with open_record(new, key_of(new)) as record:
        assert ids_of(record.sessions()) == [session]
        assert record.verify() is None


def key_of(folder: Path) -> Secret[bytes]:
    """The key that opens the record in this folder."""
    found = keys.standing(folder).key
    assert found is not None
    return found


def test_a_backup_without_its_key_file_or_that_is_not_there_leaves_nothing(tmp_path: Path) -> None:
    place, _ = backed_up(tmp_path / "een")
    key_file_of(place).unlink()
    with pytest.raises(CannotDo, match=r"ontbreekt .*een\.sleutel\.json"):
        put(tmp_path / "nieuw", place)
    with pytest.raises(CannotDo, match="Er is geen reservekopie"):
        put(tmp_path / "nieuwer", tmp_path / "weg.kvv")
    assert list((tmp_path / "nieuw").iterdir()) == []
    assert not (tmp_path / "nieuwer").exists()


def test_a_key_file_that_stayed_behind_without_its_record_is_kept_aside_for_another_one(tmp_path: Path) -> None:
    place, session = backed_up(tmp_path / "een")
    lost = tmp_path / "kwijt"
    keys.create(lost)
    before = (lost / "sleutel.json").read_bytes()
    put(lost, place)
    (aside,) = lost.glob("sleutel-opzij-*.json")
    assert aside.read_bytes() == before
    with open_record(lost, key_of(lost)) as record:
        assert ids_of(record.sessions()) == [session]


def test_the_key_file_of_a_record_that_is_lost_stays_as_it_may_know_more_than_the_one_of_the_backup(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "een"
    created = keys.create(folder)
    with open_record(folder, created.key) as record:
        session = recorded(record)
        place = record.back_up(tmp_path / "kopie.kvv", BEA, NOON)
    keys.confirm_recovery(folder, created.recovery_code)
    (folder / "sessies.kvv").unlink()
    put(folder, place)
    assert keys.standing(folder).is_confirmed
    with open_record(folder, created.key) as record:
        assert ids_of(record.sessions()) == [session]


OLD, NEW = "paarse fiets op zolder", "groene kano onder de brug"


@pytest.fixture
def renewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path, str]:
    """A record that got another passphrase after a backup was made: its folder, the backup, and the session in it."""
    monkeypatch.setattr(wrap_with_passphrase, "__defaults__", (CHEAP,))
    folder = tmp_path / "een"
    created = keys.create(folder, Secret(OLD))
    with open_record(folder, created.key) as record:
        session = recorded(record)
        place = record.back_up(tmp_path / "kopie.kvv", BEA, NOON)
    keys.change_passphrase(folder, created.key, Secret(NEW))
    open_record(folder, renew(folder, created.key)).close()
    return folder, place, session


@pytest.mark.parametrize("lost", ["record", "no key file", "bad key file", "changed key file"])
def test_a_backup_from_before_a_new_passphrase_comes_back_with_the_passphrase_of_then(
    renewed: tuple[Path, Path, str], monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    folder, place, session = renewed
    own, typed = folder / keyfile.FILE_NAME, [OLD]
    match lost:
        case "record":
            (folder / keyfile.RECORD_NAME).write_bytes(b"geen database" * 1000)
            typed = [NEW, OLD]
        case "no key file":
            own.unlink()
        case "bad key file":
            own.write_bytes(b"{")
        case _:
            own.write_text(own.read_text("utf-8").replace('bevestigd": false', 'bevestigd": true'), "utf-8")
            typed = [NEW, OLD]
    before = own.read_bytes() if own.exists() else None
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
    restored = put(folder, place)
    assert restored.is_first_to_read
    assert [file.read_bytes() for file in folder.glob("sleutel-opzij-*.json")] == ([before] if before else [])
    with open_record(folder, keys.unlock_with_passphrase(folder, Secret(OLD))) as record:
        assert ids_of(record.sessions()) == [session]
        assert record.verify() is None


def test_a_record_that_is_whole_makes_no_room_for_one_of_another_team(tmp_path: Path) -> None:
    backed_up(tmp_path / "een")
    other, _ = backed_up(tmp_path / "ander-team")
    with pytest.raises(StoreTrouble, match="hoort bij een andere sleutel"):
        put(tmp_path / "een", other)


def test_a_key_file_beside_the_backup_that_is_damaged_is_not_needed_when_ours_opens_it(tmp_path: Path) -> None:
    place, _ = backed_up(tmp_path / "een")
    key_file_of(place).write_bytes(b"{")
    (tmp_path / "een" / keyfile.RECORD_NAME).unlink()
    assert put(tmp_path / "een", place).sessions == 1


def test_a_folder_of_somebody_else_in_the_folder_of_the_record_stays_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "een"
    theirs = folder / "herstel"
    created = keys.create(folder)
    with open_record(folder, created.key) as record:
        recorded(record)
        theirs.mkdir()
        place = record.back_up(theirs, BEA, NOON)
    (theirs / keyfile.FILE_NAME).write_text("van iemand anders")
    before = {file: file.read_bytes() for file in theirs.iterdir()}
    (folder / keyfile.FILE_NAME).unlink()
    assert put(folder, place).sessions == 1
    with open_record(folder, created.key):
        assert {file: file.read_bytes() for file in theirs.iterdir()} == before


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork and no SIGKILL")
def test_who_is_killed_while_putting_back_can_put_back_that_one_or_another(tmp_path: Path) -> None:
    first, first_session = backed_up(tmp_path / "een")
    other, other_session = backed_up(tmp_path / "ander-team")
    number, was_killed = 0, True
    while was_killed:
        new = tmp_path / f"nieuw-{number}"
        was_killed = killed_at(1 + number * STEP, partial(put, new, first))
        number += 1
        has_record = (new / keyfile.RECORD_NAME).exists()
        source, session = (other, other_session) if number % 2 and not has_record else (first, first_session)
        put(new, source)
        with open_record(new, key_of(new)) as record:
            assert ids_of(record.sessions()) == [session]
            assert record.verify() is None
        assert not list(new.glob("kvv-*/*"))
        assert list(new.glob("*.nieuw*")) == []


def test_a_backup_of_which_the_key_file_was_changed_comes_back_with_a_new_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, session = backed_up(tmp_path / "een")
    key_file = key_file_of(place)
    key_file.write_text(key_file.read_text().replace('bevestigd": false', 'bevestigd": true'))
    monkeypatch.setattr(sys, "stdin", io.StringIO("2\n"))
    new = tmp_path / "nieuw"
    assert put(new, place).sessions == 1
    assert "HERSTELCODE" in capsys.readouterr().err
    with open_record(new, key_of(new)) as record:
        assert ids_of(record.sessions()) == [session]


@pytest.mark.parametrize("left", ["no record", "no record, changed key file", "changed key file"])
def test_what_lies_ready_for_a_record_that_is_lost_comes_into_the_older_one_that_is_put_back(
    renewed: tuple[Path, Path, str], monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    folder, place, session = renewed
    said, own = left_letter(folder), folder / keyfile.FILE_NAME
    if "no record" in left:
        (folder / keyfile.RECORD_NAME).unlink()
    else:
        (folder / keyfile.RECORD_NAME).write_bytes(b"geen database" * 1000)
    if "changed" in left:
        own.write_text(own.read_text("utf-8").replace('bevestigd": false', 'bevestigd": true'), "utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{NEW}\n{OLD}\n"))
    assert put(folder, place).sessions == 1
    with open_record(folder, keys.unlock_with_passphrase(folder, Secret(OLD))) as record:
        assert {*ids_of(record.sessions())} == {session, said}


def test_what_lies_ready_stays_when_nobody_knows_the_passphrase_of_it_any_more_and_the_copy_comes_back(
    renewed: tuple[Path, Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, place, session = renewed
    said = left_letter(folder)
    (folder / keyfile.RECORD_NAME).unlink()
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"\n\n{OLD}\n"))
    assert put(folder, place).sessions == 1
    with open_record(folder, keys.unlock_with_passphrase(folder, Secret(OLD))) as record:
        assert ids_of(record.sessions()) == [session]
    assert [path.stem for path in undelivered(folder)] == [said]


def test_a_passphrase_in_a_file_that_opens_the_copy_alone_needs_nobody_to_type_although_something_lies_ready(
    renewed: tuple[Path, Path, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder, place, _ = renewed
    left_letter(folder)
    (folder / keyfile.RECORD_NAME).unlink()
    (tmp_path / "wachtzin").write_text(OLD)
    monkeypatch.setenv("KVV_WACHTZIN_BESTAND", str(tmp_path / "wachtzin"))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert put(folder, place).sessions == 1


def test_what_lies_ready_for_a_damaged_record_comes_into_the_older_one_that_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, phrase = tmp_path / "een", "paarse fiets op zolder"
    old = keys.create(office, Secret(phrase)).key
    with open_record(office, old) as record:
        session, place = recorded(record), record.back_up(tmp_path / "kopie.kvv", BEA, NOON)
    renew(office, old)
    said = left_letter(office)
    (office / keyfile.RECORD_NAME).write_bytes(b"geen database" * 1000)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{phrase}\n{phrase}\n"))
    assert put(office, place).sessions == 1
    with open_record(office, old) as record:
        assert {*ids_of(record.sessions())} == {session, said}
