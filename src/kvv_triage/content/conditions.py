"""The condition language of design 5.2, as trainers write it. No negation exists (law 2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from kvv_triage.language.fields import (
    Identifier,
    LevelWord,
    Model,
    NormWord,
    NotEmpty,
    OneOrMore,
    SeverityWord,
    Unique,
    UnknownWord,
    Words,
)
from kvv_triage.language.scales import Norm, Severity, UnknownKind

QuestionIds = Annotated[tuple[Words, ...], NotEmpty, Unique]
Lists = Annotated[tuple[Identifier, ...], NotEmpty, Unique]
OptionIds = Annotated[tuple[Identifier, ...], NotEmpty, Unique]


class _Counted(Model):
    """A condition about answers, which may be counted within one and the same person."""

    per: Identifier | None = Field(None, alias="bij")


class Signal(_Counted):
    """True when the answer is a signal, or at least that option (`vanaf`), or has that option (`optie`)."""

    question: Words = Field(alias="vraag")
    at_least: Identifier | None = Field(None, alias="vanaf")
    option: Identifier | None = Field(None, alias="optie")

    @model_validator(mode="after")
    def _one_refinement(self) -> Signal:
        if self.at_least and self.option:
            raise PydanticCustomError(
                "kvv_vanaf_en_optie",
                "gebruik `vanaf` (bij een keuze) of `optie` (bij een meerkeuze), niet allebei",
            )
        return self


class CountOptions(_Counted):
    """True when at least N of these options of a `meerkeuze` are chosen."""

    question: Words = Field(alias="vraag")
    options: OptionIds = Field(alias="opties")
    minimum: OneOrMore = Field(alias="minstens")

    @model_validator(mode="after")
    def _enough_options(self) -> CountOptions:
        if self.minimum > len(self.options):
            raise PydanticCustomError(
                "kvv_meer_dan_opties",
                "`opties` noemt er {opties}, dus `minstens: {minstens}` kan nooit",
                {"minstens": self.minimum, "opties": len(self.options)},
            )
        return self


class CountSeverity(_Counted):
    """True when at least N questions have an answer of this severity or higher."""

    minimum: OneOrMore = Field(alias="minstens")
    severity: SeverityWord = Field(alias="ernst")
    lists: Lists | None = Field(None, alias="in")


class CountSignals(_Counted):
    """True when at least N of these questions have a signal."""

    minimum: OneOrMore = Field(alias="minstens")
    questions: QuestionIds = Field(alias="vragen")


class CountNorm(_Counted):
    """True when at least N questions have an answer that carries this norm."""

    minimum: OneOrMore = Field(alias="minstens")
    norm: NormWord
    lists: Lists | None = Field(None, alias="in")


class Points(_Counted):
    """True when the points of the questions add up to at least N."""

    minimum: OneOrMore = Field(alias="punten")
    lists: Lists | None = Field(None, alias="in")


class NotExcluded(_Counted):
    """True when at least N questions that could carry this severity are `weet_niet`, or do carry it."""

    minimum: OneOrMore = Field(alias="niet_uitgesloten")
    severity: SeverityWord = Field(alias="ernst")
    lists: Lists | None = Field(None, alias="in")
    kind: UnknownWord = Field(UnknownKind.NIET_GEVRAAGD, alias="vanaf")


class Earlier(Model):
    """True when at least N earlier sessions of this case within T days decided this level or higher."""

    minimum: OneOrMore = Field(alias="eerder")
    level: LevelWord = Field(alias="besluit")
    within_days: OneOrMore = Field(alias="binnen_dagen")


class AllOf(Model):
    """True when all conditions are true."""

    conditions: Annotated[tuple[Condition, ...], NotEmpty] = Field(alias="alle")


class AnyOf(Model):
    """True when at least one of the conditions is true."""

    conditions: Annotated[tuple[Condition, ...], NotEmpty] = Field(alias="een_van")


ConditionForm = Literal[
    "vraag", "opties", "ernst", "vragen", "norm", "punten", "niet_uitgesloten", "eerder", "alle", "een_van"
]

_FORMS: tuple[tuple[frozenset[str], ConditionForm], ...] = (
    (frozenset({"alle"}), "alle"),
    (frozenset({"een_van"}), "een_van"),
    (frozenset({"eerder"}), "eerder"),
    (frozenset({"niet_uitgesloten"}), "niet_uitgesloten"),
    (frozenset({"punten"}), "punten"),
    (frozenset({"vragen"}), "vragen"),
    (frozenset({"norm"}), "norm"),
    (frozenset({"opties"}), "opties"),
    (frozenset({"vraag", "vanaf"}), "vraag"),
    (frozenset({"vraag", "minstens"}), "opties"),
    (frozenset({"vraag"}), "vraag"),
    (frozenset({"minstens"}), "ernst"),
)
"""By which keys a form is known, also when other keys are missing or misspelled; the first that fits."""


def _form(value: object) -> ConditionForm | None:
    if isinstance(value, dict):
        return next((form for known_by, form in _FORMS if known_by <= value.keys()), None)
    for model, form in _MODELS.items():
        if isinstance(value, model):
            return form
    return None


Condition = Annotated[
    Annotated[Signal, Tag("vraag")]
    | Annotated[CountOptions, Tag("opties")]
    | Annotated[CountSeverity, Tag("ernst")]
    | Annotated[CountSignals, Tag("vragen")]
    | Annotated[CountNorm, Tag("norm")]
    | Annotated[Points, Tag("punten")]
    | Annotated[NotExcluded, Tag("niet_uitgesloten")]
    | Annotated[Earlier, Tag("eerder")]
    | Annotated[AllOf, Tag("alle")]
    | Annotated[AnyOf, Tag("een_van")],
    Discriminator(
        _form,
        custom_error_type="kvv_voorwaarde",
        custom_error_message=(
            "dit is geen voorwaarde: begin met `vraag`, `minstens`, `punten`, `niet_uitgesloten`, `eerder`, "
            "`alle` of `een_van`"
        ),
    ),
]

AllOf.model_rebuild()
AnyOf.model_rebuild()

_MODELS: dict[type[Model], ConditionForm] = {
    Signal: "vraag",
    CountOptions: "opties",
    CountSeverity: "ernst",
    CountSignals: "vragen",
    CountNorm: "norm",
    Points: "punten",
    NotExcluded: "niet_uitgesloten",
    Earlier: "eerder",
    AllOf: "alle",
    AnyOf: "een_van",
}

Path = tuple[str | int, ...]
"""Where something stands in a document: keys and positions, as in `("als", "alle", 0, "vraag")`."""


def walk(condition: Condition, path: Path = ()) -> Iterator[tuple[Path, Condition]]:
    """Every condition inside this one, itself included, with its path."""
    yield path, condition
    if isinstance(condition, (AllOf, AnyOf)):
        key = "alle" if isinstance(condition, AllOf) else "een_van"
        for position, part in enumerate(condition.conditions):
            yield from walk(part, (*path, key, position))


def question_references(condition: Condition) -> Iterator[tuple[Path, str]]:
    """Every question a condition names, with the path of the name."""
    for path, part in walk(condition):
        if isinstance(part, (Signal, CountOptions)):
            yield (*path, "vraag"), part.question
        elif isinstance(part, CountSignals):
            for position, question in enumerate(part.questions):
                yield (*path, "vragen", position), question


def list_references(condition: Condition) -> Iterator[tuple[Path, str]]:
    """Every checklist a condition names, with the path of the name."""
    for path, part in walk(condition):
        if isinstance(part, (CountSeverity, CountNorm, Points, NotExcluded)):
            for position, name in enumerate(part.lists or ()):
                yield (*path, "in", position), name


def is_about_unknowns(condition: Condition) -> bool:
    """Whether it counts what is not excluded: then it never proposes a suspicion (design 7)."""
    return any(isinstance(part, NotExcluded) for _, part in walk(condition))


def is_only_about_unknowns(condition: Condition) -> bool:
    """Whether it counts nothing but what is not excluded: without anything unknown it gives no reason of its own."""
    leaves = [part for _, part in walk(condition) if not isinstance(part, (AllOf, AnyOf))]
    return all(isinstance(part, NotExcluded) for part in leaves)


def not_excluded_pairs(condition: Condition) -> Iterator[tuple[Severity, UnknownKind]]:
    """Which combinations of severity and kind of unknown the condition counts."""
    for _, part in walk(condition):
        if isinstance(part, NotExcluded):
            yield part.severity, part.kind


__all__ = [
    "AllOf",
    "AnyOf",
    "Condition",
    "CountNorm",
    "CountOptions",
    "CountSeverity",
    "CountSignals",
    "Earlier",
    "Norm",
    "NotExcluded",
    "Path",
    "Points",
    "Signal",
    "is_about_unknowns",
    "is_only_about_unknowns",
    "list_references",
    "not_excluded_pairs",
    "question_references",
    "walk",
]
