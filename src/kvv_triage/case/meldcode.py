"""The Meldcode: what is recorded, what the answers propose, and which step has been reached (design 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from kvv_triage.language.fields import Day, Model, OneOrMore, Words, YesNoWord, one_of
from kvv_triage.language.scales import Norm

Weighing = Literal["ja", "nee", "twijfel", "nog_niet"]

SUSPICION, UNSAFE, EFFECTIVE_HELP, HELP_ACCEPTED, RESULT = (
    "vermoeden",
    "onveiligheid",
    "effectieve_hulp",
    "hulp_aanvaard",
    "resultaat",
)
STEPS = range(1, 6)
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

    @property
    def asks_to_report(self) -> bool:
        """Whether reporting is the norm by what the team recorded, apart from what the answers propose."""
        return _asks_to_report(self.weighings)


def _asks_to_report(weighings: Mapping[str, Weighing | None]) -> bool:
    """Whether reporting is the professional norm by the answers to weighing 2 to 5."""
    return weighings[UNSAFE] == "ja" or "nee" in (
        weighings[EFFECTIVE_HELP],
        weighings[HELP_ACCEPTED],
        weighings[RESULT],
    )


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


class MeldcodeStanding(NamedTuple):
    """Where the case stands in the Meldcode.

    `step` is the furthest step whose work is recorded (0 without signals), `open` the steps still to be done,
    `next` the one to take now (None: nothing left). `proposal` holds what reached norms propose per weighing
    question. `deviations` are the weighing questions on which the team recorded less than what is proposed.
    """

    step: int
    next: int | None
    open: tuple[int, ...]
    proposal: Mapping[str, Weighing]
    report_is_norm: bool
    is_doubtful: bool
    consult_first: bool
    deviations: tuple[str, ...]


Proposal = tuple[str, Weighing]
"""A weighing question and the answer that is proposed."""

PROPOSES: Mapping[Norm, tuple[Proposal, ...]] = {
    Norm.ACUUT: ((SUSPICION, "ja"), (UNSAFE, "ja")),
    Norm.STRUCTUREEL: ((SUSPICION, "ja"), (UNSAFE, "ja")),
    Norm.ONTHULLING: ((SUSPICION, "ja"), (UNSAFE, "ja")),
    Norm.EIGEN_GRENS: ((EFFECTIVE_HELP, "nee"),),
    Norm.HULP_NIET_AANVAARD: ((HELP_ACCEPTED, "nee"),),
    Norm.RESULTAAT_BLIJFT_UIT: ((RESULT, "nee"),),
}
"""What each norm proposes. A threshold about unknowns leaves out the suspicion: not knowing is none (design 7)."""


def assess(
    record: MeldcodeRecord, proposal: Mapping[str, Weighing], *, has_signals: bool, consult_first: bool
) -> MeldcodeStanding:
    """Where the case stands, from what is recorded and what the answers propose.

    What is proposed beats a milder record: nobody may lower (law 5). `consult_first` is the deviating order of
    honour-based violence, forced marriage, abandonment and FGM: step 2 is then done once Veilig Thuis was called.
    """
    recorded = record.weighings
    effective = {**recorded, **proposal}
    report_is_norm = _asks_to_report(effective)
    work = {1: True} if has_signals else {}
    if record.consultations or record.contacts:
        work[2] = not consult_first or _was_with_veilig_thuis(record)
    if any(talk.state in ("gedaan", "niet_veilig") for talk in record.conversations):
        work[3] = True
    if any(recorded.values()):
        work[4] = recorded[SUSPICION] == "nee" or report_is_norm or all(recorded.values())
    if record.decided or record.contacts:
        work |= _decided(record)
    step = max(work, default=0)
    is_closed = effective[SUSPICION] == "nee" and not report_is_norm
    still_open = () if is_closed else tuple([number for number in STEPS if not work.get(number)])
    # Under the deviating order nothing goes before the call to Veilig Thuis, whatever was done already.
    later = [number for number in still_open if consult_first or number > step]
    return MeldcodeStanding(
        step=step,
        next=later[0] if later else still_open[0] if still_open else None,
        open=still_open,
        proposal=proposal,
        report_is_norm=report_is_norm,
        is_doubtful="twijfel" in effective.values(),
        consult_first=consult_first,
        deviations=tuple([name for name, answer in proposal.items() if recorded[name] not in (None, answer)]),
    )


def _decided(record: MeldcodeRecord) -> dict[int, bool]:
    report, help_ = (record.decided.report, record.decided.help) if record.decided else (None, None)
    is_reported = any(contact.kind == "melding" for contact in record.contacts)
    return {5: bool((report or is_reported) and help_)} if report or help_ or is_reported else {}


def _was_with_veilig_thuis(record: MeldcodeRecord) -> bool:
    return bool(record.contacts) or any(
        "veilig thuis" in consultation.whom.lower().replace("_", " ") for consultation in record.consultations
    )
