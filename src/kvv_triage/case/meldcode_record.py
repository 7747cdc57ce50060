"""The Meldcode: what is recorded, what the answers propose, and which step has been reached (design 7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from kvv_triage.case.visibility import Visibility
from kvv_triage.language.fields import Day, Model, Words, YesNoWord, one_of

Weighing = Literal["ja", "nee", "twijfel", "nog_niet"]

SUSPICION, UNSAFE, EFFECTIVE_HELP, HELP_ACCEPTED, RESULT = (
    "vermoeden",
    "onveiligheid",
    "effectieve_hulp",
    "hulp_aanvaard",
    "resultaat",
)
WEIGHINGS = (SUSPICION, UNSAFE, EFFECTIVE_HELP, HELP_ACCEPTED, RESULT)
NEED_SUSPICION = (EFFECTIVE_HELP, HELP_ACCEPTED, RESULT)
"""On these "nee" makes reporting the norm only next to a suspicion (design 7)."""

REPORT = "melding"
"""A contact with Veilig Thuis that is a report."""

_TypedWords = Annotated[Words, Visibility.TYPED]
_NamedWords = Annotated[Words, Visibility.NAMED]
_Doubtful = Annotated[Literal["ja", "nee", "twijfel"], one_of("ja", "nee", "twijfel")] | None


class Consultation(Model):
    """Step 2: with whom the team consulted, and when."""

    whom: _NamedWords = Field(alias="met", repr=False)
    on: Day | None = Field(None, alias="op")


class Conversation(Model):
    """Step 3: a conversation with someone involved, or why there was none."""

    whom: _NamedWords | None = Field(None, alias="met", repr=False)
    alone: YesNoWord | None = Field(None, alias="alleen")
    on: Day | None = Field(None, alias="op")
    state: Annotated[
        Literal["gedaan", "nog_niet", "niet_veilig", "geen_contact"],
        one_of("gedaan", "nog_niet", "niet_veilig", "geen_contact"),
    ] = Field("gedaan", alias="stand")
    reason: _TypedWords | None = Field(None, alias="reden", repr=False)

    @model_validator(mode="after")
    def _left_out_with_reason(self) -> Conversation:
        if self.state == "niet_veilig" and not self.reason:
            raise PydanticCustomError("kvv_reden", "een gesprek overslaan mag alleen voor de veiligheid, met `reden`")
        return self


class StepFive(Model):
    """Step 5: two decisions, is reporting necessary and is help possible."""

    report: YesNoWord | None = Field(None, alias="melden")
    help: YesNoWord | None = Field(None, alias="hulp")
    on: Day | None = Field(None, alias="op")


class Informed(Model):
    """Whether those involved were told of the report."""

    told: YesNoWord = Field(alias="directbetrokkenen")
    reason: _TypedWords | None = Field(None, alias="reden", repr=False)


class Contact(Model):
    """A contact with Veilig Thuis: for advice or to report."""

    on: Day | None = Field(None, alias="op")
    kind: Annotated[Literal["advies", "melding"], one_of("advies", "melding")] = Field(alias="soort")
    whom: _NamedWords | None = Field(None, alias="met", repr=False)
    outcome: _TypedWords | None = Field(None, alias="uitkomst", repr=False)


class MeldcodeRecord(Model):
    """What the team recorded of the Meldcode (design 7)."""

    consultations: tuple[Consultation, ...] = Field((), alias="overleg")
    conversations: tuple[Conversation, ...] = Field((), alias="gesprek")
    suspicion: YesNoWord | None = Field(None, alias="vermoeden")
    unsafe: _Doubtful = Field(None, alias="onveiligheid")
    effective_help: _Doubtful = Field(None, alias="effectieve_hulp")
    help_accepted: _Doubtful = Field(None, alias="hulp_aanvaard")
    result: (
        Annotated[Literal["ja", "nee", "nog_niet", "twijfel"], one_of("ja", "nee", "nog_niet", "twijfel")] | None
    ) = Field(None, alias="resultaat")
    decided: StepFive | None = Field(None, alias="besloten")
    informed: Informed | None = Field(None, alias="geinformeerd")
    contacts: tuple[Contact, ...] = Field((), alias="veilig_thuis")

    @property
    def weighings(self) -> dict[str, Weighing | None]:
        """What the team recorded on the five weighing questions, in their order."""
        return {
            SUSPICION: self.suspicion,
            UNSAFE: self.unsafe,
            EFFECTIVE_HELP: self.effective_help,
            HELP_ACCEPTED: self.help_accepted,
            RESULT: self.result,
        }

    def weighing(self, name: str) -> Weighing | None:
        """What the team recorded on one of the five weighing questions."""
        return self.weighings[name]

    def days_done(self) -> Iterator[tuple[tuple[str | int, ...], date]]:
        """The day of everything that is recorded as done, with its place; what is still to come is not (law 11)."""
        held = [talk if talk.state == "gedaan" else None for talk in self.conversations]
        for key, entries in (("overleg", self.consultations), ("gesprek", held), ("veilig_thuis", self.contacts)):
            yield from (((key, at, "op"), entry.on) for at, entry in enumerate(entries) if entry and entry.on)
        if self.decided and self.decided.on:
            yield ("besloten", "op"), self.decided.on

    @property
    def says_no(self) -> bool:
        """Whether "nee" is recorded on weighing 3, 4 or 5: next to a suspicion reporting is then the norm."""
        return "nee" in (self.effective_help, self.help_accepted, self.result)
