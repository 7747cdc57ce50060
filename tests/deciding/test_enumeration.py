"""Every set of answers to two small lists, and the laws checked over every pair that is one step apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product

import pytest

from kvv_triage.case.answers import Answer, Answers, Unknown, Value
from kvv_triage.case.state import CaseState
from kvv_triage.content.kinds import safe_value
from kvv_triage.deciding.bounds import bounds
from kvv_triage.deciding.decision import Decision, decide
from kvv_triage.deciding.judging import ThresholdState
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level
from tests.helpers import reference
from tests.helpers.strategies import all_values, is_milder, read

pytestmark = pytest.mark.slow

DAY = date(2026, 3, 4)
OPEN = None
State = tuple[Value | None, ...]
"""Per slot its answer, or OPEN."""

QUESTIONS = """\
checklist: a
titel: Lijst
versie: "1"
onderdelen:
- id: deel
  titel: Deel
  vragen:
  - id: keel
    vraag: Bij de keel?
    soort: keuze
    antwoorden:
    - {id: nee, tekst: Nee}
    - {id: ooit, tekst: Ooit, ernst: ernstig, punten: 1, norm: eigen_grens}
    - {id: nu, tekst: Nu, ernst: rode_vlag, punten: 1}
  - {id: toegang, vraag: Kan hij erbij?, ernst: acuut, alleen_als: {vraag: a.keel}}
  - id: middelen
    vraag: Welke middelen?
    soort: meerkeuze
    alleen_als: {minstens: 1, ernst: rode_vlag}
    antwoorden:
    - {id: drank, tekst: Drank, ernst: bijdragend, punten: 1}
    - {id: drugs, tekst: Drugs, punten: 2, norm: hulp_niet_aanvaard}
  - id: meldingen
    vraag: Hoeveel meldingen?
    soort: getal
    banden: [{vanaf: 2, ernst: ernstig}, {tot: 0}, {vanaf: 1, tot: 1, punten: 2}]
"""
PERSONS = """\
checklist: a
titel: Lijst
versie: "1"
onderdelen:
- id: deel
  titel: Deel
  vragen:
  - {id: kinderen, vraag: Hoeveel kinderen?, soort: personen, rol: kind}
- id: kind
  titel: Elk kind
  per: kind
  vragen:
  - {id: bang, vraag: Is het bang?, ernst: ernstig, punten: 1}
  - {id: alleen, vraag: Is het alleen gesproken?, signaal_bij: nee, ernst: rode_vlag, alleen_als: {vraag: a.bang}}
"""
THRESHOLDS = """\
versie: "1"
specialisten: {}
opnieuw_kijken_na_dagen: 60
drempels:
"""
ABOUT_QUESTIONS = """\
- {id: punten, als: {punten: 3}, dan: advies, omdat: '-', opnieuw_kijken_na_dagen: 20}
- {id: vanaf, als: {vraag: a.keel, vanaf: nu}, dan: bel_nu, omdat: '-', norm: structureel, opnieuw_kijken_na_dagen: 40}
- {id: ernst, als: {minstens: 2, ernst: ernstig}, dan: bel_112, omdat: '-', bel: [politie]}
- {id: alle, als: {alle: [{vraag: a.toegang}, {vraag: a.middelen, optie: drank}]}, dan: volgen, omdat: '-',
   gesprek: eerst_overleggen}
- {id: of, als: {een_van: [{minstens: 1, norm: hulp_niet_aanvaard}, {vraag: a.meldingen}]}, dan: volgen, omdat: '-'}
- {id: opties, als: {vraag: a.middelen, opties: [drank, drugs], minstens: 2}, dan: advies, omdat: '-', bel: [politie]}
- {id: zicht, als: {niet_uitgesloten: 2, ernst: ernstig, vanaf: geweigerd}, dan: advies, omdat: '-', norm: acuut}
"""
ABOUT_PERSONS = """\
- {id: bij, als: {minstens: 2, vragen: [a.bang, a.alleen], bij: kind}, dan: bel_112, omdat: '-', norm: onthulling}
- {id: samen, als: {minstens: 2, vragen: [a.bang, a.alleen]}, dan: bel_nu, omdat: '-', opnieuw_kijken_na_dagen: 14}
- {id: punten, als: {punten: 1, bij: kind}, dan: advies, omdat: '-'}
- {id: kind, als: {vraag: a.kinderen}, dan: volgen, omdat: '-', norm: resultaat_blijft_uit}
- {id: zicht, als: {niet_uitgesloten: 2, ernst: ernstig, bij: kind}, dan: advies, omdat: '-', bel: [politie]}
"""


@dataclass(frozen=True, eq=False)
class World:
    """A small content with every set of answers to these slots, each decided once."""

    ruleset: Ruleset
    slots: tuple[str, ...]

    @cached_property
    def values(self) -> tuple[tuple[Value, ...], ...]:
        """What each slot can hold besides being open."""
        return tuple(all_values(self.ruleset.slot(slot)[0].question) for slot in self.slots)

    @cached_property
    def decisions(self) -> Mapping[State, Decision]:
        return {
            state: decide(self.ruleset, self.record(state)) for state in product(*[(OPEN, *one) for one in self.values])
        }

    def record(self, state: State) -> CaseState:
        given = {slot: Answer((value,)) for slot, value in zip(self.slots, state, strict=True) if value is not OPEN}
        return CaseState(DAY, Answers(given))

    def steps(self, state: State) -> Iterator[tuple[int, Value, State]]:
        """Each other answer to one slot: which slot, the answer, and the answers that come of it."""
        for at, values in enumerate(self.values):
            for value in values:
                yield at, value, (*state[:at], value, *state[at + 1 :])


def world(questions: str, thresholds: str, *slots: str) -> World:
    return World(Ruleset(read([("checklists/a.yaml", questions), ("thresholds.yaml", THRESHOLDS + thresholds)])), slots)


WORLDS = [
    world(QUESTIONS, ABOUT_QUESTIONS, "a.keel", "a.toegang", "a.middelen", "a.meldingen"),
    world(PERSONS, ABOUT_PERSONS, "a.kinderen", "a.bang@kind-1", "a.alleen@kind-1", "a.bang@kind-2"),
]
in_every_world = pytest.mark.parametrize("world", WORLDS, ids=["questions", "persons"])


def reached(decision: Decision) -> set[str]:
    return {outcome.threshold.id for outcome in decision.reached}


def standings(decision: Decision) -> dict[str, ThresholdState]:
    return {outcome.threshold.id: outcome.standing for outcome in decision.outcomes}


def is_never_milder(before: Decision, after: Decision) -> bool:
    return (
        after.level >= before.level
        and reached(after) >= reached(before)
        and set(after.call) >= set(before.call)
        and after.look_again_days <= before.look_again_days
        and after.meldcode.report_is_norm >= before.meldcode.report_is_norm
        and after.meldcode.consult_first >= before.meldcode.consult_first
    )


@in_every_world
def test_every_decision_is_what_a_plain_reading_of_the_language_says(world: World) -> None:
    for state, decision in world.decisions.items():
        assert standings(decision) == reference.standings(world.ruleset, world.record(state)), state


@in_every_world
def test_one_step_up_in_danger_never_makes_the_decision_milder(world: World) -> None:
    questions = [world.ruleset.slot(slot)[0].question for slot in world.slots]
    for state, before in world.decisions.items():
        for at, value, after in world.steps(state):
            now = state[at]
            if now is not OPEN and is_milder(questions[at], now, value):
                assert is_never_milder(before, world.decisions[after]), (state, after)


@in_every_world
def test_an_answer_to_an_open_question_is_never_milder_than_no_answer(world: World) -> None:
    for state, before in world.decisions.items():
        for at, _, after in world.steps(state):
            if state[at] is OPEN:
                assert is_never_milder(before, world.decisions[after]), (state, after)


@in_every_world
def test_not_knowing_never_gives_less_than_the_safe_answer(world: World) -> None:
    for state, decision in world.decisions.items():
        for at, slot in enumerate(world.slots):
            if isinstance(state[at], Unknown):
                safe = (*state[:at], safe_value(world.ruleset.slot(slot)[0].question), *state[at + 1 :])
                assert is_never_milder(world.decisions[safe], decision), state
                assert decision.could_become >= world.decisions[safe].could_become, state


@in_every_world
def test_answering_an_open_question_in_use_only_narrows_what_is_possible(world: World) -> None:
    for state, before in world.decisions.items():
        known = bounds(world.ruleset, world.record(state).answers)
        in_use = {(item.id, person) for item, person in known.open_slots()}
        for at, _, after in world.steps(state):
            item, person = world.ruleset.slot(world.slots[at])
            if state[at] is not OPEN or (item.id, person) not in in_use:
                continue
            now = world.decisions[after]
            assert before.level <= now.level <= now.could_become <= before.could_become, (state, after)
            for name, standing in standings(now).items():
                assert standings(before)[name] in (standing, ThresholdState.OPEN), (state, after, name)


@in_every_world
def test_every_level_occurs(world: World) -> None:
    """The laws above only mean something when the decisions differ."""
    assert {decision.level for decision in world.decisions.values()} == set(Level)
    assert {one for decision in world.decisions.values() for one in standings(decision).values()} == set(ThresholdState)
