"""What is wrong with the punctuation of a YAML file, in the trainer's words instead of the parser's."""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

_QUOTES = "zet de hele tekst tussen aanhalingstekens"
_PAIR = "schrijf `sleutel: waarde`"
_GLUED = (
    (re.compile(r"\s*(?:- )?[A-Za-z_]+(:)(?!\s|//)."), "na deze dubbele punt ontbreekt een spatie", _PAIR),
    (re.compile(r"\s*(-)[^\s-]"), "na dit streepje ontbreekt een spatie", "schrijf `- sleutel: waarde`"),
)
"""Signs without the space behind them; the parser only stumbles one line later."""
_CURLY = re.compile("[“”„]")
_STARTED_EARLIER = ("flow", "simple key", "scanning an alias", "scanning an anchor")
"""What the parser noticed too late: the place to look at is where it began."""


class Slip(NamedTuple):
    """Where the punctuation goes wrong (line and column from 1), and how to say so."""

    line: int
    column: int
    message: str
    tip: str


class _Spot(NamedTuple):
    """A place in the file, with what stands around it on that line."""

    line: int
    column: int
    text: str

    @property
    def before(self) -> str:
        return self.text[: self.column - 1]

    @property
    def letter(self) -> str:
        return self.text[self.column - 1 : self.column]


def explain(error: yaml.MarkedYAMLError, lines: tuple[str, ...]) -> Slip:
    """The parser's complaint in Dutch, at the place where the trainer has to look."""
    words = f"{error.problem} {error.context}"
    stopped, began = _spot(error.problem_mark, lines), _spot(error.context_mark, lines)
    if "mapping values" in words or "expected ':'" in words:
        return _colon(began if error.context_mark else stopped, lines)
    if "flow" in words and stopped.letter == ":" and stopped.line == began.line:
        tip = "ontbreekt er een komma, of horen er aanhalingstekens om de tekst?"
        return Slip(stopped.line, stopped.column, "deze dubbele punt past hier niet", tip)
    if "block collection" in words:
        return Slip(stopped.line, stopped.column, *_dash(began, stopped))
    is_unclosed = "quoted scalar" in words and "end of stream" in words
    spot = began if is_unclosed or any(part in words for part in _STARTED_EARLIER) else stopped
    return Slip(spot.line, spot.column, *_words(words, spot))


def _spot(mark: yaml.Mark | None, lines: tuple[str, ...]) -> _Spot:
    if mark is None:
        return _Spot(1, 1, lines[0] if lines else "")
    return _Spot(mark.line + 1, mark.column + 1, lines[mark.line] if mark.line < len(lines) else "")


def _colon(spot: _Spot, lines: tuple[str, ...]) -> Slip:
    """A colon that cannot be there, or one that is missing."""
    if ": " in spot.before:
        tip = "gebruik rechte aanhalingstekens om de tekst, niet “ en ”" if _CURLY.search(spot.text) else _QUOTES
        return Slip(spot.line, spot.column, "in deze tekst staat een dubbele punt", tip)
    for line in (spot.line, spot.line - 1):
        for pattern, message, tip in _GLUED:
            if line > 0 and (glued := pattern.match(lines[line - 1])):
                return Slip(line, glued.start(1) + 1, message, tip)
    start = len(spot.text) - len(spot.text.lstrip()) + 1
    if ":" not in spot.text:
        tip = f"{_PAIR}; hoort dit bij de tekst erboven, zet de regel dan verder naar rechts"
        return Slip(spot.line, start, "op deze regel ontbreekt een dubbele punt", tip)
    return Slip(spot.line, start, *_misfit(spot.text))


def _misfit(text: str) -> tuple[str, str]:
    tip = "kijk naar het inspringen, en of er op de regel erboven `sleutel: waarde` staat"
    if text.lstrip().startswith("-"):
        tip = "heeft het eerste deel van de lijst ook een streepje, en staat er een sleutel boven, zoals `vragen:`?"
    return "deze regel past niet onder de regel erboven", tip


def _dash(began: _Spot, stopped: _Spot) -> tuple[str, str]:
    """A line in a list that is no new part of it: a forgotten dash, or a wrong indent."""
    if began.column == stopped.column:
        return "hier ontbreekt een streepje", "elk deel van een lijst begint met een streepje en een spatie"
    return "deze regel springt niet goed in", "zet regels die bij elkaar horen even ver naar rechts"


def _words(words: str, spot: _Spot) -> tuple[str, str]:
    if "quoted scalar" in words and "end of stream" in words:
        return "dit aanhalingsteken is nergens gesloten", "zet hetzelfde teken achter de tekst"
    if spot.letter == "\t" or "tab" in words.split():
        return "hier staat een tab; YAML kent alleen spaties", "vervang de tab door spaties"
    for what, opened, closed in (("sequence", "[", "]"), ("mapping", "{", "}")):
        if f"flow {what}" in words:
            tip = f"kijk of er een komma, een aanhalingsteken of `{closed}` ontbreekt"
            return f"wat hier met `{opened}` begint is niet goed gesloten", tip
    if "flow node" in words and not spot.letter:
        return "hier houdt het bestand te vroeg op", "kijk of er een `]` of `}` ontbreekt"
    if "sequence entries" in words:
        return "een streepje kan hier niet", "zet het op een nieuwe regel, of zet de tekst tussen aanhalingstekens"
    if "block scalar" in words:
        return "achter `|` of `>` kan geen tekst staan", "begin de tekst op de volgende regel, of laat het teken weg"
    if "cannot start any token" in words or "anchor" in words or "alias" in words:
        return f"een tekst kan niet met het teken {spot.letter} beginnen", _QUOTES
    if "escape" in words:
        return "na `\\` staat hier een teken dat YAML niet kent", "gebruik enkele aanhalingstekens: '…'"
    return _after(spot)


def _after(spot: _Spot) -> tuple[str, str]:
    """A place where the parser expected a new line: what went before tells why."""
    last, letter = spot.before.rstrip()[-1:], spot.letter
    if letter and letter in "]},":
        return f"deze `{letter}` is te veel", "haal het teken weg, of zet de tekst tussen aanhalingstekens"
    if last and last in "'\"":
        tip = "staat er een aanhalingsteken in de tekst zelf, gebruik er dan het andere soort omheen"
        return "na het aanhalingsteken staat nog iets", tip
    if last and last in "]}":
        return f"na `{last}` staat nog iets", _QUOTES
    if not last:
        return _misfit(spot.text)
    return "hier klopt de opmaak van het YAML-bestand niet", "vergelijk deze regel met de regels eromheen"
