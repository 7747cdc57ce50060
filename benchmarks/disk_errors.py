"""Have a disk fail at every call: `python benchmarks/disk_errors.py [STEP] [WHAT...]`, at each when not said.

Each time a real `kvv` runs below a small library that has one call on the disk fail, or all from that one on. It has to
end with a sentence and an exit code of its own, the record has to hold, and after direct danger the number comes last.
On Linux only, with a compiler.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))
import benchmarks.needs  # noqa: F401 -- first, so that it can say what the rest misses

# isort: split
from benchmarks.kill import BEA, CASE, NEW, OLD, Office, _copy, _recorded, _reply
from kvv_triage.__main__ import main as run_kvv
from kvv_triage.errors import ExitCode, KvvError
from kvv_triage.reading.loading import load_content
from kvv_triage.record.unlocking import renewed
from kvv_triage.settings import shipped_content
from kvv_triage.store.key import keys, wrapping
from tests.helpers.failing_disk import WRITING, FailingDisk, is_possible, library
from tests.helpers.full_session import CASE as READABLE
from tests.helpers.full_session import keep, rich_events

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT)
DOES_NOT_HAVE = (errno.ENOTSUP, errno.EPERM, errno.EINVAL)
"""What FAT, exFAT and shares answer to a second name, to rights, and to the sync of a folder."""
CHEAP = (2**4, 8, 1)
"""What scrypt takes here: thousands of times."""
SECONDS = 60
NUMBERS = ("0800-2000", "112")
WELL_ENDED = {ExitCode.DONE, ExitCode.CANNOT, ExitCode.STORE, ExitCode.INTERRUPTED}


@dataclass(frozen=True, slots=True)
class Doing:
    """A command, what is typed, which is answers to screens when it is a function, and what has to be true after it."""

    words: Callable[[Office], Sequence[str]]
    typed: Sequence[str] | Callable[[str], str] = ()
    check: Callable[[Office, int], str] = lambda _, __: ""
    prepare: Callable[[Office], None] = lambda _: None
    needs_number: bool = False
    has_phrase: bool = True
    lines: int = 200
    """How many are typed at most."""


@dataclass(slots=True)
class Typist:
    """Who reads what was printed since the last line, and types the next."""

    doing: Doing
    paper: StringIO
    seen: int = 0
    count: int = 0

    def readline(self, _: int = -1) -> str:
        """Type a line; the input ends where the lines do."""
        screen, self.seen = self.paper.getvalue()[self.seen :], len(self.paper.getvalue())
        self.count += 1
        typed = self.doing.typed
        if callable(typed):
            return f"{typed(' '.join(screen.split()))}\n" if self.count <= self.doing.lines else ""
        return f"{typed[self.count - 1]}\n" if self.count <= len(typed) else ""

    def read(self, _: int = -1) -> str:
        """All that is left."""
        return ""

    def isatty(self) -> bool:
        """No terminal."""
        return False


def attempt(office: Office, doing: Doing, disk: FailingDisk) -> tuple[int, str]:
    """Run it in a process of its own on this disk; gives the exit code, -1 for one that never ends, and the output."""
    told = office.folder.parent / "gezegd"
    words = doing.words(office)
    if child := os.fork():
        signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
        signal.alarm(SECONDS)
        _, status = os.waitpid(child, 0)
        signal.alarm(0)
        return (os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1), told.read_text(encoding="utf-8")
    code = 99
    with suppress(BaseException):
        paper = StringIO()
        sys.stdin, sys.stdout, sys.stderr = Typist(doing, paper), paper, paper
        os.environ.update(office.environment(with_phrase=doing.has_phrase) | disk.environment())
        if not doing.has_phrase:
            os.environ.pop("KVV_WACHTZIN_BESTAND", None)
        try:
            code = run_kvv(words)
        except BaseException:  # noqa: BLE001 -- whatever it is, it is told
            paper.write(traceback.format_exc())
        os.environ["FAIL_CALLS"] = ""
        told.write_text(paper.getvalue(), encoding="utf-8")
    os._exit(code)


def wrong_with(office: Office, doing: Doing, code: int, output: str) -> str:
    """What is wrong after it; nothing when all is well."""
    if code not in WELL_ENDED:
        return f"exit code {code}"
    if "Traceback" in output or (code and "Fout: " not in output):
        return "no sentence"
    has_called = "Vastgelegd: gesproken met" in output
    if (
        doing.needs_number
        and not has_called
        and not any(number in "".join(output.splitlines()[-3:]) for number in NUMBERS)
    ):
        return "no number at the end"
    try:
        return doing.check(office, code)
    except (KvvError, OSError) as error:
        return f"{type(error).__name__}: {error}"


def holds(office: Office, _: int) -> str:
    """The record is whole, and nothing that was in it is gone."""
    with office.opened() as record:
        return "" if record.verify() is None and len(record.sessions(CASE)) == 2 else "the record does not hold"  # noqa: PLR2004 -- as it was made


def holds_logged(office: Office, code: int) -> str:
    """A file that is there was logged, and one that is not was not; what could not be removed, the next export does."""
    is_there, is_logged = _written_and_logged(office)
    if code == ExitCode.DONE and not (is_there and is_logged):
        return f"said to be done, written {is_there}, logged {is_logged}"
    if is_logged and not is_there:
        return "logged and not written"
    if (is_there and not is_logged) or any(office.folder.glob("uit.html.*")):
        again, output = office.run(exporting(office), ["j"])
        if again or _written_and_logged(office) != (True, True) or any(office.folder.glob("uit.html.*")):
            return f"the next export does not put it right: {output}"
    return holds(office, code)


def _written_and_logged(office: Office) -> tuple[bool, bool]:
    with office.opened() as record:
        kinds = [entry.kind for row in record.sessions(READABLE) for entry in record.entries(row.id)]
    return (office.folder / "uit.html").exists(), "exported" in kinds


def holds_copy(office: Office, code: int) -> str:
    """The copy is whole, the old one or the new one, and the new one when that was said."""
    with _copy(office) as copy:
        newest = len(copy.sessions("NIEUW"))
        if copy.verify() is not None or (code == ExitCode.DONE and not newest):
            return "the copy does not hold"
    return holds(office, code)


def holds_erased(office: Office, code: int) -> str:
    """The case is there as a whole or gone as a whole, and gone when that was said."""
    with office.opened() as record:
        left, others = len(record.sessions(CASE)), len(record.sessions())
        if record.verify() is not None or left not in {0, 2} or others != left + 3:
            return f"{left} of 2 left, {others} in all"
        return "said to be gone" if code == ExitCode.DONE and left else ""


def holds_one_key(office: Office, code: int) -> str:
    """One passphrase opens the record: the old or the new one, and the new one when that was said."""
    opens = []
    for phrase in (OLD, NEW):
        with suppress(KvvError), office.opened(phrase) as record:
            if record.verify() is None and len(record.sessions(CASE)) == 2:  # noqa: PLR2004 -- as it was made
                opens.append(phrase)
    if len(opens) != 1 or (code == ExitCode.DONE and opens != [NEW]):
        return f"{len(opens)} passphrases open the record, exit code {code}"
    return ""


def newer(office: Office) -> None:
    """Something is in the record that the copy does not have."""
    with office.opened() as record:
        _recorded(record, "NIEUW", datetime.now(UTC))


def upkeep(*words: str) -> Callable[[Office], Sequence[str]]:
    """The words of a command of `kvv beheer`, in which {} stands for the copy."""
    return lambda office: ["beheer", *(word.format(office.copy) for word in words)]


def exporting(office: Office) -> Sequence[str]:
    """The words of an export."""
    return ["export", READABLE, "--niveau", "team", "--naar", str(office.folder / "uit.html")]


AT_SCREENS = {
    "Wat is er gezien of gezegd": "de buurvrouw zag het",
    "Verder met de vragen (v)": "v",
    "elk moment beginnen? Ook als": "j",
    "Onder welk pseudoniem": "A-9",
    "sluit de weging (k)": "k",
    "Waarom is er niet gebeld": "1",
}
"""What is typed where there is direct danger, by a piece of the screen."""


def in_danger(screen: str) -> str:
    """What someone types who comes in with direct danger, answers no to the rest, and tries again what failed."""
    if "Opnieuw proberen" in screen:
        return "1"
    return "3" if "begin meteen" in screen else with_danger(screen)


def with_danger(screen: str) -> str:
    """What someone types who finds direct danger in a meeting, and goes on without keeping what cannot be kept."""
    if "Opnieuw proberen" in screen:
        return "2"
    return next((typed for piece, typed in AT_SCREENS.items() if piece in screen), "") or _reply(screen)


DOINGS = {
    "danger": Doing(lambda _: ["triage", "--eenvoudig"], in_danger, holds, needs_number=True, lines=20),
    "danger before the key": Doing(
        lambda _: ["triage", "--eenvoudig"], in_danger, holds, needs_number=True, has_phrase=False, lines=20
    ),
    "meeting": Doing(lambda _: ["triage", "A-9", "--eenvoudig"], with_danger, holds, needs_number=True),
    "export": Doing(exporting, ["j"], holds_logged),
    "belblad": Doing(lambda office: ["belblad", READABLE, "--naar", str(office.folder / "uit.html")], [], holds_logged),
    "reservekopie": Doing(upkeep("reservekopie", "{}"), [], holds_copy, newer),
    "herstel": Doing(upkeep("herstel", "{}"), [], holds, newer),
    "wis": Doing(upkeep("wis", CASE, "--reden", "verzoek"), ["j"], holds_erased),
    "opschonen": Doing(upkeep("opschonen", "--ja"), [], holds),
    "sleutel": Doing(upkeep("sleutel"), ["1", NEW.reveal(), NEW.reveal(), "1", "", "2"], holds_one_key),
    "controleer": Doing(upkeep("controleer"), [], holds),
    "klok": Doing(upkeep("klok"), [], holds),
    "sessies": Doing(lambda _: ["sessies"], [], holds),
}


class Done(NamedTuple):
    """What is wrong, the exit code, and how many calls on the disk there were."""

    wrong: str
    code: int
    calls: int


class Sweep:
    """One template of a record, and copies of it on a disk that fails."""

    def __init__(self, folder: Path) -> None:
        """Make the template."""
        self._folder, self._kept = folder, folder / "bewaard"
        self._office = Office(folder / "schijf" / "kvv")
        wrapping.wrap_with_passphrase.__defaults__ = (CHEAP,)
        self._office.make()
        key = keys.unlock_with_passphrase(self._office.data, OLD)
        keys.confirm_recovery(self._office.data, keys.new_recovery_code(self._office.data, key))
        renewed(self._office.data, key)
        with self._office.opened() as record:  # a meeting that can be read as well
            content, at = load_content(shipped_content()), datetime.now(UTC) - timedelta(minutes=30)
            keep(record, content, rich_events(content), at)
            record.back_up(self._office.copy, BEA, at)
        shutil.copytree(self._office.folder, self._kept)

    def once(self, doing: Doing, calls: Sequence[str], error: int, at: int, *, is_lasting: bool) -> Done:
        """Do it on a disk of which these calls fail."""
        office = self._office
        shutil.rmtree(office.folder)
        shutil.copytree(self._kept, office.folder)
        doing.prepare(office)
        disk = FailingDisk(office.folder, self._folder / "geteld", tuple(calls), error, at, is_lasting)
        code, output = attempt(office, doing, disk)
        wrong = wrong_with(office, doing, code, output)
        return Done(f"{wrong}\n{output[-800:]}" if wrong else "", code, disk.seen())

    def every(self, name: str, step: int) -> list[str]:
        """Do it with each call failing in turn; gives what went wrong."""
        doing, found = DOINGS[name], []
        wrong, usual, calls = self.once(doing, WRITING, 0, 0, is_lasting=False)
        found += [f"{name}: {wrong}"] * bool(wrong)
        for at in range(1, calls + 1, step):
            error, is_lasting = ERRORS[at // step % len(ERRORS)], at // step // len(ERRORS) % 2 == 0
            wrong, _, _ = self.once(doing, WRITING, error, at, is_lasting=is_lasting)
            when = "from" if is_lasting else "at"
            found += [f"{name}, {errno.errorcode[error]} {when} call {at}: {wrong}"] * bool(wrong)
        for error in DOES_NOT_HAVE:
            wrong, code, _ = self.once(doing, ("link", "chmod", "fsync-folder"), error, 1, is_lasting=True)
            wrong = wrong or ("" if code == usual else f"exit code {code} instead of {usual}")
            found += [f"{name}, without links, rights and sync ({errno.errorcode[error]}): {wrong}"] * bool(wrong)
        print(f"{name:22} {calls:4} calls, {len(found):3} wrong", *found, sep="\n", flush=True)
        return found


def main(words: Sequence[str]) -> None:
    """Sweep, and tell what went wrong."""
    if not is_possible():
        raise SystemExit("A disk that fails can be made on Linux only, with a compiler.")
    if "LD_PRELOAD" not in os.environ:  # the calls of this process have to go through the library from its start
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "LD_PRELOAD": str(library())})  # noqa: S606 -- ourselves
    with tempfile.TemporaryDirectory() as folder:
        sweep = Sweep(Path(folder))
        found = [wrong for name in words[1:] or DOINGS for wrong in sweep.every(name, int(words[0]) if words else 1)]
    if found:
        raise SystemExit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
