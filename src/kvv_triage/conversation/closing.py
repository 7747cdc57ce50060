"""The end of a meeting: the decision, the call, who sees whom, who owns it and the promises (laws 5 and 8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import assert_never

from kvv_triage.case.events import (
    Answered,
    Closed,
    HandedOver,
    LookAgainSet,
    NotDone,
    Owned,
    Promised,
    Subject,
    Watched,
)
from kvv_triage.conversation.asker import Choice, Screen
from kvv_triage.conversation.desk import YES_NO, Desk, needed
from kvv_triage.conversation.deviating import deviate
from kvv_triage.conversation.meldcode import meldcode_steps
from kvv_triage.deciding.decision import Decision
from kvv_triage.deciding.filling import NOT_ASKED
from kvv_triage.language.days import in_words, next_working_day, parse_day
from kvv_triage.language.scales import Level
from kvv_triage.meeting.agenda import Proposal, ProposalKind, Step, next_proposal, proposals
from kvv_triage.pages.call_sheet import call_sheet
from kvv_triage.pages.decision_page import decision_page, farewell_page
from kvv_triage.pages.earlier_page import changes_since
from kvv_triage.pages.page import Bullets, Heading, Line, Page
from kvv_triage.pages.wording import TITLES, question_text

ON, CHANGE, MORE = (
    Choice("verder", "v", "Verder met afronden"),
    Choice("wijzig", "", "Een antwoord wijzigen"),
    Choice("meer", "m", "Meer vragen beantwoorden"),
)
ASK_TO_CALL = {
    Level.ADVIES: ("Vragen jullie vandaag advies?", "Ja, naar het belblad", "Nee, we vragen geen advies"),
    Level.BEL_NU: ("Bellen jullie nu?", "Ja, naar het belblad", "Nee, we bellen niet"),
    Level.BEL_112: ("Bellen jullie nu 112?", "Ja, naar het belblad", "Nee, we bellen niet"),
}


def show_decision(desk: Desk, *, has_more: bool) -> str:
    """The decision with what can be done now: `verder`, `wijzig` an answer, or `meer` questions."""
    return desk.show(_page(desk), (ON, CHANGE, *((MORE,) if has_more else ())))


def _page(desk: Desk) -> Page:
    before, closed = desk.before, desk.moment.at_close
    page = decision_page(desk.content, desk.session, closed.decision, closed.look_again, desk.moment.never_asked)
    if before.last is None or before.last_content is None:
        return page
    changed = tuple(changes_since(before.last_content, before.last, desk.content, desk.session))
    difference = (Heading("Anders dan de vorige keer"), Bullets(changed)) if changed else ()
    return Page(page.title, (*page.blocks, *difference))


def closing_steps(desk: Desk) -> dict[Step, Callable[[], None]]:
    """How each step after the outcome is taken."""
    return {
        Step.FILL_IN: lambda: _fill_in(desk),
        Step.CALL: lambda: _call(desk),
        Step.WATCH: lambda: _watch(desk),
        **meldcode_steps(desk),
        Step.OWNER: lambda: _owner(desk),
        Step.PROPOSAL: lambda: _proposal(desk),
        Step.PROMISES: lambda: _promises(desk),
        Step.HAND_OVERS: lambda: _hand_over(desk),
        Step.LOOK_AGAIN: lambda: _look_again(desk),
        Step.CLOSE: lambda: _close(desk),
    }


def take_leave(desk: Desk, kept_as: str) -> None:
    """Show the outcome, the call sheets that are wanted, and the page that stays."""
    desk.show(_page(desk))
    _call_sheets(desk)
    desk.leave(farewell_page(desk.content, desk.session, desk.moment.decision, kept_as))


def _fill_in(desk: Desk) -> None:
    """Questions that were never asked count as unknown from now on; the outcome that was shown did so already."""
    for slot in desk.moment.never_asked:
        desk.add(Answered(slot, NOT_ASKED))
    desk.sound_alarm()


def show_if_graver(desk: Desk, before: Level, why: str) -> None:
    """Show the outcome again when it got graver since it was shown: with the alarm, or with the reason."""
    if desk.moment.decision.level > before and not desk.sound_alarm():
        page = _page(desk)
        desk.show(Page(page.title, (Line(why, strong=True), *page.blocks)))


def _call(desk: Desk) -> None:
    level = desk.moment.decision.level
    question, yes, no = ASK_TO_CALL[level]
    screen = Screen(
        f"{TITLES[level]}. {question}",
        hint="Niet bellen kan alleen met een reden en twee namen. De uitkomst blijft dan staan.",
    )
    if desk.choose(screen, (Choice("ja", "j", yes), Choice("nee", "n", no))) == "ja":
        desk.call()
    else:
        deviate(desk, "De drempel is bereikt. Waarom bellen jullie niet?", NotDone.CALLING)


def _watch(desk: Desk) -> None:
    who = desk.write(
        Screen(
            "Wie ziet het kind of het slachtoffer vanavond en dit weekend?",
            hint="Noem een functie, en tot wanneer. Weten jullie het nog niet? Spreek het nu af. Enter slaat over.",
        )
    )
    if who:
        desk.add(Watched(who))
    else:
        desk.discuss(Subject.WATCH)


def _owner(desk: Desk) -> None:
    owner = desk.write(Screen("Wie is regiehouder van deze zaak?", hint="Eén persoon."), refuse=needed)
    deputy = desk.write(Screen("Wie neemt waar als de regiehouder er niet is?"), refuse=needed)
    after_five = desk.write(
        Screen(
            "Hoe is de regiehouder of de vervanger na vijven te bereiken?", hint="Bijvoorbeeld: via de piketdienst."
        ),
        refuse=needed,
    )
    desk.add(Owned(owner, deputy, after_five))


def _proposal(desk: Desk) -> None:
    """Ask whether the next proposal becomes a promise."""
    proposal = next_proposal(desk.moment)
    if proposal is None:
        return
    every = proposals(desk.moment)
    what = _in_words(desk, proposal)
    take = (Choice("ja", "j", "Ja, dit spreken we af"), Choice("nee", "n", "Nee, dit niet"))
    header = f"Voorstel voor een afspraak, {every.index(proposal) + 1} van {len(every)}"
    if desk.choose(Screen(what, header=header), take, "ja") == "nee":
        desk.discuss(Subject.PROPOSAL, proposal.key)
        return
    if proposal.kind is not ProposalKind.LOOK_AGAIN:
        _promise(desk, what, next_working_day(desk.today), proposal)
        return
    promise = _promise(desk, what, desk.moment.look_again, proposal)
    if desk.session.look_again is None or desk.session.look_again < desk.today:
        desk.add(LookAgainSet(promise.by))


def _in_words(desk: Desk, proposal: Proposal) -> str:
    match proposal.kind:
        case ProposalKind.FIND_OUT:
            return f"Uitzoeken: {question_text(desk.content, proposal.slot)}"
        case ProposalKind.MAKE_SAFE:
            return f"Veiligheid regelen bij: {question_text(desk.content, proposal.slot)}"
        case ProposalKind.ASK_THE_REST:
            many = f"De {proposal.count} vragen stellen die open bleven."
            return many if proposal.count > 1 else "De vraag stellen die open bleef."
        case ProposalKind.LOOK_AGAIN:
            return "Opnieuw naar deze zaak kijken."
        case _:
            assert_never(proposal.kind)


def _promises(desk: Desk) -> None:
    """Promises that the team thinks of itself; a meeting ends with at least one (law 8)."""
    if not desk.session.promises:
        hint = "Een weging eindigt met minstens één afspraak."
        _promise(desk, desk.write(Screen("Wat spreken jullie af?", hint=hint), refuse=needed))
    elif desk.choose(Screen("Is er nog een afspraak vast te leggen?"), YES_NO, "nee") == "nee":
        desk.discuss(Subject.PROMISES)
    elif what := desk.write(Screen("Wat spreken jullie af?", hint="Enter zonder tekst breekt af.")):
        _promise(desk, what)


def _promise(desk: Desk, what: str, by: date | None = None, proposal: Proposal | None = None) -> Promised:
    owner = desk.session.owner
    who = desk.write(Screen("Wie doet dit?", header=what), default=owner.owner if owner else "", refuse=needed)
    day = _day(desk, "Wanneer is het klaar?", by or next_working_day(desk.today), header=what)
    slot = proposal.slot if proposal and proposal.kind is ProposalKind.FIND_OUT else ""
    promise = Promised(who, what, day, slot, proposal.key if proposal else "")
    desk.add(promise)
    return promise


def _hand_over(desk: Desk) -> None:
    """What another agency takes on; until it has confirmed that, it is still ours."""
    first = "Draag je iets over aan een andere organisatie?"
    question = "Draag je nog iets over?" if desk.session.handed_over else first
    if desk.choose(Screen(question), YES_NO, "nee") == "nee":
        desk.discuss(Subject.HAND_OVERS)
        return
    to = desk.write(Screen("Aan welke organisatie?", hint="Enter zonder tekst breekt af."))
    what = desk.write(Screen("Wat neemt zij over?", to, "Enter zonder tekst breekt af.")) if to else ""
    if what:
        proposed = next_working_day(desk.today)
        by = _day(desk, "Wanneer moet zij dat hebben bevestigd?", proposed, header=f"{to}: {what}")
        desk.add(HandedOver(to, what, by))


def _day(desk: Desk, question: str, proposed: date, header: str = "") -> date:
    """A day from today on; Enter takes the proposal."""
    hint = f"Typ een datum als 4-3-2026. Enter is: {in_words(proposed)}."
    note: tuple[str, ...] = ()
    while True:
        typed = desk.line(Screen(question, header, hint, note))
        day = parse_day(typed) if typed else proposed
        if day is not None and day >= desk.today:
            return day
        note = ("Dat is geen datum." if day is None else "Die dag is al voorbij.",)


def _look_again(desk: Desk) -> None:
    day = _day(desk, "Wanneer kijken jullie opnieuw naar deze zaak?", desk.moment.look_again)
    desk.add(LookAgainSet(day))


def _close(desk: Desk) -> None:
    desk.note_decision()
    desk.add(Closed(desk.now()))


def _call_sheets(desk: Desk) -> None:
    choices = (
        Choice("advies", "", "Belblad voor advies, zonder iets wat iemand herkenbaar maakt"),
        Choice("melding", "", "Belblad voor een melding"),
        Choice("klaar", "k", "Klaar"),
    )
    decision = desk.moment.decision
    default = _usual_sheet(decision)
    while (picked := desk.choose(Screen("Welk belblad wil je zien?"), choices, default)) != "klaar":
        desk.show(call_sheet(desk.content, desk.session, decision, is_report=picked == "melding"))
        default = "klaar"


def _usual_sheet(decision: Decision) -> str:
    if decision.meldcode.report_is_norm:
        return "melding"
    return "advies" if decision.level > Level.VOLGEN else "klaar"
