"""Take one answer away from a call, and see whether it still asks for a call.

An answer that is lost was never given: it reads as the safe one, as a "nee" that nobody asked about. Who does say that
it is not known, loses less: that is the milder reading. An answer stands for one question about one person, with all
that was ticked in it.

Every given answer can be lost. A signal is one that is serious, brings points or carries a norm, or asks for a
call alone; a worry that was only ticked at the start or the gate is none. What the team itself asks for, by hand or by
the Meldcode, is left out: it cannot be lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.interviews import Elsewhere, not_known, safe
from kvv_triage.case.answers import Answers
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.case.state import CaseState
from kvv_triage.content.checklist import Weight
from kvv_triage.content.kinds import weights_of
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level, Severity
from kvv_triage.trainer.trying import Tried

MANY = 3
"""So many signals should carry a call together."""
LEAST_STANDING = 75
"""Of the calls with that many signals, how many percent stand whichever answer is lost."""


@dataclass(frozen=True, slots=True)
class Call:
    """A case of the casebook that answers ask to call about."""

    name: str
    signals: tuple[str, ...]
    """The given answers that are serious, bring points, carry a norm or ask for a call alone."""
    hangs_on: tuple[str, ...]
    """The given answers of which the loss of one alone ends the call."""
    hangs_on_when_unknown: tuple[str, ...]
    """The same when what is lost reads as `weet_niet`."""

    @property
    def has_many(self) -> bool:
        """Whether so many signals ask for it that one can be missed."""
        return len(self.signals) >= MANY


def calls_of(ruleset: Ruleset, cases: Iterable[Tried]) -> list[Call]:
    """Give the calls of these cases that answers ask for."""
    return [_call(ruleset, tried) for tried in cases if _asks_to_call(ruleset, tried.record, tried.record.answers)]


def with_many(calls: Iterable[Call]) -> list[Call]:
    """Give the calls with many signals."""
    return [call for call in calls if call.has_many]


def standing(calls: Iterable[Call]) -> int:
    """Count the calls that stand whichever answer is lost."""
    return sum(not call.hangs_on for call in calls)


def standing_when_unknown(calls: Iterable[Call]) -> int:
    """Count those that stand when what is lost reads as `weet_niet`."""
    return sum(not call.hangs_on_when_unknown for call in calls)


def _call(ruleset: Ruleset, tried: Tried) -> Call:
    return Call(
        Path(tried.path).stem,
        tuple(_signals(ruleset, tried)),
        tuple(_hanging(ruleset, tried, safe)),
        tuple(_hanging(ruleset, tried, not_known)),
    )


def _signals(ruleset: Ruleset, tried: Tried) -> Iterator[str]:
    for slot in tried.case.answers:
        question, answer = ruleset.slot(slot)[0].question, tried.record.answers[slot]
        carried = [weight for value in answer.opinions for weight in weights_of(question, value)]
        alone = CaseState(tried.record.day, Answers({slot: answer}))
        if any(_is_heavy(weight) for weight in carried) or decide(ruleset, alone).level >= Level.BEL_NU:
            yield slot


def _is_heavy(weight: Weight) -> bool:
    return weight.severity >= Severity.ERNSTIG or bool(weight.points or weight.norm)


def _hanging(ruleset: Ruleset, tried: Tried, lost: Elsewhere) -> Iterator[str]:
    for slot in tried.case.answers:
        without = tried.record.answers.with_answer(slot, lost(ruleset.slot(slot)[0].question))
        if not _asks_to_call(ruleset, tried.record, without):
            yield slot


def _asks_to_call(ruleset: Ruleset, record: CaseState, answers: Answers) -> bool:
    """Whether these answers ask for a call, whatever the team raised or recorded of the Meldcode."""
    asked = replace(record, answers=answers, raised=None, meldcode=MeldcodeRecord())
    return decide(ruleset, asked).level >= Level.BEL_NU
