"""Content: the validated whole of checklists, thresholds, floor and Meldcode texts, with its look-ups.

Content is only made from models that passed checks.py, so it trusts every reference.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kvv_triage.case.slots import split_slot
from kvv_triage.content.checklist import Checklist, Question, Section, Source
from kvv_triage.content.kinds import role_made, top_severity
from kvv_triage.content.meldcode_texts import MeldcodeTexts
from kvv_triage.content.thresholds import Floor, RegionalThresholds, Specialist, Threshold
from kvv_triage.language.scales import Severity

START, ACUTE, GATE, CIRCLE = "start", "acuut", "poort", "kring"
"""The lists that the interview treats apart, for every case gets them: the family, the acute questions, the gate, and
what happens around the family."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One question of the content, and where it stands. Its id is unique in the whole: `lijst.vraag`."""

    id: str
    checklist: Checklist
    section: Section
    question: Question
    per: str | None = field(init=False)
    """The role whose persons this question is asked about, if any."""
    makes: str | None = field(init=False)
    """The role of the persons that the answer makes, if any."""
    severity: Severity = field(init=False)
    """The gravest severity that an answer can carry."""

    def __post_init__(self) -> None:
        """Look once; the interview asks at every key."""
        question = self.question
        object.__setattr__(self, "per", self.section.per)
        object.__setattr__(self, "makes", role_made(question))
        object.__setattr__(self, "severity", top_severity(question))


def in_order(checklists: Iterable[Checklist]) -> tuple[Checklist, ...]:
    """The lists as they are asked: by `volgorde`; at the same place the ones with acute questions go first."""

    def place(checklist: Checklist) -> tuple[int, bool, str]:
        has_acute = any(top_severity(question) >= Severity.ACUUT for _, question in checklist.questions())
        return checklist.order, not has_acute, checklist.id

    return tuple(sorted(checklists, key=place))


class Content:
    """What trainers wrote, as one whole."""

    def __init__(
        self,
        checklists: Iterable[Checklist],
        regional: RegionalThresholds,
        floor: Floor,
        meldcode: MeldcodeTexts,
        missing_core: tuple[str, ...] = (),
    ) -> None:
        """Put the lists in order and find every question its place.

        `missing_core` names the core danger signs that these lists lack: every decision says so (design 6).
        """
        self.checklists = in_order(checklists)
        self.regional, self.floor, self.meldcode, self.missing_core = regional, floor, meldcode, missing_core
        self.questions = tuple(self._placed())
        """Every question, in the order of the lists."""
        self.by_id: Mapping[str, Placed] = {placed.id: placed for placed in self.questions}
        self.persons_questions: Mapping[str, Placed] = {
            placed.makes: placed for placed in self.questions if placed.makes
        }
        """Per role the question that makes its persons."""

    def _placed(self) -> Iterator[Placed]:
        for checklist in self.checklists:
            for section, question in checklist.questions():
                yield Placed(f"{checklist.id}.{question.id}", checklist, section, question)

    def slot(self, slot: str) -> tuple[Placed, str | None]:
        """The question and the person of a slot; KeyError when there is no such question."""
        question, person = split_slot(slot)
        return self.by_id[question], person

    def checklist(self, name: str) -> Checklist | None:
        """The list with this id, if the content has it."""
        return next((checklist for checklist in self.checklists if checklist.id == name), None)

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """Every threshold: those of the region, and then those of the floor."""
        return (*self.regional.thresholds, *self.floor.thresholds)

    @cached_property
    def specialists(self) -> Mapping[str, Specialist]:
        """Whom to call: those of the floor, and over them the region's own."""
        return {**self.floor.specialists, **self.regional.specialists}

    def sources_of(self, placed: Placed) -> tuple[str, ...]:
        """The citations behind a question."""
        return tuple(placed.checklist.sources[name].citation for name in placed.question.sources)

    def sources_of_threshold(self, threshold: Threshold) -> tuple[str, ...]:
        """The citations behind a threshold; a name found nowhere stands for itself, such as an address."""
        sources: dict[str, Source] = dict(self.floor.sources)
        for checklist in self.checklists:
            sources |= checklist.sources
        sources |= self.regional.sources
        return tuple(sources[name].citation if name in sources else name for name in threshold.sources)

    @cached_property
    def canonical(self) -> str:
        """All that decides as one text of JSON, the same for every layout of the YAML; `restored` reads it back."""
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
