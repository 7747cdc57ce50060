"""Deciding in a test: cases about content that trainers could write, and what may never become milder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from hypothesis import strategies as st

from kvv_triage.case.events import Event
from kvv_triage.case.state import CaseState
from kvv_triage.content.conditions import is_only_about_unknowns
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import Decision, decide
from kvv_triage.deciding.filling import fill
from kvv_triage.deciding.judging import Judged, ThresholdState
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level
from kvv_triage.meeting.announcing import Announced, News, news_since
from kvv_triage.meeting.laws import broken_by
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import Session, fold
from kvv_triage.pages.decision_page import decision_page, details_page
from kvv_triage.pages.page import Page
from kvv_triage.pages.whom_to_call import alarm
from tests.helpers.strategies import DAY, Sample, records, samples, shipped


@dataclass(frozen=True)
class Case:
    """A record with the content it belongs to."""

    sample: Sample
    record: CaseState

    @property
    def content(self) -> Content:
        return self.sample.content

    @property
    def ruleset(self) -> Ruleset:
        return self.sample.ruleset

    def __repr__(self) -> str:
        told = {slot: answer.opinions for slot, answer in self.record.answers.items()}
        return f"{self.sample}\nanswers: {told}\nrecord: {self.record}\nmeldcode: {self.record.meldcode!r}"

    def decide(self) -> Decision:
        return decide(self.ruleset, self.record)


@st.composite
def cases(draw: st.DrawFn, *, named_persons: bool = True) -> Case:
    """Mostly about generated content."""
    sample = shipped() if draw(st.integers(0, 4)) == 0 else draw(samples())
    return Case(sample, draw(records(sample.content, named_persons=named_persons)))


made_ready = cache(Ruleset)
"""What decides in a content, made once."""


def decided(content: Content, record: CaseState) -> Decision:
    """The decision on a record."""
    return decide(made_ready(content), record)


def decided_when_the_rest_is_safe(content: Content, record: CaseState) -> Decision:
    """The decision when every other question in use gets its safe answer."""
    return decided(content, fill(made_ready(content), record, "nee"))


def standings(decision: Decision) -> dict[str, ThresholdState]:
    return {outcome.threshold.id: outcome.standing for outcome in decision.outcomes}


def reached(decision: Decision) -> set[str]:
    return {outcome.threshold.id for outcome in decision.reached}


@cache
def who_can_wait() -> set[str]:
    """Who is not named any more once 112 is asked: the one thing that more danger takes away."""
    specialists = shipped().content.specialists
    return {name for name, specialist in specialists.items() if not specialist.is_called_with_112}


def is_about_unknowns(outcome: Judged) -> bool:
    return is_only_about_unknowns(outcome.threshold.when)


def assert_never_milder(before: Decision, after: Decision) -> None:
    assert after.level >= before.level
    assert reached(after) >= reached(before)
    no_longer = {*before.call} - {*after.call}
    assert not no_longer or (after.level is Level.BEL_112 and no_longer <= who_can_wait())
    assert set(after.cautions) >= set(before.cautions)
    assert all(outcome.ready.bit & after.told for outcome in after.reached if not is_about_unknowns(outcome))
    assert after.look_again_days <= before.look_again_days
    assert after.meldcode.report_is_norm >= before.meldcode.report_is_norm
    assert after.meldcode.consult_first >= before.meldcode.consult_first
    assert set(after.meldcode.not_first) >= set(before.meldcode.not_first)
    assert after.meldcode.proposal.items() >= before.meldcode.proposal.items()
    assert after.could_become >= after.level


def first_alarm(content: Content, session: Session, decision: Decision) -> Page:
    """The alarm when nobody was told anything yet."""
    news = news_since(Announced(), content, decision, is_called=bool(session.calls))
    return alarm(content, session, decision, news or News())


def afternoon(day: date) -> datetime:
    """Ten past two on this day: what was recorded by then is past, and what is planned for half past is to come."""
    return datetime.combine(day, time(14, 10), UTC)


def laws(ruleset: Ruleset, said: Iterable[Event], event: Event, today: date = DAY) -> set[int]:
    """The numbers of the laws that the event would break after what was said."""
    return {broken.law for broken in broken_by(Moment(ruleset, fold(said), afternoon(today)), event)}


def outcome_of(content: Content, events: Iterable[Event]) -> tuple[Session, Decision, Page]:
    """The state after these events, the decision on it, and what tells it: page one and what stands behind it."""
    session = fold(events)
    decision = decided(content, session.record(DAY))
    look_again = DAY + timedelta(days=decision.look_again_days)
    first, behind = decision_page(content, session, decision, look_again), details_page(content, session, decision)
    return session, decision, Page(first.title, (*first.blocks, *behind.blocks))
