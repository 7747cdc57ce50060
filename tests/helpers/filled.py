"""Whatever holds what was said, with a text in every place where somebody can type one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Annotated, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from kvv_triage.case.answers import Answer, Answers, Option, Options
from kvv_triage.case.events import (
    Answered,
    Called,
    CallPlanned,
    ContentMoved,
    Decided,
    Exported,
    FollowedUp,
    Noted,
    NotReached,
    Promised,
    Started,
)
from kvv_triage.case.state import CaseState
from kvv_triage.content.casebook import WrittenCase
from kvv_triage.meeting.session import Session
from tests.helpers.full_session import AT, DAY

CLIENT = "zij heet Anna"
CHOSEN = "gekozen-antwoord"
"""An answer that was chosen from a list: an answer by itself may show it, what holds answers may not."""
OURS = "partnergeweld.keel"
IDENTIFIERS = {
    (Started, "fingerprint"),
    (Answered, "slot"),
    (Noted, "slot"),
    (Decided, "thresholds"),
    (ContentMoved, "fingerprint"),
    (ContentMoved, "left_behind"),
    (Promised, "slot"),
    (Called, "to"),
    (NotReached, "to"),
    (CallPlanned, "to"),
    (FollowedUp, "item"),
    (Exported, "form"),
    (Exported, "detail"),
    (CaseState, "persons"),
    (WrittenCase, "persons"),
    (Session, "fingerprint"),
    (Session, "filled_in"),
}
"""Texts of our own content; every other text comes from someone at the table."""
SIMPLE: dict[object, object] = {int: 9, bool: True, date: DAY, datetime: AT}

KindT = TypeVar("KindT")


def filled(kind: type[KindT]) -> KindT:
    """One of this class, with CLIENT in every text that is not an identifier of ours."""
    made = _of_class(kind, CLIENT)
    assert isinstance(made, kind)
    return made


def _of(hint: object, text: str) -> object:
    """A value of this type."""
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _of(inside[0], text)
    if origin is Literal:
        return inside[0]
    if origin in (Union, UnionType):
        return _of(next(one for one in inside if one is not type(None)), text)
    if origin is tuple:
        return tuple(_of(one, text) for one in (_members(inside[0]) if inside[-1] is ... else inside))
    if origin is frozenset:
        return frozenset({_of(inside[0], text)})
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {OURS: _of(inside[1], text)}
    if hint in (str, object):
        return text
    assert isinstance(hint, type), hint
    return SIMPLE[hint] if hint in SIMPLE else _of_class(hint, text)


def _members(hint: object) -> tuple[object, ...]:
    """The members of a union; else the one kind itself."""
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _of_class(kind: type, text: str) -> object:
    if issubclass(kind, Enum):
        return list(kind)[-1]
    if kind is Answers:
        return Answers({OURS: filled(Answer)})
    if issubclass(kind, BaseModel):
        return kind.model_construct(None, **_arguments(kind, list(kind.model_fields), text))
    assert is_dataclass(kind), kind
    return kind(**_arguments(kind, [field.name for field in fields(kind) if field.init], text))


def _arguments(kind: type, names: list[str], text: str) -> dict[str, object]:
    hints = get_type_hints(kind, include_extras=True)
    chosen = CHOSEN if kind in (Option, Options) else text
    return {name: _of(hints[name], OURS if (kind, name) in IDENTIFIERS else chosen) for name in names}


def holding(*kinds: object) -> Iterator[type]:
    """Every class of ours that these are made of, however deep."""
    ahead, seen = [*kinds], set[object]()
    while ahead:
        kind = ahead.pop(0)
        if kind in seen:
            continue
        seen.add(kind)
        ahead += get_args(kind)
        if isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, BaseModel)):
            yield kind
            ahead += get_type_hints(kind).values()
