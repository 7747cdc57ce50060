"""How grave an answer is, against the facts that the decision makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.case.answers import Answer
from kvv_triage.case.slots import slot_of
from kvv_triage.content.checklist import TextQuestion
from kvv_triage.content.gravity import is_safe_answer, safe_answers, severity_of
from kvv_triage.deciding.ruleset import ReadyQuestion, Ruleset
from kvv_triage.language.scales import Severity
from tests.conftest import Make
from tests.helpers.every_kind import UNKNOWN_KINDS, answer, answered
from tests.helpers.strategies import all_values, answers, sample, samples, shipped


def assert_weighed_as_decided(ruleset: Ruleset, item: ReadyQuestion, answer: Answer) -> None:
    slot = slot_of(item.id, f"{item.per}-1" if item.per else None)
    facts, layout = item.encoder.of_answer(answer), ruleset.compiler.layout
    carried = [severity for severity in Severity if severity and facts >> layout.severity(severity) & item.bit]
    assert severity_of(ruleset.content, slot, answer) == max(carried, default=Severity.GEEN)
    says_nothing = not facts and not answer.is_unknown and not isinstance(item.question, TextQuestion)
    assert is_safe_answer(ruleset.content, slot, answer) == says_nothing


def test_every_answer_to_the_shipped_questions_is_as_grave_as_the_decision_takes_it() -> None:
    ruleset = shipped().ruleset
    for item in ruleset.items:
        for value in all_values(item.question):
            assert_weighed_as_decided(ruleset, item, Answer((value,)))


@given(st.data())
def test_answers_of_several_opinions_are_as_grave_as_the_decision_takes_them(data: st.DataObject) -> None:
    ruleset = data.draw(samples()).ruleset
    item = data.draw(st.sampled_from(ruleset.items))
    assert_weighed_as_decided(ruleset, item, data.draw(answers(item.question)))


def test_every_answer_to_generated_questions_is_as_grave_as_the_decision_takes_it() -> None:
    for number in range(20):
        ruleset = sample(number).ruleset
        for item in ruleset.items:
            for value in all_values(item.question):
                assert_weighed_as_decided(ruleset, item, Answer((value,)))


@pytest.mark.parametrize(
    ("slot", "raw", "expected"),
    [
        ("ja-nee", "ja", Severity.RODE_VLAG),
        ("ja-nee", "nee", Severity.GEEN),
        ("ja-nee", "weet_niet", Severity.GEEN),
        ("ja-nee", {"meningen": ["nee", "ja"]}, Severity.RODE_VLAG),
        ("volwassene", "nee", Severity.BIJDRAGEND),
        ("keel", "recent", Severity.ACUUT),
        ("dreiging", ["woorden"], Severity.GEEN),
        ("dreiging", ["woorden", "mes"], Severity.ACUUT),
        ("meldingen", "1", Severity.RODE_VLAG),
        ("kinderen", "3", Severity.GEEN),
        ("verhaal", "Een verhaal.", Severity.GEEN),
    ],
)
def test_the_severity_of_an_answer_is_that_of_its_most_dangerous_opinion(
    every_kind: Ruleset, slot: str, raw: object, expected: Severity
) -> None:
    assert severity_of(every_kind.content, f"a.{slot}", answer(every_kind, f"a.{slot}", raw)) is expected


SAFE: list[tuple[str, object]] = [
    ("ja-nee", "nee"),
    ("ja-nee", {"meningen": ["nee", "nee"]}),
    ("volwassene", "ja"),
    ("keel", "nee"),
    ("dreiging", []),
    ("meldingen", "0"),
    ("kinderen", "0"),
]


NOT_SAFE: list[tuple[str, object]] = [
    ("ja-nee", "ja"),
    ("ja-nee", {"meningen": ["nee", "ja"]}),
    ("ja-nee", {"meningen": ["nee", "weet_niet"]}),
    ("volwassene", "nee"),
    ("keel", "ooit"),
    ("dreiging", ["woorden"]),
    ("meldingen", "3"),
    ("kinderen", "1"),
    ("kinderen", "weet_niet"),
    ("verhaal", "Een verhaal."),
    *[("ja-nee", raw) for raw in UNKNOWN_KINDS],
]


@pytest.mark.parametrize(
    ("slot", "raw", "expected"), [(*example, True) for example in SAFE] + [(*example, False) for example in NOT_SAFE]
)
def test_only_a_safe_answer_can_be_asked_after(every_kind: Ruleset, slot: str, raw: object, *, expected: bool) -> None:
    assert is_safe_answer(every_kind.content, f"a.{slot}", answer(every_kind, f"a.{slot}", raw)) is expected


def test_the_gravest_no_is_asked_after_first_of_one_list_or_of_all(make: Make) -> None:
    ruleset = Ruleset(
        make(
            a="- {id: een, vraag: V?}\n- {id: twee, vraag: V?, ernst: acuut}\n- {id: drie, vraag: V?, ernst: ernstig}",
            ab="- {id: een, vraag: V?, ernst: rode_vlag}",
        )
    )
    said = answered(ruleset, {"a.een": "nee", "a.twee": "nee", "a.drie": "ja", "ab.een": "nee"})
    assert safe_answers(ruleset.content, said) == ("a.twee", "ab.een", "a.een")
    assert safe_answers(ruleset.content, said, "a") == ("a.twee", "a.een")
    assert safe_answers(ruleset.content, said, "elders") == ()
