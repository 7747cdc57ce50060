"""Keys made out of a key: HKDF with SHA-256 (RFC 5869)."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HASH = "sha256"
SIZE = 32


def derived(key: bytes, label: str, *, salt: bytes = b"", size: int = SIZE) -> bytes:
    """Give `size` bytes (at most 255 x 32) that tell nothing about the key, nor about those under another label."""
    return HKDF(SHA256(), size, salt or None, label.encode()).derive(key)
