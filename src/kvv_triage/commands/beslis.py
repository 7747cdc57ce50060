"""`kvv beslis`: decides on recorded answers, without asking or storing."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kvv_triage.decision import decide
from kvv_triage.document import read_document
from kvv_triage.errors import CannotDo, Finding
from kvv_triage.reply import Json, decision_json
from kvv_triage.settings import content_folder
from kvv_triage.source import load_content, read_case, read_case_line

if TYPE_CHECKING:
    from datetime import date

    from kvv_triage.content import Content

STDIN = "-"


def run(source: str, *, lines: bool, content: Path | None, data: Path | None) -> None:
    """Print the decision on the answers in a file, or on each line of it, as JSON."""
    del data  # nothing is stored
    known = load_content(content_folder(content))
    today = datetime.now().astimezone().date()
    if lines:
        _decide_lines(known, _read(source), today)
    else:
        _write(_decide_document(known, _read(source), source, today), indent=2)


def _read(source: str) -> bytes:
    if source == STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise CannotDo(
            "Dit bestand is niet te lezen.", tip="Kijk of het pad klopt, of gebruik - voor de invoer."
        ) from error


def _decide_document(content: Content, raw: bytes, source: str, today: date) -> dict[str, Json]:
    document, located, problems = read_case(raw, "invoer" if source == STDIN else source)
    if document is None:
        raise CannotDo("\n  ".join(["Deze invoer klopt niet.", *map(str, problems)]))
    record = read_document(content, document, today)
    if isinstance(record, tuple):
        told = [str(located.problem(finding)) if located else _told(finding) for finding in record]
        raise CannotDo("\n  ".join(["Deze antwoorden passen niet bij de vragenlijsten.", *told]))
    return decision_json(content, decide(content, record))


def _decide_lines(content: Content, raw: bytes, today: date) -> None:
    wrong = total = 0
    for number, line in enumerate(raw.splitlines(), start=1):
        if not line.strip():
            continue
        total += 1
        reply = _decide_line(content, line, today)
        if "fout" in reply:
            wrong += 1
            reply = {"regel": number, **reply}
        _write(reply)
    if wrong:
        raise CannotDo(f"{wrong} van de {total} regels kon kvv niet lezen. Bij die regels staat `fout` in de uitvoer.")


def _decide_line(content: Content, line: bytes, today: date) -> dict[str, Json]:
    document = read_case_line(line)
    found = document if isinstance(document, tuple) else read_document(content, document, today)
    if isinstance(found, tuple):
        return {"fout": "; ".join(map(_told, found))}
    return decision_json(content, decide(content, found))


def _told(finding: Finding) -> str:
    place = ".".join(map(str, finding.path[:1]))
    told = f"{place}: {finding.message}" if place else finding.message
    return f"{told} ({finding.tip})" if finding.tip else told


def _write(reply: dict[str, Json], indent: int | None = None) -> None:
    # A terminal that is not UTF-8 gets escapes, so that no letter is ever replaced.
    is_plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    print(json.dumps(reply, ensure_ascii=is_plain, indent=indent))
