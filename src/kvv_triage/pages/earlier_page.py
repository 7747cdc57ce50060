"""What earlier sessions of a case decided, and what is answered differently since."""

from __future__ import annotations

from collections.abc import Iterator

from kvv_triage.case.state import EarlierSession
from kvv_triage.content.content import Content
from kvv_triage.content.gravity import severity_of
from kvv_triage.language.days import in_words
from kvv_triage.meeting.session import Session
from kvv_triage.pages.page import Bullets, Line, Page
from kvv_triage.pages.wording import TITLES, answer_text, question_text


def earlier_page(decided: tuple[EarlierSession, ...]) -> Page:
    """The decisions of earlier sessions, newest first. There is at least one."""
    lines = (
        f"{in_words(session.day)}: {TITLES[session.level]}"
        for session in sorted(decided, key=lambda session: session.day)[::-1]
    )
    counted = "één keer" if len(decided) == 1 else f"{len(decided)} keer"
    return Page("EERDER GEWOGEN", (Line(f"Deze zaak is al {counted} gewogen."), Bullets(tuple(lines))))


def changes_since(
    before: Content, last: Session, content: Content, session: Session, *, graver_only: bool = False
) -> Iterator[str]:
    """The questions that were answered in both sessions, and differently; each under its own content.

    `graver_only` leaves out those of which the answer did not become more severe.
    """
    for slot, answer in session.answers.items():
        then = last.answers.get(slot)
        if then is None:
            continue
        if graver_only and severity_of(content, slot, answer) <= severity_of(before, slot, then):
            continue
        was, now = answer_text(before, slot, then), answer_text(content, slot, answer)
        if was != now:
            yield f"{question_text(content, slot)} Toen: {was}. Nu: {now}."
