"""What an event may not do: lower a grave answer alone (law 5), or leave a red flag without what was seen."""

from __future__ import annotations

import pytest

from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.meeting.laws import lacks_fact, needs_second_name
from tests.helpers.every_kind import UNKNOWN_KINDS, answer


@pytest.mark.parametrize(
    ("slot", "old", "new"),
    [
        ("ja-nee", "ja", "nee"),
        ("ja-nee", {"meningen": ["ja", "nee"]}, "nee"),
        *[("ja-nee", "ja", raw) for raw in UNKNOWN_KINDS],
        ("keel", "recent", "vaak"),
        ("keel", "vaak", "ooit"),
        ("keel", "ooit", "nee"),
        ("keel", {"meningen": ["ooit", "recent"]}, "ooit"),
        ("keel", {"meningen": ["ooit", "weet_niet"]}, "ooit"),
        ("keel", {"meningen": ["recent", "weet_niet"]}, "weet_niet"),
        ("dreiging", ["mes", "doden"], ["mes"]),
        ("dreiging", ["mes"], ["woorden"]),
        ("dreiging", ["mes", "woorden"], ["mes"]),
        ("dreiging", ["mes"], []),
        ("meldingen", "3", "1"),
        ("meldingen", "2", "0"),
    ],
)
def test_making_a_grave_answer_milder_in_any_way_needs_a_second_name(
    every_kind: Ruleset, slot: str, old: object, new: object
) -> None:
    before, after = (answer(every_kind, f"a.{slot}", raw) for raw in (old, new))
    assert needs_second_name(every_kind, f"a.{slot}", before, after)


@pytest.mark.parametrize(
    ("slot", "old", "new"),
    [
        ("ja-nee", "ja", "ja"),
        ("ja-nee", "nee", "ja"),
        ("ja-nee", "weet_niet", "nee"),
        ("ja-nee", "ja", {"meningen": ["ja", "nee"]}),
        ("ja-nee", {"meningen": ["ja", "nee"]}, "ja"),
        ("volwassene", "nee", "ja"),
        ("keel", "ooit", "recent"),
        ("keel", "ooit", {"meningen": ["ooit", "weet_niet"]}),
        ("keel", {"meningen": ["ooit", "weet_niet"]}, "recent"),
        ("dreiging", ["mes"], ["mes", "doden"]),
        ("dreiging", ["woorden"], []),
        ("meldingen", "2", "1"),
        ("meldingen", "1", "3"),
        ("kinderen", "2", "0"),
    ],
)
def test_anyone_may_raise_and_a_mild_answer_may_change(
    every_kind: Ruleset, slot: str, old: object, new: object
) -> None:
    before, after = (answer(every_kind, f"a.{slot}", raw) for raw in (old, new))
    assert not needs_second_name(every_kind, f"a.{slot}", before, after)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("weet_niet", "nee", True),
        ("weet_niet", "ooit", True),
        ("weet_niet", "recent", False),
        ("ooit", "nee", True),
        ("ooit", "recent", False),
        ("nee", "weet_niet", False),
        ("nee", "ooit", False),
        ("nee", "nee", False),
    ],
)
def test_who_agreed_to_one_step_down_did_not_agree_to_the_next(
    every_kind: Ruleset, old: str, new: str, *, expected: bool
) -> None:
    first, before, after = (answer(every_kind, "a.keel", raw) for raw in ("recent", old, new))
    assert needs_second_name(every_kind, "a.keel", first, before)
    assert needs_second_name(every_kind, "a.keel", before, after, (first,)) is expected


def test_who_agreed_that_a_red_flag_is_not_known_did_not_agree_to_a_no(every_kind: Ruleset) -> None:
    first, before, after = (answer(every_kind, "a.ja-nee", raw) for raw in ("ja", "weet_niet", "nee"))
    assert needs_second_name(every_kind, "a.ja-nee", before, after, (first,))
    assert not needs_second_name(every_kind, "a.ja-nee", after, before, (first,))


@pytest.mark.parametrize(("fact", "expected"), [("", True), ("gezien door de buurvrouw", False)])
def test_a_red_flag_without_what_was_seen_lacks_its_fact(every_kind: Ruleset, fact: str, *, expected: bool) -> None:
    assert (
        lacks_fact(every_kind.content, "a.keel", answer(every_kind, "a.keel", {"antwoord": "ooit", "feit": fact}))
        is expected
    )


@pytest.mark.parametrize(
    ("slot", "raw"), [("keel", "nee"), ("keel", "weet_niet"), ("volwassene", "nee"), ("verhaal", "Een verhaal.")]
)
def test_an_answer_below_a_red_flag_lacks_nothing(every_kind: Ruleset, slot: str, raw: str) -> None:
    assert not lacks_fact(every_kind.content, f"a.{slot}", answer(every_kind, f"a.{slot}", raw))
