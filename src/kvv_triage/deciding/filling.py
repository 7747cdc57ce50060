"""Questions that got no answer of their own: what `overige` gives them, and what closing a meeting gives them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kvv_triage.case.answers import (
    Answer,
    Answers,
    Person,
    Persons,
    Unknown,
    Value,
)
from kvv_triage.case.slots import person_number, role_of, slot_of, split_slot
from kvv_triage.case.state import CaseState
from kvv_triage.content.casebook import Rest
from kvv_triage.content.kinds import can_be_unknown, safe_value
from kvv_triage.deciding.bounds import Bounds, bounds
from kvv_triage.deciding.marks import join
from kvv_triage.deciding.ruleset import ReadyQuestion, Ruleset
from kvv_triage.language.scales import Level, UnknownKind


def fill(ruleset: Ruleset, record: CaseState, rest: Rest) -> CaseState:
    """The record with every other question in use answered: at its safe end, `weet_niet`, or left open.

    An answer may close a later question, so a question waits a round for what its guard reads.
    """
    while rest != "open":
        known = bounds(ruleset, record.answers, record.persons, record.days_ago)
        unanswered = [(item, person) for item, person in known.open_slots() if can_be_unknown(item.question)]
        still_open = join(item.bit for item, _ in unanswered)
        filled = {
            slot_of(item.id, person): Answer((_rest_value(item, record, rest),))
            for item, person in unanswered
            if not item.reads & still_open and person not in known.imagined
        }
        if not filled:
            break
        record = replace(record, answers=Answers({**record.answers, **filled}))
    return record


def _rest_value(item: ReadyQuestion, record: CaseState, rest: Rest) -> Value:
    if item.makes:
        numbers = [person_number(person) for person in _known_persons(record) if role_of(person) == item.makes]
        if numbers:
            return Persons((Person(),) * max(numbers))
    return Unknown(UnknownKind.NIET_BEKEND) if rest == "weet_niet" else safe_value(item.question)


def _known_persons(record: CaseState) -> Iterator[str]:
    yield from record.persons
    yield from (person for slot in record.answers if (person := split_slot(slot)[1]))


NOT_ASKED = Answer((Unknown(UnknownKind.NIET_GEVRAAGD),))


def closing_answers(
    ruleset: Ruleset, answers: Answers, earlier: tuple[tuple[int, Level], ...] = ()
) -> dict[str, Answer]:
    """What a closed session adds: every question in use that was never asked becomes `niet_gevraagd` (design 5.2).

    Not knowing who belongs to a family makes one person, about whom nothing was asked either.
    """
    added: dict[str, Answer] = {}
    while never_asked := _never_asked(bounds(ruleset, Answers({**answers, **added}), (), earlier)):
        added |= never_asked
    return added


def _never_asked(known: Bounds) -> dict[str, Answer]:
    return {
        slot_of(item.id, person): NOT_ASKED
        for item, person in known.open_slots()
        if person not in known.imagined and can_be_unknown(item.question)
    }
