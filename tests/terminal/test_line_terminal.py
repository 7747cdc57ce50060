"""Plain lines on a real terminal: a line that was typed too early answers nothing, and the screen can be emptied."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from tests.helpers.asking_program import AskingProgram, running, shown

pytestmark = pytest.mark.slow

ASKING = """
from kvv_triage.conversation.asker import Choice, Command, FormLine, Screen
from kvv_triage.pages.page import Line, Page
from kvv_triage.terminal.choosing import meeting_asker
import sys, time

asker = meeting_asker(plain=True, when_shown=lambda: None)
YES_NO = (Choice("nee", "n", "Nee"), Choice("ja", "j", "Ja"))

def ask(number, **more):
    print("BEANTWOORD", asker.choose(Screen(f"Vraag {number} over GEHEIM?", **more), YES_NO, (Command.BLANK,)))
"""
THREE = "[ask(number) for number in range(1, 4)]"
ALARM = """
ask(1)
asker.show(Page("BEL NU 112", (Line("Bel 112."),), alarm=True), (Choice("verder", "v", "Verder"),))
print("VOORBIJ")
"""


def answered(terminal: AskingProgram) -> int:
    """How many questions were answered by now."""
    terminal.wait(1.5)
    return terminal.raw.count("BEANTWOORD")


@pytest.mark.parametrize("lines", ["n\n" * 30, "n\n\n\n", "n\nj\nn"])
def test_of_pasted_lines_only_the_first_answers(lines: str) -> None:
    with running(ASKING, THREE) as terminal:
        terminal.until("Je keuze: ")
        terminal.process.send(lines)
        assert answered(terminal) == 1
        terminal.process.send("n\n")
        assert answered(terminal) == 2, "after that lines count again"


def test_lines_from_before_the_question_stood_answer_nothing() -> None:
    with running(ASKING, f"print('begin'); time.sleep(1)\n{THREE}") as terminal:
        terminal.until("begin")
        terminal.process.send("n\nn\nj")
        terminal.until("Je keuze: ")
        assert answered(terminal) == 0


def test_a_line_that_comes_while_an_alarm_is_read_does_not_pass_it() -> None:
    with running(ASKING, ALARM) as terminal:
        terminal.until("Je keuze: ")
        terminal.process.send("n\n")
        terminal.until("BEL NU 112")
        time.sleep(0.2)
        terminal.process.send("v\n")
        terminal.wait(1)
        assert "VOORBIJ" not in terminal.raw
        terminal.process.send("v\n")
        terminal.until("VOORBIJ")


def test_over_a_pipe_every_line_answers() -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"{ASKING}\n{THREE}"], input="n\nj\nn\n", capture_output=True, text=True, check=True
    )
    assert done.stdout.count("BEANTWOORD") == 3


BLANK = "asker.choose(Screen('Vraag over GEHEIM?'), YES_NO, (Command.BLANK,)); asker.blank(); print('VERDER')"


def test_black_leaves_nothing_on_the_screen_nor_to_scroll_back_to() -> None:
    with running(ASKING, BLANK, TERM="xterm") as terminal:
        terminal.until("Je keuze: ")
        terminal.process.send("z\n")
        terminal.until("Druk op Enter om verder te gaan.")
        assert "GEHEIM" not in shown(terminal.raw)
        assert "Het scherm is leeg." in shown(terminal.raw)
        assert terminal.raw.rpartition("\x1b[3J")[0].count("GEHEIM") == terminal.raw.count("GEHEIM")
        terminal.process.send("\n")
        terminal.until("VERDER")


def test_where_the_screen_cannot_be_emptied_it_says_so() -> None:
    with running(ASKING, BLANK, TERM="dumb") as terminal:
        terminal.until("Je keuze: ")
        terminal.process.send("z\n")
        terminal.until("Druk op Enter om verder te gaan.")
        assert "\x1b" not in terminal.raw
        assert "kan kvv hier niet weghalen" in terminal.raw
        assert "is leeg" not in terminal.raw
