"""The Meldcode on screen: what was done, the five weighing questions, and the two decisions (design 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

from kvv_triage.case.events import MeldcodeChanged, NotDone, Subject
from kvv_triage.case.meldcode_record import RESULT, SUSPICION, MeldcodeRecord, StepFive
from kvv_triage.content.meldcode_texts import WeighingQuestion
from kvv_triage.conversation.asker import Choice, Screen
from kvv_triage.conversation.calling import to_call
from kvv_triage.conversation.desk import YES_NO, Desk, WentBack, needed
from kvv_triage.conversation.deviating import deviate
from kvv_triage.meeting import agenda
from kvv_triage.meeting.agenda import asked_weighings
from kvv_triage.meeting.laws import LESS_THAN_PROPOSED, is_less, reports_less, weighed_less
from kvv_triage.pages.closing_lines import REPORT, SHORT, meldcode_proposals, meldcode_standing
from kvv_triage.pages.whom_to_call import takes_reports
from kvv_triage.pages.wording import STATES

AS_PROPOSED = Choice("zo", "k", "Zo vastleggen: wat is voorgesteld, is wat jullie vinden")
KINDS = {"advies": "advies gevraagd", "melding": "gemeld"}
LATER = Choice("later", "v", "Verder: later vastleggen")
DOUBT = Choice("twijfel", "", "Twijfel")
NOT_YET = Choice("nog_niet", "", "Nog niet te zeggen")
TALKS = (
    Choice("gedaan", "", "Ja, er is een gesprek geweest"),
    Choice("nog_niet", "", "Nee, nog niet"),
    Choice("niet_veilig", "", "Nee, een gesprek kan iemand in gevaar brengen"),
    Choice("geen_contact", "", "Nee, er is geen contact"),
)


def record_meldcode(desk: Desk) -> None:
    """The Meldcode on one screen: what is recorded and proposed, each line to be opened, until the team goes on.

    Raises WentBack.
    """
    while True:
        ask = {name: (text, how) for name, text, how in _lines(desk)}
        choices = [Choice(name, "", text) for name, (text, _) in ask.items()]
        screen = Screen("Wat leggen jullie nu vast van de Meldcode?", "AFRONDEN", notes=standing(desk))
        ends = (AS_PROPOSED, LATER) if desk.moment.decision.meldcode.proposal else (LATER,)
        picked = desk.choose(screen, (*choices, *ends))  # what confirms a proposal is never taken by habit
        if picked not in ask:
            return take_proposals(desk) if picked == AS_PROPOSED.id else _put_off(desk)
        with suppress(WentBack):
            ask[picked][1]()


def standing(desk: Desk) -> tuple[str, ...]:
    """Where the case stands now, in one to three lines."""
    return meldcode_standing(desk.content, desk.moment)


def _lines(desk: Desk) -> Iterator[tuple[str, str, Callable[[], None]]]:
    """Each line of the screen: its name, what is recorded or proposed there, and how it is asked."""
    record, proposed = desk.session.meldcode, desk.moment.decision.meldcode
    decided = record.decided or StepFive()
    whom = ", ".join(consultation.whom for consultation in record.consultations)
    kinds = ", ".join(KINDS[contact.kind] for contact in record.contacts)
    talks = ", ".join(STATES[talk.state] for talk in record.conversations)
    yield "overleg", f"Overleg: {whom or 'nog niet'}", partial(_consulted, desk)
    yield "contact", f"Veilig Thuis gesproken: {kinds or 'nog niet'}", partial(_in_contact, desk)
    yield "gesprek", f"Gesprek met directbetrokkenen: {talks or 'nog niet'}", partial(_talked, desk)
    for question in asked_weighings(desk.moment):
        said = _said(record.weighing(question.id), proposed.proposal.get(question.id))
        yield question.id, f"Weging {question.number}, {SHORT[question.id]}: {said}", partial(_weighed, desk, question)
    report = _said(decided.report, "ja" if proposed.report_is_norm else None)
    yield "melden", f"Besluit 1, melden bij Veilig Thuis: {report}", partial(_reporting, desk)
    yield "hulp", f"Besluit 2, zelf hulp: {_said(decided.help, None)}", partial(_helping, desk)
    if decided.report == "ja":
        told = _said(record.informed.told if record.informed else None, None)
        yield "verteld", f"Verteld aan directbetrokkenen: {told}", partial(_informed, desk)


def _said(recorded: str | None, proposed: str | None) -> str:
    now = recorded.replace("_", " ") if recorded else "nog niet besproken"
    return f"{now}, voorstel: {proposed}" if proposed and proposed != recorded else now


def take_proposals(desk: Desk) -> None:
    """Record every proposal that stands on the screen as what the team says; what two people decided stays."""
    open_ones = meldcode_proposals(desk.moment)
    changes: dict[str, object] = {name: answer for name, answer in open_ones.items() if name != REPORT}
    if REPORT in open_ones:
        changes["besloten"] = _decided(desk, melden=open_ones[REPORT])
    if changes:
        _record(desk, **changes)
    desk.discuss(Subject.MELDCODE, agenda.NOW)


def _put_off(desk: Desk) -> None:
    """Record nothing; a "nee" that no longer stands is taken back, so that it is not what the team said."""
    record = desk.session.meldcode
    changes: dict[str, object] = dict.fromkeys(weighed_less(desk.moment, record))
    if reports_less(desk.moment, record):
        changes["besloten"] = _decided(desk, melden=None)
    if changes:
        _record(desk, **changes)
    desk.discuss(Subject.MELDCODE, agenda.NOT_NOW)


def _record(desk: Desk, **changes: object) -> None:
    """Record what was said; a call that is due by it is told at once."""
    known = desk.session.meldcode.model_dump(by_alias=True, mode="json")
    desk.add(MeldcodeChanged(MeldcodeRecord.model_validate({**known, **changes})))
    desk.sound_alarm()


def _add(desk: Desk, key: str, entry: dict[str, str]) -> None:
    """Record one more consultation, conversation or contact; the earlier ones stay."""
    known = desk.session.meldcode.model_dump(by_alias=True, mode="json")[key]
    _record(desk, **{key: [*known, entry]})


def _decide(desk: Desk, **decided: str | None) -> None:
    """Record one of the two decisions of step 5; the other one stays."""
    _record(desk, besloten=_decided(desk, **decided))


def _decided(desk: Desk, **decided: str | None) -> dict[str, str | None]:
    known = desk.session.meldcode.model_dump(by_alias=True, mode="json", exclude_none=True).get("besloten", {})
    return {**known, **decided, "op": desk.today.isoformat()}


def _consulted(desk: Desk) -> None:
    screen = Screen(
        "Met wie is er overlegd?", _header(desk, 2), "Een functie is genoeg. Enter als er niet is overlegd."
    )
    if whom := desk.write(screen):
        _add(desk, "overleg", {"met": whom, "op": desk.today.isoformat()})


def _in_contact(desk: Desk) -> None:
    """The call sheet of who takes reports: only a call that took place there is a contact (law 11)."""
    takers = (to for to in to_call(desk) if takes_reports(desk.content, to))
    desk.call(next(takers, None))


def _talked(desk: Desk) -> None:
    state = desk.choose(
        Screen("Is er gesproken met de directbetrokkenen?", _header(desk, 3)), (LATER, *TALKS), LATER.id
    )
    if state == LATER.id:
        return
    reason = ""
    if state == "niet_veilig":
        reason = desk.write(
            Screen("Waarom is een gesprek niet mogelijk?", hint="De stap mag alleen vervallen om gevaar."),
            refuse=needed,
        )
    _add(desk, "gesprek", {"stand": state, "op": desk.today.isoformat(), **({"reden": reason} if reason else {})})


def _weighed(desk: Desk, question: WeighingQuestion) -> None:
    answer = _weigh(desk, question)
    why = "De antwoorden stellen 'ja' voor. Waarom kiezen jullie 'nee'?"
    if is_less(desk.moment, question.id, answer) and not deviate(desk, why, LESS_THAN_PROPOSED[question.id]):
        return
    if answer != LATER.id:
        _record(desk, **{question.id: answer})


def _weigh(desk: Desk, question: WeighingQuestion) -> str:
    proposed = desk.moment.decision.meldcode.proposal.get(question.id)
    notes = (f"De antwoorden stellen voor: {proposed}.",) if proposed else ()
    # The answer that is no reason to report comes first, as the safe answer does at every question.
    choices = [*(reversed(YES_NO) if question.id in LESS_THAN_PROPOSED else YES_NO)]
    if question.id != SUSPICION:
        choices.append(DOUBT)
    if question.id == RESULT:
        choices.append(NOT_YET)
    header = f"Meldcode, weging {question.number} van 5"
    screen = Screen(question.text, header, question.hint or "", notes)
    is_decided = question.id in LESS_THAN_PROPOSED and desk.moment.stands(LESS_THAN_PROPOSED[question.id])
    return desk.choose(screen, (*choices, LATER), "nee" if is_decided else proposed or LATER.id)


def _reporting(desk: Desk) -> None:
    is_norm = desk.moment.decision.meldcode.report_is_norm
    report = desk.choose(
        Screen("Besluit 1: melden jullie bij Veilig Thuis?", _header(desk, 5), notes=standing(desk)),
        (LATER, *YES_NO),
        "nee" if desk.moment.stands(NotDone.REPORTING) else "ja" if is_norm else LATER.id,
    )
    why = "Melden is de professionele norm. Waarom melden jullie niet?"
    if report == "nee" and is_norm and not deviate(desk, why, NotDone.REPORTING):
        return
    if report != LATER.id:
        _decide(desk, melden=report)


def _helping(desk: Desk) -> None:
    screen = Screen("Besluit 2: kunnen jullie (ook) zelf hulp geven of regelen?", _header(desk, 5))
    helping = desk.choose(screen, (LATER, *YES_NO), LATER.id)
    if helping != LATER.id:
        _decide(desk, hulp=helping)


def _informed(desk: Desk) -> None:
    screen = Screen(
        "Is de melding verteld aan de directbetrokkenen?",
        hint="Spreek met Veilig Thuis af wie wat hoort, en wanneer. Vertel niets als het iemand in gevaar brengt.",
    )
    told = desk.choose(screen, (LATER, *YES_NO), LATER.id)
    if told == LATER.id:
        return
    reason = desk.write(Screen("Waarom niet?", hint="Bijvoorbeeld: gevaar voor het kind.")) if told == "nee" else ""
    _record(desk, geinformeerd={"directbetrokkenen": told, **({"reden": reason} if reason else {})})


def _header(desk: Desk, number: int) -> str:
    return f"Meldcode, stap {number}: {desk.content.meldcode.steps[number - 1].title.lower()}"
