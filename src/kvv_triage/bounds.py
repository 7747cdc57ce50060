"""The two bounds between which a case lies: what is certain (zeker) and what is possible (mogelijk).

Certain counts every recorded answer, with an open question at its safe end. Possible counts besides, at its highest
danger, every `weet_niet` and every open question in use. A question is in use while its guard may be true.

This runs at every keypress and ten thousand times a second in `kvv beslis`, so it works on sets of questions
(one whole number, a bit per question) instead of on questions one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kvv_triage.answers import Answer, Answers, Persons, Unknown, person_number, role_of, slot_of
from kvv_triage.content import Block, Content, Item
from kvv_triage.facts import Facts, Questions, numbers
from kvv_triage.rules import Undecided, View
from kvv_triage.scales import Level

Slot = tuple[Item, str | None]
"""A question, and the person it is about (None: asked once)."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is certain, what is possible, and which slots lie between.

    `in_use`, `answered` and `unknown` say which questions are (or may be) asked, have an answer, and have an answer
    that is unknown; per person, and under None for the questions that are asked once. `dormant` are the answered
    slots that are no longer in use: their answers still count. `imagined` are persons who count while nobody has
    said yet how many there are.
    """

    content: Content
    certain: View
    possible: View
    in_use: Mapping[str | None, Questions]
    answered: Mapping[str | None, Questions]
    unknown: Mapping[str | None, Questions]
    dormant: tuple[str, ...]
    imagined: frozenset[str]

    def undecided(self) -> Undecided:
        """The open and unknown slots, numbered for the rules."""
        size = self.content.size
        keys: list[str] = []
        of_question: dict[int, int] = {}
        of_person: dict[str, int] = {}
        for person, in_use in self.in_use.items():
            if person is None:
                continue
            for number in numbers(in_use & ~self.answered.get(person, 0) | self.unknown.get(person, 0)):
                slot = 1 << size + len(keys)
                keys.append(slot_of(self.content.items[number].id, person))
                of_question[number] = of_question.get(number, 0) | slot
                of_person[person] = of_person.get(person, 0) | slot
        plain = self.in_use[None] & ~self.answered[None] | self.unknown[None]
        return Undecided(size, plain, tuple(keys), of_question, of_person)

    def open_slots(self) -> Iterator[Slot]:
        """The slots in use without an answer, in content order, first those that are asked once."""
        for person, in_use in self.in_use.items():
            for number in numbers(in_use & ~self.answered.get(person, 0)):
                yield self.content.items[number], person

    def slots_in_use(self) -> Iterator[Slot]:
        """Every slot in use, answered or not."""
        for person, in_use in self.in_use.items():
            for number in numbers(in_use):
                yield self.content.items[number], person


def count_persons(answer: Answer | None) -> int:
    """How many persons an answer makes; `weet_niet` makes one, because unknown is never no."""
    if answer is None:
        return 0
    return max(
        (1 if isinstance(value, Unknown) else len(value.persons) if isinstance(value, Persons) else 0)
        for value in answer.opinions
    )


def bounds(
    content: Content,
    answers: Answers,
    persons: tuple[str, ...] = (),
    earlier: tuple[tuple[int, Level], ...] = (),
) -> Bounds:
    """The bounds of a case. Every slot in `answers` and every role in `persons` must exist in the content."""
    walk = _Walk(content, answers, persons, earlier)
    certain = walk.view()
    walk.count_unknowns()
    for block in content.blocks:
        walk.enter(block)
    return Bounds(
        content,
        certain,
        walk.view(),
        walk.in_use,
        walk.answered,
        walk.unknown,
        tuple(walk.dormant),
        frozenset(walk.imagined),
    )


class _Walk:
    """One pass over the content in order; guards read earlier questions only, so one pass is enough."""

    def __init__(
        self, content: Content, answers: Answers, persons: tuple[str, ...], earlier: tuple[tuple[int, Level], ...]
    ) -> None:
        self.content, self.answers, self.earlier, self.named = content, answers, earlier, frozenset(persons)
        self.once: Facts = 0
        self.about: dict[str, dict[str, Facts]] = {role: {} for role in content.persons_items}
        self.in_use: dict[str | None, Questions] = {None: 0}
        self.answered: dict[str | None, Questions] = {None: 0}
        self.unknown: dict[str | None, Questions] = {None: 0}
        self.dormant: list[str] = []
        self.imagined: set[str] = set()
        self.uncounted: set[str | None] = set()
        """Persons with answers whom the family, as told by now, no longer has."""
        self._record()
        if self.about:
            self._meet()

    def _record(self) -> None:
        """What every recorded answer says."""
        once = answered = unknown = 0
        for slot, answer in self.answers.items():
            item, person = self.content.slot(slot)
            facts = item.encoder.of_answer(answer)
            if person is None:
                once |= facts
                answered |= item.bit
                if answer.is_unknown:
                    unknown |= item.bit
                continue
            known = self.about[role_of(person)]
            known[person] = known.get(person, 0) | facts
            self.answered[person] = self.answered.get(person, 0) | item.bit
            if answer.is_unknown:
                self.unknown[person] = self.unknown.get(person, 0) | item.bit
        self.once, self.answered[None], self.unknown[None] = once, answered, unknown

    def _meet(self) -> None:
        """Everyone who exists: counted, named in the record, or answered about; in order of number."""
        for person in self.named:
            self.about[role_of(person)].setdefault(person, 0)
        for role, item in self.content.persons_items.items():
            known, answer = self.about[role], self.answers.get(item.id)
            count = count_persons(answer)
            if answer is not None:
                self.uncounted |= {one for one in known if person_number(one) > count and one not in self.named}
            for number in range(1, count + 1):
                known.setdefault(f"{role}-{number}", 0)
            if len(known) > 1:
                self.about[role] = dict(sorted(known.items(), key=lambda pair: person_number(pair[0])))

    def view(self) -> View:
        """What is counted so far."""
        whole = self.once
        for known in self.about.values():
            for facts in known.values():
                whole |= facts
        return View(whole, {role: dict(known) for role, known in self.about.items()}, self.earlier)

    def _view_for_guard(self, person: str | None) -> View:
        """What a guard may read: of the answers about this person's role only those about this person."""
        whole = self.once
        about: dict[str, dict[str, Facts]] = self.about
        if person is not None:
            role = role_of(person)
            about = {**self.about, role: {person: self.about[role][person]}}
        for known in about.values():
            for facts in known.values():
                whole |= facts
        return View(whole, about, self.earlier)

    def count_unknowns(self) -> None:
        """From here on every `weet_niet` counts at its highest danger."""
        for person, unknown in self.unknown.items():
            if unknown:
                self._count(unknown, person)

    def _count(self, questions: Questions, person: str | None) -> None:
        """Count these questions at their highest danger."""
        top = self.content.top_of(questions)
        if person is None:
            self.once |= top
        else:
            self.about[role_of(person)][person] |= top

    def enter(self, block: Block) -> None:
        """Open one list, if it is in use, and see which of its questions are.

        The questions without a guard go first: no guard reads a later question, so the order is free.
        """
        if block.guard is not None and not block.guard.holds(self._view_for_guard(None)):
            self._leave(block)
            return
        self._use(block.plain[None], None)
        for role, questions in block.plain.items():
            for known in self.about[role] if role else ():
                self._use(questions, known)
        for item in block.guarded:
            for person in tuple(self.about[item.per]) if item.per else (None,):
                self._visit(item, person, block)

    def _visit(self, item: Item, person: str | None, block: Block) -> None:
        """See whether a question with a guard is in use; a new person also gets the questions without one."""
        if item.guard is None or item.guard.holds(self._view_for_guard(person)):
            self._use(item.bit, person)
            if item.makes and not self.answered[None] & item.bit:
                for imagined in self.imagined & self.about[item.makes].keys():
                    self._use(block.plain.get(item.makes, 0), imagined)
        elif self.answered.get(person, 0) & item.bit:
            self.dormant.append(slot_of(item.id, person))

    def _use(self, questions: Questions, person: str | None) -> None:
        self.in_use[person] = self.in_use.get(person, 0) | questions
        answered = self.answered.get(person, 0)
        if still_open := questions & ~answered:
            self._count(still_open, person)
            if still_open & self.content.makers:
                self._imagine(still_open)
        if person in self.uncounted:
            for number in numbers(questions & answered):
                self.dormant.append(slot_of(self.content.items[number].id, person))

    def _leave(self, block: Block) -> None:
        """The list is not in use: what was answered in it still counts, but does not belong here any more."""
        for person, answered in self.answered.items():
            for number in numbers(answered & block.all):
                self.dormant.append(slot_of(self.content.items[number].id, person))

    def _imagine(self, still_open: Questions) -> None:
        """While nobody said how many there are, one more than we have answers about is possible."""
        for role, item in self.content.persons_items.items():
            if item.bit & still_open and not any(role_of(person) == role for person in self.named):
                known = self.about[role]
                person = f"{role}-{max(map(person_number, known), default=0) + 1}"
                known[person] = 0
                self.imagined.add(person)
