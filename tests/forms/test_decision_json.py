"""JSON as this program writes it."""

from __future__ import annotations

import json

import pytest

from kvv_triage.forms.json_text import Json, harmless_json, json_text

VALUE: Json = {"omdat": "Eén ≥ twee", "vragen": ["a.b"], "landelijk": True, "dagen": 7, "geen": None}


@pytest.mark.parametrize("encoding", ["utf-8", "UTF8", "utf8"])
def test_an_output_in_utf_8_gets_the_letters_themselves(encoding: str) -> None:
    assert "Eén ≥ twee" in json_text(VALUE, encoding)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii", "", None])
def test_another_output_gets_escapes_so_that_no_letter_is_lost(encoding: str | None) -> None:
    text = json_text(VALUE, encoding)
    assert text.isascii()
    assert json.loads(text) == VALUE


def test_one_line_is_one_object_and_a_document_is_easy_to_read() -> None:
    assert "\n" not in json_text(VALUE, "utf-8")
    assert json_text(VALUE, "utf-8", indent=2).startswith('{\n  "omdat"')


@pytest.mark.parametrize("letter", ["\u202e", "\u009b", "\u2066", "\x7f", "\x1b"])
def test_what_would_steer_a_screen_is_escaped_and_comes_back_whole(letter: str) -> None:
    text = harmless_json(json_text({"wat": f"voor{letter}na ë"}, "utf-8"))
    assert letter not in text
    assert "ë" in text
    assert json.loads(text) == {"wat": f"voor{letter}na ë"}
