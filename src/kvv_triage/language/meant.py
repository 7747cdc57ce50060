"""The word that was probably meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

MOST_COMPARED = 10_000
"""Comparing two words takes time; a file with so many mistakes that it takes more than this has another problem."""
LONGEST = 100
"""Letters. Whoever wrote a longer word did not mistype an id."""
MOST_LISTED = 30
"""More words than this nobody looks through."""


class Guesser:
    """Looks for the words that were meant in one file or folder: for the first mistakes, and not for thousands."""

    def __init__(self) -> None:
        self._left = MOST_COMPARED

    def closest(self, word: str, known: Collection[str], cutoff: float = 0.6) -> str:
        """The nearest known word, or nothing."""
        if self._left <= 0 or len(word) > LONGEST:
            return ""
        self._left -= len(known)
        return next(iter(get_close_matches(word, known, 1, cutoff)), "")

    def near(self, word: object, known: Collection[str]) -> str:
        """A tip with the nearest known word, or nothing."""
        return meant(self.closest(word, known)) if isinstance(word, str) else ""

    def near_or_all(self, word: str, known: Collection[str]) -> str:
        """A tip with the nearest known word, or with all of them."""
        return self.near(word, known) or (f"bekend zijn: {listed(known)}" if known else "")


def meant(word: str) -> str:
    """A tip with this word; nothing when there is none."""
    return f"bedoelde je `{word}`?" if word else ""


def listed(words: Iterable[str]) -> str:
    """These words on one line; of very many the first."""
    every = [*words]
    return ", ".join([*every[:MOST_LISTED], *(["…"] if len(every) > MOST_LISTED else [])])
