"""The two bounds between which a case lies: what is certain (zeker) and what is possible (mogelijk).

Certain counts every recorded answer, with an open question at its safe end. Possible counts besides, at its highest
danger, every `weet_niet` and every open question in use. A question is in use while its guard may be true.

This runs at every keypress and ten thousand times a second in `kvv beslis`, so it works on sets of questions
(one whole number, a bit per question) instead of on questions one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kvv_triage.case.answers import Answer, Answers, Persons
from kvv_triage.case.slots import person_number, role_of, slot_of
from kvv_triage.deciding.marks import Marks, Questions, numbers
from kvv_triage.deciding.rules import SlotMap, View
from kvv_triage.deciding.ruleset import Guarded, ReadyChecklist, ReadyQuestion, Ruleset, Unguarded
from kvv_triage.language.scales import Level, UnknownKind

Slot = tuple[ReadyQuestion, str | None]
"""A question, and the person it is about (None: asked once)."""


class Bounds(NamedTuple):
    """What is certain, what is possible, and which slots lie between.

    `certain_once` is what is certain of the questions that are asked once, and `of_unknowns` what the opinions that do
    not know say, per person as below.
    `in_use`, `answered` and `unknown` say which questions are (or may be) asked, have an answer, and have an answer
    that is unknown; per person, and under None for the questions that are asked once. `dormant` are the answered
    slots that are no longer in use: their answers still count. `imagined` are persons who count while nobody has
    said yet how many there are.
    """

    ruleset: Ruleset
    answers: Answers
    certain: View
    certain_once: Marks
    of_unknowns: Mapping[str | None, Marks]
    possible: View
    in_use: Mapping[str | None, Questions]
    answered: Mapping[str | None, Questions]
    unknown: Mapping[str | None, Questions]
    dormant: tuple[str, ...]
    imagined: frozenset[str]

    def slot_map(self) -> SlotMap:
        """The slots of this case numbered for the rules."""
        size, certain = self.ruleset.size, self.certain.persons
        starts: dict[str, int] = {}
        blocks, undecided, told = 1, self._undecided(None), [(0, self.certain_once)]
        for role, persons in self.possible.persons.items():
            for person in persons:
                starts[person] = start = size * (1 + len(starts))
                blocks |= 1 << start
                undecided |= self._undecided(person) << start
                if facts := certain[role].get(person):
                    told.append((start, facts))
        not_known = tuple([(starts[person] if person else 0, facts) for person, facts in self.of_unknowns.items()])
        unknowns = self._view(self.of_unknowns)
        apart = SlotMap(size, starts, blocks, undecided, not_known, unknowns, None)
        return SlotMap(size, starts, blocks, undecided, tuple(told), unknowns, apart)

    def of_known(self) -> View:
        """What is certain without the opinions that do not know."""
        facts: dict[str | None, Marks] = {None: self.certain_once & self.ruleset.makers}  # also who is only named
        for slot, answer in self.answers.items():
            item, person = self.ruleset.slots[slot]
            facts[person] = facts.get(person, 0) | item.encoder.of_known(answer)
        return self._view(facts, self.certain.earlier)

    def _view(self, facts: Mapping[str | None, Marks], earlier: tuple[tuple[int, Level], ...] = ()) -> View:
        persons: dict[str, dict[str, Marks]] = {}
        everything = 0
        for person, some in facts.items():
            everything |= some
            if person:
                persons.setdefault(role_of(person), {})[person] = some
        return View(everything, persons, earlier)

    def _undecided(self, person: str | None) -> Questions:
        """The questions in use that are open, and those with an answer that is unknown."""
        return self.in_use.get(person, 0) & ~self.answered.get(person, 0) | self.unknown.get(person, 0)

    def open_slots(self) -> Iterator[Slot]:
        """The slots in use without an answer, in content order, first those that are asked once."""
        for person, in_use in self.in_use.items():
            for number in numbers(in_use & ~self.answered.get(person, 0)):
                yield self.ruleset.items[number], person

    def slots_in_use(self) -> Iterator[Slot]:
        """Every slot in use, answered or not."""
        for person, in_use in self.in_use.items():
            for number in numbers(in_use):
                yield self.ruleset.items[number], person


def count_persons(answer: Answer) -> int:
    """How many persons the answer to a `personen` question makes; `weet_niet` makes one: unknown is never no."""
    return max([len(value.persons) if isinstance(value, Persons) else 1 for value in answer.opinions])


def bounds(
    ruleset: Ruleset,
    answers: Answers,
    persons: tuple[str, ...] = (),
    earlier: tuple[tuple[int, Level], ...] = (),
    *,
    unknown_is_possible: bool = True,
) -> Bounds:
    """The bounds of a case. Every slot in `answers` and every role in `persons` must exist in the content.

    Without `unknown_is_possible` a `weet_niet` opens nothing: what is in use then is so by a signal, or because a
    question is still open. That is for the order of asking, and never for a decision.
    """
    walk = _Walk(ruleset, answers, persons, earlier)
    certain = View(walk.view.facts, {role: dict(by_person) for role, by_person in walk.about.items()}, earlier)
    if unknown_is_possible:
        walk.count_unknowns()
    walk.enter_lists()
    return Bounds(
        ruleset,
        answers,
        certain,
        walk.once,
        walk.of_unknowns,
        walk.view,
        walk.in_use,
        walk.answered,
        walk.unknown,
        walk.dormant(),
        frozenset(walk.imagined),
    )


class _Walk:
    """One pass over the content in order; guards read earlier questions only, so one pass is enough."""

    def __init__(
        self, ruleset: Ruleset, answers: Answers, persons: tuple[str, ...], earlier: tuple[tuple[int, Level], ...]
    ) -> None:
        self.ruleset, self.answers = ruleset, answers
        self.about: dict[str, dict[str, Marks]] = {role: {} for role in ruleset.persons_items}
        self.in_use: dict[str | None, Questions] = {None: 0}
        self.answered: dict[str | None, Questions] = {}
        self.unknown: dict[str | None, Questions] = {}
        self.not_known: list[Slot] = []
        """The slots with an answer that is unknown."""
        self.of_unknowns: dict[str | None, Marks] = {}
        self.imagined: set[str] = set()
        self.uncounted: set[str | None] = set()
        """Persons with answers whom the family, as told by now, no longer has: nothing more is asked about them."""
        self.once: Marks = self._record()
        """What the answers to the questions that are asked once say; `about` has the rest, per role and person."""
        self._meet(persons)
        everything = self.once
        for by_person in self.about.values():
            for facts in by_person.values():
                everything |= facts
        self.view = View(everything, self.about, earlier)
        """All that is counted so far."""

    def _record(self) -> Marks:
        """What every recorded answer says; gives the facts of the questions that are asked once."""
        once = answered = 0
        slots = self.ruleset.slots
        for slot, answer in self.answers.items():
            item, person = slots[slot]
            plain = answer.plain
            facts = item.encoder.of_answer(answer) if plain is None else item.encoder.of_plain[plain]
            if answer.is_unknown:
                self._record_unknown(item, person, item.encoder.of_unknowns(answer) if plain is None else facts)
            if person is None:
                once |= facts
                answered |= item.bit
            else:
                known = self.about[role_of(person)]
                known[person] = known.get(person, 0) | facts
                self.answered[person] = self.answered.get(person, 0) | item.bit
        self.answered[None] = answered
        return once

    def _record_unknown(self, item: ReadyQuestion, person: str | None, facts: Marks) -> None:
        self.not_known.append((item, person))
        self.unknown[person] = self.unknown.get(person, 0) | item.bit
        self.of_unknowns[person] = self.of_unknowns.get(person, 0) | facts

    def _meet(self, named: tuple[str, ...]) -> None:
        """Everyone who exists: counted, named in the record, or answered about; in order of number.

        Who is named is a signal of the question that counts: whatever that says or leaves open, they are there.
        """
        for person in named:
            self.about[role_of(person)].setdefault(person, 0)
            self.once |= self.ruleset.persons_items[role_of(person)].encoder.signal
        for role, item in self.ruleset.persons_items.items():
            known = self.about[role]
            is_counted = bool(self.answered[None] & item.bit)
            count = count_persons(self.answers[item.id]) if is_counted else 0
            family = {f"{role}-{number}": 0 for number in range(1, count + 1)} | known
            if len(family) > count:
                in_order = sorted(family, key=person_number)
                family = {person: family[person] for person in in_order}
                if is_counted and not self.unknown.get(None, 0) & item.bit:
                    self.uncounted.update(person for person in in_order[count:] if person not in named)
            self.about[role] = family

    def count_unknowns(self) -> None:
        """From here on every `weet_niet` counts at its highest danger."""
        for item, person in self.not_known:
            if person is None:
                self.view.facts |= item.encoder.top
            else:
                self._count(item.encoder.top, role_of(person), person)

    def enter_lists(self) -> None:
        """Open the lists that are in use, in order, and see which of their questions are.

        Of one list the questions without a guard go first: no guard reads a later question, so the order is free.
        """
        view, in_use, not_answered = self.view, self.in_use, ~self.answered[None]
        for block in self.ruleset.blocks:
            if block.guard is None or block.guard.holds(view):
                questions = block.once.all
                in_use[None] |= questions
                if still_open := questions & not_answered:
                    self._count_once(block.once, still_open)
                for role, plain in block.plain.items():
                    for person in self._counted(role):
                        self._use_about(plain, role, person)
                for about, run in block.guarded:
                    if about is None:
                        self._enter_once(run, block)
                    else:
                        for person in self._counted(about):
                            self._enter_about(run, about, person)

    def _counted(self, role: str) -> tuple[str, ...]:
        return tuple([person for person in self.about[role] if person not in self.uncounted])

    def _enter_once(self, run: tuple[Guarded, ...], block: ReadyChecklist) -> None:
        """See which of these questions are in use; they are asked once."""
        view, answered, in_use = self.view, self.answered[None], self.in_use[None]
        facts = view.facts
        for bit, top, makes, mask, guard in run:
            if not mask:
                view.facts = facts
            if facts & mask or (not mask and guard.holds(view)):
                in_use |= bit
                if not answered & bit:
                    facts |= top
                    if makes:
                        self._imagine(makes)
                if makes:
                    view.facts = facts
                    self._use_imagined(makes, block)
                    facts = view.facts
        view.facts = facts
        self.in_use[None] = in_use

    def _enter_about(self, run: tuple[Guarded, ...], role: str, person: str) -> None:
        """See which of these questions are in use for one person."""
        view = self._view_for_guard(role, person)
        mine, answered, in_use = view.persons[role], self.answered.get(person, 0), self.in_use.get(person, 0)
        for bit, top, _, mask, guard in run:
            if view.facts & mask or (not mask and guard.holds(view)):
                in_use |= bit
                if not answered & bit:
                    view.facts |= top
                    mine[person] |= top
        self.in_use[person] = in_use
        self.about[role][person] = mine[person]
        self.view.facts |= mine[person]

    def _use_imagined(self, role: str, block: ReadyChecklist) -> None:
        """A person who came up while this list was open also gets its questions without a guard."""
        if plain := block.plain.get(role):
            for person in self.imagined & self.about[role].keys():
                self._use_about(plain, role, person)

    def _view_for_guard(self, role: str, person: str) -> View:
        """What a guard may read: of the answers about this person's role only those about this person."""
        if len(self.about[role]) == 1:
            return self.view
        facts = self.about[role][person]
        everything = self.view.facts & ~self.ruleset.facts_about[role] | facts
        return View(everything, {**self.about, role: {person: facts}}, self.view.earlier)

    def _count_once(self, plain: Unguarded, still_open: Questions) -> None:
        """Count those of these questions, which are asked once, that are still open."""
        self.view.facts |= plain.top_of(still_open)
        if still_open & self.ruleset.makers:
            for role, item in self.ruleset.persons_items.items():
                if item.bit & still_open:
                    self._imagine(role)

    def _use_about(self, plain: Unguarded, role: str, person: str) -> None:
        """Take questions in use that are asked about this person."""
        self.in_use[person] = self.in_use.get(person, 0) | plain.all
        if still_open := plain.all & ~self.answered.get(person, 0):
            self._count(plain.top_of(still_open), role, person)

    def _count(self, top: Marks, role: str, person: str) -> None:
        """Count what questions about this person could say."""
        self.view.facts |= top
        self.about[role][person] |= top

    def _imagine(self, role: str) -> None:
        """While nobody said how many there are, one more is possible than we know of.

        The number may still turn out higher; an answer only narrows what is possible when that was foreseen.
        """
        known = self.about[role]
        person = f"{role}-{max(map(person_number, known), default=0) + 1}"
        known[person] = 0
        self.imagined.add(person)

    def dormant(self) -> tuple[str, ...]:
        """The answered slots that do not belong to the case any more, in order of person and question.

        What nobody was asked is no answer that somebody gave.
        """
        if not any(answered & ~self.in_use.get(person, 0) for person, answered in self.answered.items()):
            return ()
        dormant: list[str] = []
        for person in (None, *(person for by_person in self.about.values() for person in by_person)):
            if left := self.answered.get(person, 0) & ~self.in_use.get(person, 0):
                slots = (slot_of(self.ruleset.items[number].id, person) for number in numbers(left))
                dormant += [slot for slot in slots if self.answers[slot].plain != UnknownKind.NIET_GEVRAAGD.value]
        return tuple(dormant)
