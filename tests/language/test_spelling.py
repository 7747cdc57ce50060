"""When two spellings are those of one name, or may be those of one person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.language.spelling import is_name, is_same_name, may_be_same_person

NAMES = st.text("aábcJdV. -", max_size=12)


@pytest.mark.parametrize("other", ["jansen", " JANSEN ", "Jánsen", "Jansen.", "Jan\u200dsen", "\u00adJansen"])
def test_capitals_spaces_accents_points_and_what_cannot_be_seen_make_no_other_name(other: str) -> None:
    assert is_same_name("Jansen", other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jan de Vries", "J. de Vries"),
        ("Jan de Vries", "de Vries"),
        ("Jan de Vries", "Jan"),
        ("S. de Wit", "s de wit"),
        ("Jansen", "J. Jansen"),
    ],
)
def test_a_shorter_spelling_may_be_the_same_person(one: str, other: str) -> None:
    assert may_be_same_person(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Jan de Vries", "Piet de Vries"), ("Els", "Jan"), ("Jan de Vries", "J. de Wit"), ("Jan", "Jans")],
)
def test_other_names_are_other_people(one: str, other: str) -> None:
    assert not may_be_same_person(one, other)


@pytest.mark.parametrize("text", ["", " ", ".", "-", "J.", "12", "J. P."])
def test_a_sign_or_an_initial_is_no_name(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize("text", ["Jan", "de frontoffice", "Ng"])
def test_a_word_is_a_name_or_a_function(text: str) -> None:
    assert is_name(text)


@given(NAMES, NAMES)
def test_it_does_not_matter_which_name_comes_first(one: str, other: str) -> None:
    assert may_be_same_person(one, other) == may_be_same_person(other, one)
    assert may_be_same_person(one, one)
    assert may_be_same_person(one, other) or not is_same_name(one, other)
