"""How many questions and screens there are, what the fast lane finds and what calls hang on: counted, never timed."""

from __future__ import annotations

import statistics
from dataclasses import replace

import pytest

from benchmarks.forms import FORMS, NO_FORM, Length, lengths_of
from benchmarks.loss import MANY, Call, calls_of, with_many
from benchmarks.questions import (
    README,
    Counted,
    count,
    level_of,
    main,
    paragraph,
    refreshed,
    until_right_call,
    when_nothing_is_known,
)
from kvv_triage.case.answers import Answer, Answers
from kvv_triage.content.casebook import CasebookEntry
from kvv_triage.content.content import START
from kvv_triage.content.gravity import is_safe_answer, severity_of
from kvv_triage.content.kinds import option_ids, safe_value
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level, Severity
from kvv_triage.meeting.interview import Interview, Lane
from kvv_triage.reading.loading import load_folder
from kvv_triage.settings import shipped_content
from kvv_triage.trainer.trying import Tried, try_cases
from tests.conftest import Make
from tests.helpers.every_kind import Said, answer

pytestmark = pytest.mark.slow

SMALL = """
- {id: een, vraag: V?, ernst: ernstig}
- {id: twee, vraag: V?, ernst: ernstig}
- {id: drie, vraag: V?, ernst: ernstig}
- {id: rood, vraag: V?, ernst: rode_vlag}
- {id: klein, vraag: V?, ernst: bijdragend}
- {id: wijst, vraag: V?}
"""
TWO_SERIOUS = 'drempels: [{id: twee, als: {minstens: 2, ernst: ernstig, in: [a]}, dan: bel_nu, omdat: "-"}]'
REFUSED = {"antwoord": "weet_niet", "omdat": "geweigerd"}

Case = tuple[Tried, Counted]
LEAST_SHARE, MOST_UNTIL_CALL, MOST_UNKNOWN, MOST_SAFE = 0.8, 15, 60, 21
MOST_SCREENS, MOST_SCREENS_UNKNOWN, MOST_WHO_AGREES = 8, 15, 5
"""After the outcome: in the median case, in the one of which nothing is known, for who agrees to what is proposed."""


@pytest.fixture(scope="module")
def cases(ruleset: Ruleset) -> list[Case]:
    """Interview every case of the casebook, whole and in the fast lane."""
    return [(tried, count(ruleset, tried)) for tried in try_cases(ruleset, load_folder(shipped_content()).cases)]


@pytest.fixture(scope="module")
def calls(ruleset: Ruleset, cases: list[Case]) -> list[Call]:
    """Every call of the casebook that answers ask for, with what it hangs on."""
    return calls_of(ruleset, [tried for tried, _ in cases])


@pytest.fixture(scope="module")
def lengths(ruleset: Ruleset) -> list[Length]:
    """How long the interview about each form is."""
    return lengths_of(ruleset)


def test_every_red_flag_in_a_core_danger_sign_calls_in_the_fast_lane(ruleset: Ruleset, cases: list[Case]) -> None:
    core = {sign.question for sign in ruleset.content.floor.core}
    flagged = [
        counted
        for tried, counted in cases
        if any(
            slot.partition("@")[0] in core and severity_of(ruleset.content, slot, said) >= Severity.RODE_VLAG
            for slot, said in tried.record.answers.items()
        )
    ]
    assert len(flagged) > 40
    assert [counted.name for counted in flagged if counted.fast_level < Level.BEL_NU] == []


def test_every_core_danger_sign_is_asked_in_the_fast_lane(ruleset: Ruleset) -> None:
    for sign in ruleset.content.floor.core:
        item = ruleset.by_id[sign.question]
        assert item.question.is_fast or item.checklist.id == "acuut", sign.question


def test_the_fast_lane_ends_in_following_where_nothing_is_wrong(ruleset: Ruleset, cases: list[Case]) -> None:
    calm = [
        counted
        for tried, counted in cases
        if tried.decision.level is Level.VOLGEN
        and all(
            slot.startswith(f"{START}.") or is_safe_answer(ruleset.content, slot, said)
            for slot, said in tried.record.answers.items()
        )
    ]
    assert len(calm) > 10
    assert [counted.name for counted in calm if counted.fast_level > Level.VOLGEN] == []


def test_of_a_family_about_which_nothing_is_wrong_the_fast_lane_asks_21_questions_at_most(ruleset: Ruleset) -> None:
    answers = Answers()
    while slot := Interview(ruleset, answers, Lane(fast=True)).next():
        safe = Answer((safe_value(ruleset.slot(slot)[0].question),))
        answers = answers.with_answer(slot, answer(ruleset, slot, "2") if slot == "start.kinderen" else safe)
    assert len(answers) <= MOST_SAFE


def test_the_fast_lane_calls_in_most_cases_that_call(cases: list[Case]) -> None:
    calls = [counted.fast_level >= Level.BEL_NU for _, counted in cases if counted.level >= Level.BEL_NU]
    assert sum(calls) >= LEAST_SHARE * len(calls)


def test_the_fast_lane_never_ends_graver_than_the_whole_weighing_but_for_what_it_left_unasked(
    cases: list[Case],
) -> None:
    graver = [counted.name for _, counted in cases if counted.fast_level > max(counted.level, Level.ADVIES)]
    assert graver == []


def test_the_right_call_comes_within_fifteen_questions_in_the_median_case(cases: list[Case]) -> None:
    until, _ = until_right_call([counted for _, counted in cases])
    assert statistics.median(until) <= MOST_UNTIL_CALL


def test_every_call_that_answers_ask_for_comes_also_when_all_else_is_unknown(
    ruleset: Ruleset, cases: list[Case]
) -> None:
    asked_for = [
        counted
        for tried, counted in cases
        if counted.level >= Level.BEL_NU and level_of(ruleset, tried.record, tried.record.answers) == counted.level
    ]
    assert len(asked_for) > 100
    assert [counted.name for counted in asked_for if counted.right_call is None] == []
    assert [counted.name for counted in asked_for if counted.right_call_unknown is None] == []
    until, until_unknown = until_right_call([counted for _, counted in cases])
    assert len(until) == len(until_unknown) == len(asked_for)


def test_when_nothing_is_known_the_outcome_comes_within_sixty_questions_and_the_end_within_fifteen_screens(
    ruleset: Ruleset,
) -> None:
    questions, screens = when_nothing_is_known(ruleset)
    assert questions <= MOST_UNKNOWN
    assert len(screens) <= MOST_SCREENS_UNKNOWN


def test_the_median_case_ends_within_eight_screens_after_the_outcome(cases: list[Case]) -> None:
    assert statistics.median(len(counted.screens) for _, counted in cases) <= MOST_SCREENS
    last = {counted.screens[-2] for _, counted in cases}
    assert last == {"Klopt dit zo?"}, "the end of a meeting was not confirmed"
    assert statistics.median(counted.least_screens for _, counted in cases) <= MOST_WHO_AGREES


def test_a_call_with_one_signal_never_survives_its_loss(calls: list[Call]) -> None:
    lone = [call for call in calls if len(call.signals) == 1]
    assert lone
    assert [call.name for call in lone if not {*call.signals} <= {*call.hangs_on}] == []


@pytest.mark.parametrize(
    ("given", "signals", "hangs_on"),
    [
        ({"a.een": "ja", "a.twee": "ja"}, 2, ("a.een", "a.twee")),
        ({"a.een": "ja", "a.twee": "ja", "a.drie": "ja"}, 3, ()),
        ({"a.rood": "ja", "a.een": "ja", "a.klein": "ja"}, 2, ("a.rood",)),
        ({"a.rood": "ja", "a.een": "nee", "a.wijst": "ja"}, 1, ("a.rood",)),
        ({"a.rood": REFUSED, "a.wijst": "ja"}, 1, ("a.rood",)),
    ],
)
def test_a_call_hangs_on_what_the_rest_cannot_do_without(
    make: Make, given: Said, signals: int, hangs_on: tuple[str, ...]
) -> None:
    ruleset = Ruleset(make(SMALL, thresholds=TWO_SERIOUS))
    case = CasebookEntry.model_validate(
        {"naam": "Zaak", "antwoorden": given, "overige": "nee", "verwacht": {"besluit": "bel_nu"}}
    )
    (call,) = calls_of(ruleset, try_cases(ruleset, [("casebook/zaak.yaml", case)]))
    assert (len(call.signals), call.hangs_on) == (signals, hangs_on)


def test_what_stands_when_an_answer_reads_as_safe_stands_when_it_reads_as_unknown(calls: list[Call]) -> None:
    assert [call.name for call in calls if not {*call.hangs_on_when_unknown} <= {*call.hangs_on}] == []


def test_no_call_ends_by_the_loss_of_an_answer_that_it_does_not_hang_on(
    ruleset: Ruleset, cases: list[Case], calls: list[Call]
) -> None:
    hangs_on = {call.name: call.hangs_on for call in calls}
    for tried, counted in cases:
        if counted.name in hangs_on:
            for slot in tried.case.answers.keys() - {*hangs_on[counted.name]}:
                safe = Answer((safe_value(ruleset.slot(slot)[0].question),))
                without = replace(tried.record, answers=tried.record.answers.with_answer(slot, safe))
                assert decide(ruleset, without).level >= Level.BEL_NU, (counted.name, slot)


def test_a_call_that_no_answer_asks_for_has_none_to_lose(calls: list[Call], cases: list[Case]) -> None:
    named = {call.name for call in calls}
    others = [tried for tried, counted in cases if counted.level >= Level.BEL_NU and counted.name not in named]
    assert others
    assert all(tried.record.raised or tried.record.meldcode.model_fields_set for tried in others)


def test_the_calls_that_hang_on_one_of_many_signals_are_listed(
    calls: list[Call], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--which"])
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == [call.name for call in calls if len(call.signals) >= MANY and call.hangs_on]
    assert {*listed} <= {call.name for call in with_many(calls)}


def test_every_worry_that_start_names_has_a_length(ruleset: Ruleset, lengths: list[Length]) -> None:
    *forms, nothing = lengths
    assert [each.form for each in forms] == [*option_ids(ruleset.by_id[FORMS].question)]
    assert nothing.form == NO_FORM
    assert any(each.full < each.gate for each in forms), "no gate tick asks for more"
    for each in forms:
        assert nothing.full < each.full <= each.gate, each.form
        assert nothing.fast <= each.fast <= each.full, each.form
        assert each.fast <= each.unknown_fast <= each.unknown, each.form


def test_the_readme_repeats_what_the_program_counts(
    cases: list[Case], calls: list[Call], lengths: list[Length]
) -> None:
    said = paragraph(calls, [counted for _, counted in cases], lengths)
    assert said in README.read_text(encoding="utf-8"), "run `python benchmarks/questions.py --readme`"


def test_only_the_paragraph_between_its_marks_is_written_anew() -> None:
    readme = "Voor.\n<!-- questions -->\n{}<!-- /questions -->\nNa.\n"
    assert refreshed(readme.format("Oud.\nEn ouder.\n"), "Nieuw.\n") == readme.format("Nieuw.\n")
