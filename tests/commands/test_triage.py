"""kvv as a worker meets it: a real process, on a real terminal of 80 by 24 or without one."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from kvv_triage.content.content import Content
from tests.helpers.typist import Replies, Worker, question

pytest.importorskip("pexpect", reason="a real terminal is tested where there is one: not on Windows")

# isort: split
from tests.helpers.terminal import CTRL_C, KVV, Terminal

pytestmark = pytest.mark.slow


def kvv(*words: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run kvv without a terminal."""
    return subprocess.run(
        [*KVV, *words],
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )


REGIE: Replies = {"Wie is regiehouder": ["Els", "Jan", "via de piketdienst", ""]}
"""The lines of one form, one after the other."""


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (120, 40)])
def test_a_whole_case_on_a_terminal_ends_in_whom_to_call(content: Content, columns: int, lines: int) -> None:
    replies: Replies = {
        question(content, "start.zorgen"): ["1", "k"],
        question(content, "partnergeweld.keel"): "3",
        "De uitkomst staat vast": "u",
        "Met wie is gesproken?": "de frontoffice",
        **REGIE,
    }
    terminal = Terminal("triage", "A-1", "--oefening", columns=columns, lines=lines)
    screens = list(terminal.go(Worker(replies)))
    assert terminal.exit_code == 0
    alarm = next(screen for screen in screens if any("Belblad: bellen" in line for line in screen))
    assert any(line.strip() == "BEL NU EEN SPECIALIST" for line in alarm)
    assert not any("Lees verder" in line for line in alarm), "the alarm does not fit on one screen"
    outcome = next(screen for screen in screens if any("Een antwoord wijzigen" in line for line in screen))
    assert any(line.strip() == "BEL NU EEN SPECIALIST" for line in outcome)
    assert any("Veilig Thuis: 0800-2000" in line for line in outcome)
    assert any("bij de keel" in line for line in outcome)
    assert any("Kijk opnieuw op" in line for line in screens[-1])


def test_every_screen_of_a_case_fits_and_shows_the_emergency_key(content: Content) -> None:
    terminal = Terminal("triage", "A-1", "--oefening")
    asked = [screen for screen in terminal.go(Worker(REGIE)) if any("van hoogstens" in line for line in screen)]
    assert terminal.exit_code == 0
    assert len(asked) > 10
    for screen in asked:
        assert any("van hoogstens" in line for line in screen[:2]), "the head of the question scrolled away"
        assert any("! nood" in line for line in screen)
    del content


def test_a_second_ctrl_c_leaves_with_130_and_one_word(content: Content) -> None:
    terminal = Terminal("triage", "A-1", "--oefening")
    worker = Worker({question(content, "start.kinderen"): CTRL_C, "Wil je stoppen?": CTRL_C})
    list(terminal.go(worker))
    assert terminal.exit_code == 130
    assert "Gestopt." in terminal.words
    assert "Traceback" not in terminal.words


def test_who_raises_on_the_page_of_a_meeting_that_stops_sees_whom_to_call(content: Content) -> None:
    terminal = Terminal("triage", "A-1", "--oefening")
    replies: Replies = {
        question(content, "start.zorgen"): "s",
        "Wil je stoppen?": "2",
        "vertrouwen jullie het niet": "zij lacht niet meer",
        "Belblad: bellen": "v",
        "WEGING NIET AF": ["p", "v"],
    }
    screens = [" ".join(screen) for screen in terminal.go(Worker(replies))]
    assert terminal.exit_code == 0
    assert "BEL NU EEN SPECIALIST (WEGING NIET AF)" in screens[-1]
    assert "NOG NIET GEBELD." in terminal.words


def test_ctrl_c_on_the_very_first_screen_asks_before_it_leaves() -> None:
    terminal = Terminal("triage")
    terminal.read()
    terminal.press(CTRL_C)
    terminal.read()
    assert "Wil je stoppen?" in terminal.words
    terminal.press(CTRL_C)
    terminal.read()
    assert terminal.exit_code == 130


def test_without_a_terminal_kvv_points_to_the_plain_mode_and_to_beslis() -> None:
    done = kvv("triage", "A-1")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "`kvv triage --eenvoudig`" in done.stderr
    assert "`kvv beslis`" in done.stderr


def test_the_plain_mode_works_over_a_pipe_and_shows_112_within_six_questions() -> None:
    typed = "n\nteam\nik\n1\n0\n7\n\nn\nj\n2\n"
    done = kvv("triage", "A-1", "--eenvoudig", "--oefening", typed=typed)
    before, _, after = done.stdout.partition("BEL NU 112")
    assert "Veilig Thuis" in after
    assert before.count("van hoogstens") <= 6
    assert done.returncode == 1, "the input ended before the meeting did"
    assert "De invoer hield op" in done.stderr


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"ACCESSIBLE": "1"}])
def test_a_terminal_that_cannot_redraw_gets_plain_lines_by_itself(environment: dict[str, str]) -> None:
    done = kvv("triage", typed="n\n", **environment)
    assert "1. Nee, alleen mensen die dit mogen zien (n)" in done.stdout
    assert "\x1b[" not in done.stdout


def test_plain_lines_hold_no_control_codes_and_no_line_of_more_than_80_letters() -> None:
    done = kvv("triage", "A-1", "--eenvoudig", "--oefening", typed="n\nteam\nik\n1\n?\n2\n9, 4\n1 2\n!\n1\n")
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_a_broken_content_folder_is_told_before_any_question_and_still_names_veilig_thuis(tmp_path: Path) -> None:
    (tmp_path / "checklists").mkdir()
    (tmp_path / "checklists" / "a.yaml").write_text("checklist: a\ntitel:\n", encoding="utf-8")
    done = kvv("triage", "A-1", "--eenvoudig", "--inhoud", str(tmp_path), typed="n\n")
    assert done.returncode == 3
    assert "Veilig Thuis: 0800-2000" in done.stderr
    assert "Traceback" not in done.stderr


def typed_bytes(typed: bytes, *words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run kvv with these bytes on its input."""
    known = {**os.environ, "PYTHONIOENCODING": "utf-8:strict", **environment}
    return subprocess.run([*KVV, *words], input=typed, capture_output=True, check=False, timeout=60, env=known)


BYTES = [
    pytest.param(b"t\xe9am", id="latin-1"),
    pytest.param(b"\xed\xa0\x80", id="half a character"),
    pytest.param(b"A\x00\x07\x1b[2J\x9b1", id="control characters"),
    pytest.param("A\u202e1\u2028B".encode(), id="characters that steer"),
    pytest.param(b"\xff" * 5000, id="long and no text"),
]


@pytest.mark.parametrize("typed", BYTES)
def test_any_byte_can_be_typed_at_any_prompt_and_is_kept(typed: bytes, tmp_path: Path) -> None:
    places = {
        "KVV_GEGEVENS": str(tmp_path / "gegevens"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    (tmp_path / "wachtzin").write_text("paarse fiets op zolder\n", encoding="utf-8")
    places["KVV_WACHTZIN_BESTAND"] = str(tmp_path / "wachtzin")
    lines = [typed, b"n", typed, typed[:20], b"j", b"2", typed, b"wijkteam", typed[:20], b"j", b"ik", b"j"]
    done = typed_bytes(b"\n".join([*lines, b"1", b"p", typed[:20], typed[:20], b""]), "triage", "--eenvoudig", **places)
    assert done.returncode == 1, done.stderr
    assert b"De invoer hield op" in done.stderr
    assert b"NIET bewaard" not in done.stdout
    assert b"Bewaren lukt niet" not in done.stdout
    shown = typed_bytes(b"", "sessies", **places)
    assert shown.returncode == 0, shown.stderr
    assert b"1 weging" in shown.stdout


@pytest.mark.parametrize("typed", BYTES)
def test_any_byte_can_be_typed_where_the_record_is_opened(typed: bytes, tmp_path: Path) -> None:
    places = {"KVV_GEGEVENS": str(tmp_path / "g"), "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    phrase = b"paarse fiets op zolder"
    phrases = [typed[:40] + phrase, phrase, phrase, phrase]
    made = typed_bytes(b"\n".join([b"n", b"A-1", *phrases, b"1", typed, b"", b""]), "triage", "--eenvoudig", **places)
    assert made.returncode == 1, made.stderr
    assert b"Wie zitten er aan tafel" in made.stdout
    refused = typed_bytes(b"\n".join([typed, typed, b"", typed, typed, typed, b""]), "sessies", **places)
    assert refused.returncode == 4, refused.stderr
    assert b"gaat de opslag" in refused.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("triage", "--eenvoudig"),
        ("triage", "A-1", "--eenvoudig", "--oefening"),
        ("toon", "A-1"),
        ("sessies",),
        ("opvolging",),
        ("opvolging", "klaar", "K7M-3FQR", "afspraak-1"),
        ("opvolging", "overnemen", "Els"),
        ("rapport",),
        ("export", "A-1"),
        ("beheer", "sleutel"),
        ("beheer", "controleer"),
        ("beheer", "wis", "A-1"),
    ],
)
def test_without_any_input_every_prompt_ends_with_1_and_a_sentence(words: tuple[str, ...], tmp_path: Path) -> None:
    places = {"KVV_GEGEVENS": str(tmp_path / "g"), "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    phrase = b"paarse fiets op zolder\n" * 2
    typed_bytes(b"n\nA-1\n" + phrase + b"2\nik\nik\n", "triage", "--eenvoudig", **places)
    done = typed_bytes(b"", *words, **places)
    assert done.returncode == 1, done.stderr
    assert b"Fout: De invoer hield op" in done.stderr


def test_danger_with_a_damaged_settings_file_ends_with_the_number(tmp_path: Path) -> None:
    folder = tmp_path / "kvv"
    folder.mkdir()
    (folder / "instellingen.toml").write_text('naam = "', encoding="utf-8")
    done = typed_bytes(b"3\n", "triage", "--eenvoudig", XDG_CONFIG_HOME=str(tmp_path))
    assert done.returncode == 1
    last = done.stderr.decode().splitlines()[-1]
    assert last == "Kun je niet wachten? Bel Veilig Thuis: 0800-2000. Bij direct gevaar: 112."
