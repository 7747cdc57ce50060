"""The questions on screen: one that is about several persons stands there once, for all of them."""

from __future__ import annotations

from kvv_triage.case.answers import Option, Unknown
from kvv_triage.case.events import Answered
from kvv_triage.content.content import Content
from kvv_triage.language.scales import UnknownKind
from tests.helpers.typist import Held, Replies, hold, number_of, question

THREE_CHILDREN: Replies = {"Welke leeftijd": "oudste, 9, jongste"}
CHILDREN = tuple(f"kind-{number}" for number in (1, 2, 3))


def held_with_three_children(content: Content, replies: Replies) -> Held:
    family: Replies = {question(content, "start.kinderen"): "3", question(content, "start.zorgen"): "2"}
    return hold(content, {**replies, **THREE_CHILDREN, **family, "echt nagevraagd of gezien": "j"})


def events_about(held: Held, name: str) -> list[Answered]:
    return [event for event in held.desk.events if isinstance(event, Answered) and event.slot.startswith(f"{name}@")]


def test_each_child_keeps_an_answer_of_its_own(content: Content) -> None:
    held = held_with_three_children(content, {question(content, "kind.bang"): ["n", "j", "w"]})
    said = [held.session.answers[f"kind.bang@{child}"].opinions[0] for child in CHILDREN]
    assert said == [Option("nee"), Option("ja"), Unknown(UnknownKind.NIET_BEKEND)]


def test_the_answers_about_all_children_are_kept_before_the_alarm_sounds_or_a_fact_is_asked(content: Content) -> None:
    held = held_with_three_children(
        content, {question(content, "kind.bang"): ["n", "j", "n"], "Wat is er gezien of gezegd": "zei het op school"}
    )
    events = events_about(held, "kind.bang")
    assert [event.slot.partition("@")[2] for event in events] == [*CHILDREN, "kind-2"]
    assert events[-1].answer.fact == "zei het op school"


def test_the_fact_behind_a_tick_is_asked_with_the_child_it_is_about(content: Content) -> None:
    held = held_with_three_children(content, {question(content, "kind.bang"): ["n", "j", "n"]})
    asked = [screen for screen in held.screens if "Wat is er gezien of gezegd" in screen]
    assert ["kind 2 (9 jaar): " in screen for screen in asked] == [True]


def test_why_something_is_not_known_is_asked_only_of_whom_it_is_not_known(content: Content) -> None:
    held = held_with_three_children(
        content,
        {
            question(content, "kind.bang"): ["w", "n", "w"],
            "Waarom weten jullie dit niet? kind 1": number_of("Diegene kon of wilde"),
            "Waarom weten jullie dit niet? kind 3": number_of("Diegene is nog niet alleen"),
        },
    )
    kinds = [held.session.answers[f"kind.bang@{child}"].opinions[0] for child in CHILDREN]
    assert kinds == [
        Unknown(UnknownKind.GEWEIGERD),
        Option("nee"),
        Unknown(UnknownKind.NIET_ALLEEN_GESPROKEN),
    ]


def test_the_table_can_disagree_about_one_child(content: Content) -> None:
    held = held_with_three_children(
        content,
        {
            "Over wie gaat dit?": number_of("kind 2"),
            "Wat ziet de een?": "j",
            "Wat ziet de ander?": "n",
            question(content, "kind.bang"): ["a", "n", "w"],
        },
    )
    said = [held.session.answers[f"kind.bang@{child}"].opinions for child in CHILDREN]
    assert said == [(Option("nee"),), (Option("ja"), Option("nee")), (Unknown(UnknownKind.NIET_BEKEND),)]


def test_a_note_says_which_child_it_is_about(content: Content) -> None:
    held = held_with_three_children(
        content,
        {
            "Over wie gaat dit?": number_of("kind 3"),
            "Welke opmerking": "huilt veel",
            question(content, "kind.bang"): ["o", "n", "n", "n"],
        },
    )
    assert [note.slot for note in held.session.notes] == ["kind.bang@kind-3"]


def test_going_back_shows_all_children_with_what_was_said_and_enter_changes_nothing(content: Content) -> None:
    held = held_with_three_children(
        content,
        {
            "Waarom weten jullie": number_of("We weten het niet"),
            question(content, "kind.gezien"): ["t", "1", "1", "1"],
            question(content, "kind.bang"): ["n", "j", "w", "", "", ""],
        },
    )
    assert held.error is None
    said = [held.session.answers[f"kind.bang@{child}"].opinions[0] for child in CHILDREN]
    assert said == [Option("nee"), Option("ja"), Unknown(UnknownKind.NIET_BEKEND)]


def test_a_red_flag_about_one_child_gets_milder_only_with_a_second_name(content: Content) -> None:
    replies = {question(content, "kind.gezien"): ["t", "1", "1", "1"], "wordt milder. Waarom?": ""}
    held = held_with_three_children(
        content, {**replies, question(content, "kind.bang"): ["n", "j", "n", "j", "n", "n", "", "", ""]}
    )
    said = [held.session.answers[f"kind.bang@{child}"].opinions[0] for child in CHILDREN]
    assert said[:2] == [Option("ja"), Option("ja")]
    assert any("Een ernstig antwoord wordt milder" in screen for screen in held.screens)
