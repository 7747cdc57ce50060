"""The decision: what the agreed threshold asks, because of which answers, and what could still change it (design 6)."""

from __future__ import annotations

from typing import NamedTuple

from kvv_triage.case.state import CaseState
from kvv_triage.deciding.bounds import Bounds, bounds
from kvv_triage.deciding.judging import Judged, ThresholdState, outcomes_for
from kvv_triage.deciding.marks import join
from kvv_triage.deciding.meldcode import MeldcodeStanding, assess
from kvv_triage.deciding.rules import SlotMap, Slots
from kvv_triage.deciding.ruleset import Asked, ReadyThresholds, Ruleset, joined
from kvv_triage.deciding.settling import Settling
from kvv_triage.language.scales import Level


class Decision(NamedTuple):
    """What `decide` says.

    `undecided` are the slots that could still raise the level. `told` are the reached thresholds that are reasons,
    and `settles` says which slots would settle an open one.
    """

    level: Level
    could_become: Level
    outcomes: tuple[Judged, ...]
    call: tuple[str, ...]
    cautions: tuple[str, ...]
    warnings: tuple[str, ...]
    undecided: tuple[str, ...]
    dormant: tuple[str, ...]
    look_again_days: int
    meldcode: MeldcodeStanding
    told: ReadyThresholds
    settles: Settling

    @property
    def is_settled(self) -> bool:
        """Whether no open answer can change the level, whom to call or the cautions any more: the early stop."""
        return self.has_settled_level and not self.adding

    @property
    def has_settled_level(self) -> bool:
        """Whether no open answer can change the level any more."""
        return self.level == self.could_become

    @property
    def could_call(self) -> tuple[str, ...]:
        """Whom an open threshold, of at least this level, could still add to the call; most urgent first."""
        calls = (outcome.ready.call for outcome in self.adding)
        return tuple(name for name in joined(calls) if name not in self.call)

    @property
    def adding(self) -> tuple[Judged, ...]:
        """The open thresholds of at least this level that could add someone to call or a caution."""
        calls, cautions = {*self.call}, {*self.cautions}
        adding = [
            outcome
            for outcome in self.outcomes
            if outcome.standing is ThresholdState.OPEN
            and outcome.threshold.could_ask >= self.level
            and not (calls.issuperset(outcome.ready.call) and cautions.issuperset(outcome.threshold.cautions))
        ]
        return tuple(sorted(adding, key=lambda outcome: -outcome.threshold.could_ask))

    @property
    def settling(self) -> tuple[str, ...]:
        """Once the level is settled, the slots that settle whom to call and what to mind."""
        return joined(map(self.settles.of, self.adding)) if self.has_settled_level else ()

    @property
    def reached(self) -> tuple[Judged, ...]:
        """The reached thresholds, most urgent first, then in file order."""
        reached = [outcome for outcome in self.outcomes if outcome.standing is ThresholdState.REACHED]
        return tuple(sorted(reached, key=lambda outcome: -outcome.threshold.level))

    @property
    def reasons(self) -> tuple[Judged, ...]:
        """The reached thresholds that are a reason: one about unknowns is none when a known answer helped it."""
        return tuple(outcome for outcome in self.reached if outcome.ready.bit & self.told)


def decide(ruleset: Ruleset, record: CaseState) -> Decision:
    """The decision on a record. The same rules and record always give the same decision (law 7).

    Every slot and person in the record must exist in its content.
    """
    known = bounds(ruleset, record.answers, record.persons, record.days_ago)
    certain, possible, slots = known.certain, known.possible, known.slot_map()
    judging = outcomes_for(ruleset, tuple(slots.starts))
    outcomes: list[Judged] = []
    still_open: list[tuple[Level, Slots]] = []
    reached = known_helped = 0
    for judge, outcome, bit, could_ask in judging.judges:
        verdict = judge(certain, possible, slots)
        outcomes.append(outcome[verdict])
        if verdict is not None:
            holds, because, helps = verdict
            if holds:
                reached |= bit
                if bit & ruleset.about_unknowns and because & ~slots.unknown:
                    known_helped |= bit
            else:
                still_open.append((could_ask, helps))
    asked = ruleset.asked[reached]
    has_signals = bool(certain.facts & ruleset.signs)
    is_beside_norm, reporting = _next_to(ruleset, record, known, slots)
    still_open += [(Level.BEL_NU, helps) for helps in reporting]
    if record.meldcode.model_fields_set or is_beside_norm:
        is_serious = bool(certain.facts & ruleset.serious.mask)
        asks_call = asked.level >= Level.BEL_NU or record.raised is not None
        seen = asked.seen._replace(
            has_signals=has_signals, is_serious=is_serious, is_beside_norm=is_beside_norm, asks_call=asks_call
        )
        meldcode = assess(record.meldcode, seen)
    else:
        meldcode = asked.unrecorded[has_signals]
    reasons = _reasons(ruleset, reached, known_helped)
    team = _asked_by_team(record, meldcode)
    level = max(asked.level, team)
    raising = [(could_ask, deciding) for could_ask, deciding in still_open if could_ask > level]
    return Decision(
        level=level,
        could_become=max([level, *[could_ask for could_ask, _ in raising]]),
        outcomes=tuple(outcomes),
        call=ruleset.call[reached, team],
        cautions=ruleset.asked[reasons].cautions,
        warnings=_warnings(ruleset, known, meldcode),
        undecided=judging.names[join([deciding for _, deciding in raising])],
        dormant=known.dormant,
        look_again_days=_look_again(ruleset, asked, record, meldcode, is_beside_norm=is_beside_norm),
        meldcode=meldcode,
        told=reasons,
        settles=Settling(ruleset, record),
    )


def _reasons(ruleset: Ruleset, reached: ReadyThresholds, known_helped: ReadyThresholds) -> ReadyThresholds:
    """The reached thresholds without those about unknowns that were not made true by unknowns alone (law 7).

    Unless nothing else asks for as much: every decision has its reason.
    """
    others = reached & ~known_helped
    return others if ruleset.asked[others].level == ruleset.asked[reached].level else reached


def _next_to(ruleset: Ruleset, record: CaseState, known: Bounds, slots: SlotMap) -> tuple[bool, list[Slots]]:
    """Weighing 3, 4 and 5 need a weighing 1 (design 7): whether such a norm stands next to a suspicion.

    Beside that, per way in which reporting could still become the norm so, the slots that could help to.
    """
    certain, possible = known.certain, known.possible
    is_suspected = record.meldcode.suspicion == "ja"
    helping: list[Slots] = []
    for rule in ruleset.next_to:
        judge = rule.rule.judge if is_suspected else rule.judge
        if verdict := judge(certain, possible, slots):
            if verdict[0]:
                return True, []
            helping.append(verdict[2])
    if record.meldcode.says_no and (serious := ruleset.serious.questions(possible.facts)):
        helping.append(slots.undecided_in(serious, None))
    return False, helping


def _asked_by_team(record: CaseState, meldcode: MeldcodeStanding) -> Level:
    """What is asked for beside the thresholds: by a raise by hand, or by the Meldcode (design 6)."""
    if record.raised is not None or meldcode.report_is_norm or meldcode.is_to_report:
        return Level.BEL_NU
    return Level.ADVIES if meldcode.is_doubtful or record.meldcode.says_no else Level.VOLGEN


def _look_again(
    ruleset: Ruleset, asked: Asked, record: CaseState, meldcode: MeldcodeStanding, *, is_beside_norm: bool
) -> int:
    """The earliest day: reached thresholds, a raise, the Meldcode and what the team recorded only bring it nearer."""
    sooner = ruleset.content.floor.fallback.look_again_days
    is_sooner = (
        record.raised is not None
        or record.meldcode.unsafe == "ja"
        or record.meldcode.says_no
        or is_beside_norm
        or meldcode.is_doubtful
        or bool(meldcode.deviations)
        or meldcode.is_to_report
    )
    return min(sooner, asked.look_again_days) if is_sooner else asked.look_again_days


def _warnings(ruleset: Ruleset, known: Bounds, meldcode: MeldcodeStanding) -> tuple[str, ...]:
    """What the reader has to know besides the decision; no client text, only ids."""
    if not (ruleset.content.missing_core or known.dormant or meldcode.deviations or meldcode.is_doubtful):
        return ()
    missing = [f"Deze vragenlijsten missen een kernsignaal: {name}." for name in ruleset.content.missing_core]
    dormant = [
        f"Het antwoord op {slot} telt nog mee, maar de vraag hoort niet meer bij deze zaak. Klopt het nog?"
        for slot in known.dormant
    ]
    milder = [
        f"Bij weging '{name}' is iets milders vastgelegd dan de antwoorden zeggen. De antwoorden tellen."
        for name in meldcode.deviations
    ]
    doubt = ["Bij de weging is twijfel vastgelegd. Vraag advies aan Veilig Thuis."] if meldcode.is_doubtful else []
    return (*missing, *dormant, *milder, *doubt)
