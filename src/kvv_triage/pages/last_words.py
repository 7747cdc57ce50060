"""What is said last when the program ends while a call is due: whom to call, and on which number (law 12)."""

from __future__ import annotations

from collections.abc import Collection

from kvv_triage.case.events import EMERGENCY_NUMBER
from kvv_triage.language.scales import Level
from kvv_triage.meeting.calls import ITS_NUMBER, VEILIG_THUIS, call_is_due, who_is_due
from kvv_triage.meeting.moment import Moment
from kvv_triage.pages.whom_to_call import NOT_CALLED, stand_in, whom

BEFORE = "Na een eerdere weging van deze zaak is NOG NIET GEBELD."


def last_words(moment: Moment) -> tuple[str, ...]:
    """Whom to call now, in lines that hold nothing of the case; none when no call is due."""
    if not call_is_due(moment):
        return ()
    first, *rest = _reachable(moment)
    if moment.shown.decision.level < Level.BEL_NU:
        return (f"{NOT_CALLED} Vraag vandaag advies. Bel {first}.",)
    return (f"{NOT_CALLED} Bel nu {first}.", *(f"Bel daarna {other}." for other in rest))


SOMEWHERE = (f"{NOT_CALLED} Bij welke zaak staat hierboven. Veilig Thuis: {ITS_NUMBER}. Direct gevaar: 112.",)
"""What a list ends with in which somebody still has to call."""


def words_before(due: Collection[str]) -> tuple[str, ...]:
    """Whom an earlier session of the case asked to call, when nobody did: `EMERGENCY_NUMBER`, Veilig Thuis, or both."""
    numbers = [to for to in (EMERGENCY_NUMBER,) if to in due]
    numbers += [f"Veilig Thuis: {ITS_NUMBER}" for to in (VEILIG_THUIS,) if to in due]
    if not numbers:
        return ()
    first, *rest = numbers
    return (f"{BEFORE} Bel nu {first}.", *(f"Bel daarna {number}." for number in rest))


def name_before(to: str) -> str:
    """Whom to call, also without content: `112`, or Veilig Thuis."""
    return to if to == EMERGENCY_NUMBER else "Veilig Thuis"


def _reachable(moment: Moment) -> list[str]:
    """Whom to call, each with a number: who has none of their own is reached by who stands in."""
    content, reachable = moment.ruleset.content, list[str]()
    for name in who_is_due(moment):
        if name == EMERGENCY_NUMBER:
            reachable.append(name)
        else:
            specialist = content.specialists[name]
            instead = None if specialist.has_number else stand_in(content, specialist)
            reachable.append(whom(instead or specialist))
    return list(dict.fromkeys(reachable))
