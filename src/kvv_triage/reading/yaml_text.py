"""YAML text as plain data, with the place of every part of it.

Every scalar stays text: the schema decides what it means, so `no`, `012` and `2024-01-01` never change by
themselves. Duplicate keys, anchors, aliases and tags are refused, which also defuses files that unfold endlessly.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator

import yaml

from kvv_triage.checking.places import Located, Place, printable
from kvv_triage.errors import Problem
from kvv_triage.reading.yaml_slips import explain

Loader: type[yaml.CBaseLoader | yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

LARGEST = 1_000_000
"""Bytes. A checklist of 500 questions is a fifth of this."""
DEEPEST = 60
"""More levels than this is not something a person wrote."""

_SAVE_AS = "kies in je tekstprogramma: opslaan als UTF-8"


_HIDDEN = re.compile("[^\\t\\n\\r -~\\x85\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What YAML does not allow in a text."""


class _Unreadable(Exception):
    """A reason why a file cannot be read; without a spot it is about the whole file."""

    def __init__(self, code: str, message: str, tip: str = "", spot: tuple[int, int] | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.tip, self.spot = code, message, tip, spot


def read_yaml(raw: bytes, path: str) -> tuple[Located | None, tuple[Problem, ...]]:
    """The document in these bytes and everything wrong with its writing; None when too little of it is left."""
    lines: tuple[str, ...] = ()
    builder = _Builder()
    located = None
    try:
        text = _decode(raw)
        lines = tuple(text.splitlines())
        located = Located(path, *builder.document(text, lines), lines)
    except _Unreadable as error:
        builder.trouble.append(error)
        # A file that is not UTF-8 still shows the line; as Latin-1 every byte is one letter.
        lines = lines or tuple(raw[:LARGEST].decode("latin-1").split("\n"))
    problems = tuple(_problem(error, path, lines) for error in builder.trouble)
    return (None if builder.lost else located), problems


def _problem(error: _Unreadable, path: str, lines: tuple[str, ...]) -> Problem:
    line, column = error.spot or (1, 1)
    is_shown = error.spot is not None and line <= len(lines)
    return Problem(
        path=path,
        line=line,
        column=column,
        code=error.code,
        message=printable(error.message),
        tip=error.tip,
        excerpt=lines[line - 1] if is_shown else "",
    )


def _decode(raw: bytes) -> str:
    if len(raw) > LARGEST:
        raise _Unreadable("KVV002", "dit bestand is te groot: meer dan 1 MB", "verdeel het over meer bestanden")
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise _Unreadable("KVV003", "dit bestand is als UTF-16 opgeslagen", _SAVE_AS)
    if b"\0" in raw:
        raise _Unreadable("KVV004", "dit is geen tekstbestand", "bewaar het als platte tekst, in UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        raise _Unreadable("KVV003", "dit bestand is niet als UTF-8 opgeslagen", _SAVE_AS, (line, column)) from error


class _Builder:
    """Builds data and places from the events of the parser, so that nothing is ever unfolded."""

    def __init__(self) -> None:
        self.trouble: list[_Unreadable] = []
        self.lost = False
        """Whether a part of the data is missing, so that looking further only finds what follows from that."""
        self.anchors: set[str] = set()

    def document(self, text: str, lines: tuple[str, ...]) -> tuple[object, Place]:
        try:
            self.events = self._events(text)
            data, place = self._first()
            event = next(self.events)
            if isinstance(event, yaml.DocumentStartEvent):
                self.lost = True
                tip = "haal `---` weg, of maak er twee bestanden van"
                self._complain("KVV012", "met `---` begint hier een tweede document", _start(event), tip)
        except yaml.MarkedYAMLError as error:
            slip = explain(error, lines)
            if "nesting" in str(error.problem):
                raise _too_deep(slip.line, slip.column) from error
            raise _Unreadable("KVV005", slip.message, slip.tip, (slip.line, slip.column)) from error
        except yaml.reader.ReaderError as error:
            raise _hidden_letter(text) from error
        return data, place

    def _events(self, text: str) -> Iterator[yaml.Event]:
        for event in yaml.parse(text, Loader=Loader):
            if not isinstance(event, (yaml.StreamStartEvent, yaml.DocumentEndEvent)):
                yield event

    def _first(self) -> tuple[object, Place]:
        is_empty = isinstance(next(self.events), yaml.StreamEndEvent)
        data, place = ("", Place(1, 1)) if is_empty else self._node(next(self.events), 0)
        if data == "":
            raise _Unreadable("KVV010", "dit bestand is leeg", "vul het in, of haal het weg")
        return data, place

    def _node(self, event: yaml.Event, depth: int) -> tuple[object, Place]:
        place = _start(event)
        if depth > DEEPEST:
            raise _too_deep(place.line, place.column)
        self._refuse_anchor(getattr(event, "anchor", None), place)
        if (tag := getattr(event, "tag", None)) and tag != "!":
            message = "een waarde kan niet met een uitroepteken (!) beginnen"
            self._complain("KVV008", message, place, "haal het weg, of zet de tekst tussen aanhalingstekens")
        if isinstance(event, yaml.ScalarEvent):
            return event.value, place
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(place, depth), place
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place, depth), place
        self.lost = True  # an alias: what it stands for is not filled in
        return "", place

    def _refuse_anchor(self, anchor: str | None, place: Place) -> None:
        if anchor is None or anchor in self.anchors:
            return
        self.anchors.add(anchor)
        message = "ankers (&) en verwijzingen (*) mogen niet; schrijf de tekst uit"
        self._complain("KVV007", message, place, "hoort het teken bij de tekst, gebruik dan aanhalingstekens")

    def _complain(self, code: str, message: str, place: Place, tip: str = "") -> None:
        self.trouble.append(_Unreadable(code, message, tip, (place.line, place.column)))

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
                self.lost = True
                self._complain(
                    "KVV005",
                    "hier hoort een sleutel te staan: één woord",
                    key_place,
                    "begint je tekst met `[`, `{` of `?`, gebruik dan aanhalingstekens",
                )
                continue
            if key in items:
                message = f"de sleutel `{key}` staat er al op regel {place.keys[key][0]}"
                self._complain("KVV006", message, key_place, "haal er één weg")
                continue
            items[key] = value
            place.keys[key] = (key_place.line, key_place.column)
            place.inside[key] = value_place
        return items


def _start(event: yaml.Event) -> Place:
    """Where an event starts; every event of a parser has a mark."""
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


def _too_deep(line: int, column: int) -> _Unreadable:
    tip = "haal haken en streepjes weg die te veel zijn"
    return _Unreadable("KVV009", "dit zit te diep in elkaar", tip, (line, column))


def _hidden_letter(text: str) -> _Unreadable:
    match = _HIDDEN.search(text)
    before = text[: match.start() if match else 0]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    tip = "haal het weg; het kwam misschien mee bij knippen en plakken"
    return _Unreadable("KVV004", "hier staat een onzichtbaar teken dat niet mag", tip, (line, column))
