"""Which way of asking a command gets: keys on a terminal that can redraw, plain lines everywhere else."""

from __future__ import annotations

import subprocess
import sys

import pytest

pexpect = pytest.importorskip("pexpect", reason="a real terminal is tested where there is one: not on Windows")

pytestmark = pytest.mark.slow

TELL = "from kvv_triage.terminal.choosing import {name}; print(type({name}({how})).__name__)"
MEETING = "plain=False, when_shown=lambda: None"


@pytest.mark.parametrize(("name", "how"), [("some_asker", ""), ("meeting_asker", MEETING)])
@pytest.mark.parametrize(
    ("environment", "kind"),
    [
        ({"TERM": "xterm-256color"}, "KeyAsker"),
        ({"TERM": "dumb"}, "PlainAsker"),
        ({"TERM": "xterm-256color", "ACCESSIBLE": "1"}, "PlainAsker"),
    ],
)
def test_a_terminal_that_cannot_redraw_and_who_asks_for_it_get_plain_lines(
    name: str, how: str, environment: dict[str, str], kind: str
) -> None:
    command = ["-c", TELL.format(name=name, how=how)]
    told, _ = pexpect.run(
        subprocess.list2cmdline([sys.executable, *command]), env=environment, withexitstatus=True, encoding="utf-8"
    )
    assert told.strip() == kind


def test_without_a_terminal_a_command_asks_in_plain_lines() -> None:
    command = [sys.executable, "-c", TELL.format(name="some_asker", how="")]
    done = subprocess.run(command, input="", capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "PlainAsker"
