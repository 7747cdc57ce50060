"""`sleutel.json` beside the record: which keyring entry holds the key, and the key locked up. It holds no secret.

A file of format 1 becomes one of format 2 when the key is locked up in it anew, under another passphrase or recovery
code. The other lock stays as it is, as only its own secret could make it anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kvv_triage.errors import StoreTrouble
from kvv_triage.saving import save
from kvv_triage.store.faults import disk_in_dutch
from kvv_triage.store.key.derive import SIZE
from kvv_triage.store.key.format_1 import OldWrapped
from kvv_triage.store.key.wrapping import NONCE_SIZE, SALT_SIZE, SEALED_SIZE, Wrapped

FILE_NAME = "sleutel.json"
RECORD_NAME = "sessies.kvv"
"""What the key opens, in the same folder."""
FORMAT = 2
ID_SIZE, CHECK_SIZE = 8, 16
"""Bytes."""
MAX_SIZE = 64 * 1024


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What the file tells.

    `check` belongs to the key and shows whether it is the right one, without telling it. `is_begun` tells that there
    was a record once: when it is gone, that is damage and not a beginning.
    """

    id: str
    check: bytes
    in_keyring: bool
    recovery: Wrapped | OldWrapped
    is_confirmed: bool
    passphrase: Wrapped | OldWrapped | None
    is_begun: bool = False

    @property
    def format(self) -> int:
        """The oldest format that has all of this, so that a kvv that can read the file does so."""
        return FORMAT if Wrapped in {type(self.recovery), type(self.passphrase)} else 1


def key_file_of(copy_of_record: Path) -> Path:
    """Where the key file of a copy stands."""
    return copy_of_record.with_name(f"{copy_of_record.stem}.{FILE_NAME}")


def read(path: Path) -> KeyFile | None:
    """Give what the file tells, None when there is no file; raises StoreTrouble when it is damaged or newer."""
    with disk_in_dutch(path):
        try:
            with path.open("rb") as file:
                raw = file.read(MAX_SIZE)
        except FileNotFoundError:
            return None
    try:
        return _parsed(path, json.loads(raw))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _is_damaged(path) from error


def write(path: Path, keys: KeyFile) -> None:
    """Save the file in one step."""
    fields = {
        "formaat": keys.format,
        "kenmerk": keys.id,
        "controle": keys.check.hex(),
        "sleutelbos": keys.in_keyring,
        "herstelcode": _dumped(keys.recovery),
        "herstelcode_bevestigd": keys.is_confirmed,
        "wachtzin": None if keys.passphrase is None else _dumped(keys.passphrase),
        "dossier_begonnen": keys.is_begun,
    }
    with disk_in_dutch(path):
        save(path, (json.dumps(fields, indent=2) + "\n").encode())


def _parsed(path: Path, fields: Mapping[str, object]) -> KeyFile:
    made_by = fields["formaat"]
    if not isinstance(made_by, int) or made_by < 1:
        raise ValueError
    if made_by > FORMAT:
        raise StoreTrouble(
            f"Het bestand {path} is gemaakt met een nieuwere versie van kvv.", tip="Werk kvv bij en begin opnieuw."
        )
    passphrase = fields["wachtzin"]
    return KeyFile(
        _bytes(fields["kenmerk"], ID_SIZE).hex(),
        _bytes(fields["controle"], CHECK_SIZE),
        _flag(fields["sleutelbos"]),
        _loaded(fields["herstelcode"]),
        _flag(fields["herstelcode_bevestigd"]),
        None if passphrase is None else _loaded(passphrase),
        _flag(fields["dossier_begonnen"]),
    )


def _dumped(wrapped: Wrapped | OldWrapped) -> dict[str, object]:
    fields: dict[str, object] = {"zout": wrapped.salt.hex()}
    if isinstance(wrapped, Wrapped):
        fields |= {"nonce": wrapped.nonce.hex(), "sleutel": wrapped.sealed.hex()}
    else:
        fields |= {"sleutel": wrapped.sealed.hex(), "zegel": wrapped.tag.hex()}
    return fields | ({} if wrapped.cost is None else {"scrypt": list(wrapped.cost)})


def _loaded(value: object) -> Wrapped | OldWrapped:
    if not isinstance(value, dict):
        raise TypeError
    salt, cost = _bytes(value["zout"], SALT_SIZE), _cost(value["scrypt"]) if "scrypt" in value else None
    if "nonce" in value:
        return Wrapped(salt, _bytes(value["nonce"], NONCE_SIZE), _bytes(value["sleutel"], SEALED_SIZE), cost)
    return OldWrapped(salt, _bytes(value["sleutel"], SIZE), _bytes(value["zegel"], SIZE), cost)


def _bytes(value: object, size: int) -> bytes:
    if not isinstance(value, str):
        raise TypeError
    if len(data := bytes.fromhex(value)) != size:
        raise ValueError
    return data


def _cost(value: object) -> tuple[int, int, int]:
    match value:
        case [int() as n, int() as r, int() as p]:
            return n, r, p
        case _:
            raise ValueError


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _is_damaged(path: Path) -> StoreTrouble:
    return StoreTrouble(
        f"Het bestand {path} is beschadigd. Zonder dit bestand gaat de opslag niet open.",
        tip="Zet het sleutelbestand terug dat naast een reservekopie staat. Er is niets veranderd.",
    )
