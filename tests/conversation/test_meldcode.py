"""The Meldcode on its screen: what is recorded there took place, and nothing is recorded by habit."""

from __future__ import annotations

import pytest

from kvv_triage.case.answers import Answer, Option
from kvv_triage.case.events import Answered, Called, MeldcodeChanged
from kvv_triage.content.content import Content
from kvv_triage.language.scales import Level
from tests.helpers.typist import CTRL_C, WEDNESDAY, Replies, hold, number_of

PAGE = "Wat leggen jullie nu vast"
SHEET = "BEL VEILIG THUIS: 0800-2000"


def opened(line: str) -> Replies:
    """Open one line of the Meldcode, and go on the next time."""
    screens: list[str] = []

    def pick(screen: str) -> str:
        screens.append(screen)
        return number_of(line)(screen) if len(screens) == 1 else "v"

    return {PAGE: pick}


def test_a_call_to_veilig_thuis_is_recorded_by_its_sheet_and_counts_as_a_call(content: Content) -> None:
    replies: Replies = {
        **opened("Veilig Thuis gesproken"),
        SHEET: "1",
        "Waarvoor belde je": "1",
        "Met wie is gesproken?": "de frontoffice",
        "Wat is afgesproken": "zij denken mee",
    }
    held = hold(content, replies)
    assert held.error is None
    assert held.session.calls == (
        Called(WEDNESDAY, Level.VOLGEN, "veilig_thuis", "advies", "de frontoffice", "zij denken mee"),
    )
    assert [contact.kind for contact in held.session.meldcode.contacts] == ["advies"]
    assert "Veilig Thuis gesproken: advies gevraagd" in held.printed


def test_it_is_the_sheet_of_veilig_thuis_also_while_another_is_due_first(content: Content) -> None:
    violence = Answered("acuut.geweld-nu", Answer((Option("ja"),)))
    replies: Replies = {
        "Belblad: bellen": "v",
        "Klopt dit zo?": number_of("Meldcode:"),
        PAGE: number_of("Veilig Thuis gesproken"),
        "Gesproken: leg vast": CTRL_C,
        "Wil je stoppen?": CTRL_C,
    }
    held = hold(content, replies, after=[violence])
    assert SHEET in held.at("Gesproken: leg vast")


@pytest.mark.parametrize("place", ["Met wie is gesproken?", SHEET])
def test_going_back_from_it_records_no_contact(content: Content, place: str) -> None:
    replies: Replies = {**opened("Veilig Thuis gesproken"), SHEET: ["1", "t"], place: "t"}
    held = hold(content, replies)
    assert held.error is None
    assert SHEET in held.printed
    assert held.session.calls == ()
    assert held.session.meldcode.contacts == ()


@pytest.mark.parametrize("line", ["Besluit 1", "Besluit 2", "Gesprek met directbetrokkenen"])
def test_the_first_choice_at_what_was_decided_or_done_records_nothing(content: Content, line: str) -> None:
    asked = {"Gesprek met directbetrokkenen": "Is er gesproken met"}.get(line, f"{line}:")
    held = hold(content, {**opened(line), asked: "1"})
    assert held.error is None
    assert asked in held.printed
    assert [event for event in held.desk.events if isinstance(event, MeldcodeChanged)] == []
