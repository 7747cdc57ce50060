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
from kvv_triage.deciding.filling import fill
from kvv_triage.language.scales import Level, Severity, UnknownKind
from tests.helpers.deciding import assert_never_milder, cases, decided, decided_when_the_rest_is_safe, made_ready
from tests.helpers.strategies import DAY, shipped, steps_up, worst

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


@settings(max_examples=200)
@given(st.data())
def test_what_it_could_become_is_no_less_than_what_one_unknown_makes_of_it_at_its_worst(data: st.DataObject) -> None:
    case = data.draw(cases())
    answers = case.record.answers
    unknown = [
        (slot, item)
        for item, person in bounds(case.ruleset, answers, case.record.persons, case.record.days_ago).slots_in_use()
        if (slot := slot_of(item.id, person)) not in answers or answers[slot].is_unknown
    ]
    assume(unknown)
    slot, item = data.draw(st.sampled_from(unknown))
    at_worst = replace(case.record, answers=answers.with_answer(slot, worst(item.question)))
    assert case.decide().could_become >= decided(case.content, at_worst).level


def _with_the_rest_safe(slot: str, answer: Answer) -> CaseState:
    """A record of the shipped lists in which every other question has its safe answer."""
    return fill(made_ready(shipped().content), CaseState(DAY, Answers({slot: answer})), "nee")


@pytest.mark.parametrize("name", GRAVE)
def test_a_danger_that_is_not_known_or_not_asked_shows_in_what_the_decision_could_become(name: str) -> None:
    content = shipped().content
    item = content.by_id[name]
    slot = slot_of(name, f"{item.per}-1" if item.per else None)
    at_worst = _with_the_rest_safe(slot, worst(item.question))
    others = {other: answer for other, answer in at_worst.answers.items() if other != slot}
    not_asked = replace(at_worst, answers=Answers(others), persons=(f"{item.per}-1",) if item.per else ())
    not_known = [_with_the_rest_safe(slot, Answer((Unknown(kind),))) for kind in UnknownKind]
    level = decided(content, at_worst).level
    in_use = [
        slot_of(used.id, person)
        for used, person in bounds(made_ready(content), not_asked.answers, not_asked.persons).slots_in_use()
    ]
    for record in [*not_known, not_asked] if slot in in_use else not_known:
        decision = decided(content, record)
        assert decision.could_become >= level >= Level.BEL_NU
        assert (slot in decision.undecided) == (decision.level < level)
