"""The Tab key in a real shell fills in our commands and options, in Dutch, and knows no case."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kvv_triage.__main__ import main
from kvv_triage.cli.voltooiing import INSTALLING
from tests.helpers.commandline import real_commands

Captured = pytest.CaptureFixture[str]
SHELLS = list(INSTALLING)

pytestmark = pytest.mark.slow


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A folder with `kvv` as a shell finds it on its path."""
    kvv = tmp_path / "bin" / "kvv"
    kvv.parent.mkdir()
    kvv.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kvv_triage "$@"\n', encoding="utf-8")
    kvv.chmod(0o755)
    return kvv.parent


def run(shell: str, script: str, program: Path) -> str:
    """What a shell prints that runs this script, with kvv on its path."""
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not on this computer")
    bare = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    environment = {**os.environ, "PATH": f"{program}{os.pathsep}{os.environ['PATH']}", "HOME": str(program.parent)}
    done = subprocess.run(
        [found, *bare, "-c", script],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
        env=environment,
        cwd=program.parent,
    )
    assert done.stderr == ""
    return done.stdout


def tab_in_bash(typed: str, program: Path) -> list[str]:
    """What bash offers when Tab is pressed behind these words."""
    words = typed.split(" ")
    script = f"""
        eval "$(kvv voltooiing bash)"
        COMP_WORDS=({" ".join(f"'{word}'" for word in words)}) COMP_CWORD={len(words) - 1}
        _kvv_completion kvv '{words[-1]}' ''
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    return run("bash", script, program).split()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("kvv be", ["beslis", "belblad", "beheer"]),
        ("kvv beheer op", ["opschonen"]),
        ("kvv opvolging k", ["klaar"]),
        ("kvv triage --o", ["--oefening"]),
        ("kvv belblad --soort ", ["advies", "melding"]),
        ("kvv voltooiing ", SHELLS),
        ("kvv controleer mijn-re", []),
        ("kvv export A-1 --naar mijn-re", []),
        ("kvv zeer", []),
        ("kvv bestaatniet x", []),
        ("kvv triage --bestaatniet x y z", []),
    ],
)
def test_tab_in_bash_offers_what_can_stand_there(typed: str, offered: list[str], program: Path) -> None:
    assert tab_in_bash(typed, program) == offered


def test_tab_offers_no_case_and_opens_no_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("KVV_GEGEVENS", str(tmp_path / "gegevens"))
    monkeypatch.setenv("_KVV_COMPLETE", "complete_bash")
    for command in real_commands():
        monkeypatch.setenv("COMP_WORDS", f"kvv {' '.join(command)} A")
        monkeypatch.setenv("COMP_CWORD", str(len(command) + 1))
        main([])
        assert capsys.readouterr().out.strip() == "", command
    assert not (tmp_path / "gegevens").exists()


def test_tab_in_fish_offers_commands_with_their_dutch_words(program: Path) -> None:
    offered = run("fish", "kvv voltooiing fish | source; complete -C 'kvv rap'", program)
    assert offered.startswith("rapport\tTel over hele maanden")


def test_zsh_takes_the_script_and_kvv_answers_it(program: Path) -> None:
    script = """
        autoload -Uz compinit && compinit -u
        eval "$(kvv voltooiing zsh)"
        print $_comps[kvv]
        _TYPER_COMPLETE_ARGS='kvv rap' _KVV_COMPLETE=complete_zsh kvv
    """
    taken, answer = run("zsh", script, program).splitlines()[:2]
    assert taken == "_kvv_completion"
    assert answer.startswith('_arguments \'*: :(("rapport":"Tel over hele maanden')


def test_a_shell_that_nobody_knows_gets_no_answer(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("_KVV_COMPLETE", "complete_tcsh")
    assert main([]) == 1
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_begins_with_how_it_is_installed(shell: str, capsys: Captured) -> None:
    assert main(["voltooiing", shell]) == 0
    first, second = capsys.readouterr().out.splitlines()[:2]
    assert first.startswith("# Zet in ")
    assert f"kvv voltooiing {shell}" in first
    assert second


def test_the_script_for_powershell_asks_kvv_and_registers_what_it_says(capsys: Captured) -> None:
    main(["voltooiing", "powershell"])
    script = capsys.readouterr().out
    assert '$Env:_KVV_COMPLETE = "complete_powershell"' in script
    assert "Register-ArgumentCompleter -Native -CommandName kvv" in script


def test_kvv_answers_powershell(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("_KVV_COMPLETE", "complete_powershell")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "kvv rap")
    monkeypatch.setenv("_TYPER_COMPLETE_WORD_TO_COMPLETE", "rap")
    assert main([]) == 0
    assert capsys.readouterr().out.startswith("rapport:::Tel over hele maanden")
