"""Hold the end of a meeting without a terminal, and count the screens that come after its outcome.

The real conversation asks; who answers takes what is proposed, plans the call, and fills in what is needed: part by
part and then once more the overview, or at once by agreeing to all of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time

from kvv_triage.case.answers import Answers
from kvv_triage.case.events import (
    Answered,
    Discussed,
    EarlierCounted,
    Event,
    MeldcodeChanged,
    Raised,
    Seated,
    Started,
    Subject,
)
from kvv_triage.case.state import CaseState
from kvv_triage.conversation.arriving import Recorder
from kvv_triage.conversation.asker import Choice, Command, FormLine, PersonRow, Screen, Several, Told, untold
from kvv_triage.conversation.calling import LATER
from kvv_triage.conversation.closing import CHANGE, CLOSE, DONE, GO_ON, ON
from kvv_triage.conversation.desk import Desk
from kvv_triage.conversation.first import ALONE
from kvv_triage.conversation.meeting import Meeting
from kvv_triage.conversation.meldcode import AS_PROPOSED
from kvv_triage.conversation.meldcode import LATER as NOT_NOW
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.meeting.agenda import FULL
from kvv_triage.meeting.laws import unchecked
from kvv_triage.meeting.session import fold
from kvv_triage.pages.page import Page

NOON = time(12, tzinfo=UTC)
TYPED = {
    "Hoe laat?": "over 30 minuten",
    "Wie neemt waar als de regiehouder er niet is?": "Jan",
}
MOST = 100
"""Screens after which a meeting that does not end is a mistake."""


class Counter:
    """An Asker that takes what is proposed, or what comes first, and keeps the title of every screen."""

    def __init__(self, *, agrees: bool) -> None:
        self._wanted = (*((CLOSE.id,) if agrees else ()), GO_ON.id, AS_PROPOSED.id, NOT_NOW.id, CLOSE.id)
        self.standing: tuple[str, ...] = ()
        self.titles: list[str] = []
        self.outcome: int | None = None
        """How many screens there were when the outcome stood there first, that one included."""

    def _see(self, title: str) -> None:
        self.titles.append(title)
        if len(self.titles) > MOST:
            raise RuntimeError(f"the meeting does not end: {self.titles[-5:]}")

    @staticmethod
    def _first_of(wanted: Sequence[str], choices: Sequence[Choice]) -> str:
        ids = {choice.id for choice in choices}
        return next((name for name in wanted if name in ids), "")

    def choose(
        self, screen: Screen, choices: Sequence[Choice], commands: Sequence[Command], default: str | None = None
    ) -> str:
        """Go on or agree where that can be chosen; else take what Enter means, or the first."""
        del commands
        self._see(screen.question)
        return self._first_of(self._wanted, choices) or default or choices[0].id

    def choose_many(self, screen: Screen, several: Several, commands: Sequence[Command]) -> frozenset[str] | Command:
        """Leave the ticks as they are."""
        del commands
        self._see(screen.question)
        return several.chosen or frozenset({several.alone[0].id})

    def choose_each(
        self,
        screen: Screen,
        rows: Sequence[PersonRow],
        choices: Sequence[Choice],
        commands: Sequence[Command],
        told: Told = untold,
    ) -> Mapping[str, str] | Command:
        """Take the first for everyone who has no answer yet."""
        del commands, told
        self._see(screen.question)
        return {row.id: row.chosen or choices[0].id for row in rows}

    def write(self, screen: Screen, commands: Sequence[Command], default: str = "") -> str | Command:
        """Leave the line as it is."""
        del commands
        self._see(screen.question)
        return default

    def fill(self, screen: Screen, lines: Sequence[FormLine], commands: Sequence[Command]) -> tuple[str, ...] | Command:
        """Fill in every line that is empty."""
        del commands
        self._see(screen.question)
        return tuple(line.default or TYPED.get(line.label, "Els") for line in lines)

    def secret(self, screen: Screen, commands: Sequence[Command]) -> str | Command:
        """Nothing is kept, so nothing is opened."""
        raise NotImplementedError

    def number(self, screen: Screen, commands: Sequence[Command], refused: str = "") -> str | Command:
        """Nothing is left to count after the outcome."""
        raise NotImplementedError

    def show(self, page: Page, choices: Sequence[Choice] = (), commands: Sequence[Command] = ()) -> str:
        """Plan a call, end at the last page, and go on from every other."""
        del commands
        self._see(page.title)
        if CHANGE in choices and self.outcome is None:
            self.outcome = len(self.titles)
        first = choices[0].id if choices else ""
        return self._first_of((LATER.id, DONE.id, ON.id), choices) or first

    def leave(self, lines: Sequence[str]) -> None:
        """Nothing stays on a screen."""

    def blank(self) -> None:
        """Nothing to hide."""

    def close(self) -> None:
        """Nothing to give back."""


def screens_after_outcome(
    ruleset: Ruleset, record: CaseState, answers: Answers, *, agrees: bool = False
) -> tuple[str, ...]:
    """Give the titles of the screens between the outcome of this case and its end, the last page included.

    `agrees`: for who agrees to all that is proposed, instead of going along each part.
    """
    now = datetime.combine(record.day, NOON)
    events: list[Event] = [
        Started(now, ruleset.content.fingerprint),
        Seated("A-1", "wijkteam", "Els"),
        *([EarlierCounted(record.earlier)] if record.earlier else []),
        Discussed(Subject.TIME, record.day, (FULL,)),
        *(Answered(slot, answer) for slot, answer in answers.items()),
        *([Raised(record.raised)] if record.raised else []),
        *([MeldcodeChanged(record.meldcode)] if record.meldcode != type(record.meldcode)() else []),
    ]
    events.append(Discussed(Subject.NO, record.day, unchecked(ruleset.content, fold(events))))
    counter = Counter(agrees=agrees)
    desk = Desk(counter, lambda: ruleset.content, lambda: now)
    desk.resume(events, ruleset.content)
    Meeting(desk, Recorder("Els", "wijkteam"), "A-1", None).run(ALONE.id)
    if desk.session.closed is None or counter.outcome is None:
        raise RuntimeError(f"the meeting did not come to its end: {counter.titles}")
    return tuple(counter.titles[counter.outcome :])
