"""Three whole meetings, typed key by key: `python -m tests.helpers.kept_screens` writes every screen of them anew.

The screens are kept in `tests/terminal/screens/`, a file for each meeting and size. Before you keep what changed in
them, read it as someone in a meeting would. With words, only files are written that have one in their name.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pexpect

from kvv_triage.reading.loading import load_content
from kvv_triage.settings import shipped_content
from tests.helpers.fixed_clock import KEYS_COUNT
from tests.helpers.terminal import PATIENCE, ROOT, Terminal
from tests.helpers.typist import Replies, Worker, careless, question

KEPT = ROOT / "tests" / "terminal" / "screens"
SIZES = ((60, 20), (80, 24), (120, 40))
"""Columns and lines."""
PROGRAM = (sys.executable, "-m", "tests.helpers.fixed_clock")
PHRASE = "paarse fiets op zolder"
CHANCE = (re.compile(r"(?<=bewaard als )[0-9A-Z]{3}-[0-9A-Z]{4}"), re.compile(r"(?<=opslag:)[0-9a-f\s]+(?=\.)"))
CODE = re.compile(r"\b(?:[0-9A-Z]{4,6}-){3,}[0-9A-Z]{4,6}\b")
"""What is another text every time: the id of a session and the seal, and the recovery code."""


@dataclass(frozen=True)
class ReplayedMeeting:
    """A meeting of which the screens are kept: its words after `kvv`, what is typed, and whether a file opens it."""

    words: tuple[str, ...]
    replies: Callable[[], Replies]
    has_phrase_file: bool = False


def _slot(slot: str) -> str:
    return question(CONTENT, slot)


CONTENT = load_content(shipped_content())
SEATED = "wijkteam, jeugdarts, school\nEls"
REGIE = "\nJan\nvia de piketdienst"

MEETINGS = {
    "direct-gevaar": ReplayedMeeting(
        ("triage", "Noord-12"),
        lambda: {
            "Kijkt er iemand mee": "3",
            _slot("acuut.geweld-nu"): "j",
            "Belblad: bellen": "b",
            "Gesproken: leg vast": "1",
            "Waarvoor belde je": "2",
            "Gesproken met 112": "de meldkamer\npolitie komt eraan, wij wachten buiten",
            "Gesproken met Veilig Thuis": "de frontoffice\nzij bellen ons om 16.00 uur terug",
            "Wat is er gezien of gezegd": "buurvrouw hoort nu gegil en brekend glas",
            "HERSTELCODE": "2",
            "Wie zitten er aan tafel?": SEATED,
            "Hoeveel tijd is er?": "2",
            "De uitkomst staat vast": "u",
            "Klopt dit zo?": "k",
            "Wie is regiehouder": f"{REGIE}\noma, tot zondagavond",
        },
        has_phrase_file=True,
    ),
    "twee-kinderen": ReplayedMeeting(
        ("triage",),
        lambda: {
            "Kijkt er iemand mee": "n",
            "Welke wachtzin kies je?": PHRASE,
            "Typ de wachtzin nog een keer": PHRASE,
            "Onder welk pseudoniem": "Zuid-7",
            "HERSTELCODE": "2",
            "Wie zitten er aan tafel?": SEATED,
            "Hoeveel tijd is er?": "1",
            "Welke leeftijd of welk kort label": "4, oudste",
            _slot("start.kinderen"): "2",
            _slot("start.zorgen"): "1k",
            _slot("start.eerder"): "2k",
            _slot("acuut.basiszorg-weg"): "w",
            _slot("poort.kinderen"): "12k",
            _slot("partnergeweld.keel"): "2",
            _slot("partnergeweld.dreiging"): "36k",
            _slot("partnergeweld.jaloers"): "w",
            _slot("partnergeweld.controle"): "12k",
            _slot("partnergeweld.hulp"): "3k",
            "Waarom weten jullie dit niet?": "2",
            "Wat is er gezien of gezegd": "moeder zei het op 2 maart tegen de jeugdarts",
            "Belblad: bellen": ["b", "v", "v"],
            "Gesproken: leg vast": ["3", "t", "t", "t"],
            "Wie belt er?": "Els\nover 30 minuten",
            "Details: wat erachter zit": ["d", "v", "k"],
            "Wie is regiehouder": f"{REGIE}\noma, tot zondagavond",
            "Klopt dit zo?": lambda screen: "v" if "Verder (v)" in screen else "k",
            "Wat leggen jullie nu vast": [*"1234567k"],
            "Met wie is er overlegd?": "de aandachtsfunctionaris",
            "Is er gesproken met de directbetrokkenen?": "2",
            "weging 1 van 5": "j",
            "weging 2 van 5": "j",
            "Besluit 1:": "j",
            "Besluit 2:": "j",
        },
    ),
    "niets-aan-de-hand": ReplayedMeeting(
        ("triage", "Oost-3", "--oefening"),
        lambda: {
            "Kijkt er iemand mee": "n",
            "Wie zitten er aan tafel?": SEATED,
            "Hoeveel tijd is er?": "2",
            "Welke leeftijd of welk kort label": "9",
            _slot("start.kinderen"): "1",
            _slot("start.zorgen"): "n",
            "Wie is regiehouder": REGIE,
        },
    ),
}


def calm(screen: str) -> str:
    """What someone types who sees nothing wrong and goes on."""
    if "Lees verder (l)" in screen:
        return "l"
    if ": …" in screen:  # somebody has no answer yet
        return "n" if "(n)" in screen else "1"
    ends = (key for key in ("v", "k") if f"Verder ({key})" in screen or f"» Klaar ({key})" in screen)
    return next(ends, "") or careless(screen)


class Replayed(Terminal):
    """A terminal on which kvv itself says when keys count, so that a screen is whole however slow the machine is."""

    unread = ""
    answered: object = None
    """What stood there when a key was pressed."""

    @property
    def shown(self) -> object:
        """What stands there, and where the cursor is."""
        return self.lines, self.screen.cursor.x, self.screen.cursor.y

    def press(self, keys: str) -> None:
        self.answered = self.shown
        super().press(keys)

    def read(self) -> bool:
        """Read until keys count on what is not there yet; False when the process has ended."""
        while True:
            drawn, mark, rest = self.unread.partition(KEYS_COUNT)
            if mark:
                self.unread = rest
                self.stream.feed(drawn)
                if self.is_asking and self.shown != self.answered:
                    return True
                continue
            try:
                self.unread += self.process.read_nonblocking(size=65536, timeout=PATIENCE)
            except pexpect.EOF:
                self.stream.feed(drawn)
                return False
            except pexpect.TIMEOUT:
                message = f"nothing happens: {self.words}"
                raise AssertionError(message) from None


def screens_of(meeting: ReplayedMeeting, columns: int, lines: int, folder: Path) -> Iterator[list[str]]:
    """Hold the meeting in a terminal of this size, and give each screen as it stands when a key is pressed."""
    (folder / "wachtzin").write_text(PHRASE, encoding="utf-8")
    opened = {"KVV_WACHTZIN_BESTAND": "wachtzin"} if meeting.has_phrase_file else {}
    terminal = Replayed(
        *meeting.words,
        columns=columns,
        lines=lines,
        program=PROGRAM,
        cwd=folder,
        PYTHONPATH=str(ROOT),
        KVV_GEGEVENS="gegevens",
        XDG_CONFIG_HOME=str(folder),
        PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring",
        **opened,
    )
    worker = Worker(meeting.replies(), calm)
    while terminal.read():
        yield terminal.lines
        typed = worker.reply(terminal.words)
        if "Je keuze:" in terminal.words:
            *before, last = [*(typed or "\r")]
            for key in before:
                terminal.press(key)
                terminal.read()
                yield terminal.lines
            terminal.press(last)
            continue
        if typed:
            for number, line in enumerate(typed.split("\n")):
                for keys in filter(None, ("\r" if number else "", line)):
                    terminal.press(keys)
                    terminal.read()
            yield terminal.lines
        terminal.press("\r")
    yield terminal.lines
    assert terminal.exit_code == 0, terminal.lines


def as_text(screens: Iterator[list[str]], columns: int) -> str:
    """The screens under each other, each with its number; what is another text every time is masked."""
    parts = []
    for number, lines in enumerate(screens, start=1):
        text = "\n".join(lines).rstrip("\n")
        for chance in (*CHANCE, CODE):
            text = chance.sub(lambda found: re.sub(r"\w", "#", found[0]), text)
        parts.append(f"{f'── {number} '.ljust(columns, '─')}\n{text}\n")
    return "".join(parts)


def text_of(name: str, columns: int, lines: int) -> str:
    """Every screen of a meeting, as it is kept."""
    with tempfile.TemporaryDirectory() as folder:
        return as_text(screens_of(MEETINGS[name], columns, lines, Path(folder)), columns)


def path_of(name: str, columns: int, lines: int) -> Path:
    """Where the screens of a meeting are kept."""
    return KEPT / f"{name}-{columns}x{lines}.txt"


def main(words: list[str]) -> None:
    """Hold the meetings and keep their screens."""
    KEPT.mkdir(exist_ok=True)
    for name, size in product(MEETINGS, SIZES):
        path = path_of(name, *size)
        if not words or any(word in path.name for word in words):
            path.write_text(text_of(name, *size), encoding="utf-8")
            print(path)  # noqa: T201 -- what it did


if __name__ == "__main__":
    main(sys.argv[1:])
