"""`kvv beheer`: the key, backups, whether the record is whole, the terms of keeping, and erasing a case."""

from __future__ import annotations

import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kvv_triage.conversation.asker import Choice, Screen
from kvv_triage.conversation.desk import looks_like
from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.language.clean import shown
from kvv_triage.language.personal_data import pointers
from kvv_triage.record.putting_back import put_back
from kvv_triage.record.rescuing import backed_up
from kvv_triage.record.unlocking import (
    check_kept,
    made_anew,
    new_passphrase,
    proven_key,
    readable,
    show_new_code,
    type_back,
    undelivered,
    unlocked,
    warn,
)
from kvv_triage.settings import Places, at_home, read_settings
from kvv_triage.store import letters
from kvv_triage.store.interface import Author, Hindrance, Swept, Terms
from kvv_triage.store.key import keys
from kvv_triage.store.key.keyfile import KeyFileChanged
from kvv_triage.store.opening import check_free, open_record, open_to_read, renew
from kvv_triage.terminal.choosing import some_asker

if TYPE_CHECKING:
    from kvv_triage.conversation.asker import Asker
    from kvv_triage.store.interface import Record, SessionRow, Store
    from kvv_triage.store.key.secret import Secret

YES, NO = Choice("ja", "j", "Ja"), Choice("nee", "n", "Nee")


def key(places: Places) -> None:
    """Let the worker choose what opens the record from now on."""
    asker, folder = some_asker(), places.data_folder()
    try:
        check_kept(places)
        secret = proven_key(asker, places)
    except KeyFileChanged as changed:
        _make_anew(asker, folder, changed)
        return
    choices = (
        Choice("wachtzin", "", "Een (nieuwe) wachtzin"),
        Choice("sleutelbos", "", "De sleutelbos van deze computer"),
        Choice("code", "", "Een nieuwe herstelcode"),
        Choice("overtypen", "", "Ik typ de herstelcode over"),
        Choice("niets", "n", "Niets veranderen"),
    )
    match asker.choose(Screen("Wat opent de opslag voortaan?"), choices, (), "niets"):
        case "wachtzin":
            check_free(folder)
            code = keys.change_passphrase(folder, secret, new_passphrase(asker))
            print("De wachtzin is veranderd.")
            _revoke(folder, secret)
            if code:
                show_new_code(asker, folder, code)
        case "sleutelbos":
            check_free(folder)
            keys.move_to_keyring(folder, secret)
            print("De sleutel ligt voortaan in de sleutelbos van deze computer.")
            _revoke(folder, secret)
        case "code":
            check_free(folder)
            code = keys.new_recovery_code(folder, secret)
            show_new_code(asker, folder, code)  # first: whoever is interrupted after this has seen it
            print("De oude herstelcode werkt niet meer.")
            _revoke(folder, secret)
        case "overtypen":
            type_back(asker, folder)
        case _:
            print("Er is niets veranderd.")


def _make_anew(asker: Asker, folder: Path, changed: KeyFileChanged) -> None:
    """Write the key file anew, when the worker wants to and the key opens the record."""
    open_to_read(folder, changed.key).close()
    screen = Screen(
        "Het sleutelbestand opnieuw maken?", hint="Je krijgt een nieuwe herstelcode.", notes=(changed.message,)
    )
    if asker.choose(screen, (NO, YES), (), "nee") != "ja":
        raise changed
    check_free(folder)
    created = made_anew(asker, folder, changed.key)
    print("Het sleutelbestand is opnieuw gemaakt.")
    _revoke(folder, created.key)
    show_new_code(asker, folder, created.recovery_code)


def _revoke(folder: Path, secret: Secret[bytes]) -> None:
    """Give the record another key, and say what the old passphrase or code still opens."""
    if not keys.is_renewal_due(folder):
        return
    try:
        print("De opslag krijgt een nieuwe sleutel. Bij een grote opslag duurt dat even.")
        renew(folder, secret, partial(print, flush=True))
    except (CannotDo, StoreTrouble) as trouble:
        print(f"De opslag zelf heeft nog de oude sleutel. {trouble.message} kvv probeert het opnieuw bij de start.")
    else:
        print("De opslag heeft een nieuwe sleutel. Wat je nu verving, opent alleen nog oude reservekopieën.")
        print("Maak nu een nieuwe reservekopie met: kvv beheer reservekopie")


def backup(target: Path, places: Places) -> None:
    """Write a copy of the record and its key file."""
    check_kept(places)
    made = backed_up(some_asker(), places, at_home(target), _author(), _now())
    with made as (place, store, why_unknown):
        print(f"De reservekopie staat in {shown(place)}. Het sleutelbestand staat ernaast.")
        if letters.undelivered(places.data_folder()):
            print("Kopieer ook de map brieven: daarin ligt een weging klaar die niet in deze kopie staat.")
        if why_unknown:
            sys.stderr.write(
                f"Let op: {why_unknown.message} kvv onthoudt daarom niet dat deze kopie er is.\n"
                "Wis je later een zaak, wis die dan ook uit deze kopie, of gooi de kopie weg.\n"
            )
        else:
            _tell((LATER, _gone_on(store)))


def restore(source: Path, places: Places) -> None:
    """Put a copy in the place of the record, after reading it whole."""
    folder, author = places.data_folder(), _author()
    restored, secret, found = put_back(some_asker(), folder, at_home(source), author, _now())
    print(f"De reservekopie is teruggezet: {_sessions(restored.sessions)}.")
    if restored.found:
        print("Het logboek naast de kopie was beschadigd. Kijk bij de laatste weging of alles er staat.")
    if restored.again:
        print(f"Na de kopie gewist of opgeschoond, en nu weer: {_sessions(restored.again)}.")
    if restored.aside:
        print(f"Het bestand dat er stond, is bewaard als {shown(restored.aside)}.")
    if restored.is_first_to_read:
        print(
            "Hier stond geen opslag die te lezen was. Is er na deze kopie iets gewist of opgeschoond? "
            "Doe dat dan opnieuw."
        )
    with open_record(folder, secret) as store:
        warn(*found, store.found, undelivered(folder))
        _tell((LATER, _gone_on(store)))


def verify(printed: str | None, *, whole: bool, places: Places) -> None:
    """Say whether the record is whole, and knows a seal that was printed; raises StoreTrouble when not."""
    check_kept(places)
    with readable(some_asker(), places) as store:
        known, found, remarks = None if whole else store.verified(), store.found, store.remarks()
        broken, head, sessions = store.verify(whole=whole), store.head(), len(store.sessions())
        is_known = store.knows_head(printed) if printed else True
        swept = Swept() if broken else _gone_on(store)
    _tell((LATER, swept))
    for remark in remarks:
        print(remark)
    if broken:
        raise StoreTrouble(f"De opslag klopt niet. {broken}", tip="Zet een reservekopie terug: kvv beheer herstel.")
    if found:  # where nothing can be written, it was mended in a copy alone
        raise found
    if not is_known:
        raise StoreTrouble(
            "Dit zegel heeft deze opslag nooit gehad: het bestand is teruggezet naar een oudere stand, of vervangen.",
            tip="Kijk na of het zegel goed is overgetypt. Vraag wie een reservekopie heeft teruggezet.",
        )
    for letter in letters.damaged(places.data_folder()):
        raise StoreTrouble(
            f"Van {shown(letter)} was een deel niet te lezen. Wat wel te lezen was, staat in de opslag.",
            tip="Kijk bij die weging of alles er staat, vul het aan, en haal het bestand daarna weg.",
        )
    for letter in letters.undelivered(places.data_folder()):
        raise StoreTrouble(
            f"{shown(letter)} kon niet in de opslag. Daarin staat een weging.",
            tip="Is de schijf vol of alleen te lezen, los dat dan eerst op. Hoort de weging bij een andere opslag, "
            "zet het bestand dan daar in de map brieven. Is die er niet meer, haal het bestand dan weg, en vraag wie "
            "erbij was.",
        )
    print(f"De opslag is heel: {_sessions(sessions)}. Zegel: {head}.")
    if known and known.place:
        print(f"Tot en met aantekening {known.place} was alles nagekeken op {_day(known.at)}; de rest is nu gelezen.")
        print("Alles opnieuw lezen doe je met: kvv beheer controleer --alles")
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
        _tell((LATER, _gone_on(store)))


def clean_up(*, go_ahead: bool, places: Places) -> None:
    """Remove what the terms of keeping say; without `go_ahead` only tell what would go."""
    settings = read_settings()
    terms = Terms(settings.entries_days, settings.skeleton_days)
    with _opened(some_asker(), places) as store:
        earlier = Swept() if go_ahead else _gone_on(store)
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
    _tell((LATER, earlier), ("Ook gewist uit" if go_ahead else "Gaat ook weg uit", planned.copies))
    if not go_ahead and (planned.to_skeleton or planned.to_nothing or planned.copies.cleaned):
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
        hint = "De reden blijft bewaard. Schrijf geen namen of nummers op."
        why = reason or str(asker.write(Screen("Waarom wordt deze zaak gewist?", hint=hint), ()))
        if likenesses := pointers(why):
            raise CannotDo(f"{looks_like(likenesses, first='De reden')} Er is niets gewist.", tip=hint)
        sure = Screen("Alles van deze zaak wordt gewist. Dat kan niet terug. Doorgaan?")
        if asker.choose(sure, (NO, YES), (), "nee") != "ja":
            raise CannotDo("Er is niets gewist.")
        erased = store.erase(case, why, _author(), _now())
    if erased.sessions:
        print(f"Gewist: {_sessions(erased.sessions)}. Een aantekening met de reden blijft staan, zonder de zaak.")
    _tell(("Ook gewist uit", erased.copies))
    if not erased.sessions:
        raise CannotDo("Er is geen zaak met die naam, ook niet in de kopieën waar kvv nu bij kan.")


def _gone_on(store: Record) -> Swept:
    """Go on with what was erased or cleaned up before, as far as that can be done now."""
    try:
        return store.go_on(_author(), _now())
    except StoreTrouble as trouble:
        print(f"kvv kan nu niet nagaan of er in kopieën nog iets moet worden gewist. {trouble.message}")
        return Swept()


LATER = "Alsnog gewist uit"
"""Before a copy from which something went that was erased or cleaned up before."""

NOT_THERE = (
    "Is een kopie er niet? Sluit die schijf aan en typ: kvv beheer opschonen. "
    "Bestaat de kopie niet meer, dan hoef je niets te doen."
)
NOT_OPEN = "Gaat een kopie niet open? Dan kan kvv er niets uit wissen. Gooi haar zelf weg, als je haar niet nodig hebt."
NOT_CHANGED = (
    "Is een kopie niet te veranderen? Kijk of die schijf vol is of op slot zit, en sluit andere vensters. "
    "Typ daarna: kvv beheer opschonen."
)
HINDERED = {
    Hindrance.MISSING: ("is er nu niet", NOT_THERE),
    Hindrance.SHUT: ("gaat niet open", NOT_OPEN),
    Hindrance.FIXED: ("is nu niet te veranderen", NOT_CHANGED),
}
"""What stands behind a copy that is untouched, and what to do now."""


def _tell(*told: tuple[str, Swept]) -> None:
    """Tell what became of the copies: each heading goes before those that were cleaned."""
    for heading, swept in told:
        for place in swept.cleaned:
            print(f"{heading}: {shown(place)}")
    if untouched := dict.fromkeys(copy for _, swept in told for copy in swept.untouched):
        print("In deze kopieën kan nog staan wat weg moet:")
        for copy in untouched:
            print(f"  {shown(copy.place)} ({HINDERED[copy.why][0]})")
        for tip in dict.fromkeys(HINDERED[copy.why][1] for copy in untouched):
            print(tip)
    if any(swept.leftovers for _, swept in told):
        print("Een ander venster had het bestand open. Versleutelde resten gaan weg bij de volgende keer.")


def _opened(asker: Asker, places: Places) -> Record:
    check_kept(places)
    return unlocked(asker, places)


def _sessions(count: int) -> str:
    return "1 sessie" if count == 1 else f"{count} sessies"


def _day(at: datetime) -> str:
    return f"{at.astimezone():%d-%m-%Y}"


def _author() -> Author:
    settings = read_settings()
    return Author(settings.name, settings.role)


def _now() -> datetime:
    return datetime.now().astimezone()
