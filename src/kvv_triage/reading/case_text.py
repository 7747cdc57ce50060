"""One case as YAML or JSON for `kvv beslis`; no problem ever repeats what was written (law 9)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import NoReturn

from kvv_triage.checking.models import to_model
from kvv_triage.checking.places import Located
from kvv_triage.checking.written_fields import field_of
from kvv_triage.content.casebook import WrittenCase
from kvv_triage.content.conditions import Path
from kvv_triage.errors import Finding, Problem
from kvv_triage.reading.yaml_text import LARGEST, read_yaml

_BROKEN = "KVV005"
_QUOTED = re.compile(r"^(de sleutel )?`.*`", re.DOTALL)


def read_case(raw: bytes, path: str) -> tuple[WrittenCase | None, Located | None, tuple[Problem, ...]]:
    """The case in one YAML or JSON document, with its places when YAML could read it; or every mistake in it."""
    located, problems = read_yaml(raw, path)
    if located is None or problems:
        # JSON that YAML does not read, such as an escaped slash.
        document = read_case_line(raw) if any(problem.code == _BROKEN for problem in problems) else ()
        if not isinstance(document, tuple):
            return document, None, ()
        return None, None, tuple(replace(problem, message=_silent(problem.message)) for problem in problems)
    parsed = to_model(WrittenCase, located.data)
    if isinstance(parsed, tuple):
        return (
            None,
            located,
            tuple(located.problem(_silenced(finding), field_of(finding.path)) for finding in parsed),
        )
    return parsed, located, ()


def read_case_line(raw: bytes) -> WrittenCase | tuple[Finding, ...]:
    """The case in one JSON document, or every mistake in it. Numbers are read as text, as in YAML."""
    if len(raw) > LARGEST:
        return (Finding((), "KVV002", "deze regel is te groot: meer dan 1 MB"),)
    try:
        data = json.loads(
            raw,
            object_pairs_hook=_object,
            parse_int=str,
            parse_float=str,
            parse_constant=_no_number,
        )
        doubles = tuple(_doubles(data, ()))
    except (ValueError, RecursionError):
        return (Finding((), _BROKEN, "dit is geen JSON-document"),)
    if doubles:
        return tuple(Finding(path, "KVV006", "deze sleutel staat er twee keer", "haal er één weg") for path in doubles)
    parsed = to_model(WrittenCase, data)
    return tuple(map(_silenced, parsed)) if isinstance(parsed, tuple) else parsed


class _Doubled(dict[str, object]):
    """An object in which keys stand twice; where it stands is only known once the whole is read."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        counts = Counter(key for key, _ in pairs)
        self.twice = [key for key, count in counts.items() if count > 1]


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    return document if len(document) == len(pairs) else _Doubled(pairs)


def _doubles(data: object, path: Path) -> Iterator[Path]:
    """The path of every key that stands twice."""
    if isinstance(data, _Doubled):
        yield from ((*path, key) for key in data.twice)
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in inside:
        yield from _doubles(value, (*path, step))


def _no_number(word: str) -> NoReturn:
    """Refuse NaN and Infinity: Python knows them, JSON does not."""
    raise ValueError(word)


def _silenced(finding: Finding) -> Finding:
    return replace(finding, message=_silent(finding.message))


def _silent(message: str) -> str:
    """A message without the key or the value it quotes: in answers those may be about a client."""
    return _QUOTED.sub(lambda match: "deze sleutel" if match[1] else "deze waarde", message)
