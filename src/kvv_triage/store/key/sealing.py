"""Sealed for whoever has the private key, by anyone who has the public one: HPKE (RFC 9180).

With X25519, HKDF-SHA256 and AES-256-GCM. Both keys are 32 bytes; what is sealed is 48 bytes longer than the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hpke import Suite

MORE = 32 + 16
"""Bytes that sealing adds: a public key that is used once, and a tag."""


class DoesNotFit(Exception):
    """The secret is not the one that this was sealed for, or what was stored is damaged."""


def public_of(private: bytes) -> bytes:
    """The public key that belongs to any 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal(public: bytes, text: bytes, about: bytes) -> bytes:
    """Seal a text; `about` says what it is for, and has to be told again to open it.

    Raises DoesNotFit for a public key of no use.
    """
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    try:
        return _suite().encrypt(text, X25519PublicKey.from_public_bytes(public), about)
    except ValueError as error:
        raise DoesNotFit from error


def unseal(private: bytes, sealed: bytes, about: bytes) -> bytes:
    """Give the text back; raises DoesNotFit."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    try:
        return _suite().decrypt(sealed, X25519PrivateKey.from_private_bytes(private), about)
    except (InvalidTag, ValueError) as error:  # ValueError: a public key of no use, or too short
        raise DoesNotFit from error


def _suite() -> Suite:
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
