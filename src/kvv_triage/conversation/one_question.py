"""One question of the content on a screen: how it is put, and how an answer is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from kvv_triage.case.answers import (
    MOST_PERSONS,
    NO,
    UNKNOWN,
    Number,
    Option,
    Options,
    Person,
    Persons,
    Text,
    Unknown,
    Value,
)
from kvv_triage.content.checklist import (
    ChoiceQuestion,
    MultiChoiceQuestion,
    NumberQuestion,
    PersonsQuestion,
    Question,
    TextQuestion,
    YesNoQuestion,
)
from kvv_triage.conversation.asker import UNKNOWN_KEY, Choice, Command, PersonRow, Screen, Several
from kvv_triage.conversation.desk import YES_NO, Desk
from kvv_triage.language.scales import UnknownKind
from kvv_triage.pages.wording import described

AT_QUESTION = (Command.HELP, Command.BACK, Command.NOTE, Command.DISSENT)
"""The commands that only a question of the content has."""
NOTHING = Choice("niets", "n", "Niets hiervan")
DONT_KNOW = Choice(UNKNOWN, UNKNOWN_KEY, "Weet niet")
WHY = (
    Choice("niet_bekend", "", "We weten het niet"),
    Choice("niet_gevraagd", "", "Niemand heeft het gevraagd"),
    Choice("niet_alleen_gesproken", "", "Diegene is nog niet alleen gesproken"),
    Choice("geweigerd", "", "Diegene kon of wilde niets zeggen"),
)
MOST = 999_999_999
"""The highest number that a question takes."""


def ask_value(desk: Desk, question: Question, screen: Screen, present: Value | None) -> Value | Command:
    """One opinion on a question, or the command that was given instead; `present` is the answer there is."""
    match question:
        case YesNoQuestion() | ChoiceQuestion():
            return _one(desk, screen, _options(question), present)
        case MultiChoiceQuestion():
            return _many(desk, question, screen, present)
        case NumberQuestion():
            number = _number(desk, screen, MOST, present.value if isinstance(present, Number) else None)
            return Number(number) if isinstance(number, int) else number
        case PersonsQuestion():
            return _persons(desk, question, screen, present)
        case TextQuestion():
            text = desk.write(screen, present.text if isinstance(present, Text) else "", extra=AT_QUESTION)
            return text if isinstance(text, Command) else Text(text)
        case _:
            assert_never(question)


Known = tuple[str, Value | None]
"""Who a question is about, and the answer there is."""


def ask_about_each(
    desk: Desk,
    question: YesNoQuestion | ChoiceQuestion,
    screen: Screen,
    persons: Mapping[str, Known],
    picked: Mapping[str, str],
    told: Callable[[str, Value], bool],
) -> Mapping[str, str] | Command:
    """What was picked for each person, all on one screen; of some there was `picked` something already.

    `told` hears each value as it is given; when it gives True, there is only what was picked so far.
    """
    rows = [PersonRow(slot, name, picked.get(slot, _picked(present))) for slot, (name, present) in persons.items()]

    def hear(slot: str, choice: str) -> bool:
        return choice != UNKNOWN and told(slot, Option(choice))

    return desk.choose_each(screen, rows, (*_options(question), DONT_KNOW), AT_QUESTION, hear)


def values_of_each(
    desk: Desk, screen: Screen, persons: Mapping[str, Known], picked: Mapping[str, str]
) -> Mapping[str, Value]:
    """The value for everyone; why something is not known is asked of those persons together."""
    known = {slot: present for slot, (_, present) in persons.items() if present}
    values = {slot: value for slot, value in known.items() if _picked(value) == picked[slot]}
    unknown = [PersonRow(slot, persons[slot][0]) for slot in picked if slot not in values and picked[slot] == UNKNOWN]
    why = _why_unknown_of_each(desk, screen, unknown) if unknown else {}
    return {slot: values.get(slot) or why.get(slot) or Option(choice) for slot, choice in picked.items()}


def _why_unknown_of_each(desk: Desk, screen: Screen, rows: Sequence[PersonRow]) -> Mapping[str, Value]:
    here = Screen("Waarom weten jullie dit niet?", screen.header, screen.question, about=screen.about)
    picked = desk.choose_each(here, rows, WHY)
    if isinstance(picked, Command):  # the desk carried them all out
        raise TypeError
    return {slot: Unknown(UnknownKind[kind.upper()]) for slot, kind in picked.items()}


def _options(question: YesNoQuestion | ChoiceQuestion) -> tuple[Choice, ...]:
    """The safe answer first: a number means the same at every question."""
    if isinstance(question, YesNoQuestion):
        return tuple(sorted(YES_NO, key=lambda choice: choice.id != question.safe))
    return tuple(Choice(option.id, "n" if option.id == NO else "", option.text) for option in question.options)


def _one(desk: Desk, screen: Screen, options: tuple[Choice, ...], present: Value | None) -> Value | Command:
    picked = desk.choose(screen, (*options, DONT_KNOW), _picked(present), AT_QUESTION)
    if picked == UNKNOWN:
        return _why_unknown(desk, screen, present)
    return picked if isinstance(picked, Command) else Option(picked)


def _picked(present: Value | None) -> str | None:
    """The choice that an answer stands for."""
    return present.id if isinstance(present, Option) else UNKNOWN if isinstance(present, Unknown) else None


def _many(desk: Desk, question: MultiChoiceQuestion, screen: Screen, present: Value | None) -> Value | Command:
    options = tuple(Choice(option.id, "", option.text) for option in question.options)
    picked = desk.choose_many(screen, Several(options, (NOTHING, DONT_KNOW), _chosen(present)), AT_QUESTION)
    if isinstance(picked, Command):
        return picked
    if picked == {UNKNOWN}:
        return _why_unknown(desk, screen, present)
    return Options(picked - {NOTHING.id})


def _chosen(present: Value | None) -> frozenset[str]:
    return present.ids if isinstance(present, Options) else frozenset()


def _why_unknown(desk: Desk, screen: Screen, present: Value | None) -> Unknown:
    """Why something is not known: the difference matters (design 5.1), so at a danger sign none is marked."""
    here = Screen("Waarom weten jullie dit niet?", screen.header, screen.question)
    marked = None if screen.is_grave else UnknownKind.NIET_BEKEND.label
    known = present.kind.label if isinstance(present, Unknown) else marked
    return Unknown(UnknownKind[desk.choose(here, WHY, known).upper()])


def _number(desk: Desk, screen: Screen, most: int, present: int | None) -> int | Unknown | Command:
    """A whole number; Enter keeps the present one."""
    hint = f"{screen.hint} Typ een getal, of {UNKNOWN_KEY} voor weet niet.".strip()
    here, typed = replace(screen, hint=hint), ""
    while True:
        typed = desk.number(here, AT_QUESTION, typed)
        if isinstance(typed, Command):
            return typed
        if not typed and present is not None:
            return present
        if typed == UNKNOWN_KEY:
            return _why_unknown(desk, screen, None)
        if typed.isascii() and typed.isdigit() and len(typed) <= len(str(MOST)) and int(typed) <= most:
            return int(typed)
        wrong = f"Typ een heel getal, hoogstens {most}." if most < MOST else "Typ een heel getal, 0 of hoger."
        here = replace(here, notes=(*screen.notes, wrong))


def _persons(desk: Desk, question: PersonsQuestion, screen: Screen, present: Value | None) -> Value | Command:
    known = present.persons if isinstance(present, Persons) else ()
    number = _number(desk, screen, MOST_PERSONS, len(known) if isinstance(present, Persons) else None)
    if not isinstance(number, int):
        return number
    return Persons(_described(desk, question, screen, number, known) if number else ())


def _described(
    desk: Desk, question: PersonsQuestion, screen: Screen, number: int, known: tuple[Person, ...]
) -> tuple[Person, ...]:
    """The persons with an age or a label each, typed on one line in the order of their numbers."""
    each = "elk van hen? Zet er een komma tussen." if number > 1 else "deze persoon?"
    here = Screen(
        f"Welke leeftijd of welk kort label heeft {each}",
        question.text,
        f"Bijvoorbeeld: {', '.join(('9', 'jongste', '14')[:number])}. Geen namen. Enter slaat over.",
        about=screen.about,
    )
    default = ", ".join(described(person) for person in known[:number]).strip(", ")
    while True:
        default = desk.write(here, default)
        parts = [part.strip() for part in default.split(",")]
        if len(parts) <= number:
            return tuple(_person(part) for part in (*parts, *[""] * (number - len(parts))))
        here = replace(here, notes=(f"Dat zijn er {len(parts)}, en het zijn er {number}. Pas het aan.",))


def _person(text: str) -> Person:
    is_age = text.isascii() and text.isdigit() and len(text) <= len("120")
    return Person(int(text)) if is_age else Person(label=text)
