"""Whether a case of the casebook fits the lists and the thresholds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kvv_triage.checking.inventory import Inventory
from kvv_triage.checking.written_answers import read_document
from kvv_triage.content.casebook import CasebookEntry
from kvv_triage.content.content import Content
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.errors import Finding


def check_case(ruleset: Ruleset, case: CasebookEntry, inventory: Inventory, today: date) -> Iterator[Finding]:
    """Answers, persons, thresholds, specialists and days that cannot be; not what follows from a mistake elsewhere."""
    content = ruleset.content
    read = read_document(ruleset, case, today)
    for finding in read if isinstance(read, tuple) else ():
        if not _is_excused(finding, content, inventory):
            yield finding
    expected = case.expected
    regional = [threshold.id for threshold in content.regional.thresholds]
    national = [threshold.id for threshold in content.floor.thresholds]
    for position in _unknown(expected.thresholds, [*regional, *national], "drempel", inventory):
        name = (expected.thresholds or ())[position]
        path, message = ("verwacht", "drempels", position), f"de drempel `{name}` bestaat niet"
        yield Finding(path, "KVV503", message, inventory.guesser.near_or_all(name, regional))
    for position in _unknown(expected.call, list(content.specialists), "specialist", inventory):
        name = (expected.call or ())[position]
        path, message = ("verwacht", "bel", position), f"de specialist `{name}` bestaat niet"
        yield Finding(path, "KVV504", message, inventory.guesser.near_or_all(name, content.specialists))


def _unknown(names: tuple[str, ...] | None, existing: list[str], kind: str, inventory: Inventory) -> Iterator[int]:
    """The positions of the names that do not exist, and did not stand in a part with its own mistake."""
    for position, name in enumerate(names or ()):
        if name not in existing and not inventory.broken & {f"{kind}:", f"{kind}:{name}"}:
            yield position


def _is_excused(finding: Finding, content: Content, inventory: Inventory) -> bool:
    """Whether a case only stumbles over a part of the content that has its own mistake."""
    if finding.path[0] in ("eerder", "meldcode"):
        return False
    if finding.path[0] == "personen":
        return inventory.lost or any(name.startswith("rol:") for name in inventory.broken)
    question, at, person = str(finding.path[1]).partition("@")
    owner, role = question.partition(".")[0], person.rpartition("-")[0]
    roles = {f"rol:{role}", "rol:"} if at else set()
    is_lost = inventory.lost and question not in content.by_id
    return is_lost or bool(inventory.broken & {owner, question, *roles})


def is_about_slot(content: Content, finding: Finding) -> bool:
    """Whether a finding about an answer is about its question or person, not about what was answered."""
    match finding.path:
        case ("antwoorden", str(slot)):
            question, at, _ = slot.partition("@")
            placed = content.by_id.get(question)
            return placed is None or (placed.per is not None) != bool(at)
        case _:
            return False
