"""What the text of an event says beyond its fields, and what this version does when it says more than it knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from kvv_triage.case.event_text import as_event, as_text
from kvv_triage.case.events import Colleague, Deviated, NotDone
from kvv_triage.errors import StoreTrouble

FOLDER = Path(__file__).parents[1] / "fixtures" / "events"
EXTRA = {"geheim": "zij heet Anna"}
COLLEAGUES = (Colleague("A", "gedragswetenschapper"), Colleague("B", "teamleider"))


class Longer(NamedTuple):
    """A kept text with a key more than this version knows, and where that key stands."""

    kind: str
    place: str
    body: str


def longer(path: Path) -> Iterator[Longer]:
    """A kept text with one key more, once for every object in it."""
    kind, _, version = path.stem.rpartition("-")
    kept = json.loads(path.read_text(encoding="utf-8"))
    for place, wider in widened(kept):
        yield Longer(kind, f"{version}{place}", json.dumps(wider))


def widened(value: object, place: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield place, value | EXTRA
        for key, inner in value.items():
            yield from ((where, value | {key: wider}) for where, wider in widened(inner, f"{place}/{key}"))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            for where, wider in widened(inner, f"{place}/{number}"):
                yield where, [*value[:number], wider, *value[number + 1 :]]


EVERY = [text for path in sorted(FOLDER.iterdir()) for text in longer(path)]


@pytest.mark.parametrize("text", EVERY, ids=lambda text: f"{text.kind}-{text.place}")
def test_a_key_that_this_version_does_not_know_is_refused_wherever_it_stands(text: Longer) -> None:
    with pytest.raises(StoreTrouble, match="niet kent") as refused:
        as_event(text.kind, text.body)
    told = f"{refused.value} {refused.value.tip} {refused.value.__cause__}"
    assert not [word for word in (*EXTRA, *EXTRA.values()) if word in told]


PHRASES = {
    NotDone.CALLING: "er wordt niet gebeld",
    NotDone.REPORTING: "er wordt niet gemeld",
    NotDone.WEIGHING_1: "bij weging 1 is 'nee' vastgelegd",
    NotDone.WEIGHING_2: "bij weging 2 is 'nee' vastgelegd",
}
"""What stands in the records that are kept: it never changes."""


@pytest.mark.parametrize("what", NotDone)
def test_what_a_team_does_not_do_is_kept_as_its_phrase_and_read_back_as_what_it_means(
    what: NotDone,
) -> None:
    kept = as_text(Deviated(what, "omdat", COLLEAGUES, date(2026, 3, 6)))
    assert json.loads(kept[1])["what"] == PHRASES[what]
    deviation = as_event(*kept)
    assert isinstance(deviation, Deviated)
    assert deviation.not_done is what
    assert f"{deviation.what}" == PHRASES[what]


def test_a_phrase_of_another_version_is_read_as_it_was_written() -> None:
    kept = as_text(Deviated("er wordt niet gewacht", "omdat", COLLEAGUES, date(2026, 3, 6)))
    deviation = as_event(*kept)
    assert isinstance(deviation, Deviated)
    assert (deviation.what, deviation.not_done) == ("er wordt niet gewacht", None)
