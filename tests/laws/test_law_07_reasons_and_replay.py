"""Law 7: a decision carries its reasons, and the same record gives the same decision, years later too."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given

from kvv_triage.case.answers import Answers, Unknown
from kvv_triage.case.event_text import as_event, as_text
from kvv_triage.case.events import Answered, EarlierCounted, Event
from kvv_triage.case.slots import role_of
from kvv_triage.case.state import CaseState, EarlierSession
from kvv_triage.content.content import Content
from kvv_triage.forms.decision_json import decision_json
from kvv_triage.language.scales import Level
from kvv_triage.meeting.session import fold
from kvv_triage.pages.page import Page
from kvv_triage.reading.kept_content import restored
from kvv_triage.reading.loading import Loaded
from kvv_triage.trainer.trying import try_cases
from tests.helpers.deciding import Case, cases, decided, made_ready, outcome_of, reached
from tests.helpers.full_session import WORDS, rich_events
from tests.helpers.pages import texts_in
from tests.helpers.strategies import DAY


def everything(content: Content, events: list[Event]) -> tuple[str, Page]:
    """All that is told of the decision after these events."""
    _, decision, page = outcome_of(content, events)
    return json.dumps(decision_json(content, decision)), page


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
    assert case.decide() == case.decide() == decided(case.content, again)


@given(cases())
def test_every_reason_of_a_reached_threshold_is_a_recorded_answer_or_a_person_who_is_named(case: Case) -> None:
    named = {case.ruleset.persons_items[role_of(person)].id for person in case.record.persons}
    for outcome in case.decide().reached:
        assert set(outcome.because) <= set(case.record.answers) | named


@given(cases())
def test_every_level_that_a_threshold_asks_for_has_a_threshold_for_its_reason(case: Case) -> None:
    decision = case.decide()
    asked = max((outcome.threshold.level for outcome in decision.reached), default=Level.VOLGEN)
    assert max((outcome.threshold.level for outcome in decision.reasons), default=Level.VOLGEN) == asked
    assert {*decision.reasons} <= {*decision.reached}


@given(cases())
def test_a_reached_threshold_needs_no_answer_but_its_reasons(case: Case) -> None:
    for outcome in case.decide().reached:
        behind = [slot for slot in outcome.because if slot in case.record.answers]
        kept = Answers({slot: case.record.answers[slot] for slot in behind})
        again = decided(case.content, replace(case.record, answers=kept))
        assert outcome.threshold.id in reached(again)


def test_a_kept_record_gives_the_same_decision_and_page_when_it_is_read_back_with_its_content(content: Content) -> None:
    earlier = EarlierCounted((EarlierSession(DAY, Level.BEL_NU),))
    events = [*rich_events(content), earlier]
    then = everything(content, events)
    kept = [as_text(event) for event in events]
    again = [as_event(kind, body) for kind, body in kept]
    assert fold(again) == fold(events)
    assert everything(restored(content.canonical, content.fingerprint), again) == then
    assert everything(content, events) == then


def test_every_case_of_the_casebook_is_decided_alike_after_it_was_kept(content: Content, loaded: Loaded) -> None:
    years_later = restored(content.canonical, content.fingerprint)
    for tried in try_cases(made_ready(content), loaded.cases):
        events: list[Event] = [Answered(slot, answer) for slot, answer in tried.record.answers.items()]
        again = [as_event(kind, body) for kind, body in map(as_text, events)]
        assert everything(years_later, again) == everything(content, events), tried.path


def test_the_outcome_tells_rule_answer_fact_source_unknown_and_fingerprint(content: Content) -> None:
    session, decision, page = outcome_of(content, rich_events(content))
    texts = texts_in(page)
    told = "\n".join(texts)
    strongest = decision.reached[0]
    assert strongest.threshold.because in texts
    for slot in strongest.because:
        assert content.slot(slot)[0].question.text in told
    assert WORDS["feit"] in told
    assert set(content.sources_of(content.by_id["partnergeweld.keel"])) <= set(texts)
    unknown = [slot for slot, answer in session.answers.items() if any(isinstance(v, Unknown) for v in answer.opinions)]
    assert unknown
    unknown_points = texts[texts.index("Wat we niet weten") :]
    for slot in unknown:
        question = content.slot(slot)[0].question.text
        assert any(point.startswith(question) and "weet niet" in point for point in unknown_points)
    assert content.fingerprint[:19] in told


def test_every_reached_threshold_of_the_casebook_is_explained_on_its_page_and_in_its_json(
    content: Content, loaded: Loaded
) -> None:
    for tried in try_cases(made_ready(content), loaded.cases):
        answers = [Answered(slot, answer) for slot, answer in tried.record.answers.items()]
        _, decision, page = outcome_of(content, answers)
        texts = texts_in(page)
        for outcome in decision.reasons:
            assert set(content.sources_of_threshold(outcome.threshold)) <= set(texts)
            is_told = outcome.threshold.because in texts
            assert is_told or outcome.is_national or outcome.threshold.level is Level.VOLGEN, tried.path
        told = json.loads(json.dumps(decision_json(content, decision)))
        assert told["inhoud"]["vingerafdruk"] == content.fingerprint
        reasons = {line["id"]: line["vragen"] for line in told["drempels"] if line["stand"] == "bereikt"}
        assert reasons == {outcome.threshold.id: [*outcome.because] for outcome in decision.reached}
