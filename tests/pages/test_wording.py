"""Answers to questions that the content of today does not have: they are told in words, without an id."""

from __future__ import annotations

import pytest

from kvv_triage.case.answers import Answer, Option, Options, Value
from kvv_triage.content.content import Content
from kvv_triage.pages.wording import NOT_HERE, answer_text, question_text


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Option("soms"), NOT_HERE),
        (Option("ja"), "Ja"),
        (Options(frozenset({"mes", "bijl"})), NOT_HERE),
        (Options(frozenset()), "niets hiervan"),
    ],
)
@pytest.mark.parametrize("slot", ["start.weg", "acuut.geweld-nu", "start.zorgen"])
def test_a_chosen_option_that_is_not_there_is_told_without_its_id(
    content: Content, slot: str, value: Value, words: str
) -> None:
    assert answer_text(content, slot, Answer((value,))) == words


def test_a_question_that_is_not_there_is_told_without_its_id(content: Content) -> None:
    assert question_text(content, "start.weg") == "Een vraag die deze lijsten niet hebben."
