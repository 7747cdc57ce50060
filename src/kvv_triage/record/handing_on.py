"""The cases of a colleague who is ill go to another owner, session by session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kvv_triage.case.event_text import as_event, kind_of
from kvv_triage.case.events import Owned, TakenOver
from kvv_triage.errors import CannotDo, KvvError, StoreTrouble
from kvv_triage.language.spelling import is_same_name
from kvv_triage.record.keeping import add_event
from kvv_triage.store.interface import Author, SessionRow, Store

OWNED = kind_of(Owned)
"""Under this kind is kept who owns a case."""


@dataclass(frozen=True, slots=True)
class Successor:
    """Who owns the cases from now on; an empty deputy or way to reach them means: as each session has it."""

    owner: str = field(repr=False)
    deputy: str = field(repr=False)
    after_five: str = field(repr=False)


def owned_by(store: Store, colleague: str) -> tuple[SessionRow, ...]:
    """The sessions that this colleague owns, newest first, without those that were cleaned up."""
    return tuple(row for row in store.sessions() if not row.is_skeleton and is_same_name(row.owner or "", colleague))


def deputies_of(store: Store, rows: Sequence[SessionRow]) -> tuple[str, ...]:
    """Who stands in for the owner, of each session; empty where nobody does. Raises StoreTrouble when unreadable."""
    return tuple(_known(store, row).deputy for row in rows)


def hand_on(
    store: Store,
    rows: Sequence[SessionRow],
    colleague: str,
    successor: Successor,
    author: Author,
    now: Callable[[], datetime],
) -> None:
    """Give each session of a colleague its new owner; raises StoreTrouble when some missed it, after the others."""
    missed: list[tuple[str, KvvError]] = []
    role = author.role if is_same_name(successor.owner, author.name) else ""
    for row in rows:
        at = now()
        try:
            with store.hold(row.id, author, at):
                owned = _instead_of(_still_known(store, row, colleague), colleague, successor)
                add_event(store, row.id, TakenOver(at, successor.owner, role), author, at)
                add_event(store, row.id, owned, author, at)
        except (CannotDo, StoreTrouble) as trouble:
            missed.append((row.id, trouble))
    if missed:
        ids = ", ".join(session for session, _ in missed)
        raise StoreTrouble(
            f"Niet overgenomen: {ids}. De andere {len(rows) - len(missed)} wel.",
            tip=f"{missed[0][1].message} Probeer het daarna opnieuw.",
        ) from missed[0][1]


def _still_known(store: Store, row: SessionRow, colleague: str) -> Owned:
    """Who owns a session that is held; raises CannotDo when that is no longer this colleague."""
    now = store.find(row.id)
    if now is None or not is_same_name(now.owner or "", colleague):
        raise CannotDo(f"Sessie {row.id} kreeg intussen een andere regiehouder.")
    return _known(store, now)


def _instead_of(known: Owned, colleague: str, successor: Successor) -> Owned:
    """The new owner; raises CannotDo when another deputy is needed and nobody was asked for one."""
    is_leaving = any(is_same_name(known.deputy, name) for name in (successor.owner, colleague))
    deputy = successor.deputy if is_leaving else known.deputy
    if known.deputy and not deputy:
        raise CannotDo("De vervanger is intussen veranderd.")
    return Owned(successor.owner, deputy, successor.after_five or known.after_five)


def _known(store: Store, row: SessionRow) -> Owned:
    """Who owns the session now; the row knows the name, and only the entries know the rest."""
    for entry in reversed(store.entries(row.id)):
        if entry.kind == OWNED and isinstance(event := as_event(entry.kind, entry.body), Owned):
            return event
    return Owned(row.owner or "", "", "")
