"""Which question comes next: a fold over the recorded answers, without any screen.

The lists are asked in order, each with its most dangerous questions first. A question waits until everything its
guard reads is answered or out of use. A section about persons is asked as a whole, once for every person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kvv_triage.answers import Answer, Answers, Number, Option, Options, Unknown, person_number, slot_of
from kvv_triage.bounds import Bounds, Slot, bounds
from kvv_triage.checklist import TextQuestion
from kvv_triage.content import ACUTE, GATE, Block, Content, Item
from kvv_triage.scales import Level, Severity, UnknownKind


@dataclass(frozen=True, slots=True)
class Lane:
    """How the lists are asked.

    `danger_first` puts the acute list before the family; `only_acute` asks no more than that list, `fast` no more
    than that list and the gate.
    """

    danger_first: bool = False
    fast: bool = False
    only_acute: bool = False

    def blocks(self, content: Content) -> tuple[Block, ...]:
        """The lists of this lane, in order."""
        wanted = (ACUTE,) if self.only_acute else (ACUTE, GATE) if self.fast else None
        chosen = tuple(block for block in content.blocks if wanted is None or block.checklist.id in wanted)
        if not (self.danger_first or self.fast):
            return chosen
        return tuple(sorted(chosen, key=lambda block: block.checklist.id != ACUTE))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the interview is: so many of the questions that are in use now have an answer."""

    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class Interview:
    """The interview after these answers. The same answers always give the same interview."""

    content: Content
    answers: Answers
    lane: Lane = Lane()
    earlier: tuple[tuple[int, Level], ...] = ()

    def bounds(self) -> Bounds:
        """What is certain and possible now."""
        return bounds(self.content, self.answers, (), self.earlier)

    def slots(self) -> tuple[str, ...]:
        """Every slot in use, in the order of asking; persons whom nobody has mentioned yet are left out."""
        return tuple(slot_of(item.id, person) for item, person in self._order(self.bounds()))

    def next(self) -> str | None:
        """The slot to ask now; None when this lane is done."""
        known = self.bounds()
        in_lane = self._in_lane()
        for item, person in self._order(known):
            slot = slot_of(item.id, person)
            if slot not in self.answers and not self._waits(item, person, known, in_lane):
                return slot
        return None

    def progress(self) -> Progress:
        """Questions answered and questions in use, of this lane."""
        slots = self.slots()
        return Progress(sum(slot in self.answers for slot in slots), len(slots))

    def is_done(self, checklist: str) -> bool:
        """Whether nothing of this list is left to ask."""
        prefix = f"{checklist}."
        return all(slot in self.answers for slot in self.slots() if slot.startswith(prefix))

    def _in_lane(self) -> int:
        every = 0
        for block in self.lane.blocks(self.content):
            every |= block.all
        return every

    def _waits(self, item: Item, person: str | None, known: Bounds, in_lane: int) -> bool:
        """Whether something its guard reads is still open; what another lane asks is not waited for."""
        reads = item.reads & in_lane
        for who, in_use in known.in_use.items():
            still_open = in_use & ~known.answered.get(who, 0) & reads
            if who is not None and who in known.imagined:
                continue
            if who not in (None, person) and item.per:
                still_open &= ~self._asked_per(item.per)
            if still_open:
                return True
        return False

    def _asked_per(self, role: str) -> int:
        found = 0
        for item in self.content.items:
            if item.per == role:
                found |= item.bit
        return found

    def _order(self, known: Bounds) -> Iterator[Slot]:
        for block in self.lane.blocks(self.content):
            groups: dict[tuple[str, str | None], list[Slot]] = {}
            for item in block.items:
                for person in self._persons(item, known):
                    if known.in_use.get(person, 0) & item.bit:
                        group = (item.section.id if item.per else "", person)
                        groups.setdefault(group, []).append((item, person))
            for slots in sorted(groups.values(), key=self._place_of_group):
                yield from sorted(slots, key=lambda slot: -slot[0].severity)

    @staticmethod
    def _persons(item: Item, known: Bounds) -> Iterator[str | None]:
        if item.per is None:
            yield None
            return
        for person in known.possible.persons.get(item.per, {}):
            if person not in known.imagined:
                yield person

    @staticmethod
    def _place_of_group(slots: list[Slot]) -> tuple[int, int]:
        """The group with the gravest question first; of one section the persons in order of number."""
        person = slots[0][1]
        return -max(item.severity for item, _ in slots), person_number(person) if person else 0


def severity_of(content: Content, slot: str, answer: Answer) -> Severity:
    """How grave this answer is."""
    item, _ = content.slot(slot)
    facts = item.encoder.of_answer(answer)
    layout = content.compiler.layout
    return max((one for one in Severity if one and facts >> layout.severity(one) & item.bit), default=Severity.GEEN)


def needs_second_name(content: Content, slot: str, old: Answer, new: Answer) -> bool:
    """Whether the change makes a red flag or graver milder: then it needs a reason and a second name (law 5)."""
    item, _ = content.slot(slot)
    lost = item.encoder.of_answer(old) & ~item.encoder.of_answer(new)
    return severity_of(content, slot, old) >= Severity.RODE_VLAG and bool(lost)


def is_safe_answer(content: Content, slot: str, answer: Answer) -> bool:
    """Whether the answer is the safe one of its question: a "nee" of which one may ask whether it was checked."""
    item, _ = content.slot(slot)
    value = answer.opinions[0]
    return (
        len(answer.opinions) == 1
        and isinstance(value, (Option, Options, Number))
        and item.encoder.of_answer(answer) == 0
    )


def safe_answers(content: Content, answers: Answers, checklists: tuple[str, ...]) -> tuple[str, ...]:
    """The slots of these lists with a safe answer, gravest question first."""
    found = [
        slot
        for slot, answer in answers.items()
        if slot.partition(".")[0] in checklists and is_safe_answer(content, slot, answer)
    ]
    return tuple(sorted(found, key=lambda slot: -content.slot(slot)[0].severity))


NOT_ASKED = Answer((Unknown(UnknownKind.NIET_GEVRAAGD),))


def closing_answers(content: Content, answers: Answers) -> dict[str, Answer]:
    """What a closed session adds: every question in use that was never asked becomes `niet_gevraagd` (5.2)."""
    known = bounds(content, answers)
    return {
        slot_of(item.id, person): NOT_ASKED
        for item, person in known.open_slots()
        if person not in known.imagined and not isinstance(item.question, TextQuestion)
    }


def lacks_fact(content: Content, slot: str, answer: Answer) -> bool:
    """Whether the spark behind a tick of a red flag or graver is missing (law 6)."""
    return severity_of(content, slot, answer) >= Severity.RODE_VLAG and not answer.fact
