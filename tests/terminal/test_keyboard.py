"""Real keys through a pipe, and what the worker sees of it on a terminal of 80 by 24."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import pyte
import pytest
from prompt_toolkit.application import create_app_session, get_app
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output
from rich.console import Console

from kvv_triage.conversation.asker import EVERYWHERE, Choice, Command, Screen, Several
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level
from kvv_triage.meeting.session import Session
from kvv_triage.pages.page import Bullets, Heading, Line, Page, Pairs
from kvv_triage.pages.whom_to_call import alarm
from kvv_triage.reading.loading import Loaded
from kvv_triage.terminal.keyboard import KeyAsker
from kvv_triage.terminal.screen import rendered
from kvv_triage.trainer.trying import try_cases

T = TypeVar("T")

YES, NO, DUNNO = Choice("ja", "j", "Ja"), Choice("nee", "n", "Nee"), Choice("weet_niet", "w", "Weet niet")
ANSWERS = (YES, NO, DUNNO)
AT_QUESTION = (Command.HELP, Command.BACK, *EVERYWHERE)
ASKED = Screen("Is er nu geweld?", "Direct gevaar · 1 van hoogstens 9", "Ook als iemand niet weg kan.")
SEVERAL = Several((Choice("a", "", "Slaan"), Choice("b", "", "Schoppen")), (Choice("niets", "n", "Niets"), DUNNO))
DOWN, ENTER, CTRL_C, CTRL_D, ESCAPE = "\x1b[B", "\r", "\x03", "\x04", "\x1b"


@dataclass(slots=True)
class Keyboard:
    """Gives an asker its keys, and keeps what came on the screen."""

    width: int = 80
    height: int = 24
    paper: io.StringIO = field(default_factory=io.StringIO)
    frames: list[str] = field(default_factory=list)

    def press(self, keys: str, ask: Callable[[KeyAsker], T]) -> T:
        """Type ahead: all keys are there before the first screen."""
        with self._at_terminal(lambda: None) as (pipe, asker):
            pipe.send_text(keys)
            return ask(asker)

    def press_one_by_one(self, keys: str, ask: Callable[[KeyAsker], T]) -> T:
        """Look first: each key is pressed when a choice stands on the screen."""
        left = iter(keys)
        with self._at_terminal(lambda: pipe.send_text(next(left, ""))) as (pipe, asker):
            return ask(asker)

    @contextmanager
    def _at_terminal(self, react: Callable[[], None]) -> Iterator[tuple[PipeInput, KeyAsker]]:
        size = Size(self.height, self.width)
        console = Console(file=self.paper, force_terminal=True, highlight=False, width=self.width, height=self.height)

        def when_shown() -> None:
            if not get_app().is_done:
                self.frames.append(self.raw)
                react()

        with create_pipe_input() as pipe, create_app_session(pipe, Vt100_Output(self.paper, lambda: size)):
            yield pipe, KeyAsker(console, when_shown)

    @property
    def raw(self) -> str:
        return self.paper.getvalue()

    @property
    def lines(self) -> list[str]:
        """The screen as it stands at the end."""
        return self._display(self.raw)

    def lines_with(self, text: str) -> list[str]:
        """The last screen that showed this text while a choice stood there."""
        found = [lines for lines in map(self._display, self.frames) if any(text in line for line in lines)]
        assert found, f"never on the screen: {text}"
        return found[-1]

    def _display(self, raw: str) -> list[str]:
        screen = pyte.Screen(self.width, self.height)
        pyte.Stream(screen).feed(raw.replace("\r\n", "\n").replace("\n", "\r\n"))
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
        (DOWN + ENTER, "nee"),
        ("t", Command.BACK),
        ("?", Command.HELP),
        ("!", Command.EMERGENCY),
        ("P", Command.RAISE),
        ("z", Command.BLANK),
        ("s", Command.STOP),
    ],
)
def test_one_key_answers_without_enter(keyboard: Keyboard, keys: str, picked: str) -> None:
    assert keyboard.press(keys, choose) == picked


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
        ("1w", {"weet_niet"}),
        (ENTER + ENTER, {"a"}),
        ("k" + "2k", {"b"}),
    ],
)
def test_several_are_ticked_and_confirmed_and_nothing_has_to_be_said(
    keyboard: Keyboard, keys: str, picked: set[str]
) -> None:
    assert keyboard.press(keys, several) == frozenset(picked)


def test_confirming_nothing_says_that_an_answer_is_needed(keyboard: Keyboard) -> None:
    with pytest.raises(KeyboardInterrupt):
        keyboard.press(f"k{CTRL_C}", several)
    assert "Kies eerst een antwoord." in keyboard.lines


def test_enter_after_a_number_confirms_and_never_unticks(keyboard: Keyboard) -> None:
    with pytest.raises(KeyboardInterrupt):
        keyboard.press_one_by_one(f"1{CTRL_C}", several)
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
    assert keyboard.press("\x1b[200~een\ntwee\x1b[201~" + ENTER, write) == "een twee"


def test_a_question_shows_place_question_hint_keys_and_options_with_number_and_letter(keyboard: Keyboard) -> None:
    keyboard.press("j", choose)
    lines = keyboard.lines_with("1. Ja")
    assert lines[0] == "Direct gevaar · 1 van hoogstens 9"
    assert "Is er nu geweld?" in lines
    assert "Ook als iemand niet weg kan." in lines
    assert "? hulp  t terug  p niet pluis  ! nood  z zwart  s stop" in lines
    assert [line for line in lines if ". " in line and "(" in line] == [
        " » 1. Ja (j)",
        "   2. Nee (n)",
        "   3. Weet niet (w)",
    ]


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
        keyboard.press_one_by_one("l" * parts + "v", show)
        seen += [line.strip() for line in keyboard.lines_with("Verder (v)") if line.startswith("regel")]
    assert [*dict.fromkeys(seen)] == [f"regel {number}" for number in range(1, 61)]


def test_the_alarm_of_every_case_in_the_casebook_fits_on_one_screen(ruleset: Ruleset, loaded: Loaded) -> None:
    decisions = [one.decision for one in try_cases(ruleset, loaded.cases) if one.decision.level >= Level.BEL_NU]
    console = Console(file=io.StringIO(), width=80)
    longest = max(
        (alarm(ruleset.content, Session(), one) for one in decisions), key=lambda page: len(rendered(console, page))
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


def test_the_last_page_stays(keyboard: Keyboard) -> None:
    keyboard.press("", lambda asker: asker.leave(Page("KLAAR", (Line("Tot ziens."),))))
    assert "Tot ziens." in keyboard.lines


def test_without_colour_everything_is_still_said(keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    page = Page("BEL NU 112", (Line("Bel 112.", strong=True),), alarm=True)
    keyboard.press("v", lambda asker: asker.show(page))
    assert " BEL NU 112" in keyboard.lines[0]
    colours = [code for code in range(30, 48) if f"\x1b[{code}m" in keyboard.raw or f";{code}m" in keyboard.raw]
    assert colours == []


def test_no_outcome_is_ever_green(keyboard: Keyboard) -> None:
    for page in (Page("VOLGEN", (Line("x"),)), Page("BEL NU 112", (Line("x"),), alarm=True)):
        keyboard.press("", partial(KeyAsker.leave, page=page))
        assert not any(f"{code}m" in keyboard.raw for code in ("[32", ";32", "[42", ";42", "[92", ";92"))
