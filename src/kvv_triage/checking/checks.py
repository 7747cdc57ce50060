"""What the shape of one model cannot show: references, order and contradictions in a whole content folder.

Each check yields Findings with the path of the mistake inside its own file; source.py adds file and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from kvv_triage.checking.inventory import Inventory, maker_tip, no_role
from kvv_triage.checking.references import check_condition
from kvv_triage.content.checklist import (
    Band,
    Checklist,
    ChoiceQuestion,
    MultiChoiceQuestion,
    NumberQuestion,
    PersonsQuestion,
    Question,
    Section,
    TextQuestion,
    Weight,
    YesNoQuestion,
)
from kvv_triage.content.conditions import Path
from kvv_triage.content.kinds import option_ids, role_made
from kvv_triage.content.thresholds import Floor, RegionalThresholds, Threshold
from kvv_triage.deciding.marks import MOST_TOTALS, point_totals
from kvv_triage.errors import Finding
from kvv_triage.language.days import in_words
from kvv_triage.language.fields import GAP, PER_CLIENT
from kvv_triage.language.scales import Level

_OTHER_ID = "geef er één een ander id, of haal er één weg"
_ADD_SOURCE = "zet de bron met een titel bij `bronnen`"
_BANDS = "een band loopt van `vanaf` tot en met `tot`; de volgende begint één hoger"
_LIKE_AN_ID = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*", re.ASCII)
NATIONAL = "landelijk-"
"""The ids of the floor's own thresholds start like this, so that no region's can be taken for them."""


def check_checklist(checklist: Checklist, inventory: Inventory) -> Iterator[Finding]:
    """Everything wrong with one list."""
    yield from _doubles([section.id for section in checklist.sections], ("onderdelen",), "KVV203", "het onderdeel")
    seen: set[str] = set()
    for at, section in enumerate(checklist.sections):
        yield from _check_section(checklist, section, inventory, ("onderdelen", at))
        for position, question in enumerate(section.questions):
            path: Path = ("onderdelen", at, "vragen", position)
            if question.id in seen:
                message = f"de vraag `{question.id}` staat al in deze lijst"
                yield Finding((*path, "id"), "KVV202", message, _OTHER_ID)
            seen.add(question.id)
            yield from _check_question(question, path)
            for spot, name in enumerate(question.sources):
                if name not in checklist.sources and not inventory.broken & {f"bron:{name}", "bron:"}:
                    message = f"de bron `{name}` staat niet bij `bronnen` van deze lijst"
                    tip = inventory.guesser.near(name, checklist.sources) or _ADD_SOURCE
                    yield Finding((*path, "bron", spot), "KVV215", message, tip)
            if question.only_if:
                number = inventory.questions[f"{checklist.id}.{question.id}"][0]
                guard = (*path, "alleen_als")
                yield from check_condition(question.only_if, inventory, guard, before=number)
            if section.per and role_made(question):
                message = "een vraag naar personen kan niet zelf per persoon gesteld worden"
                yield Finding((*path, "soort"), "KVV216", message, "zet de vraag in een onderdeel zonder `per`")
    if checklist.only_if:
        yield from check_condition(
            checklist.only_if,
            inventory,
            ("inzetten_als",),
            before=inventory.numbers(checklist).start,
            own_list=checklist.id,
        )


def _check_section(checklist: Checklist, section: Section, inventory: Inventory, path: Path) -> Iterator[Finding]:
    if section.per is None:
        return
    maker = inventory.roles.get(section.per)
    if maker is None:
        if not inventory.may_have_role(section.per):
            yield Finding((*path, "per"), "KVV213", no_role(section.per), maker_tip(section.per, inventory))
        return
    first = min(inventory.questions[f"{checklist.id}.{question.id}"][0] for question in section.questions)
    if inventory.questions[maker][0] > first:
        message = f"de vraag `{maker}`, die deze personen maakt, komt pas later"
        yield Finding((*path, "per"), "KVV214", message, "zet die vraag vóór dit onderdeel")


def _doubles(names: Iterable[str], path: Path, code: str, what: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for position, name in enumerate(names):
        if name in seen:
            yield Finding((*path, position, "id"), code, f"{what} `{name}` staat er twee keer", _OTHER_ID)
        seen.add(name)


def _check_question(question: Question, path: Path) -> Iterator[Finding]:
    yield from _doubles(option_ids(question), (*path, "antwoorden"), "KVV204", "het antwoord")
    match question:
        case ChoiceQuestion():
            yield from _check_rising(question, (*path, "antwoorden"))
        case MultiChoiceQuestion():
            if len(point_totals(question)) > MOST_TOTALS:
                message = f"met deze punten zijn er meer dan {MOST_TOTALS} verschillende totalen"
                yield Finding((*path, "antwoorden"), "KVV218", message, "gebruik kleinere of ronde punten")
        case NumberQuestion():
            yield from _check_bands(question.bands, (*path, "banden"))
        case YesNoQuestion() | PersonsQuestion() | TextQuestion():
            pass


def _check_rising(question: ChoiceQuestion, path: Path) -> Iterator[Finding]:
    options = question.options
    if len(options) == 1:
        tip = "voeg een antwoord toe, of maak er een ja/nee-vraag van"
        yield Finding(path, "KVV207", "een keuze heeft minstens twee antwoorden", tip)
    if carried := _carries(options[0]):
        message = f"het eerste antwoord van een keuze is het veilige; `{carried}` kan daar niet"
        tip = "zet het veilige antwoord vooraan, of gebruik `soort: meerkeuze`"
        yield Finding((*path, 0, carried), "KVV205", message, tip)
    for position in range(2 if carried else 1, len(options)):
        before, here = options[position - 1], options[position]
        for key, was, now in (("ernst", before.severity, here.severity), ("punten", before.points, here.points)):
            if now < was:
                falls = "de ernst daalt" if key == "ernst" else "de punten dalen"
                message = f"{falls} hier; antwoorden staan van minst naar meest gevaarlijk"
                yield Finding((*path, position, key), "KVV206", message, "zet de antwoorden in een andere volgorde")


def _carries(weight: Weight) -> str:
    """The first key that gives this answer weight, or nothing."""
    carried = {"ernst": weight.severity, "punten": weight.points, "norm": weight.norm}
    return next((key for key, value in carried.items() if value), "")


def _check_bands(bands: tuple[Band, ...], path: Path) -> Iterator[Finding]:
    for position, band in enumerate(bands):
        if band.high is not None and band.high < band.low:
            tip = "`vanaf` is het laagste getal van de band, `tot` het hoogste"
            yield Finding((*path, position, "tot"), "KVV219", "`tot` is hier lager dan `vanaf`", tip)
            return
        if band.is_safe and band.norm:
            message = "een band met een norm heeft ook `ernst` of `punten` nodig"
            yield Finding((*path, position, "norm"), "KVV211", message, "zet er `ernst: bijdragend` of hoger bij")
    if not any(band.is_safe for band in bands):
        message = "minstens één band heeft geen ernst en geen punten: dat is het veilige antwoord"
        yield Finding(path, "KVV210", message, "haal bij één band `ernst` en `punten` weg")
    ordered = sorted(range(len(bands)), key=lambda position: bands[position].low)
    expected: int | None = 0
    for position in ordered:
        band = bands[position]
        if expected is None or band.low < expected:
            yield Finding((*path, position), "KVV208", f"het getal {band.low} valt in twee banden", _BANDS)
            return
        if band.low > expected:
            yield Finding((*path, position), "KVV209", f"het getal {expected} valt in geen enkele band", _BANDS)
            return
        expected = None if band.high is None else band.high + 1
    if expected is not None:
        message = f"getallen vanaf {expected} vallen in geen enkele band"
        yield Finding((*path, ordered[-1]), "KVV209", message, "laat `tot` weg bij de hoogste band")


def check_folder(inventory: Inventory) -> Iterator[tuple[Checklist, Finding]]:
    """What two lists do to each other."""
    makers: dict[str, str] = {}
    for checklist in inventory.checklists:
        for at, section in enumerate(checklist.sections):
            for position, question in enumerate(section.questions):
                role, name = role_made(question), f"{checklist.id}.{question.id}"
                if role and makers.setdefault(role, name) != name:
                    path: Path = ("onderdelen", at, "vragen", position, "rol")
                    message = f"de rol `{role}` wordt al gemaakt door `{makers[role]}`"
                    yield checklist, Finding(path, "KVV212", message, "vraag maar één keer naar dezelfde personen")


YEAR = 365
"""Days. Later than this nobody looks again, and a telephone number has to be looked after."""


def check_thresholds(regional: RegionalThresholds, floor: Floor, inventory: Inventory) -> Iterator[Finding]:
    """Everything wrong with thresholds.yaml, apart from thresholds nobody can reach."""
    specialists = {**floor.specialists, **regional.specialists}
    yield from _doubles([threshold.id for threshold in regional.thresholds], ("drempels",), "KVV401", "de drempel")
    for at, threshold in enumerate(regional.thresholds):
        path: Path = ("drempels", at)
        if threshold.id.startswith(NATIONAL):
            message = f"een naam die met `{NATIONAL}` begint is van de landelijke ondergrens"
            yield Finding((*path, "id"), "KVV405", message, "kies een naam die anders begint")
        yield from check_condition(threshold.when, inventory, (*path, "als"))
        yield from _check_look_again(threshold.look_again_days, path)
        if threshold.not_first and not threshold.talk:
            message = "`niet_eerst_spreken_met` hoort bij `gesprek: eerst_overleggen`"
            tip = "zet erbij: `gesprek: eerst_overleggen`, of haal deze sleutel weg"
            yield Finding((*path, "niet_eerst_spreken_met"), "KVV415", message, tip)
        yield from _check_specialists(threshold.call, specialists, inventory, (*path, "bel"))
        yield from _check_sources(threshold, floor, regional, inventory, (*path, "bron"))
        if not threshold.because:
            message, tip = "hier ontbreekt `omdat`: de reden die op het scherm komt", "zeg waarom deze drempel er is"
            yield Finding(path, "KVV407", message, tip, warning=True)
        if not threshold.call and threshold.level in (Level.ADVIES, Level.BEL_NU):
            message = "deze drempel zegt niet wie je belt; dan wordt het Veilig Thuis"
            yield Finding(path, "KVV408", message, "zet erbij: `bel: [veilig_thuis]`", warning=True)
    yield from _check_look_again(regional.look_again_days, ())
    for name, specialist in regional.specialists.items():
        here: Path = ("specialisten", name)
        yield from _check_specialists(specialist.no_answer, specialists, inventory, (*here, "geen_gehoor"))
        if specialist.is_gap:
            message = "deze specialist heeft nog geen nummer voor jouw regio"
            yield Finding((*here, "telefoon"), "KVV409", message, "zoek het nummer op en vul het in", warning=True)
        elif not (specialist.has_number or specialist.is_per_client):
            tip = f"vul het nummer in, schrijf precies: {GAP}, of begin met: {PER_CLIENT}"
            yield Finding((*here, "telefoon"), "KVV404", "dit is geen telefoonnummer", tip)


def check_age(regional: RegionalThresholds, today: date) -> Iterator[Finding]:
    """Numbers of which somebody looked more than a year ago whether they still hold."""
    for name, specialist in regional.specialists.items():
        checked = specialist.checked_on
        if checked and (today - checked).days > YEAR and specialist.has_number:
            message = f"dit nummer is op {in_words(checked)} nagekeken, meer dan een jaar geleden"
            tip = "kijk of het nummer nog klopt, en zet hier de dag van vandaag"
            yield Finding(("specialisten", name, "gecontroleerd_op"), "KVV413", message, tip, warning=True)


def _check_look_again(days: int | None, path: Path) -> Iterator[Finding]:
    if days and days > YEAR:
        message, tip = "opnieuw kijken doe je binnen een jaar", f"schrijf hoogstens {YEAR} dagen"
        yield Finding((*path, "opnieuw_kijken_na_dagen"), "KVV414", message, tip)


def _check_specialists(
    names: Iterable[str], specialists: Mapping[str, object], inventory: Inventory, path: Path
) -> Iterator[Finding]:
    for position, name in enumerate(names):
        if name not in specialists and not inventory.broken & {f"specialist:{name}", "specialist:"}:
            message = f"de specialist `{name}` staat niet bij `specialisten`"
            yield Finding((*path, position), "KVV402", message, inventory.guesser.near_or_all(name, specialists))


def _check_sources(
    threshold: Threshold, floor: Floor, regional: RegionalThresholds, inventory: Inventory, path: Path
) -> Iterator[Finding]:
    """A word that looks like the id of a source but is none; an address or a sentence stands for itself."""
    if inventory.broken or inventory.lost:
        return
    sources = {**floor.sources, **regional.sources}
    for checklist in inventory.checklists:
        sources |= checklist.sources
    for position, name in enumerate(threshold.sources):
        if name not in sources and _LIKE_AN_ID.fullmatch(name):
            message = f"de bron `{name}` staat nergens bij `bronnen`; op het scherm komt dan dit woord"
            tip = inventory.guesser.near(name, sources) or _ADD_SOURCE
            yield Finding((*path, position), "KVV412", message, tip, warning=True)
