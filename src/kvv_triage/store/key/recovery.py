"""The recovery code: 130 random bits as text that people copy by hand, such as `7K3M-Q0VX-...`."""

from __future__ import annotations

import hashlib
import secrets

from kvv_triage.errors import CannotDo
from kvv_triage.store.key.secret import Secret

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no I, L, O or U."""
LOOKALIKES = str.maketrans("ILOU", "110V")
RANDOM, CHECK, GROUP = 26, 2, 4
"""Letters: 26 of 5 random bits each, and two that find a mistake in copying in 1023 of 1024 cases."""


def new_code() -> Secret[str]:
    """A new recovery code, in groups of four."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(RANDOM))
    return Secret(_grouped(letters + _check(letters)))


def read_code(typed: Secret[str]) -> Secret[bytes]:
    """What a code stands for; capitals, spaces, hyphens and look-alikes do not matter.

    Raises CannotDo when it has the wrong length or a typing mistake.
    """
    letters = "".join(letter for letter in typed.reveal().upper() if letter.isalnum()).translate(LOOKALIKES)
    size = RANDOM + CHECK
    if len(letters) != size:
        raise CannotDo(f"De herstelcode heeft {size} letters en cijfers. Dit zijn er {len(letters)}.")
    if not set(letters) <= set(LETTERS) or _check(letters[:RANDOM]) != letters[RANDOM:]:
        raise CannotDo("In de herstelcode zit een typefout.", tip="Vergelijk elk groepje met wat op papier staat.")
    return Secret(letters[:RANDOM].encode())


def _check(letters: str) -> str:
    digest = hashlib.sha256(b"kvv recovery code: " + letters.encode()).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:CHECK])


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))
