"""How long an interview about one worry is, for a family with one child of which nothing else is wrong.

A form is one option of `start.zorgen`. Its gate tick is the first answer in `poort` that opens a list of this form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.interviews import FAST, FULL, interview, not_known, safe
from kvv_triage.case.answers import Answer, Answers, Option, Options, Person, Persons
from kvv_triage.content.checklist import MultiChoiceQuestion, Question
from kvv_triage.content.content import GATE
from kvv_triage.content.kinds import option_ids
from kvv_triage.deciding.bounds import bounds
from kvv_triage.deciding.ruleset import Ruleset

FORMS = "start.zorgen"
NO_FORM = "no worry"


@dataclass(frozen=True, slots=True)
class Length:
    """How many questions the interview about one form asks."""

    form: str
    full: int
    gate: int
    """With the gate tick of the form beside it."""
    fast: int
    """In the fast lane."""
    unknown: int
    """When nothing but the form is known."""
    unknown_fast: int


def lengths_of(ruleset: Ruleset) -> list[Length]:
    """Give the length of every form, and last that of a meeting in which nobody names one."""
    item = ruleset.by_id.get(FORMS)
    ticks = {name: {FORMS: tick} for name, tick in _ticks(item.question)} if item else {}
    return [_length(ruleset, name, tick) for name, tick in {**ticks, NO_FORM: {}}.items()]


def _length(ruleset: Ruleset, form: str, tick: Mapping[str, Answer]) -> Length:
    child = {item.id: Answer((Persons((Person(),)),)) for item in ruleset.persons_items.values()}
    return Length(
        form,
        len(interview(ruleset, {**child, **tick}, safe, FULL)),
        len(interview(ruleset, {**child, **tick, **_gate_tick(ruleset, tick)}, safe, FULL)),
        len(interview(ruleset, {**child, **tick}, safe, FAST)),
        len(interview(ruleset, tick, not_known, FULL)),
        len(interview(ruleset, tick, not_known, FAST)),
    )


def _gate_tick(ruleset: Ruleset, tick: Mapping[str, Answer]) -> Mapping[str, Answer]:
    lists = _opened(ruleset, tick)
    gate = (item for item in ruleset.items if item.checklist.id == GATE)
    ticks = ({item.id: answer} for item in gate for _, answer in _ticks(item.question))
    return next((answers for answers in ticks if lists & _opened(ruleset, answers)), {})


def _opened(ruleset: Ruleset, answers: Mapping[str, Answer]) -> set[str]:
    """The lists that these answers open for certain."""
    certain = bounds(ruleset, Answers(answers)).certain
    return {block.checklist.id for block in ruleset.blocks if block.guard and block.guard.holds(certain)}


def _ticks(question: Question) -> Iterator[tuple[str, Answer]]:
    """Every single option of a question, by id."""
    for name in option_ids(question):
        is_one_of_many = isinstance(question, MultiChoiceQuestion)
        yield name, Answer((Options(frozenset({name})) if is_one_of_many else Option(name),))
