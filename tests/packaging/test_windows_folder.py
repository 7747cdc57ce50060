"""The folder built for Windows, run by wine: through a pipe and on the console of Windows; `packaging/windows` does it.

Wine 8 takes the codes that draw a screen as letters, so here and there a line shows pieces of them; Windows does not.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from kvv_triage import __version__
from kvv_triage.content.content import Content
from tests.helpers.typist import Replies, Worker, question

pytest.importorskip("pexpect", reason="wine runs on Linux")

# isort: split
from tests.helpers import terminal
from tests.helpers.terminal import Terminal

BUILT = os.environ.get("KVV_BUILT_WINDOWS", "")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not BUILT, reason="KVV_BUILT_WINDOWS names no folder built for Windows: packaging/windows"),
]

PROGRAM = ("wine", str(Path(BUILT) / "kvv.exe"))


def kvv(*words: str, typed: str = "") -> tuple[int, str]:
    """Run the program without a terminal; gives its exit code and all that it printed.

    Both streams are one pipe: Wine hands on no plain file, and closes what it does not know.
    """
    done = subprocess.run(
        [*PROGRAM, *words],
        input=typed.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout.decode(errors="replace").replace("\r\n", "\n")


def test_the_program_says_its_version_and_finds_its_own_content() -> None:
    assert kvv("--version") == (0, f"kvv {__version__}\n")
    code, said = kvv("controleer")
    assert code == 0
    assert "De inhoud klopt" in said


def test_an_exercise_through_a_pipe_ends_in_whom_to_call() -> None:
    code, said = kvv("triage", "A-1", "--eenvoudig", "--oefening", typed="n\nteam\nik\n1\n0\n7\n\nn\nj\n2\n")
    assert code == 1, "the input ended before the meeting did"
    assert "BEL NU 112" in said
    assert "Veilig Thuis: 0800-2000" in said


def test_a_meeting_on_the_console_of_windows_shows_the_alarm_and_is_kept_with_its_key_in_the_store_of_windows(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "QUIET", 0.6)  # wine draws a screen in pieces
    monkeypatch.setattr(terminal, "PATIENCE", 60)
    replies: Replies = {
        "Schrijf deze code op papier": "2",
        "Wat is er gezien of gezegd": "dat zei zij op 3 maart",
        # The first line, which says that a question is asked, is often broken: a piece of the text will do.
        question(content, "start.zorgen")[:20]: ["1", "k"],
        question(content, "partnergeweld.keel")[:30]: "3",
    }
    meeting = Terminal("triage", "A-1", program=PROGRAM)
    screens = (" ".join(" ".join(screen).split()) for screen in meeting.go(Worker(replies)))
    assert any("BEL NU EEN SPECIALIST" in screen and "0800-2000" in screen for screen in screens), meeting.words
    meeting.process.close(force=True)
    code, said = kvv("sessies", "--json")
    assert code == 0, said
    assert json.loads(said[said.index("[") :])[0]["zaak"] == "A-1"
    assert kvv("beheer", "controleer")[0] == 0
    for name in ("w.html", "w.csv", "w.ics"):
        code, said = kvv("export", "A-1", "--naar", f"C:/{name}")
        assert code == 0, said
    code, said = kvv("export", "A-1", "--naar", "C:/w.pdf")
    assert code == 1
    assert "Kies html" in said


def test_what_stands_in_for_windows_under_wine_is_not_handed_out() -> None:
    assert not [*Path(BUILT).rglob("bcryptprimitives.dll")]
