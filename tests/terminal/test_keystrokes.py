"""What comes in, as keys: whole, and never more than one of a burst, also where the terminal gives keys by itself."""

from __future__ import annotations

import pytest
from prompt_toolkit.input import DummyInput, create_pipe_input
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys

from kvv_triage.conversation.asker import LONGEST_LINE
from kvv_triage.terminal.keystrokes import LATE, PASTE_BEGINS, PASTE_ENDS, PASTE_LATE, Keystrokes, SteadyInput
from kvv_triage.terminal.pace import BURST


class Clock:
    """The time, as a test says it is."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class WholeKeys(DummyInput):
    """An input that gives keys by itself, as Windows does."""

    def __init__(self, *keys: str) -> None:
        self.keys = [KeyPress(key, key) for key in keys]

    def read_keys(self) -> list[KeyPress]:
        keys, self.keys = self.keys, []
        return keys


def pressed(keys: list[KeyPress]) -> list[tuple[str, str]]:
    return [(str(getattr(key.key, "value", key.key)), key.data) for key in keys]


@pytest.mark.parametrize(("seconds", "is_whole"), [(0.0, True), (PASTE_LATE - 0.1, True), (PASTE_LATE + 0.1, False)])
def test_a_paste_has_more_time_than_another_sequence_and_no_more_than_that(seconds: float, *, is_whole: bool) -> None:
    keystrokes = Keystrokes()
    assert keystrokes.read("\x1b[200~zij viel", 0) == []
    keys = keystrokes.read(" van de trap\x1b[201~", seconds)
    assert (pressed(keys)[0] == (Keys.BracketedPaste.value, "zij viel van de trap")) is is_whole


def test_the_rest_of_an_arrow_that_comes_too_late_is_no_arrow() -> None:
    keystrokes = Keystrokes()
    assert keystrokes.read("\x1b", 0) == []
    assert pressed(keystrokes.read("[B", LATE - 0.1)) == [(Keys.Down.value, "")]
    assert keystrokes.read("\x1b", 10) == []
    assert pressed(keystrokes.read("[B", 10 + LATE + 0.1)) == [("[", "["), ("B", "B")]


def test_escape_alone_is_a_key_when_nothing_came_after_it_for_a_while() -> None:
    keystrokes = Keystrokes()
    assert keystrokes.read("\x1b", 0) == []
    assert keystrokes.waited(LATE / 2) == []
    assert pressed(keystrokes.waited(LATE)) == [(Keys.Escape.value, "")]
    assert keystrokes.waited(2 * LATE) == []
    keystrokes.read("\x1b", 10)
    keystrokes.forget()
    assert keystrokes.waited(11) == [], "it was pressed before this screen"


def test_what_is_dropped_makes_the_rest_of_its_burst_do_nothing() -> None:
    clock = Clock()
    with create_pipe_input() as pipe:
        keys = SteadyInput(pipe, clock)
        keys.drop()
        assert not keys.is_spent, "nothing was typed"
        pipe.send_text("n")
        keys.drop()
        assert keys.is_spent
        clock.now += BURST / 2
        pipe.send_text("n")
        assert len(keys.read_keys()) == 1
        assert keys.is_spent
        clock.now += 2 * BURST
        pipe.send_text("n")
        assert len(keys.read_keys()) == 1
        assert not keys.is_spent


def test_what_was_typed_ahead_is_dropped_where_the_terminal_gives_whole_keys() -> None:
    keys = SteadyInput(WholeKeys("n", "n"))
    keys.drop()
    assert keys.is_spent
    assert keys.read_keys() == []


def test_of_a_paste_that_fits_on_no_line_enough_is_kept_to_see_that() -> None:
    keys = pressed(Keystrokes().read(f"{PASTE_BEGINS}{'x' * 50_000}{PASTE_ENDS}j", 0.0))
    assert [key for key, _ in keys] == ["<bracketed-paste>", "j"]
    assert LONGEST_LINE < len(keys[0][1]) < LONGEST_LINE + 100


@pytest.mark.parametrize("begin", ["\x1b]0;", "\x1bP", "\x1b[1"])
def test_of_a_sequence_without_end_little_is_kept_and_what_comes_after_it_is_a_key(begin: str) -> None:
    keystrokes = Keystrokes()
    assert keystrokes.read(begin + "1" * 100_000, 0.0) == []
    end = "~" if begin.startswith("\x1b[") else "\x1b\\"
    assert pressed(keystrokes.read(f"{end}j", 0.0)) == [("j", "j")]
