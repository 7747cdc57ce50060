"""What the letters that come with typst can show, and what stands in a PDF for the rest.

An archivable PDF may hold no character without a shape. Emoji, and writing that typst has no letters for, are named
instead, so that nothing a client said goes missing without a trace.
"""

from __future__ import annotations

import re
import unicodedata

SHOWN = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00AC),
    (0x00AE, 0x02FF),  # Latin of all of Europe
    (0x0388, 0x038A),
    (0x038E, 0x03A1),
    (0x03A3, 0x0482),  # Greek and Cyrillic
    (0x048A, 0x04FF),
    (0x1E00, 0x1EFF),  # Vietnamese
    (0x2010, 0x2027),
    (0x2030, 0x2040),  # punctuation
    (0x20A0, 0x20BF),  # coins
    (0x2190, 0x21FF),  # arrows
    (0x2500, 0x25FF),  # lines and shapes
)
"""The characters, from and up to, that typst can always show, also in bold.

Loose accents and writing from right to left are not among them: those it can show in one word, and not in the next.
"""
_NOT_SHOWN = re.compile(f"[^\\n{''.join(f'{chr(first)}-{chr(last)}' for first, last in SHOWN)}]")
_ONLY_FOR_NEIGHBOURS = re.compile("[\u200c\u200d\ufe00-\ufe0f]")
"""Joiners and variation selectors: they have no shape of their own."""


def shown(text: str) -> str:
    """The text, in which what has no shape is named: `[U+1F642 slightly smiling face]`."""
    whole = unicodedata.normalize("NFC", _ONLY_FOR_NEIGHBOURS.sub("", text))
    return _NOT_SHOWN.sub(_named, whole)


def _named(match: re.Match[str]) -> str:
    letter = match[0]
    name = f" {unicodedata.name(letter, '').lower()}" if unicodedata.category(letter) == "So" else ""
    return f"[U+{ord(letter):04X}{name.rstrip()}]"
