"""`kvv belblad`: the call sheet of a kept meeting again, on paper too, and what came of a call that was made later."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Literal

from kvv_triage.commands.export import ask_once
from kvv_triage.commands.named import named_rows
from kvv_triage.commands.target import Target
from kvv_triage.conversation.asker import Asker, Screen
from kvv_triage.ending import say_at_the_end
from kvv_triage.errors import CannotDo, StoreTrouble, UsageProblem
from kvv_triage.export.forms import Form, form_meant
from kvv_triage.language.cannot_wait import CANNOT_WAIT
from kvv_triage.language.clean import shown
from kvv_triage.pages.page import Page
from kvv_triage.record.call_sheets import (
    KeptMeeting,
    Telephone,
    add_sheet_export,
    kept_meeting,
    kept_sheet,
    sheet_words,
)
from kvv_triage.record.following import to_call_about
from kvv_triage.record.unlocking import STILL_READ, check_kept, unlocked_to_read
from kvv_triage.settings import Places, read_settings
from kvv_triage.store.interface import Author, SessionRow, Store
from kvv_triage.terminal.choosing import some_asker
from kvv_triage.terminal.plain import plain_lines

SHEET_FORMS: tuple[Form, ...] = ("markdown", "html", "pdf")
WIDTH = 80
NOT_WRITTEN = "Dat het belblad op papier gaat, is daarom niet vast te leggen. Er is niets geschreven."


@dataclass(frozen=True, slots=True)
class Paper:
    """How the sheet is wanted on paper: for what, in which form, and in which file (none: the output)."""

    kind: Literal["", "advies", "melding"] = ""
    form: Form | None = None
    to: Path | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether it is to be written rather than shown; the one to report holds what a client said."""
        return self.form is not None or self.to is not None or self.kind == "melding"

    @property
    def written_as(self) -> Form:
        """The form that is meant, if need be by the name of the file; raises UsageProblem for one that it has not."""
        meant = form_meant(self.form, self.to)
        if meant not in SHEET_FORMS:
            raise UsageProblem(f"Van een belblad maakt kvv geen {meant}.", tip="Kies .md, .html of .pdf.")
        return meant


def run(what: str | None, paper: Paper, *, places: Places) -> None:
    """Write the sheet when that is wanted; else show it, and on a terminal record what comes of the call."""
    say_at_the_end((CANNOT_WAIT,))  # whoever wants this sheet is going to call
    check_kept(places)
    if paper.is_wanted and paper.written_as == "pdf":
        from kvv_triage.export.pdf import check_ready

        check_ready()
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    asker, settings = some_asker(), read_settings()
    author = Author(settings.name, settings.role)
    store, why_not, _ = unlocked_to_read(asker, places)
    with store:
        row = row_meant(store, what if what is not None else _asked(asker, is_terminal=is_terminal), _now().date())
        if is_terminal and not paper.is_wanted:
            is_kept = Telephone(asker, store, author, _now, say_at_the_end).call(row, why_not)
            print(f"Vastgelegd in sessie {row.id}." if is_kept else "Er is niets vastgelegd.")
            return
        kept = kept_meeting(store, row)
        say_at_the_end(sheet_words(store, row, kept, _now()))
        if paper.is_wanted:
            if why_not:
                raise StoreTrouble(f"{why_not.message} {NOT_WRITTEN}", tip=f"Bekijk het met: kvv belblad {row.id}")
            _write(store, row, kept, paper, author, asker)
        else:
            if why_not:
                sys.stderr.write(f"Let op: {why_not.message} {STILL_READ}\n")
            print("\n".join(plain_lines(kept_sheet(store, row, kept, _now(), is_report=False), WIDTH)))
    if kept.trouble:
        raise kept.trouble


def row_meant(store: Store, what: str, today: date) -> SessionRow:
    """The session that is meant, and of a case the one to call about.

    Raises CannotDo when there is none to read.
    """
    readable = [row for row in named_rows(store, what) if not row.is_skeleton]
    if not readable:
        raise CannotDo("De antwoorden van deze sessie zijn opgeschoond.", tip="Kijk in het dossier van je team.")
    return to_call_about(store, readable, today)


def _asked(asker: Asker, *, is_terminal: bool) -> str:
    typed = str(asker.write(Screen("Van welke zaak of sessie?"), ())).strip() if is_terminal else ""
    if not typed:
        raise CannotDo("Zeg van welke zaak je het belblad wilt.", tip="Bekijk welke er zijn met: kvv sessies")
    return typed


def _write(store: Store, row: SessionRow, kept: KeptMeeting, paper: Paper, author: Author, asker: Asker) -> None:
    """Write the sheet, and then keep in the log of the session that it left the record (law 11)."""
    is_report = paper.kind == "melding"
    if is_report:
        ask_once(asker, "Een belblad zonder wat de cliënt zei, maak je met: --soort advies")
    at = _now()
    page = kept_sheet(store, row, kept, at, is_report=is_report)
    target, form = Target(paper.to), paper.written_as
    with target.writing():
        record = partial(add_sheet_export, store, row, form, author, at, is_report=is_report)
        target.write(iter((_pieces(page, form, at),)), record, is_text=form != "pdf")
    if paper.to is not None:
        print(f"Het belblad staat in {shown(paper.to.name)}.", file=sys.stderr)


def _pieces(page: Page, form: Form, at: datetime) -> bytes:
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
