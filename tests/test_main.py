"""The last stop: any trouble becomes a Dutch sentence on stderr and an exit code, and shows nobody's words."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from kvv_triage.__main__ import command_line, main, meet, own_place
from kvv_triage.errors import CannotDo, ContentInvalid, ExitCode, KvvError, Problem, StoreTrouble, UsageProblem
from kvv_triage.language.cannot_wait import CANNOT_WAIT
from kvv_triage.settings import parsed

CLIENT = "Jan Jansen, 2 maart"
Captured = pytest.CaptureFixture[str]


def raising(error: BaseException) -> Callable[[object], int]:
    """Give a command that ends in this trouble."""

    def run(_: object) -> int:
        raise error

    return run


def program(body: str) -> list[str]:
    """Give the command for a process that runs `main` around a command of our own making."""
    start = "import sys\nfrom kvv_triage.__main__ import main\ndef run(args):\n"
    return [sys.executable, "-c", start + textwrap.indent(body, "    ") + "\nsys.exit(main([], run=run))"]


@pytest.mark.parametrize(
    ("error", "code", "shown"),
    [
        (CannotDo("Dat kan niet."), 1, "Fout: Dat kan niet.\n"),
        (UsageProblem("Zo niet.", tip="Maar zo."), 2, "Fout: Zo niet.\nTip: Maar zo.\n"),
        (ContentInvalid(()), 3, "Fout: De inhoud klopt niet: 0 fouten.\n"),
        (StoreTrouble("De sleutel past niet."), 4, f"Fout: De sleutel past niet.\n\n{CANNOT_WAIT}\n"),
    ],
)
def test_expected_trouble_becomes_a_sentence_and_an_exit_code(
    error: KvvError, code: int, shown: str, capsys: Captured
) -> None:
    assert main([], run=raising(error)) == code
    assert capsys.readouterr() == ("", shown)


def test_invalid_content_shows_its_first_mistakes(capsys: Captured) -> None:
    mistakes = tuple(
        Problem(path="a.yaml", line=line, column=3, code="KVV101", message="klopt niet", where="vraag keel")
        for line in range(1, 9)
    )
    assert main([], run=raising(ContentInvalid(mistakes))) == ExitCode.CONTENT
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


def test_a_bug_is_placed_in_our_own_code_even_when_a_library_raised_it() -> None:
    with pytest.raises((AttributeError, TypeError)) as caught:
        parsed(Path(), 5)  # type: ignore[arg-type] # wrong on purpose: tomllib fails, inside a line of ours
    assert own_place(caught.value.__traceback__).startswith("kvv_triage.settings:")


def test_an_interruption_is_answered_in_dutch(capsys: Captured) -> None:
    assert main([], run=raising(KeyboardInterrupt())) == ExitCode.INTERRUPTED
    assert capsys.readouterr() == ("", "\nGestopt.\n")


@pytest.mark.skipif(sys.platform == "win32", reason="a signal to one process does not exist there")
def test_ctrl_c_ends_a_process_with_exit_code_130() -> None:
    waiting = "import time\nprint('bezig', flush=True)\ntime.sleep(60)"
    with subprocess.Popen(program(waiting), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "bezig\n"
        running.send_signal(signal.SIGINT)
        _, shown = running.communicate(timeout=30)
    assert (shown, running.returncode) == ("\nGestopt.\n", ExitCode.INTERRUPTED)


BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
WAYS = [pytest.param(BUFFERED, id="buffered"), pytest.param({**BUFFERED, "PYTHONUNBUFFERED": "1"}, id="unbuffered")]
only_with_a_full_disk = pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is full")


@pytest.mark.parametrize("environment", WAYS)
@pytest.mark.parametrize(
    ("stream", "words", "code"), [("stdout", "--help", ExitCode.CANNOT), ("stderr", "zzz", ExitCode.USAGE)]
)
def test_a_reader_that_leaves_early_hears_nothing(
    stream: str, words: str, code: ExitCode, environment: dict[str, str]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    out, err = (writing if stream == name else subprocess.PIPE for name in ("stdout", "stderr"))
    command = [sys.executable, "-m", "kvv_triage", words]
    with subprocess.Popen(command, env=environment, stdout=out, stderr=err) as running:
        os.close(writing)
        said = running.communicate(timeout=30)
    assert (said[0] or b"", said[1] or b"", running.returncode) == (b"", b"", code)


@only_with_a_full_disk
@pytest.mark.parametrize("environment", WAYS)
def test_a_full_disk_is_no_bug(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "kvv_triage", "--help"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=environment, timeout=30
        )
    assert done.stderr == "Fout: De schijf is vol.\nTip: Maak ruimte vrij en probeer het opnieuw.\n"
    assert done.returncode == ExitCode.CANNOT


@only_with_a_full_disk
@pytest.mark.parametrize("environment", WAYS)
def test_when_nobody_can_read_the_message_the_exit_code_still_tells(environment: dict[str, str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-m", "kvv_triage", "zzz"], stderr=full, check=False, env=environment)
    assert done.returncode == ExitCode.USAGE


def test_a_full_disk_elsewhere_is_told_in_dutch(capsys: Captured) -> None:
    assert main([], run=raising(OSError(errno.ENOSPC, CLIENT, CLIENT))) == ExitCode.CANNOT
    assert capsys.readouterr() == ("", "Fout: De schijf is vol.\nTip: Maak ruimte vrij en probeer het opnieuw.\n")


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


def test_no_plugin_may_look_at_what_is_validated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYDANTIC_DISABLE_PLUGINS", raising=False)
    assert command_line(["triage"]) is meet
    assert os.environ["PYDANTIC_DISABLE_PLUGINS"] == "__all__"
    assert command_line(["triage", "A-1"]) is not meet


@pytest.mark.parametrize("words", [["triage"], ["triage", "--oefening"]])
def test_without_a_terminal_the_interview_points_to_the_other_ways(words: list[str], capsys: Captured) -> None:
    """Both ways into the interview: past the parser, which is quick, and through it."""
    assert main(words) == ExitCode.CANNOT
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Fout: kvv triage heeft een scherm en een toetsenbord nodig.\n")
    assert "--eenvoudig" in err
    assert "kvv beslis" in err


def test_the_package_runs_as_a_module_and_as_a_command() -> None:
    """Both are promised: `python -m kvv_triage`, and `kvv` from the package."""
    script = Path(sys.executable).with_name("kvv.exe" if sys.platform == "win32" else "kvv")
    if not script.exists():
        pytest.skip("the package is not installed here")
    said = [
        subprocess.run(command, capture_output=True, check=True).stdout
        for command in ([str(script), "--version"], [sys.executable, "-m", "kvv_triage", "--version"])
    ]
    assert said[0] == said[1]


PIPES = {name: text for name, text in os.environ.items() if name not in ("PYTHONIOENCODING", "PYTHONUTF8")}
OLD_CODE_PAGE = "import io, sys\n" + "".join(
    f"sys.{name} = io.TextIOWrapper(sys.{name}.buffer, encoding='cp1252', newline='\\r\\n')\n"
    for name in ("stdin", "stdout", "stderr")
)
"""The streams of Python on Windows, where nobody looks."""


def test_what_is_no_terminal_is_utf_8_on_every_system() -> None:
    told = "print(input() + ' \u2265', file=sys.stderr); print(input())\nreturn 0"
    command = program(told)
    command[2] = OLD_CODE_PAGE + command[2]
    done = subprocess.run(
        command, input="\ufeffcaf\u00e9 \u2265\r\n\u65e5\n".encode(), capture_output=True, check=False, env=PIPES
    )
    assert (done.stdout, done.stderr) == ("\u65e5\n".encode(), "caf\u00e9 \u2265 \u2265\n".encode())
    assert done.returncode == 0


def test_a_message_cannot_steer_the_terminal_that_shows_it(capsys: Captured) -> None:
    hostile = "a\x1b[2J\u202eb\x9b\nTip: bel niet\udcff"
    assert main([], run=raising(CannotDo(f"De map {hostile} bestaat niet.", tip=hostile, points=(hostile,)))) == 1
    told = "a [2J b  Tip: bel niet "
    assert capsys.readouterr().err == f"Fout: De map {told} bestaat niet.\n  {told}\nTip: {told}\n"
