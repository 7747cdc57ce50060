"""A condition made ready for one content: whether it holds, because of which answers, and what would settle it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import NamedTuple, Protocol

from kvv_triage.deciding.marks import Marks, Questions, join
from kvv_triage.language.scales import Level

Slots = int
"""A set of slots; see SlotMap for which bit is which slot."""

FactsByBlock = tuple[tuple[int, Marks], ...]
"""Facts, block by block with where the slots of that block start."""

NOBODY: Mapping[str, Marks] = {}
NOBODY_AT_ALL: Mapping[str, dict[str, Marks]] = {}


@dataclass(slots=True)
class View:
    """What a condition can see: all facts together, the facts per person of each role, and earlier decisions.

    `persons` is role -> person -> facts; `earlier` holds (days ago, level). Only the walk in bounds.py adds to one.
    """

    facts: Marks
    persons: Mapping[str, dict[str, Marks]]
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
    """The slots in use that are open, and those with an answer that is unknown."""
    told: FactsByBlock
    """What is certain: first of what is asked once, then of persons."""
    unknowns: View
    """What the opinions that do not know say."""
    of_unknowns: SlotMap | None
    """The same slots, of which only that was told; None when those opinions do not count apart."""

    def undecided_in(self, questions: Questions, person: str | None) -> Slots:
        """The undecided slots of these questions, or only those about one person."""
        return (questions * self.blocks if person is None else questions << self.starts[person]) & self.undecided


class Rule(Protocol):
    """A condition that knows the bits of its content."""

    def holds(self, view: View) -> bool:
        """Whether the condition is true; more facts never make it false."""

    def behind(self, view: View, slots: SlotMap) -> Slots:
        """The slots whose answers made it true. Only asked of what holds."""

    def could(self, certain: View, possible: View, slots: SlotMap) -> tuple[Slots, Slots]:
        """The slots that could make it true alone, and all that could help to. Only asked of what may still hold."""


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """The facts of one field, which starts at `start`, of some questions."""

    start: int
    mask: Marks

    def questions(self, facts: Marks) -> Questions:
        """Which questions have such a fact."""
        return (facts & self.mask) >> self.start


@dataclass(frozen=True, slots=True)
class AnyFact:
    """At least one question has one of these facts, of whichever field: what most conditions come down to.

    `fields` holds where each field starts and the facts of it that count; `mask` are those facts together. `is_once`:
    none of the questions is asked about a person.
    """

    mask: Marks
    fields: tuple[tuple[int, Marks], ...]
    is_once: bool

    def holds(self, view: View) -> bool:
        """One fact is enough."""
        return bool(view.facts & self.mask)

    def behind(self, view: View, slots: SlotMap) -> Slots:
        """Every answer with such a fact."""
        del view
        behind = 0
        for block, facts in slots.told:
            for start, mask in self.fields:
                behind |= (facts & mask) >> start << block
            if self.is_once:
                break
        return behind

    def could(self, certain: View, possible: View, slots: SlotMap) -> tuple[Slots, Slots]:
        """Each question that could have one decides."""
        del certain
        decides = slots.undecided_in(join((possible.facts & mask) >> start for start, mask in self.fields), None)
        return decides, decides


def together(several: Iterable[tuple[Slots, Slots]]) -> tuple[Slots, Slots]:
    """What could make one of several true, alone or with help."""
    alone = helps = 0
    for one_alone, one_helps in several:
        alone |= one_alone
        helps |= one_helps
    return alone, helps


@dataclass(frozen=True, slots=True)
class NotKnown:
    """A rule that counts what is not excluded: because of what is unknown, when that is enough to make it true.

    A known answer is not excluded either, and must count so that more danger never lowers anything (law 2). But where
    something is unknown, that is the reason, and not the known answer beside it (law 7).
    """

    rule: Rule

    def holds(self, view: View) -> bool:
        """What is not excluded is counted as anything else."""
        return self.rule.holds(view)

    def behind(self, view: View, slots: SlotMap) -> Slots:
        """The unknowns alone, when they are enough."""
        if slots.of_unknowns and self.rule.holds(slots.unknowns):
            return self.rule.behind(slots.unknowns, slots.of_unknowns)
        return self.rule.behind(view, slots)

    def could(self, certain: View, possible: View, slots: SlotMap) -> tuple[Slots, Slots]:
        """What is missing of what it counts."""
        return self.rule.could(certain, possible, slots)


def questions_of(slots: Slots, size: int) -> Questions:
    """The questions of a set of slots, whoever they are about; `size` is how many questions there are."""
    questions = 0
    while slots:
        questions |= slots & (1 << size) - 1
        slots >>= size
    return questions


@dataclass(frozen=True, slots=True)
class EarlierDecisions:
    """At least so many earlier sessions decided this level or higher, not too long ago."""

    minimum: int
    level: Level
    within_days: int

    def holds(self, view: View) -> bool:
        """Count the earlier sessions."""
        if not view.earlier:
            return False
        recent = (level for days, level in view.earlier if days <= self.within_days)
        return sum(level >= self.level for level in recent) >= self.minimum

    def behind(self, view: View, slots: SlotMap) -> Slots:
        """No answer made this true, the earlier sessions did."""
        del view, slots
        return 0

    def could(self, certain: View, possible: View, slots: SlotMap) -> tuple[Slots, Slots]:
        """No answer can change the past."""
        del certain, possible, slots
        return 0, 0


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold.

    `masks` are those for which any one fact is enough, `others` the rest.
    """

    parts: tuple[Rule, ...]
    masks: tuple[Marks, ...]
    others: tuple[Rule, ...]

    @classmethod
    def of(cls, parts: tuple[Rule, ...]) -> Every:
        """All of these parts."""
        masks = tuple(part.mask for part in parts if isinstance(part, AnyFact))
        return cls(parts, masks, tuple(part for part in parts if not isinstance(part, AnyFact)))

    def holds(self, view: View) -> bool:
        """Each part."""
        facts = view.facts
        for mask in self.masks:
            if not facts & mask:
                return False
        for part in self.others:  # noqa: SIM110 -- all() is three times slower here
            if not part.holds(view):
                return False
        return True

    def behind(self, view: View, slots: SlotMap) -> Slots:
        """The answers behind every part."""
        behind = 0
        for part in self.parts:
            behind |= part.behind(view, slots)
        return behind

    def could(self, certain: View, possible: View, slots: SlotMap) -> tuple[Slots, Slots]:
        """What helps any missing part; alone only what decides all of them."""
        missing = [part.could(certain, possible, slots) for part in self.parts if not part.holds(certain)]
        return reduce(and_, [alone for alone, _ in missing]), join(helps for _, helps in missing)


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds.

    `mask` are the facts of which any one is enough, `others` the parts that ask for something else.
    """

    parts: tuple[Rule, ...]
    mask: Marks
    others: tuple[Rule, ...]

    @classmethod
    def of(cls, parts: tuple[Rule, ...]) -> Some:
        """Any of these parts."""
        mask = join(part.mask for part in parts if isinstance(part, AnyFact))
        return cls(parts, mask, tuple(part for part in parts if not isinstance(part, AnyFact)))

    def holds(self, view: View) -> bool:
        """Any part."""
        if view.facts & self.mask:
            return True
        for part in self.others:  # noqa: SIM110 -- any() is three times slower here
            if part.holds(view):
                return True
        return False

    def behind(self, view: View, slots: SlotMap) -> Slots:
        """The answers behind every part that holds."""
        behind = 0
        for part in self.parts:
            if part.holds(view):
                behind |= part.behind(view, slots)
        return behind

    def could(self, certain: View, possible: View, slots: SlotMap) -> tuple[Slots, Slots]:
        """What decides or helps any part that is still possible."""
        return together(part.could(certain, possible, slots) for part in self.parts if part.holds(possible))


@dataclass(frozen=True, slots=True)
class NextTo:
    """A rule holds, and beside what made it true stands the answer to another question with one of these facts.

    `counted` are the questions that only count persons, which are no sign themselves.
    """

    rule: Rule
    beside: FieldFacts
    counted: Questions

    def holds(self, view: View, slots: SlotMap) -> bool:
        """Whether there are two different questions, one behind the rule and one with such a fact.

        What holds apart from any answer, such as an earlier decision, has every such fact beside it.
        """
        beside = self.beside.questions(view.facts)
        if not beside or not self.rule.holds(view):
            return False
        if beside & beside - 1:
            return True  # two such questions: one of them is not the only one behind the rule
        if self.rule.holds(View(view.facts & self.counted, NOBODY_AT_ALL, view.earlier)):
            return True
        return self._behind(view, slots) != beside

    def helping(self, certain: View, possible: View, slots: SlotMap) -> Slots:
        """The slots that could help to make it hold while it does not; no answer is known to decide it alone."""
        if not self.holds(possible, slots):
            return 0
        beside = self.beside.questions(possible.facts & ~certain.facts)
        behind = self._behind(possible, slots) & ~self._behind(certain, slots)
        return slots.undecided_in(beside | behind, None)

    def _behind(self, view: View, slots: SlotMap) -> Questions:
        """The questions whose answers make the rule true in this view; none when it does not hold."""
        if not self.rule.holds(view):
            return 0
        # Without the unknowns apart: what is known counts here whatever else is unknown, so that more never gives less.
        behind = self.rule.behind(view, slots._replace(told=((0, view.facts),), of_unknowns=None))
        return questions_of(behind, slots.size) & ~self.counted
