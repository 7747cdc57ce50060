"""What exists in a folder, also in parts whose shape is wrong, so that one mistake is reported once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kvv_triage.content.checklist import (
    Checklist,
    Question,
    Section,
)
from kvv_triage.content.conditions import (
    Condition,
    question_references,
)
from kvv_triage.content.content import in_order
from kvv_triage.content.kinds import role_made
from kvv_triage.language.meant import Guesser, meant


@dataclass(frozen=True, slots=True)
class Inventory:
    """What exists in a folder, also in parts whose shape is wrong, so that one mistake is reported once.

    `broken` holds what exists but could not be read: `lijst`, `lijst.vraag`, and `rol:`, `bron:`, `specialist:` or
    `drempel:` with a name, or without one when any could have been meant. `lost` says that a whole list could not be
    read, so that anything may have stood in it.
    """

    checklists: tuple[Checklist, ...]
    broken: frozenset[str] = frozenset()
    lost: bool = False
    questions: dict[str, tuple[int, Checklist, Section, Question]] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    reads: dict[str, frozenset[str]] = field(default_factory=dict)
    """The questions that the guards of a question name."""
    lists: dict[str, tuple[range, Checklist]] = field(default_factory=dict)
    """Each list with the numbers of its questions."""
    named: dict[str, list[str]] = field(default_factory=dict)
    """The questions of each list, and those that have the same id in several lists."""
    guesser: Guesser = field(default_factory=Guesser, compare=False)

    @classmethod
    def of(
        cls, checklists: Iterable[Checklist], broken: frozenset[str] = frozenset(), *, lost: bool = False
    ) -> Inventory:
        """Number the questions in content order."""
        inventory = cls(in_order(checklists), broken, lost)
        for checklist in inventory.checklists:
            first = len(inventory.questions)
            of_list = questions_named(checklist.only_if)
            for section, question in checklist.questions():
                name = f"{checklist.id}.{question.id}"
                if name not in inventory.questions:
                    inventory.questions[name] = (len(inventory.questions), checklist, section, question)
                    inventory.named.setdefault(f"{checklist.id}.", []).append(question.id)
                    inventory.named.setdefault(question.id, []).append(name)
                    inventory.reads[name] = of_list | questions_named(question.only_if)
                if role := role_made(question):
                    inventory.roles.setdefault(role, name)
            inventory.lists[checklist.id] = range(first, len(inventory.questions)), checklist
        return inventory

    def checklist(self, name: str) -> Checklist | None:
        """The list with this id, if it could be read."""
        return self.lists[name][1] if name in self.lists else None

    def may_have_list(self, name: str) -> bool:
        """Whether a list is there, or may have been there."""
        return self.lost or name in self.broken or self.checklist(name) is not None

    def may_have_question(self, name: str) -> bool:
        """Whether a question is there, or may have been there."""
        owner = name.partition(".")[0]
        is_lost = owner in self.broken or (self.lost and self.checklist(owner) is None)
        return is_lost or name in self.broken or name in self.questions

    def may_have_role(self, role: str) -> bool:
        """Whether a question makes persons with this role, or may have made them."""
        return self.lost or bool(self.broken & {f"rol:{role}", "rol:"}) or role in self.roles

    def numbers(self, checklist: Checklist) -> range:
        """The numbers of the questions of a list."""
        return self.lists[checklist.id][0]


def near_question(name: str, inventory: Inventory) -> str:
    """A tip with the question that was meant: in its own list, or the only one with this id."""
    owner, dot, question = name.partition(".")
    guesser, own = inventory.guesser, inventory.named.get(f"{owner}.")
    if own and dot:
        nearest = guesser.closest(question, own)
        return meant(f"{owner}.{nearest}") if nearest else f"kijk welke vragen er in de lijst `{owner}` staan"
    same = guesser.closest(name, inventory.named.get(question if dot else name, ()), 0)
    return meant(same) or guesser.near(name, inventory.questions) or "schrijf een vraag als `lijst.vraag`"


def no_role(role: str) -> str:
    """The message for a role without persons."""
    return f"geen vraag maakt personen met de rol `{role}`"


def maker_tip(role: str, inventory: Inventory) -> str:
    """The tip for a role without persons: the nearest role, or how to make one."""
    return inventory.guesser.near(role, inventory.roles) or f"voeg een vraag toe met `soort: personen` en `rol: {role}`"


def questions_named(condition: Condition | None) -> frozenset[str]:
    """The questions that a guard reads by name."""
    return frozenset(name for _, name in question_references(condition)) if condition else frozenset()
