"""The key of the record, locked up so that a passphrase or a recovery code gives it back.

There is exactly one value to lock up: 32 random bytes, never twice under the same salt. For that no cipher is needed,
and so no extra library on every worker's machine. Out of the secret and a fresh random salt HKDF makes two values that
look random and tell nothing of each other: a pad of 32 bytes that is XORed with the key once (a one-time pad), and a
key for HMAC-SHA256 over everything that is stored. The tag is checked before anything is unlocked (encrypt-then-MAC).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass, field

from kvv_triage.store.chain import encoded
from kvv_triage.store.key.derive import HASH, SIZE, derived
from kvv_triage.store.key.secret import Secret

SALT_SIZE = 16
COST = (2**17, 8, 1)
"""What scrypt takes of us for each try: 128 MB and some 0.4 s, the OWASP advice; a guesser pays it for every guess."""
MAX_MEMORY = 1024**3
"""Bytes. A key file that asks for more is damaged, or wants to bring this machine down."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A key that is locked up, with all that is needed to unlock it but the secret. `cost` is scrypt's n, r and p."""

    salt: bytes = field(repr=False)
    sealed: bytes = field(repr=False)
    tag: bytes = field(repr=False)
    cost: tuple[int, int, int] | None = None


class DoesNotFit(Exception):
    """The secret is not the one that locked up the key, or what was stored is damaged."""


def wrap_with_passphrase(key: Secret[bytes], passphrase: Secret[str], cost: tuple[int, int, int] = COST) -> Wrapped:
    """Lock up the key; guessing costs what scrypt takes for each guess."""
    salt = secrets.token_bytes(SALT_SIZE)
    return _wrapped(key, _stretched(passphrase, salt, cost), salt, cost)


def wrap_with_code(key: Secret[bytes], code: Secret[bytes]) -> Wrapped:
    """Lock up the key; the code is random and long enough to need no stretching."""
    return _wrapped(key, code.reveal(), secrets.token_bytes(SALT_SIZE), None)


def unwrap_with_passphrase(wrapped: Wrapped, passphrase: Secret[str]) -> Secret[bytes]:
    """Give the key back; raises DoesNotFit."""
    if wrapped.cost is None or _memory(wrapped.cost) > MAX_MEMORY:
        raise DoesNotFit
    try:
        return _unwrapped(wrapped, _stretched(passphrase, wrapped.salt, wrapped.cost))
    except ValueError as error:  # a cost that scrypt does not know
        raise DoesNotFit from error


def unwrap_with_code(wrapped: Wrapped, code: Secret[bytes]) -> Secret[bytes]:
    """Give the key back; raises DoesNotFit."""
    return _unwrapped(wrapped, code.reveal())


def _stretched(passphrase: Secret[str], salt: bytes, cost: tuple[int, int, int]) -> bytes:
    n, r, p = cost
    # One spelling for letters with accents: keyboards and systems differ in how they write them down.
    typed = unicodedata.normalize("NFKC", passphrase.reveal()).encode()
    return hashlib.scrypt(typed, salt=salt, n=n, r=r, p=p, maxmem=2 * _memory(cost), dklen=SIZE)


def _memory(cost: tuple[int, int, int]) -> int:
    n, r, p = cost
    return 128 * r * (n + p)


def _wrapped(key: Secret[bytes], secret: bytes, salt: bytes, cost: tuple[int, int, int] | None) -> Wrapped:
    pad, mac_key = _pad_and_mac_key(secret, salt)
    sealed = _xor(key.reveal(), pad)
    return Wrapped(salt, sealed, _tag(mac_key, salt, sealed, cost), cost)


def _unwrapped(wrapped: Wrapped, secret: bytes) -> Secret[bytes]:
    pad, mac_key = _pad_and_mac_key(secret, wrapped.salt)
    if not hmac.compare_digest(wrapped.tag, _tag(mac_key, wrapped.salt, wrapped.sealed, wrapped.cost)):
        raise DoesNotFit
    return Secret(_xor(wrapped.sealed, pad))


def _pad_and_mac_key(secret: bytes, salt: bytes) -> tuple[bytes, bytes]:
    return derived(secret, "kvv wrap 1: pad", salt=salt), derived(secret, "kvv wrap 1: mac", salt=salt)


def _tag(mac_key: bytes, salt: bytes, sealed: bytes, cost: tuple[int, int, int] | None) -> bytes:
    return hmac.digest(mac_key, encoded((salt, sealed, *(cost or ()))), HASH)


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))
