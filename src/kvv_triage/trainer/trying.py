"""The casebook as a test of the thresholds: what each case expects and gets, and what no case touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from kvv_triage.case.answers import Number, Option, Options, Persons, Text, Unknown, Value
from kvv_triage.case.state import CaseState
from kvv_triage.checking.written_answers import read_document
from kvv_triage.content.casebook import CasebookEntry
from kvv_triage.content.checklist import (
    Band,
    ChoiceQuestion,
    MultiChoiceQuestion,
    NumberQuestion,
    PersonsQuestion,
    Question,
    TextQuestion,
    Weight,
    YesNoQuestion,
)
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import Decision, decide
from kvv_triage.deciding.ruleset import Ruleset

WHOLE = 100
"""All of it, in percent."""

UNDATED = date(2000, 1, 1)
"""The day of a case without a date: before no earlier session, and the same on every day it is run."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing a case expects and does not get."""

    key: str
    expected: tuple[str, ...]
    got: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """One case with the decision it got."""

    path: str
    case: CasebookEntry
    record: CaseState
    decision: Decision

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What the case expects and does not get; what it does not mention is not compared.

        Only the region's own thresholds are compared: those of the national floor follow from the same answers.
        Their order says nothing, the order of whom to call does.
        """
        expected, decision = self.case.expected, self.decision
        reached = tuple(outcome.threshold.id for outcome in decision.reached if not outcome.is_national)
        compared = [Difference("besluit", (expected.level.label,), (decision.level.label,))]
        if expected.thresholds is not None:
            compared.append(Difference("drempels", tuple(sorted(expected.thresholds)), tuple(sorted(reached))))
        if expected.call is not None:
            compared.append(Difference("bel", expected.call, decision.call))
        return tuple(one for one in compared if one.expected != one.got)

    @property
    def because(self) -> tuple[str, ...]:
        """Per reached threshold the answers that led there, as in `rode-vlag: partnergeweld.keel = ooit`."""
        return tuple(
            f"{outcome.threshold.id}: {', '.join(self._answered(slot) for slot in outcome.because) or 'eerdere weging'}"
            for outcome in self.decision.reached
        )

    def _answered(self, slot: str) -> str:
        answer = self.record.answers.get(slot)
        return f"{slot} = {' / '.join(map(_word, answer.opinions))}" if answer else slot


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many thresholds, weighing answers and specialists there are, and which of them no case touches."""

    total: int
    thresholds: tuple[str, ...]
    answers: tuple[str, ...]
    specialists: tuple[str, ...]

    @property
    def missing(self) -> int:
        """How many no case touches."""
        return len(self.thresholds) + len(self.answers) + len(self.specialists)

    @property
    def percentage(self) -> int:
        """The part that is touched, in whole percents and never rounded up: 100 means all of it."""
        return (self.total - self.missing) * WHOLE // self.total


def try_cases(ruleset: Ruleset, cases: Iterable[tuple[str, CasebookEntry]]) -> tuple[Tried, ...]:
    """Decide every case. The cases are those that load_folder read with this content."""
    return tuple(_tried(ruleset, path, case) for path, case in cases)


def _tried(ruleset: Ruleset, path: str, case: CasebookEntry) -> Tried:
    record = read_document(ruleset, case, UNDATED)
    if isinstance(record, tuple):
        raise TypeError(path)  # load_folder compared the answers with the content
    return Tried(path, case, record, decide(ruleset, record))


def coverage(content: Content, tried: Iterable[Tried]) -> Coverage:
    """What these cases leave untouched."""
    reached: set[str] = set()
    called: set[str] = set()
    given: set[str] = set()
    for one in tried:
        reached |= {outcome.threshold.id for outcome in one.decision.reached}
        called |= set(one.decision.call)
        given |= set(_weighing_given(content, one.record))
    thresholds = [threshold.id for threshold in content.thresholds]
    answers = [f"{placed.id} = {name}" for placed in content.questions for name in _weighing(placed.question)]
    return Coverage(
        len(thresholds) + len(answers) + len(content.specialists),
        tuple(name for name in thresholds if name not in reached),
        tuple(name for name in answers if name not in given),
        tuple(name for name in content.specialists if name not in called),
    )


def _weighing(question: Question) -> dict[str, Weight]:
    """The answers of a question that weigh something, under the name a trainer knows them by."""
    return {
        name: weight for name, weight in _answers(question).items() if weight.severity or weight.points or weight.norm
    }


def _answers(question: Question) -> Mapping[str, Weight]:
    match question:
        case YesNoQuestion():
            return {question.risky: question}
        case ChoiceQuestion() | MultiChoiceQuestion():
            return {option.id: option for option in question.options}
        case NumberQuestion():
            return {_range(band): band for band in question.bands}
        case PersonsQuestion() | TextQuestion():
            return {}
        case _:
            assert_never(question)


def _range(band: Band) -> str:
    return f"{band.low} of meer" if band.high is None else f"{band.low}-{band.high}"


def _weighing_given(content: Content, record: CaseState) -> Iterator[str]:
    for slot, answer in record.answers.items():
        placed, _ = content.slot(slot)
        for name, weight in _weighing(placed.question).items():
            if any(_is(value, name, weight) for value in answer.opinions):
                yield f"{placed.id} = {name}"


def _is(value: Value, name: str, weight: Weight) -> bool:
    match value:
        case Option(id=chosen):
            return chosen == name
        case Options(ids=chosen_ones):
            return name in chosen_ones
        case Number(value=number):
            return isinstance(weight, Band) and weight.low <= number <= (number if weight.high is None else weight.high)
        case Persons() | Text() | Unknown():
            return False
        case _:
            assert_never(value)


def _word(value: Value) -> str:
    match value:
        case Option(id=chosen):
            return chosen
        case Options(ids=chosen_ones):
            return "+".join(sorted(chosen_ones)) or "niets"
        case Number(value=number):
            return str(number)
        case Persons(persons=persons):
            return str(len(persons))
        case Unknown(kind=kind):
            return f"weet_niet ({kind.label})"
        case Text():
            return "tekst"
        case _:
            assert_never(value)
