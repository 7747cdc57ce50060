"""Questions, answers and persons in words."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from kvv_triage.case.answers import Answer, Number, Option, Options, Person, Persons, Text, Unknown, Value
from kvv_triage.case.events import EMERGENCY_NUMBER, Called
from kvv_triage.case.meldcode_record import Weighing
from kvv_triage.case.slots import person_number, role_of, split_slot
from kvv_triage.content.checklist import ChoiceQuestion, MultiChoiceQuestion
from kvv_triage.content.content import Content
from kvv_triage.content.thresholds import Specialist
from kvv_triage.language.days import in_words
from kvv_triage.language.scales import Level, Severity, UnknownKind
from kvv_triage.meeting.session import Session

WHY_UNKNOWN = {
    UnknownKind.NIET_GEVRAAGD: "niet gevraagd",
    UnknownKind.NIET_BEKEND: "niet bekend",
    UnknownKind.NIET_ALLEEN_GESPROKEN: "niet alleen gesproken",
    UnknownKind.GEWEIGERD: "kon of wilde niets zeggen",
}

NOT_HERE = "een antwoord dat deze lijsten niet hebben"
"""An option that other content offered; its id says nothing to whom reads it."""
YES_NO = {"ja": "Ja", "nee": "Nee"}


def question_text(content: Content, slot: str) -> str:
    """The question of a slot, with the person it is about; of one that this content does not have only that."""
    question, person = split_slot(slot)
    item = content.by_id.get(question)
    text = item.question.text if item else "Een vraag die deze lijsten niet hebben."
    return f"{text} ({numbered(person)})" if person else text


def numbered(person: str) -> str:
    """A person by role and number: `kind 1`."""
    role, _, number = person.rpartition("-")
    return f"{role} {number}"


def value_text(content: Content, slot: str, value: Value) -> str:
    """One answer in words."""
    item = content.by_id.get(split_slot(slot)[0])
    question = item.question if item else None
    match value:
        case Unknown(kind=kind):
            return f"weet niet ({WHY_UNKNOWN[kind]})"
        case Option(id=chosen):
            options = question.options if isinstance(question, ChoiceQuestion) else ()
            return next((option.text for option in options if option.id == chosen), YES_NO.get(chosen, NOT_HERE))
        case Options(ids=ids):
            several = question.options if isinstance(question, MultiChoiceQuestion) else ()
            texts = [option.text for option in several if option.id in ids]
            return "; ".join([*texts, *[NOT_HERE] * (len(ids) > len(texts))]) or "niets hiervan"
        case Number(value=number):
            return str(number)
        case Persons(persons=persons):
            return str(len(persons))
        case Text(text=text):
            return text
        case _:
            assert_never(value)


def answer_text(content: Content, slot: str, answer: Answer) -> str:
    """The answer in words, with every opinion when the table disagrees."""
    return " / ".join(value_text(content, slot, value) for value in answer.opinions)


def described(person: Person) -> str:
    """The age or the label of a person, as it was typed."""
    return person.label or ("" if person.age is None else str(person.age))


def who(content: Content, session: Session, person: str) -> str:
    """A person in words: the role and the number, with the age or label that was given."""
    counts = content.persons_questions.get(role_of(person))
    answer = session.answers.get(counts.id) if counts else None
    counted = next(
        (opinion.persons for opinion in (answer.opinions if answer else ()) if isinstance(opinion, Persons)), ()
    )
    number = person_number(person)
    about = described(counted[number - 1]) if number <= len(counted) else ""
    about = f"{about} jaar" if about.isdigit() else about
    return numbered(person) + (f" ({about})" if about else "")


def with_answer(content: Content, session: Session, slot: str) -> str:
    """A question with its answer, in a list; a terminal wraps it."""
    item, person = content.slot(slot)
    text = item.question.text
    about = f"{who(content, session, person)}: " if person else ""
    question = f"{about}{text}"
    answer = session.answers.get(slot)
    return f"{question} {answer_text(content, slot, answer)}" if answer else question


def in_a_row(specialist: Specialist) -> str:
    """The name of who can be called as one among others: `Politie (geen spoed)`, which is not two."""
    first, comma, rest = specialist.name.partition(", ")
    return f"{first} ({rest})" if comma else first


def callee(content: Content, to: str) -> str:
    """Whom a call is to, as a worker names them; an id of newer lists is no name."""
    if to in content.specialists:
        return content.specialists[to].name
    return EMERGENCY_NUMBER if to == EMERGENCY_NUMBER else "wie je moest bellen"


def at_moment(moment: datetime) -> str:
    """A moment as the clock of the worker said it: `woensdag 4 maart 2026 om 15:30`."""
    return f"{in_words(moment.date())} om {moment:%H:%M}"


def at_clock(moment: datetime) -> str:
    """A moment in a sentence about the last days: `op 4 maart om 14:05`."""
    _, day, month, _ = in_words(moment.date()).split()
    return f"op {day} {month} om {moment:%H:%M}"


def at_time(moment: datetime, now: datetime) -> str:
    """A moment to come, with its day when that is another: `om 15:30`, or `op 5 maart om 00:15`."""
    return f"om {moment:%H:%M}" if moment.date() == now.date() else at_clock(moment)


def called_text(content: Content, call: Called) -> str:
    """A call that took place: with whom, what for, and what came of it, as far as it was recorded."""
    if not call.to:
        return f"er is gebeld ({TITLES[call.level]})"
    what = {"": "", "advies": " om advies", "melding": " om te melden"}[call.kind]
    spoke_with = f", gesproken met: {call.spoke_with}" if call.spoke_with else ""
    agreed = f"; afgesproken: {call.agreed}" if call.agreed else ""
    return f"gebeld met {callee(content, call.to)}{what}{spoke_with}{agreed}"


def role_text(role: str) -> str:
    """The role of a colleague who decides with the others, in words."""
    return {"wijkteam": "medewerker wijkteam", "anders": "andere functie"}.get(role, role)


TITLES = {
    Level.BEL_112: "BEL NU 112",
    Level.BEL_NU: "BEL NU EEN SPECIALIST",
    Level.ADVIES: "VRAAG VANDAAG ADVIES",
    Level.VOLGEN: "VOLGEN",
}


SEVERITIES = {
    Severity.BIJDRAGEND: "bijdragend",
    Severity.ERNSTIG: "ernstig",
    Severity.RODE_VLAG: "rode vlag",
    Severity.ACUUT: "acuut",
    Severity.LEVENSGEVAAR: "levensgevaar",
}


WEIGHED: dict[Weighing | None, str] = {
    "ja": "ja",
    "nee": "nee",
    "twijfel": "twijfel",
    "nog_niet": "nog niet",
    None: "niet vastgelegd",
}


STATES = {
    "gedaan": "gedaan",
    "nog_niet": "nog niet gedaan",
    "niet_veilig": "niet gedaan: niet veilig",
    "geen_contact": "niet gedaan: geen contact",
}


def in_a_list(names: list[str], word: str) -> str:
    """These names in one sentence, with this word before the last."""
    *first, last = names
    return f" {word} ".join(filter(None, (", ".join(first), last)))
