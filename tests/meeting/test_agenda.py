"""What a meeting still has to do, from its events: the order, what is skipped, and what becomes due again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from kvv_triage.case.answers import Answer, Option, Unknown
from kvv_triage.case.events import (
    Answered,
    Called,
    Closed,
    Colleague,
    ContentMoved,
    Deviated,
    Discussed,
    Event,
    HandedOver,
    LookAgainSet,
    MeldcodeChanged,
    NotDone,
    Owned,
    Promised,
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
    Proposal,
    ProposalKind,
    Step,
    has_fast_lane,
    lane_of,
    next_proposal,
    next_step,
    next_weighing,
    proposals,
)
from kvv_triage.meeting.interview import Lane
from kvv_triage.meeting.laws import unchecked
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import Session, fold
from tests.conftest import Make
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
    return Moment(ruleset, fold(events), WEDNESDAY)


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


def asked_and_checked(*slots: str) -> Iterator[Event]:
    yield from (Answered(slot, NO) for slot in slots)
    yield Discussed(Subject.NO, WEDNESDAY, slots)


def test_a_calm_meeting_takes_its_steps_in_order(small: Ruleset) -> None:
    said: list[Event] = []
    order: list[Step] = []
    answers: dict[Step, Event] = {
        Step.DOUBTFUL_NO: Discussed(Subject.NO, WEDNESDAY, ("a.een", "a.twee")),
        Step.OUTCOME: OUTCOME,
        Step.MELDCODE: LATER_MELDCODE,
        Step.OWNER: OWNER,
        Step.PROPOSAL: Promised("Sam", "Opnieuw naar deze zaak kijken.", FRIDAY, proposal=ProposalKind.LOOK_AGAIN),
        Step.PROMISES: Discussed(Subject.PROMISES, WEDNESDAY),
        Step.HAND_OVERS: Discussed(Subject.HAND_OVERS, WEDNESDAY),
        Step.LOOK_AGAIN: LookAgainSet(FRIDAY),
        Step.CLOSE: Closed(AT),
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


def test_a_call_that_becomes_due_goes_first_again(small: Ruleset) -> None:
    said = [*asked_and_checked("a.een", "a.twee"), OUTCOME, LATER_MELDCODE, *AGREED]
    assert steps(small, *said) is Step.CLOSE
    assert steps(small, *said, Raised("niet pluis")) is Step.CALL
    assert steps(small, *said, Raised("niet pluis"), Called(AT, Level.ADVIES)) is Step.CALL
    assert steps(small, *said, Raised("niet pluis"), Called(AT, Level.BEL_NU)) is Step.WATCH
    seen = Watched("de oma, tot maandag")
    assert steps(small, *said, Raised("niet pluis"), Called(AT, Level.BEL_NU), seen) is Step.CLOSE
    assert steps(small, *said, Closed(AT)) is None


def test_the_meldcode_is_asked_part_by_part_and_each_part_once(small: Ruleset) -> None:
    said: list[Event] = [*asked_and_checked("a.een", "a.twee"), OUTCOME, Discussed(Subject.MELDCODE, WEDNESDAY, (NOW,))]
    record: dict[str, object] = {}
    order: list[Step] = []
    parts: dict[Step, dict[str, object]] = {
        Step.CONSULTATION: {"overleg": [{"met": "de aandachtsfunctionaris"}]},
        Step.CONTACT: {"veilig_thuis": [{"soort": "advies"}]},
        Step.CONVERSATION: {"gesprek": [{"stand": "gedaan"}]},
        Step.REPORT: {"besloten": {"melden": "ja"}},
        Step.HELP: {"besloten": {"melden": "ja", "hulp": "ja"}},
        Step.INFORMED: {"geinformeerd": {"directbetrokkenen": "ja"}},
    }
    while (step := steps(small, *said)) is not Step.OWNER:
        assert step is not None
        order.append(step)
        question = next_weighing(at(small, *said))
        record |= parts[step] if question is None or step is not Step.WEIGHING else {question.id: "nee"}
        said.append(MeldcodeChanged(MeldcodeRecord.model_validate(record)))
    # a "nee" on the first weighing question ends the weighing
    assert order == [*list(parts)[:3], Step.WEIGHING, *list(parts)[3:]]


def test_parts_of_the_meldcode_that_come_later_are_not_asked_again(small: Ruleset) -> None:
    said: list[Event] = [*asked_and_checked("a.een", "a.twee"), OUTCOME, Discussed(Subject.MELDCODE, WEDNESDAY, (NOW,))]
    later = (Subject.CONSULTATION, Subject.CONTACT, Subject.CONVERSATION, Subject.REPORT, Subject.HELP)
    said += [Discussed(subject, WEDNESDAY) for subject in later]
    weighed: list[str] = []
    while question := next_weighing(at(small, *said)):
        assert steps(small, *said) is Step.WEIGHING
        weighed.append(question.id)
        said.append(Discussed(Subject.WEIGHING, WEDNESDAY, (question.id,)))
    assert weighed == ["vermoeden", "onveiligheid", "effectieve_hulp", "hulp_aanvaard", "resultaat"]
    assert steps(small, *said) is Step.OWNER


@pytest.mark.parametrize(
    ("recorded", "asked"),
    [
        ({}, "vermoeden"),
        ({"vermoeden": "nee"}, None),
        ({"vermoeden": "ja", "onveiligheid": "ja"}, None),
        ({"vermoeden": "ja", "onveiligheid": "nee"}, "effectieve_hulp"),
        ({"vermoeden": "ja", "onveiligheid": "nee", "effectieve_hulp": "nee"}, None),
        ({"vermoeden": "ja", "onveiligheid": "nee", "effectieve_hulp": "ja", "hulp_aanvaard": "nee"}, None),
        ({"vermoeden": "ja", "onveiligheid": "nee", "effectieve_hulp": "ja", "hulp_aanvaard": "ja"}, "resultaat"),
    ],
)
def test_the_weighing_stops_where_veilig_thuis_goes_on(
    small: Ruleset, recorded: dict[str, str], asked: str | None
) -> None:
    question = next_weighing(at(small, MeldcodeChanged(MeldcodeRecord.model_validate(recorded))))
    assert (question.id if question else None) == asked


def test_what_to_make_safe_and_what_to_find_out_is_proposed_one_by_one(small: Ruleset) -> None:
    said = [Answered("a.een", YES), Answered("a.twee", NOT_KNOWN)]
    safe, find_out = Proposal(ProposalKind.MAKE_SAFE, "a.een"), Proposal(ProposalKind.FIND_OUT, "a.twee")
    assert proposals(at(small, *said)) == (safe, find_out)
    assert next_proposal(at(small, *said)) == safe
    taken = Promised("Sam", "regelt opvang", FRIDAY, proposal=safe.key)
    assert next_proposal(at(small, *said, taken)) == find_out
    assert proposals(at(small, *said, taken)) == (safe, find_out)
    assert next_proposal(at(small, *said, taken, Promised("Sam", "vraagt het", FRIDAY, "a.twee"))) is None


def test_what_nobody_asked_is_one_promise_that_stays_one_when_it_is_filled_in(small: Ruleset) -> None:
    said: list[Event] = [Answered("a.een", YES), Discussed(Subject.QUESTIONS, WEDNESDAY), OUTCOME]
    expected = (Proposal(ProposalKind.MAKE_SAFE, "a.een"), Proposal(ProposalKind.ASK_THE_REST, count=1))
    assert proposals(at(small, *said)) == expected
    said.append(Answered("a.twee", NOT_ASKED))
    assert proposals(at(small, *said)) == expected
    assert proposals(at(small, *said, Answered("a.twee", NO))) == expected[:1]


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
    assert steps(small, *calm, LATER_MELDCODE, OWNER, declined) is Step.PROMISES


def test_a_hand_over_can_be_followed_by_another_until_the_table_says_that_was_it(small: Ruleset) -> None:
    calm = [*asked_and_checked("a.een", "a.twee"), OUTCOME, LATER_MELDCODE, OWNER, PROMISE]
    calm.append(Discussed(Subject.PROMISES, WEDNESDAY))
    handed = HandedOver("de jeugdarts", "de begeleiding", FRIDAY)
    assert steps(small, *calm) is Step.HAND_OVERS
    assert steps(small, *calm, handed) is Step.HAND_OVERS
    assert steps(small, *calm, handed, Discussed(Subject.HAND_OVERS, WEDNESDAY)) is Step.LOOK_AGAIN


def test_newer_content_asks_its_new_questions_also_after_the_outcome(small: Ruleset) -> None:
    said = [*asked_and_checked("a.een", "a.twee"), OUTCOME]
    assert steps(small, *said) is Step.MELDCODE
    moved = ContentMoved(AT, "sha256:1", ("a.een",))
    assert steps(small, *said, moved) is Step.QUESTIONS
    assert steps(small, *said, moved, Answered("a.een", NO)) is Step.DOUBTFUL_NO


def test_a_no_in_the_meldcode_is_asked_again_when_the_answers_propose_yes_after_all(small: Ruleset) -> None:
    said: list[Event] = [*asked_and_checked("a.een", "a.twee"), OUTCOME, LATER_MELDCODE]
    said.append(MeldcodeChanged(MeldcodeRecord.model_validate({"vermoeden": "nee", "besloten": {"melden": "nee"}})))
    assert steps(small, *said) is Step.OWNER
    said += [Answered("a.twee", YES), Called(AT, Level.BEL_NU), Watched("de oma")]
    assert steps(small, *said) is Step.OWNER, "a red flag proposes nothing by itself"
    said += [Answered("a.een", YES)]
    assert steps(small, *said) is Step.WEIGHING
    question = next_weighing(at(small, *said))
    assert question
    assert question.id == "vermoeden"
    people = (Colleague("Els", "aandachtsfunctionaris"), Colleague("Jan", "teamleider"))
    said.append(Deviated(NotDone.WEIGHING_1, "ander gezin", people, THURSDAY))
    assert steps(small, *said) is Step.REPORT
    said.append(Deviated(NotDone.REPORTING, "ander gezin", people, THURSDAY))
    assert steps(small, *said) is Step.OWNER
    assert next_step(Moment(small, fold(said), FRIDAY), Lane()) is Step.WEIGHING, "on Friday both have expired"


def test_not_yet_holds_for_the_day_on_which_it_was_said(small: Ruleset) -> None:
    calm = [*asked_and_checked("a.een", "a.twee"), OUTCOME, Discussed(Subject.MELDCODE, WEDNESDAY, (NOW,))]
    later = (Subject.CONSULTATION, Subject.CONTACT, Subject.CONVERSATION, Subject.REPORT, Subject.HELP)
    calm += [Discussed(subject, WEDNESDAY) for subject in later]
    weighings = ("vermoeden", "onveiligheid", "effectieve_hulp", "hulp_aanvaard", "resultaat")
    calm.append(Discussed(Subject.WEIGHING, WEDNESDAY, weighings))
    assert steps(small, *calm) is Step.OWNER
    assert next_step(Moment(small, fold(calm), THURSDAY), Lane()) is Step.CONSULTATION
    declined = [*asked_and_checked("a.een", "a.twee"), OUTCOME, LATER_MELDCODE]
    assert steps(small, *declined) is Step.OWNER
    assert next_step(Moment(small, fold(declined), THURSDAY), Lane()) is Step.MELDCODE


def test_a_day_to_look_again_that_has_passed_is_chosen_anew(small: Ruleset) -> None:
    said = [*asked_and_checked("a.een", "a.twee"), OUTCOME, *AGREED]
    after_friday = Moment(small, fold([*said, Discussed(Subject.MELDCODE, SUNDAY, (NOT_NOW,))]), SUNDAY)
    assert next_step(after_friday, Lane()) is Step.LOOK_AGAIN
    assert after_friday.look_again > SUNDAY


def test_each_acute_answer_and_each_unknown_red_flag_proposes_one_promise(every_kind: Ruleset) -> None:
    said = {
        "a.ja-nee": "weet_niet",
        "a.volwassene": "weet_niet",
        "a.keel": {"meningen": ["recent", "weet_niet"]},
        "a.dreiging": ["doden"],
        "a.meldingen": "3",
    }
    moment = Moment(every_kind, Session(answers=answered(every_kind, said)), WEDNESDAY)
    assert [(proposal.kind, proposal.slot) for proposal in proposals(moment) if proposal.slot] == [
        (ProposalKind.FIND_OUT, "a.ja-nee"),
        (ProposalKind.MAKE_SAFE, "a.keel"),
        (ProposalKind.MAKE_SAFE, "a.dreiging"),
    ]
