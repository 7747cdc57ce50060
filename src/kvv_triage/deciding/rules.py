"""A condition made ready for one content: whether it holds, because of which answers, and what would settle it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from kvv_triage.deciding.marks import Marks, PointSteps, Questions, join
from kvv_triage.language.scales import Level

Slots = int
"""A set of slots; see SlotMap for which bit is which slot."""

Verdict = tuple[bool, Slots, Slots]
"""Of a rule that holds: True, the slots whose answers made it true, and none.

Of one that is possible: False, the slots that could make it true alone, and all that could help to.
"""

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
    """The slots in use that are open or unknown."""
    unknown: Slots
    """The slots with an answer that is unknown."""
    told: tuple[tuple[int, Marks], ...]
    """What is certain, block by block with where it starts; only the blocks about which something is."""

    def undecided_in(self, questions: Questions, person: str | None) -> Slots:
        """The undecided slots of these questions, or only those about one person."""
        return (questions * self.blocks if person is None else questions << self.starts[person]) & self.undecided


class Rule(Protocol):
    """A condition that knows the bits of its content."""

    def holds(self, view: View) -> bool:
        """Whether the condition is true; more facts never make it false."""

    def judge(self, certain: View, possible: View, slots: SlotMap) -> Verdict | None:
        """Whether it holds, and why; or what could still make it true; None when nothing can."""


@dataclass(frozen=True, slots=True)
class AnyFact:
    """At least one question has one of these facts, of whichever field: what most conditions come down to.

    `fields` holds where each field starts and the facts of it that count; `mask` are those facts together.
    """

    mask: Marks
    fields: tuple[tuple[int, Marks], ...]

    def holds(self, view: View) -> bool:
        """One fact is enough."""
        return bool(view.facts & self.mask)

    def judge(self, certain: View, possible: View, slots: SlotMap) -> Verdict | None:
        """Every answer with such a fact is behind it; each question that could have one decides."""
        if certain.facts & self.mask:
            behind = 0
            for block, facts in slots.told:
                for start, mask in self.fields:
                    behind |= (facts & mask) >> start << block
            return True, behind, 0
        could = possible.facts & self.mask
        if not could:
            return None
        questions = 0
        for start, mask in self.fields:
            questions |= (could & mask) >> start
        decides = questions * slots.blocks & slots.undecided
        return False, decides, decides


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least so many questions have a fact of one field; with `per`, of one and the same person.

    `mask` are the facts that count, `start` is where their field starts.
    """

    start: int
    mask: Marks
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

    def judge(self, certain: View, possible: View, slots: SlotMap) -> Verdict | None:
        """Every counted answer is behind it; each missing fact helps, and decides when it is the last."""
        if self.per is None:
            return self.verdict(certain.facts, possible.facts, slots, None)
        return _of_anyone(self, self.per, certain, possible, slots)

    def verdict(self, certain: Marks, possible: Marks, slots: SlotMap, person: str | None) -> Verdict | None:
        """The verdict on one person, or on everyone together."""
        mask, start = self.mask, self.start
        known = certain & mask
        missing = self.minimum - known.bit_count()
        if missing <= 0:
            if person is not None:
                return True, known >> start << slots.starts[person], 0
            behind = 0
            for block, facts in slots.told:
                behind |= (facts & mask) >> start << block
            return True, behind, 0
        more = possible & mask & ~known
        if more.bit_count() < missing:
            return None
        helps = slots.undecided_in(more >> start, person)
        return False, (helps if missing == 1 else 0), helps


@dataclass(frozen=True, slots=True)
class FactsOfOne:
    """One question has at least so many of these facts, such as options; with `per`, about one and the same person.

    `question` is that question as a set, `mask` are the facts that count.
    """

    question: Questions
    mask: Marks
    minimum: int
    per: str | None

    def holds(self, view: View) -> bool:
        """Count the facts, once each, whoever they are about."""
        if self.per is None:
            return self._are_enough(view.facts)
        return any(self._are_enough(facts) for facts in view.persons.get(self.per, NOBODY).values())

    def _are_enough(self, facts: Marks) -> bool:
        return (facts & self.mask).bit_count() >= self.minimum

    def judge(self, certain: View, possible: View, slots: SlotMap) -> Verdict | None:
        """Every answer with such a fact is behind it; one answer can bring all, so each that is missing decides."""
        if self.per is None:
            return self.verdict(certain.facts, possible.facts, slots, None)
        return _of_anyone(self, self.per, certain, possible, slots)

    def verdict(self, certain: Marks, possible: Marks, slots: SlotMap, person: str | None) -> Verdict | None:
        """The verdict on one person, or on everyone together."""
        if self._are_enough(certain):
            if person is not None:
                return True, self.question << slots.starts[person], 0
            return True, join([self.question << block for block, facts in slots.told if facts & self.mask]), 0
        if not self._are_enough(possible):
            return None
        decides = slots.undecided_in(self.question, person)
        return False, decides, decides


@dataclass(frozen=True, slots=True)
class PointSum:
    """The points of the questions add up to at least so much; per question the highest counts.

    `single` are the steps of one point each: most are, and those only have to be counted.
    """

    steps: tuple[tuple[int, PointSteps], ...]
    minimum: int
    per: str | None
    single: Marks
    others: tuple[PointSteps, ...]

    @classmethod
    def of(cls, steps: tuple[tuple[int, PointSteps], ...], minimum: int, per: str | None) -> PointSum:
        """The sum over these questions, each by its number."""
        every = [step for _, step in steps]
        return cls(
            steps,
            minimum,
            per,
            join(step.mask for step in every if step.is_single),
            tuple(step for step in every if not step.is_single),
        )

    def holds(self, view: View) -> bool:
        """Add up the points, of everyone or within one person."""
        if self.per is None:
            return self._total(view.facts) >= self.minimum
        return any(self._total(facts) >= self.minimum for facts in view.persons.get(self.per, NOBODY).values())

    def _total(self, facts: Marks) -> int:
        total = (facts & self.single).bit_count()
        for steps in self.others:
            total += steps.points(facts)
        return total

    def judge(self, certain: View, possible: View, slots: SlotMap) -> Verdict | None:
        """Every answer with points is behind it; one that can bring all that is missing decides."""
        if self.per is None:
            return self.verdict(certain.facts, possible.facts, slots, None)
        return _of_anyone(self, self.per, certain, possible, slots)

    def verdict(self, certain: Marks, possible: Marks, slots: SlotMap, person: str | None) -> Verdict | None:
        """The verdict on one person, or on everyone together."""
        missing = self.minimum - self._total(certain)
        if missing <= 0:
            if person is not None:
                return True, self._scoring(certain) << slots.starts[person], 0
            return True, join([self._scoring(facts) << block for block, facts in slots.told]), 0
        if self._total(possible) < self.minimum:
            return None
        more = possible & ~certain
        alone = helps = 0
        for number, steps in self.steps:
            if more & steps.mask:
                helping = slots.undecided_in(1 << number, person)
                helps |= helping
                if steps.points(possible) - steps.points(certain) >= missing:
                    alone |= helping
        return False, alone, helps

    def _scoring(self, facts: Marks) -> Questions:
        """The questions with points."""
        return join(1 << number for number, steps in self.steps if facts & steps.mask)


class _Counting(Protocol):
    """A rule that counts within one person, or within everyone together."""

    def verdict(self, certain: Marks, possible: Marks, slots: SlotMap, person: str | None) -> Verdict | None: ...


def _of_anyone(rule: _Counting, role: str, certain: View, possible: View, slots: SlotMap) -> Verdict | None:
    """The verdict on whoever comes nearest: the answers about all for whom it holds, else about all who could."""
    known = certain.persons.get(role, NOBODY)
    verdict: Verdict | None = None
    for person, facts in possible.persons.get(role, NOBODY).items():
        verdict = _either(verdict, rule.verdict(known.get(person, 0), facts, slots, person))
    return verdict


def _either(one: Verdict | None, other: Verdict | None) -> Verdict | None:
    """The verdict when one of two is enough: what holds is behind it, else both could make it true."""
    if one is None or other is None:
        return one or other
    if one[0] is other[0]:
        return one[0], one[1] | other[1], one[2] | other[2]
    return one if one[0] else other


@dataclass(frozen=True, slots=True)
class NotKnown:
    """A rule that counts what is not excluded: because of what is unknown, when that is enough to make it true.

    A known answer is not excluded either, and must count so that more danger never lowers anything (law 2). But where
    something is unknown, that is the reason, and not the known answer beside it (law 7).
    """

    rule: Rule
    minimum: int

    def holds(self, view: View) -> bool:
        """What is not excluded is counted as anything else."""
        return self.rule.holds(view)

    def judge(self, certain: View, possible: View, slots: SlotMap) -> Verdict | None:
        """The unknown slots alone are behind it, when they are as many as it asks for."""
        verdict = self.rule.judge(certain, possible, slots)
        if verdict and verdict[0]:
            unknown = verdict[1] & slots.unknown
            if questions_of(unknown, slots.size).bit_count() >= self.minimum:
                return True, unknown, 0
        return verdict


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

    def judge(self, certain: View, possible: View, slots: SlotMap) -> Verdict | None:
        """No answer made this true, the earlier sessions did; and no answer can change the past."""
        del possible, slots
        return (True, 0, 0) if self.holds(certain) else None


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

    def judge(self, certain: View, possible: View, slots: SlotMap) -> Verdict | None:
        """The answers behind every part; else what helps any missing part, and alone only what decides all of them."""
        because, alone, helps, is_missing = 0, -1, 0, False
        for part in self.parts:
            verdict = part.judge(certain, possible, slots)
            if verdict is None:
                return None
            holds, settling, helping = verdict
            if holds:
                because |= settling
            else:
                is_missing = True
                alone &= settling
                helps |= helping
        return (False, alone, helps) if is_missing else (True, because, 0)


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

    def judge(self, certain: View, possible: View, slots: SlotMap) -> Verdict | None:
        """The answers behind every part that holds; else what decides or helps any part that is still possible."""
        verdict: Verdict | None = None
        for part in self.parts:
            # When one holds, what could make another hold is of no use any more.
            if verdict is None or not verdict[0] or part.holds(certain):
                verdict = _either(verdict, part.judge(certain, possible, slots))
        return verdict


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """The facts of one field, which starts at `start`, of some questions."""

    start: int
    mask: Marks

    def questions(self, facts: Marks) -> Questions:
        """Which questions have such a fact."""
        return (facts & self.mask) >> self.start


@dataclass(frozen=True, slots=True)
class NextTo:
    """A rule holds, and beside what made it true stands the answer to another question with one of these facts.

    `counted` are the questions that only count persons, which are no sign themselves.
    """

    rule: Rule
    beside: FieldFacts
    counted: Questions

    def judge(self, certain: View, possible: View, slots: SlotMap) -> Verdict | None:
        """Whether it holds, or what could still help; no answer is known to decide it alone."""
        if not possible.facts & self.beside.mask:
            return None
        verdict = self.rule.judge(certain, possible, slots)
        if verdict is None:
            return None
        if self._holds(certain, slots):
            return True, 0, 0
        if not self._holds(possible, slots):
            return None
        beside = self.beside.questions(possible.facts & ~certain.facts)
        behind = self._behind(possible, slots) & ~self._behind(certain, slots)
        return False, 0, slots.undecided_in(beside | behind, None)

    def _holds(self, view: View, slots: SlotMap) -> bool:
        """Whether there are two different questions, one behind the rule and one with such a fact.

        What holds apart from any answer, such as an earlier decision, has every such fact beside it.
        """
        beside = self.beside.questions(view.facts)
        if not beside:
            return False
        if self.rule.holds(View(view.facts & self.counted, NOBODY_AT_ALL, view.earlier)):
            return True
        behind = self._behind(view, slots)
        return bool(behind) and (behind | beside).bit_count() > 1

    def _behind(self, view: View, slots: SlotMap) -> Questions:
        """The questions whose answers make the rule true in this view; none when it does not hold."""
        verdict = self.rule.judge(view, view, slots._replace(told=((0, view.facts),)))
        return questions_of(verdict[1], slots.size) & ~self.counted if verdict else 0
