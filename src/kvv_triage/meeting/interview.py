"""Which question comes next: a fold over the recorded answers, without any screen.

The lists are asked in order, each but the first with its most dangerous questions first; the core danger signs of a
list that is open for certain come before the gate. A question waits until everything its guard reads is answered or out
of use. A section about persons is asked as a whole, once for every person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from kvv_triage.case.answers import Answers
from kvv_triage.case.slots import role_of, slot_of
from kvv_triage.content.content import ACUTE, CIRCLE, GATE, START
from kvv_triage.deciding.bounds import Bounds, Slot, bounds
from kvv_triage.deciding.marks import Questions, join
from kvv_triage.deciding.ruleset import ReadyChecklist, ReadyQuestion, Ruleset
from kvv_triage.language.scales import Level

ALWAYS = (START, ACUTE, GATE, CIRCLE)
"""The lists that every lane asks in full; `only_acute` is the first part of a lane."""


@dataclass(frozen=True, slots=True)
class Lane:
    """How the lists are asked: of one that only an unknown gate opens, no more than its core danger signs.

    `danger_first` puts the acute list before the family, and `only_acute` asks no more than that list. `fast` asks of
    every list no more than its core danger signs, but for those in ALWAYS. `whole` asks everything.
    """

    danger_first: bool = False
    fast: bool = False
    only_acute: bool = False
    whole: bool = False

    def blocks(self, ruleset: Ruleset) -> tuple[ReadyChecklist, ...]:
        """The lists of this lane, in order."""
        chosen = tuple(block for block in ruleset.blocks if not self.only_acute or block.checklist.id == ACUTE)
        if not (self.danger_first or self.fast):
            return chosen
        return tuple(sorted(chosen, key=lambda block: block.checklist.id != ACUTE))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the interview is: so many of the questions that are in use now have an answer."""

    answered: int
    total: int


@dataclass(frozen=True)
class Interview:
    """The interview after these answers. The same answers always give the same interview."""

    ruleset: Ruleset
    answers: Answers
    lane: Lane = Lane()
    earlier: tuple[tuple[int, Level], ...] = ()

    def slots(self) -> tuple[str, ...]:
        """Every slot in use, in the order of asking; persons whom nobody has mentioned yet are left out."""
        return tuple(slot_of(item.id, person) for item, person in self._order)

    def next(self, settling: Collection[str] = ()) -> str | None:
        """The slot to ask now, of those that settle something the first; None when this lane is done."""
        in_order = ((slot_of(item.id, person), item, person) for item, person in self._order)
        can_be_asked = (
            slot for slot, item, person in in_order if slot not in self.answers and not self._waits(item, person)
        )
        if not settling:
            return next(can_be_asked, None)
        return min(can_be_asked, key=lambda slot: slot not in settling, default=None)

    def together(self, slot: str) -> tuple[str, ...]:
        """This question about everyone whom it can be asked about now, answered or not; always with `slot` itself."""
        item, _ = self.ruleset.slot(slot)
        beside = [(slot_of(item.id, person), person) for asked, person in self._order if asked is item]
        can_be_asked = tuple(
            other for other, person in beside if other in self.answers or not self._waits(item, person)
        )
        return can_be_asked if slot in can_be_asked else (slot,)

    def progress(self) -> Progress:
        """Questions answered and questions in use, of this lane."""
        slots = self.slots()
        return Progress(sum(slot in self.answers for slot in slots), len(slots))

    def position(self, slot: str) -> int:
        """The place of this question in the order of answering, counted from 1; never past the questions in use."""
        slots = self.slots()
        in_use = frozenset(slots)
        earlier = takewhile(lambda answered: answered != slot, self.answers)
        return min(1 + sum(answered in in_use for answered in earlier), len(slots))

    def previous(self, slot: str) -> str | None:
        """The question that was answered before this one; of a question without an answer the last one answered."""
        answered = tuple(self.answers)
        place = answered.index(slot) if slot in answered else len(answered)
        return answered[place - 1] if place else None

    def is_done(self, checklist: str) -> bool:
        """Whether nothing of this list is left to ask."""
        prefix = f"{checklist}."
        return all(slot in self.answers for slot in self.slots() if slot.startswith(prefix))

    @cached_property
    def _known(self) -> Bounds:
        return bounds(self.ruleset, self.answers, (), self.earlier)

    @cached_property
    def _signalled(self) -> Bounds:
        """The bounds when a `weet_niet` opens nothing."""
        if not any(self._known.unknown.values()):
            return self._known
        return bounds(self.ruleset, self.answers, (), self.earlier, unknown_is_possible=False)

    @cached_property
    def _asked(self) -> dict[str | None, Questions]:
        """The questions in use that this lane asks, per person and under None those that are asked once."""
        chosen = [(block, self._goes_through(block)) for block in self.lane.blocks(self.ruleset)]
        return {
            person: in_use & join(self._chosen(block, person, in_full=in_full) for block, in_full in chosen)
            for person, in_use in self._known.in_use.items()
        }

    def _goes_through(self, block: ReadyChecklist) -> bool:
        """Whether more of this list is asked than its core danger signs; content that names none is asked as it is."""
        if self.lane.whole or block.checklist.id in ALWAYS:
            return True
        if self.lane.fast:
            return False
        return block.guard is None or not self.ruleset.has_fast or block.guard.holds(self._signalled.possible)

    def _chosen(self, block: ReadyChecklist, person: str | None, *, in_full: bool) -> Questions:
        if self.lane.whole or block.checklist.id in ALWAYS:
            return block.all
        if not in_full:
            return block.fast
        return block.all & ~block.deepening | block.fast | self._signalled.in_use.get(person, 0) & block.deepening

    @cached_property
    def _is_open(self) -> frozenset[str]:
        """The lists that are open for certain: no answer that is still to come can close them."""
        blocks, certain = self.ruleset.blocks, self._known.certain
        return frozenset(block.checklist.id for block in blocks if block.guard is None or block.guard.holds(certain))

    @cached_property
    def _order(self) -> tuple[Slot, ...]:
        in_turn: dict[tuple[int, str | None], Slot] = {}
        for item, person in self._in_turn():
            in_turn.setdefault((item.number, person), (item, person))
        return tuple(in_turn.values())

    def _in_turn(self) -> Iterator[Slot]:
        """The slots of this lane in order; what comes before the gate comes once more in its own list."""
        blocks = self.lane.blocks(self.ruleset)
        for block in blocks:
            if block.checklist.id == GATE:
                for open_block in blocks:
                    if open_block.checklist.id not in ALWAYS and open_block.checklist.id in self._is_open:
                        yield from self._order_in(item for item in open_block.items if item.bit & open_block.fast)
            if block.checklist.id == START:  # it shows the way: first who there are, and then what the worry is
                yield from self._slots_of(list(block.items))
            else:
                yield from self._order_in(block.items)

    def _order_in(self, items: Iterable[ReadyQuestion]) -> Iterator[Slot]:
        """The slots of one list: its gravest questions first, but a section about persons stays together.

        Such a section asks each question about all of them before the next: so the gravest comes first for everyone.
        """
        groups: dict[str, list[ReadyQuestion]] = {}
        for item in items:
            groups.setdefault(item.section.id if item.per else item.id, []).append(item)
        slots = [[*self._slots_of(together)] for together in groups.values()]
        for group in sorted(filter(None, slots), key=self._place_of_group):
            yield from sorted(group, key=lambda slot: -slot[0].severity)

    def _slots_of(self, items: list[ReadyQuestion]) -> Iterator[Slot]:
        """These questions, each about everyone whom it is asked about, as far as this lane asks them."""
        for item in items:
            for person in self._persons(item):
                if self._asked.get(person, 0) & item.bit:
                    yield item, person

    def _persons(self, item: ReadyQuestion) -> Iterator[str | None]:
        if item.per is None:
            yield None
            return
        for person in self._known.possible.persons[item.per]:
            if person not in self._known.imagined:
                yield person

    def _place_of_group(self, slots: list[Slot]) -> tuple[int, int]:
        """The group with the gravest question first; what is about persons comes after what is as grave."""
        gravest = max(item.severity for item, _ in slots)
        per = slots[0][0].per
        return -gravest, 0 if per is None else 1 + self.ruleset.persons_items[per].number

    def _waits(self, item: ReadyQuestion, person: str | None) -> bool:
        """Whether something its guard reads is still open; what another lane asks is not waited for.

        In its own list a guard reads, of the persons with its role, only the one it is about. The lists before it
        are asked first anyhow, and the guard of a list reads everyone.
        """
        reads = self._may_close(item, person)
        for who, asked in self._asked.items():
            if who in self._known.imagined and not self._may_appear(who):
                continue
            still_open = asked & ~self._known.answered.get(who, 0) & reads
            if who not in (None, person) and item.per:
                still_open &= ~self._asked_beside(item)
            if still_open:
                return True
        return False

    def _may_close(self, item: ReadyQuestion, person: str | None) -> Questions:
        """What its guards read, as far as they do not hold for certain yet: what does, no later answer undoes."""
        if item.checklist.id not in self._is_open:
            return item.reads
        if person is None and item.guard and item.guard.holds(self._known.certain):
            return 0
        return item.own_reads

    def _may_appear(self, person: str) -> bool:
        """Whether this lane still asks if there is such a person."""
        return bool(self.ruleset.persons_items[role_of(person)].bit & self._asked[None])

    def _asked_beside(self, item: ReadyQuestion) -> Questions:
        """The questions of the same list about persons with the same role."""
        every = self.ruleset.items
        return join(other.bit for other in every if other.checklist is item.checklist and other.per == item.per)
