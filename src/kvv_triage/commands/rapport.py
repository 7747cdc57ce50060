"""`kvv rapport`: figures over whole months, without any case."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Literal, assert_never

from kvv_triage.deciding.ready import Content
from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.figures.counts import Meeting, figures
from kvv_triage.figures.report import Region, Report, Scope, named, report
from kvv_triage.figures.tally import KINDS as COUNTED
from kvv_triage.figures.tally import Tally, tallied
from kvv_triage.forms.figures_json import HEADER, report_json, report_rows
from kvv_triage.language.period import whole_months
from kvv_triage.meeting.event_text import KINDS
from kvv_triage.pages.figures_page import report_page
from kvv_triage.pages.page import Document
from kvv_triage.reading.kept_content import restored
from kvv_triage.record.keeping import level_of
from kvv_triage.record.unlocking import check_named, has_record, open_record, some_asker
from kvv_triage.saving import private_file, save
from kvv_triage.settings import content_folder
from kvv_triage.store.interface import SessionRow, Store
from kvv_triage.store.sqlcipher.rows import case_key

Form = Literal["tekst", "html", "csv", "json"]
WIDTH = 80


def run(  # noqa: PLR0913 -- every option of the command is an argument
    *,
    since: date | None,
    until: date | None,
    team: str | None,
    form: Form,
    target: Path | None,
    content: Path | None,
    data: Path | None,
) -> None:
    """Print the figures, or write them to a file."""
    check_named(data)
    today = datetime.now().astimezone().date()
    first, last = whole_months(since, until, today)
    if (since or first, until or last) != (first, last):
        sys.stderr.write(
            f"Let op: een rapport gaat over hele maanden. Dit gaat van {first:%d-%m-%Y} tot {last:%d-%m-%Y}.\n"
        )
    if target:
        _check_free(target)
    with _collecting_later():
        found = _report(Scope(first, last, today, team), content, data)
    if target is None:
        _print(found, form)
    else:
        _write(target, _text(found, form))


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Look for cycles afterwards: hundreds of thousands of entries have none, and looking takes a sixth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _report(scope: Scope, content: Path | None, data: Path | None) -> Report:
    counted: list[Meeting] = []
    others: list[Meeting] = []
    contents: dict[str, Content | None] = {}
    if has_record(data):
        with open_record(some_asker(), data) as store:
            start, end = _start_of(scope.since), _start_of(scope.until)
            others = [_meeting(row, None) for row in store.sessions(until=start)]
            for one in _meetings(store, start, end, scope.made_on):
                (counted if _is_of(one, scope.team) else others).append(one)
            contents = _contents(store, counted)
    known = [one for one in contents.values() if one] or [_usual_content(content)]
    return report(figures(counted, others), named(known), scope, tuple(_regions(contents)))


def _usual_content(option: Path | None) -> Content:
    """The content that names lists and thresholds when no session tells any more which one decided."""
    from kvv_triage.reading.loading import load_content

    return load_content(content_folder(option))


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time()).astimezone()


def _meetings(store: Store, since: datetime, until: datetime, today: date) -> Iterator[Meeting]:
    rows = store.sessions(since=since, until=until)
    # Who counts past what is not known, publishes a wrong figure.
    found = store.entries_of(COUNTED, since, until, known=frozenset(KINDS))
    entries = groupby(found, attrgetter("session"))
    tallies = {session: tallied(some, today) for session, some in entries}
    for row in rows:
        yield _meeting(row, None if row.is_skeleton else tallies.get(row.id, Tally()))


def _meeting(row: SessionRow, tally: Tally | None) -> Meeting:
    case = f"zaak {case_key(row.case)}" if row.case else row.id
    return Meeting(case, row.started, row.closed is not None, level_of(row), row.thresholds, tally)


def _is_of(meeting: Meeting, team: str | None) -> bool:
    """Whether a session is of this team; of one that was cleaned up nobody knows."""
    return team is None or (meeting.tally is not None and case_key(meeting.tally.team) == case_key(team))


def _contents(store: Store, meetings: Iterable[Meeting]) -> dict[str, Content | None]:
    """The contents that decided, by fingerprint; None for one that this version cannot read."""
    fingerprints = {name for one in meetings if one.is_closed and one.tally for name in one.tally.fingerprints}
    return {fingerprint: _content(store, fingerprint) for fingerprint in sorted(fingerprints)}


def _content(store: Store, fingerprint: str) -> Content | None:
    text = store.content(fingerprint)
    try:
        return None if text is None else restored(text, fingerprint)
    except StoreTrouble:
        return None


def _regions(contents: dict[str, Content | None]) -> Iterator[Region]:
    for fingerprint, content in contents.items():
        about = content.regional if content else None
        yield Region(about.region if about else None, about.version if about else None, fingerprint)


def _text(found: Report, form: Form) -> str:
    """The report as the text of a file."""
    match form:
        case "tekst":
            return _lines(report_page(found))
        case "html":
            from kvv_triage.export.html import html

            return html(report_page(found))
        case "csv":
            from kvv_triage.export.spreadsheet import csv_lines

            return "".join(csv_lines(HEADER, report_rows(found)))
        case "json":
            from kvv_triage.forms.decision_json import written

            return f"{written(report_json(found), 'utf-8', indent=2)}\n"
        case _:
            assert_never(form)


def _lines(page: Document) -> str:
    from kvv_triage.terminal.plain import plain_lines

    return "".join(f"{line}\n" for line in plain_lines(page, WIDTH))


def _print(found: Report, form: Form) -> None:
    if form != "tekst":
        sys.stdout.buffer.write(_text(found, form).encode())
        sys.stdout.flush()
    elif sys.stdout.isatty():
        from rich.console import Console

        from kvv_triage.terminal.screen import rendered

        sys.stdout.write("\n".join([*rendered(Console(highlight=False), report_page(found)), ""]))
    else:
        sys.stdout.write(_text(found, form))


def _check_free(target: Path) -> None:
    try:
        is_free = not target.exists()
    except OSError as error:
        raise _cannot_write(target) from error
    if not is_free:
        raise CannotDo(f"{target} bestaat al.", tip="Kies een andere naam, of haal het bestand eerst weg.")


def _cannot_write(target: Path) -> CannotDo:
    return CannotDo(f"{target} is niet te schrijven.", tip="Kies een andere plaats.")


def _write(target: Path, text: str) -> None:
    """Write a new file: whole, or not at all."""
    try:
        private_file(target, is_new=True)  # takes the name, so that nothing that came there meanwhile is replaced
        try:
            save(target, text.encode())
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _cannot_write(target) from error
    sys.stderr.write(f"Het rapport staat in {target}.\n")
