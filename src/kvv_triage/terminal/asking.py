"""The questions of the interview on screen, from the first open one to the last."""

from __future__ import annotations

from kvv_triage.answers import Answer, Value, split_slot
from kvv_triage.content import ACUTE, START, Content, Item
from kvv_triage.interview import (
    NOT_ASKED,
    Interview,
    Lane,
    needs_second_name,
    safe_answers,
    severity_of,
)
from kvv_triage.scales import Severity
from kvv_triage.session import Answered, Noted
from kvv_triage.summary import TITLES, Bullets, Document, Heading, Line, answer_text
from kvv_triage.terminal.asker import Choice, Command, Screen, Several
from kvv_triage.terminal.desk import Desk
from kvv_triage.terminal.questions import ask_value

AT_QUESTION = (Command.HELP, Command.BACK, Command.NOTE, Command.DISSENT)
MOST_ON_SCREEN = 9
SHORT = 66
"""Letters of a question that fit on one line of a list."""


class Asking:
    """The loop over the questions of one lane."""

    def __init__(self, desk: Desk, lane: Lane) -> None:
        self.desk, self.lane = desk, lane
        self.trail: list[str] = []
        self.notes: tuple[str, ...] = ()
        self.has_checked_acute = False
        self.has_offered_end = False

    def interview(self) -> Interview:
        """The interview as it stands."""
        return Interview(self.desk.content, self.desk.session.answers, self.lane)

    def run(self) -> None:
        """Ask until nothing is left, or until the worker wants to finish."""
        while not self.desk.wants_to_finish:
            self._check_acute()
            slot = self.interview().next()
            if slot is None:
                return
            self._visit(slot)
            self.desk.sound_alarm()
            self._offer_end()

    def _visit(self, slot: str) -> None:
        """Ask one question; going back asks an earlier one again and keeps every later answer."""
        while not self.ask(slot) and self.trail:
            slot = self.trail.pop()
        if slot in self.desk.session.answers:
            self.trail.append(slot)

    def ask(self, slot: str) -> bool:
        """Ask a question until it has an answer; False when the worker wants to go back."""
        item, person = self.desk.content.slot(slot)
        while True:
            known = self.desk.session.answers.get(slot)
            picked = self._value(item, self._screen(slot, item, person), known)
            match picked:
                case Command.BACK:
                    return False
                case Command.HELP:
                    self._help(item)
                case Command.NOTE:
                    self._note(slot)
                case Command.DISSENT:
                    if self._dissent(slot, item, person):
                        return True
                case Command():
                    self.desk.carry_out(picked)
                    if self.desk.wants_to_finish:
                        return True
                case _:
                    if self._record(slot, (picked,)):
                        return True

    def _value(self, item: Item, screen: Screen, known: Answer | None) -> Value | Command:
        commands = (*AT_QUESTION, Command.RAISE, Command.EMERGENCY, Command.BLANK, Command.STOP)

        def choose(here: Screen, choices: tuple[Choice, ...], default: str | None) -> str:
            return self.desk.choose(here, choices, default, AT_QUESTION)

        return self.desk.guarded(lambda: ask_value(self.desk.asker, choose, item, screen, commands, known))

    def _screen(self, slot: str, item: Item, person: str | None) -> Screen:
        progress = self.interview().progress()
        asked = progress.answered + (slot not in self.desk.session.answers)
        about = f" · {who(self.desk.content, self.desk, person)}" if person else ""
        header = f"{item.checklist.title} · {item.section.title}{about} · vraag {asked} van {progress.total}"
        known = self.desk.session.answers.get(slot)
        now = (f"Nu staat er: {answer_text(self.desk.content, slot, known)}",) if known else ()
        return Screen(item.question.text, header, item.question.hint or "", (*self.notes, *now))

    def _help(self, item: Item) -> None:
        sources = self.desk.content.sources_of(item)
        blocks = [Line(item.question.hint or "Bij deze vraag is geen toelichting.")]
        if item.question.reason:
            blocks.append(Line(f"Waarom deze vraag: {item.question.reason}"))
        page = Document(item.question.text, (*blocks, *((Heading("Bronnen"), Bullets(sources)) if sources else ())))
        self.desk.show(page)

    def _note(self, slot: str) -> None:
        text = self.desk.write(Screen("Welke opmerking wil je vastleggen?", hint="Geen namen. Enter slaat over."))
        if text:
            self.desk.add(Noted(slot, text))

    def _dissent(self, slot: str, item: Item, person: str | None) -> bool:
        """Two opinions on one question: both are recorded and the more dangerous one counts (law 5)."""
        screen = self._screen(slot, item, person)
        known = self.desk.session.answers.get(slot)
        opinions = list(known.opinions) if known else []
        for asked in ("Wat ziet de ander?",) if known else ("Wat ziet de een?", "Wat ziet de ander?"):
            note = f"Iemand ziet dit anders. {asked}"
            picked = self._value(item, Screen(screen.question, screen.header, screen.hint, (note,)), None)
            if isinstance(picked, Command):
                return False
            opinions.append(picked)
        return self._record(slot, tuple(dict.fromkeys(opinions)))

    def _record(self, slot: str, opinions: tuple[Value, ...]) -> bool:
        """Record an answer with its spark; False when a milder answer lacks its reason and second name."""
        before = self.interview().slots()
        known = self.desk.session.answers.get(slot)
        if known and known.opinions == opinions:
            return True
        answer = Answer(opinions)
        reason = second = ""
        if known and needs_second_name(self.desk.content, slot, known, answer):
            reason, second = self._second_name()
            if not (reason and second):
                self.notes = ("Het antwoord is niet gewijzigd: daarvoor zijn een reden en een tweede naam nodig.",)
                return False
        if severity_of(self.desk.content, slot, answer) >= Severity.RODE_VLAG:
            answer = Answer(opinions, self._fact(known))
        self.desk.add(Answered(slot, answer, reason, second))
        self.notes = self._new_lists(before)
        return True

    def _second_name(self) -> tuple[str, str]:
        reason = self.desk.write(
            Screen(
                "Een ernstig antwoord wordt milder. Waarom?",
                hint="Beide antwoorden blijven zichtbaar. Enter breekt af.",
            )
        )
        second = self.desk.write(Screen("Wie is het hiermee eens?", hint="De naam van een collega.")) if reason else ""
        return reason, second

    def _fact(self, known: Answer | None) -> str:
        screen = Screen(
            "Wat is er gezien of gezegd, door wie en wanneer?",
            hint="Schrijf het zo letterlijk mogelijk op, zonder namen. Enter slaat over; het staat dan als ontbrekend.",
        )
        return self.desk.write(screen, known.fact if known else "")

    def _new_lists(self, before: tuple[str, ...]) -> tuple[str, ...]:
        """Why the number of questions grew: progress never jumps without a reason."""
        new = [slot for slot in self.interview().slots() if slot not in before]
        if not new:
            return ()
        titles = dict.fromkeys(self.desk.content.slot(slot)[0].checklist.title for slot in new)
        count = f"komen er {len(new)} vragen" if len(new) > 1 else "komt er 1 vraag"
        return (f"Door dit antwoord {count} bij: {', '.join(titles)}.",)

    def _check_acute(self) -> None:
        interview = self.interview()
        if self.has_checked_acute or not any(slot.startswith(f"{ACUTE}.") for slot in self.desk.session.answers):
            return
        if interview.is_done(ACUTE):
            self.has_checked_acute = True
            check_not_asked(self.desk, (ACUTE,))
            self.desk.sound_alarm()

    def _offer_end(self) -> None:
        if self.desk.wants_to_finish or self.has_offered_end or self.interview().next() is None:
            return
        decision = self.desk.decision()
        if decision.is_settled:
            self.has_offered_end = True
            screen = Screen(
                f"De uitkomst staat vast: {TITLES[decision.level]}.",
                hint="Meer antwoorden veranderen die niet. Ze maken het belblad wel vollediger.",
            )
            choices = (Choice("verder", "v", "Verder met de vragen"), Choice("afronden", "a", "Afronden"))
            self.desk.wants_to_finish = self.desk.choose(screen, choices, "verder") == "afronden"


def who(content: Content, desk: Desk, person: str) -> str:
    """A person in words: the number, with the age or label that was given."""
    item = content.persons_items[person.rpartition("-")[0]]
    number = int(person.rpartition("-")[2])
    answer = desk.session.answers.get(item.id)
    persons = [one for value in (answer.opinions if answer else ()) for one in getattr(value, "persons", ())]
    if number > len(persons):
        return person.replace("-", " ")
    known = persons[number - 1]
    about = known.label or (f"{known.age} jaar" if known.age is not None else "")
    return person.replace("-", " ") + (f" ({about})" if about else "")


def check_not_asked(desk: Desk, lists: tuple[str, ...]) -> None:
    """A "nee" that nobody asked about is not a "nee" (law 6): the chosen ones become `niet_gevraagd`."""
    slots = safe_answers(desk.content, desk.session.answers, lists)
    if not slots:
        return
    screen = Screen(
        "Is elke 'nee' echt nagevraagd of gezien?",
        hint="Een 'nee' waar niemand naar vroeg, wordt 'weet niet'. Dat is eerlijker.",
    )
    choices = (Choice("ja", "j", "Ja, alles"), Choice("nee", "n", "Nee, ik wijs ze aan"))
    if desk.choose(screen, choices, "ja") == "ja":
        return
    for start in range(0, len(slots), MOST_ON_SCREEN):
        for slot in _pick(desk, slots[start : start + MOST_ON_SCREEN]):
            desk.add(Answered(slot, NOT_ASKED))


def _pick(desk: Desk, slots: tuple[str, ...]) -> frozenset[str]:
    nothing = Choice("geen", "n", "Deze zijn allemaal nagevraagd of gezien")
    several = Several(tuple(Choice(slot, "", shortened(desk, slot)) for slot in slots), (nothing,))
    screen = Screen("Welke 'nee' is niet nagevraagd of gezien?")
    picked = desk.guarded(lambda: desk.asker.choose_many(screen, several, ()))
    return frozenset() if isinstance(picked, Command) else picked - {nothing.id}


def shortened(desk: Desk, slot: str) -> str:
    """A question on one line of a list."""
    question, person = split_slot(slot)
    text = desk.content.by_id[question].question.text
    about = f"{who(desk.content, desk, person)}: " if person else ""
    return f"{about}{text}" if len(text) <= SHORT else f"{about}{text[:SHORT]}…"


def all_lists(desk: Desk) -> tuple[str, ...]:
    """The lists of which every "nee" is looked at again at the end."""
    return tuple(one.id for one in desk.content.checklists if one.id not in (ACUTE, START))
