"""Doing less than the threshold or the norm asks: possible, never unseen (law 5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kvv_triage.case.events import Colleague, Deviated, NotDone
from kvv_triage.conversation.asker import Choice, FormLine, Screen
from kvv_triage.conversation.desk import Desk, WentBack
from kvv_triage.language.days import next_working_day
from kvv_triage.language.reason import is_sentence
from kvv_triage.meeting.laws import A_SENTENCE, TWO_NAMES, are_two

ROLES = (
    Choice("aandachtsfunctionaris", "", "Aandachtsfunctionaris"),
    Choice("gedragswetenschapper", "", "Gedragswetenschapper"),
    Choice("teamleider", "", "Teamleider"),
    Choice("wijkteam", "", "Medewerker wijkteam"),
    Choice("anders", "", "Iemand anders"),
)


def deviate(desk: Desk, question: str, what: NotDone) -> bool:
    """Whether the team decided by law 5 not to do this: it did before, or now gives a reason and two people."""
    if desk.moment.stands(what):
        return True
    reason = desk.write(
        Screen(question, hint="Enter zonder tekst breekt af: dan geldt de drempel.", about=what), refuse=_no_sentence
    )
    if not reason:
        return False
    screen = Screen("Wie besluiten dit?", hint=reason, about=what)
    names: tuple[str, ...] = ("", "")
    while True:
        lines = [
            FormLine(label, default=name) for label, name in zip(("Eerste naam", "Tweede naam"), names, strict=True)
        ]
        names = desk.fill(screen, lines, lambda names: "" if are_two(*names) else TWO_NAMES)
        try:
            people = [Colleague(name, _role(desk, name)) for name in names]
        except WentBack:  # to the names, which stand there still
            continue
        deviated = Deviated(
            what, reason, (people[0], people[1]), next_working_day(desk.today), desk.moment.decision.level
        )
        if desk.try_to_add(deviated):
            return True


def second_name(desk: Desk, screen: Screen, refuse: Callable[[str, str], str]) -> tuple[str, str]:
    """The reason why something grave becomes milder, and the colleague who agrees; empty when one is missing.

    `screen` asks the reason. What was typed stands there again as long as `refuse` has a sentence about the two.
    """
    hint = "Beide antwoorden blijven zichtbaar. Enter zonder tekst breekt af."
    reason = desk.write(replace(screen, hint=hint), refuse=_no_sentence)
    agrees = replace(
        screen,
        question="Welke collega is het hiermee eens?",
        hint="Een tweede naam is verplicht. Enter breekt af.",
    )
    return reason, desk.write(agrees, refuse=lambda second: refuse(reason, second) if second else "") if reason else ""


def _no_sentence(reason: str) -> str:
    return "" if not reason or is_sentence(reason) else A_SENTENCE


def _role(desk: Desk, name: str) -> str:
    return desk.choose(Screen(f"In welke rol besluit {name} mee?"), ROLES)
