"""The key of the record: where it is kept, what is needed to get it, and how that changes. It never asks anything."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from pathlib import Path

from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.saving import private_folder, save
from kvv_triage.store.faults import disk_in_dutch
from kvv_triage.store.key import keychain as ring
from kvv_triage.store.key import keyfile
from kvv_triage.store.key.derive import SIZE
from kvv_triage.store.key.keyfile import KeyFile
from kvv_triage.store.key.recovery import new_code, read_code
from kvv_triage.store.key.sealing import DoesNotFit
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.key.wrapping import (
    AnyLock,
    Lock,
    unwrap_with_code,
    unwrap_with_passphrase,
    with_key,
    wrap_with_code,
    wrap_with_passphrase,
)
from kvv_triage.store.locks import IsTaken, locked

MIN_PASSPHRASE = 12
MAX_PASSPHRASE_FILE = 4096
"""Bytes."""


class WrongSecret(StoreTrouble):
    """Another passphrase or recovery code than the one that opens the record: it can be typed again."""


class KeyState(Enum):
    """What is needed to open the record."""

    NEW = auto()
    """There is no record yet: explain what happens, then `create`."""
    KEYRING_OK = auto()
    """The keyring gave the key."""
    PROVISIONAL = auto()
    """The key stands in the key file in the clear, until a passphrase is chosen: `settle`."""
    NEEDS_PASSPHRASE = auto()
    NEEDS_RECOVERY_CODE = auto()
    LOST = auto()
    """There is a record, but no file that says how to get its key: raise `why`."""


@dataclass(frozen=True, slots=True)
class KeyStanding:
    """How it stands with the key. The recovery code opens the record in every state but NEW and LOST."""

    state: KeyState
    key: Secret[bytes] | None = None
    is_confirmed: bool = True
    """Whether the recovery code was typed back; until then every start reminds."""
    why: StoreTrouble | None = None


@dataclass(frozen=True, slots=True)
class Created:
    """A new key, and the recovery code that is shown once and kept nowhere."""

    key: Secret[bytes]
    recovery_code: Secret[str] = field(repr=False)


def standing(folder: Path) -> KeyStanding:
    """Look what is needed to open the record in this folder; asks the keyring once. Raises StoreTrouble."""
    keys = keyfile.read(folder / keyfile.FILE_NAME)
    if keys is None:
        return (
            KeyStanding(KeyState.LOST, why=_no_key_file(folder)) if _has_record(folder) else KeyStanding(KeyState.NEW)
        )
    if keys.provisional:
        return KeyStanding(KeyState.PROVISIONAL, _proven(folder, keys, keys.provisional))
    if keys.in_keyring and (key := ring.fetch(keys.id)) and keyfile.is_about(keys, key):
        return KeyStanding(KeyState.KEYRING_OK, _proven(folder, keys, key), keys.is_confirmed)
    state = KeyState.NEEDS_RECOVERY_CODE if keys.passphrase is None else KeyState.NEEDS_PASSPHRASE
    return KeyStanding(state, None, keys.is_confirmed)


def create(folder: Path, passphrase: Secret[str] | None = None) -> Created:
    """Make the key of a new record: in the keyring, or under the passphrase when one is given.

    Raises CannotDo when there is no keyring and no passphrase, or a record already.
    """
    if passphrase is not None:
        check_passphrase(passphrase)
    with _only_one(folder):
        return _create(folder, _new_key(), passphrase)


def make_anew(folder: Path, key: Secret[bytes], passphrase: Secret[str] | None = None) -> Created:
    """Write a new key file for a key that opens the record, instead of one that was changed; as `create` does."""
    if passphrase is not None:
        check_passphrase(passphrase)
    return _create(folder, key, passphrase, is_begun=True)


def _create(folder: Path, key: Secret[bytes], passphrase: Secret[str] | None, *, is_begun: bool = False) -> Created:
    name, code = secrets.token_hex(keyfile.ID_SIZE), new_code()
    if passphrase is None and not ring.keep(name, key):
        raise CannotDo(
            "Deze computer heeft geen sleutelbos die werkt.",
            tip="Kies een wachtzin, of zet die in KVV_WACHTZIN_BESTAND.",
        )
    keys = KeyFile(
        id=name,
        check=keyfile.check_of(key),
        in_keyring=passphrase is None,
        recovery=wrap_with_code(key, read_code(code)),
        is_confirmed=False,
        passphrase=None if passphrase is None else wrap_with_passphrase(key, passphrase),
        is_begun=is_begun,
        is_renewal_due=is_begun,
    )
    _write(folder, keys, key)
    return Created(key, code)


def create_provisional(folder: Path) -> Secret[bytes]:
    """Make the key of a new record where there is no keyring and no passphrase yet; `settle` ends that.

    Raises CannotDo when there is a record already.
    """
    with _only_one(folder):
        key, name = _new_key(), secrets.token_hex(keyfile.ID_SIZE)
        check = keyfile.check_of(key)
        keys = KeyFile(name, check, False, None, is_confirmed=False, passphrase=None, provisional=key)  # noqa: FBT003 -- in the order of the file
        _write(folder, keys, key)
        return key


def settle(folder: Path, key: Secret[bytes], passphrase: Secret[str]) -> Created:
    """Lock up a provisional key: from now on this passphrase opens the record; see `is_renewal_due`.

    Raises CannotDo when another window did so meanwhile: its passphrase stays.
    """
    check_passphrase(passphrase)
    keys, code = _read_for(folder, key), new_code()
    if keys.provisional is None:
        raise CannotDo("In een ander venster is al een wachtzin gekozen.", tip="Die opent de opslag.")
    recovery = wrap_with_code(key, read_code(code))
    settled = replace(keys, passphrase=wrap_with_passphrase(key, passphrase), recovery=recovery, provisional=None)
    _change(folder, keys, replace(settled, is_renewal_due=True), key)  # the key stood on disk in the clear
    return Created(key, code)


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Have one process at a time make a key in this folder; raises CannotDo where there is one already."""
    path = folder / keyfile.FILE_NAME
    with disk_in_dutch(path):
        private_folder(folder)
        try:
            with locked(folder / keyfile.SLOT):
                if path.exists() or _has_record(folder):
                    raise CannotDo(f"In {folder} staat al een opslag.", tip="Begin opnieuw.")
                yield
        except IsTaken as error:
            raise CannotDo("Een ander venster maakt net de sleutel.", tip="Begin opnieuw.") from error


def _new_key() -> Secret[bytes]:
    return Secret(secrets.token_bytes(SIZE))


def unlock_with_passphrase(folder: Path, passphrase: Secret[str]) -> Secret[bytes]:
    """Give the key; raises WrongSecret for another passphrase. Takes some 0.4 s, on purpose."""
    keys = _read(folder)
    if keys.passphrase is None:
        raise CannotDo("Deze opslag heeft geen wachtzin.", tip="Gebruik de herstelcode.")
    try:
        key = _proven(folder, keys, unwrap_with_passphrase(keys.passphrase, passphrase))
    except DoesNotFit as error:
        raise WrongSecret("De wachtzin klopt niet.") from error
    if not isinstance(keys.passphrase, Lock):
        _change_if_possible(folder, keys, replace(keys, passphrase=wrap_with_passphrase(key, passphrase)), key)
    return key


def unlock_with_recovery(folder: Path, code: Secret[str]) -> Secret[bytes]:
    """Give the key, and put it back into the keyring it was missing from.

    Raises WrongSecret for another code, CannotDo for one with a typing mistake.
    """
    keys = _read(folder)
    key = _key_of_code(folder, keys, code)
    if keys.in_keyring:
        ring.keep(keys.id, key)
    if not keys.is_confirmed or not isinstance(keys.recovery, Lock):  # whoever can type it has it
        changed = replace(keys, is_confirmed=True, recovery=wrap_with_code(key, read_code(code)))
        _change_if_possible(folder, keys, changed, key)
    return key


def confirm_recovery(folder: Path, code: Secret[str]) -> None:
    """Remember that the recovery code was typed back; raises as `unlock_with_recovery` does when it is another one."""
    keys = _read(folder)
    key = _key_of_code(folder, keys, code)
    _change(folder, keys, replace(keys, is_confirmed=True), key)


def change_passphrase(folder: Path, key: Secret[bytes], passphrase: Secret[str]) -> Secret[str] | None:
    """Have this passphrase open the record from now on, and no longer the keyring; see `is_renewal_due`.

    Gives a new recovery code when the one before it has a lock of an old kind, that another key does not fit in.
    """
    check_passphrase(passphrase)
    keys, code = _read_for(folder, key), None
    changed = replace(keys, passphrase=wrap_with_passphrase(key, passphrase), in_keyring=False, is_renewal_due=True)
    if not isinstance(keys.recovery, Lock):
        code = new_code()
        changed = replace(changed, recovery=wrap_with_code(key, read_code(code)), is_confirmed=False)
    _change(folder, keys, changed, key)
    ring.drop(keys.id)
    return code


def move_to_keyring(folder: Path, key: Secret[bytes]) -> None:
    """Have the keyring open the record from now on, and no longer a passphrase; raises CannotDo without a keyring."""
    keys = _read_for(folder, key)
    if not ring.keep(keys.id, key):
        raise CannotDo("Deze computer heeft geen sleutelbos die werkt.", tip="De wachtzin blijft gewoon werken.")
    is_due = keys.is_renewal_due or keys.passphrase is not None
    _change(folder, keys, replace(keys, in_keyring=True, passphrase=None, is_renewal_due=is_due), key)


def new_recovery_code(folder: Path, key: Secret[bytes]) -> Secret[str]:
    """Make another recovery code; the one before it no longer works here. See `is_renewal_due`."""
    keys, code = _read_for(folder, key), new_code()
    recovery = wrap_with_code(key, read_code(code))
    _change(folder, keys, replace(keys, recovery=recovery, is_confirmed=False, is_renewal_due=True), key)
    return code


def is_renewal_due(folder: Path) -> bool:
    """Whether the record has to get another key, and can: a lock of an old kind holds no other key.

    Whoever kept an old key file still gets the present key out of it, with what opened the record then. Until the
    record has another key, that is all there is to it.
    """
    keys = keyfile.read(folder / keyfile.FILE_NAME)
    return keys is not None and keys.is_renewal_due and _can_renew(keys) and _has_record(folder)


@contextmanager
def renewing(folder: Path) -> Iterator[None]:
    """Be the only one to give the record another key; afterwards the key file fits the record. Raises CannotDo."""
    path = folder / keyfile.FILE_NAME
    before = _read(folder).id
    with disk_in_dutch(path):
        try:
            with locked(folder / keyfile.SLOT):
                try:
                    yield
                finally:
                    keyfile.decide(path)
        except IsTaken as error:
            raise CannotDo("Een ander venster maakt net een sleutel.", tip="Begin opnieuw.") from error
    if _read(folder).id != before:
        ring.drop(before)


def write_waiting(folder: Path, key: Secret[bytes], fresh: Secret[bytes], *, before: bytes, after: bytes) -> None:
    """Write the key file for a fresh key, that counts once the salt of the record changed from `before` to `after`.

    The same passphrase and the same recovery code open it. The caller is `renewing`. Raises CannotDo when the keyring
    does not take the key.
    """
    keys = _read_for(folder, key)
    if not _can_renew(keys):
        raise CannotDo("De sleutel is nog op slot zoals een oudere kvv dat deed.", tip="Maak een nieuwe herstelcode.")
    name = secrets.token_hex(keyfile.ID_SIZE)
    if keys.in_keyring and not ring.keep(name, fresh):
        raise CannotDo("De sleutelbos van deze computer neemt de nieuwe sleutel niet aan.", tip="Probeer het opnieuw.")
    waiting = replace(
        keys,
        id=name,
        check=keyfile.check_of(fresh),
        recovery=_with_key(keys.recovery, fresh),
        passphrase=_with_key(keys.passphrase, fresh),
        is_renewal_due=False,
    )
    keyfile.write(keyfile.waiting_path(folder / keyfile.FILE_NAME, before, after), waiting, fresh)


def _with_key(lock: AnyLock | None, key: Secret[bytes]) -> Lock | None:
    return with_key(lock, key) if isinstance(lock, Lock) else None


def _can_renew(keys: KeyFile) -> bool:
    return isinstance(keys.recovery, Lock) and isinstance(keys.passphrase, Lock | None)


def adopt(folder: Path, copy_of_key_file: Path) -> None:
    """Start on a new machine from the key file beside a backup; raises CannotDo when there is a record here."""
    raw = keyfile.read_raw(copy_of_key_file)
    if raw is None:
        raise CannotDo(
            f"Naast de reservekopie ontbreekt {copy_of_key_file}.", tip="Zonder dat bestand gaat de kopie niet open."
        )
    keyfile.parsed(copy_of_key_file, raw)
    path = folder / keyfile.FILE_NAME
    if path.exists() or _has_record(folder):
        raise CannotDo(f"In {folder} staat al een opslag.", tip="Kies een lege map met --gegevens.")
    with disk_in_dutch(path):
        private_folder(folder)
        save(path, raw)  # as it is: its seal is checked as soon as the key is known


def checked(folder: Path, key: Secret[bytes]) -> bytes:
    """The bytes of the key file, to go with a copy of the record; raises StoreTrouble when they do not hold."""
    return whole(folder, keyfile.read_raw(folder / keyfile.FILE_NAME), key)


def whole(folder: Path, raw: bytes | None, key: Secret[bytes]) -> bytes:
    """These bytes, that were read as the key file; raises StoreTrouble when they do not hold."""
    if raw is None:
        raise _no_key_file(folder)
    _proven(folder, keyfile.parsed(folder / keyfile.FILE_NAME, raw), key)
    return raw


def check_passphrase(passphrase: Secret[str]) -> None:
    """Raise CannotDo for a passphrase that is quickly guessed."""
    words = "Neem vier of meer losse woorden die je onthoudt."
    if len(passphrase.reveal().strip()) < MIN_PASSPHRASE:
        raise CannotDo(f"Een wachtzin heeft minstens {MIN_PASSPHRASE} tekens.", tip=words)
    if _is_repeated("".join(passphrase.reveal().casefold().split())):
        raise CannotDo("Deze wachtzin herhaalt steeds hetzelfde. Dat is snel geraden.", tip=words)


def _is_repeated(text: str) -> bool:
    """Whether it is one letter, or one group of them, three times or more."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 3 + 1))


def passphrase_from_file(path: Path) -> Secret[str]:
    """The first line of the file that KVV_WACHTZIN_BESTAND names; raises CannotDo when it cannot be read."""
    try:
        with path.expanduser().open("rb") as file:
            lines = file.read(MAX_PASSPHRASE_FILE).decode("utf-8-sig").splitlines()
    except (OSError, ValueError, RuntimeError) as error:  # a home that is not known, an end halfway a letter
        raise CannotDo(
            f"Het bestand met de wachtzin is niet te lezen: {path}.",
            tip="Kijk na wat er in KVV_WACHTZIN_BESTAND staat.",
        ) from error
    if not lines or not lines[0]:
        raise CannotDo(f"Het bestand met de wachtzin is leeg: {path}.", tip="Zet de wachtzin op de eerste regel.")
    return Secret(lines[0])


def cannot_open(folder: Path) -> StoreTrouble:
    """Say that the record stays closed, for whoever has neither the passphrase nor the recovery code."""
    return StoreTrouble(
        f"Zonder herstelcode gaat de opslag in {folder} niet open. Ook de makers van kvv kunnen dat niet.",
        tip="Er is niets veranderd. Zoek de herstelcode, of begin een nieuwe opslag in een andere map met --gegevens.",
    )


def _key_of_code(folder: Path, keys: KeyFile, code: Secret[str]) -> Secret[bytes]:
    typed = read_code(code)
    if keys.recovery is None:
        raise CannotDo("Deze opslag heeft nog geen herstelcode.", tip="Kies eerst een wachtzin: kvv beheer sleutel.")
    try:
        return _proven(folder, keys, unwrap_with_code(keys.recovery, typed))
    except DoesNotFit as error:
        raise WrongSecret("De herstelcode klopt niet: die hoort bij een andere opslag.") from error


def _proven(folder: Path, keys: KeyFile, key: Secret[bytes]) -> Secret[bytes]:
    """The key, after seeing with it that nothing in the key file was changed; raises StoreTrouble."""
    keyfile.check_whole(folder / keyfile.FILE_NAME, keys, key)
    return key


def _read(folder: Path) -> KeyFile:
    keys = keyfile.read(folder / keyfile.FILE_NAME)
    if keys is None:
        raise _no_key_file(folder)
    return keys


def _read_for(folder: Path, key: Secret[bytes]) -> KeyFile:
    """The key file, when this is the key it is about; locking up another one would lose the record."""
    keys = _read(folder)
    if not keyfile.is_about(keys, key):
        raise StoreTrouble("Deze sleutel hoort bij een andere opslag.", tip="Begin opnieuw. Er is niets veranderd.")
    _proven(folder, keys, key)
    return keys


def _write(folder: Path, keys: KeyFile, key: Secret[bytes]) -> None:
    keyfile.write(folder / keyfile.FILE_NAME, keys, key)


def _change(folder: Path, seen: KeyFile, changed: KeyFile, key: Secret[bytes]) -> None:
    """Write the key file, unless another window wrote it after we read it: its key may be the only one that fits.

    Raises CannotDo.
    """
    path = folder / keyfile.FILE_NAME
    elsewhere = CannotDo("Een ander venster verandert net de sleutel.", tip="Begin opnieuw.")
    with disk_in_dutch(path):
        try:
            with locked(folder / keyfile.SLOT):
                if keyfile.read(path) != seen:
                    raise elsewhere
                keyfile.write(path, changed, key)
        except IsTaken as error:
            raise elsewhere from error


def _change_if_possible(folder: Path, seen: KeyFile, changed: KeyFile, key: Secret[bytes]) -> None:
    """Write it when that can be done now; the next time is as good."""
    with suppress(CannotDo, StoreTrouble):
        _change(folder, seen, changed, key)


def _has_record(folder: Path) -> bool:
    return (folder / keyfile.RECORD_NAME).exists()


def _no_key_file(folder: Path) -> StoreTrouble:
    return StoreTrouble(
        f"Het sleutelbestand {folder / keyfile.FILE_NAME} ontbreekt. Zonder dat bestand gaat de opslag niet open.",
        tip="Zet het sleutelbestand terug dat naast een reservekopie staat. Er is niets veranderd.",
    )
