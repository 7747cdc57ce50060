"""Every kind of question on a screen, in plain lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kvv_triage.case.answers import Number, Option, Options, Person, Persons, Text, Unknown, Value
from kvv_triage.content.content import Content
from kvv_triage.language.scales import UnknownKind
from tests.helpers.typist import Held, Question, Replies, hold

QUESTIONS = """
- {id: meldingen, vraag: Hoeveel meldingen?, soort: getal, banden: [{tot: 0}, {vanaf: 1, ernst: ernstig}]}
- {id: kinderen, vraag: Hoeveel kinderen?, soort: personen, rol: kind}
- {id: verhaal, vraag: Wat is het verhaal?, soort: tekst}
- id: keel
  vraag: Is de keel dichtgeknepen?
  soort: keuze
  antwoorden: [{id: nee, tekst: Nee}, {id: ooit, tekst: Ooit, ernst: ernstig}]
- id: dreiging
  vraag: Waarmee is gedreigd?
  soort: meerkeuze
  antwoorden: [{id: mes, tekst: Een mes, ernst: ernstig}, {id: doden, tekst: Doden, ernst: ernstig}]
- {id: volwassene, vraag: Is er een veilige volwassene?, signaal_bij: nee, ernst: bijdragend}
"""


@pytest.fixture
def content(make: Callable[..., Content]) -> Content:
    """Give a list with one question of every kind."""
    return make(QUESTIONS)


def asked(replies: Replies) -> Replies:
    """The replies, of which those to a question only count while it is asked."""
    return {
        key if key.startswith(("Waarom weten", "Welke leeftijd")) else Question(key): replies[key] for key in replies
    }


def answers(held: Held, slot: str) -> tuple[Value, ...]:
    assert held.error is None, held.error
    return held.session.answers[slot].opinions


@pytest.mark.parametrize(
    ("slot", "replies", "value"),
    [
        ("a.meldingen", {"Hoeveel meldingen?": "3"}, Number(3)),
        ("a.meldingen", {"Hoeveel meldingen?": "w", "Waarom weten": "1"}, Unknown(UnknownKind.NIET_BEKEND)),
        ("a.kinderen", {"Welke leeftijd": "9", "Hoeveel kinderen? Typ": "1"}, Persons((Person(9),))),
        ("a.kinderen", {"Welke leeftijd": ", oudste", "Hoeveel": "2"}, Persons((Person(), Person(label="oudste")))),
        ("a.kinderen", {"Welke leeftijd": "", "Hoeveel": "2"}, Persons((Person(), Person()))),
        ("a.kinderen", {"Hoeveel kinderen?": "w", "Waarom weten": "2"}, Unknown(UnknownKind.NIET_GEVRAAGD)),
        ("a.verhaal", {"Wat is het verhaal?": "ze huilt"}, Text("ze huilt")),
        ("a.keel", {"Is de keel": "2"}, Option("ooit")),
        ("a.keel", {"Is de keel": "w", "Waarom weten": "4"}, Unknown(UnknownKind.GEWEIGERD)),
        ("a.dreiging", {"Waarmee is gedreigd?": "1, 2"}, Options(frozenset({"mes", "doden"}))),
        ("a.dreiging", {"Waarmee is gedreigd?": "n"}, Options(frozenset())),
        ("a.dreiging", {"gedreigd?": "w", "Waarom weten": "3"}, Unknown(UnknownKind.NIET_ALLEEN_GESPROKEN)),
        ("a.volwassene", {"veilige volwassene?": "n"}, Option("nee")),
    ],
)
def test_every_kind_of_question_takes_its_answers(content: Content, slot: str, replies: Replies, value: Value) -> None:
    assert answers(hold(content, {"echt nagevraagd of gezien": "j", **asked(replies)}), slot) == (value,)


LETTERS = """
- id: keuze
  vraag: Welke letter?
  soort: keuze
  antwoorden: [{id: z, tekst: Eerste}, {id: b, tekst: Tweede, ernst: ernstig}, {id: t, tekst: Derde, ernst: ernstig}]
- id: meer
  vraag: Welke letters?
  soort: meerkeuze
  antwoorden: [{id: s, tekst: Eerste, ernst: ernstig}, {id: a, tekst: Tweede, ernst: ernstig}]
"""


@pytest.mark.parametrize(("typed", "picked"), [("1", "z"), ("2", "b"), ("3", "t")])
def test_an_option_that_is_called_as_a_key_is_an_answer_and_no_key(
    make: Callable[..., Content], typed: str, picked: str
) -> None:
    held = hold(make(LETTERS), {"echt nagevraagd": "j", **asked({"Welke letter?": typed, "Welke letters?": "1 2"})})
    assert answers(held, "a.keuze") == (Option(picked),)
    assert answers(held, "a.meer") == (Options(frozenset({"s", "a"})),)


def test_a_text_is_a_key_only_where_that_key_works(make: Callable[..., Content]) -> None:
    content = make("- {id: keuze, vraag: Is dat zo?}")
    held = hold(content, {"pseudoniem": "b", "echt nagevraagd": "j"}, case=None)
    assert held.error is None
    assert held.session.seated
    assert held.session.seated.case == "b"


@pytest.mark.parametrize(
    ("ask", "following", "again", "value"),
    [
        ("Hoeveel meldingen?", "Is de keel", ["4", ""], Number(4)),
        ("Hoeveel meldingen?", "Is de keel", ["4", "2"], Number(2)),
        ("Waarmee is gedreigd?", "veilige volwassene?", ["1", ""], Options(frozenset({"mes"}))),
        ("Is de keel", "Waarmee is gedreigd?", ["2", ""], Option("ooit")),
        ("Is de keel", "Waarmee is gedreigd?", ["w", ""], Unknown(UnknownKind.GEWEIGERD)),
    ],
)
def test_enter_keeps_what_was_answered_before(
    content: Content, ask: str, following: str, again: list[str], value: Value
) -> None:
    back = asked({following: ["t"], "Waarom weten": ["4", ""], ask: again})
    held = hold(content, {"echt nagevraagd of gezien": "j", **back})
    assert value in [opinion for answer in held.session.answers.values() for opinion in answer.opinions]


@pytest.mark.parametrize("typed", ["", "0", "3", "1 2 3", "x"])
def test_several_that_cannot_go_together_or_do_not_exist_are_asked_again(content: Content, typed: str) -> None:
    told = {"Dat kan niet samen": "n", "Typ nummers van 1 tot en met 4": "n"}
    held = hold(content, {**told, "echt nagevraagd of gezien": "j", **asked({"Waarmee is gedreigd?": [typed]})})
    assert held.error is None


def test_a_command_works_at_every_kind_of_question(content: Content) -> None:
    texts = ["Hoeveel meldingen?", "Hoeveel kinderen?", "Wat is het verhaal?", "Is de keel", "Waarmee is gedreigd?"]
    held = hold(content, {**asked({text: ["?", "!"] for text in texts}), "echt nagevraagd of gezien": "j"})
    assert held.error is None
    assert held.printed.count("Bij deze vraag is geen toelichting.") == len(texts)
    assert held.printed.count("BEL 112") >= len(texts)


def test_a_text_that_is_much_too_long_is_cut_by_the_writer_and_not_by_us(content: Content) -> None:
    held = hold(
        content, {"Dat is te lang": "kort", "echt nagevraagd": "j", **asked({"Wat is het verhaal?": "x" * 3000})}
    )
    assert answers(held, "a.verhaal") == (Text("kort"),)


def test_the_screen_goes_blank_on_request(content: Content) -> None:
    held = hold(
        content, {**asked({"Hoeveel meldingen?": ["z", "0"]}), "kan kvv hier niet weghalen": "", "echt nagevraagd": "j"}
    )
    assert "Draai het scherm weg. Druk op Enter om verder te gaan." in held.printed
