"""Real keys through a pipe, and what the worker sees of it on a terminal of 80 by 24."""

from __future__ import annotations

import asyncio
import io
import itertools
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import pyte
import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input

from kvv_triage.case.answers import Number
from kvv_triage.content.content import Content
from kvv_triage.conversation.asker import EVERYWHERE, Choice, Command, FormLine, PersonRow, Screen, Several
from kvv_triage.conversation.desk import Desk, Stopped
from kvv_triage.conversation.one_question import ask_value
from kvv_triage.conversation.question_round import Asking
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level
from kvv_triage.meeting.interview import Lane
from kvv_triage.meeting.session import Session
from kvv_triage.pages.page import Bullets, Heading, Line, Page, Pairs
from kvv_triage.reading.loading import Loaded
from kvv_triage.terminal.keyboard import KeyAsker
from kvv_triage.terminal.keystrokes import SteadyInput
from kvv_triage.terminal.pace import BURST
from kvv_triage.terminal.prompt import CHOOSE, HELD, READ
from kvv_triage.terminal.screen import lines_at
from kvv_triage.terminal.stage import Stage
from kvv_triage.trainer.trying import try_cases
from tests.helpers.deciding import first_alarm

pytestmark = pytest.mark.slow  # keys come one by one, as people press them

T = TypeVar("T")

YES, NO, DUNNO = Choice("ja", "j", "Ja"), Choice("nee", "n", "Nee"), Choice("weet_niet", "w", "Weet niet")
ANSWERS = (YES, NO, DUNNO)
AT_QUESTION = (Command.HELP, *EVERYWHERE)
ASKED = Screen("Is er nu geweld?", "Direct gevaar · 1 van hoogstens 9", "Ook als iemand niet weg kan.")
SEVERAL = Several((Choice("a", "", "Slaan"), Choice("b", "", "Schoppen")), (Choice("niets", "n", "Niets"), DUNNO))
GRAVE = replace(ASKED, is_grave=True)
DOWN, UP, LEFT, ENTER = "\x1b[B", "\x1b[A", "\x1b[D", "\r"
CTRL_C, CTRL_D, ESCAPE, BACKSPACE = "\x03", "\x04", "\x1b", "\x7f"
PASTE, PASTED = "\x1b[200~", "\x1b[201~"
TAB, BACK_TAB, SPACE = "\t", "\x1b[Z", " "
DRAWN = 0.02
ON_PURPOSE = BURST + DRAWN
"""Seconds between two keys that are pressed one by one."""


@dataclass(slots=True)
class Keyboard:
    """Gives an asker its keys, and keeps what came on the screen."""

    width: int = 80
    height: int = 24
    paper: io.StringIO = field(default_factory=io.StringIO)
    frames: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    standing: tuple[str, ...] = ()

    def press(self, keys: str | Sequence[str], ask: Callable[[KeyAsker], T], pause: float = ON_PURPOSE) -> T:
        """Look first: when the screen stands there, each of these comes by itself, with a pause between them."""
        self.left = [*keys]
        with self.at_terminal(pause) as (_, asker):
            return ask(asker)

    @contextmanager
    def at_terminal(self, pause: float = ON_PURPOSE) -> Iterator[tuple[PipeInput, KeyAsker]]:
        feeding: set[asyncio.AbstractEventLoop] = set()

        def feed(loop: asyncio.AbstractEventLoop) -> None:
            if self.left:
                pipe.send_bytes(self.left.pop(0).encode(errors="surrogateescape"))
                # In two steps, so that also on a crowded machine the screen is drawn in between.
                loop.call_later(pause, loop.call_later, DRAWN, feed, loop)

        def when_shown() -> None:
            self.frames.append(self.raw)
            loop = asyncio.get_running_loop()
            if loop not in feeding:
                feeding.add(loop)
                loop.call_later(pause if len(feeding) > 1 else 0, feed, loop)

        with create_pipe_input() as pipe:
            asker = KeyAsker(when_shown, keys=pipe, output=Stage(self.paper, lambda: Size(self.height, self.width)))
            asker.standing = self.standing
            yield pipe, asker

    @property
    def raw(self) -> str:
        return self.paper.getvalue()

    @property
    def lines(self) -> list[str]:
        """The last screen on which keys counted."""
        return self._display(self.frames[-1])

    @property
    def seen(self) -> str:
        """The last screen on which keys counted, as words on one line."""
        return " ".join(" ".join(self.lines).split())

    @property
    def screens(self) -> list[list[str]]:
        """Every screen on which keys counted."""
        return [*map(self._display, self.frames)]

    def lines_with(self, text: str) -> list[str]:
        """The last screen that showed this text while keys counted."""
        screens = [lines for lines in self.screens if any(text in line for line in lines)]
        assert screens, f"never on the screen: {text}"
        return screens[-1]

    def _display(self, raw: str) -> list[str]:
        screen = pyte.Screen(self.width, self.height)
        pyte.Stream(screen).feed(raw)
        return [line.rstrip() for line in screen.display]


@pytest.fixture
def keyboard() -> Keyboard:
    return Keyboard()


def choose(asker: KeyAsker) -> str:
    return asker.choose(ASKED, ANSWERS, AT_QUESTION, "ja")


def several(asker: KeyAsker) -> frozenset[str] | Command:
    return asker.choose_many(ASKED, SEVERAL, AT_QUESTION)


def write(asker: KeyAsker) -> str:
    return asker.write(ASKED, AT_QUESTION)


def number(asker: KeyAsker) -> str:
    return asker.number(ASKED, AT_QUESTION)


@pytest.mark.parametrize(
    ("keys", "picked"),
    [
        ("j", "ja"),
        ("n", "nee"),
        ("W", "weet_niet"),
        ("2", "nee"),
        (ENTER, "ja"),
        ([DOWN, ENTER], "nee"),
        ("t", Command.BACK),
        ("?", Command.HELP),
        ("!", Command.EMERGENCY),
        ("P", Command.RAISE),
        ("z", Command.BLANK),
        ("s", Command.STOP),
    ],
)
def test_one_key_answers_without_enter(keyboard: Keyboard, keys: Sequence[str], picked: str) -> None:
    assert keyboard.press(keys, choose) == picked


@pytest.mark.parametrize("keys", [["1", "2", "k"], ["2", "1", "k"]])
def test_what_is_called_as_a_key_is_a_choice_and_only_a_key_is_a_command(
    keyboard: Keyboard, keys: Sequence[str]
) -> None:
    letters = (Choice("z", "", "Zwart"), Choice("s", "", "Stop"))

    def ask(asker: KeyAsker) -> Sequence[object]:
        rows = [PersonRow("1", "Kind 1"), PersonRow("2", "Kind 2")]
        each = asker.choose_each(ASKED, rows, letters, AT_QUESTION)
        keyboard.left = [*keys]
        many = asker.choose_many(ASKED, Several(letters, ()), AT_QUESTION)
        keyboard.left = ["1", "s"]
        return each, many, asker.choose(ASKED, letters, AT_QUESTION), asker.choose(ASKED, letters, AT_QUESTION)

    picked = {row: letters[int(key) - 1].id for row, key in zip("12", keys, strict=False)}
    *_, choice, command = answers = keyboard.press(keys, ask)
    assert answers == (picked, {"z", "s"}, "z", Command.STOP)
    assert not isinstance(choice, Command)
    assert isinstance(command, Command)


@pytest.mark.parametrize("stray", ["x", "9", CTRL_D, "q", "\t", "é", "y"])
def test_a_key_that_means_nothing_is_no_answer(keyboard: Keyboard, stray: str) -> None:
    assert keyboard.press(f"{stray}n", choose) == "nee"


@pytest.mark.parametrize("ask", [choose, several, write, number])
def test_ctrl_c_is_never_an_answer(keyboard: Keyboard, ask: Callable[[KeyAsker], object]) -> None:
    with pytest.raises(KeyboardInterrupt):
        keyboard.press(CTRL_C, ask)


@pytest.mark.parametrize(
    ("keys", "picked"),
    [
        ("1" + ENTER, {"a"}),
        ("12k", {"a", "b"}),
        ("12" + "1" + ENTER, {"b"}),
        ("n", {"niets"}),
        ("w", {"weet_niet"}),
        ([DOWN, SPACE, DOWN, SPACE, "k"], {"a", "b"}),
        ([DOWN, SPACE, SPACE, "2", "k"], {"b"}),
        ([DOWN, ENTER, UP, UP, UP, ENTER, "k"], {"a", "b"}),
        ([DOWN, ENTER, ENTER], {"a"}),
        (["1", "2", DOWN, ENTER, "k"], {"a", "b"}),
        ("k" + "2k", {"b"}),
    ],
)
def test_several_are_ticked_and_confirmed_and_nothing_has_to_be_said(
    keyboard: Keyboard, keys: Sequence[str], picked: set[str]
) -> None:
    assert keyboard.press(keys, several) == frozenset(picked)


def test_confirming_nothing_says_that_an_answer_is_needed(keyboard: Keyboard) -> None:
    with pytest.raises(KeyboardInterrupt):
        keyboard.press(f"k{CTRL_C}", several)
    assert "Kies eerst een antwoord." in keyboard.lines


def test_enter_after_a_number_confirms_and_never_unticks(keyboard: Keyboard) -> None:
    with pytest.raises(KeyboardInterrupt):
        keyboard.press(f"1{CTRL_C}", several)
    (pointed,) = (line for line in keyboard.lines_with("[x] Slaan") if "»" in line)
    assert "Klaar" in pointed


def test_a_command_leaves_several_at_once(keyboard: Keyboard) -> None:
    assert keyboard.press("1!", several) is Command.EMERGENCY


@pytest.mark.parametrize(
    ("keys", "written"),
    [
        ("zij viel" + ENTER, "zij viel"),
        (ENTER, ""),
        ("!", Command.EMERGENCY),
        ("s" + ENTER, Command.STOP),
        ("stil kind" + ENTER, "stil kind"),
        ("p" + ENTER, Command.RAISE),
        ("au!" + ENTER, "au!"),
        ("[red]x[/red] \\u202e" + ENTER, "[red]x[/red] \\u202e"),
        (CTRL_D + "ja" + ENTER, "ja"),
    ],
)
def test_a_line_is_text_unless_it_is_one_command(keyboard: Keyboard, keys: str, written: str) -> None:
    assert keyboard.press(keys, write) == written


@pytest.mark.parametrize(
    ("keys", "typed"), [("3" + ENTER, "3"), ("w", "w"), ("t", Command.BACK), ("!", Command.EMERGENCY), (ENTER, "")]
)
def test_at_a_number_every_letter_answers_at_once(keyboard: Keyboard, keys: str, typed: str) -> None:
    assert keyboard.press(keys, number) == typed


def test_pasted_lines_become_one_line(keyboard: Keyboard) -> None:
    assert keyboard.press([f"{PASTE}een\ntwee{PASTED}", ENTER], write) == "een twee"


def test_a_question_shows_place_question_hint_keys_and_options_with_number_and_letter(keyboard: Keyboard) -> None:
    keyboard.press("j", choose)
    lines = keyboard.lines_with("1. Ja")
    assert lines[0] == "Direct gevaar · 1 van hoogstens 9"
    assert "Is er nu geweld?" in lines
    assert "Ook als iemand niet weg kan." in lines
    assert "? hulp  t terug  p niet pluis  ! nood  z zwart  s stop" in lines
    assert [*filter(None, lines)][-4:] == [" » 1. Ja (j)", "   2. Nee (n)", "   3. Weet niet (w)", CHOOSE]


def test_the_asker_tells_when_a_choice_stands_on_the_screen(keyboard: Keyboard) -> None:
    keyboard.press("j", choose)
    assert keyboard.frames


def test_text_of_content_or_worker_is_never_markup_and_never_steers_the_terminal(keyboard: Keyboard) -> None:
    danger = "[red]rood[/red] \x1b[31mrood \u202eomgekeerd"
    screen = Screen(danger, header=danger, hint=danger, notes=(danger,))
    keyboard.press("1", lambda asker: asker.choose(screen, (Choice("a", "", danger),), ()))
    shown = [line for line in keyboard.lines_with("1. [red]") if "rood" in line]
    assert len(shown) == len(("kop", "noot", "vraag", "hint", "keuze"))
    assert all("[red]rood[/red]" in line and "\u202e" not in line and "[31mrood" in line for line in shown)
    assert "\x1b[31m" not in keyboard.raw


LONG = Page("BEL NU EEN SPECIALIST", tuple(Line(f"regel {number}") for number in range(1, 61)))
CHOICES = (Choice("verder", "v", "Verder"), Choice("wijzig", "w", "Wijzigen"))


def show(asker: KeyAsker) -> str:
    return asker.show(LONG, CHOICES, EVERYWHERE)


@pytest.mark.parametrize(
    ("keys", "picked"), [("v", "verder"), ("llw", "wijzig"), ("ltltv", "verder"), ("llllllv", "verder"), ("l!", "!")]
)
def test_the_choices_stand_under_every_part_of_a_long_page(keyboard: Keyboard, keys: str, picked: str) -> None:
    assert keyboard.press(keys, show) == picked


@pytest.mark.parametrize("height", [24, 40])
def test_every_line_of_a_long_page_comes_by_on_a_screen_of_its_own(height: int) -> None:
    seen: list[str] = []
    for parts in range(6):
        keyboard = Keyboard(height=height)
        keyboard.press("l" * parts + "v", show)
        seen += [line.strip() for line in keyboard.lines_with("Verder (v)") if line.startswith("regel")]
    assert [*dict.fromkeys(seen)] == [f"regel {number}" for number in range(1, 61)]


def test_the_alarm_of_every_case_in_the_casebook_fits_on_one_screen(ruleset: Ruleset, loaded: Loaded) -> None:
    decisions = [
        outcome.decision for outcome in try_cases(ruleset, loaded.cases) if outcome.decision.level >= Level.BEL_NU
    ]
    longest = max(
        (first_alarm(ruleset.content, Session(), decision) for decision in decisions),
        key=lambda page: len(lines_at(80, page)),
    )
    keyboard = Keyboard()
    choices = (Choice("bel", "b", "Ik bel nu"), Choice("verder", "v", "Verder"))
    assert keyboard.press("b", partial(KeyAsker.show, page=longest, choices=choices)) == "bel"
    assert keyboard.lines[0].strip() == longest.title
    assert "Lees verder" not in keyboard.raw


def test_a_page_without_choices_waits_and_gives_nothing(keyboard: Keyboard) -> None:
    page = Page("Uitleg", (Line("Kort."), Heading("Bronnen"), Bullets(("een", "- twee")), Pairs((("a", "b"),))))
    assert keyboard.press("v", lambda asker: asker.show(page)) == ""
    text = "\n".join(keyboard.lines)
    for piece in ("Uitleg", "Kort.", "Bronnen", "• een", "twee", "a  b"):
        assert piece in text


def test_the_blank_screen_is_blank_until_a_key(keyboard: Keyboard) -> None:
    keyboard.press("z", lambda asker: asker.blank())
    assert "".join(keyboard.lines).strip() == ""


def test_the_last_lines_stay(keyboard: Keyboard, capsys: pytest.CaptureFixture[str]) -> None:
    with keyboard.at_terminal() as (_, asker):
        asker.leave(("Bel Veilig Thuis:", "0800-2000"))
    assert capsys.readouterr().out == "Bel Veilig Thuis:\n0800-2000\n"


def test_without_colour_everything_is_still_said(keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    page = Page("BEL NU 112", (Line("Bel 112.", strong=True),), alarm=True)
    keyboard.press("v", lambda asker: asker.show(page))
    assert " BEL NU 112" in keyboard.lines[0]
    colours = [code for code in range(30, 48) if f"\x1b[{code}m" in keyboard.raw or f";{code}m" in keyboard.raw]
    assert colours == []


def test_no_outcome_is_ever_green(keyboard: Keyboard) -> None:
    for page in (Page("VOLGEN", (Line("x"),)), Page("BEL NU 112", (Line("x"),), alarm=True)):
        keyboard.press("v", partial(KeyAsker.show, page=page))
        assert not any(f"{code}m" in keyboard.raw for code in ("[32", ";32", "[42", ";42", "[92", ";92"))


# Nothing is chosen by someone who does not look


def form(asker: KeyAsker) -> tuple[str, ...] | Command:
    lines = (FormLine("Wie?", "Een functie."), FormLine("Wat?", default="bellen"), FormLine("Wanneer?"))
    return asker.fill(Screen("Afspraak"), lines, AT_QUESTION)


def each(asker: KeyAsker) -> object:
    rows = (PersonRow("1", "Kind 1"), PersonRow("2", "Kind 2", "ja"), PersonRow("3", "Kind 3"))
    return asker.choose_each(ASKED, rows, ANSWERS, AT_QUESTION)


def without_default(asker: KeyAsker) -> str:
    return asker.choose(ASKED, ANSWERS, AT_QUESTION)


def grave(asker: KeyAsker) -> str:
    return asker.choose(GRAVE, ANSWERS, AT_QUESTION)


def alarming(asker: KeyAsker) -> str:
    page = Page("BEL NU 112", (Line("Bel 112.", strong=True),), alarm=True)
    return asker.show(page, (Choice("verder", "v", "Verder"), Choice("ja", "j", "Ja")), EVERYWHERE)


@pytest.mark.parametrize("ask", [without_default, several, grave, alarming])
def test_where_nothing_is_marked_enter_does_nothing(keyboard: Keyboard, ask: Callable[[KeyAsker], object]) -> None:
    with pytest.raises(KeyboardInterrupt):
        keyboard.press([ENTER, ENTER, ENTER, CTRL_C], ask, pause=2 * HELD)
    assert not any("»" in line for line in keyboard.lines)


@pytest.mark.parametrize(("keys", "picked"), [([DOWN, ENTER], "ja"), ([UP, ENTER], "weet_niet")])
@pytest.mark.parametrize("ask", [without_default, grave])
def test_an_arrow_marks_and_then_enter_takes_it(
    keyboard: Keyboard, ask: Callable[[KeyAsker], str], keys: Sequence[str], picked: str
) -> None:
    assert keyboard.press(keys, ask) == picked


def ask_thrice(asker: KeyAsker) -> list[str]:
    return [asker.choose(replace(ASKED, question=f"Vraag {number}?"), ANSWERS, ()) for number in range(3)]


@pytest.mark.parametrize(
    ("ahead", "ask"), [("j", without_default), ("tekst" + ENTER, write), ("1k", several), ("7" + ENTER, number)]
)
def test_what_was_typed_before_the_screen_stood_answers_nothing(
    keyboard: Keyboard, ahead: str, ask: Callable[[KeyAsker], object]
) -> None:
    keyboard.left = [CTRL_C]
    with keyboard.at_terminal() as (pipe, asker):
        pipe.send_text(ahead)
        with pytest.raises(KeyboardInterrupt):
            ask(asker)


@pytest.mark.parametrize("pasted", ["n" * 30, "j\r\r\r", "1\n2\n3\n", "nnnjjj"])
def test_of_a_burst_of_keys_at_most_one_answers(keyboard: Keyboard, pasted: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        keyboard.press([pasted, CTRL_C], ask_thrice)
    assert "Vraag 1?" in keyboard.seen


@pytest.mark.parametrize(("clock", "stands_at"), [(lambda: 0.0, "Vraag 1?"), (itertools.count().__next__, "Vraag 2?")])
def test_a_key_that_is_held_down_answers_one_question_and_not_the_next(
    keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch, clock: Callable[[], float], stands_at: str
) -> None:
    def ask(asker: KeyAsker) -> None:
        for number, choices in enumerate((ANSWERS, ANSWERS, (YES, DUNNO))):
            asker.choose(replace(ASKED, question=f"Vraag {number}?"), choices, ())

    # How far apart the keys are says this clock, and not how fast this machine is: at the same moment, or a second.
    monkeypatch.setattr("kvv_triage.terminal.keyboard.SteadyInput", partial(SteadyInput, clock=clock))
    with pytest.raises(KeyboardInterrupt):
        keyboard.press([*"n" * 20, CTRL_C], ask, pause=0)
    assert stands_at in keyboard.seen


def test_a_burst_ticks_at_most_one_box_and_answers_at_most_one_row(keyboard: Keyboard) -> None:
    with pytest.raises(KeyboardInterrupt):
        keyboard.press(["12", CTRL_C], several)
    assert "[x] Slaan" in keyboard.seen
    assert "[x] Schoppen" not in keyboard.seen
    with pytest.raises(KeyboardInterrupt):
        keyboard.press(["nn", CTRL_C], each)
    assert "Kind 1: Nee Kind 2: Ja » Kind 3: …" in keyboard.seen


@pytest.mark.parametrize("ask", [without_default, several, grave])
def test_what_is_pasted_on_a_choice_is_no_answer(keyboard: Keyboard, ask: Callable[[KeyAsker], object]) -> None:
    with pytest.raises(KeyboardInterrupt):
        keyboard.press([f"{PASTE}n\nj\nn\n{PASTED}", CTRL_C], ask)


@pytest.mark.parametrize(
    "pieces",
    [
        [ESCAPE],
        [ESCAPE, "[", "B"],
        [ESCAPE, "[B"],
        ["\x1b[1;2", "P"],
        ["\x1bO", "n"],
        [f"{ESCAPE}n"],
        ["\x1b[57414u"],
        ["\x1b]11;rgb:1111/2222", "/3333\x1b\\"],
        ["\x1b[?1;2c"],
        ["\x1b[", "12;1R"],
    ],
)
@pytest.mark.parametrize("ask", [without_default, write])
def test_an_escape_sequence_that_comes_in_pieces_is_never_an_answer_or_a_letter(
    keyboard: Keyboard, ask: Callable[[KeyAsker], object], pieces: Sequence[str]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        keyboard.press([*pieces, CTRL_C], ask, pause=0.3)
    assert keyboard.lines[-1] == ""
    assert not any(line.startswith("> ") for line in keyboard.lines)


def test_the_rest_of_an_escape_sequence_from_before_the_screen_does_nothing(keyboard: Keyboard) -> None:
    keyboard.left = ["[B", ENTER, CTRL_C]
    with keyboard.at_terminal() as (pipe, asker):
        pipe.send_text(ESCAPE)
        with pytest.raises(KeyboardInterrupt):
            without_default(asker)


def test_after_a_lone_escape_keys_count_again(keyboard: Keyboard) -> None:
    assert keyboard.press([ESCAPE, "n"], without_default, pause=0.6) == "nee"


# A grave screen


@pytest.mark.parametrize("ask", [grave, alarming])
@pytest.mark.parametrize("pause", [0.02, 0.06])
def test_a_key_that_is_held_down_never_answers_a_grave_screen(
    keyboard: Keyboard, ask: Callable[[KeyAsker], object], pause: float
) -> None:
    with pytest.raises(KeyboardInterrupt):
        keyboard.press([*"j" * 20, CTRL_C], ask, pause=pause)


def test_a_key_that_is_held_from_the_screen_before_never_answers_a_grave_screen(keyboard: Keyboard) -> None:
    """It comes again only after a while, when the time to read is over."""

    def then_grave(asker: KeyAsker) -> str:
        without_default(asker)
        keyboard.left = ["", "", "", "", "", "", *"j" * 30, CTRL_C]
        return grave(asker)

    with pytest.raises(KeyboardInterrupt):
        keyboard.press("j", then_grave, pause=0.1)


def test_a_key_in_the_time_to_read_does_not_count(keyboard: Keyboard) -> None:
    with keyboard.at_terminal() as (pipe, asker):

        def press() -> None:
            while READ not in keyboard.raw:
                time.sleep(DRAWN)
            time.sleep(ON_PURPOSE)
            pipe.send_text("j")
            time.sleep(1)
            pipe.send_text(CTRL_C)

        hands = threading.Thread(target=press)
        hands.start()
        with pytest.raises(KeyboardInterrupt):
            grave(asker)
        hands.join()


@pytest.mark.parametrize("lines", [1, 60])
def test_enter_neither_passes_an_alarm_that_only_waits_nor_reads_on_in_it(keyboard: Keyboard, lines: int) -> None:
    page = Page("BEL NU 112", tuple(Line(f"regel {number}") for number in range(lines)), alarm=True)
    with pytest.raises(KeyboardInterrupt):
        keyboard.press([ENTER, ENTER, CTRL_C], lambda asker: asker.show(page), pause=2 * HELD)
    assert "regel 0" in keyboard.seen
    assert "»" not in keyboard.seen
    calm = replace(page, alarm=False)
    assert keyboard.press([ENTER] * 6, lambda asker: asker.show(calm), pause=2 * HELD) == ""


def test_a_grave_screen_says_when_keys_count(keyboard: Keyboard) -> None:
    assert keyboard.press("j", grave) == "ja"
    assert CHOOSE in keyboard.seen
    assert READ in keyboard.raw
    assert keyboard.raw.index(READ) < keyboard.raw.index(CHOOSE)


def test_a_habitual_enter_after_an_answer_leaves_the_answer_and_passes_no_alarm(keyboard: Keyboard) -> None:
    answers: list[str] = []

    def then_alarm(asker: KeyAsker) -> None:
        answers.append(grave(asker))
        keyboard.left = [ENTER, ENTER, CTRL_C]
        alarming(asker)

    with pytest.raises(KeyboardInterrupt):
        keyboard.press(["j\r\r\r"], then_alarm, pause=0.3)
    assert answers == ["ja"]
    assert "BEL NU 112" in keyboard.seen


# What was ticked or typed is not lost


@pytest.mark.parametrize("other", ["?", "!", "z", "p", "t", CTRL_C, "x", UP, TAB, "n", "w"])
def test_ticks_survive_every_other_key(keyboard: Keyboard, other: str) -> None:
    def twice(asker: KeyAsker) -> object:
        with suppress(KeyboardInterrupt):
            several(asker)
        return several(asker)

    with pytest.raises(KeyboardInterrupt):
        keyboard.press(["2", other, CTRL_C, CTRL_C], twice)
    assert "[ ] Slaan (" not in keyboard.seen
    assert "1. [ ] Slaan 2. [x] Schoppen" in keyboard.seen


@pytest.mark.parametrize("alone", ["n", "w", "3"])
def test_what_stands_alone_is_refused_while_there_are_ticks(keyboard: Keyboard, alone: str) -> None:
    assert keyboard.press(["1", alone, "k"], several) == frozenset("a")
    assert "Er staan vinkjes. Haal die eerst weg, of kies Klaar." in keyboard.seen


def test_ticks_of_an_answered_question_are_not_kept(keyboard: Keyboard) -> None:
    def twice(asker: KeyAsker) -> object:
        several(asker)
        return several(asker)

    assert keyboard.press("1k2k", twice) == {"b"}


@pytest.mark.parametrize(("ask", "typed"), [(write, "half"), (number, "12"), (form, "half"), (write, "é…")])
def test_half_typed_text_survives_ctrl_c(keyboard: Keyboard, ask: Callable[[KeyAsker], object], typed: str) -> None:
    def twice(asker: KeyAsker) -> object:
        with pytest.raises(KeyboardInterrupt):
            ask(asker)
        return ask(asker)

    with pytest.raises(KeyboardInterrupt):
        keyboard.press([*typed, CTRL_C, CTRL_C], twice)
    assert f"> {typed}" in keyboard.lines


def test_what_was_typed_and_answered_is_not_there_the_next_time(keyboard: Keyboard) -> None:
    def twice(asker: KeyAsker) -> object:
        return [write(asker), write(asker)]

    assert keyboard.press(["een", ENTER, ENTER], twice) == ["een", ""]


def left_and_back(
    keyboard: Keyboard, keys: Sequence[str], left: Callable[[KeyAsker], object], back: Callable[[KeyAsker], object]
) -> str:
    """What stands on the second screen, when these keys came on the first one before it was left."""

    def both(asker: KeyAsker) -> None:
        with pytest.raises(KeyboardInterrupt):
            left(asker)
        keyboard.left = [CTRL_C]
        back(asker)

    with pytest.raises(KeyboardInterrupt):
        keyboard.press([*keys, CTRL_C], both)
    return keyboard.seen


@pytest.mark.parametrize(
    ("there", "stays"),
    [
        (Screen("Welke opmerking?", about="vraag-1"), True),
        (Screen("Welke opmerking?", "2 van hoogstens 9", about="vraag-1"), True),
        (Screen("Welke opmerking?", about="vraag-2"), False),
        (Screen("Waarom?", about="vraag-1"), False),
    ],
)
def test_what_was_typed_about_one_thing_never_stands_at_another(
    keyboard: Keyboard, there: Screen, *, stays: bool
) -> None:
    here = Screen("Welke opmerking?", "1 van hoogstens 9", about="vraag-1")
    fill = partial(KeyAsker.fill, lines=[FormLine("Wat?")])
    for ask in (KeyAsker.write, KeyAsker.number, fill):
        left, back = (partial(ask, screen=screen, commands=()) for screen in (here, there))
        assert ("> 12" in left_and_back(keyboard, "12", left, back)) is stays


def test_a_line_whose_proposal_changed_stands_as_it_is_proposed_now_and_the_others_as_they_were_typed(
    keyboard: Keyboard,
) -> None:
    def left(asker: KeyAsker) -> object:
        return asker.fill(Screen("Afspraak"), [FormLine("Wie?"), FormLine("Wanneer?", default="vrijdag")], ())

    def back(asker: KeyAsker) -> object:
        return asker.fill(Screen("Afspraak"), [FormLine("Wie?"), FormLine("Wanneer?", default="vandaag")], ())

    assert "Wie? > Sam Wanneer? > vandaag" in left_and_back(keyboard, ["Sam", DOWN, "avond"], left, back)


def test_ticks_of_what_is_offered_still_stay_and_what_is_new_is_ticked_as_it_is_proposed(keyboard: Keyboard) -> None:
    later, sooner = Choice("a", "", "Bellen (Sam, vrijdag)"), Choice("a", "", "Bellen (Sam, vandaag)")
    same, new = Choice("b", "", "Opzoeken"), Choice("c", "", "Langsgaan")

    def offer(asker: KeyAsker, *choices: Choice) -> object:
        return asker.choose_many(ASKED, Several(choices, (), frozenset("abc")), ())

    seen = left_and_back(
        keyboard, "12", lambda asker: offer(asker, later, same), lambda asker: offer(asker, sooner, same, new)
    )
    assert "1. [x] Bellen (Sam, vandaag) 2. [ ] Opzoeken 3. [x] Langsgaan" in seen


def test_a_row_whose_answer_was_recorded_since_stands_as_recorded(keyboard: Keyboard) -> None:
    def ask(asker: KeyAsker, chosen: str | None) -> object:
        return asker.choose_each(ASKED, [PersonRow("1", "Kind 1", chosen), PersonRow("2", "Kind 2")], ANSWERS, ())

    assert "Kind 1: Nee" in left_and_back(keyboard, "n", partial(ask, chosen=None), partial(ask, chosen=None))
    assert "Kind 1: Ja" in left_and_back(keyboard, "n", partial(ask, chosen=None), partial(ask, chosen="ja"))


def test_an_answer_in_a_row_is_told_as_it_is_given_and_can_end_the_screen(keyboard: Keyboard) -> None:
    heard: list[tuple[str, str]] = []

    def ask(asker: KeyAsker) -> object:
        def told(row: str, choice: str) -> bool:
            heard.append((row, choice))
            return choice == "ja"

        rows = tuple(PersonRow(number, f"Kind {number}") for number in "123")
        return asker.choose_each(ASKED, rows, ANSWERS, (), told)

    assert keyboard.press(["n", "j"], ask) == {"1": "nee", "2": "ja"}
    assert heard == [("1", "nee"), ("2", "ja")]


def test_a_note_on_one_question_does_not_stand_at_the_note_on_the_next(
    keyboard: Keyboard, make: Callable[..., Content]
) -> None:
    content = make("- {id: een, vraag: De eerste?}\n- {id: twee, vraag: De tweede?}")

    def meet(asker: KeyAsker) -> None:
        Asking(at_desk(asker, content), Lane()).run()

    with pytest.raises(Stopped):
        keyboard.press(["v", "o", *"half", f"{ESCAPE}t", "n", "o", CTRL_C, CTRL_C], meet)
    notes = [lines for lines in keyboard.screens if "Welke opmerking wil je vastleggen?" in lines]
    assert "> half" in notes[-2]
    assert ">" in notes[-1]


# What is refused stands there to be changed


def at_desk(asker: KeyAsker, content: Content) -> Desk:
    return Desk(asker, lambda: content, lambda: datetime(2026, 3, 4, 14, 5, tzinfo=UTC))


def no_day(text: str) -> str:
    return "" if "/" in text else "Dat is geen datum."


WHO, WHAT, DAY = FormLine("Wie?"), FormLine("Wat?"), FormLine("Wanneer?", refuse=no_day)


@pytest.mark.parametrize(
    ("lines", "keys", "filled"),
    [
        ((WHO, DAY, WHAT), ["Sam", ENTER, "4", ENTER, "/12", ENTER, "x", ENTER], ("Sam", "4/12", "x")),
        ((WHO, WHAT, DAY), ["Sam", ENTER, "x", ENTER, "4", ENTER, "/12", ENTER], ("Sam", "x", "4/12")),
        ((WHO, WHAT, DAY), ["Sam", ENTER, ENTER, "4/12", ENTER, "x", ENTER, ENTER], ("Sam", "x", "4/12")),
        ((WHO, WHAT), ["Sam", ENTER, "bel 06-12345678", ENTER, "j", "\x17", "mij", ENTER], ("Sam", "bel mij")),
    ],
    ids=["a line in the middle", "the last line", "an empty line", "a text that points to a person"],
)
def test_a_refusal_puts_the_cursor_where_it_was_refused_and_leaves_the_rest(
    keyboard: Keyboard,
    make: Callable[..., Content],
    lines: tuple[FormLine, ...],
    keys: Sequence[str],
    filled: tuple[str, ...],
) -> None:
    content = make("- {id: een, vraag: De eerste?}")

    def ask(asker: KeyAsker) -> object:
        return at_desk(asker, content).fill(Screen("Afspraak"), lines, lambda texts: "" if all(texts) else "Vul in.")

    assert keyboard.press(keys, ask) == filled


PROPOSED = FormLine("Hoe laat?", default="over 15 minuten", is_proposal=True, refuse=no_day)


@pytest.mark.parametrize(
    ("keys", "filled"),
    [
        (["1/2", ENTER], "1/2"),
        ([LEFT, "/", ENTER], "over 15 minute/n"),
        (["x", ENTER, "/", ENTER], "x/"),
        ([BACKSPACE, "/", ENTER], "over 15 minute/"),
    ],
    ids=["typed over", "changed", "refused, and then it is no proposal any more", "cut"],
)
def test_the_first_letter_comes_in_the_place_of_what_is_only_proposed(
    keyboard: Keyboard, make: Callable[..., Content], keys: Sequence[str], filled: str
) -> None:
    content = make("- {id: een, vraag: De eerste?}")
    assert keyboard.press(keys, lambda asker: at_desk(asker, content).fill(Screen("Bellen"), (PROPOSED,))) == (filled,)


def test_a_number_that_is_refused_stands_there_to_be_changed(keyboard: Keyboard, make: Callable[..., Content]) -> None:
    question = "- {id: een, vraag: Hoeveel?, soort: getal, banden: [{tot: 0}, {vanaf: 1, ernst: ernstig}]}"
    content = make(question)

    def ask(asker: KeyAsker) -> object:
        return ask_value(at_desk(asker, content), content.questions[0].question, Screen("Hoeveel?"), None)

    assert keyboard.press(["1", ",", "5", ENTER, "\x7f", "\x7f", ENTER], ask) == Number(1)
    assert "> 1,5" in keyboard.raw


# What was said on a screen is there again after a key that works everywhere


@pytest.mark.parametrize("keys", [["z", "z"], ["!", "v"], ["?", "v"], ["s", "n"], ["s", "t"], [CTRL_C, "n"]])
def test_what_was_told_stands_there_again_after_another_key(
    keyboard: Keyboard, make: Callable[..., Content], keys: Sequence[str]
) -> None:
    content = make("- {id: een, vraag: De eerste?}")

    def meet(asker: KeyAsker) -> None:
        desk = at_desk(asker, content)
        desk.has_offered_end = True
        desk.tell("De opmerking is vastgelegd.")
        Asking(desk, Lane()).run()

    with pytest.raises(Stopped):
        keyboard.press([*keys, "x", CTRL_C, CTRL_C], meet)
    question = [lines for lines in keyboard.screens if "De eerste?" in lines]
    assert "De opmerking is vastgelegd." in question[0]
    assert "De opmerking is vastgelegd." in question[-1]
    assert not any("De opmerking is vastgelegd." in lines for lines in keyboard.screens if "De eerste?" not in lines)


def test_whether_to_stop_is_asked_with_the_keys_that_work_everywhere(
    keyboard: Keyboard, make: Callable[..., Content]
) -> None:
    content = make("- {id: een, vraag: De eerste?}")

    def meet(asker: KeyAsker) -> str:
        return at_desk(asker, content).choose(ASKED, ANSWERS)

    assert keyboard.press(["s", "z", "z", "!", "v", "s", "t", "j"], meet) == "ja"
    stop = [lines for lines in keyboard.screens if "Wil je stoppen?" in lines]
    assert len(stop) >= 3, "it comes again after each page"
    assert all("t terug  ! nood  z zwart  s stop" in lines for lines in stop)
    assert any("112" in " ".join(lines) for lines in keyboard.screens)
    assert any(not "".join(lines).strip() for lines in keyboard.screens)


# Keys while a text stands on the line


@pytest.mark.parametrize("command", AT_QUESTION)
@pytest.mark.parametrize("ask", [write, form, "prefilled"])
def test_every_key_works_after_escape_also_while_a_text_stands_there_and_the_text_stays(
    keyboard: Keyboard, ask: Callable[[KeyAsker], object] | str, command: Command
) -> None:
    def prefilled(asker: KeyAsker) -> object:
        return asker.write(ASKED, AT_QUESTION, "wat er al stond")

    asked = ask if callable(ask) else prefilled

    def twice(asker: KeyAsker) -> object:
        assert asked(asker) is command
        keyboard.left = [CTRL_C]
        return asked(asker)

    with pytest.raises(KeyboardInterrupt):
        keyboard.press(["half", f"{ESCAPE}{command}"], twice)
    assert "half" in keyboard.seen
    assert "(Esc en dan de toets)" in keyboard.seen


def test_after_escape_it_says_that_a_key_is_awaited_and_another_one_is_no_letter(keyboard: Keyboard) -> None:
    awhile = ["", "", "", "", "", ""]
    assert keyboard.press(["b", ESCAPE, *awhile, "s"], write) is Command.STOP
    keys = ["b", ESCAPE, *awhile, "x", "e", ESCAPE, *awhile, ESCAPE, *awhile, "s", ENTER]
    assert keyboard.press(keys, write) == "bes"
    assert [lines for lines in keyboard.screens if any("Esc: druk nu op een toets" in line for line in lines)]
    assert not any("Esc: druk nu op een toets" in line for line in keyboard.lines)


def test_the_rest_of_a_late_escape_sequence_is_no_key(keyboard: Keyboard) -> None:
    with pytest.raises(KeyboardInterrupt):
        keyboard.press(["b", ESCAPE, "", "", "", "", "", "", "[", "B", CTRL_C], write)


def test_the_stars_of_a_secret_leave_the_keys_working(keyboard: Keyboard) -> None:
    with pytest.raises(KeyboardInterrupt):
        keyboard.press(["zo geheim", f"{ESCAPE}x", CTRL_C], lambda asker: asker.secret(ASKED, AT_QUESTION))
    assert keyboard.press(["zo geheim", f"{ESCAPE}z"], lambda asker: asker.secret(ASKED, AT_QUESTION)) is Command.BLANK


def test_a_key_that_was_typed_as_a_line_is_not_there_the_next_time(keyboard: Keyboard) -> None:
    def twice(asker: KeyAsker) -> object:
        assert asker.write(ASKED, AT_QUESTION, "van de vorige keer") is Command.BACK
        return asker.write(ASKED, AT_QUESTION, "van de vorige keer")

    assert keyboard.press(["\x15", "t", ENTER, ENTER], twice) == "van de vorige keer"


# Forms, rows and secrets


@pytest.mark.parametrize(
    ("keys", "filled"),
    [
        (["Sam", ENTER, ENTER, "morgen", ENTER], ("Sam", "bellen", "morgen")),
        (["Sam", DOWN, "!", TAB, "nu", BACK_TAB, UP, "my", DOWN, DOWN, ENTER], ("Sammy", "bellen!", "nu")),
        (["Sam", ENTER, "\x15", "mailen", ENTER, ENTER], ("Sam", "mailen", "")),
        (["!"], Command.EMERGENCY),
        (["x", ENTER, "\x15", "t", ENTER], Command.BACK),
    ],
)
def test_a_form_is_filled_line_by_line_and_back(
    keyboard: Keyboard, keys: Sequence[str], filled: tuple[str, ...] | Command
) -> None:
    assert keyboard.press(keys, form) == filled


def test_a_form_stands_whole_on_the_screen(keyboard: Keyboard) -> None:
    keyboard.press([ENTER, ENTER, ENTER], form)
    for piece in ("Afspraak", "Wie? Een functie. >", "Wat? > bellen", "Wanneer? >"):
        assert piece in keyboard.seen


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["een twee", "\x17", "drie", ENTER], "een drie"),
        (["bel", "\x1b[D", "\x7f", "a", ENTER], "bal"),
        (["bel", "\x01", "na", "\x05", "len", ENTER], "nabellen"),
        (["bel", "\x1b[D", "\x0b", ENTER], "be"),
        (["bel", "\x1b[D", "\x1b[3~", "\x1b[C", ENTER], "be"),
        (["\x7f", "\x00", "\x07", "ok", ENTER], "ok"),
    ],
)
def test_a_line_can_be_changed(keyboard: Keyboard, keys: Sequence[str], text: str) -> None:
    assert keyboard.press(keys, write) == text


def test_any_byte_can_be_typed(keyboard: Keyboard) -> None:
    latin_1 = "caf\udce9 \udcff\udcc3( \x00 klaar"
    assert keyboard.press([latin_1, ENTER], write) == "caf ( klaar"


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        ("nwk", {"1": "nee", "2": "ja", "3": "weet_niet"}),
        (["1", "2", ENTER], {"1": "ja", "2": "ja", "3": "nee"}),
        (["k", "n", "k", "n", ENTER], {"1": "nee", "2": "ja", "3": "nee"}),
        (["n", UP, "n", "j", "k"], {"1": "nee", "2": "nee", "3": "ja"}),
        (["n", "!"], Command.EMERGENCY),
    ],
)
def test_each_row_is_answered_with_one_key(keyboard: Keyboard, keys: Sequence[str], chosen: object) -> None:
    assert keyboard.press(keys, each) == chosen


def test_rows_without_an_answer_are_counted_and_the_others_survive_a_command(keyboard: Keyboard) -> None:
    def twice(asker: KeyAsker) -> object:
        each(asker)
        return each(asker)

    with pytest.raises(KeyboardInterrupt):
        keyboard.press(["n", "!", "k", CTRL_C], twice)
    assert "Kind 1: Nee Kind 2: Ja » Kind 3: … Klaar (k)" in keyboard.seen
    assert "Bij 1 regel staat nog geen antwoord." in keyboard.seen


def test_a_secret_shows_as_stars_and_a_command_is_its_key_alone(keyboard: Keyboard) -> None:
    def secret(asker: KeyAsker) -> str | Command:
        return asker.secret(ASKED, AT_QUESTION)

    assert keyboard.press(["!z s", ENTER], secret) == "!z s"
    assert "> ****" in keyboard.lines
    assert "!z s" not in keyboard.raw
    assert keyboard.press(["z", ENTER], secret) is Command.BLANK
    assert keyboard.press(["a\udce9b", ENTER, "ab", ENTER, CTRL_C], secret) == "ab"
    assert "teken bij dat kvv niet kan lezen" in keyboard.raw


# The whole question, as wide as the terminal is

WORDS = " ".join(f"woord{number}" for number in range(1, 31))


@pytest.mark.parametrize("width", [40, 60, 80])
def test_nothing_of_a_long_question_is_cut(width: int) -> None:
    keyboard = Keyboard(width, 60)
    screen = Screen(f"Vraag {WORDS}", f"Kop {WORDS}", f"Hint {WORDS}", (f"Noot {WORDS}",))
    keyboard.press("1", lambda asker: asker.choose(screen, (Choice("a", "j", f"Keuze {WORDS}"), NO), AT_QUESTION))
    for piece in ("Vraag", "Kop", "Hint", "Noot", "1. Keuze"):
        assert f"{piece} {WORDS}" in keyboard.seen
    begin = next(number for number, line in enumerate(keyboard.lines) if "1. Keuze" in line)
    assert keyboard.lines[begin + 1].startswith("      woord")


def test_of_a_question_that_is_too_high_the_marked_choice_is_on_the_screen(keyboard: Keyboard) -> None:
    choices = tuple(Choice(str(number), "", f"Keuze {number} {WORDS}") for number in range(1, 12))
    assert keyboard.press([DOWN] * 11 + [ENTER], lambda asker: asker.choose(ASKED, choices, ())) == "11"
    first, *_, last = keyboard.screens
    assert "Is er nu geweld?" in first
    assert "Wat geen nummer heeft, kies je met pijl omlaag en Enter." in first
    assert re.fullmatch(r"   … nog \d+ regels hieronder", first[-2])
    assert "Is er nu geweld?" in last
    assert " »    Keuze 11" in " ".join(last)
    assert any(re.fullmatch(r"   … nog \d+ regels hierboven", line) for line in last)
    assert last[-1] == CHOOSE


LONG_LIST = tuple(Choice(str(number), "", f"Afspraak {number} {' '.join(WORDS.split()[:9])}") for number in range(12))


@pytest.mark.parametrize("ticked", ["1", "5", "9"])
def test_on_a_small_screen_a_tick_leaves_the_question_what_was_ticked_and_what_ends_it(ticked: str) -> None:
    keyboard = Keyboard(60, 20)
    hint, several = "Wat is aangevinkt, wordt een afspraak.", Several(LONG_LIST, (DUNNO,))
    screen = Screen("Welke afspraken maken jullie?", "AFRONDEN", hint)
    with pytest.raises(KeyboardInterrupt):
        keyboard.press([ticked, CTRL_C], lambda asker: asker.choose_many(screen, several, AT_QUESTION))
    before, after = keyboard.screens[0], keyboard.screens[-1]
    for lines in (before, after):
        assert "Welke afspraken maken jullie?" in lines
        assert any("Klaar (k)" in line for line in lines)
        assert any(line.endswith("hieronder") for line in lines)
        assert lines[-1] == CHOOSE
    assert any(f"{ticked}. [x]" in line for line in after)
    if ticked == "1":
        assert before[:-3] == [line.replace("[x]", "[ ]") for line in after[:-3]], "nothing moved"


def test_of_a_form_that_is_too_high_the_line_that_is_typed_on_is_there_and_the_rest_is_counted() -> None:
    keyboard = Keyboard(60, 20)
    lines = [FormLine(f"Regel {number}? {' '.join(WORDS.split()[:9])}", "Een hint.") for number in range(6)]

    def ask(asker: KeyAsker) -> object:
        return asker.fill(Screen("Wie heeft de regie?", "AFRONDEN"), lines, AT_QUESTION)

    typed = [key for number in range(6) for key in (f"tekst{number}", ENTER)]
    assert keyboard.press(typed, ask) == tuple(f"tekst{number}" for number in range(6))
    assert any(line.endswith("hieronder") for line in keyboard.screens[0])
    assert any(line.endswith("hierboven") for line in keyboard.screens[-1])
    for number in range(6):
        screen = next(lines for lines in keyboard.screens if f"> tekst{number}" in lines)
        assert "Wie heeft de regie?" in screen
        assert any(line.startswith(f"Regel {number}?") for line in screen)


def test_of_a_text_that_is_longer_than_the_screen_the_end_is_there() -> None:
    keyboard = Keyboard(60, 20)
    with pytest.raises(KeyboardInterrupt):
        keyboard.press([f"{WORDS} " * 6, "einde", CTRL_C], write)
    assert "einde" in keyboard.seen
    assert "Is er nu geweld?" in keyboard.lines


def test_what_is_hidden_above_and_below_is_looked_at_with_the_page_keys() -> None:
    keyboard = Keyboard(60, 20)
    with pytest.raises(KeyboardInterrupt):
        keyboard.press(["\x1b[6~"] * 3 + [CTRL_C], lambda asker: asker.choose(ASKED, LONG_LIST, AT_QUESTION))
    assert "Afspraak 11" in keyboard.seen
    assert not any(line.endswith("hieronder") for line in keyboard.lines)


@pytest.mark.parametrize("height", [4, 7, 10])
def test_on_a_very_low_terminal_the_question_and_a_choice_are_there(height: int) -> None:
    keyboard = Keyboard(60, height)
    assert keyboard.press([DOWN, DOWN, ENTER], without_default) == "nee"
    assert any("Is er nu geweld?" in line for line in keyboard.lines)
    assert any("» 2. Nee (n)" in line for line in keyboard.lines)


@pytest.mark.parametrize("is_many", [True, False])
def test_every_number_that_is_printed_can_be_typed(*, is_many: bool) -> None:
    keyboard = Keyboard(height=60)
    choices = tuple(Choice(str(number), "", f"Keuze {number}") for number in range(1, 13))

    def ask(asker: KeyAsker) -> object:
        if is_many:
            return asker.choose_many(ASKED, Several(choices, ()), ())
        return asker.choose(ASKED, choices, ())

    with pytest.raises(KeyboardInterrupt):
        keyboard.press(CTRL_C, ask)
    numbers = re.findall(r"^ *(\d+)\. ", "\n".join(keyboard.lines), re.MULTILINE)
    assert numbers == [*"123456789"]
    assert "Keuze 12" in keyboard.seen


@pytest.mark.parametrize("ask", [without_default, several, write, number, form, each, show, alarming])
def test_what_must_not_be_forgotten_stands_on_every_screen(
    keyboard: Keyboard, ask: Callable[[KeyAsker], object]
) -> None:
    keyboard.standing = ("OEFENING", "NOG NIET GEBELD: Veilig Thuis, 0800-2000")
    with pytest.raises(KeyboardInterrupt):
        keyboard.press(CTRL_C, ask)
    assert [line.strip() for line in keyboard.lines[:2]] == [*keyboard.standing]


def test_a_blank_screen_is_blank_also_where_something_stands_on_every_screen(keyboard: Keyboard) -> None:
    keyboard.standing = ("NOG NIET GEBELD",)
    keyboard.press("z", KeyAsker.blank)
    assert "".join(keyboard.lines).strip() == ""


@pytest.mark.parametrize("ask", [without_default, several, write, number, form, each, show, alarming, KeyAsker.blank])
def test_the_end_of_the_input_is_told(keyboard: Keyboard, ask: Callable[[KeyAsker], object]) -> None:
    with keyboard.at_terminal() as (pipe, asker):
        pipe.close()
        with pytest.raises(EOFError):
            ask(asker)
