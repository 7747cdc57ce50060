"""Session ids: six letters and digits that do not look alike, and a check letter, such as `K7M-3FQR`."""

from __future__ import annotations

import hashlib
import secrets

# No vowels, so no words; nothing that is easily taken for something else (0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V Y).
# There are 19, a prime: the check letter then finds every single wrong letter and every two that changed places.
LETTERS = "23479CDFHJKMNPRTVWX"
LOOKALIKES = str.maketrans({"Z": "2", "O": "D", "0": "D", "Q": "9", "G": "9", "U": "V", "Y": "V"})
FREE = 6
GROUP = 3


def new_id() -> str:
    """A new id. It may exist already, so look before using it."""
    free = "".join(secrets.choice(LETTERS) for _ in range(FREE))
    return _grouped(free + _check_letter(free))


def next_id(session: str) -> str:
    """The id to take when this one is taken: always the same, so that what was kept under it is found there again."""
    rest = int.from_bytes(hashlib.sha256(session.encode()).digest())
    free = "".join(LETTERS[rest // len(LETTERS) ** place % len(LETTERS)] for place in range(FREE))
    return _grouped(free + _check_letter(free))


def tidied(typed: str) -> str | None:
    """The id that was meant, or None when this is no id: capitals, spaces, hyphens and look-alikes do not matter."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum()).translate(LOOKALIKES)
    if len(letters) != FREE + 1 or not set(letters) <= set(LETTERS) or _check_letter(letters[:FREE]) != letters[FREE]:
        return None
    return _grouped(letters)


def _check_letter(free: str) -> str:
    total = sum(weight * LETTERS.index(letter) for weight, letter in enumerate(free, start=1))
    return LETTERS[total % len(LETTERS)]


def _grouped(letters: str) -> str:
    return f"{letters[:GROUP]}-{letters[GROUP:]}"
