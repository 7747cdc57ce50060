"""Pull the plug on interviews at random moments: `python benchmarks/kill.py [TIMES]`, 500 when not said.

Each time a real `kvv triage` is killed with SIGKILL somewhere in its questions. After each: the record verifies, and
every answer of which the next question was shown is in it.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import benchmarks.needs  # noqa: F401 -- first, so that it can say what the rest misses

# isort: split
from kvv_triage.meeting.session import fold
from kvv_triage.record.kept import events_of
from kvv_triage.store.key.keys import passphrase_from_file, unlock_with_passphrase
from kvv_triage.store.sqlcipher.store import open_store

SEED = 20260304
LONGEST = 2.2
"""Seconds after the first question within which the plug is pulled; a whole interview takes about that long."""
PAUSE = 0.03
"""Seconds between two lines that are typed."""
OPENING = ["n", "3", "team", "Sam", "1"]
"""Nobody looks on, the recovery code can wait, who is there, and the whole interview."""
ASKED = re.compile(r"(\d+) van hoogstens")


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a killed interview leaves: how many answers had to be there, how many are, and whether the record holds."""

    shown: int
    kept: int
    verifies: bool

    @property
    def is_safe(self) -> bool:
        """At most the answer that was being typed is lost."""
        return self.verifies and self.kept >= self.shown


def main(times: int) -> None:
    """Pull the plug so many times and tell what was lost."""
    chance = random.Random(SEED)  # noqa: S311 -- moments in time, no secrets
    with tempfile.TemporaryDirectory() as folder:
        record = Record(Path(folder))
        pulled = [record.pull(f"ZAAK-{number}", chance.uniform(0, LONGEST)) for number in range(times)]
    lost = sum(not interview.is_safe for interview in pulled)
    answers = sum(interview.kept for interview in pulled)
    print(f"{times} interviews killed, {answers} answers kept, {lost} times an answer was lost or the record broken")
    if lost:
        raise SystemExit(1)


class Record:
    """A folder with a record, opened with a passphrase from a file."""

    def __init__(self, folder: Path) -> None:
        """Make the record by beginning one interview and leaving it."""
        phrase = folder / "wachtzin"
        phrase.write_text("paarse fiets op zolder\n", encoding="utf-8")
        self.data = folder / "gegevens"
        self.environment = {
            **os.environ,
            "KVV_WACHTZIN_BESTAND": str(phrase),
            "KVV_GEGEVENS": str(self.data),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "PYTHONIOENCODING": "utf-8",
        }
        command = [sys.executable, "-m", "kvv_triage", "triage", "EERSTE", "--eenvoudig"]
        subprocess.run(
            command,
            input="n\n2\n",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self.environment,
            text=True,
            check=False,
        )
        self.key = unlock_with_passphrase(self.data, passphrase_from_file(phrase))

    def pull(self, case: str, after: float) -> Pulled:
        """Begin an interview, answer "nee" to everything, and kill it so many seconds after its first question."""
        process = subprocess.Popen(
            [sys.executable, "-m", "kvv_triage", "triage", case, "--eenvoudig"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self.environment,
            text=True,
            encoding="utf-8",
        )
        output: list[str] = []
        first = threading.Event()
        reader = threading.Thread(target=_read, args=(process, output, first))
        typist = threading.Thread(target=_type, args=(process,), daemon=True)
        reader.start()
        typist.start()
        first.wait(30)
        time.sleep(after)
        process.kill()
        process.wait()
        reader.join()
        typist.join()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):  # closing tries to send what was still typed
                if pipe:
                    pipe.close()
        shown = max((int(number) for number in ASKED.findall("".join(output))), default=1) - 1
        with open_store(self.data, self.key) as store:
            (row,) = store.sessions(case)
            return Pulled(shown, len(fold(events_of(store, row.id)).answers), store.verify() is None)


def _read(process: subprocess.Popen[str], output: list[str], first: threading.Event) -> None:
    assert process.stdout is not None  # noqa: S101 -- for the type checker: it is a pipe
    while piece := process.stdout.read(1):
        output.append(piece)
        if piece == "?" and ASKED.search("".join(output[-400:])):
            first.set()


def _type(process: subprocess.Popen[str]) -> None:
    """Answer as someone in a hurry does; what comes after the kill goes nowhere."""
    assert process.stdin is not None  # noqa: S101 -- idem
    try:
        for line in [*OPENING, *["0", *["n"] * 80]]:
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
            time.sleep(PAUSE)
    except OSError:
        return


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
