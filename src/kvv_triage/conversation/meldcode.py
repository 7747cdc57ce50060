"""The Meldcode on screen: what was done, the five weighing questions, and the two decisions (design 7)."""

from __future__ import annotations

from collections.abc import Callable

from kvv_triage.case.events import MeldcodeChanged, NotDone, Subject
from kvv_triage.case.meldcode_record import RESULT, SUSPICION, MeldcodeRecord
from kvv_triage.content.meldcode_texts import WeighingQuestion
from kvv_triage.conversation.asker import Choice, Screen
from kvv_triage.conversation.desk import YES_NO, Desk, needed
from kvv_triage.conversation.deviating import deviate
from kvv_triage.meeting import agenda
from kvv_triage.meeting.agenda import Step, next_weighing
from kvv_triage.meeting.laws import LESS_THAN_PROPOSED, is_less, stands

LATER = Choice("later", "v", "Nog niet besproken")
DOUBT = Choice("twijfel", "", "Twijfel")
NOT_YET = Choice("nog_niet", "", "Nog niet te zeggen")
TALKS = (
    Choice("gedaan", "", "Ja, er is een gesprek geweest"),
    Choice("nog_niet", "", "Nee, nog niet"),
    Choice("niet_veilig", "", "Nee, een gesprek kan iemand in gevaar brengen"),
    Choice("geen_contact", "", "Nee, er is geen contact"),
)
CONTACTS = (
    Choice("nee", "n", "Nee, nog niet"),
    Choice("advies", "", "Ja, om advies te vragen"),
    Choice("melding", "", "Ja, om te melden"),
)


def meldcode_steps(desk: Desk) -> dict[Step, Callable[[], None]]:
    """How each part of the Meldcode is asked; after every answer the standing is shown again."""
    return {
        Step.MELDCODE: lambda: _offered(desk),
        Step.CONSULTATION: lambda: _consulted(desk),
        Step.CONTACT: lambda: _in_contact(desk),
        Step.CONVERSATION: lambda: _talked(desk),
        Step.WEIGHING: lambda: _weighed(desk),
        Step.REPORT: lambda: _reporting(desk),
        Step.HELP: lambda: _helping(desk),
        Step.INFORMED: lambda: _informed(desk),
    }


def _offered(desk: Desk) -> None:
    screen = Screen("Wil je nu de stappen van de Meldcode vastleggen?", hint="\n".join(standing(desk)))
    choices = (Choice("ja", "j", "Ja, een paar vragen"), Choice("nee", "n", "Nee, later"))
    when = agenda.NOW if desk.choose(screen, choices, "ja") == "ja" else agenda.NOT_NOW
    desk.discuss(Subject.MELDCODE, when)


def standing(desk: Desk) -> tuple[str, ...]:
    """Where the case stands now, in one or two lines."""
    meldcode = desk.moment.decision.meldcode
    steps = {step.number: step.title.lower() for step in desk.content.meldcode.steps}
    lines = [
        f"Meldcode: stap {meldcode.step} bereikt ({steps[meldcode.step]})."
        if meldcode.step
        else "Meldcode: nog geen stap."
    ]
    if meldcode.next:
        lines[0] += f" Nu: stap {meldcode.next}, {steps[meldcode.next]}."
    if meldcode.report_is_norm:
        lines.append("Melden bij Veilig Thuis is de professionele norm.")
    elif meldcode.is_doubtful:
        lines.append("Bij twijfel: vraag advies aan Veilig Thuis.")
    if meldcode.consult_first:
        lines.append("Eerst overleggen met Veilig Thuis, dan pas een gesprek met de familie.")
    return tuple(lines)


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
    known = desk.session.meldcode.model_dump(by_alias=True, mode="json", exclude_none=True).get("besloten", {})
    _record(desk, besloten={**known, **decided, "op": desk.today.isoformat()})


def _consulted(desk: Desk) -> None:
    screen = Screen(
        "Met wie is er overlegd?", _header(desk, 2), "Een functie is genoeg. Enter als er nog niet is overlegd."
    )
    if whom := desk.write(screen):
        _add(desk, "overleg", {"met": whom, "op": desk.today.isoformat()})
    else:
        desk.discuss(Subject.CONSULTATION)


def _in_contact(desk: Desk) -> None:
    screen = Screen("Is Veilig Thuis gesproken over deze zaak?", _header(desk, 2), notes=standing(desk))
    kind = desk.choose(screen, CONTACTS, "nee")
    if kind == "nee":
        desk.discuss(Subject.CONTACT)
        return
    whom = desk.write(Screen("Met wie van Veilig Thuis?", hint="Een functie is genoeg. Enter slaat over."))
    outcome = desk.write(Screen("Wat zei Veilig Thuis, en wat is afgesproken?", hint="Geen namen. Enter slaat over."))
    said = {"met": whom, "uitkomst": outcome}
    given = {key: text for key, text in said.items() if text}
    _add(desk, "veilig_thuis", {"op": desk.today.isoformat(), "soort": kind, **given})


def _talked(desk: Desk) -> None:
    notes = standing(desk)
    screen = Screen("Is er gesproken met de directbetrokkenen?", _header(desk, 3), notes=notes)
    state = desk.choose(screen, (*TALKS, LATER), LATER.id)
    if state == LATER.id:
        desk.discuss(Subject.CONVERSATION)
        return
    reason = ""
    if state == "niet_veilig":
        reason = desk.write(
            Screen("Waarom is een gesprek niet mogelijk?", hint="De stap mag alleen vervallen om gevaar."),
            refuse=needed,
        )
    _add(desk, "gesprek", {"stand": state, "op": desk.today.isoformat(), **({"reden": reason} if reason else {})})


def _weighed(desk: Desk) -> None:
    question = next_weighing(desk.moment)
    if question is None:
        return
    answer = _weigh(desk, question)
    why = "De antwoorden stellen 'ja' voor. Waarom kiezen jullie 'nee'?"
    if is_less(desk.moment, question.id, answer) and not deviate(desk, why, LESS_THAN_PROPOSED[question.id]):
        answer = LATER.id
    if answer == LATER.id:
        if desk.session.meldcode.weighing(question.id):  # a "nee" that no longer stands
            _record(desk, **{question.id: None})
        desk.discuss(Subject.WEIGHING, question.id)
    else:
        _record(desk, **{question.id: answer})


def _weigh(desk: Desk, question: WeighingQuestion) -> str:
    proposed = desk.moment.decision.meldcode.proposal.get(question.id)
    notes = standing(desk) + ((f"De antwoorden stellen voor: {proposed}.",) if proposed else ())
    choices = list(YES_NO)
    if question.id != SUSPICION:
        choices.append(DOUBT)
    if question.id == RESULT:
        choices.append(NOT_YET)
    header = f"Meldcode, weging {question.number} van 5"
    screen = Screen(question.text, header, question.hint or "", notes)
    is_decided = question.id in LESS_THAN_PROPOSED and stands(desk.moment, LESS_THAN_PROPOSED[question.id])
    return desk.choose(screen, (*choices, LATER), "nee" if is_decided else proposed or LATER.id)


def _reporting(desk: Desk) -> None:
    is_norm = desk.moment.decision.meldcode.report_is_norm
    report = desk.choose(
        Screen("Besluit 1: melden jullie bij Veilig Thuis?", _header(desk, 5), notes=standing(desk)),
        (*YES_NO, LATER),
        "nee" if stands(desk.moment, NotDone.REPORTING) else "ja" if is_norm else LATER.id,
    )
    why = "Melden is de professionele norm. Waarom melden jullie niet?"
    if report == "nee" and is_norm and not deviate(desk, why, NotDone.REPORTING):
        report = LATER.id
    if report == LATER.id:
        if desk.session.meldcode.decided and desk.session.meldcode.decided.report:  # a "nee" that no longer stands
            _decide(desk, melden=None)
        desk.discuss(Subject.REPORT)
    else:
        _decide(desk, melden=report)


def _helping(desk: Desk) -> None:
    helping = desk.choose(
        Screen("Besluit 2: kunnen jullie (ook) zelf hulp geven of regelen?", _header(desk, 5), notes=standing(desk)),
        (*YES_NO, LATER),
        LATER.id,
    )
    if helping == LATER.id:
        desk.discuss(Subject.HELP)
    else:
        _decide(desk, hulp=helping)


def _informed(desk: Desk) -> None:
    screen = Screen(
        "Is de melding verteld aan de directbetrokkenen?",
        hint="Spreek met Veilig Thuis af wie wat hoort, en wanneer. Vertel niets als het iemand in gevaar brengt.",
    )
    told = desk.choose(screen, (*YES_NO, LATER), LATER.id)
    if told == LATER.id:
        desk.discuss(Subject.INFORMED)
        return
    reason = desk.write(Screen("Waarom niet?", hint="Bijvoorbeeld: gevaar voor het kind.")) if told == "nee" else ""
    _record(desk, geinformeerd={"directbetrokkenen": told, **({"reden": reason} if reason else {})})


def _header(desk: Desk, number: int) -> str:
    return f"Meldcode, stap {number}: {desk.content.meldcode.steps[number - 1].title.lower()}"
