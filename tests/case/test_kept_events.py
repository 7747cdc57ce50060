"""What is kept of an event does not depend on how its class and its fields are called today.

`fixtures/events` holds a text of every kind, with every field and every value that it can have, as `owned-1.json`. A
text that stands there was kept by somebody, so it is never changed. When a kind is kept in another way from now on (a
field more, say), that gets a text of its own, `owned-2.json`, and the first one has to stay readable. When a test here
fails because a class or a field got another name, the name in the record has to stay: `case.event_text` says how.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import NamedTuple, get_args, get_type_hints

import pytest
from pydantic import BaseModel

from kvv_triage.case.event_text import KINDS, as_event, as_text, kind_of, kinds_of
from kvv_triage.case.events import Event, Owned, Promised
from kvv_triage.language.scales import Level, UnknownKind

FOLDER = Path(__file__).parents[1] / "fixtures" / "events"


class Kept(NamedTuple):
    """A kept text: its kind, which of the ways of keeping that kind it shows, and what it says."""

    kind: str
    version: int
    body: str


def kept(path: Path) -> Kept:
    kind, _, version = path.stem.rpartition("-")
    return Kept(kind, int(version), path.read_text(encoding="utf-8").removesuffix("\n"))


EVERY = sorted(map(kept, FOLDER.iterdir()))
NEWEST = list({one.kind: one for one in EVERY}.values())
each_of_all = pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one.kind}-{one.version}")
each_newest = pytest.mark.parametrize("one", NEWEST, ids=lambda one: one.kind)


class Place(NamedTuple):
    """A field of an event, or of a value somewhere in it, with what it holds and what it would hold without a text."""

    name: str
    value: object
    default: object


def places(value: object) -> Iterator[Place]:
    """Every field that a value has, also those of the values in it."""
    if isinstance(value, (tuple, frozenset)):
        for one in value:
            yield from places(one)
    for name, default in _fields(value):
        held = getattr(value, name)
        yield Place(f"{type(value).__name__}.{name}", held, default)
        yield from places(held)


def _fields(value: object) -> Iterator[tuple[str, object]]:
    """The fields that are kept of a value, with their defaults; MISSING for one that has none."""
    if isinstance(value, BaseModel):
        for name, told in type(value).model_fields.items():
            yield name, MISSING if told.is_required() else told.get_default(call_default_factory=True)
    elif is_dataclass(value):
        for one in fields(value):
            if one.init:
                yield one.name, one.default if one.default_factory is MISSING else one.default_factory()


def things(value: object) -> set[object]:
    """The classes that a value is made of, and the members of scales that it names."""
    inside = {thing for place in places(value) for thing in _things(place.value)}
    return {type(value)} | inside


def _things(value: object) -> Iterator[object]:
    many = value if isinstance(value, (tuple, frozenset)) else (value,)
    yield from (one if isinstance(one, Enum) else type(one) for one in many)


def possible(kinds: Iterable[object]) -> set[object]:
    """The classes that events can be made of, and the members of the scales in them."""
    found: set[object] = set()
    ahead = list(kinds)
    while ahead:
        one = ahead.pop()
        if inside := get_args(one):
            ahead += inside
        elif isinstance(one, type) and issubclass(one, Enum):
            found |= set(one)
        elif isinstance(one, type) and one not in found and issubclass(one, BaseModel):
            found.add(one)
            ahead += [field.annotation for field in one.model_fields.values()]
        elif isinstance(one, type) and one not in found and is_dataclass(one):
            found.add(one)
            ahead += get_type_hints(one).values()
    return found


def test_every_kind_of_event_has_one_name_and_a_kept_text() -> None:
    assert set(KINDS.values()) == set(get_args(Event))
    assert len(KINDS) == len(get_args(Event))
    assert {one.kind for one in EVERY} == KINDS.keys()


def test_a_kind_is_found_by_its_class() -> None:
    assert kind_of(Owned) == "owned"
    assert kinds_of(Owned, Promised) == {"owned", "promised"}
    assert [kind_of(kind) for kind in KINDS.values()] == list(KINDS)


@each_of_all
def test_what_was_ever_kept_is_read_as_its_kind(one: Kept) -> None:
    assert type(as_event(one.kind, one.body)) is KINDS[one.kind]


@each_newest
def test_what_is_kept_now_is_written_back_letter_for_letter(one: Kept) -> None:
    assert as_text(as_event(one.kind, one.body)) == (one.kind, one.body)


@each_newest
def test_no_field_is_passed_over_when_a_kept_text_is_read(one: Kept) -> None:
    assert [place.name for place in places(as_event(one.kind, one.body)) if place.value == place.default] == []


def test_between_them_the_kept_texts_hold_every_value_that_an_event_can_have() -> None:
    found = {thing for one in EVERY for thing in things(as_event(one.kind, one.body))}
    assert possible(KINDS.values()) - found == set()


def test_the_numbers_by_which_members_of_scales_are_kept_keep_their_meaning() -> None:
    assert {one.label: one.value for one in Level} == {"volgen": 0, "advies": 1, "bel_nu": 2, "bel_112": 3}
    assert {one.label: one.value for one in UnknownKind} == {
        "niet_gevraagd": 1,
        "niet_bekend": 2,
        "niet_alleen_gesproken": 3,
        "geweigerd": 4,
    }
