"""The texts of the Meldcode with their version and source: data, because they differ by profession (design 7)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kvv_triage.case.meldcode_record import WEIGHINGS
from kvv_triage.language.fields import Model, OneOrMore, Words, one_of


class MeldcodeStep(Model):
    """One of the five steps, in words for the screen."""

    number: OneOrMore = Field(alias="nummer")
    title: Words = Field(alias="titel")
    text: Words = Field(alias="tekst")


class WeighingQuestion(Model):
    """One of the five weighing questions, in words for the screen."""

    number: OneOrMore = Field(alias="nummer")
    id: Annotated[
        Literal["vermoeden", "onveiligheid", "effectieve_hulp", "hulp_aanvaard", "resultaat"],
        one_of(*WEIGHINGS),
    ]
    text: Words = Field(alias="vraag")
    hint: Words | None = Field(None, alias="toelichting")


class MeldcodeTexts(Model):
    """The texts of the Meldcode with their version and source: data, because they differ by profession."""

    format: OneOrMore = Field(1, alias="formaat")
    version: Words = Field(alias="versie")
    source: Words = Field(alias="bron")
    steps: tuple[MeldcodeStep, ...] = Field(alias="stappen", min_length=5, max_length=5)
    weighings: tuple[WeighingQuestion, ...] = Field(alias="wegingsvragen", min_length=5, max_length=5)
