"""The command line as a shell sees it: real processes, exit codes, and what stands on stdout and stderr."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from kvv_triage.__main__ import main, own_place
from kvv_triage.errors import (
    CannotDo,
    ContentInvalid,
    ExitCode,
    KvvError,
    Problem,
    StoreTrouble,
    UsageProblem,
)
from kvv_triage.settings import parsed


def kvv(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kvv_triage", *args],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def program(body: str) -> list[str]:
    """Give the command for a process that runs `main` around a command of our own making."""
    start = "import sys\nfrom kvv_triage.__main__ import main\ndef run(args):\n"
    return [sys.executable, "-c", start + textwrap.indent(body, "    ") + "\nsys.exit(main([], run=run))"]


def process(body: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(program(body), capture_output=True, text=True, check=False)


def test_the_version_is_one_line() -> None:
    result = kvv("--version")
    assert (result.stdout, result.stderr, result.returncode) == ("kvv 0.1.0\n", "", 0)


def test_help_goes_to_stdout() -> None:
    result = kvv("--help")
    assert result.stdout.startswith("Gebruik: kvv [OPTIES] OPDRACHT ...\n")
    assert (result.stderr, result.returncode) == ("", 0)


def test_no_command_shows_the_help_and_is_a_usage_problem() -> None:
    result = kvv()
    assert result.stdout == ""
    assert result.stderr.startswith("Gebruik: kvv")
    assert "Fout: Welke opdracht wil je geven?" in result.stderr
    assert result.returncode == ExitCode.USAGE


def test_help_loads_none_of_the_heavy_libraries() -> None:
    heavy = {"platformdirs", "pydantic", "questionary", "rich", "yaml", "importlib.metadata"}
    result = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "kvv_triage", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in result.stderr.splitlines()}
    assert "typer" in imported
    assert not imported & heavy


@pytest.mark.parametrize("command", ["triage", "beslis", "controleer"])
def test_every_command_takes_a_content_and_a_data_folder(command: str) -> None:
    page = kvv(command, "--help").stdout
    assert "--inhoud MAP" in page
    assert "--gegevens MAP" in page


@pytest.mark.parametrize(
    ("error", "code", "shown"),
    [
        (CannotDo("Dat kan niet."), 1, "Fout: Dat kan niet.\n"),
        (UsageProblem("Zo niet.", tip="Maar zo."), 2, "Fout: Zo niet.\nTip: Maar zo.\n"),
        (ContentInvalid(()), 3, "Fout: De inhoud klopt niet: 0 fouten.\n"),
        (StoreTrouble("De sleutel past niet."), 4, "Fout: De sleutel past niet.\n"),
    ],
)
def test_expected_trouble_becomes_a_sentence_and_an_exit_code(
    error: KvvError, code: int, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(_: object) -> int:
        raise error

    assert main([], run=run) == code
    assert capsys.readouterr() == ("", shown)


def test_invalid_content_shows_its_first_mistakes(capsys: pytest.CaptureFixture[str]) -> None:
    mistakes = tuple(
        Problem(path="a.yaml", line=line, column=3, code="KVV101", message="klopt niet", where="vraag keel")
        for line in range(1, 9)
    )

    def run(_: object) -> int:
        raise ContentInvalid(mistakes)

    assert main([], run=run) == ExitCode.CONTENT
    shown = capsys.readouterr().err.splitlines()
    assert shown[0] == "Fout: De inhoud klopt niet: 8 fouten."
    assert shown[1] == "  a.yaml:1:3: KVV101 vraag keel: klopt niet"
    assert shown[-1] == "  en nog 3"


def test_a_warning_is_not_counted_as_a_mistake() -> None:
    mistake = Problem(path="a.yaml", line=1, column=1, code="KVV101", message="fout")
    warning = Problem(path="a.yaml", line=2, column=1, code="KVV901", message="let op", warning=True)
    assert ContentInvalid((mistake, warning)).message == "De inhoud klopt niet: 1 fout."


def test_a_problem_without_a_subject_is_still_one_line() -> None:
    assert str(Problem(path="a.yaml", line=1, column=2, code="KVV101", message="fout")) == "a.yaml:1:2: KVV101 fout"


def test_a_bug_says_so_in_dutch_and_keeps_client_text_to_itself() -> None:
    result = process("raise ValueError('Jan Jansen, 2 maart')")
    assert result.returncode == ExitCode.BUG
    assert "er ging iets mis in kvv zelf" in result.stderr
    assert "ValueError in kvv_triage" in result.stderr
    assert "Jan" not in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_bug_is_placed_in_our_own_code_even_when_a_library_raised_it() -> None:
    with pytest.raises((AttributeError, TypeError)) as caught:
        parsed(Path(), 5)  # type: ignore[arg-type] # wrong on purpose: tomllib fails, inside a line of ours
    assert own_place(caught.value.__traceback__).startswith("kvv_triage.settings:")


@pytest.mark.skipif(sys.platform == "win32", reason="a signal to one process does not exist there")
def test_ctrl_c_is_answered_in_dutch_with_exit_code_130() -> None:
    waiting = "import time\nprint('bezig', flush=True)\ntime.sleep(60)"
    with subprocess.Popen(program(waiting), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "bezig\n"
        running.send_signal(signal.SIGINT)
        _, shown = running.communicate(timeout=30)
    assert (shown, running.returncode) == ("\nGestopt.\n", ExitCode.INTERRUPTED)


@pytest.mark.skipif(sys.platform == "win32", reason="a closed pipe shows itself differently there")
def test_a_reader_that_leaves_early_hears_nothing() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    result = subprocess.run(
        [sys.executable, "-m", "kvv_triage", "--help"], stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (result.stderr, result.returncode) == (b"", ExitCode.CANNOT)


def test_a_character_the_terminal_lacks_becomes_a_question_mark() -> None:
    result = subprocess.run(
        program("print('één \\u2265 twee')\nreturn 0"),
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )
    assert result.stdout.decode("latin-1").strip() == "één ? twee"
    assert result.returncode == 0


def test_the_words_of_the_shell_are_used_when_none_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["kvv", "triage", "A-1"])
    seen: list[str] = []

    def run(args: object) -> int:
        assert isinstance(args, list)
        seen.extend(args)
        return 0

    assert main(run=run) == 0
    assert seen == ["triage", "A-1"]
