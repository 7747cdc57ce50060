"""When two spellings of a name or a pseudonym are the same."""

from __future__ import annotations

import re


def case_key(case: str) -> str:
    """What two spellings of one case have in common: an earlier session must not be missed over a capital letter."""
    return re.sub(r"\s+", " ", case).strip().casefold()


def is_same_name(one: str, other: str) -> bool:
    """Whether two spellings name one colleague: capitals and spaces do not count."""
    return one.casefold().split() == other.casefold().split()
