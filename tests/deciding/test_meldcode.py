"""The rules of the Meldcode one by one (design 7): steps, weighing, proposals, and what is less than proposed."""

from __future__ import annotations

import pytest
import yaml
from pydantic import ValidationError

from kvv_triage.case.meldcode_record import WEIGHINGS, MeldcodeRecord, Weighing
from kvv_triage.content.content import Content
from kvv_triage.deciding.meldcode import PROPOSES, MeldcodeStanding, ProposedAnswer, Seen, assess
from kvv_triage.language.scales import Norm


def recorded(text: str) -> MeldcodeRecord:
    return MeldcodeRecord.model_validate(yaml.safe_load(text) or {})


def standing(
    record: str = "", proposal: dict[str, Weighing] | None = None, *, signals: bool = True, first: bool = False
) -> MeldcodeStanding:
    return assess(
        recorded(record),
        Seen(tuple((proposal or {}).items()), has_signals=signals, not_first=("de familie",) if first else ()),
    )


CONSULTED = "overleg: [{met: aandachtsfunctionaris, op: '2026-03-04'}]"
TALKED = "gesprek: [{met: kind-1, alleen: ja, op: '2026-03-05'}]"
ALL_WELL = "{vermoeden: ja, onveiligheid: nee, effectieve_hulp: ja, hulp_aanvaard: ja, resultaat: nog_niet}"

STEPS = [
    # what is recorded, signals, the step reached, the next one, what is open
    ("", False, 0, 1, (1, 2, 3, 4, 5)),
    ("", True, 1, 2, (2, 3, 4, 5)),
    (CONSULTED, True, 2, 3, (3, 4, 5)),
    (CONSULTED, False, 2, 1, (1, 3, 4, 5)),
    ("veilig_thuis: [{soort: advies}]", True, 2, 3, (3, 4, 5)),
    (TALKED, True, 3, 2, (2, 4, 5)),
    ("gesprek: [{stand: niet_veilig, reden: hij leest mee}]", True, 3, 2, (2, 4, 5)),
    ("gesprek: [{stand: nog_niet}]", True, 1, 2, (2, 3, 4, 5)),
    ("gesprek: [{stand: geen_contact, reden: niemand doet open}]", True, 1, 2, (2, 3, 4, 5)),
    ("gesprek: [{stand: nog_niet}, {met: moeder, stand: gedaan}]", True, 3, 2, (2, 4, 5)),
    ("vermoeden: ja", True, 4, 2, (2, 3, 4, 5)),
    ("onveiligheid: ja", True, 4, 2, (2, 3, 5)),
    (f"{{{CONSULTED}, onveiligheid: ja}}", True, 4, 3, (3, 5)),
    ("{vermoeden: ja, hulp_aanvaard: nee}", True, 4, 2, (2, 3, 5)),
    ("hulp_aanvaard: nee", True, 4, 2, (2, 3, 4, 5)),
    (ALL_WELL, True, 4, 2, (2, 3, 5)),
    ("besloten: {melden: nee}", True, 5, 2, (2, 3, 4, 5)),
    ("besloten: {hulp: ja}", True, 5, 2, (2, 3, 4, 5)),
    ("besloten: {melden: ja, hulp: nee}", True, 5, 2, (2, 3, 4, 5)),
    ("{besloten: {melden: ja, hulp: nee}, veilig_thuis: [{soort: melding}]}", True, 5, 3, (3, 4)),
    ("besloten: {op: '2026-03-05'}", True, 1, 2, (2, 3, 4, 5)),
    ("veilig_thuis: [{soort: melding}]", True, 5, 3, (3, 4, 5)),
    ("{veilig_thuis: [{soort: advies}, {soort: melding}], besloten: {hulp: ja}}", True, 5, 3, (3, 4)),
    (f"{{{CONSULTED}, {TALKED}, {ALL_WELL[1:-1]}, besloten: {{melden: nee, hulp: ja}}}}", True, 5, None, ()),
]


@pytest.mark.parametrize(("record", "signals", "step", "upcoming", "still_open"), STEPS)
def test_the_step_is_the_furthest_one_whose_work_is_recorded(
    record: str, *, signals: bool, step: int, upcoming: int | None, still_open: tuple[int, ...]
) -> None:
    found = standing(record, signals=signals)
    assert (found.step, found.next, found.open) == (step, upcoming, still_open)


@pytest.mark.parametrize(("record", "signals", "step", "upcoming", "still_open"), STEPS)
def test_a_step_that_is_still_open_is_not_skipped(
    record: str, *, signals: bool, step: int, upcoming: int | None, still_open: tuple[int, ...]
) -> None:
    del step, upcoming
    assert standing(record, signals=signals).next == min(still_open, default=None)


@pytest.mark.parametrize(
    ("record", "is_norm", "is_doubtful"),
    [
        ("", False, False),
        ("vermoeden: ja", False, False),
        ("onveiligheid: ja", True, False),
        ("onveiligheid: nee", False, False),
        ("onveiligheid: twijfel", False, True),
        ("effectieve_hulp: ja", False, False),
        ("effectieve_hulp: nee", False, False),
        ("{vermoeden: ja, effectieve_hulp: nee}", True, False),
        ("effectieve_hulp: twijfel", False, True),
        ("hulp_aanvaard: ja", False, False),
        ("hulp_aanvaard: nee", False, False),
        ("{vermoeden: ja, hulp_aanvaard: nee}", True, False),
        ("hulp_aanvaard: twijfel", False, True),
        ("resultaat: ja", False, False),
        ("resultaat: nog_niet", False, False),
        ("resultaat: nee", False, False),
        ("{vermoeden: ja, resultaat: nee}", True, False),
        ("{vermoeden: nee, resultaat: nee}", False, False),
        ("resultaat: twijfel", False, True),
        ("{vermoeden: ja, onveiligheid: nee, resultaat: nee}", True, False),
        ("{onveiligheid: ja, effectieve_hulp: twijfel}", True, True),
    ],
)
def test_yes_on_2_or_no_on_3_to_5_with_a_suspicion_makes_reporting_the_norm_and_doubt_asks_for_advice(
    record: str, *, is_norm: bool, is_doubtful: bool
) -> None:
    found = standing(record)
    assert (found.report_is_norm, found.is_doubtful) == (is_norm, is_doubtful)


@pytest.mark.parametrize("name", ["effectieve_hulp", "hulp_aanvaard", "resultaat"])
def test_no_on_3_to_5_needs_a_suspicion(name: str) -> None:
    proposal: tuple[ProposedAnswer, ...] = ((name, "nee"),)
    record = recorded(f"{name}: nee")
    assert not assess(record, Seen()).report_is_norm
    assert not assess(recorded(""), Seen(proposal)).report_is_norm
    assert assess(record, Seen(is_serious=True)).report_is_norm, "an answer that is serious is a suspicion"
    assert not assess(recorded(""), Seen(proposal, is_serious=True)).report_is_norm, "it may be the same answer"
    assert assess(recorded(""), Seen(proposal, is_beside_norm=True)).report_is_norm
    assert assess(recorded("vermoeden: ja"), Seen(proposal)).report_is_norm
    assert assess(recorded(""), Seen((*proposal, ("vermoeden", "ja")))).report_is_norm


def test_no_suspicion_closes_the_steps() -> None:
    found = standing("vermoeden: nee")
    assert (found.step, found.next, found.open) == (4, None, ())


@pytest.mark.parametrize("record", ["vermoeden: nee", "{vermoeden: nee, onveiligheid: nee}"])
def test_steps_are_not_closed_against_what_the_answers_propose(record: str) -> None:
    found = standing(record, {"vermoeden": "ja", "onveiligheid": "ja"})
    assert found.open == (2, 3, 5)
    assert found.report_is_norm


def test_no_suspicion_closes_nothing_while_reporting_is_the_norm() -> None:
    assert assess(recorded("{vermoeden: nee, hulp_aanvaard: nee}"), Seen(is_serious=True)).open == (2, 3, 5)


def test_no_suspicion_against_a_threshold_that_asks_for_a_call_is_said_and_closes_nothing() -> None:
    found = assess(recorded("vermoeden: nee"), Seen(is_dangerous=True))
    assert found.deviations == ("vermoeden",)
    assert (found.next, found.open) == (2, (2, 3, 5))
    assert assess(recorded("vermoeden: ja"), Seen(is_dangerous=True)).deviations == ()


def test_no_suspicion_against_a_serious_answer_is_said_too() -> None:
    found = assess(recorded("vermoeden: nee"), Seen(is_serious=True))
    assert found.deviations == ("vermoeden",)
    assert found.open == (2, 3, 5)


@pytest.mark.parametrize(
    ("record", "seen"),
    [
        ("{vermoeden: nee, onveiligheid: twijfel}", Seen()),
        ("{vermoeden: nee, besloten: {melden: ja}}", Seen()),
        ("vermoeden: nee", Seen(asks_call=True)),
        ("vermoeden: nee", Seen(not_first=("de familie",))),
    ],
)
def test_no_suspicion_closes_nothing_while_something_is_asked_for(record: str, seen: Seen) -> None:
    assert assess(recorded(record), seen).open
    assert not assess(recorded("vermoeden: nee"), Seen()).open


@pytest.mark.parametrize(
    ("record", "is_to_report"),
    [
        ("", False),
        ("besloten: {melden: nee}", False),
        ("besloten: {hulp: ja}", False),
        ("besloten: {melden: ja}", True),
        ("{besloten: {melden: ja}, veilig_thuis: [{soort: advies}]}", True),
        ("{besloten: {melden: ja}, veilig_thuis: [{soort: melding}]}", False),
        ("{besloten: {melden: ja, op: '2026-03-05'}, veilig_thuis: [{soort: melding}]}", False),
        ("{besloten: {melden: ja}, veilig_thuis: [{soort: melding, op: '2026-03-04'}]}", False),
        ("{besloten: {melden: ja, op: '2026-03-05'}, veilig_thuis: [{soort: melding, op: '2026-03-05'}]}", False),
        ("{besloten: {melden: ja, op: '2026-03-05'}, veilig_thuis: [{soort: melding, op: '2026-03-04'}]}", True),
    ],
)
def test_a_decision_to_report_is_no_report(record: str, *, is_to_report: bool) -> None:
    assert standing(record).is_to_report == is_to_report


# Proposals


@pytest.mark.parametrize(
    ("norm", "proposes"),
    [
        (Norm.ACUUT, {"vermoeden": "ja", "onveiligheid": "ja"}),
        (Norm.STRUCTUREEL, {"vermoeden": "ja", "onveiligheid": "ja"}),
        (Norm.ONTHULLING, {"vermoeden": "ja", "onveiligheid": "ja"}),
        (Norm.EIGEN_GRENS, {"effectieve_hulp": "nee"}),
        (Norm.HULP_NIET_AANVAARD, {"hulp_aanvaard": "nee"}),
        (Norm.RESULTAAT_BLIJFT_UIT, {"resultaat": "nee"}),
    ],
)
def test_each_norm_proposes_its_answers_and_makes_reporting_the_norm_unless_it_needs_a_suspicion(
    norm: Norm, proposes: dict[str, Weighing]
) -> None:
    assert dict(PROPOSES[norm]) == proposes
    assert standing(proposal=proposes).report_is_norm != norm.needs_suspicion
    assert standing("vermoeden: ja", proposes).report_is_norm


PROPOSED: dict[str, Weighing] = {"vermoeden": "ja", "onveiligheid": "ja", "hulp_aanvaard": "nee"}


@pytest.mark.parametrize(
    ("record", "deviations"),
    [
        ("", ()),
        ("{vermoeden: ja, onveiligheid: ja, hulp_aanvaard: nee}", ()),
        ("onveiligheid: nee", ("onveiligheid",)),
        ("{onveiligheid: twijfel, hulp_aanvaard: ja}", ("onveiligheid", "hulp_aanvaard")),
        ("{vermoeden: nee, resultaat: ja}", ("vermoeden",)),
    ],
)
def test_what_is_proposed_beats_a_milder_record_and_the_difference_is_a_deviation(
    record: str, deviations: tuple[str, ...]
) -> None:
    found = standing(record, PROPOSED)
    assert found.deviations == deviations
    assert found.report_is_norm
    assert not found.is_doubtful


def test_a_graver_record_stays_beside_what_is_proposed() -> None:
    found = standing("resultaat: nee", {"vermoeden": "ja"})
    assert found.report_is_norm
    assert found.deviations == ()


# The deviating order: Veilig Thuis before any conversation with the family


@pytest.mark.parametrize(
    ("record", "step", "upcoming"),
    [
        ("", 1, 2),
        (CONSULTED, 2, 2),
        (TALKED, 3, 2),
        (f"{{{CONSULTED}, {TALKED}, onveiligheid: ja}}", 4, 2),
        ("veilig_thuis: [{soort: advies}]", 2, 4),
        ("overleg: [{met: Veilig Thuis}]", 2, 4),
        ("overleg: [{met: collega}, {met: veilig_thuis}]", 2, 4),
        ("overleg: [{met: nog niet Veilig Thuis}]", 2, 2),
        ("{veilig_thuis: [{soort: melding}], onveiligheid: ja}", 5, 5),
        ("{veilig_thuis: [{soort: melding}], onveiligheid: ja, besloten: {hulp: ja}}", 5, None),
    ],
)
def test_nothing_goes_before_the_call_to_veilig_thuis(record: str, step: int, upcoming: int | None) -> None:
    found = standing(record, first=True)
    assert found.consult_first
    assert (found.step, found.next) == (step, upcoming)
    assert (2 in found.open) == (upcoming == 2)


@pytest.mark.parametrize("signals", [True, False])
@pytest.mark.parametrize("record", sorted({record for record, *_ in STEPS}))
def test_the_conversation_is_never_what_comes_next_while_a_threshold_forbids_it(record: str, *, signals: bool) -> None:
    found = standing(record, signals=signals, first=True)
    assert found.next != 3
    assert found.next == 2 or 2 not in found.open


# What is recorded


@pytest.mark.parametrize(
    "record",
    [
        "gesprek: [{stand: niet_veilig}]",
        "gesprek: [{stand: misschien}]",
        "vermoeden: twijfel",
        "onveiligheid: nog_niet",
        "resultaat: soms",
        "veilig_thuis: [{op: '2026-03-05'}]",
        "veilig_thuis: [{soort: gesprek}]",
        "geinformeerd: {reden: veiligheid}",
        "overleg: [{op: '2026-03-05'}]",
        "besloten: {melden: twijfel}",
        "stap: 3",
    ],
)
def test_a_record_that_the_meldcode_does_not_know_is_refused(record: str) -> None:
    with pytest.raises(ValidationError):
        recorded(record)


def test_a_conversation_left_out_for_safety_says_why() -> None:
    with pytest.raises(ValidationError, match="alleen voor de veiligheid, met `reden`"):
        recorded("gesprek: [{stand: niet_veilig}]")


def test_the_record_does_not_show_what_was_said() -> None:
    shown = repr(
        recorded("""
        gesprek: [{stand: niet_veilig, reden: geheim}]
        geinformeerd: {directbetrokkenen: nee, reden: geheim}
        veilig_thuis: [{soort: melding, met: geheim, uitkomst: geheim}]
        """)
    )
    assert "geheim" not in shown


def test_each_weighing_question_is_recorded_under_its_own_name() -> None:
    record = recorded(ALL_WELL)
    assert record.weighings == yaml.safe_load(ALL_WELL)
    assert [record.weighing(name) for name in WEIGHINGS] == ["ja", "nee", "ja", "ja", "nog_niet"]


def test_the_texts_hold_every_step_and_weighing_question_in_order(content: Content) -> None:
    assert [step.number for step in content.meldcode.steps] == [1, 2, 3, 4, 5]
    assert tuple(question.id for question in content.meldcode.weighings) == WEIGHINGS
    assert [question.number for question in content.meldcode.weighings] == [1, 2, 3, 4, 5]
