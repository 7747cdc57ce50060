"""Another key for the record: what opened it before no longer does, and nothing is lost however it is interrupted."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kvv_triage.errors import CannotDo, KvvError, StoreTrouble
from kvv_triage.store.faults import Busy
from kvv_triage.store.interface import SentEntry
from kvv_triage.store.key import keyfile, keys
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.key.wrapping import wrap_with_passphrase
from kvv_triage.store.letters import new_letter
from kvv_triage.store.locks import locked
from kvv_triage.store.opening import open_record, renew, restore
from kvv_triage.store.sqlcipher import mending, rekeying
from kvv_triage.store.sqlcipher.snapshot import making_of
from kvv_triage.store.sqlcipher.store import FILE_NAME, open_file, open_store
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.workbench import BEA, CASE, CHEAP, DAY, NOON, SAID, STORED, recorded, told

OLD, NEW = Secret("paarse fiets op zolder"), Secret("groene kano onder de brug")

KILLS = 40


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have scrypt take less: what it takes of people is tested with the keys."""
    monkeypatch.setattr(wrap_with_passphrase, "__defaults__", (CHEAP,))


@pytest.fixture
def made(tmp_path: Path, no_ring: None) -> tuple[Path, keys.Created, str]:
    """A record with one session: its folder, its key and code, and the session."""
    assert no_ring is None
    folder = tmp_path / "kvv"
    created = keys.create(folder, OLD)
    with open_record(folder, created.key) as store:
        session = recorded(store)
    return folder, created, session


Made = tuple[Path, keys.Created, str]


def changed(folder: Path, key: Secret[bytes]) -> Secret[bytes]:
    """Take a new passphrase, as `kvv beheer sleutel` does."""
    keys.change_passphrase(folder, key, NEW)
    assert keys.is_renewal_due(folder)
    return renew(folder, key)


def test_after_a_new_passphrase_the_old_key_file_with_the_old_passphrase_opens_nothing(
    made: Made, tmp_path: Path
) -> None:
    folder, created, session = made
    stolen = shutil.copy(folder / "sleutel.json", tmp_path / "gestolen.json")
    with open_record(folder, created.key) as store:
        head, entries = store.head(), store.entries(session)
    fresh = changed(folder, created.key)
    assert not keys.is_renewal_due(folder)
    assert keys.unlock_with_passphrase(folder, NEW) == keys.unlock_with_recovery(folder, created.recovery_code) == fresh
    with open_record(folder, fresh) as store:
        assert (store.head(), store.entries(session), store.verify()) == (head, entries, None)
        store.append(session, "answered", "{}", BEA, NOON + DAY)
        assert store.verify() is None
        assert store.knows_head(head)
    shutil.copy(stolen, folder / "sleutel.json")
    assert keys.unlock_with_passphrase(folder, OLD) == created.key
    with pytest.raises(StoreTrouble, match="andere sleutel"):
        open_record(folder, created.key)


def test_after_a_new_code_the_old_one_opens_nothing_and_the_passphrase_still_does(made: Made, tmp_path: Path) -> None:
    folder, created, _ = made
    stolen = shutil.copy(folder / "sleutel.json", tmp_path / "gestolen.json")
    code = keys.new_recovery_code(folder, created.key)
    fresh = renew(folder, created.key)
    assert keys.unlock_with_recovery(folder, code) == keys.unlock_with_passphrase(folder, OLD) == fresh
    with pytest.raises(StoreTrouble, match="klopt niet"):
        keys.unlock_with_recovery(folder, created.recovery_code)
    shutil.copy(stolen, folder / "sleutel.json")
    with pytest.raises(StoreTrouble, match="andere sleutel"):
        open_record(folder, keys.unlock_with_recovery(folder, created.recovery_code))


def test_a_provisional_key_that_was_read_from_the_disk_opens_nothing_after_it_is_settled(
    tmp_path: Path, no_ring: None
) -> None:
    assert no_ring is None
    key = keys.create_provisional(tmp_path)
    with open_record(tmp_path, key) as store:
        session = recorded(store)
    made = keys.settle(tmp_path, key, OLD)
    fresh = renew(tmp_path, made.key)
    assert (
        keys.unlock_with_passphrase(tmp_path, OLD) == keys.unlock_with_recovery(tmp_path, made.recovery_code) == fresh
    )
    assert fresh != key
    with open_store(tmp_path, fresh) as renewed:
        assert renewed.verify() is None
        assert len(renewed.entries(session)) == 3
    with pytest.raises(StoreTrouble, match="andere sleutel"):
        open_store(tmp_path, key)


def test_the_keyring_gets_the_new_key_and_loses_the_old_one(tmp_path: Path, ring: MemoryKeyring) -> None:
    created = keys.create(tmp_path)
    open_record(tmp_path, created.key).close()
    keys.new_recovery_code(tmp_path, created.key)
    fresh = renew(tmp_path, created.key)
    assert keys.standing(tmp_path).key == fresh
    assert list(ring.kept.values()) == [fresh.reveal().hex()]


def test_the_record_knows_its_earlier_keys_and_its_old_copies_still_open(made: Made, tmp_path: Path) -> None:
    folder, created, session = made
    had = [created.key]
    with open_record(folder, created.key) as record:
        copied = record.back_up(tmp_path / "kopie.kvv", BEA, NOON)
    for _ in range(2):
        had.append(rekeying.renew(folder, had[-1]))
    with open_store(folder, had[-1]) as store:
        assert list(store.earlier_keys()) == had[:-1]
        assert store.verify() is None
        with open_file(copied, store.earlier_keys()[0]) as before:
            assert before.verify() is None
            assert before.entries(session) == store.entries(session)


def test_a_copy_from_before_gets_the_present_key_and_knows_what_the_record_knows(made: Made, tmp_path: Path) -> None:
    folder, created, session = made
    with open_record(folder, created.key) as record:
        copied = record.back_up(tmp_path / "kopie.kvv", BEA, NOON)
    key = rekeying.renew(folder, rekeying.renew(folder, created.key))
    with open_store(folder, key) as store:
        earlier = store.earlier_keys()
    salt = rekeying.set_key(copied, created.key, key, earlier)
    assert keyfile.salt_of(copied) == salt
    with open_file(copied, key) as copy:
        assert copy.earlier_keys() == earlier
        assert copy.verify() is None
        assert len(copy.entries(session)) == 3


def test_a_backup_from_before_is_put_back_under_the_present_key(made: Made, tmp_path: Path) -> None:
    folder, created, session = made
    with open_record(folder, created.key) as record:
        copied = record.back_up(tmp_path / "kopie.kvv", BEA, NOON)
        later = recorded(record, "B-2", NOON + DAY)
    key = rekeying.renew(folder, rekeying.renew(folder, created.key))
    restore(folder, key, copied, BEA, NOON + 2 * DAY)
    assert keys.unlock_with_passphrase(folder, OLD) == key
    with open_store(folder, key) as store:
        assert store.verify() is None
        assert len(store.entries(session)) == 3
        assert store.entries(later) == ()
        assert len(store.earlier_keys()) == 2
        with pytest.raises(StoreTrouble, match="andere sleutel"):
            open_store(folder, created.key)


def test_erasing_reaches_a_backup_from_before(made: Made, tmp_path: Path) -> None:
    folder, created, session = made
    with open_record(folder, created.key) as record:
        copied = record.back_up(tmp_path / "kopie.kvv", BEA, NOON)
    with open_record(folder, renew(folder, created.key)) as record:
        record.erase(CASE, "verzoek", BEA, NOON + DAY)
    with open_file(copied, created.key) as copy:
        assert copy.entries(session) == ()
        assert copy.verify() is None


def test_a_letter_from_before_is_still_read(made: Made) -> None:
    folder, created, _ = made
    letter = new_letter(folder)
    assert letter is not None
    letter.add(SentEntry("answered", f'{{"fact": "{SAID}"}}', BEA, NOON + DAY))
    letter.close()
    with open_record(folder, renew(folder, created.key)) as record:
        assert SAID in record.entries(letter.session)[0].body
        assert record.verify() is None


def test_nothing_is_left_beside_the_record(made: Made) -> None:
    folder, created, _ = made
    changed(folder, created.key)
    assert sorted(path.name for path in folder.iterdir()) == ["brieven", "sessies.kvv", "sessies.stand", "sleutel.json"]


def test_the_key_stays_while_a_session_or_another_window_is_open(made: Made) -> None:
    folder, created, _ = made
    keys.change_passphrase(folder, created.key, NEW)
    with open_store(folder, created.key) as store:
        session = store.begin(BEA, NOON + DAY)
        with store.hold(session, BEA, NOON + DAY), pytest.raises(CannotDo, match=session):
            renew(folder, created.key)
        with pytest.raises(CannotDo, match="Een ander venster"):
            renew(folder, created.key)
        store.append(session, "answered", "{}", BEA, NOON + DAY)
    assert keys.unlock_with_passphrase(folder, NEW) == created.key
    with open_record(folder, renew(folder, created.key)) as record:
        assert record.verify() is None
        assert len(record.entries(session)) == 1


def test_whoever_was_late_is_told_and_loses_nothing(made: Made) -> None:
    """A window that learned the old key just before it was replaced."""
    folder, created, _ = made
    changed(folder, created.key)
    with pytest.raises(StoreTrouble, match="een andere sleutel gekregen"):
        open_record(folder, created.key)
    with pytest.raises(StoreTrouble, match="andere opslag"):
        keys.new_recovery_code(folder, created.key)


def test_a_lock_of_an_old_kind_keeps_its_key_until_it_can_be_made_anew(tmp_path: Path, no_ring: None) -> None:
    assert no_ring is None
    shutil.copy(STORED / "version-1.json", tmp_path / "sleutel.json")
    shutil.copy(STORED / "version-1.db", tmp_path / FILE_NAME)
    passphrase = Secret(told("version-1", "passphrase"))
    key = keys.unlock_with_recovery(tmp_path, Secret(told("version-1", "recovery code")))
    code = keys.new_recovery_code(tmp_path, key)
    assert not keys.is_renewal_due(tmp_path)
    with pytest.raises(CannotDo, match="oudere kvv"):
        renew(tmp_path, key)
    assert keys.unlock_with_recovery(tmp_path, code) == keys.unlock_with_passphrase(tmp_path, passphrase) == key
    assert keys.is_renewal_due(tmp_path)
    fresh = renew(tmp_path, key)
    assert keys.unlock_with_recovery(tmp_path, code) == keys.unlock_with_passphrase(tmp_path, passphrase) == fresh
    with open_record(tmp_path, fresh) as record:
        assert record.verify() is None
        assert record.head() == told("version-1", "head")


RENEWER = """
import sys
from pathlib import Path
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.letters import new_letter
from kvv_triage.store.opening import renew
key = Secret(bytes.fromhex(sys.stdin.readline()))
print("klaar", flush=True)
sys.stdin.readline()
renew(Path(sys.argv[1]), key)
print("gedaan", flush=True)
"""


def renewer(folder: Path, key: Secret[bytes]) -> subprocess.Popen[str]:
    """Start another process that waits for a line, and then gives the record another key."""
    process = subprocess.Popen(
        [sys.executable, "-c", RENEWER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{key.reveal().hex()}\n")
    process.stdin.flush()
    assert process.stdout.readline() == "klaar\n"
    return process


def seconds_for(folder: Path, key: Secret[bytes]) -> float:
    """How long a renewal takes here and now."""
    process = renewer(folder, key)
    started = time.perf_counter()
    process.communicate("\n")
    return time.perf_counter() - started


@pytest.mark.slow
def test_killed_at_any_moment_the_record_opens_with_what_opens_it_and_nothing_is_lost(made: Made) -> None:
    folder, created, session = made
    keys.change_passphrase(folder, created.key, NEW)
    with open_record(folder, created.key) as store:
        for number in range(300):
            store.append(session, "answered", f'{{"fact": "{number}"}}', BEA, NOON + DAY)
        head, entries = store.head(), store.entries(session)
    whole = folder.with_name("heel")
    shutil.copytree(folder, whole)
    long = seconds_for(folder, created.key)
    ends = {"old": 0, "new": 0}
    for number in range(KILLS):
        shutil.rmtree(folder)
        shutil.copytree(whole, folder)
        process = renewer(folder, created.key)
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
        if number < KILLS - 1:  # the last one ends by itself, however slow the machine is by now
            time.sleep(1.1 * long * number / KILLS)
            process.send_signal(signal.SIGKILL)
        process.communicate()
        key = keys.unlock_with_passphrase(folder, NEW)
        assert keys.unlock_with_recovery(folder, created.recovery_code) == key
        with pytest.raises(KvvError, match="wachtzin klopt niet"):
            keys.unlock_with_passphrase(folder, OLD)
        with open_record(folder, key) as store:
            assert (store.head(), store.entries(session), store.verify()) == (head, entries, None), number
        ends["old" if key == created.key else "new"] += 1
        again = renew(folder, key)  # nothing that was left is in the way
        with open_record(folder, again) as store:
            assert store.verify() is None
        assert not [path.name for path in folder.iterdir() if path.suffix in {".nieuw", ".wacht"}]
    assert min(ends.values()) > 0, ends


@pytest.mark.parametrize("step", ["_copy_with_key", "write_waiting", "replace", "decide"])
def test_a_process_that_ends_between_two_steps_leaves_a_record_and_a_key_file_that_fit(
    made: Made, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """What a kill leaves, at the very places where the files change."""
    folder, created, session = made
    keys.change_passphrase(folder, created.key, NEW)
    (folder.parent / "gekopieerd").mkdir()

    class Killed(BaseException):
        pass

    def kill(*_: object, **__: object) -> None:
        shutil.copytree(folder, folder.parent / "gekopieerd" / "kvv")
        raise Killed

    places = {
        "_copy_with_key": (rekeying, "_copy_with_key"),
        "write_waiting": (keys, "write_waiting"),
        "replace": (Path, "replace"),
        "decide": (keyfile, "decide"),
    }
    if step == "replace":  # of the record: the key file that waits takes its own place before
        whole = Path.replace

        def replace(path: Path, target: Path) -> Path:
            if target == folder / FILE_NAME:
                kill()
            return whole(path, target)

        monkeypatch.setattr(Path, "replace", replace)
    else:
        monkeypatch.setattr(*places[step], kill)
    with pytest.raises(Killed):
        renew(folder, created.key)
    monkeypatch.undo()
    left = folder.parent / "gekopieerd" / "kvv"
    key = keys.unlock_with_passphrase(left, NEW)
    assert (key == created.key) == (step != "decide")
    with open_record(left, key) as record:
        assert record.verify() is None
        assert len(record.entries(session)) == 3


def test_a_key_file_that_waits_is_left_alone_while_its_maker_lives(made: Made) -> None:
    folder, created, _ = made
    path = folder / "sleutel.json"
    salt = keyfile.salt_of(folder / FILE_NAME)
    with keys.renewing(folder):
        keys.write_waiting(folder, created.key, Secret(bytes(32)), before=salt, after=bytes(16))
        assert keys.unlock_with_passphrase(folder, OLD) == created.key
        assert keyfile.waiting_path(path, salt, bytes(16)).exists()
    assert not keyfile.waiting_path(path, salt, bytes(16)).exists()
    assert keys.unlock_with_passphrase(folder, OLD) == created.key


def test_what_a_restore_that_lives_is_about_to_place_stays_when_the_record_should_get_another_key(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, created, _ = made
    monkeypatch.setattr(mending, "WAIT_SECONDS", 0)
    being_made = folder / f"{FILE_NAME}.0a1b2c3d.nieuw"
    being_made.write_bytes(b"half")
    with locked(making_of(folder / FILE_NAME)), pytest.raises(Busy):
        renew(folder, created.key)
    assert being_made.exists()
    renew(folder, created.key)
    assert not being_made.exists()


def test_a_key_file_that_was_never_written_whole_is_taken_away(made: Made) -> None:
    folder, _, _ = made
    half = folder / f"sleutel.json.{'0' * 32}.{'1' * 32}.wacht.0123abcd.nieuw"
    half.write_bytes(b"{")
    keys.standing(folder)
    assert not half.exists()


@pytest.mark.parametrize(
    "name",
    [
        *("sleutel.json.oud.wachtwoord", "sleutel.json.a.b.wacht", f"sleutel.json.{'0' * 32}.{'1' * 32}.wachten"),
        f"sleutel.json.{'0' * 32}.{'1' * 32}.wacht.oud",
    ],
)
def test_a_file_of_somebody_else_of_which_the_name_looks_like_that_of_a_key_file_that_waits_stays(
    made: Made, name: str
) -> None:
    folder, _, _ = made
    (folder / name).write_bytes(b"van een ander")
    keys.standing(folder)
    assert (folder / name).read_bytes() == b"van een ander"


def test_a_key_file_that_waits_is_kept_when_the_record_is_neither_the_old_nor_the_new_one(made: Made) -> None:
    folder, created, _ = made
    path = folder / "sleutel.json"
    with keys.renewing(folder):
        keys.write_waiting(folder, created.key, Secret(bytes(32)), before=bytes(16), after=bytes([1] * 16))
    (folder / FILE_NAME).rename(folder / "weg")
    assert keys.unlock_with_passphrase(folder, OLD) == created.key
    assert keyfile.waiting_path(path, bytes(16), bytes([1] * 16)).exists()
