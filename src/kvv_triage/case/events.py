"""The events of a meeting: by which what is known of a case was said. Nothing is ever changed or removed (law 5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict

from kvv_triage.case.answers import Answer
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.case.state import EarlierSession
from kvv_triage.case.visibility import Chosen, Named, Typed, Visibility
from kvv_triage.language.scales import Level


class Kept:
    """What is kept of an event is read whole or not at all: a field of a newer kvv is never dropped without a word.

    That goes for the values inside an event too; pydantic carries it on to them.
    """

    __slots__ = ()
    __pydantic_config__ = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Started(Kept):
    """A worker began, with this content, on this day."""

    at: datetime
    fingerprint: Chosen
    worker: Named = field(default="", repr=False)
    role: Named = field(default="", repr=False)
    is_practice: bool = False
    team: Chosen = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Seated(Kept):
    """Which case it is (a pseudonym), and who sits at the table."""

    case: Chosen = field(repr=False)
    present: Named = field(repr=False)
    recorder: Named = field(repr=False)


@dataclass(frozen=True, slots=True)
class EarlierCounted(Kept):
    """What earlier sessions of this case had decided, as far as they count in this meeting from now on."""

    sessions: tuple[EarlierSession, ...]


@dataclass(frozen=True, slots=True)
class Answered(Kept):
    """An answer was given, or changed; a milder one after a red flag carries a reason and a second name."""

    slot: Chosen
    answer: Answer = field(repr=False)
    reason: Typed = field(default="", repr=False)
    second: Named = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Noted(Kept):
    """A note, with the question it was written at."""

    slot: Chosen
    text: Typed = field(repr=False)


@dataclass(frozen=True, slots=True)
class Raised(Kept):
    """Someone at the table raised the case by hand, and why."""

    reason: Typed = field(repr=False)


CallKind = Literal["", "advies", "melding"]
"""What a call to those who take reports is for; empty when it is to another, or was not said."""


@dataclass(frozen=True, slots=True)
class Called(Kept):
    """The team spoke with someone at the telephone, while the decision asked for this level (law 11).

    Kept before anyone asked more than that there was a call, it has nothing but its first two fields.
    """

    at: datetime
    level: Level
    to: Chosen = ""
    """The specialist, or `EMERGENCY_NUMBER`; empty is everyone who was asked for."""
    kind: CallKind = ""
    """What it was for at Veilig Thuis or another that takes reports; it is then a contact of the Meldcode too."""
    spoke_with: Named = field(default="", repr=False)
    agreed: Typed = field(default="", repr=False)
    """What was agreed, or what they said."""
    withdraws: int = 0
    """The place of the call of this session, counted from 1, that did not take place after all; 0 for one that did.

    The other fields are then those of the call that it takes back.
    """


EMERGENCY_NUMBER = "112"
"""Whom a call was to, or is to be to, when that is no specialist."""


@dataclass(frozen=True, slots=True)
class NotReached(Kept):
    """Nobody answered; when the team tries again, if it said so. This is no call."""

    at: datetime
    to: Chosen
    again: datetime | None = None


@dataclass(frozen=True, slots=True)
class CallPlanned(Kept):
    """Who is going to call, and by what time. This is no call."""

    who: Named = field(repr=False)
    by: datetime
    to: Chosen = ""
    """The specialist, or `EMERGENCY_NUMBER`; empty is everyone who is asked for."""


@dataclass(frozen=True, slots=True)
class MeldcodeChanged(Kept):
    """What the Meldcode record says from now on."""

    record: MeldcodeRecord = field(repr=False)


@dataclass(frozen=True, slots=True)
class Colleague:
    """A named colleague with a role."""

    name: Named = field(repr=False)
    role: Chosen = field(repr=False)


class NotDone(StrEnum):
    """What a team can decide not to do although the threshold or the norm asks it.

    A member is kept and shown as its phrase: it follows "De drempel is bereikt, en".
    """

    CALLING = "er wordt niet gebeld"
    REPORTING = "er wordt niet gemeld"
    WEIGHING_1 = "bij weging 1 is 'nee' vastgelegd"
    WEIGHING_2 = "bij weging 2 is 'nee' vastgelegd"


@dataclass(frozen=True, slots=True)
class Deviated(Kept):
    """The team does less than the threshold or the norm asks; it expires at the end of `until` (law 5).

    `what` is a member of `NotDone`, or a phrase that only another version of kvv knows.
    """

    what: Chosen = field(repr=False)
    reason: Named = field(repr=False)
    by: tuple[Colleague, Colleague] = field(repr=False)
    until: date
    level: Level | None = None
    """What the decision asked at that moment; None in what was kept before this was recorded."""

    @property
    def not_done(self) -> NotDone | None:
        """What the team does not do; None when this version does not know, and only has the phrase."""
        return next((member for member in NotDone if member == self.what), None)


@dataclass(frozen=True, slots=True)
class Watched(Kept):
    """Who sees the child or the victim, and until when that holds."""

    who: Named = field(repr=False)


@dataclass(frozen=True, slots=True)
class Owned(Kept):
    """Who owns the case, who stands in, and how to reach them after five (law 8)."""

    owner: Named = field(repr=False)
    deputy: Named = field(repr=False)
    after_five: Named = field(repr=False)


class ProposalKind(StrEnum):
    """What a proposal for a promise is about; the value is its kept name."""

    FIND_OUT = "uitzoeken"
    """What is to be asked of one list: an unknown that would be a red flag or graver, and the rest of a begun list."""
    OPEN_LISTS = "open lijsten"
    """The lists of which nobody asked anything; one by itself is to be found out."""
    MAKE_SAFE = "veiligheid"
    """An acute answer."""
    LOOK_AGAIN = "opnieuw kijken"


@dataclass(frozen=True, slots=True)
class Promised(Kept):
    """Who does what, by when."""

    who: Named = field(repr=False)
    what: Named = field(repr=False)
    by: date
    slot: Chosen = ""
    """The question that someone promised to find the answer to, if the promise is that."""
    proposal: Chosen = field(default="", repr=False)
    """The proposal that was taken, by its key: its kind, and what it is about; empty for the team's own."""
    replaces: int = 0
    """The place of the promise of this session that it comes in the place of, counted from 1; 0 for a new one."""
    is_withdrawn: bool = False
    """Whether the promise that it replaces is no longer one."""

    @property
    def is_acute(self) -> bool:
        """Whether it makes safe what is acute."""
        return self.proposal.startswith(f"{ProposalKind.MAKE_SAFE}:")


@dataclass(frozen=True, slots=True)
class HandedOver(Kept):
    """Another agency takes something on, and by when it has to confirm that; until then it is still ours (law 8)."""

    to: Named = field(repr=False)
    what: Named = field(repr=False)
    by: date
    withdraws: int = 0
    """The place of the hand-over of this session, counted from 1, that does not happen after all; 0 for a new one."""


@dataclass(frozen=True, slots=True)
class LookAgainSet(Kept):
    """The day on which the team looks at this case again."""

    on: date


class Subject(StrEnum):
    """What a meeting can be through with although nothing more is recorded of it; the value is its kept name."""

    TIME = "tijd"
    """How much time there is; `about` is `volledig` or `snel`."""
    QUESTIONS = "vragen"
    """The worker wanted the outcome before the last question."""
    NO = "nee"
    """These slots have a "nee" that was asked or seen (law 6)."""
    OUTCOME = "uitkomst"
    WATCH = "wie ziet wie"
    MELDCODE = "meldcode"
    """Whether its steps are recorded now; `about` is `nu` or `later`."""
    CONSULTATION = "overleg"
    CONTACT = "veilig thuis"
    CONVERSATION = "gesprek"
    WEIGHING = "weging"
    """These weighing questions were not answered yet."""
    REPORT = "melden"
    HELP = "hulp"
    INFORMED = "geinformeerd"
    PROPOSAL = "voorstel"
    """These proposals for a promise were not taken."""
    PROMISES = "afspraken"
    HAND_OVERS = "overdrachten"


@dataclass(frozen=True, slots=True)
class Discussed(Kept):
    """The table is through with a subject on this day, so that a meeting that is resumed does not ask it again.

    `about` says what of the subject, such as the slots of which the "nee" was asked; empty is the subject as a whole.
    """

    subject: Annotated[Subject, Visibility.CHOSEN]
    on: date
    about: tuple[Chosen, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Decided(Kept):
    """What the decision was at this moment: its level, the reached thresholds, most urgent first, and whom to call."""

    at: datetime
    level: Level
    thresholds: tuple[Chosen, ...] = field(default=(), repr=False)
    call: tuple[Chosen, ...] = field(default=(), repr=False)
    """Of whom one has to be spoken to, at the least (`meeting.calls`); empty in what was kept before this was."""


@dataclass(frozen=True, slots=True)
class TakenOver(Kept):
    """Another worker goes on with this session."""

    at: datetime
    worker: Named = field(repr=False)
    role: Named = field(repr=False)


@dataclass(frozen=True, slots=True)
class ContentMoved(Kept):
    """The team chose to go on with newer content than the session began with.

    `left_behind` are the slots whose answers that content does not know; their answers stay visible as versions. When
    one of them is a red flag or graver, there are a reason and a second name (law 5).
    """

    at: datetime
    fingerprint: Chosen
    left_behind: tuple[Chosen, ...] = field(default=(), repr=False)
    reason: Typed = field(default="", repr=False)
    second: Named = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Closed(Kept):
    """The meeting is over."""

    at: datetime


@dataclass(frozen=True, slots=True)
class FollowedUp(Kept):
    """After the meeting: one thing that had to be followed up is done, and what came of it.

    `item` is its key in `circle.due`, such as `afspraak-2`.
    """

    at: datetime
    item: Chosen
    outcome: Typed = field(repr=False)
    worker: Named = field(default="", repr=False)
    role: Named = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Exported(Kept):
    """The session was taken out of the record: in which form, with how much in it, and whether it was encrypted."""

    at: datetime
    form: Chosen
    detail: Chosen
    is_encrypted: bool
    worker: Named = field(default="", repr=False)
    role: Named = field(default="", repr=False)


Event = (
    Started
    | Seated
    | EarlierCounted
    | Answered
    | Noted
    | Raised
    | Called
    | NotReached
    | CallPlanned
    | MeldcodeChanged
    | Deviated
    | Watched
    | Owned
    | Promised
    | HandedOver
    | LookAgainSet
    | Discussed
    | Decided
    | TakenOver
    | ContentMoved
    | Closed
    | FollowedUp
    | Exported
)
