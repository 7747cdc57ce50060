"""`kvv beslis`: decides on recorded answers, without asking or storing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kvv_triage.checking.written_answers import read_document
from kvv_triage.checking.written_fields import field_of
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.errors import CannotDo, Finding, Problem
from kvv_triage.forms.decision_json import decision_json
from kvv_triage.forms.json_text import Json, harmless_json, json_text
from kvv_triage.reading.case_text import read_case, read_case_line
from kvv_triage.reading.loading import load_content
from kvv_triage.reading.yaml_text import LARGEST
from kvv_triage.settings import Places

if TYPE_CHECKING:
    from datetime import date
    from typing import BinaryIO

    from kvv_triage.checking.places import Located


STDIN = "-"
MOST_TOLD = 20
"""More mistakes in one document than this are counted, not told."""


def run(source: str, *, lines: bool, places: Places) -> None:
    """Print the decision on the answers in a file, or on each line of it, as JSON."""
    ruleset = Ruleset(load_content(places.content_folder()))
    today = datetime.now().astimezone().date()
    with _opened(source) as stream:
        if lines:
            _decide_lines(ruleset, _lines(stream), today)
        else:
            name = "invoer" if source == STDIN else source
            _write(_decide_document(ruleset, _read(stream.read), name, today), indent=2)


def _opened(source: str) -> AbstractContextManager[BinaryIO]:
    if source == STDIN:
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(source).open("rb")
    except OSError as error:
        raise _unreadable() from error


def _unreadable() -> CannotDo:
    return CannotDo("Dit bestand is niet te lezen.", tip="Kijk of het pad klopt, of gebruik - voor de invoer.")


def _read(read: Callable[[int], bytes]) -> bytes:
    """What comes, up to just more than is allowed."""
    try:
        return read(LARGEST + 1)
    except OSError as error:  # a folder that stands in for the input, a disk that is gone
        raise _unreadable() from error


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Every line; of one that is too large only its beginning, however large it is."""
    while line := _read(stream.readline):
        rest = line
        while len(rest) > LARGEST and not rest.endswith(b"\n"):
            rest = _read(stream.readline)
        yield line


def _decide_document(ruleset: Ruleset, raw: bytes, name: str, today: date) -> dict[str, Json]:
    document, located, problems = read_case(raw, name)
    if document is None:
        raise CannotDo("Deze invoer klopt niet.", points=_told_first(map(_placed, problems)))
    record = read_document(ruleset, document, today)
    if isinstance(record, tuple):
        lines = [_told(ruleset, finding, located) for finding in record]
        raise CannotDo("Deze antwoorden passen niet bij de vragenlijsten.", points=_told_first(lines))
    return decision_json(ruleset.content, decide(ruleset, record))


def _told_first(points: Iterable[str]) -> tuple[str, ...]:
    lines = tuple(points)
    rest = (f"en nog {len(lines) - MOST_TOLD}",) if len(lines) > MOST_TOLD else ()
    return (*lines[:MOST_TOLD], *rest)


def _placed(problem: Problem) -> str:
    return f"{problem} ({problem.tip})" if problem.tip else str(problem)


def _decide_lines(ruleset: Ruleset, stream: Iterable[bytes], today: date) -> None:
    wrong = total = 0
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        total += 1
        reply = _decide_line(ruleset, line, today)
        if "fout" in reply:
            wrong += 1
            reply = {"regel": number, **reply}
        _write(reply)
    if wrong:
        of_all = "de enige regel" if total == 1 else f"{wrong} van de {total} regels"
        raise CannotDo(f"Op {of_all} kon kvv niet beslissen. In de uitvoer staat daar `fout`.")


def _decide_line(ruleset: Ruleset, line: bytes, today: date) -> dict[str, Json]:
    document = read_case_line(line)
    record = document if isinstance(document, tuple) else read_document(ruleset, document, today)
    if isinstance(record, tuple):
        return {"fout": "; ".join(_told(ruleset, finding) for finding in record[:MOST_TOLD])}
    return decision_json(ruleset.content, decide(ruleset, record))


def _told(ruleset: Ruleset, finding: Finding, located: Located | None = None) -> str:
    """The finding with the field it is about, and where that stands when this is known."""
    field = field_of(finding.path, ruleset.content)
    if located:
        return _placed(located.problem(finding, field))
    line = f"{field}: {finding.message}" if field else finding.message
    return f"{line} ({finding.tip})" if finding.tip else line


def _write(reply: dict[str, Json], indent: int | None = None) -> None:
    # Flushed at once: a program that sends one line may wait for the answer before it sends the next.
    print(harmless_json(json_text(reply, sys.stdout.encoding, indent=indent)), flush=True)
