"""What one session says that the figures count, from the kinds and texts of its entries."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cache, lru_cache, reduce
from typing import Protocol, TypeVar

from kvv_triage.case.answers import Answer, Number, Option, Options, Person, Persons, Text, Unknown
from kvv_triage.case.event_text import as_event, as_text, kind_of, kinds_of
from kvv_triage.case.events import (
    Answered,
    Called,
    ContentMoved,
    Decided,
    Deviated,
    Event,
    FollowedUp,
    MeldcodeChanged,
    NotDone,
    Promised,
    Raised,
    Started,
)
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.deciding.meldcode import Seen, assess
from kvv_triage.language.scales import UnknownKind
from kvv_triage.meeting.session import with_call, with_or_without

COUNTED = (
    *(Answered, Called, ContentMoved, Decided, Deviated),
    *(FollowedUp, MeldcodeChanged, Promised, Raised, Started),
)
ANSWERED = kind_of(Answered)
KINDS = kinds_of(*COUNTED)
"""The kinds of entries that matter here."""

EventT = TypeVar("EventT", bound=Event)

_TEXT = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_WORD = r'"[^"\\]+"'
_ONE_OF_EACH = Answered(
    "a.x",
    Answer(
        (
            Option("a"),
            Options(frozenset({"a"})),
            Number(1),
            Text("-"),
            Persons((Person(1, "-"),)),
            Unknown(UnknownKind.NIET_BEKEND),
        ),
        "-",
        "-",
    ),
    "-",
    "-",
)
"""An answer with every field and every value that one can have; that of an unknown comes last."""


@cache
def plain_answers() -> Callable[[str], list[tuple[str, str]]]:
    """What finds, in a text of kept answers line by line, each plain one: its slot, and what makes it unknown.

    Most answers are one opinion. There are hundreds of thousands of them, so those are read off their texts, a session
    at a time. Every other shape is read as an event, which knows them all. How an answer is spelled is taken from one
    that is written now, so that it stands in one place only.
    """
    spelled = json.loads(as_text(_ONE_OF_EACH)[1])
    slot, answer, *whys = spelled
    opinions, *tells = spelled[answer]
    option, options, number, text, persons, unknown = [
        name for opinion in spelled[answer][opinions] for name in opinion
    ]
    age, label = spelled[answer][opinions][-2][persons][0]
    person = rf'{{(?:"{age}":\d+(?:,"{label}":{_TEXT})?|"{label}":{_TEXT})?}}'
    known = (
        rf'"{option}":{_WORD}|"{options}":\[(?:{_WORD}(?:,{_WORD})*)?\]|"{number}":\d+|"{text}":{_TEXT}'
        rf'|"{persons}":\[(?:{person}(?:,{person})*)?\]'
    )
    unknowns = "|".join(str(kind.value) for kind in UnknownKind)
    return re.compile(
        rf'^{{"{slot}":"([^"\\]+)","{answer}":{{"{opinions}":\[{{(?:{known}|("{unknown}":(?:{unknowns})))}}\]'
        rf"{_may_follow(tells)}}}{_may_follow(whys)}}}$",
        re.MULTILINE,
    ).findall


def _may_follow(names: Iterable[str]) -> str:
    return "".join(rf'(?:,"{name}":{_TEXT})?' for name in names)


class PromiseOutcome(StrEnum):
    """What came of a promise."""

    OVERDUE = "te_laat_open"
    LATE = "te_laat_gedaan"
    IN_TIME = "op_tijd"
    OPEN = "loopt_nog"


class Written(Protocol):
    """An entry as far as it matters here."""

    @property
    def kind(self) -> str:
        """The name of its kind."""

    @property
    def body(self) -> str:
        """Its text."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What one session adds to the figures; nothing in it is about a person."""

    team: str = field(default="", repr=False)
    fingerprints: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    unknown: int = 0
    known: int = 0
    began: datetime | None = None
    calls: tuple[Called, ...] = field(default=(), repr=False)
    asked: tuple[str, ...] = ()
    """Of whom one has to be spoken to, as it was decided last."""
    is_not_calling: bool = False
    is_raised: bool = False
    step: int = 1
    """The furthest step of the Meldcode whose work is recorded; the signals are the first one."""
    promises: tuple[PromiseOutcome, ...] = ()


def tallied(entries: Iterable[Written], today: date) -> Tally:
    """What the entries of a session say; raises StoreTrouble for one that this version does not know."""
    answers: dict[str, bool] = {}
    texts: list[str] = []
    events: dict[object, list[Event]] = defaultdict(list)
    record = MeldcodeRecord()
    for entry in entries:
        if entry.kind == ANSWERED:
            texts.append(entry.body)
            continue
        event = as_event(entry.kind, entry.body)
        events[type(event)].append(event)
        if isinstance(event, MeldcodeChanged):
            record = event.record
        elif isinstance(event, Called):
            record = with_call(record, event)
        if isinstance(event, ContentMoved):
            answers |= answered(texts)
            texts.clear()
            for slot in event.left_behind:
                answers.pop(slot, None)
    answers |= answered(texts)
    started = _of(Started, events)
    none: tuple[Called, ...] = ()
    calls = reduce(with_or_without, _of(Called, events), none)
    moved = _of(ContentMoved, events)
    decided = _of(Decided, events)
    unknown = sum(answers.values())
    return Tally(
        started[-1].team if started else "",
        frozenset([*(event.fingerprint for event in started), *(event.fingerprint for event in moved)]),
        frozenset(map(_list_of, answers)),
        unknown,
        len(answers) - unknown,
        started[0].at if started else None,
        tuple(calls),
        decided[-1].call if decided else (),
        any(deviation.not_done is NotDone.CALLING for deviation in _of(Deviated, events)),
        bool(_of(Raised, events)),
        _step(record),
        _promises(_of(Promised, events), _of(FollowedUp, events), today),
    )


def _of(kind: type[EventT], events: Mapping[object, list[Event]]) -> list[EventT]:
    return [event for event in events.get(kind, ()) if isinstance(event, kind)]


def answered(texts: Sequence[str]) -> dict[str, bool]:
    """Which slots these kept answers fill, and whether each is unknown; raises StoreTrouble for an unreadable one."""
    plain = plain_answers()("\n".join(texts))
    if len(plain) == len(texts):
        return {slot: bool(unknown) for slot, unknown in plain}
    events = [as_event(ANSWERED, text) for text in texts]
    return {event.slot: event.answer.is_unknown for event in _of(Answered, {Answered: events})}


@lru_cache(maxsize=10_000)
def _list_of(slot: str) -> str:
    return slot.partition(".")[0]


def _step(record: MeldcodeRecord) -> int:
    """The step does not depend on what the answers propose: only on what is recorded."""
    return assess(record, Seen()).step


def _promises(promises: list[Promised], followed_up: list[FollowedUp], today: date) -> tuple[PromiseOutcome, ...]:
    done: dict[str, date] = {}
    for event in followed_up:
        day = event.at.date()  # as the clock of the worker said
        done[event.item] = min(day, done.get(event.item, day))
    return tuple(
        _kept(promise.by, done.get(f"afspraak-{number}"), today) for number, promise in enumerate(promises, start=1)
    )


def _kept(by: date, done: date | None, today: date) -> PromiseOutcome:
    if done is None:
        return PromiseOutcome.OVERDUE if by < today else PromiseOutcome.OPEN
    return PromiseOutcome.IN_TIME if done <= by else PromiseOutcome.LATE
