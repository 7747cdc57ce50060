"""Who may see a text, said where the text is declared: what leaves the team is worked out from these marks (law 9)."""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated


class Visibility(IntEnum):
    """What a value tells, from what anyone may see to what only the team may; a text without a mark counts as typed."""

    CHOSEN = 0
    """What nobody typed about a person: ids, words out of a list, fingerprints, the pseudonym of a case, a team."""
    NAMED = 1
    """Who people are and what they agreed: names, functions, agencies, promises."""
    TYPED = 2
    """What a client said, or what was typed about one: facts, notes, reasons, labels, what came of it. Ages too."""


Chosen = Annotated[str, Visibility.CHOSEN]
Named = Annotated[str, Visibility.NAMED]
Typed = Annotated[str, Visibility.TYPED]
