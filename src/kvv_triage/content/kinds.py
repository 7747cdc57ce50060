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
    AnswerOption,
    Band,
    ChoiceQuestion,
    MultiChoiceQuestion,
    NumberQuestion,
    PersonsQuestion,
    Question,
    TextQuestion,
    YesNoQuestion,
)
from kvv_triage.content.conditions import Path
from kvv_triage.language.scales import Severity

Carrier = YesNoQuestion | AnswerOption | Band
"""What carries the weight of an answer: the question itself, one of its options, or one of its bands."""

# What a question can be answered with


def option_ids(question: Question) -> tuple[str, ...]:
    """The answers to choose from, by id, in the order of the question; none when its answer is no choice."""
    match question:
        case YesNoQuestion():
            return ("ja", "nee")
        case ChoiceQuestion() | MultiChoiceQuestion():
            return tuple(option.id for option in question.options)
        case NumberQuestion() | PersonsQuestion() | TextQuestion():
            return ()
        case _:
            assert_never(question)


def can_be_unknown(question: Question) -> bool:
    """Whether `weet_niet` is an answer: a text decides nothing, so nobody has to know it."""
    return not isinstance(question, TextQuestion)


def role_made(question: Question) -> str | None:
    """The role of the persons that the answer makes, if any."""
    return question.role if isinstance(question, PersonsQuestion) else None


def is_known_to(question: Question, value: Value) -> bool:
    """Whether a question knows this answer: its kind fits, and its options have what was chosen."""
    match value:
        case Unknown():
            return can_be_unknown(question)
        case Option(id=chosen):
            return isinstance(question, (YesNoQuestion, ChoiceQuestion)) and chosen in option_ids(question)
        case Options(ids=ids):
            return isinstance(question, MultiChoiceQuestion) and ids <= {*option_ids(question)}
        case Number():
            return isinstance(question, NumberQuestion)
        case Persons():
            return isinstance(question, PersonsQuestion)
        case Text():
            return isinstance(question, TextQuestion)
        case _:
            assert_never(value)


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


def is_safe_value(question: Question, value: Value) -> bool:
    """Whether this is the safe answer, or lies in the safe band; a text is neither safe nor dangerous."""
    match question, value:
        case NumberQuestion(), Number(value=number):
            return band_of(question, number).is_safe
        case TextQuestion(), _:
            return False
        case _:
            return value == safe_value(question)


# What its answers carry


def weights(question: Question) -> tuple[Carrier, ...]:
    """What the answers of a question can carry, in the order of the question."""
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


def weights_of(question: Question, value: Value) -> tuple[Carrier, ...]:
    """What one opinion carries: of a `meerkeuze` the weight of each chosen option; nothing when it is not known."""
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


def band_of(question: NumberQuestion, number: int) -> Band:
    """The band that a number lies in; together the bands hold every number once."""
    return max((band for band in question.bands if band.low <= number), key=lambda band: band.low)


def answer_name(carrier: Carrier) -> str:
    """The name by which trainers know the answer that carries this: `ja`, the id of an option, or `3 of meer`."""
    match carrier:
        case YesNoQuestion(risky=risky):
            return risky
        case AnswerOption(id=option):
            return option
        case Band(low=low, high=None):
            return f"{low} of meer"
        case Band(low=low, high=high):
            return f"{low}-{high}"
        case _:
            assert_never(carrier)


def carried_by(question: Question) -> dict[str, tuple[Path, Carrier]]:
    """What each answer carries by its name, and where that stands in the question."""
    return {answer_name(carrier): (_place(carrier, at), carrier) for at, carrier in enumerate(weights(question))}


def _place(carrier: Carrier, at: int) -> Path:
    match carrier:
        case AnswerOption():
            return "antwoorden", at
        case Band():
            return "banden", at
        case YesNoQuestion():
            return ()
        case _:
            assert_never(carrier)


def top_severity(question: Question) -> Severity:
    """The gravest severity an answer to this question can carry."""
    return max((weight.severity for weight in weights(question)), default=Severity.GEEN)
