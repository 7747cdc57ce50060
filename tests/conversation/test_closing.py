"""The closing: one screen with everything recorded and proposed, from which each line can be opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kvv_triage.case.answers import Answer, Option, Unknown
from kvv_triage.case.events import Answered, Called, CallPlanned, Deviated, HandedOver
from kvv_triage.content.content import Content
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import UnknownKind
from tests.helpers.typist import CTRL_C, Held, Replies, hold, number_of, question

OVERVIEW = "Klopt dit zo?"
RED_FLAG = Answered("partnergeweld.keel", Answer((Option("recent"),)))
AGREES: Replies = {
    "Belblad: bellen": "v",
    "Gesproken: leg vast": "3",
    "Wie belt er?": "Sam",
    "Hoe laat?": "over 30 minuten",
    "Wie neemt waar": "Els",
    "na vijven te bereiken": "via de piketdienst",
    OVERVIEW: "k",
}
ASKED_IN_CLOSING = (
    OVERVIEW,
    "BEL VEILIG THUIS",
    "Straks bellen",
    "Wie heeft de regie?",
    "Welke afspraken",
    "Meldcode?",
)


def after_outcome(held: Held) -> list[str]:
    """The screens of the closing by their titles, each form once: in plain lines it is asked line by line."""
    assert held.error is None
    last = max(number for number, screen in enumerate(held.screens) if "Een antwoord wijzigen" in screen)
    titles = [
        next((title for title in ASKED_IN_CLOSING if title in screen), "") for screen in held.screens[last + 1 : -1]
    ]
    return [title for title, before in zip(titles, ["", *titles], strict=False) if title and title != before]


def test_who_agrees_to_all_that_is_proposed_is_asked_for_a_call_and_for_names_and_nothing_else(
    content: Content,
) -> None:
    held = hold(content, AGREES, after=[RED_FLAG])
    assert after_outcome(held) == [OVERVIEW, "BEL VEILIG THUIS", "Straks bellen", "Wie heeft de regie?"]
    overview, session = held.at(OVERVIEW), held.session
    assert session.closed
    assert session.promises
    for promise in session.promises:
        assert promise.what.rstrip(".") in overview, "nobody agrees to what does not stand there"
        assert promise.who == "Sam", "who calls is proposed as the owner"
    assert session.look_again


def test_what_is_proposed_for_the_meldcode_stands_on_the_overview_and_is_recorded_by_agreeing(
    content: Content,
) -> None:
    violence = Answered("acuut.geweld-nu", Answer((Option("ja"),)))
    spoken: Replies = {**AGREES, "Gesproken: leg vast": "1", "Met wie is gesproken?": "de meldkamer"}
    held = hold(content, spoken, after=[violence])
    assert held.error is None
    assert "melden ja" in held.at(OVERVIEW)
    record = held.session.meldcode
    assert record.suspicion == record.unsafe == "ja"
    assert record.decided
    assert record.decided.report == "ja"
    assert held.at(OVERVIEW).count("vermoeden ja") == 1


def test_promises_that_the_overview_only_counts_are_shown_before_they_are_made(content: Content) -> None:
    unknown = Answer((Unknown(UnknownKind.NIET_BEKEND),))
    slots = [item.id for item in Ruleset(content).items if item.per is None and item.makes is None]
    held = hold(content, AGREES, after=[*(Answered(slot, unknown) for slot in slots), RED_FLAG])
    assert "voorgesteld (" not in held.at(OVERVIEW)
    assert "Welke afspraken" in after_outcome(held)
    assert held.session.closed


def test_agreeing_without_planning_the_call_leads_back_and_closes_nothing(content: Content) -> None:
    shown: list[str] = []

    def back_once(screen: str) -> str:
        shown.append(screen)
        return "t" if len(shown) == 1 else "3"

    held = hold(content, {**AGREES, "Gesproken: leg vast": back_once}, after=[RED_FLAG])
    assert after_outcome(held)[:3] == [OVERVIEW, "BEL VEILIG THUIS", OVERVIEW]
    assert [type(event) for event in held.desk.events if isinstance(event, (CallPlanned, Deviated))] == [CallPlanned]


def test_who_goes_back_from_the_overview_can_still_answer_what_nobody_asked(content: Content) -> None:
    asked = question(content, "acuut.zelfdoding")
    replies: Replies = {
        question(content, "acuut.geweld-nu"): "j",
        "Belblad: bellen": "v",
        "De uitkomst staat vast": "u",
        OVERVIEW: ["t", CTRL_C],
        "Een antwoord wijzigen": ["v", "m", CTRL_C],
        "Wil je stoppen?": CTRL_C,
        asked: CTRL_C,
    }
    held = hold(content, replies)
    assert "Meer vragen beantwoorden" in [screen for screen in held.screens if "Een antwoord wijzigen" in screen][1]
    assert asked in held.screens[-2], "the first of them"


def test_who_goes_back_from_the_outcome_comes_to_the_last_question_that_was_asked(content: Content) -> None:
    asked = question(content, "acuut.geweld-nu")
    replies: Replies = {
        "Belblad: bellen": "v",
        "De uitkomst staat vast": "u",
        OVERVIEW: "t",
        "Een antwoord wijzigen": ["v", "t"],
        asked: ["j", CTRL_C],
        "Wil je stoppen?": CTRL_C,
    }
    held = hold(content, replies)
    assert asked in held.screens[-2]


def test_a_call_can_be_taken_back_from_the_overview_and_is_then_made_or_planned_anew(content: Content) -> None:
    replies: Replies = {
        **AGREES,
        "Gesproken: leg vast": ["1", "3"],
        "Waarvoor belde je": "1",
        "Met wie is gesproken?": "de frontoffice",
        "Toch niet: ": number_of("Toch niet: gebeld met Veilig Thuis"),
        OVERVIEW: ["v", "1", "k"],
    }
    held = hold(content, replies, after=[RED_FLAG])
    assert held.error is None
    first, second = (event for event in held.desk.events if isinstance(event, Called))
    assert (first.withdraws, second) == (0, replace(first, withdraws=1))
    assert held.session.calls == ()
    assert held.session.meldcode.contacts == ()
    assert held.session.plans
    assert "NOG NIET GEBELD." in held.screens[-1]


def test_from_the_overview_another_call_can_be_added_to_one_that_was_made(content: Content) -> None:
    replies: Replies = {
        "Belblad: bellen": "v",
        "Gesproken: leg vast": ["1", "t"],
        "Met wie is gesproken?": "de frontoffice",
        OVERVIEW: ["v", "1", "k"],
        "Naar het belblad": "1",
    }
    held = hold(content, replies, after=[RED_FLAG])
    assert held.error is None
    assert sum("Gesproken: leg vast" in screen for screen in held.screens) == 2
    assert [call.spoke_with for call in held.session.calls] == ["de frontoffice"]


def test_a_hand_over_can_be_taken_back_and_another_added(content: Content) -> None:
    replies: Replies = {
        OVERVIEW: ["4", "4", "4", "v", "k"],
        "Aan welke organisatie": ["de GGZ", "de jeugdarts"],
        "Wat neemt zij over?": "de behandeling",
        "Wat dragen jullie over?": ["1", "2"],
    }
    held = hold(content, replies)
    assert held.error is None
    assert [handover.to for handover in held.session.handed_over] == ["de jeugdarts"]
    assert [event.withdraws for event in held.desk.events if isinstance(event, HandedOver)] == [0, 0, 1]


def test_no_meeting_closes_on_a_promise_that_is_kept_only_after_the_day_to_look_again(content: Content) -> None:
    replies: Replies = {
        OVERVIEW: ["v", "5", "k", "2", "k"],
        "Welke afspraken maken jullie?": ["1 2", "", "1 2 4", ""],
        "Wat spreken jullie af?": "belt de school",
        "Wanneer is het klaar?": ["over 2 weken", "morgen", "morgen"],
        "Wanneer kijken jullie opnieuw": "over 1 week",
    }
    held = hold(content, replies)
    assert held.error is None
    assert "Deze afspraak is te laat: belt de school" in held.printed
    assert held.session.look_again == date(2026, 3, 11)
    assert all(promise.by <= held.session.look_again for promise in held.session.promises)


def test_the_promise_to_look_again_moves_with_its_day(content: Content) -> None:
    replies: Replies = {OVERVIEW: ["v", "5", "k"], "Wanneer kijken jullie opnieuw": "over 1 week"}
    held = hold(content, replies)
    assert held.error is None
    assert [promise.by for promise in held.session.promises] == [date(2026, 3, 11)] == [held.session.look_again]
