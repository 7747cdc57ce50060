"""The decision: what the agreed threshold asks, because of which answers, and what could still change it (design 6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kvv_triage.case.state import CaseState
from kvv_triage.deciding.agreed import Asked, ReadyThresholds, joined
from kvv_triage.deciding.bounds import Bounds, bounds
from kvv_triage.deciding.judging import Judged, Judging, ThresholdState
from kvv_triage.deciding.marks import join
from kvv_triage.deciding.meldcode import MeldcodeStanding, assess, says_no_itself
from kvv_triage.deciding.rules import Slots
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.deciding.settling import Settling
from kvv_triage.language.scales import Level


class Decision(NamedTuple):
    """What `decide` says.

    `reached` are the reached thresholds, most urgent first, then in file order; `told` are those that are reasons.
    `undecided` are the slots that could still raise the level. `judging` says what became of every threshold,
    and `settles` which slots would settle an open one.
    """

    level: Level
    could_become: Level
    reached: tuple[Judged, ...]
    call: tuple[str, ...]
    cautions: tuple[str, ...]
    warnings: tuple[str, ...]
    undecided: tuple[str, ...]
    dormant: tuple[str, ...]
    look_again_days: int
    meldcode: MeldcodeStanding
    told: ReadyThresholds
    judging: Judging
    settles: Settling

    @property
    def is_settled(self) -> bool:
        """Whether no open answer can change the level, whom to call or the cautions any more: the early stop."""
        return self.has_settled_level and not self.adding and not self._reporting_adds

    @property
    def has_settled_level(self) -> bool:
        """Whether no open answer can change the level any more."""
        return self.level == self.could_become

    @property
    def could_call(self) -> tuple[str, ...]:
        """Whom an open threshold, of at least this level, could still add to the call; most urgent first."""
        calls = self._at_this_level([*(outcome.ready.call for outcome in self.adding), self._reporting_adds])
        return tuple(name for name in calls if name not in self.call)

    @property
    def adding(self) -> tuple[Judged, ...]:
        """The open thresholds of at least this level that could add someone to call or a caution."""
        calls, cautions = {*self.call}, {*self.cautions}
        adding = [
            outcome
            for outcome in self.outcomes
            if outcome.standing is ThresholdState.OPEN
            and outcome.threshold.could_ask >= self.level
            and not (
                calls.issuperset(self._at_this_level([outcome.ready.call]))
                and cautions.issuperset(outcome.threshold.cautions)
            )
        ]
        return tuple(sorted(adding, key=lambda outcome: -outcome.threshold.could_ask))

    @property
    def _reporting_adds(self) -> tuple[str, ...]:
        """Whom to call besides, should a norm of weighing 3, 4 or 5 come to stand next to a suspicion."""
        fallback = self.judging.ruleset.content.floor.fallback.call
        is_norm = self.level > Level.BEL_NU or self.meldcode.report_is_norm or {*self.call}.issuperset(fallback)
        return () if is_norm or not self._could_report else fallback

    @property
    def _could_report(self) -> Slots:
        return _could_become_norm(self.settles.record, self.judging, self.meldcode)

    def _at_this_level(self, calls: Iterable[Iterable[str]]) -> tuple[str, ...]:
        return self.judging.ruleset.agreed.called_at(self.level, joined(calls))

    @property
    def settling(self) -> tuple[str, ...]:
        """Once the level is settled, the slots that settle whom to call and what to mind."""
        if not self.has_settled_level:
            return ()
        reporting = self.judging.names[self._could_report] if self._reporting_adds else ()
        return joined([*map(self.settles.of, self.adding), reporting])

    @property
    def outcomes(self) -> tuple[Judged, ...]:
        """What became of every threshold, in file order."""
        return self.judging.outcomes

    @property
    def reasons(self) -> tuple[Judged, ...]:
        """The reached thresholds that are a reason: one about unknowns is none when a known answer helped it."""
        return tuple(outcome for outcome in self.reached if outcome.ready.bit & self.told)


def decide(ruleset: Ruleset, record: CaseState) -> Decision:
    """The decision on a record. The same rules and record always give the same decision (law 7).

    Every slot and person in the record must exist in its content.
    """
    known = bounds(ruleset, record.answers, record.persons, record.days_ago)
    judging = Judging(ruleset, known)
    facts, reached = known.certain.facts, judging.reached
    asked = ruleset.agreed.asked[reached, _reached_by_known(record, judging, known)]
    is_beside_norm = _is_beside_norm(record, judging)
    seen = asked.seen._replace(has_signals=bool(facts & ruleset.signs), is_beside_norm=is_beside_norm)
    if record.meldcode.model_fields_set:
        is_serious = bool(facts & ruleset.serious.mask)
        asks_call = asked.level >= Level.BEL_NU or record.raised is not None
        meldcode = assess(record.meldcode, seen._replace(is_serious=is_serious, asks_call=asks_call))
    else:
        meldcode = ruleset.agreed.unrecorded[seen]
    reasons = _reasons(judging)
    team = _asked_by_team(record, meldcode)
    level = max(asked.level, team)
    could_become, undecided = _could_become(record, judging, meldcode, level)
    return Decision(
        level=level,
        could_become=could_become,
        reached=judging.all_of(asked.reached),
        call=ruleset.agreed.call[reached, team],
        cautions=asked.cautions,
        warnings=_warnings(ruleset, known, meldcode),
        undecided=judging.names[undecided],
        dormant=known.dormant,
        look_again_days=_look_again(ruleset, asked, record, meldcode, is_beside_norm=is_beside_norm),
        meldcode=meldcode,
        told=reasons,
        judging=judging,
        settles=Settling(ruleset, record),
    )


def _reached_by_known(record: CaseState, judging: Judging, known: Bounds) -> ReadyThresholds:
    """Of the reached thresholds that count what is not excluded those that what is known reaches alone.

    They say as much of a suspicion then as any other; only looked at where a suspicion is proposed or denied.
    """
    agreed = judging.ruleset.agreed
    asked_about = agreed.about_unknowns if record.meldcode.suspicion == "nee" else agreed.proposing_about_unknowns
    reached = [ready for ready in asked_about if ready.bit & judging.reached]
    if not reached:
        return 0
    view = known.of_known()
    return join(ready.bit for ready in reached if ready.rule.holds(view))


def _reasons(judging: Judging) -> ReadyThresholds:
    """The reached thresholds without those about unknowns that were not made true by unknowns alone (law 7).

    Unless nothing else asks for as much: every decision has its reason.
    """
    ruleset, reached = judging.ruleset, judging.reached
    known_helped = 0
    for ready in ruleset.agreed.only_about_unknowns:
        if ready.bit & reached and not ready.rule.holds(judging.slots.unknowns):
            known_helped |= ready.bit
    if not known_helped:
        return reached
    others = reached & ~known_helped
    return reached if ruleset.agreed.level_of(others) < ruleset.agreed.level_of(reached) else others


def _is_beside_norm(record: CaseState, judging: Judging) -> bool:
    """Weighing 3, 4 and 5 need a weighing 1 (design 7): whether such a norm stands next to a suspicion."""
    is_suspected = record.meldcode.suspicion == "ja"
    return any(
        is_suspected or rule.holds(judging.certain, judging.slots)
        for ready, rule in judging.ruleset.agreed.next_to
        if ready.bit & judging.reached
    )


def _could_become(record: CaseState, judging: Judging, meldcode: MeldcodeStanding, level: Level) -> tuple[Level, Slots]:
    """The highest level that is still possible, and the slots that could help to get above this one."""
    ruleset = judging.ruleset
    raising = [ready for ready in ruleset.agreed.could_ask_above[level] if judging.is_open(ready)]
    if not raising and level >= Level.BEL_NU:
        return level, 0
    could_become = max([level, *[ready.threshold.could_ask for ready in raising]])
    undecided = join(map(judging.helping, raising))
    if level < Level.BEL_NU and (reporting := _could_become_norm(record, judging, meldcode)):
        return max(could_become, Level.BEL_NU), undecided | reporting
    return could_become, undecided


def _could_become_norm(record: CaseState, judging: Judging, meldcode: MeldcodeStanding) -> Slots:
    """The slots that could help to bring a norm of weighing 3, 4 or 5 next to a suspicion, as the answers stand."""
    ruleset, certain, possible, slots = judging.ruleset, judging.certain, judging.possible, judging.slots
    if record.meldcode.suspicion == "ja":
        return join(judging.helping(ready) for ready, _ in ruleset.agreed.next_to if judging.is_open(ready))
    helping = join(rule.helping(certain, possible, slots) for _, rule in ruleset.agreed.next_to)
    if says_no_itself(record.meldcode, meldcode.proposal):
        helping |= slots.undecided_in(ruleset.serious.questions(possible.facts), None)
    return helping


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
