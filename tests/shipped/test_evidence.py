"""The page about the evidence is made from the content, and is not stale."""

from __future__ import annotations

import pytest

from kvv_triage.content.content import Content
from kvv_triage.content.kinds import weights
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.fields import GAP
from kvv_triage.pages.evidence_page import evidence_page
from kvv_triage.reading.loading import Loaded
from kvv_triage.trainer.trying import try_cases
from tests.conftest import ROOT, Make

PAGE = ROOT / "docs/inhoud.md"


@pytest.fixture(scope="module")
def page(ruleset: Ruleset, loaded: Loaded) -> str:
    return evidence_page(ruleset.content, try_cases(ruleset, loaded.cases))


def test_the_page_is_not_stale(page: str) -> None:
    assert PAGE.read_text(encoding="utf-8") == page, "run: python docs/inhoud.py"


def test_every_danger_sign_stands_in_it_with_a_reason_and_a_source_one_can_look_up(content: Content, page: str) -> None:
    for item in content.questions:
        if not any(weight.severity for weight in weights(item.question)):
            continue
        (row,) = [line for line in page.splitlines() if line.startswith(f"| {item.question.text}")]
        assert item.question.reason
        assert item.question.reason in row
        assert "](http" in row


def test_every_weighed_answer_has_a_source_with_an_address(content: Content) -> None:
    for checklist in content.checklists:
        assert [name for name, source in checklist.sources.items() if not (source.doi or source.url)] == []


def test_every_threshold_and_specialist_stands_in_it(content: Content, page: str) -> None:
    for threshold in content.regional.thresholds:
        assert f"| `{threshold.id}` |" in page
    for specialist in content.specialists.values():
        assert f"| {specialist.name} |" in page
    assert f"| {GAP} |" in page


def test_it_does_not_promise_anything(page: str) -> None:
    assert "geen gevalideerd instrument" in page
    assert "voorspelt niets" in page


def test_a_small_set_makes_a_page_too(make: Make) -> None:
    content = make("- {id: kort, vraag: Kort?}\n- {id: zwaar, vraag: Zwaar | of niet?, ernst: acuut}\n")
    page = evidence_page(content, ())
    assert "| Zwaar / of niet? | acuut |  |  |" in page
    assert "| `nooit` | volgen | - |  | 90 dagen |" in page
    assert "0 verzonnen oefenzaken" in page


def test_every_answer_that_weighs_is_named_with_what_it_weighs(make: Make) -> None:
    content = make(
        """
        - id: hoe
          vraag: Hoe?
          soort: keuze
          antwoorden: [{id: nee, tekst: Nee}, {id: oud, tekst: Oud, ernst: bijdragend}, {id: nu, tekst: Nu, ernst: acuut}]
        - {id: keer, vraag: Vaak?, soort: getal, banden: [{tot: 0}, {vanaf: 1, tot: 2, ernst: ernstig}, {vanaf: 3, ernst: acuut}]}
        - {id: hulp, vraag: Hulp?, signaal_bij: nee, ernst: ernstig, norm: eigen_grens}
        """  # noqa: E501 -- one question a line
    )
    page = evidence_page(content, ())
    assert "| Hoe? | Oud: bijdragend; Nu: acuut |" in page
    assert "| Vaak? | 1 tot en met 2: ernstig; 3 of meer: acuut |" in page
    assert "| Hulp? | bij nee: ernstig (meldnorm `eigen_grens`) |" in page


def test_a_list_without_danger_signs_says_so(make: Make) -> None:
    content = make("- {id: kort, vraag: Kort?}\n", "- {id: zwaar, vraag: Zwaar?, ernst: acuut}\n")
    assert "Deze lijst wijst de weg en weegt zelf niets." in evidence_page(content, ())
