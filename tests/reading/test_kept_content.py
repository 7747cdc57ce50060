"""Content that was kept decides years later as it did then."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given

from kvv_triage.checking.written_answers import read_document
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.errors import StoreTrouble
from kvv_triage.reading.kept_content import restored
from kvv_triage.reading.loading import Loaded
from tests.helpers.strategies import Sample, samples

DAY = date(2026, 3, 4)


def test_the_shipped_content_comes_back_and_decides_every_case_alike(loaded: Loaded, content: Content) -> None:
    kept = restored(content.canonical, content.fingerprint)
    assert kept.canonical == content.canonical
    before, after = Ruleset(content), Ruleset(kept)
    for _, case in loaded.cases:
        then, now = (read_document(ruleset, case, DAY) for ruleset in (before, after))
        assert not isinstance(then, tuple)
        assert then == now
        assert decide(before, then) == decide(after, then)


@given(samples())
def test_generated_content_comes_back_whole(sample: Sample) -> None:
    assert restored(sample.content.canonical, sample.content.fingerprint).canonical == sample.content.canonical


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"lijsten": 3}', "null"])
def test_a_text_that_is_no_content_is_refused(text: str) -> None:
    with pytest.raises(StoreTrouble):
        restored(text, "sha256:0")


def test_content_that_was_changed_is_refused(content: Content) -> None:
    parts = json.loads(content.canonical)
    parts["drempels"]["regio"] = "Elders"
    with pytest.raises(StoreTrouble):
        restored(json.dumps(parts), content.fingerprint)


def test_a_list_this_version_does_not_know_is_refused(content: Content) -> None:
    parts = json.loads(content.canonical)
    parts["lijsten"][0]["nieuwe_sleutel"] = "ja"
    with pytest.raises(StoreTrouble):
        restored(json.dumps(parts), content.fingerprint)


def test_content_whose_conditions_read_a_question_that_is_not_there_is_refused(content: Content) -> None:
    parts = Content(content.checklists[1:], content.regional, content.floor, content.meldcode)
    with pytest.raises(StoreTrouble):
        restored(parts.canonical, parts.fingerprint)
