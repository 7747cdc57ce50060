"""Every form of the condition language on one case after another, and the reasons and questions behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from kvv_triage.case.state import CaseState
from kvv_triage.content.content import Content
from kvv_triage.deciding.bounds import Bounds, bounds
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.judging import Judged
from kvv_triage.deciding.rules import EarlierDecisions, Rule, SlotMap, View
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level

A = """\
onderdelen:
- id: eens
  titel: Eén keer gevraagd
  vragen:
  - {id: vrij, vraag: Wat wil je kwijt?, soort: tekst}
  - {id: dreigt, vraag: Dreigt hij?, ernst: ernstig, punten: 2}
  - {id: steun, vraag: Is er steun?, signaal_bij: nee, ernst: bijdragend, norm: eigen_grens}
  - {id: route, vraag: Is er een partner?}
  - id: keel
    vraag: Bij de keel gegrepen?
    soort: keuze
    antwoorden:
    - {id: nee, tekst: Nee}
    - {id: geduwd, tekst: Geduwd, ernst: bijdragend, punten: 1, norm: onthulling}
    - {id: ooit, tekst: Ooit, ernst: rode_vlag, punten: 3}
    - {id: recent, tekst: Recent, ernst: acuut, punten: 3, norm: structureel}
  - id: middelen
    vraag: Welke middelen?
    soort: meerkeuze
    antwoorden:
    - {id: drank, tekst: Drank, ernst: bijdragend, punten: 1}
    - {id: drugs, tekst: Drugs, ernst: ernstig, punten: 2}
    - {id: anders, tekst: Anders, norm: onthulling}
  - id: meldingen
    vraag: Hoeveel meldingen?
    soort: getal
    banden: [{vanaf: 5, ernst: rode_vlag}, {tot: 0}, {vanaf: 1, tot: 2, punten: 1}, {vanaf: 3, tot: 4, ernst: ernstig}]
  - {id: kinderen, vraag: Hoeveel kinderen?, soort: personen, rol: kind}
"""

B = """\
onderdelen:
- id: kind
  titel: Elk kind
  per: kind
  vragen:
  - {id: bang, vraag: Is het bang?, ernst: ernstig, punten: 2}
  - id: gezien
    vraag: Ziet het geweld?
    soort: keuze
    antwoorden:
    - {id: nee, tekst: Nee}
    - {id: hoort, tekst: Hoort het, ernst: bijdragend, punten: 1}
    - {id: ziet, tekst: Ziet het, ernst: ernstig, punten: 2, norm: onthulling}
  - id: waar
    vraag: Waar is het bang?
    soort: meerkeuze
    antwoorden:
    - {id: thuis, tekst: Thuis}
    - {id: school, tekst: Op school}
    - {id: buiten, tekst: Buiten}
- id: slot
  titel: Tot slot
  vragen:
  - {id: schulden, vraag: Zijn er schulden?, ernst: bijdragend}
"""

# A condition, and under it what is recorded -> where the condition then stands.
# All other questions are answered safely, unless it says `open`.
STANDS = """
{vraag: a.dreigt}
    a.dreigt: ja -> bereikt
    a.dreigt: nee -> uitgesloten
    a.dreigt: weet_niet -> open
    a.dreigt: {antwoord: weet_niet, omdat: niet_gevraagd} -> open
    open -> open
    a.dreigt: {meningen: [nee, ja]} -> bereikt
    a.dreigt: {meningen: [nee, weet_niet]} -> open
    a.dreigt: {meningen: [ja, weet_niet]} -> bereikt
{vraag: a.steun}
    a.steun: nee -> bereikt
    a.steun: ja -> uitgesloten
{vraag: a.route}
    a.route: ja -> bereikt
    a.route: nee -> uitgesloten
{vraag: a.keel}
    a.keel: geduwd -> bereikt
    a.keel: nee -> uitgesloten
{vraag: a.middelen}
    a.middelen: [anders] -> bereikt
    a.middelen: [] -> uitgesloten
{vraag: a.meldingen}
    a.meldingen: 1 -> bereikt
    a.meldingen: 0 -> uitgesloten
{vraag: a.kinderen}
    a.kinderen: 1 -> bereikt
    a.kinderen: 0 -> uitgesloten
    a.kinderen: weet_niet -> open
{vraag: b.bang}
    a.kinderen: 2; b.bang@kind-2: ja -> bereikt
    a.kinderen: 2; b.bang@kind-2: weet_niet -> open
    a.kinderen: 2 -> uitgesloten
    a.kinderen: 0 -> uitgesloten
    a.kinderen: 0; b.bang@kind-1: ja -> bereikt
    open -> open
{vraag: a.keel, vanaf: ooit}
    a.keel: geduwd -> uitgesloten
    a.keel: ooit -> bereikt
    a.keel: recent -> bereikt
    a.keel: weet_niet -> open
    a.keel: {meningen: [geduwd, recent]} -> bereikt
{vraag: a.middelen, optie: drugs}
    a.middelen: [drank, anders] -> uitgesloten
    a.middelen: [drank, drugs] -> bereikt
    a.middelen: weet_niet -> open
    a.middelen: {meningen: [[drank], [drugs]]} -> bereikt
{vraag: a.middelen, opties: [drugs, anders], minstens: 1}
    a.middelen: [drank] -> uitgesloten
    a.middelen: [drank, anders] -> bereikt
    a.middelen: weet_niet -> open
    open -> open
{vraag: a.middelen, opties: [drank, anders], minstens: 2}
    a.middelen: [] -> uitgesloten
    a.middelen: [drank, drugs] -> uitgesloten
    a.middelen: [anders, drank] -> bereikt
    a.middelen: [drank, drugs, anders] -> bereikt
    a.middelen: weet_niet -> open
    a.middelen: {antwoord: weet_niet, omdat: geweigerd} -> open
    a.middelen: {meningen: [[drank], [anders]]} -> bereikt
    a.middelen: {meningen: [[drank], [drugs]]} -> uitgesloten
    a.middelen: {meningen: [[drank], weet_niet]} -> open
    open -> open
    open; a.middelen: [drank] -> uitgesloten
{vraag: b.waar, opties: [thuis, school, buiten], minstens: 2}
    a.kinderen: 2; b.waar@kind-1: [thuis]; b.waar@kind-2: [thuis] -> uitgesloten
    a.kinderen: 2; b.waar@kind-1: [thuis]; b.waar@kind-2: [school] -> bereikt
    a.kinderen: 2; b.waar@kind-1: [thuis]; b.waar@kind-2: weet_niet -> open
    a.kinderen: 2; b.waar@kind-2: [school, buiten] -> bereikt
    a.kinderen: 0 -> uitgesloten
{vraag: b.waar, opties: [thuis, school, buiten], minstens: 2, bij: kind}
    a.kinderen: 2; b.waar@kind-1: [thuis]; b.waar@kind-2: [school] -> uitgesloten
    a.kinderen: 2; b.waar@kind-1: [thuis]; b.waar@kind-2: weet_niet -> open
    a.kinderen: 2; b.waar@kind-2: [school, buiten] -> bereikt
    a.kinderen: 2; b.waar@kind-2: {meningen: [[school], [buiten]]} -> bereikt
    a.kinderen: 0 -> uitgesloten
    open -> open
{vraag: b.waar, opties: [thuis, school], minstens: 1, bij: kind}
    a.kinderen: 1; b.waar@kind-1: [buiten] -> uitgesloten
    a.kinderen: 2; b.waar@kind-2: [school] -> bereikt
{minstens: 1, ernst: rode_vlag}
    a.keel: ooit -> bereikt
    a.keel: recent -> bereikt
    a.keel: geduwd; a.dreigt: ja -> uitgesloten
    a.meldingen: weet_niet -> open
    a.dreigt: weet_niet -> uitgesloten
{minstens: 2, ernst: ernstig}
    a.dreigt: ja -> uitgesloten
    a.dreigt: ja; a.middelen: [drank, drugs] -> bereikt
    a.dreigt: ja; a.keel: weet_niet -> open
    a.kinderen: 2; b.bang@kind-1: ja; b.bang@kind-2: ja -> uitgesloten
    a.kinderen: 2; b.bang@kind-1: ja; b.gezien@kind-2: ziet -> bereikt
{minstens: 2, ernst: ernstig, in: [a]}
    a.dreigt: ja; a.kinderen: 1; b.bang@kind-1: ja -> uitgesloten
    a.dreigt: ja; a.meldingen: 3 -> bereikt
{minstens: 2, ernst: ernstig, in: [a, b]}
    a.dreigt: ja; a.kinderen: 1; b.bang@kind-1: ja -> bereikt
{minstens: 2, vragen: [a.dreigt, a.route, b.bang]}
    a.dreigt: ja -> uitgesloten
    a.dreigt: ja; a.route: ja -> bereikt
    a.dreigt: ja; a.route: weet_niet -> open
    a.kinderen: 2; b.bang@kind-1: ja; b.bang@kind-2: ja -> uitgesloten
    a.keel: recent; a.steun: nee -> uitgesloten
{minstens: 1, norm: onthulling}
    a.keel: geduwd -> bereikt
    a.keel: recent -> bereikt
    a.middelen: [drank, anders] -> bereikt
    a.middelen: [drank, drugs] -> uitgesloten
    a.middelen: weet_niet -> open
{minstens: 2, norm: onthulling}
    a.keel: geduwd; a.middelen: [anders] -> bereikt
    a.kinderen: 2; b.gezien@kind-1: ziet; b.gezien@kind-2: ziet -> uitgesloten
{minstens: 1, norm: onthulling, in: [b]}
    a.keel: geduwd -> uitgesloten
    a.kinderen: 1; b.gezien@kind-1: ziet -> bereikt
{punten: 3}
    a.keel: ooit -> bereikt
    a.dreigt: ja -> uitgesloten
    a.dreigt: ja; a.keel: geduwd -> bereikt
    a.middelen: [drank, drugs] -> bereikt
    a.middelen: {meningen: [[drank], [drugs]]} -> uitgesloten
    a.dreigt: ja; a.meldingen: 2 -> bereikt
    a.dreigt: ja; a.meldingen: weet_niet -> open
    a.kinderen: 2; b.bang@kind-1: ja; b.bang@kind-2: ja -> uitgesloten
    a.kinderen: 2; b.bang@kind-1: ja; b.gezien@kind-2: hoort -> bereikt
{punten: 3, in: [b]}
    a.keel: recent -> uitgesloten
    a.kinderen: 2; b.bang@kind-1: ja; b.gezien@kind-2: hoort -> bereikt
{niet_uitgesloten: 1, ernst: acuut}
    a.keel: recent -> bereikt
    a.keel: ooit -> uitgesloten
    a.keel: weet_niet -> bereikt
    a.keel: {antwoord: weet_niet, omdat: niet_gevraagd} -> bereikt
    a.keel: {meningen: [nee, weet_niet]} -> bereikt
    a.meldingen: weet_niet -> uitgesloten
    open -> open
{niet_uitgesloten: 2, ernst: rode_vlag}
    a.keel: ooit; a.meldingen: weet_niet -> bereikt
    a.keel: ooit; a.meldingen: 4 -> uitgesloten
{niet_uitgesloten: 1, ernst: rode_vlag, vanaf: geweigerd}
    a.keel: {antwoord: weet_niet, omdat: geweigerd} -> bereikt
    a.keel: {antwoord: weet_niet, omdat: niet_alleen_gesproken} -> open
    a.keel: ooit -> bereikt
{niet_uitgesloten: 1, ernst: rode_vlag, vanaf: niet_alleen_gesproken}
    a.keel: {antwoord: weet_niet, omdat: geweigerd} -> bereikt
    a.keel: weet_niet -> open
{niet_uitgesloten: 1, ernst: ernstig, in: [b]}
    a.kinderen: 2; b.bang@kind-2: weet_niet -> bereikt
{niet_uitgesloten: 2, ernst: ernstig, in: [b]}
    a.kinderen: 2; b.bang@kind-1: weet_niet; b.bang@kind-2: ja -> uitgesloten
{vraag: b.bang, bij: kind}
    a.kinderen: 2; b.bang@kind-2: ja -> bereikt
{vraag: b.gezien, vanaf: ziet, bij: kind}
    a.kinderen: 1; b.gezien@kind-1: hoort -> uitgesloten
    a.kinderen: 1; b.gezien@kind-1: ziet -> bereikt
{minstens: 2, ernst: ernstig, bij: kind}
    a.kinderen: 2; b.bang@kind-1: ja; b.gezien@kind-2: ziet -> uitgesloten
    a.kinderen: 2; b.bang@kind-2: ja; b.gezien@kind-2: ziet -> bereikt
    a.kinderen: 2; b.bang@kind-2: ja; b.gezien@kind-2: weet_niet -> open
    a.kinderen: 2; b.bang@kind-1: ja; b.gezien@kind-2: weet_niet -> uitgesloten
    a.dreigt: ja; a.kinderen: 1; b.bang@kind-1: ja -> uitgesloten
    a.kinderen: 0 -> uitgesloten
    open -> open
{minstens: 2, vragen: [b.bang, b.gezien], bij: kind}
    a.kinderen: 2; b.bang@kind-1: ja; b.gezien@kind-2: hoort -> uitgesloten
    a.kinderen: 2; b.bang@kind-1: ja; b.gezien@kind-1: hoort -> bereikt
{minstens: 1, norm: onthulling, bij: kind}
    a.keel: geduwd -> uitgesloten
    a.kinderen: 1; b.gezien@kind-1: ziet -> bereikt
{punten: 3, bij: kind}
    a.kinderen: 2; b.bang@kind-1: ja; b.gezien@kind-2: ziet -> uitgesloten
    a.kinderen: 2; b.bang@kind-2: ja; b.gezien@kind-2: hoort -> bereikt
    a.kinderen: 2; b.bang@kind-2: ja; b.gezien@kind-2: weet_niet -> open
    a.kinderen: 2; b.bang@kind-1: nee; b.gezien@kind-1: weet_niet -> uitgesloten
{niet_uitgesloten: 2, ernst: ernstig, bij: kind}
    a.kinderen: 2; b.bang@kind-1: weet_niet; b.gezien@kind-2: ziet -> uitgesloten
    a.kinderen: 2; b.bang@kind-1: weet_niet; b.gezien@kind-1: ziet -> bereikt
{eerder: 1, besluit: advies, binnen_dagen: 30}
    eerder volgen -> uitgesloten
    eerder advies -> bereikt
    eerder bel_112 -> bereikt
    dertig dagen eerder advies -> bereikt
    eenendertig dagen eerder advies -> uitgesloten
{eerder: 2, besluit: advies, binnen_dagen: 30}
    eerder advies -> uitgesloten
    eerder advies; dertig dagen eerder bel_nu -> bereikt
{eerder: 1, besluit: advies, binnen_dagen: 30}
    open -> uitgesloten
{alle: [{vraag: a.dreigt}, {vraag: a.route}]}
    a.dreigt: ja -> uitgesloten
    a.dreigt: ja; a.route: weet_niet -> open
    a.dreigt: ja; a.route: ja -> bereikt
{een_van: [{vraag: a.dreigt}, {vraag: a.route}, {punten: 3}]}
    a.dreigt: nee -> uitgesloten
    a.route: weet_niet -> open
    a.route: ja -> bereikt
    a.keel: ooit -> bereikt
{een_van: [{vraag: a.middelen, opties: [drank, drugs], minstens: 1}, {vraag: a.middelen, optie: anders}]}
    a.middelen: [drugs] -> bereikt
    a.middelen: [anders] -> bereikt
    a.middelen: [] -> uitgesloten
{een_van: [{minstens: 1, ernst: ernstig, bij: kind}, {vraag: a.route}]}
    a.dreigt: ja -> uitgesloten
    a.kinderen: 1; b.bang@kind-1: ja -> bereikt
{een_van: [{minstens: 2, ernst: ernstig}, {minstens: 1, ernst: ernstig, in: [b]}]}
    a.dreigt: ja -> uitgesloten
    a.dreigt: ja; a.keel: ooit -> bereikt
    a.kinderen: 1; b.bang@kind-1: ja -> bereikt
{alle: [{een_van: [{vraag: a.dreigt}, {eerder: 1, besluit: advies, binnen_dagen: 30}]}, {vraag: a.route}]}
    a.route: ja; eerder advies -> bereikt
"""

# What is recorded -> the slots that made the condition true.
BECAUSE = """
{vraag: a.dreigt}
    a.dreigt: ja -> a.dreigt
    a.dreigt: ja; a.steun: nee -> a.dreigt
{vraag: b.bang}
    a.kinderen: 3; b.bang@kind-1: ja; b.bang@kind-3: ja -> b.bang@kind-1 b.bang@kind-3
{vraag: b.bang, bij: kind}
    a.kinderen: 2; b.bang@kind-2: ja -> b.bang@kind-2
{vraag: a.middelen, opties: [drugs, anders], minstens: 1}
    a.middelen: [anders]; a.dreigt: ja -> a.middelen
{vraag: a.middelen, opties: [drank, anders], minstens: 2}
    a.middelen: [drank, drugs, anders]; a.dreigt: ja -> a.middelen
{vraag: b.waar, opties: [thuis, school, buiten], minstens: 2}
    a.kinderen: 3; b.waar@kind-1: [thuis]; b.waar@kind-2: []; b.waar@kind-3: [buiten] -> b.waar@kind-1 b.waar@kind-3
{vraag: b.waar, opties: [thuis, school, buiten], minstens: 2, bij: kind}
    a.kinderen: 2; b.waar@kind-1: [thuis]; b.waar@kind-2: [school, buiten] -> b.waar@kind-2
{minstens: 2, ernst: ernstig}
    a.dreigt: ja; a.keel: ooit; a.steun: nee -> a.dreigt a.keel
    a.keel: ooit; a.kinderen: 1; b.bang@kind-1: ja -> a.keel b.bang@kind-1
{minstens: 2, ernst: ernstig, bij: kind}
    a.kinderen: 2; b.bang@kind-1: ja; b.bang@kind-2: ja; b.gezien@kind-2: ziet -> b.bang@kind-2 b.gezien@kind-2
{minstens: 1, norm: onthulling}
    a.keel: recent; a.middelen: [drank] -> a.keel
{punten: 3}
    a.dreigt: ja; a.keel: geduwd; a.steun: nee -> a.dreigt a.keel
    a.dreigt: ja; a.kinderen: 2; b.gezien@kind-1: hoort; b.gezien@kind-2: nee -> a.dreigt b.gezien@kind-1
{punten: 3, bij: kind}
    a.kinderen: 2; b.bang@kind-1: ja; b.bang@kind-2: ja; b.gezien@kind-2: hoort -> b.bang@kind-2 b.gezien@kind-2
{niet_uitgesloten: 1, ernst: acuut}
    a.keel: weet_niet; a.meldingen: weet_niet -> a.keel
{eerder: 1, besluit: advies, binnen_dagen: 30}
    eerder advies ->
{alle: [{vraag: a.dreigt}, {vraag: a.route}]}
    a.route: ja; a.dreigt: ja -> a.dreigt a.route
{een_van: [{vraag: a.dreigt}, {vraag: a.route}, {punten: 3}]}
    a.route: ja; a.keel: ooit -> a.route a.keel
    a.dreigt: ja; a.route: ja -> a.dreigt a.route
"""

# What is recorded -> the slots that would settle the condition: those that would alone, then those that help.
DECIDES = """
{vraag: a.dreigt}
    a.dreigt: weet_niet -> a.dreigt
    open -> a.dreigt
{vraag: b.bang}
    open -> b.bang@kind-1
    open; a.kinderen: 2 -> b.bang@kind-1 b.bang@kind-2
    open; a.kinderen: 2; b.bang@kind-1: nee -> b.bang@kind-2
    open; b.bang@kind-1: nee -> b.bang@kind-2
{vraag: a.middelen, opties: [drugs, anders], minstens: 1}
    open -> a.middelen
{vraag: a.middelen, opties: [drank, anders], minstens: 2}
    open -> a.middelen
    a.middelen: {meningen: [[drank], weet_niet]} -> a.middelen
{vraag: b.waar, opties: [thuis, school, buiten], minstens: 2}
    open; a.kinderen: 2; b.waar@kind-1: [thuis] -> b.waar@kind-2
    open; a.kinderen: 2 -> b.waar@kind-1 b.waar@kind-2
{vraag: b.waar, opties: [thuis, school, buiten], minstens: 2, bij: kind}
    open; a.kinderen: 2; b.waar@kind-1: [thuis] -> b.waar@kind-2
{alle: [{vraag: a.dreigt}, {vraag: a.middelen, opties: [drank, drugs, anders], minstens: 3}]}
    open; a.dreigt: ja -> a.middelen
{minstens: 2, ernst: ernstig, in: [a]}
    a.keel: weet_niet; a.meldingen: weet_niet -> a.keel a.meldingen
    a.dreigt: ja; a.keel: weet_niet; a.meldingen: weet_niet -> a.keel a.meldingen
{minstens: 2, ernst: ernstig, bij: kind}
    open; a.kinderen: 2; b.bang@kind-2: ja -> b.gezien@kind-2 b.bang@kind-1 b.gezien@kind-1
    open; a.kinderen: 2 -> b.bang@kind-1 b.bang@kind-2 b.gezien@kind-1 b.gezien@kind-2
    open; a.kinderen: 2; b.bang@kind-1: nee -> b.bang@kind-2 b.gezien@kind-2
{punten: 3}
    a.dreigt: weet_niet; a.keel: weet_niet; a.steun: weet_niet -> a.keel a.dreigt
{punten: 3, bij: kind}
    open; a.kinderen: 2; b.gezien@kind-1: hoort -> b.bang@kind-1 b.bang@kind-2 b.gezien@kind-2
{alle: [{vraag: a.dreigt}, {vraag: a.route}]}
    open -> a.dreigt a.route
    open; a.route: ja -> a.dreigt
{alle: [{vraag: a.dreigt}, {punten: 2}]}
    a.dreigt: weet_niet; a.keel: weet_niet -> a.dreigt a.keel
{een_van: [{vraag: a.dreigt}, {vraag: a.route}, {punten: 3}]}
    a.route: weet_niet; a.keel: nee -> a.route
{een_van: [{alle: [{vraag: a.dreigt}, {vraag: a.route}]}, {vraag: a.keel}]}
    open -> a.keel a.dreigt a.route
    a.dreigt: weet_niet; a.keel: weet_niet -> a.keel
"""

DAYS = {"eerder": "2026-03-04", "dertig dagen eerder": "2026-02-02", "eenendertig dagen eerder": "2026-02-01"}
"""Seen from the day of the record, 4 March 2026."""


class Row(NamedTuple):
    """One line of a table."""

    condition: str
    told: str
    expected: str


def rows(table: str) -> Iterator[Row]:
    condition = ""
    for line in table.strip().splitlines():
        if line.startswith("    "):
            told, _, expected = line.strip().partition(" ->")
            yield Row(condition, told, expected.strip())
        else:
            condition = line


def each(table: str) -> pytest.MarkDecorator:
    """Run a test for each line of a table."""
    return pytest.mark.parametrize("row", list(rows(table)), ids=" | ".join)


def case_of(told: str) -> str:
    """The YAML of a case that a line of a table tells in short."""
    parts = told.split("; ")
    answers = [f"  {part}" for part in parts if part.startswith(("a.", "b."))]
    earlier = [(DAYS[when], level) for when, _, level in (part.rpartition(" ") for part in parts) if when in DAYS]
    return "\n".join(
        [
            f"overige: {'open' if 'open' in parts else 'nee'}",
            *(["antwoorden:", *answers] if answers else []),
            f"eerder: [{', '.join(f'{{datum: {day}, besluit: {level}}}' for day, level in earlier)}]",
        ]
    )


CONDITIONS = list(dict.fromkeys(row.condition for row in rows(STANDS + BECAUSE + DECIDES)))


class Asked(NamedTuple):
    """Where a condition stands in a case, and the case itself."""

    outcome: Judged
    known: Bounds
    rule: Rule


Ask = Callable[[Row], Asked]


@pytest.fixture(scope="module")
def ask(make: Callable[..., Content], record: Callable[[Ruleset, str], CaseState]) -> Ask:
    """Ask content with every condition of the tables as a threshold."""
    thresholds = [f"  - {{id: t{at}, als: {one}, dan: volgen, omdat: '-'}}" for at, one in enumerate(CONDITIONS)]
    ruleset = Ruleset(make(A, B, thresholds="\n".join(["drempels:", *thresholds, ""])))

    def asked(row: Row) -> Asked:
        case = record(ruleset, case_of(row.told))
        outcome = decide(ruleset, case).outcomes[CONDITIONS.index(row.condition)]
        return Asked(outcome, bounds(ruleset, case.answers, case.persons, case.days_ago), outcome.ready.rule)

    return asked


@each(STANDS)
def test_a_condition_stands_where_the_design_says(ask: Ask, row: Row) -> None:
    assert ask(row).outcome.standing.value == row.expected


@each(STANDS)
def test_a_standing_is_what_the_rule_says_of_what_is_certain_and_possible(ask: Ask, row: Row) -> None:
    asked = ask(row)
    held = (asked.rule.holds(asked.known.certain), asked.rule.holds(asked.known.possible))
    assert held == {"bereikt": (True, True), "open": (False, True), "uitgesloten": (False, False)}[row.expected]


@each(BECAUSE)
def test_a_reached_condition_names_the_answers_that_made_it_true(ask: Ask, row: Row) -> None:
    assert " ".join(ask(row).outcome.because) == row.expected


@each(DECIDES)
def test_an_open_condition_names_what_could_reach_it_single_questions_first(ask: Ask, row: Row) -> None:
    assert " ".join(ask(row).outcome.could_reach) == row.expected


def test_no_answer_settles_what_earlier_sessions_decided() -> None:
    earlier = EarlierDecisions(1, Level.ADVIES, 30)
    nothing = View(0, {})
    slots = SlotMap(1, {}, 1, 1, (), nothing, None)
    assert not earlier.holds(nothing)
    assert earlier.could(nothing, nothing, slots) == (0, 0)


def test_an_earlier_session_dated_after_today_counts_as_recent() -> None:
    assert EarlierDecisions(1, Level.ADVIES, 30).holds(View(0, {}, ((-3, Level.ADVIES),)))
