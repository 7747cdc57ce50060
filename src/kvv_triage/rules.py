"""A condition made ready for one content: whether it holds, because of which answers, and what would settle it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import NamedTuple, Protocol, assert_never

from kvv_triage.answers import slot_of
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
"""A set of slots; see Undecided for which bit is which slot."""

NOBODY: Mapping[str, Facts] = {}


class View(NamedTuple):
    """What a condition can see: all facts together, the facts per person of each role, and earlier decisions.

    `persons` is role -> person -> facts; `earlier` holds (days ago, level).
    """

    facts: Facts
    persons: Mapping[str, Mapping[str, Facts]]
    earlier: tuple[tuple[int, Level], ...] = ()


@dataclass(frozen=True, slots=True)
class Undecided:
    """The slots in use that are open or unknown, numbered.

    A question that is asked once has its own number as bit; slots about persons have the bits after `size`.
    """

    size: int
    plain: Questions
    keys: tuple[str, ...]
    of_question: Mapping[int, Slots]
    of_person: Mapping[str, Slots]

    def slots(self, questions: Questions, person: str | None = None) -> Slots:
        """The undecided slots of these questions, or only those about one person."""
        about = join(slots for number, slots in self.of_question.items() if questions >> number & 1)
        if person is not None:
            return about & self.of_person.get(person, 0)
        return questions & self.plain | about


class Rule(Protocol):
    """A condition that knows the bits of its content."""

    def holds(self, view: View) -> bool:
        """Whether the condition is true; more facts never make it false."""

    def because(self, view: View) -> Iterator[tuple[int, str | None]]:
        """The answers that made it true: question number and person (None: asked once)."""

    def deciders(self, certain: View, possible: View, undecided: Undecided) -> tuple[Slots, Slots]:
        """Which slots could make it true alone, and which could help to; it is not true for certain."""


@dataclass(frozen=True, slots=True)
class Names:
    """Which questions are asked about persons: question number -> role."""

    roles: Mapping[int, str]

    def found(self, view: View, facts: Facts, start: int) -> Iterator[tuple[int, str | None]]:
        """The slots whose answers hold one of these facts of the field at `start`."""
        for number in numbers(facts >> start):
            role = self.roles.get(number)
            if role is None:
                yield number, None
                continue
            for person, known in view.persons.get(role, NOBODY).items():
                if known >> start + number & 1:
                    yield number, person


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least so many questions have a fact of one field; with `per`, of one and the same person."""

    start: int
    mask: Facts
    minimum: int
    per: str | None
    names: Names

    def holds(self, view: View) -> bool:
        """Count the questions, once each."""
        if self.per is None:
            return (view.facts & self.mask).bit_count() >= self.minimum
        for facts in view.persons.get(self.per, NOBODY).values():
            if (facts & self.mask).bit_count() >= self.minimum:
                return True
        return False

    def because(self, view: View) -> Iterator[tuple[int, str | None]]:
        """Every counted answer; per person only those of the persons for whom it holds."""
        if self.per is None:
            yield from self.names.found(view, view.facts & self.mask, self.start)
            return
        for person, facts in view.persons.get(self.per, NOBODY).items():
            if (facts & self.mask).bit_count() >= self.minimum:
                yield from ((number, person) for number in numbers((facts & self.mask) >> self.start))

    def deciders(self, certain: View, possible: View, undecided: Undecided) -> tuple[Slots, Slots]:
        """Each missing fact helps; when one is missing, each decides."""
        if self.per is None:
            return self._missing(certain.facts, possible.facts, undecided, None)
        known = certain.persons.get(self.per, NOBODY)
        parts = [
            self._missing(known.get(person, 0), facts, undecided, person)
            for person, facts in possible.persons.get(self.per, NOBODY).items()
        ]
        return join(alone for alone, _ in parts), join(helps for _, helps in parts)

    def _missing(
        self, certain: Facts, possible: Facts, undecided: Undecided, person: str | None
    ) -> tuple[Slots, Slots]:
        if (possible & self.mask).bit_count() < self.minimum:
            return 0, 0
        helps = undecided.slots((possible & ~certain & self.mask) >> self.start, person)
        is_last = (certain & self.mask).bit_count() == self.minimum - 1
        return (helps if is_last else 0), helps


@dataclass(frozen=True, slots=True)
class PointSum:
    """The points of the questions add up to at least so much; per question the highest counts."""

    steps: tuple[tuple[int, PointSteps], ...]
    minimum: int
    per: str | None
    names: Names

    def _total(self, facts: Facts) -> int:
        return sum(steps.points(facts) for _, steps in self.steps)

    def _scopes(self, view: View) -> Iterable[tuple[str | None, Facts]]:
        return ((None, view.facts),) if self.per is None else view.persons.get(self.per, NOBODY).items()

    def holds(self, view: View) -> bool:
        """Add up the points, of everyone or within one person."""
        return any(self._total(facts) >= self.minimum for _, facts in self._scopes(view))

    def because(self, view: View) -> Iterator[tuple[int, str | None]]:
        """Every answer with points, of the persons for whom the sum is reached."""
        for person, facts in self._scopes(view):
            if self._total(facts) < self.minimum:
                continue
            for number, steps in self.steps:
                if steps.points(facts):
                    yield from self._owners(view, number, steps, person)

    def _owners(
        self, view: View, number: int, steps: PointSteps, person: str | None
    ) -> Iterator[tuple[int, str | None]]:
        role = self.names.roles.get(number)
        if person is not None or role is None:
            yield number, person
            return
        yield from ((number, who) for who, facts in view.persons.get(role, NOBODY).items() if steps.points(facts))

    def deciders(self, certain: View, possible: View, undecided: Undecided) -> tuple[Slots, Slots]:
        """Each question that can still bring points helps; one that can bring all that is missing decides."""
        known = dict(self._scopes(certain))
        alone = helps = 0
        for person, facts in self._scopes(possible):
            before = known.get(person, 0)
            if self._total(facts) < self.minimum:
                continue
            missing = self.minimum - self._total(before)
            for number, steps in self.steps:
                gain = steps.points(facts) - steps.points(before)
                slots = undecided.slots(1 << number, person) if gain else 0
                helps |= slots
                alone |= slots if gain >= missing else 0
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

    def because(self, view: View) -> Iterator[tuple[int, str | None]]:
        """No answer made this true; the earlier sessions did."""
        del view
        return iter(())

    def deciders(self, certain: View, possible: View, undecided: Undecided) -> tuple[Slots, Slots]:
        """No answer can change the past."""
        del certain, possible, undecided
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

    def because(self, view: View) -> Iterator[tuple[int, str | None]]:
        """The answers behind every part."""
        for part in self.parts:
            yield from part.because(view)

    def deciders(self, certain: View, possible: View, undecided: Undecided) -> tuple[Slots, Slots]:
        """What helps any missing part; alone only what decides all of them."""
        missing = [part.deciders(certain, possible, undecided) for part in self.parts if not part.holds(certain)]
        return reduce(and_, (alone for alone, _ in missing)), join(helps for _, helps in missing)


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

    def because(self, view: View) -> Iterator[tuple[int, str | None]]:
        """The answers behind every part that holds."""
        for part in self.parts:
            if part.holds(view):
                yield from part.because(view)

    def deciders(self, certain: View, possible: View, undecided: Undecided) -> tuple[Slots, Slots]:
        """What decides or helps any part that is still possible."""
        live = [part.deciders(certain, possible, undecided) for part in self.parts if part.holds(possible)]
        return join(alone for alone, _ in live), join(helps for _, helps in live)


@dataclass(frozen=True, slots=True)
class Compiler:
    """Turns conditions into rules for one content.

    `questions` is id -> number, `lists` is list id -> its questions, `visible` the questions a condition may read.
    """

    layout: Layout
    encoders: tuple[Encoder, ...]
    questions: Mapping[str, int]
    lists: Mapping[str, Questions]
    names: Names

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
                return PointSum(self._steps(self._seen(condition, visible)), minimum, per, self.names)
            case Earlier(minimum=minimum, level=level, within_days=within_days):
                return EarlierDecisions(minimum, level, within_days)
            case AllOf(conditions=parts):
                return Every(self._parts(parts, visible))
            case AnyOf(conditions=parts):
                return Some(self._parts(parts, visible))
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
        return AtLeast(start, chosen << start, condition.minimum, condition.per, self.names)

    def _signal(self, condition: Signal, visible: Questions) -> AtLeast:
        number = self.questions[condition.question]
        option = condition.at_least or condition.option
        encoder = self.encoders[number]
        fact = encoder.from_option[option] if option else 1 << number
        fact = fact if visible >> number & 1 else 0
        return AtLeast(max(fact.bit_length() - 1 - number, 0), fact, 1, condition.per, self.names)

    def _steps(self, chosen: Questions) -> tuple[tuple[int, PointSteps], ...]:
        steps = ((number, self.encoders[number].points) for number in numbers(chosen))
        return tuple((number, step) for number, step in steps if step)


def slot_names(found: Iterable[tuple[int, str | None]], question_ids: Callable[[int], str]) -> tuple[str, ...]:
    """The slots behind a rule, each once, in content order."""
    ordered = sorted(set(found), key=lambda slot: (slot[0], slot[1] or ""))
    return tuple(slot_of(question_ids(number), person) for number, person in ordered)
