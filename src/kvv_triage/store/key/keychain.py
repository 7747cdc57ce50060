"""The operating system's keyring, where there is a real one.

A keyring is a program of somebody else, reached through services and libraries of the system: it raises anything,
already when it is imported. None of that may keep people from their record: a passphrase or the recovery code opens it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kvv_triage.store.key.secret import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "kvv"
RECOMMENDED = 1
"""From this priority on a keyring keeps a secret a secret; below are those that fail, forget or write it plain."""
STAYS_HERE = "local machine"
"""Where Windows keeps a secret. Without this it goes along to every computer on which the worker logs in."""


def fetch(name: str) -> Secret[bytes] | None:
    """The key under this name; None when it is not there, or the keyring does not open or is damaged."""
    with _whatever_it_raises():
        ring = _ring()
        kept = None if ring is None else ring.get_password(SERVICE, name)
        return None if kept is None else Secret(bytes.fromhex(kept))
    return None


def keep(name: str, key: Secret[bytes]) -> bool:
    """Put the key there; whether that worked is seen by reading it back."""
    with _whatever_it_raises():
        if ring := _ring():
            ring.set_password(SERVICE, name, key.reveal().hex())
            return fetch(name) == key
    return False


def drop(name: str) -> None:
    """Remove the key, if it is there."""
    with _whatever_it_raises():
        if ring := _ring():
            ring.delete_password(SERVICE, name)


@contextmanager
def _whatever_it_raises() -> Iterator[None]:
    """Go on after it: some raise what is no Exception, or want to end the program. Ctrl-C still does."""
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001, S110 -- see above
        pass


def _ring() -> KeyringBackend | None:
    """The keyring of this machine, when it is one to trust."""
    import keyring

    ring = keyring.get_keyring()
    backends = (ring, *getattr(ring, "backends", ()))
    for backend in backends:
        if hasattr(backend, "persist"):
            backend.persist = STAYS_HERE
    best = max(backends[1:], key=lambda backend: float(backend.priority), default=ring)
    return ring if float(best.priority) >= RECOMMENDED else None
