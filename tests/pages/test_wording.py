"""Answers to questions that the content of today does not have: they are told with what is known of them."""

from __future__ import annotations

import pytest

from kvv_triage.case.answers import Answer, Option, Options, Value
from kvv_triage.content.content import Content
from kvv_triage.pages.wording import answer_text, question_text


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Option("soms"), "Soms"),
        (Options(frozenset({"mes", "bijl"})), "bijl; mes"),
        (Options(frozenset()), "niets hiervan"),
    ],
)
@pytest.mark.parametrize("slot", ["start.weg", "acuut.geweld-nu"])
def test_a_chosen_option_is_told_by_its_name(content: Content, slot: str, value: Value, words: str) -> None:
    assert answer_text(content, slot, Answer((value,))) == words


def test_the_question_is_told_by_its_id(content: Content) -> None:
    assert question_text(content, "start.weg") == "Een vraag die deze lijsten niet hebben (start.weg)."
