"""`kvv beheer`: the key, backups, whether the record is whole, the terms of keeping, and erasing a case."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kvv_triage.conversation.asker import Choice, Screen
from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.record.unlocking import (
    ask_key,
    check_kept,
    has_record,
    new_passphrase,
    proven_key,
    show_new_code,
    type_back,
    unlocked,
)
from kvv_triage.settings import Places, read_settings
from kvv_triage.store.interface import Author, Terms
from kvv_triage.store.key import keys
from kvv_triage.store.key.keyfile import key_file_of
from kvv_triage.store.opening import restore as restore_record
from kvv_triage.terminal.choosing import some_asker

if TYPE_CHECKING:
    from kvv_triage.conversation.asker import Asker
    from kvv_triage.store.interface import Record, SessionRow, Store

YES, NO = Choice("ja", "j", "Ja"), Choice("nee", "n", "Nee")


def key(places: Places) -> None:
    """Let the worker choose what opens the record from now on."""
    asker, folder = some_asker(), places.data_folder()
    check_kept(places)
    secret = proven_key(asker, places)
    choices = (
        Choice("wachtzin", "", "Een (nieuwe) wachtzin"),
        Choice("sleutelbos", "", "De sleutelbos van deze computer"),
        Choice("code", "", "Een nieuwe herstelcode"),
        Choice("overtypen", "", "Ik typ de herstelcode over"),
        Choice("niets", "n", "Niets veranderen"),
    )
    match asker.choose(Screen("Wat opent de opslag voortaan?"), choices, (), "niets"):
        case "wachtzin":
            keys.change_passphrase(folder, secret, new_passphrase(asker))
            print("De wachtzin is veranderd.")
        case "sleutelbos":
            keys.move_to_keyring(folder, secret)
            print("De sleutel ligt voortaan in de sleutelbos van deze computer.")
        case "code":
            show_new_code(asker, folder, keys.new_recovery_code(folder, secret))
            print("De oude herstelcode werkt niet meer.")
        case "overtypen":
            type_back(asker, folder)
        case _:
            print("Er is niets veranderd.")


def backup(target: Path, places: Places) -> None:
    """Write a copy of the record and its key file."""
    with _opened(some_asker(), places) as store:
        place = store.back_up(target, _author(), _now())
    print(f"De reservekopie staat in {place}. Het sleutelbestand staat ernaast.")


def restore(source: Path, places: Places) -> None:
    """Put a copy in the place of the record, after reading it whole."""
    folder, asker = places.data_folder(), some_asker()
    if not has_record(places):
        keys.adopt(folder, key_file_of(source.expanduser().absolute()))
    restored = restore_record(folder, ask_key(asker, folder), source, _author(), _now())
    print(f"De reservekopie is teruggezet: {_sessions(restored.sessions)}.")
    if restored.aside:
        print(f"Het bestand dat er stond, is bewaard als {restored.aside}.")


def verify(printed: str | None, places: Places) -> None:
    """Say whether the record is whole, and knows a seal that was printed; raises StoreTrouble when not."""
    with _opened(some_asker(), places) as store:
        broken, head, sessions = store.verify(), store.head(), len(store.sessions())
        is_known = store.knows_head(printed) if printed else True
    if broken:
        raise StoreTrouble(f"De opslag klopt niet. {broken}", tip="Zet een reservekopie terug: kvv beheer herstel.")
    if not is_known:
        raise StoreTrouble(
            "Dit zegel heeft deze opslag nooit gehad: het bestand is teruggezet naar een oudere stand, of vervangen.",
            tip="Kijk na of het zegel goed is overgetypt. Vraag wie een reservekopie heeft teruggezet.",
        )
    print(f"De opslag is heel: {_sessions(sessions)}. Zegel: {head}.")
    if printed:
        print("Het zegel dat je typte, hoort bij deze opslag.")
    else:
        print("Is het hele bestand teruggezet? Dat zie je met een zegel van een eerdere uitdraai: --zegel ZEGEL.")


def accept_clock(places: Places) -> None:
    """Go on from this moment, although a later one was recorded."""
    now = _now()
    with _opened(some_asker(), places) as store:
        store.accept_clock(_author(), now)
    print(f"kvv gaat verder vanaf {now:%d-%m-%Y %H:%M}.")


def clean_up(*, go_ahead: bool, places: Places) -> None:
    """Remove what the terms of keeping say; without `go_ahead` only tell what would go."""
    settings = read_settings()
    terms = Terms(settings.entries_days, settings.skeleton_days)
    with _opened(some_asker(), places) as store:
        planned = store.plan(_now(), terms)
        waiting = {row.id: _still_open(store, row) for row in (*planned.to_skeleton, *planned.to_nothing)}
        if go_ahead:
            planned = store.purge(_author(), _now(), terms)
    verb = "Opgeschoond" if go_ahead else "Dit gaat weg"
    answers, wholly = _sessions(len(planned.to_skeleton)), _sessions(len(planned.to_nothing))
    print(f"{verb}: van {answers} de antwoorden, en {wholly} helemaal.")
    for row in (*planned.to_skeleton, *planned.to_nothing):
        still = _told(waiting.get(row.id, 0))
        print(f"  {row.id}  {row.started.astimezone():%d-%m-%Y}{still}")
    if planned.forgotten:
        print(f"Nooit gesloten, en blijft staan: {_sessions(len(planned.forgotten))}. Maak die af met kvv triage.")
    if not go_ahead and (planned.to_skeleton or planned.to_nothing):
        if any(count != 0 for count in waiting.values()):
            print("Let op: wat nog open staat, verdwijnt daarna uit de opvolging. Bekijk het met: kvv opvolging")
        print("Er is nog niets gewist. Opschonen doe je met: kvv beheer opschonen --ja")


def _still_open(store: Store, row: SessionRow) -> int | None:
    """How many things of a session still have to be followed up; None when this version cannot read it."""
    from kvv_triage.record.following import items_in

    try:
        return sum(item.is_open for item in items_in(store, row, _now().date()))
    except StoreTrouble:
        return None


def _told(still_open: int | None) -> str:
    if still_open is None:
        return "  niet te lezen"
    if not still_open:
        return ""
    return "  nog 1 punt open" if still_open == 1 else f"  nog {still_open} punten open"


def erase(case: str, reason: str | None, places: Places) -> None:
    """Remove everything of a case, after asking once more."""
    asker = some_asker()
    with _opened(asker, places) as store:
        why = reason or str(asker.write(Screen("Waarom wordt deze zaak gewist?", hint="Geen namen."), ()))
        sure = Screen("Alles van deze zaak wordt gewist. Dat kan niet terug. Doorgaan?")
        if asker.choose(sure, (NO, YES), (), "nee") != "ja":
            raise CannotDo("Er is niets gewist.")
        erased = store.erase(case, why, _author(), _now())
    print(f"Gewist: {_sessions(erased.sessions)}. Een aantekening zonder inhoud blijft staan.")
    for heading, copies_of_it in (
        ("Ook gewist uit", erased.cleaned),
        ("Verwijderd", erased.deleted),
        ("Hier kan de zaak nog in staan, wis dit zelf", erased.untouched),
    ):
        for place in copies_of_it:
            print(f"{heading}: {place}")
    if erased.leftovers:
        print("Een ander venster had het bestand open. Versleutelde resten gaan weg bij de volgende keer.")


def _opened(asker: Asker, places: Places) -> Record:
    check_kept(places)
    return unlocked(asker, places)


def _sessions(count: int) -> str:
    return "1 sessie" if count == 1 else f"{count} sessies"


def _author() -> Author:
    settings = read_settings()
    return Author(settings.name, settings.role)


def _now() -> datetime:
    return datetime.now().astimezone()
