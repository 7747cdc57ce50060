"""The Meldcode: what is recorded, what the answers propose, and which step has been reached (design 7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from kvv_triage.scales import Norm
from kvv_triage.schema import Day, Model, OneOrMore, Words, YesNoWord, one_of

Weighing = Literal["ja", "nee", "twijfel", "nog_niet"]

SUSPICION, UNSAFE, EFFECTIVE_HELP, HELP_ACCEPTED, RESULT = (
    "vermoeden",
    "onveiligheid",
    "effectieve_hulp",
    "hulp_aanvaard",
    "resultaat",
)
WEIGHINGS = (SUSPICION, UNSAFE, EFFECTIVE_HELP, HELP_ACCEPTED, RESULT)

_Doubtful = Annotated[Literal["ja", "nee", "twijfel"], one_of("ja", "nee", "twijfel")] | None


class Consultation(Model):
    """Step 2: with whom the team consulted, and when."""

    whom: Words = Field(alias="met")
    on: Day | None = Field(None, alias="op")


class Conversation(Model):
    """Step 3: a conversation with someone involved, or why there was none."""

    whom: Words | None = Field(None, alias="met")
    alone: YesNoWord | None = Field(None, alias="alleen")
    on: Day | None = Field(None, alias="op")
    state: Annotated[
        Literal["gedaan", "nog_niet", "niet_veilig", "geen_contact"],
        one_of("gedaan", "nog_niet", "niet_veilig", "geen_contact"),
    ] = Field("gedaan", alias="stand")
    reason: Words | None = Field(None, alias="reden", repr=False)

    @model_validator(mode="after")
    def _left_out_with_reason(self) -> Conversation:
        if self.state == "niet_veilig" and not self.reason:
            raise PydanticCustomError("kvv_reden", "een gesprek overslaan mag alleen voor de veiligheid, met `reden`")
        return self


class Decided(Model):
    """Step 5: two decisions, is reporting necessary and is help possible."""

    report: YesNoWord | None = Field(None, alias="melden")
    help: YesNoWord | None = Field(None, alias="hulp")
    on: Day | None = Field(None, alias="op")


class Informed(Model):
    """Whether those involved were told of the report."""

    told: YesNoWord = Field(alias="directbetrokkenen")
    reason: Words | None = Field(None, alias="reden", repr=False)


class Contact(Model):
    """A contact with Veilig Thuis: for advice or to report."""

    on: Day | None = Field(None, alias="op")
    kind: Annotated[Literal["advies", "melding"], one_of("advies", "melding")] = Field(alias="soort")
    whom: Words | None = Field(None, alias="met", repr=False)
    outcome: Words | None = Field(None, alias="uitkomst", repr=False)


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
    decided: Decided | None = Field(None, alias="besloten")
    informed: Informed | None = Field(None, alias="geinformeerd")
    contacts: tuple[Contact, ...] = Field((), alias="veilig_thuis")

    def weighing(self, name: str) -> Weighing | None:
        """What the team recorded on one of the five weighing questions."""
        recorded: dict[str, Weighing | None] = {
            SUSPICION: self.suspicion,
            UNSAFE: self.unsafe,
            EFFECTIVE_HELP: self.effective_help,
            HELP_ACCEPTED: self.help_accepted,
            RESULT: self.result,
        }
        return recorded[name]


class Step(Model):
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
    steps: tuple[Step, ...] = Field(alias="stappen", min_length=5, max_length=5)
    weighings: tuple[WeighingQuestion, ...] = Field(alias="wegingsvragen", min_length=5, max_length=5)


@dataclass(frozen=True, slots=True)
class MeldcodeStanding:
    """Where the case stands in the Meldcode.

    `step` is the furthest step whose work is recorded (0 without signals), `open` the steps still to be done,
    `next` the one to take now (None: nothing left). `proposal` holds what reached norms propose per weighing
    question. `deviations` are the weighing questions on which the team recorded less than what is proposed.
    """

    step: int
    next: int | None
    open: tuple[int, ...]
    proposal: dict[str, Weighing]
    report_is_norm: bool
    is_doubtful: bool
    consult_first: bool
    deviations: tuple[str, ...]


_PROPOSES: dict[Norm, tuple[tuple[str, Weighing], ...]] = {
    Norm.ACUUT: ((SUSPICION, "ja"), (UNSAFE, "ja")),
    Norm.STRUCTUREEL: ((SUSPICION, "ja"), (UNSAFE, "ja")),
    Norm.ONTHULLING: ((SUSPICION, "ja"), (UNSAFE, "ja")),
    Norm.EIGEN_GRENS: ((EFFECTIVE_HELP, "nee"),),
    Norm.HULP_NIET_AANVAARD: ((HELP_ACCEPTED, "nee"),),
    Norm.RESULTAAT_BLIJFT_UIT: ((RESULT, "nee"),),
}

_REPORTS_ON: tuple[tuple[str, Weighing], ...] = (
    (UNSAFE, "ja"),
    (EFFECTIVE_HELP, "nee"),
    (HELP_ACCEPTED, "nee"),
    (RESULT, "nee"),
)
"""The answers to weighing 2 to 5 on which reporting is the professional norm."""


def propose(norms: frozenset[Norm], norms_about_unknowns: frozenset[Norm] = frozenset()) -> dict[str, Weighing]:
    """What reached norms propose per weighing question.

    Norms of thresholds about unknowns never propose a suspicion: not knowing is no suspicion (design 7).
    """
    proposed = {name: answer for norm in norms for name, answer in _PROPOSES[norm]}
    for norm in norms_about_unknowns:
        proposed |= {name: answer for name, answer in _PROPOSES[norm] if name != SUSPICION}
    return {name: proposed[name] for name in WEIGHINGS if name in proposed}


def proposes_reporting(norm: Norm) -> bool:
    """Whether this norm alone makes reporting the norm; so it does for each of them (design 7)."""
    return any(proposal in _REPORTS_ON for proposal in _PROPOSES[norm])


def assess(
    record: MeldcodeRecord, proposal: dict[str, Weighing], *, has_signals: bool, consult_first: bool
) -> MeldcodeStanding:
    """Where the case stands, from what is recorded and what the answers propose.

    What is proposed beats a milder record: nobody may lower (law 5). `consult_first` is the deviating order of
    honour-based violence, forced marriage, abandonment and FGM: step 2 is then done once Veilig Thuis was called.
    """
    effective = {name: proposal.get(name) or record.weighing(name) for name in WEIGHINGS}
    started, done = _work(record, effective, has_signals=has_signals, consult_first=consult_first)
    is_closed = effective[SUSPICION] == "nee" and not any(effective[name] == bad for name, bad in _REPORTS_ON)
    step = max(started, default=0)
    still_open = () if is_closed else tuple(number for number in range(1, 6) if number not in done)
    # Under the deviating order nothing goes before the call to Veilig Thuis, whatever was done already.
    after = 0 if consult_first else step
    return MeldcodeStanding(
        step=step,
        next=next((number for number in still_open if number > after), next(iter(still_open), None)),
        open=still_open,
        proposal=proposal,
        report_is_norm=any(effective[name] == bad for name, bad in _REPORTS_ON),
        is_doubtful=any(effective[name] == "twijfel" for name, _ in _REPORTS_ON),
        consult_first=consult_first,
        deviations=tuple(name for name, answer in proposal.items() if record.weighing(name) not in (None, answer)),
    )


def _work(
    record: MeldcodeRecord, effective: dict[str, Weighing | None], *, has_signals: bool, consult_first: bool
) -> tuple[set[int], set[int]]:
    """The steps on which work is recorded, and those of them that are done."""
    recorded = {name: record.weighing(name) for name in WEIGHINGS}
    decided = record.decided or Decided()
    is_reported = any(contact.kind == "melding" for contact in record.contacts)
    with_veilig_thuis = bool(record.contacts) or any(
        "veilig thuis" in consultation.whom.lower().replace("_", " ") for consultation in record.consultations
    )
    started = {
        number
        for number, is_started in (
            (1, has_signals),
            (2, record.consultations or record.contacts),
            (3, any(talk.state in ("gedaan", "niet_veilig") for talk in record.conversations)),
            (4, any(recorded.values())),
            (5, decided.report or decided.help or is_reported),
        )
        if is_started
    }
    weighed = any(recorded.values()) and (
        recorded[SUSPICION] == "nee"
        or any(effective[name] == bad for name, bad in _REPORTS_ON)
        or all(recorded.values())
    )
    finished = {
        1: True,
        2: with_veilig_thuis or not consult_first,
        3: True,
        4: weighed,
        5: (decided.report or is_reported) and decided.help,
    }
    return started, {number for number in started if finished[number]}
