"""Conditions that count: questions with a fact, facts of one question, or points."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from kvv_triage.deciding.marks import Marks, PointSteps, Questions, join
from kvv_triage.deciding.rules import NOBODY, FieldFacts, SlotMap, Slots, View, together


@dataclass(frozen=True, slots=True)
class Counting(ABC):
    """A condition that counts: within everyone together, or with `per` within one and the same person of that role."""

    per: str | None

    @abstractmethod
    def are_enough(self, facts: Marks) -> bool:
        """Whether these facts, of one person or of everyone, are as many as it asks for."""

    @abstractmethod
    def counted(self, facts: Marks) -> Questions:
        """The questions that count among these facts."""

    @abstractmethod
    def missing(self, certain: Marks, possible: Marks, slots: SlotMap, person: str | None) -> tuple[Slots, Slots]:
        """As `could`, of one person or of everyone."""

    def holds(self, view: View) -> bool:
        """Count within everyone, or within each person."""
        if self.per is None:
            return self.are_enough(view.facts)
        for facts in view.persons.get(self.per, NOBODY).values():  # noqa: SIM110 -- any() is three times slower here
            if self.are_enough(facts):
                return True
        return False

    def behind(self, view: View, slots: SlotMap) -> Slots:
        """Every answer that counts; with `per` those about each person of whom there are enough."""
        behind = 0
        if self.per is None:
            for block, facts in slots.told:
                behind |= self.counted(facts) << block
        else:
            for person, facts in view.persons[self.per].items():
                if self.are_enough(facts):
                    behind |= self.counted(facts) << slots.starts[person]
        return behind

    def could(self, certain: View, possible: View, slots: SlotMap) -> tuple[Slots, Slots]:
        """What is missing of everyone, or of each person who could still have enough."""
        if self.per is None:
            return self.missing(certain.facts, possible.facts, slots, None)
        known = certain.persons.get(self.per, NOBODY)
        return together(
            self.missing(known.get(person, 0), facts, slots, person)
            for person, facts in possible.persons[self.per].items()
            if self.are_enough(facts)
        )


@dataclass(frozen=True, slots=True)
class AtLeast(Counting):
    """At least so many questions have a fact of one field."""

    facts: FieldFacts
    minimum: int

    def are_enough(self, facts: Marks) -> bool:
        """Count the questions, once each."""
        return (facts & self.facts.mask).bit_count() >= self.minimum

    def counted(self, facts: Marks) -> Questions:
        """Every question with such a fact."""
        return self.facts.questions(facts)

    def missing(self, certain: Marks, possible: Marks, slots: SlotMap, person: str | None) -> tuple[Slots, Slots]:
        """Each missing fact helps, and decides when it is the last."""
        helps = slots.undecided_in(self.facts.questions(possible & ~certain), person)
        is_last = (certain & self.facts.mask).bit_count() == self.minimum - 1
        return (helps if is_last else 0), helps


@dataclass(frozen=True, slots=True)
class FactsOfOne(Counting):
    """One question has at least so many of these facts, such as options.

    `question` is that question as a set, `mask` are the facts that count.
    """

    question: Questions
    mask: Marks
    minimum: int

    def are_enough(self, facts: Marks) -> bool:
        """Count the facts, once each."""
        return (facts & self.mask).bit_count() >= self.minimum

    def counted(self, facts: Marks) -> Questions:
        """That question, when it has such a fact."""
        return self.question if facts & self.mask else 0

    def missing(self, certain: Marks, possible: Marks, slots: SlotMap, person: str | None) -> tuple[Slots, Slots]:
        """One answer can bring all facts, so it decides."""
        del certain, possible
        decides = slots.undecided_in(self.question, person)
        return decides, decides


@dataclass(frozen=True, slots=True)
class PointSum(Counting):
    """The points of the questions add up to at least so much; per question the highest counts.

    `single` are the steps of one point each: most are, and those only have to be counted. `scoring` are the facts
    'brings points' of these questions.
    """

    steps: tuple[tuple[int, PointSteps], ...]
    minimum: int
    single: Marks
    others: tuple[PointSteps, ...]
    scoring: FieldFacts

    @classmethod
    def of(cls, steps: tuple[tuple[int, PointSteps], ...], minimum: int, per: str | None, scoring: int) -> PointSum:
        """The sum over these questions, each by its number; `scoring` is where the field 'brings points' starts."""
        every = [step for _, step in steps]
        return cls(
            per,
            steps,
            minimum,
            join(step.mask for step in every if step.is_single),
            tuple(step for step in every if not step.is_single),
            FieldFacts(scoring, join(step.any for step in every)),
        )

    def are_enough(self, facts: Marks) -> bool:
        """Add up the points."""
        return self._total(facts) >= self.minimum

    def _total(self, facts: Marks) -> int:
        total = (facts & self.single).bit_count()
        for steps in self.others:
            total += steps.points(facts)
        return total

    def counted(self, facts: Marks) -> Questions:
        """Every question that brings points."""
        return self.scoring.questions(facts)

    def missing(self, certain: Marks, possible: Marks, slots: SlotMap, person: str | None) -> tuple[Slots, Slots]:
        """Every question that can bring more helps; one that can bring all that is missing decides."""
        still_needed = self.minimum - self._total(certain)
        more = possible & ~certain
        alone = helps = 0
        for number, steps in self.steps:
            if more & steps.mask:
                helping = slots.undecided_in(1 << number, person)
                helps |= helping
                if steps.points(possible) - steps.points(certain) >= still_needed:
                    alone |= helping
        return alone, helps
