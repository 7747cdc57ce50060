"""The operating system's keyring, where there is a real one."""

from __future__ import annotations

from contextlib import suppress

from kvv_triage.store.key.secret import Secret

SERVICE = "kvv"
RECOMMENDED = 1
"""From this priority on a keyring keeps a secret a secret; below are those that fail, forget or write it plain."""


def is_there() -> bool:
    """Whether this machine has a keyring to trust."""
    import keyring
    from keyring.errors import KeyringError

    with suppress(KeyringError, RuntimeError):
        ring = keyring.get_keyring()
        best = max(getattr(ring, "backends", ()), key=lambda backend: float(backend.priority), default=ring)
        return float(best.priority) >= RECOMMENDED
    return False


def fetch(name: str) -> Secret[bytes] | None:
    """The key under this name; None when it is not there, or the keyring does not open or is damaged."""
    import keyring
    from keyring.errors import KeyringError

    with suppress(KeyringError, RuntimeError, OSError, ValueError):
        kept = keyring.get_password(SERVICE, name) if is_there() else None
        return None if kept is None else Secret(bytes.fromhex(kept))
    return None


def keep(name: str, key: Secret[bytes]) -> bool:
    """Put the key there; whether that worked is seen by reading it back."""
    import keyring
    from keyring.errors import KeyringError

    if not is_there():
        return False
    with suppress(KeyringError, RuntimeError, OSError):
        keyring.set_password(SERVICE, name, key.reveal().hex())
        return fetch(name) == key
    return False


def drop(name: str) -> None:
    """Remove the key, if it is there."""
    import keyring
    from keyring.errors import KeyringError

    with suppress(KeyringError, RuntimeError, OSError):
        keyring.delete_password(SERVICE, name)
