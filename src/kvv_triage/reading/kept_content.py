"""Content from the text that was kept with the sessions it decided, so that they can be decided again years later."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from kvv_triage.checking.core_signs import lacking
from kvv_triage.checking.inventory import Inventory
from kvv_triage.checking.models import to_model
from kvv_triage.content.checklist import Checklist
from kvv_triage.content.content import Content
from kvv_triage.content.meldcode_texts import MeldcodeTexts
from kvv_triage.content.thresholds import Floor, RegionalThresholds
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.errors import StoreTrouble
from kvv_triage.language.fields import ModelT


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
            lacking(floor, Inventory.of(lists)),
        )
        Ruleset(content)  # a reference that leads nowhere has to show here, not in the middle of a decision
    except (ValueError, KeyError, TypeError):
        raise _unreadable() from None
    if content.fingerprint != fingerprint:
        raise _unreadable()
    return content


def _models(model: type[ModelT], parts: list[Mapping[str, object]]) -> Iterator[ModelT]:
    return (_model(model, part) for part in parts)


def _model(model: type[ModelT], part: Mapping[str, object]) -> ModelT:
    parsed = to_model(model, part)
    if isinstance(parsed, tuple):
        raise TypeError
    return parsed


def _unreadable() -> StoreTrouble:
    return StoreTrouble(
        "De vragenlijsten waarmee deze weging is gemaakt, zijn met deze versie van kvv niet te lezen.",
        tip="Werk kvv bij. Blijft dit zo, kijk dan met `kvv beheer controleer` of de opslag heel is.",
    )
