"""Law 12: while a call is due and not made, the last lines are whom to call, whatever ends or interrupts the program.

Each way to end or break is a real process on a real terminal, and what is read is all that the process printed.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.kill import Office
from kvv_triage.content.content import Content
from kvv_triage.errors import ExitCode
from kvv_triage.store.interface import Author
from kvv_triage.store.key.keyfile import FILE_NAME as KEY_FILE
from kvv_triage.store.opening import open_record
from kvv_triage.store.sqlcipher.store import FILE_NAME as RECORD_FILE
from tests.helpers.asking_program import interrupt
from tests.helpers.typist import Replies, Worker, careless, question

pexpect = pytest.importorskip("pexpect", reason="a process is ended on a real terminal: not on Windows")
resource = pytest.importorskip("resource")

pytestmark = pytest.mark.slow

LAST = ["NOG NIET GEBELD. Bel nu 112.", "Bel daarna Veilig Thuis: 0800-2000."]
PROMPT = r"(\n> |Je keuzes?[^\n]*: |Typ \(Enter is [^\n]*\): )"
ALARM = "Belblad: bellen"
CODES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[()=>][A-Z0-9]?|\r")
PATIENCE = 60
DROP_FROM_BOUNDING_SET, OVERRIDES = 24, (1, 2)
"""Of prctl: what lets root write where nobody may."""


class Running:
    """A kvv process on a terminal, with all that it printed."""

    def __init__(self, command: list[str], environment: dict[str, str], preexec: Callable[[], None] | None) -> None:
        self.child = pexpect.spawn(
            sys.executable,
            command,
            env={**environment, "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm-256color"},
            encoding="utf-8",
            echo=False,
            timeout=PATIENCE,
            preexec_fn=preexec,
            dimensions=(40, 120),
        )
        self.printed = ""

    def until(self, text: str) -> None:
        """Read on until this stands there."""
        self.child.expect_exact(text)
        self.printed += f"{self.child.before}{self.child.after}"

    def go(self, worker: Worker, until: str = "") -> None:
        """Let a worker answer every screen, up to the one with these words or to the end."""
        while self.child.expect([PROMPT, pexpect.EOF]) == 0:
            screen = f"{self.child.before}{self.child.after}"
            self.printed += screen
            words = " ".join(screen.split())
            if until and until in words:
                return
            self.child.sendline(worker.reply(words))
        self.printed += self.child.before

    def end(self) -> tuple[list[str], int]:
        """Read to the end; gives the lines that are not empty, and the exit code."""
        if self.child.isalive() or not self.child.flag_eof:
            self.child.expect(pexpect.EOF)
            self.printed += self.child.before
        self.child.close()
        assert self.child.exitstatus is not None, f"killed by signal {self.child.signalstatus}"
        lines = [line.strip() for line in CODES.sub("", self.printed).split("\n")]
        return [line for line in lines if line], self.child.exitstatus


Run = Callable[..., Running]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A record, opened with a passphrase in a file."""
    return Office(Path(tmp_path_factory.mktemp("law12"))).begin()


@pytest.fixture
def record(made: Office, tmp_path: Path) -> Iterator[Path]:
    """A copy of it that a test may break."""
    copy = tmp_path / "gegevens"
    shutil.copytree(made.data, copy)
    yield copy
    copy.chmod(0o700)


@pytest.fixture
def run(made: Office, record: Path) -> Iterator[Run]:
    """Start kvv on that copy."""
    started: list[Running] = []

    def start(*words: str, plain: bool = True, program: str = "", preexec: Callable[[], None] | None = None) -> Running:
        command = ["-c", program] if program else ["-m", "kvv_triage"]
        options = ["--eenvoudig"] if plain else []
        running = Running(
            [*command, "triage", *words, *options], {**made.environment(), "KVV_GEGEVENS": str(record)}, preexec
        )
        started.append(running)
        return running

    yield start
    for running in started:
        running.child.close(force=True)


def in_danger(content: Content, **more: str) -> Worker:
    """Someone who comes in with direct danger, and goes on with the questions when the alarm sounds."""
    replies: Replies = {
        "Kijkt er iemand mee": "3",
        question(content, "acuut.geweld-nu"): "j",
        "nog niet overgetypt": "3",
        "Opnieuw proberen": "3",
    }
    return Worker({**replies, **more}, lambda screen: "v" if "(v)" in screen else careless(screen))


def at_the_alarm(run: Run, content: Content, **how: object) -> Running:
    running = run("A-1", **how)
    running.go(in_danger(content), until=ALARM)
    return running


def check(running: Running, code: int) -> list[str]:
    lines, exit_code = running.end()
    assert lines[-2:] == LAST, lines[-12:]
    assert exit_code == code
    assert not any("Traceback" in line for line in lines)
    return lines


def test_ctrl_c_twice_in_plain_lines(run: Run, content: Content) -> None:
    running = at_the_alarm(run, content)
    interrupt(running.child)
    running.until("Wil je stoppen?")
    running.until("Je keuze")
    assert LAST[0] in running.printed[running.printed.rindex("Je keuze", 0, -9) :], "to stop is asked with the number"
    interrupt(running.child)
    check(running, ExitCode.INTERRUPTED)


def test_stopping_by_its_key(run: Run, content: Content) -> None:
    running = at_the_alarm(run, content)
    running.child.sendline("s")
    running.go(Worker({"Wil je stoppen?": "j"}))
    check(running, ExitCode.DONE)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("plain", [True, False])
def test_a_signal(run: Run, content: Content, name: str, *, plain: bool) -> None:
    number = signal.Signals[name]
    running = at_the_alarm(run, content) if plain else on_keys(run)
    running.child.kill(number)
    check(running, 128 + number)


def on_keys(run: Run) -> Running:
    """A meeting with keys, at its alarm."""
    running = run("A-1", plain=False)
    running.until("direct gevaar")
    wait_and_send(running, "3")
    running.until("1 van hoogstens")
    wait_and_send(running, "j")
    running.until(ALARM)
    return running


def wait_and_send(running: Running, key: str) -> None:
    """Press a key when its question has stood there for a while, as people do."""
    time.sleep(1)
    running.child.send(key)


def test_ctrl_c_twice_on_keys(run: Run) -> None:
    running = on_keys(run)
    wait_and_send(running, "\x03")
    running.until("Wil je stoppen?")
    wait_and_send(running, "\x03")
    check(running, ExitCode.INTERRUPTED)


@pytest.mark.parametrize("plain", [True, False])
def test_a_terminal_that_is_gone_leaves_no_traceback_and_nothing_hanging(
    run: Run, content: Content, tmp_path: Path, *, plain: bool
) -> None:
    """Nobody can read the terminal then; stderr goes to a file here, and that ends with the number."""
    errors = tmp_path / "fouten"
    program = f"import os, sys; os.dup2(os.open({str(errors)!r}, os.O_WRONLY | os.O_CREAT), 2)\n{MAIN}"
    running = (
        at_the_alarm(run, content, program=program) if plain else on_keys(lambda *a, **b: run(*a, **b, program=program))
    )
    terminal = running.child.ptyproc
    terminal.fileobj.close()  # not close() of the child, which sends signals of its own
    terminal.wait()
    running.child.closed = terminal.closed = True
    assert terminal.exitstatus == 128 + signal.SIGHUP
    lines = errors.read_text(encoding="utf-8").splitlines()
    assert lines[-2:] == LAST
    assert "Traceback" not in lines


MAIN = "from kvv_triage.__main__ import main\nsys.exit(main(sys.argv[1:]))"


def test_the_end_of_the_input(run: Run, content: Content) -> None:
    running = at_the_alarm(run, content)
    running.child.sendeof()
    lines = check(running, ExitCode.CANNOT)
    assert any("De invoer hield op" in line for line in lines)


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits another process")
def test_a_disk_that_is_full(run: Run, content: Content, record: Path) -> None:
    """The files of the record cannot grow any more, as on a full disk, from the middle of a meeting on."""
    running = run("A-1")
    worker = in_danger(content)
    running.go(worker, until="1 van hoogstens")
    largest = max(path.stat().st_size for path in record.iterdir() if path.is_file())
    resource.prlimit(running.child.pid, resource.RLIMIT_FSIZE, (largest, largest))
    for path in record.glob("*-wal"):  # what is in it already may not be room either
        assert path.stat().st_size <= largest
    running.child.sendline("j")
    running.go(worker)
    lines = check(running, ExitCode.STORE)
    assert any("Opnieuw proberen" in line for line in lines)


def test_a_folder_that_can_only_be_read(run: Run, content: Content, record: Path) -> None:
    for path in record.rglob("*"):
        path.chmod(0o500 if path.is_dir() else 0o400)
    record.chmod(0o500)

    def as_nobody_special() -> None:
        for override in OVERRIDES:
            ctypes.CDLL(None).prctl(DROP_FROM_BOUNDING_SET, override, 0, 0, 0)

    running = run("A-1", preexec=as_nobody_special)
    running.go(in_danger(content))
    lines = check(running, ExitCode.STORE)
    assert any("kan kvv niet schrijven" in line for line in lines)


def test_a_key_that_is_lost(run: Run, content: Content, record: Path) -> None:
    (record / KEY_FILE).unlink()
    running = run("A-1")
    running.go(in_danger(content))
    lines = check(running, ExitCode.STORE)
    assert any("Het sleutelbestand" in line for line in lines)


def test_a_clock_that_was_put_back(run: Run, content: Content, record: Path, made: Office) -> None:
    with open_record(record, made.key) as store:
        (row,) = store.sessions()
        store.append(row.id, "noted", "{}", Author("", ""), datetime.now(UTC) + timedelta(days=400))
    running = run("A-1")
    running.go(in_danger(content))
    lines = check(running, ExitCode.STORE)
    assert any("De klok van deze computer loopt achter" in line for line in lines)


def test_a_record_that_is_damaged(run: Run, content: Content, record: Path) -> None:
    (record / RECORD_FILE).write_bytes(os.urandom((record / RECORD_FILE).stat().st_size))
    running = run("A-1")
    running.go(in_danger(content))
    lines = check(running, ExitCode.STORE)
    assert any("is beschadigd" in line for line in lines)


def test_a_record_that_is_damaged_while_the_meeting_is_held(run: Run, content: Content, record: Path) -> None:
    running = run("A-1")
    worker = in_danger(content)
    running.go(worker, until="1 van hoogstens")
    for path in record.glob(f"{RECORD_FILE}*"):
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.write(os.urandom(size))
    running.child.sendline("j")
    running.go(worker)
    lines = check(running, ExitCode.STORE)
    assert any("Opnieuw proberen" in line for line in lines)


def test_an_exception_inside(run: Run, content: Content) -> None:
    """The alarm itself breaks: the page with it is never shown, and the number is."""
    broken = (
        "import sys\nfrom kvv_triage.conversation.desk import Desk\n"
        "def broken(*_): raise ZeroDivisionError\nDesk.sound_alarm = broken\n"
    )
    running = run("A-1", program=f"{broken}{MAIN}")
    running.go(in_danger(content))
    lines = check(running, ExitCode.BUG)
    assert any("er ging iets mis in kvv zelf" in line for line in lines)


def test_going_on_without_keeping_says_so_on_every_screen_and_at_the_end(
    run: Run, content: Content, record: Path
) -> None:
    (record / KEY_FILE).unlink()
    running = run("A-1")
    running.go(in_danger(content, **{"Opnieuw proberen": "2"}), until="Wie zitten er aan tafel?")
    running.child.sendline("s")
    running.go(Worker({"Wil je stoppen?": "j"}))
    lines = check(running, ExitCode.DONE)
    assert lines.count("Deze weging wordt NIET bewaard.") >= 3
