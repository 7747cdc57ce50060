"""What a meeting still has to do, as a fold over its events: what was recorded is not asked again.

A meeting can be killed at any moment and go on with the next step; nothing is asked or recorded twice. What the table
is through with although nothing was recorded of it (a proposal that was not taken) stands in `Session.discussed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from kvv_triage.case.events import Subject
from kvv_triage.case.meldcode_record import EFFECTIVE_HELP, HELP_ACCEPTED, RESULT, SUSPICION, MeldcodeRecord, StepFive
from kvv_triage.content.content import ACUTE, GATE, Content
from kvv_triage.content.gravity import severity_of
from kvv_triage.content.meldcode_texts import WeighingQuestion
from kvv_triage.language.scales import Level, Severity
from kvv_triage.meeting.interview import Lane
from kvv_triage.meeting.laws import call_is_due, is_planned, reports_less, unchecked, weighed_less
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import Session


class Step(Enum):
    """The steps of a meeting, in their order."""

    TIME = auto()
    QUESTIONS = auto()
    DOUBTFUL_NO = auto()
    OUTCOME = auto()
    FILL_IN = auto()
    CALL = auto()
    WATCH = auto()
    MELDCODE = auto()
    CONSULTATION = auto()
    CONTACT = auto()
    CONVERSATION = auto()
    WEIGHING = auto()
    REPORT = auto()
    HELP = auto()
    INFORMED = auto()
    OWNER = auto()
    PROPOSAL = auto()
    PROMISES = auto()
    HAND_OVERS = auto()
    LOOK_AGAIN = auto()
    CLOSE = auto()


FULL, FAST = "volledig", "snel"
"""What can be said of `Subject.TIME`."""
NOW, NOT_NOW = "nu", "later"
"""What can be said of `Subject.MELDCODE`."""
PUT_OFF = frozenset(
    {
        *(Subject.WATCH, Subject.CONSULTATION, Subject.CONTACT, Subject.CONVERSATION),
        *(Subject.WEIGHING, Subject.REPORT, Subject.HELP, Subject.INFORMED),
    }
)
"""Where "not yet" was said: who comes back on another day is asked again."""


def next_step(moment: Moment, lane: Lane) -> Step | None:
    """The step to take now; None when the meeting is over. A step that became due again, such as a call, goes first."""
    if moment.session.closed:
        return None
    return next(_due(moment, lane))


def lane_of(session: Session, *, danger_first: bool) -> Lane:
    """How this meeting asks its questions."""
    return Lane(danger_first=danger_first, fast=session.is_discussed(Subject.TIME, FAST))


def has_fast_lane(content: Content) -> bool:
    """Whether the content has the lists of the fast lane."""
    return content.checklist(ACUTE) is not None and content.checklist(GATE) is not None


def next_weighing(moment: Moment) -> WeighingQuestion | None:
    """The weighing question of the Meldcode to ask now."""
    less = weighed_less(moment, moment.session.meldcode)
    due = (
        question
        for question in moment.ruleset.content.meldcode.weighings
        if (question.id in less if less else _is_open(moment, question.id))
    )
    return next(due, None)


def _is_open(moment: Moment, name: str) -> bool:
    record = moment.session.meldcode
    return record.weighing(name) is None and not _is_through(moment, Subject.WEIGHING, name) and _is_asked(record, name)


def _is_asked(record: MeldcodeRecord, name: str) -> bool:
    """Whether this weighing question is asked.

    No on 1 ends the weighing; after yes on 2, or no on 3 or 4, the rest is done together with Veilig Thuis.
    """
    if name != SUSPICION and record.suspicion == "nee":
        return False
    if name in (EFFECTIVE_HELP, HELP_ACCEPTED, RESULT) and record.unsafe == "ja":
        return False
    if name in (HELP_ACCEPTED, RESULT) and record.effective_help == "nee":
        return False
    return not (name == RESULT and record.help_accepted == "nee")


class ProposalKind(StrEnum):
    """What a proposal for a promise is about; the value is its kept name."""

    FIND_OUT = "uitzoeken"
    """A red flag or graver that is unknown."""
    MAKE_SAFE = "veiligheid"
    """An acute answer."""
    ASK_THE_REST = "open vragen"
    """The questions that nobody asked."""
    LOOK_AGAIN = "opnieuw kijken"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A promise that the answers ask for: its kind, and the slot or the number of questions that it is about."""

    kind: ProposalKind
    slot: str = ""
    count: int = 0

    @property
    def key(self) -> str:
        """The name under which it is kept that it was taken, or was not."""
        return f"{self.kind}:{self.slot}" if self.slot else str(self.kind)


def proposals(moment: Moment) -> tuple[Proposal, ...]:
    """Every proposal of this meeting, also those that were answered: each stays where it is in the list.

    What to find out or to make safe; the questions that nobody asked; and when nothing else was promised, to look
    again: a meeting ends with a promise (law 8).
    """
    offered = [*_about_answers(moment)]
    if count := len(_never_asked(moment)):
        offered.append(Proposal(ProposalKind.ASK_THE_REST, count=count))
    has_others = any(promise.proposal != ProposalKind.LOOK_AGAIN for promise in moment.session.promises)
    if not has_others and all(_is_answered(moment.session, proposal) for proposal in offered):
        offered.append(Proposal(ProposalKind.LOOK_AGAIN))
    return tuple(offered)


def next_proposal(moment: Moment) -> Proposal | None:
    """The proposal to answer now."""
    return next((proposal for proposal in proposals(moment) if not _is_answered(moment.session, proposal)), None)


def _is_answered(session: Session, proposal: Proposal) -> bool:
    if session.is_discussed(Subject.PROPOSAL, proposal.key):
        return True
    return any(
        promise.proposal == proposal.key or (proposal.kind is ProposalKind.FIND_OUT and promise.slot == proposal.slot)
        for promise in session.promises
    )


def _about_answers(moment: Moment) -> Iterator[Proposal]:
    """Each acute answer, and each red flag or graver that is unknown; what nobody asked is one promise together."""
    content = moment.ruleset.content
    for slot, answer in moment.session.answers.items():
        if slot in moment.session.filled_in:
            continue
        if severity_of(content, slot, answer) >= Severity.ACUUT:
            yield Proposal(ProposalKind.MAKE_SAFE, slot)
        elif answer.is_unknown and content.slot(slot)[0].severity >= Severity.RODE_VLAG:
            yield Proposal(ProposalKind.FIND_OUT, slot)


def _never_asked(moment: Moment) -> set[str]:
    return {*moment.session.filled_in, *moment.never_asked}


def _due(moment: Moment, lane: Lane) -> Iterator[Step]:
    """Every step that is due, in the order of the meeting."""
    yield from _before_outcome(moment, lane)
    if not _is_through(moment, Subject.OUTCOME):
        yield Step.OUTCOME
    if unchecked(moment.ruleset.content, moment.session):  # of who went to the outcome before the last question
        yield Step.DOUBTFUL_NO
    if moment.never_asked:
        yield Step.FILL_IN
    if call_is_due(moment) and not is_planned(moment):
        yield Step.CALL
    is_urgent = moment.decision.level >= Level.BEL_NU
    if is_urgent and not moment.session.watch and not _is_through(moment, Subject.WATCH):
        yield Step.WATCH
    yield from _meldcode(moment)
    yield from _agreements(moment)
    yield Step.CLOSE


def _before_outcome(moment: Moment, lane: Lane) -> Iterator[Step]:
    if _is_through(moment, Subject.QUESTIONS) or _is_through(moment, Subject.OUTCOME):
        return
    has_time = _is_through(moment, Subject.TIME, FULL) or _is_through(moment, Subject.TIME, FAST)
    if has_fast_lane(moment.ruleset.content) and not has_time:
        yield Step.TIME
    if moment.interview(lane).next():
        yield Step.QUESTIONS
    if unchecked(moment.ruleset.content, moment.session):
        yield Step.DOUBTFUL_NO


def _meldcode(moment: Moment) -> Iterator[Step]:
    record = moment.session.meldcode
    if weighed_less(moment, record):
        yield Step.WEIGHING
    if reports_less(moment, record):
        yield Step.REPORT
    if moment.session.is_discussed(Subject.MELDCODE, NOT_NOW, on=moment.day):
        return
    if not _is_through(moment, Subject.MELDCODE, NOW):
        yield Step.MELDCODE
    decided = record.decided or StepFive()
    parts: tuple[tuple[Step, Subject, object], ...] = (
        (Step.CONSULTATION, Subject.CONSULTATION, record.consultations),
        (Step.CONTACT, Subject.CONTACT, record.contacts),
        (Step.CONVERSATION, Subject.CONVERSATION, record.conversations),
        (Step.WEIGHING, Subject.WEIGHING, next_weighing(moment) is None),
        (Step.REPORT, Subject.REPORT, decided.report),
        (Step.HELP, Subject.HELP, decided.help),
        (Step.INFORMED, Subject.INFORMED, decided.report != "ja" or record.informed),
    )
    for step, subject, is_recorded in parts:
        if not is_recorded and not _is_through(moment, subject):
            yield step


def _agreements(moment: Moment) -> Iterator[Step]:
    if moment.session.owner is None:
        yield Step.OWNER
    if next_proposal(moment):
        yield Step.PROPOSAL
    if not _is_through(moment, Subject.PROMISES):
        yield Step.PROMISES
    if not _is_through(moment, Subject.HAND_OVERS):
        yield Step.HAND_OVERS
    if moment.session.look_again is None or moment.session.look_again < moment.day:
        yield Step.LOOK_AGAIN


def _is_through(moment: Moment, subject: Subject, about: str = "") -> bool:
    return moment.session.is_discussed(subject, about, on=moment.day if subject in PUT_OFF else None)
