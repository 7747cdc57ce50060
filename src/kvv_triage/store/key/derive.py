"""Keys made out of a key: HKDF with SHA-256 (RFC 5869)."""

from __future__ import annotations

import hmac

HASH = "sha256"
SIZE = 32


def derived(key: bytes, label: str, *, salt: bytes = b"", size: int = SIZE) -> bytes:
    """Give `size` bytes (at most 255 x 32) that tell nothing about the key, nor about those under another label."""
    extracted = hmac.digest(salt or bytes(SIZE), key, HASH)
    block, made = b"", b""
    for counter in range(1, -(-size // SIZE) + 1):
        block = hmac.digest(extracted, block + label.encode() + bytes([counter]), HASH)
        made += block
    return made[:size]
