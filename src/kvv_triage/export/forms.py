"""Every form in which sessions leave the program: what stands in the files, and how they are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Literal, assert_never

from kvv_triage.circle.due import DueItem
from kvv_triage.pages.session_page import session_page
from kvv_triage.pages.taken_out import TakenOut

Form = Literal["markdown", "html", "pdf", "json", "csv", "ics"]
PAGES: tuple[Form, ...] = ("html", "pdf")
"""Forms that hold one session a file."""
ENDINGS: dict[Form, str] = {
    "markdown": "md",
    "html": "html",
    "pdf": "pdf",
    "json": "json",
    "csv": "csv",
    "ics": "ics",
}


def file_name(name: str, form: Form, *, is_encrypted: bool) -> str:
    """How a file in this form is called, as in `x7k2m9p.json.age`."""
    return f"{name}.{ENDINGS[form]}{'.age' if is_encrypted else ''}"


def pieces_of(
    form: Form,
    taken_out: Iterator[TakenOut],
    at: datetime,
    still_open: Callable[[str], Iterable[DueItem]],
    *,
    is_single: bool = False,
) -> Iterator[bytes]:
    """A file piece by piece, so that a long one never has to be in memory; of PAGES every piece is a whole file.

    `at` is the moment of writing. `still_open` gives what is to be followed up of a session, for the calendar.
    `is_single` says that only one session was meant: in JSON an object instead of a list.
    """
    match form:
        case "markdown":
            return _encoded(_as_markdown(taken_out))
        case "html":
            return _encoded(_as_html(taken_out))
        case "pdf":
            return _as_pdf(taken_out, at)
        case "json":
            return _encoded(_as_json(taken_out, is_single=is_single))
        case "csv":
            return _encoded(_as_csv(taken_out))
        case "ics":
            return _as_calendar((item for taken in taken_out for item in still_open(taken.id)), at)
        case _:
            assert_never(form)


def _encoded(texts: Iterator[str]) -> Iterator[bytes]:
    return (text.encode() for text in texts)


def _as_markdown(taken_out: Iterator[TakenOut]) -> Iterator[str]:
    """The sessions as pages in Markdown, with a line between them."""
    from kvv_triage.export.markdown import markdown

    for number, taken in enumerate(taken_out):
        yield ("\n---\n\n" if number else "") + markdown(session_page(taken))


def _as_html(taken_out: Iterator[TakenOut]) -> Iterator[str]:
    from kvv_triage.export.html import html

    return (html(session_page(taken)) for taken in taken_out)


def _as_pdf(taken_out: Iterator[TakenOut], at: datetime) -> Iterator[bytes]:
    from kvv_triage.export.pdf import pdf

    return (pdf(session_page(taken), at) for taken in taken_out)


def _as_json(taken_out: Iterator[TakenOut], *, is_single: bool) -> Iterator[str]:
    """One session as an object, or all of them as a list, piece by piece."""
    from kvv_triage.forms.session_json import session_json_text

    if is_single:
        for taken in taken_out:
            yield session_json_text(taken, indent=2) + "\n"
        return
    yield "["
    for number, taken in enumerate(taken_out):
        yield (",\n" if number else "\n") + session_json_text(taken)
    yield "\n]\n"


def _as_csv(taken_out: Iterator[TakenOut]) -> Iterator[str]:
    """The sessions as rows of one table."""
    from kvv_triage.export.spreadsheet import csv_lines
    from kvv_triage.forms.session_rows import HEADER, session_rows

    return csv_lines(HEADER, (row for taken in taken_out for row in session_rows(taken)))


def _as_calendar(items: Iterator[DueItem], at: datetime) -> Iterator[bytes]:
    from kvv_triage.export.ics import calendar_file

    yield calendar_file(items, at)
