"""Plain lines: the keys are read out once, every refusal says what to type, and any byte can be typed."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import partial

import pytest

from kvv_triage.conversation.asker import (
    EVERYWHERE,
    LONGEST_LINE,
    TOO_LONG,
    Choice,
    Command,
    FormLine,
    PersonRow,
    Screen,
    Several,
)
from kvv_triage.pages.page import Line, Page
from kvv_triage.terminal.plain import PlainAsker

ASKED = Screen("Is er nu geweld?")
YES_NO = (Choice("nee", "n", "Nee"), Choice("ja", "j", "Ja"))
SEVERAL = Several((Choice("a", "", "Slaan"), Choice("b", "", "Schoppen")), (Choice("niets", "n", "Niets hiervan"),))
KEYS = "Of: t terug  p niet pluis  ! nood  z zwart  s stop"


def reading(lines: Sequence[str]) -> tuple[PlainAsker, io.StringIO]:
    """An asker that reads these lines, and what it prints on."""
    paper, left = io.StringIO(), iter(f"{line}\n" for line in lines)
    return PlainAsker(lambda: next(left, ""), paper), paper


def test_the_keys_are_read_out_once_and_again_when_they_are_asked_for() -> None:
    asker, paper = reading(["n", "n", "?", "j"])
    for _ in range(3):
        asker.choose(ASKED, YES_NO, EVERYWHERE)
    assert paper.getvalue().count(KEYS) == 2
    assert paper.getvalue().count("Is er nu geweld?") == 3


def test_keys_that_are_new_on_a_screen_are_read_out_there() -> None:
    asker, paper = reading(["n", "n"])
    asker.choose(ASKED, YES_NO, EVERYWHERE)
    asker.choose(ASKED, YES_NO, (Command.NOTE, *EVERYWHERE))
    assert "Of: o opmerking  t terug" in paper.getvalue()


def test_where_there_is_help_the_key_for_it_reads_out_the_keys_and_goes_on_to_that() -> None:
    asker, paper = reading(["n", "?"])
    commands = (Command.HELP, *EVERYWHERE)
    asker.choose(ASKED, YES_NO, commands)
    assert asker.choose(ASKED, YES_NO, commands) == Command.HELP
    assert paper.getvalue().count("Of: ? hulp") == 2


@pytest.mark.parametrize(
    ("lines", "ask", "told"),
    [
        (["9", "n"], lambda asker: asker.choose(ASKED, YES_NO, ()), "Typ een nummer van 1 tot en met 2."),
        (["x", "1"], lambda asker: asker.choose_many(ASKED, SEVERAL, ()), "Typ nummers van 1 tot en met 3"),
        (["1 3", "1"], lambda asker: asker.choose_many(ASKED, SEVERAL, ()), "'Niets hiervan' kan niet samen"),
        (["a\udce9", "ab"], lambda asker: asker.secret(ASKED, ()), "Typ het opnieuw."),
    ],
    ids=["no choice", "no number", "not together", "no text"],
)
def test_every_refusal_says_what_to_type(lines: list[str], ask: Callable[[PlainAsker], object], told: str) -> None:
    asker, paper = reading(lines)
    assert ask(asker)
    assert told in paper.getvalue()


def test_the_rows_that_were_answered_stay_when_another_key_comes_in_between() -> None:
    rows = [PersonRow("1", "Kind 1"), PersonRow("2", "Kind 2"), PersonRow("3", "Kind 3", "ja")]
    asker, _ = reading(["j", "!", "n", "t", "n", "n"])
    ask = partial(asker.choose_each, ASKED, rows, YES_NO, EVERYWHERE)
    assert ask() is Command.EMERGENCY
    assert ask() == {"1": "ja", "2": "nee", "3": "ja"}
    assert ask() is Command.BACK
    assert ask() == {"1": "nee", "2": "nee", "3": "ja"}, "who went back begins again"


@pytest.mark.parametrize("typed", ["caf\udce9", "a\x00b", "\ud800", "a\x1b[2Jb", "a\u202eb"], ids=ascii)
def test_what_is_typed_can_always_be_written_and_steers_nothing(typed: str) -> None:
    asker, _ = reading([typed])
    written = str(asker.write(ASKED, ()))
    written.encode()
    assert written.isprintable()


def test_what_must_not_be_forgotten_comes_with_every_screen_and_page_once() -> None:
    asker, paper = reading(["n", "n"])
    asker.standing = ("NOG NIET GEBELD",)
    asker.choose(ASKED, YES_NO, ())
    asker.show(Page("Uitleg", (Line("Kort."),)))
    asker.show(Page("Keuze", (Line("Kort."),)), YES_NO)
    assert paper.getvalue().count("NOG NIET GEBELD") == 3


@pytest.mark.parametrize(
    "ask",
    [
        lambda asker: asker.choose(ASKED, YES_NO, ()),
        lambda asker: asker.choose_many(ASKED, SEVERAL, ()),
        lambda asker: asker.write(ASKED, ()),
        lambda asker: asker.number(ASKED, ()),
        lambda asker: asker.secret(ASKED, ()),
        lambda asker: asker.fill(ASKED, [FormLine("Wie?")], ()),
        lambda asker: asker.choose_each(ASKED, [PersonRow("1", "Kind 1")], YES_NO, ()),
        lambda asker: asker.blank(),
    ],
    ids=["choose", "choose_many", "write", "number", "secret", "fill", "choose_each", "blank"],
)
def test_the_end_of_the_input_is_told(ask: Callable[[PlainAsker], object]) -> None:
    asker, _ = reading([])
    with pytest.raises(EOFError):
        ask(asker)


@pytest.mark.parametrize("ending", ["\n", ""], ids=["a line", "the end of the input"])
def test_a_line_that_nobody_typed_is_refused_whole_and_read_in_parts(ending: str) -> None:
    typed = io.StringIO("x" * (5 * LONGEST_LINE) + ending + "kort\n" * bool(ending))
    parts: list[int] = []

    def read_line() -> str:
        part = typed.readline(LONGEST_LINE + 1)
        parts.append(len(part))
        return part

    paper = io.StringIO()
    asker = PlainAsker(read_line, paper)
    if ending:
        assert asker.write(ASKED, ()) == "kort"
    else:
        with pytest.raises(EOFError):
            asker.write(ASKED, ())
    assert TOO_LONG in paper.getvalue()
    assert max(parts) <= LONGEST_LINE + 1


def test_the_longest_line_is_read_whole() -> None:
    asker, _ = reading(["x" * (LONGEST_LINE - 1)])
    assert asker.write(ASKED, ()) == "x" * (LONGEST_LINE - 1)
