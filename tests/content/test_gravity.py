"""How grave an answer is, against the facts that the decision makes of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.case.answers import Answer
from kvv_triage.case.slots import slot_of
from kvv_triage.content.checklist import TextQuestion
from kvv_triage.content.gravity import is_safe_answer, severity_of
from kvv_triage.deciding.ruleset import ReadyQuestion, Ruleset
from kvv_triage.language.scales import Severity
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
