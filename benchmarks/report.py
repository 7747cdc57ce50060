"""Measure `kvv rapport` over 10,000 sessions: `python benchmarks/report.py [SESSIONS]`.

It is measured as a process, from its start, with the key in a keyring; a passphrase adds some 0.4 s, on purpose. The
sessions are those of a real encrypted record: 30 to 60 events each, in cases that come back, over 12 months.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import benchmarks.needs  # noqa: F401 -- first, so that it can say what the rest misses

# isort: split
import resource

import keyring

from benchmarks.ring import PLACE, FileRing
from benchmarks.run import answers_to, slots
from kvv_triage.case.event_text import as_text
from kvv_triage.case.events import (
    Answered,
    Called,
    Closed,
    Colleague,
    Decided,
    Deviated,
    Event,
    FollowedUp,
    LookAgainSet,
    MeldcodeChanged,
    Owned,
    Promised,
    Seated,
    Started,
)
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.case.state import CaseState
from kvv_triage.checking.written_answers import read_document
from kvv_triage.content.casebook import WrittenCase
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level
from kvv_triage.reading.loading import load_content
from kvv_triage.record.keeping import change_of
from kvv_triage.settings import shipped_content
from kvv_triage.store.interface import Author
from kvv_triage.store.key.keys import confirm_recovery, create
from kvv_triage.store.sqlcipher.ledger import Ledger
from kvv_triage.store.sqlcipher.store import open_store

ROOT = Path(__file__).parent.parent
SESSIONS, PER_CASE = 10_000, 3
VARIANTS = 50
RUNS = 5
SEED = 20260304
AUTHOR = Author("Bea Bakker", "wijkteam")
TEAMS = ("Noord", "Oost", "Zuid", "West")
COLLEAGUES = (Colleague("Chris", "aandachtsfunctionaris"), Colleague("Els", "teamleider"))
STEPS = (
    {"overleg": [{"met": "aandachtsfunctionaris", "op": "2026-03-04"}]},
    {"gesprek": [{"met": "kind-1", "alleen": "ja", "op": "2026-03-05"}]},
    {"vermoeden": "ja", "onveiligheid": "ja"},
    {"besloten": {"melden": "ja", "hulp": "ja", "op": "2026-03-05"}},
)
"""What is added to the Meldcode record, one step after another."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The answers of one meeting, and what was decided on them."""

    answers: tuple[Answered, ...]
    level: Level
    thresholds: tuple[str, ...]


def main(words: list[str]) -> None:
    """Make the record, run the command a few times and print the figures."""
    sessions = int(words[0]) if words else SESSIONS
    with tempfile.TemporaryDirectory() as name:
        environment, events = record(Path(name), sessions)
        taken = [run(environment) for _ in range(RUNS)]
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"`kvv rapport` over {sessions:,} sessions with {events:,} events: {statistics.median(taken):.2f} s "
        f"(at most {max(taken):.2f} s), {memory:.0f} MB at its highest; the target is 3 s"
    )


def record(folder: Path, sessions: int) -> tuple[dict[str, str], int]:
    """Make a record of so many sessions; the environment in which kvv opens it, and how many events there are."""
    os.environ |= {PLACE: str(folder / "ring.json"), "KVV_GEGEVENS": str(folder)}
    keyring.set_keyring(FileRing())  # type: ignore[no-untyped-call]  # keyring has no types here
    environment = {**os.environ, "PYTHON_KEYRING_BACKEND": "benchmarks.ring.FileRing"}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return environment, fill(folder, sessions)


def run(environment: dict[str, str]) -> float:
    """Run the command once; the seconds from start to end."""
    before = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "kvv_triage", "rapport"], env=environment, stdout=subprocess.DEVNULL, check=True
    )
    return time.perf_counter() - before


def fill(folder: Path, sessions: int) -> int:
    """Make a record with sessions over the last 12 whole months; how many events there are."""
    content = load_content(shipped_content())
    chance = random.Random(SEED)  # noqa: S311 -- an example, no secret
    ruleset = Ruleset(content)
    variants = [variant(ruleset, chance) for _ in range(VARIANTS)]
    end = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    start = end - timedelta(days=364)
    count, created = 0, create(folder)
    confirm_recovery(folder, created.recovery_code)  # else kvv asks for it each time
    with open_store(folder, created.key, create=True) as store:
        store.keep_content(content.fingerprint, content.canonical, AUTHOR, start)
        with store.writing() as ledger:
            for number in range(sessions):
                at = start + (end - start) / sessions * number
                held = meeting(content.fingerprint, chance.choice(variants), at, chance)
                count += write(ledger, f"{number:07}", at, held)
    return count


def write(ledger: Ledger, session: str, at: datetime, events: Iterator[Event]) -> int:
    """Write one session; how many events it has."""
    row = ledger.begin(session, AUTHOR, at)
    for event in events:
        kind, body = as_text(event)
        row, _ = ledger.add(row, kind, body, AUTHOR, at, change_of(event))
    return row.count


def variant(ruleset: Ruleset, chance: random.Random) -> Variant:
    """Answers as they often are: most questions "nee", some unknown, some a signal; and what that decides."""
    answers: dict[str, object] = {"gezin.kinderen": "1"} if "gezin.kinderen" in ruleset.by_id else {}
    for slot, question in slots(ruleset.content):
        safe, *others = answers_to(question)
        answers.setdefault(slot, chance.choice(others) if others and chance.random() < 0.1 else safe)  # noqa: PLR2004 -- most are safe
    few = dict(list(answers.items())[: chance.randint(25, 45)])
    document = WrittenCase.model_validate({"personen": ["kind-1"], "antwoorden": few})
    record = read_document(ruleset, document, date(2026, 3, 4))
    if not isinstance(record, CaseState):
        raise SystemExit(f"The shipped content does not take these answers: {record}")
    decision = decide(ruleset, record)
    answered = tuple(Answered(slot, answer) for slot, answer in record.answers.items())
    return Variant(answered, decision.level, tuple(judged.threshold.id for judged in decision.reached))


def meeting(fingerprint: str, held: Variant, at: datetime, chance: random.Random) -> Iterator[Event]:
    """The events of one meeting, from its start to what was followed up."""
    yield Started(at, fingerprint, AUTHOR.name, AUTHOR.role, team=chance.choice(TEAMS))
    yield Seated(f"A-{chance.randrange(SESSIONS // PER_CASE)}", "wijkteam, school, jeugdarts", AUTHOR.name)
    yield from held.answers
    yield from (
        replace(answered, answer=replace(answered.answer, fact="zei zij op 3 maart")) for answered in held.answers[:2]
    )
    yield Decided(at, held.level, held.thresholds)
    if held.level >= Level.ADVIES:
        if chance.random() < 0.9:  # noqa: PLR2004 -- most teams call
            yield Called(at + timedelta(minutes=chance.randint(5, 90)), held.level)
        else:
            yield Deviated("er wordt niet gebeld", "al bekend", COLLEAGUES, at.date())
        work: dict[str, object] = {}
        for step in STEPS[: chance.randint(0, len(STEPS))]:
            work |= step
            yield MeldcodeChanged(MeldcodeRecord.model_validate(work))
    yield Owned("Chris", "Els", "piketdienst")
    for number in range(1, chance.randint(1, 4)):
        yield Promised("Els", "belt met school", (at + timedelta(days=7)).date())
        if chance.random() < 0.8:  # noqa: PLR2004 -- most promises are kept
            yield FollowedUp(at + timedelta(days=chance.randint(1, 10)), f"afspraak-{number}", "gedaan")
    yield LookAgainSet((at + timedelta(days=14)).date())
    if chance.random() < 0.97:  # noqa: PLR2004 -- a few are never finished
        yield Closed(at + timedelta(hours=1))


if __name__ == "__main__":
    main(sys.argv[1:])
