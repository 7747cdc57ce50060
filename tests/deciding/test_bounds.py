"""What is certain and what is possible: which questions are in use, who exists, and what still counts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kvv_triage.case.slots import slot_of
from kvv_triage.case.state import CaseState
from kvv_triage.content.content import Content
from kvv_triage.deciding.bounds import Bounds, bounds
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.ruleset import Ruleset

FAMILY = """\
onderdelen:
- id: gezin
  titel: Het gezin
  vragen:
  - {id: kinderen, vraag: Hoeveel kinderen?, soort: personen, rol: kind}
  - {id: geweld, vraag: Is er geweld?, ernst: ernstig}
  - {id: wapen, vraag: Is er een wapen?, ernst: rode_vlag, alleen_als: {vraag: a.geweld}}
  - {id: ouders, vraag: Hoeveel ouders?, soort: personen, rol: ouder, alleen_als: {vraag: a.geweld}}
- id: ouder
  titel: Elke ouder
  per: ouder
  vragen:
  - {id: drinkt, vraag: Drinkt deze ouder?, ernst: bijdragend}
"""
CHILDREN = """\
inzetten_als: {een_van: [{vraag: a.kinderen}, {vraag: a.geweld}]}
onderdelen:
- id: kind
  titel: Elk kind
  per: kind
  vragen:
  - {id: bang, vraag: Is het bang?, ernst: ernstig}
  - {id: waarvoor, vraag: Waarvoor is het bang?, soort: tekst, alleen_als: {vraag: b.bang}}
  - {id: alleen, vraag: Is het alleen gesproken?, signaal_bij: nee, alleen_als: {vraag: b.bang, bij: kind}}
- id: samen
  titel: Samen
  vragen:
  - {id: rust, vraag: Is er een plek voor rust?, signaal_bij: nee, alleen_als: {vraag: b.bang}}
"""
AFTER = """\
- {id: opnieuw, vraag: Is het opnieuw mis?, alleen_als: {eerder: 1, besluit: bel_nu, binnen_dagen: 100}}
"""

Look = Callable[[str], Bounds]
Read = Callable[[Ruleset, str], CaseState]


@pytest.fixture(scope="module")
def ruleset(make: Callable[..., Content]) -> Ruleset:
    return Ruleset(make(FAMILY, CHILDREN, AFTER))


@pytest.fixture(scope="module")
def look(ruleset: Ruleset, record: Read) -> Look:
    """Give the bounds of a case."""

    def looked(case: str) -> Bounds:
        told = record(ruleset, case)
        return bounds(ruleset, told.answers, told.persons, told.days_ago)

    return looked


def in_use(known: Bounds) -> list[str]:
    return [slot_of(item.id, person) for item, person in known.slots_in_use()]


def still_open(known: Bounds) -> list[str]:
    return [slot_of(item.id, person) for item, person in known.open_slots()]


# Guards


def test_nothing_told_yet_leaves_open_whatever_may_still_be_asked(look: Look) -> None:
    assert still_open(look("{}")) == [
        "a.kinderen",
        "a.geweld",
        "a.wapen",
        "a.ouders",
        "b.rust",
        "a.drinkt@ouder-1",
        "b.bang@kind-1",
        "b.waarvoor@kind-1",
        "b.alleen@kind-1",
    ]


@pytest.mark.parametrize(
    ("answer", "asked"), [("ja", True), ("weet_niet", True), ("{meningen: [nee, weet_niet]}", True), ("nee", False)]
)
def test_a_question_is_in_use_while_its_guard_may_be_true(look: Look, answer: str, *, asked: bool) -> None:
    assert ("a.wapen" in in_use(look(f"antwoorden: {{a.geweld: {answer}}}"))) == asked


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ("a.kinderen: 0, a.geweld: nee", False),
        ("a.kinderen: 0, a.geweld: ja", True),
        ("a.kinderen: 0", True),
        ("a.kinderen: 1, a.geweld: nee", True),
    ],
)
def test_a_list_is_in_use_while_its_guard_may_be_true(look: Look, answers: str, *, asked: bool) -> None:
    assert ("b.rust" in in_use(look(f"antwoorden: {{{answers}, b.bang@kind-1: ja}}"))) == asked


def test_a_guard_in_a_section_per_person_reads_only_the_answers_about_that_person(look: Look) -> None:
    known = look("antwoorden: {a.geweld: nee, a.kinderen: 2, b.bang@kind-1: ja, b.bang@kind-2: nee}")
    assert still_open(known) == ["b.rust", "b.waarvoor@kind-1", "b.alleen@kind-1"]


def test_a_guard_of_a_question_asked_once_reads_the_answers_about_everyone(look: Look) -> None:
    assert "b.rust" in in_use(look("antwoorden: {a.kinderen: 2, b.bang@kind-1: nee, b.bang@kind-2: ja}"))
    assert "b.rust" not in in_use(look("antwoorden: {a.kinderen: 2, b.bang@kind-1: nee, b.bang@kind-2: nee}"))


def test_a_guard_may_read_earlier_sessions(look: Look) -> None:
    assert "c.opnieuw" in in_use(look("eerder: [{datum: 2026-01-01, besluit: bel_nu}]"))
    assert "c.opnieuw" not in in_use(look("eerder: [{datum: 2025-01-01, besluit: bel_nu}]"))


def test_a_guard_reads_earlier_questions_only(make: Callable[..., Content], record: Read) -> None:
    ruleset = Ruleset(
        make(
            """
        - {id: eerst, vraag: Eerst?, ernst: ernstig}
        - {id: midden, vraag: Midden?, alleen_als: {minstens: 1, ernst: ernstig}}
        - {id: daarna, vraag: Daarna?, ernst: ernstig}
        """,
            """
        inzetten_als: {minstens: 2, ernst: ernstig}
        onderdelen:
        - {id: deel, titel: Deel, vragen: [{id: laatst, vraag: Laatst?, ernst: ernstig}]}
        """,
        )
    )
    told = record(ruleset, "antwoorden: {a.eerst: nee, a.daarna: ja, b.laatst: ja}")
    assert in_use(bounds(ruleset, told.answers)) == ["a.eerst", "a.daarna"]


# Dormant answers


def test_an_answer_whose_guard_closed_still_counts_and_is_listed(look: Look) -> None:
    known = look("antwoorden: {a.wapen: ja, a.geweld: nee, a.kinderen: 0}")
    assert known.dormant == ("a.wapen",)
    assert known.certain.facts & known.ruleset.by_id["a.wapen"].encoder.signal


def test_answers_in_a_list_that_closed_are_listed_in_the_order_of_persons(look: Look) -> None:
    known = look("antwoorden: {b.bang@kind-2: ja, b.rust: nee, b.bang@kind-1: ja, a.geweld: nee, a.kinderen: 0}")
    assert known.dormant == ("b.rust", "b.bang@kind-1", "b.bang@kind-2")


def test_answers_about_a_person_who_is_no_longer_counted_are_listed_and_still_count(look: Look) -> None:
    known = look("antwoorden: {a.kinderen: 1, b.bang@kind-1: nee, b.bang@kind-3: ja}")
    assert known.dormant == ("b.bang@kind-3",)
    assert known.certain.persons["kind"]["kind-3"]


def test_a_person_named_in_the_record_is_never_one_too_many(look: Look) -> None:
    assert look("{personen: [kind-3], antwoorden: {a.kinderen: 1, b.bang@kind-3: ja}}").dormant == ()


# Persons


@pytest.mark.parametrize(
    ("case", "children"),
    [
        ("antwoorden: {a.kinderen: 2}", ["kind-1", "kind-2"]),
        ("antwoorden: {a.kinderen: 0}", []),
        ("antwoorden: {a.kinderen: [{leeftijd: 9}, {label: jongste}]}", ["kind-1", "kind-2"]),
        ("antwoorden: {a.kinderen: weet_niet}", ["kind-1"]),
        ("antwoorden: {a.kinderen: {meningen: [0, weet_niet]}}", ["kind-1"]),
        ("antwoorden: {a.kinderen: {meningen: [1, 3, 2]}}", ["kind-1", "kind-2", "kind-3"]),
        ("antwoorden: {b.bang@kind-10: ja, b.bang@kind-2: ja, a.kinderen: 1}", ["kind-1", "kind-2", "kind-10"]),
        ("personen: [kind-2]", ["kind-2"]),
        ("{}", []),
    ],
)
def test_persons_exist_when_counted_named_or_answered_about(look: Look, case: str, children: list[str]) -> None:
    assert list(look(case).certain.persons["kind"]) == children


@pytest.mark.parametrize(
    ("case", "imagined"),
    [
        ("{}", {"kind-1", "ouder-1"}),
        ("antwoorden: {b.bang@kind-1: nee}", {"kind-2", "ouder-1"}),
        ("personen: [kind-1, ouder-4]", {"kind-2", "ouder-5"}),
        ("antwoorden: {a.kinderen: 0}", {"ouder-1"}),
        ("antwoorden: {a.kinderen: weet_niet, a.geweld: nee}", set()),
    ],
)
def test_while_nobody_said_how_many_there_are_one_more_is_possible(look: Look, case: str, imagined: set[str]) -> None:
    known = look(case)
    assert known.imagined == imagined
    assert imagined <= {person for persons in known.possible.persons.values() for person in persons}
    assert not imagined & {person for persons in known.certain.persons.values() for person in persons}


def test_a_person_who_may_exist_is_asked_the_questions_of_their_role(look: Look) -> None:
    assert "a.drinkt@ouder-1" in in_use(look("antwoorden: {a.geweld: weet_niet}"))
    assert "a.drinkt@ouder-1" not in in_use(look("antwoorden: {a.geweld: nee}"))


# What the bounds are for


def test_the_bounds_do_not_hang_on_the_order_of_answering(look: Look) -> None:
    one = look("antwoorden: {a.geweld: ja, a.kinderen: 2, b.bang@kind-2: ja, b.bang@kind-1: weet_niet}")
    other = look("antwoorden: {b.bang@kind-1: weet_niet, b.bang@kind-2: ja, a.kinderen: 2, a.geweld: ja}")
    assert one == other


def test_the_possible_holds_all_that_is_certain(look: Look) -> None:
    known = look("antwoorden: {a.geweld: ja, a.kinderen: 2, b.bang@kind-1: weet_niet}")
    assert known.certain.facts & ~known.possible.facts == 0
    assert known.possible.facts & ~known.certain.facts


def test_answers_are_not_changed_by_looking(ruleset: Ruleset, record: Read) -> None:
    told = record(ruleset, "antwoorden: {a.kinderen: 2, b.bang@kind-1: weet_niet}")
    before = dict(told.answers)
    assert decide(ruleset, told) == decide(ruleset, told)
    assert dict(told.answers) == before
