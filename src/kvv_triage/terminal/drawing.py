"""Lines of a screen as prompt_toolkit draws them, wrapped at the width that the terminal has now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum, auto

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.utils import get_cwidth

from kvv_triage.conversation.asker import LABELS, Command, Screen
from kvv_triage.language.clean import clean

POINTER, NO_POINTER = " » ", "   "
BOLD, ITALIC, STANDING = "bold", "italic", "bold reverse"

DrawnLine = StyleAndTextTuples
"""One line: pieces of text with their style."""


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Text in lines of at most `width` columns; what does not fit goes on under `indent`."""
    return [line for part in clean(text).split("\n") for line in _filled(part.split(), width, " ", indent)]


def _filled(words: Iterable[str], width: int, between: str, indent: str = "") -> list[str]:
    lines = [""]
    for word in words:
        joined = f"{lines[-1]}{between}{word}" if lines[-1].strip() else f"{lines[-1]}{word}"
        if get_cwidth(joined) <= width:
            lines[-1] = joined
            continue
        if lines[-1].strip():
            lines.append(indent)
        for letter in word:  # of a word that is longer than a line, a line is filled
            if get_cwidth(lines[-1] + letter) > width and lines[-1] != indent:
                lines.append(indent)
            lines[-1] += letter
    return lines


def styled(lines: Iterable[str], style: str = "") -> list[DrawnLine]:
    """Lines in one style."""
    return [[(style, line)] for line in lines]


def standing_lines(texts: Sequence[str], width: int) -> list[DrawnLine]:
    """What stands on top of every screen, so that nobody can miss it."""
    lines = [line for text in texts for line in wrapped(text, width - 2)]
    return styled((f" {line}".ljust(width) for line in lines), STANDING)


def command_lines(commands: Sequence[Command], width: int, how: str = "") -> list[str]:
    """The keys of these commands; a key and its word stay together. `how` says what to do with them."""
    keys = [f"{command.value} {LABELS[command]}" for command in commands]
    return _filled([*keys, *([how] if how else [])], width, "  ") if keys else []


class Stays(IntEnum):
    """What stays above the lines that scroll, when not everything fits: the first of these the longest."""

    QUESTION = auto()
    ANSWERS = auto()
    NOTES = auto()
    KEYS = auto()
    REST = auto()


HeadPart = tuple[Stays, list[DrawnLine]]
"""Lines above the choices, and how long they stay there."""


def head(screen: Screen, width: int, commands: Sequence[Command], how: str = "") -> list[HeadPart]:
    """What stands above the choices or the line to type on."""
    notes = [line for note in screen.notes for line in wrapped(note, width)]
    return [
        (Stays.REST, styled(wrapped(screen.header, width) if screen.header else [])),
        (Stays.NOTES, styled(notes, ITALIC)),
        (Stays.REST, [[]]),
        (Stays.QUESTION, styled(wrapped(screen.question, width), BOLD)),
        (Stays.REST, styled(wrapped(screen.hint, width) if screen.hint else [])),
        (Stays.KEYS, styled(command_lines(commands, width, how))),
    ]


def divided(blocks: Sequence[HeadPart], room: int) -> tuple[list[DrawnLine], list[DrawnLine]]:
    """The lines that stay in so much room, and those that scroll with the others; of the question as much as fits."""
    order = sorted(range(len(blocks)), key=lambda place: blocks[place][0])
    used, staying = 0, set[int]()
    for place in order:
        stays, lines = blocks[place]
        if used + len(lines) > room and stays is not Stays.QUESTION:
            break
        used += len(lines)
        staying.add(place)
    kept = [line for place, (_, lines) in enumerate(blocks) if place in staying for line in lines]
    return kept[: max(room, 1)], [
        line for place, (_, lines) in enumerate(blocks) if place not in staying for line in lines
    ]


def option_lines(number: str, text: str, width: int, *, has_focus: bool = False) -> list[DrawnLine]:
    """One option; what does not fit stands under its text."""
    mark = POINTER if has_focus else NO_POINTER
    room = width - len(mark) - len(number)
    first, *rest = wrapped(text, room)
    indent = " " * (len(NO_POINTER) + len(number))
    return styled([f"{mark}{number}{first}", *(f"{indent}{line}" for line in rest)], BOLD if has_focus else "")
