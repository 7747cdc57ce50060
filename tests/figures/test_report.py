"""What a report calls the thresholds that decided."""

from __future__ import annotations

from kvv_triage.figures.report import named
from tests.helpers.strategies import read

CHECKLIST = """
checklist: start
titel: Start
versie: "1"
volgorde: 1
onderdelen:
  - id: nu
    titel: Nu
    vragen:
      - {id: bang, vraag: Is iemand bang?, ernst: ernstig}
      - {id: schulden, vraag: Zijn er schulden?, ernst: bijdragend}
"""
THRESHOLDS = """
versie: "1"
regio: Proef
opnieuw_kijken_na_dagen: 90
specialisten: {}
drempels:
  - {id: bang, titel: Iemand is bang, als: {vraag: start.bang}, dan: advies, omdat: Angst is een signaal.}
  - {id: schulden, als: {vraag: start.schulden}, dan: advies, omdat: Schulden geven spanning.}
"""


def test_a_threshold_without_a_title_of_its_own_has_none_in_the_report() -> None:
    content = read([("checklists/start.yaml", CHECKLIST), ("thresholds.yaml", THRESHOLDS)])
    naming = named([content])
    assert naming.titles["bang"] == "Iemand is bang"
    assert "schulden" not in naming.titles
    assert {"bang", "schulden"} <= set(naming.thresholds)
