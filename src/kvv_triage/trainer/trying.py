"""The casebook as a test of the thresholds: what each case expects and gets, and what no case touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from kvv_triage.case.answers import Number, Option, Options, Persons, Text, Unknown, Value
from kvv_triage.case.state import CaseState
from kvv_triage.checking.written_answers import read_document
from kvv_triage.content.casebook import CasebookEntry
from kvv_triage.content.content import Content
from kvv_triage.content.kinds import Carrier, answer_name, weights, weights_of
from kvv_triage.deciding.decision import Decision, decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.days import LAST_DAY

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
        return tuple(difference for difference in compared if difference.expected != difference.got)

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
    record = read_document(ruleset, case, LAST_DAY, UNDATED)
    if isinstance(record, tuple):
        raise TypeError(path)  # load_folder compared the answers with the content
    return Tried(path, case, record, decide(ruleset, record))


def coverage(content: Content, tried: Iterable[Tried]) -> Coverage:
    """What these cases leave untouched."""
    reached: set[str] = set()
    called: set[str] = set()
    given: set[str] = set()
    for run in tried:
        reached |= {outcome.threshold.id for outcome in run.decision.reached}
        called |= set(run.decision.call)
        given |= set(_weighing_given(content, run.record))
    thresholds = [threshold.id for threshold in content.thresholds]
    answers = [f"{placed.id} = {name}" for placed in content.questions for name in _weighing(weights(placed.question))]
    return Coverage(
        len(thresholds) + len(answers) + len(content.specialists),
        tuple(name for name in thresholds if name not in reached),
        tuple(name for name in answers if name not in given),
        tuple(name for name in content.specialists if name not in called),
    )


def _weighing(carriers: Iterable[Carrier]) -> Iterator[str]:
    """The names of the answers that weigh something."""
    return (answer_name(carrier) for carrier in carriers if carrier.weighs)


def _weighing_given(content: Content, record: CaseState) -> Iterator[str]:
    for slot, answer in record.answers.items():
        placed, _ = content.slot(slot)
        for value in answer.opinions:
            yield from (f"{placed.id} = {name}" for name in _weighing(weights_of(placed.question, value)))


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
