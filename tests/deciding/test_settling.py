"""Which questions `beslissend` names of an open threshold, and in which order (design 6)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kvv_triage.case.state import CaseState
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import Decision, decide
from kvv_triage.deciding.ruleset import Ruleset

GATE = """\
- {id: poort, vraag: Speelt er iets met ouderen?}
- {id: kinderen, vraag: Hoeveel kinderen?, soort: personen, rol: kind}
- {id: geld, vraag: Verdwijnt er geld?, alleen_als: {vraag: a.poort}}
- {id: handtekening, vraag: Wordt er getekend onder druk?, alleen_als: {vraag: a.poort}}
- {id: schuld, vraag: Zijn er schulden?}
- {id: bang, vraag: Is iemand bang?}
"""
CHILD = """\
onderdelen:
- id: elk
  titel: Elk kind
  per: kind
  vragen:
  - {id: honger, vraag: Heeft het honger?}
"""
THRESHOLDS = """
drempels:
- {id: een, als: {vraag: a.geld}, dan: bel_nu, omdat: '-'}
- {id: of, als: {minstens: 1, vragen: [a.geld, a.handtekening]}, dan: bel_nu, omdat: '-'}
- {id: los, als: {minstens: 1, vragen: [a.geld, a.bang]}, dan: bel_nu, omdat: '-'}
- {id: en, als: {alle: [{vraag: a.schuld}, {vraag: a.bang}]}, dan: bel_nu, omdat: '-'}
- {id: kind, als: {vraag: b.honger}, dan: bel_nu, omdat: '-'}
"""


@pytest.fixture(scope="module")
def small(make: Callable[..., Content]) -> Ruleset:
    return Ruleset(make(GATE, CHILD, thresholds=THRESHOLDS))


Read = Callable[[Ruleset, str], CaseState]


def settles(ruleset: Ruleset, record: Read, answers: str, more: str = "") -> dict[str, list[str]]:
    decision = decide(ruleset, record(ruleset, f"{{antwoorden: {{{answers}}}, {more}}}"))
    return {outcome.threshold.id: [*decision.settles.of(outcome)] for outcome in decision.outcomes}


def test_first_what_settles_it_either_way_then_what_one_answer_settles_and_a_gate_is_named(
    small: Ruleset, record: Read
) -> None:
    named = settles(small, record, "")
    assert named["een"] == ["a.geld", "a.poort"], "no to the gate excludes it, and yes decides nothing"
    assert named["of"] == ["a.poort", "a.geld", "a.handtekening"]
    assert named["los"] == ["a.geld", "a.bang"], "the gate leaves the fear"
    assert named["en"] == ["a.schuld", "a.bang"], "no to either excludes it"


def test_nothing_about_a_person_whom_nobody_spoke_of_before_how_many_there_are(small: Ruleset, record: Read) -> None:
    assert settles(small, record, "")["kind"] == ["a.kinderen", "b.honger@kind-1"]
    assert settles(small, record, "a.kinderen: 1")["kind"] == ["b.honger@kind-1"]
    assert settles(small, record, "a.kinderen: weet_niet")["kind"] == ["b.honger@kind-1", "a.kinderen"]
    named = settles(small, record, "", "personen: [kind-1]")["kind"]
    assert named == ["b.honger@kind-1", "a.kinderen", "b.honger@kind-2"]


def test_a_threshold_that_is_not_open_has_nothing_to_settle(small: Ruleset, record: Read) -> None:
    named = settles(small, record, "a.poort: ja, a.geld: ja, a.schuld: nee")
    assert (named["een"], named["en"]) == ([], [])


def test_an_unknown_answer_settles_as_an_open_question_does(small: Ruleset, record: Read) -> None:
    named = settles(small, record, "a.poort: weet_niet, a.geld: weet_niet, a.handtekening: nee")
    assert named["of"] == ["a.geld"], "an answer that is recorded counts, whatever the gate says"


def test_an_unknown_answer_is_asked_after_also_when_its_gate_is_closed(
    make: Callable[..., Content], record: Read
) -> None:
    thresholds = """
drempels:
- {id: twee, als: {alle: [{vraag: a.geld}, {minstens: 1, vragen: [a.schuld, a.bang]}]}, dan: bel_nu, omdat: '-'}
"""
    ruleset = Ruleset(make(GATE, CHILD, thresholds=thresholds))
    for gate in ("ja", "nee"):
        assert settles(ruleset, record, f"a.poort: {gate}, a.geld: weet_niet")["twee"][0] == "a.geld"


def test_what_settles_whom_to_call_is_asked_once_the_level_is_settled(small: Ruleset, record: Read) -> None:
    decision: Decision = decide(small, record(small, "{antwoorden: {a.geld: ja}}"))
    assert decision.has_settled_level
    assert decision.settling == (), "every other threshold calls the same, with the same cautions"
