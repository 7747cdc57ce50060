"""What exists in a folder, also in parts whose shape is wrong, so that one mistake is reported once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

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
from kvv_triage.language.meant import near


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

    @classmethod
    def of(
        cls, checklists: Iterable[Checklist], broken: frozenset[str] = frozenset(), *, lost: bool = False
    ) -> Inventory:
        """Number the questions in content order."""
        inventory = cls(in_order(checklists), broken, lost)
        for checklist in inventory.checklists:
            of_list = questions_named(checklist.only_if)
            for section, question in checklist.questions():
                name = f"{checklist.id}.{question.id}"
                inventory.questions.setdefault(name, (len(inventory.questions), checklist, section, question))
                inventory.reads.setdefault(name, of_list | questions_named(question.only_if))
                if role := role_made(question):
                    inventory.roles.setdefault(role, name)
        return inventory

    def checklist(self, name: str) -> Checklist | None:
        """The list with this id, if it could be read."""
        return next((checklist for checklist in self.checklists if checklist.id == name), None)

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

    def list_start(self, checklist: Checklist) -> int:
        """The number of the first question of a list."""
        return min(number for number, owner, *_ in self.questions.values() if owner is checklist)


def near_question(name: str, inventory: Inventory) -> str:
    """A tip with the question that was meant: in its own list, or the only one with this id."""
    owner, dot, question = name.partition(".")
    own = {full.partition(".")[2]: full for full in inventory.questions if full.startswith(f"{owner}.")}
    if own and dot:
        meant = get_close_matches(question, own, n=1)
        return f"bedoelde je `{own[meant[0]]}`?" if meant else f"kijk welke vragen er in de lijst `{owner}` staan"
    same = [full for full in inventory.questions if full.partition(".")[2] == (question if dot else name)]
    meant = get_close_matches(name, same, n=1, cutoff=0)
    return (
        f"bedoelde je `{meant[0]}`?"
        if meant
        else near(name, inventory.questions) or "schrijf een vraag als `lijst.vraag`"
    )


def no_role(role: str) -> str:
    """The message for a role without persons."""
    return f"geen vraag maakt personen met de rol `{role}`"


def maker_tip(role: str, inventory: Inventory) -> str:
    """The tip for a role without persons: the nearest role, or how to make one."""
    return near(role, inventory.roles) or f"voeg een vraag toe met `soort: personen` en `rol: {role}`"


def questions_named(condition: Condition | None) -> frozenset[str]:
    """The questions that a guard reads by name."""
    return frozenset(name for _, name in question_references(condition)) if condition else frozenset()
