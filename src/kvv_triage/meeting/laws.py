"""The laws that guard a meeting (laws 5, 6 and 8)."""

from __future__ import annotations

from typing import Literal

from kvv_triage.case.answers import Answer, Answers
from kvv_triage.content.content import Content
from kvv_triage.content.gravity import severity_of
from kvv_triage.deciding.marks import Marks
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Severity


def needs_second_name(ruleset: Ruleset, slot: str, old: Answer, new: Answer, earlier: tuple[Answer, ...] = ()) -> bool:
    """Whether the change makes a red flag or graver milder: then it needs a reason and a second name (law 5).

    `earlier` are the answers before the old one: who agreed that it is not known did not agree that it is a "nee".
    """
    encoder = ruleset.slot(slot)[0].encoder

    def could_say(answer: Answer) -> Marks:
        return encoder.of_answer(answer) | (encoder.top if answer.is_unknown else 0)

    now = encoder.of_answer(new)
    if not (encoder.of_answer(old) & ~now or could_say(old) & ~could_say(new)):
        return False
    grave = [one for one in (old, *earlier) if severity_of(ruleset.content, slot, one) >= Severity.RODE_VLAG]
    return any(encoder.of_answer(one) & ~now for one in grave)


def proposed_promises(content: Content, answers: Answers) -> tuple[tuple[Literal["unknown", "acute"], str], ...]:
    """The slots that ask for a promise: each unknown red flag or graver, and each acute answer."""
    found: list[tuple[Literal["unknown", "acute"], str]] = []
    for slot, answer in answers.items():
        if severity_of(content, slot, answer) >= Severity.ACUUT:
            found.append(("acute", slot))
        elif answer.is_unknown and content.slot(slot)[0].severity >= Severity.RODE_VLAG:
            found.append(("unknown", slot))
    return tuple(found)


def lacks_fact(content: Content, slot: str, answer: Answer) -> bool:
    """Whether the spark behind a tick of a red flag or graver is missing (law 6)."""
    return severity_of(content, slot, answer) >= Severity.RODE_VLAG and not answer.fact


HEAVY_ROLES = ("aandachtsfunctionaris", "gedragswetenschapper")
"""Of the two people behind a decision not to call, one has one of these roles (law 5)."""
