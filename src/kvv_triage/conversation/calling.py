"""The call, with its sheet at hand: what came of it is recorded when it is there, and not before (law 11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from kvv_triage.case.events import EMERGENCY_NUMBER, Called, CallKind, CallPlanned, NotDone, NotReached, Subject
from kvv_triage.conversation.asker import Choice, FormLine, Screen
from kvv_triage.conversation.desk import Desk, WentBack
from kvv_triage.conversation.deviating import deviate
from kvv_triage.language.clock import parse_time
from kvv_triage.language.days import day_meant
from kvv_triage.language.scales import Level
from kvv_triage.language.spelling import is_name
from kvv_triage.meeting.calls import call_is_due, day_of_call, last_day_to_call, who_is_due
from kvv_triage.meeting.laws import CALL_TOO_LATE, WHO_SPOKE
from kvv_triage.pages.call_sheet import call_screen
from kvv_triage.pages.whom_to_call import next_number, number_of, reachable, takes_reports
from kvv_triage.pages.wording import at_time, callee

SPOKEN, NO_ANSWER, LATER, OTHER = (
    Choice("gesproken", "", "Gesproken: leg vast met wie, en wat is afgesproken"),
    Choice("geen_gehoor", "", "Geen gehoor: wanneer opnieuw, en wie je nu belt"),
    Choice("straks", "", "Straks: wie er belt, en hoe laat"),
    Choice("ander", "", "Iemand anders bellen"),
)
NOT = Choice("niet", "", "We bellen niet: met een reden en twee namen")
ADVICE, REPORT = Choice("advies", "", "Om advies te vragen"), Choice("melding", "", "Om te melden")
AGAIN, AT_ONCE = "over 15 minuten", "over 5 minuten"
SOON = timedelta(minutes=15)
NOT_SO_LATE = "112 bel je zo snel mogelijk opnieuw: hoogstens over 15 minuten."
NO_TIME = "Dat is geen tijd die nog komt. Typ bijvoorbeeld: 15:30, of: over 15 minuten."


def call(desk: Desk, first: str | None = None) -> None:
    """Show the call sheet until the worker goes back, or until what came of the call is recorded.

    It is that of `first`, or else of who is due. Who spoke to the first and has another to call sees that sheet next;
    so does who heard nobody answer.
    """
    tried: list[str] = []
    to: str | None = first or to_call(desk)[0]
    while to is not None:
        others = [other for other in to_call(desk) if other != to]
        choices = [SPOKEN, NO_ANSWER, *(() if to == EMERGENCY_NUMBER else (LATER,)), *((OTHER,) if others else ())]
        choices += [NOT] if _may_decide_not_to(desk) else []
        page = call_screen(desk.content, desk.session, desk.moment.shown.decision, to, choices=len(choices))
        try:
            picked = desk.show(page, choices)
        except WentBack:
            return
        try:
            to = _carried_out(desk, picked, to, others, tried)
        except WentBack:
            continue


def _may_decide_not_to(desk: Desk) -> bool:
    """Whether the team can decide here not to call: not before it saw the outcome, nor after the meeting (law 5)."""
    return desk.session.is_discussed(Subject.OUTCOME) and not desk.session.closed and call_is_due(desk.moment)


def _carried_out(desk: Desk, picked: str, to: str, others: Sequence[str], tried: list[str]) -> str | None:
    """Record what came of it, and give whose sheet comes next, if any. Raises WentBack when nothing is recorded."""
    if picked == OTHER.id:
        return desk.choose(Screen("Wie bel je?"), [Choice(name, "", number_of(desk.content, name)) for name in others])
    if picked == NOT.id:
        why = "De drempel is bereikt. Waarom bellen jullie niet?"
        return None if deviate(desk, why, NotDone.CALLING) else to
    if picked == LATER.id:
        _plan(desk, to)
        return None
    if picked == NO_ANSWER.id:
        try_next = next_number(desk.content, to, [*tried, to])
        _no_answer(desk, to, try_next)
        tried.append(to)
        return try_next
    _spoken(desk, to)
    tried.append(to)
    return next((name for name in to_call(desk) if name in _due(desk) and name not in tried), None)


def _note(desk: Desk) -> None:
    """Record what was decided; of a meeting that is closed that stands already."""
    if not desk.session.closed:
        desk.note_decision()


def _level(desk: Desk) -> Level:
    """How urgent the call was: as it was decided, also when on a later day an earlier session counts no more."""
    decided = desk.session.decided
    return max(desk.moment.shown.decision.level, decided.level if decided else Level.VOLGEN)


def _due(desk: Desk) -> tuple[str, ...]:
    """Who is due first: whom this meeting asks to call, or else whom an earlier one did."""
    return who_is_due(desk.moment) or desk.due_before


def to_call(desk: Desk) -> tuple[str, ...]:
    """Whom one can call now, who is due first."""
    return reachable(desk.content, desk.moment.shown.decision, _due(desk))


def _spoken(desk: Desk, to: str) -> None:
    whom = callee(desk.content, to)
    kind: CallKind = ""
    if takes_reports(desk.content, to):
        picked = desk.choose(Screen(f"Waarvoor belde je met {whom}?"), (ADVICE, REPORT))
        kind = "melding" if picked == REPORT.id else "advies"
    lines = (
        FormLine("Met wie is gesproken?", "Een functie is genoeg.", refuse=partial(_no_name, desk, WHO_SPOKE)),
        FormLine("Wat is afgesproken, of wat zeiden zij?", "Geen namen. Enter slaat over."),
    )
    spoke_with, agreed = desk.fill(Screen(f"Gesproken met {whom}"), lines)
    _note(desk)
    desk.add(Called(desk.now(), _level(desk), to, kind, spoke_with, agreed))
    desk.tell(f"Vastgelegd: gesproken met {whom}.")


def _no_answer(desk: Desk, to: str, try_next: str | None) -> None:
    whom = callee(desk.content, to)
    now = f"Bel nu: {number_of(desk.content, try_next)}." if try_next else "Blijf het proberen."
    line = FormLine(
        f"Wanneer probeer je {whom} opnieuw?",
        "Bijvoorbeeld: 15:30.",
        AT_ONCE if to == EMERGENCY_NUMBER else AGAIN,
        partial(_refused, desk, to),
        is_proposal=True,
    )
    (typed,) = desk.fill(Screen(f"Geen gehoor bij {whom}. {now}"), (line,))
    _note(desk)
    again = parse_time(typed, desk.now())
    desk.add(NotReached(desk.now(), to, again))
    then = f" Probeer het opnieuw {at_time(again, desk.now())}." if again else ""
    desk.tell(f"Vastgelegd: geen gehoor bij {whom}. Er is nog niet gebeld.{then}")


def _plan(desk: Desk, to: str) -> None:
    whom = callee(desk.content, to)
    lines = (
        FormLine("Wie belt er?", "Eén persoon.", refuse=partial(_no_name, desk, "Vul in wie er belt.")),
        FormLine("Hoe laat?", "Bijvoorbeeld: 15:30, of: over 30 minuten.", refuse=partial(_refused, desk, to)),
    )
    who, typed = desk.fill(Screen(f"Straks bellen: {number_of(desk.content, to)}"), lines)
    by = parse_time(typed, desk.now())
    if by is None:  # it has passed while the form was read
        desk.tell(NO_TIME)
        raise WentBack
    before = next((plan for plan in desk.session.plans if plan.to == to and plan.who), None)
    instead = f" Dat komt in plaats van: {before.who} {at_time(before.by, desk.now())}." if before else ""
    _note(desk)
    desk.add(CallPlanned(who, by, to))
    desk.tell(f"Vastgelegd: {who} belt {whom} {at_time(by, desk.now())}. Er is nog niet gebeld.{instead}")


def _no_name(desk: Desk, sentence: str, typed: str) -> str:
    """What is wrong with a name: it is none, or a day or a time that belongs on another line."""
    is_when = parse_time(typed, desk.now()) or day_meant(typed, desk.today) or typed.lower() == "gisteren"
    return "" if is_name(typed) and not is_when else sentence


def _refused(desk: Desk, to: str, typed: str) -> str:
    """What is wrong with a time at which somebody calls."""
    moment: datetime | None = parse_time(typed, desk.now())
    if moment is None:
        return NO_TIME
    if to == EMERGENCY_NUMBER and moment > desk.now() + SOON:
        return NOT_SO_LATE
    last: date = last_day_to_call(desk.moment)
    return "" if day_of_call(moment) <= last else CALL_TOO_LATE
