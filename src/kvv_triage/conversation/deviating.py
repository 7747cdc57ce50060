"""Doing less than the threshold or the norm asks: possible, never unseen (law 5)."""

from __future__ import annotations

from kvv_triage.case.events import Colleague, Deviated, NotDone
from kvv_triage.conversation.asker import Choice, Screen
from kvv_triage.conversation.desk import Desk
from kvv_triage.language.days import next_working_day
from kvv_triage.meeting.laws import stands

ROLES = (
    Choice("aandachtsfunctionaris", "", "Aandachtsfunctionaris"),
    Choice("gedragswetenschapper", "", "Gedragswetenschapper"),
    Choice("teamleider", "", "Teamleider"),
    Choice("wijkteam", "", "Medewerker wijkteam"),
    Choice("anders", "", "Iemand anders"),
)


def deviate(desk: Desk, question: str, what: NotDone) -> bool:
    """Whether the team decided by law 5 not to do this: it did before, or now gives a reason and two people."""
    if stands(desk.moment, what):
        return True
    reason = desk.write(Screen(question, hint="Enter zonder tekst breekt af: dan geldt de drempel."))
    if not reason:
        return False
    first = _colleague(desk, "Wie besluit dit?")
    second = _colleague(desk, "Wie besluit dit mee?")
    until = next_working_day(desk.today)
    return desk.try_to_add(Deviated(what, reason, (first, second), until, desk.moment.decision.level))


def second_name(desk: Desk, question: str) -> tuple[str, str]:
    """The reason why something grave becomes milder, and the colleague who agrees; empty when one is missing."""
    reason = desk.write(Screen(question, hint="Beide antwoorden blijven zichtbaar. Enter zonder tekst breekt af."))
    agrees = Screen("Welke collega is het hiermee eens?", hint="Een tweede naam is verplicht. Enter breekt af.")
    return reason, desk.write(agrees) if reason else ""


def _colleague(desk: Desk, question: str) -> Colleague:
    name = desk.write(Screen(question, hint="De naam van een collega. Enter breekt af."))
    return Colleague(name, desk.choose(Screen(f"In welke rol besluit {name} mee?"), ROLES) if name else "")
