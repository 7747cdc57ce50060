"""A locked up key as format 1 of the key file has it: read for as long as such files are about, never made."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from kvv_triage.store.chain import encoded
from kvv_triage.store.key.derive import HASH, derived
from kvv_triage.store.key.secret import Secret


@dataclass(frozen=True, slots=True)
class FirstLock:
    """The key XORed with a pad that was used once, and a tag over all of it. `cost` is scrypt's n, r and p."""

    salt: bytes = field(repr=False)
    sealed: bytes = field(repr=False)
    tag: bytes = field(repr=False)
    cost: tuple[int, int, int] | None = None


def opened(lock: FirstLock, secret: bytes) -> Secret[bytes] | None:
    """The key; None when this secret did not lock it up, or what was stored is damaged."""
    pad = derived(secret, "kvv wrap 1: pad", salt=lock.salt)
    mac_key = derived(secret, "kvv wrap 1: mac", salt=lock.salt)
    tag = hmac.digest(mac_key, encoded((lock.salt, lock.sealed, *(lock.cost or ()))), HASH)
    if not hmac.compare_digest(lock.tag, tag):
        return None
    return Secret(bytes(left ^ right for left, right in zip(lock.sealed, pad, strict=True)))
