"""A key means one thing on every screen (law 13)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import kvv_triage.conversation as room
from kvv_triage.conversation.asker import Command

MEANINGS = {
    "j": ("Ja",),
    "n": ("Nee", "Niets hiervan"),
    "v": ("Ja, verder", "Verder", "Ik heb gebeld: verder", "Zo laten staan"),
    "l": ("Volgende bladzijde", "Lees verder"),
    "k": ("Klaar", "Sluit de weging", "Zo vastleggen"),
    "u": ("Naar de uitkomst", "Ik heb gebeld: naar de uitkomst"),
    "m": ("Meer vragen",),
    "b": ("Belblad", "Ik bel nu"),
    "w": ("Weet niet",),
}
"""What a choice with this key begins with."""
# The early stop of the questions gets its key with the fast lane.
FILES = sorted(path for path in Path(room.__file__).parent.glob("*.py") if path.stem != "question_round")


def keys(path: Path) -> list[tuple[str, str]]:
    """The key and the text of each choice that is written out in this file."""
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Choice"
    ]
    pairs = [(call.args[1], call.args[2]) for call in calls if len(call.args) == 3]
    return [
        (str(key.value), str(text.value))
        for key, text in pairs
        if isinstance(key, ast.Constant) and isinstance(text, ast.Constant) and key.value
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_key_of_a_choice_has_its_one_meaning(path: Path) -> None:
    for key, text in keys(path):
        assert text.startswith(MEANINGS.get(key, ())), f"{key}: {text}"


def test_no_choice_takes_the_key_of_a_command_but_that_of_the_call_sheet() -> None:
    assert {*MEANINGS} & {command.value for command in Command} == {Command.SHEET.value}
    assert sum(len(keys(path)) for path in FILES) > 15
