"""`kvv export`: take sessions out of the record, as little of them as is needed, and never unseen."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn

from kvv_triage.case.event_text import as_text
from kvv_triage.case.events import Exported
from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.export.forms import ENDINGS, PAGES, as_csv, as_json, as_markdown, encoded
from kvv_triage.language.clean import clean
from kvv_triage.language.period import start_of
from kvv_triage.pages.redaction import Share
from kvv_triage.pages.session_page import session_page
from kvv_triage.pages.taken_out import RecordSeal, TakenOut
from kvv_triage.record.kept import shown_seal
from kvv_triage.record.taking_out import Dossiers, persons_in, session_of, sessions_of_team
from kvv_triage.record.unlocking import has_record, unlocked
from kvv_triage.saving import saving
from kvv_triage.settings import Places, read_settings
from kvv_triage.store.interface import Author, SessionRow, Store
from kvv_triage.terminal.choosing import some_asker

if TYPE_CHECKING:
    from kvv_triage.circle.due import DueItem
    from kvv_triage.conversation.asker import Asker
    from kvv_triage.export.encrypted import Recipient

MANY = 20
"""From so many sessions on it is shown how far the work is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to take out: a session or a case, or everything of a period, of one team if that is said."""

    what: str | None
    since: date | None
    until: date | None
    team: str | None


def run(wanted: Wanted, share: Share, form: str, *, to: Path | None, sealed_for: Path | None, places: Places) -> None:
    """Write what is wanted, to a file, a folder or the screen."""
    if not has_record(places):
        raise CannotDo("Er is nog niets bewaard.", tip="Een weging begin je met: kvv triage")
    keys = _keys(sealed_for)
    if form == "pdf":
        from kvv_triage.export.pdf import check_ready

        check_ready()
    asker = some_asker()
    with unlocked(asker, places) as store:
        rows = _rows(store, wanted)
        if share.has_words and not keys and form != "ics":
            _ask_once(asker)
        Export(store, wanted, share, form, keys).write(rows, to)


def _keys(path: Path | None) -> list[Recipient]:
    if path is None:
        return []
    from kvv_triage.export.encrypted import recipients

    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotDo("Het bestand achter --voor is niet te lezen.", tip="Kijk of het pad klopt.") from error
    return recipients(text)


def _rows(store: Store, wanted: Wanted) -> list[SessionRow]:
    """The sessions that are meant, oldest first, without those that were cleaned up."""
    since, until = start_of(wanted.since), start_of(wanted.until)
    if wanted.what is None:
        if not (wanted.since or wanted.until):
            raise CannotDo(
                "Zeg wat je wilt uitvoeren.",
                tip="Noem een sessie of een zaak, of een periode met --van en --tot. Bekijk ze met: kvv sessies",
            )
        found = store.sessions(since=since, until=until)
    else:
        one = store.find(wanted.what)
        found = (one,) if one else store.sessions(wanted.what, since=since, until=until)
        if not found:
            raise CannotDo("Deze sessie of zaak bestaat niet.", tip="Bekijk welke er zijn met: kvv sessies")
    whole = [row for row in reversed(found) if not row.is_skeleton]
    if wanted.team is not None:
        of_team = set(sessions_of_team(store, wanted.team, since, until))
        whole = [row for row in whole if row.id in of_team]
        found = tuple(whole)  # of a session that was cleaned up nobody knows the team
    if gone := len(found) - len(whole):
        counted = "1 weging is opgeschoond en staat" if gone == 1 else f"{gone} wegingen zijn opgeschoond en staan"
        print(f"{counted} er niet bij.", file=sys.stderr)
    if not whole:
        raise CannotDo("Er is niets om uit te voeren.", tip="Bekijk welke wegingen er zijn met: kvv sessies")
    return whole


def _ask_once(asker: Asker) -> None:
    from kvv_triage.conversation.asker import Choice, Screen

    screen = Screen(
        "Alles gaat er onversleuteld uit, ook wat de cliënt zei. Is dat de bedoeling?",
        hint="Versleutelen voor de ontvanger kan met --voor. Minder laten zien kan met --niveau team.",
    )
    choices = (Choice("ja", "j", "Ja, schrijf het onversleuteld"), Choice("nee", "n", "Nee, stop"))
    try:
        answer = asker.choose(screen, choices, (), "nee")
    except EOFError:
        answer = "nee"
    if answer != "ja":
        raise CannotDo("Er is niets uitgevoerd.", tip="Versleutel met --voor, of kies --niveau team.")


@contextmanager
def stopped_cleanly() -> Iterator[None]:
    """A window that is closed, or a process that is ended, stops the work as Ctrl-C does: no half file stays behind."""
    numbers = [number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None]
    before = {number: signal.signal(number, _interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


class Export:
    """Writes sessions in one form; each is recorded in its own log before anything of it is written."""

    def __init__(self, store: Store, wanted: Wanted, share: Share, form: str, keys: list[Recipient]) -> None:
        settings = read_settings()
        self._author = Author(settings.name, settings.role)
        self._store, self._wanted, self._share, self._form, self._keys = store, wanted, share, form, keys
        broken = store.verify()
        self._dossiers = Dossiers(store, share, RecordSeal(broken is None, shown_seal(store)))
        self._unreadable: list[str] = []
        self._written = 0

    def write(self, rows: list[SessionRow], to: Path | None) -> None:
        """Write all of them; raises CannotDo when they do not fit in one file, or cannot be written there."""
        self._check_hidden(rows)
        try:
            with stopped_cleanly():
                self._write(rows, to)
        except OSError as error:
            if to is None:
                raise
            tip = "Kijk of de map bestaat, of je daar mag schrijven, en of er plaats is."
            raise CannotDo(f"Schrijven naar {clean(to.name)} lukt niet.", tip=tip) from error
        self._tell(to)

    def _write(self, rows: list[SessionRow], to: Path | None) -> None:
        dossiers = self._taken(rows)
        if to is not None and (to.is_dir() or (len(rows) > 1 and self._form in PAGES)):
            self._check_free(rows, to)
            self._write_folder(dossiers, to)
        elif self._form in PAGES and len(rows) > 1:
            raise CannotDo(
                f"Dit zijn {len(rows)} wegingen, en {self._form} geeft er één per bestand.",
                tip="Noem een map met: --naar MAP",
            )
        else:
            self._write_one(dossiers, to, is_single=len(rows) == 1)

    def _check_hidden(self, rows: list[SessionRow]) -> None:
        hidden = self._share.hidden
        if hidden is None:
            return
        known: dict[str, None] = {}
        for row in rows:
            with suppress(StoreTrouble):  # what cannot be read is told at the end
                session = session_of(self._store, row)
                known |= dict.fromkeys(persons_in(self._dossiers.content(session), session))
        if hidden not in known:
            told = ", ".join(known) or "niemand apart"
            raise CannotDo(f"Deze persoon komt niet voor. Wel: {told}.", tip="Schrijf het zoals: kind-1")

    def _taken(self, rows: list[SessionRow]) -> Iterator[TakenOut]:
        """The dossiers one by one, each recorded as exported; what cannot be read is told at the end."""
        for row in _with_progress(rows):
            try:
                session = session_of(self._store, row)
                dossier = self._dossiers.take(row, session)
            except StoreTrouble:
                self._unreadable.append(row.id)
                continue
            self._record(row)
            self._written += 1
            yield dossier

    def _record(self, row: SessionRow) -> None:
        now = datetime.now().astimezone()
        detail = self._share.detail.value
        if self._share.hidden:
            detail = f"{detail}, niet voor {self._share.hidden}"
        event = Exported(now, self._form, detail, bool(self._keys), self._author.name, self._author.role)
        kind, body = as_text(event)
        self._store.append(row.id, kind, body, self._author, now)

    def _check_free(self, rows: list[SessionRow], folder: Path) -> None:
        """Refuse before anything is written or recorded when a file of that name is already there."""
        names = [self._named(row.id) for row in rows] if self._form in PAGES else [self._named("kvv-export")]
        if taken := next((name for name in names if (folder / name).exists()), None):
            raise CannotDo(f"Het bestand {taken} bestaat al.", tip="Kies een andere map, of haal het eerst weg.")

    def _write_folder(self, dossiers: Iterator[TakenOut], folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._form in PAGES:
            for dossier in dossiers:
                self._save(iter((self._page(dossier),)), folder / self._named(dossier.id))
        else:
            self._save(self._pieces(dossiers, is_single=False), folder / self._named("kvv-export"))

    def _write_one(self, dossiers: Iterator[TakenOut], to: Path | None, *, is_single: bool) -> None:
        pieces = self._pieces(dossiers, is_single=is_single)
        if to is not None:
            self._save(pieces, to)
            return
        if sys.stdout.isatty() and (self._keys or self._form == "pdf"):
            raise CannotDo("Dit kan niet op het scherm.", tip="Noem een bestand met: --naar PAD")
        self._pour(pieces, sys.stdout.buffer)
        sys.stdout.buffer.flush()

    def _named(self, name: str) -> str:
        return f"{name}.{ENDINGS[self._form]}{'.age' if self._keys else ''}"

    def _save(self, pieces: Iterator[bytes], path: Path) -> None:
        there = CannotDo(f"Het bestand {clean(path.name)} bestaat al.", tip="Kies een andere naam of map.")
        if path.exists():
            raise there
        first = next(pieces, None)
        if first is None:  # nothing of it could be read
            return
        try:
            with saving(path, is_new=True) as file:
                self._pour(chain((first,), pieces), file)
        except FileExistsError as error:
            raise there from error

    def _pour(self, pieces: Iterator[bytes], target: BinaryIO) -> None:
        if self._keys:
            from kvv_triage.export.encrypted import encrypt

            encrypt(pieces, target, self._keys)
        else:
            target.writelines(pieces)

    def _pieces(self, dossiers: Iterator[TakenOut], *, is_single: bool) -> Iterator[bytes]:
        """The file piece by piece, so that a long one never has to be in memory."""
        match self._form:
            case "json":
                return encoded(as_json(dossiers, is_single=is_single))
            case "csv":
                return encoded(as_csv(dossiers))
            case "ics":
                return self._calendar(dossiers)
            case "markdown":
                return encoded(as_markdown(dossiers))
            case _:
                return map(self._page, dossiers)

    def _calendar(self, dossiers: Iterator[TakenOut]) -> Iterator[bytes]:
        from kvv_triage.export.ics import calendar_file

        now = datetime.now().astimezone()
        found = (item for dossier in dossiers for item in self._items(dossier.id, now.date()) if item.is_open)
        yield calendar_file(found, now)

    def _items(self, session: str, today: date) -> tuple[DueItem, ...]:
        from kvv_triage.record.following import items_in

        row = self._store.find(session)
        return items_in(self._store, row, today) if row else ()

    def _page(self, dossier: TakenOut) -> bytes:
        page = session_page(dossier)
        if self._form == "pdf":
            from kvv_triage.export.pdf import pdf

            return pdf(page, datetime.now().astimezone())
        from kvv_triage.export.html import html

        return html(page).encode()

    def _tell(self, to: Path | None) -> None:
        if to is not None and self._written:
            count = "1 weging" if self._written == 1 else f"{self._written} wegingen"
            print(f"{count} geschreven naar {clean(str(to))}.", file=sys.stderr)
        if self._unreadable:
            raise StoreTrouble(
                f"Niet te lezen met deze versie van kvv: {', '.join(self._unreadable)}.",
                tip="Werk kvv bij. Blijft dit zo, kijk dan met `kvv beheer controleer` of de opslag heel is.",
            )


def _with_progress(rows: list[SessionRow]) -> Iterator[SessionRow]:
    """The rows, with a bar on stderr when there are many and someone is looking."""
    if len(rows) < MANY or not sys.stderr.isatty():
        yield from rows
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(rows, "Uitvoeren", console=Console(stderr=True), transient=True)
