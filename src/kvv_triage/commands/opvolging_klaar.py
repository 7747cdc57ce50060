"""`kvv opvolging klaar`: what came of one thing that had to be followed up is added to the record of its session."""

from __future__ import annotations

import sys
from datetime import datetime

from kvv_triage.circle.due import DueItem, DueKind, confirmation
from kvv_triage.conversation.asker import Asker, Screen, one_line
from kvv_triage.conversation.desk import NOT_NEEDED, REWRITE, doubt_about, looks_like
from kvv_triage.errors import CannotDo
from kvv_triage.language.days import in_words
from kvv_triage.language.personal_data import pointers
from kvv_triage.record.following import mark_done, open_item
from kvv_triage.record.unlocking import check_kept, unlocked
from kvv_triage.settings import Places, read_settings
from kvv_triage.store.interface import Author, SessionRow, Store
from kvv_triage.terminal.choosing import some_asker


def run(session: str, key: str, *, outcome: str, confirmed_by: str, places: Places) -> None:
    """Mark an item as done, with what came of it; asks for what was not said."""
    outcome, confirmed_by = one_line(outcome), one_line(confirmed_by)
    check_kept(places)
    settings, asker, now = read_settings(), some_asker(), datetime.now().astimezone()
    author = Author(settings.name, settings.role)
    with unlocked(asker, places) as store:
        row = _row(store, session)
        item = open_item(store, row, key, now.date())
        try:
            came_of_it = _what_came_of_it(asker, item, outcome, confirmed_by)
        except EOFError as error:
            raise CannotDo("De invoer hield op. Er is niets vastgelegd.") from error
        _warn(outcome, confirmed_by)
        mark_done(store, row, item, came_of_it, author, now)
    print(f"Vastgelegd: {item.key} van sessie {row.id} is klaar.")


def _row(store: Store, session: str) -> SessionRow:
    row = store.find(session)
    if row is None:
        raise CannotDo("Deze sessie bestaat niet.", tip="Bekijk wat open staat met: kvv opvolging")
    if row.is_skeleton:
        raise CannotDo("De antwoorden van deze sessie zijn opgeschoond.", tip="Kijk in het dossier van je team.")
    return row


def _what_came_of_it(asker: Asker, item: DueItem, outcome: str, confirmed_by: str) -> str:
    header = f"{item.who}, uiterlijk {in_words(item.due)}: {item.what}"
    if item.kind is not DueKind.OVERDRACHT:
        if confirmed_by:
            raise CannotDo("Alleen een overdracht wordt bevestigd.", tip="Laat --bevestigd-door weg.")
        screen = Screen("Wat is ervan gekomen?", header, "Enter zonder tekst breekt af.")
        return outcome or _required(_written(asker, screen))
    screen = Screen(
        "Wie van de andere organisatie heeft bevestigd dat zij het doen?",
        header,
        "Een naam of functie. Zonder bevestiging blijft het van ons. Enter zonder tekst breekt af.",
    )
    by = confirmed_by or _required(_written(asker, screen))
    asked = Screen("Wat is er afgesproken?", header, "Enter slaat over.")
    return confirmation(by, outcome or ("" if confirmed_by else _written(asker, asked)))


def _warn(*texts: str) -> None:
    """Say that the text of an option seems to point to a person: there nothing can be asked any more."""
    if doubts := pointers("; ".join(texts)):
        sys.stderr.write(f"Let op: {looks_like(doubts, first='dit')} {NOT_NEEDED}\n")


def _required(text: str) -> str:
    if not text:
        raise CannotDo("Er is niets vastgelegd.")
    return text


def _written(asker: Asker, screen: Screen) -> str:
    """One line of text; when it seems to point to a person it may be rewritten first."""
    text = ""
    while True:
        text = str(asker.write(screen, (), text))
        doubts = pointers(text)
        if not doubts or asker.choose(doubt_about(doubts), REWRITE, (), "herschrijf") == "houd":
            return text
