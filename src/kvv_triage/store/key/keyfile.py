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
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kvv_triage.errors import StoreTrouble
from kvv_triage.saving import save
from kvv_triage.store.faults import disk_in_dutch
from kvv_triage.store.key.derive import HASH, SIZE, derived
from kvv_triage.store.key.format_1 import OldWrapped
from kvv_triage.store.key.sealing import public_of
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.key.wrapping import NONCE_SIZE, SALT_SIZE, SEALED_SIZE, Wrapped, is_bearable

FILE_NAME = "sleutel.json"
RECORD_NAME = "sessies.kvv"
"""What the key opens, in the same folder."""
FORMAT = 3
SEALED_FROM = 3
"""The first format with a seal, a letterbox and a provisional key."""
ID_SIZE, CHECK_SIZE, LETTERBOX_SIZE = 8, 16, 32
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
FIELDS = FIRST_FIELDS | {"brievenbus", "voorlopig", "zegel"}


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What the file tells.

    `check` belongs to the key and shows whether it is the right one, without telling it. `is_begun` tells that there
    was a record once: when it is gone, that is damage and not a beginning. There is a `recovery` unless there is a
    `provisional` key. A file of an earlier format has no `letterbox` and no `seal`.
    """

    id: str
    check: bytes
    in_keyring: bool
    recovery: Wrapped | OldWrapped | None
    is_confirmed: bool
    passphrase: Wrapped | OldWrapped | None
    is_begun: bool = False
    provisional: Secret[bytes] | None = None
    letterbox: bytes | None = None
    seal: bytes | None = field(default=None, repr=False)

    @property
    def is_sealed(self) -> bool:
        """Whether it has a format with a seal."""
        return self.seal is not None


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
        try:
            with path.open("rb") as file:
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
    """Raise StoreTrouble when the file is not as it was written with this key."""
    if not _has_check(keys, key) or (keys.is_sealed and not _has_seal(keys, key)):
        raise StoreTrouble(
            f"Het sleutelbestand {path} klopt niet: het is veranderd of beschadigd.",
            tip="Zet het sleutelbestand terug dat naast een reservekopie staat. Er is niets veranderd.",
        )


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
        _bytes(fields["brievenbus"], LETTERBOX_SIZE) if is_sealed else None,
        _bytes(fields["zegel"], SIZE) if is_sealed else None,
    )
    if (keys.recovery is None) != (keys.provisional is not None):
        raise ValueError
    return keys


def _dumped(wrapped: Wrapped | OldWrapped | None) -> dict[str, object] | None:
    if wrapped is None:
        return None
    fields: dict[str, object] = {"zout": wrapped.salt.hex()}
    if isinstance(wrapped, Wrapped):
        fields |= {"nonce": wrapped.nonce.hex(), "sleutel": wrapped.sealed.hex()}
    else:
        fields |= {"sleutel": wrapped.sealed.hex(), "zegel": wrapped.tag.hex()}
    return fields | ({} if wrapped.cost is None else {"scrypt": list(wrapped.cost)})


def _loaded(value: object, *, has_cost: bool) -> Wrapped | OldWrapped:
    if not isinstance(value, dict):
        raise TypeError
    is_old, more = "zegel" in value, {"scrypt"} if has_cost else set()
    _check_names(value, {"zout", "sleutel", "zegel" if is_old else "nonce"} | more)
    salt, cost = _bytes(value["zout"], SALT_SIZE), _cost(value["scrypt"]) if has_cost else None
    if is_old:
        return OldWrapped(salt, _bytes(value["sleutel"], SIZE), _bytes(value["zegel"], SIZE), cost)
    return Wrapped(salt, _bytes(value["nonce"], NONCE_SIZE), _bytes(value["sleutel"], SEALED_SIZE), cost)


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
