"""A plain and slow reading of design 5.2 and 6, word for word, to hold the fast one against."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from kvv_triage.case.answers import Answer, Number, Option, Options, Persons, Unknown, Value
from kvv_triage.case.slots import person_number, role_of, slot_of, split_slot
from kvv_triage.case.state import CaseState
from kvv_triage.content.checklist import (
    ChoiceQuestion,
    MultiChoiceQuestion,
    NumberQuestion,
    Question,
    TextQuestion,
    Weight,
    YesNoQuestion,
)
from kvv_triage.content.conditions import (
    AllOf,
    AnyOf,
    Condition,
    CountNorm,
    CountOptions,
    CountSeverity,
    CountSignals,
    Earlier,
    NotExcluded,
    Points,
    Signal,
)
from kvv_triage.content.kinds import top_severity
from kvv_triage.deciding.judging import ThresholdState
from kvv_triage.deciding.ruleset import ReadyQuestion, Ruleset
from kvv_triage.language.scales import Level, Norm, Severity, UnknownKind
from tests.helpers.strategies import band_of, is_milder, named_values


@dataclass(frozen=True)
class Said:
    """What the answer in one slot says: of each property the most dangerous."""

    item: ReadyQuestion
    person: str | None
    is_signal: bool = False
    severity: Severity = Severity.GEEN
    points: int = 0
    norms: frozenset[Norm] = frozenset()
    options: frozenset[str] = frozenset()
    unknown: UnknownKind | None = None

    def __or__(self, other: Said) -> Said:
        return Said(
            self.item,
            self.person,
            self.is_signal or other.is_signal,
            max(self.severity, other.severity),
            max(self.points, other.points),
            self.norms | other.norms,
            self.options | other.options,
            max((kind for kind in (self.unknown, other.unknown) if kind), default=None),
        )


def said_by(item: ReadyQuestion, person: str | None, answer: Answer) -> Said:
    said = Said(item, person)
    for value in answer.opinions:
        said |= _said(item, person, value)
    return said


def _said(item: ReadyQuestion, person: str | None, value: Value) -> Said:
    if isinstance(value, Unknown):
        return Said(item, person, unknown=value.kind)
    if isinstance(value, Persons):
        return Said(item, person, is_signal=bool(value.persons))
    carried = list(_carried(item.question, value))
    if not carried:
        return Said(item, person)
    return Said(
        item,
        person,
        is_signal=True,
        severity=max(weight.severity for weight in carried),
        points=(sum if isinstance(value, Options) else max)(weight.points for weight in carried),
        norms=frozenset(weight.norm for weight in carried if weight.norm),
        options=_options(item.question, value),
    )


def _carried(question: Question, value: Value) -> Iterator[Weight]:
    """The weights an answer brings: its own, and in an ordered list also those of the milder signals."""
    match question, value:
        case YesNoQuestion(), Option(id=chosen):
            if chosen == question.risky:
                yield question
        case ChoiceQuestion(options=options), Option(id=chosen):
            position = [option.id for option in options].index(chosen)
            yield from options[1 : position + 1]
        case MultiChoiceQuestion(options=options), Options(ids=ids):
            yield from (option for option in options if option.id in ids)
        case NumberQuestion(bands=bands), Number():
            own = band_of(question, value)
            if not own.is_safe:
                yield own
                yield from (
                    band
                    for band in bands
                    if not band.is_safe and band is not own and is_milder(question, Number(band.low), value)
                )
        case _:
            pass


def _options(question: Question, value: Value) -> frozenset[str]:
    match question, value:
        case ChoiceQuestion(options=options), Option(id=chosen):
            order = [option.id for option in options]
            return frozenset(order[1 : order.index(chosen) + 1])
        case MultiChoiceQuestion(), Options(ids=ids):
            return ids
        case _:
            return frozenset()


def most_dangerous(item: ReadyQuestion, person: str | None) -> Said:
    if isinstance(item.question, TextQuestion):
        return Said(item, person)
    return said_by(item, person, Answer((*named_values(item.question), Unknown(UnknownKind.GEWEIGERD))))


def holds(condition: Condition, said: Sequence[Said], earlier: Sequence[tuple[int, Level]]) -> bool:
    """Whether a condition is true of what is said."""
    match condition:
        case AllOf(conditions=parts):
            return all(holds(part, said, earlier) for part in parts)
        case AnyOf(conditions=parts):
            return any(holds(part, said, earlier) for part in parts)
        case Earlier(minimum=minimum, level=level, within_days=days):
            return sum(ago <= days and decided >= level for ago, decided in earlier) >= minimum
        case _:
            if condition.per is None:
                return _counts(condition, said)
            persons = {one.person for one in said if one.person and role_of(one.person) == condition.per}
            return any(_counts(condition, [one for one in said if one.person == person]) for person in persons)


def _counts(
    condition: Signal | CountOptions | CountSeverity | CountSignals | CountNorm | Points | NotExcluded,
    said: Sequence[Said],
) -> bool:
    match condition:
        case Signal(question=question, at_least=at_least, option=option):
            wanted = at_least or option
            return _number(said, lambda one: one.item.id == question and (not wanted or wanted in one.options)) >= 1
        case CountOptions(question=question, options=options, minimum=minimum):
            chosen = {option for one in said if one.item.id == question for option in one.options}
            return len(chosen & set(options)) >= minimum
        case CountSignals(questions=questions, minimum=minimum):
            return _number(said, lambda one: one.item.id in questions) >= minimum
        case CountSeverity(severity=severity, minimum=minimum):
            return _number(_listed(condition, said), lambda one: one.severity >= severity) >= minimum
        case CountNorm(norm=norm, minimum=minimum):
            return _number(_listed(condition, said), lambda one: norm in one.norms) >= minimum
        case Points(minimum=minimum):
            highest: dict[str, int] = {}
            for one in _listed(condition, said):
                highest[one.item.id] = max(highest.get(one.item.id, 0), one.points)
            return sum(highest.values()) >= minimum
        case NotExcluded(severity=severity, kind=kind, minimum=minimum):
            found = {
                one.item.id
                for one in _listed(condition, said)
                if one.severity >= severity
                or (one.unknown is not None and one.unknown >= kind and top_severity(one.item.question) >= severity)
            }
            return len(found) >= minimum


def _number(said: Sequence[Said], is_counted: Callable[[Said], bool]) -> int:
    """How many different questions have a signal that counts."""
    return len({one.item.id for one in said if one.is_signal and is_counted(one)})


def _listed(condition: CountSeverity | CountNorm | Points | NotExcluded, said: Sequence[Said]) -> list[Said]:
    return [one for one in said if condition.lists is None or one.item.checklist.id in condition.lists]


def certain(ruleset: Ruleset, record: CaseState) -> list[Said]:
    """What is said for certain: every recorded answer."""
    return [*_said_in(ruleset, record).values()]


def _said_in(ruleset: Ruleset, record: CaseState) -> dict[str, Said]:
    """What every recorded answer says; who is named is a signal of the question that counts."""
    said = {slot: said_by(*ruleset.slot(slot), answer) for slot, answer in record.answers.items()}
    for role, item in ruleset.persons_items.items():
        if any(role_of(person) == role for person in record.persons):
            before = said.get(item.id, Said(item, None))
            said[item.id] = replace(before, is_signal=True)
    return said


def possible(ruleset: Ruleset, record: CaseState) -> list[Said]:
    """What may be said in the end: every `weet_niet` and every open question in use at its most dangerous."""
    return [*_possible(ruleset, record)[0].values()]


def open_in_use(ruleset: Ruleset, record: CaseState) -> set[str]:
    """The slots in use without an answer."""
    return _possible(ruleset, record)[1]


def _possible(ruleset: Ruleset, record: CaseState) -> tuple[dict[str, Said], set[str]]:
    said = _said_in(ruleset, record)
    for slot, one in said.items():
        if one.unknown is not None:
            said[slot] = one | most_dangerous(one.item, one.person)
    in_use: set[str] = set()
    persons = {role: _persons(record, role, item) for role, item in ruleset.persons_items.items()}
    for item in ruleset.items:
        for person in sorted(persons[item.per], key=person_number) if item.per else [None]:
            slot = slot_of(item.id, person)
            if slot in record.answers or not _in_use(ruleset, record, item, person, list(said.values())):
                continue
            said[slot] = most_dangerous(item, person)
            in_use.add(slot)
            if item.makes:
                known = persons[item.makes]
                known.add(f"{item.makes}-{max(map(person_number, known), default=0) + 1}")
    return said, in_use


def _persons(record: CaseState, role: str, item: ReadyQuestion) -> set[str]:
    """Who is asked about: who is counted or named, and who was answered about while the number is not known."""
    answer = record.answers.get(item.id)
    known = {person for person in record.persons if role_of(person) == role}
    if answer is None or answer.is_unknown:
        answered = {person for slot in record.answers if (person := split_slot(slot)[1])}
        known |= {person for person in answered if role_of(person) == role}
    for value in answer.opinions if answer else ():
        count = len(value.persons) if isinstance(value, Persons) else 1
        known |= {f"{role}-{number + 1}" for number in range(count)}
    return known


def _in_use(ruleset: Ruleset, record: CaseState, item: ReadyQuestion, person: str | None, said: list[Said]) -> bool:
    first = next(one.number for one in ruleset.items if one.checklist is item.checklist)
    guard = item.checklist.only_if
    if guard and not holds(guard, [one for one in said if one.item.number < first], record.days_ago):
        return False
    visible = [
        one
        for one in said
        if one.item.number < item.number
        and (person is None or one.person in (None, person) or role_of(one.person) != role_of(person))
    ]
    return item.question.only_if is None or holds(item.question.only_if, visible, record.days_ago)


def standings(ruleset: Ruleset, record: CaseState) -> dict[str, ThresholdState]:
    """Where every threshold stands."""
    now, then = certain(ruleset, record), possible(ruleset, record)
    return {
        threshold.id: ThresholdState.REACHED
        if holds(threshold.when, now, record.days_ago)
        else ThresholdState.OPEN
        if holds(threshold.when, then, record.days_ago)
        else ThresholdState.EXCLUDED
        for threshold in ruleset.content.thresholds
    }
