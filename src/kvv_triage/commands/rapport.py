"""`kvv rapport`: figures over whole months, without any case."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Literal, assert_never

from kvv_triage.commands.target import check_free, write_report
from kvv_triage.content.content import Content
from kvv_triage.figures.counts import CountedSession, figures
from kvv_triage.figures.report import Report, Scope, named
from kvv_triage.figures.report import report as report_over
from kvv_triage.forms.figures_json import HEADER, report_json, report_rows
from kvv_triage.language.period import whole_months
from kvv_triage.pages.figures_page import report_page
from kvv_triage.pages.page import Page
from kvv_triage.record.tallying import contents_that_decided, counted_session, counted_sessions, is_of_team, regions_of
from kvv_triage.record.unlocking import check_named, has_record, readable
from kvv_triage.settings import Places
from kvv_triage.terminal.choosing import some_asker

ReportForm = Literal["tekst", "html", "csv", "json"]
WIDTH = 80


def run(
    *,
    since: date | None,
    until: date | None,
    team: str | None,
    form: ReportForm,
    target: Path | None,
    places: Places,
) -> None:
    """Print the figures, or write them to a file."""
    check_named(places)
    today = datetime.now().astimezone().date()
    first, last = whole_months(since, until, today)
    if (since or first, until or last) != (first, last):
        sys.stderr.write(
            f"Let op: een rapport gaat over hele maanden. Dit gaat van {first:%d-%m-%Y} tot {last:%d-%m-%Y}.\n"
        )
    if target:
        check_free(target)
    with _collecting_later():
        report = _report(Scope(first, last, today, team), places)
    if target is None:
        _print(report, form)
    else:
        write_report(target, _text(report, form))


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


def _report(scope: Scope, places: Places) -> Report:
    counted: list[CountedSession] = []
    others: list[CountedSession] = []
    contents: dict[str, Content | None] = {}
    if has_record(places):
        with readable(some_asker(), places) as store:
            start, end = _start_of(scope.since), _start_of(scope.until)
            others = [counted_session(row, None) for row in store.sessions(until=start)]
            for session in counted_sessions(store, start, end, scope.made_on):
                (counted if is_of_team(session, scope.team) else others).append(session)
            contents = contents_that_decided(store, counted)
    known = [content for content in contents.values() if content] or [_usual_content(places)]
    return report_over(figures(counted, others), named(known), scope, tuple(regions_of(contents)))


def _usual_content(places: Places) -> Content:
    """The content that names lists and thresholds when no session tells any more which one decided."""
    from kvv_triage.reading.loading import load_content

    return load_content(places.content_folder())


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time()).astimezone()


def _text(report: Report, form: ReportForm) -> str:
    """The report as the text of a file."""
    match form:
        case "tekst":
            return _lines(report_page(report))
        case "html":
            from kvv_triage.export.html import html

            return html(report_page(report))
        case "csv":
            from kvv_triage.export.spreadsheet import csv_lines

            return "".join(csv_lines(HEADER, report_rows(report)))
        case "json":
            from kvv_triage.forms.json_text import json_text

            return f"{json_text(report_json(report), 'utf-8', indent=2)}\n"
        case _:
            assert_never(form)


def _lines(page: Page) -> str:
    from kvv_triage.terminal.plain import plain_lines

    return "".join(f"{line}\n" for line in plain_lines(page, WIDTH))


def _print(report: Report, form: ReportForm) -> None:
    if form != "tekst":
        sys.stdout.buffer.write(_text(report, form).encode())
        sys.stdout.flush()
    elif sys.stdout.isatty():
        from kvv_triage.terminal.screen import on_screen

        sys.stdout.write("\n".join([*on_screen(report_page(report)), ""]))
    else:
        sys.stdout.write(_text(report, form))
