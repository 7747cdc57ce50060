"""Which questions would settle an open threshold (design 6): those that `beslissend` names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from kvv_triage.case.answers import Answer, Answers
from kvv_triage.case.slots import person_number, slot_of
from kvv_triage.case.state import CaseState
from kvv_triage.content.kinds import can_be_unknown, safe_value
from kvv_triage.deciding.agreed import joined
from kvv_triage.deciding.bounds import Bounds, bounds
from kvv_triage.deciding.judging import Judged, ThresholdState
from kvv_triage.deciding.rules import View
from kvv_triage.deciding.ruleset import Ruleset


@dataclass(frozen=True)
class Settling:
    """What would settle the thresholds of one record; only worked out when it is asked.

    It follows from the record and its rules, so two decisions that are the same do not differ in it.
    """

    ruleset: Ruleset = field(repr=False, compare=False)
    record: CaseState = field(repr=False, compare=False)

    def of(self, outcome: Judged) -> tuple[str, ...]:
        """The slots that would settle an open threshold, in the order in which asking them is of most use.

        First those that settle it whatever the answer is; then those of which one answer settles it alone, because it
        reaches the threshold or because it excludes it, as a gate does; then those that can help to reach it.
        Nobody asks about a person before it is said that there is one: first comes how many there are.
        """
        if outcome.standing is not ThresholdState.OPEN:
            return ()
        excluding = [slot for slot in self._undecided if self._excludes(slot, outcome)]
        both = [slot for slot in outcome.alone if slot in excluding]
        one_way = self._in_order({*outcome.alone, *excluding} - {*both})
        return self._persons_first(joined((both, one_way, outcome.together)))

    def _excludes(self, slot: str, outcome: Judged) -> bool:
        """Whether the safe answer in this slot alone makes the threshold impossible."""
        if slot not in self._without:
            safe = Answer((safe_value(self.ruleset.slot(slot)[0].question),))
            self._without[slot] = self._bounds(self.record.answers.with_answer(slot, safe)).possible
        return not outcome.ready.rule.holds(self._without[slot])

    def _bounds(self, answers: Answers) -> Bounds:
        return bounds(self.ruleset, answers, self.record.persons, self.record.days_ago)

    @cached_property
    def _without(self) -> dict[str, View]:
        """Per slot what is possible when it gets its safe answer."""
        return {}

    @cached_property
    def _known(self) -> tuple[tuple[str, ...], frozenset[str]]:
        """The undecided slots, in order, about persons who exist; and those about persons nobody spoke of yet."""
        known = self._bounds(self.record.answers)
        undecided, imagined = [], set()
        for item, person in known.slots_in_use():
            slot = slot_of(item.id, person)
            answer = self.record.answers.get(slot)
            if person in known.imagined:
                imagined.add(slot)
            elif can_be_unknown(item.question) and answer is None:
                undecided.append(slot)
        # An answer that does not know is one to ask after, also where the question would not be asked any more.
        undecided += [slot for slot, answer in self.record.answers.items() if answer.is_unknown]
        return self._in_order(undecided), frozenset(imagined)

    @property
    def _undecided(self) -> tuple[str, ...]:
        return self._known[0]

    def _in_order(self, slots: Iterable[str]) -> tuple[str, ...]:
        """In the order of the lists, and of one question person by person."""

        def place(slot: str) -> tuple[int, int]:
            item, person = self.ruleset.slot(slot)
            return item.number, person_number(person) if person else 0

        return tuple(sorted(slots, key=place))

    def _persons_first(self, slots: tuple[str, ...]) -> tuple[str, ...]:
        """Everything about a person whom nobody spoke of yet goes after how many there are."""
        imagined = [slot for slot in slots if slot in self._known[1]]
        counting = [
            self.ruleset.persons_items[role].id
            for role in dict.fromkeys(self.ruleset.slot(slot)[0].per for slot in imagined)
            if role
        ]
        return joined(([slot for slot in slots if slot not in imagined], counting, imagined))
