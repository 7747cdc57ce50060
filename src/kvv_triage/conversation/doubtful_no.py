"""Whether every "nee" was asked or seen: one that nobody asked about is not a "nee" (law 6)."""

from __future__ import annotations

from kvv_triage.case.events import Answered, Subject
from kvv_triage.conversation.asker import Choice, Screen, Several
from kvv_triage.conversation.desk import Desk
from kvv_triage.deciding.filling import NOT_ASKED
from kvv_triage.meeting.laws import unchecked
from kvv_triage.pages.wording import shortened

MOST_ON_SCREEN = 9
ALL_ASKED = Choice("geen", "n", "Deze zijn allemaal nagevraagd of gezien")


def check_not_asked(desk: Desk, checklist: str | None = None) -> bool:
    """Ask which "nee" (of one list, or of all) was not asked or seen; whether any became `niet_gevraagd`.

    What was confirmed before is not asked again.
    """
    slots = unchecked(desk.content, desk.session, checklist)
    if not slots:
        return False
    screen = Screen(
        f"Is elke 'nee' echt nagevraagd of gezien? Het zijn er {len(slots)}.",
        hint="Een 'nee' waar niemand naar vroeg, wordt 'weet niet'. Dat is eerlijker.",
    )
    choices = (Choice("ja", "j", "Ja, allemaal"), Choice("nee", "n", "Nee, ik wijs ze aan"))
    is_sure = desk.choose(screen, choices) == "ja"
    starts = () if is_sure else range(0, len(slots), MOST_ON_SCREEN)
    doubtful = {slot for start in starts for slot in _pick(desk, slots, start)}
    for slot in slots:
        if slot in doubtful:
            desk.add(Answered(slot, NOT_ASKED))
    if asked := tuple(slot for slot in slots if slot not in doubtful):
        desk.discuss(Subject.NO, *asked)
    return bool(doubtful)


def _pick(desk: Desk, slots: tuple[str, ...], start: int) -> frozenset[str]:
    page = slots[start : start + MOST_ON_SCREEN]
    choices = tuple(Choice(slot, "", shortened(desk.content, desk.session, slot)) for slot in page)
    place = f"{start + 1} tot en met {start + len(page)} van {len(slots)}" if len(slots) > len(page) else ""
    screen = Screen("Welke 'nee' is niet nagevraagd of gezien?", place)
    picked = desk.choose_many(screen, Several(choices, (ALL_ASKED,)))
    return frozenset(picked) - {ALL_ASKED.id}
