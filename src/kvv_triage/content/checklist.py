"""A checklist as trainers write it: sections, questions and answer options (design 5.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from kvv_triage.content.conditions import Condition
from kvv_triage.language.fields import (
    AnswerNormWord,
    Identifier,
    Model,
    NotEmpty,
    OneOrMore,
    References,
    SeverityWord,
    Whole,
    Words,
    YesNoWord,
    one_of,
)
from kvv_triage.language.scales import Severity

DEFAULT_ORDER = 100
"""Where a checklist without `volgorde` stands: after the ones that chose a place."""


class Source(Model):
    """Where a danger sign or a rule comes from."""

    title: Words = Field(alias="titel")
    authors: Words | None = Field(None, alias="auteurs")
    year: Whole | None = Field(None, alias="jaar")
    doi: Words | None = None
    url: Words | None = None

    @property
    def citation(self) -> str:
        """One line that a reader can look up."""
        who = ", ".join(part for part in (self.authors, str(self.year) if self.year else None) if part)
        where = f"doi:{self.doi}" if self.doi else self.url
        return ". ".join(part for part in (self.title, who, where) if part)


class Weight(Model):
    """What an answer carries: a severity, points and a reporting norm."""

    severity: SeverityWord = Field(Severity.GEEN, alias="ernst")
    points: Whole = Field(0, alias="punten")
    norm: AnswerNormWord | None = None

    @property
    def weighs(self) -> bool:
        """Whether it carries anything."""
        return bool(self.severity or self.points or self.norm)


class AnswerOption(Weight):
    """One option of a `keuze` or `meerkeuze`."""

    id: Identifier
    text: Words = Field(alias="tekst")


class Band(Weight):
    """A range of whole numbers, both ends included; without `tot` it has no end."""

    low: Whole = Field(0, alias="vanaf")
    high: Whole | None = Field(None, alias="tot")

    @property
    def is_safe(self) -> bool:
        """A band without severity and points is no signal."""
        return not (self.severity or self.points)


class _Question(Model):
    id: Identifier
    text: Words = Field(alias="vraag")
    hint: Words | None = Field(None, alias="toelichting")
    only_if: Condition | None = Field(None, alias="alleen_als")
    sources: References = Field((), alias="bron")
    reason: Words | None = Field(None, alias="reden")
    fast: YesNoWord = Field("nee", alias="snel")

    @property
    def is_fast(self) -> bool:
        """Whether it is a core danger sign: one that is asked in the fast lane, and of a list nobody could rule out."""
        return self.fast == "ja"


class YesNoQuestion(_Question, Weight):
    """Ja or nee; the risky answer (`signaal_bij`, ja unless said otherwise) carries the weight."""

    kind: Annotated[Literal["ja_nee"], one_of("ja_nee")] = Field("ja_nee", alias="soort")
    risky: YesNoWord = Field("ja", alias="signaal_bij")

    @property
    def safe(self) -> str:
        """The answer that is no signal."""
        return "nee" if self.risky == "ja" else "ja"


class ChoiceQuestion(_Question):
    """One option out of a list that runs from least to most danger; the first is the safe answer."""

    kind: Annotated[Literal["keuze"], one_of("keuze")] = Field(alias="soort")
    options: Annotated[tuple[AnswerOption, ...], NotEmpty] = Field(alias="antwoorden")


class MultiChoiceQuestion(_Question):
    """Any number of options; none chosen is the safe answer."""

    kind: Annotated[Literal["meerkeuze"], one_of("meerkeuze")] = Field(alias="soort")
    options: Annotated[tuple[AnswerOption, ...], NotEmpty] = Field(alias="antwoorden")


class NumberQuestion(_Question):
    """A whole number from 0, weighed by the band it lies in."""

    kind: Annotated[Literal["getal"], one_of("getal")] = Field(alias="soort")
    bands: Annotated[tuple[Band, ...], NotEmpty] = Field(alias="banden")


class PersonsQuestion(_Question):
    """How many persons have this role; it makes the persons `rol-1`, `rol-2` and so on."""

    kind: Annotated[Literal["personen"], one_of("personen")] = Field(alias="soort")
    role: Identifier = Field(alias="rol")


class TextQuestion(_Question):
    """Free text; it never decides anything."""

    kind: Annotated[Literal["tekst"], one_of("tekst")] = Field(alias="soort")


KINDS = ("ja_nee", "keuze", "meerkeuze", "getal", "personen", "tekst")


def _kind(value: object) -> str | None:
    if isinstance(value, dict):
        kind = value.get("soort", "ja_nee")
        return kind if kind in KINDS else None
    return getattr(value, "kind", None)


Question = Annotated[
    Annotated[YesNoQuestion, Tag("ja_nee")]
    | Annotated[ChoiceQuestion, Tag("keuze")]
    | Annotated[MultiChoiceQuestion, Tag("meerkeuze")]
    | Annotated[NumberQuestion, Tag("getal")]
    | Annotated[PersonsQuestion, Tag("personen")]
    | Annotated[TextQuestion, Tag("tekst")],
    Discriminator(
        _kind,
        custom_error_type="kvv_soort",
        custom_error_message="bij `soort` kan alleen staan: " + ", ".join(KINDS),
    ),
]


class Section(Model):
    """A group of questions under one heading, asked once or once for every person with a role."""

    id: Identifier
    title: Words = Field(alias="titel")
    per: Identifier | None = None
    deepening: YesNoWord = Field("nee", alias="verdieping")
    questions: Annotated[tuple[Question, ...], NotEmpty] = Field(alias="vragen")

    @property
    def needs_signal(self) -> bool:
        """Whether an unknown at its gate leaves it closed; a signal opens it."""
        return self.deepening == "ja"


class Checklist(Model):
    """One file of `checklists/`."""

    format: OneOrMore = Field(1, alias="formaat")
    id: Identifier = Field(alias="checklist")
    title: Words = Field(alias="titel")
    version: Words = Field(alias="versie")
    order: Whole = Field(DEFAULT_ORDER, alias="volgorde")
    only_if: Condition | None = Field(None, alias="inzetten_als")
    sources: dict[Identifier, Source] = Field(default_factory=dict, alias="bronnen")
    sections: Annotated[tuple[Section, ...], NotEmpty] = Field(alias="onderdelen")

    def questions(self) -> Iterator[tuple[Section, Question]]:
        """Every question with its section, in file order."""
        for section in self.sections:
            for question in section.questions:
                yield section, question


__all__ = [
    "AnswerOption",
    "Band",
    "Checklist",
    "ChoiceQuestion",
    "MultiChoiceQuestion",
    "NumberQuestion",
    "PersonsQuestion",
    "Question",
    "Section",
    "Source",
    "TextQuestion",
    "Weight",
    "YesNoQuestion",
]
