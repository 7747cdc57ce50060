"""`kvv triage`: the interview, from the first question to the decision."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from kvv_triage.settings import content_folder, existing, read_settings
from kvv_triage.terminal.choosing import meeting_asker, prefers_plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kvv_triage.content.content import Content
    from kvv_triage.conversation.arriving import Recorder
    from kvv_triage.conversation.asker import Asker
    from kvv_triage.record.keeping import MeetingKeeper


def run(case: str | None, *, practice: bool, plain: bool, content: Path | None, data: Path | None) -> None:
    """Ask the questions of a case and show whom to call."""
    if content:
        existing(content, "achter --inhoud")
    from kvv_triage.conversation.first import ask_first

    with ThreadPoolExecutor(max_workers=1) as background:
        # Reading the content starts once the first screen stands, so that it never slows that screen down.
        loading = cache(lambda: background.submit(_load, content))
        asker = meeting_asker(plain=plain or prefers_plain(), when_shown=lambda: _start(loading))
        first = ask_first(asker)
        from kvv_triage.conversation.arriving import Recorder
        from kvv_triage.conversation.desk import Desk
        from kvv_triage.conversation.meeting import Meeting

        settings = read_settings()
        recorder = Recorder(settings.name, settings.role, settings.team)
        desk = Desk(asker, lambda: loading().result(), _now)
        if practice:
            Meeting(desk, recorder, case, None).run(first)
            return
        with _kept(asker, data, recorder) as kept:
            Meeting(desk, recorder, case, kept).run(first)


def _now() -> datetime:
    return datetime.now().astimezone()


def _kept(asker: Asker, data: Path | None, recorder: Recorder) -> MeetingKeeper:
    from kvv_triage.record.keeping import MeetingKeeper
    from kvv_triage.record.unlocking import open_quietly, unlocked
    from kvv_triage.store.interface import Author

    author = Author(recorder.name, recorder.role)
    return MeetingKeeper(
        author, lambda may_ask: unlocked(asker, data, may_remind=True) if may_ask else open_quietly(data), _now
    )


def _start(loading: Callable[[], object]) -> None:
    loading()


def _load(option: Path | None) -> Content:
    from kvv_triage.reading.loading import load_content

    return load_content(content_folder(option))
