"""What has to be followed up after a meeting: by whom, by when, and what came of it (law 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

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
from kvv_triage.case.meldcode_record import REPORT
from kvv_triage.language.days import in_words, to_working_day, working_days_after
from kvv_triage.language.scales import Level
from kvv_triage.language.spelling import is_same_name
from kvv_triage.meeting.calls import ITS_NUMBER, VEILIG_THUIS, not_spoken_to
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
    at: datetime | None
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


class Due(NamedTuple):
    """What has to happen: its key, its kind, what, who, and by when; nobody named means the owner of the case."""

    key: str
    kind: DueKind
    what: str
    who: str
    due: date
    at: datetime | None = None
    """The time of that day, where one was agreed."""
    outcome: str | None = None
    """What came of it, where the session says so itself."""


def items_of(
    session: Session, sitting: Sitting, others: Iterable[Sitting], today: date, now: datetime | None = None
) -> tuple[DueItem, ...]:
    """Everything that had to be followed up after this session, done or not; `others` are those of its case.

    With `now`, a call that was planned for today is overdue as soon as its time has passed.
    """
    done = {event.item: event.outcome for event in session.followed_up if event.item != CALL}
    again = _looked_again(sitting, others)
    owner = session.owner.owner if session.owner else ""
    levels = (sitting.level, session.decided.level if session.decided else None)
    level = max((level for level in levels if level is not None), default=None)
    items = []
    for due in (*_call(session, sitting, today), *_dues(session), *_deviations(session, sitting)):
        outcome = done.get(due.key, due.outcome or (again if due.kind in ENDED_BY_A_LATER_SESSION else None))
        is_over = due.at is not None and now is not None and now > due.at
        item = DueItem(
            session=sitting.session,
            case=sitting.case,
            key=due.key,
            kind=due.kind,
            what=due.what,
            who=due.who or owner,
            owner=owner,
            due=due.due,
            at=due.at,
            level=level,
            is_overdue=outcome is None and (today > due.due or is_over),
            outcome=outcome,
        )
        items.append(item)
    return tuple(items)


def still_asked_for(session: Session, sitting: Sitting, others: Iterable[Sitting], today: date) -> tuple[str, ...]:
    """Whom this session still asks to call, most urgent first: `EMERGENCY_NUMBER`, Veilig Thuis, or both.

    Who is named otherwise is left out, because the content is not read here: Veilig Thuis will do.
    """
    if not any(item.key == CALL and item.is_open for item in items_of(session, sitting, others, today)):
        return ()
    due = _due_calls(session, sitting)
    return tuple(dict.fromkeys(to if to == EMERGENCY_NUMBER else VEILIG_THUIS for to in due))


def _asked(session: Session, sitting: Sitting) -> Level:
    """What the session asks for: what it decided last, and a call when someone raised it since."""
    decided = session.decided.level if session.decided else Level.VOLGEN
    return max(sitting.level or Level.VOLGEN, decided, Level.BEL_NU if session.raised else Level.VOLGEN)


def _call(session: Session, sitting: Sitting, today: date) -> Iterator[Due]:
    """The call that the session asks for and nobody made, by the time planned or the day decided; and other plans.

    What a team decided not to do is an item of its own, until that decision expires (law 5).
    """
    due = _due_calls(session, sitting)
    if due and not _is_decided_against(session, _asked(session, sitting), today):
        veilig_thuis = f"Veilig Thuis ({ITS_NUMBER})"
        then = f", en daarna {veilig_thuis}" if due[1:] else ""
        whom = f"{EMERGENCY_NUMBER}{then}" if due[0] == EMERGENCY_NUMBER else veilig_thuis
        plan = max(_plans(session, due[0]), key=lambda plan: plan.by, default=None)
        at = f". Afgesproken is {plan.by:%H:%M}" if plan else ""
        unfinished = "" if sitting.closed else ". De weging is niet af"
        day = plan.by if plan else session.decided.at if session.decided else sitting.began
        who = plan.who if plan else ""
        what = f"Bel {whom}: nog niet gebeld{at}{unfinished}"
        yield Due(CALL, DueKind.BELLEN, what, who, day.date(), plan.by if plan else None)
    for plan in session.plans:
        if plan.to and not (due and plan in _plans(session, due[0])):
            whom = "112" if plan.to == EMERGENCY_NUMBER else plan.to.replace("_", " ")
            what = f"Bel {whom}. Afgesproken is {plan.by:%H:%M}"
            yield Due(f"{CALL}-{plan.to}", DueKind.BELLEN, what, plan.who, plan.by.date(), plan.by)


def _due_calls(session: Session, sitting: Sitting) -> tuple[str, ...]:
    """Whom this session asks to call and nobody spoke to; the content that decided so is not read here."""
    asked = session.decided.call if session.decided else ()
    return not_spoken_to(_asked(session, sitting), asked, session.calls)


def _is_decided_against(session: Session, level: Level, today: date) -> bool:
    return any(
        deviation.not_done is NotDone.CALLING
        and deviation.until >= today
        and (deviation.level is None or deviation.level >= level)
        for deviation in session.deviations
    )


def _plans(session: Session, first: str) -> tuple[CallPlanned, ...]:
    """The planned calls by which the one who is due first is called; for all but 112, Veilig Thuis will do."""
    instead = () if first == EMERGENCY_NUMBER else (VEILIG_THUIS,)
    return tuple(plan for plan in session.plans if plan.to in ("", first, *instead))


def _dues(session: Session) -> Iterator[Due]:
    for number, promise in enumerate(session.promises, start=1):
        kind = DueKind.ONBEKEND if promise.slot else DueKind.AFSPRAAK
        yield Due(f"afspraak-{number}", kind, promise.what, promise.who, promise.by)
    for number, handover in enumerate(session.handed_over, start=1):
        what = f"Bevestiging vragen aan {handover.to}: {handover.what}"
        yield Due(f"overdracht-{number}", DueKind.OVERDRACHT, what, "", handover.by)
    if session.look_again:
        yield Due("opnieuw-kijken", DueKind.OPNIEUW_KIJKEN, "Opnieuw naar de zaak kijken", "", session.look_again)
    yield from _clocks(session)


def _deviations(session: Session, sitting: Sitting) -> Iterator[Due]:
    """What the team decided not to do, to be decided again; one not to call ends with the call."""
    is_called = not _due_calls(session, sitting)
    for number, deviation in enumerate(session.deviations, start=1):
        first = deviation.by[0].name if session.owner is None else ""
        called = "Er is daarna toch gebeld." if is_called and deviation.not_done is NotDone.CALLING else None
        what = f"Opnieuw beslissen, want {deviation.what}"
        yield Due(f"afwijking-{number}", DueKind.AFWIJKING, what, first, deviation.until, outcome=called)


def _clocks(session: Session) -> Iterator[Due]:
    """When to ask Veilig Thuis what came of a report: a reminder for us, and no promise that it is done by then."""
    for number, contact in enumerate(session.meldcode.contacts, start=1):
        if contact.kind == REPORT and contact.on:
            assessed = working_days_after(contact.on, ASSESSMENT_WORKING_DAYS)
            what = "Vraag Veilig Thuis naar de uitkomst van de veiligheidsbeoordeling"
            yield Due(f"vt-{number}-veiligheid", DueKind.VT_VEILIGHEID, what, "", assessed)
            what = "Vraag Veilig Thuis of er een onderzoek is, en naar de uitkomst"
            asked = to_working_day(contact.on + INVESTIGATION)
            yield Due(f"vt-{number}-onderzoek", DueKind.VT_ONDERZOEK, what, "", asked)


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
