"""Filling in what a case leaves out never answers a question that the other answers close."""

from __future__ import annotations

from datetime import date

from kvv_triage.case.answers import Answers, Option
from kvv_triage.case.state import CaseState
from kvv_triage.checking.written_answers import answer_of
from kvv_triage.deciding.bounds import bounds
from kvv_triage.deciding.filling import fill
from kvv_triage.deciding.ruleset import Ruleset
from tests.conftest import Make

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
