"""A real process on a real terminal: what stays on it, what it looks like after a resize, and how it is left."""

from __future__ import annotations

import signal
import time
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.helpers.asking_program import PATIENCE, AskingProgram, running, shown

pytestmark = pytest.mark.slow

ASKING = """
from kvv_triage.conversation.asker import Choice, Command, Screen
from kvv_triage.terminal.keyboard import KeyAsker
from kvv_triage.pages.page import Line, Page
import sys, time

asker = KeyAsker(lambda: None)
YES_NO = (Choice("nee", "n", "Nee"), Choice("ja", "j", "Ja, wat een heel lang antwoord is dat niet op de regel past"))

def ask(number, **more):
    return asker.choose(Screen(f"Vraag {number} over GEHEIM?", **more), YES_NO, (Command.BLANK,))
"""
PAST = "\x1b[?1049l"
"""Back to the screen that was there before."""


def terminal(program: str) -> AbstractContextManager[AskingProgram]:
    """A program that asks with keys."""
    return running(ASKING, program)


def normal(raw: str) -> str:
    """What came on the screen that can be scrolled back to."""
    before, _, rest = raw.partition("\x1b[?1049h")
    return before + rest.rpartition(PAST)[2]


def test_nothing_of_the_case_stays_on_the_screen_that_can_be_scrolled_back_to() -> None:
    program = """
    print("ervoor")
    ask(1); ask(2)
    asker.show(Page("GEHEIME BLADZIJDE", (Line("GEHEIM"),)))
    asker.leave(("Bel Veilig Thuis: 0800-2000",))
    """
    with terminal(program) as asking:
        for number in (1, 2):
            asking.until(f"Vraag {number}")
            asking.until("Je keuze:")
            time.sleep(0.1)
            asking.process.send("n")
        asking.until("GEHEIME BLADZIJDE")
        asking.until("Je keuze:")
        time.sleep(0.1)
        asking.process.send("v")
        asking.end()
    assert asking.process.exitstatus == 0
    assert asking.raw.count("\x1b[?1049h") == asking.raw.count(PAST) == 1
    assert "GEHEIM" not in normal(asking.raw).upper()
    assert "Bel Veilig Thuis: 0800-2000" in normal(asking.raw)
    assert "ervoor" in normal(asking.raw)
    assert "\x1b[3J" not in asking.raw


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_ends_the_program_leaves_the_terminal_as_it_was(number: signal.Signals) -> None:
    program = """
    from kvv_triage.__main__ import main
    def run(words):
        try:
            ask(1)
        finally:
            asker.leave(())
    sys.exit(main([], run=run))
    """
    with terminal(program) as asking:
        asking.until("Je keuze:")
        asking.process.kill(number)
        asking.end()
    assert asking.process.exitstatus == 128 + number
    assert "GEHEIM" not in normal(asking.raw)
    assert "Gestopt." in normal(asking.raw)
    assert "\x1b[?25h" in asking.raw, "the cursor is back"
    assert "\x1b[?7h" in asking.raw, "long lines wrap again"


def test_no_word_of_an_error_a_tip_or_the_last_lines_is_cut() -> None:
    words = " ".join(f"woord{number}" for number in range(40))
    program = f"""
    from kvv_triage.__main__ import main
    from kvv_triage.errors import CannotDo
    from kvv_triage.terminal.plain import PlainAsker
    def run(words):
        asker.leave(({words!r},))
        PlainAsker(sys.stdin.readline, sys.stdout).leave(({words!r},))
        raise CannotDo({words!r}, tip={words!r})
    sys.exit(main([], run=run))
    """
    with terminal(program) as asking:
        asking.end()
    lines = shown(asking.raw).split()
    assert " ".join(lines) == f"{words} {words} Fout: {words} Tip: {words}"


@pytest.mark.parametrize("leaves", [True, False])
def test_an_exception_leaves_the_terminal_as_it_was(leaves: bool) -> None:  # noqa: FBT001 -- pytest gives it
    program = f"""
    import subprocess
    before = subprocess.run(["stty", "-g"], stdout=subprocess.PIPE).stdout
    try:
        ask(1)
        raise ValueError
    finally:
        asker.leave(()) if {leaves} else None
        if {leaves}:
            print("gelijk" if subprocess.run(["stty", "-g"], stdout=subprocess.PIPE).stdout == before else "anders")
    """
    with terminal(program) as asking:
        asking.until("Je keuze:")
        time.sleep(0.1)
        asking.process.send("n")
        asking.end()
    assert asking.raw.count(PAST) == 1
    assert ("gelijk" in asking.raw) is leaves
    assert "GEHEIM" not in normal(asking.raw)


def test_what_goes_wrong_inside_a_screen_is_raised_and_not_shown() -> None:
    program = """
    asker._when_shown = lambda: [][1]
    try:
        ask(1)
    except IndexError:
        asker.leave(("gevangen",))
    """
    with terminal(program) as asking:
        asking.end()
    assert "gevangen" in normal(asking.raw)
    assert "Traceback" not in asking.raw


def test_after_a_resize_the_whole_question_is_there_again_and_nothing_is_cut() -> None:
    with terminal("ask(1)") as asking:
        asking.until("Je keuze:")
        asking.process.setwinsize(18, 40)
        size = len(asking.raw)
        asking.wait(1)
        screen = shown(asking.raw[size:], 18, 40)
        assert "Vraag 1 over GEHEIM?" in screen
        assert "2. Ja, wat een heel lang antwoord is\n      dat niet op de regel past (j)" in screen
        assert "Je keuze:" in screen


def test_thirty_keys_in_one_write_answer_at_most_one_question() -> None:
    with terminal("[ask(number) for number in range(1, 4)]") as asking:
        asking.until("Je keuze:")
        time.sleep(0.1)
        asking.process.send("n" * 30)
        asking.wait(1)
        assert "Vraag 2" in asking.raw
        assert "Vraag 3" not in asking.raw


def test_what_is_typed_while_nothing_is_asked_is_not_shown_and_answers_nothing() -> None:
    program = """
    ask(1)
    time.sleep(1)
    ask(2); ask(3)
    """
    with terminal(program) as asking:
        asking.until("Je keuze:")
        time.sleep(0.1)
        asking.process.send("n")
        time.sleep(0.3)
        for letter in "nnn QQ\r":
            asking.process.send(letter)
            time.sleep(0.02)
        asking.wait(2)
        assert "Vraag 2" in asking.raw
        assert "Vraag 3" not in asking.raw
        assert "QQ" not in asking.raw


@pytest.mark.parametrize("held_from_before", [True, False])
def test_a_key_that_is_held_down_never_answers_a_grave_question(held_from_before: bool) -> None:  # noqa: FBT001 -- idem
    program = f"""
    {"ask(1)" if held_from_before else "pass"}
    ask(2, is_grave=True); ask(3)
    """
    with terminal(program) as asking:
        if held_from_before:
            asking.until("Je keuze:")
            time.sleep(0.1)
            asking.process.send("n")
            time.sleep(0.6)  # a keyboard waits before it repeats a key
        for _ in range(60):
            asking.process.send("n")
            time.sleep(0.03)
        asking.wait(0.5)
        assert "Vraag 2" in asking.raw
        assert "Even lezen…" in asking.raw
        assert "Vraag 3" not in asking.raw
        asking.wait(0.5)
        asking.process.send("n")
        asking.until("Vraag 3")


def test_a_terminal_that_hangs_up_is_the_end_of_the_input(tmp_path: Path) -> None:
    told = tmp_path / "einde"
    program = f"""
    import signal
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        ask(1)
    except EOFError:
        open({str(told)!r}, "w").write("EOF")
    """
    with terminal(program) as asking:
        asking.until("Je keuze:")
        asking.process.ptyproc.fileobj.close()
        end = time.monotonic() + PATIENCE
        while not told.exists() and time.monotonic() < end:
            time.sleep(0.05)
        asking.process.kill(signal.SIGKILL)
    assert told.exists()


def test_the_keys_typed_at_the_end_go_nowhere() -> None:
    program = """
    ask(1)
    time.sleep(0.5)
    asker.leave(())
    import select
    print("leeg" if not select.select([0], [], [], 0.2)[0] else "vol")
    """
    with terminal(program) as asking:
        asking.until("Je keuze:")
        time.sleep(0.1)
        asking.process.send("n")
        time.sleep(0.2)
        asking.process.send("rm -rf\r")
        asking.end()
    assert "leeg" in asking.raw


def test_a_command_that_asks_in_between_leaves_the_stage_after_each_answer() -> None:
    program = """
    asker = KeyAsker(lambda: None, stays=False)
    ask(1)
    print("gewone regel")
    ask(2)
    """
    with terminal(program) as asking:
        for number in (1, 2):
            asking.until(f"Vraag {number}")
            asking.until("Je keuze:")
            time.sleep(0.1)
            asking.process.send("n")
        asking.end()
    assert asking.raw.count(PAST) == 2
    between = asking.raw.split(PAST)[1].partition("\x1b[?1049h")[0]
    assert "gewone regel" in between
