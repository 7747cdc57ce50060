"""Text that cannot steer what shows it: no control characters, and nothing that turns the direction of writing around.

What a client said is shown whole, on a screen and in every export. A character that cannot be seen, and that could
make a terminal, a browser or a reader show something else than what was written, becomes a space: the letters around it
stay, in the order in which they were typed.
"""

from __future__ import annotations

import re
import unicodedata

_JOINERS = "\u200c\u200d"
"""They only join or part their neighbours; without them a family of emoji falls apart, and so does Persian."""
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_STEERING = ("Cc", "Cf", "Cs")
"""Control characters, invisible ones such as bidi marks and tags, and halves of a character that cannot be written."""


def clean(text: str) -> str:
    r"""Text of which every line end is `\n` and every other character can be shown, or is a space instead."""
    if text.isprintable():
        return text
    return "".join(" " if _steers(letter) else letter for letter in _LINE_END.sub("\n", text))


def shown(name: object) -> str:
    """The name of a file or folder as one line can hold it: such a name may have line ends and worse."""
    return clean(str(name)).replace("\n", " ")


def _steers(letter: str) -> bool:
    return letter != "\n" and letter not in _JOINERS and unicodedata.category(letter) in _STEERING
