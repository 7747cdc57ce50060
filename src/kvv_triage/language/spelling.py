"""When two spellings of a name or a pseudonym are the same."""

from __future__ import annotations

import re
import unicodedata


def case_key(case: str) -> str:
    """What two spellings of one case have in common: an earlier session must not be missed over a capital letter."""
    return re.sub(r"\s+", " ", case).strip().casefold()


def is_name(text: str) -> bool:
    """Whether somebody can be found by this: a name or a function, not a sign or an initial."""
    return any(len(word) > 1 and word.isalpha() for word in _words(text))


def is_same_name(one: str, other: str) -> bool:
    """Whether two spellings name one colleague: capitals, spaces, accents and signs do not count."""
    return _words(one) == _words(other)


def may_be_same_person(one: str, other: str) -> bool:
    """Whether these can be one person: the same name, with an initial, or a part of it.

    Two people who have that in common write their names in full.
    """
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    size = len(shorter)
    if not size:
        return not longer
    return any(_may_stand_for(shorter, part) for part in (longer[:size], longer[-size:]))


def _may_stand_for(words: list[str], others: list[str]) -> bool:
    pairs = list(zip(words, others, strict=True))
    has_word = any(word == other and len(word) > 1 for word, other in pairs) or words == others
    return has_word and all(
        word == other or (1 in (len(word), len(other)) and word[0] == other[0]) for word, other in pairs
    )


def _words(text: str) -> list[str]:
    """The words of a name, as they sound: without accents, signs and what cannot be seen."""
    unseen = ("Mn", "Mc", "Me", "Cf")
    letters = (letter for letter in unicodedata.normalize("NFKD", text) if unicodedata.category(letter) not in unseen)
    return re.sub(r"[\W_]+", " ", "".join(letters)).casefold().split()
