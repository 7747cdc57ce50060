"""Events as text and back: the kind and the JSON body under which the store keeps each event of a session.

A class may get another name: the kind under which it is kept stands in `KINDS`. A field that gets another name keeps
its old one in the record by an alias, which changes nothing for who makes the event:

    due: Annotated[date, Field(alias="by")]

What is kept of every kind stands in `tests/fixtures/events`, and each text there has to stay readable.
"""

from __future__ import annotations

from functools import cache

from pydantic import TypeAdapter, ValidationError

from kvv_triage.case.events import (
    Answered,
    Called,
    CallPlanned,
    Closed,
    ContentMoved,
    Decided,
    Deviated,
    Discussed,
    EarlierCounted,
    Event,
    Exported,
    FollowedUp,
    HandedOver,
    LookAgainSet,
    MeldcodeChanged,
    Noted,
    NotReached,
    Owned,
    Promised,
    Raised,
    Seated,
    Started,
    TakenOver,
    Watched,
)
from kvv_triage.errors import StoreTrouble

KINDS: dict[str, type[Event]] = {
    "started": Started,
    "seated": Seated,
    "earliercounted": EarlierCounted,
    "answered": Answered,
    "noted": Noted,
    "raised": Raised,
    "called": Called,
    "notreached": NotReached,
    "callplanned": CallPlanned,
    "meldcodechanged": MeldcodeChanged,
    "deviated": Deviated,
    "watched": Watched,
    "owned": Owned,
    "promised": Promised,
    "handedover": HandedOver,
    "lookagainset": LookAgainSet,
    "discussed": Discussed,
    "decided": Decided,
    "takenover": TakenOver,
    "contentmoved": ContentMoved,
    "closed": Closed,
    "followedup": FollowedUp,
    "exported": Exported,
}
"""The name under which each kind of event is kept; a name that was ever used keeps its meaning."""

_NAMES = {kind: name for name, kind in KINDS.items()}


def kind_of(kind: type[Event]) -> str:
    """The name under which events of this class are kept."""
    return _NAMES[kind]


def kinds_of(*kinds: type[Event]) -> frozenset[str]:
    """The names under which events of these classes are kept."""
    return frozenset(map(kind_of, kinds))


AFTERWARDS = kinds_of(FollowedUp, Exported)
"""The kinds that are added when the meeting is over: they change nothing of what was decided, nor when."""


@cache
def _adapter(kind: str) -> TypeAdapter[Event]:
    return TypeAdapter(KINDS[kind])


def as_text(event: Event) -> tuple[str, str]:
    """The kind and the body of an event."""
    kind = kind_of(type(event))
    return kind, _adapter(kind).dump_json(event, by_alias=True, exclude_defaults=True).decode()


def as_event(kind: str, body: str) -> Event:
    """The event that was kept; raises StoreTrouble when this version does not know it, never with its text."""
    try:
        return _adapter(kind).validate_json(body)
    except (KeyError, ValidationError):
        raise StoreTrouble(
            "In de opslag staat iets wat deze versie van kvv niet kent.",
            tip="Werk kvv bij. Blijft dit zo, kijk dan met `kvv beheer controleer` of de opslag heel is.",
        ) from None
