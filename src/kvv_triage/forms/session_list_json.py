"""Which sessions are kept, as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from kvv_triage.forms.json_text import Json
from kvv_triage.pages.sessions_page import ListedSession


def session_list(sessions: Sequence[ListedSession]) -> Json:
    """One object for each session in its order; what is not there yet, or no more, is null."""
    return [
        {
            "sessie": session.id,
            "zaak": session.case,
            "begonnen": session.started.isoformat(),
            "gesloten": session.closed.isoformat() if session.closed else None,
            "besluit": session.level.label if session.level is not None else None,
            "nog_te_bellen": session.is_call_due,
            "besloten_niet_te_bellen": session.is_decided_against,
            "drempels": [*session.thresholds],
            "regiehouder": session.owner,
            "opnieuw_kijken": session.look_again.isoformat() if session.look_again else None,
        }
        for session in sessions
    ]
