"""What earlier sessions of a case decided, and what is answered differently since."""

from __future__ import annotations

from datetime import date

import pytest

from kvv_triage.case.answers import Answer, Option
from kvv_triage.case.events import Answered
from kvv_triage.case.state import EarlierSession
from kvv_triage.content.content import Content
from kvv_triage.language.scales import Level
from kvv_triage.meeting.session import fold
from kvv_triage.pages.earlier_page import changes_since, earlier_page
from tests.conftest import Make
from tests.helpers.pages import texts_in

YES, NO = Answer((Option("ja"),)), Answer((Option("nee"),))


@pytest.fixture(scope="module")
def small(make: Make) -> Content:
    return make("- {id: een, vraag: Is dit zo?}\n- {id: twee, vraag: En dit?}\n- {id: drie, vraag: En verder?}\n")


def test_only_what_was_answered_both_times_and_differently_is_a_change(small: Content) -> None:
    before = fold([Answered("a.een", NO), Answered("a.twee", YES)])
    now = fold([Answered("a.een", YES), Answered("a.twee", YES), Answered("a.drie", YES)])
    assert list(changes_since(small, before, small, now)) == ["Is dit zo? Toen: Nee. Nu: Ja."]


@pytest.mark.parametrize(("times", "words"), [(1, "al één keer gewogen"), (2, "al 2 keer gewogen")])
def test_the_newest_decision_comes_first_and_they_are_counted(times: int, words: str) -> None:
    decided = (EarlierSession(date(2026, 1, 10), Level.ADVIES), EarlierSession(date(2026, 2, 2), Level.BEL_112))
    texts = texts_in(earlier_page(decided[:times]))
    assert any(words in text for text in texts)
    told = ["maandag 2 februari 2026: BEL NU 112", "zaterdag 10 januari 2026: VRAAG VANDAAG ADVIES"]
    assert texts[-times:] == told[-times:]
