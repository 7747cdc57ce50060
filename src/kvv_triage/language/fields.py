"""The building blocks of every YAML model: a strict base and scalars that explain themselves in Dutch.

YAML reaches us with every scalar as text (design 5), so each scalar says here how text becomes a value. A wrong
value raises a PydanticCustomError whose type starts with `kvv`: its message is shown as it stands.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer
from pydantic_core import PydanticCustomError

from kvv_triage.language.days import FIRST_DAY, LAST_DAY
from kvv_triage.language.reason import says_something
from kvv_triage.language.scales import Level, Norm, Scale, Severity, UnknownKind

GAP = "vul in voor jouw regio"
"""What stands where a region has to fill in its own number."""

PER_CLIENT = "het nummer van"
"""How a number begins that differs from client to client: it says where the worker finds it."""

_IDENTIFIER = re.compile(r"[A-Za-z0-9]+([-_][A-Za-z0-9]+)*", re.ASCII)
_UNKNOWN = re.compile(r"weet[-_]?niet", re.IGNORECASE)
_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

ScaleT = TypeVar("ScaleT", bound=Scale)


class Model(BaseModel):
    """Frozen, without unknown keys, and silent about its input (law 9)."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, validate_by_name=True, validate_by_alias=True
    )


ModelT = TypeVar("ModelT", bound=Model)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("kvv_tekst", "hier hoort een tekst te staan")
    return value


def _identifier(value: object) -> str:
    text = _text(value)
    if not _IDENTIFIER.fullmatch(text):
        raise PydanticCustomError(
            "kvv_id", "een id bestaat uit letters, cijfers en streepjes, zonder spaties of punten", {"gegeven": text}
        )
    if _UNKNOWN.fullmatch(text):
        raise PydanticCustomError(
            "kvv_weet_niet", "`{woord}` is geen eigen id: elke vraag heeft al een antwoord 'weet niet'", {"woord": text}
        )
    return text


def _words(value: object) -> str:
    text = _text(value)
    if not text.strip():
        raise PydanticCustomError("kvv_leeg", "deze tekst mag niet leeg zijn")
    return text


def _reason(text: str) -> str:
    if not says_something(text):
        raise PydanticCustomError("kvv_zin", "hier hoort een zin te staan: waarom")
    return text


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if not isinstance(value, str) or not _WHOLE.fullmatch(value):
        raise PydanticCustomError("kvv_getal", "hier hoort een geheel getal te staan, 0 of hoger")
    return int(value)


def _one_or_more(value: int) -> int:
    if value < 1:
        raise PydanticCustomError("kvv_minstens_een", "dit getal moet 1 of hoger zijn")
    return value


def _date(value: object) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("kvv_datum", "deze datum bestaat niet; kijk de dag en de maand na") from None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise PydanticCustomError("kvv_datum", "dit jaartal kan niet; schrijf een jaar van 1000 tot en met 2999")
        return day
    raise PydanticCustomError("kvv_datum", "schrijf een datum als jaar-maand-dag, zoals 2026-03-04")


def choice_error(given: object, allowed: list[str]) -> PydanticCustomError:
    """The error for a word outside a closed list; shapes.py adds 'bedoelde je …?' from its context."""
    return PydanticCustomError(
        "kvv_keuze",
        "hier kan alleen staan: {toegestaan}",
        {"toegestaan": ", ".join(allowed), "gegeven": given if isinstance(given, str) else ""},
    )


def _member(scale: type[ScaleT], *, without: frozenset[str] = frozenset()) -> BeforeValidator:
    names = {member.label: member for member in scale if member.label not in without}

    def parse(value: object) -> ScaleT:
        if isinstance(value, scale):
            return value
        if not isinstance(value, str) or value not in names:
            raise choice_error(value, list(names))
        return names[value]

    return BeforeValidator(parse)


def one_of(*words: str) -> BeforeValidator:
    """A word out of a closed list, with a Dutch error; use with Literal."""

    def parse(value: object) -> object:
        if value not in words:
            raise choice_error(value, list(words))
        return value

    return BeforeValidator(parse)


def _unique(values: tuple[str, ...]) -> tuple[str, ...]:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise PydanticCustomError("kvv_dubbel", "`{waarde}` staat er twee keer", {"waarde": value})
        seen.add(value)
    return values


def _not_empty(values: tuple[object, ...]) -> tuple[object, ...]:
    if not values:
        raise PydanticCustomError("kvv_lege_lijst", "deze lijst mag niet leeg zijn")
    return values


def _label(member: Scale) -> str:
    return member.label


_AS_WRITTEN = PlainSerializer(_label, when_used="json")
"""A member of a scale goes out as trainers write it, so that what was kept can be read again."""

Words = Annotated[str, BeforeValidator(_words)]
Reason = Annotated[Words, AfterValidator(_reason)]
Identifier = Annotated[str, BeforeValidator(_identifier)]
Whole = Annotated[int, BeforeValidator(_whole)]
OneOrMore = Annotated[int, BeforeValidator(_whole), AfterValidator(_one_or_more)]
Day = Annotated[date, BeforeValidator(_date)]
YesNoWord = Annotated[Literal["ja", "nee"], one_of("ja", "nee")]
SeverityWord = Annotated[Severity, _member(Severity, without=frozenset({"geen"})), _AS_WRITTEN]
UnknownWord = Annotated[UnknownKind, _member(UnknownKind), _AS_WRITTEN]
LevelWord = Annotated[Level, _member(Level), _AS_WRITTEN]
NormWord = Annotated[Norm, one_of(*Norm)]
AnswerNormWord = Annotated[Norm, one_of(*(norm for norm in Norm if norm is not Norm.ACUUT))]
References = Annotated[tuple[Identifier, ...], AfterValidator(_unique)]
NotEmpty = AfterValidator(_not_empty)
Unique = AfterValidator(_unique)
