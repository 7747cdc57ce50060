"""The questions on screen: one that is about several persons stands there once, for all of them."""

from __future__ import annotations

from kvv_triage.case.answers import Option, Unknown
from kvv_triage.case.events import Answered
from kvv_triage.content.content import Content
from kvv_triage.language.scales import UnknownKind
from tests.conftest import Make
from tests.helpers.typist import CTRL_C, Held, Replies, hold, number_of, question

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


def test_an_answer_about_a_child_is_kept_as_it_is_given_and_an_alarm_waits_for_no_other_child(
    content: Content,
) -> None:
    held = held_with_three_children(content, {question(content, "kind.bang"): ["n", CTRL_C], "Wil je stoppen?": CTRL_C})
    assert [event.slot for event in events_about(held, "kind.bang")] == ["kind.bang@kind-1"]
    injury = question(content, "kind.letsel-onverklaard")
    held = held_with_three_children(content, {injury: ["w", "j", "n"], "Belblad: bellen": "v"})
    place = next(
        number
        for number, screen in enumerate(held.screens)
        if f"{injury} kind 3" in screen and "van hoogstens" in screen
    )
    assert "Belblad: bellen" in held.screens[place - 1]
    said = [held.session.answers[f"kind.letsel-onverklaard@{child}"].opinions[0] for child in CHILDREN]
    assert said == [Unknown(UnknownKind.NIET_BEKEND), Option("ja"), Option("nee")]


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


SETTLED = "De uitkomst staat vast"
SURE = "Je belt in elk geval "


def strangled(content: Content, replies: Replies) -> Held:
    """A case of which the level is settled early, and whom to call is not."""
    family: Replies = {question(content, "start.zorgen"): "1", question(content, "partnergeweld.keel"): "3"}
    return hold(content, {**replies, **family, "echt nagevraagd of gezien": "j"})


def test_when_only_the_level_is_settled_the_screen_says_whom_you_call_in_any_case_and_what_is_left(
    content: Content,
) -> None:
    held = strangled(content, {SURE: "v"})
    told = [screen for screen in held.screens if SURE in screen]
    assert len(told) == 1, "it is said once"
    assert "Veilig Thuis, Politie (geen spoed) en Huisarts; nog te vragen is of ook " in told[0]
    assert "De uitkomst staat vast" not in held.printed[: held.printed.index(SURE)]
    assert held.session.closed


SETTLED_BY_INJURY = """
drempels:
- {id: rood, als: {vraag: a.rood}, dan: bel_nu, bel: [veilig_thuis], omdat: Rood.}
- {id: arts, als: {vraag: a.letsel}, dan: bel_nu, bel: [veilig_thuis, huisarts], omdat: Letsel.}
"""


def test_who_goes_on_is_first_asked_what_settles_whom_to_call(make: Make) -> None:
    names = ("rood", "anders", "letsel")
    content = make("".join(f"- {{id: {name}, vraag: Is er {name}?}}\n" for name in names), thresholds=SETTLED_BY_INJURY)
    held = hold(content, {SURE: "v", "Is er rood?": "j", "Is er anders?": "n", "Is er letsel?": "n"})
    asked = [event.slot for event in held.desk.events if isinstance(event, Answered)]
    assert asked == ["a.rood", "a.letsel", "a.anders"], "in the order of the list it would be the last"


def test_who_has_heard_whom_to_call_can_go_to_the_outcome(content: Content) -> None:
    held = strangled(content, {SURE: "u"})
    asked = [screen for screen in held.screens if "van hoogstens" in screen]
    assert question(content, "partnergeweld.jaloers") not in " ".join(asked)
    assert held.session.closed


def test_the_outcome_is_only_settled_when_nobody_can_be_added_to_the_call_any_more(content: Content) -> None:
    held = hold(content, {question(content, "acuut.geweld-nu"): "j", SETTLED: "u"})
    assert SETTLED in held.printed
    assert SURE not in held.printed


def test_what_was_seen_can_be_changed_without_changing_the_answer(content: Content) -> None:
    asked = question(content, "acuut.dreigt-te-doden")
    replies: Replies = {
        "Een antwoord wijzigen": ["2", "v"],
        "Welk antwoord wil je wijzigen?": number_of("Zegt iemand"),
        "Wat is er gezien of gezegd": ["hij zei het gisteren", "hij zei het dinsdag, tegen haar zus"],
        asked: "j",
    }
    held = hold(content, {**replies, "Welk antwoord wil je wijzigen?": number_of(asked[:20])})
    answer = held.session.answers["acuut.dreigt-te-doden"]
    assert answer.opinions == (Option("ja"),)
    assert answer.fact == "hij zei het dinsdag, tegen haar zus"
