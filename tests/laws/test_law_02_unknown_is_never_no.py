"""Law 2: more danger never lowers the urgency, and unknown is never no."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kvv_triage.case.answers import Answer, Answers, Unknown
from kvv_triage.case.slots import slot_of
from kvv_triage.case.state import CaseState
from kvv_triage.content.checklist import TextQuestion
from kvv_triage.content.kinds import safe_value
from kvv_triage.deciding.bounds import bounds
from kvv_triage.language.scales import Level, Severity, UnknownKind
from tests.helpers.deciding import assert_never_milder, cases, decided, decided_when_the_rest_is_safe
from tests.helpers.strategies import DAY, shipped, steps_up

GRAVE = [item.id for item in shipped().content.questions if item.severity >= Severity.RODE_VLAG]


@settings(max_examples=300)
@given(st.data())
def test_a_step_up_in_danger_never_makes_the_decision_milder(data: st.DataObject) -> None:
    case = data.draw(cases())
    worse = data.draw(steps_up(case.content, case.record))
    assert_never_milder(case.decide(), decided(case.content, worse))


@given(st.data())
def test_not_knowing_never_gives_less_than_the_safe_answer(data: st.DataObject) -> None:
    case = data.draw(cases())
    open_slots = [
        (item, person)
        for item, person in bounds(case.ruleset, case.record.answers).slots_in_use()
        if not isinstance(item.question, TextQuestion)
    ]
    assume(open_slots)
    item, person = data.draw(st.sampled_from(open_slots))
    slot, kind = slot_of(item.id, person), data.draw(st.sampled_from(UnknownKind))
    safe, unknown = (
        decided(case.content, replace(case.record, answers=case.record.answers.with_answer(slot, Answer((value,)))))
        for value in (safe_value(item.question), Unknown(kind))
    )
    assert_never_milder(safe, unknown)
    assert unknown.could_become >= safe.could_become


@given(st.data())
def test_a_worse_reason_not_to_know_never_gives_less(data: st.DataObject) -> None:
    case = data.draw(cases())
    item = data.draw(st.sampled_from(case.content.questions))
    assume(not isinstance(item.question, TextQuestion))
    slot = slot_of(item.id, f"{item.per}-1" if item.per else None)
    decisions = [
        decided(
            case.content, replace(case.record, answers=case.record.answers.with_answer(slot, Answer((Unknown(kind),))))
        )
        for kind in UnknownKind
    ]
    for milder, graver in pairwise(decisions):
        assert_never_milder(milder, graver)


@pytest.mark.parametrize("name", GRAVE)
def test_a_danger_that_is_not_known_asks_for_advice_or_a_call_while_everything_else_is_safe(name: str) -> None:
    content = shipped().content
    item = content.by_id[name]
    slot = slot_of(name, f"{item.per}-1" if item.per else None)
    for kind in UnknownKind:
        answers = Answers({slot: Answer((Unknown(kind),))})
        level = decided_when_the_rest_is_safe(content, CaseState(DAY, answers)).level
        if kind >= UnknownKind.NIET_ALLEEN_GESPROKEN:
            assert level >= Level.BEL_NU
        elif item.severity >= Severity.ACUUT:
            assert level >= Level.ADVIES
