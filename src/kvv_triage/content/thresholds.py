"""The agreed thresholds, the specialists behind them and the agreement (design 5.3), and the national floor."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kvv_triage.content.checklist import Source
from kvv_triage.content.conditions import Condition
from kvv_triage.language.fields import (
    GAP,
    PER_CLIENT,
    AnswerNormWord,
    Day,
    Identifier,
    LevelWord,
    Model,
    NormWord,
    NotEmpty,
    OneOrMore,
    References,
    SeverityWord,
    Unique,
    Words,
    YesNoWord,
    one_of,
)
from kvv_triage.language.scales import Level

LOOK_AGAIN_DAYS = 90
"""When to look again if neither the thresholds nor their file say so."""

NO_REGION = "regio niet ingevuld"
"""What every outcome says until thresholds.yaml names its region."""


class Party(Model):
    """One party to the agreement, and when it agreed."""

    name: Words = Field(alias="naam")
    agreed_on: Day | None = Field(None, alias="akkoord")


class Agreement(Model):
    """The joint agreement behind the threshold: when made, when due for review, by whom."""

    made_on: Day | None = Field(None, alias="gemaakt_op")
    review_before: Day | None = Field(None, alias="herzien_voor")
    parties: tuple[Party, ...] = Field((), alias="partijen")


class Specialist(Model):
    """Whom to call: what for, on which number, when, and whom instead when nobody answers."""

    name: Words = Field(alias="naam")
    phone: Words = Field(alias="telefoon")
    hours: Words | None = Field(None, alias="bereikbaar")
    night: Words | None = Field(None, alias="nacht")
    no_answer: References = Field((), alias="geen_gehoor")
    purpose: Words | None = Field(None, alias="waarvoor")
    cautions: tuple[Words, ...] = Field((), alias="let_op")
    checked_on: Day | None = Field(None, alias="gecontroleerd_op")
    can_wait: YesNoWord | None = Field(None, alias="niet_bij_112")
    source: Words | None = Field(None, alias="bron")

    @property
    def is_called_with_112(self) -> bool:
        """False for who thinks along or follows later: once 112 is asked, nobody waits for a second opinion."""
        return self.can_wait != "ja"

    @property
    def has_number(self) -> bool:
        """False when the region still has to fill in its number, or when the number differs from client to client."""
        return any(map(str.isdigit, self.phone))

    @property
    def is_gap(self) -> bool:
        """Whether the region still has to fill in its number."""
        return self.phone == GAP

    @property
    def is_per_client(self) -> bool:
        """Whether the number differs from client to client, such as that of the own doctor."""
        return self.phone.startswith(PER_CLIENT)


class Threshold(Model):
    """One rule: when it holds, how urgent it is, whom to call and why."""

    id: Identifier
    title: Words | None = Field(None, alias="titel")
    when: Condition = Field(alias="als")
    level: LevelWord = Field(alias="dan")
    call: References = Field((), alias="bel")
    norm: NormWord | None = None
    because: Words | None = Field(None, alias="omdat")
    cautions: tuple[Words, ...] = Field((), alias="let_op")
    talk: Annotated[Literal["eerst_overleggen"], one_of("eerst_overleggen")] | None = Field(None, alias="gesprek")
    not_first: Words | None = Field(None, alias="niet_eerst_spreken_met")
    look_again_days: OneOrMore | None = Field(None, alias="opnieuw_kijken_na_dagen")
    sources: Annotated[tuple[Words, ...], Unique] = Field((), alias="bron")

    @property
    def name(self) -> str:
        """What people read: its title, or else its id in words."""
        return self.title or self.id.replace("-", " ")

    @property
    def could_ask(self) -> Level:
        """The level it brings when it is reached: at least `bel_nu` with a norm that makes reporting the norm alone."""
        is_reported = self.norm is not None and not self.norm.needs_suspicion
        return max(self.level, Level.BEL_NU) if is_reported else self.level


class _ThresholdFile(Model):
    format: OneOrMore = Field(1, alias="formaat")
    version: Words = Field(alias="versie")
    sources: dict[Identifier, Source] = Field(default_factory=dict, alias="bronnen")
    specialists: dict[Identifier, Specialist] = Field(alias="specialisten")
    thresholds: Annotated[tuple[Threshold, ...], NotEmpty] = Field(alias="drempels")


class RegionalThresholds(_ThresholdFile):
    """`thresholds.yaml`: what the region agreed."""

    region: Words = Field(NO_REGION, alias="regio")
    look_again_days: OneOrMore = Field(LOOK_AGAIN_DAYS, alias="opnieuw_kijken_na_dagen")
    agreement: Agreement | None = Field(None, alias="afspraak")


class CoreSign(Model):
    """A danger sign that no region may weaken: per answer the lowest severity, and the norm it carries."""

    question: Words = Field(alias="vraag")
    answers: dict[Identifier, SeverityWord] = Field(alias="antwoorden")
    norms: dict[Identifier, AnswerNormWord] = Field(default_factory=dict, alias="norm")


class Fallback(Model):
    """Whom to call and when to look again when no threshold says so: raised by hand, or by the Meldcode."""

    call: Annotated[References, NotEmpty] = Field(alias="bel")
    look_again_days: OneOrMore = Field(alias="opnieuw_kijken_na_dagen")


class Floor(_ThresholdFile):
    """The national floor that the package carries: added to every region's thresholds (law 4)."""

    fallback: Fallback = Field(alias="opgeschaald")
    core: tuple[CoreSign, ...] = Field(alias="kern")
