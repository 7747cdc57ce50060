"""YAML text as plain data, with the place of every part of it.

Every scalar stays text: the schema decides what it means, so `no`, `012` and `2024-01-01` never change by
themselves. Duplicate keys, anchors, aliases and tags are refused, which also defuses files that unfold endlessly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from kvv_triage.errors import Finding, Problem

Loader: type[yaml.CBaseLoader | yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

LARGEST = 2_000_000
"""Bytes. A checklist of 500 questions is a tenth of this."""
DEEPEST = 60
"""More levels than this is not something a person wrote."""

_SYNTAX = (
    (
        "mapping values are not allowed",
        "er staat een dubbele punt waar die niet kan",
        "zet de tekst tussen aanhalingstekens",
    ),
    ("could not find expected ':'", "er ontbreekt een dubbele punt na een sleutel", ""),
    ("found character '\\t'", "er staat een tab; YAML kent alleen spaties", "vervang de tab door spaties"),
    (
        "that cannot start any token",
        "deze regel begint met een teken dat hier niet kan",
        "zet de tekst tussen aanhalingstekens",
    ),
    ("unexpected end of stream", "een aanhalingsteken is niet gesloten", ""),
    (
        "did not find expected ',' or ']'",
        "een lijst met `[` is niet goed gesloten",
        "kijk of er een komma of `]` ontbreekt",
    ),
    (
        "did not find expected ',' or '}'",
        "een blok met `{` is niet goed gesloten",
        "kijk of er een komma of `}` ontbreekt",
    ),
    (
        "expected ',' or ']'",
        "een lijst met `[` is niet goed gesloten",
        "kijk of er een komma of `]` ontbreekt",
    ),
    (
        "expected ',' or '}'",
        "een blok met `{` is niet goed gesloten",
        "kijk of er een komma of `}` ontbreekt",
    ),
    ("block", "het inspringen klopt hier niet", "zet regels die bij elkaar horen even ver naar rechts"),
)


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

    def at(self, path: tuple[str | int, ...], *, on_key: bool = True) -> tuple[int, int]:
        """The line and column of the part a path leads to; steps that match nothing are passed over."""
        here = self.place
        spot = (here.line, here.column)
        for position, step in enumerate(path):
            if isinstance(step, str) and step in here.keys:
                is_last = position == len(path) - 1
                child = here.inside[step]
                spot = here.keys[step] if on_key or not is_last else (child.line, child.column)
                here = child
            elif step in here.inside:
                here = here.inside[step]
                spot = (here.line, here.column)
        return spot

    def problem(self, finding: Finding, where: str = "") -> Problem:
        """The finding with its place and the line it stands on."""
        line, column = self.at(finding.path)
        return Problem(
            path=self.path,
            line=line,
            column=column,
            code=finding.code,
            message=finding.message,
            where=where,
            tip=finding.tip,
            excerpt=self.lines[line - 1] if 0 < line <= len(self.lines) else "",
            warning=finding.warning,
        )


class _Unreadable(Exception):
    def __init__(self, code: str, message: str, line: int = 1, column: int = 1, tip: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.line, self.column, self.tip = code, message, line, column, tip


def read_yaml(raw: bytes, path: str) -> tuple[Located | None, tuple[Problem, ...]]:
    """The document in these bytes, or None with every reason why it cannot be read."""
    lines: tuple[str, ...] = ()
    try:
        text = _decode(raw)
        lines = tuple(text.splitlines())
        builder = _Builder()
        data, place = builder.document(text)
        trouble = builder.trouble
    except _Unreadable as error:
        data, place, trouble = None, Place(1, 1), [error]
    problems = tuple(
        Problem(
            path=path,
            line=error.line,
            column=error.column,
            code=error.code,
            message=error.message,
            tip=error.tip,
            excerpt=lines[error.line - 1] if 0 < error.line <= len(lines) else "",
        )
        for error in trouble
    )
    return (None if problems else Located(path, data, place, lines)), problems


def _decode(raw: bytes) -> str:
    if len(raw) > LARGEST:
        size = f"{len(raw) / 1_000_000:.1f}".replace(".", ",")
        raise _Unreadable("KVV002", f"dit bestand is te groot ({size} MB); hoogstens 2 MB", tip="splits de lijst")
    if b"\0" in raw:
        raise _Unreadable("KVV004", "dit is geen tekstbestand", tip="bewaar het als platte tekst in UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        tip = "kies in je tekstprogramma: opslaan als UTF-8"
        raise _Unreadable("KVV003", "dit bestand is niet in UTF-8 opgeslagen", line, column, tip) from error


class _Builder:
    """Builds data and places from the events of the parser, so that nothing is ever unfolded."""

    def __init__(self) -> None:
        self.trouble: list[_Unreadable] = []

    def document(self, text: str) -> tuple[object, Place]:
        try:
            self.events = self._events(text)
            data, place = self._first()
            event = next(self.events)
            if isinstance(event, yaml.DocumentStartEvent):
                mark = event.start_mark
                raise _Unreadable("KVV012", "in één bestand hoort één document", mark.line + 1, 1, "haal `---` weg")
        except yaml.MarkedYAMLError as error:
            raise _syntax(error) from error
        except yaml.reader.ReaderError as error:
            raise _Unreadable(
                "KVV004", "in dit bestand staat een teken dat niet mag", tip="bewaar het als UTF-8"
            ) from error
        return data, place

    def _events(self, text: str) -> Iterator[yaml.Event]:
        for event in yaml.parse(text, Loader=Loader):
            if not isinstance(event, (yaml.StreamStartEvent, yaml.DocumentEndEvent)):
                yield event

    def _first(self) -> tuple[object, Place]:
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            raise _Unreadable("KVV010", "dit bestand is leeg")
        return self._node(next(self.events), 0)

    def _node(self, event: yaml.Event, depth: int) -> tuple[object, Place]:
        place = _start(event)
        if depth > DEEPEST:
            raise _Unreadable("KVV009", "dit is te diep in elkaar geschoven", place.line, place.column)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._complain("KVV007", "ankers (&) en verwijzingen (*) mogen niet; schrijf de tekst uit", place)
        if (tag := getattr(event, "tag", None)) and tag != "!":
            self._complain("KVV008", "een type met uitroepteken (!) mag niet; haal het weg", place)
        if isinstance(event, yaml.ScalarEvent):
            return event.value, place
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(place, depth), place
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place, depth), place
        return "", place

    def _complain(self, code: str, message: str, place: Place) -> None:
        self.trouble.append(_Unreadable(code, message, place.line, place.column))

    def _sequence(self, place: Place, depth: int) -> list[object]:
        items: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            value, place.inside[len(items)] = self._node(event, depth + 1)
            items.append(value)
        return items

    def _mapping(self, place: Place, depth: int) -> dict[str, object]:
        items: dict[str, object] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key, key_place = self._node(event, depth + 1)
            value, value_place = self._node(next(self.events), depth + 1)
            if not isinstance(key, str):
                self._complain("KVV005", "een sleutel is hier geen woord", key_place)
                continue
            if key in items:
                message = f"de sleutel `{key}` staat er al op regel {place.keys[key][0]}"
                self._complain("KVV006", message, key_place)
                continue
            items[key] = value
            place.keys[key] = (key_place.line, key_place.column)
            place.inside[key] = value_place
        return items


def _start(event: yaml.Event) -> Place:
    """Where an event starts; every event of a parser has a mark."""
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


def _syntax(error: yaml.MarkedYAMLError) -> _Unreadable:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    words = f"{error.problem} {error.context}"
    for english, dutch, tip in _SYNTAX:
        if english in words:
            return _Unreadable("KVV005", dutch, line, column, tip)
    return _Unreadable("KVV005", "hier klopt de opmaak van het YAML-bestand niet", line, column)
