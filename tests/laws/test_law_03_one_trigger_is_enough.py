"""Law 3: one trigger is enough. Signals are added up, never averaged, and nothing that protects takes one away."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.case.answers import Answer, Answers
from kvv_triage.case.slots import slot_of
from kvv_triage.case.state import CaseState
from kvv_triage.content.checklist import TextQuestion
from kvv_triage.content.kinds import safe_value
from kvv_triage.deciding.decision import Decision
from kvv_triage.language.scales import Level, Severity
from tests.conftest import Make, Read
from tests.helpers.deciding import Case, assert_never_milder, cases, decided, decided_when_the_rest_is_safe, made_ready
from tests.helpers.strategies import DAY, all_values, is_safe, named_values, shipped, slots, worst

GRAVE = [item.id for item in shipped().content.questions if item.severity >= Severity.RODE_VLAG]


@pytest.mark.parametrize("name", GRAVE)
def test_one_red_flag_is_enough_to_call_while_everything_else_is_safe(name: str) -> None:
    content = shipped().content
    item = content.by_id[name]
    slot = slot_of(name, f"{item.per}-1" if item.per else None)
    decision = decided_when_the_rest_is_safe(content, CaseState(DAY, Answers({slot: worst(item.question)})))
    assert decision.level >= Level.BEL_NU


@given(st.data())
def test_a_signal_more_anywhere_never_makes_the_decision_milder(data: st.DataObject) -> None:
    case = data.draw(cases())
    free = [slot for slot in slots(case.content) if slot not in case.record.answers]
    signals = data.draw(st.lists(st.sampled_from(free), unique=True, max_size=5)) if free else []
    assert_never_milder(case.decide(), _with(case, {slot: data.draw(_signal(case, slot)) for slot in signals}))


@given(st.data())
def test_no_safe_answer_takes_away_what_other_answers_reached(data: st.DataObject) -> None:
    case = data.draw(cases())
    free = [slot for slot in slots(case.content) if slot not in case.record.answers]
    safe = data.draw(st.lists(st.sampled_from(free), unique=True)) if free else []
    questions = {slot: case.content.slot(slot)[0].question for slot in safe}
    before = case.decide()
    after = _with(
        case,
        {
            slot: Answer((safe_value(question),))
            for slot, question in questions.items()
            if not isinstance(question, TextQuestion)
        },
    )
    assert after.level >= before.level
    assert {one.threshold.id for one in after.reached} >= {one.threshold.id for one in before.reached}
    assert set(after.call) >= set(before.call)


@given(st.data())
def test_who_sees_it_milder_at_the_table_does_not_take_away_what_another_says(data: st.DataObject) -> None:
    case = data.draw(cases())
    answered = list(case.record.answers)
    if answered:
        slot = data.draw(st.sampled_from(answered))
        question = case.content.slot(slot)[0].question
        known = case.record.answers[slot].opinions
        milder = data.draw(st.sampled_from(all_values(question)))
        assert_never_milder(case.decide(), _with(case, {slot: Answer((*known, milder))}))


@pytest.mark.parametrize("others", [0, 1, 30])
@pytest.mark.parametrize(
    "when", ["{minstens: 3, ernst: bijdragend}", "{punten: 3}", "{minstens: 3, norm: structureel}"]
)
def test_three_signals_count_as_three_however_many_questions_are_safe(
    make: Make, record: Read, when: str, others: int
) -> None:
    asked = [
        f"{{id: v{number}, vraag: Is dat zo?, ernst: bijdragend, punten: 1, norm: structureel}}" for number in range(3)
    ]
    asked += [f"{{id: w{number}, vraag: Gaat dat goed?, signaal_bij: nee, ernst: ernstig}}" for number in range(others)]
    content = make(
        "".join(f"- {question}\n" for question in asked),
        thresholds=f"drempels:\n- {{id: drie, als: {when}, dan: bel_112, bel: [politie], omdat: Drie.}}\n",
    )
    ready = made_ready(content)
    three = record(ready, "{overige: nee, antwoorden: {a.v0: ja, a.v1: ja, a.v2: ja}}")
    two = record(ready, "{overige: nee, antwoorden: {a.v0: ja, a.v1: ja}}")
    assert decided(content, three).level is Level.BEL_112
    assert decided(content, two).level < Level.BEL_112


def _with(case: Case, more: dict[str, Answer]) -> Decision:
    return decided(case.content, replace(case.record, answers=Answers({**case.record.answers, **more})))


def _signal(case: Case, slot: str) -> st.SearchStrategy[Answer]:
    question = case.content.slot(slot)[0].question
    signals = [value for value in named_values(question) if not is_safe(question, value)]
    return st.sampled_from(signals or named_values(question)).map(lambda value: Answer((value,)))
