"""Ruleset: everything that decides in a content, made ready once.

Every question gets a number, every condition becomes a rule, and what decisions ask again and again is remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from kvv_triage.case.slots import split_slot
from kvv_triage.content.checklist import Checklist
from kvv_triage.content.conditions import Condition, not_excluded_pairs
from kvv_triage.content.content import Content, Placed
from kvv_triage.deciding.agreed import Agreed
from kvv_triage.deciding.compiling import Compiler
from kvv_triage.deciding.marks import Encoder, Encoding, Marks, Questions, join
from kvv_triage.deciding.remembering import Remembered
from kvv_triage.deciding.rules import AnyFact, FieldFacts, Rule
from kvv_triage.language.scales import Severity


@dataclass(frozen=True, slots=True)
class ReadyQuestion(Placed):
    """One question of the content, made ready: when it is asked and what its answers mean."""

    number: int
    """Its place among all questions of the content, counted from 0."""
    encoder: Encoder
    guard: Rule | None
    reads: Questions
    """The earlier questions that its guard, and the guard of its list, may depend on."""
    own_reads: Questions
    """Those of its own guard."""
    bit: Questions
    """This question as a set of questions."""


class Unguarded(NamedTuple):
    """Questions that are asked whenever their list is: as a set, and what their answers could say."""

    all: Questions
    top: Marks
    tops: tuple[tuple[Questions, Marks], ...]
    """Of each of them."""

    @classmethod
    def of(cls, items: Iterable[ReadyQuestion]) -> Unguarded:
        """These questions."""
        tops = tuple((item.bit, item.encoder.top) for item in items)
        return cls(join(bit for bit, _ in tops), join(top for _, top in tops), tops)

    def top_of(self, some: Questions) -> Marks:
        """Everything that the answers to some of them could say."""
        if some == self.all:
            return self.top
        facts = 0
        for bit, top in self.tops:
            if some & bit:
                facts |= top
        return facts


Guarded = tuple[Questions, Marks, str | None, Marks, Rule]
"""A question that is asked only if: its bit, what its answers could say, whose persons it makes, and its guard.

Any of the facts before the guard opens it; none when the guard asks for something else than any of some facts.
A plain tuple, because every decision takes them all apart.
"""


@dataclass(frozen=True, slots=True)
class ReadyChecklist:
    """One checklist, ready to be asked: its guard and its questions in file order.

    `once` are the questions without a guard that are asked once, and `plain` those per role of persons, in order;
    `guarded` are the others in file order, in runs that are asked of the same role.
    """

    checklist: Checklist
    guard: Rule | None
    items: tuple[ReadyQuestion, ...]
    all: Questions
    fast: Questions
    """Its core danger signs."""
    deepening: Questions
    """What only a signal opens."""
    once: Unguarded
    plain: Mapping[str, Unguarded]
    guarded: tuple[tuple[str | None, tuple[Guarded, ...]], ...]


def _guarded_runs(items: Iterable[ReadyQuestion]) -> Iterator[tuple[str | None, tuple[Guarded, ...]]]:
    """The questions with a guard, in runs of the same role."""
    for role, run in groupby(items, key=lambda item: item.per):
        if guarded := tuple(_guarded(item, item.guard) for item in run if item.guard):
            yield role, guarded


def _guarded(item: ReadyQuestion, guard: Rule) -> Guarded:
    mask = guard.mask if isinstance(guard, AnyFact) else 0
    return item.bit, item.encoder.top, item.makes, mask, guard


def _conditions(content: Content) -> Iterator[Condition]:
    for checklist in content.checklists:
        if checklist.only_if:
            yield checklist.only_if
        yield from (question.only_if for _, question in checklist.questions() if question.only_if)
    yield from (threshold.when for threshold in content.thresholds)


class Ruleset:
    """Everything that decides in one content, made ready once."""

    def __init__(self, content: Content) -> None:
        """Number the questions and make every condition ready."""
        self.content = content
        number_of = {placed.id: number for number, placed in enumerate(content.questions)}
        encoding = Encoding(
            (placed.question for placed in content.questions),
            (pair for condition in _conditions(content) for pair in not_excluded_pairs(condition)),
        )
        own = {
            checklist.id: [placed for placed in content.questions if placed.checklist is checklist]
            for checklist in content.checklists
        }
        lists = {name: join(1 << number_of[placed.id] for placed in some) for name, some in own.items()}
        about = join(1 << number_of[placed.id] for placed in content.questions if placed.per)
        self.compiler = Compiler(encoding.layout, encoding.encoders, number_of, lists, about)
        self.blocks = tuple(self._block(checklist, own[checklist.id]) for checklist in content.checklists)
        self.items: tuple[ReadyQuestion, ...] = tuple(item for block in self.blocks for item in block.items)
        """Every question, in the order of the lists."""
        self.by_id: Mapping[str, ReadyQuestion] = {item.id: item for item in self.items}
        self.persons_items: Mapping[str, ReadyQuestion] = {item.makes: item for item in self.items if item.makes}
        """Per role the question that makes its persons."""
        self.size = len(self.items)
        """How many questions there are, each counted once."""
        serious = encoding.layout.severity(Severity.ERNSTIG)
        self.serious = FieldFacts(serious, (1 << self.size) - 1 << serious)
        """The facts 'has an answer of severity `ernstig` or higher' of all questions."""
        everything = (1 << self.size) - 1
        rules = [self.compiler.rule(threshold.when, everything) for threshold in content.thresholds]
        self.agreed = Agreed(content, rules, self.serious, self.makers)
        self.slots = Remembered(self._slot)
        """The question and the person of every slot; KeyError when there is no such question."""

    def _block(self, checklist: Checklist, own: list[Placed]) -> ReadyChecklist:
        before_list = (1 << self.compiler.questions[own[0].id]) - 1
        guard = self.compiler.rule(checklist.only_if, before_list) if checklist.only_if else None
        list_reads = self.compiler.reads(checklist.only_if, before_list)
        items = tuple(self._item(placed, list_reads) for placed in own)
        free = [item for item in items if item.guard is None]
        roles = dict.fromkeys(item.per for item in free if item.per)
        return ReadyChecklist(
            checklist,
            guard,
            items,
            join(item.bit for item in items),
            join(item.bit for item in items if item.question.is_fast),
            join(item.bit for item in items if item.section.needs_signal),
            Unguarded.of(item for item in free if item.per is None),
            {role: Unguarded.of(item for item in free if item.per == role) for role in roles},
            tuple(_guarded_runs(items)),
        )

    def _item(self, placed: Placed, list_reads: Questions) -> ReadyQuestion:
        number, condition = self.compiler.questions[placed.id], placed.question.only_if
        before = (1 << number) - 1
        own_reads = self.compiler.reads(condition, before)
        return ReadyQuestion(
            placed.id,
            placed.checklist,
            placed.section,
            placed.question,
            number,
            self.compiler.encoders[number],
            self.compiler.rule(condition, before) if condition else None,
            list_reads | own_reads,
            own_reads,
            1 << number,
        )

    @cached_property
    def has_fast(self) -> bool:
        """Whether any question is named as a core danger sign."""
        return any(block.fast for block in self.blocks)

    @cached_property
    def makers(self) -> Questions:
        """The questions that make persons."""
        return join(item.bit for item in self.persons_items.values())

    def _slot(self, slot: str) -> tuple[ReadyQuestion, str | None]:
        question, person = split_slot(slot)
        return self.by_id[question], person

    @cached_property
    def facts_about(self) -> Mapping[str, Marks]:
        """Per role everything that answers about such a person could say."""
        return {role: join(item.encoder.top for item in self.items if item.per == role) for role in self.persons_items}

    @cached_property
    def signs(self) -> Marks:
        """The facts 'has a signal' of all questions but those that only count persons: children are no sign."""
        return join(1 << item.number for item in self.items if item.makes is None)

    def slot(self, slot: str) -> tuple[ReadyQuestion, str | None]:
        """The question and the person of a slot; KeyError when there is no such question."""
        return self.slots[slot]
