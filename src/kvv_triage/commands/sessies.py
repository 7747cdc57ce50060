"""`kvv sessies`: which sessions are kept, newest first."""

from __future__ import annotations

import sys
from datetime import date

from kvv_triage.conversation.asker import one_line
from kvv_triage.forms.json_text import Json, harmless_json, json_text
from kvv_triage.language.clean import clean
from kvv_triage.language.period import start_of
from kvv_triage.pages.wording import TITLES
from kvv_triage.record.kept import level_of
from kvv_triage.record.unlocking import has_record, unlocked
from kvv_triage.settings import Places
from kvv_triage.store.interface import SessionRow
from kvv_triage.terminal.choosing import some_asker

MOST_SHOWN = 500
"""More sessions than this nobody reads in a table."""
COLUMNS = ("sessie", "zaak", "datum", "stand", "uitkomst", "regiehouder", "opnieuw kijken")


def run(
    case: str | None, *, open_only: bool, since: date | None, until: date | None, as_json: bool, places: Places
) -> None:
    """Print the sessions that fit."""
    rows: tuple[SessionRow, ...] = ()
    if has_record(places):
        with unlocked(some_asker(), places) as store:
            limit = None if as_json else MOST_SHOWN + 1
            period = (start_of(since), start_of(until))
            rows = store.sessions(case, open_only=open_only, since=period[0], until=period[1], limit=limit)
    if as_json:
        print(harmless_json(json_text([_as_json(row) for row in rows], sys.stdout.encoding, indent=2)))
    elif rows:
        _print_table(rows[:MOST_SHOWN])
    else:
        print("Er zijn geen wegingen bewaard die hierbij passen.")
    if not as_json and len(rows) > MOST_SHOWN:
        print(f"Dit zijn de nieuwste {MOST_SHOWN}. Oudere zie je met --van en --tot.")


def _as_json(row: SessionRow) -> Json:
    return {
        "sessie": row.id,
        "zaak": row.case,
        "begonnen": row.started.isoformat(),
        "gesloten": row.closed.isoformat() if row.closed else None,
        "besluit": row.level,
        "drempels": [*row.thresholds],
        "regiehouder": row.owner,
        "opnieuw_kijken": row.look_again.isoformat() if row.look_again else None,
    }


def standing(row: SessionRow) -> str:
    """Where a session stands: open, closed, or cleaned up."""
    if row.is_skeleton:
        return "opgeschoond"
    return "gesloten" if row.closed else "niet af"


def _print_table(rows: tuple[SessionRow, ...]) -> None:
    cells = [COLUMNS, *(tuple(one_line(clean(text)) for text in _cells(row)) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(COLUMNS))]
    for row in cells:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


def _cells(row: SessionRow) -> tuple[str, ...]:
    return (
        row.id,
        row.case or "",
        f"{row.started.astimezone():%d-%m-%Y}",
        standing(row),
        TITLES[level_of(row)] if row.level else "",
        row.owner or "",
        f"{row.look_again:%d-%m-%Y}" if row.look_again else "",
    )
