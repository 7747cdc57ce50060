"""Open the record: with the key from the keyring, with a passphrase, or with the recovery code; made at first use."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from kvv_triage.conversation.asker import Choice, Screen
from kvv_triage.errors import CannotDo, KvvError, StoreTrouble
from kvv_triage.pages.page import Line, Page
from kvv_triage.settings import Places
from kvv_triage.store.interface import Record
from kvv_triage.store.key import keys
from kvv_triage.store.key.keys import KeyState
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.opening import open_record

if TYPE_CHECKING:
    from kvv_triage.conversation.asker import Asker

ATTEMPTS = 3
"""How often a wrong passphrase or code may be typed again."""
LATER = Choice("later", "l", "Later: ik heb haast")


def unlocked(asker: Asker, places: Places, *, may_remind: bool = False) -> Record:
    """The record, opened; at first use it is made. Raises StoreTrouble when it cannot be opened.

    `may_remind` asks about a recovery code that was never typed back; otherwise a line on stderr says so.
    """
    return _unlocked(asker, places.data_folder(), may_remind=may_remind)[0]


def proven_key(asker: Asker, places: Places) -> Secret[bytes]:
    """The key of the record, after opening the record with it; raises StoreTrouble when it cannot be opened."""
    record, key = _unlocked(asker, places.data_folder(), may_remind=False)
    record.close()
    return key


def _unlocked(asker: Asker, folder: Path, *, may_remind: bool) -> tuple[Record, Secret[bytes]]:
    standing = keys.standing(folder)
    is_new = standing.state is KeyState.NEW
    try:
        key = _first_use(asker, folder) if is_new else _key(asker, folder, standing)
        record = open_record(folder, key)
        if not is_new and not standing.is_confirmed:
            _remind(asker, folder, key, may_ask=may_remind)
    except EOFError as error:
        tip = "Zet de wachtzin in een bestand, en de plaats daarvan in KVV_WACHTZIN_BESTAND."
        raise CannotDo("De invoer hield op voordat de opslag open was.", tip=tip) from error
    return record, key


def open_quietly(places: Places) -> Record | None:
    """The record when its key is at hand, or None when something would have to be asked first."""
    folder = places.data_folder()
    key = keys.standing(folder).key
    return open_record(folder, key) if key else None


def has_record(places: Places) -> bool:
    """Whether anything was ever kept there."""
    return keys.standing(places.data_folder()).state is not KeyState.NEW


def check_kept(places: Places) -> None:
    """Raise CannotDo when nothing was ever kept there."""
    if not has_record(places):
        raise CannotDo("Er is nog niets bewaard.", tip="Een weging begin je met: kvv triage")


def check_named(places: Places) -> None:
    """Raise CannotDo for a folder that was named and holds no record: an empty answer would pass for good news."""
    if places.data is not None and not has_record(places):
        raise CannotDo("In deze map is nog niets bewaard.", tip="Kijk na of de map achter --gegevens klopt.")


def ask_key(asker: Asker, folder: Path) -> Secret[bytes]:
    """The key of the record in this folder; raises StoreTrouble without it."""
    return _key(asker, folder, keys.standing(folder))


def _key(asker: Asker, folder: Path, standing: keys.KeyStanding) -> Secret[bytes]:
    match standing.state:
        case KeyState.KEYRING_OK if standing.key:
            return standing.key
        case KeyState.NEEDS_PASSPHRASE:
            return _with_passphrase(asker, folder)
        case KeyState.NEEDS_RECOVERY_CODE:
            return _with_code(asker, folder, "De sleutel is niet gevonden. Wat is de herstelcode?")
        case KeyState.LOST | KeyState.KEYRING_OK | KeyState.NEW:
            raise standing.why or keys.cannot_open(folder)
        case _:
            assert_never(standing.state)


def _with_passphrase(asker: Asker, folder: Path) -> Secret[bytes]:
    if file := os.environ.get("KVV_WACHTZIN_BESTAND"):
        return keys.unlock_with_passphrase(folder, keys.passphrase_from_file(Path(file)))
    note: tuple[str, ...] = ()
    for _ in range(ATTEMPTS):
        hint = "Enter zonder tekst: ik weet hem niet meer."
        typed = asker.secret(Screen("Wat is de wachtzin?", hint=hint, notes=note))
        if not typed:
            return _with_code(asker, folder, "Wat is de herstelcode?")
        try:
            return keys.unlock_with_passphrase(folder, Secret(typed))
        except StoreTrouble as wrong:
            note = (wrong.message,)
    raise StoreTrouble("De wachtzin klopt niet.")


def _with_code(asker: Asker, folder: Path, question: str) -> Secret[bytes]:
    note: tuple[str, ...] = ()
    for _ in range(ATTEMPTS):
        screen = Screen(question, hint="Zonder die code gaat de opslag niet open. Enter breekt af.", notes=note)
        typed = asker.write(screen, ())
        if not typed:
            break
        try:
            return keys.unlock_with_recovery(folder, Secret(typed))
        except KvvError as wrong:
            note = (wrong.message,)
    raise keys.cannot_open(folder)


def _first_use(asker: Asker, folder: Path) -> Secret[bytes]:
    """Say in two sentences what happens, make the key, and have the recovery code written down."""
    asker.show(
        Page(
            "EERSTE KEER",
            (
                Line(f"kvv bewaart wegingen versleuteld op deze computer, in {folder}."),
                Line("Je krijgt zo een herstelcode: schrijf die op, want zonder sleutel kan niemand erbij."),
            ),
        )
    )
    created = _create(asker, folder)
    show_new_code(asker, folder, created.recovery_code)
    return created.key


def _create(asker: Asker, folder: Path) -> keys.Created:
    if file := os.environ.get("KVV_WACHTZIN_BESTAND"):
        return keys.create(folder, keys.passphrase_from_file(Path(file)))
    try:
        return keys.create(folder)
    except CannotDo:
        return keys.create(folder, new_passphrase(asker))


def new_passphrase(asker: Asker) -> Secret[str]:
    """A passphrase typed twice alike."""
    note = ("Deze computer heeft geen sleutelbos. Daarom opent een wachtzin de opslag.",)
    while True:
        screen = Screen("Welke wachtzin kies je?", hint="Vier of meer losse woorden die je onthoudt.", notes=note)
        first = Secret(asker.secret(screen))
        try:
            keys.check_passphrase(first)
        except CannotDo as wrong:
            note = (wrong.message,)
            continue
        if asker.secret(Screen("Typ de wachtzin nog een keer.")) == first.reveal():
            return first
        note = ("De twee wachtzinnen zijn niet gelijk.",)


def _remind(asker: Asker, folder: Path, key: Secret[bytes], *, may_ask: bool) -> None:
    if not may_ask:
        sys.stderr.write("Let op: de herstelcode is nog niet overgetypt. Dat kan met: kvv beheer sleutel\n")
        return
    screen = Screen(
        "De herstelcode is nog niet overgetypt. Heb je hem opgeschreven?",
        hint="Zonder die code is alles weg als de sleutel van deze computer verdwijnt.",
    )
    choices = (
        Choice("typ", "t", "Ja, ik typ hem nu over"),
        Choice("nieuw", "n", "Nee, maak een nieuwe code"),
        LATER,
    )
    picked = asker.choose(screen, choices, (), LATER.id)
    if picked == "nieuw":
        show_new_code(asker, folder, keys.new_recovery_code(folder, key))
    elif picked == "typ":
        type_back(asker, folder)


def show_new_code(asker: Asker, folder: Path, code: Secret[str]) -> None:
    """Show the code, and have it typed back or put off."""
    page = Page(
        "HERSTELCODE",
        (
            Line(code.reveal(), strong=True),
            Line("Schrijf deze code op papier en bewaar dat op een veilige plek, niet op deze computer."),
            Line("Met deze code kun je bij de opslag als de sleutel van deze computer weg is."),
        ),
    )
    if asker.show(page, (Choice("typ", "t", "Opgeschreven: ik typ hem over"), LATER)) == "typ":
        type_back(asker, folder)


def type_back(asker: Asker, folder: Path) -> None:
    """Have the recovery code typed back, so that kvv no longer reminds of it."""
    note: tuple[str, ...] = ()
    while typed := asker.write(Screen("Typ de herstelcode over.", hint="Enter: later.", notes=note), ()):
        try:
            keys.confirm_recovery(folder, Secret(typed))
        except KvvError as wrong:
            note = (wrong.message,)
        else:
            return
