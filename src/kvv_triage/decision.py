"""The decision: what the agreed threshold asks, because of which answers, and what could still change it (design 6)."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from kvv_triage.bounds import Bounds, bounds
from kvv_triage.content import Asked, Content, ReadyThreshold, joined
from kvv_triage.meldcode import MeldcodeStanding, assess
from kvv_triage.record import Record
from kvv_triage.scales import Level
from kvv_triage.thresholds import Threshold


class Standing(StrEnum):
    """Whether a threshold is reached for certain, only possible, or excluded."""

    REACHED = "bereikt"
    OPEN = "open"
    EXCLUDED = "uitgesloten"


REACHED, OPEN, EXCLUDED = Standing
"""The members, looked up once: that is slow, and every decision compares dozens of them."""


class Outcome(NamedTuple):
    """One threshold: where it stands, the slots that reached it, or the slots that would settle it."""

    ready: ReadyThreshold
    standing: Standing
    because: tuple[str, ...] = ()
    deciding: tuple[str, ...] = ()

    @property
    def threshold(self) -> Threshold:
        """The threshold as trainers wrote it."""
        return self.ready.threshold

    @property
    def is_national(self) -> bool:
        """Whether the national floor brought it."""
        return self.ready.is_national


class Decision(NamedTuple):
    """What `decide` says. `undecided` are the slots that could still raise the level."""

    level: Level
    could_become: Level
    outcomes: tuple[Outcome, ...]
    call: tuple[str, ...]
    cautions: tuple[str, ...]
    warnings: tuple[str, ...]
    undecided: tuple[str, ...]
    dormant: tuple[str, ...]
    look_again_days: int
    meldcode: MeldcodeStanding

    @property
    def is_settled(self) -> bool:
        """Whether no open answer can change the level any more: the early stop."""
        return self.level == self.could_become

    @property
    def reached(self) -> tuple[Outcome, ...]:
        """The reached thresholds, most urgent first, then in file order."""
        reached = [outcome for outcome in self.outcomes if outcome.standing is REACHED]
        return tuple(sorted(reached, key=lambda outcome: -outcome.threshold.level))


def decide(content: Content, record: Record) -> Decision:
    """The decision on a record. The same content and record always give the same decision (law 7).

    Every slot and person in the record must exist in the content.
    """
    known = bounds(content, record.answers, record.persons, record.days_ago)
    outcomes = _outcomes(content, known)
    reached, still_open = 0, []
    for outcome in outcomes:
        if outcome.standing is REACHED:
            reached |= outcome.ready.bit
        elif outcome.standing is OPEN:
            still_open.append(outcome)
    asked = content.asked[reached]
    meldcode = assess(
        record.meldcode,
        asked.proposal,
        has_signals=bool(known.certain.facts & content.signs),
        consult_first=asked.consult_first,
    )
    team = _asked_by_team(record, meldcode)
    level = max(asked.level, team)
    raising = [outcome for outcome in still_open if outcome.ready.could_ask > level]
    return Decision(
        level=level,
        could_become=max([level, *[outcome.ready.could_ask for outcome in raising]]),
        outcomes=outcomes,
        call=content.call[reached, team],
        cautions=asked.cautions,
        warnings=_warnings(content, known, meldcode),
        undecided=joined([outcome.deciding for outcome in raising]),
        dormant=known.dormant,
        look_again_days=_look_again(content, asked, record),
        meldcode=meldcode,
    )


def _outcomes(content: Content, known: Bounds) -> tuple[Outcome, ...]:
    slots, certain, possible = known.slot_map(), known.certain, known.possible
    names = content.names[tuple(slots.starts)]
    outcomes = []
    for ready in content.thresholds:
        rule = ready.rule
        if rule.holds(certain):
            outcomes.append(Outcome(ready, REACHED, names[rule.because(certain, slots)]))
        elif rule.holds(possible):
            alone, helps = rule.deciders(certain, possible, slots)
            outcomes.append(Outcome(ready, OPEN, (), names[alone] + names[helps & ~alone]))
        else:
            outcomes.append(Outcome(ready, EXCLUDED))
    return tuple(outcomes)


def _asked_by_team(record: Record, meldcode: MeldcodeStanding) -> Level:
    """What is asked for beside the thresholds: by a raise by hand, or by the Meldcode (design 6)."""
    if record.raised is not None or meldcode.report_is_norm:
        return Level.BEL_NU
    return Level.ADVIES if meldcode.is_doubtful else Level.VOLGEN


def _look_again(content: Content, asked: Asked, record: Record) -> int:
    """The earliest day: reached thresholds, a raise and a recorded reason to report only bring it nearer."""
    sooner = content.floor.fallback.look_again_days
    if sooner < asked.look_again_days and (record.raised is not None or record.meldcode.asks_to_report):
        return sooner
    return asked.look_again_days


def _warnings(content: Content, known: Bounds, meldcode: MeldcodeStanding) -> tuple[str, ...]:
    """What the reader has to know besides the decision; no client text, only ids."""
    if not (content.missing_core or known.dormant or meldcode.deviations):
        return ()
    missing = [f"Deze vragenlijsten missen een kernsignaal: {name}." for name in content.missing_core]
    dormant = [
        f"Het antwoord op {slot} telt nog mee, maar de vraag hoort niet meer bij deze zaak. Klopt het nog?"
        for slot in known.dormant
    ]
    milder = [
        f"Bij weging '{name}' is iets milders vastgelegd dan de antwoorden voorstellen. Het voorstel telt."
        for name in meldcode.deviations
    ]
    return (*missing, *dormant, *milder)
