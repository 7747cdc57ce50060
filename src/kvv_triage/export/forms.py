"""Every form in which sessions leave the program: what stands in the files, and how they are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal, assert_never

from kvv_triage.circle.due import DueItem
from kvv_triage.errors import UsageProblem
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

CALLED: dict[str, Form] = {**{ending: form for form, ending in ENDINGS.items()}, "htm": "html", "markdown": "markdown"}
"""The form that the ending of a file name means."""
ELSEWHERE = {
    **dict.fromkeys(("xlsx", "xls", "ods"), "Een rekenblad opent ook een bestand dat eindigt op .csv."),
    **dict.fromkeys(("docx", "doc", "odt"), "Een tekstverwerker opent ook een bestand dat eindigt op .html."),
}
"""Endings of files that kvv does not make, and what comes nearest."""


def form_meant(named: Form | None, path: Path | None) -> Form:
    """The form in which to write: the one that was named, or the one by which the file is called, or Markdown.

    Raises UsageProblem when the two say something else, or the name says a form that there is not.
    """
    ending = _ending(path)
    if ending in ELSEWHERE:
        raise UsageProblem(f"kvv maakt geen bestand dat eindigt op .{ending}.", tip=ELSEWHERE[ending])
    called = CALLED.get(ending)
    if named and called and named != called:
        message = f"--naar eindigt op .{ending}, maar --formaat zegt {named}."
        raise UsageProblem(message, tip="Laat --formaat weg, of geef het bestand een andere naam.")
    return named or called or "markdown"


def _ending(path: Path | None) -> str:
    """How a file is called behind the last dot, that of an encrypted one before `.age`; a folder has no ending."""
    if path is None:
        return ""
    with suppress(OSError):  # a name that the disk refuses is told when it is written
        if path.is_dir():
            return ""
    name = path.with_suffix("") if path.suffix.lower() == ".age" else path
    return name.suffix.lower().removeprefix(".")


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
