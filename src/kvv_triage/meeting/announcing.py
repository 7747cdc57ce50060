"""When the alarm is shown: what a decision says that was not on an alarm screen yet (law 1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from kvv_triage.case.events import Called, Event
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import Decision
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.newer_content import as_far_as_known
from kvv_triage.meeting.session import fold


class Announced(NamedTuple):
    """What the team was told last, by an alarm or because it became milder: what comes back is news again."""

    level: Level = Level.VOLGEN
    call: frozenset[str] = frozenset()
    cautions: frozenset[str] = frozenset()
    thresholds: frozenset[str] = frozenset()


class News(NamedTuple):
    """Why the alarm is shown: the thresholds that bring the news, most urgent first."""

    thresholds: tuple[str, ...] = ()
    is_unsaid: bool = False
    """Whether there was a call before, so that who was spoken to does not know this."""


def announced_by(content: Content, decision: Decision) -> Announced:
    """What the team knows once it is told of this decision; a name without a number is nobody to call at once."""
    reached = frozenset(outcome.threshold.id for outcome in decision.reasons)
    call = frozenset(name for name in decision.call if not content.specialists[name].is_gap)
    return Announced(decision.level, call, frozenset(decision.cautions), reached)


def news_since(before: Announced, content: Content, decision: Decision, *, is_called: bool) -> News | None:
    """What the alarm has to say now; None when nobody has to call at once, or the team was told all of it.

    It is news when it is more urgent; when a threshold asks to mind something else, or to call somebody else at once;
    and after a call each further threshold that calls at once, because who was spoken to does not know it.
    """
    now = announced_by(content, decision)
    if now.level < Level.BEL_NU:
        return None
    is_graver = now.level > before.level
    thresholds = tuple(
        threshold.id
        for threshold in (outcome.threshold for outcome in decision.reasons)
        if threshold.id not in before.thresholds
        and (
            not before.cautions.issuperset(threshold.cautions)
            or (
                threshold.level >= Level.BEL_NU
                and (is_graver or is_called or not before.call.issuperset(now.call.intersection(threshold.call)))
            )
        )
    )
    return News(thresholds, is_called) if is_graver or thresholds else None


def told_at_last_call(ruleset: Ruleset, events: Sequence[Event], at: datetime) -> Announced:
    """What those who were spoken to last could know of: what was decided then, by the content of now."""
    last = max((place for place, event in enumerate(events, 1) if isinstance(event, Called)), default=0)
    session = as_far_as_known(ruleset.content, fold(events[:last]), at)
    return announced_by(ruleset.content, Moment(ruleset, session, at).shown.decision)
