"""`kvv belblad`: the call sheet of a kept meeting again, on paper too, and what came of a call that was made later."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from kvv_triage.commands.export import ask_once
from kvv_triage.commands.target import Target
from kvv_triage.conversation.asker import Asker, Screen
from kvv_triage.ending import say_at_the_end
from kvv_triage.errors import CannotDo
from kvv_triage.pages.page import Page
from kvv_triage.record.call_sheets import add_sheet_export, kept_sheet, take_outcome
from kvv_triage.record.unlocking import check_kept, unlocked
from kvv_triage.settings import Places, read_settings
from kvv_triage.store.interface import Author, SessionRow, Store
from kvv_triage.terminal.choosing import some_asker
from kvv_triage.terminal.plain import plain_lines

SheetForm = Literal["markdown", "html", "pdf"]
FORMS: dict[str, SheetForm] = {"md": "markdown", "markdown": "markdown", "html": "html", "pdf": "pdf"}
WIDTH = 80


@dataclass(frozen=True, slots=True)
class Paper:
    """How the sheet is wanted on paper: for what, in which form, and in which file (none: the output)."""

    kind: Literal["", "advies", "melding"] = ""
    form: SheetForm | None = None
    to: Path | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether it is to be written rather than shown; the one to report holds what a client said."""
        return self.form is not None or self.to is not None or self.kind == "melding"

    @property
    def written_as(self) -> SheetForm:
        """The form that is meant, if need be by the name of the file."""
        return self.form or FORMS.get(self.to.suffix.lower().removeprefix(".") if self.to else "", "markdown")


def run(what: str | None, paper: Paper, *, places: Places) -> None:
    """Write the sheet when that is wanted; else show it, and on a terminal record what comes of the call."""
    check_kept(places)
    if paper.is_wanted and paper.written_as == "pdf":
        from kvv_triage.export.pdf import check_ready

        check_ready()
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    asker, settings = some_asker(), read_settings()
    author = Author(settings.name, settings.role)
    with unlocked(asker, places) as store:
        row = newest_of(store, what if what is not None else _asked(asker, is_terminal=is_terminal))
        if paper.is_wanted:
            _write(store, row, paper, author, asker)
        elif not is_terminal:
            print("\n".join(plain_lines(kept_sheet(store, row, is_report=False), WIDTH)))
        elif not take_outcome(asker, store, row, author, _now, say_at_the_end):
            print("Er is niets vastgelegd.")
        else:
            print(f"Vastgelegd in sessie {row.id}.")


def newest_of(store: Store, what: str) -> SessionRow:
    """The session that is meant, or the newest one of the case; raises CannotDo when there is none to read."""
    row = store.find(what) or next(iter(store.sessions(what, limit=1)), None)
    if row is None:
        raise CannotDo("Deze sessie of zaak bestaat niet.", tip="Bekijk welke er zijn met: kvv sessies")
    if row.is_skeleton:
        raise CannotDo("De antwoorden van deze sessie zijn opgeschoond.", tip="Kijk in het dossier van je team.")
    return row


def _asked(asker: Asker, *, is_terminal: bool) -> str:
    typed = str(asker.write(Screen("Van welke zaak of sessie?"), ())).strip() if is_terminal else ""
    if not typed:
        raise CannotDo("Zeg van welke zaak je het belblad wilt.", tip="Bekijk welke er zijn met: kvv sessies")
    return typed


def _write(store: Store, row: SessionRow, paper: Paper, author: Author, asker: Asker) -> None:
    """Write the sheet, and keep in the log of the session that it left the record."""
    is_report = paper.kind == "melding"
    if is_report:
        ask_once(asker)
    page, at = kept_sheet(store, row, is_report=is_report), _now()
    target, form = Target(paper.to), paper.written_as
    with target.writing():
        pieces = _pieces(page, form, at)
        add_sheet_export(store, row, form, author, at, is_report=is_report)
        target.write(iter((pieces,)), is_text=form != "pdf")
    if paper.to is not None:
        print(f"Het belblad staat in {paper.to.name}.", file=sys.stderr)


def _pieces(page: Page, form: SheetForm, at: datetime) -> bytes:
    if form == "html":
        from kvv_triage.export.html import html

        return html(page).encode()
    if form == "pdf":
        from kvv_triage.export.pdf import pdf

        return pdf(page, at)
    from kvv_triage.export.markdown import markdown

    return markdown(page).encode()


def _now() -> datetime:
    return datetime.now().astimezone()
