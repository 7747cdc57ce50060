"""The keys that the record had before the one it has now, kept in it, so that its own old copies still open.

The proof stays as it was: the chain is made with what is derived from the very first key.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlcipher3 import dbapi2

from kvv_triage.store.key.secret import Secret


def earlier_keys(connection: dbapi2.Connection) -> tuple[Secret[bytes], ...]:
    """Every key that the record had before, oldest first."""
    return tuple(Secret(key) for (key,) in connection.execute("SELECT key FROM earlier_key ORDER BY number"))


def keep_earlier_keys(connection: dbapi2.Connection, keys: Sequence[Secret[bytes]]) -> None:
    """Have these be the keys that the record had before, oldest first."""
    connection.execute("DELETE FROM earlier_key")
    connection.executemany("INSERT INTO earlier_key (key) VALUES (?)", [(key.reveal(),) for key in keys])


def first_key(connection: dbapi2.Connection, key: Secret[bytes]) -> Secret[bytes]:
    """The key with which the record began; `key` is the one it has now."""
    return next(iter(earlier_keys(connection)), key)
