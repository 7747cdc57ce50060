"""Thresholds that nobody can reach, and questions and lists that are never asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kvv_triage.content.checklist import Checklist
from kvv_triage.content.conditions import AllOf, AnyOf, Condition, CountNorm, Path, walk
from kvv_triage.content.thresholds import RegionalThresholds
from kvv_triage.deciding.marks import Questions, join
from kvv_triage.deciding.rules import View
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.errors import Finding
from kvv_triage.language.scales import Level, Norm

_COUNTS = "kijk of de aantallen kloppen met de vragen die er zijn"
_MANY = 1000
"""More earlier sessions than any case will have."""


def unreachable(ruleset: Ruleset, regional: RegionalThresholds) -> Iterator[Finding]:
    """The region's thresholds that no answers can ever reach, and the parts of them that never help to."""
    everything = _everything(ruleset)
    at = {threshold.id: position for position, threshold in enumerate(regional.thresholds)}
    can_hold = _can_hold(ruleset, everything, (1 << ruleset.size) - 1)
    for ready in ruleset.agreed.thresholds:
        if ready.is_national:
            continue
        path, condition = ("drempels", at[ready.threshold.id], "als"), ready.threshold.when
        if not ready.rule.holds(everything):
            message = "niemand kan deze drempel bereiken: geen enkel antwoord maakt de voorwaarde waar"
            yield Finding(path, "KVV403", message, _tip(condition))
        yield from _idle(condition, can_hold, path)


def never_asked(ruleset: Ruleset, checklist: Checklist) -> Iterator[Finding]:
    """The guards of a list that no answers can ever make true, and the parts of guards that never help to."""
    everything = _everything(ruleset)
    block = next(block for block in ruleset.blocks if block.checklist.id == checklist.id)
    never = "geen enkel antwoord maakt deze voorwaarde waar"
    if block.guard and not block.guard.holds(everything):
        yield Finding(("inzetten_als",), "KVV310", f"{never}: de lijst wordt nooit gesteld", _COUNTS)
    if block.checklist.only_if:
        can_hold = _can_hold(ruleset, everything, (1 << block.items[0].number) - 1)
        yield from _idle(block.checklist.only_if, can_hold, ("inzetten_als",))
    items = {item.question.id: item for item in block.items}
    for at, section in enumerate(checklist.sections):
        for position, question in enumerate(section.questions):
            item, path = items[question.id], ("onderdelen", at, "vragen", position, "alleen_als")
            if item.guard and not item.guard.holds(everything):
                yield Finding(path, "KVV310", f"{never}: de vraag wordt nooit gesteld", _COUNTS)
            if item.question.only_if:
                yield from _idle(item.question.only_if, _can_hold(ruleset, everything, item.bit - 1), path)


def _can_hold(ruleset: Ruleset, everything: View, visible: Questions) -> Callable[[Condition], bool]:
    """Whether any answers to the visible questions make a condition true."""
    return lambda condition: ruleset.compiler.rule(condition, visible).holds(everything)


def _idle(condition: Condition, can_hold: Callable[[Condition], bool], path: Path) -> Iterator[Finding]:
    """The alternatives of a condition that can hold, which cannot hold themselves: they promise what never comes."""
    if not isinstance(condition, AllOf | AnyOf) or not can_hold(condition):
        return
    key = "alle" if isinstance(condition, AllOf) else "een_van"
    for position, part in enumerate(condition.conditions):
        place = (*path, key, position)
        if not can_hold(part):
            message = "dit deel van de voorwaarde kan nooit waar zijn"
            yield Finding(place, "KVV313", message, _tip(part), warning=True)
        yield from _idle(part, can_hold, place)


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
