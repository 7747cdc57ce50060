"""Erasing a case because somebody asked to be forgotten: from the record, and from every copy that can be reached."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from kvv_triage.errors import CannotDo
from kvv_triage.language.spelling import case_key
from kvv_triage.store.interface import Author, Erased
from kvv_triage.store.sqlcipher.copies import held_sessions, keys_of, looked_into
from kvv_triage.store.sqlcipher.store import FileStore
from kvv_triage.store.sqlcipher.sweeping import TROUBLE, every_copy, is_there, removals, sweep
from kvv_triage.store.sqlcipher.verify import ERASED


def erase(store: FileStore, case: str, reason: str, author: Author, at: datetime) -> Erased:
    """Remove everything of a case; a note with the reason and without the case stays in the chain.

    The note names every session of the case that can be found, in copies alone too, so that the rest goes without the
    name. Who was killed in it goes on. Raises CannotDo when there is no such case and nothing to go on with, when one
    of its sessions is open, or when the reason is empty or names the case.
    """
    _check_reason(case, reason)
    sessions = {row.id for row in store.sessions(case)}
    if held := sessions.intersection(held_sessions(store.path.parent)):
        raise CannotDo(
            f"Sessie {min(held)} is nog open. Er is niets gewist.", tip="Sluit de sessie en probeer opnieuw."
        )
    in_copies = _in_copies(store, case)
    with store.writing() as ledger:
        sessions = {*ledger.of_case(case)}  # asked again, inside the transaction: one may have begun just now
        if new := sessions | (in_copies - removals(ledger).gone):
            ledger.remove(ERASED, author, at, to_nothing=sorted(new), reason=reason)
    swept = sweep(store, author, at)
    if not (sessions or in_copies or swept.cleaned or swept.untouched):
        raise CannotDo("Er is geen zaak met die naam.", tip="Bekijk de zaken met: kvv sessies.")
    return Erased(len(sessions | in_copies), swept)


def _check_reason(case: str, reason: str) -> None:
    if not reason.strip():
        raise CannotDo("Wissen kan alleen met een reden.", tip="Bijvoorbeeld: verzoek van de betrokkene.")
    if case_key(case) in case_key(reason):
        raise CannotDo("In de reden staat de naam van de zaak.", tip="De reden blijft bewaard: schrijf geen namen op.")


def _in_copies(store: FileStore, case: str) -> set[str]:
    """The sessions of a case in the copies that can be reached: the record may never have had them, or lost them."""
    found: set[str] = set()
    for place in filter(is_there, every_copy(store)):
        with suppress(*TROUBLE), looked_into(place, keys_of(store)) as copy:
            rows = copy.execute("SELECT id FROM session WHERE case_key = ?", (case_key(case),))
            found.update(session for (session,) in rows)
    return found
