"""What a folder knows, and whether every condition refers only to what is there, and comes before it.

Findings carry the path of the mistake inside its own file; source.py adds file and line.
"""

from __future__ import annotations

from collections.abc import Iterator

from kvv_triage.checking.inventory import Inventory, maker_tip, near_question, no_role
from kvv_triage.content.checklist import (
    ChoiceQuestion,
    MultiChoiceQuestion,
    NumberQuestion,
    PersonsQuestion,
    Question,
    TextQuestion,
    YesNoQuestion,
)
from kvv_triage.content.conditions import (
    Condition,
    CountOptions,
    Path,
    Signal,
    list_references,
    question_references,
    walk,
)
from kvv_triage.content.kinds import can_be_unknown, option_ids
from kvv_triage.errors import Finding
from kvv_triage.language.meant import listed

_EARLIER = "zet die vraag eerder, of kies een andere"
MOST_FOLLOWED = 200
"""Questions. A circle of more than this is told as a question that comes later, which is true as well."""


def check_condition(
    condition: Condition, inventory: Inventory, path: Path, *, before: int | None = None, own_list: str | None = None
) -> Iterator[Finding]:
    """Every reference of a condition; with `before` it may only read questions with a lower number."""
    for place, name in question_references(condition):
        yield from _check_question_reference(name, inventory, (*path, *place), before, own_list)
    for place, name in list_references(condition):
        yield from _check_list_reference(name, inventory, (*path, *place), before, own_list)
    for place, part in walk(condition):
        if isinstance(part, (Signal, CountOptions)):
            yield from _check_options(part, inventory, (*path, *place))
        role = getattr(part, "per", None)
        if role:
            yield from _check_role(part, role, inventory, (*path, *place, "bij"))


def _check_question_reference(
    name: str, inventory: Inventory, path: Path, before: int | None, own_list: str | None
) -> Iterator[Finding]:
    if name not in inventory.questions:
        if not inventory.may_have_question(name):
            yield Finding(path, "KVV301", f"de vraag `{name}` bestaat niet", near_question(name, inventory))
        return
    number, checklist, _, question = inventory.questions[name]
    if not can_be_unknown(question):
        tip = "gebruik een vraag met antwoorden om uit te kiezen"
        yield Finding(path, "KVV311", f"`{name}` is vrije tekst en is dus nooit een signaal", tip)
    if isinstance(question, NumberQuestion) and not any(band.weighs for band in question.bands):
        tip = f"geef bij `{name}` een band een ernst of punten"
        yield Finding(path, "KVV312", f"`{name}` is nooit een signaal: geen band weegt iets", tip)
    if before is None or number < before:
        return
    if own_list is not None and checklist.id == own_list:
        message, tip = "een lijst kan niet van haar eigen vragen afhangen", "lees een vraag uit een eerdere lijst"
    elif number == before and own_list is None:
        message, tip = "een vraag kan niet van zichzelf afhangen", "lees een eerdere vraag"
    elif _is_circle(name, before, inventory, own_list):
        message, tip = f"dit en `{name}` wachten op elkaar: een kring", "haal één van de twee voorwaarden weg"
    else:
        message, tip = f"de vraag `{name}` komt pas later; een voorwaarde leest alleen eerdere vragen", _EARLIER
        if own_list is not None or before not in inventory.numbers(checklist):
            tip = f"geef de lijst `{checklist.id}` een lagere `volgorde`, of kies een andere vraag"
    yield Finding(path, "KVV306", message, tip)


def _is_circle(name: str, number: int, inventory: Inventory, own_list: str | None) -> bool:
    """Whether the guards behind `name` lead back to question `number`, or to any question of the own list."""
    todo, seen = [name], set[str]()
    while todo and len(seen) < MOST_FOLLOWED:
        current = todo.pop()
        if current in seen or current not in inventory.questions:
            continue
        seen.add(current)
        place, checklist, *_ = inventory.questions[current]
        if place == number or checklist.id == own_list:
            return True
        todo += inventory.reads[current]
    return False


def _check_list_reference(
    name: str, inventory: Inventory, path: Path, before: int | None, own_list: str | None
) -> Iterator[Finding]:
    checklist = inventory.checklist(name)
    if checklist is None:
        if not inventory.may_have_list(name):
            tip = inventory.guesser.near_or_all(name, inventory.lists)
            yield Finding(path, "KVV305", f"de lijst `{name}` bestaat niet", tip)
    elif before is not None and (inventory.numbers(checklist).start >= before or name == own_list):
        message = f"de lijst `{name}` komt pas later; een voorwaarde leest alleen eerdere vragen"
        yield Finding(path, "KVV306", message, "geef die lijst een lagere `volgorde`, of kies een andere")


def _options_named(part: Signal | CountOptions) -> Iterator[tuple[Path, str]]:
    """The options that a condition names, with the path of the name."""
    if isinstance(part, CountOptions):
        yield from ((("opties", position), option) for position, option in enumerate(part.options))
    elif part.option:
        yield ("optie",), part.option
    elif part.at_least:
        yield ("vanaf",), part.at_least


def _check_options(part: Signal | CountOptions, inventory: Inventory, path: Path) -> Iterator[Finding]:
    named = list(_options_named(part))
    if not named or part.question not in inventory.questions:
        return
    question, key = inventory.questions[part.question][3], named[0][0][0]
    needed, kind = (ChoiceQuestion, "keuze") if key == "vanaf" else (MultiChoiceQuestion, "meerkeuze")
    if not isinstance(question, needed):
        message = f"`{key}` kan alleen bij een {kind}; `{part.question}` is dat niet"
        yield Finding((*path, key), "KVV303", message, _instead(question))
        return
    allowed = option_ids(question)
    for place, option in named:
        if option not in allowed:
            message = f"het antwoord `{option}` bestaat niet bij `{part.question}`"
            tip = inventory.guesser.near(option, allowed) or _choose(allowed)
            yield Finding((*path, *place), "KVV302", message, tip)
        elif key == "vanaf" and option == allowed[0]:
            message = f"`{option}` is het veilige antwoord; `vanaf` noemt een later antwoord"
            yield Finding((*path, *place), "KVV304", message, _choose(allowed[1:]))


def _choose(allowed: tuple[str, ...]) -> str:
    return f"kies uit: {listed(allowed)}"


def _instead(question: Question) -> str:
    match question:
        case ChoiceQuestion():
            return "gebruik `vanaf`: dat antwoord of een ernstiger"
        case MultiChoiceQuestion():
            return "gebruik `optie`: dat antwoord is gekozen"
        case YesNoQuestion() | NumberQuestion() | PersonsQuestion() | TextQuestion():
            return "schrijf alleen `vraag`: dat is al waar bij elk signaal"


def _check_role(part: Condition, role: str, inventory: Inventory, path: Path) -> Iterator[Finding]:
    if role not in inventory.roles:
        if not inventory.may_have_role(role):
            yield Finding(path, "KVV308", no_role(role), maker_tip(role, inventory))
        return
    for _, name in question_references(part):
        if name in inventory.questions and inventory.questions[name][2].per != role:
            tip = f"haal `bij` weg, of zet de vraag in een onderdeel met `per: {role}`"
            yield Finding(path, "KVV309", f"de vraag `{name}` wordt niet per {role} gesteld", tip)
