"""The end of a meeting: the decision, the Meldcode, who owns it, the promises and the call sheet (law 8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from kvv_triage.case.events import Answered, Called, Closed, HandedOver, LookAgainSet, Owned, Promised, Watched
from kvv_triage.conversation.asker import Choice, Screen
from kvv_triage.conversation.desk import YES_NO, Desk
from kvv_triage.conversation.deviating import NOT_CALLING, deviate
from kvv_triage.conversation.meldcode import record_meldcode
from kvv_triage.deciding.decision import Decision
from kvv_triage.deciding.filling import closing_answers
from kvv_triage.language.days import in_words, next_working_day, parse_day
from kvv_triage.language.scales import Level
from kvv_triage.meeting.laws import proposed_promises
from kvv_triage.pages.call_sheet import call_sheet
from kvv_triage.pages.decision_page import decision_page, farewell_page
from kvv_triage.pages.earlier_page import changes_since
from kvv_triage.pages.page import Bullets, Heading, Line, Page
from kvv_triage.pages.whom_to_call import is_called
from kvv_triage.pages.wording import TITLES, question_text

ON, CHANGE, MORE = (
    Choice("verder", "v", "Verder met afronden"),
    Choice("wijzig", "w", "Een antwoord wijzigen"),
    Choice("meer", "m", "Meer vragen beantwoorden"),
)
ASK_TO_CALL = {
    Level.ADVIES: ("Vragen jullie vandaag advies?", "Ja, dat doen we vandaag", "Nee, we vragen geen advies"),
    Level.BEL_NU: ("Bellen jullie nu?", "Ja, we bellen nu of hebben gebeld", "Nee, we bellen niet"),
    Level.BEL_112: ("Bellen jullie nu 112?", "Ja, we bellen nu of hebben gebeld", "Nee, we bellen niet"),
}


def show_decision(desk: Desk, *, has_more: bool) -> str:
    """The decision with what can be done now: `verder`, `wijzig` an answer, or `meer` questions."""
    return desk.show(_page(desk), (ON, CHANGE, *((MORE,) if has_more else ())))


def _page(desk: Desk) -> Page:
    decision, before = desk.decision(), desk.before
    page = decision_page(desk.content, desk.session, decision, desk.look_again(decision))
    if before.last is None or before.last_content is None:
        return page
    changed = tuple(changes_since(before.last_content, before.last, desk.content, desk.session))
    told = (Heading("Anders dan de vorige keer"), Bullets(changed)) if changed else ()
    return Page(page.title, (*page.blocks, *told))


class ProposedPromise(NamedTuple):
    """What may be promised; `slot` is the question to find the answer to, if it is that."""

    what: str
    slot: str = ""


class Closing:
    """The questions after the decision, one subject at a time."""

    def __init__(self, desk: Desk, kept_as: Callable[[], str]) -> None:
        self._desk, self._kept_as = desk, kept_as

    def run(self) -> None:
        """Everything that a meeting leaves behind."""
        proposals = self._proposals()
        self._fill_in()
        self._call()
        if self._desk.decision().level >= Level.BEL_NU:
            self._watch()
        record_meldcode(self._desk)
        # The Meldcode can make reporting the norm, and then a call is due after all.
        self._desk.sound_alarm()
        self._call()
        self._owner()
        self._promises(proposals)
        self._hand_over()
        self._look_again()
        self._desk.note_decision(self._desk.decision())
        self._desk.add(Closed(self._desk.now()))
        self._desk.show(_page(self._desk))
        self._call_sheets()
        page = farewell_page(self._desk.content, self._desk.session, self._desk.decision(), self._kept_as())
        self._desk.leave(page)

    def _proposals(self) -> tuple[ProposedPromise, ...]:
        """What to promise: about each answer that asks for it, and about the questions that were never asked."""
        content, answers = self._desk.content, self._desk.session.answers
        about = {"unknown": "Uitzoeken", "acute": "Veiligheid regelen bij"}
        found = [
            ProposedPromise(f"{about[kind]}: {question_text(content, slot)}", slot if kind == "unknown" else "")
            for kind, slot in proposed_promises(content, answers)
        ]
        count = len(closing_answers(self._desk.ruleset, answers, self._desk.earlier))
        if count:
            what = f"De {count} vragen stellen die open bleven." if count > 1 else "De vraag stellen die open bleef."
            found.append(ProposedPromise(what))
        return tuple(found)

    def _fill_in(self) -> None:
        """Questions that were never asked count as unknown from now on, and the outcome may change by that."""
        before = self._desk.decision().level
        added = closing_answers(self._desk.ruleset, self._desk.session.answers, self._desk.earlier)
        for slot, answer in added.items():
            self._desk.add(Answered(slot, answer))
        if self._desk.decision().level > before and not self._desk.sound_alarm():
            why = "Vragen die niet zijn gesteld, tellen als 'weet niet'. Daardoor is de uitkomst zwaarder."
            page = _page(self._desk)
            self._desk.show(Page(page.title, (Line(why, strong=True), *page.blocks)))

    def _call(self) -> None:
        desk = self._desk
        while (decision := desk.decision()).level > Level.VOLGEN:
            if is_called(desk.session, decision) or any(one.what == NOT_CALLING for one in desk.session.deviations):
                return
            question, yes, no = ASK_TO_CALL[decision.level]
            screen = Screen(
                f"{TITLES[decision.level]}. {question}",
                hint="Niet bellen kan alleen met een reden en twee namen. De uitkomst blijft dan staan.",
            )
            if desk.choose(screen, (Choice("ja", "j", yes), Choice("nee", "n", no))) == "ja":
                desk.add(Called(desk.now(), decision.level))
            else:
                deviate(desk, "De drempel is bereikt. Waarom bellen jullie niet?", NOT_CALLING)

    def _watch(self) -> None:
        who = self._desk.write(
            Screen(
                "Wie ziet het kind of het slachtoffer vanavond en dit weekend?",
                hint="Noem een functie, en tot wanneer. Weten jullie het nog niet? Spreek het nu af. Enter slaat over.",
            )
        )
        if who:
            self._desk.add(Watched(who))

    def _owner(self) -> None:
        write = self._desk.write
        owner = write(Screen("Wie is regiehouder van deze zaak?", hint="Eén persoon."), is_required=True)
        deputy = write(Screen("Wie neemt waar als de regiehouder er niet is?"), is_required=True)
        after_five = write(
            Screen(
                "Hoe is de regiehouder of de vervanger na vijven te bereiken?", hint="Bijvoorbeeld: via de piketdienst."
            ),
            is_required=True,
        )
        self._desk.add(Owned(owner, deputy, after_five))

    def _promises(self, proposals: tuple[ProposedPromise, ...]) -> None:
        take = (Choice("ja", "j", "Ja, dit spreken we af"), Choice("nee", "n", "Nee, dit niet"))
        for number, proposal in enumerate(proposals, start=1):
            screen = Screen(proposal.what, header=f"Voorstel voor een afspraak, {number} van {len(proposals)}")
            if self._desk.choose(screen, take, "ja") == "ja":
                self._promise(*proposal)
        while self._desk.choose(Screen("Is er nog een afspraak vast te leggen?"), YES_NO, "nee") == "ja":
            what = self._desk.write(Screen("Wat spreken jullie af?", hint="Enter zonder tekst breekt af."))
            if what:
                self._promise(what)

    def _promise(self, what: str, slot: str = "") -> None:
        owner = self._desk.session.owner
        who = self._desk.write(
            Screen("Wie doet dit?", header=what), on_enter=owner.owner if owner else "", is_required=True
        )
        by = self._day("Wanneer is het klaar?", next_working_day(self._desk.today), header=what)
        self._desk.add(Promised(who, what, by, slot))

    def _hand_over(self) -> None:
        """What another agency takes on; until it has confirmed that, it is still ours."""
        question = "Draag je iets over aan een andere organisatie?"
        while self._desk.choose(Screen(question), YES_NO, "nee") == "ja":
            question = "Draag je nog iets over?"
            to = self._desk.write(Screen("Aan welke organisatie?", hint="Enter zonder tekst breekt af."))
            what = self._desk.write(Screen("Wat neemt zij over?", to, "Enter zonder tekst breekt af.")) if to else ""
            if what:
                proposed = next_working_day(self._desk.today)
                by = self._day("Wanneer moet zij dat hebben bevestigd?", proposed, header=f"{to}: {what}")
                self._desk.add(HandedOver(to, what, by))

    def _day(self, question: str, proposed: date, header: str = "") -> date:
        """A day from today on; Enter takes the proposal."""
        hint = f"Typ een datum als 4-3-2026. Enter is: {in_words(proposed)}."
        note: tuple[str, ...] = ()
        while True:
            typed = self._desk.line(Screen(question, header, hint, note))
            day = parse_day(typed) if typed else proposed
            if day is not None and day >= self._desk.today:
                return day
            note = ("Dat is geen datum." if day is None else "Die dag is al voorbij.",)

    def _look_again(self) -> None:
        proposed = self._desk.look_again(self._desk.decision())
        self._desk.add(LookAgainSet(self._day("Wanneer kijken jullie opnieuw naar deze zaak?", proposed)))

    def _call_sheets(self) -> None:
        choices = (
            Choice("advies", "a", "Belblad voor advies, zonder iets wat iemand herkenbaar maakt"),
            Choice("melding", "m", "Belblad voor een melding"),
            Choice("klaar", "k", "Klaar"),
        )
        decision = self._desk.decision()
        default = _usual_sheet(decision)
        while (picked := self._desk.choose(Screen("Welk belblad wil je zien?"), choices, default)) != "klaar":
            page = call_sheet(self._desk.content, self._desk.session, decision, is_report=picked == "melding")
            self._desk.show(page)
            default = "klaar"


def _usual_sheet(decision: Decision) -> str:
    if decision.meldcode.report_is_norm:
        return "melding"
    return "advies" if decision.level > Level.VOLGEN else "klaar"
