"""What became of each threshold: reached, open or excluded, and because of which answers.

Where it stands is seen of all thresholds at once. Which answers are behind it takes longer, so that is worked out of
those that are asked about: what is reached in every decision, what is open where it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

from kvv_triage.case.slots import slot_of
from kvv_triage.content.thresholds import Threshold
from kvv_triage.deciding.agreed import ReadyThreshold, ReadyThresholds
from kvv_triage.deciding.bounds import Bounds
from kvv_triage.deciding.marks import numbers
from kvv_triage.deciding.remembering import Remembered
from kvv_triage.deciding.rules import Slots
from kvv_triage.deciding.ruleset import Ruleset

MOST_FAMILIES = 64
"""Families of different make-up of which is remembered what repeats."""
MOST_OUTCOMES = 500
"""Outcomes of one threshold that are remembered for each."""


class ThresholdState(StrEnum):
    """Whether a threshold is reached for certain, only possible, or excluded."""

    REACHED = "bereikt"
    OPEN = "open"
    EXCLUDED = "uitgesloten"


class Judged(NamedTuple):
    """One threshold: where it stands, the slots that reached it, or the slots that could."""

    ready: ReadyThreshold
    standing: ThresholdState
    because: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    """The slots that could reach it alone, each by its gravest answer."""
    together: tuple[str, ...] = ()
    """The other slots that could help to reach it."""

    @property
    def could_reach(self) -> tuple[str, ...]:
        """The slots that could reach it, those that do so alone first."""
        return self.alone + self.together

    @property
    def threshold(self) -> Threshold:
        """The threshold as trainers wrote it."""
        return self.ready.threshold

    @property
    def is_national(self) -> bool:
        """Whether the national floor brought it."""
        return self.ready.is_national


class Judging:
    """Where every threshold stands in one case; two are the same when every outcome is."""

    def __init__(self, ruleset: Ruleset, known: Bounds) -> None:
        """See what is reached for certain."""
        self.ruleset, self.certain, self.possible, self.slots = ruleset, known.certain, known.possible, known.slot_map()
        self.reached: ReadyThresholds = ruleset.agreed.thresholds_in(self.certain)
        self._family = family_of(ruleset, tuple(self.slots.starts))
        self.names = self._family.names

    def __eq__(self, other: object) -> bool:
        """Compare what is said, and not what it was worked out from."""
        return isinstance(other, Judging) and self.outcomes == other.outcomes

    __hash__ = None  # type: ignore[assignment]  # what is said may still have to be worked out

    @cached_property
    def outcomes(self) -> tuple[Judged, ...]:
        """Of every threshold, in file order."""
        return tuple(map(self._outcome, self.ruleset.agreed.thresholds))

    def _outcome(self, ready: ReadyThreshold) -> Judged:
        if ready.bit & self.reached:
            return self.all_of([ready])[0]
        if not self.is_open(ready):
            return Judged(ready, ThresholdState.EXCLUDED)
        alone, helps = ready.rule.could(self.certain, self.possible, self.slots)
        return Judged(ready, ThresholdState.OPEN, (), self.names[alone], self.names[helps & ~alone])

    def is_open(self, ready: ReadyThreshold) -> bool:
        """Whether a threshold that is not reached can still be."""
        return not ready.bit & self.reached and ready.rule.holds(self.possible)

    def all_of(self, reached: Iterable[ReadyThreshold]) -> tuple[Judged, ...]:
        """What reached each of these thresholds, which are reached."""
        found, certain, slots = self._family.reached, self.certain, self.slots
        return tuple([found[ready.bit][ready.rule.behind(certain, slots)] for ready in reached])

    def helping(self, ready: ReadyThreshold) -> Slots:
        """The slots that could help to reach an open threshold."""
        return ready.rule.could(self.certain, self.possible, self.slots)[1]


class Family:
    """What repeats from one case with these persons to the next: the names of slots, and what reached a threshold."""

    def __init__(self, ruleset: Ruleset, persons: tuple[str, ...]) -> None:
        """Name every slot once."""
        self._size = ruleset.size
        self._every = tuple(slot_of(item.id, person) for person in (None, *persons) for item in ruleset.items)
        self._rank = [slot % self._size * (1 + len(persons)) + slot // self._size for slot in range(len(self._every))]
        self.names = Remembered(self._named)
        """By set of slots, question by question and per question person by person."""
        self.reached = {
            ready.bit: Remembered(partial(self._reached, ready), MOST_OUTCOMES) for ready in ruleset.agreed.thresholds
        }
        """Per threshold, by the slots that reached it."""

    def _named(self, slots: Slots) -> tuple[str, ...]:
        ordered = list(numbers(slots))
        if slots >> self._size:
            ordered.sort(key=self._rank.__getitem__)
        return tuple([self._every[slot] for slot in ordered])

    def _reached(self, ready: ReadyThreshold, because: Slots) -> Judged:
        return Judged(ready, ThresholdState.REACHED, self.names[because])


@lru_cache(maxsize=MOST_FAMILIES)
def family_of(ruleset: Ruleset, persons: tuple[str, ...]) -> Family:
    """The family with these persons, in the order of their blocks of slots."""
    return Family(ruleset, persons)
