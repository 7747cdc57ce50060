"""The decision: what the agreed threshold asks, because of which answers, and what could still change it (design 6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from kvv_triage.bounds import Bounds, bounds
from kvv_triage.content import Content, ReadyThreshold
from kvv_triage.facts import Facts, numbers
from kvv_triage.meldcode import MeldcodeStanding, assess, propose
from kvv_triage.record import Record
from kvv_triage.rules import Slots, Undecided, slot_names
from kvv_triage.scales import Level, Norm
from kvv_triage.thresholds import Threshold


class Standing(StrEnum):
    """Whether a threshold is reached for certain, only possible, or excluded."""

    REACHED = "bereikt"
    OPEN = "open"
    EXCLUDED = "uitgesloten"


class Outcome(NamedTuple):
    """One threshold: where it stands, the slots that reached it, or the slots that would settle it."""

    threshold: Threshold
    standing: Standing
    is_national: bool
    because: tuple[str, ...] = ()
    deciding: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
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
        return _by_urgency(outcome for outcome in self.outcomes if outcome.standing is Standing.REACHED)


def decide(content: Content, record: Record) -> Decision:
    """The decision on a record. The same content and record always give the same decision (law 7).

    Every slot and person in the record must exist in the content.
    """
    known = bounds(content, record.answers, record.persons, record.days_ago)
    outcomes = _outcomes(content, known)
    reached = _by_urgency(outcome for outcome in outcomes if outcome.standing is Standing.REACHED)
    meldcode = _meldcode(content, record, known, reached)
    level = max(
        max((outcome.threshold.level for outcome in reached), default=Level.VOLGEN),
        Level.BEL_NU if record.raised is not None or meldcode.report_is_norm else Level.VOLGEN,
        Level.ADVIES if meldcode.is_doubtful else Level.VOLGEN,
    )
    still_open = [outcome for outcome in outcomes if outcome.standing is Standing.OPEN]
    call = _call(content, reached, level, report_is_norm=meldcode.report_is_norm)
    return Decision(
        level=level,
        could_become=max(
            (
                level,
                *(_could_ask(outcome.threshold) for outcome in still_open),
                _possible_norm(content, known),
            )
        ),
        outcomes=outcomes,
        call=call,
        cautions=_joined(outcome.threshold.cautions for outcome in reached),
        warnings=_warnings(content, known, meldcode),
        undecided=_joined(outcome.deciding for outcome in still_open if _could_ask(outcome.threshold) > level),
        dormant=known.dormant,
        look_again_days=_look_again(content, reached, level),
        meldcode=meldcode,
    )


def _by_urgency(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    return tuple(sorted(outcomes, key=lambda outcome: -outcome.threshold.level))


def _joined(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """All parts, each once, in order of first appearance."""
    return tuple(dict.fromkeys(name for part in parts for name in part))


def _outcomes(content: Content, known: Bounds) -> tuple[Outcome, ...]:
    undecided = known.undecided()
    return tuple([_outcome(content, ready, known, undecided) for ready in content.thresholds])


def _outcome(content: Content, ready: ReadyThreshold, known: Bounds, undecided: Undecided) -> Outcome:
    rule = ready.rule
    if rule.holds(known.certain):
        because = slot_names(rule.because(known.certain), lambda number: content.items[number].id)
        return Outcome(ready.threshold, Standing.REACHED, ready.is_national, because=because)
    if rule.holds(known.possible):
        alone, helps = rule.deciders(known.certain, known.possible, undecided)
        deciding = (*_slots(content, undecided, alone), *_slots(content, undecided, helps & ~alone))
        return Outcome(ready.threshold, Standing.OPEN, ready.is_national, deciding=deciding)
    return Outcome(ready.threshold, Standing.EXCLUDED, ready.is_national)


def _slots(content: Content, undecided: Undecided, slots: Slots) -> tuple[str, ...]:
    size = undecided.size
    return tuple(
        content.items[number].id if number < size else undecided.keys[number - size] for number in numbers(slots)
    )


def _could_ask(threshold: Threshold) -> Level:
    """The level a threshold brings when reached: a norm makes reporting the norm, so at least `bel_nu`."""
    return max(threshold.level, Level.BEL_NU) if threshold.norm else threshold.level


def _answer_norms(content: Content, facts: Facts) -> frozenset[Norm]:
    return frozenset(norm for norm, carried in content.norm_facts if facts & carried)


def _possible_norm(content: Content, known: Bounds) -> Level:
    return Level.BEL_NU if _answer_norms(content, known.possible.facts) else Level.VOLGEN


def _meldcode(content: Content, record: Record, known: Bounds, reached: tuple[Outcome, ...]) -> MeldcodeStanding:
    norms = set(_answer_norms(content, known.certain.facts))
    unknown_norms: set[Norm] = set()
    for outcome in reached:
        if outcome.threshold.norm:
            (unknown_norms if outcome.threshold.id in content.about_unknowns else norms).add(outcome.threshold.norm)
    return assess(
        record.meldcode,
        propose(frozenset(norms), frozenset(unknown_norms)),
        has_signals=bool(known.certain.facts & content.signs),
        consult_first=any(outcome.threshold.talk for outcome in reached),
    )


def _call(content: Content, reached: tuple[Outcome, ...], level: Level, *, report_is_norm: bool) -> tuple[str, ...]:
    call = _joined(outcome.threshold.call for outcome in reached)
    if (level > Level.VOLGEN and not call) or report_is_norm:
        call = _joined((call, content.floor.fallback.call))
    return call


def _look_again(content: Content, reached: tuple[Outcome, ...], level: Level) -> int:
    days = [outcome.threshold.look_again_days for outcome in reached if outcome.threshold.look_again_days]
    if level >= Level.BEL_NU and not days:
        days.append(content.floor.fallback.look_again_days)
    return min(days, default=content.regional.look_again_days)


def _warnings(content: Content, known: Bounds, meldcode: MeldcodeStanding) -> tuple[str, ...]:
    """What the reader has to know besides the decision; no client text, only ids."""
    missing = (f"Deze vragenlijsten missen een kernsignaal: {name}." for name in content.missing_core)
    dormant = (
        f"Het antwoord op {slot} telt nog mee, maar de vraag hoort niet meer bij deze zaak. Klopt het nog?"
        for slot in known.dormant
    )
    milder = (
        f"Bij weging '{name}' is iets milders vastgelegd dan de antwoorden voorstellen. Het voorstel telt."
        for name in meldcode.deviations
    )
    return (*missing, *dormant, *milder)
