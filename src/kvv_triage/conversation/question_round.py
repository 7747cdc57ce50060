"""The questions of the interview on screen, from the first open one to the last."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from kvv_triage.case.answers import Answer, Value
from kvv_triage.case.events import Answered, Noted, Subject
from kvv_triage.content.checklist import ChoiceQuestion, YesNoQuestion
from kvv_triage.content.content import ACUTE, Placed
from kvv_triage.content.gravity import severity_of
from kvv_triage.conversation.asker import Choice, Command, Screen
from kvv_triage.conversation.desk import Desk, Finished, WentBack
from kvv_triage.conversation.deviating import second_name
from kvv_triage.conversation.doubtful_no import check_not_asked
from kvv_triage.conversation.one_question import AT_QUESTION, ask_about_each, ask_value, values_of_each
from kvv_triage.language.scales import Severity
from kvv_triage.meeting.interview import Interview, Lane
from kvv_triage.meeting.laws import broken_by, refused
from kvv_triage.pages.page import Bullets, Heading, Line, Page
from kvv_triage.pages.paragraphs import call_for_sure
from kvv_triage.pages.wording import TITLES, answer_text, who

KEEP = Choice("zo", "v", "Zo laten staan")
ANSWER_ANEW = Choice("opnieuw", "", "Opnieuw beantwoorden")


class Asking:
    """The loop over the questions of one lane."""

    def __init__(self, desk: Desk, lane: Lane) -> None:
        self._desk, self._lane = desk, lane
        self._has_told_call = False
        self._is_changing = False

    def interview(self) -> Interview:
        """The interview as it stands."""
        return self._desk.moment.interview(self._lane)

    def run(self) -> bool:
        """Ask until nothing is left to ask or to check; False when the worker wants the outcome now."""
        self._desk.may_finish = True
        try:
            while slot := self.interview().next(self._desk.moment.decision.settling):
                with suppress(WentBack):
                    self._offer_end()
                    self._ask_and_check(slot)
                    continue
                self.ask_last()
        except Finished:
            self._desk.discuss(Subject.QUESTIONS)
            return False
        finally:
            self._desk.may_finish = False
        return True

    def _ask_and_check(self, slot: str) -> None:
        while True:
            self._ask_from(slot)
            with suppress(WentBack):
                return self._check_acute()

    def ask_last(self) -> None:
        """Ask the question that was answered last once more: the screen before what follows the questions."""
        if answered := tuple(self._desk.session.given):
            self._ask_from(answered[-1])
        else:
            self._desk.tell("Dit is de eerste vraag.")

    def _ask_from(self, slot: str) -> None:
        """Ask a question; going back asks an earlier one again, and every later answer stays."""
        while not self.ask(slot):
            earlier = self.interview().previous(slot)
            if earlier is None:
                self._desk.tell("Dit is de eerste vraag.")
            else:
                slot = earlier

    def change(self, slot: str) -> None:
        """Ask a question again to change something, also only what was seen or said."""
        self._is_changing = True
        try:
            self.ask(slot)
        finally:
            self._is_changing = False

    def ask(self, slot: str) -> bool:
        """Ask a question, about everyone whom it is about, until it is answered; False: the worker wants to go back."""
        question = self._desk.content.slot(slot)[0].question
        slots = self._together(slot)
        if len(slots) > 1 and isinstance(question, YesNoQuestion | ChoiceQuestion):
            return self._ask_about_each(question, slots)
        return self._ask_about_one(slot)

    def _together(self, slot: str) -> tuple[str, ...]:
        """The slots that stand on one screen; where the table disagrees about someone, that is asked apart."""
        answers = self._desk.session.answers
        if slot in answers and len(answers[slot].opinions) > 1:
            return (slot,)
        slots = self.interview().together(slot)
        return tuple(other for other in slots if other not in answers or len(answers[other].opinions) == 1)

    def _ask_about_each(self, question: YesNoQuestion | ChoiceQuestion, slots: tuple[str, ...]) -> bool:
        """One question about several persons: each keeps an answer of their own."""
        item, _ = self._desk.content.slot(slots[0])
        before = self.interview().slots()
        picked: Mapping[str, str] = {}
        while True:
            answers = self._desk.session.answers
            persons = {
                slot: (self._name(slot), answers[slot].opinions[0] if slot in answers else None) for slot in slots
            }
            with suppress(WentBack):
                screen = self._screen(slots[0], item, None)
                said = ask_about_each(self._desk, question, screen, persons, picked, self._hear)
                match said:
                    case Command.BACK:
                        return False
                    case Command.HELP:
                        self._help(item)
                    case Command.NOTE:
                        self._note(self._about_whom(slots))
                    case Command():
                        slot = self._about_whom(slots)
                        if self._dissent(slot, *self._desk.content.slot(slot)) and self._is_answered(slots):
                            return True
                        answers = self._desk.session.answers
                        slots = tuple(other for other in slots if other != slot or slot not in answers)
                    case _ if self._desk.sound_alarm() or len(said) < len(slots):
                        picked = said  # the rest is asked when the alarm was seen
                    case _:
                        if self._record_each(values_of_each(self._desk, screen, persons, said), before):
                            return True

    def _hear(self, slot: str, value: Value) -> bool:
        """Record an answer about one of several persons as it is given; whether an alarm is due by it."""
        answered = Answered(slot, Answer((value,)))
        known = self._desk.session.answers.get(slot)
        if (known is None or known.opinions != answered.answer.opinions) and not broken_by(self._desk.moment, answered):
            self._desk.add(answered)
        return self._desk.news is not None

    def _is_answered(self, slots: tuple[str, ...]) -> bool:
        return all(slot in self._desk.session.answers for slot in slots)

    def _name(self, slot: str) -> str:
        return who(self._desk.content, self._desk.session, slot.partition("@")[2])

    def _about_whom(self, slots: tuple[str, ...]) -> str:
        choices = tuple(Choice(slot, "", self._name(slot)) for slot in slots)
        return self._desk.choose(Screen("Over wie gaat dit?"), choices)

    def _record_each(self, values: Mapping[str, Value], before: tuple[str, ...]) -> bool:
        """Record what was not recorded yet before anything else is asked; False when something is not changed."""
        known = self._desk.session.answers
        said = {slot: Answer((value,)) for slot, value in values.items()}
        new = {
            slot: answer
            for slot, answer in said.items()
            if slot not in known or known[slot].opinions != answer.opinions
        }
        free = {
            slot: answer for slot, answer in new.items() if not broken_by(self._desk.moment, Answered(slot, answer))
        }
        for slot, answer in free.items():
            self._desk.add(Answered(slot, answer))
        for slot, answer in said.items():
            if slot in free or slot not in new:
                self._ask_fact(slot, answer, known.get(slot), is_new=slot in free)
        self._desk.tell(self._what_changed(before))
        return all(self._record(slot, new[slot].opinions) for slot in new if slot not in free)

    def _ask_about_one(self, slot: str) -> bool:
        """Ask a question until it has an answer; False when the worker wants to go back."""
        item, person = self._desk.content.slot(slot)
        while True:
            with suppress(WentBack):
                picked = self._value(slot, item, person)
                match picked:
                    case None:
                        return True
                    case Command.BACK:
                        return False
                    case Command.HELP:
                        self._help(item)
                    case Command.NOTE:
                        self._note(slot)
                    case Command():
                        if self._dissent(slot, item, person):
                            return True
                    case _:
                        if self._record(slot, (picked,)):
                            return True

    def _value(self, slot: str, item: Placed, person: str | None) -> Value | Command | None:
        """What is answered now; None to leave the several opinions that were recorded as they are."""
        known = self._desk.session.given.get(slot)
        screen = self._screen(slot, item, person)
        if known and len(known.opinions) > 1:
            here = replace(screen, hint="Hierover denken jullie verschillend. Het zwaarste antwoord telt.")
            picked = self._desk.choose(here, (KEEP, ANSWER_ANEW), KEEP.id, AT_QUESTION)
            if picked == KEEP.id:
                return None
            if picked != ANSWER_ANEW.id:
                return Command(picked)
            known = None
        return ask_value(self._desk, item.question, screen, known.opinions[0] if known else None)

    def _screen(self, slot: str, item: Placed, person: str | None) -> Screen:
        interview = self.interview()
        about = f" · {who(self._desk.content, self._desk.session, person)}" if person else ""
        place = f"{interview.position(slot)} van hoogstens {interview.progress().total}"
        header = f"{item.checklist.title} · {item.section.title}{about} · {place}"
        known = self._desk.session.given.get(slot)
        now = (f"Nu staat er: {answer_text(self._desk.content, slot, known)}",) if known else ()
        is_grave = item.severity > Severity.GEEN
        return Screen(item.question.text, header, item.question.hint or "", now, is_grave=is_grave, about=slot)

    def _help(self, item: Placed) -> None:
        blocks = [Line(item.question.hint or "Bij deze vraag is geen toelichting.")]
        if item.question.reason:
            blocks.append(Line(f"Waarom deze vraag: {item.question.reason}"))
        sources = self._desk.content.sources_of(item)
        read_more = (Heading("Bronnen"), Bullets(tuple(sources))) if sources else ()
        self._desk.explain(Page(item.question.text, (*blocks, *read_more)))

    def _note(self, slot: str) -> None:
        screen = Screen("Welke opmerking wil je vastleggen?", hint="Geen namen. Enter slaat over.", about=slot)
        text = self._desk.write(screen)
        if text:
            self._desk.add(Noted(slot, text))
            self._desk.tell("De opmerking is vastgelegd.")

    def _dissent(self, slot: str, item: Placed, person: str | None) -> bool:
        """Several opinions on one question: all are recorded and the more dangerous one counts (design 5.1)."""
        known = self._desk.session.answers.get(slot)
        opinions = list(known.opinions) if known else []
        for asked in ("Wat ziet de ander?",) if known else ("Wat ziet de een?", "Wat ziet de ander?"):
            value = self._other_opinion(asked, slot, item, person)
            if value is None:
                self._desk.tell("Er is geen andere mening vastgelegd.")
                return False
            opinions.append(value)
        return self._record(slot, tuple(dict.fromkeys(opinions)))

    def _other_opinion(self, asked: str, slot: str, item: Placed, person: str | None) -> Value | None:
        """One of the opinions; that it is one stands there until it is given. None to go back."""
        screen = self._screen(slot, item, person)
        notes = (f"Iemand ziet dit anders. {asked} Met t ga je terug.", *screen.notes)
        screen = replace(screen, notes=notes, about=f"{slot} {asked}")
        while True:
            with suppress(WentBack):
                picked = ask_value(self._desk, item.question, screen, None)
                match picked:
                    case Command.HELP:
                        self._help(item)
                    case Command.NOTE:
                        self._note(slot)
                    case Command.BACK:
                        return None
                    case Command():
                        pass  # that someone sees it otherwise is what is asked already
                    case _:
                        return picked

    def _record(self, slot: str, opinions: tuple[Value, ...]) -> bool:
        """Record an answer with its spark; False when a milder answer lacks its reason and second name."""
        before = self.interview().slots()
        known = self._desk.session.answers.get(slot)
        if known and known.opinions == opinions:
            self._ask_fact(slot, known, known, is_new=False)
            return True
        answered = Answered(slot, Answer(opinions))
        if broken_by(self._desk.moment, answered):
            reason, second = second_name(
                self._desk,
                Screen("Een ernstig antwoord wordt milder. Waarom?", about=slot),
                lambda *two: refused(self._desk.moment, replace(answered, reason=two[0], second=two[1])),
            )
            answered = replace(answered, reason=reason, second=second)
        # The answer is recorded before its fact is asked: a danger sign never waits for a sentence.
        if not self._desk.try_to_add(answered):
            return False
        self._desk.sound_alarm()
        self._ask_fact(slot, answered.answer, known, is_new=True)
        self._desk.tell(self._what_changed(before))
        return True

    def _ask_fact(self, slot: str, answer: Answer, known: Answer | None, *, is_new: bool) -> None:
        """The spark behind a tick of a red flag or graver (law 6); of an old answer only when it is still missing."""
        item, person = self._desk.content.slot(slot)
        is_there = not (is_new or self._is_changing) and known is not None and known.fact
        if is_there or severity_of(self._desk.content, slot, answer) < Severity.RODE_VLAG:
            return
        screen = Screen(
            "Wat is er gezien of gezegd, door wie en wanneer?",
            f"{self._name(slot)}: {item.question.text}" if person else item.question.text,
            "Zo letterlijk mogelijk, zonder namen. Enter slaat over; het staat dan als ontbrekend.",
            about=slot,
        )
        fact = self._desk.write(screen, known.fact if known else "")
        if fact and (known is None or fact != known.fact or is_new):
            self._desk.add(Answered(slot, Answer(answer.opinions, fact)))

    def _what_changed(self, before: tuple[str, ...]) -> str:
        """Why the number of questions changed: progress never jumps without a reason."""
        now = self.interview().slots()
        new = [slot for slot in now if slot not in before]
        if new:
            titles = dict.fromkeys(self._desk.content.slot(slot)[0].checklist.title for slot in new)
            number = f"komen er {len(new)} vragen" if len(new) > 1 else "komt er 1 vraag"
            return f"Door dit antwoord {number} bij: {', '.join(titles)}."
        gone = sum(slot not in now for slot in before)
        number = f"vervallen er {gone} vragen" if gone > 1 else "vervalt er 1 vraag"
        return f"Door dit antwoord {number}." if gone else ""

    def _check_acute(self) -> None:
        """Once the acute list is done: is every "nee" in it a real one?"""
        answered = any(slot.startswith(f"{ACUTE}.") for slot in self._desk.session.answers)
        if answered and self.interview().is_done(ACUTE) and check_not_asked(self._desk, ACUTE):
            self._desk.sound_alarm()

    def _offer_end(self) -> None:
        """The early stop: the outcome is settled, or whom to call in any case is."""
        decision = self._desk.moment.decision
        if self._desk.has_offered_end:
            return
        if decision.is_settled:
            self._desk.has_offered_end = True
            screen = Screen(
                f"De uitkomst staat vast: {TITLES[decision.level]}.",
                hint="Meer antwoorden veranderen die niet. Ze maken het belblad wel vollediger.",
            )
        elif not self._has_told_call and (sure := call_for_sure(self._desk.content, self._desk.session, decision)):
            self._has_told_call = True
            screen = Screen(sure, hint="Ga je verder, dan komen eerst de vragen die dat zeggen.")
        else:
            return
        choices = (Choice("verder", "v", "Verder met de vragen"), Choice("uitkomst", "u", "Naar de uitkomst"))
        if self._desk.choose(screen, choices, "verder") == "uitkomst":
            raise Finished
