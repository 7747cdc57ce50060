"""Slots: a question, or a question about one person, as it is written in YAML: `kind.bang@kind-1`."""

from __future__ import annotations


def slot_of(question: str, person: str | None = None) -> str:
    """The slot of a question, or of a question about one person."""
    return f"{question}@{person}" if person else question


def split_slot(slot: str) -> tuple[str, str | None]:
    """The question and the person (or None) of a slot."""
    question, _, person = slot.partition("@")
    return question, person or None


def role_of(person: str) -> str:
    """The role of a person: `kind` of `kind-2`."""
    return person.rpartition("-")[0]


def person_number(person: str) -> int:
    """The number of a person: 2 of `kind-2`."""
    return int(person.rpartition("-")[2])
