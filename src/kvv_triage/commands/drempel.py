"""`kvv drempel`: try the thresholds on the casebook, and begin a region's own copy of the content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvv_triage.commands.as_typed import as_typed
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.errors import CannotDo, ContentInvalid
from kvv_triage.language.clean import shown
from kvv_triage.reading.loading import load_folder
from kvv_triage.reading.own_copy import begin as begin_copy
from kvv_triage.settings import Places
from kvv_triage.trainer.trying import Coverage, Tried, coverage, try_cases

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def test(*, minimum: int, places: Places) -> None:
    """Try every case; raises CannotDo when one comes out differently or when too little is touched."""
    folder = places.content_folder()
    loaded = load_folder(folder)
    if loaded.content is None:
        check = f"kvv controleer {as_typed(folder)}"
        raise ContentInvalid(loaded.errors, tip=f"Herstel dit eerst. Kijk met `{check}` wat er mis is.")
    tried = try_cases(Ruleset(loaded.content), loaded.cases)
    wrong = [case for case in tried if case.differences]
    touched = coverage(loaded.content, tried)
    for line in (*_told(wrong), *_untouched(touched)):
        print(shown(line))
    print(f"{_cases(len(tried))}, waarvan {len(wrong)} met een andere uitkomst.")
    print(f"Geraakt: {touched.percentage} procent ({touched.total - touched.missing} van {touched.total}).")
    if wrong:
        raise CannotDo(f"{_cases(len(wrong))} met een andere uitkomst dan verwacht.")
    if touched.percentage < minimum:
        message = f"Van de drempels, antwoorden en specialisten is {touched.percentage} procent geraakt."
        raise CannotDo(f"{message} Afgesproken is minstens {minimum} procent.", tip="Schrijf er zaken bij.")


def begin(folder: Path, *, places: Places) -> None:
    """Write the content to a folder of the region's own, and say what is left to fill in."""
    left_to_fill_in = begin_copy(places.content_folder(), folder)
    print(f"De vragenlijsten, drempels en oefenzaken staan in {shown(folder)}.")
    print("Dit is er nog te doen voordat je ermee werkt:\n")
    for place in left_to_fill_in:
        print(f"{shown(place.path)}:{place.line}: {place.message}")
    typed = as_typed(folder)
    print(f"\nGebruik de map met `--inhoud {typed}`, en controleer hem met `kvv controleer {typed}`.")


def _told(wrong: Iterable[Tried]) -> Iterable[str]:
    for tried in wrong:
        yield f"{tried.path}: {tried.case.name}"
        for difference in tried.differences:
            yield f"  {difference.key}: verwacht {_listed(difference.expected)}, gekregen {_listed(difference.got)}"
        yield from (f"  omdat {line}" for line in tried.because or ("er is geen drempel bereikt",))
        yield ""


def _untouched(touched: Coverage) -> Iterable[str]:
    for what, names in (
        ("Nooit bereikt: drempel", touched.thresholds),
        ("Nooit gegeven: antwoord", touched.answers),
        ("Nooit genoemd: specialist", touched.specialists),
    ):
        yield from (f"{what} {name}" for name in names)


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words) or "niets"


def _cases(number: int) -> str:
    return "1 zaak" if number == 1 else f"{number} zaken"
