"""When what somebody gives as a reason says something."""

from __future__ import annotations

FEWEST_WORDS = 2
"""One word, or a sign, is no reason."""
FEWEST_LETTERS = 8
"""Of a reason to let something grave count for less: fewer letters are no reason for that."""


def says_something(reason: str) -> bool:
    """Whether these are words: enough for a raise by hand, which anybody may do in haste (law 5)."""
    return sum(any(map(str.isalpha, word)) for word in reason.split()) >= FEWEST_WORDS


def is_sentence(reason: str) -> bool:
    """Whether a reason to lower something says enough: a few words, and no key that was held down."""
    return says_something(reason) and sum(map(str.isalpha, reason)) >= FEWEST_LETTERS
