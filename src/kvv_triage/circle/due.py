"""What has to be followed up after a meeting: by whom, by when, and what came of it (law 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from kvv_triage.case.event_text import kinds_of
from kvv_triage.case.events import Deviated, FollowedUp, HandedOver, LookAgainSet, MeldcodeChanged, Owned, Promised
from kvv_triage.language.days import in_words, to_working_day, working_days_after
from kvv_triage.language.scales import Level
from kvv_triage.language.spelling import is_same_name
from kvv_triage.meeting.session import Session

ASSESSMENT_WORKING_DAYS = 5
"""Within so many working days after a report Veilig Thuis assesses the safety (Uitvoeringsbesluit Wmo 2015, 4.1.7)."""
INVESTIGATION = timedelta(weeks=10)
"""So long an investigation by Veilig Thuis takes at most. It begins after the assessment, on a day that we do not know:
counted from the report, the team asks too early rather than too late.
"""

EVENTS = (Owned, Promised, HandedOver, Deviated, LookAgainSet, MeldcodeChanged, FollowedUp)
"""The only events that matter here."""
KEPT_AS = kinds_of(*EVENTS)
"""The kinds under which those are kept: a fold over them alone gives the same items."""


class DueKind(StrEnum):
    """What kind of thing has to be followed up."""

    AFSPRAAK = "afspraak"
    ONBEKEND = "onbekend"
    OVERDRACHT = "overdracht"
    AFWIJKING = "afwijking"
    OPNIEUW_KIJKEN = "opnieuw_kijken"
    VT_VEILIGHEID = "vt_veiligheid"
    VT_ONDERZOEK = "vt_onderzoek"


ENDED_BY_A_LATER_SESSION = (DueKind.AFWIJKING, DueKind.OPNIEUW_KIJKEN)
"""What asks the team to sit down again; a promise stays a promise, however often that happens."""


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


def items_of(session: Session, sitting: Sitting, others: Iterable[Sitting], today: date) -> tuple[DueItem, ...]:
    """Everything that had to be followed up after this session, done or not; `others` are those of its case."""
    done = {event.item: event.outcome for event in session.followed_up}
    again = _looked_again(sitting, others)
    owner = session.owner.owner if session.owner else ""
    items = []
    for key, kind, what, who, due in _dues(session):
        outcome = done.get(key, again if kind in ENDED_BY_A_LATER_SESSION else None)
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
            is_overdue=outcome is None and today > due,
            outcome=outcome,
        )
        items.append(item)
    return tuple(items)


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
    """What is overdue first, then by urgency of the decision, then by day; what is done comes last."""
    return tuple(sorted(items, key=_place))


def _place(item: DueItem) -> tuple[bool, bool, int, date, str, int, str]:
    # Without a decision there was no alarm, but it may still have become advice: unknown is never no.
    level = Level.ADVIES if item.level is None else item.level
    number = len(item.key)  # so that afspraak-10 comes after afspraak-9
    return not item.is_open, not item.is_overdue, -level, item.due, item.session, number, item.key


def confirmation(by: str, outcome: str) -> str:
    """What came of a hand-over: nothing counts but that somebody on the other side confirmed it."""
    return f"Bevestigd door {by}. {outcome}".strip()
