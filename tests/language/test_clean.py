"""Client text keeps its letters and loses what could steer the thing that shows it."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kvv_triage.language.clean import clean, shown

any_text = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("gewoon [red]tekst[/red] =cmd() <b>", "gewoon [red]tekst[/red] =cmd() <b>"),
        ("\x1b[31mrood\x1b[0m", " [31mrood [0m"),
        ("\x00\x07\x08\x7f\x9b", "     "),
        ("a\u202eb\u2067c\u200fd", "a b c d"),
        ("een\r\ntwee\rdrie\u2028vier\u2029vijf\x85zes", "een\ntwee\ndrie\nvier\nvijf\nzes"),
        ("a\tb", "a b"),
        ("ver\u00adborgen\u200bwoord\ufeff", "ver borgen woord "),
        ("tag \U000e0041", "tag  "),
        ("half \ud83d", "half  "),
        ("👨\u200d👩\u200d👧 👍🏽", "👨\u200d👩\u200d👧 👍🏽"),
        ("e\u0301\u00a0é", "e\u0301\u00a0é"),
        ("", ""),
    ],
)
def test_what_steers_becomes_a_space_and_the_rest_stays(text: str, left: str) -> None:
    assert clean(text) == left


@given(any_text)
@example("\r\n\r")
def test_no_letter_is_lost(text: str) -> None:
    def letters(whole: str) -> str:
        return "".join(one for one in whole if unicodedata.category(one)[0] not in "CZ")

    assert letters(clean(text)) == letters(text)


@given(any_text)
def test_nothing_steers_any_more(text: str) -> None:
    left = {one for one in clean(text) if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert left <= set("\n\u200c\u200d")


@given(any_text)
def test_harmless_text_stays_as_it_is_and_can_be_written(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once.encode().decode() == once


def test_the_name_of_a_file_is_shown_on_one_line() -> None:
    assert shown(Path("map\nTip: bel niet") / "a\x1b[2J\u202e.yaml") == f"map Tip: bel niet{os.sep}a [2J .yaml"
