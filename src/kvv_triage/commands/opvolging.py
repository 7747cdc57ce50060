"""`kvv opvolging`: what is still to be followed up, over all sessions that are kept."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from kvv_triage.circle.due import CALL, DueItem
from kvv_triage.commands.target import write_calendar
from kvv_triage.ending import say_at_the_end
from kvv_triage.errors import CannotDo
from kvv_triage.forms.followup_rows import followup_rows
from kvv_triage.forms.json_text import Json, harmless_json, json_text
from kvv_triage.language.cannot_wait import CANNOT_WAIT
from kvv_triage.pages.followup_page import Unreadable, followup_page
from kvv_triage.pages.last_words import SOMEWHERE
from kvv_triage.record.following import kept_items
from kvv_triage.record.unlocking import check_named, has_record, readable
from kvv_triage.settings import Places
from kvv_triage.terminal.choosing import some_asker
from kvv_triage.terminal.printing import print_page

MOST_SHOWN = 200
"""More rows than this nobody reads in a table."""
NEIGHBOURS = ("lijst", "klaar", "overnemen")
"""The commands that a case is taken for when they are typed a little differently."""


def run(
    case: str | None, *, who: str | None, with_done: bool, as_json: bool, calendar: Path | None, places: Places
) -> None:
    """Print what fits, and write a calendar file when one is asked."""
    now = datetime.now().astimezone()
    check_named(places)
    is_known = case is None
    items: tuple[DueItem, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    if has_record(places):
        with readable(some_asker(), places) as store:
            items, unreadable = kept_items(store, now.date(), case, now)
            is_known = is_known or bool(store.sessions(case, limit=1))
    if case is not None and not is_known:
        raise _unknown(case)
    if who is not None:
        items = _of_person(items, who)
    if not with_done:
        items = tuple(item for item in items if item.is_open)
    if calendar:
        from kvv_triage.export.ics import calendar_file

        write_calendar(calendar, calendar_file(items, now))
    if as_json:
        rows: Json = [{**row} for row in followup_rows(items, unreadable)]
        print(harmless_json(json_text(rows, sys.stdout.encoding, indent=2)))
    else:
        print_page(followup_page(items, unreadable, MOST_SHOWN))
        if any(item.key == CALL and item.is_open for item in items):
            say_at_the_end(SOMEWHERE)
        elif unreadable:  # unknown is never no
            say_at_the_end((CANNOT_WAIT,))


def _unknown(case: str) -> CannotDo:
    """A case that nobody ever weighed, so that nobody takes it for good news; it may be a command, typed wrongly."""
    close = get_close_matches(case.strip().lower(), NEIGHBOURS, 1)
    tip = f"Bedoelde je: kvv opvolging {close[0]}?" if close else "Welke zaken er zijn, zie je met: kvv sessies"
    return CannotDo("Deze zaak bestaat niet.", tip=tip)


def _of_person(items: Sequence[DueItem], who: str) -> tuple[DueItem, ...]:
    """The items of this person; a name that nobody has is an error, so that nobody takes it for good news."""
    theirs = tuple(item for item in items if item.concerns(who))
    if items and not theirs:
        raise CannotDo("Die naam komt hier niet voor.", tip="Hoe de naam geschreven is, zie je met: kvv opvolging")
    return theirs
