"""Which answers a question knows: its kind fits, and its options have what was chosen."""

from __future__ import annotations

import pytest

from kvv_triage.case.answers import Number, Option, Options, Person, Persons, Text, Unknown, Value
from kvv_triage.content.checklist import Question
from kvv_triage.content.kinds import is_known_to
from kvv_triage.language.scales import UnknownKind
from tests.conftest import Make

LIST = """
- {id: ja-nee, vraag: Is dat zo?, ernst: ernstig}
- {id: keuze, vraag: Hoe?, soort: keuze, antwoorden: [{id: nee, tekst: Nee}, {id: oud, tekst: Oud, ernst: acuut}]}
- {id: meerkeuze, vraag: Welke?, soort: meerkeuze, antwoorden: [{id: mes, tekst: Mes}, {id: bijl, tekst: Bijl}]}
- {id: getal, vraag: Vaak?, soort: getal, banden: [{tot: 0}, {vanaf: 1, ernst: ernstig}]}
- {id: personen, vraag: Hoeveel?, soort: personen, rol: kind}
- {id: tekst, vraag: Wat?, soort: tekst}
"""
KNOWS: dict[str, tuple[Value, ...]] = {
    "ja-nee": (Option("ja"), Option("nee")),
    "keuze": (Option("nee"), Option("oud")),
    "meerkeuze": (Options(frozenset()), Options(frozenset({"mes"})), Options(frozenset({"mes", "bijl"}))),
    "getal": (Number(0), Number(7)),
    "personen": (Persons(()), Persons((Person(9),))),
    "tekst": (Text(""), Text("Een verhaal.")),
}
GONE: dict[str, tuple[Value, ...]] = {
    "ja-nee": (Option("soms"),),
    "keuze": (Option("ja"),),
    "meerkeuze": (Options(frozenset({"mes", "vuur"})),),
}
"""Answers of the right kind that the options of today do not have."""


@pytest.fixture(scope="module")
def questions(make: Make) -> dict[str, Question]:
    content = make(LIST)
    return {name: content.by_id[f"a.{name}"].question for name in KNOWS}


@pytest.mark.parametrize("name", KNOWS)
def test_a_question_knows_the_answers_of_its_own_kind_and_no_others(questions: dict[str, Question], name: str) -> None:
    for other, values in KNOWS.items():
        for value in values:
            is_same_option = {other, name} == {"ja-nee", "keuze"} and value == Option("nee")
            assert is_known_to(questions[name], value) == (other == name or is_same_option), value


@pytest.mark.parametrize("name", GONE)
def test_an_option_that_is_gone_is_not_known(questions: dict[str, Question], name: str) -> None:
    assert [value for value in GONE[name] if is_known_to(questions[name], value)] == []


@pytest.mark.parametrize("name", KNOWS)
def test_not_knowing_is_an_answer_to_every_question_but_a_text(questions: dict[str, Question], name: str) -> None:
    for kind in UnknownKind:
        assert is_known_to(questions[name], Unknown(kind)) == (name != "tekst")
