"""A case as it is written down: what `kvv beslis` reads, and an entry of the casebook (design 5.4 and 8)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.language.fields import Day, LevelWord, Model, OneOrMore, Reason, Unique, Words, one_of

Rest = Annotated[Literal["open", "nee", "weet_niet"], one_of("open", "nee", "weet_niet")]


class EarlierLine(Model):
    """An earlier session of the case."""

    day: Day = Field(alias="datum")
    level: LevelWord = Field(alias="besluit")


class WrittenCase(Model):
    """What is recorded of a case, as a user writes it down."""

    case: Words | None = Field(None, alias="zaak", repr=False)
    persons: Annotated[tuple[Words, ...], Unique] = Field((), alias="personen")
    answers: dict[str, object] = Field(default_factory=dict, alias="antwoorden", repr=False)
    meldcode: MeldcodeRecord = Field(default_factory=MeldcodeRecord, repr=False)
    raised: Reason | None = Field(None, alias="opgeschaald", repr=False)
    earlier: tuple[EarlierLine, ...] = Field((), alias="eerder")
    day: Day | None = Field(None, alias="datum")
    rest: Rest = Field("open", alias="overige")


class Expectation(Model):
    """What a casebook entry expects; what is absent is not compared."""

    level: LevelWord = Field(alias="besluit")
    thresholds: Annotated[tuple[Words, ...], Unique] | None = Field(None, alias="drempels")
    call: Annotated[tuple[Words, ...], Unique] | None = Field(None, alias="bel")


class CasebookEntry(WrittenCase):
    """One fictitious case of the casebook, with what the thresholds should say."""

    format: OneOrMore = Field(1, alias="formaat")
    name: Words = Field(alias="naam")
    explanation: Words | None = Field(None, alias="toelichting")
    expected: Expectation = Field(alias="verwacht")
