"""What is left after cleaning up or erasing: in the file, in its copies, and when one is put back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from kvv_triage.errors import CannotDo
from kvv_triage.store.interface import Hindrance, Swept, Untouched
from kvv_triage.store.sqlcipher.connection import opened
from kvv_triage.store.sqlcipher.copies import backup, forget_copy, known_copies
from kvv_triage.store.sqlcipher.erasure import erase
from kvv_triage.store.sqlcipher.migrations import MIGRATIONS, version
from kvv_triage.store.sqlcipher.restoring import restore
from kvv_triage.store.sqlcipher.retention import plan, purge
from kvv_triage.store.sqlcipher.store import FILE_NAME, FileStore, open_file
from kvv_triage.store.sqlcipher.sweeping import sweep
from kvv_triage.store.sqlcipher.verify import MADE
from tests.helpers.workbench import BEA, CASE, CHRIS, DAY, KEY, NOON, STORED, ids_of, recorded, reopened

REASON = "verzoek van de betrokkene"


def decrypted(path: Path) -> bytes:
    """All pages of the file as they are under the encryption, also what SQLite itself no longer looks at."""
    page, reserve, data = 4096, 80, path.read_bytes()
    plain = []
    for start in range(0, len(data), page):
        begin = start + (16 if start == 0 else 0)
        end = start + page - reserve
        decryptor = Cipher(AES(KEY.reveal()), CBC(data[end : end + 16])).decryptor()
        plain.append(decryptor.update(data[begin:end]))
    return b"".join(plain)


def test_nothing_of_what_went_is_left_in_any_page(store: FileStore) -> None:
    for number in range(30):
        recorded(store, case=f"{CASE}-{number}")
    recorded(store, case="Blijft-1", at=NOON + 200 * DAY)
    assert b"keel dicht" in plain(store)
    purge(store, CHRIS, NOON + 200 * DAY)
    assert plain(store).count(b"keel dicht") == plain_of_one_session(store)
    erase(store, f"{CASE}-7", REASON, CHRIS, NOON + 200 * DAY)
    assert f"{CASE}-7".encode() not in plain(store)
    assert f"{CASE}-8".encode() in plain(store)


def plain(store: FileStore) -> bytes:
    """The file under its encryption, and nothing in its journal."""
    store.connection.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert store.path.with_name(f"{FILE_NAME}-wal").stat().st_size == 0
    return decrypted(store.path)


def plain_of_one_session(store: FileStore) -> int:
    """How often the words of a meeting may be left: once for each session with entries."""
    return sum(not row.is_skeleton for row in store.sessions())


def test_an_erased_case_leaves_only_a_reason(store: FileStore) -> None:
    recorded(store)
    erase(store, CASE, REASON, CHRIS, NOON + DAY)
    (left,) = (entry for entry in store.entries("BEHEER") if entry.kind == "gewist")
    assert left.author == CHRIS
    assert REASON in left.body
    assert CASE.encode() not in plain(store)


def test_copies_that_kvv_knows_are_cleaned_and_others_are_named(store: FileStore, tmp_path: Path) -> None:
    recorded(store)
    other = recorded(store, case="Ander-1")
    here = backup(store, tmp_path / "hier.kvv", BEA, NOON)
    unplugged = backup(store, tmp_path / "usb.kvv", BEA, NOON)
    unplugged.unlink()
    damaged = backup(store, tmp_path / "stuk.kvv", BEA, NOON)
    damaged.write_bytes(b"x" * 10_000)
    empty = backup(store, tmp_path / "leeg.kvv", BEA, NOON)
    empty.write_bytes(b"")
    upgrade = store.path.with_name("sessies-versie-1.kvv")
    shutil.copy(here, upgrade)
    unfinished = store.path.with_name("sessies.kvv.0a1b2c3d.nieuw-wal")
    unfinished.write_bytes(b"van een afgebroken herstel")
    copies = erase(store, CASE, REASON, CHRIS, NOON).copies
    assert copies.cleaned == (upgrade, here)
    assert copies.untouched == (
        Untouched(unplugged, Hindrance.MISSING),
        Untouched(damaged, Hindrance.SHUT),
        Untouched(empty, Hindrance.SHUT),
    )
    assert not unfinished.exists()
    assert known_copies(store) == (here, unplugged, damaged, empty)
    assert (damaged.read_bytes(), empty.read_bytes()) == (b"x" * 10_000, b""), "what may be a backup is left alone"
    for place in copies.cleaned:
        with open_file(place, KEY) as copy:
            assert ids_of(copy.sessions()) == [other]
            assert copy.verify() is None
        assert CASE.encode() not in decrypted(place)
    forget_copy(store, unplugged, BEA, NOON)
    assert known_copies(store) == (here, damaged, empty)


def test_a_copy_that_comes_back_is_cleaned_without_knowing_the_name(store: FileStore, tmp_path: Path) -> None:
    recorded(store)
    place, drawer = backup(store, tmp_path / "usb.kvv", BEA, NOON), tmp_path / "in-de-la"
    place.rename(drawer)
    missing = Swept(untouched=(Untouched(place, Hindrance.MISSING),))
    assert erase(store, CASE, REASON, CHRIS, NOON).copies == missing
    assert sweep(store, CHRIS, NOON + DAY) == missing
    drawer.rename(place)
    assert sweep(store, CHRIS, NOON + 2 * DAY) == Swept(cleaned=(place,))
    assert CASE.encode() not in decrypted(place)
    place.rename(drawer)
    assert sweep(store, CHRIS, NOON + 3 * DAY) == Swept(), "clean when it was last seen"


def test_a_backup_that_was_made_after_the_erasure_is_not_in_question(store: FileStore, tmp_path: Path) -> None:
    recorded(store)
    old = backup(store, tmp_path / "oud.kvv", BEA, NOON)
    drawer = old.rename(tmp_path / "in-de-la")
    erase(store, CASE, REASON, CHRIS, NOON)
    backup(store, tmp_path / "nieuw.kvv", BEA, NOON).unlink()
    assert sweep(store, CHRIS, NOON).untouched == (Untouched(old, Hindrance.MISSING),)
    drawer.rename(old)
    backup(store, old, BEA, NOON)
    old.unlink()
    assert sweep(store, CHRIS, NOON) == Swept(), "the old one was replaced by one without the case"


def test_another_stick_in_the_same_place_is_cleaned_too(store: FileStore, tmp_path: Path) -> None:
    recorded(store)
    place = backup(store, tmp_path / "usb.kvv", BEA, NOON)
    second = shutil.copy(place, tmp_path / "tweede-stick")
    assert erase(store, CASE, REASON, CHRIS, NOON).copies.cleaned == (place,)
    shutil.copy(second, place)
    assert sweep(store, CHRIS, NOON + DAY) == Swept(cleaned=(place,))
    assert CASE.encode() not in decrypted(place)


def test_what_a_copy_alone_still_has_of_a_case_goes_from_it_and_from_one_that_comes_back(
    folder: Path, tmp_path: Path
) -> None:
    with reopened(folder) as store:
        early = backup(store, tmp_path / "vroeg.kvv", BEA, NOON)
        recorded(store)
        away = backup(store, tmp_path / "usb.kvv", BEA, NOON)
        away.rename(tmp_path / "in-de-la")
    aside = restore(folder, KEY, early, CHRIS, NOON).aside
    assert aside is not None
    with reopened(folder) as store:
        assert store.sessions() == (), "the record itself lost the case when it went back"
        erased = erase(store, CASE, REASON, CHRIS, NOON)
        assert (erased.sessions, erased.copies.cleaned) == (1, (aside,))
        (tmp_path / "in-de-la").rename(away)
        assert sweep(store, CHRIS, NOON).cleaned == (away,)
        assert store.verify() is None
    for place in (aside, away):
        assert CASE.encode() not in decrypted(place)


def test_a_copy_of_an_older_kvv_is_brought_up_to_date_where_it_stands(store: FileStore, tmp_path: Path) -> None:
    old = tmp_path / "oud.kvv"
    shutil.copy(STORED / "version-1.db", old)
    with store.writing() as ledger:
        ledger.note(MADE, {"pad": str(old)}, BEA, NOON)
    erased = erase(store, CASE, REASON, CHRIS, NOON + 1000 * DAY)
    assert erased.sessions
    assert erased.copies.cleaned == (old,)
    with opened(old, KEY) as connection:
        assert version(connection) == len(MIGRATIONS)
    with open_file(old, KEY) as copy:
        assert copy.sessions(CASE) == ()
        assert copy.verify() is None
    assert {file.name for file in tmp_path.iterdir()} == {"kvv", "oud.kvv"}, "and no copy of it as it was"


def test_a_copy_that_was_made_while_the_clock_was_ahead_is_cleaned_too(store: FileStore, tmp_path: Path) -> None:
    recorded(store)
    other = recorded(store, case="Ander-1", at=NOON + 400 * DAY)
    place = backup(store, tmp_path / "usb.kvv", BEA, NOON + 400 * DAY)
    store.accept_clock(BEA, NOON + DAY)
    assert erase(store, CASE, REASON, CHRIS, NOON + 2 * DAY).copies == Swept((place,))
    with open_file(place, KEY) as copy:
        assert ids_of(copy.sessions()) == [other]
        assert copy.verify() is None


def test_an_erased_case_does_not_come_back_with_an_old_backup(folder: Path, tmp_path: Path) -> None:
    with reopened(folder) as store:
        recorded(store)
        other = recorded(store, case="Ander-1")
        place = backup(store, tmp_path / "usb.kvv", BEA, NOON)
        away = place.rename(tmp_path / "in-de-la.kvv")
        erase(store, CASE, REASON, CHRIS, NOON)
    assert restore(folder, KEY, away, CHRIS, NOON).again == 1
    with reopened(folder) as store:
        assert ids_of(store.sessions()) == [other]
        assert [REASON in entry.body for entry in store.entries("BEHEER") if entry.kind == "gewist"] == [True]
        assert store.verify() is None


def test_a_copy_that_was_out_of_reach_is_still_named_after_a_cleaned_one_was_put_back(
    folder: Path, tmp_path: Path
) -> None:
    with reopened(folder) as store:
        recorded(store)
        here = backup(store, tmp_path / "hier.kvv", BEA, NOON)
        away = backup(store, tmp_path / "usb.kvv", BEA, NOON)
        drawer = away.rename(tmp_path / "in-de-la")
        assert erase(store, CASE, REASON, CHRIS, NOON).copies.cleaned == (here,)
    restore(folder, KEY, here, CHRIS, NOON)
    with reopened(folder) as store:
        assert sweep(store, CHRIS, NOON).untouched == (Untouched(away, Hindrance.MISSING),)
        drawer.rename(away)
        assert sweep(store, CHRIS, NOON) == Swept((away,))


def test_what_was_cleaned_up_does_not_come_back_with_an_old_backup_either(folder: Path, tmp_path: Path) -> None:
    with reopened(folder) as store:
        first = recorded(store)
        place = backup(store, tmp_path / "usb.kvv", BEA, NOON)
        second = recorded(store, case="Ander-1", at=NOON + DAY)
        later = backup(store, tmp_path / "later.kvv", BEA, NOON + DAY)
        for copy in (place, later):
            copy.rename(tmp_path / f"{copy.stem}-in-de-la")
        purge(store, CHRIS, NOON + 200 * DAY)
    assert restore(folder, KEY, tmp_path / "usb-in-de-la", CHRIS, NOON + 200 * DAY).again == 1
    with reopened(folder) as store:
        assert [(row.id, row.is_skeleton) for row in store.sessions()] == [(first, True)]
        assert store.entries(first) == ()
        assert store.verify() is None
        (tmp_path / "later-in-de-la").rename(later)
        assert later in sweep(store, CHRIS, NOON + 200 * DAY).cleaned
    with open_file(later, KEY) as copy_of_it:
        assert [(row.id, row.is_skeleton) for row in copy_of_it.sessions()] == [(second, True), (first, True)]
        assert copy_of_it.verify() is None


def test_cleaning_up_names_the_copies_that_hold_it_and_reaches_them(store: FileStore, tmp_path: Path) -> None:
    session = recorded(store)
    place = backup(store, tmp_path / "kopie.kvv", BEA, NOON)
    unplugged = backup(store, tmp_path / "usb.kvv", BEA, NOON)
    unplugged.unlink()
    at, before = NOON + 100 * DAY, place.read_bytes()
    expected = Swept((place,), (Untouched(unplugged, Hindrance.MISSING),))
    assert plan(store, at).copies == expected
    assert place.read_bytes() == before, "a plan changes nothing"
    assert purge(store, CHRIS, at).copies == expected
    with open_file(place, KEY) as copy:
        assert copy.entries(session) == ()
        assert [row.is_skeleton for row in copy.sessions()] == [True]
        assert copy.verify() is None
    assert b"keel dicht" not in decrypted(place)
    assert plan(store, at).copies == Swept(), "nothing goes, so no copy is in question"
    assert purge(store, CHRIS, NOON + 500 * DAY).copies.cleaned == (place,), "and the skeleton goes from it later"
    with open_file(place, KEY) as copy:
        assert copy.sessions() == ()


def test_what_the_record_lost_is_cleaned_up_from_the_copies_that_have_it(folder: Path, tmp_path: Path) -> None:
    with reopened(folder) as store:
        early = backup(store, tmp_path / "vroeg.kvv", BEA, NOON)
        lost = recorded(store)
        of_living_case = recorded(store, case="Loopt-1")
        unfinished = recorded(store, case="Open-1", closed=False)
    aside = restore(folder, KEY, early, CHRIS, NOON).aside
    assert aside is not None
    with reopened(folder) as store:
        recorded(store, case="Loopt-1", at=NOON + 90 * DAY)
        at = NOON + 100 * DAY
        planned = plan(store, at)
        assert (planned.to_skeleton, planned.copies) == ((), Swept((aside,)))
        assert purge(store, CHRIS, at).copies == Swept((aside,))
        assert plan(store, at).copies == purge(store, CHRIS, at).copies == Swept()
        assert store.verify() is None
    with open_file(aside, KEY) as copy:
        assert copy.entries(lost) == ()
        assert [len(copy.entries(session)) for session in (of_living_case, unfinished)] == [3, 2]
        assert copy.verify() is None


def test_erasing_again_goes_on_and_only_a_case_that_is_nowhere_is_refused(store: FileStore, tmp_path: Path) -> None:
    recorded(store)
    place = backup(store, tmp_path / "usb.kvv", BEA, NOON)
    drawer = place.rename(tmp_path / "in-de-la")
    erase(store, CASE, REASON, CHRIS, NOON)
    again = erase(store, CASE, REASON, CHRIS, NOON)
    assert (again.sessions, again.copies.untouched) == (0, (Untouched(place, Hindrance.MISSING),))
    drawer.rename(place)
    again = erase(store, CASE, REASON, CHRIS, NOON)
    assert (again.sessions, again.copies) == (1, Swept(cleaned=(place,)))
    with pytest.raises(CannotDo, match="geen zaak met die naam"):
        erase(store, CASE, REASON, CHRIS, NOON)
    assert [entry.kind for entry in store.entries("BEHEER")].count("gewist") == 1


def test_a_reader_elsewhere_leaves_remains_until_the_next_time(store: FileStore) -> None:
    recorded(store)
    with reopened(store.path.parent) as other, other.reading() as ledger:
        assert ledger.session("niets") is None
        store.connection.raw.execute("PRAGMA busy_timeout = 1")
        assert erase(store, CASE, REASON, CHRIS, NOON).copies.leftovers
    assert store.sessions() == ()
    log = store.path.with_name(f"{FILE_NAME}-wal")
    before = log.stat().st_size
    assert sweep(store, CHRIS, NOON) == Swept()
    assert log.stat().st_size < before, "the log was emptied"
    assert CASE.encode() not in plain(store)


def test_the_second_name_that_a_killed_restore_left_goes_and_the_record_stays(store: FileStore) -> None:
    session = recorded(store)
    other = recorded(store, case="Ander-1")
    second = store.path.with_name("sessies-opzij-20260304-120000.kvv")
    second.hardlink_to(store.path)
    erase(store, CASE, REASON, CHRIS, NOON)
    assert not second.exists()
    assert store.find(session) is None
    assert ids_of(store.sessions()) == [other]
    assert store.verify() is None
