"""Pull the plug at random moments: `python benchmarks/kill.py [TIMES]`, 500 when not said.

Real `kvv` processes are killed with SIGKILL: in the questions, before the pseudonym and the key, in the closing, and in
every command that keeps the record in order. Then the same is done once more, to its end. Nothing may be lost, and
nothing half done. Four at a time on purpose: what holds on a quiet machine has to hold on a busy one.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import benchmarks.needs  # noqa: F401 -- first, so that it can say what the rest misses

# isort: split
from kvv_triage.case.event_text import as_text
from kvv_triage.case.events import Closed, Decided, LookAgainSet, Owned, Promised, Seated, Started, Watched
from kvv_triage.content.content import Content
from kvv_triage.errors import KvvError
from kvv_triage.language.scales import Level
from kvv_triage.meeting.session import fold
from kvv_triage.reading.loading import load_content
from kvv_triage.record.keeping import change_of
from kvv_triage.record.kept import events_of
from kvv_triage.settings import shipped_content
from kvv_triage.store.interface import Author, Record, Store
from kvv_triage.store.key import keyfile, keys
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.opening import open_record

SEED = 20260304
LONGEST = 2.2
"""Seconds after the first question within which the plug is pulled; a whole interview takes about that long."""
PAUSE = 0.03
"""Seconds between two lines that are typed."""
AT_ONCE = 4
OPENING = ["n", "3", "team", "Sam", "1"]
"""Nobody looks on, the recovery code can wait, who is there, and the whole interview."""
IN_DANGER = ["3", "j", "de buurvrouw zag het", "", "", "v"]
"""There is direct danger; violence now, what was seen, and on past the alarm."""
ASKED = re.compile(r"(\d+) van hoogstens")
OLD, NEW = Secret("paarse fiets op zolder"), Secret("groene trein naar zee")
BEA = Author("Bea Bakker", "wijkteam")
CASE = "A-2026-1"


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


class Office:
    """A folder with a record, a copy of it, and the passphrase in a file."""

    def __init__(self, folder: Path) -> None:
        """Nothing is made yet."""
        self.folder, self.data, self.phrase = folder, folder / "gegevens", folder / "wachtzin"
        self.copy = folder / "kopie.kvv"

    def make(self) -> None:
        """A record with two meetings of one case, and one of which the term of keeping is over."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.knows(OLD)
        now = datetime.now(UTC)
        with open_record(self.data, keys.create(self.data, OLD).key) as record:
            _recorded(record, "OUD-1", now - timedelta(days=500))
            _recorded(record, "OUD-2", now - timedelta(days=200))
            _recorded(record, CASE, now - timedelta(days=2))
            _recorded(record, CASE, now - timedelta(hours=2))

    def begin(self) -> Office:
        """A record with one interview that was begun and left."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.knows(OLD)
        self.run(["triage", "EERSTE", "--eenvoudig"], ["n", "2"])
        return self

    @property
    def key(self) -> Secret[bytes]:
        """What opens the record."""
        return keys.unlock_with_passphrase(self.data, OLD)

    def branch(self, folder: Path) -> Office:
        """The same in another folder, with a copy that its record knows."""
        office = Office(folder)
        shutil.copytree(self.data, office.data)
        office.knows(OLD)
        with office.opened() as record:
            record.back_up(office.copy, BEA, datetime.now(UTC))
        return office

    def knows(self, phrase: Secret[str]) -> None:
        """From here on this is the passphrase that whoever starts kvv has."""
        self.phrase.write_text(f"{phrase.reveal()}\n", encoding="utf-8")

    def opened(self, phrase: Secret[str] = OLD) -> Record:
        """The record; raises KvvError when this passphrase does not open it."""
        return open_record(self.data, keys.unlock_with_passphrase(self.data, phrase))

    def environment(self, *, with_phrase: bool = True) -> dict[str, str]:
        """Of a machine without a keyring."""
        known = {name: value for name, value in os.environ.items() if not name.startswith("KVV_")}
        phrase = {"KVV_WACHTZIN_BESTAND": str(self.phrase)} if with_phrase else {}
        return {
            **known,
            **phrase,
            "KVV_GEGEVENS": str(self.data),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "PYTHONIOENCODING": "utf-8",
        }

    def run(self, words: Sequence[str], typed: Sequence[str] = (), *, after: float | None = None) -> tuple[int, str]:
        """Run kvv with these lines typed; killed so many seconds after its start, or to its end."""
        process = subprocess.Popen(
            [sys.executable, "-m", "kvv_triage", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.environment(),
            encoding="utf-8",
        )
        timer = threading.Timer(3600 if after is None else after, process.kill)
        timer.start()
        with suppress(BrokenPipeError):
            output, _ = process.communicate("".join(f"{line}\n" for line in typed), timeout=600)
        timer.cancel()
        return process.wait(), output


@cache
def _content() -> Content:
    return load_content(shipped_content())


def _recorded(store: Store, case: str, at: datetime) -> None:
    """A short meeting that is closed."""
    content = _content()
    store.keep_content(content.fingerprint, content.canonical, BEA, at)
    session = store.begin(BEA, at)
    for event in (
        Started(at, content.fingerprint, BEA.name, BEA.role),
        Seated(case, "wijkteam", BEA.name),
        Decided(at, Level.VOLGEN, ()),
        Closed(at),
    ):
        store.append(session, *as_text(event), BEA, at, change_of(event))


def main(times: int) -> None:
    """Pull the plug so many times, in turn at every place, and tell what went wrong."""
    chance = random.Random(SEED)  # noqa: S311 -- moments in time, no secrets
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder) / "eerste")
        office.make()
        places = [list(PLACES)[number % len(PLACES)] for number in range(times)]
        fractions = [chance.random() for _ in places]

        def pull(number: int) -> str:
            here = office.branch(Path(folder) / str(number))
            try:
                wrong = PLACES[places[number]](here, fractions[number])
            except KvvError as error:
                wrong = str(error)
            shutil.rmtree(here.folder)
            return wrong

        with ThreadPoolExecutor(AT_ONCE) as pool:
            results = list(pool.map(pull, range(times)))
    for name in PLACES:
        there = [result for place, result in zip(places, results, strict=True) if place == name]
        print(f"{name:22} {len(there):4} killed, {sum(map(bool, there)):3} wrong")
    for place, result, fraction in zip(places, results, fractions, strict=True):
        if result:
            print(f"{place} at {fraction:.3f}: {result}")
    if any(results):
        raise SystemExit(1)


def in_questions(office: Office, fraction: float) -> str:
    """In the interview: every answer of which the next question was shown is there."""
    pulled = interview(office, "ZAAK-1", fraction * LONGEST)
    return "" if pulled.is_safe else f"{pulled}"


def interview(office: Office, case: str, after: float) -> Pulled:
    """Begin an interview, answer "nee" to everything, and kill it so many seconds after its first question."""
    lines = [*OPENING, "0", *["n"] * 80]
    shown, _ = _typed(office, ["triage", case, "--eenvoudig"], lines, after, with_phrase=True)
    with office.opened() as store:
        (row,) = store.sessions(case)
        return Pulled(shown, len(fold(events_of(store, row.id)).answers), store.verify() is None)


def before_the_key(office: Office, fraction: float) -> str:
    """In direct danger, before anyone said which case it is or opened the record."""
    lines = [*IN_DANGER, *["n"] * 12, "A-9", "niet deze zin", "niet deze zin", "niet deze zin"]
    shown, _ = _typed(office, ["triage", "--eenvoudig"], lines, fraction * LONGEST, with_phrase=False)
    with office.opened() as store:
        begun = list(store.sessions(open_only=True))
        kept = max((len(fold(events_of(store, row.id)).answers) for row in begun), default=0)
        pulled = Pulled(shown, kept, store.verify() is None)
    return "" if pulled.is_safe and len(begun) <= 1 else f"{pulled}, {len(begun)} sessions"


def _typed(
    office: Office, words: Sequence[str], lines: Sequence[str], after: float, *, with_phrase: bool
) -> tuple[int, str]:
    """Type lines as someone in a hurry does, and kill the process so many seconds after its first question.

    Gives the number of answers of which the next question was shown, and the output.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "kvv_triage", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=office.environment(with_phrase=with_phrase),
        text=True,
        encoding="utf-8",
    )
    output: list[str] = []
    first = threading.Event()
    reader = threading.Thread(target=_read, args=(process, output, first))
    typist = threading.Thread(target=_type, args=(process, lines), daemon=True)
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
    text = "".join(output)
    return max((int(number) for number in ASKED.findall(text)), default=1) - 1, text


def _read(process: subprocess.Popen[str], output: list[str], first: threading.Event) -> None:
    assert process.stdout is not None  # noqa: S101 -- for the type checker: it is a pipe
    while piece := process.stdout.read(1):
        output.append(piece)
        if piece == "?" and ASKED.search("".join(output[-400:])):
            first.set()


def _type(process: subprocess.Popen[str], lines: Sequence[str]) -> None:
    """What comes after the kill goes nowhere."""
    assert process.stdin is not None  # noqa: S101 -- idem
    try:
        for line in lines:
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
            time.sleep(PAUSE)
    except OSError:
        return


def in_closing(office: Office, fraction: float) -> str:
    """In the closing: after a second time it is closed, and everything was recorded once."""
    _hold(office, fraction * IN_CLOSING)
    for _ in range(2):  # when the plug was pulled behind the closing, a new meeting begins: that is left alone
        _hold(office, None)
        with office.opened() as store:
            rows = [row for row in store.sessions("AFRONDEN") if row.closed]
            if not rows:
                continue
            events = [*events_of(store, rows[-1].id)]
            whole = store.verify() is None
        once = [sum(isinstance(event, kind) for event in events) for kind in (Owned, Watched, LookAgainSet, Closed)]
        promises = [event.what for event in events if isinstance(event, Promised)]
        is_right = whole and promises and len({*promises}) == len(promises) and once == [1, 1, 1, 1]
        return "" if is_right else f"whole {whole}, {once}, {len(promises)} promises"
    return "the meeting was never closed"


def _hold(office: Office, after: float | None) -> None:
    """Hold a meeting with a call, reading every screen; killed so many seconds after the outcome was first shown."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kvv_triage", "triage", "AFRONDEN", "--eenvoudig"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=office.environment(),
        encoding="utf-8",
    )
    assert process.stdin is not None  # noqa: S101 -- for the type checker: they are pipes
    assert process.stdout is not None  # noqa: S101 -- idem
    timer, screen = threading.Timer(3600 if after is None else after, process.kill), ""
    with suppress(BrokenPipeError):
        while letter := process.stdout.read(1):
            screen += letter
            if not PROMPT.search(screen):
                continue
            if "Klopt dit zo?" in screen and not timer.is_alive():
                timer.start()
            process.stdin.write(f"{_reply(' '.join(screen.split()))}\n")
            process.stdin.flush()
            screen = ""
    timer.cancel()
    process.communicate()


def _reply(screen: str) -> str:
    for piece, typed in REPLIES.items():
        if piece in screen:
            return typed
    if "Typ een getal" in screen:
        return "0"
    if "Je keuze" in screen or "\u00bb" in screen:
        return next((key for key in ("n", "k", "v") if f"({key})" in screen), "1")
    return "" if "Enter" in screen else "iets"


PROMPT = re.compile(r"(\n> |Je keuze[^\n]*: |Typ \(Enter is [^\n]*\): )$")
IN_CLOSING = 2.0
REPLIES = {
    "mag zien?": "n",
    "bij de keel": "2",
    "Belblad: bellen": "v",
    "overgetypt": "3",
    "die niet af is": "v",
    "echt nagevraagd of gezien": "j",
    "De uitkomst staat vast": "u",
    "Sluit de weging (k)": "k",
    "Klopt dit zo?": "v",
    "Welke afspraken maken jullie?": "1",
    "Wat leggen jullie nu vast": "v",
    "Wie is regiehouder": "Sam",
    "Wie neemt waar": "Els",
    "Wie ziet het kind": "de oma",
}
"""What is typed at screens of the closing, by a piece of them."""


def in_erasing(office: Office, fraction: float) -> str:
    """In `wis`: after a second time the case is nowhere, and everything else still is."""
    words = ["beheer", "wis", CASE, "--reden", "verzoek van de betrokkene"]
    _twice(office, words, ["j"], fraction)
    with office.opened() as store, _copy(office) as copy:
        left = [*store.sessions(CASE), *copy.sessions(CASE)]
        others = [len(record.sessions()) for record in (store, copy)]
        whole = store.verify() is None and copy.verify() is None
    return "" if whole and not left and others == [2, 2] else f"{len(left)} left, {others}, whole {whole}"


def in_cleaning(office: Office, fraction: float) -> str:
    """In `opschonen`: after a second time nothing is left of which the term is over."""
    code, output = _twice(office, ["beheer", "opschonen", "--ja"], [], fraction)
    with office.opened() as store, _copy(office) as copy:
        planned = store.plan(datetime.now(UTC))
        left = [*planned.to_nothing, *planned.to_skeleton]
        kept = [len(record.sessions(CASE)) for record in (store, copy)]
        left += list(copy.sessions("OUD-1"))
        left += [row for row in copy.sessions("OUD-2") if not row.is_skeleton]
        whole = store.verify() is None and copy.verify() is None
    return "" if whole and not left and kept == [2, 2] and not code else f"{left}, {kept}, {whole}: {output}"


def in_new_key(office: Office, fraction: float) -> str:
    """In `sleutel`: the old passphrase opens the record, or the new one; after a second time the new one only."""
    typed = ["1", NEW.reveal(), NEW.reveal(), "1", "", "2"]
    _killed(office, ["beheer", "sleutel"], typed, fraction)
    opens = [phrase for phrase in (OLD, NEW) if _opens(office, phrase)]
    if len(opens) != 1:
        return f"{len(opens)} passphrases open the record"
    if opens == [OLD]:
        office.run(["beheer", "sleutel"], typed)
    with office.opened(NEW) as store:
        is_whole = store.verify() is None and len(store.sessions(CASE)) == 2  # noqa: PLR2004 -- as it was made
    return "" if is_whole and not _opens(office, OLD) else "the old passphrase still opens it, or it is not whole"


def _opens(office: Office, phrase: Secret[str]) -> bool:
    with suppress(KvvError), office.opened(phrase) as store:
        return len(store.sessions(CASE)) == 2 and store.verify() is None  # noqa: PLR2004 -- as it was made
    return False


def in_restoring(office: Office, fraction: float) -> str:
    """In `herstel`: the record that was there or the copy stands there, and after a second time the copy."""
    with office.opened() as store:
        _recorded(store, "NA-DE-KOPIE", datetime.now(UTC))
    words = ["beheer", "herstel", str(office.copy)]
    _killed(office, words, [], fraction)
    with office.opened() as store:
        if store.verify() is not None or len(store.sessions(CASE)) != 2:  # noqa: PLR2004 -- as it was made
            return "after the kill the record is not whole"
    code, output = office.run(words)
    with office.opened() as store:
        is_whole = store.verify() is None and not store.sessions("NA-DE-KOPIE") and len(store.sessions(CASE)) == 2  # noqa: PLR2004 -- idem
    return "" if is_whole and not code else output


def in_backing_up(office: Office, fraction: float) -> str:
    """In `reservekopie`: the copy of before or the new one stands there, and after a second time the new one."""
    with office.opened() as store:
        _recorded(store, "NIEUW", datetime.now(UTC))
    words = ["beheer", "reservekopie", str(office.copy)]
    _killed(office, words, [], fraction)
    with _copy(office) as copy:
        if copy.verify() is not None:
            return "after the kill the copy is not whole"
    code, output = office.run(words)
    with _copy(office) as copy:
        is_whole = copy.verify() is None and len(copy.sessions("NIEUW")) == 1
    return "" if is_whole and not code else output


def in_exporting(office: Office, fraction: float) -> str:
    """In `export`: a file that is there is whole, and the record says that it was made.

    One that has its name and its name of before still was not recorded: it is made again.
    """
    with office.opened() as store:
        session = store.sessions(CASE)[0].id
    target = office.folder / "uit.html"
    words = ["export", session, "--naar", str(target)]
    _killed(office, words, [], fraction)
    was_there = target.exists() and not any(left.samefile(target) for left in target.parent.glob("uit.html.*.nieuw"))
    code, output = office.run(words)
    if code != int(was_there):
        return output
    with office.opened() as store:
        logged = any(entry.kind == "exported" for entry in store.entries(session))
    is_whole = target.read_text(encoding="utf-8").rstrip().endswith("</html>")
    return "" if is_whole and logged else f"whole {is_whole}, logged {logged}"


def _copy(office: Office) -> Record:
    """The copy, opened as on another machine: with the key file beside it."""
    folder = office.folder / "elders"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(office.copy, folder / keyfile.RECORD_NAME)
    shutil.copy(keyfile.key_file_of(office.copy), folder / keyfile.FILE_NAME)
    return open_record(folder, keys.unlock_with_passphrase(folder, OLD))


def _twice(office: Office, words: Sequence[str], typed: Sequence[str], fraction: float) -> tuple[int, str]:
    _killed(office, words, typed, fraction)
    return office.run(words, typed)


def _killed(office: Office, words: Sequence[str], typed: Sequence[str], fraction: float) -> None:
    """Kill the command somewhere in the part of its time in which it works; before that it only starts."""
    office.run(words, typed, after=FIRST_WORK + fraction * WORK)


FIRST_WORK, WORK = 0.5, 2.5
"""Seconds after its start in which a command works, with four at a time on two cores; later it is done."""

PLACES: dict[str, Callable[[Office, float], str]] = {
    "questions": in_questions,
    "before the key": before_the_key,
    "closing": in_closing,
    "wis": in_erasing,
    "opschonen": in_cleaning,
    "sleutel": in_new_key,
    "herstel": in_restoring,
    "reservekopie": in_backing_up,
    "export": in_exporting,
}

if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
