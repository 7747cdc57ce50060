"""Whether every "nee" was asked or seen: one that nobody asked about is not a "nee" (law 6)."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from kvv_triage.case.events import Answered, Subject
from kvv_triage.conversation.asker import Choice, Screen, Several
from kvv_triage.conversation.desk import Desk, WentBack, in_turn
from kvv_triage.deciding.filling import NOT_ASKED
from kvv_triage.meeting.laws import unchecked
from kvv_triage.pages.wording import with_answer

MOST_ON_SCREEN = 9
ALL_ASKED = Choice("geen", "", "Deze zijn allemaal nagevraagd of gezien")


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
        is_grave=True,
    )
    # No `n` here, nor on the screens that follow: whoever held that key down has not said that anything was asked.
    choices = (Choice("nee", "", "Nee, ik wijs ze aan"), Choice("ja", "j", "Ja, allemaal"))
    doubtful: set[str] = set()
    while True:
        starts = () if desk.choose(screen, choices) == "ja" else range(0, len(slots), MOST_ON_SCREEN)
        picked: dict[int, frozenset[str]] = {}
        with suppress(WentBack):
            in_turn(*(partial(_pick, desk, slots, start, picked) for start in starts))
            doubtful = {slot for page in picked.values() for slot in page}
            break
    for slot in slots:
        if slot in doubtful:
            desk.add(Answered(slot, NOT_ASKED))
    if asked := tuple(slot for slot in slots if slot not in doubtful):
        desk.discuss(Subject.NO, *asked)
    return bool(doubtful)


def _pick(desk: Desk, slots: tuple[str, ...], start: int, picked: dict[int, frozenset[str]]) -> None:
    """Ask it of one page of them; `picked` holds what was chosen, by where the page starts."""
    page = slots[start : start + MOST_ON_SCREEN]
    choices = tuple(Choice(slot, "", with_answer(desk.content, desk.session, slot)) for slot in page)
    place = f"{start + 1} tot en met {start + len(page)} van {len(slots)}" if len(slots) > len(page) else ""
    screen = Screen("Welke 'nee' is niet nagevraagd of gezien?", place, is_grave=True)
    chosen = desk.choose_many(screen, Several(choices, (ALL_ASKED,), picked.get(start, frozenset())))
    picked[start] = frozenset(chosen) - {ALL_ASKED.id}
