"""Law 13: a key has one meaning on every screen, and answers nothing that did not stand there when it was pressed.

The second half is tried with more keys in `tests/terminal`, on a pipe and on a terminal.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input

from kvv_triage.conversation.asker import LABELS, UNKNOWN_KEY, Choice, Command, Screen
from kvv_triage.terminal.keyboard import KeyAsker
from kvv_triage.terminal.stage import Stage

SOURCE = Path(__file__).parent.parent.parent / "src" / "kvv_triage"

MEANINGS: dict[str, set[str]] = {
    "j": {"ja", "meekijker", "herschrijf"},
    "n": {"nee", "alleen", "houd", "niets", "option.id"},
    "w": {"UNKNOWN"},
    "v": {"verder", "zo", "later"},
    "l": {"lees", "volgende"},
    "k": {"klaar", "zo"},
    "u": {"uitkomst"},
    "m": {"meer"},
    "d": {"details"},
    **{command.value: {command.name.lower()} for command in Command},
    Command.SHEET.value: {"belblad"},
}
"""The one table: each key, and the ids of the choices that mean what it means. `zo` goes on, or ends a list, as it is.

j ja · n nee, niets · w weet niet · v verder · l lees verder · k klaar · u naar de uitkomst · m meer vragen · d details
"""
CONSTANTS = {"UNKNOWN_KEY": UNKNOWN_KEY, **{f"Command.{command.name}.value": command.value for command in Command}}


def choices(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """The id and the key of each choice that has a key."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Choice":
            given: dict[str | None, ast.expr] = {keyword.arg: keyword.value for keyword in node.keywords}
            given |= zip(("id", "key"), node.args, strict=False)
            name, key = given["id"], given["key"]
            for text in (key.body, key.orelse) if isinstance(key, ast.IfExp) else (key,):
                letter = str(text.value) if isinstance(text, ast.Constant) else CONSTANTS[ast.unparse(text)]
                if letter:
                    yield str(name.value) if isinstance(name, ast.Constant) else ast.unparse(name), letter


ALL = [
    *dict.fromkeys(
        (path.relative_to(SOURCE).as_posix(), name, key)
        for path in sorted(SOURCE.rglob("*.py"))
        for name, key in choices(ast.parse(path.read_text(encoding="utf-8")))
    )
]


@pytest.mark.parametrize(("path", "name", "key"), ALL)
def test_a_choice_has_a_key_only_when_it_means_what_that_key_means_everywhere(path: str, name: str, key: str) -> None:
    assert name in MEANINGS.get(key, set()), f"in {path}: give it a number only"


def test_no_command_has_the_key_of_another_or_of_a_choice() -> None:
    commands = [command.value for command in Command]
    assert len({*commands}) == len(commands) == len(LABELS)
    answers = {key for _, name, key in ALL if name not in MEANINGS[Command.SHEET.value]}
    assert answers & {*commands} == set()


def test_the_table_is_held_against_many_choices() -> None:
    assert len(ALL) > 20
    assert {key for _, _, key in ALL} >= {"j", "n", "w", "v", "l", "k"}


def test_a_key_that_was_pressed_before_its_question_stood_there_answers_nothing() -> None:
    yes_no = (Choice("nee", "n", "Nee"), Choice("ja", "j", "Ja"))
    asked: list[str] = []

    def shown() -> None:
        asked.append("shown")
        if len(asked) == 1:
            keys.send_text("\x03")

    with create_pipe_input() as keys:
        asker = KeyAsker(shown, keys=keys, output=Stage(io.StringIO(), lambda: Size(24, 80)))
        keys.send_text("n" * 30 + "\r\r")
        with pytest.raises(KeyboardInterrupt):
            asker.choose(Screen("Is er nu geweld?"), yes_no, (), "nee")


# The rules above see what they should see.


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('Choice("ja", "j", "Ja")', [("ja", "j")]),
        ('Choice(key="t", id="typ", text="Typ")', [("typ", "t")]),
        ('Choice("weg", "", "Weg")', []),
        ('Choice(option.id, "n" if safe else "", option.text)', [("option.id", "n")]),
        ("Choice(UNKNOWN, UNKNOWN_KEY, text)", [("UNKNOWN", "w")]),
    ],
)
def test_which_choices_have_a_key(source: str, found: list[tuple[str, str]]) -> None:
    assert list(choices(ast.parse(source))) == found
