"""A case as one document: what `kvv beslis` reads and what the casebook is written in (design 5.4 and 8)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from functools import partial
from typing import TypeVar, assert_never

from kvv_triage.case.answers import (
    MOST_PERSONS,
    UNKNOWN,
    Answer,
    Answers,
    Number,
    Option,
    Options,
    Person,
    Persons,
    Text,
    Unknown,
    Value,
)
from kvv_triage.case.slots import role_of, split_slot
from kvv_triage.case.state import CaseState, EarlierSession
from kvv_triage.content.casebook import WrittenCase
from kvv_triage.content.checklist import (
    ChoiceQuestion,
    MultiChoiceQuestion,
    NumberQuestion,
    PersonsQuestion,
    Question,
    TextQuestion,
    YesNoQuestion,
)
from kvv_triage.content.content import Content, Placed
from kvv_triage.content.kinds import can_be_unknown, option_ids
from kvv_triage.deciding.filling import fill
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.errors import Finding
from kvv_triage.language.meant import Guesser, listed
from kvv_triage.language.scales import UnknownKind

MOST_DIGITS = 9
"""Of a number that somebody counted to."""


ReadT = TypeVar("ReadT")

OF_ANSWER = frozenset({"antwoord", "omdat", "feit", "bron", "meningen"})
OF_OPINION = frozenset({"antwoord", "omdat"})
OF_PERSON = frozenset({"leeftijd", "label"})
ANSWER_KEYS = OF_ANSWER | OF_OPINION | OF_PERSON
"""What may stand inside an answer."""


class _Wrong(Exception):
    """An answer that its question does not know; the message never holds what was given (law 9).

    With `known` the nearest of those to what was `given` is the tip.
    """

    def __init__(
        self,
        message: str,
        tip: str = "",
        path: tuple[str | int, ...] = (),
        *,
        given: object = None,
        known: Collection[str] = (),
    ) -> None:
        super().__init__(message)
        self.message, self.tip, self.path, self.given, self.known = message, tip, path, given, known


def _at(path: tuple[str | int, ...], read: Callable[[], ReadT]) -> ReadT:
    """What is read of a part of an answer; of a mistake in it that this is where it stands."""
    try:
        return read()
    except _Wrong as wrong:
        wrong.path = (*path, *wrong.path)
        raise


def read_document(
    ruleset: Ruleset, document: WrittenCase, today: date, undated: date | None = None
) -> CaseState | tuple[Finding, ...]:
    """The record of a document, with the rest filled in; or every mistake in it.

    A document without a date is of `today`, or of the day `undated` when that is another.
    """
    findings = [*_wrong_persons(ruleset.content, document), *_still_to_come(document, document.day or today)]
    answers: dict[str, Answer] = {}
    guesser = Guesser()
    for slot, raw in document.answers.items():
        path = ("antwoorden", slot)
        try:
            answers[slot] = answer_of(_placed(ruleset.content, slot).question, raw)
        except _Wrong as wrong:
            tip = guesser.near(wrong.given, wrong.known) or wrong.tip
            findings.append(Finding((*path, *wrong.path), "KVV502", wrong.message, tip))
    if findings:
        return tuple(findings)
    record = CaseState(
        day=document.day or undated or today,
        answers=Answers(answers),
        persons=tuple(dict.fromkeys((*document.persons, *_spoken_of(ruleset, answers)))),
        raised=document.raised,
        meldcode=document.meldcode,
        earlier=tuple(EarlierSession(line.day, line.level) for line in document.earlier),
    )
    return fill(ruleset, record, document.rest)


def _spoken_of(ruleset: Ruleset, answers: Mapping[str, Answer]) -> Iterator[str]:
    """Who is answered about while nobody said how many there are: an answer about a person creates that person."""
    for slot in answers:
        _, person = split_slot(slot)
        if person and ruleset.persons_items[role_of(person)].id not in answers:
            yield person


def _wrong_persons(content: Content, document: WrittenCase) -> Iterator[Finding]:
    for position, person in enumerate(document.persons):
        try:
            _check_person(content, person, None)
        except _Wrong as wrong:
            yield Finding(("personen", position), "KVV505", wrong.message, wrong.tip)


def _still_to_come(document: WrittenCase, day: date) -> Iterator[Finding]:
    """What is written as done on a later day than the decision (law 11); only a clock may be wrong, not who writes."""
    later = "van na de dag van het besluit (`datum`, of anders vandaag)"
    for at, line in enumerate(document.earlier):
        if line.day > day:
            tip = "schrijf de dag van die eerdere weging, of haal haar weg"
            yield Finding(("eerder", at, "datum"), "KVV506", f"deze eerdere weging is {later}", tip)
    for path, done in document.meldcode.days_done():
        if done > day:
            tip = "schrijf de dag waarop het is gedaan; wat nog komt, laat je weg"
            yield Finding(("meldcode", *path), "KVV506", f"dit is {later}", tip)


def _check_person(content: Content, person: str, role: str | None) -> None:
    known = [role] if role else sorted(content.persons_questions)
    number = person.rpartition("-")[2]
    if role_of(person) not in known or not (number.isascii() and number.isdigit() and not number.startswith("0")):
        example = ", ".join(f"{name}-1" for name in known)
        raise _Wrong("deze persoon bestaat niet", f"schrijf een persoon als {example}" if example else "")
    if len(number) > MOST_DIGITS or int(number) > MOST_PERSONS:
        raise _Wrong(f"er zijn hoogstens {MOST_PERSONS} personen met dezelfde rol")


def _placed(content: Content, slot: str) -> Placed:
    question, person = split_slot(slot)
    placed = content.by_id.get(question)
    if placed is None:
        raise _Wrong(
            "deze vraag bestaat niet", "schrijf een vraag als `lijst.vraag`", given=question, known=content.by_id
        )
    if placed.per is None and "@" in slot:
        raise _Wrong("deze vraag wordt niet per persoon gesteld", f"schrijf `{question}`")
    if placed.per is not None and person is None:
        raise _Wrong(f"deze vraag wordt per {placed.per} gesteld", f"schrijf `{question}@{placed.per}-1`")
    if person is not None and placed.per is not None:
        _check_person(content, person, placed.per)
    return placed


def is_slot(content: Content, slot: str) -> bool:
    """Whether this is a question of the content, asked as it is written here."""
    try:
        _placed(content, slot)
    except _Wrong:
        return False
    return True


def answer_of(question: Question, raw: object) -> Answer:
    """The answer written as in YAML or JSON; raises _Wrong when the question does not know it."""
    if not isinstance(raw, Mapping):
        return Answer((_value(question, raw),))
    _only_keys(raw, OF_ANSWER)
    fact, source = (_plain_text(raw.get(key, ""), key) for key in ("feit", "bron"))
    if "meningen" not in raw:
        return Answer((_reasoned(question, raw),), fact, source)
    opinions = raw["meningen"]
    if "antwoord" in raw or "omdat" in raw:
        raise _Wrong("gebruik `antwoord` of `meningen`, niet allebei")
    if not isinstance(opinions, list) or not opinions:
        raise _Wrong("`meningen` is een lijst met minstens één antwoord", path=("meningen",))
    values = [_at(("meningen", at), partial(_opinion, question, opinion)) for at, opinion in enumerate(opinions)]
    return Answer(tuple(values), fact, source)


def _opinion(question: Question, raw: object) -> Value:
    if isinstance(raw, Mapping):
        _only_keys(raw, OF_OPINION)
        return _reasoned(question, raw)
    return _value(question, raw)


def _reasoned(question: Question, raw: Mapping[str, object]) -> Value:
    if "antwoord" not in raw:
        raise _Wrong("hier ontbreekt `antwoord`", "zet erbij: `antwoord: ...`")
    value = _at(("antwoord",), partial(_value, question, raw["antwoord"]))
    if "omdat" not in raw:
        return value
    kinds = {kind.label: kind for kind in UnknownKind}
    reason = raw["omdat"]
    if raw["antwoord"] != UNKNOWN:
        raise _Wrong("`omdat` hoort alleen bij `weet_niet`", "haal `omdat` weg", path=("omdat",))
    if not isinstance(reason, str) or reason not in kinds:
        raise _Wrong(f"bij `omdat` kan alleen staan: {', '.join(kinds)}", path=("omdat",))
    if not can_be_unknown(question):
        raise _Wrong("een tekst heeft geen antwoord `weet_niet`", "laat de vraag weg")
    return Unknown(kinds[reason])


def _only_keys(raw: Mapping[str, object], allowed: frozenset[str]) -> None:
    for key in raw:
        if key not in allowed:
            raise _Wrong(f"onbekende sleutel; bekend zijn: {', '.join(sorted(allowed))}", path=(key,))


def _plain_text(raw: object, *path: str) -> str:
    if not isinstance(raw, str):
        raise _Wrong("hier hoort een tekst te staan", "zet de hele tekst tussen aanhalingstekens", path)
    return raw


def _value(question: Question, raw: object) -> Value:
    if raw == UNKNOWN and can_be_unknown(question):
        return Unknown(UnknownKind.NIET_BEKEND)
    match question:
        case YesNoQuestion() | ChoiceQuestion():
            return Option(_one_of(raw, (*option_ids(question), UNKNOWN)))
        case MultiChoiceQuestion():
            allowed = option_ids(question)
            if not isinstance(raw, list):
                return Options(frozenset({_one_of(raw, allowed)}))
            return Options(frozenset(_at((at,), partial(_one_of, option, allowed)) for at, option in enumerate(raw)))
        case NumberQuestion():
            return Number(_number(raw))
        case PersonsQuestion(role=role):
            return Persons(_persons(role, raw))
        case TextQuestion():
            return Text(_plain_text(raw))
        case _:
            assert_never(question)


def _one_of(raw: object, allowed: tuple[str, ...]) -> str:
    if isinstance(raw, str) and raw in allowed:
        return raw
    raise _Wrong(f"dit antwoord kent de vraag niet; kies uit: {listed(allowed)}", given=raw, known=allowed)


def _number(raw: object, instead: str = "of `weet_niet`") -> int:
    if isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0:
        return raw
    if isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) <= MOST_DIGITS:
        return int(raw)
    raise _Wrong(f"hier hoort een geheel getal te staan, 0 of hoger, {instead}")


def _persons(role: str, raw: object) -> tuple[Person, ...]:
    if not isinstance(raw, list):
        count = _number(raw)
        _not_too_many(count)
        return (Person(),) * count
    _not_too_many(len(raw))
    return tuple(_at((at,), partial(_person, f"{role}-{at + 1}", person)) for at, person in enumerate(raw))


def _not_too_many(count: int) -> None:
    if count > MOST_PERSONS:
        raise _Wrong(f"er zijn hoogstens {MOST_PERSONS} personen met dezelfde rol")


def _person(name: str, raw: object) -> Person:
    if raw == name:
        return Person()
    if not isinstance(raw, Mapping):
        raise _Wrong("schrijf een aantal, of per persoon `leeftijd` en `label`; nooit een naam")
    _only_keys(raw, OF_PERSON)
    return Person(_age(raw["leeftijd"]) if "leeftijd" in raw else None, _plain_text(raw.get("label", ""), "label"))


def _age(raw: object) -> int:
    return _at(("leeftijd",), partial(_number, raw, "of laat `leeftijd` weg"))
