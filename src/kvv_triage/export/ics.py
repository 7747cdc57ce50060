"""A calendar file with the days on which something has to be followed up, and nothing of any case.

Calendars are shared and synchronised: a title, or even an id, that tells of a report would tell whoever looks on.
So no title is used for reports to Veilig Thuis alone: each of those words stands above other things too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event

from kvv_triage.circle.due import DueItem, DueKind

TITLES = {
    DueKind.BELLEN: "bellen",
    DueKind.AFSPRAAK: "afspraak",
    DueKind.ONBEKEND: "navragen",
    DueKind.OVERDRACHT: "navragen",
    DueKind.AFWIJKING: "opnieuw kijken",
    DueKind.OPNIEUW_KIJKEN: "opnieuw kijken",
    DueKind.VT_VEILIGHEID: "navragen",
    DueKind.VT_ONDERZOEK: "navragen",
}
OURS = UUID("6f7c1f0e-2f0b-5d0a-9a41-8c2f7d1b6a53")
"""The names of our ids begin here, so that the same item always has the same id and another program's never."""
RINGS = timedelta(hours=9)
"""After midnight, where the calendar is, for what is due on a day and at no time of it."""
LASTS = timedelta(minutes=15)
"""How long a call takes in the calendar."""


def calendar_file(items: Iterable[DueItem], at: datetime) -> bytes:
    """The open items, whole days or a time that was agreed, and the done ones as cancelled; `at` is that of writing."""
    calendar = Calendar()
    calendar.add("prodid", "-//kvv//opvolging//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for item in items:
        calendar.add_component(_event(item, at.astimezone(UTC)))
    return bytes(calendar.to_ical())


def _event(item: DueItem, at: datetime) -> Event:
    title = f"kvv: {TITLES[item.kind]} {item.session}"
    event = Event()
    event.add("uid", str(uuid5(OURS, f"{item.session} {item.key}")))
    event.add("dtstamp", at)
    event.add("dtstart", item.at.astimezone(UTC) if item.at else item.due)
    event.add("dtend", item.at.astimezone(UTC) + LASTS if item.at else item.due + timedelta(days=1))
    event.add("summary", title)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED" if item.is_open else "CANCELLED")
    if item.is_open:
        is_now = item.kind is DueKind.BELLEN and item.at is None
        event.add_component(_alarm(title, at + LASTS if is_now else timedelta() if item.at else RINGS))
    return event


def _alarm(title: str, rings: timedelta | datetime) -> Alarm:
    """An alarm so long after the item begins, or at a moment: a call that is due now waits for no morning."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", rings)
    alarm.add("description", title)
    return alarm
