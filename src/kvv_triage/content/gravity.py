"""How grave an answer is, from what its question says that it carries."""

from __future__ import annotations

from kvv_triage.case.answers import Answer, Answers, Text, Unknown
from kvv_triage.content.content import Content
from kvv_triage.content.kinds import is_safe_value, weights_of
from kvv_triage.language.scales import Severity


def severity_of(content: Content, slot: str, answer: Answer) -> Severity:
    """How grave this answer is: of several opinions the gravest counts. Not knowing carries nothing by itself."""
    question = content.slot(slot)[0].question
    carried = (weight for value in answer.opinions for weight in weights_of(question, value))
    return max((weight.severity for weight in carried), default=Severity.GEEN)


def is_safe_answer(content: Content, slot: str, answer: Answer) -> bool:
    """Whether the answer is the safe one of its question: a "nee" of which one may ask whether it was checked."""
    question = content.slot(slot)[0].question
    return all(is_safe_value(question, value) for value in answer.opinions)


def is_signal(content: Content, slot: str, answer: Answer) -> bool:
    """Whether the answer is a signal: any but the safe one, with a severity or without (design 5.1)."""
    question = content.slot(slot)[0].question
    return any(
        not isinstance(value, Unknown | Text) and not is_safe_value(question, value) for value in answer.opinions
    )


def safe_answers(content: Content, answers: Answers, checklist: str | None = None) -> tuple[str, ...]:
    """The slots with a safe answer, gravest question first; of one list, or of all."""
    slots = [
        slot
        for slot, answer in answers.items()
        if (checklist is None or slot.startswith(f"{checklist}.")) and is_safe_answer(content, slot, answer)
    ]
    return tuple(sorted(slots, key=lambda slot: -content.slot(slot)[0].severity))
