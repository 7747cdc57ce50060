"""A list with a question of every kind, and answers to it as a trainer writes them."""

from __future__ import annotations

from collections.abc import Mapping

from kvv_triage.case.answers import Answer, Answers
from kvv_triage.checking.written_answers import answer_of
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import UnknownKind

Said = Mapping[str, object]
"""Answers as a trainer writes them, by slot."""

UNKNOWN_KINDS = [{"antwoord": "weet_niet", "omdat": kind.label} for kind in UnknownKind]

EVERY_KIND = """
- {id: ja-nee, vraag: V?, ernst: rode_vlag}
- {id: volwassene, vraag: V?, signaal_bij: nee, ernst: bijdragend}
- id: keel
  vraag: V?
  soort: keuze
  antwoorden:
  - {id: nee, tekst: Nee}
  - {id: ooit, tekst: Ooit, ernst: rode_vlag}
  - {id: vaak, tekst: Vaak, ernst: rode_vlag, punten: 2}
  - {id: recent, tekst: Recent, ernst: acuut, punten: 2, norm: onthulling}
- id: dreiging
  vraag: V?
  soort: meerkeuze
  antwoorden:
  - {id: mes, tekst: Mes, ernst: acuut}
  - {id: doden, tekst: Doden, ernst: acuut, norm: structureel}
  - {id: woorden, tekst: Woorden}
- id: meldingen
  vraag: V?
  soort: getal
  banden: [{tot: 0}, {vanaf: 1, tot: 2, ernst: rode_vlag}, {vanaf: 3, ernst: rode_vlag, punten: 1}]
- {id: kinderen, vraag: Hoeveel?, soort: personen, rol: kind}
- {id: verhaal, vraag: V?, soort: tekst}
"""


def answer(ruleset: Ruleset, slot: str, raw: object) -> Answer:
    return answer_of(ruleset.slot(slot)[0].question, raw)


def answered(ruleset: Ruleset, said: Said) -> Answers:
    return Answers({slot: answer(ruleset, slot, raw) for slot, raw in said.items()})
