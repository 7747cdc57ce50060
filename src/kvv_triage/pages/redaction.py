"""How much of a session leaves the team: by default no text that someone typed, and no ages (law 9).

Everything typed by hand may hold something of a client, so it is left out as a whole; nothing tries to find names in
it. What was chosen from a list stays. Which is which is said where a field is declared, by its `Visibility`; a text of
which it is not said goes out only with everything else. What is left out is empty or `LEFT_OUT`, so that every page can
say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from kvv_triage.case.answers import Answer, Answers, Person
from kvv_triage.case.events import Called, Exported, FollowedUp, Owned, Seated, Started, TakenOver
from kvv_triage.case.meldcode_record import Contact, Conversation
from kvv_triage.case.slots import split_slot
from kvv_triage.case.visibility import Visibility
from kvv_triage.meeting.session import Session

LEFT_OUT = "weggelaten"

T = TypeVar("T")


class Detail(StrEnum):
    """How much of a session is taken out."""

    KORT = "kort"
    """For anyone outside: the outcome, its reasons and the Meldcode; no answers, no names, no typed text."""
    TEAM = "team"
    """For colleagues: besides the answers, and what the team agreed with whom; nothing of what a client said."""
    VOLLEDIG = "volledig"
    """Everything that was recorded."""


_SEEN = {Detail.KORT: Visibility.CHOSEN, Detail.TEAM: Visibility.NAMED, Detail.VOLLEDIG: Visibility.TYPED}


@dataclass(frozen=True, slots=True)
class Share:
    """What may be seen: how much, and which person's answers not."""

    detail: Detail = Detail.KORT
    hidden: str | None = None

    @property
    def sees(self) -> Visibility:
        """The furthest that may be seen; any text may be about a hidden person."""
        return _SEEN[self.detail] if self.hidden is None else Visibility.CHOSEN

    @property
    def has_answers(self) -> bool:
        """Whether the answers one by one may be seen."""
        return self.detail is not Detail.KORT

    @property
    def has_team(self) -> bool:
        """Whether names of colleagues and what they agreed may be seen."""
        return self.sees >= Visibility.NAMED

    @property
    def has_words(self) -> bool:
        """Whether facts, sources, notes, reasons and ages may be seen."""
        return self.sees >= Visibility.TYPED


def redacted(session: Session, share: Share) -> Session:
    """The session as it may be seen."""
    shown = session if share.hidden is None else _without(session, share.hidden)
    if share.has_words:
        return shown
    # A note is nothing but its text: what stayed of it would only tell at which question there was one.
    return _only(replace(shown, notes=()), share.sees)


def _without(session: Session, person: str) -> Session:
    """Leave out the answers about this person and the conversations with them, and name no question about them."""

    def is_about(slot: str) -> bool:
        return split_slot(slot)[1] == person

    meldcode = session.meldcode
    others = tuple(talk for talk in meldcode.conversations if talk.whom != person)
    return replace(
        session,
        answers=Answers({slot: answer for slot, answer in session.answers.items() if not is_about(slot)}),
        earlier_versions={slot: old for slot, old in session.earlier_versions.items() if not is_about(slot)},
        softened=tuple(softened for softened in session.softened if not is_about(softened.event.slot)),
        meldcode=meldcode.model_copy(update={"conversations": others}),
        promises=tuple(
            replace(promise, slot="", proposal="") if is_about(promise.slot) or is_about(promise.proposal) else promise
            for promise in session.promises
        ),
        discussed={(subject, about): day for (subject, about), day in session.discussed.items() if not is_about(about)},
        filled_in=frozenset(slot for slot in session.filled_in if not is_about(slot)),
        moved=tuple(
            # Pages count these, so each leaves a place behind.
            replace(event, left_behind=tuple(LEFT_OUT if is_about(slot) else slot for slot in event.left_behind))
            for event in session.moved
        ),
    )


UNSAID: Mapping[tuple[type, str], str | None] = {
    **dict.fromkeys(
        (
            *((kind, name) for kind in (Started, TakenOver, FollowedUp, Exported) for name in ("worker", "role")),
            *((Seated, name) for name in ("present", "recorder")),
            *((Owned, name) for name in ("owner", "deputy", "after_five")),
            *((Answer, name) for name in ("fact", "source")),
            *((Called, name) for name in ("spoke_with", "agreed")),
            (Session, "watch"),
            (Person, "label"),
        ),
        "",
    ),
    (Conversation, "whom"): None,
    (Contact, "whom"): None,
}
"""What stands in the place of a text that a page passes over when it is not there; of any other it says `LEFT_OUT`."""


def _only(value: T, sees: Visibility) -> T:
    """An event, or a value in one, with only what may be seen of its fields."""
    kind: type = type(value)
    parts = {
        name: _seen(getattr(value, name), mark, sees, UNSAID.get((kind, name), LEFT_OUT))
        for name, mark in visibilities(kind).items()
    }
    return value.model_copy(update=parts) if isinstance(value, BaseModel) else _made(type(value), parts)


def _made(kind: Callable[..., T], parts: Mapping[str, object]) -> T:
    return kind(**parts)


def _seen(value: object, mark: Visibility | None, sees: Visibility, instead: str | None) -> object:
    """What a field holds, as far as it may be seen; an empty text tells nothing."""
    match value:
        case None | "":
            return value
        case str():
            return value if _strictly(mark) <= sees else instead
        case int() | date() | Enum():
            return value if mark is None or mark <= sees else None
        case Answers():
            return Answers({slot: _only(answer, sees) for slot, answer in value.items()})
        case tuple() | frozenset():
            return type(value)(_seen(inner, mark, sees, instead) for inner in value)
        case Mapping():
            return {_seen(key, mark, sees, instead): _seen(inner, mark, sees, instead) for key, inner in value.items()}
        case _:
            return _only(value, sees)


@cache
def visibilities(kind: type) -> Mapping[str, Visibility | None]:
    """The mark of every field of a class, the strictest when it holds several texts; None for one without any text.

    Raises TypeError for a class that has no fields.
    """
    if issubclass(kind, BaseModel):
        names = tuple(kind.model_fields)
    elif is_dataclass(kind):
        names = tuple(part.name for part in fields(kind) if part.init)
    else:
        raise TypeError(kind)
    hints = get_type_hints(kind, include_extras=True)
    return {name: max(map(_strictly, marks_in(hints[name])), default=None) for name in names}


def _strictly(mark: Visibility | None) -> Visibility:
    return Visibility.TYPED if mark is None else mark


_TEXTLESS = (bool, int, date, datetime, NoneType, Ellipsis)
"""What holds no text."""


def marks_in(annotation: object) -> Iterator[Visibility | None]:
    """The mark of every text that a field can hold itself, None for a text without one.

    The fields of a class that stands in the annotation have marks of their own. A word out of a closed list counts as
    chosen, and what is not known here as a text without a mark.
    """
    origin, parts = get_origin(annotation), get_args(annotation)
    kind = annotation if isinstance(annotation, type) else NoneType
    if origin is Annotated:
        marks = [part for part in parts if isinstance(part, Visibility)]
        yield from marks or marks_in(parts[0])
    elif origin in (Union, UnionType, Mapping, tuple, frozenset):
        for part in parts:
            yield from marks_in(part)
    elif origin is Literal or issubclass(kind, Enum):
        yield Visibility.CHOSEN
    elif issubclass(kind, Mapping):
        for base in getattr(kind, "__orig_bases__", (object,)):
            yield from marks_in(base)
    elif annotation not in _TEXTLESS and not is_dataclass(annotation) and not issubclass(kind, BaseModel):
        yield None
