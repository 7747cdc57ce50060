"""The proof that nothing changed: keyed links between the entries, and one head over all of them.

Every entry has a link: a keyed hash over the entry and the link before it in its session. The head is a keyed hash
over the head before it and the newest link, so it grows with one step for each entry, whatever the number of sessions.

An entry that has to go leaves its link and nothing else, so the head can still be computed. The entry's random
nonce, which goes with it, keeps the link from telling anything: with the key and a good guess of the text nobody can
find out whether the guess was right.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field

from kvv_triage.store.key.derive import HASH, SIZE, derived

Field = str | int | bytes | None

START = bytes(SIZE)
"""The link before the first entry of a session, and the head of an empty record."""


@dataclass(frozen=True, slots=True)
class ChainKeys:
    """A key for each purpose, so that a value of one kind never passes for another."""

    links: bytes = field(repr=False)
    heads: bytes = field(repr=False)
    seals: bytes = field(repr=False)


def chain_keys(key: bytes) -> ChainKeys:
    """The keys of the chain, made out of the 32 bytes that encrypt the record."""
    return ChainKeys(*(derived(key, f"kvv chain 1: {purpose}") for purpose in ("links", "heads", "seals")))


def link(keys: ChainKeys, previous: bytes, fields: Iterable[Field]) -> bytes:
    """The 32 bytes that bind an entry to the one before it in its session."""
    return hmac.digest(keys.links, previous + encoded(fields), HASH)


def next_head(keys: ChainKeys, head: bytes, newest: bytes) -> bytes:
    """The 32 bytes that bind all links so far, in the order in which they were written."""
    return hmac.digest(keys.heads, head + newest, HASH)


def row_seal(keys: ChainKeys, table: str, fields: Iterable[Field]) -> bytes:
    """The 32 bytes that bind the values of a row to each other and to their table."""
    return hmac.digest(keys.seals, encoded((table, *fields)), HASH)


def is_same(one: bytes, other: bytes) -> bool:
    """Whether two links, heads or seals are equal, without telling by time how far they agree."""
    return hmac.compare_digest(one, other)


def encoded(fields: Iterable[Field]) -> bytes:
    """The fields as bytes; other fields always give other bytes, because each one carries its type and length."""
    return b"".join(map(_encoded, fields))


def _encoded(value: Field) -> bytes:
    if value is None:
        return b"n"
    if isinstance(value, str):
        kind, data = b"s", value.encode()
    elif isinstance(value, bytes):
        kind, data = b"b", value
    else:
        kind, data = b"i", b"%d" % value
    return b"%b%d:%b" % (kind, len(data), data)
