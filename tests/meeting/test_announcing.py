"""The alarm comes back for whatever the team was not told yet, and for nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.case.answers import Answer, Option
from kvv_triage.case.events import Answered, Event, Raised
from kvv_triage.deciding.decision import Decision
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level
from kvv_triage.meeting.announcing import Announced, News, announced_by, news_since
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import fold

NOW = datetime(2026, 3, 4, 14, 5, tzinfo=UTC)
KEEL = Answered("partnergeweld.keel", Answer((Option("recent"),)))
MORTAL = Answered("acuut.geweld-nu", Answer((Option("ja"),)))


def decided(ruleset: Ruleset, *said: Event) -> Decision:
    return Moment(ruleset, fold(said), NOW).decision


def news(ruleset: Ruleset, before: Decision, now: Decision, *, is_called: bool = False) -> News | None:
    return news_since(announced_by(ruleset.content, before), ruleset.content, now, is_called=is_called)


def test_nothing_is_news_before_somebody_has_to_call_at_once(ruleset: Ruleset) -> None:
    assert news_since(Announced(), ruleset.content, decided(ruleset), is_called=False) is None
    advice = decided(ruleset, KEEL)._replace(level=Level.ADVIES)
    assert news_since(Announced(), ruleset.content, advice, is_called=False) is None


def test_the_first_danger_is_news_and_the_same_danger_is_none_any_more(ruleset: Ruleset) -> None:
    danger = decided(ruleset, KEEL)
    first = news(ruleset, decided(ruleset), danger)
    assert first
    assert first.thresholds[0] in {outcome.threshold.id for outcome in danger.reached}
    assert not first.is_unsaid
    assert news(ruleset, danger, danger) is None
    assert news(ruleset, danger, danger, is_called=True) is None, "whoever was called knows it"


def test_more_urgent_is_news_also_when_nobody_can_say_by_which_threshold(ruleset: Ruleset) -> None:
    assert news(ruleset, decided(ruleset, KEEL), decided(ruleset, KEEL, MORTAL))
    assert news(ruleset, decided(ruleset), decided(ruleset, Raised("niet pluis"))) == News()
    assert news(ruleset, decided(ruleset, KEEL), decided(ruleset, KEEL, Raised("niet pluis"))) is None


def reaching(decision: Decision, **differently: object) -> Decision:
    """The decision with one more threshold reached: like its gravest, but for these fields."""
    rule = decision.reached[0]
    threshold = rule.threshold.model_copy(update={"id": "nieuw", "cautions": (), **differently})
    return decision._replace(
        reached=(*decision.reached, rule._replace(ready=replace(rule.ready, threshold=threshold))),
        call=tuple(dict.fromkeys((*decision.call, *threshold.call))),
        cautions=(*decision.cautions, *threshold.cautions),
    )


@pytest.mark.parametrize(
    ("differently", "is_news"),
    [
        ({}, False),
        ({"cautions": ("Praat niet met de familie.",)}, True),
        ({"cautions": ("Praat niet met de familie.",), "level": Level.ADVIES}, True),
        ({"call": ("csg",)}, True),
        ({"call": ("csg",), "level": Level.ADVIES}, False),
        ({"call": ("aandachtsfunctionaris",)}, False),
    ],
)
def test_something_else_to_mind_or_somebody_else_to_call_at_once_is_news_at_the_same_level(
    ruleset: Ruleset, differently: dict[str, object], *, is_news: bool
) -> None:
    danger = decided(ruleset, KEEL)
    assert news(ruleset, danger, reaching(danger, **differently)) == (News(("nieuw",)) if is_news else None)


def test_after_a_call_each_further_danger_is_news_because_nobody_there_knows_it(ruleset: Ruleset) -> None:
    danger = decided(ruleset, KEEL)
    assert news(ruleset, danger, reaching(danger), is_called=True) == News(("nieuw",), is_unsaid=True)
    assert news(ruleset, danger, reaching(danger, level=Level.ADVIES), is_called=True) is None


@given(answers=st.lists(st.sampled_from([KEEL, MORTAL, Raised("niet pluis")]), max_size=4))
def test_what_became_milder_is_news_when_it_comes_back(ruleset: Ruleset, answers: list[Event]) -> None:
    calm, danger = decided(ruleset), decided(ruleset, *answers)
    assert bool(news(ruleset, calm, danger)) is (danger.level >= Level.BEL_NU)
