"""The command line as a shell sees it: real processes, exit codes, and what stands on stdout and stderr."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from kvv_triage.__main__ import main
from kvv_triage.errors import ExitCode
from tests.helpers.commandline import real_commands


def kvv(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kvv_triage", *args],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_version_is_one_line() -> None:
    result = kvv("--version")
    assert (result.stdout, result.stderr, result.returncode) == ("kvv 0.1.0\n", "", 0)


def test_help_goes_to_stdout() -> None:
    result = kvv("--help")
    assert result.stdout.startswith("Gebruik: kvv [OPTIES] OPDRACHT ...\n")
    assert (result.stderr, result.returncode) == ("", 0)


def test_help_lists_the_work_first_and_the_groups_after_it() -> None:
    listed = re.findall(r"(?m)^  (\w+)  ", kvv("--help").stdout.partition("Opdrachten:")[2])
    assert listed == [
        *("triage", "beslis", "controleer", "belblad", "sessies", "toon", "export", "rapport"),
        "voltooiing",
        *("drempel", "opvolging", "beheer"),
    ]


def test_no_command_shows_the_help_and_is_a_usage_problem() -> None:
    result = kvv()
    assert result.stdout == ""
    assert result.stderr.startswith("Gebruik: kvv")
    assert "Fout: Welke opdracht wil je geven?" in result.stderr
    assert result.returncode == ExitCode.USAGE


def test_help_loads_none_of_the_heavy_libraries() -> None:
    heavy = {"platformdirs", "prompt_toolkit", "pydantic", "rich", "yaml", "importlib.metadata"}
    result = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "kvv_triage", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in result.stderr.splitlines()}
    assert "typer" in imported
    assert not imported & heavy


@pytest.mark.parametrize("command", [words for words in real_commands() if words != ("voltooiing",)], ids=" ".join)
def test_every_command_takes_a_content_and_a_data_folder(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--help"]) == ExitCode.DONE
    page = capsys.readouterr().out
    assert "--inhoud MAP" in page
    assert "--gegevens MAP" in page
