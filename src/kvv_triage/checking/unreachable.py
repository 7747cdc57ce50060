"""Thresholds that nobody can reach, and questions and lists that are never asked."""

from __future__ import annotations

from collections.abc import Iterator

from kvv_triage.content.checklist import Checklist
from kvv_triage.content.conditions import Condition, CountNorm, Path, walk
from kvv_triage.content.thresholds import RegionalThresholds
from kvv_triage.deciding.marks import join
from kvv_triage.deciding.rules import View
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.errors import Finding
from kvv_triage.language.scales import Level, Norm

_COUNTS = "kijk of de aantallen kloppen met de vragen die er zijn"
_MANY = 1000
"""More earlier sessions than any case will have."""


def unreachable(ruleset: Ruleset, regional: RegionalThresholds) -> Iterator[Finding]:
    """The region's thresholds that no answers can ever reach."""
    everything = _everything(ruleset)
    at = {threshold.id: position for position, threshold in enumerate(regional.thresholds)}
    for ready in ruleset.thresholds:
        if not ready.is_national and not ready.rule.holds(everything):
            message = "niemand kan deze drempel bereiken: geen enkel antwoord maakt de voorwaarde waar"
            yield Finding(("drempels", at[ready.threshold.id], "als"), "KVV403", message, _tip(ready.threshold.when))


def never_asked(ruleset: Ruleset, checklist: Checklist) -> Iterator[Finding]:
    """The guards of a list that no answers can ever make true."""
    everything = _everything(ruleset)
    block = next(block for block in ruleset.blocks if block.checklist.id == checklist.id)
    never = "geen enkel antwoord maakt deze voorwaarde waar"
    if block.guard and not block.guard.holds(everything):
        yield Finding(("inzetten_als",), "KVV310", f"{never}: de lijst wordt nooit gesteld", _COUNTS)
    guards = {item.question.id: item.guard for item in block.items}
    for at, section in enumerate(checklist.sections):
        for position, question in enumerate(section.questions):
            guard = guards[question.id]
            if guard and not guard.holds(everything):
                path: Path = ("onderdelen", at, "vragen", position, "alleen_als")
                yield Finding(path, "KVV310", f"{never}: de vraag wordt nooit gesteld", _COUNTS)


def _everything(ruleset: Ruleset) -> View:
    """All facts there can be, with one person of each role, after many urgent earlier sessions."""
    top = join(item.encoder.top for item in ruleset.items)
    persons = {
        role: {f"{role}-1": join(item.encoder.top for item in ruleset.items if item.per == role)}
        for role in ruleset.persons_items
    }
    return View(top, persons, ((0, Level.BEL_112),) * _MANY)


def _tip(condition: Condition) -> str:
    if any(isinstance(part, CountNorm) and part.norm == Norm.ACUUT for _, part in walk(condition)):
        return "geen antwoord draagt de norm `acuut`; vraag naar `ernst: acuut`"
    return _COUNTS
