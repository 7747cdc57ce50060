"""What holds of every decision beside the laws (see tests/laws), over content that trainers could write."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kvv_triage.case.answers import Answer, Answers
from kvv_triage.case.slots import slot_of
from kvv_triage.case.state import CaseState
from kvv_triage.content.checklist import TextQuestion
from kvv_triage.content.kinds import safe_value
from kvv_triage.deciding.bounds import Bounds, bounds
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.filling import fill
from kvv_triage.deciding.judging import Judged, ThresholdState, family_of
from kvv_triage.deciding.rules import Rule
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level
from tests.helpers import reference
from tests.helpers.deciding import Case, cases, reached, standings
from tests.helpers.strategies import answers, shipped, values, worst


@given(cases())
def test_what_is_certain_is_possible(case: Case) -> None:
    decision = case.decide()
    known = bounds(case.ruleset, case.record.answers, case.record.persons, case.record.days_ago)
    assert known.certain.facts & ~known.possible.facts == 0
    for role, persons in known.certain.persons.items():
        for person, facts in persons.items():
            assert facts & ~known.possible.persons[role][person] == 0
    assert all(
        ready.rule.holds(known.possible) for ready in case.ruleset.agreed.thresholds if ready.rule.holds(known.certain)
    )
    assert decision.level <= decision.could_become


@given(st.data())
def test_answering_an_open_question_only_narrows_what_is_possible(data: st.DataObject) -> None:
    case = data.draw(cases())
    known = bounds(case.ruleset, case.record.answers, case.record.persons, case.record.days_ago)
    open_slots = list(known.open_slots())
    assume(open_slots)
    item, person = data.draw(st.sampled_from(open_slots))
    given_answers = case.record.answers.with_answer(slot_of(item.id, person), data.draw(answers(item.question)))
    before, after = case.decide(), decide(case.ruleset, replace(case.record, answers=given_answers))
    assert before.level <= after.level <= after.could_become <= before.could_become
    assert {*after.could_call} <= {*before.could_call}
    assert after.is_settled or not before.is_settled
    for name in {*after.call} - {*before.call} - {*before.could_call}:
        milder = [outcome.ready for outcome in after.reached if outcome.threshold.could_ask < before.level]
        assert name in {called for ready in milder for called in ready.call}
    if before.is_settled:
        less_urgent = [outcome.threshold for outcome in after.reached if outcome.threshold.could_ask < before.level]
        added = {*after.cautions} - {*before.cautions}
        assert added <= {caution for threshold in less_urgent for caution in threshold.cautions}
        assert not before.settling
    for name, was in standings(before).items():
        now = standings(after)[name]
        assert was in (now, ThresholdState.OPEN), f"{name} was {was}, is now {now}"


@given(st.data())
def test_the_order_of_answering_does_not_matter(data: st.DataObject) -> None:
    case = data.draw(cases())
    shuffled = Answers(dict(data.draw(st.permutations(list(case.record.answers.items())))))
    assert decide(case.ruleset, replace(case.record, answers=shuffled)) == case.decide()


@given(cases())
def test_every_rule_says_what_a_plain_reading_of_the_language_says(case: Case) -> None:
    assert standings(case.decide()) == reference.standings(case.ruleset, case.record)


@given(cases())
def test_the_slots_in_use_are_those_of_a_plain_reading(case: Case) -> None:
    known = bounds(case.ruleset, case.record.answers, case.record.persons, case.record.days_ago)
    in_use = reference.open_in_use(case.ruleset, case.record)
    assert {slot_of(item.id, person) for item, person in known.open_slots()} == in_use


def deciders(ruleset: Ruleset, known: Bounds, rule: Rule) -> tuple[list[str], list[str]]:
    """Which slots would make an open rule true alone, and which help to."""
    slots = known.slot_map()
    assert not rule.holds(known.certain)
    assert rule.holds(known.possible)
    alone, helps = rule.could(known.certain, known.possible, slots)
    names = family_of(ruleset, tuple(slots.starts)).names
    return list(names[alone]), list(names[helps])


def _at_worst(case: Case, slots: list[str]) -> CaseState:
    """The record with the most dangerous answer in these slots, beside what was answered there."""
    given_answers = dict(case.record.answers)
    for slot in slots:
        before = given_answers[slot].opinions if slot in given_answers else ()
        given_answers[slot] = Answer((*before, *worst(case.content.slot(slot)[0].question).opinions))
    return replace(case.record, answers=Answers(given_answers))


@given(cases())
def test_a_single_deciding_question_really_decides_alone_and_no_other_does(case: Case) -> None:
    known = bounds(case.ruleset, case.record.answers, case.record.persons, case.record.days_ago)
    single = {
        outcome.threshold.id: deciders(case.ruleset, known, outcome.ready.rule)[0]
        for outcome in case.decide().outcomes
        if outcome.standing is ThresholdState.OPEN
    }
    undecided = [slot_of(item.id, person) for item, person in known.open_slots()]
    undecided += [slot for slot, answer in case.record.answers.items() if answer.is_unknown]
    for slot in undecided:
        now = standings(decide(case.ruleset, _at_worst(case, [slot])))
        for threshold, slots in single.items():
            assert (now[threshold] is ThresholdState.REACHED) == (slot in slots), (threshold, slot)


@given(cases())
def test_the_deciding_questions_of_an_open_threshold_can_reach_it_together(case: Case) -> None:
    for outcome in case.decide().outcomes:
        assert (outcome.standing is ThresholdState.OPEN) == bool(outcome.could_reach)
        if outcome.standing is ThresholdState.OPEN:
            worse = decide(case.ruleset, _at_worst(case, list(outcome.could_reach)))
            assert outcome.threshold.id in reached(worse)


def _at_safe_end(case: Case, slot: str) -> CaseState:
    safe = Answer((safe_value(case.content.slot(slot)[0].question),))
    return replace(case.record, answers=case.record.answers.with_answer(slot, safe))


@given(cases())
def test_what_settles_an_open_threshold_stands_in_the_order_in_which_asking_helps(case: Case) -> None:
    decision = case.decide()
    known = bounds(case.ruleset, case.record.answers, case.record.persons, case.record.days_ago)
    about_nobody = {slot_of(item.id, person) for item, person in known.open_slots() if person in known.imagined}
    for outcome in decision.outcomes:
        named = decision.settles.of(outcome)
        if outcome.standing is not ThresholdState.OPEN:
            assert named == ()
            continue
        assert len(named) == len({*named})
        assert {*named} >= {*outcome.could_reach}

        def rank(slot: str, outcome: Judged = outcome) -> int:
            """0: settles it either way; 1: one answer settles it; 2: only helps."""
            reaches = slot in outcome.alone
            after = standings(decide(case.ruleset, _at_safe_end(case, slot)))[outcome.threshold.id]
            return 2 - reaches - (after is ThresholdState.EXCLUDED)

        first = [slot for slot in named if slot not in about_nobody]
        counting = {item.id for item in case.ruleset.persons_items.values()}
        ranks = [rank(slot) for slot in first if slot not in counting]
        assert ranks == sorted(ranks)
        assert list(named[: len(first)]) == first
        for slot in {*named} & about_nobody:
            role = case.ruleset.slot(slot)[0].per
            assert role
            assert case.ruleset.persons_items[role].id in first


@given(cases())
def test_the_level_is_the_highest_that_anything_asks_for(case: Case) -> None:
    decision = case.decide()
    asked = [
        Level.VOLGEN,
        *(outcome.threshold.level for outcome in decision.reached),
        *([Level.BEL_NU] if case.record.raised or decision.meldcode.report_is_norm else []),
        *([Level.BEL_NU] if decision.meldcode.is_to_report else []),
        *([Level.ADVIES] if decision.meldcode.is_doubtful or case.record.meldcode.says_no else []),
    ]
    assert decision.level == max(asked)


@given(cases(named_persons=False), st.sampled_from(["nee", "weet_niet"]))
def test_filling_in_the_rest_leaves_nothing_open_and_nothing_dormant(case: Case, rest: str) -> None:
    empty = replace(case.record, answers=Answers(), earlier=())
    filled = fill(case.ruleset, empty, "nee" if rest == "nee" else "weet_niet")
    known = bounds(case.ruleset, filled.answers, filled.persons, filled.days_ago)
    left = [item for item, _ in known.open_slots() if not isinstance(item.question, TextQuestion)]
    assert not left
    assert known.dormant == ()


@given(cases())
def test_filling_in_the_rest_with_safe_answers_settles_the_case_unless_something_is_unknown(case: Case) -> None:
    assume(not any(answer.is_unknown for answer in case.record.answers.values()))
    filled = fill(case.ruleset, case.record, "nee")
    assert set(filled.answers) >= set(case.record.answers)
    assert decide(case.ruleset, filled).is_settled


def test_generated_content_reaches_every_level() -> None:
    """The properties above only mean something when the cases differ."""
    seen: set[Level] = set()

    @settings(derandomize=True, max_examples=300)
    @given(cases())
    def look(case: Case) -> None:
        seen.add(case.decide().level)

    look()
    assert seen == set(Level)


@given(st.data())
def test_a_value_of_the_generator_belongs_to_its_question(data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(shipped().ruleset.items))
    assert item.encoder.of_value(data.draw(values(item.question))) & ~item.encoder.top == 0
