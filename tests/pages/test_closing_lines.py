"""What stands on the one screen of the closing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kvv_triage.case.answers import Answer, Option, Options, Unknown
from kvv_triage.case.events import (
    Answered,
    Called,
    CallPlanned,
    Colleague,
    Deviated,
    Discussed,
    Event,
    HandedOver,
    LookAgainSet,
    MeldcodeChanged,
    NotDone,
    NotReached,
    Owned,
    Promised,
    ProposalKind,
    Raised,
    Seated,
    Subject,
    Watched,
)
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level, UnknownKind
from kvv_triage.meeting.agenda import ClosingPart, Proposal, proposals
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import fold
from kvv_triage.pages.closing_lines import (
    MOST_NAMED,
    REPORT,
    closing_line,
    meldcode_proposals,
    meldcode_standing,
    proposal_text,
)
from tests.helpers.deciding import afternoon

AT = datetime(2026, 3, 4, 14, 5, tzinfo=UTC)
DAY, THURSDAY = date(2026, 3, 4), date(2026, 3, 5)
RAISED = Raised("niet pluis")
PEOPLE = (Colleague("Els", "aandachtsfunctionaris"), Colleague("Jan", "teamleider"))
VIOLENCE = Answered("acuut.geweld-nu", Answer((Option("ja"),)))


def line(ruleset: Ruleset, part: ClosingPart, *events: Event) -> str:
    return closing_line(Moment(ruleset, fold(events), afternoon(DAY)), part)


@pytest.mark.parametrize(
    ("events", "shown"),
    [
        ([], "Regiehouder: nog niet vastgelegd"),
        ([Seated("A-1", "", "Sam")], "Regiehouder: Sam (voorstel)"),
        ([Seated("A-1", "", "Sam"), RAISED, CallPlanned("Els", AT)], "Regiehouder: Els (voorstel)"),
        ([Seated("A-1", "", "Sam"), Owned("Jan", "Els", "piket")], "Regiehouder: Jan, vervanger Els, na vijven piket"),
    ],
)
def test_who_said_to_call_or_else_who_records_is_proposed_as_the_owner(
    ruleset: Ruleset, events: list[Event], shown: str
) -> None:
    assert line(ruleset, ClosingPart.OWNER, *events) == shown


@pytest.mark.parametrize(
    ("events", "shown"),
    [
        ([RAISED], "Bellen: nog niet gebeld: Veilig Thuis: 0800-2000"),
        ([VIOLENCE], "Bellen: nog niet gebeld: 112, Veilig Thuis: 0800-2000"),
        (
            [RAISED, CallPlanned("Sam", AT + timedelta(minutes=30))],
            "Bellen: nog niet gebeld: Veilig Thuis: 0800-2000 (Sam om 14:35)",
        ),
        (
            [RAISED, NotReached(AT, "veilig_thuis", AT + timedelta(minutes=15))],
            "Bellen: nog niet gebeld: Veilig Thuis: 0800-2000 (opnieuw om 14:20)",
        ),
        (
            [VIOLENCE, CallPlanned("Sam", AT + timedelta(minutes=30), "veilig_thuis")],
            "Bellen: nog niet gebeld: 112, Veilig Thuis: 0800-2000 (Sam om 14:35)",
        ),
        (
            [
                VIOLENCE,
                CallPlanned("Sam", AT + timedelta(minutes=30), "veilig_thuis"),
                NotReached(AT, "112", AT + timedelta(minutes=10)),
            ],
            "Bellen: nog niet gebeld: 112 (opnieuw om 14:15), Veilig Thuis: 0800-2000 (Sam om 14:35)",
        ),
        (
            [VIOLENCE, CallPlanned("Sam", AT - timedelta(days=1), "112")],
            "Bellen: nog niet gebeld: 112, Veilig Thuis: 0800-2000",
        ),
        (
            [RAISED, Deviated(NotDone.CALLING, "wij zien haar", PEOPLE, THURSDAY, Level.BEL_NU)],
            "Bellen: besloten niet te bellen (Veilig Thuis: 0800-2000)",
        ),
        ([RAISED, Called(AT, Level.BEL_NU)], "Bellen: gebeld"),
        (
            [RAISED, Called(AT, Level.BEL_NU, "veilig_thuis", "advies", "een medewerker", "samen kijken")],
            "Bellen: gesproken met een medewerker",
        ),
    ],
)
def test_what_came_of_the_call_or_whom_to_call(ruleset: Ruleset, events: list[Event], shown: str) -> None:
    assert line(ruleset, ClosingPart.CALL, *events) == shown


def test_each_part_says_what_is_recorded_or_that_nothing_is(ruleset: Ruleset) -> None:
    said: tuple[Event, ...] = (
        Watched("de oma, tot maandag"),
        Owned("Sam", "Els", "via de piketdienst"),
        Promised("Sam", "belt de school", THURSDAY),
        HandedOver("de GGZ", "de behandeling", THURSDAY),
        LookAgainSet(THURSDAY),
    )
    expected = {
        ClosingPart.WATCH: ("nog niet afgesproken", "de oma, tot maandag"),
        ClosingPart.OWNER: ("nog niet vastgelegd", "Sam, vervanger Els, na vijven via de piketdienst"),
        ClosingPart.PROMISES: ("voorgesteld", "1 vastgelegd"),
        ClosingPart.MELDCODE: ("nog geen stap", "nog geen stap"),
        ClosingPart.HAND_OVERS: ("niets", "de GGZ (de behandeling)"),
        ClosingPart.LOOK_AGAIN: ("(voorstel)", "donderdag 5 maart 2026"),
    }
    for part, (before, after) in expected.items():
        assert before in line(ruleset, part)
        assert after in line(ruleset, part, *said)
    assert "voorstel" not in line(ruleset, ClosingPart.LOOK_AGAIN, *said)


def test_without_any_promise_or_proposal_it_says_so(ruleset: Ruleset) -> None:
    keys = [proposal.key for proposal in proposals(Moment(ruleset, fold([]), afternoon(DAY)))]
    declined = Discussed(Subject.PROPOSAL, DAY, (*keys, ProposalKind.LOOK_AGAIN))
    assert line(ruleset, ClosingPart.PROMISES, declined) == "Afspraken: nog geen"


def test_the_first_proposals_are_named_and_many_are_counted(ruleset: Ruleset) -> None:
    unknown = Answer((Unknown(UnknownKind.NIET_BEKEND),))
    slots = [item.id for item in ruleset.items if item.per is None and item.makes is None]
    many = [Answered(slot, unknown) for slot in slots]
    assert len(proposals(Moment(ruleset, fold(many), afternoon(DAY)))) > MOST_NAMED
    assert "Uitzoeken" not in line(ruleset, ClosingPart.PROMISES, *many)
    few = Discussed(Subject.PROPOSAL, DAY, ("open vragen",))
    assert line(ruleset, ClosingPart.PROMISES, few) == "Afspraken: 1 voorgesteld (Opnieuw naar deze zaak kijken)"


def test_the_overview_says_what_the_answers_propose_for_the_meldcode_until_it_is_recorded(ruleset: Ruleset) -> None:
    assert "Voorstel: vermoeden ja" in line(ruleset, ClosingPart.MELDCODE, VIOLENCE)
    moment = Moment(ruleset, fold([VIOLENCE]), afternoon(DAY))
    assert {*meldcode_proposals(moment)} == {"vermoeden", "onveiligheid", REPORT}
    said = {"vermoeden": "ja", "onveiligheid": "ja", "besloten": {"melden": "ja"}}
    recorded = MeldcodeChanged(MeldcodeRecord.model_validate(said))
    assert "Voorstel" not in line(ruleset, ClosingPart.MELDCODE, VIOLENCE, recorded)
    less = MeldcodeChanged(MeldcodeRecord.model_validate({**said, "vermoeden": "nee", "besloten": {"melden": "nee"}}))
    assert {*meldcode_proposals(moment.then(less))} == {"vermoeden", REPORT}, "a 'nee' that nobody decided by law 5"


def test_where_the_case_stands_in_the_meldcode(ruleset: Ruleset) -> None:
    def standing(*events: Event) -> str:
        return " ".join(meldcode_standing(ruleset.content, Moment(ruleset, fold(events), afternoon(DAY))))

    assert "Melden bij Veilig Thuis is de professionele norm." in standing(VIOLENCE)
    honour = Answered("start.zorgen", Answer((Options(frozenset({"eer"})),)))
    assert "Overleg eerst met Veilig Thuis. Praat nog niet met de familie." in standing(honour)
    doubt = MeldcodeChanged(MeldcodeRecord.model_validate({"onveiligheid": "twijfel"}))
    assert "Bij twijfel: vraag advies aan Veilig Thuis." in standing(doubt)
    assert "stap 4 bereikt (wegen)" in standing(MeldcodeChanged(MeldcodeRecord.model_validate({"vermoeden": "nee"})))


def test_what_is_proposed_to_promise(ruleset: Ruleset) -> None:
    def text(kind: ProposalKind, slot: str = "", count: int = 0) -> str:
        return proposal_text(ruleset.content, Proposal(kind, slot, count))

    asked = ruleset.content.slot("partnergeweld.keel")[0]
    assert text(ProposalKind.FIND_OUT, "partnergeweld.keel", 1) == f"Uitzoeken: {asked.question.text}"
    listed = f"Uitzoeken: 12 vragen over {asked.checklist.title}, waaronder: {asked.question.text}"
    assert text(ProposalKind.FIND_OUT, "partnergeweld.keel", 12) == listed
    assert text(ProposalKind.MAKE_SAFE, "partnergeweld.keel") == f"Veiligheid regelen bij: {asked.question.text}"
    lists = f"Verdergaan met de vragen: 3 vragenlijsten, te beginnen met {asked.checklist.title}."
    assert text(ProposalKind.OPEN_LISTS, "partnergeweld.keel", 3) == lists
    assert text(ProposalKind.LOOK_AGAIN) == "Opnieuw naar deze zaak kijken."


def test_with_everything_unknown_one_promise_per_list_is_proposed(ruleset: Ruleset) -> None:
    unknown = Answer((Unknown(UnknownKind.NIET_BEKEND),))
    slots = [item.id for item in ruleset.items if item.per is None and item.makes is None]
    moment = Moment(ruleset, fold(Answered(slot, unknown) for slot in slots), afternoon(DAY))
    assert "voorgesteld" in closing_line(moment, ClosingPart.PROMISES)
    assert 1 < len(proposals(moment)) <= 1 + len(ruleset.content.checklists)
