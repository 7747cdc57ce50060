"""`kvv export`: take sessions out of the record, as little of them as is needed, and never unseen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kvv_triage.commands.named import named_rows
from kvv_triage.commands.target import Target
from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.export.forms import PAGES, Form, file_name, form_meant, pieces_of
from kvv_triage.language.clean import shown
from kvv_triage.language.period import start_of
from kvv_triage.pages.redaction import Share
from kvv_triage.pages.taken_out import RecordSeal, TakenOut
from kvv_triage.record.kept import shown_seal
from kvv_triage.record.taking_out import TakingOut, persons_in, session_of, sessions_of_team
from kvv_triage.record.unlocking import check_kept, unlocked_to_read
from kvv_triage.settings import Places, read_settings
from kvv_triage.store.interface import Author, SessionRow, Store
from kvv_triage.terminal.choosing import some_asker
from kvv_triage.terminal.progress import with_progress

if TYPE_CHECKING:
    from kvv_triage.circle.due import DueItem
    from kvv_triage.conversation.asker import Asker
    from kvv_triage.export.encrypted import Recipient


NOT_TO_BE_SEEN = "Wat eruit gaat, is daarom niet vast te leggen. Er is niets uitgevoerd."
OTHER_DISK = (
    "Maak eerst een kopie op een andere schijf: kvv beheer reservekopie PAD. Zet die terug in een andere map, en voer "
    "daaruit uit: kvv beheer herstel PAD --gegevens MAP."
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to take out: a session or a case, or everything of a period, of one team if that is said."""

    what: str | None
    since: date | None
    until: date | None
    team: str | None


def run(
    wanted: Wanted, share: Share, named: Form | None, *, to: Path | None, sealed_for: Path | None, places: Places
) -> None:
    """Write what is wanted, to a file, a folder or the screen; without a `named` form in the one the file is called."""
    form = form_meant(named, to)
    check_kept(places)
    keys = _keys(sealed_for)
    if form == "pdf":
        from kvv_triage.export.pdf import check_ready

        check_ready()
    asker = some_asker()
    store, why_not, _ = unlocked_to_read(asker, places)
    with store:
        if why_not:  # what leaves the record has to stand in it
            raise StoreTrouble(f"{why_not.message} {NOT_TO_BE_SEEN}", tip=OTHER_DISK)
        rows = _rows(store, wanted)
        if share.has_words and not keys and form != "ics":
            ask_once(asker, "Versleutelen voor de ontvanger kan met --voor. Minder laten zien kan met --niveau team.")
        Export(store, share, form, Target(to, keys)).write(rows)


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
    rows = _named_rows(store, wanted.what, since, until)
    whole = [row for row in reversed(rows) if not row.is_skeleton]
    cleaned = len(rows) - len(whole)
    if wanted.team is not None:
        of_team = set(sessions_of_team(store, wanted.team, since, until))
        whole = [row for row in whole if row.id in of_team]
        cleaned = 0  # of a session that was cleaned up nobody knows the team
    if cleaned:
        counted = (
            "1 weging is opgeschoond en staat" if cleaned == 1 else f"{cleaned} wegingen zijn opgeschoond en staan"
        )
        print(f"{counted} er niet bij.", file=sys.stderr)
    if not whole:
        raise CannotDo("Er is niets om uit te voeren.", tip="Bekijk welke wegingen er zijn met: kvv sessies")
    return whole


def _named_rows(
    store: Store, what: str | None, since: datetime | None, until: datetime | None
) -> tuple[SessionRow, ...]:
    """The session or the case that was named, or all of a period, newest first."""
    if what is None:
        if not (since or until):
            raise CannotDo(
                "Zeg wat je wilt uitvoeren.",
                tip="Noem een sessie of een zaak, of een periode met --van en --tot. Bekijk ze met: kvv sessies",
            )
        return store.sessions(since=since, until=until)
    return named_rows(store, what, since, until)


def ask_once(asker: Asker, otherwise: str) -> None:
    """Ask whether what a client said is meant to leave the record in plain sight; raises CannotDo when it is not.

    `otherwise` says what the command can do instead.
    """
    from kvv_triage.conversation.asker import Choice, Screen

    screen = Screen("Alles gaat er onversleuteld uit, ook wat de cliënt zei. Is dat de bedoeling?", hint=otherwise)
    choices = (Choice("ja", "j", "Ja, schrijf het onversleuteld"), Choice("nee", "n", "Nee, stop"))
    try:
        answer = asker.choose(screen, choices, (), "nee")
    except EOFError:
        answer = "nee"
    if answer != "ja":
        raise CannotDo("Er is niets uitgevoerd.", tip=otherwise)


class Export:
    """Takes sessions out in one form; each is recorded in its own log when it is out, and not before (law 11)."""

    def __init__(self, store: Store, share: Share, form: Form, target: Target) -> None:
        settings = read_settings()
        self._author = Author(settings.name, settings.role)
        self._store, self._share, self._form, self._target = store, share, form, target
        broken = store.verify(whole=True)
        self._taking_out = TakingOut(store, share, RecordSeal(broken is None, shown_seal(store)))
        self._unreadable: list[str] = []
        self._taken_out: list[SessionRow] = []
        """What is being written, and is not recorded yet."""
        self._written = 0

    def write(self, rows: list[SessionRow]) -> None:
        """Write all of them; raises CannotDo when they do not fit in one file, or cannot be written there."""
        self._check_hidden(rows)
        with self._target.writing():
            if self._form in PAGES:
                self._write_pages(rows)
            else:
                self._write_together(rows)
        self._tell()

    def _write_pages(self, rows: list[SessionRow]) -> None:
        taken_out = self._taken(rows)
        if folder := self._target.folder_for(len(rows)):
            files = ((self._named(taken.id), self._pieces(iter((taken,)))) for taken in taken_out)
            self._target.fill(folder, [self._named(row.id) for row in rows], files, self._record)
        elif len(rows) > 1:
            raise CannotDo(
                f"Dit zijn {len(rows)} wegingen, en {self._form} geeft er één per bestand.",
                tip="Noem een map met: --naar MAP",
            )
        else:
            self._target.write(self._pieces(taken_out), self._record, is_text=self._form != "pdf")

    def _write_together(self, rows: list[SessionRow]) -> None:
        taken_out, name = self._taken(rows), self._named("kvv-export")
        if folder := self._target.folder_for(1):
            self._target.fill(folder, [name], [(name, self._pieces(taken_out))], self._record)
        else:
            pieces = self._pieces(taken_out, is_single=len(rows) == 1)
            self._target.write(pieces, self._record, is_text=True)

    def _named(self, name: str) -> str:
        return file_name(name, self._form, is_encrypted=bool(self._target.keys))

    def _pieces(self, taken_out: Iterator[TakenOut], *, is_single: bool = False) -> Iterator[bytes]:
        return pieces_of(self._form, taken_out, _now(), self._still_open, is_single=is_single)

    def _still_open(self, session: str) -> Iterator[DueItem]:
        from kvv_triage.record.following import items_in

        row = self._store.find(session)
        items = items_in(self._store, row, _now().date()) if row else ()
        return (item for item in items if item.is_open)

    def _check_hidden(self, rows: list[SessionRow]) -> None:
        hidden = self._share.hidden
        if hidden is None:
            return
        persons: dict[str, None] = {}
        for row in rows:
            with suppress(StoreTrouble):  # what cannot be read is told at the end
                session = session_of(self._store, row)
                persons |= dict.fromkeys(persons_in(self._taking_out.content(session), session))
        if hidden not in persons:
            names = ", ".join(persons) or "niemand apart"
            raise CannotDo(f"Deze persoon komt niet voor. Wel: {names}.", tip="Schrijf het zoals: kind-1")

    def _taken(self, rows: list[SessionRow]) -> Iterator[TakenOut]:
        """The sessions one by one, to be recorded as exported; what cannot be read is told at the end."""
        for row in with_progress(rows, "Uitvoeren"):
            try:
                session = session_of(self._store, row)
                taken = self._taking_out.take(row, session)
            except StoreTrouble:
                self._unreadable.append(row.id)
                continue
            self._taken_out.append(row)
            yield taken

    def _record(self) -> None:
        """Keep in the log of each session that it is out."""
        for row in self._taken_out:
            self._taking_out.add_export(row, self._form, self._author, _now(), is_encrypted=bool(self._target.keys))
        self._written += len(self._taken_out)
        self._taken_out.clear()

    def _tell(self) -> None:
        if self._target.path is not None and self._written:
            count = "1 weging" if self._written == 1 else f"{self._written} wegingen"
            print(f"{count} geschreven naar {shown(self._target.path)}.", file=sys.stderr)
        if self._unreadable:
            raise StoreTrouble(
                f"Niet te lezen: {', '.join(self._unreadable)}.",
                tip="Kijk met `kvv beheer controleer` of de opslag heel is. Is dat zo, werk kvv dan bij.",
            )


def _now() -> datetime:
    return datetime.now().astimezone()
