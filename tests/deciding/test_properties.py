"""The laws of the decision, over content that trainers could write and over the shipped content."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kvv_triage.case.answers import Answer, Answers, Unknown
from kvv_triage.case.slots import slot_of
from kvv_triage.case.state import CaseState
from kvv_triage.content.checklist import TextQuestion
from kvv_triage.content.content import Content
from kvv_triage.content.kinds import safe_value
from kvv_triage.deciding.bounds import Bounds, bounds
from kvv_triage.deciding.decision import Decision, decide
from kvv_triage.deciding.filling import fill
from kvv_triage.deciding.judging import ThresholdState, outcomes_for
from kvv_triage.deciding.rules import Rule
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level, Severity, UnknownKind
from tests.helpers import reference
from tests.helpers.strategies import Sample, answers, records, samples, shipped, steps_up, values, worst


@dataclass(frozen=True)
class Case:
    """A record with the content it belongs to."""

    sample: Sample
    record: CaseState

    @property
    def content(self) -> Content:
        return self.sample.content

    @property
    def ruleset(self) -> Ruleset:
        return self.sample.ruleset

    def __repr__(self) -> str:
        told = {slot: answer.opinions for slot, answer in self.record.answers.items()}
        return f"{self.sample}\nanswers: {told}\nrecord: {self.record}\nmeldcode: {self.record.meldcode!r}"

    def decide(self) -> Decision:
        return decide(self.ruleset, self.record)


@st.composite
def cases(draw: st.DrawFn, *, named_persons: bool = True) -> Case:
    """Mostly about generated content."""
    sample = shipped() if draw(st.integers(0, 4)) == 0 else draw(samples())
    return Case(sample, draw(records(sample.content, named_persons=named_persons)))


def standings(decision: Decision) -> dict[str, ThresholdState]:
    return {outcome.threshold.id: outcome.standing for outcome in decision.outcomes}


def reached(decision: Decision) -> set[str]:
    return {outcome.threshold.id for outcome in decision.reached}


def assert_never_milder(before: Decision, after: Decision) -> None:
    assert after.level >= before.level
    assert reached(after) >= reached(before)
    assert set(after.call) >= set(before.call)
    assert set(after.cautions) >= set(before.cautions)
    assert after.look_again_days <= before.look_again_days
    assert after.meldcode.report_is_norm >= before.meldcode.report_is_norm
    assert after.meldcode.consult_first >= before.meldcode.consult_first
    assert after.meldcode.proposal.items() >= before.meldcode.proposal.items()
    assert after.could_become >= after.level


@settings(max_examples=300)
@given(st.data())
def test_a_step_up_in_danger_never_makes_the_decision_milder(data: st.DataObject) -> None:
    case = data.draw(cases())
    worse = data.draw(steps_up(case.content, case.record))
    assert_never_milder(case.decide(), decide(case.ruleset, worse))


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
        decide(case.ruleset, replace(case.record, answers=case.record.answers.with_answer(slot, Answer((value,)))))
        for value in (safe_value(item.question), Unknown(kind))
    )
    assert_never_milder(safe, unknown)
    assert unknown.could_become >= safe.could_become


@given(cases())
def test_what_is_certain_is_possible(case: Case) -> None:
    decision = case.decide()
    known = bounds(case.ruleset, case.record.answers, case.record.persons, case.record.days_ago)
    assert known.certain.facts & ~known.possible.facts == 0
    for role, persons in known.certain.persons.items():
        for person, facts in persons.items():
            assert facts & ~known.possible.persons[role][person] == 0
    assert all(ready.rule.holds(known.possible) for ready in case.ruleset.thresholds if ready.rule.holds(known.certain))
    assert decision.level <= decision.could_become
    assert decision.is_settled == (decision.level == decision.could_become)


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
    for name, was in standings(before).items():
        now = standings(after)[name]
        assert was in (now, ThresholdState.OPEN), f"{name} was {was}, is now {now}"


@given(cases())
def test_the_same_record_always_gives_the_same_decision(case: Case) -> None:
    again = CaseState(
        case.record.day,
        Answers(dict(case.record.answers)),
        case.record.persons,
        case.record.raised,
        case.record.meldcode,
        case.record.earlier,
    )
    assert case.decide() == case.decide() == decide(case.ruleset, again)


@given(st.data())
def test_the_order_of_answering_does_not_matter(data: st.DataObject) -> None:
    case = data.draw(cases())
    shuffled = Answers(dict(data.draw(st.permutations(list(case.record.answers.items())))))
    assert decide(case.ruleset, replace(case.record, answers=shuffled)) == case.decide()


@given(cases())
def test_no_region_goes_below_the_national_floor(case: Case) -> None:
    decision, said = case.decide(), reference.certain(case.ruleset, case.record)
    severity = max((one.severity for one in said), default=Severity.GEEN)
    norms = {norm for one in said for norm in one.norms}
    unseen = {one.item.severity for one in said if one.unknown and one.unknown >= UnknownKind.NIET_ALLEEN_GESPROKEN}
    unknown = {one.item.severity for one in said if one.unknown}
    if severity is Severity.LEVENSGEVAAR:
        assert decision.level is Level.BEL_112
    if severity >= Severity.RODE_VLAG or norms or any(one >= Severity.RODE_VLAG for one in unseen):
        assert decision.level >= Level.BEL_NU
    if any(one >= Severity.ACUUT for one in unknown):
        assert decision.level >= Level.ADVIES
    if severity >= Severity.ACUUT or norms:
        assert decision.meldcode.report_is_norm


@given(cases())
def test_every_rule_says_what_a_plain_reading_of_the_language_says(case: Case) -> None:
    assert standings(case.decide()) == reference.standings(case.ruleset, case.record)


@given(cases())
def test_the_slots_in_use_are_those_of_a_plain_reading(case: Case) -> None:
    known = bounds(case.ruleset, case.record.answers, case.record.persons, case.record.days_ago)
    counted = {slot_of(one.item.id, one.person) for one in reference.possible(case.ruleset, case.record)}
    assert {slot_of(item.id, person) for item, person in known.open_slots()} == counted - set(case.record.answers)


def deciders(ruleset: Ruleset, known: Bounds, rule: Rule) -> tuple[list[str], list[str]]:
    """Which slots would make an open rule true alone, and which help to."""
    slots = known.slot_map()
    verdict = rule.judge(known.certain, known.possible, slots)
    assert verdict is not None
    holds, alone, helps = verdict
    assert not holds
    names = outcomes_for(ruleset, tuple(slots.starts)).names
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
        assert (outcome.standing is ThresholdState.OPEN) == bool(outcome.deciding)
        if outcome.standing is ThresholdState.OPEN:
            worse = decide(case.ruleset, _at_worst(case, list(outcome.deciding)))
            assert outcome.threshold.id in reached(worse)


@given(cases())
def test_single_deciding_questions_come_first(case: Case) -> None:
    known = bounds(case.ruleset, case.record.answers, case.record.persons, case.record.days_ago)
    for outcome in case.decide().outcomes:
        if outcome.standing is ThresholdState.OPEN:
            single, helping = deciders(case.ruleset, known, outcome.ready.rule)
            assert list(outcome.deciding[: len(single)]) == single
            assert set(outcome.deciding) == {*single, *helping}


@given(cases())
def test_every_reason_of_a_reached_threshold_is_a_recorded_answer(case: Case) -> None:
    for outcome in case.decide().reached:
        assert set(outcome.because) <= set(case.record.answers)


@given(cases())
def test_a_reached_threshold_needs_no_answer_but_its_reasons(case: Case) -> None:
    for outcome in case.decide().reached:
        kept = Answers({slot: case.record.answers[slot] for slot in outcome.because})
        again = decide(case.ruleset, replace(case.record, answers=kept))
        assert outcome.threshold.id in reached(again)


@given(cases())
def test_the_level_is_the_highest_that_anything_asks_for(case: Case) -> None:
    decision = case.decide()
    asked = [
        Level.VOLGEN,
        *(outcome.threshold.level for outcome in decision.reached),
        *([Level.BEL_NU] if case.record.raised or decision.meldcode.report_is_norm else []),
        *([Level.ADVIES] if decision.meldcode.is_doubtful else []),
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


@given(cases())
@settings(max_examples=30)
def test_a_decision_never_shows_what_was_written_in_a_fact(case: Case) -> None:
    secret = Answers(
        {slot: replace(answer, fact="geheim-feit", source="geheim") for slot, answer in case.record.answers.items()}
    )
    record = replace(case.record, answers=secret, raised="geheim")
    assert "geheim" not in repr(decide(case.ruleset, record)) + repr(record)


def test_generated_content_reaches_every_level() -> None:
    """The properties above only mean something when the cases differ."""
    seen: set[Level] = set()

    @settings(derandomize=True, max_examples=150)
    @given(cases())
    def look(case: Case) -> None:
        seen.add(case.decide().level)

    look()
    assert seen == set(Level)


@given(st.data())
def test_a_value_of_the_generator_belongs_to_its_question(data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(shipped().ruleset.items))
    assert item.encoder.of_value(data.draw(values(item.question))) & ~item.encoder.top == 0
