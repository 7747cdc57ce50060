"""The key of the record, locked up so that a passphrase or a recovery code gives it back.

It is sealed for a public key whose private one is made out of a fresh salt and the secret: the recovery code, or what
scrypt makes of the passphrase. So the record can get another key that the same secrets open, without anyone typing
them: whoever takes a new passphrase would else need a new recovery code on paper as well. What the lock is for goes
along, so that a lock never passes for another.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from kvv_triage.errors import StoreTrouble
from kvv_triage.store.key import format_1, format_2
from kvv_triage.store.key.derive import SIZE, derived
from kvv_triage.store.key.format_1 import FirstLock
from kvv_triage.store.key.format_2 import SecondLock
from kvv_triage.store.key.sealing import MORE, DoesNotFit, public_of, seal, unseal
from kvv_triage.store.key.secret import Secret

SALT_SIZE, NONCE_SIZE, SEALED_SIZE = 16, 12, SIZE + MORE
"""Bytes."""
COST = (2**17, 8, 1)
"""What scrypt takes of us for each try: 128 MB and some 0.4 s, the OWASP advice; a guesser pays it for every guess."""
MAX_WORK = 1024**3
"""Bytes that scrypt goes through. A key file that asks for more is damaged, or wants to bring this machine down."""

PASSPHRASE, CODE = "passphrase", "recovery code"


@dataclass(frozen=True, slots=True)
class Lock:
    """A key that is locked up, with all that is needed to unlock it but the secret. `cost` is scrypt's n, r and p."""

    salt: bytes = field(repr=False)
    public: bytes = field(repr=False)
    sealed: bytes = field(repr=False)
    cost: tuple[int, int, int] | None = None


AnyLock = Lock | SecondLock | FirstLock


def is_bearable(cost: tuple[int, int, int]) -> bool:
    """Whether scrypt knows this cost, and this machine can be asked for it."""
    n, r, p = cost
    if min(cost) < 1 or 128 * r * n * p > MAX_WORK:
        return False
    return n > 1 and not n & (n - 1) and n.bit_length() <= 16 * r  # what RFC 7914 says of n


def wrap_with_passphrase(key: Secret[bytes], passphrase: Secret[str], cost: tuple[int, int, int] = COST) -> Lock:
    """Lock up the key; guessing costs what scrypt takes for each guess. Raises StoreTrouble: too little memory."""
    salt = secrets.token_bytes(SALT_SIZE)
    return _locked(key, _stretched(passphrase, salt, cost), salt, PASSPHRASE, cost)


def wrap_with_code(key: Secret[bytes], code: Secret[bytes]) -> Lock:
    """Lock up the key; the code is random and long enough to need no stretching."""
    return _locked(key, code.reveal(), secrets.token_bytes(SALT_SIZE), CODE, None)


def with_key(lock: Lock, key: Secret[bytes]) -> Lock:
    """The lock that the same secret opens, with another key in it."""
    purpose = CODE if lock.cost is None else PASSPHRASE
    return Lock(lock.salt, lock.public, seal(lock.public, key.reveal(), _about(purpose)), lock.cost)


def unwrap_with_passphrase(lock: AnyLock, passphrase: Secret[str]) -> Secret[bytes]:
    """Give the key back; raises DoesNotFit, or StoreTrouble when there is too little memory to try."""
    if lock.cost is None or not is_bearable(lock.cost):
        raise DoesNotFit
    return _unlocked(lock, _stretched(passphrase, lock.salt, lock.cost), PASSPHRASE)


def unwrap_with_code(lock: AnyLock, code: Secret[bytes]) -> Secret[bytes]:
    """Give the key back; raises DoesNotFit."""
    return _unlocked(lock, code.reveal(), CODE)


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


def _locked(key: Secret[bytes], secret: bytes, salt: bytes, purpose: str, cost: tuple[int, int, int] | None) -> Lock:
    public = public_of(_private(secret, salt))
    return Lock(salt, public, seal(public, key.reveal(), _about(purpose)), cost)


def _unlocked(lock: AnyLock, secret: bytes, purpose: str) -> Secret[bytes]:
    if isinstance(lock, Lock):
        private = _private(secret, lock.salt)
        if public_of(private) != lock.public:
            raise DoesNotFit
        return Secret(unseal(private, lock.sealed, _about(purpose)))
    key = format_1.opened(lock, secret) if isinstance(lock, FirstLock) else format_2.opened(lock, secret, purpose)
    if key is None:
        raise DoesNotFit
    return key


def _private(secret: bytes, salt: bytes) -> bytes:
    return derived(secret, "kvv wrap 3: key", salt=salt)


def _about(purpose: str) -> bytes:
    return f"kvv wrap 3: {purpose}".encode()
