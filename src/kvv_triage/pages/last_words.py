"""What is said last when the program ends while a call is due: whom to call, and on which number (law 12)."""

from __future__ import annotations

from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import Decision
from kvv_triage.language.scales import Level
from kvv_triage.meeting.laws import call_is_due
from kvv_triage.meeting.moment import Moment
from kvv_triage.pages.whom_to_call import whom

NOT_CALLED = "NOG NIET GEBELD."


def last_words(moment: Moment) -> tuple[str, ...]:
    """Whom to call now, in lines that hold nothing of the case; none when no call is due."""
    if not call_is_due(moment):
        return ()
    reachable = _reachable(moment.ruleset.content, moment.decision)
    match moment.decision.level:
        case Level.BEL_112:
            return (f"{NOT_CALLED} Bel nu 112.", f"Bel daarna {reachable}.")
        case Level.BEL_NU:
            return (f"{NOT_CALLED} Bel nu {reachable}.",)
        case _:
            return (f"{NOT_CALLED} Vraag vandaag advies. Bel {reachable}.",)


def _reachable(content: Content, decision: Decision) -> str:
    """The first to call of whom there is a number."""
    names = (*decision.call, *content.floor.fallback.call)
    specialists = [content.specialists[name] for name in names]
    return whom(next((specialist for specialist in specialists if specialist.has_number), specialists[0]))
