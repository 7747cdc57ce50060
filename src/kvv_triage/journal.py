"""Events as text and back: the kind and the JSON body under which the store keeps each event of a session."""

from __future__ import annotations

from functools import cache
from typing import get_args

from pydantic import TypeAdapter, ValidationError

from kvv_triage.errors import StoreTrouble
from kvv_triage.session import Event, Exported, FollowedUp

KINDS: dict[str, type[Event]] = {kind.__name__.lower(): kind for kind in get_args(Event)}
"""The name under which each kind of event is kept; a name that was ever used keeps its meaning."""


AFTERWARDS = frozenset(kind.__name__.lower() for kind in (FollowedUp, Exported))
"""The kinds that are added when the meeting is over: they change nothing of what was decided, nor when."""


@cache
def _adapter(kind: str) -> TypeAdapter[Event]:
    return TypeAdapter(KINDS[kind])


def written(event: Event) -> tuple[str, str]:
    """The kind and the body of an event."""
    kind = type(event).__name__.lower()
    return kind, _adapter(kind).dump_json(event, by_alias=True, exclude_defaults=True).decode()


def read(kind: str, body: str) -> Event:
    """The event that was kept; raises StoreTrouble when this version does not know it, never with its text."""
    try:
        return _adapter(kind).validate_json(body)
    except (KeyError, ValidationError):
        raise StoreTrouble(
            "In de opslag staat iets wat deze versie van kvv niet kent.",
            tip="Werk kvv bij. Blijft dit zo, kijk dan met `kvv beheer controleer` of de opslag heel is.",
        ) from None
