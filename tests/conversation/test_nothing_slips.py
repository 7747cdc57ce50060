"""No answer comes from a key that meant something else, and going back changes nothing (laws 2, 5 and 6)."""

from __future__ import annotations

import pytest

from kvv_triage.case.answers import Option
from kvv_triage.case.events import Answered, Discussed, Subject
from kvv_triage.content.content import Content
from tests.helpers.typist import HANG_UP, Held, Replies, hold, question

DOES_KILL = "acuut.dreigt-te-doden"


def ended(held: Held) -> Held:
    assert held.error is None, held.error
    assert held.session.closed
    return held


def answers_of(held: Held, slot: str) -> list[Answered]:
    return [event for event in held.desk.events if isinstance(event, Answered) and event.slot == slot]


def test_a_held_n_passes_no_screen_that_asks_whether_each_no_is_real(content: Content) -> None:
    held = hold(content, {"echt nagevraagd of gezien": ["n"] * 30, "Dat is geen keuze": [*["n"] * 29, HANG_UP]})
    assert Subject.NO not in [event.subject for event in held.desk.events if isinstance(event, Discussed)]
    replies: Replies = {
        "echt nagevraagd of gezien": ["1"],
        "Welke 'nee' is niet": ["n"] * 30,
        "Typ nummers": [*["n"] * 29, HANG_UP],
    }
    held = hold(content, replies)
    assert Subject.NO not in [event.subject for event in held.desk.events if isinstance(event, Discussed)]


def test_going_back_from_the_check_asks_the_question_before_it_and_then_checks_again(content: Content) -> None:
    held = ended(hold(content, {"echt nagevraagd of gezien": ["t", "j", "j"]}))
    checks = [number for number, screen in enumerate(held.screens) if "echt nagevraagd of gezien" in screen]
    assert "Nu staat er: Nee" in held.screens[checks[0] + 1]
    assert checks[1] == checks[0] + 2


@pytest.mark.parametrize("key", ["", "v", "1"])
def test_where_the_table_disagrees_going_back_and_enter_leaves_both_opinions(content: Content, key: str) -> None:
    asked, following = question(content, DOES_KILL), question(content, "acuut.wapen-gebruikt")
    held = ended(hold(content, {asked: ["a", "n", "j", key], following: ["t", "n"]}))
    assert "Zo laten staan" in [screen for screen in held.screens if asked in screen and "van hoogstens" in screen][-1]
    assert held.session.answers[DOES_KILL].opinions == (Option("nee"), Option("ja"))
    assert len([event for event in answers_of(held, DOES_KILL) if not event.answer.fact]) == 1


def test_where_the_table_disagreed_the_question_can_be_answered_anew(content: Content) -> None:
    asked, following = question(content, DOES_KILL), question(content, "acuut.wapen-gebruikt")
    replies: Replies = {asked: ["a", "n", "j", "2", "j"], following: ["t", "n"]}
    held = ended(hold(content, replies))
    assert held.session.answers[DOES_KILL].opinions == (Option("ja"),)


def test_that_someone_sees_it_otherwise_stays_on_the_screen_after_help_a_note_and_the_emergency(
    content: Content,
) -> None:
    asked = question(content, DOES_KILL)
    held = ended(hold(content, {asked: ["a", "?", "a", "o", "!", "n", "j"], "Welke opmerking": "t"}))
    tries = [screen for screen in held.screens if asked in screen and "Iemand ziet dit anders." in screen]
    assert len(tries) == 6
    assert held.session.answers[DOES_KILL].opinions == (Option("nee"), Option("ja"))


def test_the_fact_that_was_gone_back_from_is_asked_again(content: Content) -> None:
    asked = question(content, DOES_KILL)
    held = ended(hold(content, {asked: ["j", ""], "Wat is er gezien of gezegd": ["t", "hij zei het gisteren"]}))
    assert held.session.answers[DOES_KILL].fact == "hij zei het gisteren"


def test_a_refused_second_name_stands_there_to_be_changed(content: Content) -> None:
    asked, following = question(content, DOES_KILL), question(content, "acuut.wapen-gebruikt")
    replies: Replies = {
        following: ["t", "n"],
        asked: ["j", "n"],
        "wordt milder. Waarom?": ["geen", "het ging over een ander"],
        "Welke collega": ["S. de Wit", "Els"],
    }
    held = ended(hold(content, replies))
    assert "Enter is geen" in held.printed
    assert "Vraag een collega." in held.printed
    assert "Enter is S. de Wit)" in held.printed
    assert answers_of(held, DOES_KILL)[-1].second == "Els"


@pytest.mark.parametrize("back", ["mag zien?", "pseudoniem", "Wie zitten er aan tafel?", "Hoeveel tijd is er?"])
def test_before_the_first_screen_there_is_nothing_and_it_says_so(content: Content, back: str) -> None:
    held = ended(hold(content, {back: ["t"]}, case=None))
    assert "Verder terug kan hier niet." in held.printed


def test_the_lines_of_a_form_go_back_one_by_one_and_none_is_lost_to_another_key(content: Content) -> None:
    replies: Replies = {
        "Wie zitten er aan tafel?": ["school", "school en arts"],
        "Wie legt vast?": ["!", "t", "Sam"],
    }
    held = ended(hold(content, replies))
    assert held.session.seated
    assert (held.session.seated.present, held.session.seated.recorder) == ("school en arts", "Sam")


def test_the_safe_answer_is_the_first_at_every_yes_or_no(content: Content) -> None:
    held = ended(hold(content, {"start.zorgen": "1", question(content, "start.kinderen"): "1"}))
    yes_no = [screen for screen in held.screens if "van hoogstens" in screen and "Ja (j)" in screen]
    assert {"1. Nee (n) 2. Ja (j)" in screen or "1. Ja (j) 2. Nee (n)" in screen for screen in yes_no} == {True}
    asked = question(content, DOES_KILL)
    assert "1. Nee (n) 2. Ja (j) 3. Weet niet (w)" in held.at(asked)
