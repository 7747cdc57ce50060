"""What a meeting still has to do, as a fold over its events: what was recorded is not asked again.

A meeting can be killed at any moment and go on with the next step; nothing is asked or recorded twice. What the table
is through with although nothing was recorded of it (a proposal that was not taken) stands in `Session.discussed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum, auto
from typing import assert_never

from kvv_triage.case.events import Promised, ProposalKind, Subject
from kvv_triage.case.meldcode_record import EFFECTIVE_HELP, HELP_ACCEPTED, RESULT, SUSPICION, UNSAFE, Weighing
from kvv_triage.content.content import ACUTE, GATE, Content
from kvv_triage.content.gravity import severity_of
from kvv_triage.content.meldcode_texts import WeighingQuestion
from kvv_triage.language.days import next_working_day
from kvv_triage.language.scales import Level, Severity
from kvv_triage.meeting.calls import call_is_due, is_planned
from kvv_triage.meeting.interview import Lane
from kvv_triage.meeting.laws import reports_less, unchecked, weighed_less
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import Session


class Step(Enum):
    """The steps of a meeting, in their order."""

    TIME = auto()
    QUESTIONS = auto()
    DOUBTFUL_NO = auto()
    OUTCOME = auto()
    FILL_IN = auto()
    CLOSING = auto()


class ClosingPart(StrEnum):
    """The parts of the closing, in the order in which they stand on its one screen."""

    CALL = "bellen"
    WATCH = "wie ziet wie"
    OWNER = "regie"
    PROMISES = "afspraken"
    MELDCODE = "meldcode"
    HAND_OVERS = "overdracht"
    LOOK_AGAIN = "opnieuw kijken"


FULL, FAST = "volledig", "snel"
"""What can be said of `Subject.TIME`."""
NOW, NOT_NOW = "nu", "later"
"""What can be said of `Subject.MELDCODE`."""


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


def parts(moment: Moment) -> tuple[ClosingPart, ...]:
    """The parts of this closing: who sees whom only where a call is asked at once, a call only where one is asked."""
    level = moment.decision.level
    has_call = level > Level.VOLGEN or bool(moment.session.calls)
    left_out = {
        *(() if has_call else (ClosingPart.CALL,)),
        *(() if level >= Level.BEL_NU or moment.session.watch else (ClosingPart.WATCH,)),
    }
    return tuple(part for part in ClosingPart if part not in left_out)


def next_part(moment: Moment) -> ClosingPart | None:
    """The first part that still needs something of the team."""
    return next((part for part in parts(moment) if is_needed(moment, part)), None)


def is_needed(moment: Moment, part: ClosingPart) -> bool:
    """Whether the team still has to say something here; what is only proposed, such as a day, is confirmed by closing.

    "Not yet" holds for the day on which it was said.
    """
    session = moment.session
    match part:
        case ClosingPart.CALL:
            return call_is_due(moment) and not is_planned(moment)
        case ClosingPart.WATCH:
            return not session.watch and not session.is_discussed(Subject.WATCH, on=moment.day)
        case ClosingPart.OWNER:
            return session.owner is None
        case ClosingPart.PROMISES:
            return not session.promises or any(not is_answered(session, proposal) for proposal in proposals(moment))
        case ClosingPart.MELDCODE:
            is_less = weighed_less(moment, session.meldcode) or reports_less(moment, session.meldcode)
            is_through = any(session.is_discussed(Subject.MELDCODE, when, on=moment.day) for when in (NOW, NOT_NOW))
            return bool(is_less) or not is_through
        case ClosingPart.HAND_OVERS | ClosingPart.LOOK_AGAIN:
            return False
        case _:
            assert_never(part)


def asked_weighings(moment: Moment) -> tuple[WeighingQuestion, ...]:
    """The weighing questions of the Meldcode that are asked, given what is recorded and proposed."""
    meldcode = moment.decision.meldcode
    recorded = moment.session.meldcode.weighings
    said = {name: recorded[name] or meldcode.proposal.get(name) for name in recorded}
    return tuple(question for question in moment.ruleset.content.meldcode.weighings if _is_asked(said, question.id))


def _is_asked(said: Mapping[str, Weighing | None], name: str) -> bool:
    """Whether this weighing question is asked.

    No on 1 ends the weighing; after yes on 2, or no on 3 or 4, the rest is done together with Veilig Thuis.
    """
    if name != SUSPICION and said[SUSPICION] == "nee":
        return False
    if name in (EFFECTIVE_HELP, HELP_ACCEPTED, RESULT) and said[UNSAFE] == "ja":
        return False
    if name in (HELP_ACCEPTED, RESULT) and said[EFFECTIVE_HELP] == "nee":
        return False
    return not (name == RESULT and said[HELP_ACCEPTED] == "nee")


def proposed_owner(session: Session) -> str:
    """Who may own the case: who said to call, or else who records; nothing is recorded before the team says so."""
    callers = (plan.who for plan in reversed(session.plans) if plan.who)
    return next(callers, session.seated.recorder if session.seated else "")


ALL_TOGETHER = "open vragen"
"""The key under which an older kvv proposed everything that nobody asked as one promise."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A promise that the answers ask for: its kind and what it is about.

    `slot` is the acute answer, or the gravest that is not known; `count` is how many questions or lists it is about.
    """

    kind: ProposalKind
    slot: str = ""
    count: int = 0

    @property
    def checklist(self) -> str:
        """The list that the slot is in."""
        return self.slot.partition(".")[0]

    @property
    def key(self) -> str:
        """The name under which it is kept that it was taken, or was not."""
        about = self.slot if self.kind is ProposalKind.MAKE_SAFE else self.checklist
        has_about = self.kind in (ProposalKind.MAKE_SAFE, ProposalKind.FIND_OUT)
        return f"{self.kind}:{about}" if has_about else str(self.kind)


def proposals(moment: Moment) -> tuple[Proposal, ...]:
    """Every proposal of this meeting, also those that were answered: each stays where it is in the list.

    What to make safe, per list what to find out, and the lists that are not begun; and when nothing else was promised,
    to look again: a meeting ends with a promise (law 8).
    """
    offered = [*_about_answers(moment)]
    has_others = any(promise.proposal != ProposalKind.LOOK_AGAIN for promise in moment.session.promises)
    if not has_others and all(is_answered(moment.session, proposal) for proposal in offered):
        offered.append(Proposal(ProposalKind.LOOK_AGAIN))
    return tuple(offered)


def is_answered(session: Session, proposal: Proposal) -> bool:
    """Whether it became a promise, or the team said that it does not."""
    return _is_answered(session, proposal.key)


def _is_answered(session: Session, key: str) -> bool:
    is_taken = any(promise.proposal == key for promise in session.promises)
    return is_taken or session.is_discussed(Subject.PROPOSAL, key)


def due_by(moment: Moment, proposal: Proposal | None = None) -> date:
    """The day that is proposed for a promise, never after the day to look again.

    That is today for what is acute, and for what to find out when its answer can change whom the team calls now.
    """
    if proposal and proposal.kind is ProposalKind.LOOK_AGAIN:
        return moment.look_again
    is_now = (
        moment.decision.level is Level.BEL_112
        if proposal is None
        else proposal.kind is ProposalKind.MAKE_SAFE or _bears_on_call(moment, proposal)
    )
    return moment.day if is_now else min(next_working_day(moment.day), moment.look_again)


def _bears_on_call(moment: Moment, proposal: Proposal) -> bool:
    """Whether a call is asked at once, and an answer in its lists can make it more urgent or add whom to call.

    So does what is open about direct danger: whoever answers the telephone asks for that first.
    """
    decision = moment.at_close.decision
    if decision.level < Level.BEL_NU:
        return False
    adding = (outcome for outcome in decision.adding if not {*outcome.ready.call} <= {*decision.call})
    slots = {*decision.undecided, *(slot for outcome in adding for slot in outcome.could_reach)}
    lists = {ACUTE, *map(_list_of, slots)}
    is_of_many = proposal.kind is ProposalKind.OPEN_LISTS
    its_own = set(map(_list_of, moment.not_asked)) - _begun(moment) if is_of_many else {proposal.checklist}
    return bool(lists & its_own)


def _about_answers(moment: Moment) -> Iterator[Proposal]:
    """Each acute answer, each list with unknown red flags or with the rest of its questions, and the other lists."""
    content, session = moment.ruleset.content, moment.session
    open_slots: dict[str, list[str]] = {}
    for slot, answer in session.answers.items():
        if slot in session.filled_in:
            continue
        if severity_of(content, slot, answer) >= Severity.ACUUT:
            yield Proposal(ProposalKind.MAKE_SAFE, slot)
        elif (
            answer.is_unknown and content.slot(slot)[0].severity >= Severity.RODE_VLAG and not _was_apart(session, slot)
        ):
            open_slots.setdefault(_list_of(slot), []).append(slot)
    for slot in () if _is_answered(session, ALL_TOGETHER) else moment.not_asked:
        open_slots.setdefault(_list_of(slot), []).append(slot)
    untouched = open_slots.keys() - _begun(moment)
    together = [slot for name, slots in open_slots.items() if name in untouched for slot in slots]
    for name, slots in open_slots.items():
        if name not in untouched or len(untouched) == 1:
            yield Proposal(ProposalKind.FIND_OUT, _gravest(content, slots), len(slots))
    if len(untouched) > 1:
        yield Proposal(ProposalKind.OPEN_LISTS, _gravest(content, together), len(untouched))


def _gravest(content: Content, slots: Iterable[str]) -> str:
    """The first slot of the question that can weigh most."""
    return max(slots, key=lambda slot: content.slot(slot)[0].severity)


def _begun(moment: Moment) -> set[str]:
    """The lists of which somebody answered a question."""
    return {_list_of(slot) for slot in moment.session.given}


def _list_of(slot: str) -> str:
    return slot.partition(".")[0]


def _was_apart(session: Session, slot: str) -> bool:
    """Whether an older kvv proposed this question by itself, and the team answered that."""
    key = f"{ProposalKind.FIND_OUT}:{slot}"
    is_promised = any(
        key == promise.proposal or (promise.slot == slot and not _is_of_list(promise)) for promise in session.promises
    )
    return is_promised or session.is_discussed(Subject.PROPOSAL, key)


def _is_of_list(promise: Promised) -> bool:
    return promise.proposal.startswith(f"{ProposalKind.FIND_OUT}:") and "." not in promise.proposal


def _due(moment: Moment, lane: Lane) -> Iterator[Step]:
    """Every step that is due, in the order of the meeting."""
    yield from _before_outcome(moment, lane)
    if not _is_through(moment, Subject.OUTCOME):
        yield Step.OUTCOME
    if unchecked(moment.ruleset.content, moment.session):  # of who went to the outcome before the last question
        yield Step.DOUBTFUL_NO
    if moment.never_asked:
        yield Step.FILL_IN
    yield Step.CLOSING


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


def _is_through(moment: Moment, subject: Subject, about: str = "") -> bool:
    return moment.session.is_discussed(subject, about)
