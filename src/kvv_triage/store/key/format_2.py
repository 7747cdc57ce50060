"""A locked up key as format 2 of the key file has it: read for as long as such files are about, never made."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kvv_triage.store.key.derive import derived
from kvv_triage.store.key.secret import Secret


@dataclass(frozen=True, slots=True)
class SecondLock:
    """The key under AES-256-GCM, with a key that HKDF made of the secret. `cost` is scrypt's n, r and p."""

    salt: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    sealed: bytes = field(repr=False)
    cost: tuple[int, int, int] | None = None


def opened(lock: SecondLock, secret: bytes, purpose: str) -> Secret[bytes] | None:
    """The key; None when this secret did not lock it up, or what was stored is damaged."""
    cipher = AESGCM(derived(secret, "kvv wrap 2: key", salt=lock.salt))
    try:
        return Secret(cipher.decrypt(lock.nonce, lock.sealed, f"kvv wrap 2: {purpose}".encode()))
    except InvalidTag:
        return None
