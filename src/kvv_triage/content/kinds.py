"""What each kind of question can be answered with, and what its answers carry: the one room that knows the kinds."""

from __future__ import annotations

from typing import assert_never

from kvv_triage.case.answers import (
    Number,
    Option,
    Options,
    Persons,
    Text,
    Unknown,
    Value,
)
from kvv_triage.content.checklist import (
    Band,
    ChoiceQuestion,
    MultiChoiceQuestion,
    NumberQuestion,
    PersonsQuestion,
    Question,
    TextQuestion,
    Weight,
    YesNoQuestion,
)
from kvv_triage.content.conditions import Path
from kvv_triage.language.scales import Norm, Severity


def weights(question: Question) -> tuple[Weight, ...]:
    """What the answers of a question can carry."""
    match question:
        case YesNoQuestion():
            return (question,)
        case ChoiceQuestion() | MultiChoiceQuestion():
            return question.options
        case NumberQuestion():
            return question.bands
        case PersonsQuestion() | TextQuestion():
            return ()
        case _:
            assert_never(question)


def top_severity(question: Question) -> Severity:
    """The gravest severity an answer to this question can carry."""
    return max((weight.severity for weight in weights(question)), default=Severity.GEEN)


def norms(question: Question) -> frozenset[Norm]:
    """The reporting norms that answers to this question can carry."""
    return frozenset(weight.norm for weight in weights(question) if weight.norm)


def safe_value(question: Question) -> Value:
    """The safe answer of a question."""
    match question:
        case YesNoQuestion():
            return Option(question.safe)
        case ChoiceQuestion():
            return Option(question.options[0].id)
        case MultiChoiceQuestion():
            return Options(frozenset())
        case NumberQuestion():
            return Number(next(band.low for band in question.bands if band.is_safe))
        case PersonsQuestion():
            return Persons(())
        case TextQuestion():
            return Text("")
        case _:
            assert_never(question)


def band_of(question: NumberQuestion, number: int) -> Band:
    """The band that a number lies in; together the bands hold every number once."""
    return max((band for band in question.bands if band.low <= number), key=lambda band: band.low)


def weights_of(question: Question, value: Value) -> tuple[Weight, ...]:
    """What one opinion carries: a `meerkeuze` the weight of each chosen option; nothing when it is not known."""
    match question, value:
        case YesNoQuestion(risky=risky), Option(id=chosen):
            return (question,) if chosen == risky else ()
        case ChoiceQuestion(options=options), Option(id=chosen):
            return tuple(option for option in options if option.id == chosen)
        case MultiChoiceQuestion(options=options), Options(ids=ids):
            return tuple(option for option in options if option.id in ids)
        case NumberQuestion(), Number(value=number):
            return (band_of(question, number),)
        case _:
            return ()


def is_safe_value(question: Question, value: Value) -> bool:
    """Whether this is the safe answer, or lies in the safe band; a text is neither safe nor dangerous."""
    match question, value:
        case NumberQuestion(), Number(value=number):
            return band_of(question, number).is_safe
        case TextQuestion(), _:
            return False
        case _:
            return value == safe_value(question)


def carried_by(question: Question) -> dict[str, tuple[Path, Weight]]:
    """What each answer carries, and where it stands in the question."""
    match question:
        case YesNoQuestion():
            return {question.risky: ((), question)}
        case ChoiceQuestion() | MultiChoiceQuestion():
            return {option.id: (("antwoorden", at), option) for at, option in enumerate(question.options)}
        case NumberQuestion() | PersonsQuestion() | TextQuestion():
            return {}


def is_known_to(question: Question, value: Value) -> bool:
    """Whether a question knows this answer: its kind fits, and its options have what was chosen."""
    match value:
        case Unknown():
            return not isinstance(question, TextQuestion)
        case Option(id=chosen):
            if isinstance(question, YesNoQuestion):
                return chosen in ("ja", "nee")
            return isinstance(question, ChoiceQuestion) and chosen in {one.id for one in question.options}
        case Options(ids=ids):
            return isinstance(question, MultiChoiceQuestion) and ids <= {one.id for one in question.options}
        case Number():
            return isinstance(question, NumberQuestion)
        case Persons():
            return isinstance(question, PersonsQuestion)
        case Text():
            return isinstance(question, TextQuestion)
        case _:
            assert_never(value)
