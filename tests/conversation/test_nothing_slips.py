"""No answer comes from a key that meant something else, and going back changes nothing (laws 2, 5 and 6)."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest

from kvv_triage.case.answers import Option
from kvv_triage.case.events import Answered, Discussed, Subject
from kvv_triage.content.content import Content
from kvv_triage.conversation.arriving import Recorder
from kvv_triage.conversation.asker import Choice, Command, Screen, Several
from kvv_triage.conversation.desk import Desk
from kvv_triage.conversation.first import ask_first
from kvv_triage.conversation.meeting import Meeting
from kvv_triage.terminal.plain import PlainAsker
from tests.helpers.typist import HANG_UP, WEDNESDAY, Held, Replies, Typist, Worker, hold, question

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
    assert "Vraag een collega, en schrijf de namen voluit." in held.printed
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


class Watching(PlainAsker):
    """Plain lines, of which it is noted what a terminal with keys would guard and preselect."""

    def __init__(self, paper: io.StringIO, worker: Worker) -> None:
        super().__init__(Typist(paper, worker).type_line, paper)
        self.seen: list[tuple[str, bool, str | None]] = []

    def choose(
        self, screen: Screen, choices: Sequence[Choice], commands: Sequence[Command], default: str | None = None
    ) -> str:
        self.seen.append((screen.question, screen.is_grave, default))
        return super().choose(screen, choices, commands, default)

    def choose_many(self, screen: Screen, several: Several, commands: Sequence[Command]) -> frozenset[str] | Command:
        self.seen.append((screen.question, screen.is_grave, None))
        return super().choose_many(screen, several, commands)


@pytest.fixture(scope="module")
def seen(content: Content) -> list[tuple[str, bool, str | None]]:
    """Every choice of a meeting: its question, whether it is guarded, and what Enter takes."""
    paper = io.StringIO()
    points_out: Replies = {"echt nagevraagd of gezien": "1"}
    asker = Watching(paper, Worker(points_out))
    desk = Desk(asker, lambda: content, lambda: WEDNESDAY)
    Meeting(desk, Recorder("S. de Wit", "wijkteam"), "A-1", None).run(ask_first(asker))
    assert desk.session.closed
    return asker.seen


def test_what_can_be_a_danger_sign_is_guarded_and_nothing_is_chosen_beforehand(
    content: Content, seen: list[tuple[str, bool, str | None]]
) -> None:
    severe = {placed.question.text for placed in content.questions if placed.severity}
    danger = [(is_guarded, default) for question, is_guarded, default in seen if question in severe]
    assert len(danger) > 5
    assert set(danger) == {(True, None)}


def test_what_can_be_no_danger_sign_is_not_guarded(content: Content, seen: list[tuple[str, bool, str | None]]) -> None:
    calm = {placed.question.text for placed in content.questions if not placed.severity}
    assert {is_guarded for question, is_guarded, _ in seen if question in calm} == {False}


@pytest.mark.parametrize("asked", ["Is elke 'nee' echt nagevraagd", "Welke 'nee' is niet nagevraagd"])
def test_both_screens_about_the_no_are_guarded_and_have_nothing_chosen(
    seen: list[tuple[str, bool, str | None]], asked: str
) -> None:
    assert {(is_guarded, default) for question, is_guarded, default in seen if question.startswith(asked)} == {
        (True, None)
    }


def test_enter_closes_no_meeting_and_confirms_no_proposal(seen: list[tuple[str, bool, str | None]]) -> None:
    taken = {(question, default) for question, _, default in seen}
    assert ("Klopt dit zo?", None) in taken
    assert ("Klopt dit zo?", "klaar") not in taken
    assert {default for question, default in taken if question.startswith("Wat leggen jullie nu vast")} == {None}
