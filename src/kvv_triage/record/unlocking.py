"""Open the record: with the key from the keyring, with a passphrase, or with the recovery code; made at first use."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, Protocol, assert_never

from kvv_triage.conversation.asker import Choice, Command, Screen
from kvv_triage.errors import CannotDo, KvvError, StoreTrouble
from kvv_triage.language.cannot_wait import CANNOT_WAIT
from kvv_triage.pages.page import Line, Page
from kvv_triage.settings import Places
from kvv_triage.store import letters
from kvv_triage.store.faults import DiskTrouble
from kvv_triage.store.interface import Record
from kvv_triage.store.key import keys
from kvv_triage.store.key.keys import KeyStanding, KeyState, WrongSecret
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.opening import open_record, open_to_read, renew

ATTEMPTS = 3
"""How often a wrong passphrase or code may be typed again."""
LACKS_NEWEST = "Het laatste dat is vastgelegd, ontbreekt hier misschien: daarvoor is nergens ruimte."
STILL_READ = "Lezen lukt nog wel."
ASKED = "Wat is de wachtzin?"
NO_KEYRING = "Deze computer heeft geen sleutelbos. Daarom opent een wachtzin de opslag."
LATER = Choice("later", "", "Later: ik heb haast")


class Opener(Protocol):
    """What opening a record needs of a way of asking."""

    def choose(
        self, screen: Screen, choices: Sequence[Choice], commands: Sequence[Command], default: str | None = None
    ) -> str:
        """See Asker."""

    def write(self, screen: Screen, commands: Sequence[Command], default: str = "") -> str | Command:
        """See Asker."""

    def secret(self, screen: Screen, commands: Sequence[Command]) -> str | Command:
        """See Asker."""

    def show(self, page: Page, choices: Sequence[Choice] = (), commands: Sequence[Command] = ()) -> str:
        """See Asker."""


class Opening:
    """Opens the record; what there is to ask about the recovery code can wait until something is kept in it."""

    def __init__(
        self, asker: Opener, places: Places, opens: Callable[[Path, Secret[bytes]], Record] = open_record
    ) -> None:
        """`opens` gives the record of a folder that this key opens."""
        self._asker, self._places, self._opens = asker, places, opens
        self._left: Callable[[], None] | None = None
        self.has_made = False
        """Whether `open` made a key, or locked one up for the first time."""
        self._found: tuple[StoreTrouble, ...] = ()
        """What the record told at the opening, and nobody heard yet."""

    def open(self) -> tuple[Record, Secret[bytes]]:
        """Give the record and its key, asking what is needed; raises StoreTrouble when it cannot be opened."""
        folder = self._places.data_folder()
        standing = keys.standing(folder)
        if standing.state in {KeyState.NEW, KeyState.PROVISIONAL}:
            self._asker.show(_first_time(folder))
            created = _made(self._asker, folder, standing.key)
            self._left, self.has_made = lambda: show_new_code(self._asker, folder, created.recovery_code), True
            key = renewed(folder, created.key)
            return self._heard(open_record(folder, key)), key
        return self._known(folder, renewed(folder, _key(self._asker, folder, standing)), standing)

    def open_quietly(self) -> Record | None:
        """Give the record when nothing has to be asked first, also one that is made now; else None."""
        folder = self._places.data_folder()
        standing = keys.standing(folder)
        if standing.state is KeyState.NEW:
            created = None
            with suppress(CannotDo):  # a file with a passphrase that cannot be read; `finish` tells that
                created = _created_quietly(folder)
            if created:
                code = created.recovery_code
                self._left = lambda: self._tell_what_was_made(folder, code)
                return self._heard(open_record(folder, created.key))
            try:
                standing = KeyStanding(KeyState.PROVISIONAL, keys.create_provisional(folder))
            except CannotDo:  # another window was first: its key is there the next time
                return None
        key = standing.key or (_key_by_file(folder) if standing.state is KeyState.NEEDS_PASSPHRASE else None)
        if key is None:
            return None
        record = self._known(folder, key, standing)[0]
        if standing.state is KeyState.PROVISIONAL:
            self._left = lambda: self._settle(folder, key)
        return record

    @property
    def has_left(self) -> bool:
        """Whether there is something left to ask."""
        return self._left is not None

    def finish(self) -> None:
        """Tell what the record lost, and ask what was left: a new recovery code, or one that was never typed back."""
        found, self._found = self._found, ()
        if found:
            lines = (line for trouble in found for line in (Line(trouble.message, strong=True), Line(trouble.tip)))
            self._asker.show(Page("ER IS IETS MET DE OPSLAG", tuple(lines)))
        if self._left:
            left, self._left = self._left, None
            left()

    def _tell_what_was_made(self, folder: Path, code: Secret[str]) -> None:
        self._asker.show(_first_time(folder))
        show_new_code(self._asker, folder, code)

    def _settle(self, folder: Path, key: Secret[bytes]) -> None:
        if keys.standing(folder).state is not KeyState.PROVISIONAL:  # another window was first
            return
        self._asker.show(_first_time(folder))
        show_new_code(self._asker, folder, _made(self._asker, folder, key).recovery_code)

    def _known(self, folder: Path, key: Secret[bytes], standing: KeyStanding) -> tuple[Record, Secret[bytes]]:
        if not standing.is_confirmed:
            self._left = lambda: _remind(self._asker, folder, key)
        return self._heard(self._opens(folder, key)), key

    def _heard(self, record: Record) -> Record:
        self._found = tuple(filter(None, (record.found, undelivered(self._places.data_folder()))))
        return record


def undelivered(folder: Path) -> StoreTrouble | None:
    """What to say of what was said while the record was shut, and is not in it although it is open now."""
    count = len(letters.undelivered(folder))
    if not count:
        return None
    lies = "Er ligt nog een weging klaar" if count == 1 else f"Er liggen nog {count} wegingen klaar"
    return StoreTrouble(
        f"{lies}, maar niet in de opslag: dat lukte niet. Misschien moet daarvoor nog gebeld worden.",
        tip=f"{CANNOT_WAIT} Kijk wat er is met: kvv beheer controleer",
    )


def renewed(folder: Path, key: Secret[bytes]) -> Secret[bytes]:
    """The key of the record: another one when that is due, unless it cannot be done now; then the next start does."""
    with suppress(CannotDo, StoreTrouble):
        return renew(folder, key) if keys.is_renewal_due(folder) else key
    return key


def unlocked(asker: Opener, places: Places) -> Record:
    """The record, opened; at first use it is made.

    Raises StoreTrouble when it cannot be opened, and once when something was lost: the next time it opens.
    """
    record = _unlocked(asker, places)[0]
    if record.found:
        record.close()
        raise record.found
    return record


class ToRead(NamedTuple):
    """The record, opened; why it can only be read, when that is so; and its key."""

    record: Record
    why: StoreTrouble | None
    key: Secret[bytes]


def unlocked_to_read(asker: Opener, places: Places) -> ToRead:
    """The record, opened, to write in as well if that is possible; raises StoreTrouble when it cannot be read.

    What was lost is only told: whom to call comes first.
    """
    to_read = _to_read(asker, places)
    warn(to_read.record.found)
    return to_read


def warn(*troubles: StoreTrouble | None) -> None:
    """Tell what is wrong to who goes on all the same."""
    for trouble in filter(None, troubles):
        sys.stderr.write(f"Let op: {trouble.message}\n{trouble.tip}\n")


def _to_read(asker: Opener, places: Places) -> ToRead:
    why: StoreTrouble | None = None

    def opens(folder: Path, key: Secret[bytes]) -> Record:
        nonlocal why
        try:
            return open_record(folder, key)
        except StoreTrouble as trouble:
            why = trouble
            with suppress(StoreTrouble):
                record = open_to_read(folder, key)
                if record.lacks_newest:
                    why = type(trouble)(f"{trouble.message} {LACKS_NEWEST}", tip=trouble.tip)
                return record
            raise

    record, key = _unlocked(asker, places, opens)
    return ToRead(record, why, key)


def readable(asker: Opener, places: Places) -> Record:
    """The record for who only reads: a disk that takes nothing more is told, and stops nobody.

    Raises StoreTrouble when it cannot be read, and once when something was lost: the next time it opens.
    """
    record, why, _ = _to_read(asker, places)
    if why is None and record.found is None:
        return record
    if why is None or not isinstance(why, DiskTrouble):  # damage may hide what is there
        record.close()
        raise record.found or why or StoreTrouble("De opslag gaat niet open.")
    sys.stderr.write(f"Let op: {why.message} {STILL_READ}\n")
    warn(record.found)
    return record


def proven_key(asker: Opener, places: Places) -> Secret[bytes]:
    """The key of the record, after opening the record with it; raises StoreTrouble when it cannot be opened."""
    record, key = _unlocked(asker, places)
    record.close()
    return key


def _unlocked(
    asker: Opener, places: Places, opens: Callable[[Path, Secret[bytes]], Record] = open_record
) -> tuple[Record, Secret[bytes]]:
    opening = Opening(asker, places, opens)
    try:
        record, key = opening.open()
        if opening.has_made:
            opening.finish()
        elif opening.has_left:
            sys.stderr.write("Let op: de herstelcode is nog niet overgetypt. Dat kan met: kvv beheer sleutel\n")
        warn(undelivered(places.data_folder()))
    except EOFError as error:
        tip = "Zet de wachtzin in een bestand, en de plaats daarvan in KVV_WACHTZIN_BESTAND."
        raise CannotDo("De invoer hield op voordat de opslag open was.", tip=tip) from error
    return record, key


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


def ask_key(asker: Opener, folder: Path, question: str = ASKED) -> Secret[bytes]:
    """The key of the record in this folder; raises StoreTrouble without it. `question` asks for the passphrase."""
    return _key(asker, folder, keys.standing(folder), question)


def _key(asker: Opener, folder: Path, standing: KeyStanding, question: str = ASKED) -> Secret[bytes]:
    match standing.state:
        case KeyState.KEYRING_OK | KeyState.PROVISIONAL if standing.key:
            return standing.key
        case KeyState.NEEDS_PASSPHRASE:
            return _with_passphrase(asker, folder, question)
        case KeyState.NEEDS_RECOVERY_CODE:
            return _with_code(asker, folder, "De sleutel is niet gevonden. Wat is de herstelcode?")
        case KeyState.LOST | KeyState.KEYRING_OK | KeyState.PROVISIONAL | KeyState.NEW:
            raise standing.why or keys.cannot_open(folder)
        case _:
            assert_never(standing.state)


def _with_passphrase(asker: Opener, folder: Path, question: str) -> Secret[bytes]:
    try:
        if key := _key_by_file(folder):
            return key
    except WrongSecret:
        if question == ASKED:  # another question is about an earlier passphrase, that stands in no file
            raise
    note: tuple[str, ...] = ()
    for _ in range(ATTEMPTS):
        hint = "Enter zonder tekst: ik weet hem niet meer."
        typed = asker.secret(Screen(question, hint=hint, notes=note), (Command.BACK,))
        if typed == Command.BACK:
            raise StoreTrouble("De opslag is nog niet open.")
        if not typed:
            return _with_code(asker, folder, "Wat is de herstelcode?")
        try:
            return keys.unlock_with_passphrase(folder, Secret(typed))
        except WrongSecret as wrong:
            note = (wrong.message,)
    raise StoreTrouble("De wachtzin klopt niet.")


def _key_by_file(folder: Path) -> Secret[bytes] | None:
    """The key by the passphrase in the file that KVV_WACHTZIN_BESTAND names; None when it names none."""
    passphrase = _passphrase_by_file()
    return keys.unlock_with_passphrase(folder, passphrase) if passphrase else None


def _passphrase_by_file() -> Secret[str] | None:
    file = os.environ.get("KVV_WACHTZIN_BESTAND")
    return keys.passphrase_from_file(Path(file)) if file else None


def _with_code(asker: Opener, folder: Path, question: str) -> Secret[bytes]:
    note: tuple[str, ...] = ()
    for _ in range(ATTEMPTS):
        screen = Screen(
            question, hint="Wat je hier typt, is te zien. Enter breekt af: dan blijft de opslag dicht.", notes=note
        )
        typed = asker.write(screen, (Command.BACK,))
        if not typed or typed == Command.BACK:
            break
        try:
            return keys.unlock_with_recovery(folder, Secret(typed))
        except (CannotDo, WrongSecret) as wrong:
            note = (wrong.message,)
    raise keys.cannot_open(folder)


def _first_time(folder: Path) -> Page:
    """What happens at first use."""
    return Page(
        "EERSTE KEER",
        (
            Line(f"kvv bewaart wegingen versleuteld op deze computer, in {folder}."),
            Line("Je krijgt zo een herstelcode: schrijf die op, want zonder sleutel kan niemand erbij."),
        ),
    )


def _made(asker: Opener, folder: Path, provisional: Secret[bytes] | None) -> keys.Created:
    """A new key, or a provisional one that is locked up; asks for a passphrase when that is needed."""
    if provisional is None:
        return _created_quietly(folder) or keys.create(folder, new_passphrase(asker, NO_KEYRING))
    return keys.settle(folder, provisional, _passphrase_by_file() or new_passphrase(asker, NO_KEYRING))


def _created_quietly(folder: Path) -> keys.Created | None:
    """Make the key of a new record without asking for a passphrase; None when that is needed."""
    if passphrase := _passphrase_by_file():
        return keys.create(folder, passphrase)
    with suppress(CannotDo):
        return keys.create(folder)
    return None


def made_anew(asker: Opener, folder: Path, key: Secret[bytes], why: str = "") -> keys.Created:
    """A new key file instead of one that was changed; asks for a passphrase when that is needed, and says `why`."""
    try:
        return keys.make_anew(folder, key)
    except CannotDo:
        return keys.make_anew(folder, key, new_passphrase(asker, why, NO_KEYRING))


def new_passphrase(asker: Opener, *told: str) -> Secret[str]:
    """A passphrase typed twice alike; `told` stands above the first question."""
    note = tuple(filter(None, told))
    while True:
        screen = Screen("Welke wachtzin kies je?", hint="Vier of meer losse woorden die je onthoudt.", notes=note)
        first = Secret(str(asker.secret(screen, ())))
        try:
            keys.check_passphrase(first)
        except CannotDo as wrong:
            note = (wrong.message,)
            continue
        again = asker.secret(Screen("Typ de wachtzin nog een keer.", hint="Met t kies je een andere."), (Command.BACK,))
        if again == first.reveal():
            return first
        note = () if again == Command.BACK else ("De twee wachtzinnen zijn niet gelijk.",)


def _remind(asker: Opener, folder: Path, key: Secret[bytes]) -> None:
    screen = Screen(
        "De herstelcode is nog niet overgetypt. Heb je hem opgeschreven?",
        hint="Zonder die code is alles weg als de sleutel van deze computer verdwijnt.",
    )
    choices = (
        Choice("typ", "", "Ja, ik typ hem nu over"),
        Choice("nieuw", "", "Nee, maak een nieuwe code"),
        LATER,
    )
    picked = asker.choose(screen, choices, (), LATER.id)
    if picked == "nieuw":
        show_new_code(asker, folder, keys.new_recovery_code(folder, key))
    elif picked == "typ" and not type_back(asker, folder):
        _remind(asker, folder, key)


def show_new_code(asker: Opener, folder: Path, code: Secret[str]) -> None:
    """Show the code, and have it typed back or put off."""
    page = Page(
        "HERSTELCODE",
        (
            Line(code.reveal(), strong=True),
            Line("Schrijf deze code op papier en bewaar dat op een veilige plek, niet op deze computer."),
            Line("Met deze code kun je bij de opslag als de sleutel van deze computer weg is."),
        ),
    )
    while asker.show(page, (Choice("typ", "", "Opgeschreven: ik typ hem over"), LATER)) == "typ":
        if type_back(asker, folder):
            return


def type_back(asker: Opener, folder: Path) -> bool:
    """Have the recovery code typed back, so that kvv no longer reminds of it; False for who wants to see it again."""
    note: tuple[str, ...] = ()
    screen = Screen("Typ de herstelcode over.", hint="Enter: later.")
    while typed := asker.write(replace(screen, notes=note), (Command.BACK,)):
        if typed == Command.BACK:
            return False
        try:
            keys.confirm_recovery(folder, Secret(typed))
        except KvvError as wrong:
            note = (wrong.message,)
        else:
            return True
    return True
