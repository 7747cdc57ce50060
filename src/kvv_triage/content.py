"""Content: the validated whole of checklists, thresholds, floor and Meldcode texts, with its look-ups.

Content is only made from models that passed checks.py, so it trusts every reference.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kvv_triage.answers import split_slot
from kvv_triage.checklist import Checklist, PersonsQuestion, Question, Section, Source, top_severity
from kvv_triage.conditions import Condition, is_about_unknowns, not_excluded_pairs
from kvv_triage.facts import Encoder, Encoding, Facts, Questions, join, numbers
from kvv_triage.meldcode import MeldcodeTexts
from kvv_triage.rules import Compiler, Names, Rule
from kvv_triage.scales import Norm, Severity
from kvv_triage.thresholds import Floor, RegionalThresholds, Specialist, Threshold

MOST_TOPS = 10_000
"""How many sums of highest dangers to remember; they repeat from one decision to the next."""

START, ACUTE, GATE = "start", "acuut", "poort"
"""The lists that the interview treats apart: the family, the acute questions, and the gate asked in every case."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the content: where it stands, when it is asked and what its answers mean."""

    number: int
    id: str
    checklist: Checklist
    section: Section
    question: Question
    encoder: Encoder
    guard: Rule | None
    reads: Questions
    """The earlier questions that its guard, and the guard of its list, may depend on."""
    severity: Severity
    """The gravest severity that an answer can carry."""
    bit: Questions
    """This question as a set of questions."""
    per: str | None
    """The role whose persons this question is asked about, if any."""
    makes: str | None
    """The role of the persons that the answer makes, if any."""


@dataclass(frozen=True, slots=True)
class Block:
    """One checklist, ready to be asked: its guard and its questions in file order.

    `plain` are the questions without a guard, per role of persons (None: asked once); `guarded` are the others.
    """

    checklist: Checklist
    guard: Rule | None
    items: tuple[Item, ...]
    all: Questions
    plain: Mapping[str | None, Questions]
    guarded: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ReadyThreshold:
    """A threshold with its rule, and whether the national floor brought it."""

    threshold: Threshold
    rule: Rule
    is_national: bool


def in_order(checklists: Iterable[Checklist]) -> tuple[Checklist, ...]:
    """The lists as they are asked: by `volgorde`; at the same place the ones with acute questions go first."""

    def place(checklist: Checklist) -> tuple[int, bool, str]:
        has_acute = any(top_severity(question) >= Severity.ACUUT for _, question in checklist.questions())
        return checklist.order, not has_acute, checklist.id

    return tuple(sorted(checklists, key=place))


class Content:
    """Everything that decides, made ready once."""

    def __init__(
        self,
        checklists: Iterable[Checklist],
        thresholds: RegionalThresholds,
        floor: Floor,
        meldcode: MeldcodeTexts,
        missing_core: tuple[str, ...] = (),
    ) -> None:
        """Number the questions and make every condition ready.

        `missing_core` names the core danger signs that these lists lack: every decision says so (design 6).
        """
        self.checklists = in_order(checklists)
        self.regional, self.floor, self.meldcode, self.missing_core = (
            thresholds,
            floor,
            meldcode,
            missing_core,
        )
        placed = [
            (f"{checklist.id}.{question.id}", checklist, section, question)
            for checklist in self.checklists
            for section, question in checklist.questions()
        ]
        number_of = {name: number for number, (name, *_) in enumerate(placed)}
        encoding = Encoding(
            (question for *_, question in placed),
            (pair for rule in self._conditions() for pair in not_excluded_pairs(rule)),
        )
        lists = {
            checklist.id: join(1 << number_of[name] for name, owner, *_ in placed if owner is checklist)
            for checklist in self.checklists
        }
        roles = {number_of[name]: section.per for name, _, section, _ in placed if section.per}
        self.compiler = Compiler(encoding.layout, encoding.encoders, number_of, lists, Names(roles))
        self.blocks = tuple(self._blocks(placed, number_of))
        self.items: tuple[Item, ...] = tuple(item for block in self.blocks for item in block.items)
        self.by_id: Mapping[str, Item] = {item.id: item for item in self.items}
        self.persons_items: Mapping[str, Item] = {item.makes: item for item in self.items if item.makes}
        self.thresholds = tuple(self._ready())
        self.size = len(self.items)
        """How many questions there are, each counted once."""
        self._slots: dict[str, tuple[Item, str | None]] = {}
        self._tops: dict[Questions, Facts] = {}

    def _conditions(self) -> Iterator[Condition]:
        for checklist in self.checklists:
            if checklist.only_if:
                yield checklist.only_if
            yield from (question.only_if for _, question in checklist.questions() if question.only_if)
        yield from (threshold.when for threshold in (*self.regional.thresholds, *self.floor.thresholds))

    def _blocks(
        self, placed: list[tuple[str, Checklist, Section, Question]], number_of: dict[str, int]
    ) -> Iterator[Block]:
        for checklist in self.checklists:
            own = [entry for entry in placed if entry[1] is checklist]
            before_list = (1 << number_of[own[0][0]]) - 1
            guard = self.compiler.rule(checklist.only_if, before_list) if checklist.only_if else None
            list_reads = self.compiler.reads(checklist.only_if, before_list)
            items = []
            for name, _, section, question in own:
                number = number_of[name]
                before = (1 << number) - 1
                items.append(
                    Item(
                        number,
                        name,
                        checklist,
                        section,
                        question,
                        self.compiler.encoders[number],
                        self.compiler.rule(question.only_if, before) if question.only_if else None,
                        list_reads | self.compiler.reads(question.only_if, before),
                        top_severity(question),
                        1 << number,
                        section.per,
                        question.role if isinstance(question, PersonsQuestion) else None,
                    )
                )
            free = [item for item in items if item.guard is None]
            roles = {None, *(item.per for item in free)}
            yield Block(
                checklist,
                guard,
                tuple(items),
                join(item.bit for item in items),
                {role: join(item.bit for item in free if item.per == role) for role in sorted(roles, key=str)},
                tuple(item for item in items if item.guard),
            )

    def _ready(self) -> Iterator[ReadyThreshold]:
        everything = (1 << len(self.items)) - 1
        for is_national, source in ((False, self.regional.thresholds), (True, self.floor.thresholds)):
            for threshold in source:
                rule = self.compiler.rule(threshold.when, everything)
                yield ReadyThreshold(threshold, rule, is_national)

    @cached_property
    def about_unknowns(self) -> frozenset[str]:
        """The thresholds that count what is not excluded: they never propose a suspicion (design 7)."""
        return frozenset(ready.threshold.id for ready in self.thresholds if is_about_unknowns(ready.threshold.when))

    @cached_property
    def makers(self) -> Questions:
        """The questions that make persons."""
        return join(item.bit for item in self.persons_items.values())

    def top_of(self, questions: Questions) -> Facts:
        """Everything that the answers to these questions could say."""
        found = self._tops.get(questions)
        if found is None:
            if len(self._tops) >= MOST_TOPS:
                self._tops.clear()
            found = self._tops[questions] = join(self.items[number].encoder.top for number in numbers(questions))
        return found

    @cached_property
    def norm_facts(self) -> tuple[tuple[Norm, Facts], ...]:
        """Per norm the facts 'has an answer that carries this norm'."""
        everything = (1 << self.size) - 1
        return tuple((norm, everything << self.compiler.layout.norm(norm)) for norm in Norm)

    @cached_property
    def signs(self) -> Facts:
        """The facts 'has a signal' of all questions but those that only count persons: children are no sign."""
        return join(1 << item.number for item in self.items if item.makes is None)

    def slot(self, slot: str) -> tuple[Item, str | None]:
        """The question and the person of a slot; KeyError when there is no such question."""
        found = self._slots.get(slot)
        if found is None:
            question, person = split_slot(slot)
            found = self._slots[slot] = (self.by_id[question], person)
        return found

    def checklist(self, name: str) -> Checklist | None:
        """The list with this id, if the content has it."""
        return next((checklist for checklist in self.checklists if checklist.id == name), None)

    @cached_property
    def specialists(self) -> Mapping[str, Specialist]:
        """Whom to call: those of the floor, and over them the region's own."""
        return {**self.floor.specialists, **self.regional.specialists}

    def sources_of(self, item: Item) -> tuple[str, ...]:
        """The citations behind a question."""
        return tuple(item.checklist.sources[name].citation for name in item.question.sources)

    def sources_of_threshold(self, threshold: Threshold) -> tuple[str, ...]:
        """The citations behind a threshold; a name found nowhere stands for itself, such as an address."""
        known: dict[str, Source] = dict(self.floor.sources)
        for checklist in self.checklists:
            known |= checklist.sources
        known |= self.regional.sources
        return tuple(known[name].citation if name in known else name for name in threshold.sources)

    @cached_property
    def fingerprint(self) -> str:
        """The fingerprint of what decides, the same for every layout of the YAML: `sha256:` and 64 hex digits."""
        parts = {
            "lijsten": [
                checklist.model_dump(mode="json", by_alias=True, exclude_defaults=True)
                for checklist in sorted(self.checklists, key=lambda checklist: checklist.id)
            ],
            **{
                name: model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
                for name, model in (
                    ("drempels", self.regional),
                    ("ondergrens", self.floor),
                    ("meldcode", self.meldcode),
                )
            },
        }
        canonical = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"
