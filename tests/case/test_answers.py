"""What an answer can be, and that answers never change in place or show themselves."""

from __future__ import annotations

import pytest

from kvv_triage.case.answers import (
    Answer,
    Answers,
    Number,
    Option,
    Options,
    Person,
    Persons,
    Plain,
    Text,
    Unknown,
    Value,
)
from kvv_triage.case.slots import person_number, role_of, slot_of, split_slot
from kvv_triage.language.scales import UnknownKind

YES, NO, DRINK = Option("ja"), Option("nee"), Options(frozenset({"drank"}))
REFUSED = Unknown(UnknownKind.GEWEIGERD)


@pytest.mark.parametrize(
    ("question", "person", "slot"),
    [("start.kinderen", None, "start.kinderen"), ("kind.bang", "kind-2", "kind.bang@kind-2")],
)
def test_a_slot_is_a_question_or_a_question_about_one_person(question: str, person: str | None, slot: str) -> None:
    assert slot_of(question, person) == slot
    assert split_slot(slot) == (question, person)


def test_a_person_is_a_role_with_a_number() -> None:
    assert role_of("ex-partner-12") == "ex-partner"
    assert person_number("ex-partner-12") == 12


@pytest.mark.parametrize(
    ("opinions", "is_unknown"),
    [((YES,), False), ((REFUSED,), True), ((NO, REFUSED), True), ((NO, YES), False), ((Number(0),), False)],
)
def test_one_opinion_that_does_not_know_keeps_the_answer_unknown(
    opinions: tuple[Value, ...], *, is_unknown: bool
) -> None:
    assert Answer(opinions).is_unknown == is_unknown


@pytest.mark.parametrize(
    ("opinions", "plain"),
    [
        ((YES,), "ja"),
        ((REFUSED,), UnknownKind.GEWEIGERD),
        ((DRINK,), frozenset({"drank"})),
        ((YES, NO), None),
        ((Text("ja"),), None),
    ],
)
def test_only_what_was_chosen_as_one_is_a_plain_answer(opinions: tuple[Value, ...], plain: Plain) -> None:
    assert Answer(opinions).plain == plain


def test_a_changed_answer_gives_new_answers_and_keeps_the_old() -> None:
    before = Answers({"a.x": Answer((NO,)), "a.y": Answer((YES,))})
    after = before.with_answer("a.x", Answer((YES,)))
    assert (before["a.x"], after["a.x"]) == (Answer((NO,)), Answer((YES,)))
    assert list(after) == ["a.x", "a.y"]
    assert len(before.with_answer("a.z", Answer((NO,)))) == 3


def test_answers_do_not_follow_the_mapping_they_were_made_from() -> None:
    told = {"a.x": Answer((NO,))}
    answers = Answers(told)
    told["a.x"] = Answer((YES,))
    assert dict(answers.items()) == {"a.x": Answer((NO,))}
    assert len(Answers()) == 0


def test_nothing_a_client_said_shows_in_a_repr() -> None:
    answer = Answer((Text("geheim"), Persons((Person(9, "geheim"),))), fact="geheim", source="geheim")
    shown = repr(answer) + repr(Answers({"a.x": answer}))
    assert "geheim" not in shown
    assert "9" not in shown
    assert "Answers(1)" in shown
