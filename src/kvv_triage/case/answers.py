"""What an answer can be, and the immutable answers of one case.

An answer belongs to a *slot*: a question, or a question about one person. A slot is written as in YAML:
`partnergeweld.keel`, or `kind.bang@kind-1`.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from kvv_triage.case.visibility import Chosen, Typed, Visibility
from kvv_triage.language.scales import UnknownKind

NO = "nee"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a `keuze`, or `ja` or `nee`."""

    id: Chosen


@dataclass(frozen=True, slots=True)
class Options:
    """The chosen options of a `meerkeuze`; none chosen is an answer too, the safe one."""

    ids: frozenset[Chosen]


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from 0."""

    value: int


@dataclass(frozen=True, slots=True)
class Person:
    """A person without a name: an age in years and a neutral label, both optional."""

    age: Annotated[int | None, Visibility.TYPED] = field(default=None, repr=False)
    label: Typed = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Persons:
    """The persons of one role, in the order in which they get their number."""

    persons: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Free text. It never decides anything."""

    text: Typed = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """`weet_niet`, with why it is not known. Unknown is never no (law 2)."""

    kind: UnknownKind


Value = Option | Options | Number | Persons | Text | Unknown

Plain = Chosen | frozenset[Chosen] | int | None
"""The id of an option, those of several, the number of a kind of unknown, or None for any other; quick to look up."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of the table: one value, or several when the table disagrees.

    `fact` is what was seen or said, by whom and when; `source` is who it comes from (law 6).
    Neither ever shows in a repr, so that no error or log can hold client text (law 9).
    """

    opinions: tuple[Value, ...]
    fact: Typed = field(default="", repr=False)
    source: Typed = field(default="", repr=False)
    is_unknown: bool = field(init=False, repr=False, compare=False)
    """Whether anyone at the table does not know: that keeps the question unknown."""
    plain: Plain = field(init=False, repr=False, compare=False)
    """The answer when everyone chose the same from what is offered, as mostly."""

    def __post_init__(self) -> None:
        """Look once; every decision asks."""
        object.__setattr__(self, "is_unknown", any(isinstance(value, Unknown) for value in self.opinions))
        object.__setattr__(self, "plain", _plain(self.opinions[0]) if len(self.opinions) == 1 else None)


def _plain(value: Value) -> Plain:
    match value:
        case Option(id=option):
            return option
        case Options(ids=ids):
            return ids
        case Unknown(kind=kind):
            return kind.value
        case _:
            return None


class Answers(Mapping[Chosen, Answer]):
    """The recorded answers by slot. A change gives new Answers; nothing is ever lost in place."""

    __slots__ = ("_by_slot",)

    def __init__(self, by_slot: Mapping[str, Answer] | None = None) -> None:
        """Copy the mapping, so that no one can change it from outside."""
        self._by_slot = dict(by_slot or {})

    def __getitem__(self, slot: str) -> Answer:
        """The answer in a slot; KeyError when it was not asked yet."""
        return self._by_slot[slot]

    def __iter__(self) -> Iterator[str]:
        """The answered slots, in the order of answering."""
        return iter(self._by_slot)

    def __len__(self) -> int:
        """How many slots have an answer."""
        return len(self._by_slot)

    def items(self) -> ItemsView[str, Answer]:
        """Slots with their answers; the dict's own, because every decision walks them."""
        return self._by_slot.items()

    def __repr__(self) -> str:
        """Only the number: answers are client data (law 9)."""
        return f"Answers({len(self)})"

    def with_answer(self, slot: str, answer: Answer) -> Answers:
        """These answers with one slot answered, or answered differently."""
        return Answers({**self._by_slot, slot: answer})


UNKNOWN = "weet_niet"


MOST_PERSONS = 30
"""More persons with one role than this is a typing mistake."""
