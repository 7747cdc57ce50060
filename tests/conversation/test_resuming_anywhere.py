"""A meeting that is killed at any moment and resumed asks nothing twice and records nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvv_triage.case.events import (
    Deviated,
    Discussed,
    Event,
    HandedOver,
    Owned,
    Promised,
    Subject,
    Watched,
)
from kvv_triage.content.content import Content
from kvv_triage.meeting.session import Session, fold
from tests.helpers.typist import WEDNESDAY, Held, Replies, hold, number_of, question, through_meldcode

pytestmark = pytest.mark.slow

ONCE: dict[str, Callable[[Session], bool]] = {
    "Met wie is er overlegd?": lambda session: bool(session.meldcode.consultations),
    "Is er gesproken met de directbetrokkenen?": lambda session: bool(session.meldcode.conversations),
    "Besluit 2:": lambda session: bool(session.meldcode.decided and session.meldcode.decided.help),
    "Aan welke organisatie": lambda session: bool(session.handed_over),
}
"""What is asked once, and whether it is recorded."""


def closing(screen: str) -> str:
    """Hand something over once, and for the rest go on with what is still needed."""
    number = number_of("Overdracht: niets")(screen)
    return "v" if "Verder (v)" in screen else number if number.isdigit() else "k"


@dataclass(frozen=True)
class Table:
    """How a table answers: what it calls about, and what it takes of what is proposed."""

    calls: bool
    takes: bool
    is_fast: bool
    is_grave: bool
    records_meldcode: bool
    goes_to_outcome: bool

    def promises(self, screen: str) -> str:
        """All that is proposed, or only the first of it."""
        return "" if self.takes and "Enter is" in screen else "1"

    def replies(self, content: Content) -> Replies:
        """What is typed at each screen."""
        grave: Replies = {
            question(content, "start.zorgen"): "1",
            question(content, "partnergeweld.keel"): "3",
            question(content, "partnergeweld.jaloers"): "w",
            question(content, "acuut.dreigt-te-doden"): "w",
        }
        return {
            "Meer vragen beantwoorden": "v",
            "Hoeveel tijd is er?": "2" if self.is_fast else "1",
            "echt nagevraagd of gezien": "j",
            "De uitkomst staat vast": "u" if self.goes_to_outcome else "v",
            **({} if self.calls else {"Belblad: bellen": "v", "Gesproken: leg vast": number_of("We bellen niet")}),
            "Waarom bellen jullie niet?": "wij zien haar morgen",
            "Eerste naam": "Jan",
            "Tweede naam": "Els",
            "In welke rol besluit Jan": "3",
            "In welke rol besluit Els": "1",
            "Wie ziet het kind of het slachtoffer vanavond": "de oma",
            "Klopt dit zo?": closing,
            "Wat leggen jullie nu vast": through_meldcode("k") if self.records_meldcode else "v",
            "Met wie is er overlegd?": "aandachtsfunctionaris",
            "Is er gesproken met de directbetrokkenen?": "2",
            "weging 1 van 5": "j",
            "weging 2 van 5": "n",
            "Waarom kiezen jullie 'nee'?": "nog niet duidelijk",
            "Besluit 1:": "n",
            "Waarom melden jullie niet?": "met Veilig Thuis besproken",
            "Besluit 2:": "j",
            "Wie is regiehouder": "Sam",
            "Welke afspraken maken jullie?": self.promises,
            "Aan welke organisatie": "de jeugdarts",
            "Wat neemt zij over?": "de begeleiding",
            **(grave if self.is_grave else {}),
        }


TABLES = st.builds(Table, *[st.booleans()] * 6)


class Meetings:
    """Meetings that were held without a break, one for each table."""

    def __init__(self, content: Content) -> None:
        self.content, self._held = content, dict[Table, Held]()

    def held_by(self, table: Table) -> Held:
        if table not in self._held:
            held = hold(self.content, table.replies(self.content))
            assert held.error is None, held.error
            assert held.session.closed
            self._held[table] = held
        return self._held[table]


@pytest.fixture(scope="module")
def meetings(content: Content) -> Meetings:
    return Meetings(content)


def recorded(events: Sequence[Event]) -> Counter[object]:
    """What a meeting leaves behind, each with how often it was recorded; moments and steps left out."""
    kept: Counter[object] = Counter()
    for event in events:
        match event:
            case Promised() | Owned() | Watched() | HandedOver() | Deviated():
                kept[event] += 1
            case Discussed(subject=subject, about=about) if subject is not Subject.NO:
                kept[subject, about] += 1
            case _:
                pass
    session = fold(events)
    kept.update(session.meldcode.consultations)
    kept.update(session.meldcode.contacts)
    kept.update(session.meldcode.conversations)
    return kept


RICH = Table(calls=False, takes=True, is_fast=False, is_grave=True, records_meldcode=True, goes_to_outcome=False)
"""The table that has the most to record."""


def check_cut(meetings: Meetings, table: Table, cut: int) -> None:
    """Hold the meeting again after its first events, as after a kill, and compare what it leaves."""
    held, content = meetings.held_by(table), meetings.content
    before = held.desk.events[:cut]
    resumed = hold(content, table.replies(content), after=before)
    assert resumed.error is None, resumed.error
    assert resumed.session.closed
    assert recorded(resumed.desk.events) == recorded(held.desk.events)
    assert resumed.session.answers == held.session.answers
    known = fold(before)
    for asked, is_recorded in ONCE.items():
        times = sum(asked in screen for screen in resumed.screens)
        assert times <= (0 if is_recorded(known) else 1), asked


@settings(max_examples=50)
@given(table=TABLES, place=st.floats(0, 1, exclude_max=True))
def test_wherever_it_is_killed_it_goes_on_and_ends_as_if_nothing_had_happened(
    meetings: Meetings, table: Table, place: float
) -> None:
    length = len(meetings.held_by(table).desk.events)
    check_cut(meetings, table, 2 + int(place * (length - 3)))


def test_after_every_single_event_of_the_closing_it_goes_on(meetings: Meetings) -> None:
    held = meetings.held_by(RICH)
    begins = held.desk.events.index(Discussed(Subject.OUTCOME, WEDNESDAY.date()))
    kinds = {type(event).__name__ for event in held.desk.events[begins:]}
    assert {"Deviated", "Watched", "MeldcodeChanged", "Owned", "Promised", "HandedOver", "LookAgainSet"} <= kinds
    for cut in range(begins, len(held.desk.events)):
        check_cut(meetings, RICH, cut)
