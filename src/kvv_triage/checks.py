"""What the shape of one model cannot show: references, order and contradictions in a whole content folder.

Each check yields Findings with the path of the mistake inside its own file; source.py adds file and line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from kvv_triage.checklist import (
    Band,
    Checklist,
    ChoiceQuestion,
    MultiChoiceQuestion,
    NumberQuestion,
    PersonsQuestion,
    Question,
    Section,
    TextQuestion,
    Weight,
    YesNoQuestion,
    weights,
)
from kvv_triage.conditions import (
    Condition,
    CountSignals,
    Path,
    Signal,
    list_references,
    question_references,
    walk,
)
from kvv_triage.content import in_order
from kvv_triage.errors import Finding
from kvv_triage.facts import MOST_TOTALS, point_totals
from kvv_triage.scales import Level, Severity
from kvv_triage.thresholds import CoreSign, Floor, RegionalThresholds

NATIONAL = "landelijk-"
"""The ids of the floor's own thresholds start like this, so that no region's can be taken for them."""


@dataclass(frozen=True, slots=True)
class Known:
    """What exists in a folder, also in parts whose shape is wrong, so that one mistake is reported once.

    `broken` holds ids (of questions, lists or specialists) that exist but could not be read.
    """

    checklists: tuple[Checklist, ...]
    broken: frozenset[str] = frozenset()
    questions: dict[str, tuple[int, Checklist, Section, Question]] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, checklists: Iterable[Checklist], broken: frozenset[str] = frozenset()) -> Known:
        """Number the questions in content order."""
        known = cls(in_order(checklists), broken)
        for checklist in known.checklists:
            for section, question in checklist.questions():
                name = f"{checklist.id}.{question.id}"
                known.questions.setdefault(name, (len(known.questions), checklist, section, question))
                if isinstance(question, PersonsQuestion):
                    known.roles.setdefault(question.role, name)
        return known

    def list_start(self, checklist: Checklist) -> int:
        """The number of the first question of a list."""
        return min(number for number, owner, *_ in self.questions.values() if owner is checklist)


def near(word: str, known: Iterable[str]) -> str:
    """A tip with the nearest known word, or nothing."""
    found = get_close_matches(word, list(known), n=1)
    return f"bedoelde je `{found[0]}`?" if found else ""


def check_checklist(checklist: Checklist, known: Known) -> Iterator[Finding]:
    """Everything wrong with one list."""
    yield from _doubles([section.id for section in checklist.sections], ("onderdelen",), "KVV203", "onderdeel")
    seen: set[str] = set()
    for at, section in enumerate(checklist.sections):
        yield from _check_section(section, known, ("onderdelen", at))
        for position, question in enumerate(section.questions):
            path: Path = ("onderdelen", at, "vragen", position)
            if question.id in seen:
                yield Finding((*path, "id"), "KVV202", f"de vraag `{question.id}` staat al in deze lijst")
            seen.add(question.id)
            yield from _check_question(question, path)
            for spot, name in enumerate(question.sources):
                if name not in checklist.sources:
                    message = f"de bron `{name}` staat niet bij `bronnen` van deze lijst"
                    yield Finding((*path, "bron", spot), "KVV215", message, near(name, checklist.sources))
            if question.only_if:
                number = known.questions[f"{checklist.id}.{question.id}"][0]
                guard = (*path, "alleen_als")
                yield from check_condition(question.only_if, known, guard, before=number)
            if section.per and isinstance(question, PersonsQuestion):
                message = "een vraag naar personen kan niet zelf per persoon gesteld worden"
                yield Finding((*path, "soort"), "KVV216", message)
    if checklist.only_if:
        yield from check_condition(
            checklist.only_if,
            known,
            ("inzetten_als",),
            before=known.list_start(checklist),
            own_list=checklist.id,
        )


def _check_section(section: Section, known: Known, path: Path) -> Iterator[Finding]:
    if section.per is None:
        return
    maker = known.roles.get(section.per)
    if maker is None:
        if not known.broken:
            message = f"geen vraag maakt personen met de rol `{section.per}`"
            tip = near(section.per, known.roles) or f"voeg een vraag toe met `soort: personen` en `rol: {section.per}`"
            yield Finding((*path, "per"), "KVV213", message, tip)
        return
    first = min(
        (number for number, _, owner, _ in known.questions.values() if owner is section),
        default=known.questions[maker][0] + 1,
    )
    if known.questions[maker][0] > first:
        message = f"de vraag `{maker}`, die deze personen maakt, komt pas later"
        yield Finding((*path, "per"), "KVV214", message)


def _doubles(names: Iterable[str], path: Path, code: str, what: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for position, name in enumerate(names):
        if name in seen:
            yield Finding((*path, position, "id"), code, f"{what} `{name}` staat er twee keer")
        seen.add(name)


def _check_question(question: Question, path: Path) -> Iterator[Finding]:
    match question:
        case ChoiceQuestion():
            yield from _doubles([option.id for option in question.options], (*path, "antwoorden"), "KVV204", "antwoord")
            yield from _check_rising(question, (*path, "antwoorden"))
        case MultiChoiceQuestion():
            yield from _doubles([option.id for option in question.options], (*path, "antwoorden"), "KVV204", "antwoord")
            if len(point_totals(question)) > MOST_TOTALS:
                message = f"met deze punten zijn er meer dan {MOST_TOTALS} verschillende totalen"
                yield Finding((*path, "antwoorden"), "KVV218", message, "gebruik kleinere of ronde punten")
        case NumberQuestion():
            yield from _check_bands(question.bands, (*path, "banden"))
        case YesNoQuestion() | PersonsQuestion() | TextQuestion():
            pass


def _check_rising(question: ChoiceQuestion, path: Path) -> Iterator[Finding]:
    options = question.options
    if len(options) == 1:
        yield Finding(path, "KVV207", "een keuze heeft minstens twee antwoorden")
    if not options[0].is_empty:
        message = "het eerste antwoord van een keuze is het veilige: het draagt geen ernst, punten of norm"
        yield Finding((*path, 0), "KVV205", message)
    for position in range(1, len(options)):
        before, here = options[position - 1], options[position]
        if position > 1 or options[0].is_empty:
            for key, was, now in (
                ("ernst", before.severity, here.severity),
                ("punten", before.points, here.points),
            ):
                if now < was:
                    message = f"de {key} daalt hier; antwoorden lopen van minst naar meest gevaarlijk"
                    yield Finding((*path, position, key), "KVV206", message, "zet de antwoorden in een andere volgorde")


def _check_bands(bands: tuple[Band, ...], path: Path) -> Iterator[Finding]:
    for position, band in enumerate(bands):
        if band.high is not None and band.high < band.low:
            yield Finding((*path, position), "KVV209", "`tot` is hier lager dan `vanaf`")
            return
        if band.is_safe and band.norm:
            message = "een band met een norm heeft ook `ernst` of `punten` nodig"
            yield Finding((*path, position, "norm"), "KVV211", message)
    if not any(band.is_safe for band in bands):
        yield Finding(path, "KVV210", "minstens één band is zonder ernst en punten: het veilige antwoord")
    ordered = sorted(range(len(bands)), key=lambda position: bands[position].low)
    expected: int | None = 0
    for position in ordered:
        band = bands[position]
        if expected is None or band.low < expected:
            yield Finding((*path, position), "KVV208", f"het getal {band.low} valt in twee banden")
            return
        if band.low > expected:
            yield Finding((*path, position), "KVV209", f"het getal {expected} valt in geen enkele band")
            return
        expected = None if band.high is None else band.high + 1
    if expected is not None:
        message = f"getallen vanaf {expected} vallen in geen enkele band"
        yield Finding((*path, ordered[-1]), "KVV209", message, "laat `tot` weg bij de hoogste band")


def check_condition(
    condition: Condition, known: Known, path: Path, *, before: int | None = None, own_list: str | None = None
) -> Iterator[Finding]:
    """Every reference of a condition; with `before` it may only read questions with a lower number."""
    for place, name in question_references(condition):
        yield from _check_question_reference(name, known, (*path, *place), before, own_list)
    for place, name in list_references(condition):
        yield from _check_list_reference(name, known, (*path, *place), before, own_list)
    for place, part in walk(condition):
        if isinstance(part, Signal):
            yield from _check_option(part, known, (*path, *place))
        role = getattr(part, "per", None)
        if role:
            yield from _check_role(part, role, known, (*path, *place, "bij"))


def _check_question_reference(
    name: str, known: Known, path: Path, before: int | None, own_list: str | None
) -> Iterator[Finding]:
    found = known.questions.get(name)
    if found is None:
        if name not in known.broken and name.partition(".")[0] not in known.broken:
            tip = near(name, known.questions) or "schrijf een vraag als `lijst.vraag`"
            yield Finding(path, "KVV301", f"de vraag `{name}` bestaat niet", tip)
        return
    number, checklist, _, question = found
    if isinstance(question, TextQuestion):
        yield Finding(path, "KVV311", f"`{name}` is vrije tekst en is dus nooit een signaal")
    if before is None or number < before:
        return
    if own_list is not None and checklist.id == own_list:
        message = "een lijst kan niet van haar eigen vragen afhangen"
    elif number == before and own_list is None:
        message = "een vraag kan niet van zichzelf afhangen"
    elif _reads(checklist.only_if) | _reads(question.only_if) and _is_circle(name, before, known):
        message = f"deze vraag en `{name}` wachten op elkaar: een kring"
    else:
        message = f"de vraag `{name}` komt pas later; een voorwaarde leest alleen eerdere vragen"
    yield Finding(path, "KVV306", message)


def _reads(condition: Condition | None) -> set[str]:
    return {name for _, name in question_references(condition)} if condition else set()


def _is_circle(name: str, number: int, known: Known) -> bool:
    """Whether the guards behind `name` lead back to question `number` (or its list)."""
    start = next((entry for entry in known.questions.items() if entry[1][0] == number), None)
    todo, seen = [name], set[str]()
    while todo:
        current = todo.pop()
        if current in seen or current not in known.questions:
            continue
        seen.add(current)
        _, checklist, _, question = known.questions[current]
        todo += _reads(checklist.only_if) | _reads(question.only_if)
    return start is not None and any(known.questions[one][1] is start[1][1] for one in seen - {name})


def _check_list_reference(
    name: str, known: Known, path: Path, before: int | None, own_list: str | None
) -> Iterator[Finding]:
    found = next((checklist for checklist in known.checklists if checklist.id == name), None)
    if found is None:
        if name not in known.broken:
            tip = near(name, (checklist.id for checklist in known.checklists))
            yield Finding(path, "KVV305", f"de lijst `{name}` bestaat niet", tip)
    elif before is not None and (known.list_start(found) >= before or name == own_list):
        yield Finding(path, "KVV306", f"de lijst `{name}` komt pas later; een voorwaarde leest alleen eerdere vragen")


def _check_option(part: Signal, known: Known, path: Path) -> Iterator[Finding]:
    found = known.questions.get(part.question)
    if found is None:
        return
    question = found[3]
    for key, option, needed, kind in (
        ("vanaf", part.at_least, ChoiceQuestion, "keuze"),
        ("optie", part.option, MultiChoiceQuestion, "meerkeuze"),
    ):
        if option is None:
            continue
        if not isinstance(question, (ChoiceQuestion, MultiChoiceQuestion)) or not isinstance(question, needed):
            yield Finding((*path, key), "KVV303", f"`{key}` kan alleen bij een {kind}; `{part.question}` is dat niet")
            continue
        allowed = [one.id for one in question.options]
        if option not in allowed:
            message = f"het antwoord `{option}` bestaat niet bij `{part.question}`"
            yield Finding((*path, key), "KVV302", message, near(option, allowed) or f"kies uit: {', '.join(allowed)}")
        elif key == "vanaf" and option == allowed[0]:
            message = f"`{option}` is het veilige antwoord; `vanaf` noemt een later antwoord"
            yield Finding((*path, key), "KVV304", message)


def _check_role(part: Condition, role: str, known: Known, path: Path) -> Iterator[Finding]:
    if role not in known.roles:
        if not known.broken:
            yield Finding(path, "KVV308", f"geen vraag maakt personen met de rol `{role}`", near(role, known.roles))
        return
    named = (part.question,) if isinstance(part, Signal) else part.questions if isinstance(part, CountSignals) else ()
    for name in named:
        found = known.questions.get(name)
        if found and found[2].per != role:
            yield Finding(path, "KVV309", f"de vraag `{name}` wordt niet per {role} gesteld")


def check_folder(known: Known) -> Iterator[tuple[Checklist, Finding]]:
    """What two lists do to each other."""
    ids = Counter(checklist.id for checklist in known.checklists)
    makers: dict[str, str] = {}
    for checklist in known.checklists:
        if ids[checklist.id] > 1:
            message = f"er zijn {ids[checklist.id]} lijsten met de naam `{checklist.id}`"
            yield checklist, Finding(("checklist",), "KVV201", message)
        for at, section in enumerate(checklist.sections):
            for position, question in enumerate(section.questions):
                if not isinstance(question, PersonsQuestion):
                    continue
                name = f"{checklist.id}.{question.id}"
                if makers.setdefault(question.role, name) != name:
                    path: Path = ("onderdelen", at, "vragen", position, "rol")
                    message = f"de rol `{question.role}` wordt al gemaakt door `{makers[question.role]}`"
                    yield checklist, Finding(path, "KVV212", message)


def check_thresholds(regional: RegionalThresholds, floor: Floor, known: Known) -> Iterator[Finding]:
    """Everything wrong with thresholds.yaml, apart from thresholds nobody can reach."""
    specialists = {**floor.specialists, **regional.specialists}
    yield from _doubles([threshold.id for threshold in regional.thresholds], ("drempels",), "KVV401", "drempel")
    for at, threshold in enumerate(regional.thresholds):
        path: Path = ("drempels", at)
        if threshold.id.startswith(NATIONAL):
            message = f"een naam die met `{NATIONAL}` begint is van de landelijke ondergrens"
            yield Finding((*path, "id"), "KVV405", message)
        yield from check_condition(threshold.when, known, (*path, "als"))
        yield from _check_specialists(threshold.call, specialists, known, (*path, "bel"))
        if not threshold.because:
            yield Finding(path, "KVV407", "zeg met `omdat` waarom deze drempel er is", warning=True)
        if not threshold.call and threshold.level in (Level.ADVIES, Level.BEL_NU):
            message = "deze drempel noemt bij `bel` niemand; dan wordt het Veilig Thuis"
            yield Finding(path, "KVV408", message, warning=True)
    for name, specialist in regional.specialists.items():
        here: Path = ("specialisten", name)
        yield from _check_specialists(specialist.no_answer, specialists, known, (*here, "geen_gehoor"))
        if not specialist.has_number:
            message = f"`{name}` heeft nog geen nummer van jouw regio"
            yield Finding((*here, "telefoon"), "KVV409", message, "vul het nummer in", warning=True)


def _check_specialists(
    names: Iterable[str], specialists: Mapping[str, object], known: Known, path: Path
) -> Iterator[Finding]:
    for position, name in enumerate(names):
        if name not in specialists and name not in known.broken:
            message = f"de specialist `{name}` staat niet bij `specialisten`"
            yield Finding((*path, position), "KVV402", message, near(name, specialists))


def check_core(floor: Floor, known: Known) -> Iterator[tuple[Checklist, Finding]]:
    """Core danger signs that a list weakens (law 4)."""
    for sign in floor.core:
        found = known.questions.get(sign.question)
        if found is None:
            continue
        _, checklist, section, question = found
        at = checklist.sections.index(section)
        path: Path = ("onderdelen", at, "vragen", section.questions.index(question))
        for message in _weaker(sign, question):
            yield (
                checklist,
                Finding(path, "KVV410", message, "maak het strenger, of overleg met de makers van kvv"),
            )


def _weaker(sign: CoreSign, question: Question) -> Iterator[str]:
    carried = _carried(question)
    top = max((weight.severity for weight in weights(question)), default=Severity.GEEN)
    for answer, least in sign.answers.items():
        weight = carried.get(answer)
        if (weight.severity if weight else top) < least:
            of = f"antwoord `{answer}` van dit kernsignaal" if weight else "dit kernsignaal"
            yield f"{of} weegt minder dan landelijk is afgesproken ({least.label})"
    for answer, norm in sign.norms.items():
        weight = carried.get(answer)
        if weight is None or weight.norm != norm:
            yield f"dit kernsignaal mist bij `{answer}` de norm `{norm}`"


def _carried(question: Question) -> dict[str, Weight]:
    match question:
        case YesNoQuestion():
            return {question.risky: question}
        case ChoiceQuestion() | MultiChoiceQuestion():
            return {option.id: option for option in question.options}
        case NumberQuestion() | PersonsQuestion() | TextQuestion():
            return {}


def missing_core(floor: Floor, known: Known) -> tuple[str, ...]:
    """The core danger signs that these lists lack."""
    return tuple(sign.question for sign in floor.core if sign.question not in known.questions)
