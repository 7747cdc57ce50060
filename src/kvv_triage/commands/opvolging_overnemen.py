"""`kvv opvolging overnemen`: the cases of a colleague who is ill get another owner, so that nothing lies still."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kvv_triage.conversation.asker import Asker, Choice, Screen, one_line
from kvv_triage.errors import CannotDo
from kvv_triage.language.clean import shown
from kvv_triage.language.spelling import is_same_name
from kvv_triage.record.handing_on import Successor, deputies_of, hand_on, owned_by
from kvv_triage.record.kept import case_of
from kvv_triage.record.unlocking import check_kept, unlocked
from kvv_triage.settings import Places, read_settings
from kvv_triage.store.interface import Author, SessionRow, Store
from kvv_triage.terminal.choosing import some_asker

YES, NO = Choice("ja", "j", "Ja"), Choice("nee", "n", "Nee")


def run(colleague: str, *, places: Places) -> None:
    """Give every session that this colleague owns another owner, after asking once."""
    colleague = one_line(colleague)
    if not colleague:
        raise CannotDo("Er staat geen naam.", tip="Noem de collega van wie je de zaken overneemt.")
    check_kept(places)
    settings, asker = read_settings(), some_asker()
    with unlocked(asker, places) as store:
        rows = owned_by(store, colleague)
        if not rows:
            raise CannotDo(
                "Op naam van deze collega staat geen zaak.", tip="Hoe de naam geschreven is, zie je met: kvv sessies"
            )
        try:
            successor = _successor(asker, store, rows, colleague, settings.name)
        except EOFError as error:
            raise CannotDo("De invoer hield op. Er is niets overgenomen.") from error
        author = Author(settings.name, settings.role)
        hand_on(store, rows, colleague, successor, author, lambda: datetime.now().astimezone())
    print(f"Overgenomen door {shown(successor.owner)}: {_counted(rows)}. Afspraken houden de naam die erbij staat.")
    print("Bekijk wat open staat met: kvv opvolging --wie NAAM, voor jullie allebei.")


def _successor(asker: Asker, store: Store, rows: Sequence[SessionRow], colleague: str, worker: str) -> Successor:
    """Ask who owns the cases from now on."""
    hint = "Eén persoon. Enter zonder tekst breekt af."
    owner = str(asker.write(Screen("Wie wordt de regiehouder?", hint=hint), (), worker))
    if not owner or is_same_name(owner, colleague):
        raise CannotDo("Er is niets overgenomen.", tip="Noem een andere collega als regiehouder.")
    deputies = deputies_of(store, rows)
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
    return Successor(owner, deputy, after_five)


def _deputy(asker: Asker, owner: str, colleague: str, leaving: Sequence[str]) -> str:
    """Who stands in where the new owner or the colleague who is ill did so until now."""
    now = " of ".join(leaving)
    screen = Screen(f"Bij een deel van de zaken is {now} nu de vervanger. Wie wordt daar de vervanger?")
    while True:
        deputy = str(asker.write(screen, ()))
        if deputy and not any(is_same_name(deputy, name) for name in (owner, colleague)):
            return deputy
        note = f"Noem iemand anders dan de regiehouder of {colleague}."
        screen = Screen(screen.question, notes=(note,))


def _counted(rows: Sequence[SessionRow]) -> str:
    cases = len({case_of(row) for row in rows})
    counted = "1 zaak" if cases == 1 else f"{cases} zaken"
    return f"{counted} ({len(rows)} {'weging' if len(rows) == 1 else 'wegingen'})"
