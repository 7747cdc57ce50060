"""The record of one meeting: a list of events, and the state that a fold over them gives.

Nothing is ever changed or removed: a later event is added, and every earlier version stays visible (law 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import reduce
from typing import assert_never

from kvv_triage.case.answers import Answer, Answers
from kvv_triage.case.meldcode import MeldcodeRecord
from kvv_triage.case.state import EarlierSession, Record
from kvv_triage.language.scales import Level

HEAVY_ROLES = ("aandachtsfunctionaris", "gedragswetenschapper")
"""Of the two people behind a decision not to call, one has one of these roles (law 5)."""


@dataclass(frozen=True, slots=True)
class Started:
    """A worker began, with this content, on this day."""

    at: datetime
    fingerprint: str
    worker: str = field(default="", repr=False)
    role: str = field(default="", repr=False)
    is_practice: bool = False
    team: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Seated:
    """Which case it is (a pseudonym), and who sits at the table."""

    case: str = field(repr=False)
    present: str = field(repr=False)
    recorder: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EarlierCounted:
    """What earlier sessions of this case had decided, as far as they count in this meeting from now on."""

    sessions: tuple[EarlierSession, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer was given, or changed; a milder one after a red flag carries a reason and a second name."""

    slot: str
    answer: Answer = field(repr=False)
    reason: str = field(default="", repr=False)
    second: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Noted:
    """A note, with the question it was written at."""

    slot: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Raised:
    """Someone at the table raised the case by hand, and why."""

    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Called:
    """The team says that it calls now, while the decision asks for this level."""

    at: datetime
    level: Level


@dataclass(frozen=True, slots=True)
class MeldcodeChanged:
    """What the Meldcode record says from now on."""

    record: MeldcodeRecord = field(repr=False)


@dataclass(frozen=True, slots=True)
class Colleague:
    """A named colleague with a role."""

    name: str = field(repr=False)
    role: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Deviated:
    """The team does less than the threshold or the norm asks; it expires at the end of `until` (law 5).

    `what` says what it does not do, such as `er wordt niet gebeld`.
    """

    what: str = field(repr=False)
    reason: str = field(repr=False)
    by: tuple[Colleague, Colleague] = field(repr=False)
    until: date


@dataclass(frozen=True, slots=True)
class Watched:
    """Who sees the child or the victim, and until when that holds."""

    who: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Owned:
    """Who owns the case, who stands in, and how to reach them after five (law 8)."""

    owner: str = field(repr=False)
    deputy: str = field(repr=False)
    after_five: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Promised:
    """Who does what, by when."""

    who: str = field(repr=False)
    what: str = field(repr=False)
    by: date
    slot: str = ""
    """The question that someone promised to find the answer to, if the promise is that."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Another agency takes something on, and by when it has to confirm that; until then it is still ours (law 8)."""

    to: str = field(repr=False)
    what: str = field(repr=False)
    by: date


@dataclass(frozen=True, slots=True)
class LookAgainSet:
    """The day on which the team looks at this case again."""

    on: date


@dataclass(frozen=True, slots=True)
class Decided:
    """What the decision was at this moment: its level and the reached thresholds, most urgent first."""

    at: datetime
    level: Level
    thresholds: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Another worker goes on with this session."""

    at: datetime
    worker: str = field(repr=False)
    role: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ContentMoved:
    """The team chose to go on with newer content than the session began with.

    `left_behind` are the slots whose answers that content does not know; their answers stay visible as versions. When
    one of them is a red flag or graver, there are a reason and a second name (law 5).
    """

    at: datetime
    fingerprint: str
    left_behind: tuple[str, ...] = field(default=(), repr=False)
    reason: str = field(default="", repr=False)
    second: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Closed:
    """The meeting is over."""

    at: datetime


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """After the meeting: one thing that had to be followed up is done, and what came of it.

    `item` is its key in `followup`, such as `afspraak-2`.
    """

    at: datetime
    item: str
    outcome: str = field(repr=False)
    worker: str = field(default="", repr=False)
    role: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Exported:
    """The session was taken out of the record: in which form, with how much in it, and whether it was encrypted."""

    at: datetime
    form: str
    detail: str
    is_encrypted: bool
    worker: str = field(default="", repr=False)
    role: str = field(default="", repr=False)


Event = (
    Started
    | Seated
    | EarlierCounted
    | Answered
    | Noted
    | Raised
    | Called
    | MeldcodeChanged
    | Deviated
    | Watched
    | Owned
    | Promised
    | HandedOver
    | LookAgainSet
    | Decided
    | TakenOver
    | ContentMoved
    | Closed
    | FollowedUp
    | Exported
)


@dataclass(frozen=True, slots=True)
class Softened:
    """A grave answer that became milder: what it was before, and the event with its reason and second name."""

    before: Answer = field(repr=False)
    event: Answered


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting so far. `earlier_versions` holds, per slot, every answer that was replaced, oldest first."""

    started: Started | None = None
    seated: Seated | None = None
    earlier: tuple[EarlierSession, ...] = ()
    answers: Answers = field(default_factory=Answers)
    earlier_versions: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict, repr=False)
    softened: tuple[Softened, ...] = ()
    notes: tuple[Noted, ...] = ()
    raised: str | None = field(default=None, repr=False)
    called: Called | None = None
    meldcode: MeldcodeRecord = field(default_factory=MeldcodeRecord, repr=False)
    deviations: tuple[Deviated, ...] = ()
    watch: str = field(default="", repr=False)
    owner: Owned | None = None
    promises: tuple[Promised, ...] = ()
    handed_over: tuple[HandedOver, ...] = ()
    look_again: date | None = None
    decided: Decided | None = None
    taken_over: tuple[TakenOver, ...] = ()
    moved: tuple[ContentMoved, ...] = ()
    fingerprint: str = ""
    """The content that decides now: that of the beginning, or newer content that the team chose."""
    closed: Closed | None = None
    followed_up: tuple[FollowedUp, ...] = ()
    exports: tuple[Exported, ...] = ()

    def record(self, day: date) -> Record:
        """What a decision on this day may depend on."""
        return Record(day, self.answers, (), self.raised, self.meldcode, self.earlier)


def fold(events: Iterable[Event]) -> Session:
    """The state after these events; the same events always give the same state."""
    return reduce(after, events, Session())


def after(session: Session, event: Event) -> Session:  # noqa: C901, PLR0912 -- one case for each event
    """The state after one more event."""
    match event:
        case Started():
            return replace(session, started=event, fingerprint=event.fingerprint)
        case Seated():
            return replace(session, seated=event)
        case EarlierCounted(sessions=sessions):
            return replace(session, earlier=sessions)
        case Answered():
            return _answered(session, event)
        case Noted():
            return replace(session, notes=(*session.notes, event))
        case Raised(reason=reason):
            return replace(session, raised=f"{session.raised}; {reason}" if session.raised else reason)
        case Called():
            return replace(session, called=event)
        case MeldcodeChanged(record=record):
            return replace(session, meldcode=record)
        case Deviated():
            return replace(session, deviations=(*session.deviations, event))
        case Watched(who=who):
            return replace(session, watch=who)
        case Owned():
            return replace(session, owner=event)
        case Promised():
            return replace(session, promises=(*session.promises, event))
        case HandedOver():
            return replace(session, handed_over=(*session.handed_over, event))
        case LookAgainSet(on=on):
            return replace(session, look_again=on)
        case Decided():
            return replace(session, decided=event)
        case TakenOver():
            return replace(session, taken_over=(*session.taken_over, event))
        case ContentMoved():
            return _moved(session, event)
        case Closed():
            return replace(session, closed=event)
        case FollowedUp():
            return replace(session, followed_up=(*session.followed_up, event))
        case Exported():
            return replace(session, exports=(*session.exports, event))
        case _:
            assert_never(event)


def _moved(session: Session, event: ContentMoved) -> Session:
    versions, answers = dict(session.earlier_versions), dict(session.answers)
    for slot in event.left_behind:
        if answer := answers.pop(slot, None):
            versions[slot] = (*versions.get(slot, ()), answer)
    moved = (*session.moved, event)
    return replace(
        session, answers=Answers(answers), earlier_versions=versions, moved=moved, fingerprint=event.fingerprint
    )


def _answered(session: Session, event: Answered) -> Session:
    known = session.answers.get(event.slot)
    versions, softened = session.earlier_versions, session.softened
    if known is not None and _is_replaced(known, event.answer):
        versions = {**versions, event.slot: (*versions.get(event.slot, ()), known)}
    if known is not None and event.second:
        softened = (*softened, Softened(known, event))
    return replace(
        session,
        answers=session.answers.with_answer(event.slot, event.answer),
        earlier_versions=versions,
        softened=softened,
    )


def _is_replaced(known: Answer, new: Answer) -> bool:
    """Whether the new answer takes something away; adding what was seen, or who said it, does not."""
    told, tells = (known.fact, known.source), (new.fact, new.source)
    return known.opinions != new.opinions or any(old and old != now for old, now in zip(told, tells, strict=True))
