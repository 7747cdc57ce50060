"""What has to be followed up after a meeting: by whom, by when, and what came of it (law 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from kvv_triage.case.event_text import kinds_of
from kvv_triage.case.events import (
    EMERGENCY_NUMBER,
    Called,
    CallPlanned,
    Decided,
    Deviated,
    FollowedUp,
    HandedOver,
    LookAgainSet,
    MeldcodeChanged,
    NotDone,
    NotReached,
    Owned,
    Promised,
    Raised,
)
from kvv_triage.language.days import in_words, to_working_day, working_days_after
from kvv_triage.language.scales import Level
from kvv_triage.language.spelling import is_same_name
from kvv_triage.meeting.laws import planned_calls
from kvv_triage.meeting.session import Session

ASSESSMENT_WORKING_DAYS = 5
"""Within so many working days after a report Veilig Thuis assesses the safety (Uitvoeringsbesluit Wmo 2015, 4.1.7)."""
INVESTIGATION = timedelta(weeks=10)
"""So long an investigation by Veilig Thuis takes at most. It begins after the assessment, on a day that we do not know:
counted from the report, the team asks too early rather than too late.
"""

EVENTS = (
    *(Owned, Promised, HandedOver, Deviated, LookAgainSet, MeldcodeChanged, FollowedUp),
    *(Raised, Decided, Called, NotReached, CallPlanned),
)
"""The only events that matter here."""
KEPT_AS = kinds_of(*EVENTS)
"""The kinds under which those are kept: a fold over them alone gives the same items."""


class DueKind(StrEnum):
    """What kind of thing has to be followed up."""

    BELLEN = "bellen"
    AFSPRAAK = "afspraak"
    ONBEKEND = "onbekend"
    OVERDRACHT = "overdracht"
    AFWIJKING = "afwijking"
    OPNIEUW_KIJKEN = "opnieuw_kijken"
    VT_VEILIGHEID = "vt_veiligheid"
    VT_ONDERZOEK = "vt_onderzoek"


ENDED_BY_A_LATER_SESSION = (DueKind.BELLEN, DueKind.AFWIJKING, DueKind.OPNIEUW_KIJKEN)
"""What is decided anew when the team sits down again; a promise stays a promise, however often that happens."""
CALL = "bellen"
"""The key of the call that a session asks for: what came of it is told at its sheet, and nowhere else (law 11)."""
VEILIG_THUIS, ITS_NUMBER = "veilig_thuis", "0800-2000"
"""Whom everybody can call, whatever content decided: the id of the national floor, and the number."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session as the others of its case see it. Moments carry the time zone in which their day counts.

    `level` is what it decided last; None when it never came to a decision.
    """

    session: str
    case: str = field(repr=False)
    began: datetime
    closed: datetime | None
    level: Level | None


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing to follow up, open until `outcome` says what came of it. `key` never changes within its session."""

    session: str
    case: str = field(repr=False)
    key: str
    kind: DueKind
    what: str = field(repr=False)
    who: str = field(repr=False)
    owner: str = field(repr=False)
    due: date
    level: Level | None
    is_overdue: bool
    outcome: str | None = field(repr=False)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do this."""
        return self.outcome is None

    def concerns(self, name: str) -> bool:
        """Whether this person has to do it, or owns the case."""
        return is_same_name(name, self.who) or is_same_name(name, self.owner)


Due = tuple[str, DueKind, str, str, date]
"""What has to happen: its key, its kind, what, who, and by when; nobody named means the owner of the case."""


def items_of(
    session: Session, sitting: Sitting, others: Iterable[Sitting], today: date, now: datetime | None = None
) -> tuple[DueItem, ...]:
    """Everything that had to be followed up after this session, done or not; `others` are those of its case.

    With `now`, a call that was planned for today is overdue as soon as its time has passed.
    """
    done = {event.item: event.outcome for event in session.followed_up if event.item != CALL}
    again = _looked_again(sitting, others)
    owner = session.owner.owner if session.owner else ""
    items = []
    for key, kind, what, who, due in (*_call(session, sitting), *_dues(session)):
        outcome = done.get(key, again if kind in ENDED_BY_A_LATER_SESSION else None)
        is_over = key == CALL and now is not None and (by := _planned(session)[1]) is not None and now > by
        item = DueItem(
            session=sitting.session,
            case=sitting.case,
            key=key,
            kind=kind,
            what=what,
            who=who or owner,
            owner=owner,
            due=due,
            level=sitting.level,
            is_overdue=outcome is None and (today > due or is_over),
            outcome=outcome,
        )
        items.append(item)
    return tuple(items)


def _asked(session: Session, sitting: Sitting) -> Level:
    """What the session asks for: what it decided last, and a call when someone raised it since."""
    decided = session.decided.level if session.decided else Level.VOLGEN
    return max(sitting.level or Level.VOLGEN, decided, Level.BEL_NU if session.raised else Level.VOLGEN)


def _call(session: Session, sitting: Sitting) -> Iterator[Due]:
    """The call that the session asks for and nobody made: by the time that was planned, or the day it was decided."""
    level = _asked(session, sitting)
    if level is Level.VOLGEN or _is_settled(session, level):
        return
    who, by = _planned(session)
    whom = f"Veilig Thuis ({ITS_NUMBER})"
    if level is Level.BEL_112 and EMERGENCY_NUMBER not in _spoken(session, level):
        whom = f"{EMERGENCY_NUMBER}, en daarna {whom}"
    at = f". Afgesproken is {by:%H:%M}" if by else ""
    day = by or (session.decided.at if session.decided else sitting.began)
    yield CALL, DueKind.BELLEN, f"Bel {whom}: nog niet gebeld{at}", who, day.date()


def _spoken(session: Session, level: Level) -> set[str]:
    return {call.to for call in session.calls if call.level >= level}


def _is_settled(session: Session, level: Level) -> bool:
    """Whether the call took place, or two people decided against it (law 5); the deviation is an item of its own.

    The content that says who is to be called is not read here. Who was spoken to counts, unless it was only 112, or
    only another than Veilig Thuis while that did not answer or is to be called later.
    """
    spoken = _spoken(session, level)
    waits = {attempt.to for attempt in session.not_reached} | ({session.planned.to} if session.planned else set())
    others = spoken - {EMERGENCY_NUMBER}
    is_first = level is not Level.BEL_112 or bool(spoken & {EMERGENCY_NUMBER, ""})
    is_spoken = bool(others) and (bool(others & {VEILIG_THUIS, ""}) or VEILIG_THUIS not in waits)
    return (is_first and is_spoken) or any(
        deviation.not_done is NotDone.CALLING and (deviation.level is None or deviation.level >= level)
        for deviation in session.deviations
    )


def _planned(session: Session) -> tuple[str, datetime | None]:
    """Who calls, when somebody was named, and the last time at which the team means to."""
    last = max((by for _, by in planned_calls(session)), default=None)
    plan = session.planned
    return (plan.who if plan and plan.by == last else ""), last


def _dues(session: Session) -> Iterator[Due]:
    for number, promise in enumerate(session.promises, start=1):
        kind = DueKind.ONBEKEND if promise.slot else DueKind.AFSPRAAK
        yield f"afspraak-{number}", kind, promise.what, promise.who, promise.by
    for number, handover in enumerate(session.handed_over, start=1):
        yield (
            f"overdracht-{number}",
            DueKind.OVERDRACHT,
            f"Bevestiging vragen aan {handover.to}: {handover.what}",
            "",
            handover.by,
        )
    for number, deviation in enumerate(session.deviations, start=1):
        first = deviation.by[0].name if session.owner is None else ""
        yield (
            f"afwijking-{number}",
            DueKind.AFWIJKING,
            f"Opnieuw beslissen, want {deviation.what}",
            first,
            deviation.until,
        )
    if session.look_again:
        yield "opnieuw-kijken", DueKind.OPNIEUW_KIJKEN, "Opnieuw naar de zaak kijken", "", session.look_again
    yield from _clocks(session)


def _clocks(session: Session) -> Iterator[Due]:
    """When to ask Veilig Thuis what came of a report: a reminder for us, and no promise that it is done by then."""
    for number, contact in enumerate(session.meldcode.contacts, start=1):
        if contact.kind == "melding" and contact.on:
            assessed = working_days_after(contact.on, ASSESSMENT_WORKING_DAYS)
            what = "Vraag Veilig Thuis naar de uitkomst van de veiligheidsbeoordeling"
            yield f"vt-{number}-veiligheid", DueKind.VT_VEILIGHEID, what, "", assessed
            what = "Vraag Veilig Thuis of er een onderzoek is, en naar de uitkomst"
            yield f"vt-{number}-onderzoek", DueKind.VT_ONDERZOEK, what, "", to_working_day(contact.on + INVESTIGATION)


def _looked_again(sitting: Sitting, others: Iterable[Sitting]) -> str | None:
    """Which session looked at the case again: one that began later and was closed, and not before this one was.

    A session that was only begun decided nothing.
    """
    later = [
        (other.closed, other.session)
        for other in others
        if other.closed and other.began > sitting.began and (sitting.closed is None or other.closed > sitting.closed)
    ]
    if not later:
        return None
    closed, session = min(later)
    return f"De zaak is opnieuw gewogen op {in_words(closed.date())}, in sessie {session}."


def in_order(items: Iterable[DueItem]) -> tuple[DueItem, ...]:
    """Calls that are due first, by urgency; then what is overdue, by urgency and day; what is done comes last."""
    return tuple(sorted(items, key=_place))


def _place(item: DueItem) -> tuple[bool, bool, bool, int, date, str, int, str]:
    # Without a decision there was no alarm, but it may still have become advice: unknown is never no.
    level = Level.ADVIES if item.level is None else item.level
    number = len(item.key)  # so that afspraak-10 comes after afspraak-9
    is_call = item.is_open and item.kind is DueKind.BELLEN  # law 15
    return (
        not item.is_open,
        not is_call,
        not (item.is_overdue and not is_call),
        -level,
        item.due,
        item.session,
        number,
        item.key,
    )


def confirmation(by: str, outcome: str) -> str:
    """What came of a hand-over: nothing counts but that somebody on the other side confirmed it."""
    return f"Bevestigd door {by}. {outcome}".strip()
