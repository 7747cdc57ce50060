"""The end of a meeting: the decision, the Meldcode, who owns it, the promises and the call sheet (law 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kvv_triage.callsheet import call_sheet
from kvv_triage.dates import in_words, next_working_day, parse_day
from kvv_triage.decision import Decision
from kvv_triage.interview import closing_answers, severity_of
from kvv_triage.scales import Level, Severity
from kvv_triage.session import (
    HEAVY_ROLES,
    Answered,
    Called,
    Closed,
    Colleague,
    Deviated,
    LookAgainSet,
    Owned,
    Promised,
    Watched,
)
from kvv_triage.summary import TITLES, decision_page, question_text
from kvv_triage.terminal.asker import Choice, Screen
from kvv_triage.terminal.desk import YES_NO, Desk
from kvv_triage.terminal.weighing import record_meldcode

ROLES = (
    Choice("aandachtsfunctionaris", "", "Aandachtsfunctionaris"),
    Choice("gedragswetenschapper", "", "Gedragswetenschapper"),
    Choice("teamleider", "", "Teamleider"),
    Choice("wijkteam", "", "Medewerker wijkteam"),
    Choice("anders", "", "Iemand anders"),
)


def show_decision(desk: Desk, *, has_more: bool) -> str:
    """The decision with what can be done now: `verder`, `wijzig` an answer, or `meer` questions."""
    decision = desk.decision()
    page = decision_page(desk.content, desk.session, decision, desk.look_again(decision))
    choices = [Choice("verder", "v", "Verder met afronden"), Choice("wijzig", "w", "Een antwoord wijzigen")]
    if has_more:
        choices.append(Choice("meer", "m", "Meer vragen beantwoorden"))
    return desk.show(page, choices)


@dataclass(slots=True)
class Closing:
    """The questions after the decision, one subject at a time."""

    desk: Desk

    def run(self) -> None:
        """Everything that a meeting leaves behind."""
        proposals = self._proposals()
        for slot, answer in closing_answers(self.desk.content, self.desk.session.answers).items():
            self.desk.add(Answered(slot, answer))
        self.desk.sound_alarm()
        self._call()
        if self.desk.decision().level >= Level.BEL_NU:
            self._watch()
        record_meldcode(self.desk, deviate=self.deviate)
        self._owner()
        self._promises(proposals)
        self._look_again()
        self.desk.add(Closed(self.desk.now()))
        self._final()
        self._call_sheets()

    def _call(self) -> None:
        decision = self.desk.decision()
        if decision.level < Level.BEL_NU or self.desk.session.called:
            return
        screen = Screen(
            f"{TITLES[decision.level]}. Bellen jullie nu?",
            hint="Niet bellen kan alleen met een reden en twee namen. De uitkomst blijft dan staan.",
        )
        choices = (
            Choice("ja", "j", "Ja, we bellen nu of hebben gebeld"),
            Choice("nee", "n", "Nee, we bellen niet"),
        )
        while self.desk.session.called is None and self.desk.session.deviation is None:
            if self.desk.choose(screen, choices, "ja") == "ja":
                self.desk.add(Called(self.desk.now()))
            else:
                self.deviate("De drempel is bereikt. Waarom bellen jullie niet?")

    def deviate(self, question: str) -> bool:
        """Record a deviation of law 5; False when it lacks a reason or the right two people."""
        reason = self.desk.write(Screen(question, hint="Enter breekt af: dan bellen jullie toch."))
        if not reason:
            return False
        first = self._colleague("Wie besluit dit?")
        second = self._colleague("Wie besluit dit mee?")
        if not (first.name and second.name) or first.name == second.name:
            self._tell("Voor dit besluit zijn twee verschillende namen nodig.")
            return False
        if first.role not in HEAVY_ROLES and second.role not in HEAVY_ROLES:
            self._tell("Een van de twee moet aandachtsfunctionaris of gedragswetenschapper zijn. Betrek diegene eerst.")
            return False
        self.desk.add(Deviated(reason, (first, second), next_working_day(self.desk.today)))
        return True

    def _colleague(self, question: str) -> Colleague:
        name = self.desk.write(Screen(question, hint="De naam van een collega."))
        role = self.desk.choose(Screen(f"{question} In welke rol?"), ROLES) if name else ""
        return Colleague(name, role)

    def _tell(self, text: str) -> None:
        self.desk.choose(Screen(text), (Choice("verder", "v", "Verder"),))

    def _watch(self) -> None:
        who = self.desk.write(
            Screen(
                "Wie ziet het kind of het slachtoffer vanavond en dit weekend?",
                hint="Noem een functie, en tot wanneer. Weten jullie het nog niet? Spreek het nu af.",
            )
        )
        if who:
            self.desk.add(Watched(who))

    def _owner(self) -> None:
        owner = self.desk.write(Screen("Wie is regiehouder van deze zaak?", hint="Eén persoon."), is_required=True)
        deputy = self.desk.write(Screen("Wie neemt waar als de regiehouder er niet is?"))
        after_five = self.desk.write(
            Screen(
                "Hoe is de regiehouder of vervanger na vijven te bereiken?", hint="Bijvoorbeeld: via de piketdienst."
            )
        )
        self.desk.add(Owned(owner, deputy, after_five))

    def _proposals(self) -> tuple[str, ...]:
        """One promise for each unknown red flag and for each acute answer."""
        content, proposed = self.desk.content, []
        for slot, answer in self.desk.session.answers.items():
            item, _ = content.slot(slot)
            if answer.is_unknown and item.severity >= Severity.RODE_VLAG:
                proposed.append(f"Uitzoeken: {question_text(content, slot)}")
            elif severity_of(content, slot, answer) >= Severity.ACUUT:
                proposed.append(f"Bescherming regelen: {question_text(content, slot)}")
        return tuple(proposed)

    def _promises(self, proposals: tuple[str, ...]) -> None:
        for number, what in enumerate(proposals, start=1):
            screen = Screen(what, header=f"Voorstel voor een afspraak, {number} van {len(proposals)}")
            take = (Choice("ja", "j", "Ja, dit spreken we af"), Choice("nee", "n", "Nee, dit niet"))
            if self.desk.choose(screen, take, "ja") == "ja":
                self._promise(what)
        while self.desk.choose(Screen("Is er nog een afspraak vast te leggen?"), YES_NO, "nee") == "ja":
            what = self.desk.write(Screen("Wat spreken jullie af?"))
            if what:
                self._promise(what)

    def _promise(self, what: str) -> None:
        owner = self.desk.session.owner
        who = self.desk.write(Screen("Wie doet dit?", header=what), owner.owner if owner else "", is_required=True)
        by = self._day("Wanneer is het klaar?", next_working_day(self.desk.today), header=what)
        self.desk.add(Promised(who, what, by))

    def _day(self, question: str, proposed: date, header: str = "") -> date:
        note: tuple[str, ...] = ()
        while True:
            screen = Screen(question, header, f"Typ een datum als 4-3-2026. Voorstel: {in_words(proposed)}.", note)
            day = parse_day(self.desk.write_line(screen, f"{proposed:%d-%m-%Y}"))
            if day is not None and day >= self.desk.today:
                return day
            note = ("Dat is geen datum." if day is None else "Die dag is al voorbij.",)

    def _look_again(self) -> None:
        decision = self.desk.decision()
        proposed = self.desk.look_again(decision)
        self.desk.add(LookAgainSet(self._day("Wanneer kijken jullie opnieuw naar deze zaak?", proposed)))

    def _final(self) -> None:
        decision = self.desk.decision()
        page = decision_page(self.desk.content, self.desk.session, decision, self.desk.look_again(decision))
        self.desk.show(page)

    def _call_sheets(self) -> None:
        choices = (
            Choice("advies", "a", "Belblad voor advies, zonder iets wat iemand herkenbaar maakt"),
            Choice("melding", "m", "Belblad voor een melding"),
            Choice("klaar", "k", "Klaar"),
        )
        default = self._usual_sheet(self.desk.decision())
        while True:
            picked = self.desk.choose(Screen("Welk belblad wil je zien?"), choices, default)
            if picked not in ("advies", "melding"):
                return
            page = call_sheet(
                self.desk.content,
                self.desk.session,
                self.desk.decision(),
                "advies" if picked == "advies" else "melding",
            )
            self.desk.show(page)
            default = "klaar"

    @staticmethod
    def _usual_sheet(decision: Decision) -> str:
        if decision.meldcode.report_is_norm:
            return "melding"
        return "advies" if decision.level > Level.VOLGEN else "klaar"
