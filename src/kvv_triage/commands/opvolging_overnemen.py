"""`kvv opvolging overnemen`: the cases of a colleague who is ill get another owner, so that nothing lies still."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kvv_triage.case.event_text import as_event, kind_of
from kvv_triage.case.events import Owned, TakenOver
from kvv_triage.conversation.asker import Asker, Choice, Screen, one_line
from kvv_triage.errors import CannotDo, KvvError, StoreTrouble
from kvv_triage.language.spelling import is_same_name
from kvv_triage.record.following import case_of
from kvv_triage.record.keeping import add_event
from kvv_triage.record.unlocking import check_kept, unlocked
from kvv_triage.settings import Places, Settings, read_settings
from kvv_triage.store.interface import Author, SessionRow, Store
from kvv_triage.terminal.choosing import some_asker

YES, NO = Choice("ja", "j", "Ja"), Choice("nee", "n", "Nee")
OWNED = kind_of(Owned)
"""Under this kind is kept who owns a case."""


def run(colleague: str, *, places: Places) -> None:
    """Give every session that this colleague owns another owner, after asking once."""
    colleague = one_line(colleague)
    if not colleague:
        raise CannotDo("Er staat geen naam.", tip="Noem de collega van wie je de zaken overneemt.")
    check_kept(places)
    settings, asker = read_settings(), some_asker()
    with unlocked(asker, places) as store:
        rows = _owned_by(store, colleague)
        if not rows:
            raise CannotDo(
                "Op naam van deze collega staat geen zaak.", tip="Hoe de naam geschreven is, zie je met: kvv sessies"
            )
        try:
            new = _new_owner(asker, store, rows, colleague, settings)
        except EOFError as error:
            raise CannotDo("De invoer hield op. Er is niets overgenomen.") from error
        _take_over(store, rows, colleague, new, settings)
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
    deputies = [_known(store, row).deputy for row in rows]
    leaving = [name for name in (owner, colleague) if any(is_same_name(name, deputy) for deputy in deputies)]
    deputy = _deputy(asker, owner, colleague, leaving) if leaving else ""
    reach = Screen(
        f"Hoe is {owner} of de vervanger na vijven te bereiken?",
        hint="Enter: zoals het nu bij elke zaak staat.",
    )
    after_five = str(asker.write(reach, ()))
    sure = Screen(f"{_counted(rows)} van {colleague} op naam van {owner} zetten. Doorgaan?")
    if asker.choose(sure, (NO, YES), (), "nee") != "ja":
        raise CannotDo("Er is niets overgenomen.")
    return Owned(owner, deputy, after_five)


def _deputy(asker: Asker, owner: str, colleague: str, leaving: Sequence[str]) -> str:
    """Who stands in where the new owner or the colleague who is ill did so until now."""
    now = " of ".join(leaving)
    screen = Screen(f"Bij een deel van de zaken is {now} nu de vervanger. Wie wordt daar de vervanger?")
    while True:
        deputy = str(asker.write(screen, ()))
        if deputy and not _is_one_of(deputy, owner, colleague):
            return deputy
        note = f"Noem iemand anders dan de regiehouder of {colleague}."
        screen = Screen(screen.question, notes=(note,))


def _take_over(store: Store, rows: Sequence[SessionRow], colleague: str, new: Owned, settings: Settings) -> None:
    """Record it session by session; raises StoreTrouble when some could not be taken, after doing the others."""
    missed: list[tuple[str, KvvError]] = []
    author = Author(settings.name, settings.role)
    role = settings.role if is_same_name(new.owner, settings.name) else ""
    for row in rows:
        now = datetime.now().astimezone()
        try:
            with store.hold(row.id, author, now):
                owned = _instead_of(_still_known(store, row, colleague), colleague, new)
                add_event(store, row.id, TakenOver(now, new.owner, role), author, now)
                add_event(store, row.id, owned, author, now)
        except (CannotDo, StoreTrouble) as trouble:
            missed.append((row.id, trouble))
    if missed:
        ids = ", ".join(session for session, _ in missed)
        raise StoreTrouble(
            f"Niet overgenomen: {ids}. De andere {len(rows) - len(missed)} wel.",
            tip=f"{missed[0][1].message} Probeer het daarna opnieuw.",
        ) from missed[0][1]


def _still_known(store: Store, row: SessionRow, colleague: str) -> Owned:
    """Who owns a session that is held; raises CannotDo when that is no longer this colleague."""
    now = store.find(row.id)
    if now is None or not is_same_name(now.owner or "", colleague):
        raise CannotDo(f"Sessie {row.id} kreeg intussen een andere regiehouder.")
    return _known(store, now)


def _instead_of(known: Owned, colleague: str, new: Owned) -> Owned:
    """The new owner; raises CannotDo when another deputy is needed and nobody was asked for one."""
    deputy = new.deputy if _is_one_of(known.deputy, new.owner, colleague) else known.deputy
    if known.deputy and not deputy:
        raise CannotDo("De vervanger is intussen veranderd.")
    return Owned(new.owner, deputy, new.after_five or known.after_five)


def _known(store: Store, row: SessionRow) -> Owned:
    """Who owns the session now; the row knows the name, and only the entries know the rest."""
    for entry in reversed(store.entries(row.id)):
        if entry.kind == OWNED and isinstance(event := as_event(entry.kind, entry.body), Owned):
            return event
    return Owned(row.owner or "", "", "")


def _is_one_of(name: str, *others: str) -> bool:
    return any(is_same_name(name, other) for other in others)


def _counted(rows: Sequence[SessionRow]) -> str:
    cases = len({case_of(row) for row in rows})
    counted = "1 zaak" if cases == 1 else f"{cases} zaken"
    return f"{counted} ({len(rows)} {'weging' if len(rows) == 1 else 'wegingen'})"
