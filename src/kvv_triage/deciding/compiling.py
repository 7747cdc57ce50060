"""From a condition to a rule that can be asked quickly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from kvv_triage.content.conditions import (
    AllOf,
    AnyOf,
    Condition,
    CountNorm,
    CountOptions,
    CountSeverity,
    CountSignals,
    Earlier,
    NotExcluded,
    Points,
    Signal,
    walk,
)
from kvv_triage.deciding.counting import AtLeast, FactsOfOne, PointSum
from kvv_triage.deciding.marks import Encoder, Layout, Marks, PointSteps, Questions, join, numbers
from kvv_triage.deciding.rules import AnyFact, EarlierDecisions, Every, FieldFacts, NotKnown, Rule, Some


@dataclass(frozen=True, slots=True)
class Compiler:
    """Turns conditions into rules for one content.

    `questions` is id -> number, `lists` is list id -> its questions, `about` are those that are asked about a person;
    `visible` are the questions a condition may read.
    """

    layout: Layout
    encoders: tuple[Encoder, ...]
    questions: Mapping[str, int]
    lists: Mapping[str, Questions]
    about: Questions

    def rule(self, condition: Condition, visible: Questions) -> Rule:
        """The rule of a condition that reads only the visible questions; references must exist."""
        match condition:
            case Signal() | CountOptions():
                return self._of_question(condition, visible)
            case CountSeverity(severity=severity):
                return self._count(condition, self.layout.severity(severity), self._seen(condition, visible))
            case CountNorm(norm=norm):
                return self._count(condition, self.layout.norm(norm), self._seen(condition, visible))
            case NotExcluded(severity=severity, kind=kind):
                start = self.layout.not_excluded(severity, kind)
                return NotKnown(self._count(condition, start, self._seen(condition, visible)))
            case CountSignals(questions=named):
                chosen = join(1 << self.questions[name] for name in named)
                return self._count(condition, self.layout.signal, chosen & visible)
            case Points(minimum=minimum, per=per):
                return PointSum.of(self._steps(self._seen(condition, visible)), minimum, per, self.layout.points)
            case Earlier(minimum=minimum, level=level, within_days=within_days):
                return EarlierDecisions(minimum, level, within_days)
            case AllOf(conditions=parts):
                return Every.of(self._parts(parts, visible))
            case AnyOf(conditions=parts):
                return self._some(self._parts(parts, visible))
            case _:
                assert_never(condition)

    def reads(self, condition: Condition | None, visible: Questions) -> Questions:
        """The visible questions whose answers may change what a condition says."""
        if condition is None:
            return 0
        read = 0
        for _, part in walk(condition):
            match part:
                case Signal(question=question) | CountOptions(question=question):
                    read |= 1 << self.questions[question]
                case CountSignals(questions=named):
                    read |= join(1 << self.questions[name] for name in named)
                case CountSeverity() | CountNorm() | NotExcluded() | Points():
                    read |= self._seen(part, visible)
                case Earlier() | AllOf() | AnyOf():
                    pass
                case _:
                    assert_never(part)
        return read & visible

    def _parts(self, conditions: tuple[Condition, ...], visible: Questions) -> tuple[Rule, ...]:
        return tuple(self.rule(part, visible) for part in conditions)

    def _some(self, parts: tuple[Rule, ...]) -> Rule:
        """At least one part holds; the parts for which any one fact is enough become one part."""
        facts = [field for part in parts if isinstance(part, AnyFact) for field in part.fields]
        merged = (self._any_fact(facts),) if facts else ()
        every = (*merged, *(part for part in parts if not isinstance(part, AnyFact)))
        return every[0] if len(every) == 1 else Some.of(every)

    def _any_fact(self, fields: list[tuple[int, Marks]]) -> AnyFact:
        facts: dict[int, Marks] = {}
        for start, mask in fields:
            facts[start] = facts.get(start, 0) | mask
        questions = join(mask >> start for start, mask in facts.items())
        return AnyFact(join(facts.values()), tuple(facts.items()), is_once=not questions & self.about)

    def _seen(self, condition: CountSeverity | CountNorm | NotExcluded | Points, visible: Questions) -> Questions:
        if condition.lists is None:
            return visible
        return join(self.lists[name] for name in condition.lists) & visible

    def _count(
        self, condition: CountSeverity | CountNorm | NotExcluded | CountSignals, start: int, chosen: Questions
    ) -> Rule:
        facts = FieldFacts(start, chosen << start)
        if condition.minimum == 1 and condition.per is None:
            return self._any_fact([(facts.start, facts.mask)])
        return AtLeast(condition.per, facts, condition.minimum)

    def _of_question(self, condition: Signal | CountOptions, visible: Questions) -> Rule:
        number = self.questions[condition.question]
        facts = self._facts(condition, number) if 1 << number & visible else ()
        minimum = condition.minimum if isinstance(condition, CountOptions) else 1
        if minimum == 1 and condition.per is None:
            return self._any_fact([(fact.bit_length() - 1 - number, fact) for fact in facts])
        return FactsOfOne(condition.per, 1 << number, join(facts), minimum)

    def _facts(self, condition: Signal | CountOptions, number: int) -> tuple[Marks, ...]:
        """The facts of one question that count."""
        of_option = self.encoders[number].from_option
        if isinstance(condition, CountOptions):
            return tuple(of_option[option] for option in condition.options)
        option = condition.at_least or condition.option
        return (of_option[option] if option else 1 << number,)

    def _steps(self, chosen: Questions) -> tuple[tuple[int, PointSteps], ...]:
        steps = ((number, self.encoders[number].points) for number in numbers(chosen))
        return tuple((number, step) for number, step in steps if step)
