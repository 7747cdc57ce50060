"""From plain data to a model: pydantic's errors as Findings in the trainer's words."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kvv_triage.errors import Finding
from kvv_triage.schema import Model

ModelT = TypeVar("ModelT", bound=Model)

_CODES = {
    "extra_forbidden": "KVV101",
    "missing": "KVV102",
    "kvv_keuze": "KVV104",
    "kvv_soort": "KVV104",
    "kvv_leeg": "KVV105",
    "kvv_lege_lijst": "KVV105",
    "kvv_getal": "KVV106",
    "kvv_minstens_een": "KVV106",
    "kvv_datum": "KVV107",
    "kvv_id": "KVV108",
    "kvv_weet_niet": "KVV109",
    "kvv_voorwaarde": "KVV110",
    "kvv_vanaf_en_optie": "KVV110",
    "kvv_dubbel": "KVV111",
    "kvv_reden": "KVV112",
}
_WRONG_KIND = "KVV103"

_MESSAGES = {
    "tuple_type": "hier hoort een lijst te staan: regels die met een streepje beginnen",
    "list_type": "hier hoort een lijst te staan: regels die met een streepje beginnen",
    "dict_type": "hier horen sleutels met een waarde te staan",
    "model_type": "hier horen sleutels met een waarde te staan",
    "model_attributes_type": "hier horen sleutels met een waarde te staan",
    "too_short": "deze lijst is te kort",
    "too_long": "deze lijst is te lang",
}


def to_model(model: type[ModelT], data: object) -> ModelT | tuple[Finding, ...]:
    """The model of this data, or a Finding for each mistake in its shape."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        return tuple(_finding(model, one) for one in error.errors(include_url=False, include_input=False))


def _finding(model: type[Model], error: ErrorDetails) -> Finding:
    kind, path = error["type"], tuple(error["loc"])
    code = _CODES.get(kind, _WRONG_KIND)
    if kind == "extra_forbidden":
        return Finding(path, code, f"de sleutel `{path[-1]}` kent kvv hier niet", _near_key(model, path))
    if kind == "missing":
        if path[-1] == "telefoon":
            tip = "vul het nummer in, of schrijf: vul in voor jouw regio"
            return Finding(path, "KVV404", "deze specialist heeft geen telefoonnummer (`telefoon`)", tip)
        return Finding(path, code, f"hier ontbreekt `{path[-1]}`")
    tip = ""
    if kind == "kvv_keuze":
        context = error.get("ctx", {})
        found = get_close_matches(context["gegeven"], context["toegestaan"].split(", "), n=1)
        tip = f"bedoelde je `{found[0]}`?" if found else ""
    message = error["msg"] if kind.startswith("kvv") else _MESSAGES.get(kind, "deze waarde past hier niet")
    return Finding(path, code, message, tip)


def _near_key(model: type[Model], path: tuple[str | int, ...]) -> str:
    """The nearest key that exists somewhere in this kind of file: the trainer most likely made a typing mistake."""
    found = get_close_matches(str(path[-1]), sorted(set(_keys(model, set()))), n=1, cutoff=0.7)
    return f"bedoelde je `{found[0]}`?" if found else ""


def _keys(model: type[Model], seen: set[type[Model]]) -> Iterator[str]:
    """Every key of a model and of the models inside it."""
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        yield field.alias or name
        for inner in _models_in(field.annotation):
            yield from _keys(inner, seen)


def _models_in(annotation: object) -> Iterator[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _models_in(part)
