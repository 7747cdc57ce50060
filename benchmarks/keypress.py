"""Measure the wait from answer to next question with 100,000 sessions stored.

`python benchmarks/keypress.py [SESSIONS]`
"""

from __future__ import annotations

import io
import secrets
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import benchmarks.needs  # noqa: F401 -- first, so that it can say what the rest misses

# isort: split
from benchmarks.store import SESSIONS, fill
from kvv_triage.conversation.arriving import Recorder
from kvv_triage.conversation.desk import Desk
from kvv_triage.conversation.first import ask_first
from kvv_triage.conversation.meeting import Meeting
from kvv_triage.errors import CannotDo
from kvv_triage.reading.loading import load_content
from kvv_triage.record.keeping import MeetingKeeper
from kvv_triage.settings import shipped_content
from kvv_triage.store.interface import Author
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.sqlcipher.store import open_store
from kvv_triage.terminal.plain import PlainAsker

ASKED = "van hoogstens"


class Worker:
    """Answers "nee" to everything, and notes how long each next question took to come."""

    def __init__(self) -> None:
        """Nothing was printed or typed yet."""
        self.paper = io.StringIO()
        self.seen = 0
        self.typed_at: float | None = None
        self.waits: list[float] = []

    def read_line(self) -> str:
        """Type the next line; the input ends where the questions end."""
        now = time.perf_counter()
        screen, self.seen = self.paper.getvalue()[self.seen :], len(self.paper.getvalue())
        if self.typed_at is not None and ASKED in screen:
            self.waits.append(now - self.typed_at)
        if "Een antwoord wijzigen" in screen:
            return ""
        typed = "n" if "(n)" in screen else "0" if "Typ een getal" in screen else "1" if "Je keuze" in screen else "x"
        self.typed_at = time.perf_counter() if ASKED in screen else None
        return f"{typed}\n"


def main(words: list[str]) -> None:
    """Hold one interview on a full record."""
    sessions = int(words[0]) if words else SESSIONS
    key = Secret(secrets.token_bytes(32))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "full"
        fill(folder, key, sessions)
        worker = Worker()
        asker = PlainAsker(worker.read_line, worker.paper)
        content = load_content(shipped_content())

        def now() -> datetime:
            return datetime.now().astimezone()

        desk = Desk(asker, lambda: content, now)
        with MeetingKeeper(Author("Bea Bakker", "wijkteam"), lambda _: open_store(folder, key), now) as kept:
            try:
                Meeting(desk, Recorder("Bea Bakker", "wijkteam"), "NIEUW-1", kept).run(ask_first(asker))
            except CannotDo:  # the input ended, as said
                waits = [statistics.median(worker.waits) * 1000, max(worker.waits) * 1000]
                print(
                    f"{sessions} sessions stored, {len(worker.waits)} answers: the next question after "
                    f"{waits[0]:.1f} ms (at most {waits[1]:.1f} ms); the target is under 50 ms"
                )


if __name__ == "__main__":
    main(sys.argv[1:])
