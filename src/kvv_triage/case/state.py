"""What is recorded of one case at the moment of deciding: all that a decision may depend on (design 6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kvv_triage.case.answers import Answers
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.case.visibility import Chosen, Typed
from kvv_triage.language.scales import Level


@dataclass(frozen=True, slots=True)
class EarlierSession:
    """An earlier session of this case: its day and what it decided."""

    day: date
    level: Level


@dataclass(frozen=True, slots=True)
class CaseState:
    """The same record always gives the same decision (law 7).

    `persons` are persons said to exist apart from the answers, such as `kind-1`. `raised` is the reason when someone
    at the table raised the case by hand.
    """

    day: date
    answers: Answers = field(default_factory=Answers)
    persons: tuple[Chosen, ...] = ()
    raised: Typed | None = field(default=None, repr=False)
    meldcode: MeldcodeRecord = field(default_factory=MeldcodeRecord, repr=False)
    earlier: tuple[EarlierSession, ...] = ()

    @property
    def days_ago(self) -> tuple[tuple[int, Level], ...]:
        """The earlier sessions as (days ago, level); a later day counts as today, so no clock can hide one."""
        return tuple(((self.day - session.day).days, session.level) for session in self.earlier)
