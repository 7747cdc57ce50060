"""`sleutel.json` beside the record: which keyring entry holds the key, and the key locked up. It holds no secret."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kvv_triage.errors import StoreTrouble
from kvv_triage.saving import save
from kvv_triage.store.faults import disk_in_dutch
from kvv_triage.store.key.wrapping import Wrapped

FILE_NAME = "sleutel.json"
RECORD_NAME = "sessies.kvv"
"""What the key opens, in the same folder."""
FORMAT = 1
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
    recovery: Wrapped
    is_confirmed: bool
    passphrase: Wrapped | None
    is_begun: bool = False


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
    except (ValueError, KeyError, TypeError) as error:
        raise _is_damaged(path) from error


def write(path: Path, keys: KeyFile) -> None:
    """Save the file in one step."""
    told = {
        "formaat": FORMAT,
        "kenmerk": keys.id,
        "controle": keys.check.hex(),
        "sleutelbos": keys.in_keyring,
        "herstelcode": _dumped(keys.recovery),
        "herstelcode_bevestigd": keys.is_confirmed,
        "wachtzin": None if keys.passphrase is None else _dumped(keys.passphrase),
        "dossier_begonnen": keys.is_begun,
    }
    with disk_in_dutch(path):
        save(path, (json.dumps(told, indent=2) + "\n").encode())


def _parsed(path: Path, told: Mapping[str, object]) -> KeyFile:
    if (made_by := told["formaat"]) != FORMAT:
        if isinstance(made_by, int) and made_by > FORMAT:
            raise StoreTrouble(
                f"Het bestand {path} is gemaakt met een nieuwere versie van kvv.", tip="Werk kvv bij en begin opnieuw."
            )
        raise ValueError
    passphrase = told["wachtzin"]
    return KeyFile(
        str(told["kenmerk"]),
        bytes.fromhex(str(told["controle"])),
        told["sleutelbos"] is True,
        _loaded(told["herstelcode"]),
        told["herstelcode_bevestigd"] is True,
        None if passphrase is None else _loaded(passphrase),
        told["dossier_begonnen"] is True,
    )


def _dumped(wrapped: Wrapped) -> dict[str, object]:
    parts = {"zout": wrapped.salt.hex(), "sleutel": wrapped.sealed.hex(), "zegel": wrapped.tag.hex()}
    return parts | ({} if wrapped.cost is None else {"scrypt": list(wrapped.cost)})


def _loaded(told: object) -> Wrapped:
    if not isinstance(told, dict):
        raise TypeError
    salt, sealed, tag = (bytes.fromhex(told[part]) for part in ("zout", "sleutel", "zegel"))
    if "scrypt" not in told:
        return Wrapped(salt, sealed, tag)
    n, r, p = (int(number) for number in told["scrypt"])
    return Wrapped(salt, sealed, tag, (n, r, p))


def _is_damaged(path: Path) -> StoreTrouble:
    return StoreTrouble(
        f"Het bestand {path} is beschadigd. Zonder dit bestand gaat het dossier niet open.",
        tip="Zet het sleutelbestand terug dat naast een reservekopie staat. Er is niets veranderd.",
    )
