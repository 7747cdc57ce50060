"""`kvv belblad` while something is broken: the sheet all the same, and the number as the last lines (law 12).

Each is a real process on a real terminal, and what is read is all that it printed.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.kill import Office
from kvv_triage.case.answers import Answer, Option
from kvv_triage.case.events import Answered, Closed, Decided, Event, Seated, Started
from kvv_triage.content.content import Content
from kvv_triage.errors import ExitCode
from kvv_triage.language.scales import Level
from kvv_triage.store.interface import Author
from kvv_triage.store.opening import open_record
from kvv_triage.store.sqlcipher.store import FILE_NAME
from tests.helpers.asking_program import interrupt
from tests.helpers.full_session import keep

pexpect = pytest.importorskip("pexpect", reason="a process is ended on a real terminal: not on Windows")
resource = pytest.importorskip("resource")

pytestmark = pytest.mark.slow

CASE = "A-2026-014"
AT = datetime.now(UTC) - timedelta(hours=1)
SAM = Author("Sam", "wijkteam")
STANDING = "NOG NIET GEBELD. Bel nu Veilig Thuis, 0800-2000."
LAST = "NOG NIET GEBELD. Bel nu Veilig Thuis: 0800-2000."
CANNOT_WAIT = "Kun je niet wachten? Bel Veilig Thuis: 0800-2000. Bij direct gevaar: 112."
SHEET, NOT_KEPT = "BEL VEILIG THUIS: 0800-2000", "is nu niet te bewaren"
CODES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[()=>][A-Z0-9]?|\r")
DROP_FROM_BOUNDING_SET, OVERRIDES = 24, (1, 2)
"""Of prctl: what lets root write where nobody may."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, content: Content) -> tuple[Office, str]:
    """A record with a meeting in which nobody called, and the id of that."""
    record = Office(Path(tmp_path_factory.mktemp("belblad"))).begin()
    events: list[Event] = [
        Started(AT, content.fingerprint, "Sam", "wijkteam"),
        Seated(CASE, "wijkteam", "Sam"),
        Answered("partnergeweld.keel", Answer((Option("recent"),), "blauwe plekken")),
        Decided(AT, Level.BEL_NU, ("rode-vlag",)),
        Closed(AT),
    ]
    with open_record(record.data, record.key) as store:
        return record, keep(store, content, events, datetime.now(UTC))


@pytest.fixture
def folder(made: tuple[Office, str], tmp_path: Path) -> Iterator[Path]:
    """A copy of it that a test may break."""
    copy = tmp_path / "gegevens"
    shutil.copytree(made[0].data, copy)
    yield copy
    copy.chmod(0o700)


class Running:
    """`kvv belblad` on a terminal, with all that it printed."""

    def __init__(self, environment: dict[str, str], *, plain: bool, preexec: Callable[[], None] | None) -> None:
        self.printed = ""
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "kvv_triage", "belblad", CASE],
            env={**environment, "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "dumb" if plain else "xterm-256color"},
            encoding="utf-8",
            echo=False,
            timeout=60,
            preexec_fn=preexec,
            dimensions=(40, 120),
        )

    def until(self, text: str) -> None:
        """Read on until this stands there."""
        self.child.expect_exact(text)
        self.printed += f"{self.child.before}{self.child.after}"

    def type(self, line: str, until: str) -> None:
        """Type a line at the prompt, and read on until this stands there."""
        self.until("Je keuze")
        self.child.sendline(line)
        self.until(until)

    def end(self) -> tuple[list[str], int]:
        """Read to the end; gives the lines that are not empty, and the exit code."""
        self.child.expect(pexpect.EOF)
        self.printed += self.child.before
        self.child.close()
        assert self.child.exitstatus is not None, f"killed by signal {self.child.signalstatus}"
        assert "Traceback" not in self.printed
        lines = [line.strip() for line in CODES.sub("", self.printed).split("\n")]
        return [line for line in lines if line], self.child.exitstatus


Run = Callable[..., Running]


@pytest.fixture
def run(made: tuple[Office, str], folder: Path) -> Iterator[Run]:
    """Start `kvv belblad` on that copy."""
    started: list[Running] = []

    def start(*, plain: bool = True, preexec: Callable[[], None] | None = None, has_passphrase: bool = True) -> Running:
        environment = {**made[0].environment(), "KVV_GEGEVENS": str(folder)}
        if not has_passphrase:
            del environment["KVV_WACHTZIN_BESTAND"]
        started.append(Running(environment, plain=plain, preexec=preexec))
        return started[-1]

    yield start
    for running in started:
        running.child.close(force=True)


def as_nobody_special() -> None:
    """Have root write no more than others do."""
    for override in OVERRIDES:
        ctypes.CDLL(None).prctl(DROP_FROM_BOUNDING_SET, override, 0, 0, 0)


def only_to_read(folder: Path) -> None:
    for path in folder.rglob("*"):
        path.chmod(0o500 if path.is_dir() else 0o400)
    folder.chmod(0o500)


def check_shown(running: Running, why: str) -> None:
    """The sheet stood there, it was said once that nothing can be kept, and the number came last."""
    running.type("1", until="\n")
    lines, code = running.end()
    assert lines[-1] == LAST, lines[-8:]
    assert SHEET in lines
    assert any(NOT_KEPT in line for line in lines[: lines.index(SHEET)] + lines)
    assert why in " ".join(lines)
    assert "Gesproken" not in running.printed, "nothing is asked that cannot be kept"
    assert code == ExitCode.STORE


def test_a_folder_that_can_only_be_read(run: Run, folder: Path) -> None:
    only_to_read(folder)
    check_shown(run(preexec=as_nobody_special), "kan kvv niet schrijven")


def test_a_folder_that_can_only_be_read_with_the_meeting_still_in_its_log(
    run: Run, folder: Path, made: tuple[Office, str], tmp_path: Path
) -> None:
    """The window of the meeting was killed: what was said last stands in the log alone."""
    with open_record(folder, made[0].key) as store:
        store.append(
            made[1], "notreached", '{"at": "2026-03-04T15:05:00Z", "to": "veilig_thuis"}', SAM, datetime.now(UTC)
        )
        shutil.copytree(folder, tmp_path / "achtergelaten")
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "achtergelaten", folder)
    assert (folder / f"{FILE_NAME}-wal").stat().st_size
    (folder / f"{FILE_NAME}-shm").unlink()
    only_to_read(folder)
    check_shown(run(preexec=as_nobody_special), "kan kvv niet schrijven")


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits a process so")
def test_a_disk_that_is_full(run: Run) -> None:
    def full() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    check_shown(run(preexec=full), "de schijf geeft een fout")


def test_another_window_that_holds_the_session(run: Run, folder: Path, made: tuple[Office, str]) -> None:
    with open_record(folder, made[0].key) as store, store.hold(made[1], Author("Bea", "wijkteam"), datetime.now(UTC)):
        check_shown(run(), "is open bij Bea")


@pytest.mark.parametrize("kind", ["answered", "from_a_newer_kvv"])
def test_an_entry_that_cannot_be_read(run: Run, folder: Path, made: tuple[Office, str], kind: str) -> None:
    with open_record(folder, made[0].key) as store:
        store.append(made[1], kind, '{"slot": 1}', SAM, datetime.now(UTC))
    running = run()
    check_shown(running, "wat deze versie van kvv niet kent")
    assert "Niet alles van deze weging is te lezen." in running.printed


def test_without_a_terminal_the_sheet_that_cannot_be_read_whole_is_printed_too(
    folder: Path, made: tuple[Office, str]
) -> None:
    with open_record(folder, made[0].key) as store:
        store.append(made[1], "answered", '{"slot": 1}', SAM, datetime.now(UTC))
    done = subprocess.run(
        [sys.executable, "-m", "kvv_triage", "belblad", CASE],
        env={**made[0].environment(), "KVV_GEGEVENS": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == ExitCode.STORE
    assert done.stdout.startswith(
        "BELBLAD: ADVIES VAN VEILIG THUIS\nNOG NIET GEBELD. Bel nu Veilig Thuis, 0800-2000.\n"
    )
    assert "Niet alles van deze weging is te lezen." in done.stdout
    assert done.stderr.splitlines()[-1] == LAST


def test_a_record_of_which_nothing_can_be_read_still_ends_with_a_number(run: Run, folder: Path) -> None:
    (folder / FILE_NAME).write_bytes(os.urandom((folder / FILE_NAME).stat().st_size))
    lines, code = run().end()
    assert lines[-1] == CANNOT_WAIT
    assert code == ExitCode.STORE


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("plain", [True, False])
def test_a_signal(run: Run, name: str, *, plain: bool) -> None:
    number = signal.Signals[name]
    running = run(plain=plain)
    running.until("Geen gehoor")
    running.child.kill(number)
    lines, code = running.end()
    assert lines[-1] == LAST
    assert code == 128 + number


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_before_the_sheet_is_there(run: Run, name: str) -> None:
    """While the passphrase is asked nobody knows yet who is due."""
    running = run(has_passphrase=False)
    running.until("wachtzin")
    running.until(">")
    running.child.kill(signal.Signals[name])
    assert running.end()[0][-1] == CANNOT_WAIT


@pytest.mark.parametrize("plain", [True, False])
def test_ctrl_c_twice(run: Run, *, plain: bool) -> None:
    running = run(plain=plain)
    running.until("Geen gehoor")
    interrupt(running.child) if plain else running.child.send("\x03")
    running.until("Wil je stoppen?")
    running.until("Ja, stop")
    interrupt(running.child) if plain else running.child.send("\x03")
    lines, code = running.end()
    assert lines[-1] == LAST
    assert code == ExitCode.INTERRUPTED


def test_that_nobody_called_stands_on_the_screens_until_somebody_is_spoken_to(run: Run) -> None:
    running = run()
    running.until(STANDING)
    running.type("2", until="over 15 minuten): ")  # what is typed before the question stands is no answer
    before = len(running.printed)
    running.child.sendline("")
    running.until("BEL POLITIE")
    running.until("Je keuze")
    assert STANDING in running.printed[before:]
    running.child.sendline("t")
    lines, code = running.end()
    assert lines[-1] == LAST
    assert code == ExitCode.DONE
