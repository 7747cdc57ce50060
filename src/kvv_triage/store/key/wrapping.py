"""The key of the record, locked up so that a passphrase or a recovery code gives it back.

AES-256-GCM locks it up, under a key that HKDF makes for this one lock: out of a fresh salt and the recovery code, or
what scrypt makes of the passphrase. What the lock is for, and the format, go along as associated data, so that a lock
never passes for another.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from kvv_triage.errors import StoreTrouble
from kvv_triage.store.key import format_1
from kvv_triage.store.key.derive import SIZE, derived
from kvv_triage.store.key.format_1 import OldWrapped
from kvv_triage.store.key.sealing import DoesNotFit
from kvv_triage.store.key.secret import Secret

SALT_SIZE, NONCE_SIZE, SEALED_SIZE = 16, 12, SIZE + 16
"""Bytes; what is sealed ends in a tag of 16."""
COST = (2**17, 8, 1)
"""What scrypt takes of us for each try: 128 MB and some 0.4 s, the OWASP advice; a guesser pays it for every guess."""
MAX_WORK = 1024**3
"""Bytes that scrypt goes through. A key file that asks for more is damaged, or wants to bring this machine down."""

PASSPHRASE, CODE = "passphrase", "recovery code"


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A key that is locked up, with all that is needed to unlock it but the secret. `cost` is scrypt's n, r and p."""

    salt: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    sealed: bytes = field(repr=False)
    cost: tuple[int, int, int] | None = None


def is_bearable(cost: tuple[int, int, int]) -> bool:
    """Whether scrypt knows this cost, and this machine can be asked for it."""
    n, r, p = cost
    if min(cost) < 1 or 128 * r * n * p > MAX_WORK:
        return False
    return n > 1 and not n & (n - 1) and n.bit_length() <= 16 * r  # what RFC 7914 says of n


def wrap_with_passphrase(key: Secret[bytes], passphrase: Secret[str], cost: tuple[int, int, int] = COST) -> Wrapped:
    """Lock up the key; guessing costs what scrypt takes for each guess."""
    salt = secrets.token_bytes(SALT_SIZE)
    return _wrapped(key, _stretched(passphrase, salt, cost), salt, PASSPHRASE, cost)


def wrap_with_code(key: Secret[bytes], code: Secret[bytes]) -> Wrapped:
    """Lock up the key; the code is random and long enough to need no stretching."""
    return _wrapped(key, code.reveal(), secrets.token_bytes(SALT_SIZE), CODE, None)


def unwrap_with_passphrase(wrapped: Wrapped | OldWrapped, passphrase: Secret[str]) -> Secret[bytes]:
    """Give the key back; raises DoesNotFit, or StoreTrouble when there is too little memory to try."""
    if wrapped.cost is None or not is_bearable(wrapped.cost):
        raise DoesNotFit
    return _unwrapped(wrapped, _stretched(passphrase, wrapped.salt, wrapped.cost), PASSPHRASE)


def unwrap_with_code(wrapped: Wrapped | OldWrapped, code: Secret[bytes]) -> Secret[bytes]:
    """Give the key back; raises DoesNotFit."""
    return _unwrapped(wrapped, code.reveal(), CODE)


def _stretched(passphrase: Secret[str], salt: bytes, cost: tuple[int, int, int]) -> bytes:
    n, r, p = cost
    # One spelling for letters with accents: keyboards and systems differ in how they write them down.
    typed = unicodedata.normalize("NFKC", passphrase.reveal()).encode("utf-8", "surrogatepass")
    try:
        return Scrypt(salt, SIZE, n, r, p).derive(typed)
    except MemoryError as error:
        raise StoreTrouble(
            f"Er is te weinig geheugen voor de wachtzin: daar is {128 * n * r // 2**20} MB voor nodig.",
            tip="Sluit andere programma's en probeer het opnieuw. Er is niets veranderd.",
        ) from error


def _wrapped(
    key: Secret[bytes], secret: bytes, salt: bytes, purpose: str, cost: tuple[int, int, int] | None
) -> Wrapped:
    nonce = secrets.token_bytes(NONCE_SIZE)
    return Wrapped(salt, nonce, _cipher(secret, salt).encrypt(nonce, key.reveal(), _about(purpose)), cost)


def _unwrapped(wrapped: Wrapped | OldWrapped, secret: bytes, purpose: str) -> Secret[bytes]:
    if isinstance(wrapped, OldWrapped):
        if key := format_1.opened(wrapped, secret):
            return key
        raise DoesNotFit
    try:
        return Secret(_cipher(secret, wrapped.salt).decrypt(wrapped.nonce, wrapped.sealed, _about(purpose)))
    except InvalidTag as error:
        raise DoesNotFit from error


def _cipher(secret: bytes, salt: bytes) -> AESGCM:
    return AESGCM(derived(secret, "kvv wrap 2: key", salt=salt))


def _about(purpose: str) -> bytes:
    return f"kvv wrap 2: {purpose}".encode()
