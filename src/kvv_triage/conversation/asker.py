"""What a meeting needs of a terminal: to choose, to write, to see a page. Both ways of asking offer exactly this."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from kvv_triage.language.clean import clean
from kvv_triage.pages.page import Page


class Command(StrEnum):
    """What one key does at every question."""

    HELP = "?"
    BACK = "t"
    NOTE = "o"
    DISSENT = "a"
    RAISE = "p"
    EMERGENCY = "!"
    BLANK = "z"
    STOP = "s"
    SHEET = "b"


LABELS = {
    Command.HELP: "hulp",
    Command.BACK: "terug",
    Command.NOTE: "opmerking",
    Command.DISSENT: "anders",
    Command.RAISE: "niet pluis",
    Command.EMERGENCY: "nood",
    Command.BLANK: "zwart",
    Command.STOP: "stop",
    Command.SHEET: "belblad",
}
EVERYWHERE = (Command.BACK, Command.RAISE, Command.EMERGENCY, Command.BLANK, Command.STOP)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its id, a letter that picks it at once (or none), and its text.

    The first nine choices can be picked with their number too.
    """

    id: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Several:
    """Things to choose several of; the ones in `alone` go with no other, such as `Niets hiervan`.

    An empty choice does not exist: that nothing applies has to be said.
    """

    together: tuple[Choice, ...]
    alone: tuple[Choice, ...]
    chosen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Screen:
    """What stands above a prompt: where we are, the question, a hint and what just changed."""

    question: str
    header: str = ""
    hint: str = ""
    notes: tuple[str, ...] = ()
    is_grave: bool = False
    """Whether a key that was not meant does harm here: an alarm, a question that can be a danger sign."""
    about: str = ""
    """What this is asked about, where the same words are asked about several things; it is never shown."""


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line of a form: what is asked, a hint, and what stands there already.

    `refuse` has a sentence about a text that cannot be taken; `is_refused` when that is what stands there.
    """

    label: str
    hint: str = ""
    default: str = ""
    refuse: Callable[[str], str] = field(default=lambda _: "", compare=False)
    is_refused: bool = False
    is_proposal: bool = False
    """Whether what stands there is only proposed: the first letter that is typed comes in the place of it."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row of a question that is asked about several persons at once: its id, who it is about, and its answer."""

    id: str
    text: str
    chosen: str | None = None


Told = Callable[[str, str], bool]
"""Takes the id of a row and that of its choice; gives whether the screen has to make way, for an alarm."""


def untold(row: str, choice: str) -> bool:
    """Nothing waits for these answers."""
    del row, choice
    return False


class Asker(Protocol):
    """A way of asking. Every method raises KeyboardInterrupt on Ctrl-C and EOFError when the input ends."""

    standing: tuple[str, ...]
    """What stands on every screen and every page, such as that nobody has called yet."""

    def choose(
        self, screen: Screen, choices: Sequence[Choice], commands: Sequence[Command], default: str | None = None
    ) -> str:
        """The id of the choice, or a Command; only that is one, an id can have the same letters."""

    def choose_many(self, screen: Screen, several: Several, commands: Sequence[Command]) -> frozenset[str] | Command:
        """The ids of the choices: one or more that go together, or one that stands alone."""

    def write(self, screen: Screen, commands: Sequence[Command], default: str = "") -> str | Command:
        """One line of text, which may be empty; the key of a command alone on the line is that command."""

    def fill(self, screen: Screen, lines: Sequence[FormLine], commands: Sequence[Command]) -> tuple[str, ...] | Command:
        """A form: its lines all on one screen; each may be left empty. It begins at a line that was refused."""

    def choose_each(
        self,
        screen: Screen,
        rows: Sequence[PersonRow],
        choices: Sequence[Choice],
        commands: Sequence[Command],
        told: Told = untold,
    ) -> Mapping[str, str] | Command:
        """The id of a choice for every row, by the id of the row; all rows stand on one screen.

        `told` hears each answer as it is given; when it gives True, the answers so far are given back at once.
        """

    def secret(self, screen: Screen, commands: Sequence[Command]) -> str | Command:
        """One line that does not show while it is typed; the key of a command alone on the line is that command."""

    def number(self, screen: Screen, commands: Sequence[Command], refused: str = "") -> str | Command:
        """What was typed where a whole number is asked; `w` for unknown. `refused` is what was typed and is none."""

    def show(self, page: Page, choices: Sequence[Choice] = (), commands: Sequence[Command] = ()) -> str:
        """A page, with choices under it; without choices it waits until the worker goes on and gives ''."""

    def leave(self, lines: Sequence[str]) -> None:
        """The end: nothing of what was asked stays on the screen, only these lines; it may come more than once."""

    def blank(self) -> None:
        """Nothing on the screen until the worker goes on."""

    def close(self) -> None:
        """Give the screen back as it was; nothing is asked any more."""


UNKNOWN_KEY = "w"


def one_line(text: str) -> str:
    """Typed or pasted text as one line, without what cannot be shown."""
    return " ".join(clean(text).split())


def is_whole(secret: str) -> bool:
    """Whether every byte that was typed belongs to a letter; another one could not be typed again."""
    return not any("\ud800" <= letter <= "\udfff" for letter in secret)


MOST_DIGITS = 9
LONGEST_LINE = 10_000
"""Letters on one line; who has more to say says it in the file of the case."""
TOO_LONG = "Dat is te lang voor één regel. Typ het korter."


def numbered(choices: Sequence[Choice]) -> tuple[str, ...]:
    """How each choice is shown: its number, its text and its letter."""
    return tuple(
        f"{number}. {clean(choice.text)}{f' ({choice.key})' if choice.key else ''}"
        for number, choice in enumerate(choices, start=1)
    )


def command_line(commands: Sequence[Command]) -> str:
    """The keys of these commands on one line."""
    return "  ".join(f"{command.value} {LABELS[command]}" for command in commands)
