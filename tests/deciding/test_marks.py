"""Answers as sets of facts: more danger is always a superset (law 2)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from kvv_triage.case.answers import Answer, Option, Options, Text, Unknown, Value
from kvv_triage.content.content import Content
from kvv_triage.deciding.marks import MOST_TOTALS, Encoder, join, numbers, point_totals
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import UnknownKind
from tests.helpers.strategies import all_values, is_milder, is_safe, named_values

QUESTIONS = """\
- {id: rood, vraag: Rood?, ernst: rode_vlag, punten: 1, norm: onthulling}
- {id: vrij, vraag: Wat nog?, soort: tekst}
- {id: kinderen, vraag: Hoeveel?, soort: personen, rol: kind}
- id: keuze
  vraag: Welke?
  soort: keuze
  antwoorden:
  - {id: nee, tekst: Nee}
  - {id: licht, tekst: Licht, norm: structureel}
  - {id: zwaar, tekst: Zwaar, ernst: rode_vlag, punten: 2}
  - {id: zwaarst, tekst: Zwaarst, ernst: acuut, punten: 2}
- id: meer
  vraag: Welke nog meer?
  soort: meerkeuze
  antwoorden:
  - {id: a, tekst: A, ernst: bijdragend, punten: 1}
  - {id: b, tekst: B, punten: 3, norm: eigen_grens}
  - {id: c, tekst: C}
- id: getal
  vraag: Hoe vaak?
  soort: getal
  banden:
  - {vanaf: 7, ernst: rode_vlag, punten: 2}
  - {tot: 1}
  - {vanaf: 2, tot: 2, ernst: ernstig, norm: resultaat_blijft_uit}
  - {vanaf: 3, tot: 4, punten: 2}
  - {vanaf: 5, tot: 6}
"""
UNKNOWNS = """\
drempels:
- {id: een, als: {niet_uitgesloten: 1, ernst: rode_vlag}, dan: volgen, omdat: '-'}
- {id: twee, als: {niet_uitgesloten: 1, ernst: ernstig, vanaf: geweigerd}, dan: volgen, omdat: '-'}
"""


@pytest.fixture(scope="module")
def ruleset(make: Callable[..., Content]) -> Ruleset:
    return Ruleset(make(QUESTIONS, thresholds=UNKNOWNS))


IDS = ["rood", "kinderen", "keuze", "meer", "getal"]
every_question = pytest.mark.parametrize("name", IDS)


def encoder(ruleset: Ruleset, name: str) -> Encoder:
    return ruleset.by_id[f"a.{name}"].encoder


@every_question
def test_a_step_up_in_danger_only_adds_facts(ruleset: Ruleset, name: str) -> None:
    question = ruleset.by_id[f"a.{name}"].question
    for low, high in product(all_values(question), repeat=2):
        if is_milder(question, low, high):
            less, more = encoder(ruleset, name).of_value(low), encoder(ruleset, name).of_value(high)
            assert less & ~more == 0, (low, high)


@every_question
def test_a_signal_is_any_answer_but_the_safe_one(ruleset: Ruleset, name: str) -> None:
    item = ruleset.by_id[f"a.{name}"]
    for value in named_values(item.question):
        has_signal = bool(item.encoder.of_value(value) & item.encoder.signal)
        assert has_signal == (not is_safe(item.question, value)), value


@every_question
def test_a_safe_answer_has_no_facts(ruleset: Ruleset, name: str) -> None:
    item = ruleset.by_id[f"a.{name}"]
    assert [item.encoder.of_value(value) for value in named_values(item.question) if is_safe(item.question, value)]
    assert not any(
        item.encoder.of_value(value) for value in named_values(item.question) if is_safe(item.question, value)
    )


@every_question
@pytest.mark.parametrize("kind", UnknownKind)
def test_not_knowing_excludes_no_severity_that_the_question_can_carry(
    ruleset: Ruleset, name: str, kind: UnknownKind
) -> None:
    item, layout = ruleset.by_id[f"a.{name}"], ruleset.compiler.layout
    counted = {
        (severity, least)
        for severity, least in layout.pairs
        if item.encoder.of_value(Unknown(kind)) >> layout.not_excluded(severity, least) & item.bit
    }
    assert counted == {
        (severity, least) for severity, least in layout.pairs if severity <= item.severity and least <= kind
    }


@every_question
@pytest.mark.parametrize("kind", UnknownKind)
def test_not_knowing_is_no_signal(ruleset: Ruleset, name: str, kind: UnknownKind) -> None:
    assert encoder(ruleset, name).of_value(Unknown(kind)) & encoder(ruleset, name).signal == 0


@every_question
def test_the_highest_danger_holds_every_answer(ruleset: Ruleset, name: str) -> None:
    item = ruleset.by_id[f"a.{name}"]
    assert join(map(item.encoder.of_value, all_values(item.question))) | item.encoder.signal == item.encoder.top


def test_opinions_join_their_facts(ruleset: Ruleset) -> None:
    opinions = (Options(frozenset({"a"})), Options(frozenset({"c"})), Unknown(UnknownKind.GEWEIGERD))
    found = encoder(ruleset, "meer").of_answer(Answer(opinions))
    assert found == join(encoder(ruleset, "meer").of_value(opinion) for opinion in opinions)


def test_a_text_says_nothing(ruleset: Ruleset) -> None:
    assert encoder(ruleset, "vrij").of_answer(Answer((Text("mes, nu"),))) == encoder(ruleset, "vrij").top == 0


@pytest.mark.parametrize(
    ("name", "value", "points"),
    [
        ("rood", Option("nee"), 0),
        ("rood", Option("ja"), 1),
        ("keuze", Option("licht"), 0),
        ("keuze", Option("zwaarst"), 2),
        ("meer", Options(frozenset()), 0),
        ("meer", Options(frozenset({"a", "b", "c"})), 4),
        ("meer", Options(frozenset({"b"})), 3),
    ],
)
def test_the_points_of_an_answer(ruleset: Ruleset, name: str, value: Value, points: int) -> None:
    steps = encoder(ruleset, name).points
    assert steps is not None
    assert steps.points(encoder(ruleset, name).of_value(value)) == points


def test_a_question_without_points_has_no_steps(ruleset: Ruleset) -> None:
    assert encoder(ruleset, "kinderen").points is None


def test_the_points_of_a_multiple_choice_are_every_sum(ruleset: Ruleset) -> None:
    assert point_totals(ruleset.by_id["a.meer"].question) == (0, 1, 3, 4)
    assert point_totals(ruleset.by_id["a.keuze"].question) == (0, 2)
    assert point_totals(ruleset.by_id["a.vrij"].question) == (0,)


def test_too_many_different_sums_are_not_all_worked_out(ruleset: Ruleset) -> None:
    question = ruleset.by_id["a.meer"].question
    options = [{"id": f"o{at}", "tekst": "Optie", "punten": 1 << at} for at in range(20)]
    many = type(question).model_validate({"id": "veel", "vraag": "Veel?", "soort": "meerkeuze", "antwoorden": options})
    assert MOST_TOTALS < len(point_totals(many)) <= 2 * MOST_TOTALS


def test_the_numbers_of_a_set_of_questions_come_low_to_high() -> None:
    assert list(numbers(0b1010010)) == [1, 4, 6]
    assert list(numbers(0)) == []
