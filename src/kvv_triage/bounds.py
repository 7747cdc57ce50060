"""The two bounds between which a case lies: what is certain (zeker) and what is possible (mogelijk).

Certain counts every recorded answer, with an open question at its safe end. Possible counts besides, at its highest
danger, every `weet_niet` and every open question in use. A question is in use while its guard may be true.
"""

from __future__ import annotations

from dataclasses import dataclass

from kvv_triage.answers import Answer, Answers, Persons, Unknown, person_number, role_of, slot_of
from kvv_triage.content import Content, Item
from kvv_triage.facts import Facts
from kvv_triage.rules import Undecided, View
from kvv_triage.scales import Level


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is certain, what is possible, and which slots lie between.

    `in_use` holds every slot that is asked or may be asked, in content order; `open` those of them without an
    answer, `unknown` every answered slot that is unknown; `dormant` the answered slots that are no longer in use:
    their answers still count. `imagined` are persons who count while nobody has said yet how many there are.
    """

    certain: View
    possible: View
    in_use: tuple[tuple[Item, str | None], ...]
    open: tuple[tuple[Item, str | None], ...]
    unknown: tuple[tuple[Item, str | None], ...]
    dormant: tuple[str, ...]
    imagined: frozenset[str]

    def undecided(self, size: int) -> Undecided:
        """The open and unknown slots, numbered for the rules of a content of `size` questions."""
        plain = 0
        keys: list[str] = []
        of_question: dict[int, int] = {}
        of_person: dict[str, int] = {}
        for item, person in (*self.open, *self.unknown):
            if person is None:
                plain |= 1 << item.number
                continue
            slot = 1 << size + len(keys)
            keys.append(slot_of(item.id, person))
            of_question[item.number] = of_question.get(item.number, 0) | slot
            of_person[person] = of_person.get(person, 0) | slot
        return Undecided(size, plain, tuple(keys), of_question, of_person)


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
    """The bounds of a case. Every slot in `answers` must exist in the content."""
    return _Walk(content, answers, persons, earlier).walk()


class _Walk:
    """One pass over the content in order; guards read earlier questions only, so one pass is enough."""

    def __init__(
        self,
        content: Content,
        answers: Answers,
        persons: tuple[str, ...],
        earlier: tuple[tuple[int, Level], ...],
    ) -> None:
        self.content, self.answers, self.earlier = content, answers, earlier
        self.recorded: dict[str, Facts] = {}
        self.once: Facts = 0
        self.about: dict[str, dict[str, Facts]] = {role: {} for role in content.persons_items}
        for slot, answer in answers.items():
            item, person = content.slot(slot)
            facts = self.recorded[slot] = item.encoder.of_answer(answer)
            if person is None:
                self.once |= facts
            else:
                known = self.about[item.per or ""]
                known[person] = known.get(person, 0) | facts
        self.imagined: set[str] = set()
        self.named = frozenset(persons)
        self._meet()
        self.certain = self._view()
        self.in_use: list[tuple[Item, str | None]] = []
        self.open: list[tuple[Item, str | None]] = []
        self.unknown: list[tuple[Item, str | None]] = []
        self.dormant: list[str] = []

    def _meet(self) -> None:
        """Everyone who exists: counted, named in the record, or answered about; in order of number."""
        for person in self.named:
            self.about[role_of(person)].setdefault(person, 0)
        for role, item in self.content.persons_items.items():
            known = self.about[role]
            for number in range(1, count_persons(self.answers.get(item.id)) + 1):
                known.setdefault(f"{role}-{number}", 0)
            self.about[role] = dict(sorted(known.items(), key=lambda pair: person_number(pair[0])))

    def _view(self) -> View:
        whole = self.once
        for known in self.about.values():
            for facts in known.values():
                whole |= facts
        return View(whole, {role: dict(known) for role, known in self.about.items()}, self.earlier)

    def _view_of(self, role: str, person: str) -> View:
        """What a guard inside a section about this person may read."""
        own = {person: self.about[role][person]}
        facts = self.once | own[person]
        for other, known in self.about.items():
            if other != role:
                for theirs in known.values():
                    facts |= theirs
        return View(facts, {**self.about, role: own}, self.earlier)

    def walk(self) -> Bounds:
        """Open the lists one by one."""
        for block in self.content.blocks:
            list_in_use = block.guard is None or block.guard.holds(self._view())
            for item in block.items:
                if item.per is None:
                    self._visit(item, None, list_in_use=list_in_use)
                else:
                    for person in tuple(self.about[item.per]):
                        self._visit(item, person, list_in_use=list_in_use)
        return Bounds(
            self.certain,
            self._view(),
            tuple(self.in_use),
            tuple(self.open),
            tuple(self.unknown),
            tuple(self.dormant),
            frozenset(self.imagined),
        )

    def _visit(self, item: Item, person: str | None, *, list_in_use: bool) -> None:
        slot = item.id if person is None else slot_of(item.id, person)
        answer = self.answers.get(slot)
        in_use = list_in_use and (item.guard is None or item.guard.holds(self._guard_view(item, person)))
        if in_use:
            self.in_use.append((item, person))
        if answer is None:
            if in_use:
                self.open.append((item, person))
                self._add(item, person)
                if item.makes:
                    self._imagine(item.makes)
            return
        if not in_use or (person and not self._is_counted(person)):
            self.dormant.append(slot)
        if answer.is_unknown:
            self.unknown.append((item, person))
            self._add(item, person)

    def _guard_view(self, item: Item, person: str | None) -> View:
        return self._view() if item.per is None or person is None else self._view_of(item.per, person)

    def _is_counted(self, person: str) -> bool:
        """Whether the family as told so far still has this person."""
        item = self.content.persons_items[role_of(person)]
        answer = self.answers.get(item.id)
        return answer is None or person in self.named or person_number(person) <= count_persons(answer)

    def _add(self, item: Item, person: str | None) -> None:
        """Count a question at its highest danger."""
        if person is None:
            self.once |= item.encoder.top
        else:
            self.about[item.per or ""][person] |= item.encoder.top

    def _imagine(self, role: str) -> None:
        """While nobody said how many there are, one more than we have answers about is possible."""
        if any(role_of(person) == role for person in self.named):
            return
        known = self.about[role]
        person = f"{role}-{max(map(person_number, known), default=0) + 1}"
        known[person] = 0
        self.imagined.add(person)
