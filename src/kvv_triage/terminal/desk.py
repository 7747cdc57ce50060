"""The desk of a meeting: it keeps the events, and asks with the keys that always work (law 1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TypeVar

from kvv_triage.content import Content
from kvv_triage.dates import look_again_on
from kvv_triage.decision import Decision, decide
from kvv_triage.privacy import pointers
from kvv_triage.scales import Level
from kvv_triage.session import Called, Event, Raised, Session, after
from kvv_triage.summary import TITLES, Document, alarm, emergency
from kvv_triage.terminal.asker import EVERYWHERE, Asker, Choice, Command, Screen

T = TypeVar("T")

YES_NO = (Choice("ja", "j", "Ja"), Choice("nee", "n", "Nee"))


class Stopped(Exception):
    """The worker ended the meeting before its end; `by_interrupt` when Ctrl-C began it."""

    def __init__(self, *, by_interrupt: bool) -> None:
        super().__init__()
        self.by_interrupt = by_interrupt


class Desk:
    """One meeting: its content, its events so far, and the way of asking."""

    def __init__(self, asker: Asker, load: Callable[[], Content], now: Callable[[], datetime]) -> None:
        self.asker, self._load, self.now = asker, load, now
        self._content: Content | None = None
        self.events: list[Event] = []
        self.session = Session()
        self.announced = Level.VOLGEN
        self.wants_to_finish = False

    @property
    def content(self) -> Content:
        """What is asked; read while the worker answers the first screen."""
        if self._content is None:
            self._content = self._load()
        return self._content

    @property
    def today(self) -> date:
        """The day of this meeting."""
        return self.now().date()

    def add(self, event: Event) -> None:
        """Record an event."""
        self.events.append(event)
        self.session = after(self.session, event)

    def decision(self) -> Decision:
        """The decision as things stand."""
        return decide(self.content, self.session.record(self.today))

    def look_again(self, decision: Decision) -> date:
        """The day to look again: what the team set, or what the thresholds propose."""
        return self.session.look_again or look_again_on(self.today, decision.look_again_days, decision.level)

    def choose(
        self,
        screen: Screen,
        choices: Sequence[Choice],
        default: str | None = None,
        extra: tuple[Command, ...] = (),
    ) -> str:
        """The id of a choice, or one of the `extra` commands; the commands that always work are carried out here."""
        while True:
            picked = self.guarded(lambda: self.asker.choose(screen, choices, (*extra, *EVERYWHERE), default))
            if picked not in EVERYWHERE:
                return picked
            self.carry_out(Command(picked))

    def carry_out(self, command: Command) -> None:
        """Do what a key does that works everywhere."""
        match command:
            case Command.EMERGENCY:
                self.show(emergency(self.content))
            case Command.BLANK:
                self.guarded(self.asker.blank)
            case Command.RAISE:
                self._raise()
            case Command.STOP:
                self._confirm_stop(by_interrupt=False)
            case _:
                pass

    def guarded(self, ask: Callable[[], T]) -> T:
        """Ask; Ctrl-C is never an answer: it asks whether to stop."""
        while True:
            try:
                return ask()
            except KeyboardInterrupt:
                self._confirm_stop(by_interrupt=True)

    def _confirm_stop(self, *, by_interrupt: bool) -> None:
        """Ask once more; a second Ctrl-C leaves at once."""
        screen = Screen("Wil je stoppen?", hint="Deze weging is dan niet af. Wat je hebt ingevuld, wordt niet bewaard.")
        if self.asker.choose(screen, YES_NO, (), "nee") == "ja":
            raise Stopped(by_interrupt=by_interrupt)

    def show(self, document: Document, choices: Sequence[Choice] = ()) -> str:
        """Show a page; gives the choice made under it."""
        return self.guarded(lambda: self.asker.show(document, choices))

    def write_line(self, screen: Screen, default: str = "") -> str:
        """One line that is no free text, such as a date."""
        return self.guarded(lambda: self.asker.write(screen, default))

    def write(self, screen: Screen, default: str = "", *, is_required: bool = False) -> str:
        """A free text, with a warning when it seems to point to a person."""
        here = screen
        while True:
            text = self.write_line(here, default)
            if not text and is_required:
                here = Screen(screen.question, screen.header, screen.hint, ("Dit kan niet leeg blijven.",))
                continue
            found = pointers(text)
            if not found or self._keeps(found):
                return text
            default = text

    def _keeps(self, found: tuple[str, ...]) -> bool:
        screen = Screen(
            f"Dit lijkt op {' en '.join(found)}. Wil je het herschrijven?",
            hint="kvv heeft geen persoonsgegevens nodig. Namen en nummers vul je met de hand in op het belblad.",
        )
        choices = (Choice("herschrijf", "j", "Ja, herschrijven"), Choice("houd", "n", "Nee, zo laten staan"))
        return self.choose(screen, choices, "herschrijf") == "houd"

    def _raise(self) -> None:
        reason = self.write(
            Screen(
                "Waarom vertrouwen jullie het niet? Eén zin.", hint="Opschalen mag altijd. Niemand kan dit verlagen."
            ),
            is_required=True,
        )
        self.add(Raised(reason))
        self.sound_alarm()

    def sound_alarm(self) -> None:
        """Show whom to call the moment a call is needed, and again when it gets more urgent."""
        decision = self.decision()
        if decision.level <= max(self.announced, Level.ADVIES):
            return
        self.announced = decision.level
        page = alarm(self.content, self.session, decision)
        choices = (
            Choice("bel", "b", "Ik bel nu"),
            Choice("verder", "v", "Verder met de vragen voor het belblad"),
        )
        if self.show(page, choices) == "bel":
            self._call(decision)

    def _call(self, decision: Decision) -> None:
        self.add(Called(self.now()))
        screen = Screen(
            f"{TITLES[decision.level]}. Kom terug als je hebt gebeld.",
            hint="Noteer met wie je sprak en wat is afgesproken. Nog niemand aan de lijn? Met ! zie je de nummers.",
        )
        choices = (
            Choice("verder", "v", "Verder met de vragen"),
            Choice("afronden", "a", "Naar het afronden en het belblad"),
        )
        self.wants_to_finish = self.choose(screen, choices, "verder") == "afronden"
