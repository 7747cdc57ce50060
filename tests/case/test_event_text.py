"""What the store keeps of an event is enough to get the same event back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.case.answers import Answer, Number, Option, Options, Person, Persons, Text, Unknown
from kvv_triage.case.event_text import KINDS, as_event, as_text
from kvv_triage.case.events import Event, MeldcodeChanged
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.errors import StoreTrouble
from kvv_triage.language.scales import UnknownKind

WORDS = st.text(max_size=20)
PERSONS = st.builds(Person, st.none() | st.integers(0, 120), WORDS)
VALUES = st.one_of(
    st.builds(Option, WORDS),
    st.builds(Options, st.frozensets(WORDS, max_size=3)),
    st.builds(Number, st.integers(0, 99)),
    st.builds(Persons, st.lists(PERSONS, max_size=3).map(tuple)),
    st.builds(Text, WORDS),
    st.builds(Unknown, st.sampled_from(UnknownKind)),
)
ANSWERS = st.builds(Answer, st.lists(VALUES, min_size=1, max_size=3).map(tuple), WORDS, WORDS)
RECORDS = st.sampled_from(
    [
        MeldcodeRecord(),
        MeldcodeRecord.model_validate(
            {
                "overleg": [{"met": "gz", "op": "2026-03-04"}],
                "gesprek": [{"stand": "niet_veilig", "reden": "hij luistert mee"}],
                "vermoeden": "ja",
                "resultaat": "nog_niet",
                "besloten": {"melden": "ja"},
                "veilig_thuis": [{"soort": "melding", "met": "x"}],
            }
        ),
    ]
)


def events() -> st.SearchStrategy[Event]:
    """Give events of every kind."""
    st.register_type_strategy(Answer, ANSWERS)
    st.register_type_strategy(MeldcodeRecord, RECORDS)
    st.register_type_strategy(str, st.text(max_size=20))
    return st.one_of([st.from_type(kind) for kind in KINDS.values()])


@given(events())
def test_every_event_comes_back_as_it_was(event: Event) -> None:
    kind, body = as_text(event)
    assert KINDS[kind] is type(event)
    assert as_event(kind, body) == event


def test_the_meldcode_is_kept_in_the_words_of_the_contract() -> None:
    _, body = as_text(MeldcodeChanged(MeldcodeRecord.model_validate({"vermoeden": "ja"})))
    assert body == '{"record":{"vermoeden":"ja"}}'


@pytest.mark.parametrize(
    ("kind", "body"), [("onbekend", "{}"), ("raised", '{"reason": 1, "geheim": "x"}'), ("raised", "{")]
)
def test_what_this_version_does_not_know_is_refused_without_its_text(kind: str, body: str) -> None:
    with pytest.raises(StoreTrouble) as refused:
        as_event(kind, body)
    assert "geheim" not in f"{refused.value} {refused.value.tip} {refused.value.__cause__}"
