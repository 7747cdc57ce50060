"""Content from the text that was kept with the sessions it decided, so that they can be decided again years later."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TypeVar

from kvv_triage.checklist import Checklist
from kvv_triage.content import Content
from kvv_triage.core import lacking
from kvv_triage.errors import StoreTrouble
from kvv_triage.meldcode import MeldcodeTexts
from kvv_triage.references import Known
from kvv_triage.schema import Model
from kvv_triage.shapes import to_model
from kvv_triage.thresholds import Floor, RegionalThresholds

ModelT = TypeVar("ModelT", bound=Model)


def restored(text: str, fingerprint: str) -> Content:
    """The content of a text that `Content.canonical` gave; raises StoreTrouble when it is not what decided then."""
    try:
        parts = json.loads(text)
        lists = tuple(_models(Checklist, parts["lijsten"]))
        floor = _model(Floor, parts["ondergrens"])
        content = Content(
            lists,
            _model(RegionalThresholds, parts["drempels"]),
            floor,
            _model(MeldcodeTexts, parts["meldcode"]),
            lacking(floor, Known.of(lists)),
        )
    except (ValueError, KeyError, TypeError):
        raise _unreadable() from None
    if content.fingerprint != fingerprint:
        raise _unreadable()
    return content


def _models(model: type[ModelT], parts: list[Mapping[str, object]]) -> Iterator[ModelT]:
    return (_model(model, part) for part in parts)


def _model(model: type[ModelT], part: Mapping[str, object]) -> ModelT:
    made = to_model(model, part)
    if isinstance(made, tuple):
        raise TypeError
    return made


def _unreadable() -> StoreTrouble:
    return StoreTrouble(
        "De vragenlijsten waarmee deze weging is gemaakt, zijn met deze versie van kvv niet te lezen.",
        tip="Werk kvv bij. Blijft dit zo, kijk dan met `kvv beheer controleer` of de opslag heel is.",
    )
