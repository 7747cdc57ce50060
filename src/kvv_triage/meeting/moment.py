"""This moment of a meeting: one value from which everything on a screen is taken.

It is made anew after each event, and what the answers give is worked out once: a key press asks for the decision and
for the interview several times.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from kvv_triage.case.answers import Answers
from kvv_triage.case.events import Deviated, Event, NotDone, Subject
from kvv_triage.deciding.decision import Decision, decide
from kvv_triage.deciding.filling import NOT_ASKED, closing_answers
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.days import look_again_on
from kvv_triage.language.scales import Level
from kvv_triage.meeting.interview import Interview, Lane
from kvv_triage.meeting.session import Session, after


@dataclass(frozen=True)
class Moment:
    """What the meeting knows now, and what that means under this ruleset. `at` has the time zone of the meeting."""

    ruleset: Ruleset
    session: Session
    at: datetime

    @property
    def day(self) -> date:
        """The day of this moment."""
        return self.at.date()

    def later(self, at: datetime) -> Moment:
        """The same at a later time; on the same day the answers mean the same."""
        later = replace(self, at=at)
        if later.day == self.day:
            later.__dict__.update({name: self.__dict__[name] for name in _WORKED_OUT if name in self.__dict__})
            if "at_close" in self.__dict__ and self.at_close is not self:
                later.__dict__["at_close"] = self.at_close.later(at)
        return later

    def then(self, event: Event) -> Moment:
        """The moment after one more event; what the event does not touch is not worked out again."""
        later = replace(self, session=after(self.session, event))
        if _weighs_the_same(self.session, later.session):
            # Most events after the questions change nothing of what decides.
            later.__dict__.update({name: self.__dict__[name] for name in _WORKED_OUT if name in self.__dict__})
        return later

    @cached_property
    def decision(self) -> Decision:
        """The decision as things stand."""
        return decide(self.ruleset, self.session.record(self.day))

    @cached_property
    def earlier(self) -> tuple[tuple[int, Level], ...]:
        """The earlier sessions of this case, as (days ago, level)."""
        return self.session.record(self.day).days_ago

    @cached_property
    def never_asked(self) -> tuple[str, ...]:
        """The slots in use that nobody asked about; closing makes them `niet_gevraagd` (design 5.2)."""
        return tuple(closing_answers(self.ruleset, self.session.answers, self.earlier))

    @property
    def not_asked(self) -> tuple[str, ...]:
        """The slots that nobody asked about, also after closing has filled them in; in the order of the answers."""
        session = self.session
        return (*(slot for slot in session.answers if slot in session.filled_in), *self.never_asked)

    @cached_property
    def at_close(self) -> Moment:
        """This moment as closing would leave it: an outcome that is shown counts what was never asked already."""
        answers = dict.fromkeys(self.never_asked, NOT_ASKED)
        session = replace(self.session, answers=Answers({**self.session.answers, **answers}))
        return replace(self, session=session) if answers else self

    @property
    def shown(self) -> Moment:
        """The moment that the screens tell of: once the table is through with the questions, as closing would leave it.

        Whom to call is the same then on the page of the outcome, in the last words and in what is kept.
        """
        is_through = self.session.is_discussed(Subject.QUESTIONS) or self.session.is_discussed(Subject.OUTCOME)
        return self.at_close if is_through else self

    def stands(self, what: NotDone) -> bool:
        """Whether the team decided not to do this, that holds today, and nothing more urgent came up since (law 5)."""
        level = self.shown.decision.level
        return any(
            deviation.not_done is what and (deviation.level is None or deviation.level >= level)
            for deviation in self.deviations
        )

    def interview(self, lane: Lane) -> Interview:
        """The interview as it stands, in this lane; the one that asks everything asks what closing filled in, too."""
        if lane not in self._interviews:
            answers = self.session.given if lane.whole else self.session.answers
            self._interviews[lane] = Interview(self.ruleset, answers, lane, self.earlier)
        return self._interviews[lane]

    @cached_property
    def _interviews(self) -> dict[Lane, Interview]:
        return {}

    @property
    def look_again(self) -> date:
        """The day to look again: what the team set, but never later than what the decision asks now."""
        known = self.session.look_again
        return min(known, self.last_to_look_again) if known and known >= self.day else self.last_to_look_again

    @property
    def last_to_look_again(self) -> date:
        """The last day on which the decision asks to look again; not after a deviation expires (law 5)."""
        asked = look_again_on(self.day, self.decision.look_again_days, self.decision.level)
        return min([asked, *(deviation.until for deviation in self.deviations)])

    @property
    def deviations(self) -> tuple[Deviated, ...]:
        """What the team decided not to do, as far as that has not expired (law 5)."""
        return tuple(deviation for deviation in self.session.deviations if deviation.until >= self.day)


_WORKED_OUT = ("decision", "earlier", "never_asked", "_interviews")


def _weighs_the_same(before: Session, now: Session) -> bool:
    """Whether nothing that a decision or an interview reads has changed; what an event keeps is the same object."""
    return (
        before.answers is now.answers
        and before.raised is now.raised
        and before.meldcode is now.meldcode
        and before.earlier is now.earlier
        and before.fingerprint == now.fingerprint
    )
