"""Where the key is kept, and every way to get it back."""

from __future__ import annotations

import json
import os
import stat
import sys
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from keyring.backends import null

from kvv_triage.errors import CannotDo, ExitCode, StoreTrouble
from kvv_triage.store.key import keyfile, keys, recovery
from kvv_triage.store.key.keys import KeyState
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.opening import open_record
from kvv_triage.store.sqlcipher.store import open_store
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.workbench import OTHER_KEY

PASSPHRASE = Secret("paarse fiets op zolder")


def test_a_new_folder_gets_a_key_in_the_keyring(tmp_path: Path, ring: MemoryKeyring) -> None:
    folder = tmp_path / "kvv"
    assert keys.standing(folder).state is KeyState.NEW
    made = keys.create(folder)
    standing = keys.standing(folder)
    assert (standing.state, standing.key) == (KeyState.KEYRING_OK, made.key)
    assert len(made.key.reveal()) == 32
    assert list(ring.kept.values()) == [made.key.reveal().hex()]


def test_files_and_folder_are_for_their_owner_only(tmp_path: Path, ring: MemoryKeyring) -> None:
    assert not ring.kept
    folder = tmp_path / "diep" / "kvv"
    before = os.umask(0)
    try:
        key = keys.create(folder).key
        with open_store(folder, key, create=True):
            rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())}
    finally:
        os.umask(before)
    assert {"sessies.kvv", "sessies.kvv-wal", "sessies.kvv-shm", "sleutel.json"} <= set(rights)
    if sys.platform != "win32":  # there the folder keeps the rights, for all that stands in it
        assert rights.pop("kvv") == 0o700
        assert set(rights.values()) == {0o600}


def test_the_key_file_tells_nothing_secret(tmp_path: Path, ring: MemoryKeyring) -> None:
    made = keys.create(tmp_path / "kvv", PASSPHRASE)
    assert not ring.kept
    text = (tmp_path / "kvv" / "sleutel.json").read_text(encoding="utf-8")
    for secret in (made.key.reveal().hex(), made.recovery_code.reveal(), PASSPHRASE.reveal()):
        assert secret not in text
        assert secret not in repr(made)
        assert secret not in repr(keys.standing(tmp_path / "kvv"))


@pytest.mark.usefixtures("no_ring")
def test_without_a_keyring_a_passphrase_opens(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match="geen sleutelbos"):
        keys.create(tmp_path)
    assert keys.standing(tmp_path).state is KeyState.NEW
    made = keys.create(tmp_path, PASSPHRASE)
    assert keys.standing(tmp_path).state is KeyState.NEEDS_PASSPHRASE
    assert keys.unlock_with_passphrase(tmp_path, PASSPHRASE) == made.key
    assert keys.unlock_with_recovery(tmp_path, made.recovery_code) == made.key


@pytest.mark.usefixtures("no_ring")
def test_a_wrong_passphrase_says_so_and_nothing_else(tmp_path: Path) -> None:
    keys.create(tmp_path, PASSPHRASE)
    with pytest.raises(StoreTrouble) as caught:
        keys.unlock_with_passphrase(tmp_path, Secret("paarse fiets in de kelder"))
    assert (caught.value.message, caught.value.tip) == ("De wachtzin klopt niet.", "")
    assert caught.value.exit_code is ExitCode.STORE


def test_a_null_or_plain_keyring_counts_as_none(tmp_path: Path, ring: MemoryKeyring) -> None:
    for untrusted in (null.Keyring(), PlainKeyring()):  # type: ignore[no-untyped-call]  # keyring has no types here
        keyring.set_keyring(untrusted)
        with pytest.raises(CannotDo, match="geen sleutelbos"):
            keys.create(tmp_path)
    assert not ring.kept


class PlainKeyring(MemoryKeyring):
    """One like those that write secrets plainly into a file."""

    priority = 0.5


def test_a_deleted_keyring_entry_asks_for_the_recovery_code_and_is_put_back(
    tmp_path: Path, ring: MemoryKeyring
) -> None:
    made = keys.create(tmp_path)
    ring.kept.clear()
    assert keys.standing(tmp_path).state is KeyState.NEEDS_RECOVERY_CODE
    assert keys.unlock_with_recovery(tmp_path, made.recovery_code) == made.key
    assert keys.standing(tmp_path).state is KeyState.KEYRING_OK


def test_another_key_in_the_keyring_is_not_taken(tmp_path: Path, ring: MemoryKeyring) -> None:
    keys.create(tmp_path)
    for entry in list(ring.kept):
        ring.kept[entry] = OTHER_KEY.reveal().hex()
    assert keys.standing(tmp_path).state is KeyState.NEEDS_RECOVERY_CODE
    for entry in list(ring.kept):
        ring.kept[entry] = "geen hex"
    assert keys.standing(tmp_path).state is KeyState.NEEDS_RECOVERY_CODE


def test_the_recovery_code_of_another_record_is_refused(tmp_path: Path, ring: MemoryKeyring) -> None:
    keys.create(tmp_path / "een")
    other = keys.create(tmp_path / "twee").recovery_code
    ring.kept.clear()
    with pytest.raises(StoreTrouble, match="herstelcode klopt niet"):
        keys.unlock_with_recovery(tmp_path / "een", other)
    assert "gaat de opslag" in keys.cannot_open(tmp_path).message


def test_every_start_reminds_until_the_recovery_code_was_typed_back(tmp_path: Path, ring: MemoryKeyring) -> None:
    made = keys.create(tmp_path)
    assert not keys.standing(tmp_path).is_confirmed
    keys.confirm_recovery(tmp_path, made.recovery_code)
    assert keys.standing(tmp_path).is_confirmed
    again = keys.new_recovery_code(tmp_path, made.key)
    assert not keys.standing(tmp_path).is_confirmed
    with pytest.raises(StoreTrouble):
        keys.confirm_recovery(tmp_path, made.recovery_code)
    assert keys.unlock_with_recovery(tmp_path, again) == made.key
    assert keys.standing(tmp_path).is_confirmed
    assert len(ring.kept) == 1


def test_the_key_moves_from_keyring_to_passphrase_and_back(tmp_path: Path, ring: MemoryKeyring) -> None:
    made = keys.create(tmp_path)
    keys.change_passphrase(tmp_path, made.key, PASSPHRASE)
    assert not ring.kept
    assert keys.standing(tmp_path).state is KeyState.NEEDS_PASSPHRASE
    assert keys.unlock_with_passphrase(tmp_path, PASSPHRASE) == made.key
    keys.move_to_keyring(tmp_path, made.key)
    assert keys.standing(tmp_path).key == made.key
    with pytest.raises(CannotDo, match="geen wachtzin"):
        keys.unlock_with_passphrase(tmp_path, PASSPHRASE)
    assert keys.unlock_with_recovery(tmp_path, made.recovery_code) == made.key


@pytest.mark.usefixtures("no_ring")
def test_a_key_cannot_move_to_a_keyring_that_is_not_there(tmp_path: Path) -> None:
    made = keys.create(tmp_path, PASSPHRASE)
    with pytest.raises(CannotDo, match="geen sleutelbos"):
        keys.move_to_keyring(tmp_path, made.key)
    assert keys.unlock_with_passphrase(tmp_path, PASSPHRASE) == made.key


def test_the_key_of_another_record_is_never_locked_up_here(tmp_path: Path, ring: MemoryKeyring) -> None:
    keys.create(tmp_path)
    with pytest.raises(StoreTrouble, match="andere opslag"):
        keys.change_passphrase(tmp_path, OTHER_KEY, PASSPHRASE)
    assert len(ring.kept) == 1


def test_a_record_without_key_file_is_lost_and_stays_untouched(tmp_path: Path, ring: MemoryKeyring) -> None:
    made = keys.create(tmp_path)
    open_store(tmp_path, made.key, create=True).close()
    before = (tmp_path / "sessies.kvv").read_bytes()
    (tmp_path / "sleutel.json").unlink()
    standing = keys.standing(tmp_path)
    assert standing.state is KeyState.LOST
    assert standing.why is not None
    assert "ontbreekt" in standing.why.message
    with pytest.raises(CannotDo, match="staat al een opslag"):
        keys.create(tmp_path)
    with pytest.raises(StoreTrouble, match="ontbreekt"):
        keys.unlock_with_recovery(tmp_path, made.recovery_code)
    assert (tmp_path / "sessies.kvv").read_bytes() == before
    assert len(ring.kept) == 1


@pytest.mark.usefixtures("ring")
def test_a_key_file_is_adopted_on_a_new_machine_and_nowhere_else(tmp_path: Path) -> None:
    made = keys.create(tmp_path / "oud")
    keys.adopt(tmp_path / "nieuw", tmp_path / "oud" / "sleutel.json")
    assert keys.unlock_with_recovery(tmp_path / "nieuw", made.recovery_code) == made.key
    with pytest.raises(CannotDo, match="staat al een opslag"):
        keys.adopt(tmp_path / "nieuw", tmp_path / "oud" / "sleutel.json")
    with pytest.raises(CannotDo, match="ontbreekt"):
        keys.adopt(tmp_path / "derde", tmp_path / "er-is-niets.json")


def test_a_first_start_that_was_killed_goes_on_the_next_time(tmp_path: Path, ring: MemoryKeyring) -> None:
    keys.create(tmp_path)  # and then nothing: the process was killed before it made the record
    key = keys.standing(tmp_path).key
    assert key is not None
    for _ in range(2):
        with open_record(tmp_path, key) as store:
            assert store.sessions() == ()
    (tmp_path / "sessies.kvv").unlink()
    with pytest.raises(StoreTrouble, match="is er niet meer"):
        open_record(tmp_path, key)
    assert len(ring.kept) == 1


def test_a_record_that_cannot_be_noted_as_begun_is_closed_again(tmp_path: Path, ring: MemoryKeyring) -> None:
    key = keys.create(tmp_path).key
    original = (tmp_path / "sleutel.json").read_bytes()
    (tmp_path / "sessies.kvv").mkdir()
    with pytest.raises(StoreTrouble):
        open_record(tmp_path, key)
    assert (tmp_path / "sleutel.json").read_bytes() == original
    assert len(ring.kept) == 1


def test_a_passphrase_has_some_length(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match="minstens 12 tekens"):
        keys.create(tmp_path, Secret("kort"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "phrase", ["aaaaaaaaaaaa", "AbabaBababab", "123123123123", "a a a a a a a a a a a a", "geheim" * 3]
)
def test_a_passphrase_that_repeats_itself_is_refused(tmp_path: Path, phrase: str) -> None:
    with pytest.raises(CannotDo, match="herhaalt steeds hetzelfde"):
        keys.create(tmp_path, Secret(phrase))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("phrase", ["paarse fiets op zolder", "kort kort maar krachtig", "bananenbananen rood"])
def test_a_passphrase_with_a_word_that_comes_back_is_taken(phrase: str) -> None:
    keys.check_passphrase(Secret(phrase))


def test_a_passphrase_comes_from_the_first_line_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "zin"
    path.write_text("\ufeffpaarse fiets\r\nen nog iets\n", encoding="utf-8")
    assert keys.passphrase_from_file(path).reveal() == "paarse fiets"
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(CannotDo, match="is leeg"):
        keys.passphrase_from_file(path)
    with pytest.raises(CannotDo, match="niet te lezen"):
        keys.passphrase_from_file(tmp_path)


@pytest.mark.usefixtures("no_ring")
def test_a_provisional_key_opens_by_itself_until_a_passphrase_is_chosen(tmp_path: Path) -> None:
    folder = tmp_path / "kvv"
    key = keys.create_provisional(folder)
    open_record(folder, key).close()
    standing = keys.standing(folder)
    assert (standing.state, standing.key) == (KeyState.PROVISIONAL, key)
    made = keys.settle(folder, key, PASSPHRASE)
    assert keys.standing(folder).state is KeyState.NEEDS_PASSPHRASE
    assert keys.unlock_with_passphrase(folder, PASSPHRASE) == made.key
    assert keys.unlock_with_recovery(folder, made.recovery_code) == made.key
    for secret in (key, made.key):
        assert secret.reveal().hex() not in (folder / "sleutel.json").read_text(encoding="utf-8")
    open_record(folder, made.key).close()


@pytest.mark.usefixtures("no_ring")
def test_a_provisional_key_is_made_once_and_settled_with_a_proper_passphrase(tmp_path: Path) -> None:
    key = keys.create_provisional(tmp_path)
    for again in (keys.create_provisional, lambda folder: keys.create(folder, PASSPHRASE)):
        with pytest.raises(CannotDo, match="staat al een opslag"):
            again(tmp_path)
    with pytest.raises(CannotDo, match="minstens 12 tekens"):
        keys.settle(tmp_path, key, Secret("kort"))
    with pytest.raises(StoreTrouble, match="andere opslag"):
        keys.settle(tmp_path, OTHER_KEY, PASSPHRASE)
    with pytest.raises(CannotDo, match="nog geen herstelcode"):
        keys.unlock_with_recovery(tmp_path, recovery.new_code())
    assert keys.standing(tmp_path).key == key
    keys.settle(tmp_path, key, PASSPHRASE)
    with pytest.raises(CannotDo, match="al een wachtzin gekozen"):
        keys.settle(tmp_path, key, Secret("groene kano onder de brug"))
    assert keys.unlock_with_passphrase(tmp_path, PASSPHRASE) == key


@pytest.mark.usefixtures("no_ring")
def test_a_provisional_key_that_was_damaged_is_told(tmp_path: Path) -> None:
    key = keys.create_provisional(tmp_path).reveal().hex()
    path = tmp_path / "sleutel.json"
    path.write_text(path.read_text(encoding="utf-8").replace(key, key[:-1] + ("0" if key[-1] != "0" else "1")))
    with pytest.raises(StoreTrouble, match="klopt niet"):
        keys.standing(tmp_path)


@pytest.mark.usefixtures("ring")
def test_a_damaged_key_file_is_adopted_by_nobody_or_told_when_the_key_is_known(tmp_path: Path) -> None:
    made = keys.create(tmp_path / "oud")
    path, copied = tmp_path / "oud" / "sleutel.json", tmp_path / "kopie.sleutel.json"
    text = path.read_text(encoding="utf-8")
    copied.write_text(text[:-9], encoding="utf-8")
    with pytest.raises(StoreTrouble, match="beschadigd"):
        keys.adopt(tmp_path / "nieuw", copied)
    assert not (tmp_path / "nieuw").exists()
    copied.write_text(text.replace('"herstelcode_bevestigd": false', '"herstelcode_bevestigd": true'), encoding="utf-8")
    keys.adopt(tmp_path / "nieuw", copied)
    with pytest.raises(StoreTrouble, match="klopt niet"):
        keys.unlock_with_recovery(tmp_path / "nieuw", made.recovery_code)


@pytest.mark.usefixtures("ring")
def test_a_copy_of_the_key_file_needs_a_key_file(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="ontbreekt"):
        keys.checked(tmp_path, OTHER_KEY)


def test_a_window_that_read_the_key_file_before_another_changed_it_writes_nothing(tmp_path: Path) -> None:
    key = keys.create(tmp_path, Secret("paarse fiets op zolder")).key
    seen = keyfile.read(tmp_path / keyfile.FILE_NAME)
    assert seen is not None
    keys.change_passphrase(tmp_path, key, Secret("groene trein naar zee"))
    written = (tmp_path / keyfile.FILE_NAME).read_bytes()
    with pytest.raises(CannotDo, match="Een ander venster"):
        keys._change(tmp_path, seen, replace(seen, is_confirmed=True), key)
    assert (tmp_path / keyfile.FILE_NAME).read_bytes() == written


def test_a_key_file_that_pretends_to_be_older_than_the_seal_is_refused(tmp_path: Path) -> None:
    keys.create(tmp_path, Secret("paarse fiets op zolder"))
    path = tmp_path / keyfile.FILE_NAME
    fields = json.loads(path.read_text(encoding="utf-8"))
    for name in ("brievenbus", "voorlopig", "nieuwe_sleutel_nodig", "zegel"):
        del fields[name]
    path.write_text(json.dumps(fields | {"formaat": 2}), encoding="utf-8")
    with pytest.raises(StoreTrouble, match="beschadigd"):
        keyfile.read(path)
