"""A second place that knows how far the record came: how many entries there were, and the link of the newest.

It is a small file beside the record, written over after every commit and never synced: one that is behind tells
nothing, one that is ahead proves that entries were lost or that the record was put back. It also knows up to where
everything was read and held. A keyed seal binds it to the chain of the record.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kvv_triage.saving import save
from kvv_triage.store.chain import START, ChainKeys, is_same, row_seal
from kvv_triage.store.interface import Verified
from kvv_triage.store.sqlcipher.snapshot import remove_unfinished

ENDING = ".stand"
READINGS, WAIT_SECONDS = 5, 0.02
"""How often it is read before it counts as damaged: another process may just be writing over it."""


@dataclass(frozen=True, slots=True)
class Stand:
    """What the witness tells. `restored` are the beginnings of the links of every note that a copy was put back."""

    count: int = 0
    link: bytes = START
    restored: frozenset[str] = frozenset()
    verified: Verified | None = None

    def text(self, keys: ChainKeys) -> bytes:
        """One line of JSON with a seal."""
        verified = self.verified
        told = {
            "aantal": self.count,
            "schakel": self.link.hex(),
            "hersteld": sorted(self.restored),
            "gelezen": [verified.place, verified.head.hex(), verified.at.isoformat()] if verified else [],
        }
        text = json.dumps(told, separators=(",", ":"))
        return f"{row_seal(keys, 'witness', (text,)).hex()} {text}\n".encode()


class Damaged(Exception):
    """What stands there is not what kvv wrote for this record."""


class Witness:
    """The file with the stand of a record."""

    def __init__(self, record: Path, keys: ChainKeys) -> None:
        self.path = record.with_suffix(ENDING)
        self._keys = keys
        self.stand = Stand()

    def read(self) -> Stand | None:
        """What stands there, None when there is nothing; raises Damaged."""
        for _ in range(READINGS):
            with suppress(ValueError, OSError):
                return self.parsed(self.path.read_bytes()) if self.path.exists() else None
            time.sleep(WAIT_SECONDS)
        raise Damaged

    def parsed(self, data: bytes) -> Stand:
        """The stand in these bytes; raises ValueError. Behind the first line may stand what is left of a longer one."""
        seal, _, text = data.split(b"\n")[0].decode("ascii").partition(" ")
        if not is_same(bytes.fromhex(seal), row_seal(self._keys, "witness", (text,))):
            raise ValueError
        told = json.loads(text)
        verified = (
            Verified(told["gelezen"][0], bytes.fromhex(told["gelezen"][1]), datetime.fromisoformat(told["gelezen"][2]))
            if told["gelezen"]
            else None
        )
        return Stand(told["aantal"], bytes.fromhex(told["schakel"]), frozenset(told["hersteld"]), verified)

    def begin(self, stand: Stand) -> None:
        """Write a new file, on disk when this returns."""
        self.stand = stand
        remove_unfinished(self.path)
        save(self.path, stand.text(self._keys))

    def follow(self, count: int, link: bytes) -> None:
        """Know of one more commit. Not synced and never in the way: a disk that refuses it leaves it behind."""
        self._write(replace(self.stand, count=count, link=link))

    def remember(self, verified: Verified) -> None:
        """Know up to where everything holds."""
        self._write(replace(self.stand, verified=verified))

    def _write(self, stand: Stand) -> None:
        self.stand = stand
        with suppress(OSError), self.path.open("r+b") as file:
            file.write(stand.text(self._keys))
