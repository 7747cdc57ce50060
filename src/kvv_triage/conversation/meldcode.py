"""The Meldcode on screen: what was done, the five weighing questions, and the two decisions (design 7)."""

from __future__ import annotations

from kvv_triage.case.events import MeldcodeChanged
from kvv_triage.case.meldcode_record import EFFECTIVE_HELP, HELP_ACCEPTED, RESULT, SUSPICION, UNSAFE, MeldcodeRecord
from kvv_triage.content.meldcode_texts import WeighingQuestion
from kvv_triage.conversation.asker import Choice, Screen
from kvv_triage.conversation.desk import YES_NO, Desk
from kvv_triage.conversation.deviating import deviate
from kvv_triage.deciding.decision import Decision

NOT_REPORTING = "er wordt niet gemeld"
LATER = Choice("later", "l", "Nog niet besproken")
DOUBT = Choice("twijfel", "t", "Twijfel")
NOT_YET = Choice("nog_niet", "o", "Nog niet te zeggen")
TALKS = (
    Choice("gedaan", "", "Ja, er is een gesprek geweest"),
    Choice("nog_niet", "", "Nee, nog niet"),
    Choice("niet_veilig", "", "Nee, een gesprek kan iemand in gevaar brengen"),
    Choice("geen_contact", "", "Nee, er is geen contact"),
)
CONTACTS = (
    Choice("advies", "a", "Ja, om advies te vragen"),
    Choice("melding", "m", "Ja, om te melden"),
    Choice("nee", "n", "Nee, nog niet"),
)


def record_meldcode(desk: Desk) -> None:
    """Ask what of the Meldcode is still open; after every answer the standing is shown again."""
    screen = Screen("Wil je nu de stappen van de Meldcode vastleggen?", hint="\n".join(standing(desk)))
    choices = (Choice("ja", "j", "Ja, een paar vragen"), Choice("nee", "n", "Nee, later"))
    if desk.choose(screen, choices, "ja") == "nee":
        return
    _consulted(desk)
    _in_contact(desk)
    _talked(desk)
    _weighed(desk)
    _decided(desk)


def standing(desk: Desk) -> tuple[str, ...]:
    """Where the case stands now, in one or two lines."""
    told = desk.decision().meldcode
    steps = {step.number: step.title.lower() for step in desk.content.meldcode.steps}
    lines = [f"Meldcode: stap {told.step} bereikt ({steps[told.step]})." if told.step else "Meldcode: nog geen stap."]
    if told.next:
        lines[0] += f" Nu: stap {told.next}, {steps[told.next]}."
    if told.report_is_norm:
        lines.append("Melden bij Veilig Thuis is de professionele norm.")
    elif told.is_doubtful:
        lines.append("Bij twijfel: vraag advies aan Veilig Thuis.")
    if told.consult_first:
        lines.append("Eerst overleggen met Veilig Thuis, dan pas een gesprek met de familie.")
    return tuple(lines)


def _record(desk: Desk, **changes: object) -> None:
    known = desk.session.meldcode.model_dump(by_alias=True, mode="json")
    desk.add(MeldcodeChanged(MeldcodeRecord.model_validate({**known, **changes})))


def _add(desk: Desk, key: str, entry: dict[str, str]) -> None:
    """Record one more consultation, conversation or contact; the earlier ones stay."""
    known = desk.session.meldcode.model_dump(by_alias=True, mode="json")[key]
    _record(desk, **{key: [*known, entry]})


def _consulted(desk: Desk) -> None:
    screen = Screen(
        "Met wie is er overlegd?", _header(desk, 2), "Een functie is genoeg. Enter als er nog niet is overlegd."
    )
    if whom := desk.write(screen):
        _add(desk, "overleg", {"met": whom, "op": desk.today.isoformat()})


def _in_contact(desk: Desk) -> None:
    screen = Screen("Is Veilig Thuis gesproken over deze zaak?", _header(desk, 2), notes=standing(desk))
    kind = desk.choose(screen, CONTACTS, "nee")
    if kind == "nee":
        return
    whom = desk.write(Screen("Met wie van Veilig Thuis?", hint="Een functie is genoeg. Enter slaat over."))
    outcome = desk.write(Screen("Wat zei Veilig Thuis, en wat is afgesproken?", hint="Geen namen. Enter slaat over."))
    said = {"met": whom, "uitkomst": outcome}
    told = {key: text for key, text in said.items() if text}
    _add(desk, "veilig_thuis", {"op": desk.today.isoformat(), "soort": kind, **told})


def _talked(desk: Desk) -> None:
    notes = standing(desk)
    screen = Screen("Is er gesproken met de directbetrokkenen?", _header(desk, 3), notes=notes)
    state = desk.choose(screen, (*TALKS, LATER), LATER.id)
    if state == LATER.id:
        return
    reason = ""
    if state == "niet_veilig":
        reason = desk.write(
            Screen("Waarom is een gesprek niet mogelijk?", hint="De stap mag alleen vervallen om gevaar."),
            is_required=True,
        )
    _add(desk, "gesprek", {"stand": state, "op": desk.today.isoformat(), **({"reden": reason} if reason else {})})


def _weighed(desk: Desk) -> None:
    for question in desk.content.meldcode.weighings:
        decision = desk.decision()
        if not _is_due(desk.session.meldcode, question.id):
            continue
        answer = _weigh(desk, question, decision)
        if answer == LATER.id:
            continue
        proposed = decision.meldcode.proposal.get(question.id)
        is_less = question.id in (SUSPICION, UNSAFE) and answer == "nee" and proposed == "ja"
        what = f"bij weging {question.number} is 'nee' vastgelegd"
        if is_less and not deviate(desk, "De antwoorden stellen 'ja' voor. Waarom kiezen jullie 'nee'?", what):
            continue
        _record(desk, **{question.id: answer})


def _is_due(record: MeldcodeRecord, name: str) -> bool:
    """Whether this weighing question is asked.

    No on 1 ends the weighing; after yes on 2, or no on 3 or 4, the rest is done together with Veilig Thuis.
    """
    if name != SUSPICION and record.suspicion == "nee":
        return False
    if name in (EFFECTIVE_HELP, HELP_ACCEPTED, RESULT) and record.unsafe == "ja":
        return False
    if name in (HELP_ACCEPTED, RESULT) and record.effective_help == "nee":
        return False
    return not (name == RESULT and record.help_accepted == "nee")


def _weigh(desk: Desk, question: WeighingQuestion, decision: Decision) -> str:
    proposed = decision.meldcode.proposal.get(question.id)
    notes = standing(desk) + ((f"De antwoorden stellen voor: {proposed}.",) if proposed else ())
    choices = list(YES_NO)
    if question.id != SUSPICION:
        choices.append(DOUBT)
    if question.id == RESULT:
        choices.append(NOT_YET)
    header = f"Meldcode, weging {question.number} van 5"
    screen = Screen(question.text, header, question.hint or "", notes)
    return desk.choose(screen, (*choices, LATER), proposed or LATER.id)


def _decided(desk: Desk) -> None:
    report = desk.choose(
        Screen("Besluit 1: melden jullie bij Veilig Thuis?", _header(desk, 5), notes=standing(desk)),
        (*YES_NO, LATER),
        "ja" if desk.decision().meldcode.report_is_norm else LATER.id,
    )
    is_less = report == "nee" and desk.decision().meldcode.report_is_norm
    if is_less and not deviate(desk, "Melden is de professionele norm. Waarom melden jullie niet?", NOT_REPORTING):
        report = LATER.id
    helping = desk.choose(
        Screen("Besluit 2: kunnen jullie (ook) zelf hulp geven of regelen?", _header(desk, 5), notes=standing(desk)),
        (*YES_NO, LATER),
        LATER.id,
    )
    made = {name: answer for name, answer in (("melden", report), ("hulp", helping)) if answer != LATER.id}
    if made:
        _record(desk, besloten={**made, "op": desk.today.isoformat()})
    if report == "ja":
        _informed(desk)


def _informed(desk: Desk) -> None:
    screen = Screen(
        "Is de melding verteld aan de directbetrokkenen?",
        hint="Spreek met Veilig Thuis af wie wat hoort, en wanneer. Vertel niets als het iemand in gevaar brengt.",
    )
    told = desk.choose(screen, (*YES_NO, LATER), LATER.id)
    if told == LATER.id:
        return
    reason = desk.write(Screen("Waarom niet?", hint="Bijvoorbeeld: gevaar voor het kind.")) if told == "nee" else ""
    _record(desk, geinformeerd={"directbetrokkenen": told, **({"reden": reason} if reason else {})})


def _header(desk: Desk, number: int) -> str:
    return f"Meldcode, stap {number}: {desk.content.meldcode.steps[number - 1].title.lower()}"
