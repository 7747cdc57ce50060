"""What became of each threshold: reached, open or excluded, and because of which answers.

Decisions resemble one another: mostly the same thresholds are reached by the same answers. So every outcome is made
once for each row of persons, from sets of slots, and found again by those sets.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache, partial
from typing import NamedTuple

from kvv_triage.case.slots import slot_of
from kvv_triage.content.thresholds import Threshold
from kvv_triage.deciding.marks import numbers
from kvv_triage.deciding.rules import SlotMap, Slots, Verdict, View
from kvv_triage.deciding.ruleset import ReadyThreshold, ReadyThresholds, Remembered, Ruleset
from kvv_triage.language.scales import Level

MOST_FAMILIES = 64
"""Families of different make-up whose outcomes are remembered."""
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


class Judge(NamedTuple):
    """How one threshold is judged: its rule, its outcome for each verdict, the threshold as a set, and what it asks."""

    judge: Callable[[View, View, SlotMap], Verdict | None]
    outcomes: Remembered[Verdict | None, Judged]
    bit: ReadyThresholds
    could_ask: Level


class Outcomes:
    """The outcomes of every threshold of a ruleset, for a case with these persons (see SlotMap for the sets)."""

    def __init__(self, ruleset: Ruleset, persons: tuple[str, ...]) -> None:
        """Name every slot once."""
        self._size = ruleset.size
        self._every = tuple(slot_of(item.id, person) for person in (None, *persons) for item in ruleset.items)
        self.judges = tuple(
            Judge(
                ready.rule.judge,
                Remembered(partial(self._outcome, ready), MOST_OUTCOMES),
                ready.bit,
                ready.threshold.could_ask,
            )
            for ready in ruleset.thresholds
        )
        """In the order of the thresholds."""
        self.names = Remembered(self._named)
        """By set of slots, question by question and per question person by person."""

    def _named(self, slots: Slots) -> tuple[str, ...]:
        ordered = list(numbers(slots))
        if slots >> self._size:
            ordered.sort(key=lambda slot: (slot % self._size, slot))
        return tuple([self._every[slot] for slot in ordered])

    def _outcome(self, ready: ReadyThreshold, verdict: Verdict | None) -> Judged:
        match verdict:
            case None:
                return Judged(ready, ThresholdState.EXCLUDED)
            case True, because, _:
                return Judged(ready, ThresholdState.REACHED, self._named(because))
            case _, alone, helps:
                return Judged(ready, ThresholdState.OPEN, (), self._named(alone), self._named(helps & ~alone))


@lru_cache(maxsize=MOST_FAMILIES)
def outcomes_for(ruleset: Ruleset, persons: tuple[str, ...]) -> Outcomes:
    """The outcomes for a case with these persons, in the order of their blocks of slots."""
    return Outcomes(ruleset, persons)
