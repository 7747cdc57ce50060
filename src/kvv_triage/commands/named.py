"""Which sessions are meant by what was typed: one session by its id, or every session of a case."""

from __future__ import annotations

import sys
from datetime import datetime

from kvv_triage.commands.as_typed import as_typed
from kvv_triage.errors import CannotDo
from kvv_triage.language.clean import shown
from kvv_triage.store.interface import SessionRow, Store


def named_rows(
    store: Store, named: str, since: datetime | None = None, until: datetime | None = None
) -> tuple[SessionRow, ...]:
    """The session with this id, or those of this case that began in the period, newest first; at least one.

    A session goes before a case of the same name, and stderr says so. Raises CannotDo when there is neither.
    """
    row = store.find(named)
    rows = store.sessions(named, since=since, until=until)
    if row is None and not rows:
        raise CannotDo("Deze sessie of zaak bestaat niet.", tip="Bekijk welke er zijn met: kvv sessies")
    if row is None:
        return rows
    if rows:
        also = f"Er is ook een zaak {shown(named)}. Die zie je met: kvv sessies {as_typed(named)}"
        sys.stderr.write(f"Dit is sessie {row.id}. {also}\n")
    return (row,)
