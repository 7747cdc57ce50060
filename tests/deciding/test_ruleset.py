"""What decides, made ready: numbers, guards and what they read, and what is remembered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kvv_triage.content.content import Content
from kvv_triage.deciding.agreed import joined
from kvv_triage.deciding.judging import family_of
from kvv_triage.deciding.marks import numbers
from kvv_triage.deciding.remembering import MOST_REMEMBERED, Remembered
from kvv_triage.deciding.ruleset import Ruleset

FAMILY = """\
onderdelen:
- id: gezin
  titel: Gezin
  vragen:
  - {id: kinderen, vraag: Hoeveel kinderen?, soort: personen, rol: kind}
  - {id: keel, vraag: Bij de keel?, ernst: acuut, norm: structureel}
- id: kind
  titel: Elk kind
  per: kind
  vragen:
  - {id: bang, vraag: Is het bang?, ernst: ernstig, alleen_als: {vraag: a.keel}}
"""
LATER = """\
inzetten_als: {vraag: a.kinderen}
onderdelen:
- id: rest
  titel: De rest
  vragen:
  - {id: verder, vraag: En verder?, alleen_als: {minstens: 1, ernst: ernstig, in: [a]}}
  - {id: slot, vraag: Tot slot?, alleen_als: {eerder: 1, besluit: advies, binnen_dagen: 9}}
"""


@pytest.fixture(scope="module")
def small(make: Callable[..., Content]) -> Ruleset:
    return Ruleset(make(FAMILY, LATER))


def test_every_question_is_ready_in_its_place(small: Ruleset) -> None:
    assert [item.id for item in small.items] == [placed.id for placed in small.content.questions]
    assert [(item.number, item.bit) for item in small.items] == [(at, 1 << at) for at in range(small.size)]
    for item, placed in zip(small.items, small.content.questions, strict=True):
        assert (item.checklist, item.section, item.question) == (placed.checklist, placed.section, placed.question)
        assert (item.per, item.makes, item.severity) == (placed.per, placed.makes, placed.severity)


def test_a_question_that_is_asked_only_if_has_a_guard(small: Ruleset) -> None:
    children = small.by_id["a.kinderen"]
    assert children.guard is None
    assert small.by_id["a.bang"].guard is not None
    assert small.persons_items == {"kind": children}
    assert small.makers == children.bit


def test_a_slot_gives_its_question_and_person(small: Ruleset) -> None:
    assert small.slot("a.keel") == (small.by_id["a.keel"], None)
    assert small.slot("a.bang@kind-2") == (small.by_id["a.bang"], "kind-2")
    with pytest.raises(KeyError):
        small.slot("a.bestaat-niet")


@pytest.mark.parametrize(
    ("question", "reads"),
    [
        ("a.keel", []),
        ("a.bang", ["a.keel"]),
        ("b.verder", ["a.kinderen", "a.keel", "a.bang"]),
        ("b.slot", ["a.kinderen"]),
    ],
)
def test_a_question_reads_what_its_guard_and_that_of_its_list_may_depend_on(
    small: Ruleset, question: str, reads: list[str]
) -> None:
    assert [small.items[number].id for number in numbers(small.by_id[question].reads)] == reads


def test_slots_are_named_question_by_question(small: Ruleset) -> None:
    names = family_of(small, ("kind-1", "kind-2")).names
    size = small.size
    assert names[1 << 2 * size + 2 | 1 << size + 2 | 1 << 1] == ("a.keel", "a.bang@kind-1", "a.bang@kind-2")


def test_what_is_remembered_starts_again_when_it_is_full() -> None:
    asked: list[int] = []

    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    remembered = Remembered(double)
    assert [remembered[number] for number in (*range(MOST_REMEMBERED), 0)] == [
        *(2 * number for number in range(MOST_REMEMBERED)),
        0,
    ]
    assert len(asked) == len(remembered) == MOST_REMEMBERED
    assert remembered[MOST_REMEMBERED] == 2 * MOST_REMEMBERED
    assert len(remembered) == 1


def test_parts_are_joined_each_once_in_order_of_appearance() -> None:
    assert joined([("b", "a"), (), ("a", "c", "b")]) == ("b", "a", "c")
