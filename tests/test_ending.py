"""What has to be said last is said last, however the program ends (law 12): each in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from kvv_triage.errors import ExitCode

NUMBER = "Bel nu 0800-2000."
START = """\
import os, signal, sys
from kvv_triage.__main__ import main
from kvv_triage.ending import say_at_the_end
def run(args):
    say_at_the_end(["Bel nu 0800-2000."])
"""
only_with_signals = pytest.mark.skipif(sys.platform == "win32", reason="a signal to one process does not exist there")
only_with_a_full_disk = pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is full")


def program(body: str) -> list[str]:
    """Give the command for a process in which a call is due and then this happens."""
    return [sys.executable, "-c", START + textwrap.indent(body, "    ") + "\nsys.exit(main([], run=run))"]


def ended(body: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        program(body), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("return 0", 0),
        ("sys.stdout.write('nog in de wacht')\nreturn 0", 0),
        ("raise SystemExit(3)", 3),
        ("raise SystemExit('woorden')", 1),
        ("raise KeyboardInterrupt", ExitCode.INTERRUPTED),
        ("raise EOFError", ExitCode.CANNOT),
        ("raise ZeroDivisionError", ExitCode.BUG),
        ("raise OSError(5, 'het scherm')", ExitCode.CANNOT),
        ("raise OSError(28, 'de schijf')", ExitCode.CANNOT),
        ("raise MemoryError", ExitCode.BUG),
    ],
)
def test_the_last_line_is_the_number(body: str, code: int) -> None:
    done = ended(body)
    assert done.stdout.splitlines()[-1] == NUMBER
    assert done.returncode == code
    assert "Traceback" not in done.stdout


@only_with_signals
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_ends_in_order_and_the_exit_code_tells_which(name: str) -> None:
    number = signal.Signals[name]
    done = ended(f"os.kill(os.getpid(), {number})\nsignal.pause()")
    assert done.stdout.splitlines() == ["", "Gestopt.", "", NUMBER]
    assert done.returncode == 128 + number


@only_with_signals
def test_a_signal_that_was_told_to_be_ignored_stays_ignored() -> None:
    body = f"os.kill(os.getpid(), {signal.SIGHUP})\nprint('gaat door')\nreturn 0"
    done = subprocess.run(
        program(body),
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    )
    assert done.stdout == "gaat door\n"


@only_with_signals
def test_being_stopped_again_while_the_end_is_told_changes_nothing_of_the_last_line() -> None:
    body = (
        "import kvv_triage.__main__ as last\n"
        "say = last.say\n"
        "def pressed(*lines):\n"
        "    last.say = say\n"
        f"    os.kill(os.getpid(), {int(signal.SIGINT)})\n"
        "    return say(*lines)\n"
        "last.say = pressed\n"
        "raise KeyboardInterrupt"
    )
    done = ended(body)
    assert done.stdout.splitlines()[-1] == NUMBER
    assert done.returncode == ExitCode.INTERRUPTED
    assert "Traceback" not in done.stdout


@only_with_a_full_disk
def test_when_the_error_cannot_be_told_the_last_line_goes_to_the_output() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            program("raise ZeroDivisionError"), stdout=subprocess.PIPE, stderr=full, text=True, check=False
        )
    assert done.stdout.splitlines()[-1] == NUMBER
    assert done.returncode == ExitCode.BUG


def test_when_the_output_is_gone_the_last_line_is_on_stderr() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen(
        program("print('weg', flush=True)"), stdout=writing, stderr=subprocess.PIPE, text=True
    ) as running:
        os.close(writing)
        _, shown = running.communicate(timeout=60)
    assert shown.splitlines() == ["", NUMBER]


@only_with_signals
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_stream_that_was_closed_before_kvv_began_is_no_bug(closed: str) -> None:
    command = f'"{sys.executable}" -m kvv_triage triage --eenvoudig {closed}'
    done = subprocess.run(command, shell=True, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S602 -- a shell is what closes a stream
    assert done.returncode == ExitCode.CANNOT
    assert "Traceback" not in done.stderr
