"""How much of a session leaves the team: by default no text that someone typed, and no ages (law 9).

Everything typed by hand may hold something of a client, so it is left out as a whole; nothing tries to find names in
it. What was chosen from a list stays. What is left out is empty or `LEFT_OUT`, so that every page can say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from kvv_triage.case.answers import Answer, Answers, Person, Persons, Text, Value
from kvv_triage.case.events import Colleague, Deviated, FollowedUp, HandedOver, Owned, Promised, Seated
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.case.slots import split_slot
from kvv_triage.meeting.session import Session, Softened

LEFT_OUT = "weggelaten"


class Detail(StrEnum):
    """How much of a session is taken out."""

    KORT = "kort"
    """For anyone outside: the outcome, its reasons and the Meldcode; no answers, no names, no typed text."""
    TEAM = "team"
    """For colleagues: besides the answers, and what the team agreed with whom; nothing of what a client said."""
    VOLLEDIG = "volledig"
    """Everything that was recorded."""


@dataclass(frozen=True, slots=True)
class Share:
    """What may be seen: how much, and which person's answers not."""

    detail: Detail = Detail.KORT
    hidden: str | None = None

    @property
    def has_answers(self) -> bool:
        """Whether the answers one by one may be seen."""
        return self.detail is not Detail.KORT

    @property
    def has_team(self) -> bool:
        """Whether names of colleagues and what they agreed may be seen; any text may be about a hidden person."""
        return self.has_answers and self.hidden is None

    @property
    def has_words(self) -> bool:
        """Whether facts, sources, notes, reasons and ages may be seen."""
        return self.detail is Detail.VOLLEDIG and self.hidden is None


def redacted(session: Session, share: Share) -> Session:
    """The session as it may be seen."""
    shown = session
    if share.hidden is not None:
        shown = _without(shown, share.hidden)
    if not share.has_words:
        shown = _without_words(shown)
    if not share.has_team:
        shown = _without_team(shown)
    return shown


def _without(session: Session, person: str) -> Session:
    """Leave out the answers about this person, and the conversations with them."""

    def is_about(slot: str) -> bool:
        return split_slot(slot)[1] == person

    meldcode = session.meldcode
    others = tuple(talk for talk in meldcode.conversations if talk.whom != person)
    return replace(
        session,
        answers=Answers({slot: answer for slot, answer in session.answers.items() if not is_about(slot)}),
        earlier_versions={slot: old for slot, old in session.earlier_versions.items() if not is_about(slot)},
        softened=tuple(one for one in session.softened if not is_about(one.event.slot)),
        meldcode=meldcode.model_copy(update={"conversations": others}),
    )


def _without_words(session: Session) -> Session:
    return replace(
        session,
        answers=Answers({slot: _chosen_only(answer) for slot, answer in session.answers.items()}),
        earlier_versions=_chosen_versions(session.earlier_versions),
        softened=tuple(_chosen_softened(one) for one in session.softened),
        notes=(),
        raised=None if session.raised is None else LEFT_OUT,
        meldcode=_without_client_words(session.meldcode),
        moved=tuple(replace(one, reason=LEFT_OUT if one.reason else "") for one in session.moved),
        followed_up=tuple(replace(one, outcome=LEFT_OUT) for one in session.followed_up),
    )


def _chosen_only(answer: Answer) -> Answer:
    return Answer(tuple(_chosen(value) for value in answer.opinions))


def _chosen(value: Value) -> Value:
    match value:
        case Text():
            return Text(LEFT_OUT)
        case Persons(persons=persons):
            return Persons((Person(),) * len(persons))
        case _:
            return value


def _chosen_versions(versions: Mapping[str, tuple[Answer, ...]]) -> dict[str, tuple[Answer, ...]]:
    return {slot: tuple(_chosen_only(answer) for answer in answers) for slot, answers in versions.items()}


def _chosen_softened(one: Softened) -> Softened:
    event = replace(one.event, answer=_chosen_only(one.event.answer), reason=LEFT_OUT)
    return Softened(_chosen_only(one.before), event)


def _without_client_words(record: MeldcodeRecord) -> MeldcodeRecord:
    return record.model_copy(
        update={
            "conversations": tuple(
                talk.model_copy(update={"reason": LEFT_OUT if talk.reason else None}) for talk in record.conversations
            ),
            "informed": record.informed
            and record.informed.model_copy(update={"reason": LEFT_OUT if record.informed.reason else None}),
            "contacts": tuple(
                one.model_copy(update={"outcome": LEFT_OUT if one.outcome else None}) for one in record.contacts
            ),
        }
    )


def _without_team(session: Session) -> Session:
    return replace(
        session,
        started=session.started and replace(session.started, worker="", role=""),
        seated=session.seated and Seated(session.seated.case, "", ""),
        softened=tuple(Softened(one.before, replace(one.event, second=LEFT_OUT)) for one in session.softened),
        deviations=tuple(_bare_deviation(one) for one in session.deviations),
        watch="",
        owner=session.owner and Owned("", "", ""),
        promises=tuple(Promised(LEFT_OUT, LEFT_OUT, one.by, one.slot) for one in session.promises),
        handed_over=tuple(HandedOver(LEFT_OUT, LEFT_OUT, one.by) for one in session.handed_over),
        taken_over=tuple(replace(one, worker="", role="") for one in session.taken_over),
        moved=tuple(replace(one, second=LEFT_OUT if one.second else "") for one in session.moved),
        meldcode=_without_names(session.meldcode),
        followed_up=tuple(FollowedUp(one.at, one.item, LEFT_OUT) for one in session.followed_up),
    )


def _bare_deviation(one: Deviated) -> Deviated:
    first, second = one.by
    by = (Colleague(LEFT_OUT, first.role), Colleague(LEFT_OUT, second.role))
    return Deviated(one.what, LEFT_OUT, by, one.until)


def _without_names(record: MeldcodeRecord) -> MeldcodeRecord:
    """Without whom was spoken with: those words were typed too."""
    return record.model_copy(
        update={
            "consultations": tuple(one.model_copy(update={"whom": LEFT_OUT}) for one in record.consultations),
            "conversations": tuple(one.model_copy(update={"whom": None}) for one in record.conversations),
            "contacts": tuple(one.model_copy(update={"whom": None}) for one in record.contacts),
        }
    )
