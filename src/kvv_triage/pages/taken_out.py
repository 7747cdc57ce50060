"""One session as it is taken out of the record: what may be seen of it, and the decision on all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import Decision
from kvv_triage.language.scales import Level
from kvv_triage.meeting.laws import lacks_fact
from kvv_triage.meeting.session import Session
from kvv_triage.pages.redaction import Share
from kvv_triage.pages.wording import TITLES


@dataclass(frozen=True, slots=True)
class RecordSeal:
    """Whether the record that a session comes from is whole, and its seal at this moment."""

    is_whole: bool
    text: str


@dataclass(frozen=True, slots=True)
class TakenOut:
    """One session as it is taken out. `session` is what may be seen of it; the decision was taken on all of it.

    `case_days` are the sessions of the case with what each decided, this one included, oldest first;
    `without_fact` are the slots of red flags behind which nobody wrote what was seen or said.
    """

    id: str
    day: date
    session: Session
    content: Content
    decision: Decision
    share: Share
    seal: RecordSeal
    case_days: tuple[tuple[date, Level], ...]
    without_fact: tuple[str, ...]

    @property
    def title(self) -> str:
        """What was decided, or that the meeting never ended."""
        title = TITLES[self.decision.level]
        if self.session.closed:
            return title
        return f"{title} (WEGING NIET AF)" if self.has_level else "WEGING NIET AF"

    @property
    def has_level(self) -> bool:
        """Whether its level counts: of a meeting that stopped early it only does when it asks for a call."""
        return self.session.closed is not None or self.decision.level > Level.VOLGEN


def slots_without_fact(content: Content, session: Session) -> tuple[str, ...]:
    """The red flags behind which nothing was written; to be asked before anything is left out."""
    return tuple(slot for slot, answer in session.answers.items() if lacks_fact(content, slot, answer))
