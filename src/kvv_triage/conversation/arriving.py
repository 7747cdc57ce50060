"""The first screens of a meeting: who is looking on, which case, who sits at the table, and how much time there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from kvv_triage.case.events import Seated, Started, Subject
from kvv_triage.conversation.asker import Choice, Command, FormLine, Screen
from kvv_triage.conversation.desk import Desk, WentBack, needed
from kvv_triage.conversation.first import ALONE, DANGER, FIRST, FIRST_CHOICES, WATCHED
from kvv_triage.meeting.agenda import FAST, FULL
from kvv_triage.meeting.session import Session

T = TypeVar("T")
NO_FURTHER = "Verder terug kan hier niet."


@dataclass(frozen=True, slots=True)
class Recorder:
    """Who records, from the settings; both may be empty."""

    name: str
    role: str
    team: str = ""


def who_looks_on(desk: Desk, picked: str) -> bool:
    """Go on until nobody looks on who may not see the screen; True when there is direct danger and all else can wait.

    `picked` is what was chosen on the first screen, which stood there while the content was being read.
    """
    if isinstance(picked, Command):
        try:
            desk.carry_out(picked)
        except WentBack:
            desk.tell(NO_FURTHER)
        picked = at_first(desk, lambda: desk.choose(FIRST, FIRST_CHOICES))
    while picked == WATCHED.id:
        turned = Screen(
            "Zet eerst de beamer uit, of draai het scherm weg.",
            hint="Praat niet over vermoedens waar de vermoedelijke pleger of een ouder bij is.",
        )
        alone = Choice(ALONE.id, "", "Gedaan: nu kijkt er niemand mee")
        try:
            picked = desk.choose(turned, (alone, DANGER))
        except WentBack:
            picked = at_first(desk, lambda: desk.choose(FIRST, FIRST_CHOICES))
    return picked == DANGER.id


def at_first(desk: Desk, ask: Callable[[], T]) -> T:
    """Ask at a screen before which there is none to go back to."""
    while True:
        try:
            return ask()
        except WentBack:
            desk.tell(NO_FURTHER)


def start(desk: Desk, recorder: Recorder, *, is_practice: bool) -> None:
    """Record with which content the meeting began."""
    desk.add(Started(desk.now(), desk.content.fingerprint, recorder.name, recorder.role, is_practice, recorder.team))


def pseudonym(desk: Desk) -> str:
    """Ask which case it is."""
    screen = Screen("Onder welk pseudoniem staat deze zaak?", hint="Een nummer of code van jullie team. Geen naam.")
    return at_first(desk, lambda: desk.write(screen, refuse=needed))


def is_nobody_seated(session: Session) -> bool:
    """Whether nobody was asked yet who is at the table and who records; the case itself may be known."""
    return session.seated is None or not (session.seated.present or session.seated.recorder)


def seat(desk: Desk, case: str, recorder: Recorder) -> None:
    """Ask who is at the table and who records."""
    known = " ".join(part for part in (recorder.name, f"({recorder.role})" if recorder.role else "") if part)
    lines = (
        FormLine("Wie zitten er aan tafel?", "Functies zijn genoeg, zoals: wijkteam, jeugdarts, school."),
        FormLine("Wie legt vast?", "De naam of functie van wie dit invult.", known),
    )
    present, writes = at_first(desk, lambda: desk.fill(Screen("Wie zijn erbij?"), lines))
    desk.add(Seated(case, present, writes))


def ask_time(desk: Desk) -> None:
    """Ask how much time there is: enough for every list, or for the fast lane only."""
    screen = Screen(
        "Hoeveel tijd is er?",
        hint="De snelle weging vraagt naar direct gevaar, wat opvalt en de gevaarlijkste signalen. De rest kan daarna.",
    )
    choices = (
        Choice(FULL, "", "Genoeg: de volledige weging"),
        Choice(FAST, "", "Weinig: de snelle weging"),
    )
    desk.discuss(Subject.TIME, desk.choose(screen, choices, FULL))
