"""A condition made ready for one content: whether it holds, because of which answers, and what would settle it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import NamedTuple, Protocol, assert_never

from kvv_triage.conditions import (
    AllOf,
    AnyOf,
    Condition,
    CountNorm,
    CountSeverity,
    CountSignals,
    Earlier,
    NotExcluded,
    Points,
    Signal,
    walk,
)
from kvv_triage.facts import Encoder, Facts, Layout, PointSteps, Questions, join, numbers
from kvv_triage.scales import Level

Slots = int
"""A set of slots; see SlotMap for which bit is which slot."""

Deciders = tuple[Slots, Slots]
"""The slots that could make a rule true alone, and those that could help to."""

NOBODY: Mapping[str, Facts] = {}


@dataclass(slots=True)
class View:
    """What a condition can see: all facts together, the facts per person of each role, and earlier decisions.

    `persons` is role -> person -> facts; `earlier` holds (days ago, level). Only the walk in bounds.py adds to one.
    """

    facts: Facts
    persons: Mapping[str, Mapping[str, Facts]]
    earlier: tuple[tuple[int, Level], ...] = ()


class SlotMap(NamedTuple):
    """Which bit of a set of slots is which slot: a block of `size` questions that are asked once, then one per person.

    `starts` is where the block of each person starts and `blocks` has the first bit of every block, so that
    `questions << start` are the slots about one person and `questions * blocks` those about anyone.
    """

    size: int
    starts: Mapping[str, int]
    blocks: Slots
    undecided: Slots
    """The slots in use that are open or unknown."""
    told: tuple[tuple[int, Facts], ...]
    """What is certain, block by block with where it starts; only the blocks about which something is."""

    def undecided_in(self, questions: Questions, person: str | None) -> Slots:
        """The undecided slots of these questions, or only those about one person."""
        return (questions * self.blocks if person is None else questions << self.starts[person]) & self.undecided


class Rule(Protocol):
    """A condition that knows the bits of its content."""

    def holds(self, view: View) -> bool:
        """Whether the condition is true; more facts never make it false."""

    def because(self, view: View, slots: SlotMap) -> Slots:
        """The slots whose answers made it true; it is true."""

    def deciders(self, certain: View, possible: View, slots: SlotMap) -> Deciders:
        """What could still make it true; it is possible, not certain."""


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least so many questions have a fact of one field; with `per`, of one and the same person.

    `mask` are the facts that count, `start` is where their field starts.
    """

    start: int
    mask: Facts
    minimum: int
    per: str | None

    def holds(self, view: View) -> bool:
        """Count the questions, once each."""
        if self.per is None:
            return (view.facts & self.mask).bit_count() >= self.minimum
        for facts in view.persons.get(self.per, NOBODY).values():
            if (facts & self.mask).bit_count() >= self.minimum:
                return True
        return False

    def because(self, view: View, slots: SlotMap) -> Slots:
        """Every counted answer; per person only those of the persons for whom it holds."""
        mask, start, found = self.mask, self.start, 0
        if self.per is None:
            for block, facts in slots.told:
                found |= (facts & mask) >> start << block
            return found
        for person, facts in view.persons[self.per].items():
            counted = facts & mask
            if counted.bit_count() >= self.minimum:
                found |= counted >> start << slots.starts[person]
        return found

    def deciders(self, certain: View, possible: View, slots: SlotMap) -> Deciders:
        """Each missing fact helps; when one is missing, each decides."""
        if self.per is None:
            return self.missing(certain.facts, possible.facts, slots, None)
        return _missing_per_person(self, self.per, certain, possible, slots)

    def missing(self, certain: Facts, possible: Facts, slots: SlotMap, person: str | None) -> Deciders:
        """The deciders within one person, or within everyone together."""
        if (possible & self.mask).bit_count() < self.minimum:
            return 0, 0
        helps = slots.undecided_in((possible & ~certain & self.mask) >> self.start, person)
        is_last = (certain & self.mask).bit_count() == self.minimum - 1
        return (helps if is_last else 0), helps


@dataclass(frozen=True, slots=True)
class PointSum:
    """The points of the questions add up to at least so much; per question the highest counts."""

    steps: tuple[tuple[int, PointSteps], ...]
    minimum: int
    per: str | None

    def holds(self, view: View) -> bool:
        """Add up the points, of everyone or within one person."""
        if self.per is None:
            return self._total(view.facts) >= self.minimum
        return any(self._total(facts) >= self.minimum for facts in view.persons.get(self.per, NOBODY).values())

    def _total(self, facts: Facts) -> int:
        return sum(steps.points(facts) for _, steps in self.steps)

    def because(self, view: View, slots: SlotMap) -> Slots:
        """Every answer with points; per person only those of the persons for whom the sum is reached."""
        if self.per is None:
            return join([self._scoring(facts) << block for block, facts in slots.told])
        persons = view.persons[self.per].items()
        return join(
            [self._scoring(facts) << slots.starts[who] for who, facts in persons if self._total(facts) >= self.minimum]
        )

    def _scoring(self, facts: Facts) -> Questions:
        """The questions with points."""
        return join(1 << number for number, steps in self.steps if steps.points(facts))

    def deciders(self, certain: View, possible: View, slots: SlotMap) -> Deciders:
        """Each question that can still bring points helps; one that can bring all that is missing decides."""
        if self.per is None:
            return self.missing(certain.facts, possible.facts, slots, None)
        return _missing_per_person(self, self.per, certain, possible, slots)

    def missing(self, certain: Facts, possible: Facts, slots: SlotMap, person: str | None) -> Deciders:
        """The deciders within one person, or within everyone together."""
        if self._total(possible) < self.minimum:
            return 0, 0
        missing = self.minimum - self._total(certain)
        alone = helps = 0
        for number, steps in self.steps:
            if gain := steps.points(possible) - steps.points(certain):
                helping = slots.undecided_in(1 << number, person)
                helps |= helping
                alone |= helping if gain >= missing else 0
        return alone, helps


class _Counting(Protocol):
    """A rule that counts within one person, or within everyone together."""

    def missing(self, certain: Facts, possible: Facts, slots: SlotMap, person: str | None) -> Deciders: ...


def _missing_per_person(rule: _Counting, role: str, certain: View, possible: View, slots: SlotMap) -> Deciders:
    known = certain.persons.get(role, NOBODY)
    persons = possible.persons.get(role, NOBODY).items()
    return _either([rule.missing(known.get(person, 0), facts, slots, person) for person, facts in persons])


def _either(deciders: Iterable[Deciders]) -> Deciders:
    """What decides or helps at least one of them."""
    alone = helps = 0
    for one_alone, one_helps in deciders:
        alone |= one_alone
        helps |= one_helps
    return alone, helps


@dataclass(frozen=True, slots=True)
class EarlierDecisions:
    """At least so many earlier sessions decided this level or higher, not too long ago."""

    minimum: int
    level: Level
    within_days: int

    def holds(self, view: View) -> bool:
        """Count the earlier sessions."""
        recent = (level for days, level in view.earlier if days <= self.within_days)
        return sum(level >= self.level for level in recent) >= self.minimum

    def because(self, view: View, slots: SlotMap) -> Slots:
        """No answer made this true; the earlier sessions did."""
        del view, slots
        return 0

    def deciders(self, certain: View, possible: View, slots: SlotMap) -> Deciders:
        """No answer can change the past."""
        del certain, possible, slots
        return 0, 0


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold."""

    parts: tuple[Rule, ...]

    def holds(self, view: View) -> bool:
        """Each part."""
        for part in self.parts:  # noqa: SIM110 -- all() is three times slower here
            if not part.holds(view):
                return False
        return True

    def because(self, view: View, slots: SlotMap) -> Slots:
        """The answers behind every part."""
        return join([part.because(view, slots) for part in self.parts])

    def deciders(self, certain: View, possible: View, slots: SlotMap) -> Deciders:
        """What helps any missing part; alone only what decides all of them."""
        missing = [part.deciders(certain, possible, slots) for part in self.parts if not part.holds(certain)]
        return reduce(and_, [alone for alone, _ in missing]), join([helps for _, helps in missing])


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds."""

    parts: tuple[Rule, ...]

    def holds(self, view: View) -> bool:
        """Any part."""
        for part in self.parts:  # noqa: SIM110 -- any() is three times slower here
            if part.holds(view):
                return True
        return False

    def because(self, view: View, slots: SlotMap) -> Slots:
        """The answers behind every part that holds."""
        return join([part.because(view, slots) for part in self.parts if part.holds(view)])

    def deciders(self, certain: View, possible: View, slots: SlotMap) -> Deciders:
        """What decides or helps any part that is still possible."""
        return _either([part.deciders(certain, possible, slots) for part in self.parts if part.holds(possible)])


def _some(parts: tuple[Rule, ...]) -> Some:
    """At least one part holds; parts that each want one fact of the same field become one part."""
    facts: dict[int, Facts] = {}
    others: list[Rule] = []
    for part in parts:
        if isinstance(part, AtLeast) and part.minimum == 1 and part.per is None:
            facts[part.start] = facts.get(part.start, 0) | part.mask
        else:
            others.append(part)
    merged = [AtLeast(start, mask, 1, None) for start, mask in facts.items()]
    return Some((*merged, *others))


@dataclass(frozen=True, slots=True)
class Compiler:
    """Turns conditions into rules for one content.

    `questions` is id -> number, `lists` is list id -> its questions; `visible` are the questions a condition may read.
    """

    layout: Layout
    encoders: tuple[Encoder, ...]
    questions: Mapping[str, int]
    lists: Mapping[str, Questions]

    def rule(self, condition: Condition, visible: Questions) -> Rule:
        """The rule of a condition that reads only the visible questions; references must exist."""
        match condition:
            case Signal():
                return self._signal(condition, visible)
            case CountSeverity(severity=severity):
                return self._count(condition, self.layout.severity(severity), self._seen(condition, visible))
            case CountNorm(norm=norm):
                return self._count(condition, self.layout.norm(norm), self._seen(condition, visible))
            case NotExcluded(severity=severity, kind=kind):
                return self._count(condition, self.layout.not_excluded(severity, kind), self._seen(condition, visible))
            case CountSignals(questions=named):
                chosen = join(1 << self.questions[name] for name in named)
                return self._count(condition, self.layout.signal, chosen & visible)
            case Points(minimum=minimum, per=per):
                return PointSum(self._steps(self._seen(condition, visible)), minimum, per)
            case Earlier(minimum=minimum, level=level, within_days=within_days):
                return EarlierDecisions(minimum, level, within_days)
            case AllOf(conditions=parts):
                return Every(self._parts(parts, visible))
            case AnyOf(conditions=parts):
                return _some(self._parts(parts, visible))
            case _:
                assert_never(condition)

    def reads(self, condition: Condition | None, visible: Questions) -> Questions:
        """The visible questions whose answers may change what a condition says."""
        if condition is None:
            return 0
        read = 0
        for _, part in walk(condition):
            match part:
                case Signal(question=question):
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

    def _seen(self, condition: CountSeverity | CountNorm | NotExcluded | Points, visible: Questions) -> Questions:
        if condition.lists is None:
            return visible
        return join(self.lists[name] for name in condition.lists) & visible

    def _count(
        self, condition: CountSeverity | CountNorm | NotExcluded | CountSignals, start: int, chosen: Questions
    ) -> AtLeast:
        return AtLeast(start, chosen << start, condition.minimum, condition.per)

    def _signal(self, condition: Signal, visible: Questions) -> AtLeast:
        number = self.questions[condition.question]
        option = condition.at_least or condition.option
        encoder = self.encoders[number]
        fact = encoder.from_option[option] if option else 1 << number
        start = fact.bit_length() - 1 - number
        return AtLeast(start, (1 << number & visible) << start, 1, condition.per)

    def _steps(self, chosen: Questions) -> tuple[tuple[int, PointSteps], ...]:
        steps = ((number, self.encoders[number].points) for number in numbers(chosen))
        return tuple((number, step) for number, step in steps if step)
