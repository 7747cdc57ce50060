"""One question of the content on a screen: how it is put, and how an answer is read."""

from __future__ import annotations

from collections.abc import Callable

from kvv_triage.answers import NO, Answer, Number, Option, Options, Person, Persons, Text, Unknown, Value
from kvv_triage.checklist import (
    ChoiceQuestion,
    MultiChoiceQuestion,
    NumberQuestion,
    PersonsQuestion,
    TextQuestion,
    YesNoQuestion,
)
from kvv_triage.content import Item
from kvv_triage.document import MOST_PERSONS, UNKNOWN
from kvv_triage.scales import UnknownKind
from kvv_triage.terminal.asker import Asker, Choice, Command, Screen, Several

NOTHING = "niets"
_UNKNOWN = Choice(UNKNOWN, "w", "Weet niet")
_WHY = (
    Choice("niet_bekend", "", "We weten het niet"),
    Choice("niet_gevraagd", "", "Niemand heeft het gevraagd"),
    Choice("niet_alleen_gesproken", "", "Diegene is nog niet alleen gesproken"),
    Choice("geweigerd", "", "Diegene wil het niet vertellen"),
)

Choose = Callable[[Screen, tuple[Choice, ...], str | None], str]


def ask_value(
    asker: Asker, choose: Choose, item: Item, screen: Screen, commands: tuple[Command, ...], known: Answer | None
) -> Value | Command:
    """One opinion on a question, or the command that was given instead.

    `choose` asks one of several choices with the commands that work everywhere; `known` is the present answer.
    """
    question = item.question
    present = known.opinions[0] if known else None
    match question:
        case YesNoQuestion():
            picked = choose(screen, (Choice("ja", "j", "Ja"), Choice("nee", "n", "Nee"), _UNKNOWN), _id(present))
        case ChoiceQuestion():
            options = tuple(Choice(one.id, _key(one.id), one.text) for one in question.options)
            picked = choose(screen, (*options, _UNKNOWN), _id(present))
        case MultiChoiceQuestion():
            return _many(asker, choose, question, screen, commands, present)
        case NumberQuestion() | PersonsQuestion():
            return _count(asker, choose, item, screen, commands, present)
        case TextQuestion():
            return Text(asker.write(screen, present.text if isinstance(present, Text) else ""))
    return _picked(choose, picked)


def _picked(choose: Choose, picked: str) -> Value | Command:
    if picked == UNKNOWN:
        return why_unknown(choose)
    return Command(picked) if picked in tuple(Command) else Option(picked)


def why_unknown(choose: Choose) -> Value | Command:
    """Why something is not known: the difference matters (design 5.1)."""
    picked = choose(Screen("Waarom weten we dit niet?"), _WHY, "niet_bekend")
    if picked in tuple(Command):
        return Command(picked)
    return Unknown(UnknownKind[picked.upper()])


def _key(option: str) -> str:
    return "n" if option == NO else ""


def _id(value: Value | None) -> str | None:
    match value:
        case Option(id=chosen):
            return chosen
        case Unknown():
            return UNKNOWN
        case _:
            return None


def _many(
    asker: Asker,
    choose: Choose,
    question: MultiChoiceQuestion,
    screen: Screen,
    commands: tuple[Command, ...],
    present: Value | None,
) -> Value | Command:
    options = tuple(Choice(one.id, "", one.text) for one in question.options)
    chosen = present.ids if isinstance(present, Options) else frozenset[str]()
    several = Several(options, (Choice(NOTHING, "n", "Niets hiervan"), _UNKNOWN), chosen)
    picked = asker.choose_many(screen, several, commands)
    if isinstance(picked, Command):
        return picked
    if picked == {UNKNOWN}:
        return why_unknown(choose)
    return Options(picked - {NOTHING})


def _count(
    asker: Asker, choose: Choose, item: Item, screen: Screen, commands: tuple[Command, ...], present: Value | None
) -> Value | Command:
    question = item.question
    hint = f"{screen.hint} Typ een getal, of w voor weet niet.".strip()
    here = Screen(screen.question, screen.header, hint, screen.notes)
    default = str(present.value) if isinstance(present, Number) else ""
    if isinstance(present, Persons):
        default = str(len(present.persons))
    while True:
        typed = asker.write(here, default).lower()
        if typed in tuple(commands):
            return Command(typed)
        if typed in ("w", UNKNOWN):
            return why_unknown(choose)
        most = MOST_PERSONS if isinstance(question, PersonsQuestion) else 999_999_999
        if typed.isascii() and typed.isdigit() and int(typed) <= most:
            number = int(typed)
            return (
                Persons(_persons(asker, question, number)) if isinstance(question, PersonsQuestion) else Number(number)
            )
        note = (
            f"Typ een heel getal van 0 tot en met {most}, of w."
            if most == MOST_PERSONS
            else "Typ een heel getal, of w."
        )
        here = Screen(screen.question, screen.header, hint, (note,))


def _persons(asker: Asker, question: PersonsQuestion, number: int) -> tuple[Person, ...]:
    if not number:
        return ()
    screen = Screen(
        f"Leeftijd of een kort label van elk van de {number}, met komma's ertussen."
        if number > 1
        else "Leeftijd of een kort label?",
        header=f"{question.role}-1 tot en met {question.role}-{number}" if number > 1 else f"{question.role}-1",
        hint="Bijvoorbeeld: 9, 6, jongste. Geen namen. Enter slaat over.",
    )
    parts = [part.strip() for part in asker.write(screen).split(",")]
    return tuple(_person(parts[at] if at < len(parts) else "") for at in range(number))


def _person(text: str) -> Person:
    is_age = text.isascii() and text.isdigit() and len(text) <= len("120")
    return Person(int(text)) if is_age else Person(label=text)
