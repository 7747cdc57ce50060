"""`kvv opvolging overnemen`: the cases of a colleague who is ill get another owner, so that nothing lies still."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kvv_triage.commands.following import case_of
from kvv_triage.commands.keeping import add_event
from kvv_triage.commands.opening import has_record, open_record, some_asker
from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.followup import is_same_name
from kvv_triage.journal import read
from kvv_triage.session import Owned, TakenOver
from kvv_triage.settings import Settings, read_settings
from kvv_triage.store.interface import Author, SessionRow, Store
from kvv_triage.terminal.asker import Asker, Choice, Screen

YES, NO = Choice("ja", "j", "Ja"), Choice("nee", "n", "Nee")


def run(colleague: str, *, data: Path | None) -> None:
    """Give every session that this colleague owns another owner, after asking once."""
    if not has_record(data):
        raise CannotDo("Er is nog niets bewaard.", tip="Een weging begin je met: kvv triage")
    settings, asker = read_settings(), some_asker()
    with open_record(asker, data) as store:
        rows = _owned_by(store, colleague)
        if not rows:
            raise CannotDo(
                "Van deze collega staat geen zaak op naam.", tip="Hoe de naam geschreven is, zie je met: kvv sessies"
            )
        try:
            new = _new_owner(asker, store, rows, colleague, settings)
        except EOFError as error:
            raise CannotDo("De invoer hield op. Er is niets overgenomen.") from error
        _take_over(store, rows, new, settings)
    print(f"Overgenomen door {new.owner}: {_counted(rows)}. Afspraken houden de naam die erbij staat.")
    print("Bekijk wat open staat met: kvv opvolging --wie NAAM, voor jullie allebei.")


def _owned_by(store: Store, colleague: str) -> tuple[SessionRow, ...]:
    return tuple(row for row in store.sessions() if not row.is_skeleton and is_same_name(row.owner or "", colleague))


def _new_owner(asker: Asker, store: Store, rows: Sequence[SessionRow], colleague: str, settings: Settings) -> Owned:
    """Who owns the cases from now on; an empty deputy or way to reach them means: as each session has it."""
    hint = "Eén persoon. Enter zonder tekst breekt af."
    owner = str(asker.write(Screen("Wie wordt de regiehouder?", hint=hint), (), settings.name))
    if not owner or is_same_name(owner, colleague):
        raise CannotDo("Er is niets overgenomen.", tip="Noem een andere collega als regiehouder.")
    deputy = _deputy(asker, owner) if any(is_same_name(_known(store, row).deputy, owner) for row in rows) else ""
    reach = Screen(
        f"Hoe is {owner} of de vervanger na vijven te bereiken?",
        hint="Enter: zoals het nu bij elke zaak staat.",
    )
    after_five = str(asker.write(reach, ()))
    sure = Screen(f"{_counted(rows)} van {colleague} op naam van {owner} zetten. Doorgaan?")
    if asker.choose(sure, (NO, YES), (), "nee") != "ja":
        raise CannotDo("Er is niets overgenomen.")
    return Owned(owner, deputy, after_five)


def _deputy(asker: Asker, owner: str) -> str:
    """Who stands in where the new owner did so until now."""
    screen = Screen(f"Bij een deel van de zaken is {owner} nu de vervanger. Wie wordt daar de vervanger?")
    while True:
        deputy = str(asker.write(screen, ()))
        if deputy and not is_same_name(deputy, owner):
            return deputy
        screen = Screen(screen.question, notes=("Noem iemand anders dan de regiehouder.",))


def _take_over(store: Store, rows: Sequence[SessionRow], new: Owned, settings: Settings) -> None:
    """Record it session by session; raises StoreTrouble when some could not be taken, after doing the others."""
    author, missed = Author(settings.name, settings.role), []
    role = settings.role if is_same_name(new.owner, settings.name) else ""
    for row in rows:
        now = datetime.now().astimezone()
        try:
            with store.hold(row.id, author, now):
                add_event(store, row.id, TakenOver(now, new.owner, role), author, now)
                add_event(store, row.id, _instead_of(_known(store, row), new), author, now)
        except StoreTrouble as trouble:
            missed.append((row.id, trouble))
    if missed:
        ids = ", ".join(session for session, _ in missed)
        raise StoreTrouble(
            f"Niet overgenomen: {ids}. De andere {len(rows) - len(missed)} wel.",
            tip=f"{missed[0][1].message} Probeer het daarna opnieuw.",
        ) from missed[0][1]


def _instead_of(known: Owned, new: Owned) -> Owned:
    deputy = new.deputy if is_same_name(known.deputy, new.owner) else known.deputy
    return Owned(new.owner, deputy, new.after_five or known.after_five)


def _known(store: Store, row: SessionRow) -> Owned:
    """Who owns the session now; the row knows the name, and only the entries know the rest."""
    for entry in reversed(store.entries(row.id)):
        if entry.kind == "owned" and isinstance(event := read(entry.kind, entry.body), Owned):
            return event
    return Owned(row.owner or "", "", "")


def _counted(rows: Sequence[SessionRow]) -> str:
    cases = len({case_of(row) for row in rows})
    told = "1 zaak" if cases == 1 else f"{cases} zaken"
    return f"{told} ({len(rows)} {'weging' if len(rows) == 1 else 'wegingen'})"
