"""The word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def near(word: str, known: Iterable[str]) -> str:
    """A tip with the nearest known word, or nothing."""
    matches = get_close_matches(word, list(known), n=1)
    return f"bedoelde je `{matches[0]}`?" if matches else ""


def near_or_all(word: str, known: Iterable[str]) -> str:
    """A tip with the nearest known word, or with all of them."""
    every = list(known)
    return near(word, every) or (f"bekend zijn: {', '.join(every)}" if every else "")
