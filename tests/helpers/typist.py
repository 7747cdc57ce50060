"""A worker who reads what stands on the screen and types a reply: drives the plain way of asking from a test."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kvv_triage.case.events import Event
from kvv_triage.content.conditions import question_references
from kvv_triage.content.content import Content
from kvv_triage.conversation.arriving import Recorder
from kvv_triage.conversation.desk import Desk
from kvv_triage.conversation.first import ask_first
from kvv_triage.conversation.meeting import Meeting
from kvv_triage.meeting.keeper import Keeper
from kvv_triage.meeting.session import Session
from kvv_triage.terminal.plain import PlainAsker

WEDNESDAY = datetime(2026, 3, 4, 14, 5, tzinfo=UTC)
CTRL_C = "<ctrl-c>"
HANG_UP = "<hang-up>"
MOST_SCREENS = 200

ASKED = "van hoogstens"
"""Words that stand on the screen when a question of the content is asked, and only then."""

LOOK_BEHIND = {"Details: wat erachter zit": ["d", "v"]}
"""Replies of who reads what stands behind the outcome, and then goes on."""


class Question(str):
    """The text of a question; as a key of replies it only counts while that question is being asked."""

    __slots__ = ()


Reply = str | Sequence[str] | Callable[[str], str]
Replies = Mapping[str, Reply]


def _takes_all(screen: str) -> str:
    """Take the promises as they are proposed."""
    return "k" if "(k)" in screen else "" if "Enter is" in screen else number_of("Geen van deze")(screen)


def _all_asked(screen: str) -> str:
    return number_of("Deze zijn allemaal")(screen)


CARELESS: Mapping[str, str | Callable[[str], str]] = {
    "die niet af is": "v",
    "Klopt dit zo?": lambda screen: "v" if "Verder (v)" in screen else "k",
    "Welke afspraken maken jullie?": _takes_all,
    "Wat leggen jullie nu vast": "v",
    "echt nagevraagd of gezien": "j",
    "Welke 'nee' is niet nagevraagd": _all_asked,
}
"""What such a person types at screens on which neither Enter nor the safe answer leads on."""


def careless(screen: str) -> str:
    """What someone types who sees nothing wrong: the safe answer, or Enter."""
    for piece, typed in CARELESS.items():
        if piece in screen:
            return typed if isinstance(typed, str) else typed(screen)
    if "[ ]" in screen and "[x]" not in screen:
        return "n"  # "niets hiervan" may stand below the lines that fit
    if "Je keuze" in screen or "»" in screen:
        return next((key for key in ("n", "k") if f"({key})" in screen), "1")
    if "Typ een getal" in screen:
        return "0"
    return "" if any(f"Enter {does}" in screen for does in ("is", "slaat", "als", "zonder")) else "iets"


class Worker:
    """Someone who decides at every screen what to type.

    `replies` maps a piece of the screen to what is typed there: one text for every time, one after another, or what
    follows from the screen.
    """

    def __init__(self, replies: Replies, otherwise: Callable[[str], str] = careless) -> None:
        # A follow-up names the question it is about, so replies to a question come last.
        self.replies = dict(sorted(replies.items(), key=lambda one: isinstance(one[0], Question)))
        self.otherwise = otherwise
        self.said: Counter[str] = Counter()
        self.screens: list[str] = []

    def reply(self, screen: str) -> str:
        """What is typed at this screen, whose words stand on one line."""
        self.screens.append(screen)
        assert len(self.screens) < MOST_SCREENS, f"the meeting never ends: {screen}"
        for piece, said in self.replies.items():
            if piece in screen and (ASKED in screen or not isinstance(piece, Question)):
                if isinstance(said, str):
                    return said
                if callable(said):
                    return said(screen)
                self.said[piece] += 1
                if self.said[piece] <= len(said):
                    return said[self.said[piece] - 1]
        return self.otherwise(screen)


class Typist:
    """The keyboard of a worker: each line is decided by what was printed since the line before."""

    def __init__(self, paper: io.StringIO, worker: Worker) -> None:
        self.paper, self.worker, self.read_until = paper, worker, 0

    def type_line(self) -> str:
        """The next line; KeyboardInterrupt for Ctrl-C, '' when the line is dead."""
        text = self.paper.getvalue()
        screen, self.read_until = " ".join(text[self.read_until :].split()), len(text)
        typed = self.worker.reply(screen)
        if typed == CTRL_C:
            raise KeyboardInterrupt
        return "" if typed == HANG_UP else f"{typed}\n"


@dataclass(slots=True)
class Held:
    """A meeting that was held: the desk, what was printed, and every screen at which something was typed."""

    desk: Desk
    printed: str
    screens: list[str] = field(default_factory=list)
    error: BaseException | None = None

    @property
    def session(self) -> Session:
        return self.desk.session

    def at(self, piece: str) -> str:
        """The first screen with these words."""
        found = [screen for screen in self.screens if piece in screen]
        assert found, f"never on screen: {piece}"
        return found[0]


def hold(  # noqa: PLR0913 -- a meeting has a case, a day, a place where it is kept and someone who writes
    content: Content,
    replies: Replies,
    *,
    case: str | None = "A-1",
    now: datetime = WEDNESDAY,
    keeper: Keeper | None = None,
    name: str = "S. de Wit",
    after: Sequence[Event] = (),
    say: Callable[[tuple[str, ...]], None] = lambda _: None,
) -> Held:
    """Hold a whole meeting in plain lines, or what is left `after` these events; without a keeper it is an exercise.

    `say` is told, as the meeting goes on, what its last words would be.
    """
    paper = io.StringIO()
    worker = Worker(replies)
    asker = PlainAsker(Typist(paper, worker).type_line, paper)
    desk = Desk(asker, lambda: content, lambda: now, lambda lines: say(tuple(lines)))
    if after:
        desk.resume(after, content)
    held = Held(desk, "")
    try:
        first = ask_first(asker)
        Meeting(desk, Recorder(name, "wijkteam"), case, keeper).run(first)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 -- the test looks at what came out
        held.error = error
    held.printed, held.screens = " ".join(paper.getvalue().split()), worker.screens
    return held


def number_of(text: str) -> Callable[[str], str]:
    """The number of the choice that begins with this text, whenever it is on the screen; else none of them."""

    def pick(screen: str) -> str:
        found = re.search(rf"(\d+)\. {re.escape(text)}", screen)
        return found[1] if found else "n"

    return pick


def through_meldcode(end: str = "v") -> Callable[[str], str]:
    """Open every line of the Meldcode on which nothing stands, or less than is proposed; each once, and then go on."""
    opened: set[str] = set()

    def pick(screen: str) -> str:
        for number, line in re.findall(r"(\d+)\. ([^:]+): (?:nog niet|nee, voorstel)", screen):
            if line not in opened:
                opened.add(line)
                return str(number)
        return end if f"({end})" in screen else "v"

    return pick


def question(content: Content, slot: str) -> Question:
    """The question of a slot as it stands on the screen."""
    return Question(" ".join(content.slot(slot)[0].question.text.split()))


def stopped_at(content: Content, slot: str) -> Replies:
    """What is typed by someone who leaves at this question."""
    return {question(content, slot): CTRL_C, "Wil je stoppen?": CTRL_C}


def changed(content: Content, *, without: str) -> Content:
    """The same content of a later version, without one question."""
    checklist, _, name = without.partition(".")
    lists = tuple(
        one.model_copy(
            update={
                "sections": tuple(
                    section.model_copy(
                        update={"questions": tuple(asked for asked in section.questions if asked.id != name)}
                    )
                    for section in one.sections
                )
            }
        )
        if one.id == checklist
        else one
        for one in content.checklists
    )
    rules = tuple(
        rule
        for rule in content.regional.thresholds
        if without not in [question for _, question in question_references(rule.when)]
    )
    regional = content.regional.model_copy(update={"thresholds": rules})
    return Content(lists, regional, content.floor, content.meldcode)
