"""The record of one meeting: a list of events, and the state that a fold over them gives.

Nothing is ever changed or removed: a later event is added, and every earlier version stays visible (law 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, TypeVar, assert_never

from kvv_triage.case.answers import Answer, Answers
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
    Subject,
    TakenOver,
    Watched,
)
from kvv_triage.case.meldcode_record import Contact, MeldcodeRecord
from kvv_triage.case.state import CaseState, EarlierSession
from kvv_triage.case.visibility import Chosen, Named, Typed, Visibility
from kvv_triage.deciding.filling import NOT_ASKED

Withdrawn = TypeVar("Withdrawn", bound=Called | HandedOver)


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
    earlier_versions: Mapping[Chosen, tuple[Answer, ...]] = field(default_factory=dict, repr=False)
    softened: tuple[Softened, ...] = ()
    notes: tuple[Noted, ...] = ()
    raised: Typed | None = field(default=None, repr=False)
    calls: tuple[Called, ...] = ()
    """Every call that took place, oldest first."""
    not_reached: tuple[NotReached, ...] = ()
    plans: tuple[CallPlanned, ...] = ()
    """Who is going to call whom, oldest first: of each number the last plan, until somebody was spoken to there."""
    meldcode: MeldcodeRecord = field(default_factory=MeldcodeRecord, repr=False)
    deviations: tuple[Deviated, ...] = ()
    watch: Named = field(default="", repr=False)
    owner: Owned | None = None
    promises: tuple[Promised, ...] = ()
    handed_over: tuple[HandedOver, ...] = ()
    look_again: date | None = None
    discussed: Mapping[tuple[Annotated[Subject, Visibility.CHOSEN], Chosen], date] = field(
        default_factory=dict, repr=False
    )
    """What the table is through with, and since when: each subject with what of it, or '' for it as a whole."""
    filled_in: frozenset[Chosen] = frozenset()
    """The slots that nobody asked about and that the end of the meeting made `niet_gevraagd` (design 5.2)."""
    decided: Decided | None = None
    taken_over: tuple[TakenOver, ...] = ()
    moved: tuple[ContentMoved, ...] = ()
    fingerprint: Chosen = ""
    """The content that decides now: that of the beginning, or newer content that the team chose."""
    closed: Closed | None = None
    followed_up: tuple[FollowedUp, ...] = ()
    exports: tuple[Exported, ...] = ()

    @property
    def called(self) -> Called | None:
        """The last of the calls for the most urgent level: a call for less does not undo the call for more."""
        return max(reversed(self.calls), key=lambda call: call.level, default=None)

    @property
    def given(self) -> Answers:
        """The answers that somebody gave; closing did not fill them in."""
        if not self.filled_in:
            return self.answers
        return Answers({slot: answer for slot, answer in self.answers.items() if slot not in self.filled_in})

    def is_discussed(self, subject: Subject, about: str = "", *, on: date | None = None) -> bool:
        """Whether the table is through with this; with `on`, whether it said so on that day."""
        day = self.discussed.get((subject, about))
        return day is not None and on in (None, day)

    def record(self, day: date) -> CaseState:
        """What a decision on this day may depend on."""
        return CaseState(day, self.answers, (), self.raised, self.meldcode, self.earlier)


def fold(events: Iterable[Event]) -> Session:
    """The state after these events; the same events always give the same state."""
    session, answered = Session(), list[Answered]()
    for event in events:
        # A meeting has long runs of answers: one by one, each would copy all that was answered before.
        if isinstance(event, Answered):
            answered.append(event)
            continue
        session, answered = after(_answered(session, answered), event), []
    return _answered(session, answered)


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
            return _answered(session, (event,))
        case Noted():
            return replace(session, notes=(*session.notes, event))
        case Raised(reason=reason):
            return replace(session, raised=f"{session.raised}; {reason}" if session.raised else reason)
        case Called():
            calls = with_or_without(session.calls, event)
            plans = session.plans if event.withdraws else _left_after(session.plans, event)
            return replace(session, calls=calls, plans=plans, meldcode=with_call(session.meldcode, event))
        case NotReached():
            attempts = (*session.not_reached, event)
            return replace(session, not_reached=attempts, plans=_tried_again(session.plans, event))
        case CallPlanned():
            return replace(session, plans=_planned(session.plans, event))
        case MeldcodeChanged(record=record):
            return replace(session, meldcode=record)
        case Deviated():
            return replace(session, deviations=(*session.deviations, event))
        case Watched(who=who):
            return replace(session, watch=who)
        case Owned():
            return replace(session, owner=event)
        case Promised():
            return replace(session, promises=_promised(session.promises, event))
        case HandedOver():
            return replace(session, handed_over=with_or_without(session.handed_over, event))
        case LookAgainSet(on=on):
            return replace(session, look_again=on)
        case Discussed(subject=subject, on=on, about=about):
            return replace(session, discussed={**session.discussed, **{(subject, name): on for name in about or ("",)}})
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


def with_call(record: MeldcodeRecord, call: Called) -> MeldcodeRecord:
    """The Meldcode record after a call: for advice or to report it is a contact too, and one event says both.

    A call that did not take place after all was no contact either.
    """
    if not call.kind:
        return record
    contact = Contact(
        on=call.at.date(),  # as the clock of the worker said
        kind=call.kind,
        whom=call.spoke_with if call.spoke_with.strip() else None,
        outcome=call.agreed if call.agreed.strip() else None,
    )
    contacts = [*record.contacts]
    if not call.withdraws:
        contacts.append(contact)
    elif contact in contacts:
        contacts.remove(contact)
    return record.model_copy(update={"contacts": tuple(contacts)})


def with_or_without(events: tuple[Withdrawn, ...], event: Withdrawn) -> tuple[Withdrawn, ...]:
    """The calls or hand-overs that stand after this event: it is one more, or takes back the one at its place."""
    if not event.withdraws:
        return (*events, event)
    return (*events[: event.withdraws - 1], *events[event.withdraws :])


def _left_after(plans: tuple[CallPlanned, ...], call: Called) -> tuple[CallPlanned, ...]:
    return tuple(plan for plan in plans if call.to not in ("", plan.to))


def _planned(plans: tuple[CallPlanned, ...], event: CallPlanned) -> tuple[CallPlanned, ...]:
    return (*(plan for plan in plans if plan.to != event.to), event)


def _tried_again(plans: tuple[CallPlanned, ...], event: NotReached) -> tuple[CallPlanned, ...]:
    """Where nobody answered somebody calls again; nobody promised to be the one."""
    return _planned(plans, CallPlanned("", event.again, event.to)) if event.again else plans


def _promised(promises: tuple[Promised, ...], event: Promised) -> tuple[Promised, ...]:
    """The promises that stand; the events keep every earlier version of them."""
    before, after = promises[: event.replaces - 1], promises[event.replaces :]
    if not event.replaces:
        return (*promises, event)
    stands = () if event.is_withdrawn else (replace(event, replaces=0),)
    return (*before, *stands, *after)


def _moved(session: Session, event: ContentMoved) -> Session:
    versions, answers = dict(session.earlier_versions), dict(session.answers)
    for slot in event.left_behind:
        if answer := answers.pop(slot, None):
            versions[slot] = (*versions.get(slot, ()), answer)
    moved = (*session.moved, event)
    # Newer content may ask what was never asked, also after the outcome; and a "nee" that is gone is not checked.
    begins_again = {(Subject.QUESTIONS, ""), (Subject.OUTCOME, ""), *((Subject.NO, slot) for slot in event.left_behind)}
    discussed = {said: day for said, day in session.discussed.items() if said not in begins_again}
    return replace(
        session,
        answers=Answers(answers),
        earlier_versions=versions,
        discussed=discussed,
        filled_in=session.filled_in - {*event.left_behind},
        moved=moved,
        fingerprint=event.fingerprint,
    )


def _answered(session: Session, events: Sequence[Answered]) -> Session:
    if not events:
        return session
    answers, versions, softened = dict(session.answers), dict(session.earlier_versions), [*session.softened]
    discussed, filled_in = dict(session.discussed), {*session.filled_in}
    for event in events:
        known = answers.get(event.slot)
        filled_in.discard(event.slot)
        if known is None and event.answer == NOT_ASKED and session.is_discussed(Subject.OUTCOME):
            filled_in.add(event.slot)
        if known is None or known.opinions != event.answer.opinions:
            discussed.pop((Subject.NO, event.slot), None)
        if known is not None and _is_replaced(known, event.answer):
            versions[event.slot] = (*versions.get(event.slot, ()), known)
        if known is not None and event.second:
            softened.append(Softened(known, event))
        answers[event.slot] = event.answer
    return replace(
        session,
        answers=Answers(answers),
        earlier_versions=versions,
        softened=tuple(softened),
        discussed=discussed,
        filled_in=frozenset(filled_in),
    )


def _is_replaced(known: Answer, new: Answer) -> bool:
    """Whether the new answer takes something away; adding what was seen, or who said it, does not."""
    before, after = (known.fact, known.source), (new.fact, new.source)
    return known.opinions != new.opinions or any(old and old != now for old, now in zip(before, after, strict=True))
