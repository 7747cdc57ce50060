"""From plain data to a model: pydantic's errors as Findings in the trainer's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kvv_triage.checking.allowed_keys import FORMS, Member, dug, followed, keys
from kvv_triage.content.checklist import (
    ChoiceQuestion,
    MultiChoiceQuestion,
    NumberQuestion,
    PersonsQuestion,
    TextQuestion,
    YesNoQuestion,
)
from kvv_triage.content.conditions import CountOptions, Path, Signal
from kvv_triage.errors import Finding
from kvv_triage.language.fields import GAP, Model, ModelT
from kvv_triage.language.meant import Guesser, listed, meant

_CODES = {  # of a wrong value; a wrong or missing key has its own
    "dict_type": "KVV103",
    "model_type": "KVV103",
    "tuple_type": "KVV103",
    "kvv_tekst": "KVV103",
    "kvv_keuze": "KVV104",
    "kvv_soort": "KVV104",
    "kvv_leeg": "KVV105",
    "kvv_lege_lijst": "KVV105",
    "kvv_getal": "KVV106",
    "kvv_minstens_een": "KVV106",
    "kvv_meer_dan_opties": "KVV106",
    "kvv_datum": "KVV107",
    "kvv_id": "KVV108",
    "kvv_weet_niet": "KVV109",
    "kvv_voorwaarde": "KVV110",
    "kvv_vanaf_en_optie": "KVV110",
    "kvv_dubbel": "KVV111",
    "kvv_reden": "KVV112",
    "kvv_zin": "KVV113",
}
_TIPS = {
    "kvv_tekst": "staan er haken om, haal die weg of zet de hele tekst tussen aanhalingstekens",
    "kvv_leeg": "vul de tekst in, of haal de sleutel weg",
    "kvv_lege_lijst": "zet er minstens één in, of haal de sleutel weg",
    "kvv_getal": "schrijf alleen cijfers, zonder komma of punt",
    "kvv_meer_dan_opties": "maak `minstens` lager, of zet er bij `opties` antwoorden bij",
    "kvv_weet_niet": "geef dit antwoord een ander id, of haal het weg",
    "kvv_vanaf_en_optie": "haal één van de twee weg",
    "kvv_dubbel": "haal er één weg",
    "kvv_reden": "zeg bij `reden` waarom een gesprek nu niet veilig is",
    "kvv_zin": "schrijf in een paar woorden waarom jullie opschalen, of haal de sleutel weg",
}
_KIND_OF_KEY = {
    "antwoorden": "bij `antwoorden` hoort `soort: keuze` of `soort: meerkeuze`",
    "banden": "bij `banden` hoort `soort: getal`",
    "rol": "bij `rol` hoort `soort: personen`",
}
_WEIGHTS = frozenset({"ernst", "punten", "norm"})
_NEGATIONS = frozenset({"niet", "geen", "behalve", "tenzij", "uitgezonderd"})
_WORD = re.compile(r"[A-Za-z_]+")
_COUNTED = "bij `minstens` hoort `ernst`, `vragen`, `norm`, of `vraag` met `opties`"
_OPTIONS_TIPS = {
    "opties": "noem bij `opties` de antwoorden die tellen, of haal `minstens` weg",
    "minstens": "zeg met `minstens: 1` of hoger hoeveel van deze antwoorden gekozen zijn",
}
_ONE_OPTION = frozenset({"vanaf", "optie"})
_FORM_TIPS = {
    "bij": "zet `bij` in elke voorwaarde daarbinnen; bij `eerder` kan het niet",
    "in": "haal `in` weg: de naam van een vraag noemt haar lijst al",
}
_ONE_ANSWER = "haal `minstens` weg: met `vanaf` is één antwoord genoeg"
_ONE_FORM = "twee voorwaarden zet je samen in `alle: [...]` of `een_van: [...]`"
_EXAMPLE = "schrijf bijvoorbeeld `{{vraag: {}}}`"


def to_model(model: type[ModelT], data: object) -> ModelT | tuple[Finding, ...]:
    """The model of this data, or a Finding for each mistake in its shape."""
    try:
        # Only code may use the English names of the fields; in a file such a key is unknown.
        return model.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        guesser = Guesser()
        findings = [_finding(model, data, detail, guesser) for detail in details]
        return tuple(_without_echoes(findings))


def _without_echoes(findings: list[Finding]) -> Iterator[Finding]:
    """Leave out 'this key is missing' where an unknown key beside it is that same key, misspelled."""
    misspelled = {(finding.path[:-1], finding.tip) for finding in findings if finding.code == "KVV101"}
    for finding in findings:
        if finding.code != "KVV102" or (finding.path[:-1], meant(str(finding.path[-1]))) not in misspelled:
            yield finding


def _finding(model: type[Model], data: object, error: ErrorDetails, guesser: Guesser) -> Finding:
    path, members = followed(model, error["loc"])
    match error["type"]:
        case "extra_forbidden":
            tip = _tip_for_key(path, members, data, guesser)
            return Finding(path, "KVV101", f"de sleutel `{path[-1]}` kent kvv hier niet", tip)
        case "missing":
            return _missing(path, members)
        case "kvv_dubbel":
            path = (*path, _second(dug(data, path)))
        case "kvv_vanaf_en_optie":
            path = (*path, "optie")
        case "kvv_meer_dan_opties":
            path = (*path, "minstens")
        case _:
            pass
    return _wrong_value(path, dug(data, path), error, guesser)


def _wrong_value(path: Path, value: object, error: ErrorDetails, guesser: Guesser) -> Finding:
    kind, message, context = error["type"], error["msg"], error.get("ctx", {})
    code = _CODES.get(kind, "KVV103")
    match kind:
        case "tuple_type":
            return Finding(path, code, "hier hoort een lijst te staan", _tip_for_list(value))
        case "dict_type" | "model_type":
            return _not_keys(path)
        case "kvv_soort" | "kvv_voorwaarde":
            return _wrong_part(kind, path, value, message, guesser)
        case "kvv_keuze":
            return Finding(path, code, message, _tip_for_choice(path, context, guesser))
        case "kvv_id":
            return _wrong_id(path, message, context)
        case "kvv_leeg" if path[-1] == "telefoon":
            return _no_number(path)
        case _:
            # A kind that is not ours speaks English, and may quote what was written.
            shown = message if kind.startswith("kvv_") else "deze waarde past hier niet"
            return Finding(path, code, shown, _TIPS.get(kind, ""))


def _missing(path: Path, members: tuple[Member, ...]) -> Finding:
    key = path[-1]
    if key == "telefoon":
        return _no_number(path)
    tip = f"zet erbij: `{key}: ...`"
    if key == "ernst" and "minstens" in keys(members):
        tip = _COUNTED
    elif {member.model for member in members} == {CountOptions}:
        tip = _OPTIONS_TIPS.get(str(key), tip)
    return Finding(path, "KVV102", f"hier ontbreekt `{key}`", tip)


def _no_number(path: Path) -> Finding:
    tip = f"vul het nummer in, of schrijf precies: {GAP}"
    return Finding(path, "KVV404", "deze specialist heeft geen telefoonnummer (`telefoon`)", tip)


def _not_keys(path: Path) -> Finding:
    tip = "schrijf op elke regel `sleutel: waarde`"
    return Finding(path, "KVV103", "hier horen sleutels met een waarde te staan", tip)


def _wrong_part(kind: str, path: Path, value: object, message: str, guesser: Guesser) -> Finding:
    """A question of no known kind, or a condition of no known form."""
    if kind == "kvv_voorwaarde":
        text = message if isinstance(value, Mapping) else "dit is geen voorwaarde"
        return Finding(path, "KVV110", text, _tip_for_condition(value, guesser))
    if not isinstance(value, Mapping):
        return _not_keys(path)
    allowed = message.partition(": ")[2].split(", ")
    return Finding((*path, "soort"), "KVV104", message, guesser.near(value.get("soort"), allowed))


def _wrong_id(path: Path, message: str, context: Mapping[str, object]) -> Finding:
    if path[-1] in _ONE_OPTION or path[-2:-1] == ("opties",):
        tip = "zoek de vraag op en neem over wat daar achter `id` staat"
        return Finding(path, "KVV108", "hier hoort het id van een antwoord te staan, niet de tekst", tip)
    example = "-".join(re.findall(r"[a-z0-9]+", str(context.get("gegeven")).lower()))
    return Finding(path, "KVV108", message, f"schrijf bijvoorbeeld `{example or 'eerste-keer'}`")


def _tip_for_list(value: object) -> str:
    if isinstance(value, Mapping):
        return "begin elk deel van de lijst met een streepje en een spatie"
    return "zet er `[` en `]` omheen, of begin elke regel met een streepje"


def _tip_for_choice(path: Path, context: Mapping[str, object], guesser: Guesser) -> str:
    match path[-1], context.get("gegeven"):
        case "ernst", "geen" | "nee" | "0" | "":
            return "is het antwoord geen zorg, laat `ernst` dan weg"
        case "norm", "acuut":
            return "acuut gevaar zeg je met `ernst: acuut`"
        case _, given:
            return guesser.near(given, str(context.get("toegestaan")).split(", "))


def _tip_for_condition(value: object, guesser: Guesser) -> str:
    if isinstance(value, list):
        return "zet `alle:` of `een_van:` boven deze lijst"
    if not isinstance(value, Mapping):
        return _EXAMPLE.format(value if isinstance(value, str) and "." in value else "lijst.vraag")
    if _NEGATIONS & value.keys():
        return "een voorwaarde kan niets uitsluiten: onbekend is nooit nee. Zeg wanneer hij wél geldt"
    if "ernst" in value:
        return "zet er `minstens: 1` bij"
    allowed = keys(FORMS)
    tips = (guesser.near(key, allowed) for key in value if key not in allowed)
    return next(filter(None, tips), _EXAMPLE.format("lijst.vraag"))


def _tip_for_key(path: Path, members: tuple[Member, ...], data: object, guesser: Guesser) -> str:
    key, models = str(path[-1]), {member.model for member in members}
    allowed = keys(members)
    if models == {CountOptions} and key in _ONE_OPTION and dug(data, (*path[:-1], "opties")) is not None:
        return f"haal `{key}` weg: `opties` noemt de antwoorden al"
    if models == {Signal} and key == "minstens":
        return _ONE_ANSWER
    if tip := guesser.near(key, allowed):
        return tip
    if models == {YesNoQuestion} and key in _KIND_OF_KEY:
        return _KIND_OF_KEY[key]
    if models & {ChoiceQuestion, MultiChoiceQuestion, NumberQuestion} and key in _WEIGHTS:
        return f"`{key}` hoort bij een {'band' if models == {NumberQuestion} else 'antwoord'}, niet bij de vraag zelf"
    if models == {PersonsQuestion} and key in _WEIGHTS:
        return "een aantal personen is zelf geen gevaar; stel er een eigen vraag over"
    if models == {TextQuestion} and key in _WEIGHTS:
        return "vrije tekst telt nooit mee; stel er een vraag met antwoorden over"
    if models <= {form.model for form in FORMS} and key in keys(FORMS):
        return _FORM_TIPS.get(key, _ONE_FORM)
    if dug(data, path) == "" and not _WORD.fullmatch(key):  # a comma inside braces made a key of it
        return "hoort dit bij de tekst ervoor, zet dan de hele tekst tussen aanhalingstekens"
    return f"hier kan staan: {listed(allowed)}"


def _second(values: object) -> int:
    """The position of the first value that was there before."""
    listed = values if isinstance(values, list) else []
    first: dict[object, int] = {}
    return next((position for position, value in enumerate(listed) if first.setdefault(value, position) != position), 0)
