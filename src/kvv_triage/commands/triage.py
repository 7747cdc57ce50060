"""`kvv triage`: the interview, from the first question to the decision."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from kvv_triage.ending import say_at_the_end
from kvv_triage.errors import CannotDo
from kvv_triage.language.cannot_wait import CANNOT_WAIT
from kvv_triage.settings import Places, Settings, read_settings
from kvv_triage.terminal.choosing import meeting_asker

if TYPE_CHECKING:
    from collections.abc import Callable

    from kvv_triage.content.content import Content
    from kvv_triage.conversation.arriving import Recorder
    from kvv_triage.conversation.desk import Desk
    from kvv_triage.record.keeping import MeetingKeeper

PRACTICE = "OEFENING: kvv bewaart niets."
"""What stands on every screen of an exercise."""


def run(case: str | None, *, practice: bool, plain: bool, places: Places) -> None:
    """Ask the questions of a case and show whom to call."""
    if not practice:
        say_at_the_end((CANNOT_WAIT,))  # until the meeting knows whether a call is due, also by an earlier one
    if places.content:
        places.content_folder()  # says it at once when there is no such folder
    from kvv_triage.conversation.asker import one_line
    from kvv_triage.conversation.first import ask_first
    from kvv_triage.language.clean import clean

    case = one_line(clean(case or "")) or None
    with ThreadPoolExecutor(max_workers=1) as background:
        # Reading the content starts once the first screen stands, so that it never slows that screen down.
        loading = cache(lambda: background.submit(_load, places))
        asker = meeting_asker(plain=plain, when_shown=lambda: _start(loading))
        asker.standing = (PRACTICE,) if practice else ()
        try:
            first = ask_first(asker)
            from kvv_triage.conversation.arriving import Recorder
            from kvv_triage.conversation.desk import Desk
            from kvv_triage.conversation.meeting import Meeting

            settings = _settings()
            recorder = Recorder(settings.name, settings.role, settings.team)
            desk = Desk(asker, lambda: loading().result(), _now, say_at_the_end)
            if practice:
                Meeting(desk, recorder, case, None).run(first)
                return
            with _kept(desk, places, recorder) as kept:
                Meeting(desk, recorder, case, kept).run(first)
        finally:
            with suppress(OSError):  # the terminal may be gone
                asker.close()


def _settings() -> Settings:
    """Who uses kvv; whoever came in with danger is not left without a number when the file with that is damaged."""
    try:
        return read_settings()
    except CannotDo:
        say_at_the_end((CANNOT_WAIT,))
        raise


def _now() -> datetime:
    return datetime.now().astimezone()


def _kept(desk: Desk, places: Places, recorder: Recorder) -> MeetingKeeper:
    from kvv_triage.conversation.opening import OpeningAsker
    from kvv_triage.record.keeping import MeetingKeeper
    from kvv_triage.record.unlocking import Opening
    from kvv_triage.store.interface import Author
    from kvv_triage.store.letters import new_letter

    author, opening = Author(recorder.name, recorder.role), Opening(OpeningAsker(desk), places)
    return MeetingKeeper(
        author,
        lambda may_ask: opening.open()[0] if may_ask else opening.open_quietly(),
        _now,
        opening.finish,
        lambda: new_letter(places.data_folder()),
    )


def _start(loading: Callable[[], object]) -> None:
    loading()


def _load(places: Places) -> Content:
    from kvv_triage.reading.loading import load_content

    return load_content(places.content_folder())
