"""Every form in which a session leaves the program."""

from __future__ import annotations

from collections.abc import Iterator

from kvv_triage.pages.session_page import session_page
from kvv_triage.pages.taken_out import TakenOut

ENDINGS = {"markdown": "md", "html": "html", "pdf": "pdf", "json": "json", "csv": "csv", "ics": "ics"}


PAGES = ("html", "pdf")
"""Forms that hold one session a file."""


def encoded(texts: Iterator[str]) -> Iterator[bytes]:
    """The pieces of a file as bytes."""
    return (text.encode() for text in texts)


def as_markdown(dossiers: Iterator[TakenOut]) -> Iterator[str]:
    """The sessions as pages in Markdown, with a line between them."""
    from kvv_triage.export.markdown import markdown

    for number, dossier in enumerate(dossiers):
        yield ("\n---\n\n" if number else "") + markdown(session_page(dossier))


def as_json(dossiers: Iterator[TakenOut], *, is_single: bool) -> Iterator[str]:
    """One session as an object, or all of them as a list, piece by piece."""
    from kvv_triage.forms.session_json import session_json_text

    if is_single:
        for dossier in dossiers:
            yield session_json_text(dossier, indent=2) + "\n"
        return
    yield "["
    for number, dossier in enumerate(dossiers):
        yield (",\n" if number else "\n") + session_json_text(dossier)
    yield "\n]\n"


def as_csv(dossiers: Iterator[TakenOut]) -> Iterator[str]:
    """The sessions as rows of one table."""
    from kvv_triage.export.spreadsheet import csv_lines
    from kvv_triage.forms.session_rows import HEADER, session_rows

    return csv_lines(HEADER, (row for dossier in dossiers for row in session_rows(dossier)))
