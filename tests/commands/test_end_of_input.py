"""The input ends at any question of any command: a sentence, exit code 1, and whom to call when a call is due."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from kvv_triage.__main__ import main
from kvv_triage.errors import ExitCode
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.typist import HANG_UP, Replies, Typist, Worker

pytestmark = pytest.mark.slow

BASIS = Path(__file__).parents[1] / "broken" / "basis"
PASSPHRASE = "paard batterij nietje correct"  # noqa: S105 -- of a test
LATER: Replies = {"herstelcode": lambda screen: "2" if "Opgeschreven" in screen else ""}
"""Who writes the recovery code down later."""
CALM: Replies = {
    **LATER,
    "Wie is regiehouder": "Els",
    "Wie neemt waar": "Jan",
    "na vijven te bereiken": "via de piketdienst",
}


class TypedAlong(io.StringIO):
    """The input of somebody who reads what stands there; keeps each line that was typed."""

    def __init__(self, paper: io.StringIO, replies: Replies) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._typist = Typist(paper, Worker(replies))

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # as io.StringIO has it
        del size
        self.lines.append(self._typist.type_line())
        return self.lines[-1]


class Bench:
    """A folder with a record, and kvv that runs on it; each time from where it was."""

    def __init__(self, folder: Path, ring: MemoryKeyring, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.ring, self.patch = folder, ring, patch
        self.kept = folder.with_name("bewaard"), dict(ring.kept)

    def keep(self) -> None:
        """Begin from here from now on."""
        shutil.rmtree(self.kept[0], ignore_errors=True)
        shutil.copytree(self.folder, self.kept[0])
        self.kept = self.kept[0], dict(self.ring.kept)

    def back(self) -> None:
        """Be again where it was kept."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.kept[0], self.folder)
        self.ring.kept = dict(self.kept[1])

    def run(self, words: Sequence[str], typed: io.StringIO, paper: io.StringIO) -> tuple[int, str]:
        for name, stream in (("stdin", typed), ("stdout", paper), ("stderr", paper)):
            self.patch.setattr(sys, name, stream)
        return main(words), paper.getvalue()

    def typed(self, words: Sequence[str], replies: Replies) -> list[str]:
        """The lines that a worker types at a command, to its end or until the worker hangs up."""
        paper = io.StringIO()
        typed = TypedAlong(paper, replies)
        self.run(words, typed, paper)
        return [line for line in typed.lines if line]

    def told_without_the_rest(self, words: Sequence[str], lines: Sequence[str], *, is_all: bool = True) -> list[str]:
        """What is told when the input ends after ever more of these lines; with all of them it is done, if they are."""
        told = []
        for count in range(len(lines) + 1):
            self.back()
            code, printed = self.run(words, io.StringIO("".join(lines[:count])), io.StringIO())
            is_done = is_all and count == len(lines)
            assert code == (ExitCode.DONE if is_done else ExitCode.CANNOT), f"{count} lines: {code}\n{printed[-1500:]}"
            assert is_done or "Fout: " in printed, printed[-1500:]
            told.append(printed)
        self.back()
        return told


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ring: MemoryKeyring) -> Bench:
    """A folder in which nothing is kept yet, on a machine with a keyring."""
    folder = tmp_path / "gegevens"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    for name, value in (("KVV_GEGEVENS", folder), ("KVV_INHOUD", BASIS)):
        monkeypatch.setenv(name, str(value))
    monkeypatch.delenv("KVV_WACHTZIN_BESTAND", raising=False)
    made = Bench(folder, ring, monkeypatch)
    made.keep()
    return made


@pytest.fixture
def held(bench: Bench) -> Bench:
    """A folder with one meeting that was closed."""
    bench.typed(MEETING, CALM)
    bench.keep()
    return bench


MEETING = ("triage", "A-1", "--eenvoudig")


@pytest.mark.parametrize("more", [(), ("--oefening",)], ids=["kept", "practice"])
def test_a_meeting_ends_in_order_at_every_question(more: tuple[str, ...], bench: Bench) -> None:
    words = (*MEETING, *more)
    lines = bench.typed(words, CALM)
    assert len(lines) > 30
    bench.told_without_the_rest(words, lines)


def test_once_there_is_danger_the_end_of_the_input_is_followed_by_the_number(bench: Bench) -> None:
    lines = bench.typed(MEETING, {**LATER, "Is er nu geweld": ["j", HANG_UP]})
    assert lines[-1] == "j\n"
    *_, after = bench.told_without_the_rest(MEETING, lines, is_all=False)
    assert after.rstrip().endswith("NOG NIET GEBELD. Bel nu 112.\nBel daarna Veilig Thuis: 0800-2000.")


def session_of(bench: Bench) -> str:
    code, printed = bench.run(["sessies", "--json"], io.StringIO(), io.StringIO())
    assert code == ExitCode.DONE
    return str(json.loads(printed[printed.index("[") :])[0]["sessie"])


COMMANDS: dict[str, tuple[str, list[str]]] = {
    "wis": ("beheer wis A-1", ["dubbel ingevoerd", "2"]),
    "wachtzin": ("beheer sleutel", ["1", PASSPHRASE, PASSPHRASE]),
    "sleutelbos": ("beheer sleutel", ["2"]),
    "nieuwe code": ("beheer sleutel", ["3", "2"]),
    "niets": ("beheer sleutel", ["5"]),
    "overnemen": ("opvolging overnemen Els", ["Piet", "", "2"]),
    "klaar": ("opvolging klaar SESSIE afspraak-1", ["de huisarts is gebeld"]),
    "export": ("export A-1 --niveau volledig --naar uit.md", ["1"]),
    "belblad": ("belblad A-1 --soort melding --naar blad.md", ["1"]),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_asks_ends_in_order_at_every_question(name: str, held: Bench, tmp_path: Path) -> None:
    command, lines = COMMANDS[name]
    words = command.replace("SESSIE", session_of(held)).split()
    held.told_without_the_rest(words, [f"{line}\n" for line in lines])
    assert len([*tmp_path.glob("*.md")]) == ("--naar" in words), "what was broken off left no file"


LOCKED = (
    "sessies",
    "toon A-1",
    "export A-1",
    "belblad A-1",
    "opvolging",
    "rapport",
    "beheer controleer",
    "beheer klok",
    "beheer opschonen",
    "beheer reservekopie kopie",
    "beheer herstel kopie.kvv",
)


def test_every_command_that_opens_the_record_ends_in_order_when_no_passphrase_comes(held: Bench) -> None:
    lines = [f"{line}\n" for line in ("1", PASSPHRASE, PASSPHRASE)]
    assert held.run(["beheer", "sleutel"], io.StringIO("".join(lines)), io.StringIO())[0] == ExitCode.DONE
    copy = ["beheer", "reservekopie", "kopie.kvv"]
    assert held.run(copy, io.StringIO(f"{PASSPHRASE}\n"), io.StringIO())[0] == ExitCode.DONE
    held.keep()
    for command in LOCKED:
        for typed in ("", "\n", "fout\n", "\nfout\n"):
            code, printed = held.run(command.split(), io.StringIO(typed), io.StringIO())
            assert code == ExitCode.CANNOT, f"{command}: {code}\n{printed}"
            assert "Fout: De invoer hield op" in printed
