"""Which calls are due and which are planned: one answer for the meeting, the record, follow-up and figures (law 11)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from kvv_triage.case.events import EMERGENCY_NUMBER, Called, CallPlanned, Decided, NotDone
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import Decision
from kvv_triage.language.clock import NIGHT_ENDS
from kvv_triage.language.days import next_working_day
from kvv_triage.language.scales import Level
from kvv_triage.meeting.moment import Moment

VEILIG_THUIS, ITS_NUMBER = "veilig_thuis", "0800-2000"
"""Whom everybody can call, whatever content decided: the id of the national floor, and the number."""


def call_is_due(moment: Moment) -> bool:
    """Whether a call is asked and nobody made it, or decided by law 5 not to; who plans to call has not called."""
    return bool(who_is_due(moment)) and not moment.stands(NotDone.CALLING)


def who_is_due(moment: Moment) -> tuple[str, ...]:
    """Who is asked for and was not spoken to, most urgent first: `EMERGENCY_NUMBER`, or the id of a specialist."""
    return still_due(moment.ruleset.content, moment.shown.decision, moment.session.calls)


def still_due(content: Content, decision: Decision, calls: Sequence[Called]) -> tuple[str, ...]:
    """Who is still to be called by this decision, whatever the team decided about it (law 11)."""
    return not_spoken_to(decision.level, asked_for(content, decision), calls)


def asked_for(content: Content, decision: Decision) -> tuple[str, ...]:
    """Of whom one has to be spoken to: whom the decision names first, or who is called when nobody is named.

    That is Veilig Thuis: whoever spoke to it has spoken to the right one too. The first one with a number comes first,
    because that is whom every screen says to call (law 12).
    """
    if not decision.call:
        return ()
    fallback = content.floor.fallback.call
    numbered = [name for name in (*decision.call, *fallback) if not content.specialists[name].is_gap]
    return tuple(dict.fromkeys((*numbered[:1], *decision.call[:1], *fallback)))


def decided_now(moment: Moment) -> Decided:
    """What a meeting records of its decision as things stand."""
    content, decision = moment.ruleset.content, moment.shown.decision
    thresholds = tuple(outcome.threshold.id for outcome in decision.reasons)
    return Decided(moment.at, decision.level, thresholds, asked_for(content, decision))


def asks_for_more(moment: Moment) -> bool:
    """Whether what was said asks for something more urgent than was recorded as decided."""
    decided = moment.session.decided
    return moment.shown.decision.level > (decided.level if decided else Level.VOLGEN)


def not_spoken_to(level: Level, asked: Sequence[str], calls: Sequence[Called]) -> tuple[str, ...]:
    """Who is still to be called at this level, of whom one of those `asked` for will do; at `bel_112` also 112.

    What was kept before anyone recorded who is asked for, asks for Veilig Thuis.
    """
    if level is Level.VOLGEN:
        return ()
    spoken = {call.to for call in calls if call.level >= level}
    if "" in spoken:
        return ()
    urgent = (EMERGENCY_NUMBER,) if level is Level.BEL_112 and EMERGENCY_NUMBER not in spoken else ()
    any_of = asked or (VEILIG_THUIS,)
    return (*urgent, *(() if spoken & {*any_of} else any_of[:1]))


def called_at(level: Level, asked: Sequence[str], calls: Sequence[Called]) -> datetime | None:
    """When the last call was made that was due; None as long as one is."""
    made = (call.at for number, call in enumerate(calls, 1) if not not_spoken_to(level, asked, calls[:number]))
    return next(made, None)


def is_planned(moment: Moment) -> bool:
    """Whether it is said at what time the call is made that is due first: today, or for advice by the next working day.

    Who plans to call the one who is called when nobody is named has planned it too, because that call will do. To 112
    nobody plans to call: that cannot wait.
    """
    due, last = who_is_due(moment), last_day_to_call(moment)
    return due[:1] not in ((), (EMERGENCY_NUMBER,)) and any(
        moment.at <= plan.by and day_of_call(plan.by) <= last for plan in plans_for(moment, due[0])
    )


def plans_for(moment: Moment, to: str) -> Iterator[CallPlanned]:
    """The planned calls by which the one who is due is called; for all but 112, the call to Veilig Thuis will do."""
    instead = () if to == EMERGENCY_NUMBER else moment.ruleset.content.floor.fallback.call
    return (plan for plan in moment.session.plans if plan.to in ("", to, *instead))


def last_day_to_call(moment: Moment) -> date:
    """By the end of which day a call is made that is due: today, or for advice the next working day."""
    day = day_of_call(moment.at)
    return day if moment.shown.decision.level >= Level.BEL_NU else next_working_day(day)


def day_of_call(at: datetime) -> date:
    """The day to which a moment belongs: a night belongs to the evening before it."""
    return (at - NIGHT_ENDS).date()
