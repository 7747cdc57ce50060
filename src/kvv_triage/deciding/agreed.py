"""The agreed thresholds made ready: which a case reaches, and what those ask together (design 6 and 7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from kvv_triage.case.meldcode_record import SUSPICION, WEIGHINGS, MeldcodeRecord
from kvv_triage.content.conditions import is_about_unknowns, is_only_about_unknowns
from kvv_triage.content.content import Content
from kvv_triage.content.thresholds import Threshold
from kvv_triage.deciding.marks import Marks, Questions
from kvv_triage.deciding.meldcode import PROPOSES, ProposedAnswer, Seen, assess
from kvv_triage.deciding.remembering import Remembered
from kvv_triage.deciding.rules import AnyFact, FieldFacts, NextTo, Rule, View
from kvv_triage.language.scales import Level

ReadyThresholds = int
"""A set of thresholds: bit i is the threshold at place i."""


@dataclass(frozen=True, slots=True)
class ReadyThreshold:
    """A threshold with its rule, and what follows when it is reached."""

    threshold: Threshold
    rule: Rule
    is_national: bool
    """Whether the national floor brought it."""
    bit: ReadyThresholds
    """This threshold as a set of thresholds."""
    proposes: tuple[ProposedAnswer, ...]
    call: tuple[str, ...]
    """Whom it asks to call: the fallback when it names nobody, and beside the others when it has a norm."""


class Asked(NamedTuple):
    """What a set of reached thresholds asks together (design 6 and 7)."""

    reached: tuple[ReadyThreshold, ...]
    """Those thresholds, most urgent first, then in file order."""
    level: Level
    cautions: tuple[str, ...]
    look_again_days: int
    seen: Seen
    """What the Meldcode asks to know of them."""


def joined(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """All parts, each once, in order of first appearance."""
    return tuple(dict.fromkeys(name for part in parts for name in part))


class Agreed:
    """The thresholds of one content: what the region agreed, and the national floor."""

    def __init__(self, content: Content, rules: Iterable[Rule], serious: FieldFacts, counted: Questions) -> None:
        """Put them in order; `rules` are those of the thresholds, in file order.

        `serious` are the facts of a serious answer, and `counted` the questions that only count persons.
        """
        self.content = content
        regional = len(content.regional.thresholds)
        self.thresholds = tuple(
            ReadyThreshold(
                threshold,
                rule,
                place >= regional,
                1 << place,
                PROPOSES[threshold.norm] if threshold.norm else (),
                self._asks_to_call(threshold),
            )
            for place, (threshold, rule) in enumerate(zip(content.thresholds, rules, strict=True))
        )
        """In file order: the regional ones first."""
        self.about_unknowns = tuple(ready for ready in self.thresholds if is_about_unknowns(ready.threshold.when))
        """The thresholds that count what is not excluded."""
        self.only_about_unknowns = tuple(
            ready for ready in self.about_unknowns if is_only_about_unknowns(ready.threshold.when)
        )
        """Those that count nothing else."""
        self.proposing_about_unknowns = tuple(ready for ready in self.about_unknowns if ready.proposes)
        """Those of all that have a norm."""
        self.next_to = tuple(
            (ready, NextTo(ready.rule, serious, counted))
            for ready in self.thresholds
            if ready.threshold.norm and ready.threshold.norm.needs_suspicion
        )
        """Each threshold with a norm of weighing 3, 4 or 5: next to a suspicion it asks for a call (design 7)."""
        self.could_ask_above = {
            level: tuple(ready for ready in self.thresholds if ready.threshold.could_ask > level) for level in Level
        }
        """Per level the thresholds that could ask for more."""
        of_facts: dict[Marks, ReadyThresholds] = {}
        for ready in self.thresholds:
            if isinstance(ready.rule, AnyFact):
                of_facts[ready.rule.mask] = of_facts.get(ready.rule.mask, 0) | ready.bit
        self._of_facts = tuple(of_facts.items())
        self._others = tuple(
            (ready.rule.holds, ready.bit) for ready in self.thresholds if not isinstance(ready.rule, AnyFact)
        )
        self._urgent_first = tuple(sorted(self.thresholds, key=lambda ready: -ready.threshold.level))
        self._by_level = tuple(
            (level, sum(ready.bit for ready in self.thresholds if ready.threshold.level is level))
            for level in reversed(Level)
        )
        self._calling = sum(ready.bit for ready in self.thresholds if ready.threshold.level >= Level.BEL_NU)
        self._uncertain = sum(ready.bit for ready in self.about_unknowns)
        self.asked = Remembered(self._asked)
        """What each set of reached thresholds asks together, with those among them that what is known reaches alone."""
        self.unrecorded = Remembered(partial(assess, MeldcodeRecord()))
        """Where a case stands in the Meldcode while the team recorded nothing of it, by what the answers say."""
        self.call = Remembered(self._call)
        """Whom to call when these thresholds are reached and the team itself asks for this level."""

    def _asks_to_call(self, threshold: Threshold) -> tuple[str, ...]:
        own = self._names(threshold)
        return joined((own, self.content.floor.fallback.call)) if threshold.norm else own

    def _names(self, threshold: Threshold) -> tuple[str, ...]:
        """Whom it names to call, or else the fallback; who only asks to follow calls nobody."""
        return threshold.call or (self.content.floor.fallback.call if threshold.level else ())

    def thresholds_in(self, view: View) -> ReadyThresholds:
        """The thresholds whose condition is true in this view of a case."""
        facts, found = view.facts, 0
        for mask, bit in self._of_facts:
            if facts & mask:
                found |= bit
        for holds, bit in self._others:
            if holds(view):
                found |= bit
        return found

    def level_of(self, reached: ReadyThresholds) -> Level:
        """The highest level that one of these thresholds asks for."""
        return next((level for level, thresholds in self._by_level if thresholds & reached), Level.VOLGEN)

    def _asked(self, which: tuple[ReadyThresholds, ReadyThresholds]) -> Asked:
        reached, by_known = which
        uncertain = reached & self._uncertain & ~by_known
        chosen = tuple([ready for ready in self._urgent_first if ready.bit & reached])
        thresholds = [ready.threshold for ready in chosen]
        # Not knowing is no suspicion.
        proposed = dict(
            [
                answer
                for ready in chosen
                for answer in ready.proposes
                if answer[0] != SUSPICION or not ready.bit & uncertain
            ]
        )
        return Asked(
            chosen,
            self.level_of(reached),
            joined([threshold.cautions for threshold in thresholds if threshold.cautions]),
            min([self.content.regional.look_again_days, *filter(None, [one.look_again_days for one in thresholds])]),
            Seen(
                tuple([(name, proposed[name]) for name in WEIGHINGS if name in proposed]),
                is_dangerous=bool(reached & self._calling & ~uncertain),
                not_first=joined([(threshold.not_first or "",) for threshold in thresholds if threshold.talk]),
            ),
        )

    def _call(self, asked: tuple[ReadyThresholds, Level]) -> tuple[str, ...]:
        """Whom to call, most urgent first, then in file order.

        Who raises, reports or doubts calls the fallback at that level; so does a threshold that names nobody.
        """
        reached, team = asked
        together = self.asked[reached, 0]
        thresholds = [ready.threshold for ready in together.reached]
        calls = [self._names(threshold) for threshold in thresholds]
        if team:
            calls.insert(sum([threshold.level >= team for threshold in thresholds]), self.content.floor.fallback.call)
        return self.called_at(together.level, joined(calls))

    def called_at(self, level: Level, names: Iterable[str]) -> tuple[str, ...]:
        """Who of these is called at this level: once 112 is asked, who only thinks along is not."""
        specialists = self.content.specialists
        return tuple([name for name in names if level < Level.BEL_112 or specialists[name].is_called_with_112])
