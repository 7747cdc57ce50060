"""`kvv opvolging`: what is still to be followed up, over all sessions that are kept."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kvv_triage.commands.following import kept_items
from kvv_triage.commands.opening import has_record, open_record, some_asker
from kvv_triage.errors import CannotDo
from kvv_triage.followup import Item
from kvv_triage.followup_page import Unreadable, followup_page, rows
from kvv_triage.page import Document

MOST_SHOWN = 200
"""More rows than this nobody reads in a table."""
WIDTH = 80


def run(
    case: str | None, *, who: str | None, with_done: bool, as_json: bool, calendar: Path | None, data: Path | None
) -> None:
    """Print what fits, and write a calendar file when one is asked."""
    now = datetime.now().astimezone()
    items: tuple[Item, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    if has_record(data):
        with open_record(some_asker(), data) as store:
            items, unreadable = kept_items(store, now.date(), case)
    if who is not None:
        items = _of_person(items, who)
    if not with_done:
        items = tuple(item for item in items if item.is_open)
    if calendar:
        _write_calendar(calendar, items, now)
    if as_json:
        print(json.dumps(list(rows(items, unreadable)), ensure_ascii=False, indent=2))
    else:
        _print(followup_page(items, unreadable, MOST_SHOWN))


def _of_person(items: Sequence[Item], who: str) -> tuple[Item, ...]:
    """The items of this person; a name that nobody has is an error, so that nobody takes it for good news."""
    found = tuple(item for item in items if item.concerns(who))
    if items and not found:
        raise CannotDo("Die naam komt hier niet voor.", tip="Hoe de naam geschreven is, zie je met: kvv opvolging")
    return found


def _write_calendar(path: Path, items: Sequence[Item], now: datetime) -> None:
    from kvv_triage.export.ics import calendar_file

    try:
        path.write_bytes(calendar_file(items, now))
    except OSError as error:
        raise CannotDo(
            f"Het bestand {path} is niet te schrijven.", tip="Kies een andere plaats achter --ics."
        ) from error
    sys.stderr.write(f"De agenda staat in {path}.\n")


def _print(page: Document) -> None:
    if sys.stdout.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("ACCESSIBLE"):
        from rich.console import Console

        from kvv_triage.terminal.show import rendered

        console = Console(highlight=False)
        lines = rendered(console, page)
        if len(lines) >= console.height:  # what stands first is gone from the screen by then
            lines += ["", page.title]
    else:
        from kvv_triage.terminal.plain import plain_lines

        lines = list(plain_lines(page, WIDTH))
    for line in lines:
        print(line)
