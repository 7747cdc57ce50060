"""What a meeting still has to do, from its events: the order, what is skipped, and what becomes due again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from kvv_triage.case.answers import Answer, Option, Unknown
from kvv_triage.case.events import (
    Answered,
    Called,
    CallPlanned,
    Closed,
    Colleague,
    ContentMoved,
    Deviated,
    Discussed,
    Event,
    LookAgainSet,
    MeldcodeChanged,
    NotDone,
    Owned,
    Promised,
    ProposalKind,
    Raised,
    Subject,
    Watched,
)
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.deciding.filling import NOT_ASKED
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level, UnknownKind
from kvv_triage.meeting.agenda import (
    FAST,
    FULL,
    NOT_NOW,
    NOW,
    ClosingPart,
    Proposal,
    Step,
    asked_weighings,
    due_by,
    has_fast_lane,
    is_answered,
    lane_of,
    next_part,
    next_step,
    parts,
    proposals,
)
from kvv_triage.meeting.interview import Lane
from kvv_triage.meeting.laws import broken_by, unchecked
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import Session, fold
from tests.conftest import Make
from tests.helpers.deciding import afternoon
from tests.helpers.every_kind import answered

AT = datetime(2026, 3, 4, 14, 5, tzinfo=UTC)
WEDNESDAY, THURSDAY, FRIDAY, SUNDAY = (date(2026, 3, day) for day in (4, 5, 6, 8))
YES, NO = (Answer((Option(name),)) for name in ("ja", "nee"))
NOT_KNOWN = Answer((Unknown(UnknownKind.NIET_BEKEND),))
OUTCOME = Discussed(Subject.OUTCOME, WEDNESDAY)
OWNER = Owned("Sam", "Els", "piket")
PROMISE = Promised("Sam", "belt de school", FRIDAY)
AGREED: tuple[Event, ...] = (
    OWNER,
    PROMISE,
    Discussed(Subject.PROMISES, WEDNESDAY),
    Discussed(Subject.HAND_OVERS, WEDNESDAY),
    LookAgainSet(FRIDAY),
)
LATER_MELDCODE = Discussed(Subject.MELDCODE, WEDNESDAY, (NOT_NOW,))


def at(ruleset: Ruleset, *events: Event) -> Moment:
    return Moment(ruleset, fold(events), afternoon(WEDNESDAY))


@pytest.fixture
def small(make: Make) -> Ruleset:
    """Two questions about danger; nothing about persons, and no fast lane."""
    return Ruleset(
        make(
            """\
            - {id: een, vraag: Eén?, ernst: acuut}
            - {id: twee, vraag: Twee?, ernst: rode_vlag}
            """
        )
    )


def steps(ruleset: Ruleset, *events: Event) -> Step | None:
    return next_step(at(ruleset, *events), Lane())


def needed(ruleset: Ruleset, *events: Event) -> ClosingPart | None:
    """The part of the closing that needs something first, in a meeting that is there."""
    assert steps(ruleset, *events) is Step.CLOSING
    return next_part(at(ruleset, *events))


def next_proposal(moment: Moment) -> Proposal | None:
    return next((proposal for proposal in proposals(moment) if not is_answered(moment.session, proposal)), None)


def asked_and_checked(*slots: str) -> Iterator[Event]:
    yield from (Answered(slot, NO) for slot in slots)
    yield Discussed(Subject.NO, WEDNESDAY, slots)


def test_a_calm_meeting_takes_its_steps_in_order(small: Ruleset) -> None:
    said: list[Event] = []
    order: list[Step] = []
    answers: dict[Step, Event] = {
        Step.DOUBTFUL_NO: Discussed(Subject.NO, WEDNESDAY, ("a.een", "a.twee")),
        Step.OUTCOME: OUTCOME,
        Step.CLOSING: Closed(AT),
    }
    while step := next_step(at(small, *said), Lane()):
        order.append(step)
        said += [Answered("a.een", NO), Answered("a.twee", NO)] if step is Step.QUESTIONS else [answers[step]]
    assert order == [Step.QUESTIONS, *answers]


def test_the_fast_lane_is_asked_for_once_and_only_when_the_content_has_one(ruleset: Ruleset, small: Ruleset) -> None:
    assert has_fast_lane(ruleset.content)
    assert not has_fast_lane(small.content)
    assert steps(ruleset) is Step.TIME
    assert steps(small) is Step.QUESTIONS
    for time, is_fast in ((FAST, True), (FULL, False)):
        said = Discussed(Subject.TIME, WEDNESDAY, (time,))
        assert steps(ruleset, said) is Step.QUESTIONS
        assert lane_of(fold([said]), danger_first=True) == Lane(danger_first=True, fast=is_fast)


def test_who_wanted_the_outcome_gets_it_and_is_asked_about_each_no_afterwards(small: Ruleset) -> None:
    said: list[Event] = [Answered("a.een", NO), Discussed(Subject.QUESTIONS, WEDNESDAY)]
    assert steps(small, *said) is Step.OUTCOME
    assert steps(small, *said, OUTCOME) is Step.DOUBTFUL_NO
    assert steps(small, *said, OUTCOME, Discussed(Subject.NO, WEDNESDAY, ("a.een",))) is Step.FILL_IN


def test_a_no_that_changed_is_no_longer_checked(small: Ruleset) -> None:
    checked = [*asked_and_checked("a.een", "a.twee")]
    assert unchecked(small.content, fold(checked)) == ()
    back = [*checked, Answered("a.een", NOT_KNOWN), Answered("a.een", NO)]
    assert unchecked(small.content, fold(back)) == ("a.een",)
    told_more = Answered("a.een", Answer(NO.opinions, "gevraagd aan de moeder"))
    assert unchecked(small.content, fold([*checked, told_more])) == ()


def test_the_parts_of_the_closing_need_something_in_their_order_and_each_once(small: Ruleset) -> None:
    said: list[Event] = [*asked_and_checked("a.een", "a.twee"), OUTCOME, Raised("niet pluis")]
    order: list[ClosingPart] = []
    answers: dict[ClosingPart, Event] = {
        ClosingPart.CALL: Called(AT, Level.BEL_NU),
        ClosingPart.WATCH: Watched("de oma, tot maandag"),
        ClosingPart.OWNER: OWNER,
        ClosingPart.PROMISES: Promised("Sam", "Opnieuw kijken.", FRIDAY, proposal=ProposalKind.LOOK_AGAIN),
        ClosingPart.MELDCODE: LATER_MELDCODE,
    }
    while part := needed(small, *said):
        order.append(part)
        said.append(answers[part])
    assert order == [*answers]
    assert parts(at(small, *said)) == (*ClosingPart,)


def test_without_a_call_nobody_is_asked_to_call_or_to_watch(small: Ruleset) -> None:
    calm = [*asked_and_checked("a.een", "a.twee"), OUTCOME]
    assert parts(at(small, *calm)) == tuple(ClosingPart)[2:]
    called = Called(AT, Level.ADVIES)
    assert parts(at(small, *calm, called, Watched("de oma"))) == (*ClosingPart,), "what was recorded stays to be seen"


def test_a_call_that_becomes_due_goes_first_again(small: Ruleset) -> None:
    said = [*asked_and_checked("a.een", "a.twee"), OUTCOME, LATER_MELDCODE, *AGREED]
    assert needed(small, *said) is None
    assert needed(small, *said, Raised("niet pluis")) is ClosingPart.CALL
    assert needed(small, *said, Raised("niet pluis"), Called(AT, Level.ADVIES)) is ClosingPart.CALL
    assert needed(small, *said, Raised("niet pluis"), CallPlanned("Sam", AT + timedelta(hours=1))) is ClosingPart.WATCH
    assert needed(small, *said, Raised("niet pluis"), Called(AT, Level.BEL_NU)) is ClosingPart.WATCH
    not_yet = Discussed(Subject.WATCH, WEDNESDAY)
    assert needed(small, *said, Raised("niet pluis"), Called(AT, Level.BEL_NU), not_yet) is None
    assert steps(small, *said, Closed(AT)) is None


@pytest.mark.parametrize(
    ("recorded", "asked"),
    [
        ({}, 5),
        ({"vermoeden": "nee"}, 1),
        ({"vermoeden": "ja", "onveiligheid": "ja"}, 2),
        ({"vermoeden": "ja", "onveiligheid": "nee"}, 5),
        ({"vermoeden": "ja", "onveiligheid": "nee", "effectieve_hulp": "nee"}, 3),
        ({"vermoeden": "ja", "onveiligheid": "nee", "effectieve_hulp": "ja", "hulp_aanvaard": "nee"}, 4),
        ({"vermoeden": "ja", "onveiligheid": "nee", "effectieve_hulp": "ja", "hulp_aanvaard": "ja"}, 5),
    ],
)
def test_the_weighing_stops_where_veilig_thuis_goes_on(small: Ruleset, recorded: dict[str, str], asked: int) -> None:
    questions = asked_weighings(at(small, MeldcodeChanged(MeldcodeRecord.model_validate(recorded))))
    assert [question.number for question in questions] == [*range(1, asked + 1)]


def test_what_is_proposed_counts_for_what_is_asked_until_something_is_recorded(small: Ruleset) -> None:
    assert len(asked_weighings(at(small, Answered("a.een", YES)))) == 2
    recorded = MeldcodeChanged(MeldcodeRecord.model_validate({"onveiligheid": "nee"}))
    assert len(asked_weighings(at(small, Answered("a.een", YES), recorded))) == 5


def test_what_to_make_safe_and_what_to_find_out_is_proposed_one_by_one(small: Ruleset) -> None:
    said = [Answered("a.een", YES), Answered("a.twee", NOT_KNOWN)]
    safe, find_out = Proposal(ProposalKind.MAKE_SAFE, "a.een"), Proposal(ProposalKind.FIND_OUT, "a.twee", 1)
    assert proposals(at(small, *said)) == (safe, find_out)
    assert next_proposal(at(small, *said)) == safe
    taken = Promised("Sam", "regelt opvang", FRIDAY, proposal=safe.key)
    assert next_proposal(at(small, *said, taken)) == find_out
    assert proposals(at(small, *said, taken)) == (safe, find_out)
    assert next_proposal(at(small, *said, taken, Promised("Sam", "vraagt het", FRIDAY, "a.twee", find_out.key))) is None


def test_what_nobody_asked_is_found_out_per_list_and_stays_so_when_it_is_filled_in(small: Ruleset) -> None:
    said: list[Event] = [Answered("a.een", YES), Discussed(Subject.QUESTIONS, WEDNESDAY), OUTCOME]
    expected = (Proposal(ProposalKind.MAKE_SAFE, "a.een"), Proposal(ProposalKind.FIND_OUT, "a.twee", 1))
    assert proposals(at(small, *said)) == expected
    said.append(Answered("a.twee", NOT_ASKED))
    assert proposals(at(small, *said)) == expected
    assert proposals(at(small, *said, Answered("a.twee", NO))) == expected[:1]


@pytest.mark.parametrize(
    "older",
    [
        Promised("Sam", "De vraag stellen die open bleef.", FRIDAY, proposal="open vragen"),
        Discussed(Subject.PROPOSAL, WEDNESDAY, ("open vragen",)),
    ],
)
def test_what_an_older_kvv_proposed_of_all_lists_together_is_not_proposed_again(small: Ruleset, older: Event) -> None:
    said: list[Event] = [Answered("a.een", YES), Discussed(Subject.QUESTIONS, WEDNESDAY), OUTCOME, older]
    assert proposals(at(small, *said)) == (Proposal(ProposalKind.MAKE_SAFE, "a.een"),)


def test_what_nobody_asked_and_what_is_unknown_of_one_list_is_one_promise(make: Make) -> None:
    three = Ruleset(make("".join(f"- {{id: {name}, vraag: W?, ernst: rode_vlag}}\n" for name in ("x", "y", "z"))))
    moment = at(three, Answered("a.x", NOT_KNOWN))
    assert proposals(moment) == (Proposal(ProposalKind.FIND_OUT, "a.x", 3),)


def test_when_nothing_else_was_promised_the_last_proposal_is_to_look_again(small: Ruleset) -> None:
    calm = [*asked_and_checked("a.een", "a.twee"), OUTCOME]
    look_again = Proposal(ProposalKind.LOOK_AGAIN)
    assert proposals(at(small, *calm)) == (look_again,)
    assert proposals(at(small, *calm, PROMISE)) == ()
    taken = Promised("Sam", "kijkt opnieuw", FRIDAY, proposal=look_again.key)
    assert proposals(at(small, *calm, taken)) == (look_again,)
    assert next_proposal(at(small, *calm, taken)) is None
    declined = Discussed(Subject.PROPOSAL, WEDNESDAY, (look_again.key,))
    assert next_proposal(at(small, *calm, declined)) is None
    assert needed(small, *calm, LATER_MELDCODE, OWNER, declined) is ClosingPart.PROMISES


def test_newer_content_asks_its_new_questions_also_after_the_outcome(small: Ruleset) -> None:
    said = [*asked_and_checked("a.een", "a.twee"), OUTCOME]
    assert steps(small, *said) is Step.CLOSING
    moved = ContentMoved(AT, "sha256:1", ("a.een",))
    assert steps(small, *said, moved) is Step.QUESTIONS
    assert steps(small, *said, moved, Answered("a.een", NO)) is Step.DOUBTFUL_NO


def test_a_no_in_the_meldcode_is_asked_again_when_the_answers_propose_yes_after_all(small: Ruleset) -> None:
    said: list[Event] = [*asked_and_checked("a.een", "a.twee"), OUTCOME, LATER_MELDCODE, *AGREED]
    said.append(MeldcodeChanged(MeldcodeRecord.model_validate({"vermoeden": "nee", "besloten": {"melden": "nee"}})))
    assert needed(small, *said) is None
    said += [Answered("a.twee", YES), Called(AT, Level.BEL_NU), Watched("de oma")]
    assert needed(small, *said) is None, "a red flag proposes nothing by itself"
    said += [Answered("a.een", YES), Discussed(Subject.PROPOSAL, WEDNESDAY, ("veiligheid:a.een",))]
    assert needed(small, *said) is ClosingPart.MELDCODE
    people = (Colleague("Els", "aandachtsfunctionaris"), Colleague("Jan", "teamleider"))
    said.append(Deviated(NotDone.WEIGHING_1, "ander gezin", people, THURSDAY))
    assert needed(small, *said) is ClosingPart.MELDCODE
    said.append(Deviated(NotDone.REPORTING, "ander gezin", people, THURSDAY))
    assert needed(small, *said) is None
    on_friday = Moment(small, fold([*said, Discussed(Subject.MELDCODE, FRIDAY, (NOT_NOW,))]), afternoon(FRIDAY))
    assert next_part(on_friday) is ClosingPart.MELDCODE, "on Friday both have expired"


@pytest.mark.parametrize("when", [NOW, NOT_NOW])
def test_not_yet_holds_for_the_day_on_which_it_was_said(small: Ruleset, when: str) -> None:
    calm = [*asked_and_checked("a.een", "a.twee"), OUTCOME, *AGREED, Discussed(Subject.MELDCODE, WEDNESDAY, (when,))]
    assert needed(small, *calm) is None
    assert next_part(Moment(small, fold(calm), afternoon(THURSDAY))) is ClosingPart.MELDCODE
    raised = [*calm, Raised("niet pluis"), Called(AT, Level.BEL_NU), Discussed(Subject.WATCH, WEDNESDAY)]
    assert needed(small, *raised) is None
    assert next_part(Moment(small, fold(raised), afternoon(THURSDAY))) is ClosingPart.WATCH


def test_a_day_to_look_again_that_has_passed_is_chosen_anew(small: Ruleset) -> None:
    said = [*asked_and_checked("a.een", "a.twee"), OUTCOME, *AGREED]
    after_friday = Moment(small, fold([*said, Discussed(Subject.MELDCODE, SUNDAY, (NOT_NOW,))]), afternoon(SUNDAY))
    assert next_part(after_friday) is None, "the day stands there as a proposal"
    assert after_friday.look_again > SUNDAY


def test_each_acute_answer_and_each_list_with_unknown_red_flags_proposes_one_promise(every_kind: Ruleset) -> None:
    said = {
        "a.ja-nee": "weet_niet",
        "a.volwassene": "weet_niet",
        "a.keel": {"meningen": ["recent", "weet_niet"]},
        "a.dreiging": ["doden"],
        "a.meldingen": "weet_niet",
    }
    moment = Moment(every_kind, Session(answers=answered(every_kind, said)), afternoon(WEDNESDAY))
    offered = [proposal for proposal in proposals(moment) if proposal.slot]
    assert [(proposal.kind, proposal.slot) for proposal in offered[:2]] == [
        (ProposalKind.MAKE_SAFE, "a.keel"),
        (ProposalKind.MAKE_SAFE, "a.dreiging"),
    ]
    (find_out,) = offered[2:]
    assert find_out.key == "uitzoeken:a"
    assert find_out.count == 3, "two unknown red flags, and one that nobody asked"


def test_a_promise_of_an_older_kvv_about_one_question_stays_that_promise(small: Ruleset) -> None:
    said = [Answered("a.twee", NOT_KNOWN)]
    (find_out,) = [one for one in proposals(at(small, *said)) if one.kind is ProposalKind.FIND_OUT]
    for older in (
        Promised("Sam", "vraagt het", FRIDAY, "a.twee"),
        Promised("Sam", "vraagt het", FRIDAY, "a.twee", "uitzoeken:a.twee"),
        Discussed(Subject.PROPOSAL, WEDNESDAY, ("uitzoeken:a.twee",)),
    ):
        assert find_out not in proposals(at(small, *said, older))
    newer = Promised("Sam", "vraagt het", FRIDAY, "a.twee", find_out.key)
    assert find_out in proposals(at(small, *said, newer))
    assert is_answered(fold([newer]), find_out)


def test_a_promise_is_due_today_where_it_is_acute_and_never_after_the_day_to_look_again(small: Ruleset) -> None:
    calm = at(small, Answered("a.twee", YES))
    safe, find_out = Proposal(ProposalKind.MAKE_SAFE, "a.een"), Proposal(ProposalKind.FIND_OUT, "a.twee", 1)
    assert due_by(calm, safe) == WEDNESDAY
    assert due_by(calm, find_out) == due_by(calm) == THURSDAY
    assert due_by(calm, Proposal(ProposalKind.LOOK_AGAIN)) == calm.look_again
    assert due_by(calm.then(LookAgainSet(WEDNESDAY)), find_out) == WEDNESDAY
    for proposal, by, laws in ((safe, THURSDAY, [8]), (safe, WEDNESDAY, []), (find_out, FRIDAY, [])):
        promise = Promised("Els", "belt", by, proposal=proposal.key)
        assert [broken.law for broken in broken_by(calm, promise)] == laws


def test_at_112_the_team_does_its_own_promises_today_and_finds_out_today_only_what_bears_on_the_call(
    ruleset: Ruleset,
) -> None:
    moment = at(ruleset, Answered("acuut.geweld-nu", YES))
    assert moment.decision.level is Level.BEL_112
    assert due_by(moment) == WEDNESDAY
    moment = moment.then(Answered("start.kinderen", NOT_KNOWN))
    days = {proposal.key: due_by(moment, proposal) for proposal in proposals(moment)}
    today = dict.fromkeys(("veiligheid:acuut.geweld-nu", "uitzoeken:acuut"), WEDNESDAY)
    assert days == {**today, "uitzoeken:start": THURSDAY, "open lijsten": THURSDAY}


def test_where_a_call_is_asked_what_can_make_it_more_urgent_is_found_out_today(ruleset: Ruleset) -> None:
    find_out = Proposal(ProposalKind.FIND_OUT, "acuut.zelfdoding", 1)
    calling = at(ruleset, Raised("niet pluis"))
    assert calling.decision.level is Level.BEL_NU
    assert due_by(calling, find_out) == WEDNESDAY
    (other_lists,) = (offer for offer in proposals(calling) if offer.kind is ProposalKind.OPEN_LISTS)
    assert due_by(calling, other_lists) == WEDNESDAY
    assert due_by(at(ruleset), find_out) == due_by(at(ruleset), other_lists) == THURSDAY


def test_the_lists_of_which_nobody_asked_anything_are_one_promise(ruleset: Ruleset) -> None:
    moment = at(ruleset, Answered("acuut.geweld-nu", NO))
    begun, others = proposals(moment)
    assert begun.key == "uitzoeken:acuut"
    assert others.key == "open lijsten"
    assert others.count == len({slot.partition(".")[0] for slot in moment.never_asked} - {"acuut"})


def test_a_promise_can_be_changed_and_withdrawn_and_every_version_stays_in_the_events(small: Ruleset) -> None:
    first, second = PROMISE, Promised("Els", "belt de arts", FRIDAY)
    changed = Promised("Els", "belt de school", THURSDAY, replaces=1)
    moment = at(small, first, second)
    assert moment.then(changed).session.promises == (Promised("Els", "belt de school", THURSDAY), second)
    withdrawn = Promised("Sam", "belt de school", FRIDAY, replaces=1, is_withdrawn=True)
    assert moment.then(withdrawn).session.promises == (second,)
    for place in (-1, 3):
        assert [broken.law for broken in broken_by(moment, Promised("Els", "belt", FRIDAY, replaces=place))] == [8]
    assert broken_by(moment, changed) == broken_by(moment, withdrawn) == ()
