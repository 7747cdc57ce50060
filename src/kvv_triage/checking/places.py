"""Where each part of a file stands, and its name in the trainer's words: 'vraag keel', 'drempel opstapeling'."""

from __future__ import annotations

from dataclasses import dataclass, field

from kvv_triage.checking.allowed_keys import dug
from kvv_triage.content.conditions import Path
from kvv_triage.errors import Finding, Problem

_ABOUT_KEYS = frozenset({"KVV101"})
"""Findings about a key itself; every other finding is shown at the value, when that stands on the same line."""


@dataclass(slots=True)
class Place:
    """Where a part starts (line and column from 1), and the places of what is inside it."""

    line: int
    column: int
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    inside: dict[str | int, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Located:
    """The data of one document, its places and its lines."""

    path: str
    data: object
    place: Place
    lines: tuple[str, ...]

    def at(self, path: tuple[str | int, ...], *, on_key: bool = False) -> tuple[int, int]:
        """The line and column of the part a path leads to; steps that match nothing are passed over.

        With `on_key` the last step is shown at its key, also when its value stands on the same line.
        """
        here = self.place
        spot = (here.line, here.column)
        for position, step in enumerate(path):
            if step not in here.inside:
                continue
            child = here.inside[step]
            spot = here.keys[step] if isinstance(step, str) else (child.line, child.column)
            is_last = position == len(path) - 1
            if is_last and not on_key and child.line == spot[0] and self._is_visible(child):
                spot = (child.line, child.column)
            here = child
        return spot

    def _is_visible(self, place: Place) -> bool:
        return bool(self.lines[place.line - 1][place.column - 1 : place.column].strip())

    def problem(self, finding: Finding, where: str = "", *, on_key: bool = False) -> Problem:
        """The finding with its place and the line it stands on."""
        line, column = self.at(finding.path, on_key=on_key or finding.code in _ABOUT_KEYS)
        return Problem(
            path=self.path,
            line=line,
            column=column,
            code=finding.code,
            message=printable(finding.message),
            where=printable(where),
            tip=printable(finding.tip),
            excerpt=self.lines[line - 1] if 0 < line <= len(self.lines) else "",
            warning=finding.warning,
        )


def printable(text: str) -> str:
    """The text without letters that could steer a terminal; content may hold any escape sequence."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def where(data: object, path: Path) -> str:
    """The part around a place, as far as it has a name."""
    match path:
        case ("onderdelen", int(), "vragen", int(), *_):
            return _named("vraag", data, path[:4]) or _named("onderdeel", data, path[:2])
        case ("onderdelen", int(), *_):
            return _named("onderdeel", data, path[:2])
        case ("drempels", int(), *_):
            return _named("drempel", data, path[:2])
        case ("specialisten", str(name), *_):
            return f"specialist {name}"
        case _:
            return ""


def _named(kind: str, data: object, path: Path) -> str:
    part = dug(data, path)
    name = part.get("id") if isinstance(part, dict) else None
    return f"{kind} {name}" if isinstance(name, str) and name else ""
