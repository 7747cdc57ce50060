"""The desk of a meeting: it keeps the events, and asks with the keys that always work (law 1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from kvv_triage.case.events import Called, ContentMoved, Decided, Discussed, Event, Raised, Subject
from kvv_triage.content.content import Content
from kvv_triage.conversation.asker import EVERYWHERE, Asker, Choice, Command, PersonRow, Screen, Several
from kvv_triage.deciding.decision import Decision
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.errors import KvvError
from kvv_triage.language.personal_data import pointers
from kvv_triage.language.scales import Level
from kvv_triage.meeting.keeper import Before
from kvv_triage.meeting.laws import LawBroken, broken_by, call_is_due
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import Session, fold
from kvv_triage.pages.page import Page
from kvv_triage.pages.whom_to_call import alarm, emergency, still_to_call
from kvv_triage.pages.wording import TITLES

T = TypeVar("T")

YES_NO = (Choice("ja", "j", "Ja"), Choice("nee", "n", "Nee"))
CALM = (Command.EMERGENCY, Command.BLANK, Command.STOP)
"""The commands while someone writes why the case is raised."""
MOST_LETTERS = 2000
REWRITE = (Choice("herschrijf", "j", "Ja, herschrijven"), Choice("houd", "n", "Nee, zo laten staan"))


NOT_NEEDED = "kvv heeft geen persoonsgegevens nodig. Namen en nummers vul je met de hand in op het belblad."


def looks_like(likenesses: Sequence[str], *, first: str = "Dit") -> str:
    """Say what a text seems to hold that points to a person."""
    return f"{first} lijkt op {' en '.join(likenesses)}."


def doubt_about(likenesses: Sequence[str]) -> Screen:
    """Ask whether a text may stay that seems to hold these pointers to a person."""
    return Screen(f"{looks_like(likenesses)} Wil je het herschrijven?", hint=NOT_NEEDED)


class Stopped(Exception):
    """The worker ended the meeting before its end; `by_interrupt` when Ctrl-C began it."""

    def __init__(self, *, by_interrupt: bool) -> None:
        super().__init__()
        self.by_interrupt = by_interrupt


class Overtaken(Exception):
    """Someone raised the case by hand, and what stands on the screen may no longer be what the meeting needs."""


class Finished(Exception):
    """The worker wants the outcome now, with the answers that are there."""


class Desk:
    """One meeting: its content, its events so far, and the way of asking."""

    def __init__(self, asker: Asker, load: Callable[[], Content], now: Callable[[], datetime]) -> None:
        self._asker, self._load, self.now = asker, load, now
        self._keep: Callable[[Event], None] | None = None
        self.before = Before()
        self._moment: Moment | None = None
        self.events: list[Event] = []
        self.announced = Level.VOLGEN
        self.has_offered_end = False
        """Whether the worker was told that more answers change nothing any more."""
        self.takes_steps = False
        """Whether the agenda leads the meeting, so that it can lead it elsewhere."""
        self.may_finish = False
        """Whether questions are being asked, so that the worker can go to the outcome at once."""
        self._notice = ""

    @property
    def moment(self) -> Moment:
        """What the meeting knows now; the content is read while the worker answers the first screen."""
        if self._moment is None:
            self._moment = Moment(Ruleset(self._load()), Session(), self.today)
        elif self._moment.day != self.today:
            self._moment = replace(self._moment, day=self.today)
        return self._moment

    def wait_for_content(self) -> None:
        """Be sure that the content can be read, before anything is asked that would then be in vain."""
        self._moment = self.moment

    @property
    def content(self) -> Content:
        """What is asked."""
        return self.moment.ruleset.content

    @property
    def session(self) -> Session:
        """All that was said so far."""
        return self._moment.session if self._moment else Session()

    @property
    def today(self) -> date:
        """The day of this meeting."""
        return self.now().date()

    def add(self, event: Event) -> None:
        """Record an event; when the meeting is kept, it is on disk on return. Raises LawBroken."""
        if broken := broken_by(self.moment, event):
            raise LawBroken(event, broken)
        if self._keep:
            self._keep(event)
        self.events.append(event)
        self._moment = self.moment.then(event)

    def discuss(self, subject: Subject, *about: str) -> None:
        """Record that the table is through with a subject, or with these parts of it."""
        self.add(Discussed(subject, self.today, about))

    def try_to_add(self, event: Event) -> bool:
        """Record an event, or say which law it would break; whether it is recorded."""
        if broken := broken_by(self.moment, event):
            self.tell(" ".join(law.message for law in broken))
            return False
        self.add(event)
        return True

    def keep_with(self, keep: Callable[[Event], None]) -> None:
        """From here on every event goes there too."""
        self._keep = keep

    @property
    def is_kept(self) -> bool:
        """Whether what is said survives this meeting."""
        return self._keep is not None

    def resume(self, events: Sequence[Event], content: Content) -> None:
        """Go on after these events, with this content."""
        self.events = [*events]
        self._moment = Moment(Ruleset(content), fold(events), self.today)
        # Who comes back to a call that nobody made sees the alarm again.
        decided = self.session.decided.level if self.session.decided else Level.VOLGEN
        self.announced = Level.VOLGEN if call_is_due(self._moment) else decided

    def move_to(self, content: Content, event: ContentMoved) -> None:
        """Go on with other content."""
        self.add(event)
        self._moment = Moment(Ruleset(content), self.session, self.today)

    def note_decision(self) -> None:
        """Record what the decision is, when that changed."""
        decision = self.moment.decision
        thresholds = tuple(outcome.threshold.id for outcome in decision.reached)
        known = self.session.decided
        if known is None or (known.level, known.thresholds) != (decision.level, thresholds):
            self.add(Decided(self.now(), decision.level, thresholds))

    def tell(self, text: str) -> None:
        """Say something on the next screen; it takes no key."""
        self._notice = text

    def choose(
        self,
        screen: Screen,
        choices: Sequence[Choice],
        default: str | None = None,
        extra: tuple[Command, ...] = (),
    ) -> str:
        """The id of a choice, or one of the `extra` commands; the commands that always work are carried out here."""
        return self._served(lambda: self._asker.choose(self._framed(screen), choices, (*extra, *EVERYWHERE), default))

    def choose_many(
        self, screen: Screen, several: Several, extra: tuple[Command, ...] = ()
    ) -> frozenset[str] | Command:
        """The ids of one or more choices, or one of the `extra` commands."""
        return self._served(lambda: self._asker.choose_many(self._framed(screen), several, (*extra, *EVERYWHERE)))

    def choose_each(
        self, screen: Screen, rows: Sequence[PersonRow], choices: Sequence[Choice], extra: tuple[Command, ...] = ()
    ) -> Mapping[str, str] | Command:
        """The id of a choice for every row, or one of the `extra` commands."""
        return self._served(lambda: self._asker.choose_each(self._framed(screen), rows, choices, (*extra, *EVERYWHERE)))

    def number(self, screen: Screen, extra: tuple[Command, ...] = ()) -> str | Command:
        """What was typed where a whole number is asked, or one of the `extra` commands."""
        return self._served(lambda: self._asker.number(self._framed(screen), (*extra, *EVERYWHERE)))

    def line(self, screen: Screen, default: str = "", commands: tuple[Command, ...] = EVERYWHERE) -> str:
        """One line that is no free text, such as a date; `default` stands there already, to be changed."""
        return self._served(lambda: self._asker.write(self._framed(screen), commands, default))

    def _served(self, ask: Callable[[], T]) -> T:
        """Ask until there is an answer that is not one of the commands that work everywhere."""
        while True:
            picked = self._guarded(ask)
            self._notice = ""
            if isinstance(picked, Mapping) or picked not in EVERYWHERE:  # what has no hash is no command
                return picked
            self.carry_out(Command(str(picked)))

    def carry_out(self, command: Command) -> None:
        """Do what a key does that works everywhere."""
        match command:
            case Command.EMERGENCY:
                self.show(self._emergency())
            case Command.BLANK:
                self._guarded(self._asker.blank)
            case Command.RAISE:
                self._raise()
            case _:
                self._confirm_stop(by_interrupt=False)

    def _emergency(self) -> Page:
        """The emergency page, also when the content cannot be read: whom to call does not wait for that."""
        try:
            return emergency(self.content)
        except KvvError:
            return emergency(None)

    def _framed(self, screen: Screen) -> Screen:
        """The screen with what the worker must not lose sight of."""
        notes = (still_to_call(self.content, self.session, self.moment.decision),) if self.announced else ()
        return replace(screen, notes=tuple(filter(None, (*notes, self._notice, *screen.notes))))

    def _guarded(self, ask: Callable[[], T]) -> T:
        """Ask; Ctrl-C is never an answer: it asks whether to stop."""
        while True:
            try:
                return ask()
            except KeyboardInterrupt:
                self._confirm_stop(by_interrupt=True)

    def _confirm_stop(self, *, by_interrupt: bool) -> None:
        """Ask once more; a second Ctrl-C leaves at once."""
        screen = Screen(
            "Wil je stoppen?",
            hint="Deze weging is dan niet af. "
            + ("Wat je hebt ingevuld, is bewaard." if self.is_kept else "Wat je hebt ingevuld, wordt niet bewaard.")
            + (" Ctrl-C stopt meteen." if by_interrupt else ""),
        )
        choices = [Choice("nee", "n", "Nee, ga verder"), Choice("ja", "j", "Ja, stop zonder af te ronden")]
        if self.may_finish:
            choices.append(Choice("uitkomst", "u", "Naar de uitkomst, met de antwoorden die er nu zijn"))
        try:
            picked = self._asker.choose(screen, choices, (), "nee")
        except KeyboardInterrupt as again:
            raise Stopped(by_interrupt=True) from again
        if picked == "ja":
            raise Stopped(by_interrupt=by_interrupt)
        if picked == "uitkomst":
            raise Finished

    def show(self, page: Page, choices: Sequence[Choice] = ()) -> str:
        """Show a page; gives the choice made under it."""
        commands = EVERYWHERE if choices else ()
        return self._served(lambda: self._asker.show(page, choices, commands))

    def leave(self, page: Page) -> None:
        """Show the last page, which stays."""
        self._asker.leave(page)

    def write(
        self,
        screen: Screen,
        default: str = "",
        *,
        on_enter: str = "",
        is_required: bool = False,
        commands: tuple[Command, ...] = EVERYWHERE,
    ) -> str:
        """A free text, with a warning when it seems to point to a person; `on_enter` is what an empty line means."""
        if on_enter:
            screen = replace(screen, hint=f"{screen.hint} Enter is: {on_enter}.".strip())
        here = screen
        while True:
            text = self.line(here, default, commands) or on_enter
            if not text and is_required:
                here = replace(screen, notes=("Dit kan niet leeg blijven.",))
            elif len(text) > MOST_LETTERS:
                here = replace(screen, notes=(f"Dat is te lang. Houd het bij {MOST_LETTERS} letters.",))
                default = text[:MOST_LETTERS]
            elif text == on_enter or self.may_stay(text):
                return text
            else:
                default = text

    def may_stay(self, text: str) -> bool:
        """Whether the text holds nothing that points to a person, or the worker keeps it all the same."""
        likenesses = pointers(text)
        if not likenesses:
            return True
        return self.choose(doubt_about(likenesses), REWRITE, "herschrijf") == "houd"

    def _raise(self) -> None:
        if self.session.closed:
            self.tell("Deze weging is gesloten. Begin een nieuwe weging om op te schalen. Bellen mag altijd.")
            return
        reason = self.write(
            Screen(
                "Waarom vertrouwen jullie het niet? Eén zin.",
                hint="Opschalen mag altijd, en niemand kan het verlagen. Enter zonder tekst breekt af.",
            ),
            commands=CALM,
        )
        if not reason:
            self.tell("Niet opgeschaald: er staat geen reden.")
            return
        self.add(Raised(reason))
        self.tell("Opgeschaald. De reden is vastgelegd.")
        self.sound_alarm()
        if self.takes_steps and not self.may_finish:
            raise Overtaken

    def sound_alarm(self) -> bool:
        """Show whom to call the moment a call is needed, and again when it gets more urgent; whether it did."""
        decision = self.moment.decision
        if decision.level <= max(self.announced, Level.ADVIES):
            return False
        self.announced = decision.level
        self.note_decision()
        page = alarm(self.content, self.session, decision)
        choices = (
            Choice("bel", "b", "Ik bel nu"),
            Choice("verder", "v", "Verder met de vragen voor het belblad"),
        )
        if self.show(page, choices) == "bel":
            self._call(decision)
        return True

    def _call(self, decision: Decision) -> None:
        self.add(Called(self.now(), decision.level))
        screen = Screen(
            f"{TITLES[decision.level]}. Kom terug als je hebt gebeld.",
            hint="Noteer met wie je sprak en wat is afgesproken. Nog niemand aan de lijn? Met ! zie je de nummers.",
        )
        choices = [Choice("verder", "v", "Ik heb gebeld: verder")]
        if self.may_finish:
            choices.append(Choice("uitkomst", "u", "Ik heb gebeld: naar de uitkomst en het belblad"))
        if self.choose(screen, choices, "verder") == "uitkomst":
            raise Finished
