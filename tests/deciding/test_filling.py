"""What is filled in for what nobody answered: never a question that the other answers close."""

from __future__ import annotations

from datetime import date

from kvv_triage.case.answers import Answers, Option, Unknown
from kvv_triage.case.state import CaseState
from kvv_triage.checking.written_answers import answer_of
from kvv_triage.deciding.bounds import bounds
from kvv_triage.deciding.filling import NOT_ASKED, closing_answers, fill
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level, UnknownKind
from tests.conftest import Make
from tests.helpers.every_kind import answered

LIST = """
onderdelen:
- id: gezin
  titel: Gezin
  vragen: [{id: kinderen, vraag: Hoeveel?, soort: personen, rol: kind}]
- id: kind
  titel: Kind
  per: kind
  vragen: [{id: bang, vraag: Bang?, ernst: ernstig}]
- id: samen
  titel: Samen
  vragen: [{id: hulp, vraag: Hulp?, ernst: ernstig, alleen_als: {vraag: a.bang}}]
"""


def test_a_question_asked_once_waits_for_the_answers_about_persons_that_its_guard_reads(make: Make) -> None:
    ruleset = Ruleset(make(LIST))
    children = answer_of(ruleset.by_id["a.kinderen"].question, "2")
    filled = fill(ruleset, CaseState(date(2026, 1, 1), Answers({"a.kinderen": children})), "nee").answers
    assert filled["a.bang@kind-2"].opinions == (Option("nee"),)
    assert "a.hulp" not in filled
    assert bounds(ruleset, filled).dormant == ()


def test_closing_turns_every_question_in_use_that_was_never_asked_into_not_asked(every_kind: Ruleset) -> None:
    said = answered(every_kind, {"a.ja-nee": "ja", "a.kinderen": "0"})
    added = closing_answers(every_kind, said)
    assert added == dict.fromkeys(("a.volwassene", "a.keel", "a.dreiging", "a.meldingen"), NOT_ASKED)
    assert NOT_ASKED.opinions == (Unknown(UnknownKind.NIET_GEVRAAGD),)


def test_closing_leaves_questions_out_of_use_alone(make: Make) -> None:
    ruleset = Ruleset(
        make("- {id: een, vraag: V?}\n- {id: twee, vraag: V?, alleen_als: {vraag: a.een}}\n- {id: drie, vraag: V?}")
    )
    assert closing_answers(ruleset, answered(ruleset, {"a.een": "nee"})) == {"a.drie": NOT_ASKED}


def test_closing_before_anyone_asked_about_children_leaves_one_child_nobody_asked_about(make: Make) -> None:
    assert [*closing_answers(Ruleset(make(LIST)), Answers())] == ["a.kinderen", "a.hulp", "a.bang@kind-1"]


def test_closing_reads_the_earlier_sessions_too(make: Make) -> None:
    ruleset = Ruleset(make("- {id: een, vraag: V?, alleen_als: {eerder: 1, besluit: bel_nu, binnen_dagen: 9}}"))
    assert closing_answers(ruleset, Answers()) == {}
    assert closing_answers(ruleset, Answers(), ((3, Level.BEL_NU),)) == {"a.een": NOT_ASKED}
