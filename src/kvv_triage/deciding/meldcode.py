"""Where a case stands in the Meldcode: from what is recorded and what the answers propose (design 7)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from kvv_triage.case.meldcode_record import (
    EFFECTIVE_HELP,
    HELP_ACCEPTED,
    NEED_SUSPICION,
    REPORT,
    RESULT,
    SUSPICION,
    UNSAFE,
    MeldcodeRecord,
    Weighing,
)
from kvv_triage.language.scales import Norm

STEPS = range(1, 6)
DEVIATING_ORDER = (2, 1, 4, 5)
"""The order while a threshold asks for Veilig Thuis before any conversation (design 7).

Nothing goes before the call to Veilig Thuis, and the conversation is never what comes next: whether it is held, by
whom and when is agreed with them.
"""


ProposedAnswer = tuple[str, Weighing]
"""A weighing question and the answer that is proposed."""


class Seen(NamedTuple):
    """What the answers say, as far as the Meldcode asks: all that it needs of a decision.

    `proposal` holds what reached norms propose per weighing question. `is_dangerous`: a threshold that asks for a call
    is reached, and not by what is unknown. `is_serious`: an answer of severity `ernstig` or higher. `is_beside_norm`:
    such an answer stands beside another answer that proposes "nee" on weighing 3, 4 or 5. `asks_call`:
    whatever is known or not asks for a call, or somebody raised the case. `not_first` are who must not be spoken to
    before Veilig Thuis was called, most urgent first; an empty name stands for a threshold that names
    nobody. With any of them the order deviates.
    """

    proposal: tuple[ProposedAnswer, ...] = ()
    has_signals: bool = True
    is_dangerous: bool = False
    is_serious: bool = False
    is_beside_norm: bool = False
    asks_call: bool = False
    not_first: tuple[str, ...] = ()


class MeldcodeStanding(NamedTuple):
    """Where the case stands in the Meldcode.

    `step` is the furthest step whose work is recorded (0 without signals), `open` the steps still to be done,
    `next` the one to take now (None: nothing left to take). `proposal` holds what reached norms propose per weighing
    question. `deviations` are the weighing questions on which the team recorded less than the answers say.
    `is_to_report`: the team decided to report and no report is recorded yet. `not_first` is as in Seen.
    """

    step: int
    next: int | None
    open: tuple[int, ...]
    proposal: Mapping[str, Weighing]
    report_is_norm: bool
    is_doubtful: bool
    deviations: tuple[str, ...]
    is_to_report: bool
    not_first: tuple[str, ...]

    @property
    def consult_first(self) -> bool:
        """Whether the order deviates: Veilig Thuis comes before any conversation."""
        return bool(self.not_first)


PROPOSES: Mapping[Norm, tuple[ProposedAnswer, ...]] = {
    Norm.ACUUT: ((SUSPICION, "ja"), (UNSAFE, "ja")),
    Norm.STRUCTUREEL: ((SUSPICION, "ja"), (UNSAFE, "ja")),
    Norm.ONTHULLING: ((SUSPICION, "ja"), (UNSAFE, "ja")),
    Norm.EIGEN_GRENS: ((EFFECTIVE_HELP, "nee"),),
    Norm.HULP_NIET_AANVAARD: ((HELP_ACCEPTED, "nee"),),
    Norm.RESULTAAT_BLIJFT_UIT: ((RESULT, "nee"),),
}
"""What each norm proposes. A threshold about unknowns leaves out the suspicion: not knowing is none (design 7)."""


def assess(record: MeldcodeRecord, seen: Seen) -> MeldcodeStanding:
    """Where the case stands, from what is recorded and what the answers say.

    What is proposed beats a milder record: nobody may lower (law 5).
    """
    recorded, proposal = record.weighings, dict(seen.proposal)
    effective = {**recorded, **proposal}
    report_is_norm = _reporting_is_norm(record, proposal, effective, seen)
    work = _work(record, seen, is_weighed=recorded[SUSPICION] == "nee" or report_is_norm or all(recorded.values()))
    deviations = [name for name, answer in seen.proposal if recorded[name] not in (None, answer)]
    if recorded[SUSPICION] == "nee" and (seen.is_dangerous or seen.is_serious) and SUSPICION not in deviations:
        deviations.insert(0, SUSPICION)
    # A proposed "nee" takes no doubt away: alone it asks for no more than the doubt does.
    is_doubtful = "twijfel" in (effective if report_is_norm else recorded).values()
    is_to_report = _is_to_report(record)
    is_left = bool(report_is_norm or deviations or is_doubtful or is_to_report or seen.asks_call or seen.not_first)
    is_closed = effective[SUSPICION] == "nee" and not is_left
    still_open = () if is_closed else tuple([number for number in STEPS if not work.get(number)])
    in_order = DEVIATING_ORDER if seen.not_first else STEPS
    return MeldcodeStanding(
        step=max(work, default=0),
        next=next((number for number in in_order if number in still_open), None),
        open=still_open,
        proposal=MappingProxyType(proposal),
        report_is_norm=report_is_norm,
        is_doubtful=is_doubtful,
        deviations=tuple(deviations),
        is_to_report=is_to_report,
        not_first=seen.not_first,
    )


def says_no_itself(record: MeldcodeRecord, proposal: Mapping[str, Weighing]) -> bool:
    """Whether the team says no on weighing 3, 4 or 5 apart from what the answers propose: to confirm adds no sign."""
    return any(record.weighings[name] == "nee" != proposal.get(name) for name in NEED_SUSPICION)


def _reporting_is_norm(
    record: MeldcodeRecord,
    proposal: Mapping[str, Weighing],
    effective: Mapping[str, Weighing | None],
    seen: Seen,
) -> bool:
    """Yes on 2, or no on 3, 4 or 5 next to a suspicion: a recorded or proposed one, or another serious answer."""
    if effective[UNSAFE] == "ja" or seen.is_beside_norm:
        return True
    if not any(effective[name] == "nee" for name in NEED_SUSPICION):
        return False
    return effective[SUSPICION] == "ja" or (seen.is_serious and says_no_itself(record, proposal))


def _work(record: MeldcodeRecord, seen: Seen, *, is_weighed: bool) -> dict[int, bool]:
    """The steps of which some work is recorded, and whether it is done."""
    work = {1: True} if seen.has_signals else {}
    if record.consultations or record.contacts:
        work[2] = not seen.not_first or _was_with_veilig_thuis(record)
    if any(talk.state in ("gedaan", "niet_veilig") for talk in record.conversations):
        work[3] = True
    if any(record.weighings.values()):
        work[4] = is_weighed
    if record.decided or record.contacts:
        work |= _decided(record)
    return work


def _decided(record: MeldcodeRecord) -> dict[int, bool]:
    report, help_ = (record.decided.report, record.decided.help) if record.decided else (None, None)
    is_reported = any(contact.kind == REPORT for contact in record.contacts)
    is_done = (report or is_reported) and help_ and not _is_to_report(record)
    return {5: bool(is_done)} if report or help_ or is_reported else {}


def _is_to_report(record: MeldcodeRecord) -> bool:
    """Whether the team decided to report, and no report is recorded since: a decision is no report (law 11)."""
    if record.decided is None or record.decided.report != "ja":
        return False
    since = record.decided.on
    reports = [contact.on for contact in record.contacts if contact.kind == REPORT]
    return not any(on is None or since is None or on >= since for on in reports)


def _was_with_veilig_thuis(record: MeldcodeRecord) -> bool:
    return bool(record.contacts) or any(
        consultation.whom.lower().replace("_", " ").startswith("veilig thuis") for consultation in record.consultations
    )
