"""Where a case stands in the Meldcode: from what is recorded and what the answers propose (design 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kvv_triage.case.meldcode_record import (
    EFFECTIVE_HELP,
    HELP_ACCEPTED,
    RESULT,
    SUSPICION,
    UNSAFE,
    MeldcodeRecord,
    Weighing,
    reporting_is_norm,
)
from kvv_triage.language.scales import Norm

STEPS = range(1, 6)


class MeldcodeStanding(NamedTuple):
    """Where the case stands in the Meldcode.

    `step` is the furthest step whose work is recorded (0 without signals), `open` the steps still to be done,
    `next` the one to take now (None: nothing left). `proposal` holds what reached norms propose per weighing
    question. `deviations` are the weighing questions on which the team recorded less than what is proposed.
    """

    step: int
    next: int | None
    open: tuple[int, ...]
    proposal: Mapping[str, Weighing]
    report_is_norm: bool
    is_doubtful: bool
    consult_first: bool
    deviations: tuple[str, ...]


ProposedAnswer = tuple[str, Weighing]
"""A weighing question and the answer that is proposed."""


PROPOSES: Mapping[Norm, tuple[ProposedAnswer, ...]] = {
    Norm.ACUUT: ((SUSPICION, "ja"), (UNSAFE, "ja")),
    Norm.STRUCTUREEL: ((SUSPICION, "ja"), (UNSAFE, "ja")),
    Norm.ONTHULLING: ((SUSPICION, "ja"), (UNSAFE, "ja")),
    Norm.EIGEN_GRENS: ((EFFECTIVE_HELP, "nee"),),
    Norm.HULP_NIET_AANVAARD: ((HELP_ACCEPTED, "nee"),),
    Norm.RESULTAAT_BLIJFT_UIT: ((RESULT, "nee"),),
}
"""What each norm proposes. A threshold about unknowns leaves out the suspicion: not knowing is none (design 7)."""


def assess(
    record: MeldcodeRecord, proposal: Mapping[str, Weighing], *, has_signals: bool, consult_first: bool
) -> MeldcodeStanding:
    """Where the case stands, from what is recorded and what the answers propose.

    What is proposed beats a milder record: nobody may lower (law 5). `consult_first` is the deviating order of
    honour-based violence, forced marriage, abandonment and FGM: step 2 is then done once Veilig Thuis was called.
    """
    recorded = record.weighings
    effective = {**recorded, **proposal}
    report_is_norm = reporting_is_norm(effective)
    work = {1: True} if has_signals else {}
    if record.consultations or record.contacts:
        work[2] = not consult_first or _was_with_veilig_thuis(record)
    if any(talk.state in ("gedaan", "niet_veilig") for talk in record.conversations):
        work[3] = True
    if any(recorded.values()):
        work[4] = recorded[SUSPICION] == "nee" or report_is_norm or all(recorded.values())
    if record.decided or record.contacts:
        work |= _decided(record)
    step = max(work, default=0)
    is_closed = effective[SUSPICION] == "nee" and not report_is_norm
    still_open = () if is_closed else tuple([number for number in STEPS if not work.get(number)])
    # Under the deviating order nothing goes before the call to Veilig Thuis, whatever was done already.
    later = [number for number in still_open if consult_first or number > step]
    return MeldcodeStanding(
        step=step,
        next=later[0] if later else still_open[0] if still_open else None,
        open=still_open,
        proposal=proposal,
        report_is_norm=report_is_norm,
        is_doubtful="twijfel" in effective.values(),
        consult_first=consult_first,
        deviations=tuple([name for name, answer in proposal.items() if recorded[name] not in (None, answer)]),
    )


def _decided(record: MeldcodeRecord) -> dict[int, bool]:
    report, help_ = (record.decided.report, record.decided.help) if record.decided else (None, None)
    is_reported = any(contact.kind == "melding" for contact in record.contacts)
    return {5: bool((report or is_reported) and help_)} if report or help_ or is_reported else {}


def _was_with_veilig_thuis(record: MeldcodeRecord) -> bool:
    return bool(record.contacts) or any(
        "veilig thuis" in consultation.whom.lower().replace("_", " ") for consultation in record.consultations
    )
