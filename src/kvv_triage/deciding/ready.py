"""Content: the validated whole of checklists, thresholds, floor and Meldcode texts, with its look-ups.

Content is only made from models that passed checks.py, so it trusts every reference.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple, TypeVar

from kvv_triage.case.meldcode_record import SUSPICION, WEIGHINGS, MeldcodeRecord, Weighing
from kvv_triage.case.slots import split_slot
from kvv_triage.content.checklist import Checklist, PersonsQuestion, Question, Section, Source
from kvv_triage.content.conditions import Condition, is_about_unknowns, not_excluded_pairs
from kvv_triage.content.kinds import top_severity
from kvv_triage.content.meldcode_texts import MeldcodeTexts
from kvv_triage.content.thresholds import Floor, RegionalThresholds, Specialist, Threshold
from kvv_triage.deciding.compiling import Compiler
from kvv_triage.deciding.marks import Encoder, Encoding, Marks, Questions, join, numbers
from kvv_triage.deciding.meldcode import PROPOSES, MeldcodeStanding, Proposal, assess
from kvv_triage.deciding.rules import AnyFact, Rule
from kvv_triage.language.scales import Level, Severity

MOST_REMEMBERED = 10_000
"""How many things to remember of one kind; they repeat from one decision to the next."""

ReadyThresholds = int
"""A set of thresholds: bit i is the threshold at place i."""

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")

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


class Guarded(NamedTuple):
    """A question that is asked only if: what every decision needs to know of it."""

    bit: Questions
    top: Marks
    makes: str | None
    mask: Marks
    """Any of these facts opens the question; none when its guard asks for something else than any of some facts."""
    guard: Rule


@dataclass(frozen=True, slots=True)
class Block:
    """One checklist, ready to be asked: its guard and its questions in file order.

    `plain` are the questions without a guard, per role of persons (None: asked once), with those `roles` in order;
    `guarded` are the others in file order, in runs that are asked of the same role.
    """

    checklist: Checklist
    guard: Rule | None
    items: tuple[Item, ...]
    all: Questions
    plain: Mapping[str | None, Questions]
    roles: tuple[str, ...]
    guarded: tuple[tuple[str | None, tuple[Guarded, ...]], ...]


@dataclass(frozen=True, slots=True)
class ReadyThreshold:
    """A threshold with its rule, and what follows when it is reached."""

    threshold: Threshold
    rule: Rule
    is_national: bool
    """Whether the national floor brought it."""
    bit: ReadyThresholds
    """This threshold as a set of thresholds."""
    proposes: tuple[Proposal, ...]
    could_ask: Level
    """The level it brings: with a norm reporting is the norm, so at least `bel_nu`."""


class Asked(NamedTuple):
    """What a set of reached thresholds asks together (design 6 and 7)."""

    level: Level
    cautions: tuple[str, ...]
    look_again_days: int
    proposal: Mapping[str, Weighing]
    """Per weighing question, in their order, what the norms propose."""
    consult_first: bool
    unrecorded: tuple[MeldcodeStanding, MeldcodeStanding]
    """Where the case stands in the Meldcode while the team recorded nothing of it: without signals, and with."""


class Remembered(dict[KeyT, ValueT]):
    """What was worked out before, by what it was worked out from; when it is full it starts again.

    A dict, because a look-up in it costs no call: every decision looks up every answer.
    """

    def __init__(self, work_out: Callable[[KeyT], ValueT], most: int = MOST_REMEMBERED) -> None:
        self._work_out, self._most = work_out, most

    def __missing__(self, key: KeyT) -> ValueT:
        if len(self) >= self._most:
            self.clear()
        found = self[key] = self._work_out(key)
        return found


def joined(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """All parts, each once, in order of first appearance."""
    return tuple(dict.fromkeys(name for part in parts for name in part))


def in_order(checklists: Iterable[Checklist]) -> tuple[Checklist, ...]:
    """The lists as they are asked: by `volgorde`; at the same place the ones with acute questions go first."""

    def place(checklist: Checklist) -> tuple[int, bool, str]:
        has_acute = any(top_severity(question) >= Severity.ACUUT for _, question in checklist.questions())
        return checklist.order, not has_acute, checklist.id

    return tuple(sorted(checklists, key=place))


def _guarded_runs(items: Iterable[Item]) -> Iterator[tuple[str | None, tuple[Guarded, ...]]]:
    """The questions with a guard, in runs of the same role."""
    for role, run in groupby(items, key=lambda item: item.per):
        if guarded := tuple(_guarded(one, one.guard) for one in run if one.guard):
            yield role, guarded


def _guarded(item: Item, guard: Rule) -> Guarded:
    mask = guard.mask if isinstance(guard, AnyFact) else 0
    return Guarded(item.bit, item.encoder.top, item.makes, mask, guard)


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
        self.compiler = Compiler(encoding.layout, encoding.encoders, number_of, lists)
        self.blocks = tuple(self._blocks(placed, number_of))
        self.items: tuple[Item, ...] = tuple(item for block in self.blocks for item in block.items)
        self.by_id: Mapping[str, Item] = {item.id: item for item in self.items}
        self.persons_items: Mapping[str, Item] = {item.makes: item for item in self.items if item.makes}
        self.thresholds = tuple(self._ready())
        self.size = len(self.items)
        """How many questions there are, each counted once."""
        self.slots = Remembered(self._slot)
        """The question and the person of every slot; KeyError when there is no such question."""
        self.tops = Remembered(self._top)
        """Per set of questions everything that their answers could say."""
        self.asked = Remembered(self._asked)
        """What each set of reached thresholds asks together."""
        self.call = Remembered(self._call)
        """Whom to call when these thresholds are reached and the team itself asks for this level."""

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
            roles = dict.fromkeys([None, *(item.per for item in free)])
            yield Block(
                checklist,
                guard,
                tuple(items),
                join(item.bit for item in items),
                {role: join(item.bit for item in free if item.per == role) for role in roles},
                tuple(role for role in roles if role),
                tuple(_guarded_runs(items)),
            )

    def _ready(self) -> Iterator[ReadyThreshold]:
        regional = self.regional.thresholds
        for place, threshold in enumerate((*regional, *self.floor.thresholds)):
            yield self._made_ready(threshold, place, is_national=place >= len(regional))

    def _made_ready(self, threshold: Threshold, place: int, *, is_national: bool) -> ReadyThreshold:
        proposes = PROPOSES[threshold.norm] if threshold.norm else ()
        if is_about_unknowns(threshold.when):
            proposes = tuple(proposal for proposal in proposes if proposal[0] != SUSPICION)
        return ReadyThreshold(
            threshold,
            self.compiler.rule(threshold.when, (1 << len(self.items)) - 1),
            is_national,
            1 << place,
            proposes,
            max(threshold.level, Level.BEL_NU) if threshold.norm else threshold.level,
        )

    def most_urgent_first(self, reached: ReadyThresholds) -> list[ReadyThreshold]:
        """The thresholds in a set, by level and then in file order."""
        found = [ready for ready in self.thresholds if ready.bit & reached]
        return sorted(found, key=lambda ready: -ready.threshold.level)

    def _asked(self, reached: ReadyThresholds) -> Asked:
        found = self.most_urgent_first(reached)
        thresholds = [ready.threshold for ready in found]
        days = [threshold.look_again_days for threshold in thresholds if threshold.look_again_days]
        proposed = {name: answer for ready in found for name, answer in ready.proposes}
        proposal = {name: proposed[name] for name in WEIGHINGS if name in proposed}
        consult_first = any(threshold.talk for threshold in thresholds)

        def unrecorded(*, has_signals: bool) -> MeldcodeStanding:
            return assess(MeldcodeRecord(), proposal, has_signals=has_signals, consult_first=consult_first)

        return Asked(
            max([Level.VOLGEN, *[threshold.level for threshold in thresholds]]),
            joined(threshold.cautions for threshold in thresholds),
            min([self.regional.look_again_days, *days]),
            proposal,
            consult_first,
            (unrecorded(has_signals=False), unrecorded(has_signals=True)),
        )

    def _call(self, asked: tuple[ReadyThresholds, Level]) -> tuple[str, ...]:
        """Whom to call, most urgent first, then in file order.

        Who raises, reports or doubts calls the fallback at that level; so does a threshold that names nobody.
        """
        reached, team = asked
        fallback = self.floor.fallback.call
        calls = [
            (ready.threshold.level, ready.threshold.call or (fallback if ready.threshold.level else ()))
            for ready in self.most_urgent_first(reached)
        ]
        if team:
            calls.append((team, fallback))
        return joined(call for _, call in sorted(calls, key=lambda one: -one[0]))

    @cached_property
    def makers(self) -> Questions:
        """The questions that make persons."""
        return join(item.bit for item in self.persons_items.values())

    def _slot(self, slot: str) -> tuple[Item, str | None]:
        question, person = split_slot(slot)
        return self.by_id[question], person

    def _top(self, questions: Questions) -> Marks:
        return join(self.items[number].encoder.top for number in numbers(questions))

    @cached_property
    def facts_about(self) -> Mapping[str, Marks]:
        """Per role everything that answers about such a person could say."""
        return {role: join(item.encoder.top for item in self.items if item.per == role) for role in self.persons_items}

    @cached_property
    def signs(self) -> Marks:
        """The facts 'has a signal' of all questions but those that only count persons: children are no sign."""
        return join(1 << item.number for item in self.items if item.makes is None)

    def slot(self, slot: str) -> tuple[Item, str | None]:
        """The question and the person of a slot; KeyError when there is no such question."""
        return self.slots[slot]

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
    def canonical(self) -> str:
        """All that decides as one text of JSON, the same for every layout of the YAML; `archive` reads it back."""
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
        return json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def fingerprint(self) -> str:
        """The fingerprint of what decides: `sha256:` and 64 hex digits."""
        return f"sha256:{hashlib.sha256(self.canonical.encode()).hexdigest()}"
