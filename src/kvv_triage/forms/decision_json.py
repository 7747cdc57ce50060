"""A decision as the JSON object of `kvv beslis` (design 8), and JSON as this program writes it."""

from __future__ import annotations

from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import Decision
from kvv_triage.deciding.judging import Judged, ThresholdState
from kvv_triage.deciding.meldcode import MeldcodeStanding
from kvv_triage.forms.json_text import Json


def decision_json(content: Content, decision: Decision, *, with_slots: bool = True) -> dict[str, Json]:
    """The object that `kvv beslis` prints: plain JSON values under Dutch keys.

    Without slots it names only what was reached, and not the questions behind it: for who may not see the answers.
    """
    return {
        "besluit": decision.level.label,
        "kan_worden": decision.could_become.label,
        "bel": list(decision.call),
        "drempels": [
            _threshold(content, decision, outcome, with_slots=with_slots)
            for outcome in decision.outcomes
            if with_slots or outcome.standing is ThresholdState.REACHED
        ],
        "bel_kan_worden": list(decision.could_call),
        "let_op": list(decision.cautions),
        "waarschuwingen": list(decision.warnings) if with_slots else [],
        "onbeslist": list(decision.undecided) if with_slots else [],
        "opnieuw_kijken_na_dagen": decision.look_again_days,
        "meldcode": _meldcode(decision.meldcode),
        "inhoud": {
            "regio": content.regional.region,
            "versie": content.regional.version,
            "vingerafdruk": content.fingerprint,
        },
    }


def _threshold(content: Content, decision: Decision, outcome: Judged, *, with_slots: bool) -> Json:
    threshold = outcome.threshold
    entry: dict[str, Json] = {"id": threshold.id, "stand": outcome.standing.value}
    if outcome.standing is ThresholdState.REACHED:
        entry |= {"omdat": threshold.because}
        if with_slots:
            entry["vragen"] = list(outcome.because)
        if threshold.norm:
            entry["norm"] = threshold.norm.value
        entry["bron"] = list(content.sources_of_threshold(threshold))
        if outcome not in decision.reasons:
            entry["is_reden"] = False
    elif outcome.standing is ThresholdState.OPEN:
        entry["beslissend"] = list(decision.settles.of(outcome))
    if outcome.is_national:
        entry["landelijk"] = True
    return entry


def _meldcode(standing: MeldcodeStanding) -> Json:
    named: list[Json] = [name for name in standing.not_first if name]
    return {
        "stap": standing.step,
        "volgende": standing.next,
        "open": list(standing.open),
        "voorstel": dict(standing.proposal),
        "melden_is_norm": standing.report_is_norm,
        "geen_gesprek_vooraf": standing.consult_first,
        **({"niet_eerst_spreken_met": named} if named else {}),
    }
