"""`sleutel.json` beside the record: which keyring entry holds the key, and the key locked up. It holds no secret.

One exception: between the first use of a machine without a keyring and the choice of a passphrase the key itself stands
in it. Who comes in with direct danger is not asked for a passphrase first, and yet what is said must be on disk.

All that stands in the file carries a seal that only the key can make, so that a change is seen as soon as the key is
known. The letterbox is a public key, with which anyone can seal a letter to the record.

Formats 1 and 2, which had no seal and no letterbox, become format 3 when the file is written.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from glob import escape
from pathlib import Path

from kvv_triage.errors import StoreTrouble
from kvv_triage.saving import save, sync_folder
from kvv_triage.store.faults import disk_in_dutch
from kvv_triage.store.key.derive import HASH, SIZE, derived
from kvv_triage.store.key.format_1 import FirstLock
from kvv_triage.store.key.format_2 import SecondLock
from kvv_triage.store.key.sealing import public_of
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.key.wrapping import NONCE_SIZE, SALT_SIZE, SEALED_SIZE, AnyLock, Lock, is_bearable
from kvv_triage.store.locks import IsTaken, locked

FILE_NAME = "sleutel.json"
RECORD_NAME = "sessies.kvv"
"""What the key opens, in the same folder."""
FORMAT = 3
SEALED_FROM = 3
"""The first format with a seal, a letterbox and a provisional key."""
ID_SIZE, CHECK_SIZE, PUBLIC_SIZE = 8, 16, 32
"""Bytes."""
MAX_SIZE = 64 * 1024

FIRST_FIELDS = frozenset(
    {
        "formaat",
        "kenmerk",
        "controle",
        "sleutelbos",
        "herstelcode",
        "herstelcode_bevestigd",
        "wachtzin",
        "dossier_begonnen",
    }
)
FIELDS = FIRST_FIELDS | {"brievenbus", "voorlopig", "nieuwe_sleutel_nodig", "zegel"}


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What the file tells.

    `check` belongs to the key and shows whether it is the right one, without telling it. `is_begun` tells that there
    was a record once: when it is gone, that is damage and not a beginning. There is a `recovery` unless there is a
    `provisional` key. `is_renewal_due` tells that a lock was taken away, or that the key stood here in the clear: the
    record has to get another key. A file of an earlier format has no `letterbox` and no `seal`.
    """

    id: str
    check: bytes
    in_keyring: bool
    recovery: AnyLock | None
    is_confirmed: bool
    passphrase: AnyLock | None
    is_begun: bool = False
    provisional: Secret[bytes] | None = None
    is_renewal_due: bool = False
    letterbox: bytes | None = None
    seal: bytes | None = field(default=None, repr=False)

    @property
    def is_sealed(self) -> bool:
        """Whether it has a format with a seal."""
        return self.seal is not None


SLOT = f"{FILE_NAME}.slot"
"""Whoever makes a key, or another one, holds this file locked."""
WAITING = ".wacht"
RECORD_SALT_SIZE = 16
"""Bytes at the start of the record, and all of it that is not encrypted: each key that it gets comes with new ones."""
WAITS = re.compile(r"(\.[0-9a-f]{32}){2}\.wacht(\.[0-9a-f]{8}\.nieuw)?")
"""What comes behind the name of a key file that waits, or that a process is writing: two salts as hex, and WAITING."""


class KeyFileChanged(StoreTrouble):
    """The file is not as it was written; the key that showed it may open the record all the same."""

    def __init__(self, path: Path, key: Secret[bytes]) -> None:
        super().__init__(
            f"Het sleutelbestand {path} klopt niet: het is veranderd of beschadigd.",
            tip="Maak het opnieuw met: kvv beheer sleutel. Of zet het sleutelbestand van een reservekopie terug.",
        )
        self.key = key


def key_file_of(copy_of_record: Path) -> Path:
    """Where the key file of a copy stands."""
    return copy_of_record.with_name(f"{copy_of_record.stem}.{FILE_NAME}")


def read(path: Path) -> KeyFile | None:
    """Give what the file tells, None when there is no file; raises StoreTrouble when it is damaged or newer."""
    raw = read_raw(path)
    return None if raw is None else parsed(path, raw)


def read_raw(path: Path) -> bytes | None:
    """Give the bytes of the file, None when there is no file; raises StoreTrouble when the disk fails."""
    with disk_in_dutch(path):
        counts = _counting(path) if _waiting(path) else path
        try:
            with counts.open("rb") as file:
                return file.read(MAX_SIZE)
        except FileNotFoundError:
            return None


def parsed(path: Path, raw: bytes) -> KeyFile:
    """Give what these bytes of the file at `path` tell; raises StoreTrouble when they are damaged or newer."""
    try:
        return _parsed(path, json.loads(raw))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _is_damaged(path) from error


def write(path: Path, keys: KeyFile, key: Secret[bytes]) -> None:
    """Save the file in one step, in the newest format, sealed with the key it is about."""
    keys = replace(keys, letterbox=public_of(letterbox_key(key)))
    fields = _fields(replace(keys, seal=_seal(keys, key)))
    with disk_in_dutch(path):
        save(path, (json.dumps(fields, indent=2) + "\n").encode())


def waiting_path(path: Path, before: bytes, after: bytes) -> Path:
    """Where a key file waits while the record gets another key; it begins with other salt before than after that."""
    return path.with_name(f"{path.name}.{before.hex()}.{after.hex()}{WAITING}")


def decide(path: Path) -> None:
    """Take the key file that waits when the record has its key, and drop it when not; the caller holds SLOT.

    So the record and its key file change together, although they are two files: what counts is the salt of the record.
    """
    record = path.with_name(RECORD_NAME)
    for file in _waiting(path) if record.exists() else ():
        if file.suffix != WAITING:  # a killed process was still writing it
            file.unlink()
            continue
        before, after = file.name.removesuffix(WAITING).split(".")[-2:]
        salt = salt_of(record).hex()
        if salt == after:
            file.replace(path)
        elif salt == before:
            file.unlink()
        sync_folder(path.parent)


def _counting(path: Path) -> Path:
    """The key file that counts, after deciding that; on a disk that takes nothing it can be one that waits."""
    try:
        with suppress(IsTaken), locked(path.with_name(SLOT)):  # else it is just being decided
            decide(path)
    except OSError:
        record = path.with_name(RECORD_NAME)
        salt = salt_of(record).hex() if record.exists() else ""
        return next((file for file in _waiting(path) if salt and file.name.endswith(f".{salt}{WAITING}")), path)
    return path


def salt_of(record: Path) -> bytes:
    """What the record begins with; nobody may have it open here, as POSIX lets go of its locks after this."""
    with record.open("rb") as file:
        return file.read(RECORD_SALT_SIZE)


def _waiting(path: Path) -> list[Path]:
    """The key files that wait, and those that a killed process was writing; a name that only looks like it is not."""
    beside = path.parent.glob(f"{escape(path.name)}.*")
    return [file for file in beside if WAITS.fullmatch(file.name.removeprefix(path.name))]


def check_of(key: Secret[bytes]) -> bytes:
    """What shows that a key is the right one."""
    return derived(key.reveal(), "kvv key check 1", size=CHECK_SIZE)


def letterbox_key(key: Secret[bytes]) -> bytes:
    """The private key of the letterbox."""
    return derived(key.reveal(), "kvv letterbox 1")


def is_about(keys: KeyFile, key: Secret[bytes]) -> bool:
    """Whether this is the key that the file is about; two fields tell, as one may be damaged."""
    return _has_check(keys, key) or keys.letterbox == public_of(letterbox_key(key))


def check_whole(path: Path, keys: KeyFile, key: Secret[bytes]) -> None:
    """Raise KeyFileChanged when the file is not as it was written with this key."""
    if not _has_check(keys, key) or (keys.is_sealed and not _has_seal(keys, key)):
        raise KeyFileChanged(path, key)


def _has_check(keys: KeyFile, key: Secret[bytes]) -> bool:
    return hmac.compare_digest(keys.check, check_of(key))


def _has_seal(keys: KeyFile, key: Secret[bytes]) -> bool:
    return keys.seal is not None and hmac.compare_digest(keys.seal, _seal(keys, key))


def _seal(keys: KeyFile, key: Secret[bytes]) -> bytes:
    fields = _fields(keys)
    del fields["zegel"]
    text = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
    return hmac.digest(derived(key.reveal(), "kvv key file 3: seal"), text, HASH)


def _fields(keys: KeyFile) -> dict[str, object]:
    return {
        "formaat": FORMAT,
        "kenmerk": keys.id,
        "controle": keys.check.hex(),
        "sleutelbos": keys.in_keyring,
        "herstelcode": _dumped(keys.recovery),
        "herstelcode_bevestigd": keys.is_confirmed,
        "wachtzin": _dumped(keys.passphrase),
        "dossier_begonnen": keys.is_begun,
        "brievenbus": keys.letterbox.hex() if keys.letterbox else None,
        "voorlopig": keys.provisional.reveal().hex() if keys.provisional else None,
        "nieuwe_sleutel_nodig": keys.is_renewal_due,
        "zegel": keys.seal.hex() if keys.seal else None,
    }


def _parsed(path: Path, fields: object) -> KeyFile:
    if not isinstance(fields, dict):
        raise TypeError
    made_by = _number(fields["formaat"])
    if made_by > FORMAT:
        raise StoreTrouble(
            f"Het bestand {path} is gemaakt met een nieuwere versie van kvv.", tip="Werk kvv bij en begin opnieuw."
        )
    is_sealed = made_by >= SEALED_FROM
    _check_names(fields, FIELDS if is_sealed else FIRST_FIELDS)
    provisional = fields["voorlopig"] if is_sealed else None
    recovery, passphrase = fields["herstelcode"], fields["wachtzin"]
    keys = KeyFile(
        _bytes(fields["kenmerk"], ID_SIZE).hex(),
        _bytes(fields["controle"], CHECK_SIZE),
        _flag(fields["sleutelbos"]),
        None if recovery is None else _loaded(recovery, has_cost=False),
        _flag(fields["herstelcode_bevestigd"]),
        None if passphrase is None else _loaded(passphrase, has_cost=True),
        _flag(fields["dossier_begonnen"]),
        None if provisional is None else Secret(_bytes(provisional, SIZE)),
        _flag(fields["nieuwe_sleutel_nodig"]) if is_sealed else False,
        _bytes(fields["brievenbus"], PUBLIC_SIZE) if is_sealed else None,
        _bytes(fields["zegel"], SIZE) if is_sealed else None,
    )
    if (keys.recovery is None) != (keys.provisional is not None):
        raise ValueError
    if not is_sealed and Lock in {type(keys.recovery), type(keys.passphrase)}:  # it came with the seal
        raise ValueError
    return keys


def _dumped(lock: AnyLock | None) -> dict[str, object] | None:
    if lock is None:
        return None
    fields: dict[str, object] = {"zout": lock.salt.hex()}
    match lock:
        case Lock():
            fields |= {"publiek": lock.public.hex(), "sleutel": lock.sealed.hex()}
        case SecondLock():
            fields |= {"nonce": lock.nonce.hex(), "sleutel": lock.sealed.hex()}
        case FirstLock():
            fields |= {"sleutel": lock.sealed.hex(), "zegel": lock.tag.hex()}
    return fields | ({} if lock.cost is None else {"scrypt": list(lock.cost)})


def _loaded(value: object, *, has_cost: bool) -> AnyLock:
    if not isinstance(value, dict):
        raise TypeError
    own = {"zegel", "nonce", "publiek"} & value.keys()
    _check_names(value, {"zout", "sleutel", *own} | ({"scrypt"} if has_cost else set()))
    salt, cost = _bytes(value["zout"], SALT_SIZE), _cost(value["scrypt"]) if has_cost else None
    if own == {"zegel"}:
        return FirstLock(salt, _bytes(value["sleutel"], SIZE), _bytes(value["zegel"], SIZE), cost)
    if own == {"nonce"}:
        return SecondLock(salt, _bytes(value["nonce"], NONCE_SIZE), _bytes(value["sleutel"], SIZE + 16), cost)
    if own == {"publiek"}:
        return Lock(salt, _bytes(value["publiek"], PUBLIC_SIZE), _bytes(value["sleutel"], SEALED_SIZE), cost)
    raise ValueError


def _check_names(value: Mapping[str, object], names: Collection[str]) -> None:
    """See that nothing is missing, and that there is nothing more: a seal is over what we know of."""
    if value.keys() != set(names):
        raise KeyError


def _bytes(value: object, size: int) -> bytes:
    if not isinstance(value, str):
        raise TypeError
    data = bytes.fromhex(value)
    if len(data) != size or data.hex() != value:  # in one spelling, so that a flipped bit never goes unnoticed
        raise ValueError
    return data


def _cost(value: object) -> tuple[int, int, int]:
    match value:
        case [n, r, p]:
            cost = (_number(n), _number(r), _number(p))
        case _:
            raise ValueError
    if not is_bearable(cost):
        raise ValueError
    return cost


def _number(value: object) -> int:
    if type(value) is not int or value < 1:  # `true` is a number to Python
        raise ValueError
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _is_damaged(path: Path) -> StoreTrouble:
    return StoreTrouble(
        f"Het bestand {path} is beschadigd. Zonder dit bestand gaat de opslag niet open.",
        tip="Zet het sleutelbestand terug dat naast een reservekopie staat. Er is niets veranderd.",
    )
