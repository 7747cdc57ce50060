"""The page about the evidence is made from the content, and is not stale."""

from __future__ import annotations

import re
import runpy

import pytest

from kvv_triage.content.content import Content
from kvv_triage.content.kinds import weights
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.export.markdown import markdown
from kvv_triage.language.fields import GAP
from kvv_triage.pages.evidence_page import evidence_page
from kvv_triage.pages.page import Bullets, Line, Page, Table
from kvv_triage.reading.loading import Loaded
from kvv_triage.trainer.trying import try_cases
from tests.conftest import ROOT, Make


@pytest.fixture(scope="module")
def page(ruleset: Ruleset, loaded: Loaded) -> Page:
    return evidence_page(ruleset.content, try_cases(ruleset, loaded.cases))


def rows_of(page: Page) -> list[tuple[str, ...]]:
    """Give the rows of all tables of a page."""
    return [row for block in page.blocks if isinstance(block, Table) for row in block.rows]


def points_of(page: Page) -> list[str]:
    """Give the points of all lists of a page."""
    return [point for block in page.blocks if isinstance(block, Bullets) for point in block.points]


def test_the_page_is_not_stale() -> None:
    written = (ROOT / "docs/inhoud.md").read_text(encoding="utf-8")
    assert written == runpy.run_path(str(ROOT / "docs/inhoud.py"))["page"](), "run: python docs/inhoud.py"


def test_every_danger_sign_stands_in_it_with_a_reason_and_a_source_one_can_look_up(
    content: Content, page: Page
) -> None:
    sources: list[str] = []
    rows: dict[str, tuple[tuple[str, ...], list[str]]] = {}
    for block in reversed(page.blocks):  # the sources of a list stand below its table
        if isinstance(block, Bullets):
            sources = [*block.points]
        elif isinstance(block, Table):
            rows |= {row[0]: (row, sources) for row in block.rows}
    for checklist in content.checklists:
        for section, question in checklist.questions():
            if any(weight.severity for weight in weights(question)):
                row, listed = rows[question.text + (f" (per {section.per})" if section.per else "")]
                assert question.reason == row[2]
                cited = [listed[int(number) - 1] for number in re.findall(r"\d+", row[3])]
                titles = [checklist.sources[name].title for name in question.sources]
                assert titles
                for number, point, title in zip(row[3].split(", "), cited, titles, strict=True):
                    assert point.startswith(f"{number} {title}")
                    assert ": http" in point


def test_the_addresses_can_be_opened(page: Page) -> None:
    text = (ROOT / "docs/inhoud.md").read_text(encoding="utf-8")
    assert "\\://" not in text
    addresses = [point.rpartition(": ")[2] for point in points_of(page) if re.match(r"\(\d+\) .*: http", point)]
    assert [address for address in addresses if f"]({address})" not in text] == []
    assert len(addresses) > 50


def test_every_weighed_answer_has_a_source_with_an_address(content: Content) -> None:
    for checklist in content.checklists:
        assert [name for name, source in checklist.sources.items() if not (source.doi or source.url)] == []


def test_every_threshold_and_specialist_stands_in_it(content: Content, page: Page) -> None:
    first = {row[0] for row in rows_of(page)}
    assert {threshold.title for threshold in content.regional.thresholds} <= first
    assert {specialist.name for specialist in content.specialists.values()} <= first
    assert GAP in {row[2] for row in rows_of(page)}


def test_it_does_not_promise_anything(page: Page) -> None:
    assert any("geen gevalideerd instrument" in point and "voorspelt niets" in point for point in points_of(page))


def test_a_small_set_makes_a_page_too(make: Make) -> None:
    content = make("- {id: kort, vraag: Kort?}\n- {id: zwaar, vraag: Zwaar | of niet?, ernst: acuut}\n")
    page = evidence_page(content, ())
    assert ("Zwaar | of niet?", "acuut", "", "") in rows_of(page)
    assert ("nooit", "volgen", "-", "", "90 dagen") in rows_of(page)
    text = markdown(page)
    assert "0 verzonnen oefenzaken" in text
    assert "Bronnen" not in text


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
    weighed = {row[0]: row[1] for row in rows_of(evidence_page(content, ()))}
    assert weighed["Hoe?"] == "Oud: bijdragend; Nu: acuut"
    assert weighed["Vaak?"] == "1 tot en met 2: ernstig; 3 of meer: acuut"
    assert weighed["Hulp?"] == "bij nee: ernstig (meldnorm eigen grens)"


def test_a_list_without_danger_signs_says_so(make: Make) -> None:
    content = make("- {id: kort, vraag: Kort?}\n", "- {id: zwaar, vraag: Zwaar?, ernst: acuut}\n")
    assert Line("Deze lijst wijst de weg en weegt zelf niets.") in evidence_page(content, ()).blocks
